package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// attributesFile is written last when a ledger begins, so that where it is,
// entries are missing only because somebody took them away.
const attributesFile = ".gitattributes"

// Load reads the ledger folder and checks all of it: every line, the chain of
// their hashes, and every record and asset that they need. A folder that does
// not exist or that holds no entries yet is an empty Log.
//
// The error is a *Damage if anything is not as it was written, and a
// *NewerError if a newer program wrote it. Files that no entry needs are
// neither read nor damage: a publish run that was killed leaves some, and the
// next one deletes them.
func Load(fsys fs.FS) (*Log, error) {
	folder := &folder{fsys: fsys, modes: map[string]fs.FileMode{}}
	empty := &Log{files: folder}
	switch err := folder.list("."); {
	case errors.Is(err, fs.ErrNotExist):
		return empty, nil
	case err != nil:
		return nil, err
	}
	sizes, err := folder.checkpoints()
	if err != nil {
		return nil, err
	}
	if _, ok := folder.modes[entriesFile]; !ok {
		if _, ok := folder.modes[attributesFile]; ok || len(sizes) > 0 {
			return nil, damagedFile(entriesFile, "the file is missing")
		}
		return empty, nil
	}
	data, err := folder.read(entriesFile, 0)
	if err != nil {
		return nil, err
	}
	text := string(data)
	lines, err := splitLines(text)
	if err != nil {
		return nil, err
	}
	x, err := empty.grow(text, lines, folder)
	if err != nil {
		return nil, err
	}
	if err := x.readCheckpoints(folder, sizes); err != nil {
		return nil, err
	}
	_, x.interrupted = folder.modes[replacedFolder]
	return x.complete()
}

// files is where the files of a ledger are read from. A file that is not there
// or not fit to be read is a *Damage.
type files interface {
	read(name string, limit int64) ([]byte, error) // limit 0 means none
	list(dir string) error                         // before files in it are read
}

// A folder is a ledger folder on disk. Symbolic links in it are refused: what
// they lead to could change without the ledger knowing.
type folder struct {
	fsys  fs.FS
	modes map[string]fs.FileMode // type bits, of what lies in the directories listed
}

func (f *folder) list(dir string) error {
	all, err := fs.ReadDir(f.fsys, dir)
	if err != nil {
		if dir != "." && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("reading the ledger: %w", err)
	}
	for _, e := range all {
		name := e.Name()
		if dir != "." {
			name = dir + "/" + name
		}
		if e.Type()&fs.ModeSymlink != 0 {
			return damagedFile(name, "this is a symbolic link, and the ledger holds none")
		}
		f.modes[name] = e.Type()
	}
	return nil
}

func (f *folder) read(name string, limit int64) ([]byte, error) {
	mode, ok := f.modes[name]
	switch {
	case !ok:
		return nil, damagedFile(name, "the file is missing")
	case !mode.IsRegular():
		return nil, damagedFile(name, "this is no plain file")
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	defer file.Close()
	var buf bytes.Buffer
	if info, err := file.Stat(); err == nil {
		switch size := info.Size(); {
		case limit > 0 && size > limit:
			return nil, damagedFile(name, "the file is larger than %d MB", limit>>20)
		default:
			buf.Grow(int(size) + bytes.MinRead)
		}
	}
	var r io.Reader = file
	if limit > 0 {
		r = io.LimitReader(file, limit+1)
	}
	if _, err := buf.ReadFrom(r); err != nil {
		return nil, fmt.Errorf("reading the ledger: %s: %w", name, err)
	}
	return buf.Bytes(), nil
}

// splitLines returns the lines of entries.jsonl without their newlines.
func splitLines(text string) ([]string, error) {
	if text == "" {
		return nil, damagedFile(entriesFile, "the file is empty")
	}
	if before, _, found := strings.Cut(text, "\r\n"); found {
		return nil, &Damage{
			File: entriesFile, Line: strings.Count(before, "\n") + 1,
			Reason: "the line endings were changed to those of Windows", Fix: keepBytes,
		}
	}
	body, whole := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "<<<<<<<"), strings.HasPrefix(line, "======="), strings.HasPrefix(line, ">>>>>>>"):
			d := damagedLine(i+1, "git left a merge conflict in the file")
			d.Fix = oneSide
			return nil, d
		case line == "" && i > 0:
			return nil, damagedLine(i+1, "the line is empty")
		}
	}
	if !whole {
		return nil, damagedLine(len(lines), "the end of the last line is cut off")
	}
	return lines, nil
}

