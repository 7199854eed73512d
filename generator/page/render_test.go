package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/engine"
	"firsthand/generator/feed"
	"firsthand/generator/page"
	"firsthand/generator/site"
	"firsthand/themes"
)

// render renders a site with the built-in theme.
func render(t testing.TB, in page.Input) map[string][]byte {
	t.Helper()
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	s := engine.Site{Themes: []fs.FS{themes.Firsthand()}, View: set.Site, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, code := range in.Site.Languages {
		s.Languages = append(s.Languages, engine.Language{Code: code, Direction: page.Direction(code)})
	}
	for _, p := range set.Pages {
		s.Pages = append(s.Pages, engine.Page{Path: p.Path, Layout: p.Layout, Lang: p.Lang, Title: p.Title, View: p.View})
	}
	files, err := engine.Render(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range set.Files {
		files[name] = b
	}
	return files
}

// dataBlock marks a script element that holds data.
var dataBlock = html.Attribute{Key: "type", Val: "application/ld+json"}

// TestRenderedPages renders whole sites and judges every page as a browser and a
// screen reader would.
func TestRenderedPages(t *testing.T) {
	long := input(t, now)
	long.Incidents = assemble(t, manyLines(30))
	long.Site = northquay()
	long.Site.Languages = []string{"en"}
	long.Pages = nil
	for i := range 40 {
		long.Site.Groups[1].Components = append(long.Site.Groups[1].Components, site.Component{ID: fmt.Sprintf("part-%d", i), Name: site.Words{"": fmt.Sprintf("Part %d with a long name of its own", i)}})
	}
	empty := input(t, now)
	empty.Incidents, empty.LastEntry, empty.Genesis, empty.Pages = nil, time.Time{}, time.Time{}, nil
	empty.Site = &site.Site{Name: site.Words{"": "Small & plain"}, URL: &url.URL{Scheme: "https", Host: "status.example", Path: "/sub/folder/"}, Languages: []string{"en"}}
	preview := input(t, "2026-03-14T07:30:00Z")
	preview.Preview, preview.FirstDraft = true, 16
	for _, c := range []struct {
		name string
		in   page.Input
	}{
		{"example", input(t, now)}, {"long", long}, {"empty", empty}, {"preview", preview},
		{"later", input(t, "2027-01-01T00:00:00Z")},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := render(t, c.in)
			if feeds := !c.in.Preview; feeds {
				// The feeds, the record and the assets are made by others.
				for _, name := range recordFiles(c.in) {
					files[name] = nil
				}
				for _, name := range feedFiles(c.in) {
					files[name] = nil
				}
			}
			files["assets/"+strings.Repeat("ab12", 16)+".csv"] = nil
			pages := map[string]*judged{}
			for name, b := range files {
				if strings.HasSuffix(name, ".html") {
					pages[name] = judge(t, name, b)
				}
			}
			for name, p := range pages {
				for _, link := range p.links {
					follow(t, name, link, files, pages, c.in.Site.URL)
				}
			}
		})
	}
}

func feedFiles(in page.Input) []string {
	var names []string
	for i, lang := range in.Site.Languages {
		if i == 0 {
			lang = ""
		}
		all := feed.List(in.Site, lang)
		for _, inc := range in.Incidents {
			all = append(all, feed.OfIncident(lang, inc.ID))
		}
		for _, f := range all {
			names = append(names, f.Path("xml"), f.Path("atom"), f.Path("json"))
		}
	}
	return names
}

