package page

import (
	"slices"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// A Card is an incident in a list.
type Card struct {
	ID          string // of the incident
	Link        string // to the account
	State       State
	Title       Words
	Summary     Words
	Version     int       // number of the version that stands
	VersionLink string    // to that version, for ever
	First       Moment    // when it was first told
	Changed     Moment    // when the version that stands was published
	Claimed     bool      // these times are what an older system says
	Length      *Duration // from its beginning to its end, for what concerns services
	Corrected   Moment    // the newest correction, or zero
	Next        *Promise  // nil if no promise binds
	Planned     *Planned  // nil unless it is a maintenance that has not ended
	You         string    // link to how to know whether it is about the reader; "" if nothing is said
	Do          string    // link to what readers can do; "" if there are no steps
	Steps       int       // how many steps readers can take
	Impacts     []Impact  // on each component
	MergedInto  *Link     // the account that it goes on in; nil mostly
	PinnedUntil Moment    // the notice stays on the home page until then; zero unless it is pinned
	Draft       bool      // not published
}

// card returns an incident for a list; with a zero clock nothing in it depends on
// the time.
func (p place) card(r *record, c clock) Card {
	id, last := r.inc.ID, r.inc.Last()
	link := p.to(address.Incident(p.lang, id))
	v := Card{
		ID: id, Link: link, State: r.state(),
		Title: p.words(r.title(p.lang), r.title("")), Summary: p.linked(r.summary(p.lang), r.summary("")),
		Version: last.Number, VersionLink: p.to(address.Version(p.lang, id, last.Number)),
		First: disclosure.At(r.inc.First()), Changed: disclosure.At(last.Time), Claimed: last.Claimed,
		Steps: r.steps, Draft: p.isDraft(last.Entry()),
	}
	if r.facts.Kind.AboutService() && r.facts.Status.Ended() {
		v.Length = between(r.facts.Started.Start(), r.facts.Resolved.Finish())
	}
	if !r.corrected.IsZero() {
		v.Corrected = disclosure.DayOf(r.corrected)
	}
	if r.promised {
		local := r.promise
		if p.lang != "" && (local.When != "" || local.None != "") {
			local, _ = standing(p.telling(r, last.Number, p.lang).local)
		}
		v.Next = &Promise{
			NextUpdate: NextUpdate{At: local.At, When: p.linked(local.When, r.promise.When), None: p.linked(local.None, r.promise.None)},
			Overdue:    c.passed(r.promise.At),
			Live:       p.live(c),
		}
	}
	if r.facts.Window != (disclosure.Window{}) && !r.facts.Status.Ended() {
		v.Planned = p.planned(&r.facts, c)
	}
	if r.about {
		v.You = link + "#you"
	}
	if r.steps > 0 {
		v.Do = link + "#do"
	}
	for _, i := range r.facts.Components {
		impact := *p.impact(i, nil)
		if !r.impaired[i.ID] {
			impact.neverFailed()
		}
		v.Impacts = append(v.Impacts, impact)
	}
	if to := r.facts.MergedInto; to != "" {
		other := p.otherIncident(to)
		v.MergedInto = &Link{other.Words, other.Link}
	}
	if c.pinned(&r.facts) {
		v.PinnedUntil = r.facts.PinUntil
	}
	return v
}

func (c clock) pinned(f *disclosure.Facts) bool {
	return !f.PinUntil.IsZero() && !c.passed(f.PinUntil)
}

// underWay reports whether an open incident is happening now: a maintenance that
// has not begun is not.
func (c clock) underWay(r *record) bool {
	return r.open() && !(r.facts.Kind == disclosure.Maintenance && r.facts.Status == disclosure.Scheduled && c.windowState(&r.facts) != WindowRunning && c.windowState(&r.facts) != WindowPassed)
}

// byGravity sorts open incidents: the gravest first, then the one that changed
// last.
func byGravity(a, b *record) int {
	if d := slices.Index(levels, a.state().Level) - slices.Index(levels, b.state().Level); d != 0 {
		return d
	}
	if d := slices.Index(gravity, a.facts.Kind) - slices.Index(gravity, b.facts.Kind); d != 0 {
		return d
	}
	return byChange(a, b)
}

// byChange puts the incident that changed last first.
func byChange(a, b *record) int { return b.inc.Last().Time.Compare(a.inc.Last().Time) }

// byFirst puts the incident that was told last first.
func byFirst(a, b *record) int { return b.inc.First().Compare(a.inc.First()) }

// lateness returns when the promises and windows of open incidents next change
// what a list says.
func (m *maker) lateness(records []*record) time.Time {
	c := clock{m.Now}
	var first time.Time
	for _, r := range records {
		instants := append(windowUntil(&r.facts), dueAt(r.facts.PinUntil))
		if r.promised {
			instants = append(instants, dueAt(r.promise.At))
		}
		first = earlier(first, c.until(instants...))
	}
	return first
}
