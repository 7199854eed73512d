package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"firsthand/generator"
)

// A reached is a link of a file: what it says and where in the file it stands.
type reached struct {
	where  string // "a href", "link canonical", "og:url"
	target string
}

// whole lists the links that are whole addresses on every page, because programs
// keep them apart from the page: what the page is, not where else it leads.
var whole = []string{"link canonical", "link alternate hreflang", "og:url"}

// linksOf lists the links of a page, and the ids that links can name.
func linksOf(page []byte) (links []reached, ids map[string]bool) {
	ids = map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return links, ids
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		attrs := map[string]string{}
		for _, a := range t.Attr {
			attrs[a.Key] = a.Val
		}
		if id, ok := attrs["id"]; ok {
			ids[id] = true
		}
		for _, key := range slices.Sorted(maps.Keys(attrs)) {
			value, where := attrs[key], t.Data+" "+key
			switch key {
			case "href":
				if t.Data == "link" {
					where = "link " + attrs["rel"]
					if _, ok := attrs["hreflang"]; ok && attrs["rel"] == "alternate" {
						where += " hreflang"
					}
				}
			case "src", "poster", "action", "data-script", "data-check":
			case "data-base":
			case "data-files":
				for file := range strings.FieldsSeq(value) {
					links = append(links, reached{where, file})
				}
				continue
			case "srcset":
				for part := range strings.SplitSeq(value, ",") {
					links = append(links, reached{where, strings.Fields(part)[0]})
				}
				continue
			case "content":
				if attrs["property"] != "og:url" {
					continue
				}
				where = "og:url"
			default:
				continue
			}
			links = append(links, reached{where, value})
		}
	}
}

// quiet are pages without a link while there is nothing to be linked: no promise was
// made, or the only month is what changes/ shows. Their addresses stand all the same.
var quiet = regexp.MustCompile(`^(en/)?(commitments|changes/2026-03)/index.html$`)

// A walk follows the links of a built site.
type walk struct {
	tree    map[string][]byte
	ids     map[string]map[string]bool // of pages
	address string                     // of the site, with a slash at its end
	quiet   bool                       // there are quiet pages
}

// leads says which file a link of a file leads to, "" for one that leaves the site,
// and what is wrong with it.
func (w walk) leads(from, target string) (file string, err error) {
	u, err := url.Parse(target)
	if err != nil {
		return "", err
	}
	if rest, ok := strings.CutPrefix(target, w.address); ok {
		from = ""
		if u, err = url.Parse(rest); err != nil {
			return "", err
		}
	}
	switch {
	case u.Scheme != "":
		return "", nil
	case u.Host != "" || strings.HasPrefix(u.Path, "/"):
		return "", fmt.Errorf("it leads from the root of the host")
	}
	file = from
	if u.Path != "" || from == "" {
		file = path.Join(path.Dir(from), u.Path)
		if file == ".." || strings.HasPrefix(file, "../") {
			return "", fmt.Errorf("it leads out of the site")
		}
		if w.tree[file] == nil {
			if !strings.HasSuffix(u.Path, "/") && u.Path != "" {
				return "", fmt.Errorf("there is no file %s", file)
			}
			file = path.Join(file, "index.html")
		}
	}
	if w.tree[file] == nil {
		return "", fmt.Errorf("there is no file %s", file)
	}
	if f := u.Fragment; f != "" && !strings.HasPrefix(f, ":~:") && w.ids[file] != nil && !w.ids[file][f] {
		return "", fmt.Errorf("%s has no place %q", file, f)
	}
	return file, nil
}

