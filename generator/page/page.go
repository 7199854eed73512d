// Package page decides what every page of the site says. Input is what was
// published and the settings of the site; output is a list of pages, each with
// its address, the name of its template and a typed view.
//
// Templates decide nothing: whether an account is open, whether a promise is
// overdue, what was corrected and which link leads where is worked out here, and a
// template only shows it. Words that are the same for every site ("Contained",
// "Next update by") are not here either: a view names them by key
// ("status_contained"), and the theme has them in every language.
//
//	set, err := page.Pages(page.Input{Site: settings, Incidents: incidents, Now: now, LastEntry: last})
//	for _, p := range set.Pages {
//		view := p.View.Open() // *page.Account for the layout "account"
//	}
//
// What is promised:
//
//   - the same input gives the same views, in the same order;
//   - nothing here does I/O or reads a clock. Input.Now changes only the few
//     states that time alone changes (a promised update that did not come, a
//     maintenance by its window, promises past their date, the end of a watch, the
//     end of a pinned notice), and [Page.ValidUntil] says until when;
//   - pages of old versions and of single statements never depend on Input.Now;
//   - every link in a view is relative to its own page, so that a copy of the site
//     works from any folder; addresses that leave the site (canonical, citations)
//     are absolute;
//   - a view is made when it is opened, so that a site of many thousand pages need
//     not hold them all; opening is safe from several goroutines.
//
// The views are documented for authors of themes in themes/firsthand/README.md.
package page

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/site"
)

// Input is everything that pages are made of.
type Input struct {
	Site      *site.Site
	Pages     []Static
	Incidents []*disclosure.Incident // in the order of their first publication
	Origin    string                 // name of the public record: the host it began on
	Genesis   time.Time              // when the public record began
	Now       time.Time              // UTC, to the minute
	LastEntry time.Time              // time of the last publication; zero if there is none
	Keys      []SigningKey           // that the record names; empty if it is not signed

	// Evidence returns what is known about an entry of the public record. A
	// preview has none.
	Evidence func(seq int) Evidence

	// AsItStood says that the site is shown as it stood at Now: every page says so
	// and is not to be indexed.
	AsItStood bool

	// Preview marks every page as not public and not to be indexed. FirstDraft is
	// the sequence number of the first entry that is only a draft; 0 if there is
	// none.
	Preview    bool
	FirstDraft int

	// LanguageFeeds says that every language has feeds of its own. Without it all
	// pages name the feeds of the original language.
	LanguageFeeds bool

	// Script is the script of the theme, which the home page carries with it: it may
	// ask for no more than its style. Without it, that page links to the script, too.
	Script []byte

	// Picture returns how large a picture in static/ is, in pixels; 0, 0 if that is
	// not known. Without it, no size is known.
	Picture func(name string) (width, height int)

	// Asset returns the extension of a stored file by the hex SHA-256 of its
	// bytes. Without it, the extension is that of the name in the statement.
	Asset func(sum string) (ext string, ok bool)
}

// A Static is a page beside the public record, in one language.
type Static struct {
	Name    string // of the file: "about"
	Lang    string // "" for the original language
	Title   string
	Summary string
	Menu    bool // linked in the footer of every page
	Order   int
	MD      string
}

// A Page is one page of the site.
type Page struct {
	Path   string // below the root of the site: "incidents/x/", "" for home, "404.html"
	Layout string // "account"
	Lang   string // code of the language
	Title  string // of what the page is about; "" where the theme has the words
	View   *View

	// ValidUntil is the instant until which the page stays the same if nothing
	// is published; zero means for ever.
	ValidUntil time.Time
}

// A Set is all pages of a site.
type Set struct {
	Pages      []Page
	Site       *Site
	NextChange time.Time // the earliest ValidUntil; zero if no page changes by itself

	// Files are what belongs to the pages and is none: of each account a list of its
	// versions for programs, and the number of the one that stands; and the texts that
	// the search of the history looks through.
	Files map[string][]byte

	// Style is what the settings of the site add to the end of the theme's style
	// sheet; empty if they set nothing.
	Style []byte
}

