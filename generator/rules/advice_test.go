package rules

import (
	"testing"
	"time"

	d "firsthand/generator/disclosure"
	"firsthand/generator/site"
)

// A follow is a second statement, after a public first one, and when it would be
// published.
type follow struct {
	name   string
	before func() d.Said
	lang   string // "en" if empty
	now    string // the day on which most tests run, if empty
	change func(*d.Said)
	site   func(*site.Site)
	want   string
}

func checkFollows(t *testing.T, tests []follow) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			said := d.Said{Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-20T09:00Z")}}, Text: []d.Passage{{MD: "Nothing."}}}
			test.change(&said)
			before := breachNotice
			if test.before != nil {
				before = test.before
			}
			first, second := document("x/01", before()), document("x/02", said)
			if test.lang != "" {
				first.Lang, second.Lang = test.lang, test.lang
			}
			set := Set{Site: testSite(), Now: now, Incidents: []Incident{{ID: "x", Documents: []Document{first, second}, Ledger: public(first)}}}
			if test.now != "" {
				set.Now = moment(test.now).Time
			}
			if test.site != nil {
				test.site(set.Site)
			}
			checkSet(t, set, test.want)
		})
	}
}

func corrected(because string) func(*d.Said) {
	return func(s *d.Said) {
		s.Facts.Affected = []d.Affected{{Count: 61300, Unit: "people", Certainty: d.Sure}}
		s.Corrections = map[string]string{"affected": because}
		s.Headline = "Correction: 61,300 people"
	}
}

func TestACorrectionSaysFirstWhatWasWrong(t *testing.T) {
	hidden := func(change func(*d.Said)) func(*d.Said) {
		return func(s *d.Said) {
			corrected("Eleven clinics had many exports.")(s)
			s.Headline = "How we help you"
			s.Text[0].MD = "We have set up a phone line.\n\nWe were wrong about the number."
			change(s)
		}
	}
	const says = `
x/02.md at headline: warning: this corrects affected, and does not begin with that [HIST-005]
  fix: say in the headline, the summary or the first paragraph what was wrong: people may rely on it
  example: headline: "Correction: 61,300 people, not 4,112 people"
`
	checkFollows(t, []follow{
		{name: "in the second paragraph", change: hidden(func(*d.Said) {}), want: says},
		{name: "in the headline", change: hidden(func(s *d.Said) { s.Headline = "Correction: 61,300 people" })},
		{name: "in the summary", change: hidden(func(s *d.Said) { s.Summary = "We told you that fewer people were affected." })},
		{name: "in the first paragraph", change: hidden(func(s *d.Said) { s.Text[0].MD = "That was not right, and we are sorry." })},
		{name: "by the earlier number", change: hidden(func(s *d.Said) { s.Headline = "61,300 people are affected, up from 4,112" })},
		{name: "the new number alone", change: hidden(func(s *d.Said) { s.Headline = "61,300 people are affected" }), want: says},
		{name: "of data", change: hidden(func(s *d.Said) {
			s.Facts = d.Facts{Data: []d.Data{{Category: "phone", Exposure: d.Exposed, Effects: []string{"copied"}}}, NextUpdate: s.Facts.NextUpdate}
			s.Corrections = map[string]string{"data.phone": "An older format has a phone column."}
		}), want: `
x/02.md at headline: warning: this corrects data.phone, and does not begin with that [HIST-005]
  fix: say in the headline, the summary or the first paragraph what was wrong: people may rely on it
  example: headline: "Correction: phone numbers were included"
`},
		{name: "of two facts", change: hidden(func(s *d.Said) {
			s.Facts.Started = at("2026-02-22")
			s.Corrections["started"] = "A second log."
		}), want: `
x/02.md at headline: warning: this corrects affected, began, and does not begin with that [HIST-005]
  fix: say in the headline, the summary or the first paragraph what was wrong: people may rely on it
  example: headline: "Correction: 61,300 people, not 4,112 people"
`},
		{name: "of the kind", change: func(s *d.Said) {
			s.Facts.Kind, s.Corrections = d.Security, map[string]string{"kind": "The files hold no personal data."}
		}},
		{name: "in Spanish", lang: "es", change: hidden(func(s *d.Said) { s.Text[0].MD = "Dijimos que eran menos personas." })},
		{name: "in Spanish, by the earlier number", lang: "es", change: hidden(func(s *d.Said) { s.Headline = "61.300 personas y no 4.112" })},
		{name: "hidden in Spanish", lang: "es", change: hidden(func(s *d.Said) { s.Text[0].MD = "Hemos abierto una línea telefónica." }), want: says},
		{name: "in German", lang: "de", change: hidden(func(s *d.Said) { s.Headline = "Berichtigung: 61.300 Menschen" })},
		{name: "hidden in German", lang: "de", change: hidden(func(s *d.Said) { s.Text[0].MD = "Wir haben ein Telefon eingerichtet." }), want: says},
		{name: "in a language that the program does not know", lang: "fr", change: hidden(func(*d.Said) {})},
		{name: "no correction", change: func(*d.Said) {}},
		{name: "the site does not want it", change: hidden(func(*d.Said) {}), site: func(s *site.Site) { s.Policy.Rules = map[string]string{"HIST-005": "off"} }},
	})
}

