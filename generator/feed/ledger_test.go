package feed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"firsthand/generator/disclosure"
)

// A ledger is a public ledger being written by hand: what publish would append.
type ledger struct {
	t            *testing.T
	publications []disclosure.Publication
	seq, run     int
	now          time.Time
}

func newLedger(t *testing.T) *ledger { return &ledger{t: t, run: -1, now: genesis} }

var genesis = at("2026-01-02 09:00")

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// moment is a Moment in its text form.
func moment(s string) disclosure.Moment {
	m, err := disclosure.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

func when(s string) disclosure.When { return disclosure.When{At: moment(s)} }

// publish starts a publish run.
func (l *ledger) publish(time string) {
	l.now, l.run = at(time), l.seq+1
}

// entry appends an entry of the current run and returns it.
func (l *ledger) entry(p disclosure.Publication) *disclosure.Publication {
	l.seq++
	p.Seq, p.Run, p.Time = l.seq, l.run, l.now
	l.now = l.now.Add(time.Second)
	l.publications = append(l.publications, p)
	return &l.publications[len(l.publications)-1]
}

var components = disclosure.Context{Components: map[string]string{"exports": "Booking exports", "booking": "Online booking"}}

// say appends a statement.
func (l *ledger) say(doc string, said disclosure.Said) *disclosure.Publication {
	return l.entry(disclosure.Publication{Type: disclosure.Published, Doc: disclosure.Doc(doc), Rev: 1, Lang: "en", Said: said, Context: components})
}

// translate appends the translation of the newest revision of a statement.
func (l *ledger) translate(doc, lang string, said disclosure.Said) {
	l.entry(disclosure.Publication{
		Type: disclosure.Published, Doc: disclosure.Doc(doc + "." + lang), Rev: 1, Of: l.last(doc).Rev, Lang: lang, Said: said,
		Context: disclosure.Context{Components: map[string]string{"exports": "Exportaciones de reservas"}},
	})
}

// last returns the newest revision of a document.
func (l *ledger) last(doc string) disclosure.Publication {
	for _, p := range slices.Backward(l.publications) {
		if string(p.Doc) == doc && p.Type != disclosure.Redaction {
			return p
		}
	}
	l.t.Fatalf("%s was not published", doc)
	return disclosure.Publication{}
}

// edit appends a repaired revision of a document.
func (l *ledger) edit(doc string, repair func(*disclosure.Said)) {
	p := l.last(doc)
	p.Type, p.Rev = disclosure.Edited, p.Rev+1
	p.Said.Text = slices.Clone(p.Said.Text)
	repair(&p.Said)
	l.entry(p)
}

// redact replaces the record of every revision of a document and appends an
// entry for each.
func (l *ledger) redact(doc, reason string, remove func(*disclosure.Said)) {
	var entries []disclosure.Publication
	replaced := slices.Clone(l.publications)
	for i, p := range replaced {
		if string(p.Doc) != doc {
			continue
		}
		p.Said.Text = slices.Clone(p.Said.Text)
		remove(&p.Said)
		p.Said.Redacted = reason
		replaced[i] = p
		if p.Type != disclosure.Redaction {
			p.Type = disclosure.Redaction
			entries = append(entries, p)
		}
	}
	l.publications = replaced
	for _, p := range entries {
		l.entry(p)
	}
}

func text(news string, sections ...disclosure.Passage) []disclosure.Passage {
	if news == "" {
		return sections
	}
	return append([]disclosure.Passage{{MD: news}}, sections...)
}

func section(id disclosure.SectionID, heading, md string) disclosure.Passage {
	return disclosure.Passage{Section: id, Heading: heading, MD: md}
}

const breach, outage, old = "2026-03-03-support-exports", "2026-01-19-booking-api", "2025-11-05-mail-provider"

// northquay publishes a short breach and an outage, run by run; after is called
// with what the ledger holds after each run.
func northquay(t *testing.T, after func([]disclosure.Publication)) []disclosure.Publication {
	l := newLedger(t)
	done := func() {
		if after != nil {
			after(slices.Clone(l.publications))
		}
	}
	imported := func(doc string, rev int, time string, said disclosure.Said) {
		kind := disclosure.Published
		if rev > 1 {
			kind = disclosure.Edited
		}
		l.entry(disclosure.Publication{
			Type: kind, Doc: disclosure.Doc(doc), Rev: rev, Lang: "en", Said: said, Claimed: at(time), Context: components,
		})
	}
	l.publish("2026-01-02 09:00")
	imported(old+"/01", 1, "2025-11-05 10:00", disclosure.Said{
		Headline: "Newsletter addresses copied at our mail provider", Summary: "Our mail provider told us of a breach.",
		Facts: disclosure.Facts{
			Title: "Newsletter addresses copied at our mail provider", Kind: disclosure.DataBreach, Status: disclosure.Resolved,
			Affected: []disclosure.Affected{{Who: "newsletter readers", Count: 20000, Unit: "people", Certainty: disclosure.Sure}},
		},
		Text: text("Our mail provider told us of a breach."),
	})
	done()

	l.publish("2026-01-19 07:51")
	l.say(outage+"/01", disclosure.Said{
		Headline: "Online booking slow for all clinics", Summary: "Online booking has been slow since 07:42 UTC. This concerns all clinics.",
		Facts: disclosure.Facts{
			Title: "Online booking slow for all clinics", Kind: disclosure.Outage, Status: disclosure.Investigating,
			Components: []disclosure.Impact{{ID: "booking", Impact: "degraded"}},
			RootCause:  "Not confirmed. We suspect a traffic attack.",
			NextUpdate: disclosure.NextUpdate{At: moment("2026-01-19T08:25Z")},
		},
		Text: text("Online booking has been slow since 07:42 UTC.\nThis concerns all clinics.",
			section("what-happened", "What Happened", "Requests rose *fivefold*, see [the graph](files/graph.png) and [our rules](/about/)."),
			section("what-you-can-do", "What You Can Do", "Take bookings by phone.")),
	}).Context.Assets = map[string]string{"files/graph.png": strings.Repeat("ab", 32)}
	done()

	l.publish("2026-01-19 08:20")
	l.say(outage+"/02", disclosure.Said{
		Headline: "Correction: this is not a traffic attack", Summary: "Online booking is slow. It is not a traffic attack.",
		Corrections: map[string]string{"root_cause": "The request logs show our own pages."},
		Facts: disclosure.Facts{
			RootCause: "unknown", Components: []disclosure.Impact{{ID: "booking", Impact: "partial-outage"}},
			Started: when("2026-01-19T07:42Z"), DiscoveredBy: "monitoring",
			Affected:   []disclosure.Affected{{All: true, Unit: "customers", Certainty: disclosure.Sure, AsOf: moment("2026-01-19")}},
			NextUpdate: disclosure.NextUpdate{At: moment("2026-01-19T08:50Z")},
		},
		Text: text("At 07:51 UTC we wrote that we suspected a traffic attack. That was wrong, and we are sorry."),
	})
	done()

	// Two statements in one run: one version, two items.
	l.publish("2026-01-19 10:05")
	l.say(outage+"/03", disclosure.Said{
		Headline: "Booking works again", Summary: "Online booking has worked since 08:52 UTC.",
		Facts: disclosure.Facts{
			Status: disclosure.Monitoring, Components: []disclosure.Impact{{ID: "booking", Impact: "operational"}},
			Measures:     []disclosure.Measure{{Text: "Undid the change", State: "done", At: moment("2026-01-19T08:52Z")}},
			MonitorUntil: moment("2026-01-19"),
		},
		Text: text("Since 08:52 UTC booking pages have loaded in less than one second."),
	})
	l.say(outage+"/04", disclosure.Said{
		Summary: "Online booking works. We make one promise.",
		Facts: disclosure.Facts{
			Status: disclosure.Final, Resolved: when("2026-01-19T10:05Z"), Origin: "own",
			Verification: []disclosure.Verification{{What: "6,000 test bookings", How: "A test run", By: "us", At: moment("2026-01-19"), Result: "All were stored"}},
			Commitments:  []disclosure.Commitment{{ID: "lowest-limit", Text: "Our systems refuse a low limit", Due: moment("2026-02-20"), State: "under-way"}},
			Lessons:      []string{"The first question in an outage is what we changed ourselves."},
			NextUpdate:   disclosure.NextUpdate{When: "when the promise is kept"},
		},
		Text: text("Online booking works normally.", disclosure.Passage{Heading: "Timeline", MD: "| Time | What |\n| --- | --- |\n| 07:38 | We change a setting |\n\n```sh\ntest a < b\n```"}),
	})
	done()

	l.publish("2026-02-10 12:00")
	l.say(outage+"/05", disclosure.Said{
		Headline: "Our promise is kept",
		Facts: disclosure.Facts{
			Commitments: []disclosure.Commitment{{ID: "lowest-limit", State: "done", DoneAt: moment("2026-02-10"), Evidence: "Our systems refused 40 connections."}},
			NextUpdate:  disclosure.NextUpdate{None: "The promise is kept."},
		},
		Text: text("Our systems now refuse a low limit."),
	})
	done()

	l.publish("2026-03-03 09:52")
	l.say(breach+"/01", disclosure.Said{
		Headline: "Booking exports downloaded by an outsider", Summary: "Someone outside Northquay downloaded booking exports.",
		Facts: disclosure.Facts{
			Title: "Booking exports downloaded by an outsider", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
			Detected: when("2026-03-03T08:55Z"), NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T12:15Z")},
			Contact: disclosure.Contact{Email: "privacy@northquay.example", Phone: "+1 800 555 0142", Hours: "24 hours"},
		},
		Text: text("", section("what-happened", "What Happened", "At 08:55 UTC a clinic told us of a booking export they did not aks for.")),
	})
	done()

	l.publish("2026-03-03 10:05")
	l.edit(breach+"/01", func(s *disclosure.Said) { s.Text[0].MD = strings.Replace(s.Text[0].MD, "aks", "ask", 1) })
	done()

	l.publish("2026-03-03 10:40")
	l.translate(breach+"/01", "es", disclosure.Said{
		Headline: "Una persona ajena descargó exportaciones de reservas", Summary: "Una persona ajena a Northquay descargó exportaciones de reservas.",
		Facts: disclosure.Facts{Title: "Una persona ajena descargó exportaciones de reservas"},
		Text:  text("", section("what-happened", "Qué pasó", "A las 08:55 UTC una clínica nos avisó de una exportación que no había pedido.")),
	})
	done()

	// The translation comes in the same run: the Spanish feed never holds the original.
	l.publish("2026-03-03 15:30")
	l.say(breach+"/02", disclosure.Said{
		Headline: "4,112 people are affected", Summary: "4,112 patients are affected. Phone numbers are not.",
		Facts: disclosure.Facts{
			Status: disclosure.Contained, Contained: when("2026-03-03T11:40Z"), Started: when("2026-02-24"),
			Components:  []disclosure.Impact{{ID: "exports", Impact: "major-outage"}},
			Affected:    []disclosure.Affected{{Who: "patients of clinics that used exports", Count: 4112, Unit: "people", Certainty: disclosure.Sure, AsOf: moment("2026-03-03")}},
			NotAffected: []disclosure.NotAffected{{Who: "the clinic of Dr. Ana Example", Basis: "it used no exports"}},
			Data: []disclosure.Data{
				{Category: "name", Exposure: disclosure.Exposed, Effects: []string{"copied"}},
				{Category: "phone", Exposure: disclosure.NotExposed, Basis: "there is no such column"},
			},
			Actions:    disclosure.Actions{None: &disclosure.NoAction{Reason: "We write to everyone affected.", Until: moment("2026-03-11")}},
			NextUpdate: disclosure.NextUpdate{At: moment("2026-03-05T16:00Z")},
		},
		Text: text("The files hold names and email addresses of patients of Dr. Ana Example and others."),
	})
	l.translate(breach+"/02", "es", disclosure.Said{
		Headline: "4112 personas afectadas", Summary: "4112 pacientes están afectados. Los teléfonos, no.", TranslatedBy: "machine",
		Facts: disclosure.Facts{
			Title:       "Una persona ajena descargó exportaciones de reservas",
			Affected:    []disclosure.Affected{{Who: "pacientes de clínicas con exportaciones"}},
			NotAffected: []disclosure.NotAffected{{Who: "la clínica de la Dra. Ana Example", Basis: "no usaba exportaciones"}},
			Actions:     disclosure.Actions{None: &disclosure.NoAction{Reason: "Escribimos a todas las personas afectadas."}},
		},
		Text: text("Los archivos contienen nombres y correos de pacientes de la Dra. Ana Example y de otras personas."),
	})
	done()

	l.publish("2026-03-09 16:00")
	l.say(breach+"/03", disclosure.Said{
		Headline: "61,300 people, and phone numbers were included", Summary: "61,300 patients are affected. Phone numbers were copied.",
		Corrections: map[string]string{
			"affected": "We had counted one export per clinic. Eleven clinics had many.", "data.phone": "An older format has a phone column.",
			"started": "A second log, which we had not checked before.",
		},
		Facts: disclosure.Facts{
			Started:   disclosure.When{At: moment("2026-02-22T03:31Z")},
			Affected:  []disclosure.Affected{{Who: "patients of clinics that used exports", Count: 61300, Unit: "people", Certainty: disclosure.Sure, AsOf: moment("2026-03-09")}},
			HowToKnow: "We write to everyone affected by 11 March.",
			Data: []disclosure.Data{
				{Category: "phone", Exposure: disclosure.Exposed, Effects: []string{"copied", "viewed"}, Protection: "none"},
				{Category: "orders", Exposure: disclosure.Exposed, Effects: []string{"copied"}, Detail: "date, time and clinic"},
				{Category: "health", Exposure: disclosure.PossiblyExposed},
			},
			Actions: disclosure.Actions{Steps: []disclosure.Action{
				{Do: "Treat calls about your appointment with care.", Why: "Callers could know when you had one.", For: "patients", When: "now"},
				{Do: "Tell your front desk.", When: "this-week", Link: "https://northquay.example/clinics?a=1&b=2"},
			}},
			Unknowns: []string{"How the session was copied."},
			HeldBack: []disclosure.HeldBack{{What: "How the session was copied", Why: "law-enforcement", Until: moment("2026-09-30")}},
			Support:  []disclosure.Support{{What: "Credit monitoring", For: "patients", Provider: "Example Watch", Months: 12, Cost: "free", EnrolBy: moment("2026-06-30"), How: "Use the code in the letter."}},
		},
		Text: text("On 3 March we told you that 4,112 people were affected. That was wrong, and we are sorry.",
			section("what-you-can-do", "What You Can Do", "Nobody needs to pay for anything.")),
	})
	done()

	l.publish("2026-03-10 10:00")
	l.say(breach+"/04", disclosure.Said{
		Headline: "Letters are out",
		Summary:  "Everyone affected was told.",
		Facts: disclosure.Facts{
			Notified:   []disclosure.Notified{{Who: "people-affected", At: moment("2026-03-10T09:30Z")}, {Who: "regulator", Name: "ICO"}},
			AlsoSaid:   []disclosure.AlsoSaid{{Where: "https://northquay.example/news/", At: moment("2026-03-10")}},
			NextUpdate: disclosure.NextUpdate{At: moment("2026-03-12T17:00Z")},
			Status:     disclosure.Fixed,
			HowToKnow:  "You have a letter from us.",
		},
		Text: text("Everyone affected was told."),
	})
	done()

	l.publish("2026-03-11 10:00")
	l.say(breach+"/05", disclosure.Said{
		Headline: "Letters are not out yet", Summary: "The letters were printed, not sent.", Withdraws: []int{4},
		Facts:   disclosure.Facts{NextUpdate: disclosure.NextUpdate{At: moment("2026-03-12T17:00Z")}},
		Emptied: []string{"unknowns"},
		Text:    text("The letters were printed on 10 March. They were not sent."),
	})
	done()

	// A translation that comes after the correction of what it translates.
	l.publish("2026-03-12 08:00")
	l.translate(breach+"/03", "es", disclosure.Said{
		Headline: "Corrección: 61 300 personas, y los teléfonos también", Summary: "61 300 pacientes están afectados.",
		Corrections: map[string]string{"affected": "Habíamos contado una exportación por clínica."},
		Facts:       disclosure.Facts{Affected: []disclosure.Affected{{Who: "pacientes de clínicas con exportaciones"}}},
		Text:        text("El 3 de marzo les dijimos que había 4112 personas afectadas. Era falso, y lo sentimos."),
	})
	done()

	l.publish("2026-03-20 10:00")
	remove := func(name string) func(*disclosure.Said) {
		return func(s *disclosure.Said) {
			s.Text[0].MD = strings.ReplaceAll(s.Text[0].MD, name, "[removed]")
			s.Facts.NotAffected, s.Removed = nil, []string{"not_affected"}
		}
	}
	l.redact(breach+"/02", "It named a person.", remove("Dr. Ana Example"))
	l.redact(breach+"/02.es", "Nombraba a una persona.", remove("la Dra. Ana Example"))
	done()

	// The first item about an incident that was imported.
	l.publish("2026-04-01 10:00")
	l.say(old+"/02", disclosure.Said{
		Headline: "Half as many people", Summary: "The provider counted twice.", Corrections: map[string]string{"affected": "The provider had counted twice."},
		Facts: disclosure.Facts{Affected: []disclosure.Affected{{Who: "newsletter readers", Count: 10000, Unit: "people", Certainty: disclosure.Sure}}},
		Text:  text("Our provider halved its number."),
	})
	done()

	// What only the feed of changes tells: questions, new answers, and repairs of a
	// redacted text and of a translation, two of them in one run.
	l.publish("2026-04-02 10:00")
	l.say(breach+"/questions", disclosure.Said{Questions: []disclosure.Question{
		{Asked: moment("2026-04-01"), Question: "Was my password copied?", MD: "No. Exports have *no* password column."},
	}})
	done()

	l.publish("2026-04-03 10:00")
	l.edit(breach+"/questions", func(s *disclosure.Said) {
		s.Questions = append(slices.Clone(s.Questions), disclosure.Question{Question: "Who pays for the letters?", MD: "We do, see [our rules](/about/)."})
	})
	l.edit(breach+"/02", func(s *disclosure.Said) {
		s.Headline = "4,112 people affected"
		s.Text[0].MD = "The files hold names and e-mail addresses of patients of [removed] and others.\n\nWe are sorry."
	})
	l.edit(breach+"/03.es", func(s *disclosure.Said) {
		s.Text[0].MD = "El *3 de marzo* les" + strings.TrimPrefix(s.Text[0].MD, "El 3 de marzo les")
	})
	done()
	return l.publications
}
