package page

import (
	"slices"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/site"
)

// Component is the view of the layout "component": one service and the incidents
// that touched it.
type Component struct {
	Frame
	State   ComponentState // the component and what open incidents do to it
	Open    []Card         // the gravest first
	Planned []Card         // maintenance that has not begun
	Past    []Card         // newest first
	More    bool           // there are older ones than Past lists
	History string         // link to all incidents that touched it, or to all
}

const pastListed = 100

func (p place) component(c site.Component) *Component {
	now := p.clock()
	open, planned, _, _ := p.sorted(now)
	v := &Component{
		Frame: p.frame(""), State: p.componentState(c, open, planned), History: p.to(address.History(p.lang)),
	}
	if p.isLong(c.ID) {
		v.History = p.to(selection{component: c.ID}.path(p.lang, 0))
	}
	v.Frame.Title, v.Frame.Description = v.State.Name, v.State.About
	v.Feeds = append(v.Feeds, p.feeds(address.Component(p.feedLang(), c.ID), p.words(c.Name.In(p.code()), c.Name.In(p.codes[0])))...)
	v.Record.Part = true
	for _, r := range open {
		if r.components[c.ID] {
			v.Open = append(v.Open, p.card(r, now))
		}
	}
	for _, r := range planned {
		if r.components[c.ID] {
			v.Planned = append(v.Planned, p.card(r, now))
		}
	}
	var past []*record
	for _, r := range p.touching(c.ID) {
		if !r.open() {
			past = append(past, r)
		}
	}
	slices.SortStableFunc(past, byFirst)
	v.More = len(past) > pastListed
	for _, r := range past[:min(pastListed, len(past))] {
		v.Past = append(v.Past, p.card(r, clock{}))
	}
	return v
}

// touching returns the incidents that ever had an impact on a component.
func (m *maker) touching(id string) []*record {
	var all []*record
	for _, r := range m.records {
		if r.components[id] {
			all = append(all, r)
		}
	}
	return all
}

func (m *maker) componentUntil(id string) time.Time {
	var open []*record
	for _, r := range m.touching(id) {
		if r.open() {
			open = append(open, r)
		}
	}
	return m.lateness(open)
}
