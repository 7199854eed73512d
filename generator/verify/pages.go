package verify

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/page"
	"firsthand/generator/remote"
	"firsthand/generator/site"
)

const maxPage = 32 << 20

// A shownPage is a page that shows records.
type shownPage struct {
	page.Page
	entry    int  // the newest entry that it shows
	optional bool // in a language of which only the records tell
	cards    []page.Card
	lists    bool // it lists accounts, with cards; else it is about one
}

// A fault is what is wrong with a page or a feed.
type fault struct {
	entry int // that it contradicts; -1 if there is none by itself
	what  string
}

func (p shownPage) file() string { return p.Path + "index.html" }

// place names the page in a finding: the home page has no folder.
func (p shownPage) place() string { return cmp.Or(p.Path, p.file()) }

// checkPages compares the pages of accounts, versions and statements with the
// records, and what the home page and the lists say of accounts.
func (v *verification) checkPages(ctx context.Context, input page.Input, named int) error {
	pages, err := shownPages(input, named)
	if err != nil {
		return fmt.Errorf("reading the record of %s: %w", v.site, err)
	}
	made, err := v.makePages(ctx, input, pages)
	if err != nil {
		return err
	}
	files := make([]remote.Wanted, len(pages))
	for i, p := range pages {
		files[i] = remote.Wanted{Path: p.file(), Limit: maxPage, Optional: p.optional}
	}
	last := map[string]int{} // the newest entry of an account that readers see, by incident
	for _, i := range input.Incidents {
		last[i.ID] = i.Last().Entry()
	}
	missing, faults, unproven := make([]bool, len(pages)), make([][]fault, len(pages)), make([]int, len(pages))
	if err := v.all(ctx, files, func(i int, data []byte) {
		if missing[i] = data == nil; missing[i] {
			return
		}
		p, shown := pages[i], parsePage(data)
		unproven[i] = cutProofs(shown, v.report.Signed)
		var again *html.Node
		if b := made[p.file()]; b != nil {
			again = parsePage(b)
			cutProofs(again, v.report.Signed)
		}
		if p.lists {
			faults[i] = p.compareLists(shown, again, last)
			return
		}
		var found []string
		if again != nil {
			found = compareLines("the page", pageLines(shown), pageLines(again))
		}
		for _, what := range append(found, absent(essential(p.View.Open()), bodyText(shown))...) {
			faults[i] = append(faults[i], fault{p.entry, what})
		}
	}); err != nil {
		return err
	}
	v.checkProven(unproven)
	languages := map[string]bool{} // that are shown
	for i, p := range pages {
		languages[p.Lang] = languages[p.Lang] || !missing[i]
	}
	for i, p := range pages {
		switch {
		case !missing[i]:
			v.report.Pages++
			for _, f := range faults[i] {
				v.find(f.entry, p.place(), "%s", f.what)
			}
		case !p.optional || !p.lists && languages[p.Lang]: // a site may stop to show a language
			v.find(p.entry, p.place(), "the page is missing")
		}
	}
	return nil
}

// checkProven finds pages that lead to proofs which nothing signed covers: once,
// however many there are. unproven has the lowest such entry for each page, or 0.
func (v *verification) checkProven(unproven []int) {
	pages, first := 0, 0
	for _, seq := range unproven {
		if seq == 0 {
			continue
		}
		if pages++; first == 0 || seq < first {
			first = seq
		}
	}
	// A site that says that all is signed was found to contradict itself already.
	if pages > 0 && !(v.about.Signed && v.report.Signed < v.report.Size) {
		v.find(first, checkpointFile, "signatures were taken away: %s that no signed checkpoint covers",
			plural(pages, "page leads to the proof of an entry", "pages lead to proofs of entries"))
	}
}

var toProof = regexp.MustCompile(`(?:^|/)ledger/proofs/([1-9][0-9]*)$`)

