//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package announce

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockNow takes the system's lock on a file, or returns ErrBusy.
func lockNow(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrBusy
		case errors.Is(err, unix.EINTR):
			continue
		}
		return err
	}
}

// flushFolder brings the names in a folder to the disk. File systems that cannot
// do that for folders do without.
func flushFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOTSUP) {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}
