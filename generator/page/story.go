package page

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// A Story is an account as it reads from top to bottom: on the page of the account
// and on the pages of its versions. The fields stand in their reading order; a part
// that has nothing to say is nil or empty.
type Story struct {
	ID      string // of the incident
	State   State
	Meaning string // key of a word of the theme: what the status means
	Title   Words
	Called  []Was // titles and kinds that it had before
	Summary Words

	Corrected  *Corrected // nil if nothing was corrected
	MergedInto *Link      // the account that it goes on in; nil mostly
	MergedFrom []Link     // accounts that go on in this one
	Next       *Promise   // nil if no promise binds
	Planned    *Planned   // maintenance
	Watch      *Watch     // nil unless a fix is being watched
	Translated Translated // how far the words are in the page's language

	You   *You   // "How to know if this is about you"
	Do    *Do    // "What you can do"
	Ask   *Ask   // "Ask us"
	Facts []Fact // beside the story

	Happened    *Section     // "What happened"
	Timeline    []Happening  // what happened in the order of time; empty if the facts beside the story say it all
	Information *Information // "What information was involved"
	CouldMean   *Section     // "What this could mean for you"
	Doing       *Doing       // "What we are doing"
	How         *How         // "How it happened"
	Learned     *Learned     // "What we learned"
	Unknown     *Unknown     // "What we do not know yet"
	Questions   []Question   // "Questions people asked"
	Said        []Said       // newest first

	QuestionsRemoved Moment // day on which something was last removed from the questions; zero if nothing was
	QuestionsReason  Words  // why

	Version     int    // number
	VersionLink string // this version, for ever
	Versions    int    // how many there are
	AllVersions string // link to the list of them
	Notice      string // link to the account as a letter; "" if there is none, and on pages that never change
	Time        Moment // of the version
	Claimed     bool   // the time is what an older system says
	Cite        Cite
}

// Corrected is the newest correction, in one line.
type Corrected struct {
	At       Moment  // day of the correction
	Headline Words   // without the word "Correction"; "" if it does not speak of the correction
	Facts    []Label // what is corrected
	Link     string  // to the version that made it, with what changed
	Earlier  int     // corrections before it
	All      string  // link to the list of versions
}

// A Promise is the standing promise to write again.
type Promise struct {
	NextUpdate
	Overdue bool // the time has passed without a word
	Live    bool // the reader's browser may say how much time is left, if At is set
}

// Planned is the window of a maintenance.
type Planned struct {
	Window
	State string // WindowAhead, WindowRunning, WindowPassed; "" on pages that never change
	Live  bool   // the reader's browser may say how much time is left until From
}

// A Watch says until when a fix is being watched.
type Watch struct {
	Until Moment // the day that was named
	Over  bool   // the time has passed, and nothing more was said
}

// Translated says how far the words of a page are in its language.
type Translated struct {
	None     bool   // nothing is translated
	Part     bool   // some statements are not
	Lagging  bool   // some translations follow an earlier revision
	Machine  bool   // some were made by a machine
	Original string // link to the original; "" on an original page

	// On the page of one statement:
	Follows *VersionLink // the version of the account whose text was translated
	Newer   *VersionLink // the version with the newer text, if the translation lags
}

// You is how readers know whether they are affected.
type You struct {
	HowToKnow   []Words // paragraphs
	Affected    []Group // the groups that are affected
	NotAffected []Value // More is how it is known
}

// Do is what readers can do.
type Do struct {
	Prose *Prose // the section "What You Can Do"; nil if there is none
	Steps []Step // the most urgent first
	None  *Value // Words is the reason, Until says how long it holds
	Help  []Help // that the company offers
}

// A Step is one step that readers can take.
type Step struct {
	Anchor string       // "step-1"
	Do     Words        // what to do
	Why    Words        // why
	For    Words        // for whom
	When   string       // key of a word of the theme: "urgency_now"; "" if nothing was said
	Link   template.URL // where to do it; "" if nothing was said
	Label  string       // text of the link
}

// Help is help offered to people affected.
type Help struct {
	What, For, Provider, Cost, How Words  // each "" if nothing was said
	Months                         int    // how long; 0 if nothing was said
	EnrolBy                        Moment // last day to sign up; zero if nothing was said
}

