package feed

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"firsthand/generator/disclosure"
)

// A story is everything that was published about one incident, with the events
// that feeds tell of it.
type story struct {
	id           string
	publications []disclosure.Publication // in ledger order
	incident     *disclosure.Incident
	events       []*event // oldest first
	open         bool     // in the ledger as it is now
	titles       map[string]string
}

// An event is what one item tells. Which feeds carry it is decided by the ledger
// up to its run, so that an item never enters or leaves a feed, but for the window.
type event struct {
	story    *story
	seq, run int
	time     time.Time
	doc      disclosure.Doc // the document that was published; "" for a redaction
	name     string         // in the item's id: the document, or "<incident>/redaction/<seq>" or "<incident>/edit/<seq>"
	lang     string         // "" for the original language
	instead  []string       // languages that have an event of their own in place of this one
	topics   topics

	redacted []disclosure.Publication // the entries of a redaction; nil for anything else
	aside    bool                     // only the feed of changes tells it: a repair, or questions and answers

	keep    keep // what is kept of encoded when the feeds of the incident are made
	encoded encoded
}

// keep says for which files an event's forms are needed later.
type keep struct{ window, archive bool }

// in reports whether the feeds in a language tell the event.
func (e *event) in(lang string) bool {
	return e.lang == lang || e.lang == "" && !slices.Contains(e.instead, lang)
}

// tell sorts publications into stories, in the order of their first publication.
func tell(publications []disclosure.Publication) ([]*story, error) {
	var stories []*story
	byID := map[string]*story{}
	last := -1
	for _, p := range publications {
		if p.Seq <= last {
			return nil, fmt.Errorf("entry %d comes after entry %d", p.Seq, last)
		}
		last = p.Seq
		id := p.Doc.Incident()
		if id == "" {
			return nil, fmt.Errorf("entry %d: %q does not name a document", p.Seq, p.Doc)
		}
		if byID[id] == nil {
			byID[id] = &story{id: id}
			stories = append(stories, byID[id])
		}
		byID[id].publications = append(byID[id].publications, p)
	}
	err := each(len(stories), func(i int) error { return stories[i].read() })
	return slices.DeleteFunc(stories, func(s *story) bool { return s.incident == nil }), err
}

// read works out the events, and what a feed must know of the account that
// stands. As long as only questions were answered, there is none.
func (s *story) read() error {
	incidents, err := disclosure.Assemble(s.publications)
	if err != nil {
		return err
	}
	if len(incidents[0].Versions) == 0 {
		return nil
	}
	s.incident = incidents[0]
	first := s.incident.Versions[0].Publications[0].Run
	s.events = slices.DeleteFunc(events(s.id, s.publications), func(e *event) bool { return e.run < first })
	for _, e := range s.events {
		e.story = s
		e.topics = topicsOf(e, s.publications)
	}
	now := s.incident.Current()
	s.open = now.Open()
	s.titles = map[string]string{"": now.Facts.Title}
	for _, lang := range s.incident.Languages() {
		s.titles[lang] = s.incident.In(len(s.incident.Versions), lang).Facts.Title
	}
	return nil
}

// title returns the title of the account as it stands now, for the head of the
// incident's feed.
func (s *story) title(lang string) string {
	return cmp.Or(oneLine(s.titles[lang]), oneLine(s.titles[""]), s.id)
}

// events lists what feeds tell of one incident, oldest first. What an older system
// published before is no event. All redactions of a run are one event, told in the
// original language, and once more in each language in which a translation was
// redacted too.
func events(id string, publications []disclosure.Publication) []*event {
	var all []*event
	redacted := map[int][]disclosure.Publication{} // by run
	for _, p := range publications {
		if p.Type == disclosure.Redaction {
			redacted[p.Run] = append(redacted[p.Run], p)
			continue
		}
		if !p.Claimed.IsZero() {
			continue
		}
		e := &event{seq: p.Seq, run: p.Run, time: p.Time, doc: p.Doc, name: string(p.Doc), lang: p.Doc.Lang(), aside: p.Doc.IsQuestions()}
		if p.Type == disclosure.Edited {
			e.name, e.aside = editName(id, p.Seq), true
		}
		all = append(all, e)
	}
	for run, entries := range redacted {
		langs := []string{""}
		for _, p := range entries {
			langs = append(langs, p.Doc.Lang())
		}
		slices.Sort(langs)
		for _, lang := range slices.Compact(langs) {
			first := entries[0]
			e := &event{seq: first.Seq, run: run, time: first.Time, lang: lang, redacted: entries}
			e.name = fmt.Sprintf("%s/redaction/%d", id, first.Seq)
			if lang != "" {
				e.name += "." + lang
			}
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *event) int { return cmp.Or(a.seq-b.seq, cmp.Compare(a.lang, b.lang)) })
	for _, e := range all {
		for _, other := range all {
			if e.lang == "" && other.lang != "" && other.run == e.run && other.original() == e.original() {
				e.instead = append(e.instead, other.lang)
			}
		}
	}
	return all
}

// editName names the edit that is entry seq.
func editName(incident string, seq int) string { return fmt.Sprintf("%s/edit/%d", incident, seq) }

// original names what an event and its translations have in common.
func (e *event) original() string {
	switch {
	case e.redacted != nil:
		return "redaction"
	case e.name != string(e.doc):
		return "edit of " + string(e.doc.Original())
	}
	return string(e.doc.Original())
}
