package announce

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockNow takes the system's lock on a file, or returns ErrBusy.
func lockNow(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return ErrBusy
	}
	return err
}

// flushFolder does nothing: Windows writes names through by itself.
func flushFolder(string) error { return nil }
