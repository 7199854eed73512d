package announce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	realfeed "firsthand/generator/feed"
	"firsthand/generator/site"
)

// A chronicle is a ledger that grows, with the site that is built from it.
type chronicle struct {
	t            *testing.T
	now          time.Time
	publications []disclosure.Publication
}

// say publishes a statement, or its translation, or a repair, in a run of its own.
func (c *chronicle) say(kind disclosure.PublicationType, doc, lang string, rev int, said disclosure.Said) {
	c.now = c.now.Add(3 * time.Hour)
	seq := len(c.publications) + 1
	c.publications = append(c.publications, disclosure.Publication{
		Seq: seq, Run: seq, Type: kind, Doc: disclosure.Doc(doc), Rev: rev, Lang: lang, Time: c.now, Said: said,
		Context: disclosure.Context{Components: map[string]string{"booking": "Booking"}},
	})
}

func (c *chronicle) outage(id string, n int, status disclosure.Status, component string) {
	said := disclosure.Said{
		Headline: fmt.Sprint("News ", n), Summary: "A summary.", Text: []disclosure.Passage{{MD: strings.Repeat("Many words. ", 300)}},
		Facts: disclosure.Facts{Status: status},
	}
	if n == 1 {
		said.Facts.Title, said.Facts.Kind = "Slow: "+id, disclosure.Outage
		if component != "" {
			said.Facts.Components = []disclosure.Impact{{ID: component, Impact: "degraded"}}
		}
	}
	c.say(disclosure.Published, fmt.Sprintf("%s/%02d", id, n), "en", 1, said)
}

// live builds the feeds.
func (c *chronicle) live(s *site.Site) liveSite {
	c.t.Helper()
	files, err := realfeed.Files(realfeed.Options{Site: s, Origin: "status.example.com", Genesis: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}, c.publications)
	if err != nil {
		c.t.Fatal(err)
	}
	return files
}

func exampleSite() *site.Site {
	return &site.Site{
		Name: site.Words{"": "Example status"}, Languages: []string{"en", "es"}, URL: &url.URL{Scheme: "https", Host: "status.example.com", Path: "/"},
		Groups: []site.Group{{Components: []site.Component{{ID: "booking", Name: site.Words{"": "Booking"}}, {ID: "exports", Name: site.Words{"": "Exports"}}}}},
	}
}

// A site of which nobody was told for a year: each of 400 events once, oldest
// first, although the feed holds only some of them.
func TestAYearAway(t *testing.T) {
	c := &chronicle{t: t, now: time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)}
	c.outage("open", 1, disclosure.Investigating, "")
	h := serve(t, status(200))
	b := newBench(t, nil, h.webhook("a"))
	b.Site, b.Since = exampleSite(), time.Time{}
	b.write = func(path string, data []byte) error { return os.WriteFile(path, data, 0o644) } // without waiting for the disk
	b.Live = c.live(b.Site)
	b.run()
	same(t, "the first", 1, len(h.got(t)))
	var want []string
	for i := range 200 {
		id := fmt.Sprintf("n%03d", i)
		c.now = c.now.Add(40 * time.Hour)
		c.outage(id, 1, disclosure.Investigating, "booking")
		c.outage(id, 2, disclosure.Resolved, "")
		want = append(want, "Investigating: News 1 · Slow: "+id, "Resolved: News 2 · Slow: "+id)
	}
	b.Live = c.live(b.Site)
	if items, _, err := parseFeed(b.Live.(liveSite)["feed.json"]); err != nil || len(items) > 300 {
		t.Fatalf("the feed holds %d items (%v): this test is about those that it does not hold", len(items), err)
	}
	b.run()
	got := h.got(t)
	for i := range got {
		if !strings.HasSuffix(got[i], want[i][strings.Index(want[i], "News"):]) {
			t.Fatalf("message %d is %q, want %q", i, got[i], want[i])
		}
	}
	same(t, "messages", len(want), len(got))
	b.run()
	same(t, "again", []string(nil), h.got(t))
}

