package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/transparency"
)

// A Stored is a checkpoint that a run left: what was signed of the first Size
// entries. It never changes.
type Stored struct {
	Size int
	Note []byte // signed note, as c2sp.org/tlog-checkpoint has it
	SSH  []byte // signature of the very bytes of Note as ssh-keygen -Y makes it, by the first key that signed Note
}

const (
	checkpointsFolder = "checkpoints"
	sshExt            = ".sig"
	// maxCheckpoint is far above what a checkpoint can have.
	maxCheckpoint = 1 << 20
)

// checkpointFile returns where the checkpoint of the first size entries lies
// below the ledger folder: "checkpoints/9". The signature for ssh-keygen lies
// beside it, in "checkpoints/9.sig".
func checkpointFile(size int) string { return fmt.Sprintf("%s/%d", checkpointsFolder, size) }

// Checkpoints returns every stored checkpoint, ascending. The list must not be
// changed.
func (l *Log) Checkpoints() []Stored { return slices.Clip(l.checkpoints) }

// Head returns the newest checkpoint, and false if there is none. Entries may
// have been published since, which it does not cover.
func (l *Log) Head() (Stored, bool) {
	if len(l.checkpoints) == 0 {
		return Stored{}, false
	}
	return l.checkpoints[len(l.checkpoints)-1], true
}

// CheckpointOf returns the smallest checkpoint that covers the whole run of
// entry seq, and false if none does yet. Once there is one, it stays the one.
func (l *Log) CheckpointOf(seq int) (Stored, bool) {
	i, _ := slices.BinarySearchFunc(l.checkpoints, l.RunEnd(seq), func(s Stored, size int) int { return s.Size - size })
	if i == len(l.checkpoints) {
		return Stored{}, false
	}
	return l.checkpoints[i], true
}

// signed reports whether the newest checkpoint covers everything.
func (l *Log) signed() bool {
	head, ok := l.Head()
	return ok && head.Size == l.Size()
}

// checkpoints lists the sizes of the checkpoints in the folder, ascending. Other
// files are not looked at.
func (f *folder) checkpoints() ([]int, error) {
	switch mode, ok := f.modes[checkpointsFolder]; {
	case !ok:
		return nil, nil
	case !mode.IsDir():
		return nil, damagedFile(checkpointsFolder, "this is no folder")
	}
	if err := f.list(checkpointsFolder); err != nil {
		return nil, err
	}
	var sizes []int
	for name := range f.modes {
		if size, isNote := checkpointSize(strings.TrimPrefix(name, checkpointsFolder+"/")); isNote {
			sizes = append(sizes, size)
		}
	}
	slices.Sort(sizes)
	return sizes, nil
}

// checkpointSize returns the size in the name of a checkpoint, without its
// folder, and false if the file is none.
func checkpointSize(name string) (int, bool) {
	size, err := strconv.Atoi(name)
	return size, err == nil && size > 0 && strconv.Itoa(size) == name
}

// readCheckpoints reads the checkpoints in the folder and checks them against
// the entries. Everything that was signed must still be there.
func (x *extension) readCheckpoints(f *folder, sizes []int) error {
	stored, errs := make([]Stored, len(sizes)), make([]error, len(sizes))
	if len(sizes) > 0 {
		x.Tree() // once, and not by all of the following
	}
	each(len(sizes), func(i int) {
		name := checkpointFile(sizes[i])
		note, err := f.read(name, maxCheckpoint)
		if err != nil {
			errs[i] = err
			return
		}
		ssh, err := f.read(name+sshExt, maxCheckpoint)
		if err != nil {
			errs[i] = err
			return
		}
		stored[i] = Stored{sizes[i], note, ssh}
		before := 0
		if i > 0 {
			before = sizes[i-1]
		}
		errs[i] = x.checkStored(stored[i], before)
	})
	if err := first(errs); err != nil {
		return err
	}
	if err := x.checkLone(f); err != nil {
		return err
	}
	x.checkpoints = stored
	return nil
}

// checkLone makes sure that each signature for ssh-keygen has its checkpoint. The
// one of all entries may still lack it: the run that wrote it was killed then.
func (x *extension) checkLone(f *folder) error {
	var lone []int
	for name := range f.modes {
		name, isSSH := strings.CutSuffix(strings.TrimPrefix(name, checkpointsFolder+"/"), sshExt)
		size, isNote := checkpointSize(name)
		if _, ok := f.modes[checkpointFile(size)]; isSSH && isNote && !ok && size != x.Size() {
			lone = append(lone, size)
		}
	}
	if len(lone) == 0 {
		return nil
	}
	size := slices.Min(lone)
	return damagedFile(checkpointFile(size), "the file is missing, and %s belongs to it", checkpointFile(size)+sshExt)
}

