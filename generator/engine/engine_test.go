package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	now     = time.Date(2026, 3, 9, 10, 30, 0, 0, time.UTC)
	english = Language{Code: "en"}
)

// account is a view as the generator hands over: a struct with fields, nesting and methods.
type account struct {
	Headline string
	Facts    []fact
	Labels   map[string]string
	Contact  *fact
}

type fact struct{ Name, Value string }

func (a *account) Loud() string             { return strings.ToUpper(a.Headline) }
func (a *account) Panics() string           { panic("a view went wrong") }
func (a *account) Nil() string              { return a.Contact.Name }
func (a *account) Fails() (string, error)   { return "", errors.New("no such fact") }
func (a *account) Missing() *string         { return nil }
func (a *account) Same(other *account) bool { return a == other }

// themeOf makes a theme of pairs of a path and a text.
func themeOf(pairs ...string) fs.FS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

// siteOf makes a site of one language and one theme.
func siteOf(theme fs.FS, pages ...Page) Site {
	for i := range pages {
		if pages[i].Lang == "" {
			pages[i].Lang = "en"
		}
		if pages[i].Layout == "" {
			pages[i].Layout = "account"
		}
	}
	return Site{Languages: []Language{english}, Themes: []fs.FS{theme}, Pages: pages, Now: now}
}

