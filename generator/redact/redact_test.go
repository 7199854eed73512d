package redact

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	d "firsthand/generator/disclosure"
)

func parse(t testing.TB, text string) Words {
	t.Helper()
	w, err := Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return w
}

func TestReplace(t *testing.T) {
	for _, test := range []struct{ name, text, words, want string }{
		{"a name", "Nurse Anna Keller called us.", "Anna Keller", "Nurse [removed] called us."},
		{"other capitals", "ANNA KELLER called, anna keller said.", "Anna Keller", "[removed] called, [removed] said."},
		{"accents", "José García llamó. Jose Garcia dijo.", "José García", "[removed] llamó. [removed] dijo."},
		{"letters built of two", "Jose\u0301 llamó.", "José", "[removed] llamó."},
		{"over a line end", "Nurse Anna\nKeller called us.", "Anna Keller", "Nurse [removed] called us."},
		{"over a line end of Windows", "Nurse Anna\r\nKeller called us.", "Anna Keller", "Nurse [removed] called us."},
		{"hyphenated at the end of a line", "Nurse Anna Kel-\nler called us.", "Anna Keller", "Nurse [removed] called us."},
		{"a soft hyphen", "Anna Kel\u00adler called us.", "Anna Keller", "[removed] called us."},
		{"a hyphen for a space", "Anna-Keller called us.", "Anna Keller", "[removed] called us."},
		{"a non-breaking space", "Anna\u00a0Keller called us.", "Anna Keller", "[removed] called us."},
		{"emphasis around it", "It was **Anna Keller** who called.", "Anna Keller", "It was **[removed]** who called."},
		{"emphasis around a part", "It was **Anna** Keller who called.", "Anna Keller", "It was [removed] who called."},
		{"emphasis that began before", "It was **Dr Anna** Keller.", "Anna Keller", "It was **Dr [removed]**."},
		{"emphasis that goes on", "It was Anna **Keller herself**.", "Anna Keller", "It was **[removed] herself**."},
		{"emphasis with underscores", "It was _Anna Keller_.", "Anna Keller", "It was _[removed]_."},
		{"emphasis inside a word", "An**na** Keller", "Anna Keller", "[removed]"},
		{"the genitive", "Anna Keller's files, Anna Keller’s day, Kellers Akte", "Keller", "Anna [removed] files, Anna [removed] day, [removed] Akte"},
		{"a name inside a longer one", "Kellermann and Annabel stay.", "Keller", "Kellermann and Annabel stay."},
		{"a word inside another", "the therapist", "the rapist", "the therapist"},
		{"two words that one word is not", "the rapist", "therapist", "the rapist"},
		{"another paragraph", "by Anna\n\nKeller is a town.", "Anna Keller", "by Anna\n\nKeller is a town."},
		{"another heading", "by Anna\n## Keller", "Anna Keller", "by Anna\n## Keller"},
		{"another item", "- Anna\n- Keller", "Anna Keller", "- Anna\n- Keller"},
		{"a quotation", "> by Anna\n> Keller", "Anna Keller", "> by [removed]"},
		{"a number", "4,112 people, 4.112 personas, 4 112 personnes, 41,123", "4,112", "[removed] people, [removed] personas, [removed] personnes, 41,123"},
		{"a version is no number", "3.4 and 34", "34", "3.4 and [removed]"},
		{"an e-mail address", "Write to anna.keller@clinic.example.", "anna.keller@clinic.example", "Write to [removed]."},
		{"a name in an e-mail address", "Write to <anna.keller@clinic.example>.", "Anna Keller", "Write to [removed]."},
		{"the text of a link", "See [Anna Keller](https://a.example/x).", "Anna Keller", "See [[removed]](https://a.example/x)."},
		{"the target of a link", "See [this page](https://a.example/anna-keller/).", "Anna Keller", "See [removed]."},
		{"a file", "See ![a map of the room](files/anna.png) and [it](files/anna.png).", "files/anna.png", "See [removed] and [removed]."},
		{"a file by its name", "See [this list](files/list.csv).", "list.csv", "See [removed]."},
		{"code", "It logged `user=Anna Keller ok`.", "Anna Keller", "It logged `user=[removed] ok`."},
		{"a block of code", "```\nline one\nuser Anna Keller\n```", "Anna Keller", "```\nline one\nuser [removed]\n```"},
		{"nothing else in code", "Type `Anna Keller`.", "Anna Keller", "Type `[removed]`."},
		{"nothing else in a comment", "x <!--Anna Keller-->", "Anna Keller", "x <!--[removed]-->"},
		{"a comment", "<!-- Anna Keller told us -->", "Anna Keller", "<!-- [removed] told us -->"},
		{"a cell", "| a | Anna Keller |", "Anna Keller", "| a | [removed] |"},
		{"a heading", "## What Anna Keller saw", "Anna Keller", "## What [removed] saw"},
		{"without spaces between words", "山田太郎さんが電話した。", "山田太郎", "[removed]さんが電話した。"},
		{"twice side by side", "Keller Keller", "Keller", "[removed] [removed]"},
		{"before a colon", "Anna Keller: she called. So said Anna Keller: twice.", "Anna Keller", "[removed] : she called. So said [removed]: twice."},
		{"before a bracket", "Anna Keller(nurse) and Anna Keller[1]", "Anna Keller", "[removed] (nurse) and [removed] [1]"},
		{"behind an exclamation", "Oh!Keller", "Keller", "Oh! [removed]"},
		{"letters by name", "Frau M&uuml;ller rief an.", "Müller", "Frau [removed] rief an."},
		{"letters by number", "Frau &#77;&#252;ller und Frau &#x4D;üller riefen an.", "Müller", "Frau [removed] und Frau [removed] riefen an."},
		{"other letters by name", "Ren&eacute;e M&uuml;ller-L&uuml;denscheidt &ndash; und Rene.", "Renée Müller-Lüdenscheidt", "[removed] &ndash; und Rene."},
		{"a space by name", "Anna&nbsp;Keller called, and An&shy;na Keller&rsquo;s clinic.", "Anna Keller", "[removed] called, and [removed] clinic."},
		{"a genitive behind letters by name", "M&uuml;llers Akte", "Müller", "[removed] Akte"},
		{"letters by name in what is looked for", "Frau Müller rief an.", "M&uuml;ller", "Frau [removed] rief an."},
		{"letters by name around it", "F&uuml;r Keller gilt &auml;hnliches. T&amp;C", "Keller", "F&uuml;r [removed] gilt &auml;hnliches. T&amp;C"},
		{"a mark by name is none", "Anna &#42;&#42;Keller&#42;&#42; called, &lt;Keller&gt; too.", "Keller", "Anna &#42;&#42;[removed]&#42;&#42; called, &lt;[removed]&gt; too."},
		{"a sign by name", "AT&amp;T called.", "AT&T", "[removed] called."},
		{"no entity", "R&D; by K&unknown; and Keller", "Keller", "R&D; by K&unknown; and [removed]"},
		{"a sign in it", "AT&T called, AT and T did not.", "AT&T", "[removed] called, AT and T did not."},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _ := Replace(test.text, []Words{parse(t, test.words)})
			if got != test.want {
				t.Fatalf("have %q\nwant %q", got, test.want)
			}
			if got == test.text || strings.Contains(got, "<!--") {
				return // nothing was public
			}
			old, new := d.Said{Text: []d.Passage{{MD: test.text}}}, d.Said{Text: []d.Passage{{MD: got}}, Redacted: "x"}
			if r, fault := Between(old, new); fault != nil || r.IsZero() {
				t.Errorf("that is no redaction: %+v", fault)
			}
		})
	}
	for _, nothing := range []string{"", " ", "—", "...", "*"} {
		if _, err := Parse(nothing); err == nil {
			t.Errorf("Parse(%q) finds a word", nothing)
		}
	}
}

