// Package engine renders pages with a theme, from memory to memory. It is the
// only importer of Hugo, and nothing of Hugo leaves it: pages go in as Go
// values, files come out as bytes.
//
// # Pages
//
// A [Page] has an address, the name of a template and a view: any Go value, best
// a pointer to a struct. The template finds the view in .Params.view with its type
// and methods, not a copy and not a map, so a misspelt field is an error at
// template:line:column and never an empty string:
//
//	engine.Page{Path: "incidents/x/", Layout: "account", Lang: "en", Title: "x", View: &Account{Headline: "Down"}}
//
//	layouts/account.html: {{ define "main" }}<h1>{{ .Params.view.Headline }}</h1>{{ end }}
//
// The value for the whole site is site.Params.site. Templates see one page and its
// view, never a list of pages: each page can be rendered alone with the same bytes.
//
// # Themes
//
// A theme is a file system that holds layouts/, i18n/, static/, assets/ and data/;
// anything else in it is ignored, its Hugo configuration too. A later theme
// replaces files of an earlier one by path, and single words of i18n/ files by
// key. Below layouts/ are templates for Page.Layout ("account" is
// layouts/account.html, "account.es.html" its variant for one language),
// baseof.html, and the folders _partials, _markup and _shortcodes.
// Words come from i18n/<language>.yaml; what a language lacks comes from the
// original language, and what neither has is an error. Files below static/ are
// part of the result as they are; assets/ can be read and inlined by templates,
// not published.
//
// Beside Hugo's functions, a template finds .Title, .RelPermalink ("/incidents/x/"),
// site.Language.Locale ("pt-BR", the code of the language), site.Language.Direction
// and the two views. Everything else that Hugo says about pages and sites is empty, and
// the scan of a theme refuses what would be mistaken for more.
//
// # Promises
//
// The result holds every page that was asked for, the static files and nothing
// else, or there is an error and no result. The same input gives the same bytes,
// whatever the environment, the time zone, the number of processors and the working
// directory; now is Site.Now. Nothing is read from or written to a disk, the
// network, standard output or standard error, by Hugo or by a template, and the
// environment only for how many workers and how much memory Hugo may use. What Hugo
// only warns about is an error. An error names the first page that fails, in the order
// given. A mistake in a theme is a [TemplateError], because it may be a site's own theme.
//
// One thing cannot be promised: a crash of Hugo on one of its own
// goroutines ends the program. Whatever templates and the methods of views are known
// to do wrong (panics, endless recursion) comes back as an error.
//
// # How it uses Hugo
//
// Pages of one language form one Hugo site, rendered in runs of at most
// [pagesPerRun] pages. One site a language, because then nothing depends on
// Hugo's rules for prefixes, default languages, translations and redirects; runs,
// because the memory Hugo needs grows with its pages and is free again after each
// run. A content adapter (content/_content.gotmpl) hands the pages over.
// Package variables inside Hugo (its clock, its logger) allow one run at a
// time, so calls of Render wait for each other.
package engine

import (
	"context"
	"fmt"
	"io/fs"
	"time"
)

// A Page is one page to render.
type Page struct {
	// Path is the address below the root of the site, with slashes and without a
	// leading one: "" is the home page, "incidents/x/" a folder with an index.html,
	// "404.html" a file. It includes the prefix of the language ("es/incidents/x/").
	Path   string
	Layout string // name of the template: "account" is layouts/account.html
	Lang   string // code of one of Site.Languages
	Title  string // what .Title says
	// View is what .Params.view says; not a map. A func() any is called when the page
	// is rendered, perhaps more than once, and gives the view, so that the views of a
	// large site need not all be in memory.
	View any
}

// view returns the value for .Params.view.
func (p *Page) view() any {
	if f, ok := p.View.(func() any); ok {
		return f()
	}
	return p.View
}

// A Language is one language of a site.
type Language struct {
	Code      string // BCP 47, in its preferred form: "en", "pt-BR", "he" and not "iw"
	Direction string // "ltr" or "rtl"; "" is "ltr"
}

// A Site is what Render renders.
type Site struct {
	Languages []Language // the first is the original language
	Themes    []fs.FS    // the built-in theme first, a site's own after it
	View      any        // what site.Params.site says; not a map
	Pages     []Page
	Now       time.Time // what now says in templates, in UTC; must be set

	// Progress, unless nil, is called after every run with the number of pages
	// rendered so far and of all pages, on the goroutine that called Render.
	Progress func(done, total int)
}

// pagesPerRun bounds the pages of one Hugo run. Hugo keeps about 20 kB for each page
// until the end of a run, and a run costs 20 to 60 ms before its first page,
// which is the time of about a hundred pages.
const pagesPerRun = 1000

// Render returns every page and static file by its path in the published tree:
// "incidents/x/index.html", "404.html", "css/site.css". Errors are a *TemplateError
// for a mistake in a theme, ctx.Err() when ctx ends, and else say which page failed.
// ctx is looked at between runs.
func Render(ctx context.Context, s Site) (map[string][]byte, error) {
	return render(ctx, s, pagesPerRun)
}

func render(ctx context.Context, s Site, perRun int) (map[string][]byte, error) {
	if err := checkSite(s); err != nil {
		return nil, err
	}
	t, err := loadTheme(s.Themes, s.Languages)
	if err != nil {
		return nil, err
	}
	if err := checkPages(s, t); err != nil {
		return nil, err
	}
	out := make(map[string][]byte, len(s.Pages)+len(t.static))
	for _, l := range s.Languages {
		var pages []*Page
		for i := range s.Pages {
			if s.Pages[i].Lang == l.Code {
				pages = append(pages, &s.Pages[i])
			}
		}
		r := &renderer{site: s, lang: l, theme: t}
		for len(pages) > 0 {
			n := min(perRun, len(pages))
			if err := r.render(ctx, pages[:n], out); err != nil {
				return nil, err
			}
			pages = pages[n:]
			if s.Progress != nil {
				s.Progress(len(out), len(s.Pages))
			}
		}
	}
	for path, b := range t.static {
		out[path] = b
	}
	return out, nil
}

// A TemplateError is a mistake in a file of a theme.
type TemplateError struct {
	Template string // path in the theme: "layouts/account.html", "i18n/es.yaml"
	Line     int    // starting at 1; 0 if unknown
	Column   int    // in characters, starting at 1; 0 if unknown
	Text     string // what is wrong
	Page     string // Page.Path of the first page that shows it, with a slash before it; "" if it needs no page
}

// Error prints "layouts/x.html:3:5: text", the form that editors jump to.
func (e *TemplateError) Error() string {
	s := e.Template
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			s += fmt.Sprintf(":%d", e.Column)
		}
	}
	s += ": " + e.Text
	if e.Page != "" {
		s += " (page " + e.Page + ")"
	}
	return s
}
