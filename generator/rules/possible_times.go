package rules

import (
	"fmt"
	"regexp"
	"time"

	"firsthand/generator/disclosure"
)

// keyTimes are the times of an incident's course, by their names in the front
// matter.
var keyTimes = []string{"began", "found", "confirmed", "contained", "fixed", "resolved"}

// inOrder lists pairs of times of which the first cannot be later than the
// second. What is not listed can be: an attack can be over before anyone finds
// it, and its source closed before anyone is sure of it.
var inOrder = [][2]string{
	{"began", "found"}, {"began", "contained"}, {"began", "fixed"}, {"began", "resolved"},
	{"found", "confirmed"}, {"found", "resolved"}, {"contained", "resolved"}, {"fixed", "resolved"},
}

// TIME-004: what happened did so in a possible order, and not in the future.
func possibleTimes(s *step) {
	const fixFuture = "check the date and the zone; what is planned goes under what_we_do or promises"
	for _, p := range inOrder {
		a, b := s.when(p[0]), s.when(p[1])
		if !s.states(p[0]) && !s.states(p[1]) || !sure(a) || !sure(b) || !latest(b.Finish()).Before(earliest(a.Start())) {
			continue
		}
		at := p[1]
		if !s.states(at) {
			at = p[0]
		}
		s.error("TIME-004", s.at(at), fmt.Sprintf("%s (%s) is before %s (%s)", p[1], b.Human(), p[0], a.Human()),
			"check both dates and zones; if one is a guess, say so", fmt.Sprintf("%s: {at: %s, certainty: estimated}", p[0], a.Start()))
	}
	for _, name := range keyTimes {
		w := when(&s.doc.Said.Facts, name)
		if !w.From.IsZero() && !w.To.IsZero() && latest(w.To).Before(earliest(w.From)) {
			s.error("TIME-004", s.at(name), fmt.Sprintf("%s ends (%s) before it starts (%s)", name, w.To.Human(), w.From.Human()),
				"swap from and to", fmt.Sprintf("%s: {from: %s, to: %s}", name, w.To, w.From))
		}
	}
	for _, e := range pastEvents(&s.doc.Said.Facts) {
		if earliest(e.at).After(s.time) {
			field := indexes.ReplaceAllString(e.field, "")
			s.error("TIME-004", s.at(e.field), fmt.Sprintf("%s (%s) is in the future", field, e.at.Human()), fixFuture, "")
		}
	}
	if w := s.doc.Said.Facts.Window; !w.End.IsZero() && latest(w.End).Before(earliest(w.Start)) {
		s.error("TIME-004", s.at("window"), fmt.Sprintf("window ends (%s) before it starts (%s)", w.End.Human(), w.Start.Human()),
			"swap start and end", fmt.Sprintf("window: {start: %s, end: %s}", w.End, w.Start))
	}
	if next := s.doc.Said.Facts.NextUpdate.At; !next.IsZero() && !s.superseded && latest(next).Before(s.time) {
		s.error("TIME-004", s.at("next_update"), fmt.Sprintf("next_update (%s) is already over", next.Human()),
			"give a time that is still to come", "next_update: in 60 minutes")
	}
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// An event is a time that a statement tells as past.
type event struct {
	field string
	at    disclosure.Moment
}

// pastEvents lists what facts tell as past.
func pastEvents(f *disclosure.Facts) []event {
	var all []event
	for _, name := range keyTimes {
		all = append(all, event{name, when(f, name).Finish()})
	}
	for i, a := range f.Affected {
		all = append(all, event{fmt.Sprintf("affected[%d].as_of", i), a.AsOf})
	}
	for i, m := range f.Measures {
		if m.State == "done" {
			all = append(all, event{fmt.Sprintf("what_we_do[%d].at", i), m.At})
		}
	}
	for _, n := range f.Notified {
		all = append(all, event{"told." + n.Who, n.At})
	}
	for i, a := range f.AlsoSaid {
		all = append(all, event{fmt.Sprintf("also_said[%d].at", i), a.At})
	}
	for i, v := range f.Verification {
		all = append(all, event{fmt.Sprintf("fix_tested[%d].at", i), v.At})
	}
	for _, c := range f.Commitments {
		all = append(all, event{"promises." + c.ID + ".done_at", c.DoneAt})
	}
	return all
}

// A day is a day somewhere on Earth: it begins 14 hours before it does in UTC,
// and ends 12 hours after.

func earliest(m disclosure.Moment) time.Time {
	if m.Day {
		return m.Time.Add(-14 * time.Hour)
	}
	return m.Time
}

func latest(m disclosure.Moment) time.Time {
	if m.Day {
		return m.End().Add(12 * time.Hour)
	}
	return m.Time
}

func (s *step) when(name string) disclosure.When { return when(s.facts(), name) }

func when(f *disclosure.Facts, name string) disclosure.When {
	w, _ := f.Get(disclosure.Key(disclosure.FieldOnPage(name).Name)).(disclosure.When)
	return w
}

func sure(w disclosure.When) bool {
	return !w.Start().IsZero() && (w.Certainty == "" || w.Certainty == disclosure.Sure)
}
