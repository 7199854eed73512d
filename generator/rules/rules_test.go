package rules

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	d "firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/site"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func day(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }

func testSite() *site.Site {
	return &site.Site{
		Name: site.Words{"": "Northquay status"}, URL: &url.URL{Scheme: "https", Host: "status.northquay.example", Path: "/"},
		Languages: []string{"en", "es"}, Zone: time.UTC, Contacts: site.Contacts{Email: "help@northquay.example"},
		Groups: []site.Group{{Components: []site.Component{{ID: "booking"}, {ID: "exports"}}}},
	}
}

// document makes a file: "x/02", "x/02.es", "x/questions".
func document(doc string, said d.Said) Document {
	id := d.Doc(doc)
	lang := "en"
	if id.Lang() != "" {
		lang = id.Lang()
	}
	file := "incidents/" + doc + ".md"
	return Document{
		Doc: id, Lang: lang, File: file, Said: said,
		At: func(field string) problem.Problem {
			return problem.Problem{Position: problem.Position{File: file, Line: 2}, Source: field}
		},
		In: func(excerpt string) problem.Problem {
			return problem.Problem{Position: problem.Position{File: file, Line: 9}, Source: excerpt}
		},
	}
}

// public makes what the ledger holds: each document is a run of its own, a day
// after the one before, the first on 1 March.
func public(docs ...Document) *d.Incident {
	var all []d.Publication
	revisions := map[d.Doc]int{}
	for i, doc := range docs {
		revisions[doc.Doc]++
		p := d.Publication{
			Seq: i + 1, Run: i + 1, Type: d.Published, Doc: doc.Doc, Rev: revisions[doc.Doc], Lang: doc.Lang, Time: day(1 + i), Said: doc.Said,
		}
		if p.Rev > 1 {
			p.Type = d.Edited
		}
		if doc.Doc.Lang() != "" {
			p.Of = revisions[doc.Doc.Original()]
		}
		all = append(all, p)
	}
	incidents, err := d.Assemble(all)
	if err != nil {
		panic(err)
	}
	return incidents[0]
}

// show prints a list with every word of it.
func show(l problem.List) string {
	var b strings.Builder
	for _, p := range l.All() {
		fmt.Fprintf(&b, "%s", strings.TrimPrefix(p.File, "incidents/"))
		if p.Source != "" {
			fmt.Fprintf(&b, " at %s", p.Source)
		}
		fmt.Fprintf(&b, ": %s: %s [%s]\n", p.Severity, p.Text, p.Rule)
		line := func(label, text string) {
			for part := range strings.Lines(text) {
				fmt.Fprintf(&b, "  %s: %s\n", label, strings.TrimSuffix(part, "\n"))
			}
		}
		line("fix", p.Fix)
		line("example", p.Example)
		for _, n := range p.Notes {
			line("note", n)
		}
	}
	return b.String()
}

func checkSet(t *testing.T, s Set, want string) {
	t.Helper()
	if s.Site == nil {
		s.Site = testSite()
	}
	if s.Now.IsZero() {
		s.Now = now
	}
	if diff := cmp.Diff(strings.TrimLeft(want, "\n"), show(Check(s))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// notice is a first notice with nothing wrong in it.
func notice() d.Said {
	return d.Said{
		Headline: "Booking fails for all clinics", Summary: "Booking fails for all clinics. Please take bookings by phone.",
		Facts: d.Facts{
			Title: "Booking fails for all clinics", Kind: d.Outage, Status: d.Investigating,
			NextUpdate: d.NextUpdate{At: moment("2026-03-11T09:00Z")}, Components: []d.Impact{{ID: "booking", Impact: "degraded"}},
		},
		Text: []d.Passage{{MD: "Booking has failed since 08:55 UTC."}},
	}
}

// breachNotice is a breach told up to the stage "contained".
func breachNotice() d.Said {
	s := notice()
	s.Facts.Title, s.Facts.Kind, s.Facts.Status = "Booking exports downloaded by an outsider", d.DataBreach, d.Contained
	s.Facts.Components = nil
	s.Facts.Started, s.Facts.Detected, s.Facts.Contained = at("2026-02-24"), at("2026-02-28T08:55Z"), at("2026-02-28T11:40Z")
	s.Facts.Origin, s.Facts.DiscoveredBy = "own", "customer"
	s.Facts.Affected = []d.Affected{{Count: 4112, Unit: "people", Certainty: d.Sure, AsOf: moment("2026-03-01")}}
	s.Facts.Data = []d.Data{
		{Category: "name", Exposure: d.Exposed, Effects: []string{"copied"}},
		{Category: "phone", Exposure: d.NotExposed, Basis: "no phone column"},
	}
	s.Facts.Consequences = []string{"Callers could pretend to be your clinic."}
	s.Facts.Actions.Steps = []d.Action{{Do: "Treat calls with care."}}
	s.Facts.Measures = []d.Measure{{Text: "Ended every session", State: "done", At: moment("2026-02-28T11:40Z")}}
	s.Facts.Unknowns = []string{"Who did it."}
	s.Facts.Commitments = []d.Commitment{{ID: "letters", Text: "Write to every person affected", Due: moment("2026-03-11"), State: "under-way"}}
	s.Text = []d.Passage{{Heading: "What Happened", Section: "what-happened", MD: "Someone copied exports."}}
	return s
}

// resolvedBreach is a breach told to its end, but for the report.
func resolvedBreach() d.Said {
	s := breachNotice()
	s.Facts.Status, s.Facts.Resolved = d.Resolved, at("2026-02-28T18:00Z")
	s.Facts.Verification = []d.Verification{{What: "The sessions", By: "us", At: moment("2026-02-28"), Result: "refused"}}
	s.Facts.MonitorUntil = moment("2026-03-01")
	s.Facts.RootCause, s.Facts.Lessons = "A session stayed valid.", []string{"We looked too late."}
	return s
}

func TestSoundNoticesAreClean(t *testing.T) {
	for _, said := range []d.Said{notice(), breachNotice(), resolvedBreach()} {
		checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said)}}}}, "")
	}
}

