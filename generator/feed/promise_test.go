package feed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// piece is an item as it is in the bytes of a feed.
type piece struct{ rss, atom, json string }

var (
	rssID   = regexp.MustCompile(`<guid isPermaLink="false">(.*?)</guid>`)
	rssLink = regexp.MustCompile(`<link>.*</link>`)
	rssDate = regexp.MustCompile(`<pubDate>.*</pubDate>`)
	atomID  = regexp.MustCompile(`<id>(.*?)</id>`)
)

// parts returns what lies between two marks, with them.
func parts(s, from, to string) (all []string) {
	for {
		i := strings.Index(s, from)
		if i < 0 {
			return all
		}
		end := i + strings.Index(s[i:], to) + len(to)
		all, s = append(all, s[i:end]), s[end:]
	}
}

// pieces returns every item by its id, and fails if an id stands for different
// bytes in two feeds, or twice in one.
func pieces(t testing.TB, files map[string][]byte) map[string]piece {
	t.Helper()
	all := map[string]piece{}
	for path, b := range files {
		found := map[string]string{}
		add := func(id, bytes string) {
			if found[id] != "" {
				t.Errorf("%s holds %s twice", path, id)
			}
			found[id] = bytes
		}
		set := func(p *piece, s string) *string { return &p.json }
		switch {
		case path == feed.StyleSheet:
		case strings.HasSuffix(path, ".json"):
			var f struct{ Items []json.RawMessage }
			if err := json.Unmarshal(b, &f); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for _, raw := range f.Items {
				var item struct{ ID string }
				if err := json.Unmarshal(raw, &item); err != nil {
					t.Fatalf("%s: %v", path, err)
				}
				add(item.ID, string(raw))
			}
		case strings.HasSuffix(path, ".atom"):
			for _, s := range parts(string(b), "<entry ", "</entry>") {
				add(atomID.FindStringSubmatch(s)[1], s)
			}
			set = func(p *piece, s string) *string { return &p.atom }
		default:
			for _, s := range parts(string(b), "<item ", "</item>") {
				add(rssID.FindStringSubmatch(s)[1], s)
			}
			set = func(p *piece, s string) *string { return &p.rss }
		}
		for id, s := range found {
			p := all[id]
			field := set(&p, s)
			if *field != "" && *field != s {
				t.Errorf("%s: %s has other bytes than in another feed", path, id)
			}
			*field = s
			all[id] = p
		}
	}
	return all
}

// fixed is what even a redaction leaves alone.
func (p piece) fixed() string {
	var b strings.Builder
	for _, re := range []*regexp.Regexp{rssID, rssLink, rssDate} {
		b.WriteString(re.FindString(p.rss))
	}
	return b.String()
}

// checkGrowth compares the items before and after a run; redacted names the
// incidents of which the run removed text.
func checkGrowth(t *testing.T, before, after map[string]piece, redacted map[string]bool) {
	t.Helper()
	for id, was := range before {
		now, ok := after[id]
		if !ok {
			t.Errorf("%s is gone", id)
			continue
		}
		_, doc, _ := strings.Cut(id[4:], ":")
		incident, _, _ := strings.Cut(doc, "/")
		if redacted[incident] {
			if diff := cmp.Diff(was.fixed(), now.fixed()); diff != "" {
				t.Errorf("a redaction changed the frame of %s (-want +got):\n%s", id, diff)
			}
			continue
		}
		if was != now {
			t.Errorf("%s changed (-want +got):\n%s", id, cmp.Diff(was, now, cmp.AllowUnexported(piece{})))
		}
	}
}

// redactions returns the incidents that entries after the first n removed text of.
func redactions(publications []disclosure.Publication, n int) map[string]bool {
	found := map[string]bool{}
	for _, p := range publications[n:] {
		if p.Type == disclosure.Redaction {
			found[p.Doc.Incident()] = true
		}
	}
	return found
}

func TestItemsNeverChange(t *testing.T) {
	before, entries := map[string]piece{}, 0
	northquay(t, func(publications []disclosure.Publication) {
		after := pieces(t, files(t, options(), publications))
		checkGrowth(t, before, after, redactions(publications, entries))
		before, entries = after, len(publications)
	})
	if len(before) != 21 {
		t.Errorf("%d items at the end, want 21", len(before))
	}
}

