package rules

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	d "firsthand/generator/disclosure"
)

func text(md string) d.Said { return d.Said{Text: []d.Passage{{MD: md}}} }

func TestCompareText(t *testing.T) {
	tests := []struct {
		name     string
		lang     string
		old, new string
		want     Verdict
		says     string // Difference.String, unless the text is unchanged
	}{
		{"the same", "en", "We are sorry.", "We are sorry.", Unchanged, ""},

		// Form.
		{"white space and line breaks", "en", "We closed  the\nway in.", "We closed the way in.", Repair, "its form"},
		{"a space that does not break", "en", "at 08:55\u00a0UTC", "at 08:55 UTC", Repair, "its form"},
		{"punctuation", "en", "We checked and found more", "We checked, and found more.", Repair, "its form"},
		{"smart quotes", "en", `the "old" clinic's file`, "the “old” clinic’s file", Repair, "its form"},
		{"emphasis", "en", "Please call us.", "Please **call** us.", Repair, "its form"},
		{"capitals of a heading", "en", "### What we checked\n\nFiles.", "### What We Checked\n\nFiles.", Repair, "its form"},
		{"a dash between sentences", "en", "We looked - and found", "We looked – and found", Repair, "its form"},
		{"another mark for the items of a list", "en", "- one file\n- more files", "* one file\n* more files", Repair, "its form"},
		{"a range with another dash", "en", "4-5 files", "4–5 files", Repair, "its form"},
		{"a letter composed otherwise", "es", "informacio\u0301n", "información", Repair, "its form"},

		// Spelling.
		{"letters swapped", "en", "an export they did not aks for", "an export they did not ask for", Repair, "aks to ask"},
		{"a letter left out", "en", "names of pateints", "names of patients", Repair, "pateints to patients"},
		{"two slips in a long word", "en", "the contrcatr told us", "the contractor told us", Repair, "contrcatr to contractor"},
		{"two slips in a short word", "en", "the detials were", "the dteails were", Refused, "detials to dteails"},
		{"an accent in a word the lists do not have", "es", "el murcielago", "el murciélago", Repair, "murcielago to murciélago"},
		{"a letter doubled in such a word", "en", "the anntechamber", "the antechamber", Repair, "anntechamber to antechamber"},
		{"a letter not doubled", "en", "it occured at night", "it occurred at night", Repair, "occured to occurred"},
		{"a word the lists do not have", "en", "the antechmaber of the clinic", "the antechamber of the clinic", Repair, "antechmaber to antechamber"},
		{"at the beginning of a sentence", "en", "Cliincs can call us.", "Clinics can call us.", Repair, "Cliincs to Clinics"},
		{"a capital after a full stop", "en", "It works. clinics can book.", "It works. Clinics can book.", Repair, "clinics to Clinics"},
		{"a word that stood there twice", "en", "we closed the the way in", "we closed the way in", Repair, "the the to the"},
		{"a word twice at the end", "en", "we closed the way in in", "we closed the way in", Repair, "in in to in"},
		{"an accent", "es", "la informacion de la cita", "la información de la cita", Repair, "informacion to información"},
		{"a region of a language", "es-MX", "la informacion", "la información", Repair, "informacion to información"},
		{"a noun without its capital", "de", "alle kunden sind informiert", "alle Kunden sind informiert", Repair, "kunden to Kunden"},
		{"a German noun", "de", "die Kliinken arbeiten", "die Kliniken arbeiten", Repair, "Kliinken to Kliniken"},

		// What it tells.
		{"a number", "en", "4,112 people are affected", "61,300 people are affected", Refused, "4,112 to 61,300"},
		{"a number in words", "en", "two files were copied", "ten files were copied", Refused, "two to ten"},
		{"a separator in a number", "en", "4,112 people", "4112 people", Refused, "4,112 to 4112"},
		{"a decimal point", "en", "about 4.1 per cent", "about 41 per cent", Refused, "4.1 to 41"},
		{"a minus sign", "en", "a change of -5 files", "a change of 5 files", Refused, "takes out -"},
		{"a colon in a time", "en", "at 08:55 UTC", "at 08 55 UTC", Refused, "takes out :"},
		{"a per cent sign", "en", "5% of files", "5 of files", Refused, "takes out %"},
		{"a currency", "en", "costs $5", "costs €5", Refused, "$ to €"},
		{"a month", "en", "since 3 May", "since 3 June", Refused, "May to June"},
		{"a weekday", "en", "on Monday", "on Sunday", Refused, "Monday to Sunday"},
		{"a unit", "en", "for 5 hours", "for 5 days", Refused, "hours to days"},
		{"a zone", "en", "at 08:55 UTC", "at 08:55 CET", Refused, "UTC to CET"},
		{"a negation added", "en", "Phone numbers were copied.", "Phone numbers were not copied.", Refused, "adds not"},
		{"a negation taken out", "en", "Phone numbers were not copied.", "Phone numbers were copied.", Refused, "takes out not"},
		{"a negation doubled", "en", "It is not not safe.", "It is not safe.", Refused, "takes out not"},
		{"a modal verb", "en", "Data may be copied.", "Data was be copied.", Refused, "may to was"},
		{"a prefix", "en", "an unencrypted file", "an encrypted file", Refused, "unencrypted to encrypted"},
		{"another first letter", "en", "an internal file", "an external file", Refused, "internal to external"},
		{"singular and plural", "en", "the files of the clinic", "the files of the clinics", Refused, "clinic to clinics"},
		{"tense", "en", "we sent letters", "we send letters", Refused, "sent to send"},
		{"a word into another word", "en", "the details of patients", "the details of parents", Refused, "patients to parents"},
		{"deleted and detected", "en", "we deleted the files", "we detected the files", Refused, "deleted to detected"},
		{"a word into what is none", "en", "the clinics", "the clinisc", Refused, "clinics to clinisc"},
		{"revised and reviewed", "en", "we revised the logs", "we reviewed the logs", Refused, "revised to reviewed"},
		{"corrupted and corrected", "en", "the files were corrupted", "the files were corrected", Refused, "corrupted to corrected"},
		{"misled and missed", "en", "we misled customers", "we missed customers", Refused, "misled to missed"},
		{"two other letters in a long word", "es", "los datos explotados", "los datos explicados", Refused, "explotados to explicados"},
		{"another letter where few words are known", "es", "la banda del cliente", "la bandeja del cliente", Refused, "banda to bandeja"},
		{"two letters in a long German word", "de", "die Vertreibung", "die Verarbeitung", Refused, "Vertreibung to Verarbeitung"},
		{"a name", "en", "a session of Okta was used", "a session of Otka was used", Refused, "Okta to Otka"},
		{"a capital in a sentence", "en", "a list for us here", "a list for US here", Refused, "us to US"},
		{"words added", "en", "Names were copied.", "Names and phone numbers were copied.", Refused, "adds and phone numbers"},
		{"words left out", "en", "Names and phone numbers were copied.", "Names were copied.", Refused, "takes out and phone numbers"},
		{"words joined", "en", "we can log in", "we can login", Refused, "log in to login"},
		{"a sentence added", "en", "We closed it.", "We closed it. It is safe.", Refused, "adds It is safe"},
		{"everything taken out", "en", "We closed it.", "", Refused, "takes out We closed it"},
		{"a question", "en", "Were they copied?", "Were they copied.", Refused, "takes out ?"},
		{"a link that leads elsewhere", "en", "[help](https://a.example/x)", "[help](https://a.example/y)", Refused,
			"](https://a.example/x) to ](https://a.example/y)"},
		{"a link without marks", "en", "see https://a.example/abc?q=help now", "see https://a.example/abc?q=hepl now", Refused,
			"https://a.example/abc?q=help to https://a.example/abc?q=hepl"},
		{"the end of an address", "en", "write to help@northquay.example today", "write to help@nortquay.example today", Refused,
			"help@northquay.example to help@nortquay.example"},
		{"a link by name", "en", "See [us][x].\n\n[x]: https://a.example/one", "See [us][x].\n\n[x]: https://a.example/onc", Refused,
			"[x]: https://a.example/one to [x]: https://a.example/onc"},
		{"code", "en", "run `agent -recieve`", "run `agent -receive`", Refused, "`agent -recieve` to `agent -receive`"},
		{"a block of code", "en", "```\nrecieve\n```\n", "```\nreceive\n```\n", Refused, "``` recieve ``` to ``` receive ```"},
		{"an item of a list", "en", "- Call us\n- Write to us", "- Call us\nWrite to us", Refused, "takes out -"},
		{"words struck out", "en", "We deleted the files.", "We ~~deleted~~ the files.", Refused, "deleted to ~~deleted~~"},
		{"words hidden in a comment", "en", "We lost files.", "We <!-- lost --> files.", Refused, "lost to <!-- lost -->"},
		{"a cell of a table", "en", "| a | b |", "| a b | |", Refused, "takes out |"},
		{"a sign that turns digits round", "en", "4112 people", "\u202e4112 people", Refused, "adds \u202e"},
		{"a word in a language that is not known", "fr", "les dossires", "les dossiers", Refused, "dossires to dossiers"},
		{"an accent at the end of a verb", "es", "la clínica envio la carta", "la clínica envió la carta", Refused, "envio to envió"},
		{"a German umlaut that makes a condition", "de", "wir konnten helfen", "wir könnten helfen", Refused, "konnten to könnten"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Compare(text(test.old), text(test.new), test.lang)
			if got.Verdict != test.want {
				t.Errorf("have %s (%s), want %s\nold: %s\nnew: %s", got.Verdict, got, test.want, test.old, test.new)
			}
			if got.Verdict != Unchanged && got.String() != test.says {
				t.Errorf("says %q, want %q", got, test.says)
			}
		})
	}
}