func TestTheReasonOfACorrectionTells(t *testing.T) {
	const says = `
x/02.md at corrected_because.affected: warning: the reason for affected says that it was wrong, not how you found out [HIST-006]
  fix: say how you found out, or where the fault came from: then readers can trust the new value
  example: corrected_because:
  example:   affected: We had counted one export per clinic. Eleven clinics had many.
`
	var tests []follow
	for _, reason := range []string{
		"We were wrong.", "The number was wrong.", "61,300 people, not 4,112 people.", "Affected: 61300", "It was a mistake, and we are sorry.", "New information.",
		"Our investigation has continued, and we now know more.", "Further investigation showed that the earlier figure was incorrect.", "...",
	} {
		tests = append(tests, follow{name: reason, change: corrected(reason), want: says})
	}
	for _, reason := range []string{
		"We had counted one export per clinic.", "A second log.", "We counted again.", "We opened every file.", "A clinic told us.", "A typing slip.",
	} {
		tests = append(tests, follow{name: reason, change: corrected(reason)})
	}
	for _, l := range []struct {
		lang, reason string
		want         string
	}{
		{"es", "Nos equivocamos.", says}, {"es", "El número era incorrecto.", says}, {"es", "Habíamos contado una exportación por clínica.", ""},
		{"de", "Die Zahl war falsch.", says}, {"de", "Wir haben uns geirrt.", says}, {"de", "Wir hatten einen Export je Klinik gezählt.", ""},
		{"fr", "Nous nous sommes trompés.", ""},
	} {
		tests = append(tests, follow{name: l.reason, lang: l.lang, want: l.want, change: func(s *d.Said) {
			corrected(l.reason)(s)
			s.Headline = "61.300, no 4.112"
		}})
	}
	tests = append(tests, follow{name: "of data", change: func(s *d.Said) {
		s.Facts.Data = []d.Data{{Category: "phone", Exposure: d.Exposed, Effects: []string{"copied"}}}
		s.Corrections, s.Headline = map[string]string{"data.phone": "Phone was copied."}, "Correction"
	}, want: `
x/02.md at corrected_because.data.phone: warning: the reason for data.phone says that it was wrong, not how you found out [HIST-006]
  fix: say how you found out, or where the fault came from: then readers can trust the new value
  example: corrected_because:
  example:   data.phone: We had looked at the first file of each kind. An older format has this column.
`}, follow{name: "of a time", change: func(s *d.Said) {
		s.Facts.Started = at("2026-02-22")
		s.Corrections, s.Headline = map[string]string{"started": "The date was incorrect."}, "Correction"
	}, want: `
x/02.md at corrected_because.began: warning: the reason for began says that it was wrong, not how you found out [HIST-006]
  fix: say how you found out, or where the fault came from: then readers can trust the new value
  example: corrected_because:
  example:   began: A second log, which we had not checked before.
`})
	checkFollows(t, tests)
}