// The name, the languages' words and everything else in site.yaml but the
// address are outside the record: no item may depend on them.
func TestItemsIgnoreSettings(t *testing.T) {
	publications := northquay(t, nil)
	want := pieces(t, files(t, options(), publications))
	other := options()
	other.Site.Name, other.Site.Organisation, other.Site.About = nil, "Someone else", nil
	if diff := cmp.Diff(want, pieces(t, files(t, other, publications)), cmp.AllowUnexported(piece{})); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestMovedSiteKeepsIDs(t *testing.T) {
	publications := northquay(t, nil)
	ids := func(o feed.Options) (ids []string) {
		for id := range pieces(t, files(t, o, publications)) {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		return ids
	}
	moved := options()
	moved.Site.URL = moved.Site.URL.JoinPath("new", "place/")
	if diff := cmp.Diff(ids(options()), ids(moved)); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	rss := string(files(t, moved, publications)["feed.xml"])
	if strings.Contains(strings.ReplaceAll(rss, "https://status.northquay.example/new/place/", ""), "https://status.northquay.example/") {
		t.Error("a link did not move with the site")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	publications := northquay(t, nil)
	want := files(t, options(), publications)
	for range 5 {
		if got := files(t, options(), publications); !maps.EqualFunc(want, got, bytes.Equal) {
			t.Fatal("other bytes from the same input")
		}
	}
}

// A company that does anything that it may: items stay as they were.
func TestItemsNeverChangeInRandomLedgers(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			l := newLedger(t)
			l.now = at("2026-01-02 09:00")
			next := map[string]int{}
			before, entries := map[string]piece{}, 0
			for range 14 {
				l.publish(l.now.Add(time.Duration(r.IntN(40*24)) * time.Hour).Format("2006-01-02 15:04"))
				for range 1 + r.IntN(3) {
					id := []string{"2026-01-01-a", "2026-01-01-b"}[r.IntN(2)]
					randomEntry(l, r, id, next)
				}
				publications := slices.Clone(l.publications)
				after := pieces(t, files(t, options(), publications))
				checkGrowth(t, before, after, redactions(publications, entries))
				before, entries = after, len(publications)
				l.now = l.now.Add(time.Hour)
			}
		})
	}
}

// randomEntry appends what publish could append about an incident.
func randomEntry(l *ledger, r *rand.Rand, id string, next map[string]int) {
	some := func(words ...string) string { return words[r.IntN(len(words))] }
	doc := func(n int) string { return string(disclosure.StatementDoc(id, n, "")) }
	touched := func(doc string) bool {
		return slices.ContainsFunc(l.publications, func(p disclosure.Publication) bool { return string(p.Doc.Original()) == doc && p.Run == l.run })
	}
	n := next[id]
	action := r.IntN(8)
	if n == 0 {
		action = 0
	}
	old := 1
	if n > 0 {
		old += r.IntN(n)
	}
	switch action {
	case 0, 1, 2:
		next[id]++
		said := disclosure.Said{
			Headline: some("", "News", "Correction: more people", "Corrección: x"), Summary: some("", "A summary.", "Text."),
			Facts: disclosure.Facts{
				Kind: disclosure.DataBreach, Status: disclosure.Status(some("investigating", "contained", "resolved")),
				Affected: []disclosure.Affected{{Count: r.IntN(5), Unit: "people", Certainty: disclosure.Certainty(some("confirmed", "estimated"))}},
				Data:     []disclosure.Data{{Category: some("name", "phone"), Exposure: disclosure.Exposure(some("confirmed", "ruled-out"))}},
			},
			Text: text("Text.", section("what-happened", "What Happened", some("One.", "Two."))),
		}
		if n == 0 || r.IntN(4) == 0 {
			said.Facts.Title = some("An incident", "Another name")
		}
		if r.IntN(3) == 0 {
			said.Corrections = map[string]string{"affected": "We counted again."}
		}
		if n > 0 && r.IntN(4) == 0 {
			said.Withdraws = []int{old}
		}
		l.say(doc(n+1), said)
	case 3:
		if !touched(doc(old)) {
			l.edit(doc(old), func(s *disclosure.Said) { s.Text[0].MD += " Repaired." })
		}
	case 4, 5:
		if !slices.ContainsFunc(l.publications, func(p disclosure.Publication) bool { return string(p.Doc) == doc(old)+".es" }) {
			l.translate(doc(old), "es", disclosure.Said{Headline: some("", "Noticias"), Text: text("Texto."), Facts: disclosure.Facts{Title: some("", "Un incidente")}})
		}
	case 6:
		if !touched(doc(old)) {
			l.redact(doc(old), "A reason.", func(s *disclosure.Said) {
				s.Text[0].MD, s.Facts.Affected, s.Removed = "[removed]", nil, []string{"affected"}
			})
		}
	case 7:
		questions := id + "/questions"
		said := disclosure.Said{Questions: []disclosure.Question{{Question: "Why?", MD: "Because."}}}
		if !slices.ContainsFunc(l.publications, func(p disclosure.Publication) bool { return string(p.Doc) == questions }) {
			l.say(questions, said)
		}
	}
}