// manyLines is an outage with n statements, long words and hostile text.
func manyLines(n int) []ledgerLine {
	hostile := `<script>alert(1)</script> "quoted" & 'single' {{ .Site }} <nil> ` + strings.Repeat("verylongwordwithoutanybreak", 12)
	var lines []ledgerLine
	at := instant("2026-04-01T08:00:00Z")
	for i := range n {
		said := disclosure.Said{
			Headline: fmt.Sprintf("Statement %d: %s", i+1, hostile), Summary: hostile,
			Facts: disclosure.Facts{
				Affected: people(i, "2026-04-01"), Status: disclosure.Investigating, NextUpdate: disclosure.NextUpdate{At: disclosure.At(at)},
				Started: disclosure.When{Certainty: disclosure.Unknown},
			},
			Text: text(news("We go on. "+hostile), about("what-happened", fmt.Sprintf("State %d.\n\n# A large heading\n\n#### A small one\n\n| a | b |\n|---|---|\n| 1 | 2 |", i))),
		}
		if i == 0 {
			said.Facts.Title, said.Facts.Kind = hostile, disclosure.Outage
		}
		lines = append(lines, ledgerLine{time: at.Format(time.RFC3339), doc: disclosure.StatementDoc("2026-04-01-long", i+1, ""), said: said})
		at = at.Add(time.Hour)
	}
	return lines
}

// A judged page is what links need to know of it.
type judged struct {
	ids   map[string]bool
	links []string
}

var (
	void     = []string{"meta", "link", "br", "hr", "img", "input", "wbr"}
	noBlocks = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "strong", "em", "time", "dt", "summary"}
	blocks   = []string{"p", "div", "ul", "ol", "dl", "table", "section", "article", "aside", "header", "footer", "nav", "h1", "h2", "h3", "h4", "blockquote", "pre", "details"}
)

// judge checks that a page is well-formed, has its landmarks and headings in
// order, and holds nothing that its own policy forbids.
func judge(t *testing.T, name string, b []byte) *judged {
	t.Helper()
	p := &judged{ids: map[string]bool{}}
	complain := func(format string, args ...any) { t.Helper(); t.Errorf("/%s: %s", name, fmt.Sprintf(format, args...)) }
	var open []string
	seen := map[string]int{}
	level, data := 0, false
	z := html.NewTokenizer(bytes.NewReader(b))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				complain("%v", z.Err())
			}
			break
		}
		token := z.Token()
		tag := token.Data
		switch kind {
		case html.StartTagToken:
			seen[tag]++
			data = slices.Contains(token.Attr, dataBlock)
			if data {
				seen[tag]-- // data for programs, which nothing runs
			}
			if slices.Contains(blocks, tag) {
				for _, outer := range open {
					if slices.Contains(noBlocks, outer) {
						complain("<%s> in <%s>: %s", tag, outer, strings.Join(open, " "))
					}
				}
			}
			if !slices.Contains(void, tag) {
				open = append(open, tag)
			}
			if len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
				if n := int(tag[1] - '0'); n > level+1 {
					complain("a heading of level %d after one of level %d", n, level)
				} else {
					level = n
				}
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag {
				complain("</%s> closes <%s>", tag, strings.Join(open, " "))
				return p
			}
			open = open[:len(open)-1]
		case html.TextToken:
			if len(open) > 0 && open[len(open)-1] == "script" && data && !json.Valid([]byte(token.Data)) {
				complain("no JSON: %q", token.Data)
			}
			if s := token.Data; strings.Contains(s, "ZgotmplZ") || strings.Contains(s, "[i18n]") {
				complain("left over: %q", s)
			}
		}
		for _, a := range token.Attr {
			switch {
			case a.Key == "id":
				if p.ids[a.Val] {
					complain("two elements have the id %q", a.Val)
				}
				p.ids[a.Val] = true
			case a.Key == "href" || a.Key == "src":
				p.links = append(p.links, a.Val)
				if strings.HasPrefix(a.Val, "javascript:") || a.Val == "" {
					complain("a link to %q", a.Val)
				}
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				complain("the attribute %s", a.Key)
			case a.Key == "aria-labelledby" && !bytes.Contains(b, []byte(`id="`+a.Val+`"`)):
				complain("aria-labelledby=%q names nothing", a.Val)
			}
		}
	}
	if len(open) > 0 {
		complain("not closed: %v", open)
	}
	scripts := 1
	if strings.HasSuffix(name, "404.html") {
		scripts = 0
	}
	for tag, want := range map[string]int{"h1": 1, "main": 1, "title": 1, "header": -1, "footer": 1, "script": scripts, "form": 0, "iframe": 0} {
		if got := seen[tag]; got != want && (want >= 0 || got == 0) {
			complain("%d <%s>", got, tag)
		}
	}
	if !bytes.Contains(b, []byte(`href="#main"`)) {
		complain("no link to skip to the content")
	}
	return p
}

