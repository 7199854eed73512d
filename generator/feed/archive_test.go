package feed_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// follow returns the ids of every item that a reader finds who reads a feed and
// goes back through its archive until it meets a block that it knows, without those
// of known.
func follow(t *testing.T, files map[string][]byte, path string, known map[string]bool) []string {
	t.Helper()
	var found []string
	met := map[string]bool{}
	maps.Copy(met, known)
	for path != "" && !met[path] {
		b, ok := files[path]
		if !ok {
			t.Fatalf("%s is not there", path)
		}
		_, items := read(t, path, b)
		for _, i := range items {
			if !met[i.ID] {
				met[i.ID] = true
				found = append(found, i.ID)
			}
		}
		link := prevArchive
		if strings.HasSuffix(path, ".json") {
			link = jsonArchive
		}
		if bytes.Contains(b, []byte("<fh:archive")) {
			met[path] = true
		}
		path = named(link, b)
	}
	return found
}

// Somebody who was away for a year, and 400 events, gets all of them, once: in
// every format, and whatever they follow.
func TestAYearAway(t *testing.T) {
	l := newLedger(t)
	next := map[string]int{}
	want := map[string][]string{} // by feed, without its ending
	kinds := []disclosure.Kind{disclosure.Outage, disclosure.DataBreach, disclosure.Notice, disclosure.Maintenance}
	news := func(i int) {
		// Sixty incidents, of which three never end, are told of in turn.
		id := fmt.Sprintf("2026-01-01-n%02d", i*7%60)
		if i%5 == 4 {
			id = "2026-01-01-long"
		}
		l.publish(l.now.Add(21 * time.Hour).Format("2006-01-02 15:04"))
		next[id]++
		kind := kinds[len(id)%2+i*7%60%2*2]
		if id == "2026-01-01-long" {
			kind = disclosure.DataBreach
		}
		said := disclosure.Said{
			Headline: fmt.Sprint("News ", i), Summary: "A summary.", Text: text(fmt.Sprint("News ", i, ". ", strings.Repeat("More words. ", 120))),
			Facts: disclosure.Facts{Status: disclosure.Investigating, Components: []disclosure.Impact{{ID: "booking", Impact: "degraded"}}},
		}
		if next[id] == 1 {
			said.Facts.Title, said.Facts.Kind = "Incident "+id, kind
		}
		if i%3 > 0 {
			said.Facts.Status = disclosure.Resolved
		}
		if i%10 == 0 {
			said.Facts.Commitments = []disclosure.Commitment{{ID: fmt.Sprint("p", i), Text: "We do it.", State: "planned"}}
		}
		l.say(fmt.Sprintf("%s/%02d", id, next[id]), said)
	}
	for i := range 37 {
		news(i)
	}
	before := files(t, options(), l.publications)
	start := len(l.publications)
	for i := range 400 {
		news(37 + i)
	}
	for _, p := range l.publications[start:] {
		name := "tag:status.northquay.example,2026-01-02:" + string(p.Doc)
		add := func(feed string) { want[feed] = append(want[feed], name) }
		add("feed")
		add("es/feed")
		add("changes")
		add("es/components/booking/feed")
		if p.Doc.Incident() == "2026-01-01-long" {
			add("incidents/2026-01-01-long/feed")
		}
		if len(p.Said.Facts.Commitments) > 0 {
			add("commitments/feed")
		}
		kind := p.Said.Facts.Kind
		for _, first := range l.publications {
			if first.Doc.Incident() == p.Doc.Incident() && first.Said.Facts.Kind != "" {
				kind = first.Said.Facts.Kind
			}
		}
		if kind.AboutService() {
			add("service")
		} else {
			add("security")
		}
	}
	after := files(t, options(), l.publications)
	archives(t, after)
	for feed, want := range want {
		for _, ext := range all {
			known := map[string]bool{}
			for _, id := range follow(t, before, feed+"."+ext, nil) {
				known[id] = true
			}
			for path, b := range before {
				if bytes.Contains(b, []byte("<fh:archive")) {
					known[path] = true // the blocks that they read when they came
				}
			}
			got := follow(t, after, feed+"."+ext, known)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what a year brought in %s.%s (-want +got):\n%s", feed, ext, diff)
			}
		}
	}
	for path, b := range before {
		if !bytes.Contains(b, []byte("<fh:archive")) {
			continue
		}
		_, was := read(t, path, b)
		_, is := read(t, path, after[path])
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("the archive %s changed (-want +got):\n%s", path, diff)
		}
	}
	if n := len(want["security"]) + len(want["service"]); n != 400 || len(want["service"]) < 50 || len(want["incidents/2026-01-01-long/feed"]) < 50 {
		t.Errorf("the year is too dull to show anything: %d events, %d of services, %d of one incident", n, len(want["service"]), len(want["incidents/2026-01-01-long/feed"]))
	}
}

// The next block changes nothing in the ones before it but the link to it, and no
// item is in neither feed nor archive, however large it is.
func TestNothingFallsBetweenFeedAndArchive(t *testing.T) {
	l := newLedger(t)
	large := strings.Repeat("Words that nobody reads to their end. ", 450) // 17 kB
	for i := range 45 {
		l.publish(l.now.Add(24 * time.Hour).Format("2006-01-02 15:04"))
		said := disclosure.Said{Summary: "A summary.", Text: text(large), Facts: disclosure.Facts{Status: disclosure.Investigating}}
		if i == 0 {
			said.Facts.Title, said.Facts.Kind = "One incident", disclosure.Outage
		}
		l.say(fmt.Sprintf("x/%02d", i+1), said)
		if i%11 > 0 && i < 43 {
			continue
		}
		got := files(t, options(), l.publications)
		for _, path := range []string{"feed.xml", "incidents/x/feed.atom", "service.json"} {
			_, items := read(t, path, got[path])
			if want := min(i+1, 20); len(items) != want {
				t.Errorf("%s holds %d items of 17 kB after %d, want %d", path, len(items), i+1, want)
			}
			if n := len(follow(t, got, path, nil)); n != i+1 {
				t.Errorf("%s and its archive hold %d items of %d", path, n, i+1)
			}
		}
	}
}

// The feed of a site with 10,000 incidents stays small, and so do all others that
// people poll, but for those whose 20 newest items are large.
func TestSize(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 10,000 incidents")
	}
	const limit = 300_000
	var largest int
	var of string
	items := map[string]int{}
	o := options()
	o.Site.Languages = []string{"en"}
	err := feed.Each(o, sample(t, 10000, 1), func(path string, b []byte) error {
		if strings.Contains(path, "incidents/") || bytes.Contains(b[:min(len(b), 2000)], []byte("<fh:archive")) {
			return nil
		}
		if len(b) > largest {
			largest, of = len(b), path
		}
		if len(b) > limit {
			t.Errorf("%s has %d bytes", path, len(b))
		}
		if path == "feed.xml" || path == "feed.atom" || path == "feed.json" {
			_, found := read(t, path, b)
			items[path] = len(found)
			t.Logf("%s: %d items, %d bytes", path, len(found), len(b))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the largest feed is %s with %d bytes", of, largest)
	if n := items["feed.xml"]; n < 20 || items["feed.atom"] != n || items["feed.json"] != n {
		t.Errorf("items of the formats: %v", items)
	}
}
