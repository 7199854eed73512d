package page_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// told returns the account of an outage.
func told(t *testing.T, more ...disclosure.Facts) page.Story {
	t.Helper()
	return open[page.Account](t, outage(t, more...), "incidents/2026-03-03-x/").Story
}

// outage is a site with one outage, with what was said after the first notice.
func outage(t *testing.T, more ...disclosure.Facts) page.Input {
	t.Helper()
	first := disclosure.Facts{
		Title: "Emails are late", Kind: "outage", Status: "investigating",
		Started: disclosure.When{At: moment("2026-03-02"), Certainty: disclosure.Suspected}, Detected: exactly("2026-03-03T08:55Z"),
	}
	lines := []ledgerLine{{time: "2026-03-03T09:10:00Z", doc: "2026-03-03-x/01", said: disclosure.Said{Headline: "Emails are late", Facts: first}}}
	for i, facts := range more {
		lines = append(lines, ledgerLine{
			time: "2026-03-03T1" + string(rune('0'+i)) + ":00:00Z", doc: disclosure.Doc("2026-03-03-x/0" + string(rune('2'+i))),
			said: disclosure.Said{Headline: "More", Facts: facts},
		})
	}
	in := input(t, now)
	in.Incidents = assemble(t, lines)
	return in
}

func TestAnOutageThatCameBackHasNoLength(t *testing.T) {
	over := disclosure.Facts{Status: "resolved", Resolved: exactly("2026-03-03T09:50Z"), Started: exactly("2026-03-03T08:50Z")}
	for _, again := range []bool{false, true} {
		facts := []disclosure.Facts{over}
		if again {
			facts = append(facts, disclosure.Facts{Status: "investigating"})
		}
		in := outage(t, facts...)
		months := open[page.History](t, in, "history/").Months
		if got := months[0].Cards[0].Length; (got == nil) != again {
			t.Errorf("came back %v: it lasted %+v", again, got)
		}
	}
}

func TestTimeline(t *testing.T) {
	if got := told(t).Timeline; got != nil {
		t.Errorf("a timeline that says what the facts say: %+v", got)
	}
	got := told(t, disclosure.Facts{
		Measures: []disclosure.Measure{
			{Text: "Restarted the queue", State: "done", At: moment("2026-03-03T09:05Z")},
			{Text: "Count the emails", State: "under-way", At: moment("2026-03-03T08:55Z")},
			{Text: "Buy a second server", State: "planned"},
		},
		Notified: []disclosure.Notified{{Who: "customers", At: moment("2026-03-03T09:05Z")}, {Who: "regulator"}},
	}).Timeline
	want := []page.Happening{
		{When: page.When{At: moment("2026-03-02"), Certainty: "certainty_suspected"}, What: []page.Deed{{Field: "field_started"}}},
		{When: page.When{At: moment("2026-03-03T08:55Z")}, What: []page.Deed{
			{Field: "field_detected"}, {What: &page.Value{Words: "Count the emails", State: "measure_under-way"}},
		}},
		{When: page.When{At: moment("2026-03-03T09:05Z")}, What: []page.Deed{
			{Field: "timeline_notified", What: &page.Value{Told: &page.Told{Who: "told_customers"}}}, {What: &page.Value{Words: "Restarted the queue"}},
		}},
		{When: page.When{At: moment("2026-03-03T09:10Z")}, What: []page.Deed{{Field: "field_disclosed"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestATestOfAFixComesAfterIt: where only the day of the test is known, it is no
// reason to put it before what was tested.
func TestATestOfAFixComesAfterIt(t *testing.T) {
	tested := func(at string) disclosure.Facts {
		return disclosure.Facts{
			Status: "resolved", Resolved: exactly("2026-03-03T09:50Z"),
			Measures:     []disclosure.Measure{{Text: "Restarted the queue", State: "done", At: moment("2026-03-03T09:45Z")}, {Text: "Bought a server", State: "done", At: moment("2026-03-03")}},
			Verification: []disclosure.Verification{{What: "20 emails", By: "us", At: moment(at)}},
			AlsoSaid:     []disclosure.AlsoSaid{{Where: "email to all customers", At: moment("2026-03-04")}},
		}
	}
	for _, c := range []struct {
		name, at string
		want     []string
	}{
		{"a day", "2026-03-03", []string{"field_started", "Bought a server", "field_detected", "field_disclosed", "Restarted the queue", "field_resolved", "field_verification 20 emails", "timeline_also_said email to all customers"}},
		{"a time", "2026-03-03T09:48Z", []string{"field_started", "Bought a server", "field_detected", "field_disclosed", "Restarted the queue", "field_verification 20 emails", "field_resolved", "timeline_also_said email to all customers"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, h := range told(t, tested(c.at)).Timeline {
				for _, d := range h.What {
					line := d.Field
					if d.What != nil {
						line += " " + string(d.What.Words)
					}
					got = append(got, strings.TrimSpace(line))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestATestOfAFixThatDidNotHold(t *testing.T) {
	over := disclosure.Facts{
		Status: "resolved", Resolved: exactly("2026-03-03T09:50Z"),
		Verification: []disclosure.Verification{{What: "20 emails", By: "us", At: moment("2026-03-03T09:48Z"), Result: "all in time"}},
	}
	if got := told(t, over).Doing.Tests; len(got) != 1 || got[0].Failed {
		t.Errorf("a test that held: %+v", got)
	}
	if got := told(t, over, disclosure.Facts{Status: "investigating"}).Doing.Tests; len(got) != 1 || !got[0].Failed {
		t.Errorf("it came back after the test: %+v", got)
	}
	again := over
	again.Verification = []disclosure.Verification{{What: "2000 emails", By: "us", At: moment("2026-03-03T11:48Z"), Result: "all in time"}}
	if got := told(t, over, disclosure.Facts{Status: "investigating"}, again).Doing.Tests; len(got) != 1 || got[0].Failed {
		t.Errorf("the second fix holds: %+v", got)
	}
}