func public() d.Said {
	return d.Said{
		Headline: "What we know", Summary: "Jo Doe opened 12 files. They were not copied.",
		Facts: d.Facts{
			Title: "Files opened", Kind: d.DataBreach, Status: d.Investigating, Supplier: "Example Mail",
			Affected: []d.Affected{{Who: "patients of Jo Doe", Count: 4112, Unit: "people", Certainty: d.Sure}},
			Data:     []d.Data{{Category: "name", Exposure: d.Exposed, Effects: []string{"viewed"}}, {Category: "phone", Exposure: d.NotExposed, Basis: "No column."}},
			Unknowns: []string{"Who did it.", "How Jo Doe came in."},
			Notified: []d.Notified{{Who: "police", Name: "Officer Smith", At: d.DayOf(time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC))}},
			Actions:  d.Actions{Steps: []d.Action{{Do: "Change your password.", Link: "https://a.example/jo-doe"}}},
			Contact:  d.Contact{Email: "jo.doe@a.example"},
		},
		Corrections: map[string]string{"supplier": "Jo Doe had mixed them up.", "origin": "We looked again."},
		Text: []d.Passage{
			{MD: "Jo Doe opened 12 files. They were not copied. The files are old. The log says `user=jo.doe`."},
			{Heading: "What Happened", Section: "what-happened", MD: "A colleague, Jo Doe, opened 12 files that were not copied."},
		},
		Withdraws: []int{1}, Emptied: []string{"credit"},
	}
}