// TestStatements checks a second statement, published more than a day after the
// first, so that every rule stops what it finds.
func TestStatements(t *testing.T) {
	tests := []struct {
		name   string
		before func() d.Said // the first statement, which is public
		change func(*d.Said) // what the second says; it has text and a new time to write again
		want   string
	}{
		{"nothing wrong", notice, func(*d.Said) {}, ""},

		// DOC-003
		{"a long summary", notice, func(s *d.Said) { s.Summary = strings.Repeat("Booking works. ", 14) + "." }, `
x/02.md at summary: warning: the summary has 211 characters; 200 fit [DOC-003]
  fix: the summary goes to feeds and phones: say what happened and what to do
`},
		{"feelings", notice, func(s *d.Said) {
			s.Summary = "We are sorry for any inconvenience. We take your privacy very seriously."
		}, `
x/02.md at summary: warning: the summary says only how you feel [DOC-003]
  fix: the summary goes to feeds and phones: say what happened and what to do
  example: summary: Online booking fails for all clinics. Please take bookings by phone.
`},
		{"sorry, with facts", notice, func(s *d.Said) { s.Summary = "We are sorry that clinics cannot book." }, ""},

		// DOC-004
		{"an empty title", notice, func(s *d.Said) { s.Facts.Title = "Security incident" }, `
x/02.md at title: warning: the title "Security incident" does not say what happened [DOC-004]
  fix: name the effect on readers
  example: title: Online booking fails for all clinics
`},
		{"a cause", notice, func(s *d.Said) { s.Facts.Title = "Load balancer slow for clinics" }, `
x/02.md at title: warning: the title names a cause ("load balancer"), not the effect on readers [DOC-004]
  fix: name the effect on readers
  example: title: Online booking fails for all clinics
`},

		// DOC-010
		{"identified", notice, func(s *d.Said) { s.Facts.Status = d.Identified; s.Text = happened() }, `
x/02.md at status: error: status "identified" needs found [DOC-010]
  fix: say when you learned of it
  example: found: 2026-03-03 08:55 UTC
x/02.md at status: warning: status "identified" needs began [DOC-010]
  fix: say when it began; an estimate is enough at first
  example: began: {at: 2026-02-24, certainty: estimated}
x/02.md at status: warning: status "identified" needs what_we_do [DOC-010]
  fix: list what you have done and are doing
  example: what_we_do:
  example:   - {text: Ended every support session, state: done, at: 2026-03-03 11:40 UTC}
`},
		{"an outage without components", func() d.Said { s := notice(); s.Facts.Components = nil; return s }, func(s *d.Said) {
			s.Facts.Status, s.Facts.Started, s.Facts.Detected, s.Text = d.Identified, at("2026-02-24"), at("2026-02-24"), happened()
			s.Facts.Measures = []d.Measure{{Text: "Looking"}}
		}, `
x/02.md at status: error: status "identified" needs components [DOC-010]
  fix: name each service that is touched, and how badly
  example: components: {booking: degraded}
`},
		{"a section instead of a list", notice, func(s *d.Said) {
			s.Facts.Status, s.Facts.Started, s.Facts.Detected = d.Identified, at("2026-02-24"), at("2026-02-24")
			s.Text = append(happened(), d.Passage{Heading: "What We Are Doing", Section: "what-we-are-doing", MD: "We look."})
		}, ""},
		{"a breach that becomes known", func() d.Said {
			s := notice()
			s.Facts.Kind, s.Facts.Components = d.DataBreach, nil
			return s
		}, func(s *d.Said) { s.Facts.Status = d.Contained; s.Text = happened() }, `
x/02.md at status: error: status "contained" needs data [DATA-001]
  fix: list each kind of data, also under unknown
  example: data:
  example:   copied: [name, email]
  example:   unknown: [phone]
x/02.md at status: error: status "contained" needs affected [DOC-010]
  fix: say who is affected and how many, or unknown
  example: affected: 61,300 people, counted
x/02.md at status: error: status "contained" needs contained [DOC-010]
  fix: say when the attacker was shut out
  example: contained: 2026-03-03 11:40 UTC
x/02.md at status: error: status "contained" needs could_mean [DOC-010]
  fix: list what could follow for the people affected
  example: could_mean:
  example:   - People who call or write could pretend to be your clinic.
x/02.md at status: error: status "contained" needs found [DOC-010]
  fix: say when you learned of it
  example: found: 2026-03-03 08:55 UTC
x/02.md at status: error: status "contained" needs what_to_do [DOC-010]
  fix: list what readers can do, or why there is nothing
  example: what_to_do:
  example:   - Treat calls about your appointment with care.
x/02.md at status: error: status "contained" needs what_we_do [DOC-010]
  fix: list what you have done and are doing
  example: what_we_do:
  example:   - {text: Ended every support session, state: done, at: 2026-03-03 11:40 UTC}
x/02.md at status: warning: status "contained" needs began [DOC-010]
  fix: say when it began; an estimate is enough at first
  example: began: {at: 2026-02-24, certainty: estimated}
x/02.md at status: warning: status "contained" needs found_by [DOC-010]
  fix: use one of monitoring, staff, customer, researcher, supplier, law-enforcement, attacker-claim, press
  example: found_by: customer
x/02.md at status: warning: status "contained" needs not_known_yet [DOC-010]
  fix: list what you do not know yet, or write [] if that is nothing
  example: not_known_yet:
  example:   - Who downloaded the files.
x/02.md at status: warning: status "contained" needs origin [DOC-010]
  fix: use one of own, supplier, customer-side, unknown
  example: origin: own
`},
		{"nothing left to learn", func() d.Said { s := breachNotice(); s.Facts.Unknowns = nil; return s },
			func(s *d.Said) { s.Emptied = []string{"unknowns"} }, ""},
		{"a resolved outage", func() d.Said {
			s := breachNotice()
			s.Facts.Kind, s.Facts.Components = d.Outage, []d.Impact{{ID: "booking", Impact: "degraded"}}
			s.Facts.Status, s.Facts.Commitments = d.Monitoring, nil
			return s
		}, func(s *d.Said) {
			s.Facts.Status, s.Facts.NextUpdate = d.Resolved, d.NextUpdate{None: "the work is finished"}
			s.Facts.Verification = []d.Verification{{Result: "fine"}}
		}, `
x/02.md at status: warning: status "resolved" needs cause [DOC-010]
  fix: say how it happened, or write it in the final report
  example: cause: A support sign-in stayed valid for 30 days.
x/02.md at status: warning: status "resolved" needs learned [DOC-010]
  fix: say what you learned, or write it in the final report
  example: learned:
  example:   - We gave a number before we could stand behind it.
x/02.md at status: warning: status "resolved" needs promises [DOC-010]
  fix: promise what will change, with a date, or do so in the final report
  example: promises:
  example:   - {id: sessions, text: Support sessions end after 8 hours, due: 2026-06-16, state: planned}
x/02.md at status: warning: status "resolved" needs watch_until [DOC-010]
  fix: say until when you keep watching
  example: watch_until: 2026-03-26
`},
		{"a resolved outage with a report to come", func() d.Said {
			s := breachNotice()
			s.Facts.Kind, s.Facts.Components = d.Outage, []d.Impact{{ID: "booking", Impact: "degraded"}}
			s.Facts.Status, s.Facts.Commitments = d.Monitoring, nil
			return s
		}, func(s *d.Said) {
			s.Facts.Status, s.Facts.NextUpdate = d.Resolved, d.NextUpdate{When: "the report is ready"}
			s.Facts.Verification, s.Facts.MonitorUntil = []d.Verification{{Result: "fine"}}, moment("2026-03-10")
		}, ""},
		{"maintenance without a window", func() d.Said {
			s := notice()
			s.Facts.Kind, s.Facts.Status = d.Maintenance, d.Scheduled
			return s
		}, func(s *d.Said) {}, `
x/02.md at status: error: status "scheduled" needs window [DOC-010]
  fix: say when the work begins and ends
  example: window: {start: 2026-09-12 04:00 UTC, end: 2026-09-12 07:00 UTC}
`},
		{"a weakness without versions", func() d.Said {
			s := breachNotice()
			s.Facts.Kind, s.Facts.Status, s.Facts.Contained = d.Vulnerability, d.Confirmed, d.When{}
			return s
		}, func(s *d.Said) {}, `
x/02.md at status: error: status "confirmed" needs vulnerability [DOC-010]
  fix: say which versions are affected
  example: vulnerability:
  example:   severity: medium
  example:   affected: ["3.0.0 to 3.4.1"]
  example:   exploited: unknown
`},
		{"merged, and told elsewhere", breachNotice, func(s *d.Said) { s.Facts.MergedInto, s.Facts.Status = "other", d.Final }, ""},

		// DOC-014
		{"no standard heading", func() d.Said { s := breachNotice(); s.Text = nil; return s }, func(*d.Said) {}, `
x/02.md: warning: the account has none of the five standard headings [DOC-014]
  fix: use What Happened, What Information Was Involved, What We Are Doing, What You Can Do, For More Information; readers and laws expect them
  example: ## What Happened
`},

		// DOC-015
		{"a link to another incident", notice, func(s *d.Said) { s.Text[0].MD = "As in [January](../../incidents/other/), booking fails." }, `
x/02.md at incidents/other: warning: the text points to other, which related does not list [DOC-015]
  fix: link the other incident
  example: related: [other]
`},
		{"a name of another incident", notice, func(s *d.Said) {
			s.Facts.Related = []string{"other"}
			s.Text[0].MD = "As in 2026-01-19-api, booking fails; not as in 2026-01-19-api-2."
		}, `
x/02.md at 2026-01-19-api: warning: the text points to 2026-01-19-api, which related does not list [DOC-015]
  fix: link the other incident
  example: related: [other, 2026-01-19-api]
`},
		{"a related incident", notice, func(s *d.Said) {
			s.Facts.Related = []string{"other"}
			s.Text[0].MD = "As in [January](../../incidents/other/), booking fails."
		}, ""},

		// DOC-030
		{"an empty final report", func() d.Said {
			s := resolvedBreach()
			s.Facts.RootCause, s.Facts.Lessons, s.Facts.Commitments = "", nil, nil
			return s
		},
			func(s *d.Said) { s.Facts.Status, s.Facts.RootCause = d.Final, "unknown" }, `
x/02.md at status: error: a final report needs cause [DOC-030]
  fix: say how it happened; if you could not find out, say what you looked at
  example: cause: A support sign-in stayed valid for 30 days and could download any export.
x/02.md at status: error: a final report needs learned [DOC-030]
  fix: say what you learned
  example: learned:
  example:   - We gave a number before we could stand behind it.
x/02.md at status: error: a final report needs promises [DOC-030]
  fix: promise what will change, each with a date
  example: promises:
  example:   - {id: sessions, text: Support sessions end after 8 hours, due: 2026-06-16, state: planned}
`},
		{"a promise without a date", resolvedBreach, func(s *d.Said) {
			s.Facts.Status = d.Final
			s.Facts.Commitments = []d.Commitment{{ID: "alert", Text: "Alert when one sign-in downloads much", State: "planned"}}
		}, `
x/02.md at promises.alert: error: promise "alert" has no due date [DOC-030]
  fix: say by when you keep it
  example: due: 2026-06-16
`},
		{"a final report in prose", func() d.Said { s := resolvedBreach(); s.Facts.RootCause, s.Facts.Lessons = "", nil; return s }, func(s *d.Said) {
			s.Facts.Status = d.Final
			s.Text = []d.Passage{
				{Heading: "How It Happened", Section: "how-it-happened", MD: "So."}, {Heading: "What We Learned", Section: "what-we-learned", MD: "That."},
			}
		}, ""},

		// TIME-001
		{"an old promise to write", notice, func(s *d.Said) { s.Facts.NextUpdate = d.NextUpdate{} }, ""},
		{"a promise to write that is over", func() d.Said { s := notice(); s.Facts.NextUpdate.At = moment("2026-03-02T09:00Z"); return s },
			func(s *d.Said) { s.Facts.NextUpdate = d.NextUpdate{} }, `
x/02.md at next_update: error: the next update was due on 2 March 2026, 09:00 UTC and no later one is promised [TIME-001]
  fix: say when you will write again, even if you have nothing new by then
  example: next_update: in 60 minutes
`},
		{"no promise to write", func() d.Said { s := notice(); s.Facts.NextUpdate = d.NextUpdate{}; return s },
			func(s *d.Said) { s.Facts.NextUpdate = d.NextUpdate{} }, `
x/02.md at next_update: error: next_update is missing [TIME-001]
  fix: say when you will write again, even if you have nothing new by then
  example: next_update: in 60 minutes
`},
		{"no promise of a report", func() d.Said { s := resolvedBreach(); s.Facts.NextUpdate = d.NextUpdate{}; return s },
			func(s *d.Said) { s.Facts.NextUpdate = d.NextUpdate{} }, `
x/02.md at next_update: warning: next_update is missing [TIME-001]
  fix: say when you will write again, even if you have nothing new by then
  example: next_update: {none: The outage is over and its cause is told here.}
`},

		// TIME-004
		{"found before it began", breachNotice, func(s *d.Said) {
			s.Facts.Started = at("2026-02-28T09:00Z")
			s.Corrections = map[string]string{"started": "A second log."}
		}, `
x/02.md at began: error: found (28 February 2026, 08:55 UTC) is before began (28 February 2026, 09:00 UTC) [TIME-004]
  fix: check both dates and zones; if one is a guess, say so
  example: began: {at: 2026-02-28T09:00Z, certainty: estimated}
`},
		{"a guess is never impossible", notice, func(s *d.Said) {
			s.Facts.Started = d.When{At: moment("2026-02-28T09:00Z"), Certainty: d.Estimated}
			s.Facts.Detected = at("2026-02-28T08:00Z")
		}, ""},
		{"days of another zone", notice, func(s *d.Said) {
			s.Facts.Started, s.Facts.Detected = at("2026-02-28"), at("2026-02-27T11:00Z")
		}, ""},
		{"a span turned round", notice, func(s *d.Said) {
			s.Facts.Started = d.When{From: moment("2026-02-28T09:00Z"), To: moment("2026-02-28T08:00Z")}
		}, `
x/02.md at began: error: began ends (28 February 2026, 08:00 UTC) before it starts (28 February 2026, 09:00 UTC) [TIME-004]
  fix: swap from and to
  example: began: {from: 2026-02-28T08:00Z, to: 2026-02-28T09:00Z}
`},
		{"a measure in the future", notice, func(s *d.Said) {
			s.Facts.Measures = []d.Measure{{Text: "Look", State: "planned", At: moment("2026-03-12")}, {Text: "Closed", State: "done", At: moment("2026-03-12")}}
		}, `
x/02.md at what_we_do[1].at: error: what_we_do.at (12 March 2026) is in the future [TIME-004]
  fix: check the date and the zone; what is planned goes under what_we_do or promises
`},
		{"a window turned round", notice, func(s *d.Said) {
			s.Facts.Window = d.Window{Start: moment("2026-09-12T07:00Z"), End: moment("2026-09-12T04:00Z")}
		}, `
x/02.md at window: error: window ends (12 September 2026, 04:00 UTC) before it starts (12 September 2026, 07:00 UTC) [TIME-004]
  fix: swap start and end
  example: window: {start: 2026-09-12T04:00Z, end: 2026-09-12T07:00Z}
`},
		{"a promise to write in the past", notice, func(s *d.Said) { s.Facts.NextUpdate.At = moment("2026-03-10T11:00Z") }, `
x/02.md at next_update: error: next_update (10 March 2026, 11:00 UTC) is already over [TIME-004]
  fix: give a time that is still to come
  example: next_update: in 60 minutes
`},

		// HIST-002, DOC-016
		{"a number without a reason", breachNotice, func(s *d.Said) {
			s.Facts.Affected = []d.Affected{{Count: 61300, Unit: "people", Certainty: d.Sure, AsOf: moment("2026-03-09")}}
		}, `
x/02.md at affected: error: 61,300 people replaces 4,112 people: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example: corrected_because:
  example:   affected: "[why 4,112 people was wrong]"
  note: said in 01.md
`},
		{"a reason that was only pasted", breachNotice, func(s *d.Said) {
			s.Facts.Affected = []d.Affected{{Count: 61300, Unit: "people", Certainty: d.Sure}}
			s.Corrections = map[string]string{"affected": "[why 4,112 people was wrong]"}
		}, `
x/02.md at affected: error: 61,300 people replaces 4,112 people: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example:   affected: "[why 4,112 people was wrong]"
  note: said in 01.md
`},
		{"a category without a reason", breachNotice, func(s *d.Said) {
			s.Facts.Data = []d.Data{{Category: "phone", Exposure: d.Exposed, Effects: []string{"copied"}}}
		}, `
x/02.md at data.phone: error: copied phone replaces not_involved phone: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example: corrected_because:
  example:   data.phone: "[why not_involved phone was wrong]"
  note: said in 01.md
`},
		{"a correction with its reason", breachNotice, func(s *d.Said) {
			s.Facts.Started = at("2026-02-22T03:31Z")
			s.Corrections = map[string]string{"started": "A second log."}
		}, ""},
		{"a list emptied", breachNotice, func(s *d.Said) { s.Emptied = []string{"affected"} }, `
x/02.md at status: error: status "contained" needs affected [DOC-010]
  fix: say who is affected and how many, or unknown
  example: affected: 61,300 people, counted
x/02.md at affected: error: an empty affected takes back 4,112 people: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example: corrected_because:
  example:   affected: "[why 4,112 people was wrong]"
`},
		{"a list by id emptied", breachNotice, func(s *d.Said) { s.Emptied = []string{"data"} }, `
x/02.md at data: error: an empty data takes nothing back [HIST-002]
  fix: name each entry and say what became of it
  example: data:
  example:   not_involved:
  example:     - phone: we opened every file, and none has a phone column
`},
		{"a reason for what stays", breachNotice, func(s *d.Said) {
			s.Facts.Affected = []d.Affected{{Count: 4112, Unit: "people", Certainty: d.Sure, AsOf: moment("2026-03-09")}}
			s.Corrections = map[string]string{"affected": "We counted again."}
		}, `
x/02.md at corrected_because.affected: warning: corrected_because names affected, which this statement does not change [DOC-016]
  fix: say what is right now, or take the reason out
`},
		{"a category that was left out, with a reason", breachNotice, func(s *d.Said) {
			s.Headline = "Correction: email addresses were copied, too"
			s.Facts.Data = []d.Data{{Category: "email", Exposure: d.Exposed, Effects: []string{"copied"}}}
			s.Corrections = map[string]string{"data.email": "An older format has a column for it."}
		}, ""},
		{"a reason for what is not told", breachNotice, func(s *d.Said) { s.Corrections = map[string]string{"started": "A second log."} }, `
x/02.md at corrected_because.began: warning: corrected_because names began, of which this statement says nothing [DOC-016]
  fix: say what is right now, or take the reason out
`},
		{"a reason with a slip", breachNotice, func(s *d.Said) {
			s.Facts.Notified = []d.Notified{{Who: "police", Name: "Metro", At: moment("2026-03-05")}}
			s.Facts.Data = []d.Data{{Category: "phone", Exposure: d.ExposureUnknown}}
			s.Corrections = map[string]string{"data.phones": "An older format."}
		}, `
x/02.md at data.phone: error: unknown phone replaces not_involved phone: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example:   data.phone: "[why not_involved phone was wrong]"
  note: said in 01.md
x/02.md at corrected_because.data.phones: warning: corrected_because names data.phones, of which this statement says nothing [DOC-016]
  fix: did you mean "data.phone"?
`},

		// HIST-010
		{"a withdrawal of nothing", notice, func(s *d.Said) { s.Withdraws = []int{3} }, `
x/02.md at withdraws: error: there is no statement 3 to withdraw [HIST-010]
  fix: use the number of an earlier statement: 1
`},
		{"a withdrawal of itself", notice, func(s *d.Said) { s.Withdraws = []int{2} }, `
x/02.md at withdraws: error: there is no statement 2 to withdraw [HIST-010]
  fix: use the number of an earlier statement: 1
`},
		{"a withdrawal without words", notice, func(s *d.Said) {
			s.Withdraws, s.Text = []int{1}, nil
			s.Facts, s.Summary = notice().Facts, "Booking works."
		}, `
x/02.md at status: warning: status "investigating" needs text [DOC-010]
  fix: write one sentence about what happened below the front matter
  example: At 08:55 UTC on 3 March 2026 a clinic told us that someone had downloaded a booking export.
x/02.md: error: a withdrawal needs its reason [HIST-010]
  fix: say below the front matter what was wrong and what is right
  example: On 3 March 2026 we wrote that phone numbers were not included. That was wrong, and we take it back.
`},

		// PROM-003, PROM-004
		{"two promises of one name", breachNotice, func(s *d.Said) {
			s.Facts.Commitments = []d.Commitment{{ID: "alert", Text: "Alert", Due: moment("2026-06-16")}, {ID: "alert", Text: "Other", Due: moment("2026-06-16")}}
		}, `
x/02.md at promises[1].id: error: two promises are called "alert" [PROM-004]
  fix: give each promise an id of its own
  example: id: alert-2
`},
		{"a promise dropped", breachNotice, func(s *d.Said) { s.Facts.Commitments = []d.Commitment{{ID: "letters", State: "dropped"}} }, `
x/02.md at promises.letters: error: promise "letters" is dropped without a reason [PROM-003]
  fix: say why under reason; the earlier promise stays visible
  example: reason: "[why this changes]"
`},
		{"a promise moved", breachNotice, func(s *d.Said) {
			s.Facts.Commitments = []d.Commitment{{ID: "letters", Due: moment("2026-03-20"), Reason: "[why this changes]"}}
		}, `
x/02.md at promises.letters: error: promise "letters" moves from 11 March 2026 to 20 March 2026 without a reason [PROM-003]
  fix: say why under reason; the earlier promise stays visible
  example: reason: "[why this changes]"
`},
		{"a promise reworded", breachNotice, func(s *d.Said) { s.Facts.Commitments = []d.Commitment{{ID: "letters", Text: "Write to some people"}} }, `
x/02.md at promises.letters: error: promise "letters" now says something else, without a reason [PROM-003]
  fix: say why under reason; the earlier promise stays visible
  example: reason: "[why this changes]"
  note: said before: Write to every person affected
`},
		{"a promise moved with its reason", breachNotice, func(s *d.Said) {
			s.Facts.Commitments = []d.Commitment{{ID: "letters", Due: moment("2026-03-20"), Reason: "Addresses are missing."}}
		}, ""},

		// DATA-002
		{"a category twice", breachNotice, func(s *d.Said) {
			s.Facts.Data = []d.Data{{Category: "email", Exposure: d.Exposed, Effects: []string{"copied"}}, {Category: "email", Exposure: d.NotExposed}}
			s.Corrections = map[string]string{"data.email": "We looked again."}
		}, `
x/02.md at data.email: error: email is listed under copied and under not_involved [DATA-002]
  fix: keep the one that is right; tell parts apart in the text after the colon
  example: email: of 64 of the 212 files
`},

		// DOC-002
		{"a status of another kind", notice, func(s *d.Said) { s.Facts.Status = "contained" }, `
x/02.md at status: error: status "contained" does not go with kind "outage" [DOC-002]
  fix: use one of investigating, identified, monitoring, resolved, final, false-alarm
  example: status: investigating
`},
		{"a status with a slip", notice, func(s *d.Said) { s.Facts.Status = "monitored" }, `
x/02.md at status: error: status "monitored" does not go with kind "outage" [DOC-002]
  fix: did you mean "monitoring"? use one of investigating, identified, monitoring, resolved, final, false-alarm
  example: status: monitoring
`},
		{"a component with a slip", notice, func(s *d.Said) { s.Facts.Components = []d.Impact{{ID: "export", Impact: "degraded"}} }, `
x/02.md at components.export: error: site.yaml has no component "export" [DOC-002]
  fix: did you mean "exports"? use one of booking, exports, or add it to components in site.yaml
  example: components: {exports: degraded}
`},
		{"a related incident with a slip", notice, func(s *d.Said) { s.Facts.Related = []string{"othr"} }, `
x/02.md at related[0]: error: related names "othr", and there is no such incident [DOC-002]
  fix: did you mean "other"?
  example: related: [other]
`},
		{"an incident that is not there", notice, func(s *d.Said) { s.Facts.MergedInto = "elsewhere" }, `
x/02.md at merged_into: error: merged_into names "elsewhere", and there is no such incident [DOC-002]
  fix: use the name of a folder under incidents
`},
		{"an incident merged into itself", notice, func(s *d.Said) { s.Facts.MergedInto = "x" }, `
x/02.md at merged_into: error: merged_into names this incident itself [DOC-002]
  fix: use the name of a folder under incidents
`},
		{"an incident merged with a slip", notice, func(s *d.Said) { s.Facts.MergedInto = "othre" }, `
x/02.md at merged_into: error: merged_into names "othre", and there is no such incident [DOC-002]
  fix: did you mean "other"?
  example: merged_into: other
`},
		{"a draft as a related incident", notice, func(s *d.Said) { s.Facts.Related = []string{"draft"} }, `
x/02.md at related[0]: error: related names "draft", which is only a draft [DOC-002]
  fix: publish that incident first, or take it out here
`},
		{"a circle", notice, func(s *d.Said) { s.Facts.MergedInto = "back" }, `
x/02.md at merged_into: error: merged_into leads back to this incident: x, back, x [DOC-002]
  fix: decide which of them tells the whole account, and take merged_into out there
`},

		// DOC-019
		{"a phone number that can be dialled", notice, func(s *d.Said) { s.Facts.Contact.Phone = "+49 (0)30 1234567, ext. 3" }, ""},
		{"two phone numbers in one", notice, func(s *d.Said) { s.Facts.Contact.Phone = "0800 1234567 / 0800 7654321" }, `
x/02.md at contact.phone: warning: the phone number "0800 1234567 / 0800 7654321" cannot be dialled, so pages show it without a link [DOC-019]
  fix: write one number in digits, with + and the country code, and nothing else but an extension
  example: phone: +1 800 555 0142 ext. 3
`},

		// DOC-018
		{"merged where a service is not named", breachNotice, func(s *d.Said) {
			s.Facts.MergedInto, s.Facts.Components = "other", []d.Impact{{ID: "booking", Impact: "operational"}, {ID: "exports", Impact: "major-outage"}}
		}, `
x/02.md at merged_into: warning: other does not name exports, which is major-outage here: readers will no longer see that [DOC-018]
  fix: name it there too, or say here that it works
  example: components: {exports: major-outage}
`},

		// DOC-017
		{"a step back without a word", func() d.Said { s := breachNotice(); return s }, func(s *d.Said) { s.Facts.Status, s.Text = d.Investigating, nil }, `
x/02.md at status: error: status goes back from "contained" to "investigating" without a word about it [DOC-017]
  fix: write one sentence below the front matter: why is it open again?
  example: The downloads began again at 08:10 UTC on 4 March 2026, so this incident is open again.
`},
		{"a step back with a word", breachNotice, func(s *d.Said) { s.Facts.Status = d.Investigating }, ""},

		// FACT-001, FACT-002
		{"a number of what", notice, func(s *d.Said) { s.Facts.Affected = []d.Affected{{Count: 4112, Certainty: d.Sure}} }, `
x/02.md at affected[0]: error: 4,112 what? [FACT-001]
  fix: say what you counted: people, accounts, customers, organisations, records, devices, requests, bookings, messages, files
  example: affected: 4,112 people, counted
`},
		{"a number without its certainty", notice, func(s *d.Said) { s.Facts.Affected = []d.Affected{{Min: 4000, Max: 5000, Unit: "accounts"}} }, `
x/02.md at affected[0]: warning: it is not said whether 4,000 to 5,000 is counted or estimated [FACT-002]
  fix: add counted, estimated or suspected
  example: affected: 4,000 to 5,000 accounts, counted
`},

		// FIX-002, FIX-003
		{"resolved without a test", func() d.Said {
			s := resolvedBreach()
			s.Facts.Verification, s.Facts.MonitorUntil = nil, d.Moment{}
			return s
		},
			func(*d.Said) {}, `
x/02.md at status: error: status "resolved" needs fix_tested [FIX-002]
  fix: say who tested the fix, how, and with what result
  example: fix_tested:
  example:   what: Using a copied support session
  example:   how: A tester from outside tried it on the live support tool
  example:   by: independent
  example:   at: 2026-03-12
  example:   result: The support tool refused it
x/02.md at status: error: status "resolved" needs watch_until [FIX-003]
  fix: keep status monitoring until a date, then close
  example: watch_until: 2026-03-26
`},
		{"a test without a result", resolvedBreach, func(s *d.Said) { s.Facts.Verification = []d.Verification{{What: "The sessions"}} }, `
x/02.md at fix_tested: error: fix_tested has no result [FIX-002]
  fix: say who tested the fix, how, and with what result
  example: fix_tested:
  example:   what: Using a copied support session
  example:   how: A tester from outside tried it on the live support tool
  example:   by: independent
  example:   at: 2026-03-12
  example:   result: The support tool refused it
`},
		{"resolved while watching", resolvedBreach, func(s *d.Said) { s.Facts.MonitorUntil = moment("2026-03-26") }, `
x/02.md at watch_until: error: you watch until 26 March 2026, and that is still to come [FIX-003]
  fix: keep status monitoring until a date, then close
  example: status: monitoring
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			said := d.Said{
				Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-11T09:00Z")}},
				Text:  []d.Passage{{MD: "This is what is new. What we said before was wrong."}},
			}
			test.change(&said)
			first := document("x/01", test.before())
			back := notice()
			back.Facts.MergedInto = "x"
			back.Text[0].MD = "Nothing else."
			hidden := document("draft/01", notice())
			hidden.Draft = true
			other := document("other/01", notice())
			api := document("2026-01-19-api/01", notice())
			checkSet(t, Set{Incidents: []Incident{
				{ID: "x", Documents: []Document{document("x/02", said), first}, Ledger: public(first)},
				{ID: "other", Documents: []Document{other}, Ledger: public(other)},
				{ID: "2026-01-19-api", Documents: []Document{api}, Ledger: public(api)},
				{ID: "back", Documents: []Document{document("back/01", back)}, Ledger: public(document("back/01", back))},
				{ID: "draft", Documents: []Document{hidden}},
			}}, test.want)
		})
	}
}

func happened() []d.Passage {
	return []d.Passage{{Heading: "What Happened", Section: "what-happened", MD: "Booking failed."}}
}

func TestFirstNotice(t *testing.T) {
	empty := document("x/01", d.Said{})
	later := document("x/02", d.Said{})
	noWay := testSite()
	noWay.Contacts = site.Contacts{}
	checkSet(t, Set{Site: noWay, Incidents: []Incident{{ID: "x", Documents: []Document{empty, later}}}}, `
x/01.md: error: kind is missing [DOC-001]
  fix: add one of outage, degradation, maintenance, security, data-breach, vulnerability, notice
  example: kind: outage
x/01.md: error: summary is missing [DOC-001]
  fix: add one sentence that a customer can act on, or begin the text with it
  example: summary: Online booking fails for all clinics. Please take bookings by phone.
x/01.md: error: title is missing [DOC-001]
  fix: add a line that names the effect on readers, not the cause
  example: title: Booking exports downloaded by an outsider
x/01.md at contact: error: readers have no way to ask [DOC-013]
  fix: set contacts once in site.yaml, or contact in this statement
  example: contacts: {email: help@example.com}
x/01.md at next_update: error: next_update is missing [TIME-001]
  fix: say when you will write again, even if you have nothing new by then
  example: next_update: in 60 minutes
`)
	said := notice()
	said.Facts.Status = ""
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said)}}}}, `
x/01.md: error: status is missing [DOC-001]
  fix: add one of investigating, identified, monitoring, resolved, final, false-alarm
  example: status: investigating
`)
	said = notice()
	said.Withdraws = []int{1}
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said)}}}}, `
x/01.md at withdraws: error: there is no statement 1 to withdraw [HIST-010]
  fix: this is the first statement, there is nothing to withdraw
`)
	noParts := testSite()
	noParts.Groups = nil
	checkSet(t, Set{Site: noParts, Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", notice())}}}}, `
x/01.md at components.booking: error: site.yaml has no component "booking" [DOC-002]
  fix: add it to components in site.yaml
`)
}

// TestGate follows one problem, a final report without a cause, through
// everything that decides what it stops.
func TestGate(t *testing.T) {
	report := func() d.Said {
		s := resolvedBreach()
		s.Facts.Status, s.Facts.RootCause = d.Final, ""
		return s
	}
	const says = ": a final report needs cause [DOC-030]\n" +
		"  fix: say how it happened; if you could not find out, say what you looked at\n" +
		"  example: cause: A support sign-in stayed valid for 30 days and could download any export.\n"
	tests := []struct {
		name   string
		ledger *d.Incident
		now    time.Time
		change func(*Document, *site.Site)
		want   string
	}{
		{"a first notice", nil, now, nil, "x/02.md at status: warning" + says},
		{"within a day of the first notice", public(document("x/01", notice())), day(1).Add(23 * time.Hour), nil,
			"x/02.md at status: warning" + says + "  note: from 2 March 2026, 09:00 UTC on this stops publication\n"},
		{"a day after it", public(document("x/01", notice())), day(2), nil, "x/02.md at status: error" + says},
		{"the site switches it off", public(document("x/01", notice())), now,
			func(_ *Document, s *site.Site) { s.Policy.Rules = map[string]string{"DOC-030": "off"} }, ""},
		{"the site lowers it", public(document("x/01", notice())), now,
			func(_ *Document, s *site.Site) { s.Policy.Rules = map[string]string{"DOC-030": "suggestion"} }, "x/02.md at status: suggestion" + says},
		{"the site makes it a warning", public(document("x/01", notice())), now,
			func(_ *Document, s *site.Site) { s.Policy.Rules = map[string]string{"DOC-030": "warning"} }, "x/02.md at status: warning" + says},
		{"the site makes it an error, and it is the first notice", nil, now,
			func(_ *Document, s *site.Site) { s.Policy.Rules = map[string]string{"DOC-030": "error"} }, "x/02.md at status: warning" + says},
		{"it goes out all the same", public(document("x/01", notice())), now,
			func(d *Document, _ *site.Site) { d.PublishAnyway = "The regulator asked for it today." },
			"x/02.md at status: warning" + says + "  note: it goes out all the same: \"The regulator asked for it today.\"\n"},
		{"a draft", public(document("x/01", notice())), now, func(d *Document, _ *site.Site) { d.Draft = true },
			"x/02.md at status: warning" + says + "  note: this is a draft; without draft: true it stops publication\n"},
		{"from an older system", nil, now, func(d *Document, _ *site.Site) { d.Imported = day(1) }, "x/02.md at status: suggestion" + says},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, file := testSite(), document("x/02", report())
			if test.ledger == nil {
				file, test.want = document("x/01", report()), strings.ReplaceAll(test.want, "x/02", "x/01")
			}
			file.Said.Facts.Kind = d.DataBreach
			file.Said.Corrections = map[string]string{"kind": "We opened the files."}
			if test.ledger == nil {
				file.Said.Corrections = nil
			}
			if test.change != nil {
				test.change(&file, s)
			}
			in := Incident{ID: "x", Documents: []Document{file}, Ledger: test.ledger}
			if test.ledger != nil {
				in.Documents = append(in.Documents, document("x/01", notice()))
			}
			checkSet(t, Set{Site: s, Now: test.now, Incidents: []Incident{in}}, test.want)
		})
	}
}

func TestSettingsDoNotReachTheHistory(t *testing.T) {
	s := testSite()
	s.Policy.Rules = map[string]string{"HIST-002": "off", "HIST-003": "off", "DOC-001": "off", "DOC-002": "off"}
	first := document("x/01", breachNotice())
	edited := document("x/01", breachNotice())
	edited.Said.Facts.Affected = []d.Affected{{Count: 61300, Unit: "people", Certainty: d.Sure, AsOf: moment("2026-03-01")}}
	edited.PublishAnyway = "We need to."
	more := document("x/02", d.Said{Facts: d.Facts{Kind: d.Security}, Text: happened()})
	more.PublishAnyway = "We need to."
	list := Check(Set{Site: s, Now: now, Incidents: []Incident{{ID: "x", Documents: []Document{edited, more}, Ledger: public(first)}}})
	var got []string
	for _, p := range list.All() {
		got = append(got, p.Severity.String()+" "+p.Rule)
	}
	if diff := cmp.Diff([]string{"error HIST-003", "error HIST-002"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatIsPublicIsNotJudgedAgain(t *testing.T) {
	bare := document("x/01", d.Said{Facts: d.Facts{Kind: d.DataBreach, Status: d.Final}})
	checkSet(t, Set{Site: &site.Site{}, Incidents: []Incident{{ID: "x", Documents: []Document{bare}, Ledger: public(bare)}}}, "")
}

func TestWhatSeveralLackIsSaidOnce(t *testing.T) {
	said := notice()
	said.Facts.Components = nil
	next := d.Said{Text: happened()}
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said), document("x/02", next), document("x/03", next)}}}}, `
x/01.md at status: warning: status "investigating" needs components [DOC-010]
  fix: name each service that is touched, and how badly
  example: components: {booking: degraded}
`)
}

func TestOnlyTheLastOfARunPromisesToWrite(t *testing.T) {
	said := notice()
	said.Facts.NextUpdate.At = moment("2026-03-03T12:15Z") // long past, and kept by the next statement
	next := d.Said{Facts: d.Facts{NextUpdate: d.NextUpdate{When: "we have opened all files"}}, Text: happened()}
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said), document("x/02", next)}}}}, "")
}

func TestEmbargo(t *testing.T) {
	said := notice()
	said.Facts.Detected = at("2026-03-12T08:00Z")
	said.Facts.NextUpdate.At = moment("2026-03-12T10:00Z")
	file := document("x/01", said)
	file.PublishAt = time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{file}}}}, "")
	file.PublishAt = time.Time{}
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{file}}}}, `
x/01.md at found: warning: found (12 March 2026, 08:00 UTC) is in the future [TIME-004]
  fix: check the date and the zone; what is planned goes under what_we_do or promises
`)
}

func TestDraftsCountForDraftsOnly(t *testing.T) {
	first := document("x/01", breachNotice())
	draft := document("x/02", d.Said{
		Facts: d.Facts{Affected: []d.Affected{{Count: 61300, Unit: "people", Certainty: d.Sure}}},
		Text:  happened(), Corrections: map[string]string{"affected": "We opened every file."}, Headline: "Correction: 61,300 people",
	})
	draft.Draft = true
	same := document("x/03", d.Said{Facts: d.Facts{Affected: breachNotice().Facts.Affected}, Text: happened(), Headline: "4,112 people, not 61,300"})
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{first, draft, same}, Ledger: public(first)}}}, "")
	same.Draft = true
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{first, draft, same}, Ledger: public(first)}}}, `
x/03.md at affected: warning: 4,112 people replaces 61,300 people: say why under corrected_because [HIST-002]
  fix: say how you found out that the earlier one was wrong
  example: corrected_because:
  example:   affected: "[why 61,300 people was wrong]"
  note: said in 02.md
  note: this is a draft; without draft: true it stops publication
`)
}

func TestNumbering(t *testing.T) {
	one, four := document("x/01", notice()), document("x/04", d.Said{Text: happened()})
	late := document("x/03", d.Said{Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-11")}}, Text: happened()})
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{one, late, four}, Ledger: public(one, four)}}}, `
x/03.md: error: 03.md comes before 04.md, which is already public [HIST-009]
  fix: rename 03.md to 05.md
`)
}

func TestNothingOvertakesAStatementThatWaits(t *testing.T) {
	one, three := document("x/01", notice()), document("x/03", d.Said{Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-14")}}, Text: happened()})
	two := document("x/02", d.Said{Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-14")}}, Text: happened()})
	two.PublishAt = moment("2026-03-12T09:00Z").Time
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{one, two, three}, Ledger: public(one)}}}, `
x/03.md: error: 02.md comes before this and waits until 12 March 2026, 09:00 UTC [HIST-009]
  fix: give this file the lower number and that one the higher, or let this one wait as well
  example: publish_at: 2026-03-12 09:00 UTC
`)
	three.PublishAt = two.PublishAt
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{one, two, three}, Ledger: public(one)}}}, "")
}

func TestWithdrawnTwice(t *testing.T) {
	one, two := document("x/01", notice()), document("x/02", d.Said{Text: happened()})
	three := document("x/03", d.Said{Text: happened(), Withdraws: []int{2}})
	four := document("x/04", d.Said{Text: happened(), Withdraws: []int{2}})
	four.Said.Facts.NextUpdate.At = moment("2026-03-11")
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{one, two, three, four}, Ledger: public(one, two, three)}}}, `
x/04.md at withdraws: warning: statement 2 was withdrawn before, by statement 3 [HIST-010]
  fix: take it out of withdraws
`)
}

func TestPublicFiles(t *testing.T) {
	first := func() Document {
		s := notice()
		s.Text = []d.Passage{{MD: "An export they did not aks for.\n4,112 people are affected."}}
		return document("x/01", s)
	}
	spanish := func() Document { return document("x/01.es", d.Said{Text: []d.Passage{{MD: "Una exportación."}}}) }
	questions := func() Document {
		return document("x/questions", d.Said{Questions: []d.Question{{Question: "Who did it?", MD: "We do not know."}}})
	}
	tests := []struct {
		name   string
		change func(in *Incident)
		want   string
	}{
		{"as they were", func(*Incident) {}, ""},
		{"a slip mended", func(in *Incident) {
			in.Documents[0].Said.Text[0].MD = "An export they did not ask for.\n4,112 people are affected."
		}, `
x/01.es.md: suggestion: 01.md is repaired, this translation is not [I18N-001]
  fix: look whether the same slip is here too; if not, nothing is to do
x/01.md at An export they did not ask for.: warning: this repairs a public text (aks to ask) [HIST-004]
  fix: nothing to do: it is recorded as an edit, with its time
`},
		{"another form", func(in *Incident) { in.Documents[1].Said.Text[0].MD = "Una  exportación" }, `
x/01.es.md: warning: this repairs the form of a public text [HIST-004]
  fix: nothing to do: it is recorded as an edit, with its time
`},
		{"another number", func(in *Incident) {
			in.Documents[0].Said.Text[0].MD = "An export they did not aks for.\n61,300 people are affected."
		}, `
x/01.md at 61,300 people are affected.: error: this changes what readers were told (4,112 to 61,300) [HIST-003]
  fix: undo it here and write a correction: 02.md
  example: headline: "Correction: 61,300, not 4,112"
  note: public: 4,112 people are affected.
  note: here: 61,300 people are affected.
`},
		{"another fact", func(in *Incident) { in.Documents[0].Said.Facts.Status = d.Identified }, `
x/01.md at status: error: this changes what readers were told (investigating to identified) [HIST-003]
  fix: undo it here and say it in a new statement: 02.md
  example: status: identified
  note: public: investigating
  note: here: identified
`},
		{"a fact more", func(in *Incident) { in.Documents[0].Said.Facts.Origin = "own" }, `
x/01.md at origin: error: this changes what readers were told (adds own) [HIST-003]
  fix: undo it here and say it in a new statement: 02.md
  note: public: nothing
  note: here: own
`},
		{"another word in a translation", func(in *Incident) { in.Documents[1].Said.Text[0].MD = "Ninguna exportación." }, `
x/01.es.md at Ninguna exportación.: error: this changes what readers were told (Una to Ninguna) [HIST-003]
  fix: undo it here and write a correction: 02.md, with its translation 02.es.md
  example: headline: "Correction: Ninguna, not Una"
  note: public: Una exportación.
  note: here: Ninguna exportación.
`},
		{"a sentence more", func(in *Incident) {
			in.Documents[0].Said.Text[0].MD += "\nNobody else was told."
		}, `
x/01.md at Nobody else was told.: error: this changes what readers were told (adds Nobody else was told) [HIST-003]
  fix: undo it here and say it in a new statement: 02.md
  note: public: 4,112 people are affected.
  note: here: Nobody else was told.
`},
		{"a question more", func(in *Incident) {
			in.Documents[2].Said.Questions = append(in.Documents[2].Said.Questions, d.Question{Question: "When?", MD: "In March."})
		}, `
x/questions.md at When?: warning: this adds to a public text [HIST-004]
  fix: nothing to do: it is recorded as an edit, with its time
`},
		{"another answer", func(in *Incident) { in.Documents[2].Said.Questions[0].MD = "We know." }, `
x/questions.md at We know.: error: this changes what readers were told (takes out do not) [HIST-003]
  fix: undo it here and add a question below, or write a correction: 02.md
  note: public: We do not know.
  note: here: We know.
`},
		{"words removed", func(in *Incident) {
			in.Documents[1].Said.Text[0].MD = "Una [removed]."
			in.Documents[1].Said.Redacted = "A court told us so."
		}, `
x/01.es.md at redacted: warning: this takes words out of a public text [HIST-011]
  fix: nothing to do: every revision of it is replaced, and readers see that something was removed, and why
`},
		{"draft", func(in *Incident) { in.Documents[0].Draft = true; in.Documents[1].Draft = true }, `
x/01.es.md at draft: error: this is public; draft cannot take it back [HIST-001]
  fix: take draft out
x/01.md at draft: error: this is public; draft cannot take it back [HIST-001]
  fix: take draft out; to take back what it says, write 02.md with withdraws and the reason
`},
		{"gone", func(in *Incident) { in.Documents = in.Documents[1:] }, `
x/01.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/01.md
  fix: to take back what it says, write 02.md with withdraws and the reason
  example: withdraws: [1]
`},
		{"a translation gone", func(in *Incident) { in.Documents = slices.Delete(in.Documents, 1, 2) }, `
x/01.es.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/01.es.md
`},
		{"under another number", func(in *Incident) { in.Documents[0] = document("x/02", in.Documents[0].Said) }, `
x/02.md: error: this is incidents/x/01.md, which is public, under another name [HIST-001]
  fix: rename incidents/x/02.md back to incidents/x/01.md
`},
		{"in another folder", func(in *Incident) {
			in.ID = "y"
			in.Ledger = nil
			for i, doc := range in.Documents {
				in.Documents[i] = document("y/"+strings.TrimPrefix(string(doc.Doc), "x/"), doc.Said)
			}
		}, `
y: error: this is the folder x, which is public, under another name [HIST-001]
  fix: rename incidents/y back to incidents/x: its name is the address of the incident
`},
		{"all gone", func(in *Incident) { in.Documents = nil }, `
x/01.es.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/01.es.md
x/01.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/01.md
  fix: to take back what it says, write 02.md with withdraws and the reason
  example: withdraws: [1]
x/questions.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/questions.md
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ledger := public(first(), spanish(), questions())
			in := Incident{ID: "x", Documents: []Document{first(), spanish(), questions()}, Ledger: ledger}
			test.change(&in)
			incidents := []Incident{in}
			if in.ID != "x" {
				incidents = append(incidents, Incident{ID: "x", Ledger: ledger})
			}
			checkSet(t, Set{Incidents: incidents}, test.want)
		})
	}
}

