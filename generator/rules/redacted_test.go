package rules

import (
	"testing"

	d "firsthand/generator/disclosure"
)

func TestRedactions(t *testing.T) {
	said := func(md string) d.Said { return d.Said{Summary: "S.", Text: []d.Passage{{MD: md}}} }
	first := func() d.Said {
		s := said("Nurse Anna Keller called us. She is pregnant. Anna Keller is well.")
		s.Facts = d.Facts{Title: "T", Kind: d.DataBreach, Status: d.Investigating, Supplier: "Postbird"}
		return s
	}
	spanish := func() Document { return document("x/01.es", said("La enfermera Anna Keller nos llamó.")) }
	docs := func() []Document {
		return []Document{
			document("x/01", first()), spanish(),
			document("x/02", said("The log was read by nurse Anna\nKeller.")), document("x/03", said("Nothing new.")),
			document("x/questions", d.Said{Questions: []d.Question{{Question: "Who is ANNA KELLER?", MD: "A nurse."}}}),
		}
	}
	const done = "  fix: nothing to do: every revision of it is replaced, and readers see that something was removed, and why\n"
	tests := []struct {
		name   string
		change func(in *Incident)
		want   string
	}{
		{"only one place of two", func(in *Incident) {
			in.Documents[0].Said.Text[0].MD = "Nurse [removed] called us. She is pregnant. Anna Keller is well."
			in.Documents[0].Said.Redacted = "She asked us."
		}, `
x/01.es.md: warning: this translates a text from which something is removed [HIST-011]
  fix: look whether it still says the same: firsthand redact x/01.es --words "..." --reason "..."
x/01.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/01.md at Nurse [removed] called us. She is pregnant. Anna Keller is well.: warning: words that are removed from this text in another place stand here [HIST-011]
  fix: put [removed] here too if they must go
`},
		{"everywhere in one text", func(in *Incident) {
			in.Documents[0].Said.Text[0].MD = "Nurse [removed] called us. She is pregnant. [removed] is well."
			in.Documents[0].Said.Redacted = "She asked us."
		}, `
x/01.es.md at La enfermera Anna Keller nos llamó.: error: this translation says what is removed from incidents/x/01.md [HIST-011]
  fix: take it out here as well: firsthand redact x/01.es --words "..." --reason "..."
x/01.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/02.md at The log was read by nurse Anna: warning: this says what is removed from incidents/x/01.md [HIST-011]
  fix: if it must go here too: firsthand redact x/02 --words "..." --reason "..."
x/questions.md at Who is ANNA KELLER?: warning: this says what is removed from incidents/x/01.md [HIST-011]
  fix: if it must go here too: firsthand redact x/questions --words "..." --reason "..."
`},
		{"everywhere", func(in *Incident) {
			for i, md := range map[int]string{0: "Nurse [removed] called us. She is pregnant. [removed] is well.", 1: "La enfermera [removed] nos llamó.", 2: "The log was read by nurse [removed]."} {
				in.Documents[i].Said.Text[0].MD, in.Documents[i].Said.Redacted = md, "She asked us."
			}
			in.Documents[4].Said.Questions[0].Question, in.Documents[4].Said.Redacted = "Who is [removed]?", "She asked us."
		}, `
x/01.es.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/01.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/02.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/questions.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done},
		{"the reason says it", func(in *Incident) {
			in.Documents[2].Said.Text[0].MD, in.Documents[2].Said.Redacted = "The log was read by [removed].", "Nurse Anna Keller asked us."
		}, `
x/01.es.md at La enfermera Anna Keller nos llamó.: warning: this says what is removed from incidents/x/02.md [HIST-011]
  fix: if it must go here too: firsthand redact x/01.es --words "..." --reason "..."
x/01.md at Nurse Anna Keller called us. She is pregnant. Anna Keller is well.: warning: this says what is removed from incidents/x/02.md [HIST-011]
  fix: if it must go here too: firsthand redact x/01 --words "..." --reason "..."
x/02.md at redacted: error: the reason says what is removed, and readers see it [HIST-011]
  fix: say why, without the words
x/02.md at redacted: warning: this takes words out of a public text [HIST-011]
` + done + `x/questions.md at Who is ANNA KELLER?: warning: this says what is removed from incidents/x/02.md [HIST-011]
  fix: if it must go here too: firsthand redact x/questions --words "..." --reason "..."
`},
		{"a fact that a draft and a new statement repeat", func(in *Incident) {
			in.Documents[0].Said.Facts.Supplier = ""
			in.Documents[0].Said.Removed, in.Documents[0].Said.Redacted = []string{"supplier"}, "A court told us so."
			in.Documents[1] = spanish()
			in.Documents[1].Said.Facts.Supplier = "Correopájaro"
			in.Ledger = public(docs()[0], in.Documents[1], docs()[2], docs()[3], docs()[4])
			draft := document("x/05", said("Postbird, postbird."))
			draft.Draft = true
			in.Documents = append(in.Documents, draft)
			fresh := document("x/04", said("At 9:00 UTC Postbird answered."))
			fresh.Said.Facts.NextUpdate.None = "it is over"
			in.Documents = append(in.Documents, fresh)
		}, `
x/01.es.md at supplier: error: this translation says supplier, which is removed from incidents/x/01.md [HIST-011]
  fix: take it out here as well: firsthand redact x/01.es --fact supplier --reason "..."
x/01.md at redacted: warning: this takes supplier out of a public text [HIST-011]
` + done + `x/04.md at At 9:00 UTC Postbird answered.: warning: this says what is removed from incidents/x/01.md [HIST-011]
  fix: take it out before it is public
`},
		{"a slip and a removal", func(in *Incident) {
			in.Documents[2].Said.Text[0].MD, in.Documents[2].Said.Redacted = "The log was red by nurse [removed].", "She asked us."
		}, `
x/02.md at The log was red by nurse [removed].: error: this does more than take something out (read to red) [HIST-003]
  fix: a redaction puts [removed] in the place of words and changes nothing else
  note: public: The log was read by nurse Anna
  note: here: The log was red by nurse [removed].
`},
		{"no reason", func(in *Incident) { in.Documents[2].Said.Text[0].MD = "The log was read by nurse [removed]." }, `
x/02.md at [removed]: error: this takes something out of a public text and does not say why [HIST-003]
  fix: if it must go by law, say why for everyone to read: redacted: A person asked us to remove her name.
  note: public: nothing
  note: here: [removed]
`},
		{"a fact that is not named", func(in *Incident) {
			in.Documents[0].Said.Facts.Supplier, in.Documents[0].Said.Redacted = "", "A court told us so."
		}, `
x/01.md at supplier: error: this does more than take something out (takes out Postbird) [HIST-003]
  fix: name it: removed: [supplier]
  note: public: Postbird
  note: here: nothing
`},
		{"a reason for nothing", func(in *Incident) { in.Documents[0].Said.Redacted = "A court told us so." }, `
x/01.md at redacted: error: this does more than take something out (adds A court told us so.) [HIST-003]
  fix: nothing is removed here: put [removed] in the place of words, or take the reason out
  note: public: nothing
  note: here: A court told us so.
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ledger := public(docs()...)
			in := Incident{ID: "x", Documents: docs(), Ledger: ledger}
			test.change(&in)
			checkSet(t, Set{Incidents: []Incident{in}}, test.want)
		})
	}
}

