package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// ErrNotEmpty says that there is something in the folder into which a ledger is
// to be restored.
var ErrNotEmpty = errors.New("the folder of the ledger is not empty: move it out of the way first")

// Restore writes the ledger in fsys into the folder dir, which must be missing or
// empty. It is read and checked as Load does; ErrNotEmpty or any other error
// leaves no file behind. If the program is killed meanwhile, no ledger that
// passes for whole is left: Load and so publish refuse what there is, and Restore
// begins again.
func Restore(dir string, fsys fs.FS) error {
	l, err := Load(fsys)
	if err != nil {
		return err
	}
	if l.Size() == 0 {
		return errors.New("there is no ledger to restore: it has no entries")
	}
	files := map[string][]byte{}
	for _, name := range l.Files() {
		if files[name], err = l.ReadFile(name); err != nil {
			return err
		}
	}
	for _, s := range l.checkpoints {
		files[checkpointFile(s.Size)], files[checkpointFile(s.Size)+sshExt] = s.Note, s.SSH
	}
	delete(files, entriesFile)
	d, err := openDisk(dir)
	if err != nil {
		return fmt.Errorf("restoring the ledger: %w", err)
	}
	defer d.close()
	return restoreTo(d, l, files)
}

// restoreTo writes the files of a ledger, and then its entries.
func restoreTo(d disk, l *Log, files map[string][]byte) error {
	return locked(d, func() error {
		if err := restorable(d); err != nil {
			return err
		}
		_, err := fs.Stat(d, attributesFile)
		begins := errors.Is(err, fs.ErrNotExist)
		if err := writeRestored(d, l, files, begins); err != nil {
			return fmt.Errorf("restoring the ledger: %w", errors.Join(err, unrestore(d, begins)))
		}
		return nil
	})
}

func writeRestored(d disk, l *Log, files map[string][]byte, begins bool) error {
	if err := sweep(d, &Log{}); err != nil {
		return err
	}
	// Once this file is there, the folder is that of a ledger whose entries are
	// missing, which nobody adds to.
	if begins {
		if err := replace(d, attributesFile, attributes); err != nil {
			return err
		}
	}
	if err := create(d, files); err != nil {
		return err
	}
	return replace(d, entriesFile, l.text)
}

// restorable makes sure that nothing is in the folder but what a run that was
// killed leaves there.
func restorable(d disk) error {
	all, err := fs.ReadDir(d, ".")
	if err != nil {
		return fmt.Errorf("restoring the ledger: %w", err)
	}
	ours := []string{
		lockFile, attributesFile, replacement(entriesFile), replacement(attributesFile), replacement(checkpointsFolder),
		recordsFolder, assetsFolder, checkpointsFolder, replacedFolder,
		".git", // the ledger may be a branch of its own
	}
	for _, e := range all {
		if !slices.Contains(ours, e.Name()) {
			return ErrNotEmpty
		}
	}
	return nil
}

// unrestore deletes what was restored, unless the entries are in: then it is
// whole.
func unrestore(d disk, began bool) error {
	if _, err := fs.Stat(d, entriesFile); err == nil {
		return nil
	}
	if err := sweep(d, &Log{}); err != nil || !began {
		return err
	}
	if err := d.remove(attributesFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
