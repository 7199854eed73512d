package rules

import (
	"strings"
	"testing"

	d "firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// TestNewsDoNotReplaceASummaryUnseen: the summary of the whole account is not
// replaced by the first paragraph of some news without a word.
func TestNewsDoNotReplaceASummaryUnseen(t *testing.T) {
	const asks = `
x/02.md at summary: warning: this has no summary, so its first paragraph becomes the summary of the whole account [DOC-020]
  fix: say in summary how things stand as a whole; it goes to the home page, feeds and phones. The last summary was as in the example
  example: summary: >
  example:   Booking fails for all clinics. Please take bookings by phone.
`
	type parts struct {
		first, second *Document
		set           *Set
	}
	for _, test := range []struct {
		name   string
		change func(parts)
		want   string
	}{
		{"an update without a summary", func(parts) {}, asks},
		{"long after the first notice", func(p parts) { p.set.Now = day(60) }, asks},
		{"with a summary", func(p parts) { p.second.NoSummary = false }, ""},
		{"where none was written before", func(p parts) { p.first.Said.Summary = "Booking has failed since 08:55 UTC." }, ""},
		{"where the file of the first has none", func(p parts) { p.first.NoSummary = true }, ""},
		{"the same words", func(p parts) { p.second.Said.Summary = p.first.Said.Summary }, ""},
		{"imported", func(p parts) { p.second.Imported = day(3) }, ""},
		{"a statement that takes another back", func(p parts) { p.second.Said.Withdraws, p.second.Said.Facts = []int{1}, notice().Facts }, ""},
		{"switched off", func(p parts) { p.set.Site.Policy.Rules = map[string]string{"DOC-020": "off"} }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			first := document("x/01", notice())
			second := document("x/02", d.Said{
				Headline: "More", Summary: "More.", Text: []d.Passage{{MD: "More."}},
				Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-06-11T09:00Z")}},
			})
			second.NoSummary = true
			set := Set{Site: testSite(), Now: now}
			test.change(parts{&first, &second, &set})
			set.Incidents = []Incident{{ID: "x", Documents: []Document{first, second}, Ledger: public(first)}}
			checkSet(t, set, test.want)
		})
	}

	t.Run("said once, with the newest summary that stands", func(t *testing.T) {
		docs := []Document{document("x/01", notice())}
		for _, said := range []d.Said{
			{Summary: "Half of the clinics can book again.", Text: []d.Passage{{MD: "A part is back."}}},
			{Summary: "All can.", Text: []d.Passage{{MD: "It is over."}}},
			{Summary: "Not all can.", Text: []d.Passage{{MD: "We take the last statement back."}}, Withdraws: []int{3}},
			{Summary: "More.", Text: []d.Passage{{MD: "More."}}},
			{Summary: "And more.", Text: []d.Passage{{MD: "And more."}}},
		} {
			said.Headline = "News"
			said.Facts.NextUpdate = d.NextUpdate{At: moment("2026-06-11T09:00Z")}
			docs = append(docs, document("x/0"+string(rune('1'+len(docs))), said))
		}
		docs[3].Said.Summary = ""
		docs[4].NoSummary, docs[5].NoSummary = true, true
		set := Set{Site: testSite(), Now: day(8), Incidents: []Incident{{ID: "x", Documents: docs, Ledger: public(docs[:4]...)}}}
		checkSet(t, set, strings.NewReplacer("02.md", "05.md", "Booking fails for all clinics. Please take bookings by phone.", "Half of the clinics can book again.").Replace(asks))
	})

	t.Run("logs do not show the summary", func(t *testing.T) {
		first, second := document("x/01", notice()), document("x/02", d.Said{Headline: "More", Summary: "More.", Text: []d.Passage{{MD: "More."}}})
		second.NoSummary = true
		second.Said.Facts.NextUpdate = d.NextUpdate{At: moment("2026-06-11T09:00Z")}
		list := Check(Set{Site: testSite(), Now: now, Incidents: []Incident{{ID: "x", Documents: []Document{first, second}, Ledger: public(first)}}})
		var b strings.Builder
		if err := list.Print(&b, problem.Style{HideSource: true}); err != nil {
			t.Fatal(err)
		}
		if out := b.String(); !strings.Contains(out, "DOC-020") || strings.Contains(out, "Booking fails") {
			t.Errorf("printed:\n%s", out)
		}
	})
}
