package feed_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// many publishes a statement a day about incidents of one statement each; open
// tells which of them stay open.
func many(t testing.TB, n int, open func(i int) bool) []disclosure.Publication {
	l := &ledger{run: -1, now: genesis}
	for i := range n {
		l.publish(genesis.AddDate(0, 0, i).Format("2006-01-02 15:04"))
		said := disclosure.Said{
			Summary: "A summary.", Text: text("News."),
			Facts: disclosure.Facts{Title: fmt.Sprint("Incident ", i), Kind: disclosure.Outage, Status: disclosure.Resolved},
		}
		if open(i) {
			said.Facts.Status = disclosure.Investigating
		}
		l.say(fmt.Sprintf("i%04d/01", i), said)
	}
	return l.publications
}

func TestWindow(t *testing.T) {
	never := func(int) bool { return false }
	for _, c := range []struct {
		name   string
		n      int
		open   func(i int) bool
		gap    int // days before the last statement
		length int
		first  int // oldest incident in the feed
	}{
		{"few: all of them", 7, never, 0, 7, 0},
		{"90 days", 120, never, 0, 91, 29},
		{"at least 50, however old", 60, never, 1000, 50, 11},
		{"open incidents stay", 300, func(i int) bool { return i == 3 }, 0, 92, 3},
		{"at most 200, the newest", 500, func(int) bool { return true }, 0, 200, 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			publications := many(t, c.n, c.open)
			if c.gap > 0 {
				last := publications[c.n-1]
				last.Seq, last.Run, last.Doc, last.Time = last.Seq+1, last.Seq+1, "last/01", last.Time.AddDate(0, 0, c.gap)
				publications = append(publications, last)
			}
			got := files(t, options(), publications)
			_, items := read(t, "feed.xml", got["feed.xml"])
			if len(items) != c.length {
				t.Errorf("%d items, want %d", len(items), c.length)
			}
			if oldest := items[len(items)-1].ID; !strings.HasSuffix(oldest, fmt.Sprintf(":i%04d/01", c.first)) {
				t.Errorf("oldest is %s, want incident %d", oldest, c.first)
			}
			for i := range c.n {
				if path := fmt.Sprintf("incidents/i%04d/feed.xml", i); len(parts(string(got[path]), "<item ", "</item>")) != 1 {
					t.Errorf("%s lost its item", path)
				}
			}
		})
	}
}

// names returns the ends of the ids in a feed, oldest first.
func names(t testing.TB, files map[string][]byte, path string) []string {
	t.Helper()
	_, items := read(t, path, files[path])
	var all []string
	for _, i := range items {
		_, name, _ := strings.Cut(i.ID, "2026-01-02:")
		all = append(all, name)
	}
	slices.Reverse(all)
	return all
}