func TestTiming(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(*d.Said) {}
	promised := func() d.Said { // so that no promise is overdue
		s := breachNotice()
		s.Facts.Commitments[0].Due = moment("2026-12-31")
		return s
	}
	const friday = "2026-03-06T16:05Z"
	checkFollows(t, []follow{
		{name: "late on a Friday", before: promised, now: friday, change: nothing, want: `
x/02.md at publish_at: warning: this would be published late on a Friday (16:05 UTC) [HIST-008]
  fix: if people can do something about it now, publish it, and see that someone answers them until Monday, 9 March; else let it wait
  example: publish_at: 2026-03-09 09:00 UTC
`},
		{name: "early on a Friday", before: promised, now: "2026-03-06T15:59Z", change: nothing},
		{name: "late on a Thursday", before: promised, now: "2026-03-05T18:00Z", change: nothing},
		{name: "in the zone of the site", before: promised, now: "2026-03-06T15:05Z", change: nothing, site: func(s *site.Site) { s.Zone = madrid }, want: `
x/02.md at publish_at: warning: this would be published late on a Friday (16:05 CET) [HIST-008]
  fix: if people can do something about it now, publish it, and see that someone answers them until Monday, 9 March; else let it wait
  example: publish_at: 2026-03-09 08:00 UTC
`},
		{name: "when an update is promised sooner", before: promised, now: friday, change: func(s *d.Said) { s.Facts.NextUpdate.At = moment("2026-03-07T09:00Z") }, want: `
x/02.md at publish_at: warning: this would be published late on a Friday (16:05 UTC) [HIST-008]
  fix: if people can do something about it now, publish it, and see that someone answers them until Monday, 9 March
`},
		{name: "before a holiday", before: promised, now: "2026-03-18T10:00Z", change: nothing, site: func(s *site.Site) { s.Policy.Holidays = []string{"2026-03-19", "2026-03-20"} }, want: `
x/02.md at publish_at: warning: this would be published on the day before a holiday (19 March 2026) [HIST-008]
  fix: if people can do something about it now, publish it, and see that someone answers them until Monday, 23 March
`},
		{name: "an outage", before: notice, now: friday, change: nothing},
		{name: "the site does not want it", before: promised, now: friday, change: nothing, site: func(s *site.Site) { s.Policy.Rules = map[string]string{"HIST-008": "off"} }},
	})
	t.Run("a first notice is never asked to wait", func(t *testing.T) {
		said := promised()
		strict := testSite()
		strict.Policy.Rules = map[string]string{"HIST-008": "error"}
		checkSet(t, Set{Site: strict, Now: moment(friday).Time, Incidents: []Incident{{ID: "x", Documents: []Document{document("x/01", said)}}}}, `
x/01.md at publish_at: warning: this would be published late on a Friday (16:05 UTC) [HIST-008]
  fix: if people can do something about it now, publish it, and see that someone answers them until Monday, 9 March
`)
	})
}

