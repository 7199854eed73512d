package page_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/page"
	"firsthand/generator/site"
)

// open returns the view of the page at a path.
func open[T any](t testing.TB, in page.Input, path string) *T {
	t.Helper()
	p := find(t, in, path)
	view, ok := p.View.Open().(*T)
	if !ok {
		t.Fatalf("the view of /%s is a %T", path, p.View.Open())
	}
	return view
}

func find(t testing.TB, in page.Input, path string) page.Page {
	t.Helper()
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Pages {
		if p.Path == path {
			return p
		}
	}
	t.Fatalf("there is no page /%s", path)
	return page.Page{}
}

const now = "2026-03-11T16:00:00Z"

func TestPagesAndTheirAddresses(t *testing.T) {
	set, err := page.Pages(input(t, now))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range set.Pages {
		if strings.Contains(p.Path, breach) && strings.ContainsAny(p.Path, "345678") && !strings.HasSuffix(p.Path, "history/") && p.Path != "incidents/"+breach+"/" {
			continue
		}
		if p.Lang == "en" {
			got = append(got, p.Layout+" /"+p.Path)
		}
	}
	want := []string{
		"home /",
		"account /incidents/2026-01-19-booking-api/",
		"statement /incidents/2026-01-19-booking-api/updates/01/", "statement /incidents/2026-01-19-booking-api/updates/02/", "statement /incidents/2026-01-19-booking-api/updates/03/",
		"version /incidents/2026-01-19-booking-api/v/1/", "version /incidents/2026-01-19-booking-api/v/2/", "version /incidents/2026-01-19-booking-api/v/3/",
		"versions /incidents/2026-01-19-booking-api/history/",
		"account /incidents/2026-03-14-calendar-move/", "statement /incidents/2026-03-14-calendar-move/updates/01/", "version /incidents/2026-03-14-calendar-move/v/1/", "versions /incidents/2026-03-14-calendar-move/history/",
		"account /incidents/2026-03-03-odd-download/", "statement /incidents/2026-03-03-odd-download/updates/01/", "statement /incidents/2026-03-03-odd-download/updates/02/",
		"version /incidents/2026-03-03-odd-download/v/1/", "version /incidents/2026-03-03-odd-download/v/2/", "versions /incidents/2026-03-03-odd-download/history/",
		"account /incidents/2026-03-06-agent-cve/", "statement /incidents/2026-03-06-agent-cve/updates/01/", "version /incidents/2026-03-06-agent-cve/v/1/", "versions /incidents/2026-03-06-agent-cve/history/",
		"account /incidents/2026-02-10-false-mail/", "statement /incidents/2026-02-10-false-mail/updates/01/", "version /incidents/2026-02-10-false-mail/v/1/", "versions /incidents/2026-02-10-false-mail/history/",
		"account /incidents/2026-03-03-support-exports/", "versions /incidents/2026-03-03-support-exports/history/",
		"history /history/", "history /history/kind/outage/", "history /history/kind/maintenance/", "history /history/kind/security/",
		"history /history/kind/data-breach/", "history /history/kind/vulnerability/", "history /history/kind/notice/",
		"changes /changes/", "changes /changes/2026-03/", "changes /changes/2026-02/", "changes /changes/2026-01/",
		"component /components/booking/", "component /components/sign-in/", "component /components/notifications/", "component /components/calendar/", "component /components/exports/", "component /components/agent/",
		"commitments /commitments/", "report /report/", "follow /follow/", "verify /verify/", "accessibility /accessibility/", "page /about/", "page /corrections/", "404 /404.html",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	english, spanish := 0, 0
	for _, p := range set.Pages {
		if p.Lang == "en" {
			english++
		}
		if p.Lang == "es" && strings.HasPrefix(p.Path, "es/") {
			spanish++
		}
	}
	if english != spanish {
		t.Errorf("%d pages in the original language, %d in Spanish", english, spanish)
	}
	if want := instant("2026-03-12T17:00:00Z"); !set.NextChange.Equal(want) {
		t.Errorf("next change %v, want %v: the next promised update", set.NextChange, want)
	}
}

func TestASiteHasItsOwnStatementOnAccessibility(t *testing.T) {
	in := input(t, now)
	for _, menu := range []bool{false, true} {
		in.Pages = []page.Static{{Name: "accessibility", Title: "Who can read this", MD: "Everybody.", Menu: menu}}
		v := open[page.StaticPage](t, in, "accessibility/")
		if v.Heading != "Who can read this" {
			t.Errorf("the page is called %q", v.Heading)
		}
		if foot := len(v.Footer) == 1; foot != menu || (v.AccessLink == "") != menu {
			t.Errorf("in the foot: %v and %q, with menu %v", v.Footer, v.AccessLink, menu)
		}
	}
}

func TestTwoPagesCannotHaveOneAddress(t *testing.T) {
	in := input(t, now)
	in.Pages = append(in.Pages, page.Static{Name: "history", Title: "Our history"})
	if _, err := page.Pages(in); err == nil || !strings.Contains(err.Error(), "/history/") {
		t.Errorf("a static page called history gives the error %v", err)
	}
}

func TestAccount(t *testing.T) {
	v := open[page.Account](t, input(t, now), "incidents/"+breach+"/")
	s := v.Story

	t.Run("lead", func(t *testing.T) {
		if s.State != (page.State{Level: "major", Kind: "kind_data-breach", Status: "status_contained"}) {
			t.Errorf("state %+v", s.State)
		}
		want := &page.Corrected{
			At: moment("2026-03-09"), Headline: "61,300 people, and phone numbers were included.", Link: "v/7/", All: "history/",
			Facts: []page.Label{{Word: "field_affected"}, {Word: "field_started"}, {Word: "data_phone"}},
		}
		if diff := cmp.Diff(want, s.Corrected); diff != "" {
			t.Errorf("correction (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&page.Promise{NextUpdate: page.NextUpdate{At: moment("2026-03-12T17:00Z")}, Live: true}, s.Next); diff != "" {
			t.Errorf("promise (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]page.Link{{Name: "An odd download", Link: "../2026-03-03-odd-download/"}}, s.MergedFrom); diff != "" {
			t.Errorf("merged (-want +got):\n%s", diff)
		}
	})

	t.Run("the most urgent step is first", func(t *testing.T) {
		var got []string
		for _, step := range s.Do.Steps {
			got = append(got, step.Anchor+" "+step.When+" "+string(step.For)+" "+string(step.Link))
		}
		want := []string{"step-1 urgency_now patients ", "step-2 urgency_now patients and clinics mailto:safety@northquay.example", "step-3 urgency_this-week clinics "}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("facts with what was said before", func(t *testing.T) {
		var names []string
		facts := map[string]page.Fact{}
		for _, f := range s.Facts {
			names = append(names, f.Anchor)
			facts[f.Anchor] = f
		}
		want := []string{"fact-affected", "fact-components", "fact-started", "fact-detected", "fact-disclosed", "fact-confirmed", "fact-contained", "fact-notified"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		affected := page.Fact{Name: "field_affected", Anchor: "fact-affected", Stands: []page.Stand{{
			Value: &page.Value{Groups: []page.Group{{
				Who: "patients of clinics that used exports", Unit: "unit_people", Count: 61300, Certainty: "certainty_counted", AsOf: moment("2026-03-09"),
			}}},
			Was: []page.Was{{
				Value: &page.Value{Groups: []page.Group{{Unit: "unit_people", Count: 4112, Certainty: "certainty_counted"}}},
				At:    moment("2026-03-03"), Until: moment("2026-03-09"), Corrected: true,
				Because: "We had counted one export per clinic. Eleven clinics had many.", Link: "updates/03/",
			}},
		}}}
		if diff := cmp.Diff(affected, facts["fact-affected"]); diff != "" {
			t.Errorf("affected (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&page.Duration{Minutes: 57}, facts["fact-disclosed"].After); diff != "" {
			t.Errorf("time until the first notice (-want +got):\n%s", diff)
		}
	})

	t.Run("information, what is involved first", func(t *testing.T) {
		var got []string
		for _, r := range s.Information.Rows {
			line := r.Name + " " + r.Data.Level
			for _, w := range r.Was {
				line += fmt.Sprintf(" was %s, corrected %v", w.Value.Data.Exposure, w.Corrected)
			}
			got = append(got, line)
		}
		want := []string{
			"data_name major", "data_email major", "data_orders major", "data_phone major was exposure_ruled-out, corrected true", "data_health major",
			"data_password over", "data_payment-card over",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("a withdrawn cause stays as withdrawn", func(t *testing.T) {
		want := &page.How{CauseWas: []page.Was{{
			Value: &page.Value{Words: "A laptop was stolen."}, At: moment("2026-03-05"), Until: moment("2026-03-05"), Withdrawn: true, Link: "updates/04/",
		}}}
		if diff := cmp.Diff(want, s.How); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("statements, newest first", func(t *testing.T) {
		var got []string
		for _, said := range s.Said {
			line := fmt.Sprintf("%s %s v%d", said.Anchor, said.Mark, said.Version)
			for _, l := range said.Later {
				line += fmt.Sprintf(", corrected on %s at %s", l.At, l.Link)
			}
			if said.Withdrawn != nil {
				line += fmt.Sprintf(", withdrawn on %s, readable at %s", said.Withdrawn.At, said.Withdrawn.Readable)
			}
			if !said.Edited.IsZero() {
				line += ", edited " + said.Edited.String()
			}
			got = append(got, line)
		}
		want := []string{
			"u7  v8", "u6 class_correction v7", "u5 class_withdrawal v6", "u4  v5, withdrawn on 2026-03-05, readable at v/5/#u4",
			"u3  v4, corrected on 2026-03-09 at updates/06/", "u2  v3", "u1 class_first v1, edited 2026-03-03",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("head", func(t *testing.T) {
		if v.Canonical != "https://status.northquay.example/incidents/"+breach+"/" || v.NoIndex {
			t.Errorf("canonical %q, noindex %v", v.Canonical, v.NoIndex)
		}
		if diff := cmp.Diff(page.Record{Part: true, Name: "status.northquay.example", Version: 8, Entry: 18, Since: moment("2026-01-19T07:51Z"), Root: "rKq00018", Signed: true, Verify: "../../verify/"}, v.Record); diff != "" {
			t.Errorf("record (-want +got):\n%s", diff)
		}
		var feeds []string
		for _, f := range v.Feeds {
			feeds = append(feeds, f.Link)
		}
		if diff := cmp.Diff([]string{"../../feed.xml", "../../feed.atom", "../../feed.json", "feed.xml", "feed.atom", "feed.json"}, feeds); diff != "" {
			t.Errorf("feeds (-want +got):\n%s", diff)
		}
	})
}

func TestTranslation(t *testing.T) {
	in := input(t, now)
	v := open[page.Account](t, in, "es/incidents/"+breach+"/")
	if got := v.Story.Title; got != "Una persona ajena descargó exportaciones de citas" {
		t.Errorf("title %q", got)
	}
	if got := string(v.Story.Summary); !strings.HasPrefix(got, "Afecta a 61.300 pacientes") {
		t.Errorf("a summary that the original only repeats lost its translation: %q", got)
	}
	if got := string(v.Story.Happened.Prose.HTML); strings.Contains(got, "lang=") || !strings.Contains(got, "sesión de soporte") {
		t.Errorf("a translated section: %q", got)
	}
	if got := string(v.Story.Doing.Prose.HTML); strings.Contains(got, "lang=") || !strings.Contains(got, "vía de entrada") {
		t.Errorf("a translated section of an earlier statement: %q", got)
	}
	want := page.Translated{Part: true, Original: "../../../incidents/" + breach + "/"}
	if diff := cmp.Diff(want, v.Story.Translated); diff != "" {
		t.Errorf("how far it is translated (-want +got):\n%s", diff)
	}
	// Steps are matched by position before they are sorted by urgency.
	if got := string(v.Story.Do.Steps[0].Do); got != "Tenga cuidado con las llamadas y los mensajes sobre su cita." {
		t.Errorf("first step %q", got)
	}
	if got := string(v.Story.Do.Steps[1].Do); !strings.HasPrefix(got, `<span lang="en">`) {
		t.Errorf("a step without a translation is not marked: %q", got)
	}
	none := open[page.Account](t, in, "es/incidents/2026-01-19-booking-api/")
	if !none.Story.Translated.None {
		t.Errorf("an account without any translation: %+v", none.Story.Translated)
	}
	original := open[page.Account](t, in, "incidents/"+breach+"/")
	if original.Story.Translated != (page.Translated{}) {
		t.Errorf("the original: %+v", original.Story.Translated)
	}
	if got := string(open[page.StaticPage](t, in, "es/corrections/").Prose); !strings.HasPrefix(got, `<div lang="en">`) {
		t.Errorf("a static page without a translation is not marked: %q", got)
	}
}

// TestDirectionOfForeignText: on a page from right to left, text in the original
// language says its direction, and on another page it need not.
func TestDirectionOfForeignText(t *testing.T) {
	in := input(t, now)
	in.Site.Languages = []string{"en", "ar", "es"}
	for lang, want := range map[string]string{"ar": `lang="en" dir="ltr">`, "es": `lang="en">`} {
		v := open[page.Account](t, in, lang+"/incidents/2026-01-19-booking-api/")
		if got := string(v.Story.Title); !strings.HasPrefix(got, "<span "+want) && !strings.HasPrefix(string(v.Story.Summary), "<span "+want) {
			t.Errorf("%s: title %q, summary %q", lang, got, v.Story.Summary)
		}
		if got := string(v.Story.Happened.Prose.HTML); !strings.HasPrefix(got, "<div "+want) {
			t.Errorf("%s: what happened %q", lang, got)
		}
	}
	if got := string(open[page.Account](t, in, "ar/incidents/"+breach+"/").Story.Ask.Real.Check); !strings.HasPrefix(got, `<span lang="en" dir="ltr">`) {
		t.Errorf("a text of the settings: %q", got)
	}
}

func TestVersion(t *testing.T) {
	in := input(t, now)
	v := open[page.Version](t, in, "incidents/"+breach+"/v/4/")
	if v.Canonical != "https://status.northquay.example/incidents/"+breach+"/" {
		t.Errorf("canonical %q", v.Canonical)
	}
	wantRelations := []page.Relation{
		{Rel: "version-history", Href: "../../history/"}, {Rel: "original latest-version", Href: "../../"},
		{Rel: "timemap", Href: "../../timemap.link", Type: "application/link-format"},
		{Rel: "predecessor-version", Href: "../3/"}, {Rel: "successor-version", Href: "../5/"},
	}
	if diff := cmp.Diff(wantRelations, v.Relations); diff != "" {
		t.Errorf("relations (-want +got):\n%s", diff)
	}
	if v.From != moment("2026-03-03T15:30Z") || v.To != moment("2026-03-05T10:00Z") || v.Record.Entry != 13 {
		t.Errorf("stood from %v to %v, entry %d", v.From, v.To, v.Record.Entry)
	}
	if got := v.Story.Facts[0].Stands[0]; got.Value.Groups[0].Count != 4112 || len(got.Was) != 0 {
		t.Errorf("the account as it stood says %+v", got)
	}
	var corrected []string
	for _, c := range v.Since.Corrected {
		corrected = append(corrected, c.Label.Word+" "+string(c.Because))
	}
	want := []string{
		"field_affected We had counted one export per clinic. Eleven clinics had many.",
		"field_started A second log, which we had not checked before.",
		"data_phone We had looked at the first file of each kind. An older format has a phone column.",
	}
	if diff := cmp.Diff(want, corrected); diff != "" {
		t.Errorf("known to be wrong today (-want +got):\n%s", diff)
	}
	for _, c := range v.Since.Other {
		if c.Label.Word == "field_next_update" {
			t.Errorf("the next update is no change worth telling")
		}
	}

	t.Run("changes", func(t *testing.T) {
		v := open[page.Version](t, in, "incidents/"+breach+"/v/7/")
		var got []string
		for _, c := range v.Changes {
			line := c.Kind + " " + c.Label.Word + string(c.Label.Words) + " #" + c.Anchor
			for _, a := range c.Added {
				line += " + " + string(a.Words)
			}
			got = append(got, line)
		}
		want := []string{
			"change_corrected field_affected #fact-affected",
			"change_corrected field_started #fact-started",
			"change_corrected data_phone #fact-data-phone",
			"change_added field_not_affected #you + clinics that never used exports",
			"change_changed data_password #fact-data-password",
			"change_added data_health #fact-data-health",
			"change_added field_consequences #what-this-could-mean + People who call or write could pretend to be your clinic. + Someone could learn that you attend a clinic.",
			"change_added field_actions #do + Tell front-desk staff how callers may use these details. + Treat calls and messages about your appointment with care. We and your clinic do not ask for card details. + Tell us if someone contacts you in our name.",
			"change_added field_measures #what-we-are-doing + Ended every support session + Opened all 212 files and counted the people in them + Find out how the support session was copied",
			"change_added field_held_back #know + which clinics are affected",
			"change_changed field_summary #",
			"change_changed section_what-happened #what-happened",
			"change_added section_what-information #what-information",
			"change_changed field_next_update #",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("the withdrawn statement can be read", func(t *testing.T) {
		v := open[page.Version](t, in, "incidents/"+breach+"/v/5/")
		if said := v.Story.Said[0]; said.Number != 4 || said.Withdrawn != nil || said.Prose == "" {
			t.Errorf("version 5 shows statement 4 as %+v", said)
		}
	})

	t.Run("repair", func(t *testing.T) {
		v := open[page.Version](t, in, "incidents/"+breach+"/v/2/")
		if v.Class != "class_repair" || len(v.Repaired) != 1 || len(v.Statements) != 0 {
			t.Errorf("class %s, repaired %v, statements %v", v.Class, v.Repaired, v.Statements)
		}
		if got := string(v.Story.Happened.Prose.HTML); !strings.Contains(got, "did not ask") {
			t.Errorf("version 2 says %q", got)
		}
		if got := string(open[page.Version](t, in, "incidents/"+breach+"/v/1/").Story.Happened.Prose.HTML); !strings.Contains(got, "did not aks") {
			t.Errorf("version 1 says %q", got)
		}
	})
}

func TestStatement(t *testing.T) {
	in := input(t, now)
	t.Run("correction", func(t *testing.T) {
		v := open[page.Statement](t, in, "incidents/"+breach+"/updates/06/")
		if len(v.Corrections) != 3 || v.Corrections[0].SaidIn[0].Link != "../03/" {
			t.Errorf("corrections %+v", v.Corrections)
		}
		var headings []string
		for _, p := range v.Passages {
			headings = append(headings, p.Word+string(p.Heading))
		}
		if diff := cmp.Diff([]string{"", "section_what-happened", "section_what-information", "Timeline"}, headings); diff != "" {
			t.Errorf("headings (-want +got):\n%s", diff)
		}
		if got := string(v.Passages[2].Prose); !strings.Contains(got, `href="../../../../assets/`+strings.Repeat("ab12", 16)+`.csv"`) {
			t.Errorf("the link to a file is %q", got)
		}
		if got := string(v.Passages[3].Prose); !strings.Contains(got, `data-th="Who told us"`) {
			t.Errorf("cells of a table do not name their column: %q", got)
		}
		if v.Cite.Address != "https://status.northquay.example/incidents/"+breach+"/updates/06/" || v.Cite.Statement != 6 || v.Cite.Version != 0 {
			t.Errorf("cite %+v", v.Cite)
		}
	})
	t.Run("withdrawn", func(t *testing.T) {
		v := open[page.Statement](t, in, "incidents/"+breach+"/updates/04/")
		if v.Withdrawn == nil || len(v.Passages) != 0 || len(v.Stated) != 0 || v.Summary != "" {
			t.Errorf("a withdrawn statement still says %+v", v)
		}
		if w := v.Withdrawn; w.Readable != "../../v/5/#u4" || !strings.HasPrefix(string(w.Reason), "What we said this morning") {
			t.Errorf("withdrawn %+v", w)
		}
	})
	t.Run("withdrawal", func(t *testing.T) {
		v := open[page.Statement](t, in, "incidents/"+breach+"/updates/05/")
		if diff := cmp.Diff([]page.Link{{Name: "We know how the session was copied", Link: "../04/"}}, v.TakesBack); diff != "" {
			t.Errorf("takes back (-want +got):\n%s", diff)
		}
	})
}

func TestRedaction(t *testing.T) {
	lines := breachLines()
	said := lines[4].said
	said.Text = text(news("At 14:20 UTC [removed] confirmed it."))
	said.Facts.Confirmed = disclosure.When{}
	said.Removed, said.Redacted = []string{"confirmed"}, "It named a person."
	lines[4].said = said
	lines = append(lines, ledgerLine{time: "2026-03-11T15:40:00Z", doc: breach + "/03", kind: disclosure.Redaction, said: said})
	in := input(t, now)
	in.Incidents = assemble(t, lines)
	v := open[page.Account](t, in, "incidents/"+breach+"/")
	for _, f := range v.Story.Facts {
		if f.Anchor == "fact-confirmed" {
			if diff := cmp.Diff([]page.Stand{{Gone: "gone_removed"}}, f.Stands); diff != "" {
				t.Errorf("a removed fact (-want +got):\n%s", diff)
			}
		}
	}
	i := slices.IndexFunc(v.Story.Said, func(s page.Said) bool { return s.Number == 3 })
	if s := v.Story.Said[i]; s.Redacted != moment("2026-03-11") || s.Reason != "It named a person." {
		t.Errorf("redacted on %v because %q", s.Redacted, s.Reason)
	}
	version := open[page.Version](t, in, "incidents/"+breach+"/v/9/")
	if version.Class != "class_redaction" || len(version.Redacted) != 1 || len(version.Removals) != 0 {
		t.Errorf("class %s, redacted %v, later removals %v", version.Class, version.Redacted, version.Removals)
	}
	const mark = `<span class="removed">[removed]</span>`
	for n := 3; n <= 8; n++ {
		old := open[page.Version](t, in, fmt.Sprintf("incidents/%s/v/%d/", breach, n))
		i := slices.IndexFunc(old.Story.Said, func(s page.Said) bool { return s.Number == 3 })
		if i < 0 {
			continue
		}
		if s := old.Story.Said[i]; s.Redacted != moment("2026-03-11") || !strings.Contains(string(s.Prose), mark) {
			t.Errorf("version %d does not mark what was removed: %v, %s", n, s.Redacted, s.Prose)
		}
		if len(old.Removals) != 1 || old.Removals[0].At != moment("2026-03-11") || old.Removals[0].Statement.Link != "../../updates/03/" {
			t.Errorf("version %d tells of the removals %v", n, old.Removals)
		}
	}
	spanish := open[page.Statement](t, in, "es/incidents/"+breach+"/updates/03/")
	if want := `<span class="removed">[eliminado]</span>`; spanish.Said.Untranslated == strings.Contains(fmt.Sprint(spanish.Passages), want) {
		t.Errorf("in Spanish the text is %s", spanish.Passages)
	}
	changes := open[page.Changes](t, in, "changes/")
	if e := changes.Events[0]; e.What != "class_redaction" || !slices.Contains(e.Changed, page.Label{Word: "field_confirmed"}) || !slices.Equal(e.Reasons, []page.Words{"It named a person."}) {
		t.Errorf("the newest event is %+v", e)
	}
}

// Two revisions of a text that lose something at once are one event.
// TestARemovalIsOneEvent removes something from two revisions of a text and from its
// translation, which is one event, and later once more from each of both.
func TestARemovalIsOneEvent(t *testing.T) {
	lines := breachLines()
	n := len(lines)
	said := lines[0].said
	said.Redacted = "It named a person."
	for _, l := range []ledgerLine{
		{time: "2026-03-11T15:40:00Z", doc: lines[0].doc, kind: disclosure.Redaction, said: said},
		{time: "2026-03-11T15:40:01Z", doc: lines[0].doc, kind: disclosure.Redaction, said: said, same: true},
		{time: "2026-03-11T15:40:02Z", doc: lines[0].doc + ".es", kind: disclosure.Redaction, said: said, same: true},
		{time: "2026-03-12T15:40:00Z", doc: lines[0].doc, kind: disclosure.Redaction, said: said},
		{time: "2026-03-13T15:40:00Z", doc: lines[0].doc + ".es", kind: disclosure.Redaction, said: said},
	} {
		lines = append(lines, l)
	}
	in := input(t, now)
	in.Incidents = assemble(t, lines)
	var got []string
	for _, e := range open[page.Changes](t, in, "changes/").Events {
		if e.What == "class_redaction" {
			got = append(got, fmt.Sprintf("entry %d, in translation %t, with a reason %t", e.Entry-n, e.Language != nil, len(e.Reasons) > 0))
		}
	}
	want := []string{
		"entry 5, in translation true, with a reason true",
		"entry 4, in translation false, with a reason true",
		"entry 2, in translation false, with a reason false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("removals (-want +got):\n%s", diff)
	}
}

// one makes an incident of one statement.
func one(id string, at string, f disclosure.Facts) ledgerLine {
	if f.Title == "" {
		f.Title = id
	}
	return ledgerLine{time: at, doc: disclosure.Doc(id + "/01"), said: disclosure.Said{Headline: id, Summary: id, Facts: f}}
}

func TestHomeHeadline(t *testing.T) {
	outage := disclosure.Facts{Kind: disclosure.Outage, Status: disclosure.Investigating, Components: []disclosure.Impact{{ID: "booking", Impact: "major-outage"}}}
	watched := outage
	watched.Status = disclosure.Monitoring
	leak := disclosure.Facts{Kind: disclosure.DataBreach, Status: disclosure.Contained}
	over := disclosure.Facts{Kind: disclosure.Outage, Status: disclosure.Resolved}
	work := disclosure.Facts{Kind: disclosure.Maintenance, Status: disclosure.Scheduled, Window: disclosure.Window{Start: moment("2026-03-14T04:00Z"), End: moment("2026-03-14T07:00Z")}}
	begun := work
	begun.Status = disclosure.InProgress
	merged := leak
	merged.MergedInto = "a"
	slow := disclosure.Facts{Kind: disclosure.Degradation, Status: disclosure.Identified}
	for _, c := range []struct {
		name string
		now  string
		said []disclosure.Facts
		want page.Headline
	}{
		{"nothing ever", "", nil, page.Headline{Level: "none", Word: "home_empty"}},
		{"all over", "", []disclosure.Facts{over}, page.Headline{Level: "none", Word: "home_nothing"}},
		{"one breach", "", []disclosure.Facts{leak}, page.Headline{Level: "major", Word: "home_data-breach", Count: 1}},
		{"breach before outage", "", []disclosure.Facts{outage, leak, over}, page.Headline{Level: "major", Word: "home_data-breach", Count: 1, More: 1}},
		{"outage before a breach that is fixed", "", []disclosure.Facts{outage, {Kind: disclosure.DataBreach, Status: disclosure.Fixed}}, page.Headline{Level: "major", Word: "home_outage", Count: 1, More: 1}},
		{"two outages", "", []disclosure.Facts{outage, outage, slow}, page.Headline{Level: "major", Word: "home_outage", Count: 2, More: 1}},
		{"outage that is watched", "", []disclosure.Facts{watched}, page.Headline{Level: "minor", Word: "home_outage", Count: 1}},
		{"degraded", "", []disclosure.Facts{slow}, page.Headline{Level: "minor", Word: "home_degradation", Count: 1}},
		{"merged counts once", "", []disclosure.Facts{leak, merged}, page.Headline{Level: "major", Word: "home_data-breach", Count: 1}},
		{"maintenance ahead", "2026-03-14T03:59:00Z", []disclosure.Facts{work}, page.Headline{Level: "none", Word: "home_nothing"}},
		{"maintenance by its window", "2026-03-14T04:00:00Z", []disclosure.Facts{work}, page.Headline{Level: "plan", Word: "home_maintenance", Count: 1}},
		{"maintenance begun early", "2026-03-14T03:50:00Z", []disclosure.Facts{begun}, page.Headline{Level: "plan", Word: "home_maintenance", Count: 1}},
		{"maintenance past its end", "2026-03-14T07:00:00Z", []disclosure.Facts{begun}, page.Headline{Level: "plan", Word: "home_maintenance-passed", Count: 1}},
		{"warning", "", []disclosure.Facts{{Kind: disclosure.Notice, Status: disclosure.Open}}, page.Headline{Level: "minor", Word: "home_notice", Count: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, now)
			if c.now != "" {
				in.Now = instant(c.now)
			}
			var lines []ledgerLine
			for i, f := range c.said {
				lines = append(lines, one(string(rune('a'+i)), "2026-03-01T10:00:00Z", f))
			}
			in.Incidents = assemble(t, lines)
			home := open[page.Home](t, in, "")
			if diff := cmp.Diff(c.want, home.Headline); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if home.Empty != (len(c.said) == 0) || home.AsOf.IsZero() != home.Empty {
				t.Errorf("empty %v, as of %v", home.Empty, home.AsOf)
			}
		})
	}
}

func TestHome(t *testing.T) {
	v := open[page.Home](t, input(t, now), "")
	titles := func(cards []page.Card) (all []string) {
		for _, c := range cards {
			all = append(all, c.ID)
		}
		return all
	}
	for _, c := range []struct {
		name string
		got  []page.Card
		want []string
	}{
		{"open", v.Open, []string{breach, "2026-03-06-agent-cve"}},
		{"pinned", v.Pinned, []string{"2026-02-10-false-mail"}},
		{"planned", v.Planned, []string{"2026-03-14-calendar-move"}},
		{"recent", v.Recent, []string{"2026-01-19-booking-api"}},
	} {
		if diff := cmp.Diff(c.want, titles(c.got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if v.AsOf != moment("2026-03-11T15:30Z") {
		t.Errorf("as of %v; want the last publication, never the time of the build", v.AsOf)
	}
	if diff := cmp.Diff(page.Promises{Open: 3, Overdue: 1, Link: "commitments/"}, v.Promises); diff != "" {
		t.Errorf("promises (-want +got):\n%s", diff)
	}
	var states []string
	for _, g := range v.Groups {
		for _, c := range g.Components {
			states = append(states, c.Name+" "+c.Level+" "+c.Impact)
		}
	}
	want := []string{
		"Booking none impact_none", "Patient sign-in none impact_none", "Notifications none impact_none",
		"Clinic calendar plan impact_planned", "Exports major impact_major-outage", "Northquay Agent none impact_none",
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
	if c := v.Open[0]; c.You != "incidents/"+breach+"/#you" || c.Do != "incidents/"+breach+"/#do" || c.Steps != 3 || c.PinnedUntil != moment("2026-04-10") {
		t.Errorf("first card %+v", c)
	}
	if c := v.Recent[0]; *c.Length != (page.Duration{Hours: 2, Minutes: 23}) {
		t.Errorf("length %+v", c.Length)
	}
}

// TestWhatTimeChanges builds the site at the instants at which states change, and
// a minute before.
func TestWhatTimeChanges(t *testing.T) {
	for _, c := range []struct {
		name, path, before, at string
		what                   func(testing.TB, page.Input, string) any
		wantBefore, want       any
	}{
		{"promised update", "incidents/" + breach + "/", "2026-03-12T16:59:00Z", "2026-03-12T17:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return open[page.Account](t, in, path).Story.Next.Overdue
			}, false, true},
		{"promised update on the home page", "", "2026-03-12T16:59:00Z", "2026-03-12T17:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return open[page.Home](t, in, path).Open[0].Next.Overdue
			}, false, true},
		{"maintenance begins", "incidents/2026-03-14-calendar-move/", "2026-03-14T03:59:00Z", "2026-03-14T04:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return open[page.Account](t, in, path).Story.Planned.State
			}, page.WindowAhead, page.WindowRunning},
		{"maintenance ends, unconfirmed", "incidents/2026-03-14-calendar-move/", "2026-03-14T06:59:00Z", "2026-03-14T07:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return open[page.Account](t, in, path).Story.Planned.State
			}, page.WindowRunning, page.WindowPassed},
		{"maintenance of a component", "components/calendar/", "2026-03-14T03:59:00Z", "2026-03-14T04:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return open[page.Component](t, in, path).State.Impact
			}, "impact_planned", "impact_maintenance"},
		{"promise due on a day", "commitments/", "2026-03-12T23:59:00Z", "2026-03-13T00:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return len(open[page.Commitments](t, in, path).Overdue)
			}, 1, 2},
		{"pinned until a day", "", "2026-04-01T23:59:00Z", "2026-04-02T00:00:00Z",
			func(t testing.TB, in page.Input, path string) any {
				return len(open[page.Home](t, in, path).Pinned)
			}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, c.before)
			if got := c.what(t, in, c.path); got != c.wantBefore {
				t.Errorf("at %s: %v, want %v", c.before, got, c.wantBefore)
			}
			if until := find(t, in, c.path).ValidUntil; !until.Equal(instant(c.at)) {
				t.Errorf("valid until %v, want %s", until, c.at)
			}
			in.Now = instant(c.at)
			if got := c.what(t, in, c.path); got != c.want {
				t.Errorf("at %s: %v, want %v", c.at, got, c.want)
			}
		})
	}
}

// TestPagesStayTheSameUntilTheySay compares every page at an instant, at the last
// minute before its ValidUntil, and then.
func TestPagesStayTheSameUntilTheySay(t *testing.T) {
	for _, at := range []string{"2026-02-15T00:00:00Z", now, "2026-03-14T05:00:00Z", "2026-05-01T00:00:00Z"} {
		sets := map[time.Time]page.Set{}
		pagesAt := func(now time.Time) page.Set {
			set, ok := sets[now]
			if !ok {
				in := input(t, at)
				in.Now = now
				in.Site.Languages = []string{"en"}
				var err error
				if set, err = page.Pages(in); err != nil {
					t.Fatal(err)
				}
				sets[now] = set
			}
			return set
		}
		for i, p := range pagesAt(instant(at)).Pages {
			later := instant("2030-01-01T00:00:00Z")
			if !p.ValidUntil.IsZero() {
				if !p.ValidUntil.After(instant(at)) {
					t.Errorf("at %s /%s is valid until %v, which has passed", at, p.Path, p.ValidUntil)
				}
				later = p.ValidUntil.Add(-time.Minute)
			}
			if diff := cmp.Diff(p.View.Open(), pagesAt(later).Pages[i].View.Open()); diff != "" {
				t.Errorf("/%s of %s differs at %s (-then +later):\n%s", p.Path, at, later, diff)
			}
		}
	}
}

func TestPagesThatNeverChangeByThemselves(t *testing.T) {
	set, err := page.Pages(input(t, now))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Pages {
		switch p.Layout {
		case "statement", "version", "versions", "history", "report", "page", "404":
			if !p.ValidUntil.IsZero() {
				t.Errorf("/%s is valid until %v only", p.Path, p.ValidUntil)
			}
		}
	}
}

func TestAKeptPromiseIsNotShownAsBroken(t *testing.T) {
	lines := []ledgerLine{
		one("a", "2026-03-01T10:00:00Z", disclosure.Facts{Kind: disclosure.Outage, Status: disclosure.Investigating, NextUpdate: disclosure.NextUpdate{At: moment("2026-03-01T11:00Z")}}),
		{time: "2026-03-01T10:50:00Z", doc: "a/02", said: disclosure.Said{Headline: "Word", Text: text(news("We still work on it."))}},
	}
	in := input(t, "2026-03-01T12:00:00Z")
	in.Incidents = assemble(t, lines)
	if p := open[page.Account](t, in, "incidents/a/").Story.Next; p != nil {
		t.Errorf("the promise was kept at 10:50 and is shown as %+v", p)
	}
}

func TestCommitments(t *testing.T) {
	v := open[page.Commitments](t, input(t, now), "commitments/")
	if len(v.Overdue) != 1 || len(v.Open) != 2 || len(v.Done) != 1 || len(v.Dropped) != 1 {
		t.Fatalf("%d overdue, %d open, %d done, %d dropped", len(v.Overdue), len(v.Open), len(v.Done), len(v.Dropped))
	}
	want := []page.Moved{{
		Due: moment("2026-03-05"), Because: "5,000 addresses were missing, and clinics look them up by hand.", At: moment("2026-03-05"), Said: "../incidents/" + breach + "/updates/05/",
	}}
	if diff := cmp.Diff(want, v.Done[0].Moved); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
	if v.Dropped[0].Reason != "The new servers do this by themselves." {
		t.Errorf("dropped because %q", v.Dropped[0].Reason)
	}
}

func TestImported(t *testing.T) {
	in := input(t, now)
	v := open[page.Account](t, in, "incidents/2026-02-10-false-mail/")
	if !v.Story.Claimed || v.Story.Time != moment("2025-12-02T08:00Z") || !v.Story.Said[0].Claimed {
		t.Errorf("an imported statement: claimed %v, time %v", v.Story.Claimed, v.Story.Time)
	}
	months := open[page.History](t, in, "history/").Months
	if last := months[len(months)-1]; last.Month != moment("2025-12-01") {
		t.Errorf("it is listed in %v", last.Month)
	}
}

func TestPreview(t *testing.T) {
	in := input(t, now)
	in.Preview, in.FirstDraft = true, 18
	v := open[page.Account](t, in, "incidents/"+breach+"/")
	if !v.Frame.ShowsDraft || !v.NoIndex || !v.Preview || len(v.Feeds) != 0 {
		t.Errorf("draft %v, noindex %v, preview %v, feeds %v", v.Frame.ShowsDraft, v.NoIndex, v.Preview, v.Feeds)
	}
	if !v.Story.Said[0].Draft || v.Story.Said[1].Draft {
		t.Errorf("drafts: %v, %v", v.Story.Said[0].Draft, v.Story.Said[1].Draft)
	}
	if open[page.Version](t, in, "incidents/"+breach+"/v/7/").Frame.ShowsDraft {
		t.Errorf("a published version is marked as a draft")
	}
}

func TestLongHistoryHasPagesByYear(t *testing.T) {
	var lines []ledgerLine
	at := instant("2023-01-01T00:00:00Z")
	for i := range 150 {
		lines = append(lines, one(fmt.Sprintf("i%03d", i), at.Format(time.RFC3339), disclosure.Facts{Kind: disclosure.Outage, Status: disclosure.Resolved}))
		at = at.AddDate(0, 0, 8)
	}
	in := input(t, "2026-05-01T00:00:00Z")
	in.Incidents = assemble(t, lines)
	first := open[page.History](t, in, "history/")
	if len(first.Months) != 12 || len(first.Years) != 4 || first.Years[0] != (page.YearLink{Year: 2026, Link: "2026/"}) {
		t.Errorf("%d months, years %v", len(first.Months), first.Years)
	}
	seen := 0
	for _, y := range first.Years {
		v := open[page.History](t, in, fmt.Sprintf("history/%d/", y.Year))
		for _, m := range v.Months {
			seen += len(m.Cards)
		}
	}
	if seen != 150 {
		t.Errorf("the pages by year list %d of 150 incidents", seen)
	}
	if home := open[page.Home](t, in, ""); len(home.Recent) != 5 || home.Recent[0].ID != "i149" {
		t.Errorf("recent %v", home.Recent)
	}
}

func TestLinksOfAuthors(t *testing.T) {
	in := input(t, now)
	english := string(open[page.StaticPage](t, in, "about/").Prose)
	for _, want := range []string{`href="../history/"`, `href="../incidents/` + breach + `/#do"`} {
		if !strings.Contains(english, want) {
			t.Errorf("no %s in %s", want, english)
		}
	}
	spanish := open[page.StaticPage](t, page.Input{Site: in.Site, Pages: in.Pages[:1], Incidents: in.Incidents, Now: in.Now}, "es/about/")
	if got := string(spanish.Prose); !strings.Contains(got, `href="../history/"`) {
		t.Errorf("a link inside the site leaves the language: %s", got)
	}
}

func TestMissingPageWorksAtAnyDepth(t *testing.T) {
	v := open[page.NotFound](t, input(t, now), "404.html")
	if v.Top != "https://status.northquay.example/" || v.History != "https://status.northquay.example/history/" {
		t.Errorf("links %q, %q", v.Top, v.History)
	}
}

func TestComponentOutsideTheSettingsKeepsItsName(t *testing.T) {
	in := input(t, now)
	s := northquay()
	s.Groups = []site.Group{{Components: s.Groups[0].Components}}
	in.Site = s
	v := open[page.Account](t, in, "incidents/"+breach+"/")
	for _, f := range v.Story.Facts {
		if f.Anchor == "fact-components" {
			if i := f.Stands[0].Value.Impact; i.Name != "Exports" || i.Link != "" {
				t.Errorf("a component that the settings do not list any more: %+v", i)
			}
		}
	}
}

func TestEntriesBehindAPage(t *testing.T) {
	in := input(t, "2026-03-12T09:00:00Z")
	v := open[page.Version](t, in, address.Version("", breach, 2))
	want := []page.Entry{{
		Number: 10, What: "entry_edit", About: v.Entries[0].About,
		Record: "../../../../ledger/records/" + breach + "/01.2.json", File: "01.2.json",
		Sum: strings.Repeat("5e", 32), Proof: "../../../../ledger/proofs/10",
	}}
	if diff := cmp.Diff(want, v.Entries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	unsigned := in
	unsigned.Keys = nil
	unsigned.Evidence = func(int) page.Evidence { return page.Evidence{Commit: "00", Root: "r"} }
	if v := open[page.Version](t, unsigned, address.Version("", breach, 2)); v.Entries[0].Proof != "" || v.Record.Signed {
		t.Errorf("an unsigned record has a proof: %+v, signed %v", v.Entries[0], v.Record.Signed)
	}
	if v := open[page.Verify](t, unsigned, "verify/"); v.Signed || v.Example == nil || v.Example.Proof != "" {
		t.Errorf("how to check an unsigned record: signed %v, example %+v", v.Signed, v.Example)
	}

	replaced := in
	replaced.Evidence = func(int) page.Evidence { return page.Evidence{Commit: "00", Replaced: 31} }
	if v := open[page.Version](t, replaced, address.Version("", breach, 2)); v.Entries[0].Sum != "" || v.Entries[0].Replaced != 31 {
		t.Errorf("the sum of a file that was replaced: %+v", v.Entries[0])
	}

	preview := in
	preview.Preview = true
	if v := open[page.Version](t, preview, address.Version("", breach, 2)); len(v.Entries) > 0 || v.Record.Verify != "" {
		t.Errorf("a preview leads to a record that is not there: %+v", v.Entries)
	}

	empty := in
	empty.Incidents, empty.Keys = nil, nil
	if v := open[page.Verify](t, empty, "verify/"); v.Example != nil || v.Signed {
		t.Errorf("before anything was published: %+v", v.Example)
	}
}

func TestEverythingPublished(t *testing.T) {
	in := input(t, "2026-03-12T09:00:00Z")
	v := open[page.Changes](t, in, address.Changes(""))
	var got []string
	for _, e := range v.Events {
		line := fmt.Sprintf("%d %s", e.Entry, e.What)
		if e.Version != nil {
			line += fmt.Sprintf(" v%d", e.Version.Number)
		}
		if e.Language != nil {
			line += " " + e.Language.Code
		}
		for _, l := range e.Changed {
			line += " " + l.Word
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(everythingOfMarch, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(v.Months) != 3 || !v.Months[0].Current || v.Months[0].Count != len(v.Events) {
		t.Errorf("months %+v", v.Months)
	}
	if want := "https://status.northquay.example/changes/2026-03/"; v.Canonical != want {
		t.Errorf("canonical %q, want %q", v.Canonical, want)
	}
	spanish := open[page.Changes](t, in, address.Changes("es"))
	if len(spanish.Events) != len(v.Events) {
		t.Errorf("%d events in Spanish, want %d", len(spanish.Events), len(v.Events))
	}
	in.Incidents = nil
	if v := open[page.Changes](t, in, address.Changes("")); len(v.Events) > 0 || len(v.Months) > 0 || !v.Month.IsZero() {
		t.Errorf("before anything was published: %+v", v)
	}
}

// everythingOfMarch is the newest first. A section without a word of the theme
// leaves a gap.
var everythingOfMarch = []string{
	"19 event_questions",
	"18 class_update v8 field_how_to_know field_support field_commitments field_notified",
	"17 event_translation es",
	"16 class_correction v7 field_affected field_started data_phone field_not_affected data_password data_health",
	"7 class_first v1",
	"15 class_withdrawal v6 field_commitments field_root_cause field_summary",
	"14 class_update v5 field_root_cause field_summary",
	"13 class_update v4 field_affected field_started field_confirmed data_name data_email data_orders",
	"6 class_update v2 field_merged_into field_summary",
	"12 class_update v3 field_status field_contained  field_summary",
	"11 event_translation es",
	"10 class_repair v2",
	"9 class_first v1",
	"5 class_first v1",
	"4 class_first v1",
}

func TestVersionsForPrograms(t *testing.T) {
	in := input(t, "2026-03-12T09:00:00Z")
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	const account = "https://status.northquay.example/incidents/2026-03-03-odd-download/"
	want := `<` + account + `>;rel="original latest-version",
<` + account + `timemap.link>;rel="self";type="application/link-format";from="Tue, 03 Mar 2026 09:40:00 GMT";until="Tue, 03 Mar 2026 13:00:00 GMT",
<` + account + `v/1/>;rel="first memento";datetime="Tue, 03 Mar 2026 09:40:00 GMT",
<` + account + `v/2/>;rel="last memento";datetime="Tue, 03 Mar 2026 13:00:00 GMT"
`
	if diff := cmp.Diff(want, string(set.Files["incidents/2026-03-03-odd-download/timemap.link"])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"incidents/" + breach + "/timemap.link", "es/incidents/" + breach + "/timemap.link"} {
		if set.Files[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}

	var got map[string]any
	v := open[page.Version](t, in, address.Version("", breach, 7))
	if err := json.Unmarshal([]byte(v.Structured), &got); err != nil {
		t.Fatal(err)
	}
	base := "https://status.northquay.example/incidents/" + breach + "/"
	for key, want := range map[string]any{
		"@context": "https://schema.org", "@type": "Report", "version": 7.0, "url": base + "v/7/", "archivedAt": base + "v/7/",
		"isBasedOn": base + "v/6/", "datePublished": "2026-03-03T09:52:01Z", "dateModified": "2026-03-09T16:00:00Z", "inLanguage": "en",
	} {
		if diff := cmp.Diff(want, got[key]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
	corrections, _ := got["correction"].([]any)
	if len(corrections) == 0 {
		t.Fatal("the corrections are missing")
	}
	if first := corrections[0].(map[string]any); first["@type"] != "CorrectionComment" || first["text"] == "" || first["datePublished"] == "" {
		t.Errorf("correction %v", first)
	}
}

func TestTheSiteAsItStood(t *testing.T) {
	in := input(t, "2026-03-12T09:00:00Z")
	in.AsItStood = true
	v := open[page.Account](t, in, address.Incident("es", breach))
	if !v.NoIndex || v.AsItStood != moment("2026-03-12T09:00Z") || v.Today != "https://status.northquay.example/es/incidents/"+breach+"/" {
		t.Errorf("noindex %v, as it stood %v, today %q", v.NoIndex, v.AsItStood, v.Today)
	}
}

func TestATranslationNamesItsVersion(t *testing.T) {
	in := input(t, "2026-03-12T09:00:00Z")
	v := open[page.Statement](t, in, address.Statement("es", breach, 1))
	if v.Translated.Follows == nil || v.Translated.Follows.Number < 1 || !strings.Contains(v.Translated.Follows.Link, "incidents/"+breach+"/v/") {
		t.Errorf("follows %+v", v.Translated.Follows)
	}
	if v.Translated.Lagging != (v.Translated.Newer != nil) {
		t.Errorf("lagging %v, newer %+v", v.Translated.Lagging, v.Translated.Newer)
	}
	if v := open[page.Statement](t, in, address.Statement("", breach, 1)); v.Translated.Follows != nil {
		t.Errorf("an original follows %+v", v.Translated.Follows)
	}
	if v := open[page.Statement](t, in, address.Statement("es", breach, 3)); v.Translated.None && v.Translated.Follows != nil {
		t.Errorf("what is not translated follows %+v", v.Translated.Follows)
	}
}

// Whoever follows the page finds equal numbers: a removal replaces the file.
func TestTheExampleToCheckIsWhole(t *testing.T) {
	lines := breachLines()
	said := lines[0].said
	said.Redacted = "It named a person."
	lines = append(lines, ledgerLine{time: "2026-03-11T15:40:00Z", doc: lines[0].doc, kind: disclosure.Redaction, said: said})
	in := input(t, now)
	in.Incidents = assemble(t, lines)
	v := open[page.Verify](t, in, "verify/")
	if v.Example == nil || v.Doc == string(lines[0].doc) || v.Doc == "" {
		t.Errorf("readers are to check %q, from which words were removed", v.Doc)
	}
}

func TestWhatAVersionDidNotSayWasNotWrongInIt(t *testing.T) {
	one := func(key string) disclosure.Facts {
		if key == "" {
			return disclosure.Facts{Title: "Exports", Kind: "data-breach"}
		}
		return disclosure.Facts{Data: []disclosure.Data{copied("phone", "")}}
	}
	right := disclosure.Said{
		Headline: "Correction", Facts: disclosure.Facts{Data: []disclosure.Data{notInvolved("phone", "no column")}},
		Corrections: map[string]string{"data.phone": "We had looked elsewhere."},
	}
	in := input(t, now)
	in.Incidents = assemble(t, []ledgerLine{
		{time: "2026-03-03T09:00:00Z", doc: "2026-03-03-x/01", said: disclosure.Said{Headline: "Exports", Facts: one("")}},
		{time: "2026-03-04T09:00:00Z", doc: "2026-03-03-x/02", said: disclosure.Said{Headline: "Phones", Facts: one("phone")}},
		{time: "2026-03-05T09:00:00Z", doc: "2026-03-03-x/03", said: right},
	})
	for n, want := range map[string]int{"1": 0, "2": 1} {
		if got := open[page.Version](t, in, "incidents/2026-03-03-x/v/"+n+"/").Since.Corrected; len(got) != want {
			t.Errorf("version %s is known to be wrong in %d things, want %d: %+v", n, len(got), want, got)
		}
	}
}

func TestAPromiseMovesWithItsReason(t *testing.T) {
	promise := func(day, reason string) disclosure.Facts {
		return disclosure.Facts{Title: "Exports", Kind: "data-breach", Commitments: []disclosure.Commitment{
			{ID: "letters", Text: "We write.", State: "planned", Due: moment(day), Reason: reason},
		}}
	}
	in := input(t, now)
	in.Incidents = assemble(t, []ledgerLine{
		{time: "2026-03-03T09:00:00Z", doc: "2026-03-03-x/01", said: disclosure.Said{Headline: "Exports", Facts: promise("2026-03-05", "")}},
		{time: "2026-03-04T09:00:00Z", doc: "2026-03-03-x/02", said: disclosure.Said{Headline: "Late", Facts: promise("2026-03-11", "The printer is slow.")}},
	})
	for _, c := range open[page.Version](t, in, "incidents/2026-03-03-x/v/2/").Changes {
		if c.Label.Word == "field_commitments" || c.Was != nil && c.Now != nil {
			if c.Because != "The printer is slow." {
				t.Errorf("%+v gives no reason", c)
			}
			return
		}
	}
	t.Error("the promise did not move")
}
