package engine

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// Each mistake in a theme is said with its place.
func TestMistakesInATheme(t *testing.T) {
	view := &account{Headline: "x", Labels: map[string]string{}}
	for _, tt := range []struct {
		name   string
		layout string   // layouts/account.html
		more   []string // other files
		want   string
	}{
		{"a misspelt field", "\n  {{ .Params.view.Headlin }}", nil,
			`layouts/account.html:2:13: <.Params.view.Headlin>: can't evaluate field Headlin in type *engine.account (page /x/)`},
		{"after characters of several bytes", "äöü{{ .Params.view.Headlin }}", nil,
			`layouts/account.html:1:14: <.Params.view.Headlin>: can't evaluate field Headlin in type *engine.account (page /x/)`},
		{"in a condition", "{{ if .Params.view.Headlin }}x{{ end }}", nil,
			`layouts/account.html:1:14: <.Params.view.Headlin>: can't evaluate field Headlin in type *engine.account (page /x/)`},
		{"in a partial", "\n\n{{ partial `nav/x.html` .Params.view }}", []string{"layouts/_partials/nav/x.html", "\n\n\n {{ .Nope }}"},
			`layouts/_partials/nav/x.html:4:5: <.Nope>: can't evaluate field Nope in type *engine.account (page /x/)`},
		{"in a block", "{{ define `main` }}\n{{ .Params.view.Nope }}{{ end }}", []string{"layouts/baseof.html", "<html>\n\n{{ block `main` . }}{{ end }}"},
			`layouts/account.html:2:11: <.Params.view.Nope>: can't evaluate field Nope in type *engine.account (page /x/)`},
		{"in baseof.html", "{{ define `main` }}{{ end }}", []string{"layouts/baseof.html", "<html>\n\n{{ .Params.view.Nope }}{{ block `main` . }}{{ end }}"},
			`layouts/baseof.html:3:11: <.Params.view.Nope>: can't evaluate field Nope in type *engine.account (page /x/)`},
		{"in the view of the site", "{{ site.Params.site.Nope }}", nil,
			`layouts/account.html:1:4: <site>: can't evaluate field Nope in type engine.fact (page /x/)`},
		{"no such partial", "{{ partial \"nope.html\" . }}", nil,
			`layouts/account.html:1:4: <partial "nope.html" .>: error calling partial: partial "nope.html" not found (page /x/)`},
		{"a method that panics", "{{ .Params.view.Panics }}", nil,
			`layouts/account.html:1:11: <.Params.view.Panics>: error calling Panics: a view went wrong (page /x/)`},
		{"a method that follows nil", "{{ .Params.view.Nil }}", nil,
			`layouts/account.html:1:11: <.Params.view.Nil>: error calling Nil: runtime error: invalid memory address or nil pointer dereference (page /x/)`},
		{"a method that fails", "{{ .Params.view.Fails }}", nil,
			`layouts/account.html:1:11: <.Params.view.Fails>: error calling Fails: no such fact (page /x/)`},
		{"a field of nil", "{{ .Params.view.Contact.Name }}", nil,
			`layouts/account.html:1:11: <.Params.view.Contact.Name>: nil pointer evaluating *engine.fact.Name (page /x/)`},
		{"endless templates", "{{ define `a` }}{{ template `a` . }}{{ end }}{{ template `a` . }}", nil,
			`layouts/account.html:1:29: <{{template "a" .}}>: exceeded maximum template depth (100000) (page /x/)`},

		{"endless partials", "{{ partial `x.html` . }}", []string{"layouts/_partials/x.html", "\n{{ partial \"x.html\" . }}"},
			`layouts/_partials/x.html:2:4: <partial "x.html" .>: error calling partial: maximum template call stack size exceeded in "layouts/_partials/x.html" (page /x/)`},

		{"unclosed", "x\n{{ if true }}y", nil, `layouts/account.html:2: unexpected EOF`},
		{"no such function", "x\n{{ nosuch 1 }}", nil, `layouts/account.html:2: function "nosuch" not defined`},
		{"empty condition", "\n\n{{ if }}", nil, `layouts/account.html:3: missing value for if`},
		{"ambiguous HTML", "\n <a href='{{ if true }}\"{{ end }}>{{ .Title }}", nil,
			`layouts/account.html:2:38: {{.Title}} appears in an ambiguous context within a URL`},
		{"ambiguous HTML in a partial", "{{ partial `x.html` . }}", []string{"layouts/_partials/x.html", "\n <a href='{{ if true }}\"{{ end }}>{{ .Title }}"},
			`layouts/_partials/x.html:2:38: {{.Title}} appears in an ambiguous context within a URL`},
		{"ambiguous HTML in baseof.html", "{{ define `main` }}\nx\n{{ end }}", []string{"layouts/baseof.html", "\n <a href='{{ if true }}\"{{ end }}>{{ .Title }}{{ block `main` . }}{{ end }}"},
			`layouts/baseof.html:2:38: {{.Title}} appears in an ambiguous context within a URL`},
		{"a broken template that no page uses", "x", []string{"layouts/other.html", "{{ end }}"}, `layouts/other.html:1: unexpected {{end}}`},

		{"a parameter that no page has", "a\n  {{ with .Params.veiw }}{{ end }}", nil,
			`layouts/account.html:2:18: .Params.veiw is always empty; what the page says is in .Params.view`},
		{"the same from a variable", "{{ $p := . }}{{ $p.Params.Title }}", nil,
			`layouts/account.html:1:19: .Params.Title is always empty; what the page says is in .Params.view`},
		{"a parameter that no site has", "{{ site.Params.sote }}", nil,
			`layouts/account.html:1:4: site.Params.sote is always empty; what the site says is in site.Params.site`},
		{"the same from the page", "{{ .Site.Params.view }}", nil,
			`layouts/account.html:1:9: site.Params.view is always empty; what the site says is in site.Params.site`},
		{"a list of pages", "{{ range site.RegularPages }}x{{ end }}", nil,
			`layouts/account.html:1:10: site.RegularPages is always empty here; a template shows the view of its own page`},
		{"chance", "{{ math.Rand }}", nil,
			`layouts/account.html:1:4: math.Rand gives another result each time; the same site must give the same pages`},
		{"shuffled", "{{ .Params.view.Facts | shuffle }}", nil,
			`layouts/account.html:1:25: shuffle gives another result each time; the same site must give the same pages`},

		{"a word that nobody wrote", "\n{{ i18n `nope` }}", nil, `layouts/account.html:2:9: the word "nope" is not in i18n/en.yaml`},
		{"the same piped", "{{ `nope` | T }}", nil, `layouts/account.html:1:4: the word "nope" is not in i18n/en.yaml`},
		{"the same in an argument", "{{ partial `x.html` (dict `a` (lang.Translate `nope` 1)) }}", nil, `layouts/account.html:1:47: the word "nope" is not in i18n/en.yaml`},
		{"a language file that is no YAML", "x", []string{"i18n/es.yaml", "a: b\nc: [d"}, `i18n/es.yaml:2:4: sequence end token ']' not found`},
		{"a language file without words", "x", []string{"i18n/es.yaml", "just text"}, `i18n/es.yaml: invalid translation file, expected key-values, got a single value`},
		{"a broken word", "x", []string{"i18n/es.yaml", "a: '{{ .Coun'"}, `i18n/es.yaml: the word "a": unclosed action`},

		{"two names that differ in case", "x", []string{"layouts/_partials/Fact.html", "x", "layouts/_partials/fact.html", "x"}, `layouts/_partials/fact.html: its name is too like that of layouts/_partials/Fact.html`},
		{"the folders of old", "x", []string{"layouts/partials/x.html", "x"}, `layouts/partials/x.html: layouts/partials/ is not read; the folder is called layouts/_partials/`},
		{"the default folder of old", "x", []string{"layouts/_default/single.html", "x"}, `layouts/_default/single.html: layouts/_default/ is not read; templates of pages lie directly in layouts/`},
		{"a folder for a section", "x", []string{"layouts/incidents/page.html", "x"},
			`layouts/incidents/page.html: layouts/incidents/ is not read; templates of pages lie directly in layouts/, parts of them in layouts/_partials/`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := siteOf(themeOf(append(tt.more, "layouts/account.html", tt.layout, "i18n/en.yaml", "known: word")...), Page{Path: "x/", View: view})
			s.View = fact{Name: "site"}
			files, err := Render(t.Context(), s)
			var bad *TemplateError
			if !errors.As(err, &bad) {
				t.Fatalf("got %T %v, want a *TemplateError", err, err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if files != nil {
				t.Error("an error came with a result")
			}
		})
	}
}

func TestATemplateErrorHasItsPartsApart(t *testing.T) {
	_, err := Render(t.Context(), siteOf(themeOf("layouts/account.html", "{{ .Nope }}"), Page{Path: "x/"}))
	var got *TemplateError
	if !errors.As(err, &got) {
		t.Fatal(err)
	}
	got.Text = ""
	if diff := cmp.Diff(&TemplateError{Template: "layouts/account.html", Line: 1, Column: 4, Page: "/x/"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Mistakes that Hugo does not tie to a place in a template name the page.
func TestMistakesThatShowInAPage(t *testing.T) {
	view := &account{Headline: "x", Labels: map[string]string{}}
	for _, tt := range []struct {
		name, layout, want string
	}{
		{"a warning", `{{ warnf "careful, %d" 1 }}x`, `careful, 1`},
		{"an error", `{{ errorf "bad, %d" 1 }}x`, `bad, 1`},
		{"something deprecated", `{{ .Site.LanguageCode }}`, `.Site.LanguageCode was deprecated in Hugo v0.158.0 and will be removed in a future release. Use .Site.Language.Locale instead.`},
		{"HTML in Markdown", `{{ .RenderString "<b>x</b>" }}`, `Raw HTML omitted`},
		{"a word whose key is put together", `{{ i18n (print "no" "pe") }}`, `the word "nope" is not in i18n/en.yaml`},
		{"a word that is not shown", `{{ if i18n (print "no" "pe") }}x{{ end }}`, `the word "nope" is not in i18n/en.yaml`},
		{"nothing", ``, `its template gave no text`},
		{"blank by condition", `{{ if false }}x{{ end }}`, `its template gave no text`},
		{"a file", `{{ with resources.FromString "css/a.css" "a{}" }}{{ .RelPermalink }}{{ end }}`, `a template published /css/a.css; files of a theme belong in static/`},
		{"a file over a page", `x{{ (resources.FromString "x/index.html" "stolen").Publish }}`, `published more than once: /x/index.html (2)`},
		{"nil", `{{ .Params.view.Missing }}`, `the page says "&lt;nil&gt;": a template printed a value that is not there`},
		{"nil in a script", `<script>x = "{{ print .Params.view.Missing }}"</script>`, `the page says "\\u003cnil\\u003e": a template printed a value that is not there`},
		{"nil unescaped", `{{ print .Params.view.Missing | safeHTML }}`, `the page says "<nil>": a template printed a value that is not there`},
		{"no value", `{{ printf "%v" (index (slice "<no value>") 0) }}`, `the page says "&lt;no value&gt;": a template printed a value that is not there`},
		{"an unsafe value", `<a href="{{ "javascript:x" }}">x</a>`, `the page says "ZgotmplZ": a template put a value where it is not safe, and Hugo replaced it`},
		{"printf", `{{ printf "%d" "x" }}`, `the page says "%!d(": a template called printf with values that do not fit its text`},
		{"printf with too few", `{{ printf "%s and %s" "x" }}`, `the page says "%!s(": a template called printf with values that do not fit its text`},
		{"printf with too many", `{{ printf "%s" "x" "y" }}`, `the page says "%!(": a template called printf with values that do not fit its text`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := siteOf(themeOf("layouts/account.html", tt.layout, "layouts/good.html", "good"),
				Page{Path: "a/", Layout: "good"}, Page{Path: "x/", Title: "X", View: view}, Page{Path: "y/", Title: "Y", View: view}, Page{Path: "z/", Layout: "good"})
			if tt.name == "a file over a page" {
				s.Pages = s.Pages[:2]
			}
			files, err := Render(t.Context(), s)
			if err == nil {
				t.Fatalf("no error; got %q", files)
			}
			if diff := cmp.Diff(`rendering page /x/ (layout "account", title "X"): `+tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// What looks like a mistake may be an author's text.
func TestAnAuthorMayWriteAnything(t *testing.T) {
	const odd = "we logged <nil> and <no value>, ZgotmplZ, 100%!(really) and [i18n] nope"
	s := siteOf(themeOf("layouts/account.html", `{{ .Params.view.Headline }}{{ .Title }}{{ range .Params.view.Facts }}{{ .Value | safeHTML }}{{ end }}{{ site.Params.site.Name }}<script>x = {{ .Params.view.Headline }}</script>`),
		Page{Path: "a/", View: &account{Headline: odd}},
		Page{Path: "b/", View: &account{Facts: []fact{{Value: "<code>&lt;nil&gt;</code>"}}}},
		Page{Path: "c/", Title: odd, View: &account{}})
	if _, err := Render(t.Context(), s); err != nil {
		t.Error(err)
	}
	s.View = fact{Name: odd}
	if _, err := Render(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// Whatever fails, the first page in the order given is named.
func TestTheFirstPageThatFailsIsNamed(t *testing.T) {
	for range 5 {
		s := bigSite(40)
		for _, i := range []int{37, 11, 13, 14, 20} {
			s.Pages[i].View = fact{}
		}
		_, err := render(t.Context(), s, 25)
		var bad *TemplateError
		if !errors.As(err, &bad) || bad.Page != "/incidents/11/" {
			t.Fatalf("got %v, want the page /incidents/11/", err)
		}
	}
}

func TestWhatCannotBeRenderedIsRefused(t *testing.T) {
	page := func(path string) Page { return Page{Path: path, Title: "T"} }
	for _, tt := range []struct {
		name string
		edit func(*Site)
		want string
	}{
		{"two pages at one address", func(s *Site) {
			s.Pages = append(s.Pages, Page{Path: "x/index.html", Layout: "account", Lang: "en", Title: "Other"})
		},
			`two files at one address, /x/index.html: page /x/ (layout "account", title "T") and page /x/index.html (layout "account", title "Other")`},
		{"a page and a static file", func(s *Site) { s.Themes = append(s.Themes, themeOf("static/x/index.html", "x")) },
			`two files at one address, /x/index.html: static/x/index.html of the theme and page /x/ (layout "account", title "T")`},
		{"a file that is a folder too", func(s *Site) { s.Themes = append(s.Themes, themeOf("static/x", "x")) },
			`/x is both a file and a folder: static/x of the theme and page /x/ (layout "account", title "T")`},
		{"no such layout", func(s *Site) { s.Pages[0].Layout = "acount" }, `rendering page /x/ (layout "acount", title "T"): the theme has no layouts/acount.html`},
		{"no layout", func(s *Site) { s.Pages[0].Layout = "" }, `rendering page /x/ (layout "", title "T"): the theme has no layouts/.html`},
		{"no page template at all", func(s *Site) {
			s.Themes = []fs.FS{themeOf("layouts/page.html", "x", "layouts/all.html", "x", "layouts/single.html", "x")}
		},
			`rendering page /x/ (layout "account", title "T"): the theme has no layouts/account.html`},
		{"a language that the site does not have", func(s *Site) { s.Pages[0].Lang = "es" }, `rendering page /x/ (layout "account", title "T"): its language "es" is not one of the site's`},
		{"a map for a view", func(s *Site) { s.Pages[0].View = map[string]any{"A": 1} }, `rendering page /x/ (layout "account", title "T"): its view is a map (map[string]interface {}); Hugo would change its keys`},
		{"a map for a view that is made late", func(s *Site) { s.Pages[0].View = func() any { return map[string]any{"A": 1} } },
			`rendering page /x/ (layout "account", title "T"): its view is a map (map[string]interface {}); Hugo would change its keys`},
		{"a map for the view of the site", func(s *Site) { s.View = map[string]string{"A": "1"} }, `rendering pages: the view of the site is a map (map[string]string); Hugo would change its keys`},
		{"no language", func(s *Site) { s.Languages = nil }, `rendering pages: no language is set`},
		{"a language that is none", func(s *Site) { s.Languages[0].Code = "no such" }, `rendering pages: "no such" is not the code of a language: language: tag is not well-formed`},
		{"a language twice", func(s *Site) { s.Languages = append(s.Languages, Language{Code: "EN"}) }, `rendering pages: language "EN" is listed twice`},
		{"a language by its old code", func(s *Site) { s.Languages[0].Code = "iw" }, `rendering pages: the language "iw" is written "he"`},
		{"a direction that is none", func(s *Site) { s.Languages[0].Direction = "up" }, `rendering pages: language "en" is written "up", which is neither ltr nor rtl`},
		{"no time", func(s *Site) { s.Now = zero }, `rendering pages: no time is set`},
		{"no theme", func(s *Site) { s.Themes = nil }, `rendering page /x/ (layout "account", title "T"): the theme has no layouts/account.html`},
		{"a theme that is nil", func(s *Site) { s.Themes = append(s.Themes, nil) }, `reading theme 2 of 2: it is nil`},
		{"a linked file", func(s *Site) {
			s.Themes = append(s.Themes, fstest.MapFS{"static/a": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}})
		},
			`reading theme 2 of 2: static/a is a symbolic link or no ordinary file`},
		{"a linked folder", func(s *Site) {
			s.Themes = append(s.Themes, fstest.MapFS{"static": {Data: []byte("/etc"), Mode: fs.ModeSymlink}})
		},
			`reading theme 2 of 2: static is a symbolic link`},
		{"a leading slash", func(s *Site) { s.Pages[0].Path = "/x/" }, `"/x/" cannot be the address of a page: it is not a clean path without a leading slash`},
		{"a way out", func(s *Site) { s.Pages[0].Path = "../x/" }, `"../x/" cannot be the address of a page: it is not a clean path without a leading slash`},
		{"a double slash", func(s *Site) { s.Pages[0].Path = "x//y/" }, `"x//y/" cannot be the address of a page: it is not a clean path without a leading slash`},
		{"a dot", func(s *Site) { s.Pages[0].Path = "./" }, `"./" cannot be the address of a page: it is not a clean path without a leading slash`},
		{"double dots", func(s *Site) { s.Pages[0].Path = "a..b/" }, `"a..b/" cannot be the address of a page: it holds ".."`},
		{"no folder and no page", func(s *Site) { s.Pages[0].Path = "feed.xml" }, `"feed.xml" cannot be the address of a page: it ends neither in "/" nor in ".html"`},
		{"a colon, which Hugo would expand", func(s *Site) { s.Pages[0].Path = ":title/" }, `":title/" cannot be the address of a page: it holds ':'`},
		{"a space", func(s *Site) { s.Pages[0].Path = "a b/" }, `"a b/" cannot be the address of a page: it holds ' '`},
		{"an escape", func(s *Site) { s.Pages[0].Path = "a%20b/" }, `"a%20b/" cannot be the address of a page: it holds '%'`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := siteOf(themeOf("layouts/account.html", "x"), page("x/"))
			tt.edit(&s)
			files, err := Render(t.Context(), s)
			if err == nil {
				t.Fatalf("no error; got %q", files)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// An author's own theme must not reach what the program can reach.
func TestATemplateReachesNothingOutside(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.js", "a.css", "a.txt"} {
		writeFile(t, dir+"/"+name, "/*! TOPSECRET */ export default 'TOPSECRET'")
	}
	t.Setenv("TOPSECRET", "TOPSECRET")
	t.Setenv("HUGO_TOPSECRET", "TOPSECRET")
	t.Chdir(dir)
	const noDisk = "js.Build, js.Batch and css.Build are switched off, because they read files outside the theme"
	for _, tt := range []struct {
		name, layout string
		want         string // in the error; "" if there is only nothing to see
	}{
		{"os.ReadFile", `{{ os.ReadFile "DIR/a.txt" }}x`, ``},
		{"os.ReadFile upwards", `{{ os.ReadFile "../../../../../../../../DIR/a.txt" }}x`, ``},
		{"os.ReadFile here", `{{ os.ReadFile "a.txt" }}x`, ``},
		{"readFile", `{{ readFile "DIR/a.txt" }}x`, ``},
		{"os.Stat", `{{ with os.Stat "DIR/a.txt" }}TOPSECRET{{ end }}x`, ``},
		{"os.ReadDir", `{{ range os.ReadDir "DIR" }}TOPSECRET{{ end }}x`, ``},
		{"os.FileExists", `{{ if os.FileExists "DIR/a.txt" }}TOPSECRET{{ end }}x`, ``},
		{"resources.Get", `{{ with resources.Get "DIR/a.txt" }}{{ .Content }}{{ end }}x`, ``},
		{"resources.Get upwards", `{{ with resources.Get "../../../../../../DIR/a.txt" }}{{ .Content }}{{ end }}x`, ``},
		{"os.Getenv", `{{ os.Getenv "TOPSECRET" }}`, `a template may not read the environment`},
		{"os.Getenv of Hugo", `{{ os.Getenv "HUGO_TOPSECRET" }}`, `a template may not read the environment`},
		{"getenv", `{{ getenv "CI" }}`, `a template may not read the environment`},
		{"resources.GetRemote", `{{ with resources.GetRemote "https://example.com/" }}{{ .Content }}{{ end }}`, `a template may not fetch from the network`},
		{"resources.GetRemote, tried", `{{ with try (resources.GetRemote "https://127.0.0.1/") }}{{ with .Value }}TOPSECRET{{ end }}{{ end }}x`, ``},
		{"js.Build", `{{ with resources.FromString "a.js" "import t from 'DIR/a.js'; console.log(t)" | js.Build }}{{ .Content | safeHTML }}{{ end }}`, noDisk},
		{"js.Build of text", `{{ with resources.FromString "a.js" "import t from 'DIR/a.txt'; console.log(t)" | js.Build (dict "loaders" (dict ".txt" "text")) }}{{ .Content | safeHTML }}{{ end }}`, noDisk},
		{"js.Build from a variable", `{{ $j := js }}{{ with $j.Build (resources.FromString "a.js" "import t from './a.js'; console.log(t)") }}{{ .Content | safeHTML }}{{ end }}`, noDisk},
		{"js.Batch", `{{ with js.Batch "b" }}{{ with .Group "g" }}{{ with .Script "s" }}{{ .SetOptions (dict "resource" (resources.FromString "a.js" "import t from 'DIR/a.js'; console.log(t)")) }}{{ end }}{{ end }}{{ with .Build }}{{ . }}{{ end }}{{ end }}`, noDisk},
		{"css.Build", `{{ with resources.FromString "a.css" "@import 'DIR/a.css';" | css.Build }}{{ .Content }}{{ end }}`, noDisk},
		{"css.Build in a template in a text", `{{ with resources.FromString "t.txt" "{{ with resources.FromString \"a.css\" \"@import 'DIR/a.css';\" | css.Build }}{{ .Content }}{{ end }}" | resources.ExecuteAsTemplate "u.txt" . }}{{ .Content }}{{ end }}`, noDisk},
		{"css.Sass", `{{ with resources.FromString "a.scss" "@import 'DIR/a.css';" | css.Sass (dict "transpiler" "dartsass") }}{{ .Content }}{{ end }}`, `failed to transform`},
		{"css.PostCSS", `{{ with resources.FromString "a.css" "a{}" | css.PostCSS }}{{ .Content }}{{ end }}`, `a template may not start a program`},
		{"js.Babel", `{{ with resources.FromString "a.js" "a" | js.Babel }}{{ .Content }}{{ end }}`, `a template may not start a program`},
		{"css.TailwindCSS", `{{ with resources.FromString "a.css" "a{}" | css.TailwindCSS }}{{ .Content }}{{ end }}`, `a template may not start a program`},
		{"transform.ToMath", `{{ transform.ToMath "x^2" }}`, `this is switched off, because it keeps files on the disk`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			layout := strings.ReplaceAll(tt.layout, "DIR", dir)
			files, err := Render(t.Context(), siteOf(themeOf("layouts/account.html", layout), Page{Path: "x/"}))
			if strings.Contains(string(files["x/index.html"]), "TOPSECRET") {
				t.Errorf("it got out: %s", files["x/index.html"])
			}
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("unexpected error: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %q, %v; want an error with %q", files, err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "TOPSECRET") {
				t.Errorf("it got out: %v", err)
			}
		})
	}
}
