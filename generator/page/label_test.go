package page_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// TestWhatChangedIsNamedOnce: the measures and the section of the text read the same,
// and so do all promises.
func TestWhatChangedIsNamedOnce(t *testing.T) {
	in := outage(t)
	in.Incidents = assemble(t, []ledgerLine{
		one("2026-03-03-x", "2026-03-03T09:10:00Z", disclosure.Facts{Kind: disclosure.Outage, Status: disclosure.Investigating}),
		{time: "2026-03-03T10:00:00Z", doc: "2026-03-03-x/02", said: disclosure.Said{
			Headline: "More",
			Facts: disclosure.Facts{
				Measures: []disclosure.Measure{{Text: "Restart the queue", State: "under-way"}},
				Commitments: []disclosure.Commitment{
					{ID: "one", Text: "A second server", Due: moment("2026-04-01"), State: "planned"},
					{ID: "two", Text: "A third server", Due: moment("2026-05-01"), State: "planned"},
				},
			},
			Text: text(about("what-we-are-doing", "We restart the queue.")),
		}},
	})
	want := []page.Label{{Word: "field_measures"}, {Word: "field_commitments"}}
	for _, lang := range []string{"", "es"} {
		if diff := cmp.Diff(want, open[page.Versions](t, in, address.Versions(lang, "2026-03-03-x")).List[0].Changed); diff != "" {
			t.Errorf("versions, language %q (-want +got):\n%s", lang, diff)
		}
		if diff := cmp.Diff(want, open[page.Changes](t, in, address.Changes(lang)).Events[0].Changed); diff != "" {
			t.Errorf("changes, language %q (-want +got):\n%s", lang, diff)
		}
	}
}