// Ask is whom to ask, and how to tell a real message from a false one.
type Ask struct {
	Contact   Contact // of the account, else of the site
	Real      *Real   // nil if the site says nothing about it
	Prose     *Prose  // the section "For More Information"; nil if there is none
	Questions int     // answered further down
}

// Real is how readers tell a real message from a false one.
type Real struct {
	From  []string // addresses that the company writes from
	Never []Words  // what it never asks for
	Check Words    // how to be sure
}

// Prose is the text of a standard section, with the statement that wrote it.
type Prose struct {
	HTML    template.HTML // the text
	Written Moment        // the day, if a later version left the text as it was; else zero
	Link    string        // to the statement
}

// A Section is a standard section with a list of facts.
type Section struct {
	Prose *Prose  // nil if there is only a list
	Items []Words // likely consequences
}

// Information is what information was involved.
type Information struct {
	Prose *Prose // the section "What Information Was Involved"; nil if there is none
	Rows  []Row  // one for each category, those involved first
	Basis bool   // some row says how the company knows
}

// A Row is one category of data, with what was said of it before.
type Row struct {
	Anchor string // "fact-data-phone"
	Stand
	Data *Data // what stands; nil if Gone says why nothing does
	// Name is the key of the category's word, whether anything stands or not.
	Name string
}

// Doing is what the company does.
type Doing struct {
	Prose    *Prose       // the section "What We Are Doing"; nil if there is none
	Measures []Value      // Words, State, At
	Promises []Commitment // of this account
	Tests    []Test       // of the fix
}

// A Test is a test of the fix.
type Test struct {
	What, How, Result Words  // what was tested, how, and what came out
	By                string // key of a word of the theme
	At                Moment
	Failed            bool // the account was opened again after it
}

// How is how it could happen.
type How struct {
	Prose        *Prose  // the section "How It Happened"; nil if there is none
	Cause        []Words // paragraphs
	CauseWas     []Was   // causes that were named before, and are wrong or were taken back
	Contributing []Words // what contributed
}

// Learned is what the company learned.
type Learned struct {
	Prose   *Prose  // the section "What We Learned"; nil if there is none
	Lessons []Words // one sentence each
}

// Unknown is what the company does not know or does not tell yet.
type Unknown struct {
	Items []Words // open questions
	Held  []Value // Words, State is why, Until
}

// A Question is one that people asked, with the answer.
type Question struct {
	Anchor   string        // "question-1"
	Asked    Moment        // the day; zero if nothing was said
	Question Words         // as it was asked
	Answer   template.HTML // of the company
}

// Cite is how to quote a version or a statement.
type Cite struct {
	Organisation string // who is quoted
	Version      int    // one of the two is set
	Statement    int    // number
	At           Moment // when it was published
	Address      string // absolute, permanent
	Press        string // e-mail address or web address; "" if there is none
	PressLink    string // the link for it
}

// A story is a Story being made.
type story struct {
	place
	r     *record
	n     int
	t     telling
	clock clock
	names componentNames
	shown *Story // the account as the page shows it; nil if it does not
}

func (p place) newStory(r *record, n int, c clock) *story {
	s := &story{place: p, r: r, n: n, t: p.telling(r, n, p.lang), clock: c, names: componentNames{}}
	for i := range s.t.original.Statements {
		for id, name := range s.t.original.Statements[i].Context.Components {
			s.names[id] = name
		}
	}
	return s
}