func mustRender(t *testing.T, s Site) map[string]string {
	t.Helper()
	files, err := Render(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return texts(files)
}

func texts(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, b := range files {
		out[name] = string(b)
	}
	return out
}

func TestPagesAndStaticFilesAreRendered(t *testing.T) {
	s := siteOf(themeOf(
		"layouts/baseof.html", `<html lang="{{ site.Language.Locale }}" dir="{{ site.Language.Direction }}"><title>{{ .Title }}</title>{{ block "main" . }}{{ end }}</html>`,
		"layouts/account.html", `{{ define "main" }}<h1>{{ .Params.view.Headline }}</h1>{{ partial "facts.html" .Params.view.Facts }}{{ end }}`,
		"layouts/404.html", `{{ define "main" }}{{ i18n "lost" }} {{ site.Params.site.Name }}{{ end }}`,
		"layouts/_partials/facts.html", `{{ range . }}{{ .Name }}={{ .Value }};{{ end }}`,
		"i18n/en.yaml", "lost: Not here",
		"i18n/ar.yaml", "lost: ليست هنا",
		"static/css/site.css", "a{}",
		"static/.well-known/security.txt", "Contact: x",
		"assets/unused.css", "b{}",
		"hugo.toml", "title = 'nobody reads this",
		"README.md", "nor this",
	))
	s.Languages = append(s.Languages, Language{Code: "ar", Direction: "rtl"})
	s.View = fact{Name: "Northquay"}
	s.Pages = []Page{
		{Path: "", Layout: "account", Lang: "en", Title: "Home", View: &account{Headline: "All of it"}},
		{Path: "incidents/x/", Layout: "account", Lang: "en", Title: "X & Y", View: &account{Headline: "<b>", Facts: []fact{{"who", "us"}, {"when", "now"}}}},
		{Path: "404.html", Layout: "404", Lang: "en", Title: "Lost"},
		{Path: "ar/404.html", Layout: "404", Lang: "ar", Title: "Lost"},
		{Path: "ar/", Layout: "account", Lang: "ar", View: account{Headline: "a value, not a pointer"}},
	}
	want := map[string]string{
		"index.html":               `<html lang="en" dir="ltr"><title>Home</title><h1>All of it</h1></html>`,
		"incidents/x/index.html":   `<html lang="en" dir="ltr"><title>X &amp; Y</title><h1>&lt;b&gt;</h1>who=us;when=now;</html>`,
		"404.html":                 `<html lang="en" dir="ltr"><title>Lost</title>Not here Northquay</html>`,
		"ar/404.html":              `<html lang="ar" dir="rtl"><title>Lost</title>ليست هنا Northquay</html>`,
		"ar/index.html":            `<html lang="ar" dir="rtl"><title></title><h1>a value, not a pointer</h1></html>`,
		"css/site.css":             "a{}",
		".well-known/security.txt": "Contact: x",
	}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAViewReachesTheTemplateItself(t *testing.T) {
	view := &account{Headline: "down", Labels: map[string]string{"CamelCase": "kept"}}
	s := siteOf(themeOf("layouts/account.html",
		`{{ with .Params.view }}{{ .Loud }} {{ .Same site.Params.site }} {{ .Labels.CamelCase }} {{ index .Labels "CamelCase" }} {{ printf "%T" . }}{{ end }}`),
		Page{Path: "x/", View: view})
	s.View = view
	want := map[string]string{"x/index.html": "DOWN true kept kept *engine.account"}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if view.Labels["CamelCase"] != "kept" {
		t.Error("the view was changed")
	}
}

func TestAViewMayBeMadeWhenItIsNeeded(t *testing.T) {
	s := siteOf(themeOf("layouts/account.html", `{{ .Params.view.Headline }}`))
	made, most := 0, 0
	for i := range 10 {
		s.Pages = append(s.Pages, Page{Path: fmt.Sprint(i, "/"), Layout: "account", Lang: "en", View: func() any {
			made++
			most = max(most, made)
			return &account{Headline: fmt.Sprint("h", i)}
		}})
	}
	s.Progress = func(int, int) { made = 0 }
	files, err := render(t.Context(), s, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(files["7/index.html"]); got != "h7" || most != 3 {
		t.Errorf("got %q and %d views at once, want h7 and 3", got, most)
	}
}

// A view may hold what Hugo cannot hash.
func TestAViewMayHoldAnything(t *testing.T) {
	type odd struct {
		Name  string
		Do    func()
		Ch    chan int
		Self  *odd
		Inner any
	}
	v := &odd{Name: "odd", Do: func() {}, Ch: make(chan int)}
	v.Self = v
	got := mustRender(t, siteOf(themeOf("layouts/account.html", `{{ .Params.view.Self.Self.Name }}`), Page{Path: "x/", View: v}))
	if diff := cmp.Diff(map[string]string{"x/index.html": "odd"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Hugo takes most of these names for kinds of pages, output formats or fallbacks.
func TestEveryNameOfALayoutMeansItself(t *testing.T) {
	names := []string{
		"404", "account", "alias", "all", "amp", "css", "en", "es", "history", "home", "html", "index", "json", "list", "My-Layout",
		"my_layout", "page", "print", "robots", "rss", "section", "single", "sitemap", "taxonomy", "term", "v1",
	}
	var theme []string
	var pages []Page
	want := map[string]string{}
	for _, n := range names {
		theme = append(theme, "layouts/"+n+".html", `{{ define "main" }}`+n+`{{ end }}`)
		pages = append(pages, Page{Path: "l/" + n + "/", Layout: n})
		want["l/"+n+"/index.html"] = "<p>" + n
	}
	theme = append(theme, "layouts/baseof.html", `<p>{{ block "main" . }}{{ end }}`)
	if diff := cmp.Diff(want, mustRender(t, siteOf(themeOf(theme...), pages...))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAddressesAreKeptAsTheyAre(t *testing.T) {
	var pages []Page
	want := map[string]string{}
	for path, file := range map[string]string{
		"":                   "index.html",
		"404.html":           "404.html",
		"Upper/Case/":        "Upper/Case/index.html",
		"a.b/":               "a.b/index.html",
		"a.b/c.html":         "a.b/c.html",
		"v/1/":               "v/1/index.html",
		"en/":                "en/index.html",
		"es/404.html":        "es/404.html",
		"index/":             "index/index.html",
		"über/straße.html":   "über/straße.html",
		"zeichen/日本/":        "zeichen/日本/index.html",
		"page/1/":            "page/1/index.html",
		"_index/":            "_index/index.html",
		"p0/":                "p0/index.html",
		"tags/":              "tags/index.html",
		"x/index.html":       "x/index.html",
		"trailing./dot~ish/": "trailing./dot~ish/index.html",
	} {
		pages = append(pages, Page{Path: path})
		want[file] = "x"
	}
	if diff := cmp.Diff(want, mustRender(t, siteOf(themeOf("layouts/account.html", "x"), pages...))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestALaterThemeWins(t *testing.T) {
	s := siteOf(themeOf(
		"layouts/baseof.html", `{{ block "main" . }}{{ end }}`,
		"layouts/account.html", `{{ define "main" }}{{ partial "head.html" . }} {{ i18n "a" }} {{ i18n "b" }}{{ end }}`,
		"layouts/_partials/head.html", "built-in",
		"static/a.css", "built-in",
		"static/b.css", "built-in",
		"i18n/en.yaml", "a: built-in\nb: built-in",
	), Page{Path: "x/"})
	s.Themes = append(s.Themes, themeOf(
		"layouts/_partials/head.html", "own",
		"static/b.css", "own",
		"i18n/en.toml", `b = "own"`,
	))
	want := map[string]string{"x/index.html": "own built-in own", "a.css": "built-in", "b.css": "own"}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestATemplateMayInlineAssetsAndReadData(t *testing.T) {
	got := mustRender(t, siteOf(themeOf(
		"layouts/account.html", `<style>{{ with resources.Get "a.css" | minify }}{{ .Content | safeCSS }}{{ end }}</style>{{ hugo.Data.x.a }}`,
		"assets/a.css", "a { color: red }",
		"data/x.yaml", "a: 1",
	), Page{Path: "x/"}))
	if diff := cmp.Diff(map[string]string{"x/index.html": "<style>a{color:red}</style>1"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNowIsTheSitesNow(t *testing.T) {
	s := siteOf(themeOf("layouts/account.html", `{{ now }}|{{ time.Now.Format "15:04" }}|{{ (time.AsTime "2026-03-09").Before now }}`), Page{Path: "x/"})
	s.Now = time.Date(2026, 3, 9, 12, 30, 0, 0, time.FixedZone("", 7200))
	want := map[string]string{"x/index.html": "2026-03-09 10:30:00 &#43;0000 UTC|10:30|true"}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTemplatesForOneLanguage(t *testing.T) {
	s := siteOf(themeOf(
		"layouts/baseof.html", "any {{ block `main` . }}{{ end }}",
		"layouts/baseof.pt-br.html", "pt {{ block `main` . }}{{ end }}",
		"layouts/account.html", "{{ define `main` }}any {{ partial `x.html` . }}{{ end }}",
		"layouts/account.es.html", "{{ define `main` }}es {{ partial `x.html` . }}{{ end }}",
		"layouts/_partials/x.html", "any",
		"layouts/_partials/x.pt-br.html", "pt",
	))
	s.Languages = []Language{english, {Code: "es"}, {Code: "pt-BR"}}
	for _, l := range s.Languages {
		s.Pages = append(s.Pages, Page{Path: l.Code + "/", Layout: "account", Lang: l.Code})
	}
	want := map[string]string{"en/index.html": "any any any", "es/index.html": "any es any", "pt-BR/index.html": "pt any pt"}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A variant is for its own language only, even if there is nothing else.
func TestATemplateForAnotherLanguageIsNotTaken(t *testing.T) {
	s := siteOf(themeOf("layouts/account.html", "{{ partial `x.html` . }}", "layouts/_partials/x.es.html", "es"), Page{Path: "x/"})
	s.Languages = append(s.Languages, Language{Code: "es"})
	if files, err := Render(t.Context(), s); err == nil || !strings.Contains(err.Error(), `partial "x.html" not found`) {
		t.Errorf("got %q, %v", files, err)
	}
}

// bigSite has pages in two languages, and templates that show what could differ.
func bigSite(n int) Site {
	s := siteOf(themeOf(
		"layouts/baseof.html", `<html lang="{{ site.Language.Lang }}">{{ block "main" . }}{{ end }}`,
		"layouts/account.html", `{{ define "main" }}{{ .Params.view.Headline }} {{ .RelPermalink }} {{ now }} {{ i18n "n" (len .Params.view.Facts) }} {{ range $k, $v := .Params.view.Labels }}{{ $k }}{{ $v }}{{ end }} {{ partialCached "p.html" . .Title }} {{ hugo.Environment }} {{ $s := site }}{{ len $s.RegularPages }} {{ time.Format ":date_long" "2026-03-09T23:30:00Z" }}{{ end }}`,
		"layouts/_partials/p.html", `{{ .Title }}`,
		"i18n/en.yaml", "n:\n  one: one fact\n  other: '{{ .Count }} facts'",
		"static/a.css", "a{}",
	))
	s.Languages = append(s.Languages, Language{Code: "es"})
	for i := range n {
		lang, prefix := "en", ""
		if i%3 == 0 {
			lang, prefix = "es", "es/"
		}
		s.Pages = append(s.Pages, Page{
			Path: fmt.Sprintf("%sincidents/%d/", prefix, i), Layout: "account", Lang: lang, Title: fmt.Sprint("t", i%7),
			View: &account{Headline: fmt.Sprint("h", i), Facts: make([]fact, i%4), Labels: map[string]string{"b": "1", "a": "2", "c": "3"}},
		})
	}
	return s
}

func TestRunsOfAnySizeGiveTheSameBytes(t *testing.T) {
	s := bigSite(30)
	want, err := render(t.Context(), s, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != 31 {
		t.Fatalf("%d files, want 31", len(want))
	}
	for _, perRun := range []int{1, 7, 30} {
		got, err := render(t.Context(), s, perRun)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
			t.Errorf("%d pages a run: (-want +got)\n%s", perRun, diff)
		}
	}
}

func TestRenderMayBeCalledAtOnce(t *testing.T) {
	s := bigSite(40)
	want := mustRender(t, s)
	bad := siteOf(themeOf("layouts/account.html", `{{ warnf "bad" }}x`), Page{Path: "x/"})
	other := siteOf(themeOf("layouts/account.html", `{{ now.Year }}`), Page{Path: "x/"})
	other.Now = now.AddDate(1, 0, 0)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			got, err := Render(context.Background(), s)
			if err != nil {
				t.Error(err)
			} else if diff := cmp.Diff(want, texts(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
		wg.Go(func() {
			if _, err := Render(context.Background(), bad); err == nil {
				t.Error("a warning was lost")
			}
		})
		wg.Go(func() {
			got, err := Render(context.Background(), other)
			if err != nil || string(got["x/index.html"]) != "2027" {
				t.Errorf("got %q, %v", got["x/index.html"], err)
			}
		})
	}
	wg.Wait()
}

func TestRenderEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := bigSite(9)
	s.Progress = func(done, total int) { cancel() }
	if _, err := render(ctx, s, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	// Waiting for another call ends as well.
	oneAtATime <- struct{}{}
	defer func() { <-oneAtATime }()
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := Render(ctx, s); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestProgressCountsPages(t *testing.T) {
	var got []string
	s := bigSite(7)
	s.Progress = func(done, total int) { got = append(got, fmt.Sprintf("%d/%d", done, total)) }
	if _, err := render(t.Context(), s, 2); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2/7", "4/7", "6/7", "7/7"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestASiteMayHaveNoPages(t *testing.T) {
	got := mustRender(t, siteOf(themeOf("static/a.css", "a{}")))
	if diff := cmp.Diff(map[string]string{"a.css": "a{}"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A server renders for as long as it runs.
func TestNothingIsLeftRunning(t *testing.T) {
	s := bigSite(4)
	mustRender(t, s)
	before := runtime.NumGoroutine()
	for range 5 {
		mustRender(t, s)
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines became %d", before, after)
	}
}
