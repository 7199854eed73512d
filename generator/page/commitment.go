package page

import (
	"slices"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// Commitments is the view of the layout "commitments": every promise of every
// account.
type Commitments struct {
	Frame
	Overdue []Commitment // open and past their date, the oldest date first
	Open    []Commitment // the nearest date first
	Done    []Commitment // the newest first
	Dropped []Commitment // given up, with a reason
	Empty   bool         // no promise was ever made
}

// A Commitment is a promise that is kept in public.
type Commitment struct {
	Anchor   string // its place on the page
	Text     Words
	State    string  // key of a word of the theme: "commitment_done"
	Level    string  // shape and colour: see State
	Overdue  bool    // open, and its date has passed
	Live     bool    // open, and the reader's browser may say how much time is left
	Due      Moment  // the date that holds now
	Moved    []Moved // earlier due dates, oldest first
	DoneAt   Moment  // when it was kept
	Evidence Words   // how one can see that it was kept
	Reason   Words   // why it was dropped
	Account  Link    // the account that it belongs to
	Said     string  // link to the statement that said this last
}

// Moved is a due date that does not hold any more.
type Moved struct {
	Due     Moment // the earlier date
	Because Words  // why it was moved
	At      Moment // day on which it was moved
	Said    string // link to the statement that moved it
}

// commitmentOf returns what stands of a promise.
func commitmentOf(h disclosure.History) (disclosure.Commitment, bool) {
	now, _ := h.Current()
	c, ok := now.Value.(disclosure.Commitment)
	return c, ok
}

// commitment returns a promise with its history; false if nothing stands of it.
func (p place) commitment(r *record, h, original disclosure.History, c clock) (Commitment, bool) {
	now, ok := commitmentOf(h)
	if !ok {
		return Commitment{}, false
	}
	o, _ := commitmentOf(original)
	id := r.inc.ID
	v := Commitment{
		Anchor: anchor(h.Key), Text: p.linked(now.Text, o.Text), State: choice("commitment", now.State), Level: Plan,
		Overdue: c.isOverdue(now), Due: now.Due, DoneAt: now.DoneAt, Evidence: p.linked(now.Evidence, o.Evidence),
		Account: Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, id))},
	}
	v.Live = p.live(c) && !now.Due.IsZero() && now.State != "done" && now.State != "dropped"
	if now.State == "" {
		v.State = "commitment_planned"
	}
	switch {
	case now.State == "done":
		v.Level = Over
	case now.State == "dropped":
		v.Level, v.Reason = None, p.linked(now.Reason, o.Reason)
	case v.Overdue:
		v.Level = Minor
	}
	var before Moment
	for i, s := range h.Values {
		value, ok := s.Value.(disclosure.Commitment)
		if !ok || s.Withdrawn != 0 {
			continue
		}
		v.Said = p.to(address.Statement(p.lang, id, s.Statement))
		if !before.IsZero() && value.Due != before {
			was, _ := original.Values[i].Value.(disclosure.Commitment)
			v.Moved = append(v.Moved, Moved{before, p.linked(value.Reason, was.Reason), disclosure.DayOf(s.At), v.Said})
		}
		before = value.Due
	}
	return v, true
}

func (p place) commitments() *Commitments {
	c := p.clock()
	v := &Commitments{Frame: p.frame("menu_commitments"), Empty: true}
	v.Feeds = append(v.Feeds, p.named(feed.Commitments, address.FeedBase(address.Commitments(p.feedLang())))...)
	v.Record.Part = true
	for _, r := range p.records {
		if len(r.commitments) == 0 {
			continue
		}
		local := r.commitments
		if p.lang != "" {
			local = nil
			for _, h := range p.telling(r, len(r.inc.Versions), p.lang).local.Known {
				if h.Key.Field() == "commitments" {
					local = append(local, h)
				}
			}
		}
		for i, h := range local {
			promise, ok := p.commitment(r, h, r.commitments[i], c)
			if !ok {
				continue
			}
			promise.Anchor = r.inc.ID + "-" + h.Key.ID()
			v.Empty = false
			list := &v.Open
			switch {
			case promise.State == "commitment_done":
				list = &v.Done
			case promise.State == "commitment_dropped":
				list = &v.Dropped
			case promise.Overdue:
				list = &v.Overdue
			}
			*list = append(*list, promise)
		}
	}
	byDue := func(a, b Commitment) int { return a.Due.Time.Compare(b.Due.Time) }
	slices.SortStableFunc(v.Overdue, byDue)
	slices.SortStableFunc(v.Open, byDue)
	newest := func(a, b Commitment) int { return b.DoneAt.Time.Compare(a.DoneAt.Time) }
	slices.SortStableFunc(v.Done, newest)
	return v
}

func (m *maker) commitmentsUntil() time.Time {
	var instants []time.Time
	for _, r := range m.records {
		for _, h := range r.commitments {
			if c, ok := commitmentOf(h); ok && c.State != "done" && c.State != "dropped" {
				instants = append(instants, dueAt(c.Due))
			}
		}
	}
	return clock{m.Now}.until(instants...)
}

func (m *maker) anyCommitments() bool {
	return slices.ContainsFunc(m.records, func(r *record) bool { return len(r.commitments) > 0 })
}
