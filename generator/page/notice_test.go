package page_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

func TestAConfirmedDataBreachIsALetterToo(t *testing.T) {
	for _, test := range []struct {
		name   string
		kind   disclosure.Kind
		status disclosure.Status
		want   bool
	}{
		{"nothing is sure yet", disclosure.DataBreach, disclosure.Investigating, false},
		{"confirmed", disclosure.DataBreach, disclosure.Confirmed, true},
		{"told to the end", disclosure.DataBreach, disclosure.Final, true},
		{"it did not happen", disclosure.DataBreach, disclosure.FalseAlarm, false},
		{"no data of people", disclosure.Security, disclosure.Confirmed, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := input(t, now)
			in.Incidents = assemble(t, []ledgerLine{{time: "2026-03-03T09:00:00Z", doc: "2026-03-03-x/01", said: disclosure.Said{
				Headline: "Exports", Facts: disclosure.Facts{Title: "Exports", Kind: test.kind, Status: test.status},
			}}})
			set, err := page.Pages(in)
			if err != nil {
				t.Fatal(err)
			}
			made := false
			for _, p := range set.Pages {
				made = made || p.Path == "incidents/2026-03-03-x/notice/"
			}
			link := open[page.Account](t, in, "incidents/2026-03-03-x/").Story.Notice
			if made != test.want || (link == "notice/") != test.want {
				t.Errorf("there is a letter: %v, and a link to it: %q", made, link)
			}
		})
	}
}

// TestTheLetterHasItsFacts: a letter says what the laws ask for, and leaves the rest
// to the account.
func TestTheLetterHasItsFacts(t *testing.T) {
	in := input(t, now)
	path := "incidents/" + breach + "/notice/"
	var got []string
	for _, f := range open[page.Notice](t, in, path).Facts {
		got = append(got, f.Name)
	}
	want := []string{"field_affected", "field_started", "field_detected", "field_disclosed", "field_contained", "field_notified"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	html := string(render(t, in)[path+"index.html"])
	for _, want := range []string{
		"<h3>What we promise</h3>", "<dt>Whom we told</dt>", "<strong>Orders, bookings, use</strong> (date, time and clinic of appointments): Copied",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in\n%s", want, html)
		}
	}
}
