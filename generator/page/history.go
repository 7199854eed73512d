package page

import (
	"slices"
	"strconv"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// History is the view of the layout "history": all incidents by the month in
// which they were first told. A long history has a page for each year.
type History struct {
	Frame
	Year   int        // 0 for the first page, which has the newest months
	Months []Month    // newest first
	Years  []YearLink // empty unless the history is long
	First  string     // link to the first page
	Empty  bool       // nothing was ever published
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

func historyPath(lang string, year int) string {
	path := address.History(lang)
	if year > 0 {
		path += strconv.Itoa(year) + "/"
	}
	return path
}

// historyPages returns the pages of the history: 0, and the years if it is long.
func (m *maker) historyPages() []int {
	pages := []int{0}
	if len(m.records) > shortHistory {
		pages = append(pages, m.years()...)
	}
	return pages
}

// years returns the years with incidents, newest first.
func (m *maker) years() []int {
	var years []int
	for _, r := range m.records {
		if y := r.inc.First().UTC().Year(); !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years
}

func (p place) history(year int) *History {
	v := &History{Frame: p.frame("menu_history"), Year: year, First: p.to(address.History(p.lang)), Empty: len(p.records) == 0}
	v.Record.Part = true
	records := slices.Clone(p.records)
	slices.SortStableFunc(records, byFirst)
	long := len(records) > shortHistory
	if long {
		for _, y := range p.years() {
			v.Years = append(v.Years, YearLink{y, p.to(historyPath(p.lang, y)), y == year})
		}
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

func monthsBetween(a, b time.Time) int {
	a, b = a.UTC(), b.UTC()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}
