package page

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/languages"
)

// Said is one statement in the list of an account.
type Said struct {
	Number      int
	Anchor      string // "u5"
	Link        string // its own page
	Headline    Words
	At          Moment // when it was published
	Claimed     bool   // the time is what an older system says
	Mark        string // key of a word of the theme: "class_correction"; see marks
	Level       string // shape and colour of Mark: see State
	State       State  // of the account after it
	Version     int    // number of the version that it first belongs to
	VersionLink string // to that version

	Prose template.HTML // what was new in it
	Text  Words         // its summary, if it has no text of its own
	Whole bool          // its own page has more

	Later        []Later    // corrections of it, in later statements
	Withdrawn    *Withdrawn // nil unless it was taken back
	Edited       Moment     // day of the last repair of spelling or form; zero if there was none
	Redacted     Moment     // day of the last removal of text; zero if there was none, or after the day that is looked back to
	Reason       Words      // of the removal; "" if there was none
	Untranslated bool       // the page is in a language in which it does not exist
	Lagging      bool       // the translation follows an earlier revision
	Machine      bool       // the translation was made by a machine
	Draft        bool       // not published
}

// Later is a later statement that corrects this one.
type Later struct {
	At       Moment // day of the correction
	Headline Words  // of the later statement
	Link     string // to the later statement
}

// Withdrawn says that a statement was taken back.
type Withdrawn struct {
	At       Moment // day on which it was taken back
	Headline Words  // of the statement that took it back
	Reason   Words  // why
	Link     string // to that statement
	Readable string // version in which the statement can be read; "" if there is none
	Version  int    // its number
}

// A Correction is a fact that a statement puts right.
type Correction struct {
	Label   Label  // what is put right
	Was     *Value // what was said; nil if it had been left out
	Now     *Value // what is right
	Because Words  // why it was wrong
	SaidIn  []Link // the statements that had said it, or left it out
}

// A Label is what a fact is called: a word of the theme, or words of the content.
type Label struct {
	Word  string // key of a word of the theme, or ""
	Words Words  // words of the content, if Word is ""
}

// Statement is the view of the layout "statement": one statement at its own
// address.
type Statement struct {
	Frame
	Said             // without Prose and Text
	Account     Link // the account it belongs to, as it is called now
	Summary     Words
	Corrections []Correction // that it makes
	TakesBack   []Link       // statements that it withdraws
	Passages    []Passage    // its whole text; empty if it was withdrawn
	Stated      []Stated     // the facts in it; empty if it was withdrawn
	Next        *Promise     // the promise that it gave
	Translated  Translated   // how far this statement is translated
	Before      *Link        // the statement before it
	After       *Link        // the statement after it
	Cite        Cite
	Entries     []Entry // of the public record, about its original
}

// A Passage is a part of a statement under one heading.
type Passage struct {
	Anchor  string        // its place on the page; "" for what is no standard section
	Word    string        // key of a word of the theme for a standard heading, or ""
	Heading Words         // any other heading; "" before the first
	Prose   template.HTML // the text
}

// Stated is one fact that a statement states.
type Stated struct {
	Label Label // what the fact is called
	Value Value // what the statement says of it
}

// said returns the statements of the account, newest first by their time.
func (s *story) said() []Said {
	var all []Said
	for i := range s.t.local.Statements {
		all = append(all, s.saidOf(i, true))
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b Said) int { return b.At.Time.Compare(a.At.Time) })
	return all
}

// saidOf returns the i-th statement; text says whether with its news.
func (s *story) saidOf(i int, text bool) Said {
	t, o := &s.t.local.Statements[i], at(s.t.original.Statements, i)
	id := s.r.inc.ID
	v := Said{
		Number: t.Number, Anchor: "u" + itoa(t.Number), Link: s.statementLink(t.Number),
		Headline: s.words(headline(t), headline(&o)), At: disclosure.At(t.Published),
		State: stateAfter(t.Kind, t.Status, nil), Version: t.Version, VersionLink: s.to(address.Version(s.lang, id, t.Version)),
		Untranslated: s.lang != "" && t.Lang != s.lang, Lagging: t.Lagging, Machine: t.Said.TranslatedBy == "machine",
		Mark: mark(t, i == 0), Draft: s.isDraft(t.Entry),
	}
	v.Level = markLevel(v.Mark)
	for _, st := range s.r.inc.Statements {
		if st.Number == t.Number {
			v.Claimed = !st.Published().Claimed.IsZero()
		}
	}
	if !t.Edited.IsZero() {
		v.Edited = disclosure.DayOf(t.Edited)
	}
	v.Reason = s.linked(t.Said.Redacted, o.Said.Redacted)
	if !t.Redacted.IsZero() {
		v.Redacted = disclosure.DayOf(t.Redacted)
	}
	for _, n := range correctors(t) {
		by := s.told(n)
		v.Later = append(v.Later, Later{disclosure.DayOf(by.Published), s.words(headline(by), s.originalHeadline(n)), s.statementLink(n)})
	}
	if t.WithdrawnBy != 0 {
		v.Withdrawn = s.withdrawn(t)
		return v
	}
	if text {
		v.Prose = s.prose(s.r, t.Said.News(), o.Said.News(), 4, t.Context.Assets)
		if v.Prose == "" {
			v.Text = s.linked(t.Said.Summary, o.Said.Summary)
		}
		v.Whole = slices.ContainsFunc(t.Said.Text, func(p disclosure.Passage) bool { return p.Heading != "" })
	}
	return v
}

