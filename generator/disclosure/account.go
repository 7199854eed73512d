package disclosure

import (
	"cmp"
	"reflect"
	"slices"
	"time"
)

// An Account is what a company says about an incident at one version: the fold
// of its statements, newest wins, nothing forgotten.
type Account struct {
	Incident    string
	Version     int
	Time        time.Time // of the version
	Disclosed   time.Time // of the first notice
	Lang        string    // "" for the original language
	Facts       Facts     // what stands now
	Summary     string
	Known       []History // every fact that was ever stated, in the order of Fields, then summary and sections
	Sections    []Section // standard sections that stand, in the order of SectionIDs
	Statements  []Told    // in ledger order
	Corrections []Correction
	Questions   []Question
}

// A History is one fact with every value it ever had.
type History struct {
	Key    Key
	Values []Stated // oldest first; a value that was merely repeated is not listed again
}

// Stated is a value that a statement gave to a fact.
type Stated struct {
	Value     any       // nil if the statement emptied the field
	Statement int       // number of the statement that set it
	At        time.Time // when that statement was published
	AsOf      time.Time // when a statement last said the same
	Because   string    // why the value before it was wrong, if this is a correction
	Corrects  bool
	Withdrawn int  // number of the statement that took it back, or 0
	Removed   bool // by a redaction; Value is nil

	original any // the value in the original language, by which values are compared
}

// A Section is a standard section as it stands.
type Section struct {
	ID        SectionID
	Heading   string
	MD        string
	Statement int
	At        time.Time
}

// Told is one statement as an account shows it.
type Told struct {
	Number      int
	Doc         Doc
	Said        Said
	Context     Context
	Lang        string    // language of the words
	Published   time.Time // first publication
	Entry       int       // sequence number of the first publication
	Edited      time.Time // last repair, or zero
	Redacted    time.Time // last redaction of what is shown here, whenever it was, or zero
	Version     int       // version it first belongs to
	Status      Status    // of the account after it
	Kind        Kind      // of the account after it
	Corrects    []Correction
	CorrectedBy []Correction
	WithdrawnBy int  // number of the statement that withdrew it, or 0
	Lagging     bool // a translation of an earlier text than the one that stands; see Statement.Lags
}

// A Correction is a fact of which the company was sure, and what it says now; or
// an item that a list had left out.
type Correction struct {
	Key       Key
	Was       Stated // the zero value of what had been left out
	Now       Stated
	Because   string
	Statement int       // number of the statement that corrects
	At        time.Time // when it was published
	SaidIn    []int     // numbers of the statements that had said it, or left it out
}

// Current returns the account that stands now, in the original language.
func (i *Incident) Current() Account { return i.At(len(i.Versions)) }

// At returns the account of version n, from 1, in the original language.
func (i *Incident) At(n int) Account { return i.In(n, "") }

// In returns the account of version n with the words of a language where there
// are any. What counts as a change is decided on the original.
func (i *Incident) In(n int, lang string) Account {
	version := i.Versions[n-1]
	f := fold{
		account: Account{Incident: i.ID, Version: n, Time: version.Time, Disclosed: i.First(), Lang: lang},
		index:   map[Key]int{},
	}
	f.originals = i.originals(n)
	f.account.Statements = i.told(n, lang)
	for k := range f.account.Statements {
		f.add(&f.account.Statements[k], f.originals[k])
	}
	f.finish()
	for _, q := range i.Questions {
		if p, ok := q.at(i.horizon(n)); ok {
			said := p.Said
			if t, ok := q.In(lang, p.Rev); ok {
				said = Translated(said, t.Said)
			}
			f.account.Questions = said.Questions
		}
	}
	return f.account
}

// horizon returns the last sequence number that belongs to version n. Questions
// answered while it stood belong to it only if they were there when it began, or
// were published in the run that made it, so that an old version never changes;
// the current account shows all.
func (i *Incident) horizon(n int) int {
	if n == len(i.Versions) {
		return int(^uint(0) >> 1)
	}
	last, run := i.Versions[n-1].last, i.Versions[n-1].Publications[0].Run
	if i.Versions[n].Publications[0].Run == run {
		return last // a run that imports makes a version for each time
	}
	for _, q := range i.Questions {
		for _, p := range q.Revisions {
			if p.Run == run {
				last = max(last, p.Seq)
			}
		}
	}
	return last
}