func TestBetween(t *testing.T) {
	const what = "A colleague, [removed], opened 12 files that were not copied."
	md := func(text string) func(*d.Said) { return func(s *d.Said) { s.Text[1].MD = text } }
	tests := []struct {
		name   string
		change func(*d.Said)
		want   string // "" for a redaction; else what the fault says
	}{
		{"words marked", md(what), ""},
		{"words at the end", md("A colleague, Jo Doe, opened [removed]"), ""},
		{"words at the beginning", md("[removed] that were not copied."), ""},
		{"a word that also stands in what was removed", md("[removed] opened 12 files that were not copied."), ""},
		{"the whole text", md("[removed]"), ""},
		{"two places", md("[removed], Jo Doe, opened [removed] files that were not copied."), ""},
		{"a word inside code", func(s *d.Said) {
			s.Text[0].MD = strings.Replace(s.Text[0].MD, "user=jo.doe", "user=[removed]", 1)
		}, ""},
		{"a fact", func(s *d.Said) { s.Facts.Supplier = ""; s.Removed = []string{"supplier"} }, ""},
		{"a fact with the reason for its correction", func(s *d.Said) {
			s.Facts.Supplier, s.Removed = "", []string{"supplier"}
			delete(s.Corrections, "supplier")
		}, ""},
		{"an item with a key", func(s *d.Said) { s.Facts.Data = s.Facts.Data[:1]; s.Removed = []string{"data.phone"} }, ""},
		{"words of an item", func(s *d.Said) { s.Facts.Unknowns[1] = "How [removed] came in." }, ""},
		{"words of a fact beside its number", func(s *d.Said) { s.Facts.Affected[0].Who = "patients of [removed]" }, ""},
		{"the name of somebody who was told", func(s *d.Said) { s.Facts.Notified[0].Name = "Officer [removed]" }, ""},
		{"an address", func(s *d.Said) { s.Facts.Actions.Steps[0].Link = "" }, ""},
		{"a summary that makes room for more of the text", func(s *d.Said) {
			s.Text[0].MD = strings.Replace(s.Text[0].MD, "They were not copied", "[removed]", 1)
			s.Summary = "Jo Doe opened 12 files. [removed]. The files are old."
		}, ""},

		{"words without the mark", md("A colleague, Jo Doe, opened 12 files that were copied."), "text: not to nothing"},
		{"words without the mark at the end", md("A colleague, Jo Doe, opened 12 files"), "text: that were not copied to nothing"},
		{"a negation behind a mark", md("A colleague, [removed], opened 12 files that were copied."), "text: not to nothing"},
		{"another word", md("A friend, [removed], opened 12 files that were not copied."), "text: colleague to friend"},
		{"a word added", md("A colleague, [removed], never opened 12 files that were not copied."), "text: nothing to never"},
		{"a number changed", md("A colleague, [removed], opened 13 files that were not copied."), "text: 12 to 13"},
		{"text moved", md("Opened 12 files that were not copied. A colleague, [removed]."), "text: nothing to Opened 12 files that were not copied"},
		{"a mark for nothing", md("A colleague, [removed] Jo Doe, opened 12 files that were not copied."), "text: nothing to Jo"},
		{"a mark at the end for nothing", func(s *d.Said) { s.Text[1].MD += " [removed]" }, "text: nothing to [removed]"},
		{"a mark that is a link", md("A colleague, [removed](https://evil.example), opened 12 files that were not copied."), "text: Jo to removed"},
		{"a mark that is escaped", md(`A colleague, \[removed\], opened 12 files that were not copied.`), `text: Jo to \[`},
		{"a mark with a definition", md("A colleague, [removed], opened 12 files that were not copied.\n\n[removed]: https://evil.example"), "text: nothing to [removed]: https://evil.example"},
		{"another target of a link", func(s *d.Said) { s.Facts.Actions.Steps[0].Link = "https://b.example" }, "what_to_do[0].link: https://a.example/jo-doe to https://b.example"},
		{"code with another word", func(s *d.Said) {
			s.Text[0].MD = strings.Replace(s.Text[0].MD, "user=jo.doe", "user=al[removed]", 1)
		}, "text: `user=jo.doe` to `user=al[removed]`"},
		{"a text gone", func(s *d.Said) { s.Text = s.Text[:1] }, "text: what-happened to nothing"},
		{"a text emptied", md(""), "text: A colleague, Jo Doe, opened 12 files that were not copied to nothing"},
		{"a summary emptied", func(s *d.Said) { s.Summary = "" }, "summary: Jo Doe opened 12 files. They were not copied to nothing"},
		{"another summary", func(s *d.Said) { s.Summary = "All is well." }, "summary: Jo to All"},
		{"a section under another heading", func(s *d.Said) { s.Text[1].Section = "" }, "text: what-happened to nothing"},
		{"an item gone", func(s *d.Said) { s.Facts.Unknowns = s.Facts.Unknowns[:1] }, "not_known_yet[1]: How Jo Doe came in. to nothing"},
		{"an item added", func(s *d.Said) { s.Facts.Unknowns = append(s.Facts.Unknowns, "More.") }, "not_known_yet[2]: nothing to More."},
		{"another fact", func(s *d.Said) { s.Facts.Kind = d.Security }, "kind: data-breach to security"},
		{"a fact that is left out and not named", func(s *d.Said) { s.Facts.Supplier = "" }, "supplier: Example Mail to nothing"},
		{"an item that is left out and not named", func(s *d.Said) { s.Facts.Data = s.Facts.Data[1:] }, "data.name: name: viewed to nothing"},
		{"a fact that is named and stays", func(s *d.Said) { s.Removed = []string{"supplier"} }, "supplier: nothing to Example Mail"},
		{"a fact that was never stated", func(s *d.Said) { s.Removed = []string{"origin"} }, "removed: nothing to origin"},
		{"the kind", func(s *d.Said) { s.Facts.Kind = ""; s.Removed = []string{"kind"} }, "removed: nothing to kind"},
		{"a fact added", func(s *d.Said) { s.Facts.Origin = "own" }, "origin: nothing to own"},
		{"a number to nothing", func(s *d.Said) { s.Facts.Affected[0].Count = 0 }, "affected[0].count: 4,112 to 0"},
		{"a doubt gone", func(s *d.Said) { s.Facts.Affected[0].Certainty = "" }, "affected[0].certainty: confirmed to nothing"},
		{"what happened to data", func(s *d.Said) { s.Facts.Data[0].Effects = nil }, "data.name.effects[0]: viewed to nothing"},
		{"a date", func(s *d.Said) { s.Facts.Notified[0].At = d.Moment{} }, "told.police/Officer Smith.at: 3 March 2026 to nothing"},
		{"a withdrawal", func(s *d.Said) { s.Withdraws = nil }, "withdraws: [1] to []"},
		{"a field that was emptied", func(s *d.Said) { s.Emptied = nil }, "text: credit to nothing"},
		{"the reason of a correction", func(s *d.Said) { delete(s.Corrections, "origin") }, "corrected_because.origin: We looked again. to nothing"},
		{"another reason", func(s *d.Said) { s.Corrections["origin"] = "We looked twice." }, "corrected_because.origin: again to twice"},
		{"who translated", func(s *d.Said) { s.TranslatedBy = "person" }, "translated_by: nothing to person"},
		{"a question", func(s *d.Said) { s.Questions = []d.Question{{Question: "Why?", MD: "So."}} }, "text: nothing to nothing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old, new := public(), public()
			new.Redacted = "A court told us to remove a name."
			test.change(&new)
			r, fault := Between(old, new)
			got := ""
			if fault != nil {
				got = fmt.Sprintf("%s: %s to %s", or(fault.Field, "text"), or(fault.Was, "nothing"), or(fault.Is, "nothing"))
				if fault.Fix == "" {
					t.Error("the fault says nothing about what to do")
				}
			} else if r.IsZero() {
				t.Error("nothing was removed")
			}
			if got != test.want {
				t.Errorf("have %q\nwant %q", got, test.want)
			}
		})
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func TestASecondRedactionGoesOn(t *testing.T) {
	first := public()
	first.Redacted, first.Removed = "A reason.", []string{"origin"}
	first.Text[1].MD = "A colleague, [removed], opened 12 files that were not copied."
	second := first.Clone()
	second.Text[1].MD = "A colleague, [removed], opened [removed] that were not copied."
	r, fault := Between(first, second)
	if fault != nil || len(r.Words) != 1 || r.Words[0] != "12 files" {
		t.Errorf("removed %v, fault %+v", r.Words, fault)
	}
	second.Text[1].MD = "[removed] opened 12 files that were not copied."
	if r, fault := Between(first, second); fault != nil || r.Words[0] != "A colleague, [removed" {
		t.Errorf("one mark for a mark and more: removed %q, fault %+v", r.Words, fault)
	}
	back := first.Clone()
	back.Removed = nil
	if _, fault := Between(first, back); fault == nil {
		t.Error("what was removed is no longer named, and nobody minds")
	}
	back = first.Clone()
	back.Text[1].MD = public().Text[1].MD
	if _, fault := Between(first, back); fault == nil {
		t.Error("removed words came back, and nobody minds")
	}
	if r, fault := Between(first, first); fault != nil || !r.IsZero() {
		t.Errorf("the same text removes %+v, fault %+v", r, fault)
	}
	reason := first.Clone()
	reason.Redacted = "Another reason."
	if _, fault := Between(first, reason); fault == nil {
		t.Error("another reason for nothing removed")
	}
	reason.Redacted = "A [removed]."
	if r, fault := Between(first, reason); fault != nil || r.IsZero() {
		t.Errorf("words of the reason: fault %+v", fault)
	}
}

func TestFromAnOlderRevision(t *testing.T) {
	old := public()
	older := public()
	older.Text[1].MD = "A coleague, Jo Deo, opned 12 files files that were not copied."
	older.Facts.Affected[0].Who = "patints of Jo Doe"
	older.Facts.Unknowns[0] = "Who did did it."
	new := old.Clone()
	new.Redacted, new.Removed = "A court told us so.", []string{"data.phone", "supplier"}
	new.Facts.Data, new.Facts.Supplier = new.Facts.Data[:1], ""
	new.Facts.Affected[0].Who, new.Facts.Unknowns[1] = "patients of [removed]", "How [removed] came in."
	new.Facts.Actions.Steps[0].Link, new.Facts.Contact.Email = "", Mark
	new.Corrections["supplier"] = "[removed] had mixed them up."
	new.Summary = "[removed] opened 12 files. They were not copied."
	new.Text[0].MD = "[removed] opened 12 files. They were not copied. The files are old. The log says `user=[removed]`."
	new.Text[1].MD = "A colleague, [removed], opened 12 files that were not copied."
	r, fault := Between(old, new)
	if fault != nil {
		t.Fatalf("%+v", fault)
	}
	got, ok := r.From(older)
	if !ok {
		t.Fatal("the same cannot be taken out of the first revision")
	}
	want := new.Clone()
	want.Text[1].MD = "A coleague, [removed], opned 12 files files that were not copied."
	want.Facts.Affected[0].Who = "patints of [removed]"
	want.Facts.Unknowns[0] = "Who did did it."
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the first revision (-want +got):\n%s", diff)
	}
	if got := older.Text[1].MD; !strings.Contains(got, "Deo") {
		t.Error("From changed what it was given")
	}

	t.Run("a text that was worded anew", func(t *testing.T) {
		machine := public()
		machine.Text[1].MD = "One of the people who work for us, that is Doe, had a look at a dozen documents."
		if got, ok := r.From(machine); ok {
			t.Errorf("it is %q now; who can be sure?", got.Text[1].MD)
		}
	})
	t.Run("a summary with room for more", func(t *testing.T) {
		new := old.Clone()
		new.Redacted = "A reason."
		new.Text[0].MD = strings.Replace(old.Text[0].MD, "They were not copied", Mark, 1)
		new.Summary = "Jo Doe opened 12 files. [removed]. The files are old."
		r, fault := Between(old, new)
		if fault != nil {
			t.Fatalf("%+v", fault)
		}
		older := public()
		older.Text[0].MD = strings.Replace(old.Text[0].MD, "files. They", "flies. They", 1)
		older.Summary = "Jo Doe opened 12 flies. They were not copied."
		if got, ok := r.From(older); !ok || got.Summary != "Jo Doe opened 12 flies. [removed]. The files are old." {
			t.Errorf("the first summary is %q, %v", got.Summary, ok)
		}
	})
}

