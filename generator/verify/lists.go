package verify

import (
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"firsthand/generator/page"
)

// The home page, the history and the pages of services say of each account what it
// is called, how it stands and what it says in short. That follows from the
// records. What stands beside it is a setting of the site: its services, their
// names and their order.

// listed returns the accounts that a page lists, and whether the page is there for
// the sake of a setting; false if the page is no list of accounts.
func listed(p page.Page) (cards []page.Card, bySetting, ok bool) {
	switch p.Layout {
	case "home", "history", "component":
	default:
		return nil, false, false
	}
	switch v := p.View.Open().(type) {
	case *page.Home:
		return slices.Concat(v.Open, v.Pinned, v.Planned, v.Recent), false, true
	case *page.History:
		for _, m := range v.Months {
			cards = append(cards, m.Cards...)
		}
		return cards, v.Component != "", true
	case *page.Component:
		return slices.Concat(v.Open, v.Planned, v.Past), true, true
	}
	return nil, false, false
}

// compareLists says what a page that lists accounts says of them against the
// records. made is the same page as the records make it, or nil.
func (p shownPage) compareLists(shown, made *html.Node, last map[string]int) (faults []fault) {
	if made == nil {
		text := bodyText(shown)
		for _, c := range p.cards {
			var words []string
			for _, w := range []page.Words{c.Title, c.Summary} {
				if s := bodyText(parsePage([]byte(w))); s != "" && (w != c.Summary || c.MergedInto == nil) {
					words = append(words, s)
				}
			}
			for _, what := range absent(words, text) {
				faults = append(faults, fault{last[c.ID], what})
			}
		}
		return faults
	}
	for _, what := range compareLines("the page", headOf(shown), headOf(made)) {
		faults = append(faults, fault{-1, what})
	}
	is, should := rowsOf(shown), rowsOf(made)
	for _, row := range should {
		if !slices.ContainsFunc(is, row.same) {
			faults = append(faults, fault{last[row.id], fmt.Sprintf("the page does not list %q", excerpt(row.title, 0))})
		}
	}
	for _, row := range is {
		i := slices.IndexFunc(should, row.same)
		if i < 0 {
			faults = append(faults, fault{entryOf(last, row.id), fmt.Sprintf("the page lists %q, which by the record it would not", excerpt(row.title, 0))})
			continue
		}
		for _, what := range compareLines("the page", row.lines, should[i].lines) {
			faults = append(faults, fault{last[row.id], what})
		}
	}
	if len(faults) == 0 && !slices.EqualFunc(is, should, row.same) {
		faults = append(faults, fault{-1, "the page lists the accounts in another order than that of the record"})
	}
	return faults
}

func entryOf(last map[string]int, id string) int {
	if seq, ok := last[id]; ok {
		return seq
	}
	return -1
}

// A row is an account as a page of the built-in theme lists it.
type row struct {
	id    string // of the incident that its heading leads to
	title string
	lines []string
}

func (r row) same(other row) bool { return r.id == other.id }

var toAccount = regexp.MustCompile(`(?:^|/)incidents/([^/]+)/$`)

// rowsOf returns the accounts that a page lists, in its order.
func rowsOf(root *html.Node) []row {
	var rows []row
	for n := range root.Descendants() {
		class := attribute(n, "class")
		if !(n.DataAtom == atom.Li && class == "row" || n.DataAtom == atom.Article && class == "card") {
			continue
		}
		r := row{lines: linesOf(n, func(*html.Node) bool { return false })}
		if heading := find(n, func(n *html.Node) bool { return n.DataAtom == atom.H2 || n.DataAtom == atom.H3 }); heading != nil {
			r.title = bodyText(heading)
			if a := find(heading, func(n *html.Node) bool { return n.DataAtom == atom.A }); a != nil {
				if to := toAccount.FindStringSubmatch(attribute(a, "href")); to != nil {
					r.id = to[1]
				}
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// headOf returns the title of a page, and what its header says of the present: on
// the home page all of it, on that of a service how it stands.
func headOf(root *html.Node) []string {
	var lines []string
	if title := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Title }); title != nil && title.FirstChild != nil {
		lines = append(lines, oneLine(title.FirstChild.Data))
	}
	head := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Header && attribute(n.Parent, "id") == "main" })
	if head != nil && attribute(head, "class") == "head" {
		head = find(head, func(n *html.Node) bool { return n.DataAtom == atom.P && attribute(n, "class") == "meta" })
	}
	if head == nil {
		return lines
	}
	return append(lines, linesOf(head, func(*html.Node) bool { return false })...)
}