// A Site is what is the same on every page.
type Site struct {
	Organisation string // who is speaking
	Address      string // of the home page, absolute
	Preview      bool   // not a published site
}

// A View makes what a page says, when it is rendered.
type View struct {
	open func() any
	of   any // what the page is about
}

// Open returns the view: a pointer to [Home], [Account], [Statement], [Version],
// [Versions], [History], [Changes], [Component], [Commitments], [Report], [StaticPage],
// [Follow], [Verify] or [NotFound]. It is made anew each time.
func (v *View) Open() any { return v.open() }

// Words is text as a page shows it: escaped, addresses in it linked, and marked
// with its language where that is not the page's.
type Words = template.HTML

// Pages returns the pages of a site in all its languages: the original ones
// first, and of each language the home page first.
func Pages(in Input) (Set, error) {
	m, err := newMaker(in)
	if err != nil {
		return Set{}, err
	}
	texts := map[string][]byte{}
	for i, code := range m.codes {
		lang := code
		if i == 0 {
			lang = ""
		}
		files, order := m.findFiles(lang)
		maps.Copy(texts, files)
		m.texts[lang] = order
		m.language(lang)
	}
	if err := m.check(); err != nil {
		return Set{}, err
	}
	set := Set{Pages: m.pages, Files: texts, Style: SiteCSS(in.Site.Look), Site: &Site{Organisation: m.organisation(), Preview: in.Preview}}
	if in.Site.URL != nil {
		set.Site.Address = in.Site.URL.String()
	}
	if !in.Preview {
		maps.Copy(set.Files, m.timeMaps())
		maps.Copy(set.Files, m.standing())
	}
	for _, p := range set.Pages {
		set.NextChange = earlier(set.NextChange, p.ValidUntil)
	}
	return set, nil
}

// A maker makes the pages of one site.
type maker struct {
	Input
	codes   []string  // languages, the original one first
	records []*record // one an incident, in the order of the input
	byID    map[string]*record
	merged  map[string][]*record // incidents that went into another, by its id
	recent  cache
	statics map[string][]Static // translations by name, the original first
	names   []string            // of static pages, in the order of the footer
	pages   []Page
	months  []aMonth // what was published, newest first

	texts map[string][]string // addresses of the texts of the search, by language
}

func newMaker(in Input) (*maker, error) {
	m := &maker{Input: in, byID: map[string]*record{}, merged: map[string][]*record{}, statics: map[string][]Static{}, texts: map[string][]string{}}
	m.codes = slices.Clone(in.Site.Languages)
	if len(m.codes) == 0 {
		m.codes = []string{in.Site.Original()}
	}
	for _, inc := range in.Incidents {
		if len(inc.Versions) == 0 {
			return nil, fmt.Errorf("making the pages of %s: nothing of it was published", inc.ID)
		}
		r := m.newRecord(inc)
		m.records = append(m.records, r)
		m.byID[inc.ID] = r
	}
	m.months = monthsOf(m.records)
	for _, r := range m.records {
		if to := r.facts.MergedInto; to != "" && m.byID[to] != nil {
			m.merged[to] = append(m.merged[to], r)
		}
	}
	for _, s := range in.Pages {
		if s.Lang == m.codes[0] {
			s.Lang = ""
		}
		if s.Lang == "" {
			m.statics[s.Name] = slices.Insert(m.statics[s.Name], 0, s)
			m.names = append(m.names, s.Name)
		} else {
			m.statics[s.Name] = append(m.statics[s.Name], s)
		}
	}
	slices.SortStableFunc(m.names, func(a, b string) int {
		x, y := m.statics[a][0], m.statics[b][0]
		if x.Order != y.Order {
			return x.Order - y.Order
		}
		return strings.Compare(a, b)
	})
	return m, nil
}