// checkStored checks a checkpoint against the entries. The one before it, of
// fewer entries, is taken to be right.
func (l *Log) checkStored(s Stored, before int) error {
	name := checkpointFile(s.Size)
	c, _, err := transparency.ParseNote(s.Note)
	switch {
	case err != nil:
		return damagedFile(name, "the checkpoint is not as firsthand writes it: %v", err)
	case c.Size != s.Size:
		return damagedFile(name, "this is the checkpoint of %d entries", c.Size)
	case c.Origin != l.Origin():
		return damagedFile(name, "this is a checkpoint of another ledger, %s", c.Origin)
	case c.Size > l.Size():
		// Which keys were in force then, the missing entries would say.
		return damagedFile(entriesFile, "entries are missing at the end: there are %d, and %s was signed for %d", l.Size(), name, c.Size)
	}
	_, by, err := transparency.Open(s.Note, l.Active(s.Size))
	if unsigned := (*transparency.UnsignedError)(nil); errors.As(err, &unsigned) {
		return damagedFile(name, "none of the keys that could then sign the ledger has signed the checkpoint")
	}
	if err != nil {
		return damagedFile(name, "the checkpoint was changed after it was signed: %v", err)
	}
	if !l.vouched(by, before) {
		return damagedFile(name, "only keys have signed the checkpoint that were added after %s: one of before must vouch for them", checkpointFile(before))
	}
	if err := checkSSH(s, by); err != nil {
		return damagedFile(name+sshExt, "the signature does not fit %s: %v", name, err)
	}
	if root := l.Root(s.Size); root != c.Root {
		lines := fmt.Sprintf("lines %d to %d do", before+1, s.Size)
		if before+1 == s.Size {
			lines = fmt.Sprintf("line %d does", s.Size)
		}
		d := damagedFile(entriesFile, "%s not say what was signed: the root of the first %d is %s, but %s says %s",
			lines, s.Size, root.Short(), name, c.Root.Short())
		d.Fix = notSigned
		return d
	}
	return nil
}

// vouched reports whether one of keys could sign the checkpoint of the first size
// entries, the one before the next. Otherwise who can write the ledger, but has
// none of its keys, could add one of their own and sign with it. Before the first
// checkpoint any key will do.
func (l *Log) vouched(keys []string, size int) bool {
	return size == 0 || slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(l.Active(size), key) })
}

// checkSSH checks the signature for ssh-keygen, which is by one of the keys that
// signed the note.
func checkSSH(s Stored, by []string) (err error) {
	for _, key := range by {
		if err = transparency.CheckSSH(s.Note, s.SSH, key); err == nil {
			return nil
		}
	}
	return err
}

// sign returns the checkpoint of all entries.
func (l *Log) sign(signers []transparency.Signer) (Stored, error) {
	size := l.Size()
	note, err := transparency.Sign(transparency.Checkpoint{Origin: l.Origin(), Size: size, Root: l.Root(size)}, signers...)
	if err != nil {
		return Stored{}, err
	}
	ssh, err := transparency.SignSSH(note, signers[0])
	if err != nil {
		return Stored{}, err
	}
	s := Stored{size, note, ssh}
	head, _ := l.Head()
	if err := l.checkStored(s, head.Size); err != nil {
		return Stored{}, internal("the checkpoint would not load: %v", err)
	}
	return s, nil
}

// maySign makes sure that signers are keys that may sign the whole ledger.
func (l *Log) maySign(signers []transparency.Signer) error {
	active := l.Active(l.Size())
	for _, s := range signers {
		if slices.Contains(active, s.Key()) {
			continue
		}
		id := transparency.KeyID(s.Key())
		for _, k := range l.keys {
			switch {
			case k.Key != s.Key():
			case k.Revoked > 0:
				return fmt.Errorf("the key %s is revoked, in entry %d, and cannot sign any more: sign with %s", id, k.Revoked, ids(active))
			default:
				return fmt.Errorf("the key %s is retired, in entry %d, and cannot sign any more: sign with %s", id, k.Retired, ids(active))
			}
		}
		return fmt.Errorf("the key %s is not one of this ledger: sign with %s, or add it first", id, ids(active))
	}
	head, _ := l.Head()
	var keys []string
	for _, s := range signers {
		keys = append(keys, s.Key())
	}
	if !l.signed() && !l.vouched(keys, head.Size) {
		return fmt.Errorf("the key %s was added after the ledger was last signed, and one of before must vouch for it: sign with both, beside it %s", ids(keys), ids(l.vouchers()))
	}
	return nil
}

// vouchers returns the keys that may sign and that the newest checkpoint vouches
// for.
func (l *Log) vouchers() []string {
	head, _ := l.Head()
	active := l.Active(l.Size())
	if head.Size == 0 {
		return active
	}
	return slices.DeleteFunc(active, func(key string) bool { return !l.vouched([]string{key}, head.Size) })
}

func ids(keys []string) string {
	short := make([]string, len(keys))
	for i, key := range keys {
		short[i] = transparency.KeyID(key)
	}
	return strings.Join(short, " or ")
}

// storeCheckpoint writes a checkpoint. Only when the signature beside it is whole
// does the checkpoint bear its name.
func storeCheckpoint(d disk, s Stored) error {
	name := checkpointFile(s.Size)
	if err := create(d, map[string][]byte{name + sshExt: s.SSH, replacement(checkpointsFolder): s.Note}); err != nil {
		return err
	}
	if err := d.rename(replacement(checkpointsFolder), name); err != nil {
		return err
	}
	return d.sync(checkpointsFolder, ".")
}

// storedSizes returns the sizes of the checkpoints on disk, ascending.
func storedSizes(d disk) ([]int, error) {
	all, err := fs.ReadDir(d, checkpointsFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var sizes []int
	for _, e := range all {
		if size, ok := checkpointSize(e.Name()); ok {
			sizes = append(sizes, size)
		}
	}
	slices.Sort(sizes)
	return sizes, nil
}