func TestCompareForm(t *testing.T) {
	got := Compare(text("We lost a file.\nIt held 4,112 names of patients.\nSorry."), text("We lost a file.\nIt held 61,300 names of patients.\nSorry."), "en")
	want := Difference{
		Verdict: Refused, Was: "4,112", Is: "61,300",
		Before: "It held 4,112 names of patients.", After: "It held 61,300 names of patients.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func moment(s string) d.Moment {
	if s == "" {
		return d.Moment{}
	}
	m, err := d.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

func at(s string) d.When { return d.When{At: moment(s)} }

func TestCompareSaid(t *testing.T) {
	full := func() d.Said {
		return d.Said{
			Headline: "Booking exports downloaded", Summary: "Someone downloaded exports.",
			Facts: d.Facts{
				Title: "Booking exports downloaded", Kind: d.DataBreach, Status: d.Contained, Started: at("2026-02-24"),
				Affected: []d.Affected{{Who: "pateints of clinics", Count: 4112, Unit: "people", Certainty: d.Sure}},
				Data: []d.Data{
					{Category: "name", Exposure: d.Exposed, Effects: []string{"copied"}},
					{Category: "phone", Exposure: d.NotExposed, Basis: "the files have no phone column"},
				},
				Components:  []d.Impact{{ID: "exports", Impact: "major-outage"}},
				Actions:     d.Actions{Steps: []d.Action{{Do: "Call your clinic", When: "now", Link: "https://a.example/help"}}},
				Measures:    []d.Measure{{Text: "Closed the way in", State: "done"}},
				Commitments: []d.Commitment{{ID: "c1", Text: "Sessions end after 8 hours", Due: moment("2026-06-16")}},
				Contact:     d.Contact{Email: "help@a.example", Hours: "at any huor"},
				Unknowns:    []string{"Who did it."},
			},
			Emptied:     []string{"held_back"},
			Corrections: map[string]string{"affected": "We had counted one export per clinic."},
			Text:        []d.Passage{{MD: "We are sorry."}, {Heading: "What Happened", Section: "what-happened", MD: "They came."}},
			Withdraws:   []int{2},
		}
	}
	tests := []struct {
		name   string
		change func(*d.Said)
		want   Verdict
		field  string
		says   string
	}{
		{"nothing", func(*d.Said) {}, Unchanged, "", ""},
		{"words of a fact", func(s *d.Said) { s.Facts.Affected[0].Who = "patients of clinics" }, Repair, "affected[0].who", "pateints to patients"},
		{"words of a contact", func(s *d.Said) { s.Facts.Contact.Hours = "at any hour" }, Refused, "contact.hours", "huor to hour"},
		{"the order of categories", func(s *d.Said) { s.Facts.Data[0], s.Facts.Data[1] = s.Facts.Data[1], s.Facts.Data[0] }, Repair, "", "its form"},
		{"a count", func(s *d.Said) { s.Facts.Affected[0].Count = 61300 }, Refused, "affected[0].count", "4,112 to 61,300"},
		{"a time", func(s *d.Said) { s.Facts.Started = at("2026-02-22") }, Refused, "began.at", "24 February 2026 to 22 February 2026"},
		{"a status", func(s *d.Said) { s.Facts.Status = d.Fixed }, Refused, "status", "contained to fixed"},
		{"a category", func(s *d.Said) { s.Facts.Data[1].Exposure = d.Exposed }, Refused, "data.phone.exposure", "ruled-out to confirmed"},
		{"a category left out", func(s *d.Said) { s.Facts.Data = s.Facts.Data[:1] }, Refused, "data.phone", "takes out not_involved phone"},
		{"a category added", func(s *d.Said) {
			s.Facts.Data = append(s.Facts.Data, d.Data{Category: "email", Exposure: d.ExposureUnknown})
		},
			Refused, "data.email", "adds unknown email"},
		{"a fact added", func(s *d.Said) { s.Facts.Origin = "own" }, Refused, "origin", "adds own"},
		{"a step added", func(s *d.Said) { s.Facts.Actions.Steps = append(s.Facts.Actions.Steps, d.Action{Do: "Write to us"}) },
			Refused, "what_to_do[1]", "adds Write to us"},
		{"a step left out", func(s *d.Said) { s.Facts.Unknowns = nil }, Refused, "not_known_yet", "takes out Who did it."},
		{"a link", func(s *d.Said) { s.Facts.Actions.Steps[0].Link = "https://a.example/hepl" }, Refused, "what_to_do[0].link",
			"https://a.example/help to https://a.example/hepl"},
		{"a due date", func(s *d.Said) { s.Facts.Commitments[0].Due = moment("2026-07-16") }, Refused, "promises.c1.due", "16 June 2026 to 16 July 2026"},
		{"what is emptied", func(s *d.Said) { s.Emptied = nil }, Refused, "", "takes out held_back"},
		{"what is withdrawn", func(s *d.Said) { s.Withdraws = []int{2, 3} }, Refused, "withdraws", "2 to 2 3"},
		{"a reason", func(s *d.Said) { s.Corrections["affected"] = "We had counted two exports per clinic." }, Refused, "corrected_because.affected", "one export to two exports"},
		{"a reason added", func(s *d.Said) { s.Corrections["began"] = "A second log." }, Refused, "corrected_because.began", "adds A second log."},
		{"a headline", func(s *d.Said) { s.Headline = "Booking exports not downloaded" }, Refused, "headline", "adds not"},
		{"a heading", func(s *d.Said) { s.Text[1].Heading = "What happened" }, Repair, "", "its form"},
		{"a heading of a section", func(s *d.Said) { s.Text[1] = d.Passage{Heading: "What came", MD: "They came."} }, Refused, "", "What Happened to What came"},
		{"a passage left out", func(s *d.Said) { s.Text = s.Text[:1] }, Refused, "", "takes out What Happened"},
		{"a passage added", func(s *d.Said) { s.Text = append(s.Text, d.Passage{Heading: "More", MD: "More."}) }, Refused, "", "adds More"},
		{"a person instead of a machine", func(s *d.Said) { s.TranslatedBy = "machine" }, Refused, "translated_by", "person to machine"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old, new := full(), full()
			test.change(&new)
			got := Compare(old, new, "en")
			if got.Verdict != test.want || got.Verdict != Unchanged && (got.Field != test.field || got.String() != test.says) {
				t.Errorf("have %s at %q: %q\nwant %s at %q: %q", got.Verdict, got.Field, got, test.want, test.field, test.says)
			}
		})
	}
}

func TestCompareQuestions(t *testing.T) {
	q := func(question, md string) d.Question {
		return d.Question{Question: question, MD: md, Asked: moment("2026-03-04")}
	}
	one, two := q("Were notes in the files?", "No. Exports hold the booking."), q("Who did it?", "We do not know.")
	slip := q("Were notes in the flies?", "No. Exports hold the boking.")
	tests := []struct {
		name     string
		old, new []d.Question
		want     Verdict
		says     string
	}{
		{"the same", []d.Question{one, two}, []d.Question{one, two}, Unchanged, ""},
		{"one more at the end", []d.Question{one}, []d.Question{one, two}, Addition, "adds Who did it?"},
		{"one more at the beginning", []d.Question{one}, []d.Question{two, one}, Addition, "adds Who did it?"},
		{"a slip in a short word", []d.Question{q("Who did it?", "We do not konw.")}, []d.Question{two}, Repair, "konw to know"},
		{"a slip mended in an answer", []d.Question{q("Who did it?", "We are opening the flies of the clniics.")},
			[]d.Question{q("Who did it?", "We are opening the flies of the clinics.")}, Repair, "clniics to clinics"},
		{"a question left out", []d.Question{one, two}, []d.Question{one}, Refused, "takes out Who did it?"},
		{"the order", []d.Question{one, two}, []d.Question{two, one}, Refused, "takes out Who did it?"},
		{"an answer turned round", []d.Question{one}, []d.Question{q("Were notes in the files?", "Yes. Exports hold the booking.")}, Refused, "No to Yes"},
		{"a word into another", []d.Question{slip}, []d.Question{one}, Refused, "flies to files"},
		{"another date", []d.Question{one}, []d.Question{{Question: one.Question, MD: one.MD, Asked: moment("2026-03-05")}}, Refused, "2026-03-04 to 2026-03-05"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Compare(d.Said{Questions: test.old}, d.Said{Questions: test.new}, "en")
			if got.Verdict != test.want || got.Verdict != Unchanged && got.String() != test.says {
				t.Errorf("have %s: %q, want %s: %q", got.Verdict, got, test.want, test.says)
			}
		})
	}
}

