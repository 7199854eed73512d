package feed_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
	"firsthand/generator/site"
)

// seen is an item as a reader program sees it.
type seen struct {
	ID, Link, Title, HTML string
	Date                  time.Time
	Tags                  []string
}

func read(t testing.TB, path string, b []byte) (*gofeed.Feed, []seen) {
	t.Helper()
	f, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var items []seen
	for _, i := range f.Items {
		items = append(items, seen{i.GUID, i.Link, i.Title, i.Content, i.PublishedParsed.UTC(), i.Categories})
	}
	return f, items
}

// Every feed is read by a reader program; the three formats tell it the same.
func TestReadersAgree(t *testing.T) {
	got := files(t, options(), northquay(t, nil))
	for path, rss := range got {
		folder, ok := strings.CutSuffix(path, "feed.xml")
		if !ok {
			continue
		}
		f, want := read(t, path, rss)
		if f.Title == "" || f.Description == "" || f.Language == "" || f.FeedLink != "https://status.northquay.example/"+path {
			t.Errorf("%s: title %q, description %q, language %q, own link %q", path, f.Title, f.Description, f.Language, f.FeedLink)
		}
		for i := 1; i < len(want); i++ {
			if !want[i].Date.Before(want[i-1].Date) {
				t.Errorf("%s: item %d is not older than the one before it", path, i)
			}
		}
		updated := genesis
		if len(want) > 0 {
			updated = want[0].Date
		}
		for _, ext := range []string{"atom", "json"} {
			other, items := read(t, folder+"feed."+ext, got[folder+"feed."+ext])
			if diff := cmp.Diff(want, items); diff != "" {
				t.Errorf("%sfeed.%s against feed.xml (-want +got):\n%s", folder, ext, diff)
			}
			if diff := cmp.Diff([]string{f.Title, f.Description, f.Language, f.Link}, []string{other.Title, other.Description, other.Language, other.Link}); diff != "" {
				t.Errorf("head of %sfeed.%s against feed.xml (-want +got):\n%s", folder, ext, diff)
			}
			if ext == "atom" && !other.UpdatedParsed.Equal(updated) {
				t.Errorf("%sfeed.atom was updated %v, want %v", folder, other.UpdatedParsed, updated)
			}
		}
		if !f.UpdatedParsed.Equal(updated) {
			t.Errorf("%s was updated %v, want %v", path, f.UpdatedParsed, updated)
		}
	}
}

func TestEmptyFeed(t *testing.T) {
	got := files(t, options(), nil)
	for _, path := range []string{"feed.xml", "feed.atom", "feed.json", "es/feed.xml", "es/feed.atom", "es/feed.json"} {
		if _, items := read(t, path, got[path]); len(items) > 0 {
			t.Errorf("%s holds %d items", path, len(items))
		}
	}
	if !bytes.Contains(got["feed.json"], []byte(`"items": []`)) {
		t.Errorf("a JSON Feed needs a list of items even if it is empty:\n%s", got["feed.json"])
	}
	if !bytes.Contains(got["feed.atom"], []byte("<updated>2026-01-02T09:00:00Z</updated>")) {
		t.Errorf("an empty feed is dated by the beginning of the ledger:\n%s", got["feed.atom"])
	}
}

func TestWrongInput(t *testing.T) {
	publications := northquay(t, nil)
	slices.Reverse(publications)
	noAddress := options()
	noAddress.Site.URL = nil
	for _, c := range []struct {
		name, want   string
		o            feed.Options
		publications []disclosure.Publication
	}{
		{"no site", "making feeds: the site has no address", feed.Options{}, nil},
		{"no address", "making feeds: the site has no address", noAddress, nil},
		{"order", "making feeds: entry 21 comes after entry 22", options(), publications},
		{"name", `making feeds: entry 1: "x" does not name a document`, options(), []disclosure.Publication{{Seq: 1, Doc: "x"}}},
		{"gap", "making feeds: entry 1: x/01 has revision 2 after 0", options(), []disclosure.Publication{{Seq: 1, Doc: "x/01", Rev: 2}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := feed.Files(c.o, c.publications)
			if err == nil || err.Error() != c.want {
				t.Errorf("got error %v, want %s", err, c.want)
			}
		})
	}
}

// elements are what the HTML of an item may hold, with the attributes of each.
var elements = map[string][]string{
	"div": {"lang", "dir"}, "p": nil, "br": nil, "hr": nil, "strong": nil, "em": nil, "del": nil, "code": nil, "pre": nil,
	"h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "ul": nil, "ol": {"start"}, "li": nil, "blockquote": nil,
	"table": nil, "thead": nil, "tbody": nil, "tr": nil, "th": {"scope"}, "td": nil,
	"a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"},
}

