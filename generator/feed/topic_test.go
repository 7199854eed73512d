package feed_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
	"firsthand/generator/site"
)

// Which feed tells what, in the life of an outage that turned out to be a breach.
func TestTopics(t *testing.T) {
	l := newLedger(t)
	impact := func(id, impact string) []disclosure.Impact { return []disclosure.Impact{{ID: id, Impact: impact}} }
	l.publish("2026-03-01 10:00")
	l.say("a/01", disclosure.Said{Text: text("Booking is down."), Facts: disclosure.Facts{
		Title: "Booking is down", Kind: disclosure.Outage, Status: disclosure.Investigating, Components: impact("booking", "major-outage"),
	}})
	l.publish("2026-03-02 10:00")
	l.say("a/02", disclosure.Said{Text: text("It was an attack."), Facts: disclosure.Facts{
		Kind: disclosure.DataBreach, Components: impact("exports", "degraded"),
		Commitments: []disclosure.Commitment{{ID: "p", Text: "We say what we find.", State: "planned"}},
	}, Corrections: map[string]string{"kind": "We looked closer."}})
	// A translation of the first statement goes where that went, whenever it comes.
	l.publish("2026-03-03 10:00")
	l.translate("a/01", "es", disclosure.Said{Text: text("No se puede reservar.")})
	l.publish("2026-03-04 10:00")
	l.say("a/03", disclosure.Said{Text: text("We take back what we promised."), Withdraws: []int{2}})
	l.publish("2026-03-05 10:00")
	l.say("a/04", disclosure.Said{Text: text("It is over."), Facts: disclosure.Facts{Status: disclosure.Resolved}})
	l.publish("2026-03-06 10:00")
	l.say("b/01", disclosure.Said{Text: text("Somebody writes in our name."), Facts: disclosure.Facts{Title: "False messages", Kind: disclosure.Notice, Status: disclosure.Open}})
	l.publish("2026-03-07 10:00")
	l.say("b/questions", disclosure.Said{Questions: []disclosure.Question{{Question: "Is this you?", MD: "No."}}})
	l.edit("a/04", func(s *disclosure.Said) { s.Text[0].MD = "It's over." })
	before := files(t, options(), l.publications)
	want := map[string]string{
		"feed":                       "a/01 a/02 a/03 a/04 b/01",
		"es/feed":                    "a/01 a/02 a/01.es a/03 a/04 b/01",
		"service":                    "a/01 a/02 a/03 a/04",
		"es/service":                 "a/01 a/02 a/01.es a/03 a/04",
		"security":                   "a/02 a/03 a/04 b/01",
		"es/security":                "a/02 a/03 a/04 b/01",
		"components/booking/feed":    "a/01 a/02 a/03 a/04",
		"components/exports/feed":    "a/02 a/03 a/04", // not in the settings, but people follow it
		"components/sign-in/feed":    "",
		"commitments/feed":           "a/02 a/03",
		"incidents/a/feed":           "a/01 a/02 a/03 a/04",
		"changes":                    "a/01 a/02 a/01.es a/03 a/04 b/01 b/questions a/edit/8",
		"es/changes":                 "a/01 a/02 a/01.es a/03 a/04 b/01 b/questions a/edit/8",
		"es/components/booking/feed": "a/01 a/02 a/01.es a/03 a/04",
	}
	check := func(files map[string][]byte) {
		t.Helper()
		for base, want := range want {
			for _, ext := range all {
				if diff := cmp.Diff(want, strings.Join(names(t, files, base+"."+ext), " ")); diff != "" {
					t.Errorf("%s.%s (-want +got):\n%s", base, ext, diff)
				}
			}
		}
	}
	check(before)

	// A redaction of the very facts leaves every item where it was.
	l.publish("2026-03-08 10:00")
	l.redact("a/02", "A reason.", func(s *disclosure.Said) {
		s.Facts.Components, s.Facts.Commitments = nil, nil
		s.Removed = []string{"components.exports", "commitments.p"}
	})
	for base := range want {
		switch {
		case base == "security" || base == "es/security" || strings.Contains(base, "service") || strings.Contains(base, "changes") || strings.HasSuffix(base, "feed") && !strings.Contains(base, "sign-in"):
			want[base] += " a/redaction/9"
		}
	}
	check(files(t, options(), l.publications))
}

func TestList(t *testing.T) {
	s := &site.Site{Languages: []string{"en", "es"}, Groups: []site.Group{{Components: []site.Component{{ID: "booking"}}}, {Components: []site.Component{{ID: "exports"}}}}}
	type row struct{ Subject, ID, Path, Archive string }
	var got []row
	for _, f := range append(feed.List(s, "es"), feed.OfIncident("", "x")) {
		got = append(got, row{string(f.Subject), f.ID, f.Path("xml"), f.Archive(2)})
	}
	want := []row{
		{"site", "", "es/feed.xml", "es/feed/2.atom"},
		{"service", "", "es/service.xml", "es/service/2.atom"},
		{"security", "", "es/security.xml", "es/security/2.atom"},
		{"changes", "", "es/changes.xml", "es/changes/2.atom"},
		{"commitments", "", "es/commitments/feed.xml", "es/commitments/feed/2.atom"},
		{"component", "booking", "es/components/booking/feed.xml", "es/components/booking/feed/2.atom"},
		{"component", "exports", "es/components/exports/feed.xml", "es/components/exports/feed/2.atom"},
		{"incident", "x", "incidents/x/feed.xml", "incidents/x/feed/2.atom"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A feed names its own page, or the home page where it has none.
func TestPageOfAFeed(t *testing.T) {
	publications := northquay(t, nil)
	o := options()
	o.HasPage = func(path string) bool { return path == "" || path == "es/" || path == "components/booking/" }
	got := files(t, o, publications)
	for path, want := range map[string]string{
		"components/booking/feed.xml": "components/booking/", "components/exports/feed.xml": "", "es/changes.xml": "es/", "commitments/feed.xml": "",
	} {
		f, _ := read(t, path, got[path])
		if f.Link != "https://status.northquay.example/"+want {
			t.Errorf("%s is the feed of %s, want /%s", path, f.Link, want)
		}
	}
	if want := "<title>Booking exports · Northquay status</title>"; !strings.Contains(string(got["components/exports/feed.xml"]), want) {
		t.Errorf("a component that the settings do not name has no name: want %s", want)
	}
}
