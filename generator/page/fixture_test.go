package page_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
	"firsthand/generator/site"
)

// The fixture is the example company Northquay: a data breach with everything that
// can happen to an account, and a few smaller incidents beside it.

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func moment(s string) disclosure.Moment {
	m, err := disclosure.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

func exactly(s string) disclosure.When {
	return disclosure.When{At: moment(s), Certainty: disclosure.Sure}
}

func both(en, es string) site.Words { return site.Words{"en": en, "es": es} }

func northquay() *site.Site {
	return &site.Site{
		Name: site.Words{"": "Northquay status"}, Organisation: "Northquay",
		URL: &url.URL{Scheme: "https", Host: "status.northquay.example", Path: "/"}, Languages: []string{"en", "es"}, Zone: time.UTC,
		About: both("What happens to the appointment service of Northquay, told by Northquay first.", "Qué ocurre con el servicio de citas de Northquay, contado primero por Northquay."),
		Groups: []site.Group{
			{Name: both("For patients", "Para pacientes"), Components: []site.Component{
				{ID: "booking", Name: both("Booking", "Reserva de citas"), About: both("Booking an appointment online", "Reservar una cita por internet")},
				{ID: "sign-in", Name: both("Patient sign-in", "Acceso de pacientes")},
				{ID: "notifications", Name: both("Notifications", "Avisos")},
			}},
			{Name: both("For clinics", "Para clínicas"), Components: []site.Component{
				{ID: "calendar", Name: both("Clinic calendar", "Agenda de la clínica"), About: both("The calendar that front-desk staff work with", "La agenda con la que trabaja la recepción")},
				{ID: "exports", Name: both("Exports", "Exportaciones")},
				{ID: "agent", Name: site.Words{"": "Northquay Agent"}},
			}},
		},
		Contacts: site.Contacts{
			Email: "privacy@northquay.example", Phone: "+1 800 555 0142", Press: "press@northquay.example",
			Hours: both("free, at any hour", "gratis, a cualquier hora"), Post: site.Words{"": "Northquay, Privacy, 1 Harbour Lane, Northquay"},
		},
		Report: site.Report{
			Email: "safety@northquay.example", Languages: []string{"en", "es"}, AnswerWithin: both("one working day", "un día laborable"),
			Policy: "https://northquay.example/report-a-problem", Thanks: both("We thank you here by name if you wish.", "Le damos las gracias aquí con su nombre si lo desea."),
		},
		RealMessages: site.RealMessages{
			WeWriteFrom: []string{"@northquay.example"},
			WeNeverAsk:  []site.Words{both("your password", "su contraseña"), both("your card number", "el número de su tarjeta")},
			Check:       both("To be sure, type status.northquay.example yourself.", "Para estar seguro, escriba usted mismo status.northquay.example."),
		},
		Look: site.Look{Colour: "#0b57b8", Headlines: "serif", Links: []site.Link{{Name: both("Northquay home page", "Página de Northquay"), URL: "https://northquay.example/"}}},
	}
}

// A ledgerLine is one publication of the fixture.
type ledgerLine struct {
	time    string
	doc     disclosure.Doc
	said    disclosure.Said
	context disclosure.Context
	kind    disclosure.PublicationType // "" is a statement or, from the second revision on, an edit
	same    bool                       // in the same run as the line before
	claimed string
}

func assemble(t testing.TB, lines []ledgerLine) []*disclosure.Incident {
	t.Helper()
	revisions := map[disclosure.Doc]int{}
	var all []disclosure.Publication
	run := 0
	for i, l := range lines {
		seq := i + 1
		if !l.same {
			run = seq
		}
		p := disclosure.Publication{
			Seq: seq, Run: run, Type: l.kind, Doc: l.doc, Lang: "en", Time: instant(l.time), Said: l.said, Context: l.context,
		}
		if l.claimed != "" {
			p.Claimed = instant(l.claimed)
		}
		if l.kind != disclosure.Redaction {
			revisions[l.doc]++
		}
		p.Rev = revisions[l.doc]
		if p.Type == "" {
			p.Type = disclosure.Published
			if p.Rev > 1 {
				p.Type = disclosure.Edited
			}
		}
		if lang := l.doc.Lang(); lang != "" {
			p.Lang, p.Of = lang, revisions[l.doc.Original()]
		}
		all = append(all, p)
	}
	incidents, err := disclosure.Assemble(all)
	if err != nil {
		t.Fatal(err)
	}
	return incidents
}

func news(md string) disclosure.Passage { return disclosure.Passage{MD: md} }

func about(section disclosure.SectionID, md string) disclosure.Passage {
	return disclosure.Passage{Heading: string(section), Section: section, MD: md}
}

func text(passages ...disclosure.Passage) []disclosure.Passage { return passages }

const breach = "2026-03-03-support-exports"

// people is the number of people affected.
func people(n int, day string) []disclosure.Affected {
	return []disclosure.Affected{{Who: "patients of clinics that used exports", Count: n, Unit: "people", Certainty: disclosure.Sure, AsOf: moment(day)}}
}

func copied(category, detail string) disclosure.Data {
	return disclosure.Data{Category: category, Exposure: disclosure.Exposed, Effects: []string{"copied"}, Detail: detail}
}

func notInvolved(category, basis string) disclosure.Data {
	return disclosure.Data{Category: category, Exposure: disclosure.NotExposed, Basis: basis}
}

// breachLines tells the data breach up to its final report: first notice, repair,
// translation, a number that turns out wrong, a withdrawal and a correction.
func breachLines() []ledgerLine {
	exports := disclosure.Context{Components: map[string]string{"exports": "Exports"}, Assets: map[string]string{"files/export-columns.csv": strings.Repeat("ab12", 16)}}
	first := disclosure.Said{
		Headline: "Booking exports downloaded by an outsider", Summary: "Someone outside Northquay downloaded booking exports. We are stopping it now. Bookings work normally.",
		Facts: disclosure.Facts{
			Title: "Booking exports downloaded by an outsider", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
			Detected: exactly("2026-03-03T08:55Z"), NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T12:15Z")},
		},
		Text: text(
			about("what-happened", "At 08:55 UTC on 3 March 2026 a clinic told us that someone had downloaded a booking export they did not aks for.\nWe do not yet know who did it or whose bookings are in the files."),
			about("what-we-are-doing", "We are closing the way in. The next update comes here by 12:15 UTC, even if we have nothing new."),
		),
	}
	repaired := first
	repaired.Text = text(
		about("what-happened", "At 08:55 UTC on 3 March 2026 a clinic told us that someone had downloaded a booking export they did not ask for.\nWe do not yet know who did it or whose bookings are in the files."),
		first.Text[1],
	)
	spanish := disclosure.Said{
		Headline: "Una persona ajena descargó exportaciones de citas", Summary: "Una persona ajena a Northquay descargó exportaciones de citas. Lo estamos deteniendo. Las reservas funcionan con normalidad.",
		Facts: disclosure.Facts{Title: "Una persona ajena descargó exportaciones de citas"},
		Text: text(
			about("what-happened", "A las 08:55 UTC del 3 de marzo de 2026 una clínica nos dijo que alguien había descargado una exportación de citas que no había pedido."),
			about("what-we-are-doing", "Estamos cerrando la vía de entrada."),
		),
	}
	return []ledgerLine{
		{time: "2026-03-03T09:52:01Z", doc: breach + "/01", said: first, context: exports},
		{time: "2026-03-03T10:05:30Z", doc: breach + "/01", said: repaired, context: exports},
		{time: "2026-03-03T10:40:00Z", doc: breach + "/01.es", said: spanish},
		{time: "2026-03-03T12:05:00Z", doc: breach + "/02", context: exports, said: disclosure.Said{
			Headline: "The downloads have stopped", Summary: "Booking exports were downloaded by someone outside. We have stopped it.",
			Facts: disclosure.Facts{
				Status: disclosure.Contained, Contained: exactly("2026-03-03T11:40Z"), Components: []disclosure.Impact{{ID: "exports", Impact: "major-outage"}},
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T16:00Z")},
			},
			Text: text(news("At 11:40 UTC we ended every support session. Exports are switched off for all clinics.")),
		}},
		{time: "2026-03-03T15:30:00Z", doc: breach + "/03", context: exports, said: disclosure.Said{
			Headline: "4,112 people are affected", Summary: "4,112 patients of clinics that used exports are affected. Names, email addresses and appointment times were copied. Phone numbers, passwords and card numbers were not.",
			Facts: disclosure.Facts{
				Started: exactly("2026-02-24"), Confirmed: exactly("2026-03-03T14:20Z"), Affected: people(4112, "2026-03-03"),
				Data: []disclosure.Data{
					copied("name", ""), copied("email", ""), copied("orders", "date, time and clinic of appointments"),
					notInvolved("phone", "we opened the first file of each kind, and it has no phone column"),
					notInvolved("password", "exports have no password column"), notInvolved("payment-card", "cards are held by our payment provider"),
				},
				Unknowns:   []string{"Who downloaded the files.", "How the support session was copied."},
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-05T16:30Z")},
				Commitments: []disclosure.Commitment{
					{ID: "letters", Text: "Write to every person affected, by email or letter", Due: moment("2026-03-05"), State: "under-way"},
				},
			},
			Text: text(news("At 14:20 UTC on 3 March 2026 we confirmed that someone copied patients' details. 4,112 people are affected."),
				about("what-happened", "On 24 February someone used a copied support session to download booking exports, and went on until 3 March, 11:40 UTC.")),
		}},
		{time: "2026-03-05T10:00:00Z", doc: breach + "/04", context: exports, said: disclosure.Said{
			Headline: "We know how the session was copied", Summary: "A stolen laptop is the cause of the downloads.",
			Facts: disclosure.Facts{RootCause: "A laptop was stolen.", NextUpdate: disclosure.NextUpdate{At: moment("2026-03-05T16:30Z")}},
			Text:  text(news("The support session was copied from a stolen laptop.")),
		}},
		{time: "2026-03-05T16:00:00Z", doc: breach + "/05", context: exports, said: disclosure.Said{
			Headline: "No laptop was stolen, and the letters are late", Summary: "What we said this morning about a laptop belongs to another case. We do not know yet how the session was copied.",
			Withdraws: []int{4},
			Facts: disclosure.Facts{
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-09T16:00Z")},
				Commitments: []disclosure.Commitment{
					{ID: "letters", Due: moment("2026-03-11"), Reason: "5,000 addresses were missing, and clinics look them up by hand."},
				},
			},
			Text: text(news("We promised letters by 5 March and do not keep that promise. They go out by 11 March.")),
		}},
		{time: "2026-03-09T16:00:00Z", doc: breach + "/06", context: exports, said: correctionSaid()},
		{time: "2026-03-09T16:00:01Z", doc: breach + "/06.es", same: true, said: correctionSpanish()},
		{time: "2026-03-11T10:00:00Z", doc: breach + "/07", context: exports, said: disclosure.Said{
			Headline: "Letters sent to everyone affected", Summary: "61,300 patients of clinics that used exports are affected. Names, email addresses, phone numbers, appointment times and the fact of treatment were copied. Passwords and card numbers were not.",
			Facts: disclosure.Facts{
				HowToKnow:  "We wrote to everyone affected by 11 March. If you had an appointment at a clinic that uses exports and got no letter, ask us.",
				PinUntil:   moment("2026-04-10"),
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-12T17:00Z")},
				Commitments: []disclosure.Commitment{
					{ID: "letters", State: "done", DoneAt: moment("2026-03-11"), Evidence: "58,940 emails and 2,360 letters were sent by 11 March, 10:00 UTC."},
					{ID: "sessions", Text: "Support sessions end after 8 hours and are bound to one device", Due: moment("2026-03-12"), State: "under-way"},
					{ID: "deletion", Text: "We delete every export 24 hours after it was made", Due: moment("2026-03-31"), State: "planned"},
				},
				Notified: []disclosure.Notified{{Who: "regulator", At: moment("2026-03-05T09:20Z")}, {Who: "people-affected", At: moment("2026-03-11T10:00Z")}},
				Support:  []disclosure.Support{{What: "A person who answers your questions", For: "patients", Cost: "free", How: "Call +1 800 555 0142."}},
			},
			Text: text(news("Every affected person has been written to. This notice stays on our front page until at least 10 April.")),
		}},
		{time: "2026-03-11T15:30:00Z", doc: breach + "/questions", said: disclosure.Said{Questions: []disclosure.Question{
			{Asked: moment("2026-03-04"), Question: "Were notes about my treatment in the files?", MD: "No. Exports have no column for notes."},
			{Asked: moment("2026-03-05"), Question: "Do I need to change my password?", MD: "Not because of this breach. Exports have no password column; we opened all 212 files."},
		}}},
	}
}

func correctionSaid() disclosure.Said {
	return disclosure.Said{
		Headline: "Correction: 61,300 people, and phone numbers were included",
		Summary:  "61,300 patients of clinics that used exports are affected. Names, email addresses, phone numbers, appointment times and the fact of treatment were copied. Passwords and card numbers were not.",
		Facts: disclosure.Facts{
			Started: exactly("2026-02-22T03:31Z"), Affected: people(61300, "2026-03-09"),
			NotAffected: []disclosure.NotAffected{{Who: "clinics that never used exports", Basis: "the download log for 1 January to 3 March holds no file of theirs"}},
			Data: []disclosure.Data{
				copied("phone", ""), copied("health", "that someone has physiotherapy appointments"),
				notInvolved("password", "exports have no password column; we opened all 212 files"),
			},
			Consequences: []string{"People who call or write could pretend to be your clinic.", "Someone could learn that you attend a clinic."},
			Actions: disclosure.Actions{Steps: []disclosure.Action{
				{Do: "Tell front-desk staff how callers may use these details.", Why: "Patients who are unsure call their clinic first.", For: "clinics", When: "this-week"},
				{Do: "Treat calls and messages about your appointment with care. We and your clinic do not ask for card details.", Why: "Callers could know when you had an appointment.", For: "patients", When: "now"},
				{Do: "Tell us if someone contacts you in our name.", Why: "It helps us warn others.", For: "patients and clinics", When: "now", Link: "mailto:safety@northquay.example"},
			}},
			Measures: []disclosure.Measure{
				{Text: "Ended every support session", State: "done", At: moment("2026-03-03T11:40Z")},
				{Text: "Opened all 212 files and counted the people in them", State: "done", At: moment("2026-03-09T11:10Z")},
				{Text: "Find out how the support session was copied", State: "under-way"},
			},
			HeldBack:   []disclosure.HeldBack{{What: "which clinics are affected", Why: "privacy", Until: moment("2026-09-30")}},
			NextUpdate: disclosure.NextUpdate{At: moment("2026-03-11T16:00Z")},
		},
		Corrections: map[string]string{
			"affected":   "We had counted one export per clinic. Eleven clinics had many.",
			"data.phone": "We had looked at the first file of each kind. An older format has a phone column.",
			"started":    "A second log, which we had not checked before.",
		},
		Text: text(
			news("On 3 March 2026 we told you that 4,112 people were affected and that phone numbers were not. Both statements were wrong, and we are sorry."),
			about("what-happened", "On 22 February at 03:31 UTC someone used a copied support session to download booking exports, and went on until 3 March, 11:40 UTC. We have now opened all 212 files, from 38 clinics. They hold the details of 61,300 people."),
			about("what-information", "Exports come in two formats. The file [export-columns.csv](files/export-columns.csv) lists every column of both."),
			disclosure.Passage{Heading: "Timeline", MD: "| Time (UTC) | What happened | Who told us |\n| --- | --- | --- |\n| 22 February, 03:31 | First download | our log |\n| 3 March, 08:55 | A clinic tells us | a clinic |"},
		),
	}
}

func correctionSpanish() disclosure.Said {
	return disclosure.Said{
		Headline: "Corrección: 61.300 personas, y también teléfonos",
		Summary:  "Afecta a 61.300 pacientes de clínicas que usaron exportaciones. Se copiaron nombres, correos, teléfonos, horas de citas y el hecho del tratamiento.",
		Facts: disclosure.Facts{
			Affected:     []disclosure.Affected{{Who: "pacientes de clínicas que usaron exportaciones"}},
			Consequences: []string{"Quien le llame o le escriba podría hacerse pasar por su clínica."},
			Actions: disclosure.Actions{Steps: []disclosure.Action{
				{Do: "Explique al personal de recepción cómo puede usar estos datos quien llama.", For: "clínicas"},
				{Do: "Tenga cuidado con las llamadas y los mensajes sobre su cita.", For: "pacientes"},
			}},
		},
		Corrections: map[string]string{"affected": "Habíamos contado una exportación por clínica. Once clínicas tenían muchas."},
		Text: text(
			news("El 3 de marzo de 2026 le dijimos que había 4.112 personas afectadas. Era falso, y lo sentimos."),
			about("what-happened", "El 22 de febrero a las 03:31 UTC alguien usó una sesión de soporte copiada para descargar exportaciones de citas."),
			about("what-information", "Las exportaciones tienen dos formatos."),
			disclosure.Passage{Heading: "Cronología", MD: "| Hora (UTC) | Qué pasó |\n| --- | --- |\n| 22 de febrero, 03:31 | Primera descarga |"},
		),
	}
}

// otherLines are smaller incidents of other kinds.
func otherLines() []ledgerLine {
	return []ledgerLine{
		{time: "2026-01-19T07:51:00Z", doc: "2026-01-19-booking-api/01", said: disclosure.Said{
			Headline: "Online booking slow for all clinics", Summary: "Online booking is slow for all clinics, and some bookings fail.",
			Facts: disclosure.Facts{
				Title: "Online booking slow for all clinics", Kind: disclosure.Outage, Status: disclosure.Investigating, RootCause: "We suspect a traffic attack.",
				Components: []disclosure.Impact{{ID: "booking", Impact: "degraded"}}, NextUpdate: disclosure.NextUpdate{At: moment("2026-01-19T08:25Z")},
			},
			Text: text(about("what-happened", "Requests to our servers have risen fivefold.")),
		}},
		{time: "2026-01-19T08:20:00Z", doc: "2026-01-19-booking-api/02", said: disclosure.Said{
			Headline: "Correction: this is not a traffic attack", Summary: "Online booking is slow for all clinics. It is not a traffic attack.",
			Facts:       disclosure.Facts{RootCause: "unknown", Started: exactly("2026-01-19T07:42Z"), Components: []disclosure.Impact{{ID: "booking", Impact: "partial-outage"}}},
			Corrections: map[string]string{"root_cause": "The extra requests come from our own pages."},
			Text:        text(news("At 07:51 UTC we wrote that we suspected a traffic attack. That was wrong.")),
		}},
		{time: "2026-01-21T10:00:00Z", doc: "2026-01-19-booking-api/03", said: disclosure.Said{
			Headline: "Final report: one setting slowed booking for 70 minutes", Summary: "A setting that we changed slowed online booking for all clinics. We make two promises.",
			Facts: disclosure.Facts{
				Status: disclosure.Final, Resolved: exactly("2026-01-19T10:05Z"), Components: []disclosure.Impact{{ID: "booking", Impact: "operational"}},
				RootCause: "We cut the number of database connections from 400 to 40.\n\nNothing refused that number.", Contributing: []string{"The change went to all servers at the same time."},
				Lessons: []string{"The first question is what we changed ourselves."}, DiscoveredBy: "monitoring", Origin: "own",
				Verification: []disclosure.Verification{{What: "A thousand bookings a minute", How: "With test patients", By: "us", At: moment("2026-01-19"), Result: "All were stored."}},
				Commitments: []disclosure.Commitment{
					{ID: "lowest-limit", Text: "Our systems refuse a limit that is lower than the number in use", Due: moment("2026-02-20"), State: "under-way"},
					{ID: "small-steps", Text: "A change goes to one server in ten first", Due: moment("2026-02-27"), State: "dropped", Reason: "The new servers do this by themselves."},
				},
				NextUpdate: disclosure.NextUpdate{When: "both promises are kept or the first one is due, on 20 February 2026"},
			},
			Corrections: map[string]string{"root_cause": "We found the change."},
			Text:        text(news("We are sorry. We caused it, and this report says how."), about("how-it-happened", "At 07:38 UTC we changed the settings.\n\n### The change\n\nIt held 40 where 400 was meant.")),
		}},
		{time: "2026-03-01T09:00:00Z", doc: "2026-03-14-calendar-move/01", said: disclosure.Said{
			Headline: "Clinic calendar moves to new servers", Summary: "On 14 March 2026 clinics can read the calendar but not change it, from 04:00 UTC to 07:00 UTC.",
			Facts: disclosure.Facts{
				Title: "Clinic calendar moves to new servers", Kind: disclosure.Maintenance, Status: disclosure.Scheduled,
				Components: []disclosure.Impact{{ID: "calendar", Impact: "maintenance"}}, Window: disclosure.Window{Start: moment("2026-03-14T04:00Z"), End: moment("2026-03-14T07:00Z")},
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-14T04:15Z")},
			},
			Text: text(about("what-happened", "We move the clinic calendar to new servers.")),
		}},
		{time: "2026-03-03T09:40:00Z", doc: "2026-03-03-odd-download/01", said: disclosure.Said{
			Headline: "An odd download", Summary: "We are looking at a download that nobody asked for.",
			Facts: disclosure.Facts{Title: "An odd download", Kind: disclosure.Security, Status: disclosure.Investigating, NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T10:40Z")}},
			Text:  text(news("A clinic told us of a download.")),
		}},
		{time: "2026-03-03T13:00:00Z", doc: "2026-03-03-odd-download/02", said: disclosure.Said{
			Headline: "This goes on elsewhere", Summary: "The odd download is part of a larger event.",
			Facts: disclosure.Facts{MergedInto: breach}, Text: text(news("It is the same event.")),
		}},
		{time: "2026-03-06T11:30:00Z", doc: "2026-03-06-agent-cve/01", said: disclosure.Said{
			Headline: "Appointment lists readable on a clinic's own network", Summary: "Anyone on a clinic's network can read the appointment list of the day in Northquay Agent 3.0.0 to 3.4.1.",
			Facts: disclosure.Facts{
				Title: "Appointment lists readable on a clinic's own network", Kind: disclosure.Vulnerability, Status: disclosure.Workaround, Detected: exactly("2026-03-05"),
				Vulnerability: disclosure.Weakness{CVE: []string{"CVE-2026-0000"}, Severity: "medium", CVSS: "6.5", Affected: []string{"3.0.0 to 3.4.1"}, Fixed: []string{"3.4.2"}, Workaround: "Use a network without guests.", Exploited: "unknown"},
				Actions:       disclosure.Actions{Steps: []disclosure.Action{{Do: "Take guest devices off the network of your front-desk computers.", For: "clinics", When: "now"}}},
				NextUpdate:    disclosure.NextUpdate{None: "The fix is in version 3.4.2."}, Related: []string{breach}, Credit: []string{"A researcher who wishes to stay unnamed"},
			},
			Text: text(about("what-happened", "A researcher told us that the Agent shows the list without a sign-in.")),
		}},
		{time: "2026-02-10T09:00:00Z", doc: "2026-02-10-false-mail/01", claimed: "2025-12-02T08:00:00Z", said: disclosure.Said{
			Headline: "False mails in our name", Summary: "Somebody sends mails in our name that ask for a payment.",
			Facts: disclosure.Facts{
				Title: "False mails in our name", Kind: disclosure.Notice, Status: disclosure.Closed, PinUntil: moment("2026-04-01"),
				Actions:    disclosure.Actions{None: &disclosure.NoAction{Reason: "The mails have stopped.", Until: moment("2026-04-01")}},
				NextUpdate: disclosure.NextUpdate{None: "The warning is closed."},
			},
			Text: text(news("We never ask for a payment by mail.")),
		}},
	}
}

func allLines() []ledgerLine { return append(otherLines(), breachLines()...) }

func statics() []page.Static {
	return []page.Static{
		{Name: "about", Title: "About this site", Summary: "Who writes here.", Menu: true, Order: 1, MD: "We write here first.\n\n## How to read an account\n\nSee [all incidents](/history/) and the [breach](/incidents/" + breach + "/#what-you-can-do)."},
		{Name: "about", Lang: "es", Title: "Acerca de este sitio", Summary: "Quién escribe aquí.", Menu: true, Order: 1, MD: "Escribimos primero aquí."},
		{Name: "corrections", Title: "How we correct ourselves", Menu: true, Order: 2, MD: "We publish a correction."},
	}
}

// input is the whole fixture at an instant.
func input(t testing.TB, now string) page.Input {
	return page.Input{
		Evidence: func(seq int) page.Evidence {
			return page.Evidence{Commit: strings.Repeat("5e", 32), Root: "rKq0" + fmt.Sprintf("%04d", seq), Signed: true}
		},
		Keys: []page.SigningKey{{Key: "status.northquay.example+1a2b3c4d+AbCd", ID: "status.northquay.example+1a2b3c4d", State: "key_active"}},
		Site: northquay(), Pages: statics(), Incidents: assemble(t, allLines()), Origin: "status.northquay.example",
		Genesis: instant("2026-01-19T07:51:00Z"), Now: instant(now), LastEntry: instant("2026-03-11T15:30:00Z"), LanguageFeeds: true,
	}
}