// TestChangedFacts shows what to write instead of changing a fact of a public
// statement.
func TestChangedFacts(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*d.Said)
		want   string
	}{
		{"a number", func(s *d.Said) { s.Facts.Affected[0].Count = 61300 }, `
x/01.md at affected[0].count: error: this changes what readers were told (4,112 to 61,300) [HIST-003]
  fix: undo it here and write a correction: 03.md
  example: headline: "Correction: 61,300, not 4,112"
  example: corrected_because:
  example:   affected: "[how you found out]"
  note: public: 4,112
  note: here: 61,300
`},
		{"a time", func(s *d.Said) { s.Facts.Started = at("2026-02-22") }, `
x/01.md at began.at: error: this changes what readers were told (24 February 2026 to 22 February 2026) [HIST-003]
  fix: undo it here and write a correction: 03.md
  example: headline: "Correction: 22 February 2026, not 24 February 2026"
  example: corrected_because:
  example:   began: "[how you found out]"
  note: public: 24 February 2026
  note: here: 22 February 2026
`},
		{"what was copied", func(s *d.Said) { s.Facts.Data[1].Exposure = d.Exposed }, `
x/01.md at data.phone.exposure: error: this changes what readers were told (ruled-out to confirmed) [HIST-003]
  fix: undo it here and write a correction: 03.md
  example: headline: "Correction: phone numbers were included"
  example: corrected_because:
  example:   data.phone: "[how you found out]"
  note: public: ruled-out
  note: here: confirmed
`},
		{"a step", func(s *d.Said) { s.Facts.Actions.Steps = append(s.Facts.Actions.Steps, d.Action{Do: "Call us."}) }, `
x/01.md at what_to_do[1]: error: this changes what readers were told (adds Call us.) [HIST-003]
  fix: undo it here and say it in a new statement: 03.md
  note: public: nothing
  note: here: Call us.
`},
		{"the day of a promise", func(s *d.Said) { s.Facts.Commitments[0].Due = moment("2026-07-01") }, `
x/01.md at promises.letters.due: error: this changes what readers were told (11 March 2026 to 1 July 2026) [HIST-003]
  fix: undo it here and say it in a new statement: 03.md
  note: public: 11 March 2026
  note: here: 1 July 2026
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, second, edited := document("x/01", breachNotice()), document("x/02", d.Said{Text: happened()}), document("x/01", breachNotice())
			test.change(&edited.Said)
			checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{edited, second}, Ledger: public(first, second)}}}, test.want)
		})
	}
}

func TestTranslations(t *testing.T) {
	original := func() Document {
		s := breachNotice()
		return document("x/01", s)
	}
	tests := []struct {
		name string
		docs func() []Document
		want string
	}{
		{"words alone", func() []Document {
			return []Document{original(), document("x/01.es", d.Said{
				Summary: "Reservas.", Facts: d.Facts{Consequences: []string{"Quien le llame podría mentir."}, Data: []d.Data{{Category: "name", Detail: "apellidos"}}},
				Text: []d.Passage{{Heading: "Qué pasó", Section: "what-happened", MD: "Alguien copió."}},
			})}
		}, ""},
		{"a phone number that cannot be dialled", func() []Document {
			return []Document{original(), document("x/01.es", d.Said{Facts: d.Facts{Contact: d.Contact{Phone: "900-FLORES"}}})}
		}, `
x/01.es.md at contact.phone: warning: the phone number "900-FLORES" cannot be dialled, so pages show it without a link [DOC-019]
  fix: write one number in digits, with + and the country code, and nothing else but an extension
  example: phone: +1 800 555 0142 ext. 3
`},
		{"no original", func() []Document { return []Document{document("x/02.es", d.Said{Summary: "Reservas."}), original()} }, `
x/02.es.md: error: there is no 02.md that this translates [I18N-003]
  fix: name the file after the original, or write 02.md
`},
		{"a draft as original", func() []Document {
			draft := document("x/02", d.Said{Text: happened(), Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-11")}}})
			draft.Draft = true
			return []Document{original(), draft, document("x/02.es", d.Said{Summary: "Reservas."})}
		}, `
x/02.es.md: error: this translates 02.md, which is a draft [I18N-003]
  fix: write draft: true here too, or take it out there
`},
		{"longer lists", func() []Document {
			return []Document{original(), document("x/01.es", d.Said{
				Facts: d.Facts{
					Consequences: []string{"Una.", "Otra."}, Actions: d.Actions{Steps: []d.Action{{Do: "Uno"}, {Do: "Dos"}}},
					Data: []d.Data{{Category: "email", Detail: "correos"}},
				},
				Questions: []d.Question{{Question: "¿Quién?"}},
				Text:      []d.Passage{{Heading: "Qué hemos aprendido", Section: "what-we-learned", MD: "Mucho."}},
			})}
		}, `
x/01.es.md at data.email: error: 01.md has no "email" under data [I18N-002]
  fix: a translation repeats what the original lists, in its order; add it there first
x/01.es.md at text.what-we-learned: error: 01.md has no section like "Qué hemos aprendido" [I18N-002]
  fix: a translation repeats what the original lists, in its order; add it there first
x/01.es.md at questions: error: 01.md lists 0 under questions, this translation 1 [I18N-002]
  fix: a translation repeats what the original lists, in its order; add it there first
x/01.es.md at could_mean: error: 01.md lists 1 under could_mean, this translation 2 [I18N-002]
  fix: a translation repeats what the original lists, in its order; add it there first
x/01.es.md at what_to_do: error: 01.md lists 1 under what_to_do, this translation 2 [I18N-002]
  fix: a translation repeats what the original lists, in its order; add it there first
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: test.docs(), Ledger: public(original())}}}, test.want)
		})
	}
}