// follow checks that a link leads somewhere.
func follow(t *testing.T, from, link string, files map[string][]byte, pages map[string]*judged, base *url.URL) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Errorf("/%s links to %q", from, link)
		return
	}
	if rest, own := strings.CutPrefix(link, base.String()); own {
		u, _ = url.Parse(rest)
		from = "index.html"
	}
	if u.Scheme != "" {
		return
	}
	if strings.HasPrefix(u.Path, "/") {
		if !strings.HasSuffix(from, "404.html") {
			t.Errorf("/%s links to %q, from the root of the host", from, link)
		}
		return
	}
	file := from
	if u.Path != "" {
		file = path.Join(path.Dir(from), u.Path)
		if strings.HasSuffix(u.Path, "/") {
			file = path.Join(file, "index.html")
		}
	} else if link == "" {
		file = "index.html"
	}
	if _, ok := files[file]; !ok {
		t.Errorf("/%s links to %q: there is no %s", from, link, file)
		return
	}
	if p := pages[file]; p != nil && u.Fragment != "" && !p.ids[u.Fragment] {
		t.Errorf("/%s links to %q: there is no such place", from, link)
	}
}

func TestStableAnchors(t *testing.T) {
	account := string(render(t, input(t, now))["incidents/"+breach+"/index.html"])
	for _, id := range []string{"you", "do", "ask", "know", "facts", "said", "cite", "u1", "u6", "fact-affected", "fact-started", "fact-data-phone", "step-1", "step-3", "questions", "question-1", "what-happened"} {
		if strings.Count(account, ` id="`+id+`"`) != 1 {
			t.Errorf("the account has no place called %q", id)
		}
	}
	order := []string{`id="you"`, `id="do"`, `id="ask"`, `id="facts"`, `id="what-happened"`, `id="what-information"`, `id="what-this-could-mean"`, `id="what-we-are-doing"`, `id="know"`, `id="said"`, `id="cite"`, `id="follow"`}
	last := 0
	for _, part := range order {
		at := strings.Index(account, part)
		if at < last {
			t.Errorf("%s stands too early", part)
		}
		last = at
	}
}

// TestMissingPageCarriesItsStyle compares the hash in the policy of 404.html with
// the style in it.
func TestMissingPageCarriesItsStyle(t *testing.T) {
	b := string(render(t, input(t, now))["404.html"])
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(b)
	if style == nil {
		t.Fatal("404.html has no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(b, want) {
		t.Errorf("the policy of 404.html should say %s", want)
	}
}

// TestHostileTextStaysText looks for what an author could have smuggled in.
func TestHostileTextStaysText(t *testing.T) {
	in := input(t, now)
	in.Incidents = assemble(t, manyLines(2))
	for name, b := range render(t, in) {
		if bytes.Contains(b, []byte("<script>")) {
			t.Errorf("/%s holds a script", name)
		}
	}
}

// recordFiles lists the files of the public record that pages link to.
func recordFiles(in page.Input) []string {
	names := []string{"ledger/entries.jsonl", "ledger/checkpoint"}
	for _, incident := range in.Incidents {
		for _, version := range incident.Versions {
			for _, p := range version.Publications {
				names = append(names, address.LedgerRecord(string(p.Doc), p.Rev), address.Proof(p.Seq))
			}
		}
	}
	return names
}
