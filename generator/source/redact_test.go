package source

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
)

const redactSite = "name: Example\nurl: https://status.example.com\nlanguages: [en, es]\ncontacts: {email: help@example.com}\ncomponents:\n  - {id: booking, name: Booking}\n  - {id: exports, name: Exports}\n"

// readFile reads one statement of an incident.
func readFile(t testing.TB, text string) *Document {
	t.Helper()
	fsys := fstest.MapFS{"site.yaml": {Data: []byte(redactSite)}, "incidents/x/01.md": {Data: []byte(text)}}
	content, _, err := Read(fsys, Options{Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)})
	if err != nil || len(content.Documents) != 1 {
		t.Fatalf("the file cannot be read: %v", err)
	}
	return content.Documents[0]
}

func wordsOf(t testing.TB, all ...string) []redact.Words {
	t.Helper()
	var words []redact.Words
	for _, text := range all {
		w, err := redact.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, w)
	}
	return words
}

func TestRedactWords(t *testing.T) {
	for _, test := range []struct{ name, fields, body, wantFields, wantBody string }{
		{"in the text", "", "Nurse Anna Keller called.\n", "", "Nurse [removed] called.\n"},
		{"in a plain value", "headline: Anna Keller called", "x", "headline: [removed] called", "x"},
		{"as a plain value", "headline: Anna Keller", "x", "headline: [removed]", "x"},
		{"before a comma", "headline: Anna Keller, nurse, called", "x", "headline: [removed], nurse, called", "x"},
		{"in a value of two lines", "summary: A nurse, Anna\n  Keller, called.", "x", "summary: A nurse, [removed], called.", "x"},
		{"in a folded text", "summary: >\n  A nurse, Anna\n  Keller, called.\n  She is well.", "x", "summary: >\n  A nurse, [removed], called.\n  She is well.", "x"},
		{"in a literal text", "how_to_know: |\n  Ask Anna Keller.\n\n  Soon.", "x", "how_to_know: |\n  Ask [removed].\n\n  Soon.", "x"},
		{"in quotation marks", `headline: "Correction: Anna Keller \"called\""`, "x", `headline: "Correction: [removed] \"called\""`, "x"},
		{"in typographic quotation marks", "headline: “Anna Keller called”", "x", "headline: “[removed] called”", "x"},
		{"in a list of texts", "could_mean:\n  - Anna Keller could call.\n  - Nothing.", "x", "could_mean:\n  - [removed] could call.\n  - Nothing.", "x"},
		{"as an item of a list", "thanks:\n  - Anna Keller\n  - A clinic.", "x", "thanks:\n  - [removed]\n  - A clinic.", "x"},
		{"in brackets", "thanks: [Anna Keller, a clinic]", "x", `thanks: ["[removed]", a clinic]`, "x"},
		{"inside braces", "affected: {who: patients of Anna Keller, count: 12, unit: people}", "x", `affected: {who: "patients of [removed]", count: 12, unit: people}`, "x"},
		{"inside braces, in quotes", `what_we_do: [{text: "Anna Keller, who called, was told", state: done}]`, "x", `what_we_do: [{text: "[removed], who called, was told", state: done}]`, "x"},
		{"in a shorthand", "affected: 61,300 patients of Anna Keller, counted", "x", "affected: 61,300 patients of [removed], counted", "x"},
		{"in an entry of an item", "what_to_do:\n  - do: Call Anna Keller.\n    why: She knows.", "x", "what_to_do:\n  - do: Call [removed].\n    why: She knows.", "x"},
		{"in a group that is a key", "not_affected:\n  - clinics of Anna Keller: no file was theirs", "x", "not_affected:\n  - \"clinics of [removed]\": no file was theirs", "x"},
		{"in a reason", "corrected_because:\n  supplier: Anna Keller mixed them up.", "x", "corrected_because:\n  supplier: [removed] mixed them up.", "x"},
		{"in a detail", "data:\n  copied:\n    - name: that of Anna Keller", "x", "data:\n  copied:\n    - name: that of [removed]", "x"},
		{"in the name of who was told", "told:\n  - {who: police, name: Anna Keller, at: 2026-03-03}", "x", "told:\n  - {who: police, name: \"[removed]\", at: 2026-03-03}", "x"},
		{"in comments", "# asked Anna Keller\nstatus: investigating # Anna Keller says", "<!-- Anna Keller -->\nx", "# asked [removed]\nstatus: investigating # [removed] says", "<!-- [removed] -->\nx"},
		{"a key of the fields stays", "headline: The title", "title", "headline: The title", "title"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := func(fields, body, more string) string {
				if fields != "" {
					fields += "\n"
				}
				return "---\ntitle: Files\nkind: data-breach\n" + fields + more + "---\n" + body
			}
			for _, end := range []string{"\n", "\r\n"} {
				lay := func(s string) string { return strings.ReplaceAll(s, "\n", end) }
				text := lay(file(test.fields, test.body, ""))
				got, err := readFile(t, text).Redact([]byte(text), Redaction{Words: wordsOf(t, "Anna Keller"), Reason: "She asked us."})
				if err != nil {
					t.Fatal(err)
				}
				want := lay(file(test.wantFields, test.wantBody, "redacted: She asked us.\n"))
				if diff := cmp.Diff(want, string(got)); diff != "" {
					t.Errorf("with %q at line ends (-want +got):\n%s", end, diff)
				}
			}
		})
	}
}