// originals returns what each statement of version n said, in ledger order.
func (i *Incident) originals(n int) []Said {
	var all []Said
	for _, s := range i.Statements {
		if p, ok := s.at(i.Versions[n-1].last); ok {
			all = append(all, p.Said)
		}
	}
	return all
}

// told returns the statements of version n in a language, without what only the
// fold can know.
func (i *Incident) told(n int, lang string) []Told {
	last := i.Versions[n-1].last
	var told []Told
	for _, s := range i.Statements {
		p, ok := s.at(last)
		if !ok {
			continue
		}
		first := s.Published()
		t := Told{
			Number: s.Number, Doc: s.Doc, Said: p.Said, Context: p.Context, Lang: p.Lang,
			Published: first.Shown(), Entry: first.Seq, Version: i.versionOf(first.Seq),
		}
		if p.Rev > 1 {
			t.Edited = p.Shown()
		}
		shown := []Doc{s.Doc}
		if tr, ok := s.In(lang, p.Rev); ok && lang != "" {
			t.Said, t.Lang, t.Lagging = Translated(p.Said, tr.Said), tr.Lang, s.Lags(tr, p.Rev)
			shown = append(shown, tr.Doc)
		}
		t.Redacted = s.redacted(shown...)
		told = append(told, t)
	}
	withdraw(told)
	return told
}

// redacted returns when something was last removed from one of these documents
// of the statement, or the zero time. A removal changes every version that shows
// the text, so that it is told in all of them.
func (s *Statement) redacted(docs ...Doc) time.Time {
	var last time.Time
	for _, r := range s.Redactions {
		if slices.Contains(docs, r.Doc) {
			last = r.Shown()
		}
	}
	return last
}

// withdraw marks the statements that a later one, not itself withdrawn, takes
// back.
func withdraw(told []Told) {
	for k := len(told) - 1; k >= 0; k-- {
		if told[k].WithdrawnBy != 0 {
			continue
		}
		for _, n := range told[k].Said.Withdraws {
			for j := range told[:k] {
				if told[j].Number == n && told[j].WithdrawnBy == 0 {
					told[j].WithdrawnBy = told[k].Number
				}
			}
		}
	}
}

// versionOf returns the number of the version that the entry seq belongs to.
func (i *Incident) versionOf(seq int) int {
	for _, v := range i.Versions {
		if v.first <= seq && seq <= v.last {
			return v.Number
		}
	}
	return 0
}

// fold is an account being made.
type fold struct {
	account   Account
	originals []Said
	index     map[Key]int // into account.Known
	facts     Facts       // what stands, in the original language
	status    Status      // the last one that was stated, though it may be taken back
}

// add folds one statement in. local has the words that readers see, original
// the values that decide.
func (f *fold) add(local *Told, original Said) {
	for _, fact := range original.facts() {
		said := localValue(&local.Said, fact)
		f.state(local, fact.Key, fact.Value, said, original.Corrections[string(fact.Key)] != "", local.Said.Corrections[string(fact.Key)])
	}
	for _, name := range original.Emptied {
		f.state(local, Key(name), nil, nil, original.Corrections[name] != "", local.Said.Corrections[name])
	}
	for _, key := range original.Removed {
		f.remove(local, Key(key), original.Corrections[key] != "", local.Said.Corrections[key])
	}
	local.Status, local.Kind = f.facts.Status, f.facts.Kind
	if local.WithdrawnBy != 0 && original.Facts.Status != "" {
		local.Status = original.Facts.Status // what it said then is all there is to show
	}
	// So is what stood then, where all that said how things stand was taken back.
	f.status = cmp.Or(original.Facts.Status, f.status)
	local.Status = cmp.Or(local.Status, f.status)
}

// facts lists everything said states, with the summary and the sections.
func (s *Said) facts() []Fact {
	facts := s.Facts.Stated()
	if s.Summary != "" {
		facts = append(facts, Fact{SummaryKey, s.Summary})
	}
	for _, p := range s.Text {
		if p.Section != "" {
			facts = append(facts, Fact{SectionKey(p.Section), p})
		}
	}
	return facts
}

