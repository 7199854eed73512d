package page

import (
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