// follow follows every link of a site and returns what is wrong, be it that no link
// leads to a page.
func (w walk) follow() (wrong []string) {
	w.ids = map[string]map[string]bool{}
	links := map[string][]reached{}
	for name, data := range w.tree {
		if strings.HasSuffix(name, ".html") {
			links[name], w.ids[name] = linksOf(data)
		}
	}
	seen := map[string]bool{"index.html": true}
	todo := []string{"index.html"}
	next := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(links)) {
		for _, l := range links[name] {
			file, err := w.leads(name, l.target)
			if l.where == "div data-base" {
				_, err = w.leads(name, l.target+"../") // a folder of pages, which has none itself
			}
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %s %q: %v", name, l.where, l.target, err))
				continue
			}
			// A host shows the notice of absence at any address, from which no
			// other link would lead to the site.
			absolute, should := strings.Contains(l.target, "://") && file != "", slices.Contains(whole, l.where)
			if absolute != should && path.Base(name) != "404.html" {
				wrong = append(wrong, fmt.Sprintf("%s: %s %q: is a whole address %v, want %v", name, l.where, l.target, absolute, should))
			}
			if !absolute {
				next[name] = append(next[name], file)
			}
		}
	}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		for _, file := range next[name] {
			if file != "" && !seen[file] {
				seen[file] = true
				todo = append(todo, file)
			}
		}
	}
	for name := range links {
		if !seen[name] && path.Base(name) != "404.html" && !(w.quiet && quiet.MatchString(name)) {
			wrong = append(wrong, name+": no link leads there from the home page")
		}
	}
	slices.Sort(wrong)
	return append(wrong, w.addresses()...)
}

// addresses follows every address of the site in feeds, calendars and data: they are
// whole, because programs read them far from the site.
func (w walk) addresses() (wrong []string) {
	home, _ := url.Parse(w.address)
	any := regexp.MustCompile(`(?:https?|webcal)://` + regexp.QuoteMeta(home.Host) + `\b[^\s"'<>()\\]*`)
	style := regexp.MustCompile(`<\?xml-stylesheet[^>]*href="([^"]*)"|url\(["']?([^"')]*)`)
	for _, name := range slices.Sorted(maps.Keys(w.tree)) {
		if strings.HasPrefix(name, "ledger/") || strings.HasSuffix(name, ".html") {
			continue // what was published; and pages, see follow
		}
		for _, m := range style.FindAllSubmatch(w.tree[name], -1) {
			target := string(m[1]) + string(m[2])
			if _, err := w.leads(name, target); err != nil || strings.Contains(target, "://") {
				wrong = append(wrong, fmt.Sprintf("%s: style %q: %v", name, target, err))
			}
		}
		for _, b := range any.FindAll(w.tree[name], -1) {
			target := strings.TrimRight(html.UnescapeString(string(b)), ".,;:!")
			if strings.HasPrefix(target, "webcal:") {
				target = home.Scheme + strings.TrimPrefix(target, "webcal")
			}
			if !strings.HasPrefix(target+"/", w.address) {
				wrong = append(wrong, fmt.Sprintf("%s: %s lost the folder of the site", name, target))
			} else if strings.Contains(target, "{") {
				continue // a pattern of addresses
			} else if _, err := w.leads("", target); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %s: %v", name, target, err))
			}
		}
	}
	return wrong
}

// elsewhere are sites in several languages with the address that they are built for.
var elsewhere = []struct{ name, site, address string }{
	{"the example", "example", "https://status.northquay.example/"},
	{"the example in a folder", "example", "https://www.northquay.example/about-us/status/"},
	{"right to left", "arabic", "https://status.harbour.example/"},
	{"right to left in a folder", "arabic", "https://harbour.example/status/"},
	{"many states", "busy", "https://status.harbour.example/"},
}

// buildFor builds the example, or a site of testdata/gallery, for an address.
func buildFor(t *testing.T, site, address string) string {
	t.Helper()
	ours := regexp.MustCompile(`(?m)^url: .*$`)
	if site != "example" {
		archive, err := txtar.ParseFile("../testdata/gallery/" + site + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range archive.Files {
			if f.Name == "site.yaml" {
				archive.Files[i].Data = ours.ReplaceAll(f.Data, []byte("url: "+address))
			}
		}
		return play(t, archive)
	}
	content, output := filepath.Join(t.TempDir(), "content"), filepath.Join(t.TempDir(), "public")
	copyInto(t, example, content)
	settings, err := os.ReadFile(filepath.Join(content, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(content, "site.yaml"), string(ours.ReplaceAll(settings, []byte("url: "+address))))
	_, problems, err := generator.Build(t.Context(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatalf("building the example for %s: %v %v", address, err, problems.All())
	}
	return output
}

// TestEveryLinkLeadsSomewhere: relative on pages, whole in feeds and data, at the
// root of a host and in a folder of one, in every language.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, c := range elsewhere {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tree := readTree(t, buildFor(t, c.site, c.address))
			for _, w := range (walk{tree: tree, address: c.address, quiet: c.site != "example"}).follow() {
				t.Error(w)
			}
		})
	}
}

