//go:build unix

package output

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other run writes a site into this folder. The lock ends
// with the process.
func lock(folder string) (unlock func(), err error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", folder, err)
	}
	return func() { f.Close() }, nil
}
