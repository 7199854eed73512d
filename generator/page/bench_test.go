package page_test

import (
	"fmt"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// many makes n incidents of five statements each, with a correction in each.
func many(b testing.TB, n int) []*disclosure.Incident {
	var lines []ledgerLine
	at := instant("2016-01-01T00:00:00Z")
	for i := range n {
		id := fmt.Sprintf("%s-incident-%d", at.Format(time.DateOnly), i)
		for k := 1; k <= 5; k++ {
			said := disclosure.Said{
				Headline: fmt.Sprintf("Statement %d of incident %d", k, i), Summary: fmt.Sprintf("Booking is slow for %d people, and we work on it.", 100*k),
				Facts: disclosure.Facts{
					Status: disclosure.Outage.Path()[k-1], Affected: people(100*k, "2026-01-01"), NextUpdate: disclosure.NextUpdate{At: disclosure.At(at.Add(time.Hour))},
					Components: []disclosure.Impact{{ID: "booking", Impact: "degraded"}},
					Measures:   []disclosure.Measure{{Text: "We look for the cause", State: "under-way"}, {Text: "We asked the host", State: "done", At: disclosure.At(at)}},
					Actions:    disclosure.Actions{Steps: []disclosure.Action{{Do: "Take bookings by phone.", Why: "They fail online.", For: "clinics", When: "now"}}},
				},
				Corrections: map[string]string{"affected": "We had counted one clinic."},
				Text: text(
					news(fmt.Sprintf("At %s we found out more about incident %d.\n\nBookings fail for one patient in four. We are sorry.", at.Format(time.TimeOnly), i)),
					about("what-happened", fmt.Sprintf("Booking has been slow since %s. %d servers are affected, and we read the log of each.\n\nThe extra requests come from our own pages.", at.Format(time.DateTime), i)),
				),
			}
			if k == 1 {
				said.Facts.Title, said.Facts.Kind, said.Facts.Started = fmt.Sprintf("Booking slow, case %d", i), disclosure.Outage, disclosure.When{At: disclosure.At(at)}
			}
			lines = append(lines, ledgerLine{time: at.Format(time.RFC3339), doc: disclosure.StatementDoc(id, k, ""), said: said})
			at = at.Add(20 * time.Minute)
		}
		at = at.Add(6 * time.Hour)
	}
	return assemble(b, lines)
}

// BenchmarkPages makes all pages of a site in one language, and opens each once. The time
// for one incident of five statements (12 pages) should not depend on how many
// there are.
func BenchmarkPages(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("incidents=%d", n), func(b *testing.B) {
			in := input(b, "2026-03-01T00:00:00Z")
			in.Site.Languages = []string{"en"}
			in.Incidents = many(b, n)
			b.ReportAllocs()
			for b.Loop() {
				set, err := page.Pages(in)
				if err != nil {
					b.Fatal(err)
				}
				for _, p := range set.Pages {
					p.View.Open()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/incident")
		})
	}
}