func TestWhatIsNotPublicLosesNothing(t *testing.T) {
	fresh := func(doc, md string, change func(*d.Said)) Document {
		s := d.Said{Summary: "S.", Facts: d.Facts{NextUpdate: d.NextUpdate{None: "it is over"}}, Text: []d.Passage{{MD: md}}}
		change(&s)
		return document(doc, s)
	}
	ledger := func(reason string) *d.Incident {
		return public(document("x/01", d.Said{Summary: "S.", Redacted: reason, Facts: d.Facts{Title: "T", Kind: d.DataBreach, Status: d.Investigating}, Text: []d.Passage{{MD: "A [removed]."}}}))
	}
	first := ledger("She asked us.").Statements[0].Revisions[0].Said
	checkSet(t, Set{Incidents: []Incident{{ID: "x", Ledger: ledger("She asked us."), Documents: []Document{
		document("x/01", first),
		fresh("x/01.es", "Una [removed].", func(s *d.Said) { s.Redacted = "Nos lo pidió."; s.Facts = d.Facts{} }),
		fresh("x/02", "At 9:00 UTC [removed] called.", func(s *d.Said) { s.Redacted = "She asked us."; s.Removed = []string{"supplier"} }),
	}}}}, `
x/02.md at redacted: error: redacted: nothing of this is public yet, so that nothing can be removed from it [HIST-011]
  fix: take this line out, and the words themselves
x/02.md at removed: error: removed: nothing of this is public yet, so that nothing can be removed from it [HIST-011]
  fix: take this line out, and the words themselves
x/02.md at [removed]: warning: [removed] stands for words that were public, and nothing of this was [HIST-011]
  fix: say in other words what you leave out
`)
}
