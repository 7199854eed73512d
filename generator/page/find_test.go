package page_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

type foundSaid struct {
	N              int
	Headline, Text string
	Lang           string
}

type foundIncident struct {
	ID, Date, Title, Summary, Lang string
	Said                           []foundSaid
}

// texts reads the texts that a page of the history names, in its order.
func texts(t *testing.T, in page.Input, path string) [][]foundIncident {
	t.Helper()
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]foundIncident
	for _, link := range open[page.History](t, in, path).Find.Files {
		name := path + link
		b, ok := set.Files[name]
		if !ok {
			t.Fatalf("there is no file %s", name)
		}
		if len(b) > 101_000 {
			t.Errorf("%s has %d bytes", name, len(b))
		}
		var part []foundIncident
		if err := json.Unmarshal(b, &part); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, part)
	}
	return all
}

// TestTextsOfTheSearch: what was said, in the language of the page where it is
// translated, newest first, without what was taken back.
func TestTextsOfTheSearch(t *testing.T) {
	english, spanish := texts(t, input(t, now), "history/"), texts(t, input(t, now), "es/history/")
	if len(english) != 2 || len(spanish) != 2 { // an imported one is of the year before
		t.Fatalf("%d and %d files", len(english), len(spanish))
	}
	find := func(all []foundIncident, id string) foundIncident {
		i := slices.IndexFunc(all, func(f foundIncident) bool { return f.ID == id })
		if i < 0 {
			t.Fatalf("%s is not in the texts", id)
		}
		return all[i]
	}
	dates := func(all []foundIncident) (dates []string) {
		for _, f := range all {
			dates = append(dates, f.Date)
		}
		return dates
	}(slices.Concat(english...))
	if !slices.IsSortedFunc(dates, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("dates %v", dates)
	}
	en, es := find(slices.Concat(english...), breach), find(slices.Concat(spanish...), breach)
	if en.Title != "Booking exports downloaded by an outsider" || en.Lang != "" || en.Date != "2026-03-03" {
		t.Errorf("incident %q, %q, %s", en.Title, en.Lang, en.Date)
	}
	account := open[page.Account](t, input(t, now), "incidents/"+breach+"/").Story.Said
	var want, got []int
	for _, s := range account {
		if s.Withdrawn == nil {
			want = append(want, s.Number)
		}
	}
	for _, s := range en.Said {
		got = append(got, s.N)
		if s.Headline == "" || strings.Contains(s.Text, "**") || strings.Contains(s.Text, "](") {
			t.Errorf("statement %d: %q: %q", s.N, s.Headline, s.Text)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	var translated, original int
	for _, s := range es.Said {
		if s.Lang == "en" {
			original++
		} else {
			translated++
		}
	}
	if translated == 0 || original == 0 {
		t.Errorf("in Spanish %d statements are translated, %d are not", translated, original)
	}
}

// TestTextsOfTheSearchKeepHeadingsApart: an excerpt does not read a heading as a
// part of the sentence after it.
func TestTextsOfTheSearchKeepHeadingsApart(t *testing.T) {
	in := input(t, now)
	in.Incidents = assemble(t, []ledgerLine{{time: "2026-03-03T08:00:00Z", doc: disclosure.StatementDoc("2026-03-03-x", 1, ""), said: disclosure.Said{
		Headline: "News", Summary: "News.", Facts: disclosure.Facts{Title: "X", Kind: disclosure.Outage, Status: disclosure.Investigating},
		Text: []disclosure.Passage{
			{MD: "All sign-ins work normally."},
			{Heading: "What Happened?", MD: "### At Night (in UTC)\n\nA disk was full\n\n- one\n- two"},
			{Heading: "For More Information", Section: "for-more-information", MD: "Our phone line is open. [Ask us.](https://northquay.example/)"},
		},
	}}})
	const want = "All sign-ins work normally. What Happened? At Night (in UTC) · A disk was full · - one - two · For More Information · Our phone line is open. Ask us."
	if got := strings.Join(strings.Fields(texts(t, in, "history/")[0][0].Said[0].Text), " "); got != want {
		t.Errorf("text\n%s\nwant\n%s", got, want)
	}
}

// TestTextsOfTheSearchAreInSmallFiles: a year that has much to say is in several
// files, and so is an incident.
func TestTextsOfTheSearchAreInSmallFiles(t *testing.T) {
	var lines []ledgerLine
	at := instant("2025-12-30T08:00:00Z")
	long := strings.Repeat("We go on. ", 3000)
	for i := range 12 {
		said := disclosure.Said{Headline: "News", Summary: "It goes on.", Facts: disclosure.Facts{Status: disclosure.Investigating}, Text: text(news(long))}
		id := "2025-12-30-long"
		if i >= 9 {
			id = "2026-01-02-later"
		}
		if i == 0 || i == 9 {
			said.Facts.Title, said.Facts.Kind = "Long", disclosure.Outage
		}
		n := i + 1
		if i >= 9 {
			n = i - 8
		}
		lines = append(lines, ledgerLine{time: at.Format(time.RFC3339), doc: disclosure.StatementDoc(id, n, ""), said: said})
		at = at.Add(12 * time.Hour)
	}
	in := input(t, now)
	in.Incidents = assemble(t, lines)
	if diff := cmp.Diff([]string{"texts/2026.json", "texts/2025.json", "texts/2025-2.json", "texts/2025-3.json"}, open[page.History](t, in, "history/").Find.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	var got []string
	for _, part := range texts(t, in, "history/") {
		for _, f := range part {
			for _, s := range f.Said {
				got = append(got, f.ID+"/"+string(rune('0'+s.N)))
			}
		}
	}
	want := []string{"2026-01-02-later/3", "2026-01-02-later/2", "2026-01-02-later/1"}
	for n := 9; n > 0; n-- {
		want = append(want, "2025-12-30-long/"+string(rune('0'+n)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	in.Incidents = nil
	if find := open[page.History](t, in, "history/").Find; find != nil {
		t.Errorf("a site without incidents has a search: %+v", find)
	}
}

// TestHistoryByKindAndByComponent follows the links of the history.
func TestHistoryByKindAndByComponent(t *testing.T) {
	in := input(t, now)
	count := func(v *page.History) (n int) {
		for _, m := range v.Months {
			n += len(m.Cards)
		}
		return n
	}
	all := open[page.History](t, in, "history/")
	if all.Kind != "" || all.Whole != "" || len(all.Kinds) < 3 || len(all.Components) == 0 {
		t.Fatalf("history: kind %q, whole %q, %d kinds, %d components", all.Kind, all.Whole, len(all.Kinds), len(all.Components))
	}
	sum := 0
	for _, k := range all.Kinds {
		v := open[page.History](t, in, "history/"+k.Link)
		if v.Kind != k.Kind || count(v) != k.Count || v.Whole != "../../" {
			t.Errorf("%s: kind %q, %d incidents, whole %q", k.Link, v.Kind, count(v), v.Whole)
		}
		for _, other := range v.Kinds {
			if other.Current != (other.Kind == k.Kind) {
				t.Errorf("%s: %s is current: %v", k.Link, other.Kind, other.Current)
			}
		}
		sum += k.Count
	}
	if sum != count(all) {
		t.Errorf("the kinds have %d incidents together, all are %d", sum, count(all))
	}
	for _, c := range all.Components {
		v := open[page.Component](t, in, strings.TrimPrefix(c.Link, "../"))
		if n := len(v.Open) + len(v.Planned) + len(v.Past); n != c.Count {
			t.Errorf("%s: %d incidents, its page has %d", c.Name, c.Count, n)
		}
	}

	// One kind alone needs no page of its own; a component with many incidents does.
	in.Incidents = many(t, 130)
	all = open[page.History](t, in, "history/")
	if len(all.Kinds) != 0 || len(all.Years) == 0 {
		t.Errorf("%d kinds, %d years", len(all.Kinds), len(all.Years))
	}
	component := open[page.Component](t, in, "components/booking/")
	if !component.More || component.History != "../../history/component/booking/" {
		t.Errorf("more %v, history %q", component.More, component.History)
	}
	v := open[page.History](t, in, "history/component/booking/")
	n := 0
	for _, y := range v.Years {
		n += count(open[page.History](t, in, "history/component/booking/"+y.Link))
	}
	if v.Component != "Booking" || n != 130 || v.Whole != "../../" {
		t.Errorf("component %q, %d incidents, whole %q", v.Component, n, v.Whole)
	}
}