// An item in the archive is the item that the feed held.
func TestArchiveHoldsTheSame(t *testing.T) {
	c := &chronicle{t: t, now: now}
	for n := range 20 {
		c.outage("a", n+1, disclosure.Investigating, "booking")
	}
	files := c.live(exampleSite())
	items, archive, err := parseFeed(files["feed.json"])
	if err != nil || archive != "https://status.example.com/feed/1.atom" {
		t.Fatal(archive, err)
	}
	older, before, err := parseArchive(files["feed/1.atom"])
	if err != nil || before != "" {
		t.Fatal(before, err)
	}
	byID := func(a, b Item) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(items, byID)
	slices.SortFunc(older, byID)
	same(t, "items", items[:20], older)
}

// reads counts what is read of a live site.
type reads struct {
	liveSite
	paths []string
}

func (r *reads) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	r.paths = append(r.paths, path)
	return r.liveSite.Read(ctx, path, limit)
}

// The archive is read when it may hold something new, and only as far back.
func TestArchiveIsReadWhenNeeded(t *testing.T) {
	c := &chronicle{t: t, now: now}
	for n := range 81 {
		c.outage("a", n+1, disclosure.Investigating, "booking")
	}
	b := newBench(t, nil)
	b.Site = exampleSite()
	files := c.live(b.Site)
	all := map[int]time.Time{}
	for i, p := range c.publications {
		all[i+1] = p.Time
	}
	for _, test := range []struct {
		name  string
		since time.Time
		want  []string
	}{
		{"nothing new", all[81].Add(1), []string{"feed.json"}},
		{"the newest", all[81], []string{"feed.json"}},
		{"forty", all[42], []string{"feed.json"}},
		{"sixty", all[22], []string{"feed.json", "feed/4.atom", "feed/3.atom", "feed/2.atom"}},
		{"all", time.Time{}, []string{"feed.json", "feed/4.atom", "feed/3.atom", "feed/2.atom", "feed/1.atom"}},
	} {
		live := &reads{liveSite: files}
		r := &run{Options: b.Options}
		r.Live = live
		f := r.read(t.Context(), "feed.json", test.since)
		if f.err != nil {
			t.Fatal(f.err)
		}
		same(t, test.name, test.want, live.paths)
	}
	for name, wrong := range map[string]struct {
		change map[string][]byte
		want   string
	}{
		"missing":   {map[string][]byte{"feed/3.atom": nil}, "reading the archive of the live feed: feed/3.atom is not there"},
		"no feed":   {map[string][]byte{"feed/3.atom": []byte("<html>")}, "reading the archive of the live feed feed/3.atom: this is not an Atom feed"},
		"no id":     {map[string][]byte{"feed/3.atom": []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>`)}, "item 1 has no id, no date or no address"},
		"elsewhere": {map[string][]byte{"feed/3.atom": []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="https://evil.example/"/></feed>`)}, "its archive goes on at https://evil.example/, where it cannot be"},
	} {
		broken := maps.Clone(files)
		for path, data := range wrong.change {
			broken[path] = data
			if data == nil {
				delete(broken, path)
			}
		}
		r := &run{Options: b.Options}
		r.Live = broken
		if f := r.read(t.Context(), "feed.json", time.Time{}); f.err == nil || !strings.Contains(f.err.Error(), wrong.want) {
			t.Errorf("%s: %v", name, f.err)
		}
	}
}