// localValue returns the value of a fact with the words that local has for it.
func localValue(local *Said, fact Fact) any {
	switch {
	case fact.Key == SummaryKey:
		return local.Summary
	case fact.Key.Section() != "":
		for _, p := range local.Text {
			if p.Section == fact.Key.Section() {
				return p
			}
		}
		return fact.Value
	}
	if v := local.Facts.Get(fact.Key); v != nil {
		return v
	}
	return fact.Value
}

// remove takes the value away that a statement gave to a fact. What was said
// before does not come back: it could be what had to be removed. A statement that
// corrected it with this value still says so.
func (f *fold) remove(told *Told, key Key, corrects bool, because string) {
	h := f.history(key)
	gone := Stated{Statement: told.Number, At: told.Published, AsOf: told.Published, Withdrawn: told.WithdrawnBy, Removed: true}
	if before := h.current(); before != nil && (before.Value != nil || before.Removed) && corrects && gone.Withdrawn == 0 {
		gone.Corrects, gone.Because = true, because
		f.correct(told, key, *before, gone)
	}
	h.Values = append(h.Values, gone)
	if gone.Withdrawn == 0 {
		f.facts.Drop(key)
	}
}

func (f *fold) history(key Key) *History {
	k, ok := f.index[key]
	if !ok {
		k = len(f.account.Known)
		f.index[key] = k
		f.account.Known = append(f.account.Known, History{Key: key})
	}
	return &f.account.Known[k]
}

// state gives a fact a value.
func (f *fold) state(told *Told, key Key, original, local any, corrects bool, because string) {
	h := f.history(key)
	next := Stated{
		Value: local, original: original, Statement: told.Number, At: told.Published, AsOf: told.Published,
		Withdrawn: told.WithdrawnBy,
	}
	before := h.current()
	if next.Withdrawn != 0 {
		// The title and the kind of an account survive a withdrawal: there is no
		// account without them.
		if key != "title" && key != "kind" {
			h.Values = append(h.Values, next)
			return
		}
		next.Withdrawn = 0
	}
	if before != nil && before.Value != nil && original != nil {
		next.original, next.Value = merged(key, before.original, original), merged(key, before.Value, local)
		if same(before.original, next.original) {
			// Words that were translated stay so when the original only repeats itself.
			if !reflect.DeepEqual(next.Value, next.original) || reflect.DeepEqual(before.Value, before.original) {
				before.Value = next.Value
			}
			before.original, before.AsOf = next.original, next.At
			f.stand(key, before)
			return
		}
		if corrects || Contradicts(key, before.original, next.original) {
			next.Corrects, next.Because = true, because
			f.correct(told, key, *before, next)
		}
	} else if before != nil && (before.Value != nil || before.Removed) && corrects {
		next.Corrects, next.Because = true, because
		f.correct(told, key, *before, next)
	} else if before == nil && original != nil && corrects {
		// What a list left out was wrong, too.
		if without := f.leftOut(told, key); len(without) > 0 {
			next.Corrects, next.Because = true, because
			f.account.Corrections = append(f.account.Corrections, Correction{
				Key: key, Now: next, Because: because, Statement: told.Number, At: told.Published, SaidIn: without,
			})
		}
	}
	h.Values = append(h.Values, next)
	f.stand(key, &next)
}

// merged returns what a fact amounts to that had the value old and is stated
// again as new.
func merged(key Key, old, new any) any {
	field := FieldNamed(key.Field())
	if field == nil || !field.Keyed {
		return new
	}
	var facts Facts
	facts.Set(Fact{key, old})
	facts.Set(Fact{key, new})
	if v := facts.Get(key); v != nil {
		return v
	}
	return new
}

// stand makes a value the one that stands, in the original language.
func (f *fold) stand(key Key, s *Stated) {
	field := FieldNamed(key.Field())
	if field == nil {
		return
	}
	if s.original == nil {
		field.clear(&f.facts)
		return
	}
	f.facts.replace(Fact{key, s.original})
}

// replace states a fact whatever f said of it before.
func (f *Facts) replace(fact Fact) {
	field := FieldNamed(fact.Key.Field())
	if !field.Keyed {
		field.set(f, "", fact.Value)
		return
	}
	all := field.state(f)
	field.clear(f)
	found := false
	for _, old := range all {
		if old.Key == fact.Key {
			old, found = fact, true
		}
		field.set(f, old.Key.ID(), old.Value)
	}
	if !found {
		field.set(f, fact.Key.ID(), fact.Value)
	}
}