func TestCompareCheckedTranslation(t *testing.T) {
	machine := func(md string) d.Said { s := text(md); s.TranslatedBy = "machine"; return s }
	person := func(md string) d.Said { s := text(md); s.TranslatedBy = "person"; return s }
	old := machine("Alguien bajó 4.112 líneas de https://a.example/x.")
	if got := Compare(old, person("Alguien descargó 4.112 líneas de https://a.example/x."), "es"); got.Verdict != Repair {
		t.Errorf("reworded by a person: have %s (%s), want repair", got.Verdict, got)
	}
	if got := Compare(old, person("Alguien descargó 61.300 líneas de https://a.example/x."), "es"); got.Verdict != Refused || got.String() != "4.112 to 61.300" {
		t.Errorf("another number: have %s (%s), want refused (4.112 to 61.300)", got.Verdict, got)
	}
	if got := Compare(old, machine("Alguien descargó 4.112 líneas de https://a.example/x."), "es"); got.Verdict != Refused {
		t.Errorf("reworded by a machine: have %s, want refused", got.Verdict)
	}
}

func TestCompareRedaction(t *testing.T) {
	old := d.Said{
		Facts: d.Facts{Kind: d.DataBreach, Supplier: "Example Mail", Unknowns: []string{"Who did it.", "How Jo came in."}},
		Text:  []d.Passage{{MD: "A colleague, Jo Doe, opened 12 files that were not copied."}},
	}
	redact := func(change func(*d.Said)) d.Said {
		s := old
		s.Text = []d.Passage{old.Text[0]}
		s.Redacted = "A court told us to remove a name."
		change(&s)
		return s
	}
	tests := []struct {
		name   string
		change func(*d.Said)
		want   Verdict
	}{
		{"words marked", func(s *d.Said) { s.Text[0].MD = "A colleague, [removed], opened 12 files that were not copied." }, Redaction},
		{"a fact", func(s *d.Said) { s.Facts.Supplier = ""; s.Removed = []string{"supplier"} }, Redaction},
		{"words without the mark", func(s *d.Said) { s.Text[0].MD = "A colleague, Jo Doe, opened 12 files that were copied." }, Refused},
		{"the whole text without a mark", func(s *d.Said) { s.Text = nil }, Refused},
		{"an item without a mark", func(s *d.Said) { s.Facts.Unknowns = []string{"Who did it."} }, Refused},
		{"other words", func(s *d.Said) { s.Text[0].MD = "A friend, [removed], opened 12 files that were not copied." }, Refused},
		{"a reason and nothing removed", func(s *d.Said) {}, Refused},
		{"no reason", func(s *d.Said) { s.Redacted = ""; s.Text[0].MD = "[removed] opened 12 files that were not copied." }, Refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Compare(old, redact(test.change), "en"); got.Verdict != test.want {
				t.Errorf("have %s (%s), want %s", got.Verdict, got, test.want)
			}
		})
	}
}