func (s *story) make() Story {
	a, o := s.t.local, s.t.original
	f, of := &a.Facts, &o.Facts
	id := s.r.inc.ID
	st := Story{
		ID: id, State: stateOf(f),
		Title: s.words(f.Title, of.Title), Summary: s.linked(a.Summary, o.Summary),
		Version: s.n, VersionLink: s.to(address.Version(s.lang, id, s.n)), Versions: len(s.r.inc.Versions),
		AllVersions: s.to(address.Versions(s.lang, id)),
		Time:        disclosure.At(a.Time), Claimed: s.r.inc.Versions[s.n-1].Claimed,
		Facts: s.facts(), Said: s.said(), Translated: s.translated(),
	}
	st.Meaning = "meaning" + strings.TrimPrefix(st.State.Status, "status")
	st.Called = s.called()
	st.Corrected = s.corrected()
	if to := f.MergedInto; to != "" {
		other := s.otherIncident(to)
		st.MergedInto = &Link{other.Words, other.Link}
	}
	if promise, ok := s.promise(); ok {
		st.Next = &promise
	}
	if f.Window != (disclosure.Window{}) && !f.Status.Ended() {
		st.Planned = s.planned(f, s.clock)
	}
	if f.Status == disclosure.Monitoring && !f.MonitorUntil.IsZero() {
		st.Watch = &Watch{f.MonitorUntil, s.clock.passed(f.MonitorUntil)}
	}
	st.You = s.you()
	st.Do = s.do()
	st.Questions = s.questions()
	st.QuestionsRemoved, st.QuestionsReason = s.questionsRemoved()
	st.Ask = s.ask(len(st.Questions))
	st.Happened = section(s.section("what-happened"), nil)
	st.Timeline = s.timeline(st.Facts)
	st.Information = s.information()
	st.CouldMean = section(s.section("what-this-could-mean"), s.list(f.Consequences, of.Consequences))
	st.Doing = s.doing()
	st.How = s.how()
	if prose, lessons := s.section("what-we-learned"), s.list(f.Lessons, of.Lessons); prose != nil || len(lessons) > 0 {
		st.Learned = &Learned{prose, lessons}
	}
	st.Unknown = s.unknown()
	st.Cite = s.cite()
	return st
}

// anchorOf returns where a page that shows st has a fact or a section, or "".
func (st *Story) anchorOf(key disclosure.Key) string {
	if st == nil {
		return ""
	}
	if id := key.Section(); id != "" {
		return st.partOf(string(id))
	}
	name := anchor(key)
	for _, f := range st.Facts {
		if f.Anchor == name || slices.ContainsFunc(f.Stands, func(s Stand) bool { return s.Anchor == name }) {
			return name
		}
	}
	if st.Information != nil && slices.ContainsFunc(st.Information.Rows, func(r Row) bool { return r.Anchor == name }) {
		return name
	}
	if key == "status" {
		return name
	}
	return st.partOf(key.Field())
}

// partOf returns the anchor of the part of a story that shows a field or a
// standard section, or "".
func (st *Story) partOf(name string) string {
	for _, part := range []struct {
		shown  bool
		anchor string
		names  []string
	}{
		{st.You != nil, "you", []string{"how_to_know", "not_affected"}},
		{st.Do != nil, "do", []string{"actions", "support", "what-you-can-do"}},
		{st.Ask != nil, "ask", []string{"contact", "for-more-information"}},
		{st.Happened != nil || st.Timeline != nil, "what-happened", []string{"what-happened"}},
		{st.Information != nil, "what-information", []string{"what-information"}},
		{st.CouldMean != nil, "what-this-could-mean", []string{"consequences", "what-this-could-mean"}},
		{st.Doing != nil, "what-we-are-doing", []string{"measures", "commitments", "verification", "what-we-are-doing"}},
		{st.How != nil, "how-it-happened", []string{"root_cause", "contributing", "how-it-happened"}},
		{st.Learned != nil, "what-we-learned", []string{"lessons", "what-we-learned"}},
		{st.Unknown != nil, "know", []string{"unknowns", "held_back"}},
	} {
		if part.shown && slices.Contains(part.names, name) {
			return part.anchor
		}
	}
	return ""
}

// section returns the text of a standard section of the account, or nil.
func (s *story) section(id disclosure.SectionID) *Prose {
	for i, sec := range s.t.local.Sections {
		if sec.ID != id {
			continue
		}
		original := ""
		if o := at(s.t.original.Sections, i); o.ID == id {
			original = o.MD
		}
		p := &Prose{HTML: s.prose(s.r, sec.MD, original, 3, s.files(sec.Statement)), Link: s.statementLink(sec.Statement)}
		if sec.At.Before(s.t.local.Time) {
			p.Written = disclosure.DayOf(sec.At)
		}
		if p.HTML == "" {
			return nil
		}
		return p
	}
	return nil
}