// correctors returns the numbers of the statements that correct t, each once.
func correctors(t *disclosure.Told) []int {
	var all []int
	for _, c := range t.CorrectedBy {
		if !slices.Contains(all, c.Statement) {
			all = append(all, c.Statement)
		}
	}
	return all
}

func (s *story) withdrawn(t *disclosure.Told) *Withdrawn {
	by := s.told(t.WithdrawnBy)
	i := slices.IndexFunc(s.t.local.Statements, func(x disclosure.Told) bool { return x.Number == by.Number })
	o := at(s.t.original.Statements, i)
	w := &Withdrawn{
		At: disclosure.DayOf(by.Published), Headline: s.words(headline(by), headline(&o)), Reason: s.linked(by.Said.Summary, o.Said.Summary),
		Link: s.statementLink(by.Number),
	}
	if t.Version < by.Version {
		w.Version = by.Version - 1
		w.Readable = s.to(address.Version(s.lang, s.r.inc.ID, w.Version)) + "#u" + itoa(t.Number)
	}
	return w
}

// mark returns the key of the word for what a statement is, beyond an update.
func mark(t *disclosure.Told, first bool) string {
	switch {
	case len(t.Corrects) > 0:
		return "class_correction"
	case len(t.Said.Withdraws) > 0:
		return "class_withdrawal"
	case t.Said.Facts.Status == disclosure.Final:
		return "class_final"
	case first:
		return "class_first"
	}
	return ""
}

func markLevel(mark string) string {
	switch mark {
	case "class_correction", "class_withdrawal", "class_redaction":
		return Minor
	case "class_final":
		return Over
	}
	return None
}

// isDraft reports whether an entry exists in a preview only.
func (m *maker) isDraft(entry int) bool {
	return m.Preview && m.FirstDraft > 0 && entry >= m.FirstDraft
}

func (p place) statement(r *record, st *disclosure.Statement) *Statement {
	last := len(r.inc.Versions)
	s := p.newStory(r, last, clock{})
	i := slices.IndexFunc(s.t.local.Statements, func(t disclosure.Told) bool { return t.Number == st.Number })
	t, o := &s.t.local.Statements[i], &s.t.original.Statements[i]
	v := &Statement{
		Frame: p.frame(""), Said: s.saidOf(i, false), Account: Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, r.inc.ID))},
		Summary: s.linked(t.Said.Summary, o.Said.Summary), Corrections: s.corrections(t.Corrects, o.Corrects),
	}
	v.Frame.Title = p.plainly(cmp.Or(headline(t), r.title(p.lang)))
	v.Frame.Description = p.plainly(t.Said.Summary)
	v.Frame.ShowsDraft = v.Said.Draft
	v.Feeds = append(v.Feeds, p.incidentFeeds(r)...)
	v.Record = p.recordOf(0, st.Number, t.Entry)
	v.Entries = s.entries(slices.Concat(st.Revisions, st.Redactions))
	for _, n := range t.Said.Withdraws {
		if other := s.told(n); other != nil {
			v.TakesBack = append(v.TakesBack, Link{s.words(headline(other), s.originalHeadline(n)), s.statementLink(n)})
		}
	}
	if i > 0 {
		v.Before = s.neighbour(i - 1)
	}
	if i < len(s.t.local.Statements)-1 {
		v.After = s.neighbour(i + 1)
	}
	v.Cite = s.cite()
	v.Cite.Version, v.Cite.Statement, v.Cite.At, v.Cite.Address = 0, st.Number, v.Said.At, v.Address
	if s.lang != "" {
		v.Translated = Translated{
			None: v.Said.Untranslated, Lagging: v.Said.Lagging, Machine: v.Said.Machine, Original: p.to(p.sibling("")),
		}
		p.follows(&v.Translated, r, st)
	}
	if begins(t.Said) {
		v.Summary = ""
	}
	if t.WithdrawnBy != 0 {
		v.Summary, v.Corrections, v.Frame.Description = "", nil, ""
		return v
	}
	for k, passage := range t.Said.Text {
		original := at(o.Said.Text, k)
		heading := Passage{Prose: s.prose(r, passage.MD, original.MD, 3, t.Context.Assets)}
		if passage.Section != "" {
			heading.Word, heading.Anchor = "section_"+string(passage.Section), sectionAnchor(passage.Section)
		} else {
			heading.Heading = s.words(passage.Heading, original.Heading)
		}
		v.Passages = append(v.Passages, heading)
	}
	for _, fact := range t.Said.Facts.Stated() {
		switch fact.Key {
		case "title", "kind", "status", "pin_until":
			continue
		case "next_update":
			n := t.Said.Facts.NextUpdate
			v.Next = &Promise{NextUpdate: *s.value(fact.Key, n, o.Said.Facts.NextUpdate).Next}
			continue
		}
		if value := s.value(fact.Key, fact.Value, o.Said.Facts.Get(fact.Key)); value != nil {
			v.Stated = append(v.Stated, Stated{s.label(fact.Key, fact.Value), *value})
		}
	}
	return v
}