// TestTheWalkSeesBrokenLinks: it has to find each of these.
func TestTheWalkSeesBrokenLinks(t *testing.T) {
	const address = "https://x.example/status/"
	page := func(body string) []byte { return []byte("<!doctype html><h1 id=top>x</h1>" + body) }
	for _, c := range []struct {
		name string
		tree map[string][]byte
		want string
	}{
		{"a whole site", map[string][]byte{"index.html": page(`<link rel=canonical href="https://x.example/status/"><a href="a/#top">a</a><a href="https://y.example/">y</a>`), "a/index.html": page(`<a href="../">up</a>`)}, ""},
		{"a page that is not there", map[string][]byte{"index.html": page(`<a href="a/">a</a>`)}, `index.html: a href "a/": there is no file a/index.html`},
		{"a place that is not there", map[string][]byte{"index.html": page(`<a href="#b">a</a>`)}, `index.html: a href "#b": index.html has no place "b"`},
		{"out of the site", map[string][]byte{"index.html": page(`<a href="../">a</a>`)}, `index.html: a href "../": it leads out of the site`},
		{"from the root", map[string][]byte{"index.html": page(`<img src="/a.png">`), "a.png": {1}}, `index.html: img src "/a.png": it leads from the root of the host`},
		{"a folder without its slash", map[string][]byte{"index.html": page(`<a href="a">a</a><a href="a/">a</a>`), "a/index.html": page("")}, `index.html: a href "a": there is no file a`},
		{"a whole address", map[string][]byte{"index.html": page(`<a href="https://x.example/status/">a</a>`)}, `index.html: a href "https://x.example/status/": is a whole address true, want false`},
		{"a relative canonical", map[string][]byte{"index.html": page(`<link rel="canonical" href="./">`)}, `index.html: link canonical "./": is a whole address false, want true`},
		{"an island", map[string][]byte{"index.html": page(""), "a/index.html": page("")}, `a/index.html: no link leads there from the home page`},
		{"a feed that lost the folder", map[string][]byte{"index.html": page(""), "feed.xml": []byte("<link>https://x.example/feed.xml</link>")}, `feed.xml: https://x.example/feed.xml lost the folder of the site`},
		{"a feed that leads nowhere", map[string][]byte{"index.html": page(""), "feed.xml": []byte("<link>https://x.example/status/a/</link>")}, `feed.xml: https://x.example/status/a/: there is no file a/index.html`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join((walk{tree: c.tree, address: address}).follow(), "\n"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// mirror serves a folder as http://mirror.example/copies/status/ and nothing else,
// and returns a client that finds it there.
func mirror(t *testing.T, output string) *http.Client {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/copies/status/", http.FileServer(http.Dir(output))))
	t.Cleanup(server.Close)
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, host string) (net.Conn, error) {
		if host != "mirror.example:80" {
			return nil, fmt.Errorf("a copy asks %s for something", host)
		}
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}}
}

// TestACopyUnderAnotherNameIsWhole reads a copy of a site as a program would that
// downloads it: it starts at the home page, follows relative links, and has every
// page and every file that pages need in the end.
func TestACopyUnderAnotherNameIsWhole(t *testing.T) {
	const home = "http://mirror.example/copies/status/"
	for _, c := range elsewhere[:3] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			output := buildFor(t, c.site, c.address)
			client := mirror(t, output)
			got := map[string]bool{}
			for todo := []string{home}; len(todo) > 0; todo = todo[1:] {
				at := todo[0]
				if got[at] {
					continue
				}
				got[at] = true
				answer, err := client.Get(at)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err != nil || answer.StatusCode != http.StatusOK || answer.Request.URL.String() != at {
					t.Errorf("%s: %s %v, from %s", at, answer.Status, err, answer.Request.URL)
				}
				if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
					continue
				}
				base, _ := url.Parse(at)
				links, _ := linksOf(body)
				for _, l := range links {
					u, err := base.Parse(l.target)
					if err != nil {
						t.Errorf("%s: %v", at, err)
						continue
					}
					u.Fragment = ""
					if to := u.String(); u.Host == "mirror.example" && l.where != "div data-base" {
						todo = append(todo, to)
					}
				}
			}
			for name := range readTree(t, output) {
				at := home + strings.TrimSuffix(name, "index.html")
				needed := strings.HasSuffix(name, ".html") || strings.HasPrefix(name, "assets/") || strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js")
				if needed && !got[at] && path.Base(name) != "404.html" && name != "feed.css" && !(c.site != "example" && quiet.MatchString(name)) {
					t.Errorf("a copy lacks %s", name)
				}
			}
		})
	}
}

