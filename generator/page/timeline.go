package page

import (
	"slices"
	"time"
)

// A Happening is one line of the timeline: when something happened, and what.
type Happening struct {
	When When   // a time, a day or a span
	What []Deed // one, or more that have the same time
}

// A Deed is something that happened.
type Deed struct {
	Field string // key of a word of the theme: "field_contained", "timeline_notified"; "" for a measure
	What  *Value // what was done, or who was told; nil where Field says it all
}

// keyTimes are the facts that are times of the event. "disclosed" is the first notice.
var keyTimes = []string{"started", "detected", "disclosed", "confirmed", "contained", "fixed", "resolved"}

// timeline returns what happened in the order in which it happened, which is another
// one than that in which it was told: the times of the event, what the company did
// and whom it told. It is empty where it would say no more than the facts beside
// the story.
func (s *story) timeline(facts []Fact) []Happening {
	var all []dated
	deeds := 0
	add := func(when When, field string, what *Value) {
		if when.start().IsZero() {
			return
		}
		deeds++
		rank := when.start()
		if field == "field_verification" && when.At.Day {
			rank = endOfDay(rank) // nobody tests a fix before it is made
		}
		if i := slices.IndexFunc(all, func(d dated) bool { return d.When == when && d.rank.Equal(rank) }); i >= 0 {
			all[i].What = append(all[i].What, Deed{field, what})
			return
		}
		all = append(all, dated{Happening{when, []Deed{{field, what}}}, rank})
	}
	for _, f := range facts {
		switch {
		case slices.Contains(keyTimes, f.Name[len("field_"):]):
			if v := f.Stands[0].Value; v != nil && v.When != nil {
				add(*v.When, f.Name, nil)
			}
		case f.Name == "field_notified":
			for _, stand := range f.Stands {
				if stand.Value != nil && stand.Value.Told != nil {
					told := *stand.Value.Told
					add(When{At: told.At}, "timeline_notified", &Value{Told: &Told{Who: told.Who, Name: told.Name}})
				}
			}
		}
	}
	beside := deeds // these are facts beside the story, too
	local, original := &s.t.local.Facts, &s.t.original.Facts
	for i, m := range local.Measures {
		what := s.item(m, at(original.Measures, i))
		add(When{At: what.At}, "", &Value{Words: what.Words, State: unlessDone(what.State)})
	}
	for i, a := range local.AlsoSaid {
		what := s.item(a, at(original.AlsoSaid, i))
		add(When{At: what.At}, "timeline_also_said", &Value{Words: what.Words})
	}
	for i, v := range local.Verification {
		o := at(original.Verification, i)
		add(When{At: v.At}, "field_verification", &Value{Words: s.linked(v.What, o.What)})
	}
	if deeds == beside || deeds < 4 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.rank.Compare(b.rank) })
	var lines []Happening
	for _, d := range all {
		lines = append(lines, d.Happening)
	}
	return lines
}

// dated is a line of the timeline with the instant by which it is sorted.
type dated struct {
	Happening
	rank time.Time
}

// endOfDay returns the last instant of the day that begins at t.
func endOfDay(t time.Time) time.Time { return t.AddDate(0, 0, 1).Add(-1) }

// start returns when an event began. What is known by its day alone comes before
// what is known by the minute, but for the test of a fix.
func (w When) start() time.Time {
	if w.At.IsZero() {
		return w.From.Time
	}
	return w.At.Time
}

// unlessDone drops the state of a measure that is done: its time says so.
func unlessDone(state string) string {
	if state == "measure_done" {
		return ""
	}
	return state
}