// files returns the assets that a statement may link to.
func (s *story) files(statement int) map[string]string {
	if t := s.told(statement); t != nil {
		return t.Context.Assets
	}
	return nil
}

func section(prose *Prose, items []Words) *Section {
	if prose == nil && len(items) == 0 {
		return nil
	}
	return &Section{prose, items}
}

// called returns the titles and kinds that the account had before.
func (s *story) called() []Was {
	var all []Was
	for i, h := range s.t.local.Known {
		if h.Key == "title" || h.Key == "kind" {
			all = append(all, s.was(h, s.t.original.Known[i])...)
		}
	}
	for i := range all {
		all[i].At = disclosure.DayOf(all[i].At.Time)
	}
	return all
}

func (s *story) corrected() *Corrected {
	c := s.t.local.Corrections
	if len(c) == 0 {
		return nil
	}
	newest := c[len(c)-1].Statement
	earlier := map[int]bool{}
	for _, x := range c {
		if x.Statement != newest {
			earlier[x.Statement] = true
		}
	}
	said := s.told(newest)
	v := &Corrected{
		At: disclosure.DayOf(said.Published), Link: s.to(address.Version(s.lang, s.r.inc.ID, said.Version)),
		Earlier: len(earlier), All: s.to(address.Versions(s.lang, s.r.inc.ID)),
	}
	for _, x := range c {
		if x.Statement == newest {
			v.Facts = s.withLabel(v.Facts, s.label(x.Key, x.Now.Value))
		}
	}
	if words, original := withoutPrefix(headline(said)), withoutPrefix(s.originalHeadline(newest)); words != headline(said) {
		v.Headline = s.words(sentence(words), sentence(original))
	}
	return v
}

// headline returns the headline of a statement; a statement without one is
// called like the account.
func headline(t *disclosure.Told) string {
	return cmp.Or(t.Said.Headline, t.Said.Facts.Title)
}

func (s *story) originalHeadline(number int) string {
	for i := range s.t.original.Statements {
		if t := &s.t.original.Statements[i]; t.Number == number {
			return headline(t)
		}
	}
	return ""
}

func (s *story) promise() (Promise, bool) {
	p, ok := standing(s.t.local)
	o, _ := standing(s.t.original)
	if !ok {
		return Promise{}, false
	}
	return Promise{
		NextUpdate: NextUpdate{At: p.At, When: s.linked(p.When, o.When), None: s.linked(p.None, o.None)},
		Overdue:    s.clock.passed(p.At),
		Live:       s.live(s.clock),
	}, true
}

func (s *story) translated() Translated {
	if s.lang == "" {
		return Translated{}
	}
	t := Translated{None: true, Original: s.to(s.sibling(""))}
	for i := range s.t.local.Statements {
		told := &s.t.local.Statements[i]
		if told.Lang != s.lang {
			t.Part = true
			continue
		}
		t.None = false
		t.Lagging = t.Lagging || told.Lagging
		t.Machine = t.Machine || told.Said.TranslatedBy == "machine"
	}
	t.Part = t.Part && !t.None
	return t
}

func (s *story) you() *You {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	y := &You{HowToKnow: s.paragraphs(f.HowToKnow, of.HowToKnow)}
	for i, n := range f.NotAffected {
		y.NotAffected = append(y.NotAffected, s.item(n, at(of.NotAffected, i)))
	}
	for i, a := range f.Affected {
		y.Affected = append(y.Affected, s.group(a, at(of.Affected, i)))
	}
	if len(y.HowToKnow) == 0 && len(y.NotAffected) == 0 {
		return nil
	}
	return y
}

func (s *story) do() *Do {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	d := &Do{Prose: s.section("what-you-can-do")}
	if none := f.Actions.None; none != nil {
		d.None = s.place.value("actions", f.Actions, of.Actions, nil)
	}
	d.Steps = s.steps(f.Actions, of.Actions)
	for i, h := range f.Support {
		o := at(of.Support, i)
		d.Help = append(d.Help, Help{
			What: s.linked(h.What, o.What), For: s.words(h.For, o.For), Provider: s.words(h.Provider, o.Provider),
			Months: h.Months, Cost: s.words(h.Cost, o.Cost), EnrolBy: h.EnrolBy, How: s.linked(h.How, o.How),
		})
	}
	if d.Prose == nil && d.None == nil && len(d.Steps) == 0 && len(d.Help) == 0 {
		return nil
	}
	return d
}