// kindsOf returns one page of each kind of a site, in each language: those that
// differ only in a number or in the name of what they are about are of a kind.
func kindsOf(tree map[string][]byte) []string {
	about := regexp.MustCompile(`(incidents|components|history/component|history/kind|v|updates|changes)/[^/]+/`)
	kinds := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if strings.HasSuffix(name, ".html") {
			kinds[about.ReplaceAllString(name, "$1/*/")] = name // the last, which has most before it
		}
	}
	return slices.Sorted(maps.Values(kinds))
}

// TestPagesFromADisk opens pages of every kind as files, follows links between them,
// and looks at what a reader sees.
func TestPagesFromADisk(t *testing.T) {
	ctx := browser(t)
	for _, site := range []struct{ name, address string }{{"example", "https://status.northquay.example/"}, {"arabic", "https://status.harbour.example/"}} {
		output := buildFor(t, site.name, site.address)
		from := "file://" + filepath.ToSlash(output) + "/"
		tab := openTab(t, ctx, "Europe/Madrid", "2026-10-01T12:00:00Z", true)
		for _, page := range kindsOf(readTree(t, output)) {
			tab.visit(t, from+page, 390)
			tab.mu.Lock()
			for _, c := range tab.complaints {
				t.Errorf("%s: the browser complains: %s", page, c)
			}
			for _, asked := range tab.asked {
				name, ours := strings.CutPrefix(asked, from)
				if _, err := os.Stat(filepath.Join(output, filepath.FromSlash(name))); !ours || err != nil {
					t.Errorf("%s asks for %s", page, asked)
				}
			}
			tab.mu.Unlock()
			type seen struct {
				Plain   bool
				Broken  []string
				Folders []string
			}
			got := eval[seen](t, tab, `({Plain: getComputedStyle(document.querySelector("h1")).fontWeight != "600",
				Broken: [...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src),
				Folders: [...document.querySelectorAll("a")].filter(a => a.protocol == "file:" && /\/$/.test(a.pathname)).map(a => a.href)})`)
			if got.Plain || len(got.Broken) > 0 || len(got.Folders) > 0 {
				t.Errorf("%s: without style %v, pictures that are missing %q, links that show a list of files %q", page, got.Plain, got.Broken, got.Folders)
			}
		}
		// As a reader goes: from the home page to the history, to an account, to a
		// statement of it, to the place in the account, and home.
		tab.visit(t, from+"index.html", 390)
		for _, click := range []string{`nav a[href$="history/index.html"]`, `.row h3 a`, `#said + ol h3 a`, `.go a[href*="/incidents/"]`, `.mast .name`} {
			before := eval[string](t, tab, `location.href`)
			if _, err := chromedp.Run(tab, chromedp.Evaluate[any](fmt.Sprintf(`setTimeout(() => document.querySelector(%q).click()), 0`, click))); err != nil {
				t.Fatalf("%s: %v", click, err)
			}
			if !comesTrue(tab, fmt.Sprintf(`location.href != %q && document.readyState == "complete" && !!document.querySelector("main h1")`, before)) {
				t.Fatalf("clicking on %s at %s leads to no page, but to %s", click, before, eval[string](t, tab, `location.href`))
			}
		}
		if got := eval[string](t, tab, `location.href`); got != from+"index.html" {
			t.Errorf("the way ends at %s", got)
		}
	}
}

// comesTrue waits until a condition holds in a tab, for some seconds at most.
func comesTrue(tab *tab, condition string) bool {
	for range 250 {
		if ok, err := chromedp.Run(tab, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}