func TestCompareAfterARedaction(t *testing.T) {
	old := d.Said{Redacted: "She asked us.", Text: []d.Passage{{MD: "[removed] opned 12 files."}}}
	for _, test := range []struct {
		name, text string
		want       Verdict
	}{
		{"a slip is mended", "[removed] opened 12 files.", Repair},
		{"more is removed", "[removed] opned [removed].", Redaction},
		{"the mark stands for more", "[removed] 12 files.", Redaction},
		{"words come back", "Jo Doe opned 12 files.", Refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Compare(old, d.Said{Redacted: "She asked us.", Text: []d.Passage{{MD: test.text}}}, "en"); got.Verdict != test.want {
				t.Errorf("have %s (%s), want %s", got.Verdict, got, test.want)
			}
		})
	}
}

// pieces are what texts for the properties are made of.
var pieces = []string{
	"4,112 people", "on 3 March 2026", "08:55 UTC", "`code 12`", "[a](https://a.example/1)", "- item 1", "1. item", "### 2 files", "| 3 | 4 |",
	"CVE-2026-0001", "3.4.1", "5%", "$7", "**8**", "~~9~~", "<!-- 10 -->", "> 11", "[x]: y12", "&#49;", "½", "x1y", "a@b1.example", "```\n13\n```",
	"were not copied", "the clinic", "patients", "\\1", "`14", "(15)", "_16_", "[^17]", "18st", "#19", "\n", "\n\n", "  ", "<a href=20>", "21 https://x.example/?a=2",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		b.WriteString([]string{" ", "\n", "\n\n", ""}[r.IntN(4)])
	}
	return b.String()
}

