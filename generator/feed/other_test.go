package feed_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
)

// TestMergedIncident reads the items of an incident that goes on in another one:
// how it stood before is no longer how things stand, and the other one is named by
// its title, which a later title does not change.
func TestMergedIncident(t *testing.T) {
	l := newLedger(t)
	l.publish("2026-02-01 08:00")
	l.say("2026-02-01-orders/01", disclosure.Said{
		Headline: "Orders fail", Text: text("Orders fail."),
		Facts: disclosure.Facts{Title: "Orders fail", Kind: disclosure.Outage, Status: disclosure.Investigating, Related: []string{"2026-02-01-mail", "2026-02-01-none"}},
	})
	l.publish("2026-02-01 08:10")
	l.say("2026-02-01-mail/01", disclosure.Said{
		Headline: "No mail is sent", Text: text("No mail is sent."),
		Facts: disclosure.Facts{Title: "Mail & letters fail", Kind: disclosure.Outage, Status: disclosure.Investigating},
	})
	l.translate("2026-02-01-mail/01", "es", disclosure.Said{
		Headline: "No se envía correo", Text: text("No se envía correo."), Facts: disclosure.Facts{Title: "El correo falla"},
	})
	l.publish("2026-02-01 08:20")
	l.say("2026-02-01-orders/02", disclosure.Said{
		Headline: "This is part of the mail failure", Text: text("It is one failure."),
		Facts: disclosure.Facts{MergedInto: "2026-02-01-mail"},
	})
	l.translate("2026-02-01-orders/02", "es", disclosure.Said{Headline: "Es parte del fallo del correo", Text: text("Es un solo fallo.")})
	l.publish("2026-02-01 09:00")
	l.say("2026-02-01-mail/02", disclosure.Said{
		Headline: "Mail failed for an hour", Text: text("Mail works."),
		Facts: disclosure.Facts{Title: "Mail failed for an hour", Status: disclosure.Resolved},
	})
	l.edit("2026-02-01-orders/02", func(s *disclosure.Said) { s.Text[0].MD = "It is *one* failure." })

	all := pieces(t, files(t, options(), l.publications))
	item := func(name string) string { return all["tag:status.northquay.example,2026-01-02:"+name].atom }
	const account = "https://status.northquay.example/incidents/2026-02-01-mail/"
	for _, c := range []struct {
		name, item string
		want       []string
	}{
		{"an incident that is not public yet is named by its id", "2026-02-01-orders/01", []string{
			"<title>Investigating: Orders fail</title>", `<category term="investigating"/>`,
			">2026-02-01-mail</a>", ">2026-02-01-none</a>",
		}},
		{"the item that tells of the merger", "2026-02-01-orders/02", []string{
			"<title>Continued elsewhere: This is part of the mail failure · Orders fail</title>", `<category term="merged"/>`,
			"<p>Outage · Continued elsewhere<br>", `<strong>Continued in</strong>: <a href="` + account + `">Mail &amp; letters fail</a>`,
		}},
		{"its translation", "2026-02-01-orders/02.es", []string{
			"<title>Continúa en otro informe: Es parte del fallo del correo · Orders fail</title>", ">El correo falla</a>",
		}},
		{"a repair of it", "2026-02-01-orders/edit/7", []string{"· Continued elsewhere<br>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.want {
				if !strings.Contains(item(c.item), want) {
					t.Errorf("the item does not hold %q:\n%s", want, item(c.item))
				}
			}
		})
	}

	before := item("2026-02-01-orders/02")
	l.publish("2026-02-02 09:00")
	l.redact("2026-02-01-mail/01", "It named a person.", func(s *disclosure.Said) { s.Facts.Title, s.Removed = "", []string{"title"} })
	all = pieces(t, files(t, options(), l.publications))
	want := strings.Replace(before, "Mail &amp; letters fail</a>", "2026-02-01-mail</a>", 1)
	if diff := cmp.Diff(want, item("2026-02-01-orders/02")); diff != "" {
		t.Errorf("a removed title (-want +got):\n%s", diff)
	}
}

// TestWhatWasLeftOut reads the item of a statement that adds what a list left out.
func TestWhatWasLeftOut(t *testing.T) {
	l := newLedger(t)
	l.publish("2026-02-01 08:00")
	l.say("2026-02-01-leak/01", disclosure.Said{
		Headline: "Names copied", Text: text("Names were copied."),
		Facts: disclosure.Facts{
			Title: "Names copied", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
			Data: []disclosure.Data{{Category: "name", Exposure: disclosure.Exposed, Effects: []string{"copied"}}},
		},
	})
	l.publish("2026-02-02 08:00")
	l.say("2026-02-01-leak/02", disclosure.Said{
		Headline: "Phone numbers, too", Text: text("Phone numbers were copied, too."),
		Facts:       disclosure.Facts{Data: []disclosure.Data{{Category: "phone", Exposure: disclosure.Exposed, Effects: []string{"copied"}}}},
		Corrections: map[string]string{"data.phone": "An older format has them."},
	})
	item := pieces(t, files(t, options(), l.publications))["tag:status.northquay.example,2026-01-02:2026-02-01-leak/02"].atom
	const want = `<li><strong>Phone number</strong><br>
What is right: copied<br>
Where it was missing: <a href="https://status.northquay.example/incidents/2026-02-01-leak/updates/01/">statement 1 of 1 February 2026</a><br>
Why it was wrong: An older format has them.</li>`
	if !strings.Contains(item, want) {
		t.Errorf("the item does not hold\n%s\n%s", want, item)
	}
}

// TestAPhoneNumberThatCannotBeDialledHasNoLink, and one that can has the right one.
func TestAPhoneNumberThatCannotBeDialledHasNoLink(t *testing.T) {
	for number, want := range map[string]string{
		"+49 (0)30 1234567":           `<a href="tel:+49301234567">+49 (0)30 1234567</a>`,
		"0800 1234567 / 0800 7654321": `0800 1234567 / 0800 7654321`,
	} {
		l := newLedger(t)
		l.publish("2026-02-01 07:00")
		l.say("2026-02-01-slow/01", disclosure.Said{
			Headline: "Slow", Text: text("Booking is slow."),
			Facts: disclosure.Facts{Title: "Slow", Kind: disclosure.Outage, Status: disclosure.Investigating, Contact: disclosure.Contact{Phone: number}},
		})
		l.publish("2026-02-01 08:00")
		item := pieces(t, files(t, options(), l.publications))["tag:status.northquay.example,2026-01-02:2026-02-01-slow/01"].atom
		if !strings.Contains(item, "phone: "+want+"</p>") {
			t.Errorf("the item does not hold %q:\n%s", want, item)
		}
	}
}
