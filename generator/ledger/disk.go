package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lockFile lies in the ledger folder while a run writes it. The lock is the
// system's lock on the open file, which ends with the process, so that a file
// that was left behind locks nothing.
const lockFile = ".lock"

// rootDisk is a folder of the file system, out of which no name leads.
type rootDisk struct {
	fs.FS
	root *os.Root
}

// openDisk opens a ledger folder and makes it if it is missing; the folder in
// which it lies must be there.
func openDisk(dir string) (*rootDisk, error) {
	err := os.Mkdir(dir, 0o755)
	switch {
	case err == nil:
		if err := flush(os.Open(filepath.Dir(filepath.Clean(dir)))); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrExist):
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &rootDisk{root.FS(), root}, nil
}

func (d *rootDisk) close() error { return d.root.Close() }

func (d *rootDisk) lock() (unlock func() error, err error) {
	for {
		file, err := d.root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		if err := lockNow(file); err != nil {
			file.Close()
			return nil, err
		}
		// The run before deletes the file when it ends. If that happened between
		// the two steps above, this lock is on a file that nobody else will see.
		if d.is(file) {
			return func() error { return errors.Join(d.root.Remove(lockFile), file.Close()) }, nil
		}
		file.Close()
	}
}

// is reports whether file is what now bears the name of the lock file.
func (d *rootDisk) is(file *os.File) bool {
	here, err := d.root.Lstat(lockFile)
	if err != nil {
		return false
	}
	there, err := file.Stat()
	return err == nil && os.SameFile(here, there)
}

func (d *rootDisk) mkdir(name string) error { return d.root.MkdirAll(name, 0o755) }

func (d *rootDisk) create(name string, data []byte) error {
	file, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

func (d *rootDisk) rename(from, to string) error { return d.root.Rename(from, to) }

func (d *rootDisk) remove(name string) error { return d.root.Remove(name) }

// flushes is how many files are flushed side by side. The file system then
// waits for the disk once for several of them, not once for each.
const flushes = 16

func (d *rootDisk) sync(names ...string) error {
	errs := make([]error, len(names))
	eachOn(flushes, len(names), func(i int) { errs[i] = d.syncOne(names[i]) })
	return first(errs)
}

func (d *rootDisk) syncOne(name string) error {
	info, err := d.root.Stat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return flush(d.root.Open(name))
	}
	// Windows flushes only what is open for writing.
	file, err := d.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// flush makes sure that the names in a folder outlast a loss of power, and
// closes it.
func flush(folder *os.File, err error) error {
	if err != nil {
		return err
	}
	return errors.Join(syncFolder(folder), folder.Close())
}
