// Package ledger keeps what was published: an append-only list of entries, the
// records that they commit to, and the assets that the records name. It is the
// only writer of the folder ledger/.
//
// Input are the files of that folder:
//
//	entries.jsonl              one entry a line, in canonical JSON, each with the hash of the line before
//	records/<doc>.<rev>.json   the text and facts of one revision, with a random salt
//	assets/<sha256>.<ext>      files that statements link to
//	checkpoints/<size>         what was signed of the first entries, and beside it .sig, the same for ssh-keygen
//	replaced/<doc>.<rev>.json  while a redaction is under way: records on their way to records/
//	.gitattributes             keeps git from merging or converting any of it
//
// [Load] reads and checks them all; [Log.Append] adds a publish run; [Log.Site]
// makes what is served beside them, so that anyone can check them (the file of
// keys is described there); [Restore] writes a ledger that was lost from what is
// served. What is promised:
//
//   - a ledger that loads is exactly what firsthand wrote: a changed, lost, added
//     or moved byte in an entry, or in a record or asset that one needs, is a
//     [Damage] that says where it is and what to do about it;
//   - what was signed is still there: every checkpoint is signed by a key that was
//     in force after its last entry, added and neither retired nor revoked, and has
//     the root of the entries that it counts. A ledger may end with entries that
//     nobody signed yet;
//   - an entry and a record have one spelling, and what is read encodes to the
//     same bytes again;
//   - an append is all or nothing: a run that is killed or finds the disk full
//     leaves the old ledger or the new one, and nothing that was not published
//     stays in the folder beyond the next run;
//   - nothing is written that would not load;
//   - a record is never rewritten, except by a redaction, after which its old text
//     is nowhere in the folder; a checkpoint, and a proof once it can be made,
//     never changes.
//
// An example, publishing one statement:
//
//	log, err := ledger.Load(os.DirFS("content/ledger"))
//	start, err := log.NextRun(now) // "in 60 minutes" counts from here
//	entries, err := log.Append("content/ledger", ledger.Run{
//		Drafts: []ledger.Draft{{Doc: "2026-03-03-support-exports/01", Rev: 1, Lang: "en", Said: said}},
//		Origin: "status.example.com",
//	}, now, rand.Reader)
package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// A Log is a ledger that was read and checked. It does not change.
type Log struct {
	files       files
	text        string   // of entries.jsonl
	lines       []string // the same, without newlines
	entries     []Entry
	since       []Entry // that came later, for a ledger as it stood: see At
	docs        map[disclosure.Doc]*document
	assets      map[Asset]int64 // sizes, of those that a record names
	keys        []KeyState
	claims      claims
	checkpoints []Stored // ascending
	tree        func() *transparency.Tree

	// interrupted says that a run that replaced records was killed before it was
	// done: the next one finishes its work.
	interrupted bool
}

// A document is every revision of a statement, of a translation, or of the
// questions.
type document struct {
	revisions []revision
}

type revision struct {
	seq       int // of the statement or edit
	redaction int // Seq of the newest redaction, or 0
	originals int // translations: how many revisions of the original came before
	record    *Record
}

// newest returns the Seq of the entry that the record of r must match.
func (l *Log) newest(r revision) int { return max(r.seq, r.redaction) }

// Entries returns every entry. The list must not be changed.
func (l *Log) Entries() []Entry { return slices.Clip(l.entries) }

// Size returns the number of entries.
func (l *Log) Size() int { return len(l.entries) }

// Origin returns the host name under which the ledger began, which names it for
// ever, or "" if it is empty.
func (l *Log) Origin() string {
	if len(l.entries) == 0 {
		return ""
	}
	return l.entries[0].Origin
}

// Genesis returns the time of the first entry, or the zero time.
func (l *Log) Genesis() time.Time {
	if len(l.entries) == 0 {
		return time.Time{}
	}
	return l.entries[0].Time
}

// Last returns the time of the last entry, or the zero time.
func (l *Log) Last() time.Time {
	if len(l.entries) == 0 {
		return time.Time{}
	}
	return l.entries[len(l.entries)-1].Time
}

// Line returns the line of an entry, without its newline. It is the leaf of the
// tree.
func (l *Log) Line(seq int) string { return l.lines[seq] }

// RunEnd returns the size of the ledger after the run that holds entry seq.
func (l *Log) RunEnd(seq int) int {
	run := l.entries[seq].Run
	later := l.entries[seq:]
	n, _ := slices.BinarySearchFunc(later, run+1, func(e Entry, run int) int { return cmp.Compare(e.Run, run) })
	return seq + n
}