// cutProofs takes the links to proofs of entries from number signed on out of a
// page of the built-in theme, and returns the lowest of these numbers, or 0.
func cutProofs(root *html.Node, signed int) int {
	lowest := 0
	var links []*html.Node
	for n := range root.Descendants() {
		if n.DataAtom != atom.A {
			continue
		}
		to := toProof.FindStringSubmatch(attribute(n, "href"))
		if to == nil {
			continue
		}
		if seq, err := strconv.Atoi(to[1]); err == nil && seq >= signed {
			links = append(links, n)
			if lowest == 0 || seq < lowest {
				lowest = seq
			}
		}
	}
	for _, n := range links {
		if before := n.PrevSibling; before != nil && before.Type == html.TextNode && strings.TrimSpace(before.Data) == "·" {
			n.Parent.RemoveChild(before)
		}
		n.Parent.RemoveChild(n)
	}
	return lowest
}

// pageInput returns what pages are made of, as far as the record tells, with
// blanks for what it does not tell; and of its languages the number that the
// site names itself.
func (v *verification) pageInput() (page.Input, int, error) {
	log := v.report.log
	incidents, err := disclosure.Assemble(log.Publications())
	if err != nil {
		return page.Input{}, 0, fmt.Errorf("reading the record of %s: %w", v.site, err)
	}
	languages := slices.Clone(v.about.Languages)
	components := site.Group{}
	seen := map[string]bool{}
	for _, p := range log.Publications() {
		if len(languages) == 0 {
			languages = []string{p.Lang}
		}
		for _, impact := range p.Said.Facts.Components {
			if !seen[impact.ID] {
				seen[impact.ID] = true
				components.Components = append(components.Components, site.Component{ID: impact.ID, Name: site.Words{languages[0]: blankNumber(len(seen))}})
			}
		}
	}
	named := len(languages)
	for _, i := range incidents {
		for _, lang := range i.Languages() {
			if !slices.Contains(languages, lang) {
				languages = append(languages, lang)
			}
		}
	}
	return page.Input{
		Site: &site.Site{
			Name: site.Words{languages[0]: blank}, Organisation: blank, Languages: languages,
			URL:    &url.URL{Scheme: "https", Host: log.Origin(), Path: "/"},
			Groups: []site.Group{components}, Contacts: site.Contacts{Email: blank},
		},
		Incidents: incidents, Origin: log.Origin(), Genesis: log.Genesis(), Now: v.about.Now, LastEntry: log.Last(), LanguageFeeds: true,
	}, named, nil
}

// shownPages lists the pages that show records.
func shownPages(input page.Input, named int) ([]shownPage, error) {
	entries := map[string]int{}
	for _, i := range input.Incidents {
		entries["incidents/"+i.ID+"/"] = i.Last().Entry()
		entries["incidents/"+i.ID+"/history/"] = i.Last().Entry()
		entries["incidents/"+i.ID+"/notice/"] = i.Last().Entry()
		for _, version := range i.Versions {
			entries[fmt.Sprintf("incidents/%s/v/%d/", i.ID, version.Number)] = version.Entry()
		}
		for _, s := range i.Statements {
			entries[fmt.Sprintf("incidents/%s/updates/%02d/", i.ID, s.Number)] = s.Revisions[len(s.Revisions)-1].Seq
		}
	}
	set, err := page.Pages(input)
	if err != nil {
		return nil, err
	}
	languages := input.Site.Languages
	var pages []shownPage
	for _, p := range set.Pages {
		path := p.Path
		if p.Lang != languages[0] {
			path = strings.TrimPrefix(path, p.Lang+"/")
		}
		unnamed := slices.Index(languages, p.Lang) >= named
		if entry, ok := entries[path]; ok {
			pages = append(pages, shownPage{Page: p, entry: entry, optional: unnamed})
			continue
		}
		if cards, bySetting, ok := listed(p); ok {
			pages = append(pages, shownPage{Page: p, entry: -1, optional: unnamed || bySetting, cards: cards, lists: true})
		}
	}
	return pages, nil
}

// A Renderer makes pages of a record.
type Renderer interface {
	// Makes reports whether the pages of a site would be just those that Render
	// makes, but for its settings.
	Makes(about About) (bool, error)

	// Render makes the pages whose address below the root of the site is wanted.
	// They come back by their file names. It adds to the input what the record
	// itself proves.
	Render(ctx context.Context, log *ledger.Log, input page.Input, wanted func(path string) bool) (map[string][]byte, error)
}

