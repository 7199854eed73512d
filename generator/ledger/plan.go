package ledger

import (
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// A Draft is a text that is to become public.
type Draft struct {
	Doc     disclosure.Doc
	Rev     int    // one more than the newest revision
	Type    Type   // Statement for revision 1, else Edit; may be left out
	Lang    string // of the words
	Of      int    // translations: revision of the original that was translated
	Said    disclosure.Said
	Context disclosure.Context
	Assets  map[string][]byte // bytes of the assets that Context names, by the same names; those the ledger has may be left out
	Claimed time.Time         // imports: when an older system says it was published
}

// A Run is what one publish run is to add. Its entries come in this order: the
// genesis entry if it is the first, keys, drafts.
type Run struct {
	Drafts  []Draft // those of type Redaction first
	Keys    []KeyChange
	Origin  string // host name under which the first run begins the ledger; later runs ignore it
	After   *After // first run: the lost ledger that this one succeeds
	Signers []transparency.Signer
}

// A KeyChange adds a key that signs, or takes one away.
type KeyChange struct {
	Key string // verifier key
	Op  string // AddKey, RetireKey or RevokeKey
}

// maxAhead is how far the last entry may lie ahead of the clock.
const maxAhead = 5 * time.Minute

// A Plan is a publish run that was thought through and checked, and not yet
// written.
type Plan struct {
	base    *Log
	log     *Log
	files   memory // records and assets to write
	entries []Entry
}

// Entries returns the entries that the run adds, with the genesis entry if it is
// the first.
func (p *Plan) Entries() []Entry { return p.entries }

// Log returns the ledger as it will be.
func (p *Plan) Log() *Log { return p.log }

// NextRun returns the time of the first entry of a run that starts at now: the
// relative times of its texts count from there. It refuses a clock that lies
// more than five minutes behind the last entry.
func (l *Log) NextRun(now time.Time) (time.Time, error) {
	now = now.UTC().Truncate(time.Second)
	if len(l.entries) == 0 {
		return now, nil
	}
	if ahead := l.Last().Sub(now); ahead > maxAhead {
		return time.Time{}, fmt.Errorf("the last entry of the ledger is dated %s, which is %s ahead of this computer's clock (%s): set the clock; if it is right, publish again after %s",
			l.Last().Format(timeLayout), ahead, now.Format(timeLayout), l.Last().Add(-maxAhead).Format(timeLayout))
	}
	if earliest := l.Last().Add(time.Second); now.Before(earliest) {
		return earliest, nil
	}
	return now, nil
}

// Plan thinks a publish run through: its entries and records, at now, with salts
// read from random. Nothing is written, and the whole is checked as Load would
// check it.
//
// An error, but for that of NextRun and those of random, is a fault of the
// caller: drafts are in canonical form (see [Load]) and continue the ledger.
func (l *Log) Plan(todo Run, now time.Time, random io.Reader) (*Plan, error) {
	p := &Plan{base: l, log: l, files: memory{}}
	if len(todo.Drafts) == 0 {
		return p, nil
	}
	start, err := l.NextRun(now)
	if err != nil {
		return nil, err
	}
	run := &runOf{plan: p, at: start, run: len(l.entries)}
	if len(l.entries) > 0 {
		run.prev = hashHex(l.lastLine())
	} else if err := run.add(Entry{Type: Genesis, Origin: todo.Origin, After: todo.After}); err != nil {
		return nil, internal("the ledger cannot begin: %v", err)
	}
	for _, d := range todo.Drafts {
		if err := run.addDraft(d, now, random); err != nil {
			return nil, fmt.Errorf("%s, revision %d: %w", d.Doc, d.Rev, err)
		}
	}
	if p.log, err = l.extend(run.lines, overlay{p.files, l}); err != nil {
		// Not wrapped: what is on disk is neither damaged nor newer.
		return nil, internal("what is to be published would not load: %v", err)
	}
	return p, nil
}

func internal(format string, args ...any) error {
	return fmt.Errorf("internal error: "+format, args...)
}

// runOf is a publish run being planned.
type runOf struct {
	plan  *Plan
	at    time.Time // of the last entry, or of the first before there is one
	run   int       // Seq of the first entry
	prev  string
	lines []string
}

// add gives an entry its place and time.
func (r *runOf) add(e Entry) error {
	e.V, e.Run, e.Seq, e.Prev = Version, r.run, r.run+len(r.lines), r.prev
	// An import may be long, and would lead the clock by a second an entry.
	if len(r.lines) > 0 && e.Claimed.IsZero() {
		r.at = r.at.Add(time.Second)
	}
	e.Time = r.at
	line, err := e.encode()
	if err != nil {
		return err
	}
	r.lines, r.prev = append(r.lines, line), hashHex(line)
	r.plan.entries = append(r.plan.entries, e)
	return nil
}

func (r *runOf) addDraft(d Draft, now time.Time, random io.Reader) error {
	e := Entry{Type: Edit, Doc: d.Doc, Rev: d.Rev, Claimed: d.Claimed.UTC().Truncate(time.Second)}
	if d.Rev == 1 {
		e.Type = Statement
	}
	if err := checkDoc(d.Doc); err != nil {
		return internal("%v", err)
	}
	switch {
	case d.Type != "" && d.Type != e.Type:
		return internal("a draft of type %q", d.Type)
	case d.Claimed.After(now):
		return internal("a publication is claimed for %s, which is yet to come", d.Claimed.UTC().Format(timeLayout))
	}
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return fmt.Errorf("no random numbers: %w", err)
	}
	record, err := Record{
		V: Version, Doc: d.Doc, Rev: d.Rev, Lang: d.Lang, Of: d.Of,
		Salt: base64.StdEncoding.EncodeToString(salt), Said: d.Said, Context: d.Context,
	}.encode()
	if err != nil {
		return internal("the record is not in canonical form: %v", err)
	}
	if err := r.addAssets(d); err != nil {
		return internal("%v", err)
	}
	r.plan.files[RecordFile(d.Doc, d.Rev)] = record
	e.Commit = Commitment(record)
	if err := r.add(e); err != nil {
		return internal("%v", err)
	}
	return nil
}