// steps returns the steps, the most urgent first.
func (s *story) steps(a, original disclosure.Actions) []Step {
	type pair struct{ local, original disclosure.Action }
	var pairs []pair
	for i, step := range a.Steps {
		pairs = append(pairs, pair{step, at(original.Steps, i)})
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return urgency(a.local.When) - urgency(b.local.When) })
	var steps []Step
	for i, p := range pairs {
		step := Step{
			Anchor: "step-" + itoa(i+1),
			Do:     s.linked(p.local.Do, p.original.Do), Why: s.linked(p.local.Why, p.original.Why), For: s.words(p.local.For, p.original.For),
			When: choice("urgency", p.local.When),
		}
		step.Link, step.Label = s.safeLink(p.local.Link)
		steps = append(steps, step)
	}
	return steps
}

func urgency(when string) int {
	if i := slices.Index(disclosure.Urgencies, when); i >= 0 {
		return i
	}
	return 0
}

// safeLink returns a link that an author typed, and its text: only to the web, to
// an e-mail address, a telephone or a place in the site.
func (s *story) safeLink(link string) (template.URL, string) {
	scheme, rest, ok := strings.Cut(link, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		if ok {
			return template.URL(link), shortAddress(link)
		}
	case "mailto", "tel":
		if ok {
			label, _, _ := strings.Cut(rest, "?")
			return template.URL(link), label
		}
	}
	if to, ok := s.destination(link, nil); ok && link != "" && !strings.Contains(link, ":") {
		return template.URL(to), strings.Trim(link, "/")
	}
	return "", ""
}

func (s *story) ask(questions int) *Ask {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	a := &Ask{Contact: *s.contactOf(f.Contact, of.Contact), Prose: s.section("for-more-information"), Questions: questions, Real: s.real()}
	if a.Contact.NothingToReach && a.Prose == nil && a.Real == nil {
		return nil
	}
	return a
}

// contactOf returns how readers ask: what an account says goes before what the
// site says, field by field.
func (p place) contactOf(c, original disclosure.Contact) *Contact {
	site := p.Site.Contacts
	if c.Email == "" && c.Phone == "" && c.Web == "" {
		c.Email, c.Phone, c.Web = site.Email, site.Phone, site.Web
		if c.Hours == "" {
			c.Hours, original.Hours = site.Hours.In(p.code()), site.Hours.In(p.codes[0])
		}
	}
	if c.Post == "" {
		c.Post, original.Post = site.Post.In(p.code()), site.Post.In(p.codes[0])
	}
	c.Press = cmp.Or(c.Press, site.Press)
	return p.contact(c, original)
}

func (p place) real() *Real {
	m := p.Site.RealMessages
	r := &Real{From: m.WeWriteFrom, Check: p.setting(m.Check)}
	for _, w := range m.WeNeverAsk {
		r.Never = append(r.Never, p.setting(w))
	}
	if len(r.From) == 0 && len(r.Never) == 0 && r.Check == "" {
		return nil
	}
	return r
}

func (s *story) information() *Information {
	info := &Information{Prose: s.section("what-information")}
	for i, h := range s.t.local.Known {
		if h.Key.Field() != "data" {
			continue
		}
		stand, ok := s.stand(i)
		if !ok {
			continue
		}
		row := Row{Anchor: stand.Anchor, Stand: stand, Name: choice("data", h.Key.ID())}
		if stand.Value != nil {
			row.Data = stand.Value.Data
			info.Basis = info.Basis || row.Data.Basis != ""
		}
		info.Rows = append(info.Rows, row)
	}
	slices.SortStableFunc(info.Rows, func(a, b Row) int { return exposureRank(a) - exposureRank(b) })
	if info.Prose == nil && len(info.Rows) == 0 {
		return nil
	}
	return info
}