// makePages makes the pages anew if they come out as those of the site; nil if
// they would not.
func (v *verification) makePages(ctx context.Context, input page.Input, pages []shownPage) (map[string][]byte, error) {
	if v.o.Renderer == nil {
		return nil, nil
	}
	same, err := v.o.Renderer.Makes(v.about)
	if err != nil {
		return nil, err
	}
	if !same {
		v.note("another version of firsthand (%s) or other templates made the site: of its pages the titles, headlines, summaries and texts were compared, not all that they say", v.about.Version)
		return nil, nil
	}
	paths := map[string]bool{}
	for _, p := range pages {
		paths[p.Path] = true
	}
	made, err := v.o.Renderer.Render(ctx, v.report.log, input, func(path string) bool { return paths[path] })
	if err != nil {
		return nil, fmt.Errorf("making the pages anew, to compare them: %w", err)
	}
	return made, nil
}

// mostFaults bounds what is said of one page.
const mostFaults = 3

// compareLines says how the lines that something shows, "the page", differ from
// those that the records make.
func compareLines(what string, shown, made []string) []string {
	var faults []string
	for i := 0; i < max(len(shown), len(made)) && len(faults) < mostFaults; i++ {
		switch {
		case i >= len(made):
			return append(faults, fmt.Sprintf("%s goes on with %q, which the record does not say", what, excerpt(shown[i], 0)))
		case i >= len(shown):
			return append(faults, fmt.Sprintf("%s ends before %q", what, excerpt(made[i], 0)))
		case fits(withoutNumbers(shown[i]), withoutNumbers(made[i])):
		default:
			is, should := excerpts(withoutNumbers(shown[i]), withoutNumbers(made[i]))
			faults = append(faults, fmt.Sprintf("%s says %q, but by the record it would be %q", what, is, should))
			if len(shown) != len(made) {
				return faults // what follows is only moved
			}
		}
	}
	return faults
}

// absent says which words a page does not show.
func absent(words []string, page string) []string {
	var faults []string
	for _, w := range words {
		if !holds(page, w) && len(faults) < mostFaults {
			faults = append(faults, fmt.Sprintf("the page does not show %q", excerpt(w, common(w, page))))
		}
	}
	return faults
}

// common returns the length of the longest beginning of s that stands in page.
func common(s, page string) int {
	low, high := 0, len(s)
	for low < high {
		middle := (low + high + 1) / 2
		if strings.Contains(page, s[:middle]) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// essential lists what a page shows of the records whatever its theme and
// whichever firsthand made it: what an account or a statement is called, its
// summary, its texts, and whom to ask if it says that itself.
func essential(view any) []string {
	var words []string
	add := func(fragments ...template.HTML) {
		for _, f := range fragments {
			if s := bodyText(parsePage([]byte(f))); s != "" && !strings.Contains(s, blank) {
				words = append(words, s)
			}
		}
	}
	ask := func(a *page.Ask) {
		if a == nil {
			return
		}
		for _, c := range []string{a.Contact.Email, a.Contact.Phone, a.Contact.WebLabel} {
			add(template.HTML(template.HTMLEscapeString(c)))
		}
		if a.Prose != nil {
			add(a.Prose.HTML)
		}
	}
	story := func(s *page.Story) {
		add(s.Title, s.Summary)
		ask(s.Ask)
		parts := reflect.ValueOf(s).Elem()
		for i := range parts.NumField() {
			part := parts.Field(i)
			if part.Kind() != reflect.Pointer || part.IsNil() || part.Elem().Kind() != reflect.Struct {
				continue
			}
			if prose := part.Elem().FieldByName("Prose"); prose.IsValid() {
				if p, _ := prose.Interface().(*page.Prose); p != nil {
					add(p.HTML)
				}
			}
		}
		for _, q := range s.Questions {
			add(q.Question, q.Answer)
		}
		for _, said := range s.Said {
			add(said.Headline, said.Prose)
		}
	}
	switch p := view.(type) {
	case *page.Account:
		story(&p.Story)
	case *page.Version:
		story(&p.Story)
	case *page.Notice:
		add(p.Story.Title, p.Story.Summary)
		ask(p.Story.Ask)
	case *page.Statement:
		add(p.Headline, p.Summary)
		for _, passage := range p.Passages {
			add(passage.Heading, passage.Prose)
		}
		if p.Withdrawn != nil {
			add(p.Withdrawn.Reason)
		}
	}
	return words
}