func TestTranslationsThatLag(t *testing.T) {
	q := func(doc string, n int) Document {
		all := []d.Question{{Question: "Who?", MD: "We do not know."}, {Question: "When?", MD: "In March."}}
		return document("x/"+doc, d.Said{Questions: all[:n]})
	}
	statement := document("x/01", notice())
	ledger := public(statement, q("questions", 1), q("questions.es", 1), q("questions", 2))
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{statement, q("questions", 2), q("questions.es", 1)}, Ledger: ledger}}}, `
x/questions.es.md: warning: questions.md has 2 questions, this translation 1 [I18N-001]
  fix: translate what was added
`)

	first := document("x/01", notice())
	first.Said.Text = []d.Passage{{MD: "An export they did not aks for."}}
	repaired := document("x/01", notice())
	repaired.Said.Text = []d.Passage{{MD: "An export they did not ask for."}}
	spanish := document("x/01.es", d.Said{Text: []d.Passage{{MD: "Una exportación."}}})
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{repaired, spanish}, Ledger: public(first, spanish, repaired)}}}, "")

	edited := public(first, spanish, repaired)
	edited.Statements[0].Revisions[1].Claimed = day(1)
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Documents: []Document{repaired, spanish}, Ledger: edited}}}, `
x/01.es.md: suggestion: 01.md was edited after this was translated, and the page says so [I18N-001]
  fix: look whether this still says the same, and mend what does not
`)
}