// exposureRank puts what is involved before what may be, and that before what is
// not.
func exposureRank(r Row) int {
	if r.Data == nil {
		return len(exposures)
	}
	return slices.Index(exposures, r.Data.Exposure)
}

var exposures = []string{"exposure_confirmed", "exposure_possible", "exposure_unknown", "exposure_ruled-out"}

func (s *story) doing() *Doing {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	d := &Doing{Prose: s.section("what-we-are-doing")}
	for i, m := range f.Measures {
		d.Measures = append(d.Measures, s.item(m, at(of.Measures, i)))
	}
	for i, v := range f.Verification {
		o := at(of.Verification, i)
		d.Tests = append(d.Tests, Test{
			What: s.linked(v.What, o.What), How: s.linked(v.How, o.How), Result: s.linked(v.Result, o.Result),
			By: choice("tested_by", v.By), At: v.At, Failed: s.cameBack(),
		})
	}
	for i, h := range s.t.local.Known {
		if h.Key.Field() == "commitments" {
			if c, ok := s.commitment(s.r, h, s.t.original.Known[i], s.clock); ok {
				d.Promises = append(d.Promises, c)
			}
		}
	}
	if d.Prose == nil && len(d.Measures) == 0 && len(d.Promises) == 0 && len(d.Tests) == 0 {
		return nil
	}
	return d
}

// cameBack reports whether the account was opened again after the tests of the fix
// that it names.
func (s *story) cameBack() bool {
	f := s.t.original.Facts
	status, _ := s.t.original.Fact("status").Current()
	tests, _ := s.t.original.Fact("verification").Current()
	if f.Fixed == (disclosure.When{}) && f.Resolved == (disclosure.When{}) || !tests.At.Before(status.At) {
		return false
	}
	now, fixed := f.Kind.Rank(f.Status), f.Kind.Rank(disclosure.Fixed)
	if fixed < 0 {
		fixed = f.Kind.Rank(disclosure.Monitoring)
	}
	return now >= 0 && now < fixed
}

func (s *story) how() *How {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	h := &How{
		Prose: s.section("how-it-happened"), Cause: s.paragraphs(f.RootCause, of.RootCause),
		Contributing: s.list(f.Contributing, of.Contributing),
	}
	if f.RootCause == "unknown" {
		h.Cause = nil // "What we do not know yet" says so
	}
	for i, known := range s.t.local.Known {
		if known.Key == "root_cause" {
			h.CauseWas = s.was(known, s.t.original.Known[i])
			inOrder(h.CauseWas)
		}
	}
	if h.Prose == nil && len(h.Cause) == 0 && len(h.Contributing) == 0 && len(h.CauseWas) == 0 {
		return nil
	}
	return h
}

func (s *story) unknown() *Unknown {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	u := &Unknown{Items: s.list(f.Unknowns, of.Unknowns)}
	for i, h := range f.HeldBack {
		u.Held = append(u.Held, s.item(h, at(of.HeldBack, i)))
	}
	if len(u.Items) == 0 && len(u.Held) == 0 {
		return nil
	}
	return u
}

func (s *story) questions() []Question {
	var files map[string]string
	for _, doc := range s.r.inc.Questions {
		if len(doc.Revisions) > 0 {
			files = doc.Revisions[len(doc.Revisions)-1].Context.Assets
		}
	}
	var all []Question
	for i, q := range s.t.local.Questions {
		o := at(s.t.original.Questions, i)
		all = append(all, Question{
			Anchor: "question-" + itoa(i+1), Asked: q.Asked, Question: s.words(q.Question, o.Question),
			Answer: s.prose(s.r, q.MD, o.MD, 4, files),
		})
	}
	return all
}

func (s *story) cite() Cite {
	contact := s.contactOf(s.t.local.Facts.Contact, s.t.original.Facts.Contact)
	return Cite{
		Organisation: s.organisation(), Version: s.n, At: disclosure.At(s.t.local.Time),
		Address: s.absolute(address.Version(s.lang, s.r.inc.ID, s.n)), Press: contact.Press, PressLink: contact.PressLink,
	}
}
