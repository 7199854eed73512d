package ledger

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// A redaction replaces records, and a run that is killed between two of them
// must leave neither damage nor the old text. So the new records are written
// into this folder first, as "replaced/<doc>.<rev>.json". Before the entries that
// announce them are in, they are leftovers. From then on they are what those
// entries commit to, wherever they lie, and the next run that writes anything,
// if need be only that, puts them in their place.
const replacedFolder = "replaced"

// replacing returns where the next content of a record lies until it is in its
// place.
func replacing(record string) string {
	return replacedFolder + strings.TrimPrefix(record, recordsFolder)
}

// readCommitted reads a file that must have the hash want. If a record does not
// have it, but the one that is to replace it does, it returns that one; else what
// is in the place.
func readCommitted(files files, name string, limit int64, want string) ([]byte, error) {
	data, err := files.read(name, limit)
	if err == nil && Commitment(data) == want || !strings.HasPrefix(name, recordsFolder+"/") {
		return data, err
	}
	if next, e := files.read(replacing(name), limit); e == nil && Commitment(next) == want {
		return next, nil
	}
	return data, err
}

// settle puts records in their place that an earlier step, or an earlier run,
// left beside it.
func settle(d disk, l *Log) error {
	var folders []string
	err := fs.WalkDir(d, replacedFolder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		record := recordsFolder + strings.TrimPrefix(name, replacedFolder)
		want, ok := l.sum(record)
		if !ok {
			return nil
		}
		next, err := fs.ReadFile(d, name)
		if err != nil {
			return err
		}
		if Commitment(next) != want {
			return nil
		}
		folders = append(folders, path.Dir(record), path.Dir(name))
		return d.rename(name, record)
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return d.sync(folders...)
}