func (r *runOf) addAssets(d Draft) error {
	for _, name := range slices.Sorted(maps.Keys(d.Assets)) {
		data := d.Assets[name]
		asset, err := assetNamed(name, d.Context.Assets[name])
		switch {
		case err != nil:
			return err
		case !slices.Contains(AssetTypes, asset.Ext):
			return fmt.Errorf("asset %q is of a type that is not published", name)
		case len(data) > MaxAsset:
			return fmt.Errorf("asset %q is larger than %d MB", name, MaxAsset>>20)
		case Commitment(data) != asset.Sum:
			return fmt.Errorf("asset %q does not have the sum that the context names", name)
		}
		if _, known := r.plan.base.assets[asset]; !known {
			r.plan.files[asset.File()] = data
		}
	}
	return nil
}

// memory holds files that are not written yet.
type memory map[string][]byte

func (m memory) read(name string, limit int64) ([]byte, error) {
	data, ok := m[name]
	switch {
	case !ok:
		return nil, damagedFile(name, "the file is missing")
	case limit > 0 && int64(len(data)) > limit:
		return nil, damagedFile(name, "the file is larger than %d MB", limit>>20)
	}
	return data, nil
}

func (m memory) list(string) error { return nil }

// An overlay is a ledger with files that are not written yet. Of what lies on
// disk only that counts which the ledger needs: the rest is deleted when the run
// is written.
type overlay struct {
	memory
	base *Log
}

func (o overlay) read(name string, limit int64) ([]byte, error) {
	_, written := o.base.sum(name)
	if _, ok := o.memory[name]; ok || !written {
		return o.memory.read(name, limit)
	}
	return o.base.ReadFile(name)
}