// language adds all pages in one language; lang is "" for the original one.
func (m *maker) language(lang string) {
	add := func(path, layout, title string, until time.Time, of any, open func(p place) any) {
		p := place{maker: m, path: path, lang: lang}
		m.pages = append(m.pages, Page{
			Path: path, Layout: layout, Lang: p.code(), Title: title, ValidUntil: until,
			View: &View{open: func() any { return open(p) }, of: of},
		})
	}
	add(address.Home(lang), "home", "", m.homeUntil(), m, func(p place) any { return p.home() })
	for _, r := range m.records {
		id, title := r.inc.ID, r.title(lang)
		add(address.Incident(lang, id), "account", title, r.until, r, func(p place) any { return p.account(r) })
		for _, s := range r.inc.Statements {
			add(address.Statement(lang, id, s.Number), "statement", title, time.Time{}, r, func(p place) any { return p.statement(r, s) })
		}
		for _, v := range r.inc.Versions {
			add(address.Version(lang, id, v.Number), "version", title, time.Time{}, r, func(p place) any { return p.version(r, v.Number) })
		}
		if r.hasNotice() {
			add(address.Notice(lang, id), "notice", title, r.until, r, func(p place) any { return p.notice(r) })
		}
		add(address.Versions(lang, id), "versions", title, time.Time{}, r, func(p place) any { return p.versions(r) })
	}
	for _, s := range m.selections() {
		for _, year := range years(m.selected(s)) {
			add(s.path(lang, year), "history", "", time.Time{}, m, func(p place) any { return p.history(s, year) })
		}
	}
	add(address.Changes(lang), "changes", "", time.Time{}, m, func(p place) any { return p.changesPage(0) })
	for i, month := range m.months {
		add(changesPath(lang, month), "changes", "", time.Time{}, m, func(p place) any { return p.changesPage(i) })
	}
	for _, c := range m.Site.Components() {
		add(address.Component(lang, c.ID), "component", c.Name.In(m.codeOf(lang)), m.componentUntil(c.ID), m, func(p place) any { return p.component(c) })
	}
	add(address.Commitments(lang), "commitments", "", m.commitmentsUntil(), m, func(p place) any { return p.commitments() })
	if m.hasReport() {
		add(address.Report(lang), "report", "", time.Time{}, m, func(p place) any { return p.report() })
	}
	if !m.Preview {
		add(address.Follow(lang), "follow", "", time.Time{}, m, func(p place) any { return p.follow() })
		add(address.Verify(lang), "verify", "", time.Time{}, m, func(p place) any { return p.verify() })
	}
	if !m.hasPage(address.AccessibilityName) {
		add(address.Accessibility(lang), "accessibility", "", time.Time{}, m, func(p place) any { return p.accessibility() })
	}
	for _, name := range m.names {
		add(address.Page(lang, name), "page", m.staticIn(lang, name).Title, time.Time{}, m, func(p place) any { return p.staticPage(name) })
	}
	add(address.In(lang, "404.html"), "404", "", time.Time{}, m, func(p place) any { return p.notFound() })
}

// check refuses two pages at one address: static pages can be called anything.
func (m *maker) check() error {
	at := make(map[string]bool, len(m.pages))
	for _, p := range m.pages {
		if at[p.Path] {
			return fmt.Errorf("making the pages: two pages would have the address /%s; give the file in pages/ another name", p.Path)
		}
		at[p.Path] = true
	}
	return nil
}

// codeOf returns the code of a language; "" is the original one.
func (m *maker) codeOf(lang string) string {
	if lang == "" {
		return m.codes[0]
	}
	return lang
}

func (m *maker) organisation() string {
	if m.Site.Organisation != "" {
		return m.Site.Organisation
	}
	return m.Site.Name.In(m.codes[0])
}
