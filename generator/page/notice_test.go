package page_test

import (
	"testing"

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