// Publications returns every entry about a document, in ledger order, with what
// its record says today: a redaction changes what earlier entries say.
func (l *Log) Publications() []disclosure.Publication {
	all := make([]disclosure.Publication, 0, len(l.entries))
	for _, e := range l.entries {
		if !e.isAbout() {
			continue
		}
		record := l.docs[e.Doc].revisions[e.Rev-1].record
		all = append(all, disclosure.Publication{
			Seq: e.Seq, Run: e.Run, Type: disclosure.PublicationType(e.Type), Doc: e.Doc, Rev: e.Rev,
			Of: record.Of, Lang: record.Lang, Time: e.Time, Claimed: e.Claimed, Said: record.Said, Context: record.Context,
		})
	}
	return all
}

// Standing is what the newest revision of a document says.
type Standing struct {
	Record Record
	Seq    int       // of the entry that published the revision
	First  int       // Seq of the entry that published revision 1
	Run    time.Time // start of the run that published revision 1, from which its relative times count
}

// Document returns the newest revision of a document, and false if it was never
// published.
func (l *Log) Document(doc disclosure.Doc) (Standing, bool) {
	d := l.docs[doc]
	if d == nil {
		return Standing{}, false
	}
	first, newest := d.revisions[0], d.revisions[len(d.revisions)-1]
	run := l.entries[first.seq].Run
	return Standing{Record: *newest.record, Seq: newest.seq, First: first.seq, Run: l.entries[run].Time}, true
}

// Documents lists every document that was published, sorted by name.
func (l *Log) Documents() []disclosure.Doc { return slices.Sorted(maps.Keys(l.docs)) }

// Record returns a revision of a document as it reads today, and false if there
// is none.
func (l *Log) Record(doc disclosure.Doc, rev int) (Record, bool) {
	d := l.docs[doc]
	if d == nil || rev < 1 || rev > len(d.revisions) {
		return Record{}, false
	}
	return *d.revisions[rev-1].record, true
}

// Assets lists the assets that records name today, sorted.
func (l *Log) Assets() []Asset {
	return slices.SortedFunc(maps.Keys(l.assets), func(a, b Asset) int {
		return strings.Compare(a.File(), b.File())
	})
}

// Asset returns the bytes of an asset that a record names.
func (l *Log) Asset(a Asset) ([]byte, error) { return l.ReadFile(a.File()) }

// Files lists the files that the ledger is made of and that may be published,
// sorted: the entries, and every record and asset that they need, but nothing
// else that lies in the folder.
func (l *Log) Files() []string {
	if len(l.entries) == 0 {
		return nil
	}
	all := []string{entriesFile}
	for doc, d := range l.docs {
		for i := range d.revisions {
			all = append(all, RecordFile(doc, i+1))
		}
	}
	for a := range l.assets {
		all = append(all, a.File())
	}
	slices.Sort(all)
	return all
}

// ReadFile returns the bytes of one of the Files, which are those that were
// checked when the ledger was loaded.
func (l *Log) ReadFile(name string) ([]byte, error) {
	if name == entriesFile && len(l.entries) > 0 {
		return []byte(l.text), nil
	}
	want, ok := l.sum(name)
	if !ok {
		return nil, fmt.Errorf("the ledger does not need a file %q", name)
	}
	data, err := readCommitted(l.files, name, 0, want)
	if err == nil && Commitment(data) != want {
		err = damagedFile(name, "the file was changed just now")
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// sum returns the hash that a record or asset must have.
func (l *Log) sum(name string) (string, bool) {
	if rest, ok := strings.CutPrefix(name, assetsFolder+"/"); ok {
		sum, ext, _ := strings.Cut(rest, ".")
		_, ok := l.assets[Asset{sum, ext}]
		return sum, ok
	}
	rest, ok := strings.CutPrefix(name, recordsFolder+"/")
	rest, isJSON := strings.CutSuffix(rest, ".json")
	dot := strings.LastIndexByte(rest, '.')
	if !ok || !isJSON || dot < 0 {
		return "", false
	}
	doc := disclosure.Doc(rest[:dot])
	d := l.docs[doc]
	if d == nil {
		return "", false
	}
	for i, r := range d.revisions {
		if RecordFile(doc, i+1) == name {
			return l.commit(r), true
		}
	}
	return "", false
}