// each calls f for 0 to n-1, on every processor.
func each(n int, f func(i int)) { eachOn(runtime.GOMAXPROCS(0), n, f) }

// eachOn calls f for 0 to n-1, some of them at once.
func eachOn(atOnce, n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, atOnce) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// first returns the first error, so that what is reported does not depend on
// the order in which the work was done.
func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// extend returns the ledger with lines added, whose records and assets are in
// files. It makes every check that Load promises, but for those of checkpoints;
// l itself, which was checked before, stays as it is.
func (l *Log) extend(lines []string, files files) (*Log, error) {
	x, err := l.grow(strings.Join(lines, "\n")+"\n", lines, files)
	if err != nil {
		return nil, err
	}
	return x.complete()
}

// grow checks lines by themselves and adds them. Joined, they are text.
func (l *Log) grow(text string, lines []string, files files) (*extension, error) {
	x := &extension{
		Log: Log{
			files: files, entries: slices.Clip(l.entries), docs: maps.Clone(l.docs), assets: maps.Clone(l.assets),
			lines: slices.Concat(l.lines, lines), text: l.text + text,
			keys: l.keys, claims: l.claims.clone(), checkpoints: slices.Clip(l.checkpoints),
		},
		start: len(l.entries), added: make([]Entry, len(lines)), errs: make([]error, len(lines)), hashes: make([]string, len(lines)),
		own: map[disclosure.Doc]bool{}, changed: map[revisionID]bool{},
	}
	x.new = x.lines[x.start:]
	x.tree = sync.OnceValue(func() *transparency.Tree { return growTree(l.Tree(), lines) })
	if x.docs == nil {
		x.docs = map[disclosure.Doc]*document{}
	}
	each(len(lines), func(i int) {
		x.added[i], x.errs[i] = decodeEntry(lines[i])
		x.hashes[i] = hashHex(lines[i])
	})
	if x.start > 0 {
		x.last = hashHex(l.Line(x.start - 1))
	}
	for i := range lines {
		if err := x.add(i); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// complete reads what the added entries need.
func (x *extension) complete() (*Log, error) {
	if err := x.readRecords(); err != nil {
		return nil, err
	}
	if err := x.readAssets(); err != nil {
		return nil, err
	}
	return &x.Log, nil
}

// An extension is a Log that is growing.
type extension struct {
	Log
	start  int      // number of entries that were there before
	new    []string // lines
	added  []Entry  // what they say
	errs   []error  // why they say nothing
	hashes []string
	last   string // hash of the line before the next

	own     map[disclosure.Doc]bool // documents that l does not share
	changed map[revisionID]bool     // revisions whose records are to be read
	redacts bool                    // whether records are replaced
}

type revisionID struct {
	doc disclosure.Doc
	rev int
}

// add checks line i and adds its entry.
func (x *extension) add(i int) error {
	seq, line := x.start+i, x.start+i+1
	if err := x.errs[i]; err != nil {
		return x.undecodable(i, line, err)
	}
	e := x.added[i]
	if e.Seq != seq {
		return x.misplaced(i, line)
	}
	if e.Prev != x.last && seq > 0 && e.Type != Genesis {
		return x.unchained(i, line)
	}
	if err := x.checkPlace(e); err != nil {
		return damagedLine(line, "%v", err)
	}
	for _, add := range []func(Entry) error{x.addToDocument, x.claims.add, x.addKey} {
		if err := add(e); err != nil {
			return damagedLine(line, "%v", err)
		}
	}
	x.entries = append(x.entries, e)
	x.last = x.hashes[i]
	return nil
}

// undecodable says why a line says nothing.
func (x *extension) undecodable(i, line int, err error) error {
	var newer *errNewer
	if !errors.As(err, &newer) {
		return damagedLine(line, "the line is not as firsthand wrote it: %v", err)
	}
	// What looks new may be a slip of somebody's hand: then the next line does
	// not know it.
	if next := i + 1; next < len(x.new) && x.errs[next] == nil && x.added[next].Prev != x.hashes[i] {
		return damagedLine(line, "the line is not as firsthand wrote it: it holds %s", newer.what)
	}
	return &NewerError{File: entriesFile, Line: line, What: newer.what}
}

// misplaced says why an entry is not on its line.
func (x *extension) misplaced(i, line int) error {
	want, have := x.start+i, x.added[i].Seq
	if have < want {
		d := damagedLine(line, "entry %d is in the file twice", have)
		d.Fix = oneSide
		return d
	}
	for j := i + 1; j < len(x.new); j++ {
		if x.errs[j] == nil && x.added[j].Seq == want {
			return damagedLine(line, "the lines are out of order: entry %d is on line %d", want, x.start+j+1)
		}
	}
	if have == want+1 {
		return damagedLine(line, "entry %d is missing", want)
	}
	return damagedLine(line, "entries %d to %d are missing", want, have-1)
}

// unchained says which of two lines was changed, as far as the line after them
// tells: line i, or the one before it.
func (x *extension) unchained(i, line int) error {
	next := i + 1
	switch {
	case next >= len(x.new) || x.errs[next] != nil:
		return damagedLine(line, "the line or the one before it was changed after it was written")
	case x.added[next].Prev == x.hashes[i]:
		return damagedLine(line-1, "the line was changed after it was written")
	}
	return damagedLine(line, "the line was changed after it was written")
}

// checkPlace checks what an entry owes to the one before it.
func (x *extension) checkPlace(e Entry) error {
	if len(x.entries) == 0 {
		if e.Type != Genesis {
			return errors.New("the ledger does not begin with its genesis entry")
		}
		return nil
	}
	last := x.entries[len(x.entries)-1]
	if e.Type == Genesis {
		return errors.New("a second ledger begins here")
	}
	if e.Run != e.Seq && e.Run != last.Run {
		return fmt.Errorf("the entry is of publish run %d, but the one before it is of run %d", e.Run, last.Run)
	}
	earliest := last.Time
	if e.Claimed.IsZero() {
		earliest = earliest.Add(time.Second)
	}
	if e.Time.Before(earliest) {
		return fmt.Errorf("the time %s is not later than that of the entry before, %s", e.Time.Format(timeLayout), last.Time.Format(timeLayout))
	}
	return nil
}

// addToDocument checks what an entry owes to the documents published before it.
func (x *extension) addToDocument(e Entry) error {
	if !e.isAbout() {
		return nil
	}
	d := x.docs[e.Doc]
	if d == nil {
		if err := checkDoc(e.Doc); err != nil {
			return err
		}
		d = &document{}
	}
	switch n := len(d.revisions); {
	case e.Type == Statement && n > 0:
		return fmt.Errorf("%s was published before, on line %d", e.Doc, d.revisions[0].seq+1)
	case e.Type == Statement && e.Rev != 1:
		return fmt.Errorf("%s begins with revision %d", e.Doc, e.Rev)
	case e.Type == Edit && n == 0:
		return fmt.Errorf("%s is edited, but was not published before", e.Doc)
	case e.Type == Edit && e.Rev != n+1:
		return fmt.Errorf("%s has revision %d after revision %d", e.Doc, e.Rev, n)
	case e.Type == Redaction && (e.Rev > n || d.revisions[e.Rev-1].seq != e.Target):
		return fmt.Errorf("the redaction replaces entry %d, which does not hold revision %d of %s", e.Target, e.Rev, e.Doc)
	}
	var originals int
	if e.Doc.Lang() != "" {
		original := x.docs[e.Doc.Original()]
		if original == nil {
			return fmt.Errorf("%s translates %s, which was not published before", e.Doc, e.Doc.Original())
		}
		originals = len(original.revisions)
	}
	if !x.own[e.Doc] {
		x.own[e.Doc] = true
		d = &document{slices.Clone(d.revisions)}
		x.docs[e.Doc] = d
	}
	if e.Type == Redaction {
		d.revisions[e.Rev-1].redaction = e.Seq
		x.redacts = true
	} else {
		d.revisions = append(d.revisions, revision{seq: e.Seq, originals: originals})
	}
	x.changed[revisionID{e.Doc, e.Rev}] = true
	return nil
}

// readRecords reads the record of every revision that changed.
func (x *extension) readRecords() error {
	ids := slices.Collect(maps.Keys(x.changed))
	slices.SortFunc(ids, func(a, b revisionID) int { return x.revision(a).seq - x.revision(b).seq })
	if err := x.list(ids); err != nil {
		return err
	}
	errs := make([]error, len(ids))
	each(len(ids), func(i int) { errs[i] = x.readRecord(ids[i]) })
	return first(errs)
}

func (x *extension) revision(id revisionID) *revision { return &x.docs[id.doc].revisions[id.rev-1] }

// list lists the folders in which the records lie.
func (x *extension) list(ids []revisionID) error {
	if len(ids) == 0 {
		return nil
	}
	if err := x.files.list(recordsFolder); err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, id := range ids {
		incident := id.doc.Incident()
		if listed[incident] {
			continue
		}
		listed[incident] = true
		if err := x.files.list(recordsFolder + "/" + incident); err != nil {
			return err
		}
		if !x.interrupted {
			continue
		}
		if err := x.files.list(replacedFolder + "/" + incident); err != nil {
			return err
		}
	}
	return nil
}

// readRecord reads one record and checks it against its entries.
func (x *extension) readRecord(id revisionID) error {
	r := x.revision(id)
	name, line := RecordFile(id.doc, id.rev), x.newest(*r)+1
	data, err := readCommitted(x.files, name, MaxRecord, x.entries[x.newest(*r)].Commit)
	if err != nil {
		if d := (*Damage)(nil); errors.As(err, &d) {
			d.Reason += fmt.Sprintf(", and line %d of %s needs it", line, entriesFile)
		}
		return err
	}
	if commit := Commitment(data); commit != x.entries[x.newest(*r)].Commit {
		return x.changedRecord(name, line, *r, commit, data)
	}
	record, err := decodeRecord(data)
	if newer := (*errNewer)(nil); errors.As(err, &newer) {
		return &NewerError{File: name, What: newer.what}
	}
	switch {
	case err != nil:
		return damagedFile(name, "the record is not as firsthand writes it: %v", err)
	case record.Doc != id.doc || record.Rev != id.rev:
		return damagedFile(name, "this is the record of revision %d of %s", record.Rev, record.Doc)
	case record.Of > r.originals:
		return damagedFile(name, "the translation follows revision %d of its original, which had only %d", record.Of, r.originals)
	}
	r.record = &record
	return nil
}

// changedRecord says what happened to a record that is not the one its entry
// names.
func (x *extension) changedRecord(name string, line int, r revision, commit string, data []byte) error {
	d := damagedFile(name, "the record was changed after it was published: its SHA-256 is not the one on line %d of %s", line, entriesFile)
	switch before, windows := bytes.CutSuffix(data, []byte("\r\n")); {
	case r.redaction > 0 && commit == x.entries[r.seq].Commit:
		d.Reason = fmt.Sprintf("the record holds again what the redaction on line %d of %s removed", line, entriesFile)
	case windows && Commitment(append(bytes.Clone(before), '\n')) == x.entries[x.newest(r)].Commit:
		d.Reason, d.Fix = "the line ending was changed to that of Windows", keepBytes
	}
	return d
}

// readAssets reads every asset that the changed records name, and forgets those
// that no record names any more.
func (x *extension) readAssets() error {
	type named struct {
		Asset
		by string
	}
	var missing []named
	// Only a redaction can make an asset needless, and then any document may be
	// the one that still names it.
	sizes, docs := x.assets, slices.Sorted(maps.Keys(x.own))
	if x.redacts || sizes == nil {
		sizes, docs = map[Asset]int64{}, slices.Sorted(maps.Keys(x.docs))
	}
	for _, doc := range docs {
		for i, r := range x.docs[doc].revisions {
			for _, name := range slices.Sorted(maps.Keys(r.record.Context.Assets)) {
				asset, _ := assetNamed(name, r.record.Context.Assets[name]) // checked with the record
				if _, ok := sizes[asset]; ok {
					continue
				}
				size, known := x.assets[asset]
				if sizes[asset] = size; !known {
					missing = append(missing, named{asset, RecordFile(doc, i+1)})
				}
			}
		}
	}
	x.assets = sizes
	if len(missing) == 0 {
		return nil
	}
	if err := x.files.list(assetsFolder); err != nil {
		return err
	}
	errs, read := make([]error, len(missing)), make([]int64, len(missing))
	each(len(missing), func(i int) {
		name := missing[i].File()
		data, err := x.files.read(name, maxStoredAsset)
		read[i] = int64(len(data))
		switch d := (*Damage)(nil); {
		case errors.As(err, &d):
			d.Reason += fmt.Sprintf(", and %s needs it", missing[i].by)
			errs[i] = d
		case err != nil:
			errs[i] = err
		case Commitment(data) != missing[i].Sum:
			errs[i] = damagedFile(name, "the file was changed after it was published: its name is no longer its SHA-256")
		}
	})
	for i, a := range missing {
		x.assets[a.Asset] = read[i]
	}
	return first(errs)
}

// maxStoredAsset is far above what is accepted, so that a program that accepts
// more does not make this one fail.
const maxStoredAsset = 64 << 20