func TestPromisesInTheText(t *testing.T) {
	text := func(md string) func(*d.Said) { return func(s *d.Said) { s.Text[0].MD = md } }
	var tests []follow
	for _, c := range []struct{ lang, text, want string }{
		{"en", "We are sorry. We will end support sessions after 8 hours.", `
x/02.md at We will end support sessions after 8 hours.: warning: this promise is not listed under promises: We will end support sessions after 8 hours. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: support-sessions
  example:     text: "End support sessions after 8 hours"
  example:     due: "[the day by which it is done]"
`},
		{"en", "- Done: new keys.\n- From now on *we'll* check \"every\" export by hand.", `
x/02.md at From now on *we'll* check "every" export by hand.: warning: this promise is not listed under promises: From now on *we'll* check "every" export by hand. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: check-export
  example:     text: "From now on we'll check every export by hand"
  example:     due: "[the day by which it is done]"
`},
		{"es", "Lo sentimos. Vamos a limitar las sesiones a 8 horas.", `
x/02.md at Vamos a limitar las sesiones a 8 horas.: warning: this promise is not listed under promises: Vamos a limitar las sesiones a 8 horas. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: limitar-sesiones
  example:     text: "Limitar las sesiones a 8 horas"
  example:     due: "[the day by which it is done]"
`},
		{"es", "Limitaremos las sesiones a 8 horas.", `
x/02.md at Limitaremos las sesiones a 8 horas.: warning: this promise is not listed under promises: Limitaremos las sesiones a 8 horas. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: limitaremos-sesiones
  example:     text: "Limitaremos las sesiones a 8 horas"
  example:     due: "[the day by which it is done]"
`},
		{"de", "Künftig werden wir Sitzungen nach 8 Stunden beenden.", `
x/02.md at Künftig werden wir Sitzungen nach 8 Stunden beenden.: warning: this promise is not listed under promises: Künftig werden wir Sitzungen nach 8 Stunden beenden. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: sitzungen-beenden
  example:     text: "Künftig werden wir Sitzungen nach 8 Stunden beenden"
  example:     due: "[the day by which it is done]"
`},
		{"de", "Wir wollen Sitzungen nach 8 Stunden beenden.", `
x/02.md at Wir wollen Sitzungen nach 8 Stunden beenden.: warning: this promise is not listed under promises: Wir wollen Sitzungen nach 8 Stunden beenden. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: sitzungen-beenden
  example:     text: "Sitzungen nach 8 Stunden beenden"
  example:     due: "[the day by which it is done]"
`},
		// What is said elsewhere, or is none.
		{"en", "We will write to every person affected.", ""}, // a promise of the account
		{"en", "We will write again by 12:15 UTC. We will publish what we find.", ""},
		{"en", "We will never ask for your password. We won't call you.", ""},
		{"en", "> We will end sessions, a reader asked.\n\n```\nwe will end sessions\n```", ""},
		{"en", "People will need a new password. It will rain.", ""},
		{"es", "Volveremos a escribir a las 12:15. Publicaremos lo que encontremos.", ""},
		{"es", "Nunca le pediremos su contraseña. No queremos más datos.", ""},
		{"de", "Wir werden wieder schreiben. Wir werden nie nach Ihrem Passwort fragen.", ""},
		{"fr", "Nous allons limiter les sessions.", ""},
	} {
		tests = append(tests, follow{name: c.text, lang: c.lang, change: text(c.text), want: c.want})
	}
	tests = append(tests,
		follow{name: "listed in the same statement", change: func(s *d.Said) {
			s.Text[0].MD = "We will end support sessions after 8 hours."
			s.Facts.Commitments = []d.Commitment{{ID: "sessions", Text: "Support sessions end after 8 hours", Due: moment("2026-06-16")}}
		}},
		follow{name: "planned in the same statement", change: func(s *d.Said) {
			s.Text[0].MD = "We will end support sessions after 8 hours."
			s.Facts.Measures = []d.Measure{{Text: "Make support sessions end", State: "planned"}}
		}},
		follow{name: "another one is listed", change: func(s *d.Said) {
			s.Text[0].MD = "We will delete old exports."
			s.Facts.Commitments = []d.Commitment{{ID: "delete-exports", Text: "Support sessions end after 8 hours", Due: moment("2026-06-16")}}
		}, want: `
x/02.md at We will delete old exports.: warning: this promise is not listed under promises: We will delete old exports. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example:   - id: delete-exports-2
  example:     text: "Delete old exports"
  example:     due: "[the day by which it is done]"
`},
		follow{name: "without a word for its id", change: text("We will do it."), want: `
x/02.md at We will do it.: warning: this promise is not listed under promises: We will do it. [PROM-001]
  fix: list it with a day, so that readers see whether you keep it; or say what you have done instead
  example: promises:
  example:   - id: promise
  example:     text: "Do it"
  example:     due: "[the day by which it is done]"
`},
	)
	checkFollows(t, tests)
}

