package page

import (
	"time"

	"firsthand/generator/disclosure"
)

// What time alone changes is worked out here and nowhere else: the states that
// ledger and design name, and the instants at which they change.

// deadline returns the instant at which a moment named as "by then" has passed:
// the moment itself, or the end of its day, in UTC.
func deadline(m Moment) time.Time {
	if m.Day {
		return m.Time.AddDate(0, 0, 1)
	}
	return m.Time
}

// A clock is an instant to derive states from. The zero clock derives nothing: it
// is for pages that never change.
type clock struct{ now time.Time }

func (p place) clock() clock { return clock{p.Now} }

// live reports whether a page shows what holds now, so that a browser may go on
// counting. A site as it stood does not.
func (p place) live(c clock) bool { return !c.now.IsZero() && !p.AsItStood }

// planned returns the window of a maintenance.
func (p place) planned(f *disclosure.Facts, c clock) *Planned {
	return &Planned{window(f.Window), c.windowState(f), p.live(c) && !f.Window.Start.IsZero() && !f.Window.Start.Day}
}

// passed reports whether m has passed.
func (c clock) passed(m Moment) bool {
	return !c.now.IsZero() && !m.IsZero() && !c.now.Before(deadline(m))
}

// begun reports whether m has begun: a day begins at midnight.
func (c clock) begun(m Moment) bool {
	return !c.now.IsZero() && !m.IsZero() && !c.now.Before(m.Time)
}

// until returns the first of these instants that is still to come, or zero.
func (c clock) until(instants ...time.Time) time.Time {
	var first time.Time
	for _, t := range instants {
		if !t.IsZero() && c.now.Before(t) {
			first = earlier(first, t)
		}
	}
	return first
}

// earlier returns the earlier of two instants; zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// The states of a maintenance by its window, while nobody has said that it ended.
const (
	WindowAhead   = "ahead"   // not begun
	WindowRunning = "running" // in progress, as planned
	WindowPassed  = "passed"  // the planned end has passed and is not confirmed
)

// windowState returns where now lies in the window of an open maintenance, or ""
// if there is no window, no clock or no maintenance.
func (c clock) windowState(f *disclosure.Facts) string {
	switch {
	case c.now.IsZero(), f.Kind != disclosure.Maintenance, f.Status.Ended(), f.Window == (disclosure.Window{}):
		return ""
	case c.passed(f.Window.End):
		return WindowPassed
	case f.Status == disclosure.InProgress, c.begun(f.Window.Start):
		return WindowRunning
	}
	return WindowAhead
}

// standing returns the promise of an update that still binds the company: the last
// one it gave, if no statement came after it. ok is false if there is none.
func standing(a *disclosure.Account) (promise disclosure.NextUpdate, ok bool) {
	now, stands := a.Fact("next_update").Current()
	if !stands || a.Facts.MergedInto != "" {
		return promise, false
	}
	promise, ok = now.Value.(disclosure.NextUpdate)
	if !ok || promise.At.IsZero() {
		return promise, ok
	}
	for i := range a.Statements {
		s := &a.Statements[i]
		if s.WithdrawnBy == 0 && s.Published.After(now.AsOf) {
			return promise, false
		}
	}
	return promise, true
}

// isOverdue reports whether a promise is open and its date has passed.
func (c clock) isOverdue(p disclosure.Commitment) bool {
	return (p.State != "done" && p.State != "dropped") && c.passed(p.Due)
}

// windowUntil lists when the state of a maintenance changes by its window.
func windowUntil(f *disclosure.Facts) []time.Time {
	if f.Kind != disclosure.Maintenance || f.Status.Ended() || f.Window == (disclosure.Window{}) {
		return nil
	}
	return []time.Time{f.Window.Start.Time, dueAt(f.Window.End)}
}

// watchUntil is when the end of a watch passes.
func watchUntil(f *disclosure.Facts) time.Time {
	if f.Status != disclosure.Monitoring {
		return time.Time{}
	}
	return dueAt(f.MonitorUntil)
}

// dueAt is deadline, and zero for a moment that is not set.
func dueAt(m Moment) time.Time {
	if m.IsZero() {
		return time.Time{}
	}
	return deadline(m)
}
