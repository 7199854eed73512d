package ledger

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// A Draft is a text that is to become public, or that replaces one that is.
type Draft struct {
	Doc     disclosure.Doc
	Rev     int    // one more than the newest revision; redactions: of the record that is replaced
	Type    Type   // Redaction; else Statement for revision 1 and Edit for others, which may be left out
	Lang    string // of the words; redactions may leave out Lang and Of, which stay
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
	base       *Log
	log        *Log
	files      memory          // records and assets to write
	replaces   map[string]bool // those of them that take the place of another record
	entries    []Entry
	checkpoint *Stored // to write, or nil
}

// Entries returns the entries that the run adds, with the genesis entry if it is
// the first.
func (p *Plan) Entries() []Entry { return p.entries }

// Checkpoint returns what the run signs, and false if it signs nothing: it has no
// signers, or all is signed.
func (p *Plan) Checkpoint() (Stored, bool) {
	if p.checkpoint == nil {
		return Stored{}, false
	}
	return *p.checkpoint, true
}

// IsEmpty reports whether there is nothing to write.
func (p *Plan) IsEmpty() bool {
	return len(p.entries) == 0 && p.checkpoint == nil && !p.base.interrupted
}

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
// read from random, and the checkpoint of all entries that its signers sign.
// Without anything to add, that is the checkpoint of a ledger that is not signed
// yet. Nothing is written, and the whole is checked as Load would check it.
//
// Errors are that of NextRun, those of random, a key that cannot be added, taken
// away or sign, and an import that comes too late or in the wrong order. Any other
// is a fault of the caller: drafts are in canonical form (see [Load]) and continue
// the ledger.
func (l *Log) Plan(todo Run, now time.Time, random io.Reader) (*Plan, error) {
	p := &Plan{base: l, log: l, files: memory{}, replaces: map[string]bool{}}
	signers := distinct(todo.Signers)
	if len(l.entries) > 0 && todo.After != nil {
		return nil, errors.New("only a ledger that begins can succeed a lost one")
	}
	run := &runOf{plan: p, run: len(l.entries), claims: l.claims.clone(), origin: l.Origin()}
	adds := len(todo.Drafts)+len(todo.Keys) > 0 || todo.After != nil || len(signers) > 0 && len(l.entries) > 0 && len(l.keys) == 0
	if adds {
		if err := run.addAll(todo, signers, now, random); err != nil {
			return nil, err
		}
		var err error
		if p.log, err = l.extend(run.lines, overlay{p.files, l}); err != nil {
			// Not wrapped: what is on disk is neither damaged nor newer.
			return nil, internal("what is to be published would not load: %v", err)
		}
	}
	if len(p.log.keys) > 0 && len(p.log.vouchers()) == 0 {
		return nil, errors.New("no key would be left that a checkpoint vouches for, and nobody could sign any more: sign with an old and a new key first, and take the old one away in a later run")
	}
	if len(signers) == 0 || p.log.Size() == 0 {
		return p, nil
	}
	if err := p.log.maySign(signers); err != nil {
		return nil, err
	}
	if p.log.signed() {
		return p, nil
	}
	stored, err := p.log.sign(signers)
	if err != nil {
		return nil, err
	}
	after := *p.log
	after.checkpoints = append(slices.Clip(after.checkpoints), stored)
	p.log, p.checkpoint = &after, &stored
	return p, nil
}

// distinct returns signers, each once: a key may be given in a file and in the
// environment.
func distinct(signers []transparency.Signer) []transparency.Signer {
	var all []transparency.Signer
	for _, s := range signers {
		if !slices.ContainsFunc(all, func(other transparency.Signer) bool { return other.Key() == s.Key() }) {
			all = append(all, s)
		}
	}
	return all
}

func internal(format string, args ...any) error {
	return fmt.Errorf("internal error: "+format, args...)
}

// runOf is a publish run being planned.
type runOf struct {
	plan   *Plan
	origin string    // of the ledger
	at     time.Time // of the last entry, or of the first before there is one
	run    int       // Seq of the first entry
	prev   string
	lines  []string
	claims claims
}

// addAll adds every entry of the run.
func (r *runOf) addAll(todo Run, signers []transparency.Signer, now time.Time, random io.Reader) error {
	var err error
	if r.at, err = r.plan.base.NextRun(now); err != nil {
		return err
	}
	if r.run > 0 {
		r.prev = hashHex(r.plan.base.Line(r.run - 1))
	} else {
		r.origin = todo.Origin
		genesis := Entry{Type: Genesis, Origin: todo.Origin, After: todo.After}
		if err := genesis.check(); err != nil {
			return internal("the ledger cannot begin: %v", err)
		}
		if err := r.add(genesis); err != nil {
			return err
		}
	}
	if err := r.addKeys(todo.Keys, signers); err != nil {
		return err
	}
	for _, d := range todo.Drafts {
		if err := r.addDraft(d, now, random); err != nil {
			return fmt.Errorf("%s, revision %d: %w", d.Doc, d.Rev, err)
		}
	}
	return nil
}

// add gives an entry its place and time.
func (r *runOf) add(e Entry) error {
	e.V, e.Run, e.Seq, e.Prev = Version, r.run, r.run+len(r.lines), r.prev
	// An import may be long, and would lead the clock by a second an entry.
	if len(r.lines) > 0 && e.Claimed.IsZero() {
		r.at = r.at.Add(time.Second)
	}
	e.Time = r.at
	if err := r.claims.add(e); err != nil {
		return err
	}
	line, err := e.encode()
	if err != nil {
		return internal("%v", err)
	}
	r.lines, r.prev = append(r.lines, line), hashHex(line)
	r.plan.entries = append(r.plan.entries, e)
	return nil
}

func (r *runOf) addDraft(d Draft, now time.Time, random io.Reader) error {
	if err := checkDoc(d.Doc); err != nil {
		return internal("%v", err)
	}
	e, err := r.entry(&d)
	if err != nil {
		return internal("%v", err)
	}
	if d.Claimed.After(now) {
		return fmt.Errorf("the publication is claimed for %s, which is yet to come", d.Claimed.UTC().Format(timeLayout))
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
	return r.add(e)
}

// entry returns what is known of the entry of a draft without its record. It adds
// to the draft what stays of the record that it replaces.
func (r *runOf) entry(d *Draft) (Entry, error) {
	e := Entry{Type: Edit, Doc: d.Doc, Rev: d.Rev, Claimed: d.Claimed.UTC().Truncate(time.Second)}
	if d.Rev == 1 {
		e.Type = Statement
	}
	if d.Type != Redaction {
		if d.Type != "" && d.Type != e.Type {
			return e, fmt.Errorf("a draft of type %q", d.Type)
		}
		return e, nil
	}
	e.Type = Redaction
	name := RecordFile(d.Doc, d.Rev)
	was, ok := r.plan.base.Record(d.Doc, d.Rev)
	d.Lang, d.Of = cmp.Or(d.Lang, was.Lang), cmp.Or(d.Of, was.Of)
	switch last := len(r.plan.entries) - 1; {
	case !ok:
		return e, errors.New("a redaction of what was not published before")
	case d.Lang != was.Lang || d.Of != was.Of:
		return e, errors.New("a redaction that changes the language or the original")
	case r.plan.replaces[name]:
		return e, errors.New("a second redaction of it in one run")
	case last >= 0 && (r.plan.entries[last].Type == Statement || r.plan.entries[last].Type == Edit):
		return e, errors.New("a redaction after what the run publishes")
	}
	e.Target = r.plan.base.docs[d.Doc].revisions[d.Rev-1].seq
	r.plan.replaces[name] = true
	return e, nil
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
