package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// ErrBusy says that another publish run is writing the ledger.
var ErrBusy = errors.New("another publish is writing this ledger: wait until it has ended, then run publish again")

// ErrMoved says that the ledger on disk is not the one that the run was planned
// on.
var ErrMoved = errors.New("the ledger has changed since it was read, probably by another publish: run publish again")

const attributes = "* -text -merge\n"

// Append plans a publish run (see [Log.Plan]) and writes it (see [Plan.Write]).
// It returns the entries that were added, none if nothing was to be.
func (l *Log) Append(dir string, run Run, now time.Time, random io.Reader) ([]Entry, error) {
	p, err := l.Plan(run, now, random)
	if err != nil {
		return nil, err
	}
	if err := p.Write(dir); err != nil {
		return nil, err
	}
	return p.Entries(), nil
}

// Write writes the run into the ledger folder dir, which is made if it is
// missing, under a lock. In this order: records and assets that no entry needs
// are deleted, because they may hold a text that was replaced before it became
// public; assets and records are written, those of redactions beside the records
// that they replace; entries.jsonl is replaced. Up to that step the old ledger
// stands, from then on the new one. Then redacted records and what only they
// needed go for good, and the checkpoint is stored. What a run that was killed
// left undone of that, the next one does.
//
// It returns ErrBusy if another run holds the lock and ErrMoved if the ledger is
// not the one that was planned on; nothing was written then. A plan that is empty
// writes nothing.
func (p *Plan) Write(dir string) error {
	if p.IsEmpty() {
		return nil
	}
	d, err := openDisk(dir)
	if err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	defer d.close()
	return p.write(d)
}

// A disk is the ledger folder as it is written. Each method is one step, which
// may fail or be the last.
type disk interface {
	fs.FS
	lock() (unlock func() error, err error) // ErrBusy if somebody holds it
	mkdir(name string) error                // with its parents; may exist
	create(name string, data []byte) error  // must not exist
	rename(from, to string) error           // replaces to
	remove(name string) error               // a file or an empty folder
	sync(names ...string) error             // makes files, and the names in folders, outlast a loss of power
}

func (p *Plan) write(d disk) error {
	return locked(d, func() error {
		if err := p.unmoved(d); err != nil {
			return err
		}
		if err := sweep(d, p.base); err != nil {
			return fmt.Errorf("deleting what was left over in the ledger: %w", err)
		}
		if err := p.writeEntries(d); err != nil {
			return fmt.Errorf("writing the ledger: %w", err)
		}
		if p.checkpoint != nil {
			if err := storeCheckpoint(d, *p.checkpoint); err != nil {
				return fmt.Errorf("storing the checkpoint: %w", err)
			}
		}
		return nil
	})
}

// locked calls f while nobody else writes the ledger.
func locked(d disk, f func() error) (err error) {
	unlock, err := d.lock()
	if err != nil {
		if errors.Is(err, ErrBusy) {
			return err
		}
		return fmt.Errorf("locking the ledger: %w", err)
	}
	defer func() {
		if e := unlock(); err == nil && e != nil {
			err = fmt.Errorf("unlocking the ledger: %w", e)
		}
	}()
	return f()
}

// unmoved makes sure that the ledger on disk is still the one planned on.
func (p *Plan) unmoved(d disk) error {
	text, err := fs.ReadFile(d, entriesFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("reading the ledger: %w", err)
	}
	sizes, err := storedSizes(d)
	if err != nil {
		return fmt.Errorf("reading the ledger: %w", err)
	}
	same := slices.EqualFunc(sizes, p.base.checkpoints, func(size int, s Stored) bool { return size == s.Size })
	if string(text) != p.base.text || !same {
		return ErrMoved
	}
	return nil
}

// writeEntries writes everything but the checkpoint.
func (p *Plan) writeEntries(d disk) error {
	if len(p.entries) == 0 {
		return nil
	}
	files := map[string][]byte{}
	for name, data := range p.files {
		if p.replaces[name] {
			name = replacing(name)
		}
		files[name] = data
	}
	if err := create(d, files); err != nil {
		return err
	}
	if err := replace(d, entriesFile, p.log.text); err != nil {
		return err
	}
	if len(p.replaces) > 0 {
		if err := sweep(d, p.log); err != nil {
			return err
		}
	}
	if _, err := fs.Stat(d, attributesFile); errors.Is(err, fs.ErrNotExist) {
		return replace(d, attributesFile, attributes)
	}
	return nil
}

// sweep finishes what was begun: it puts records in their place and deletes what
// the ledger does not need, records, assets and files that were to replace
// others. The folder of records that replace others goes last, because it says
// that there is something to finish.
func sweep(d disk, l *Log) error {
	for _, name := range []string{entriesFile, attributesFile, checkpointsFolder} {
		if err := d.remove(replacement(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := settle(d, l); err != nil {
		return err
	}
	needed := map[string]bool{}
	for _, name := range l.Files() {
		needed[name] = true
	}
	for _, s := range l.checkpoints {
		needed[checkpointFile(s.Size)], needed[checkpointFile(s.Size)+sshExt] = true, true
	}
	for _, top := range []string{recordsFolder, assetsFolder, checkpointsFolder, replacedFolder} {
		if _, err := sweepFolder(d, top, needed); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sweepFolder deletes from dir what is not needed, and dir itself if nothing is,
// for good. It reports whether dir is gone.
func sweepFolder(d disk, dir string, needed map[string]bool) (gone bool, err error) {
	all, err := fs.ReadDir(d, dir)
	if err != nil {
		return false, err
	}
	left := len(all)
	for _, e := range all {
		name := path.Join(dir, e.Name())
		switch {
		case needed[name]:
			continue
		case e.IsDir():
			if gone, err := sweepFolder(d, name, needed); err != nil {
				return false, err
			} else if !gone {
				continue
			}
		default:
			if err := d.remove(name); err != nil {
				return false, err
			}
		}
		left--
	}
	if left == 0 {
		if err := d.remove(dir); err != nil {
			return false, err
		}
		return true, d.sync(path.Dir(dir))
	}
	if left < len(all) {
		return false, d.sync(dir)
	}
	return false, nil
}

// create writes new files, with the folders in which they lie.
func create(d disk, files map[string][]byte) error {
	names := slices.Sorted(maps.Keys(files))
	folders := map[string]bool{".": true}
	for _, name := range names {
		dir := path.Dir(name)
		if !folders[dir] {
			if err := d.mkdir(dir); err != nil {
				return err
			}
		}
		for ; !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
		if err := d.create(name, files[name]); err != nil {
			return err
		}
	}
	return d.sync(append(names, slices.Sorted(maps.Keys(folders))...)...)
}

// replacement returns the name under which the next content of a file lies until
// it is whole.
func replacement(name string) string { return "." + strings.TrimPrefix(name, ".") + ".new" }

// replace gives a file other content, at once.
func replace(d disk, name, content string) error {
	if err := d.create(replacement(name), []byte(content)); err != nil {
		return err
	}
	if err := d.sync(replacement(name)); err != nil {
		return err
	}
	if err := d.rename(replacement(name), name); err != nil {
		return err
	}
	return d.sync(".")
}