func TestFromEarlierQuestions(t *testing.T) {
	day := d.DayOf(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
	q := func(question, answer string) d.Question {
		return d.Question{Asked: day, Question: question, MD: answer}
	}
	old := d.Said{Questions: []d.Question{q("Who called?", "Anna Keller of the clinic."), q("Were notes in the files?", "No."), q("Is Anna Keller a nurse?", "Yes, she is a nurse.")}}
	new := d.Said{Redacted: "She asked us.", Questions: []d.Question{q("Who called?", "[removed] of the clinic."), q("Were notes in the files?", "No."), q("Is [removed] a nurse?", "Yes, she is a nurse.")}}
	r, fault := Between(old, new)
	if fault != nil {
		t.Fatalf("%+v", fault)
	}
	older := d.Said{Questions: []d.Question{q("Were notes in the files?", "No."), q("Is Anna Kelller a nurse?", "Yes, she is a nruse.")}}
	got, ok := r.From(older)
	want := d.Said{Redacted: "She asked us.", Questions: []d.Question{q("Were notes in the files?", "No."), q("Is [removed] a nurse?", "Yes, she is a nruse.")}}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%v (-want +got):\n%s", ok, diff)
	}
	if _, ok := r.From(d.Said{Questions: []d.Question{q("Something else entirely?", "A long answer to that, in many words.")}}); ok {
		t.Error("a question that is not there any more was dealt with")
	}
}

