package ledger

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockNow takes the system's lock on a file, or returns ErrBusy.
func lockNow(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, &windows.Overlapped{})
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return ErrBusy
	case err != nil:
		return &os.PathError{Op: "lock", Path: file.Name(), Err: err}
	}
	return nil
}

// syncFolder does nothing: Windows writes names through by itself.
func syncFolder(*os.File) error { return nil }