// correct records that told replaces a value of which the company was sure, and
// which statements had given it.
func (f *fold) correct(told *Told, key Key, was, now Stated) {
	c := Correction{Key: key, Was: was, Now: now, Because: now.Because, Statement: told.Number, At: told.Published}
	for k, original := range f.originals {
		statement := &f.account.Statements[k]
		if statement == told {
			break
		}
		for _, fact := range original.facts() {
			if fact.Key == key && statement.WithdrawnBy == 0 && same(fact.Value, was.original) {
				c.SaidIn = append(c.SaidIn, statement.Number)
			}
		}
	}
	f.account.Corrections = append(f.account.Corrections, c)
}

// leftOut returns the numbers of the statements before told that stand and gave a
// list of claims, but not the item of it that key names.
func (f *fold) leftOut(told *Told, key Key) []int {
	if field := FieldNamed(key.Field()); field == nil || !field.Keyed || field.Sort != Claim {
		return nil
	}
	var without []int
	for k, original := range f.originals {
		statement := &f.account.Statements[k]
		if statement == told {
			break
		}
		if statement.WithdrawnBy == 0 && slices.ContainsFunc(original.Facts.Stated(), func(fact Fact) bool { return fact.Key.Field() == key.Field() }) {
			without = append(without, statement.Number)
		}
	}
	return without
}

// finish works out what stands and what each statement corrects.
func (f *fold) finish() {
	a := &f.account
	order := map[string]int{}
	for i, field := range Fields {
		order[field.Name] = i
	}
	slices.SortStableFunc(a.Known, func(x, y History) int { return place(order, x.Key) - place(order, y.Key) })
	a.Facts = Facts{}
	for _, h := range a.Known {
		now := h.current()
		if now == nil || now.Value == nil {
			continue
		}
		switch {
		case h.Key == SummaryKey:
			a.Summary, _ = now.Value.(string)
		case h.Key.Section() != "":
			p, _ := now.Value.(Passage)
			a.Sections = append(a.Sections, Section{ID: p.Section, Heading: p.Heading, MD: p.MD, Statement: now.Statement, At: now.At})
		default:
			a.Facts.replace(Fact{h.Key, now.Value})
		}
	}
	for k := range a.Statements {
		s := &a.Statements[k]
		for _, c := range a.Corrections {
			if c.Statement == s.Number {
				s.Corrects = append(s.Corrects, c)
			}
			if slices.Contains(c.SaidIn, s.Number) || c.Was.Removed && c.Was.Statement == s.Number {
				s.CorrectedBy = append(s.CorrectedBy, c)
			}
		}
	}
}

func place(order map[string]int, key Key) int {
	switch {
	case key == SummaryKey:
		return len(order)
	case key.Section() != "":
		return len(order) + 1 + slices.Index(SectionIDs, key.Section())
	}
	return order[key.Field()]
}

// current returns the value that stands: the last one not withdrawn, or nil.
func (h *History) current() *Stated {
	for i := len(h.Values) - 1; i >= 0; i-- {
		if h.Values[i].Withdrawn == 0 {
			return &h.Values[i]
		}
	}
	return nil
}

// Current returns the value that stands, and false if there is none because
// every statement of it was withdrawn. A value that was removed stands as
// Removed: never an older one.
func (h History) Current() (Stated, bool) {
	if now := h.current(); now != nil {
		return *now, true
	}
	return Stated{}, false
}

// Earlier returns the values before the one that stands, oldest first.
func (h History) Earlier() []Stated {
	now := h.current()
	var earlier []Stated
	for i := range h.Values {
		if &h.Values[i] != now {
			earlier = append(earlier, h.Values[i])
		}
	}
	return earlier
}

// Fact returns the history of a fact; it has no values if nothing was said of it.
func (a Account) Fact(key Key) History {
	for _, h := range a.Known {
		if h.Key == key {
			return h
		}
	}
	return History{Key: key}
}

// Open reports whether the incident is still being handled.
func (a Account) Open() bool { return !a.Facts.Status.Ended() && a.Facts.MergedInto == "" }