func TestNeedles(t *testing.T) {
	old := d.Said{
		Facts: d.Facts{Title: "T", Kind: d.DataBreach, Supplier: "Postbird", Affected: []d.Affected{{Count: 4112, Unit: "people"}}},
		Text:  []d.Passage{{MD: "Nurse Anna Keller of Northquay saw the files at 08:55 UTC. She is pregnant. Northquay wrote to anna@a.example."}},
	}
	new := d.Said{
		Facts: d.Facts{Title: "T", Kind: d.DataBreach}, Removed: []string{"supplier", "affected"}, Redacted: "x",
		Text: []d.Passage{{MD: "[removed] saw the files at 08:55 UTC. She is [removed]. Northquay wrote to [removed]."}},
	}
	r, fault := Between(old, new)
	if fault != nil {
		t.Fatalf("%+v", fault)
	}
	var got []string
	for _, n := range r.Needles() {
		got = append(got, fmt.Sprintf("%s %v", n.Words, n.Weak))
	}
	want := []string{"Nurse Anna Keller of Northquay false", "Nurse Anna Keller false", "pregnant true", "anna@a.example false", "4,112 false", "Postbird false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("needles (-want +got):\n%s", diff)
	}
	other := d.Said{Facts: d.Facts{Affected: []d.Affected{{Count: 4112, Unit: "people"}}}, Text: []d.Passage{{Heading: "X", MD: "1\n\nThe **nurse Anna\nKeller** left."}}}
	for words, want := range map[string]string{"Nurse Anna Keller": " The **nurse Anna", "4,112": "affected[0].count 4,112"} {
		if place, ok := Holds(other, parse(t, words)); !ok || place.Field+" "+place.Line != want {
			t.Errorf("%s is at %+v, %v; want %q", words, place, ok, want)
		}
	}
	if place, ok := Holds(other, parse(t, "Postbird")); ok {
		t.Errorf("Postbird is at %+v", place)
	}
}

