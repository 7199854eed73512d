package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// TestWhatWasWrongStaysInSight: of the values of a fact that do not stand, those that
// merely moved on are folded, but for the newest.
func TestWhatWasWrongStaysInSight(t *testing.T) {
	type said struct {
		count     int
		certainty disclosure.Certainty
		time      string
	}
	for _, c := range []struct {
		name string
		said []said
		want []string
	}{
		{
			"the correction is the newest",
			[]said{
				{100, disclosure.Estimated, "2026-03-03T09:10:00Z"}, {200, disclosure.Estimated, "2026-03-04T09:00:00Z"}, {300, disclosure.Estimated, "2026-03-05T09:00:00Z"},
				{400, disclosure.Sure, "2026-03-06T09:00:00Z"}, {500, disclosure.Sure, "2026-03-07T09:00:00Z"},
			},
			[]string{"100 2026-03-03 folded", "200 2026-03-04 folded", "300 2026-03-05", "400 2026-03-06 corrected"},
		},
		{
			"the correction is the oldest",
			[]said{
				{100, disclosure.Sure, "2026-03-03T09:10:00Z"}, {200, disclosure.Estimated, "2026-03-04T09:00:00Z"}, {300, disclosure.Estimated, "2026-03-05T09:00:00Z"},
				{400, disclosure.Sure, "2026-03-06T09:00:00Z"},
			},
			[]string{"100 2026-03-03 corrected", "200 2026-03-04 folded", "300 2026-03-05"},
		},
		{
			"several on one day",
			[]said{
				{100, disclosure.Estimated, "2026-03-03T09:10:00Z"}, {200, disclosure.Sure, "2026-03-03T12:30:00Z"}, {300, disclosure.Sure, "2026-03-04T09:00:00Z"},
				{400, disclosure.Sure, "2026-03-05T09:00:00Z"},
			},
			[]string{"100 2026-03-03T09:10Z", "200 2026-03-03T12:30Z corrected", "300 2026-03-04 corrected"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []ledgerLine
			for i, s := range c.said {
				facts := disclosure.Facts{Affected: []disclosure.Affected{{Count: s.count, Unit: "people", Certainty: s.certainty}}}
				if i == 0 {
					facts.Title, facts.Kind, facts.Status = "Emails", disclosure.Security, disclosure.Investigating
				}
				lines = append(lines, ledgerLine{time: s.time, doc: disclosure.Doc(fmt.Sprintf("2026-03-03-x/%02d", i+1)), said: disclosure.Said{Headline: "Emails", Facts: facts}})
			}
			in := input(t, now)
			in.Incidents = assemble(t, lines)
			var got []string
			for _, w := range open[page.Account](t, in, "incidents/2026-03-03-x/").Story.Facts[0].Stands[0].Was {
				line := fmt.Sprintf("%d %s", w.Value.Groups[0].Count, w.At)
				if w.Corrected {
					line += " corrected"
				}
				if w.Folded {
					line += " folded"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsFoldedCanBeOpened(t *testing.T) {
	var lines []ledgerLine
	for i, count := range []int{100, 200, 300, 400, 500} {
		facts := disclosure.Facts{Affected: []disclosure.Affected{{Count: count, Unit: "people", Certainty: disclosure.Estimated}}}
		if i == 0 {
			facts.Title, facts.Kind, facts.Status = "Emails", disclosure.Security, disclosure.Investigating
			facts.Affected[0].Certainty = disclosure.Sure
		}
		lines = append(lines, ledgerLine{time: fmt.Sprintf("2026-03-0%dT09:10:00Z", i+3), doc: disclosure.Doc(fmt.Sprintf("2026-03-03-x/%02d", i+1)), said: disclosure.Said{Headline: "Emails", Facts: facts}})
	}
	in := input(t, now)
	in.Site.Languages = []string{"en"}
	in.Pages = nil
	in.Incidents = assemble(t, lines)
	html := string(render(t, in)["incidents/2026-03-03-x/index.html"])
	_, rail, _ := strings.Cut(html, `id="fact-affected"`)
	sight, folded, _ := strings.Cut(rail, `<details class="was">`)
	folded, _, _ = strings.Cut(folded, "</details>")
	for _, c := range []struct {
		part, text string
		want       []string
	}{{"in sight", sight, []string{"We first said <del>100 people", "400 people"}}, {"folded", folded, []string{"2 more that we said", "200 people", "300 people"}}} {
		for _, want := range c.want {
			if !strings.Contains(c.text, want) {
				t.Errorf("%s: no %q in\n%s", c.part, want, c.text)
			}
		}
	}
}

// TestAnEarlierVulnerabilityIsBrief: the rail does not repeat numbers and versions that
// still stand.
func TestAnEarlierVulnerabilityIsBrief(t *testing.T) {
	first := disclosure.Weakness{CVE: []string{"CVE-2026-0000"}, Severity: "medium", CVSS: "6.5", Affected: []string{"3.0.0 to 3.4.1"}, Workaround: "Use a network without guests.", Exploited: "unknown"}
	fixed := first
	fixed.Fixed = []string{"3.4.2"}
	used := fixed
	used.Exploited, used.Affected = "yes", []string{"2.8.0 to 3.4.1"}
	scored := used
	scored.CVSS = "8.1"
	for _, c := range []struct {
		name string
		said []disclosure.Weakness
		want []page.Flaw
	}{
		{"more was said", []disclosure.Weakness{first, fixed}, nil},
		{"something else was said", []disclosure.Weakness{fixed, used}, []page.Flaw{{Affected: []page.Words{"3.0.0 to 3.4.1"}, Exploited: "exploited_unknown"}}},
		{"the score", []disclosure.Weakness{used, scored}, []page.Flaw{{Severity: "severity_medium", CVSS: "6.5"}}},
		{"twice", []disclosure.Weakness{first, used, scored}, []page.Flaw{
			{Severity: "severity_medium", CVSS: "6.5", Affected: []page.Words{"3.0.0 to 3.4.1"}, Exploited: "exploited_unknown"}, {Severity: "severity_medium", CVSS: "6.5"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said []disclosure.Facts
			for _, w := range c.said {
				said = append(said, disclosure.Facts{Vulnerability: w})
			}
			var got []page.Flaw
			for _, f := range told(t, said...).Facts {
				if f.Name != "field_vulnerability" {
					continue
				}
				for _, w := range f.Stands[0].Was {
					got = append(got, *w.Value.Flaw)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