// checkHTML reports markup that has no place in a feed.
func checkHTML(t testing.TB, id, s string) {
	t.Helper()
	if !strings.HasPrefix(s, `<div lang="`) {
		t.Errorf("%s does not say its language: %.60q", id, s)
	}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) || len(open) > 0 {
				t.Errorf("%s: %v with %q open", id, z.Err(), open)
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%s holds a comment", id)
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("%s: </%s> closes nothing, %q are open", id, name, open)
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			attributes, known := elements[tag.Data]
			if !known {
				t.Errorf("%s holds <%s>", id, tag.Data)
			}
			if tag.Data != "br" && tag.Data != "hr" && tag.Data != "img" {
				open = append(open, tag.Data)
			}
			for _, a := range tag.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Errorf("%s: <%s> has %s=%q", id, tag.Data, a.Key, a.Val)
				}
				if a.Key == "href" || a.Key == "src" {
					u, err := url.Parse(a.Val)
					if err != nil || !slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme) {
						t.Errorf("%s links to %q", id, a.Val)
					}
				}
			}
		}
	}
}

func TestMarkup(t *testing.T) {
	for path, b := range files(t, options(), northquay(t, nil)) {
		if path == feed.StyleSheet {
			continue
		}
		_, items := read(t, path, b)
		for _, i := range items {
			checkHTML(t, i.ID, i.HTML)
		}
	}
}

// hostile publishes one text in every place that an author can write in.
func hostile(t testing.TB, s string) *ledger {
	l := &ledger{run: -1, now: genesis}
	l.publish("2026-03-03 09:52")
	facts := disclosure.Facts{
		Title: s, Kind: disclosure.Kind(s), Status: disclosure.Status(s), Components: []disclosure.Impact{{ID: s, Impact: s}, {ID: "booking", Impact: "degraded"}},
		HowToKnow: s, Supplier: s, DiscoveredBy: s, Origin: s, RootCause: s, Related: []string{s}, MergedInto: s, Unknowns: []string{s, s},
		Affected:    []disclosure.Affected{{Who: s, Count: 3, Unit: s, Certainty: disclosure.Certainty(s)}, {Who: s, Min: 1, Max: 2, Unit: "people"}},
		NotAffected: []disclosure.NotAffected{{Who: s, Basis: s}},
		Data:        []disclosure.Data{{Category: s, Exposure: disclosure.Exposure(s), Effects: []string{s}, Protection: s, Detail: s, Basis: s}},
		Actions:     disclosure.Actions{Steps: []disclosure.Action{{Do: s, Why: s, For: s, When: s, Link: s}}},
		Measures:    []disclosure.Measure{{Text: s, State: s}}, Support: []disclosure.Support{{What: s, For: s, Provider: s, Cost: s, How: s}},
		Notified: []disclosure.Notified{{Who: s, Name: s}}, AlsoSaid: []disclosure.AlsoSaid{{Where: s}},
		Contact:  disclosure.Contact{Email: s, Phone: s, Hours: s, Web: s, Post: s, Press: s},
		HeldBack: []disclosure.HeldBack{{What: s, Why: s}}, Verification: []disclosure.Verification{{What: s, How: s, By: s, Result: s}},
		Commitments:   []disclosure.Commitment{{ID: s, Text: s, State: s, Evidence: s, Reason: s}},
		Vulnerability: disclosure.Weakness{CVE: []string{s}, Severity: s, CVSS: s, Affected: []string{s}, Fixed: []string{s}, Workaround: s, Exploited: s},
		NextUpdate:    disclosure.NextUpdate{When: s},
	}
	said := disclosure.Said{
		Headline: s, Summary: s, Facts: facts, Corrections: map[string]string{"supplier": s, s: s}, Emptied: []string{s}, Removed: []string{s}, Redacted: s,
		Text: text(s, section("what-happened", s, s), disclosure.Passage{Heading: s, MD: s}),
	}
	p := l.say("2026-03-03-x/01", said)
	p.Lang, p.Context = s, disclosure.Context{Components: map[string]string{"booking": s, s: s}, Assets: map[string]string{s: s}}
	l.publish("2026-03-04 09:52")
	said.Facts.Supplier, said.Withdraws = "other", []int{1}
	l.say("2026-03-03-x/02", said)
	l.publish("2026-03-05 09:52")
	l.redact("2026-03-03-x/01", s, func(*disclosure.Said) {})
	l.publish("2026-03-06 09:52")
	l.say("2026-03-03-x/questions", disclosure.Said{Questions: []disclosure.Question{{Question: s, MD: s}, {Question: "?", MD: "!"}}})
	l.edit("2026-03-03-x/02", func(said *disclosure.Said) {
		said.Headline, said.Text[0].MD, said.Facts.Supplier = s+"x", "x\n\n"+s, s
		said.Corrections = map[string]string{s: s + "x"}
	})
	return l
}