func TestLanguages(t *testing.T) {
	got := files(t, options(), northquay(t, nil))
	b := func(names ...string) (all []string) {
		for _, n := range names {
			all = append(all, breach+"/"+n)
		}
		return all
	}
	for path, want := range map[string][]string{
		"incidents/" + breach + "/feed.xml": b("01", "02", "03", "04", "05", "redaction/16"),
		// 01 came without a translation, 02 with it; 03 was translated after 05.
		"es/incidents/" + breach + "/feed.xml": b("01", "01.es", "02.es", "03", "04", "05", "03.es", "redaction/16.es"),
		"incidents/" + old + "/feed.xml":       {old + "/02"},
	} {
		if diff := cmp.Diff(want, names(t, got, path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if diff := cmp.Diff(len(names(t, got, "feed.xml"))+2, len(names(t, got, "es/feed.xml"))); diff != "" {
		t.Errorf("items in the Spanish feed of the site (-want +got):\n%s", diff)
	}
}

func TestFeedsInRightToLeftLanguages(t *testing.T) {
	l := newLedger(t)
	l.publish("2026-03-03 09:52")
	p := l.say("x/01", disclosure.Said{Facts: disclosure.Facts{Title: "تعطل الحجز", Kind: disclosure.Outage, Status: disclosure.Resolved}, Text: text("تعطل.")})
	p.Lang = "ar"
	o := options()
	o.Site.Languages = []string{"ar"}
	_, items := read(t, "feed.xml", files(t, o, l.publications)["feed.xml"])
	if want := `<div lang="ar" dir="rtl">`; !strings.HasPrefix(items[0].HTML, want) {
		t.Errorf("item begins with %.40s, want %s", items[0].HTML, want)
	}
}

func TestLinks(t *testing.T) {
	const site = "https://status.northquay.example/"
	for _, c := range []struct{ dest, want string }{
		{"https://northquay.example/?a=b#c", "https://northquay.example/?a=b#c"},
		{"mailto:a@northquay.example", "mailto:a@northquay.example"},
		{"tel:+1800", "tel:+1800"},
		{"files/Form.PDF", site + "assets/abc.pdf"},
		{"files/other.pdf", ""},
		{"/report/", site + "es/report/"},
		{"/", site + "es/"},
		{"/about/?x#y", site + "about/?x#y"},
		{"/../../etc", site + "etc"},
		{"#what-happened", site + "es/incidents/x/updates/01/#what-happened"},
		{"//northquay.example/", ""},
		{"javascript:alert(1)", ""},
		{"other/page", ""},
		{"../y/", ""},
	} {
		l := newLedger(t)
		l.publish("2026-03-03 09:52")
		l.say("x/01", disclosure.Said{Facts: disclosure.Facts{Title: "T", Kind: disclosure.Outage, Status: disclosure.Resolved}, Text: text("Original.")})
		l.translate("x/01", "es", disclosure.Said{Text: text("[here](<" + c.dest + ">)")})
		l.publications[1].Context.Assets = map[string]string{"files/Form.PDF": "abc"}
		_, items := read(t, "es/feed.xml", files(t, options(), l.publications)["es/feed.xml"])
		want := "<p>here</p>"
		if c.want != "" {
			want = `<p><a href="` + c.want + `">here</a></p>`
		}
		if !strings.Contains(items[0].HTML, want) {
			t.Errorf("a link to %q is not %s in\n%s", c.dest, want, items[0].HTML)
		}
	}
}

// Text that a redaction removed is in no feed any more: not in the item of its
// statement, not in what later items quote, not in a title.
func TestRedactedTextIsGone(t *testing.T) {
	l := newLedger(t)
	l.publish("2026-03-03 09:52")
	l.say("x/01", disclosure.Said{
		Headline: "Secretname copied", Summary: "Secretname was copied.",
		Facts: disclosure.Facts{
			Title: "Secretname copied", Kind: disclosure.DataBreach, Status: disclosure.Contained,
			Supplier: "Secretname Ltd", Affected: []disclosure.Affected{{Count: 777, Unit: "people", Certainty: disclosure.Sure}},
		},
		Text: text("Secretname was copied."),
	})
	l.publish("2026-03-04 09:52")
	l.say("x/02", disclosure.Said{
		Headline: "Another supplier, more people", Corrections: map[string]string{"supplier": "We mixed them up.", "affected": "We counted again."},
		Facts: disclosure.Facts{Supplier: "Other Ltd", Affected: []disclosure.Affected{{Count: 999, Unit: "people", Certainty: disclosure.Sure}}},
		Text:  text("It was another supplier."),
	})
	before := pieces(t, files(t, options(), l.publications))
	l.publish("2026-03-05 09:52")
	l.redact("x/01", "A court ordered it.", func(s *disclosure.Said) {
		s.Headline, s.Summary, s.Text = "[removed] copied", "[removed] was copied.", text("[removed] was copied.")
		s.Facts.Title, s.Facts.Supplier, s.Facts.Affected = "[removed] copied", "", nil
		s.Removed = []string{"supplier", "affected"}
	})
	got := files(t, options(), l.publications)
	for path, b := range got {
		for _, gone := range []string{"Secretname", "777"} {
			if strings.Contains(string(b), gone) {
				t.Errorf("%s still holds %q", path, gone)
			}
		}
	}
	checkGrowth(t, before, pieces(t, got), map[string]bool{"x": true})
	_, items := read(t, "feed.xml", got["feed.xml"])
	correction := items[1]
	if want := "Correction: Another supplier, more people · [removed] copied"; correction.Title != want {
		t.Errorf("title %q, want %q: a correction stays one when what it corrected is removed", correction.Title, want)
	}
	for _, want := range []string{"What we said: removed<br>\nWhat is right: Other Ltd<br>\nWhy it was wrong: We mixed them up.", "What is right: 999 people"} {
		if !strings.Contains(correction.HTML, want) {
			t.Errorf("the correction does not say %q:\n%s", want, correction.HTML)
		}
	}
}

// Time and memory grow with the number of incidents, not with its square.
func BenchmarkEach(b *testing.B) {
	for _, incidents := range []int{250, 1000} {
		b.Run(fmt.Sprint(incidents), func(b *testing.B) {
			publications := sample(b, incidents, 5)
			b.ReportAllocs()
			b.ResetTimer()
			var size, files int
			for range b.N {
				size, files = 0, 0
				err := feed.Each(options(), publications, func(_ string, data []byte) error {
					size, files = size+len(data), files+1
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size)/1e6, "MB")
			b.ReportMetric(float64(files), "files")
		})
	}
}

// sample publishes a statement an hour about incidents of so many statements each.
func sample(t testing.TB, incidents, statements int) []disclosure.Publication {
	l := &ledger{run: -1, now: genesis}
	long := strings.Repeat("At 08:55 UTC a clinic told us that someone had downloaded a *booking export* they did not ask for. ", 6)
	for i := range incidents {
		for n := range statements {
			l.publish(genesis.Add(time.Duration(i*statements+n) * time.Hour).Format("2006-01-02 15:04"))
			said := disclosure.Said{
				Headline: fmt.Sprint("News ", n), Summary: "A summary of what happened, in two lines or so.",
				Facts: disclosure.Facts{
					Status: disclosure.Contained, Started: when("2026-02-22T03:31Z"),
					Affected:   []disclosure.Affected{{Count: 4112 + n, Unit: "people", Certainty: disclosure.Estimated}},
					Data:       []disclosure.Data{{Category: "name", Exposure: disclosure.Exposed}, {Category: "phone", Exposure: disclosure.NotExposed}},
					Components: []disclosure.Impact{{ID: "exports", Impact: "major-outage"}},
					NextUpdate: disclosure.NextUpdate{At: moment("2026-03-12T17:00Z")},
				},
				Text: text(long, section("what-happened", "What Happened", long+"\n\n"+long), section("what-you-can-do", "What You Can Do", long)),
			}
			if n == 0 {
				said.Facts.Title, said.Facts.Kind = fmt.Sprint("Incident ", i), disclosure.DataBreach
			}
			if n == statements-1 {
				said.Facts.Status = disclosure.Final
			}
			l.say(fmt.Sprintf("i%05d/%02d", i, n+1), said)
		}
	}
	return l.publications
}