// pieces are what texts for the properties are made of.
var pieces = []string{
	"Anna Keller", "**Anna** Keller", "anna-keller", "the clinic", "were not copied", "12 files", "[Anna Keller](https://a.example/anna-keller)", "`x Anna Keller`",
	"\n", "\n\n", "- ", "## ", "> ", "| a | Anna Keller |", "[removed]", "4,112 people", "Keller", "Anna", "_Anna Keller_", "<!-- Anna Keller -->", "a@b.example", "~~Anna Keller~~",
}

// checkReplace holds for any text: what Replace makes is a redaction, the words
// are gone, and the same taken from the text gives the same.
func checkReplace(t *testing.T, text, sought string) {
	t.Helper()
	w, err := Parse(sought)
	if err != nil {
		return
	}
	got, spans := Replace(text, []Words{w})
	if left := Find(got, w); len(left) > 0 && !strings.Contains("removed", w.letters) {
		t.Fatalf("%q without %q is %q, which still holds it", text, sought, got)
	}
	if len(spans) == 0 || strings.Contains(text, "<!--") {
		return // a comment is never public
	}
	old, new := d.Said{Headline: text}, d.Said{Headline: got, Redacted: "x"}
	r, fault := Between(old, new)
	if fault != nil {
		t.Fatalf("%q without %q is %q, which is no redaction: %+v", text, sought, got, fault)
	}
	if again, ok := r.From(old); ok && again.Headline != got {
		t.Fatalf("%q: the same taken out is %q and %q", text, got, again.Headline)
	}
}