func TestRedactFacts(t *testing.T) {
	const fields = `title: Files
kind: data-breach
supplier: Postbird # no
affected:
  - {who: patients, count: 12, unit: people}
data:
  copied:
    - name
    - phone: mobile
  not_involved:
    - password: no column
components: {booking: degraded, exports: major-outage}
told:
  - who: regulator
    at: 2026-03-05 09:20 UTC
  - who: police
    at: 2026-03-05
promises:
  - id: letters
    text: We write.
    due: 2026-04-01
thanks: [a, b]
`
	cut := func(lines ...string) string {
		text := fields
		for _, l := range lines {
			old, new, _ := strings.Cut(l, " => ")
			if !strings.Contains(text, old) {
				t.Fatalf("there is no %q", old)
			}
			text = strings.Replace(text, old, new, 1)
		}
		return text
	}
	for _, test := range []struct{ name, facts, want string }{
		{"a field", "supplier", cut("supplier: Postbird # no\n")},
		{"a field of several lines", "affected", cut("affected:\n  - {who: patients, count: 12, unit: people}\n")},
		{"an item of a list", "data.phone", cut("    - phone: mobile\n")},
		{"the first item", "data.name", cut("    - name\n")},
		{"the only item of a group", "data.password", cut("  not_involved:\n    - password: no column\n")},
		{"several items", "data.name data.phone", cut("    - name\n    - phone: mobile\n => ")},
		{"an entry in braces", "components.exports", cut(", exports: major-outage")},
		{"the first entry in braces", "components.booking", cut("booking: degraded, ")},
		{"an item of two lines", "notified.regulator", cut("  - who: regulator\n    at: 2026-03-05 09:20 UTC\n")},
		{"the last item of two lines", "notified.police", cut("  - who: police\n    at: 2026-03-05\n")},
		{"the only item", "commitments.letters", cut("promises:\n  - id: letters\n    text: We write.\n    due: 2026-04-01\n")},
		{"a list in brackets", "credit", cut("thanks: [a, b]\n")},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "---\n" + fields + "---\nx\n"
			var keys []disclosure.Key
			var pages []string
			for _, f := range strings.Fields(test.facts) {
				keys = append(keys, disclosure.Key(f))
				pages = append(pages, redact.PagePath(disclosure.Key(f)))
			}
			got := text
			for _, k := range keys { // one after the other, as the places move
				b, err := readFile(t, got).Redact([]byte(got), Redaction{Facts: []disclosure.Key{k}, Removed: keys, Reason: "A reason."})
				if err != nil {
					t.Fatal(err)
				}
				got = string(b)
			}
			want := "---\n" + test.want + "removed: [" + strings.Join(pages, ", ") + "]\nredacted: A reason.\n---\nx\n"
			if test.name == "several items" {
				want = strings.Replace(want, "  copied:\n", "", 1)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := readFile(t, "---\ntitle: T\n---\nx").Redact([]byte("---\ntitle: T\n---\nx"), Redaction{Facts: []disclosure.Key{"supplier"}}); err == nil {
		t.Error("a fact that is not there was taken out")
	}
}

func TestRedactLines(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"again", "---\ntitle: T\nremoved: [supplier]\nredacted: >\n  First\n  reason.\nkind: outage\n---\nx\n", "---\ntitle: T\nkind: outage\nstatus: fixed\nremoved: [supplier, told.police]\nredacted: \"She: no\"\n---\nx\n"},
		{"indented fields", "---\n  title: T\n---\nx", "---\n  title: T\n  status: fixed\n  removed: [supplier, told.police]\n  redacted: \"She: no\"\n---\nx"},
		{"a byte order mark and returns", "\ufeff---\r\ntitle: T\r\n---\r\nx", "\ufeff---\r\ntitle: T\r\nstatus: fixed\r\nremoved: [supplier, told.police]\r\nredacted: \"She: no\"\r\n---\r\nx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readFile(t, test.text).Redact([]byte(test.text), Redaction{Removed: []disclosure.Key{"supplier", "notified.police"}, Reason: "She: no", Status: "fixed"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("questions without fields", func(t *testing.T) {
		for _, mark := range []string{"", byteOrderMark} {
			text := mark + "## Who is Anna Keller? (4 March 2026)\n\nA nurse.\n"
			fsys := fstest.MapFS{"site.yaml": {Data: []byte(redactSite)}, "incidents/x/01.md": {Data: []byte("---\ntitle: T\nkind: outage\n---\nx")}, "incidents/x/questions.md": {Data: []byte(text)}}
			content, _, err := Read(fsys, Options{Now: time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			got, err := content.Documents[1].Redact([]byte(text), Redaction{Words: wordsOf(t, "Anna Keller"), Reason: "She asked us."})
			if err != nil {
				t.Fatal(err)
			}
			want := mark + "---\nredacted: She asked us.\n---\n## Who is [removed]? (4 March 2026)\n\nA nurse.\n"
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	})
}

// FuzzRedact looks for files of which Redact makes one that still holds the
// words, or changes more than it should.
func FuzzRedact(f *testing.F) {
	f.Add("headline: Anna Keller called\nthanks: [Anna Keller, x]", "Anna Keller called.")
	f.Add("summary: >\n  Anna\n  Keller\n# Anna Keller", "| Anna Keller |")
	f.Fuzz(func(t *testing.T, fields, body string) {
		if len(fields)+len(body) > 400 {
			return
		}
		text := "---\ntitle: T\nkind: outage\n" + fields + "\n---\n" + body
		fsys := fstest.MapFS{"site.yaml": {Data: []byte(redactSite)}, "incidents/x/01.md": {Data: []byte(text)}}
		content, _, err := Read(fsys, Options{Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)})
		if err != nil || len(content.Documents) == 0 || content.Documents[0].Unreadable {
			return
		}
		got, err := content.Documents[0].Redact([]byte(text), Redaction{Words: wordsOf(t, "Anna Keller"), Reason: "x"})
		if err != nil {
			return
		}
		rest := strings.Replace(string(got), "redacted: x\n", "", 1)
		if !strings.Contains(text, "Keller") && !strings.Contains(strings.ToLower(text), "kel") && !strings.Contains(text, "redacted") && rest != text && !strings.Contains(text, "\r\n") {
			t.Fatalf("%q became %q, although it does not hold the words", text, got)
		}
	})
}