func TestOverduePromises(t *testing.T) {
	later := time.Date(2026, 3, 13, 9, 0, 0, 0, time.UTC)
	first := document("x/01", breachNotice()) // letters by 11 March
	moved := document("x/02", d.Said{Text: happened(), Facts: d.Facts{Commitments: []d.Commitment{{ID: "letters", Due: moment("2026-03-12"), Reason: "Addresses are missing."}}}})
	still := document("x/02", d.Said{Text: happened(), Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-20T09:00Z")}}})
	kept := document("x/02", d.Said{Text: happened(), Facts: d.Facts{
		NextUpdate: d.NextUpdate{At: moment("2026-03-20T09:00Z")}, Commitments: []d.Commitment{{ID: "letters", State: "done", DoneAt: moment("2026-03-12")}},
	}})
	dropped := kept
	dropped.Said.Facts.Commitments = []d.Commitment{{ID: "letters", State: "dropped", Reason: "We called everyone."}}
	draft := kept
	draft.Draft = true
	says := func(file, due, next string) string {
		return "\nx/" + file + " at promises[0].due: warning: promise \"letters\" was due on " + due + `, and readers see that it is overdue [PROM-002]
  fix: say in ` + next + ` that it is kept, or why it is not and by when it will be; the earlier day stays visible
  example: promises:
  example:   - {id: letters, state: done, done_at: "[the day]"}
  example: promises:
  example:   - {id: letters, due: "[the new day]", reason: "[why it is late]"}
`
	}
	for _, test := range []struct {
		name string
		now  time.Time
		in   Incident
		want string
	}{
		{"not yet", now, Incident{Documents: []Document{first}, Ledger: public(first)}, ""},
		{"the day is not over everywhere", time.Date(2026, 3, 12, 11, 59, 0, 0, time.UTC), Incident{Documents: []Document{first}, Ledger: public(first)}, ""},
		{"public", later, Incident{Documents: []Document{first}, Ledger: public(first)}, says("01.md", "11 March 2026", "02.md")},
		{"moved", later, Incident{Documents: []Document{first, moved}, Ledger: public(first, moved)}, ""},
		{"moved, and late again", day(14), Incident{Documents: []Document{first, moved}, Ledger: public(first, moved)}, says("02.md", "12 March 2026", "03.md")},
		{"a new statement does not speak of it", later, Incident{Documents: []Document{first, still}, Ledger: public(first)}, says("01.md", "11 March 2026", "03.md")},
		{"a new statement says that it is kept", later, Incident{Documents: []Document{first, kept}, Ledger: public(first)}, ""},
		{"a new statement drops it", later, Incident{Documents: []Document{first, dropped}, Ledger: public(first)}, ""},
		{"a draft says that it is kept", later, Incident{Documents: []Document{first, draft}, Ledger: public(first)}, says("01.md", "11 March 2026", "03.md")},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.ID = "x"
			checkSet(t, Set{Now: test.now, Incidents: []Incident{test.in}}, test.want)
		})
	}
}

func TestNumbersThatAreLeftOut(t *testing.T) {
	statement := func(name string) Document {
		return document("x/"+name, d.Said{Text: happened(), Facts: d.Facts{NextUpdate: d.NextUpdate{At: moment("2026-03-20T09:00Z")}}})
	}
	one := document("x/01", notice())
	first := document("x/02", notice())
	for _, test := range []struct {
		name string
		in   Incident
		want string
	}{
		{"none", Incident{Documents: []Document{one, statement("02")}, Ledger: public(one)}, ""},
		{"one", Incident{Documents: []Document{one, statement("03")}, Ledger: public(one)}, `
x/03.md: warning: there is no 02.md before 03.md [HIST-009]
  fix: if nothing is missing, rename 03.md to 02.md: readers who count would look for it
`},
		{"several", Incident{Documents: []Document{one, statement("05"), statement("06")}, Ledger: public(one)}, `
x/05.md: warning: there are no 02.md to 04.md before 05.md [HIST-009]
  fix: if nothing is missing, rename 05.md to 02.md: readers who count would look for it
`},
		{"the first one", Incident{Documents: []Document{first}}, `
x/02.md: warning: there is no 01.md before 02.md [HIST-009]
  fix: if nothing is missing, rename 02.md to 01.md: readers who count would look for it
`},
		{"a public one whose file is gone", Incident{Documents: []Document{one, statement("03")}, Ledger: public(one, document("x/02", d.Said{Text: happened()}))}, `
x/02.md: error: this file is public and is no longer here [HIST-001]
  fix: bring it back: git checkout -- incidents/x/02.md
  fix: to take back what it says, write 04.md with withdraws and the reason
  example: withdraws: [2]
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.ID = "x"
			checkSet(t, Set{Incidents: []Incident{test.in}}, test.want)
		})
	}
}
