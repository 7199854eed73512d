package themes_test

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"firsthand/generator/audit"
)

// looked are sites in another look, with the pages of them that are looked at.
var looked = []shown{
	{name: "example", pages: []string{"", "incidents/2026-03-03-support-exports/", "incidents/2026-03-03-support-exports/v/5/", "history/", "404.html"}},
	{name: "busy", pages: []string{"", "incidents/2026-03-03-sign-in/"}},
	{name: "whole", pages: []string{"incidents/2026-03-03-exports/"}},
	{name: "arabic", pages: []string{"", "incidents/2026-03-03-exports/"}},
}

// TestLooks builds sites in the looks of testdata/looks, each a theme as a site has
// it in theme/. A look changes the layout and nothing else: the audit has nothing to
// say, every text of every page is there, and so is every place that others link to.
// With -update it takes pictures, as TestGallery does.
func TestLooks(t *testing.T) {
	const folder = "../testdata/looks"
	looks, err := os.ReadDir(folder)
	if err != nil || len(looks) == 0 {
		t.Fatalf("no looks to test: %v", err)
	}
	for _, look := range looks {
		theme := os.DirFS(filepath.Join(folder, look.Name()))
		for _, site := range looked {
			t.Run(look.Name()+"/"+site.name, func(t *testing.T) {
				plain, other := built(t, site.name), builtWith(t, site.name, theme)
				for _, f := range audit.Tree(readTree(t, other), audit.Options{}) {
					t.Errorf("%s: %s: %s", f.Path, f.Rule, f.Text)
				}
				for _, p := range pagesOf(t, plain) {
					want, got := read(t, plain, p), read(t, other, p)
					for _, text := range want.texts {
						if !strings.Contains(got.text, text) {
							t.Errorf("%q does not say %q", p, text)
						}
					}
					for _, id := range slices.Sorted(maps.Keys(want.ids)) {
						if linked.MatchString(id) && !got.ids[id] {
							t.Errorf("%q has no place %q", p, id)
						}
					}
					if wrong := outline(got.source); wrong != "" {
						t.Errorf("%q: %s", p, wrong)
					}
				}
				usable(t, look.Name(), site, other)
			})
		}
	}
}

// usable looks at the pages of another look with a browser.
func usable(t *testing.T, look string, site shown, output string) {
	if *update {
		name := filepath.Join(album(t), look+"-"+site.name+"-")
		address, ctx := serve(t, output), browser(t)
		for _, p := range site.pages {
			if err := photograph(ctx, address+"/"+p, name+strings.ReplaceAll(strings.Trim(p, "/"), "/", "-")); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	t.Run("usable", func(t *testing.T) {
		address, ctx := serve(t, output), browser(t)
		if os.Getenv("FIRSTHAND_AXE") != "" {
			accessible(t, ctx, address, site)
		}
		for _, p := range site.pages {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			if _, err := chromedp.Run(ctx, chromedp.Navigate(address+"/"+p)); err != nil {
				t.Fatalf("opening %q: %v", p, err)
			}
			names(t, ctx, p)
			keyboard(t, ctx, p)
			fits(t, ctx, p)
			marks(t, ctx, p, map[string]string{})
		}
	})
}

// linked are the ids that the README promises to keep.
var linked = regexp.MustCompile(`^(you|do|ask|facts|know|questions|said|cite|what-.*|how-it-happened|u\d+|fact-.*|step-\d+|question-\d+)$`)

// A read page is what of it a look must not lose.
type readPage struct {
	source string
	text   string          // all of it, white space as one space
	texts  []string        // of its main part, each between two tags
	ids    map[string]bool // places
}

func read(t *testing.T, output, page string) readPage {
	t.Helper()
	name := page
	if !strings.HasSuffix(page, ".html") {
		name += "index.html"
	}
	source, err := os.ReadFile(filepath.Join(output, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	p := readPage{source: string(source), ids: map[string]bool{}}
	z := html.NewTokenizer(strings.NewReader(p.source))
	main, skip := false, false
	var all strings.Builder
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		tok := z.Token()
		if kind == html.TextToken && !skip {
			text := strings.Join(strings.Fields(tok.Data), " ")
			if text != "" {
				all.WriteString(text + " ")
			}
			if main && text != "" {
				p.texts = append(p.texts, text)
			}
			continue
		}
		if tok.Data == "main" {
			main = kind == html.StartTagToken
		}
		if tok.Data == "script" || tok.Data == "style" {
			skip = kind == html.StartTagToken
		}
		for _, a := range tok.Attr {
			if a.Key == "id" {
				p.ids[a.Val] = true
			}
		}
	}
	p.text = all.String()
	return p
}

func readTree(t *testing.T, output string) map[string][]byte {
	t.Helper()
	tree := map[string][]byte{}
	files := os.DirFS(output)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			tree[name], err = fs.ReadFile(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