func (s *story) neighbour(i int) *Link {
	t, o := &s.t.local.Statements[i], &s.t.original.Statements[i]
	return &Link{s.words(headline(t), headline(o)), s.statementLink(t.Number)}
}

// corrections returns what a statement puts right.
func (s *story) corrections(local, original []disclosure.Correction) []Correction {
	var all []Correction
	for i, c := range local {
		o := at(original, i)
		v := Correction{
			Label: s.label(c.Key, c.Now.Value), Because: s.linked(c.Because, o.Because),
			Was: s.valueOr(c.Was, c.Key, o.Was.Value), Now: s.valueOr(c.Now, c.Key, o.Now.Value),
		}
		for _, n := range c.SaidIn {
			if t := s.told(n); t != nil {
				v.SaidIn = append(v.SaidIn, Link{s.words(headline(t), s.originalHeadline(n)), s.statementLink(n)})
			}
		}
		all = append(all, v)
	}
	return all
}

// label returns what a fact is called.
func (s *story) label(key disclosure.Key, value any) Label {
	switch key.Field() {
	case "text":
		return Label{Word: "section_" + string(key.Section())}
	case "data":
		return Label{Word: choice("data", key.ID())}
	case "components":
		if i, ok := value.(disclosure.Impact); ok {
			return Label{Words: s.impact(i, s.names).Name}
		}
		return Label{Words: s.impact(disclosure.Impact{ID: key.ID()}, s.names).Name}
	}
	return Label{Word: "field_" + key.Field()}
}

// withLabel adds a label to a list, unless one that reads the same is in it: a fact
// and the section of a text can have one name, and so have all promises.
func (p place) withLabel(list []Label, l Label) []Label {
	words := languages.Or(p.code()).Page
	reads := func(l Label) any {
		if word, ok := words[l.Word].(string); ok {
			return word
		}
		return l
	}
	if slices.ContainsFunc(list, func(other Label) bool { return reads(other) == reads(l) }) {
		return list
	}
	return append(list, l)
}

// incidentFeeds returns the feeds of one incident.
func (p place) incidentFeeds(r *record) []Feed {
	return p.feeds(address.Incident(p.feedLang(), r.inc.ID), p.words(r.title(p.lang), r.title("")))
}

// follows says which version of the account a translation of a statement follows,
// and which one has the newer original if it lags.
func (p place) follows(t *Translated, r *record, st *disclosure.Statement) {
	translation, ok := st.In(p.code(), len(st.Revisions))
	if !ok || translation.Of < 1 || translation.Of > len(st.Revisions) {
		return
	}
	version := func(rev int) *VersionLink {
		n := r.versionAt(st.Revisions[rev-1].Seq)
		return &VersionLink{n, p.to(address.Version("", r.inc.ID, n))}
	}
	t.Follows = version(translation.Of)
	if t.Lagging {
		t.Newer = version(len(st.Revisions))
	}
}

// recordOf says where a version or a statement stands in the public record.
func (p place) recordOf(version, statement, entry int) Record {
	known := p.evidence(entry)
	record := Record{
		Part: true, Name: p.Origin, Version: version, Statement: statement, Entry: entry,
		Root: known.Root, Signed: known.Signed, Verify: p.verifyLink(),
	}
	if !p.Genesis.IsZero() {
		record.Since = disclosure.At(p.Genesis)
	}
	return record
}

func itoa(n int) string { return strconv.Itoa(n) }

// begins reports whether the text of a statement begins with its summary. The page
// of the statement then does not say it twice.
func begins(said disclosure.Said) bool {
	if len(said.Text) == 0 || said.Text[0].Heading != "" || said.Text[0].Section != "" {
		return false
	}
	first, _, _ := strings.Cut(markdown.Text(said.Text[0].MD), "\n\n")
	return slices.Equal(strings.Fields(first), strings.Fields(said.Summary))
}
