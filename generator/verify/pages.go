package verify

import (
	"context"
	"fmt"
	"html/template"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
	"firsthand/generator/site"
)

const maxPage = 32 << 20

// A shownPage is a page that shows records.
type shownPage struct {
	page.Page
	entry    int  // the newest entry that it shows
	optional bool // in a language of which only the records tell
}

// checkPages compares what the pages about accounts, versions and statements
// show with the records.
func (v *verification) checkPages(ctx context.Context) error {
	whole := v.about.Version == v.o.Version && v.about.Templates != ownTemplates
	pages, err := v.pages()
	if err != nil {
		return err
	}
	switch {
	case v.about.Templates == ownTemplates:
		v.note("the site has templates of its own: of its pages the titles, headlines, summaries and texts were compared, not the facts beside them")
	case !whole:
		v.note("the site was built by firsthand %s, and this is %s: of its pages the titles, headlines, summaries and texts were compared, not the facts beside them", v.about.Version, v.o.Version)
	}
	files := make([]wanted, len(pages))
	for i, p := range pages {
		files[i] = wanted{name: p.Path + "index.html", limit: maxPage, optional: p.optional}
	}
	findings := make([][]Finding, len(pages))
	var mu sync.Mutex
	shownLanguages := map[string]bool{}
	var missing []int
	if err := v.all(ctx, files, func(i int, data []byte) {
		p := pages[i]
		if data == nil {
			mu.Lock()
			defer mu.Unlock()
			missing = append(missing, i)
			return
		}
		want := essential
		if whole {
			want = everything
		}
		for _, part := range want(p.View.Open()).missing(textOf(string(data))) {
			findings[i] = append(findings[i], v.finding(p.entry, p.Path, "the page does not show %s of the record", part))
		}
		mu.Lock()
		defer mu.Unlock()
		shownLanguages[p.Lang] = true
		v.report.Pages++
	}); err != nil {
		return err
	}
	slices.Sort(missing)
	for _, i := range missing {
		// A site may stop to show a language.
		if !pages[i].optional || shownLanguages[pages[i].Lang] {
			v.find(pages[i].entry, pages[i].Path, "the page is missing")
		}
	}
	v.report.Findings = append(v.report.Findings, slices.Concat(findings...)...)
	return nil
}

// ownTemplates is what build.json says of a site with templates of its own.
const ownTemplates = "own"

// pages lists the pages that show records, by the records alone.
func (v *verification) pages() ([]shownPage, error) {
	log := v.report.log
	incidents, err := disclosure.Assemble(log.Publications())
	if err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", v.site, err)
	}
	languages := slices.Clone(v.about.Languages)
	if len(languages) == 0 {
		languages = []string{"en"}
		for _, p := range log.Publications() {
			if p.Doc.Lang() == "" {
				languages[0] = p.Lang
				break
			}
		}
	}
	named := len(languages)
	entries := map[string]int{}
	for _, i := range incidents {
		for _, lang := range i.Languages() {
			if !slices.Contains(languages, lang) {
				languages = append(languages, lang)
			}
		}
		entries["incidents/"+i.ID+"/"] = i.Last().Entry()
		for _, version := range i.Versions {
			entries[fmt.Sprintf("incidents/%s/v/%d/", i.ID, version.Number)] = version.Entry()
		}
		for _, s := range i.Statements {
			entries[fmt.Sprintf("incidents/%s/updates/%02d/", i.ID, s.Number)] = s.Revisions[len(s.Revisions)-1].Seq
		}
	}
	if named > 1 {
		slices.Sort(languages[named:])
	}
	set, err := page.Pages(page.Input{
		Site:      &site.Site{Languages: languages, URL: &url.URL{Scheme: "https", Host: log.Origin(), Path: "/"}},
		Incidents: incidents, Origin: log.Origin(), Genesis: log.Genesis(), Now: v.about.Now, LastEntry: log.Last(), LanguageFeeds: true,
	})
	if err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", v.site, err)
	}
	var pages []shownPage
	for _, p := range set.Pages {
		path, optional := p.Path, slices.Index(languages, p.Lang) >= named
		if p.Lang != languages[0] {
			path = strings.TrimPrefix(path, p.Lang+"/")
		}
		if entry, ok := entries[path]; ok && (p.Layout == "account" || p.Layout == "version" || p.Layout == "statement") {
			pages = append(pages, shownPage{p, entry, optional})
		}
	}
	return pages, nil
}

// essential lists what a page of any theme shows of the records: what an account
// or a statement is called, its summary and its texts.
func essential(view any) shown {
	e := newShown()
	switch p := view.(type) {
	case *page.Account:
		e.story(&p.Story)
	case *page.Version:
		e.story(&p.Story)
	case *page.Statement:
		e.once(p.Headline, p.Summary)
		for _, passage := range p.Passages {
			e.once(passage.Heading, passage.Prose)
		}
		if p.Withdrawn != nil {
			e.once(p.Withdrawn.Reason)
		}
	}
	return e
}

func (e *shown) story(s *page.Story) {
	e.once(s.Title, s.Summary)
	for _, said := range s.Said {
		e.once(said.Headline, said.Prose)
	}
	for _, q := range s.Questions {
		e.once(q.Question, q.Answer)
	}
	parts := reflect.ValueOf(s).Elem()
	for i := range parts.NumField() {
		part := parts.Field(i)
		if part.Kind() != reflect.Pointer || part.IsNil() || part.Elem().Kind() != reflect.Struct {
			continue
		}
		if prose, ok := part.Elem().FieldByName("Prose"), true; ok && prose.IsValid() {
			if p, _ := prose.Interface().(*page.Prose); p != nil {
				e.once(p.HTML)
			}
		}
	}
}

// once asks for words that the page shows at least once.
func (e *shown) once(fragments ...template.HTML) {
	for _, f := range fragments {
		if s := textOf(string(f)).words; s != "" {
			e.words[s] = 1
		}
	}
}