func TestReplaceIsARedaction(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			b.WriteString([]string{" ", ", ", "\n", ". "}[r.IntN(4)])
		}
		checkReplace(t, b.String(), "Anna Keller")
	}
}

func FuzzReplace(f *testing.F) {
	for _, p := range pieces {
		f.Add(p+" x "+p, "Anna Keller")
	}
	f.Fuzz(func(t *testing.T, text, words string) {
		if len(text) > 300 || len(words) > 40 {
			return
		}
		checkReplace(t, text, words)
	})
}

// FuzzBetween looks for an edit of a text that passes for a redaction although
// the words that are left are not those of the text, in its order.
func FuzzBetween(f *testing.F) {
	f.Add("A colleague, Jo Doe, opened 12 files.", "A colleague, [removed], opened 12 files.")
	f.Add("a b c", "[removed] b [removed]")
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old) > 300 || len(new) > 300 {
			return
		}
		_, fault := Between(d.Said{Headline: old}, d.Said{Headline: new, Redacted: "x"})
		if fault != nil || strings.ContainsAny(old+new, "`~") {
			return
		}
		// By hand: every word of new is in old, in this order.
		rest := []rune(letters(old))
		for _, r := range letters(strings.ReplaceAll(new, Mark, " ")) {
			i := 0
			for i < len(rest) && rest[i] != r {
				i++
			}
			if i == len(rest) {
				t.Fatalf("%q passes for what is left of %q", new, old)
			}
			rest = rest[i+1:]
		}
	})
}

func BenchmarkFrom(b *testing.B) {
	var long strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&long, "word%d ", i%97)
	}
	old := d.Said{Text: []d.Passage{{MD: "One " + long.String() + "Anna Keller " + long.String() + "end"}}}
	older := d.Said{Text: []d.Passage{{MD: "Oen " + long.String() + "Anna Kelelr " + long.String() + "edn"}}}
	text, _ := Replace(old.Text[0].MD, []Words{parse(b, "Anna Keller")})
	r, fault := Between(old, d.Said{Text: []d.Passage{{MD: text}}, Redacted: "x"})
	if fault != nil {
		b.Fatal(fault)
	}
	for b.Loop() {
		if _, ok := r.From(older); !ok {
			b.Fatal("no")
		}
	}
}
