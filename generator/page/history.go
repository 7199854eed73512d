package page

import (
	"slices"
	"strconv"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// History is the view of the layout "history": all incidents, or those of a kind or of
// a component, by the month in which they were first told. A long history has a page for
// each year.
type History struct {
	Frame
	Kind       string      // key of a word of the theme: "kind_outage"; "" unless the page has one kind
	Component  Words       // name; "" unless the page has one component
	Year       int         // 0 for the first page, which has the newest months
	Months     []Month     // newest first
	Years      []YearLink  // empty unless the history is long
	First      string      // link to the first page
	Kinds      []KindLink  // of incidents there are; empty if there is one
	Components []CountLink // that incidents touched, in the order of the settings, with their pages
	Many       bool        // more components than fit above the list
	Whole      string      // link to all incidents; "" on the pages that list them
	Find       *Find       // nil if there is nothing to be found
	Empty      bool        // nothing was ever published
}

// A KindLink leads to the incidents of a kind.
type KindLink struct {
	Kind    string // key of a word of the theme: "kind_outage"
	Count   int    // incidents
	Link    string
	Current bool
}

// A CountLink leads to the incidents that touched a component.
type CountLink struct {
	Name    Words
	Link    string // to its page
	Count   int    // incidents
	Current bool
}

// A Month is the incidents of one month, newest first.
type Month struct {
	Month Moment // its first day
	Cards []Card
}

// A YearLink leads to the history of a year.
type YearLink struct {
	Year    int
	Link    string
	Current bool
}

// shortHistory is how many incidents fit on one page.
const shortHistory = 100

// A selection is which incidents a history lists: all, those of a kind, or those
// that touched a component.
type selection struct {
	kind      disclosure.Kind
	component string
}

func (s selection) path(lang string, year int) string {
	path := address.History(lang)
	switch {
	case s.kind != "":
		path = address.HistoryOf(lang, "kind", string(s.kind))
	case s.component != "":
		path = address.HistoryOf(lang, "component", s.component)
	}
	if year > 0 {
		path += strconv.Itoa(year) + "/"
	}
	return path
}

// selected returns the incidents of a selection, newest first.
func (m *maker) selected(s selection) []*record {
	var all []*record
	for _, r := range m.records {
		if (s.kind == "" || r.facts.Kind == s.kind) && (s.component == "" || r.components[s.component]) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, byFirst)
	return all
}

// selections returns the histories of the site: all incidents first, each kind if
// there are several, and each component with more incidents than its own page lists.
func (m *maker) selections() []selection {
	all := []selection{{}}
	if kinds := m.kinds(); len(kinds) > 1 {
		for _, k := range kinds {
			all = append(all, selection{kind: k})
		}
	}
	for _, c := range m.Site.Components() {
		if m.isLong(c.ID) {
			all = append(all, selection{component: c.ID})
		}
	}
	return all
}

// kinds returns the kinds of incidents that there are.
func (m *maker) kinds() []disclosure.Kind {
	return slices.DeleteFunc(slices.Clone(disclosure.Kinds), func(k disclosure.Kind) bool {
		return !slices.ContainsFunc(m.records, func(r *record) bool { return r.facts.Kind == k })
	})
}

// isLong reports whether a component has more incidents than its page lists.
func (m *maker) isLong(component string) bool { return len(m.touching(component)) > pastListed }

// years returns the years of the pages of a history, newest first: 0 is the first
// page, and the only one if it is short.
func years(records []*record) []int {
	pages := []int{0}
	if len(records) <= shortHistory {
		return pages
	}
	for _, r := range records { // newest first
		if y := r.inc.First().UTC().Year(); y != pages[len(pages)-1] {
			pages = append(pages, y)
		}
	}
	return pages
}

func (p place) history(s selection, year int) *History {
	records := p.selected(s)
	v := &History{
		Frame: p.frame("menu_history"), Year: year, First: p.to(s.path(p.lang, 0)), Empty: len(p.records) == 0, Find: p.find(),
	}
	v.Record.Part = true
	if s.kind != "" {
		v.Kind = choice("kind", string(s.kind))
	}
	if c, ok := p.Site.Component(s.component); ok {
		v.Component = p.words(c.Name.In(p.code()), c.Name.In(p.codes[0]))
	}
	if s != (selection{}) {
		v.Whole = p.to(address.History(p.lang))
	}
	p.others(v, s)
	pages := years(records)
	long := len(pages) > 1
	for _, y := range pages[1:] {
		v.Years = append(v.Years, YearLink{y, p.to(s.path(p.lang, y)), y == year})
	}
	for i, r := range records {
		first := r.inc.First().UTC()
		month := disclosure.DayOf(time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC))
		switch {
		case year > 0 && first.Year() != year:
			continue
		case year == 0 && long && monthsBetween(month.Time, records[0].inc.First()) >= 12 && i >= recentListed:
			continue
		}
		if n := len(v.Months); n == 0 || v.Months[n-1].Month != month {
			v.Months = append(v.Months, Month{Month: month})
		}
		last := &v.Months[len(v.Months)-1]
		last.Cards = append(last.Cards, p.card(r, clock{}))
	}
	return v
}

// others links the histories of the kinds, and the components.
func (p place) others(v *History, s selection) {
	if kinds := p.kinds(); len(kinds) > 1 {
		for _, k := range kinds {
			of := selection{kind: k}
			v.Kinds = append(v.Kinds, KindLink{choice("kind", string(k)), len(p.selected(of)), p.to(of.path(p.lang, 0)), of == s})
		}
	}
	for _, c := range p.Site.Components() {
		n := len(p.touching(c.ID))
		if n == 0 {
			continue
		}
		name := p.words(c.Name.In(p.code()), c.Name.In(p.codes[0]))
		v.Many = len(v.Components) >= fewServices
		v.Components = append(v.Components, CountLink{name, p.to(address.Component(p.lang, c.ID)), n, c.ID == s.component})
	}
}

func monthsBetween(a, b time.Time) int {
	a, b = a.UTC(), b.UTC()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}
