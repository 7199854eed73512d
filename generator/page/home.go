package page

import (
	"slices"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/site"
)

// Home is the view of the layout "home": what is happening now.
type Home struct {
	Frame
	Headline Headline         // the first sentence
	AsOf     Moment           // the last publication; zero if there is none
	Empty    bool             // nothing was ever published
	Open     []Card           // the gravest first
	Pinned   []Card           // over, but their notice stays here
	Planned  []Card           // maintenance that has not begun
	Groups   []ComponentGroup // services, as the settings group them
	Many     bool             // more services than fit beside the accounts
	Promises Promises         // of all accounts
	Recent   []Card           // what ended last
	History  string           // link to all incidents
}

// A Headline is the first sentence of the home page.
type Headline struct {
	Level string // shape and colour: see State
	Word  string // key of a word of the theme, with a plural: "home_data-breach"
	Count int    // of the gravest kind
	More  int    // other open accounts
}

// A ComponentGroup is a group of components under one name; "" is no group.
type ComponentGroup struct {
	Name       string
	Components []ComponentState // in the order of the settings
}

// A ComponentState is a component with what open incidents do to it.
type ComponentState struct {
	Name      string
	About     string // one sentence; "" if there is none
	Link      string // to its page
	Level     string // shape and colour: see State
	Impact    string // key of a word of the theme: "impact_none" if no incident is open, "impact_open" if one is that leaves it working
	Incidents []Link // the open ones that touch it
}

// Promises counts the promises of all accounts.
type Promises struct {
	Open    int    // with the overdue ones
	Overdue int    // past their date
	Link    string // to all promises
}

const recentListed = 5

// fewServices is how many services fit beside the accounts.
const fewServices = 12

func (p place) home() *Home {
	c := p.clock()
	v := &Home{
		Frame: p.frame("menu_now"), Empty: len(p.records) == 0, History: p.to(address.History(p.lang)),
		Groups: p.groups(c),
	}
	v.Script = p.carried()
	v.Many = len(p.Site.Components()) > fewServices
	v.Record.Part = true
	if !p.LastEntry.IsZero() && !v.Empty {
		v.AsOf = disclosure.At(p.LastEntry)
	}
	open, planned, pinned, over := p.sorted(c)
	for _, r := range open {
		v.Open = append(v.Open, p.card(r, c))
	}
	for _, r := range planned {
		v.Planned = append(v.Planned, p.card(r, c))
	}
	for _, r := range pinned {
		v.Pinned = append(v.Pinned, p.card(r, c))
	}
	for _, r := range over[:min(recentListed, len(over))] {
		v.Recent = append(v.Recent, p.card(r, clock{}))
	}
	v.Headline = c.headline(open, v.Empty)
	for _, r := range p.records {
		for i := range r.commitments {
			if promise, ok := commitmentOf(r.commitments[i]); ok && promise.State != "done" && promise.State != "dropped" {
				v.Promises.Open++
				if c.isOverdue(promise) {
					v.Promises.Overdue++
				}
			}
		}
	}
	v.Promises.Link = p.to(address.Commitments(p.lang))
	return v
}

// sorted returns the incidents by their place on the home page. Incidents that
// were merged into another are shown there.
func (m *maker) sorted(c clock) (open, planned, pinned, over []*record) {
	for _, r := range m.records {
		switch {
		case r.facts.MergedInto != "":
		case c.underWay(r):
			open = append(open, r)
		case r.open():
			planned = append(planned, r)
		case c.pinned(&r.facts):
			pinned = append(pinned, r)
		default:
			over = append(over, r)
		}
	}
	slices.SortStableFunc(open, byGravity)
	slices.SortStableFunc(planned, func(a, b *record) int {
		return a.facts.Window.Start.Time.Compare(b.facts.Window.Start.Time)
	})
	slices.SortStableFunc(pinned, byGravity)
	slices.SortStableFunc(over, byFirst)
	return open, planned, pinned, over
}

// headline names the gravest of the open incidents and counts the others. It
// never says that anything works: it knows only what was published.
func (c clock) headline(open []*record, empty bool) Headline {
	if empty {
		return Headline{Level: None, Word: "home_empty"}
	}
	if len(open) == 0 {
		return Headline{Level: None, Word: "home_nothing"}
	}
	worst := open[0]
	h := Headline{Level: worst.state().Level, Word: "home_" + string(worst.facts.Kind)}
	same := func(r *record) bool { return r.facts.Kind == worst.facts.Kind }
	if worst.facts.Kind == disclosure.Maintenance {
		state := c.windowState(&worst.facts)
		if state == WindowPassed {
			h.Word += "-passed"
		}
		same = func(r *record) bool {
			return r.facts.Kind == disclosure.Maintenance && (c.windowState(&r.facts) == WindowPassed) == (state == WindowPassed)
		}
	}
	for _, r := range open {
		if same(r) {
			h.Count++
		}
	}
	h.More = len(open) - h.Count
	return h
}

func (m *maker) homeUntil() time.Time {
	return earlier(m.lateness(m.records), m.commitmentsUntil())
}

// groups returns the components as the settings group them.
func (p place) groups(c clock) []ComponentGroup {
	var all []ComponentGroup
	open, planned, _, _ := p.sorted(c)
	for _, g := range p.Site.Groups {
		group := ComponentGroup{Name: g.Name.In(p.code())}
		for _, component := range g.Components {
			group.Components = append(group.Components, p.componentState(component, open, planned))
		}
		if len(group.Components) > 0 {
			all = append(all, group)
		}
	}
	return all
}

// componentState returns what open incidents do to a component.
func (p place) componentState(c site.Component, open, planned []*record) ComponentState {
	v := ComponentState{
		Name: c.Name.In(p.code()), About: c.About.In(p.code()), Link: p.to(address.Component(p.lang, c.ID)),
		Level: None, Impact: "impact_none",
	}
	worst := 0
	for _, r := range open {
		for _, i := range r.facts.Components {
			if i.ID != c.ID {
				continue
			}
			v.Incidents = append(v.Incidents, Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, r.inc.ID))})
			if rank := impactRank(i.Impact); rank > worst {
				worst, v.Impact, v.Level = rank, choice("impact", i.Impact), impactLevel(i.Impact)
			}
			if worst == 0 {
				v.Impact, v.Level = "impact_open", impactLevel(i.Impact)
			}
		}
	}
	if worst > 0 {
		return v
	}
	for _, r := range planned {
		for _, i := range r.facts.Components {
			if i.ID == c.ID {
				v.Impact, v.Level = "impact_planned", Plan
				v.Incidents = append(v.Incidents, Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, r.inc.ID))})
			}
		}
	}
	return v
}