// checkHostile makes feeds of a text and reads them strictly.
func checkHostile(t testing.TB, s string) {
	t.Helper()
	o := options()
	o.Site.Languages = []string{"en"}
	o.Site.Name, o.Site.About, o.Site.Organisation = site.Words{"": s}, site.Words{"": s}, s
	l := hostile(t, s)
	all := files(t, o, l.publications)
	// Items have the same bytes in every feed, so it is enough to look at one that
	// holds all of them, and at each kind of head.
	heads := []string{"incidents/2026-03-03-x/feed.xml", "components/booking/feed.atom", "feed.json"}
	maps.DeleteFunc(all, func(path string, _ []byte) bool {
		return !strings.HasPrefix(path, "changes.") && !slices.Contains(heads, path)
	})
	strict(t, all)
	for path, b := range all {
		if bytes.ContainsFunc(b, func(r rune) bool {
			return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\uFFFE' || r == '\uFFFF'
		}) {
			t.Errorf("%s holds a control character", path)
		}
	}
	var rss, atom, json checker
	want := rss.tell(all["changes.xml"])
	for _, other := range [][]told{atom.tell(all["changes.atom"]), json.tell(all["changes.json"])} {
		if diff := cmp.Diff(want, other); diff != "" {
			t.Errorf("RSS and another format tell different things (-RSS +other):\n%s", diff)
		}
	}
	if len(want) != len(l.publications) {
		t.Errorf("%d items, want %d", len(want), len(l.publications))
	}
	for _, i := range want {
		checkHTML(t, i.ID, i.HTML)
		if strings.ContainsAny(i.Title, "\n\t\u202E\u2066") || len([]rune(i.Title)) > 500 {
			t.Errorf("title %.100q of %d bytes", i.Title, len(i.Title))
		}
	}
	if _, items := read(t, "changes.xml", all["changes.xml"]); len(items) != len(want) {
		t.Errorf("gofeed finds %d items, want %d", len(items), len(want))
	}
}

// told is what an item says, by the specification of its format.
type told struct{ ID, Link, Title, Summary, HTML, Lang string }

// tell returns the items of a feed in any format.
func (c *checker) tell(b []byte) (all []told) {
	if bytes.HasPrefix(b, []byte("{")) {
		var f struct {
			Items []struct{ ID, URL, Title, Summary, Content_HTML, Language string }
		}
		if err := json.Unmarshal(b, &f); err != nil {
			c.add("%v", err)
		}
		for _, i := range f.Items {
			all = append(all, told{i.ID, i.URL, i.Title, i.Summary, i.Content_HTML, i.Language})
		}
		return all
	}
	root := c.xml(b)
	if root == nil {
		return nil
	}
	if root.name == "feed" {
		for _, e := range root.all(atomNS, "entry") {
			text := func(name string) string { return c.one(e, atomNS, name).text }
			all = append(all, told{text("id"), c.one(e, atomNS, "link").attr["href"], text("title"), text("summary"), text("content"), e.attr["xml:lang"]})
		}
		return all
	}
	for _, i := range c.one(root, "", "channel").all("", "item") {
		text := func(name string) string { return c.one(i, "", name).text }
		all = append(all, told{
			text("guid"), text("link"), text("title"), html.UnescapeString(text("description")), c.one(i, contentNS, "encoded").text, i.attr["xml:lang"],
		})
	}
	return all
}

var hostileTexts = []string{
	"]]>", "<![CDATA[", "]]]]><![CDATA[>", "</content:encoded></item>", "<script>alert(1)</script>", "<!-- x -->", "&nbsp;&#0;&#x1F;",
	"\x00\x01\x1b\x7f\u0085\u009b", "\xff\xfe\xed\xa0\x80", "\uFFFE\uFFFF\U0001FFFE", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\u202Eevil\u2066", "مرحبا \u200F بكم",
	"{title} {date} {n}", "javascript:alert(1)", "//evil.example/x", "../../../../etc/passwd", "https://ok.example/a b?\"'<>&", "mailto:a@b.example?x=\"",
	"```x\" onload=\"y\n<b>\n```\n\n![x](files/a.png)\n", "[a](javascript:x) [b](data:x) [c](../../../x) <https://e.example/\"x>", "\r\n\r\n# h\r\n> q\r\n\r\n1) x\r\n",
	"/", "#", "files/", "?", "%", "http://[::1", "http:", "en\"><script>", "\u2028\u2029", "e\u0301" + strings.Repeat("\u0301", 3000),
	`<code class="language-`, ` loading="lazy">`, "", " ",
}

func TestVeryLongText(t *testing.T) {
	for _, s := range []string{strings.Repeat("long ", 2000), strings.Repeat("]]>", 800)} {
		checkHostile(t, s)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkHostile(t, s) })
}