// A hub is told of each feed that has something new, and of no other, once in a
// run.
func TestHubs(t *testing.T) {
	c := &chronicle{t: t, now: now.Add(-12 * time.Hour)}
	c.outage("a", 1, disclosure.Investigating, "booking")
	h := serve(t, status(204))
	b := newBench(t, nil, Receiver{Kind: Hub, Name: h.URL, address: h.URL}, Receiver{Kind: Hub, Name: h.URL, Language: "es", address: h.URL})
	b.Site = exampleSite()
	b.Clock = func() time.Time { return c.now }
	b.Live = c.live(b.Site)
	told := func() []string {
		h.mu.Lock()
		defer h.mu.Unlock()
		var all []string
		for _, m := range h.log {
			form, err := url.ParseQuery(m.body)
			if err != nil || form.Get("hub.mode") != "publish" || form.Get("hub.topic") != form.Get("hub.url") || m.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("%v %v", m, err)
			}
			topic, ok := strings.CutPrefix(form.Get("hub.url"), "https://status.example.com/")
			if _, there := b.Live.(liveSite)[topic]; !ok || !there {
				t.Errorf("the hub is told of %s, which is not on the site", form.Get("hub.url"))
			}
			if base, ok := strings.CutSuffix(topic, ".xml"); ok {
				all = append(all, base)
			}
		}
		if len(h.log) != 3*len(all) {
			t.Errorf("%d pings for %d feeds with 3 formats", len(h.log), len(all))
		}
		h.log = nil
		slices.Sort(all)
		return all
	}
	result := b.run()
	same(t, "failed", 0, result.Failed())
	same(t, "an outage", []string{
		"changes", "components/booking/feed", "es/changes", "es/components/booking/feed", "es/feed", "es/incidents/a/feed", "es/service",
		"feed", "incidents/a/feed", "service",
	}, told())
	b.run()
	same(t, "again", []string(nil), told())

	translation := disclosure.Said{Headline: "Lento", Summary: "Resumen.", Facts: disclosure.Facts{Title: "Lento"}, Text: []disclosure.Passage{{MD: "Texto."}}}
	c.say(disclosure.Published, "a/01.es", "es", 1, translation)
	c.publications[len(c.publications)-1].Of = 1
	b.Live = c.live(b.Site)
	h.will(status(204), status(204), status(204), status(400))
	result = b.run()
	if result.Failed() == 0 {
		t.Error("a hub that answers 400 was told")
	}
	h.will(status(204))
	b.run()
	if told := told(); len(told) == 0 {
		t.Error("after a failure, the hub was told of nothing")
	}

	repaired := c.publications[0].Said
	repaired.Text = []disclosure.Passage{{MD: strings.Repeat("Many words! ", 300)}}
	c.say(disclosure.Edited, "a/01", "en", 2, repaired)
	b.Live = c.live(b.Site)
	b.run()
	same(t, "a repair", []string{"changes", "es/changes"}, told())

	b.DryRun = true
	c.outage("z", 1, disclosure.Investigating, "")
	b.Live = c.live(b.Site)
	result = b.run()
	same(t, "dry run", "https://status.example.com/changes.xml", result.Outcomes[0].Sent[0].URL)
	same(t, "nothing is sent", []string(nil), told())
}

// A feed that cannot be read may hold news.
func TestHubIsToldInDoubt(t *testing.T) {
	c := &chronicle{t: t, now: now}
	c.outage("a", 1, disclosure.Investigating, "")
	s := exampleSite()
	r := &run{Options: Options{Site: s, Sleep: func(context.Context, time.Duration) error { return nil }, Live: refuses{c.live(s), "security.json"}}}
	items, _, err := parseFeed(c.live(s)["changes.json"])
	if err != nil {
		t.Fatal(err)
	}
	topics := r.topics(t.Context(), "", items)
	if !slices.Contains(topics, "https://status.example.com/security.xml") {
		t.Errorf("topics %v", topics)
	}
}

type refuses struct {
	liveSite
	path string
}

func (r refuses) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if path == r.path {
		return nil, errors.New("the host answered 502")
	}
	data, err := r.liveSite.Read(ctx, path, limit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return data, err
}

func FuzzParseArchive(f *testing.F) {
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="https://a.example/feed/1.atom"/><entry xml:lang="en"><id>a</id><title>t</title><published>2026-03-03T00:00:00Z</published><link rel="alternate" href="https://a.example/"/><content type="html"><![CDATA[<p>]]></content></entry></feed>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		items, _, err := parseArchive(data)
		if err != nil {
			return
		}
		for _, it := range items {
			if it.ID == "" || it.Title == "" || it.Time.IsZero() || oneLine(it.Title) != it.Title {
				t.Errorf("%+v", it)
			}
		}
	})
}