// checkDigits holds Compare to two promises: a text is no change of itself, and
// another digit anywhere is never a repair.
func checkDigits(t *testing.T, text string) {
	t.Helper()
	said := func(md string) []d.Said {
		return []d.Said{
			{Text: []d.Passage{{MD: md}}}, {Headline: md}, {Summary: md}, {Facts: d.Facts{Title: md}}, {Facts: d.Facts{HowToKnow: md}},
			{Facts: d.Facts{Measures: []d.Measure{{Text: md}}}}, {Questions: []d.Question{{Question: "q", MD: md}}},
			{Corrections: map[string]string{"affected": md}}, {Text: []d.Passage{{Heading: "x" + md, MD: "y"}}},
		}
	}
	for i, s := range said(text) {
		if got := Compare(s, s, "en"); got.Verdict != Unchanged {
			t.Fatalf("%d: %q is %s against itself", i, text, got.Verdict)
		}
	}
	for at, r := range text {
		if r < '0' || r > '9' {
			continue
		}
		for _, digit := range []string{string('0' + (r-'0'+1)%10), ""} {
			changed := text[:at] + digit + text[at+1:]
			old, new := said(text), said(changed)
			for i := range old {
				if got := Compare(old[i], new[i], "en"); got.Verdict != Refused {
					t.Fatalf("%d: have %s, want refused\nold: %q\nnew: %q", i, got.Verdict, text, changed)
				}
			}
		}
	}
}

func TestNoDigitIsRepaired(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		checkDigits(t, randomText(r))
	}
}

func FuzzCompare(f *testing.F) {
	for _, p := range pieces {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		checkDigits(t, text)
	})
}
