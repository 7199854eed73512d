package prosediff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/markdown"
)

func TestWords(t *testing.T) {
	tests := []struct {
		name, in, want string // words with "|" between them; [d ] is a date, [n ] a number
	}{
		{"English date and time", "At 08:55 UTC on 3 March 2026 we saw it.", "At|[d 08:55 UTC]|on|[d 3 March 2026]|we|saw|it|."},
		{"American date", "On March 9, 2026, at 9:30 a.m. EST.", "On|[d March 9, 2026]|,|at|[d 9:30 a.m. EST]|."},
		{"month and year, ordinal", "In March 2026 and on the 9th of March.", "In|[d March 2026]|and|on|the|[d 9th of March]|."},
		{"a modal is no month", "Calls may 3 times fail.", "Calls|may|[n 3]|times|fail|."},
		{"ISO dates", "2026-03-09 or 09.03.2026 or 3/9/2026, not 10.0.0.1.", "[d 2026-03-09]|or|[d 09.03.2026]|or|[d 3/9/2026]|,|not|[n 10.0.0.1]|."},
		{"German", "Am 9. März 2026 um 8.30 Uhr waren 61.300 E-Mail-Adressen, 5 % und 1,2 Mio. € weg.", "Am|[d 9. März 2026]|um|[d 8.30 Uhr]|waren|[n 61.300]|E-Mail-Adressen|,|[n 5 %]|und|[n 1,2 Mio. €]|weg|."},
		{"Spanish", "El 9 de marzo de 2026, 4.112 personas y 1,5 millones.", "El|[d 9 de marzo de 2026]|,|[n 4.112]|personas|y|[n 1,5 millones]|."},
		{"date of any language", "9 березня 2026 і", "[d 9 березня 2026]|і"},
		{"French spaces", "61 300 personnes, 61\u202f300 personnes, le 3 mars", "[n 61 300]|personnes|,|[n 61\u202f300]|personnes|,|le|[d 3 mars]"},
		{"numbers with signs", "About −5 to +4,112, €1,200, 12 €, 12%, #7, >40 and 1.2 million.", "About|[n −5]|to|[n +4,112]|,|[n €1,200]|,|[n 12 €]|,|[n 12%]|,|[n #7]|,|[n >40]|and|[n 1.2 million]|."},
		{"ranges are two figures", "20–25 clinics", "[n 20]|–|[n 25]|clinics"},
		{"names", "CVE-2026-1234 in v2.1, sign-in, don’t, 24/7, status.example, A&B", "CVE-2026-1234|in|v2.1|,|sign-in|,|don’t|,|[n 24/7]|,|status.example|,|A|&|B"},
		{"Japanese", "2026年3月9日午前8時55分、電話番号は4,112件のうち61件に含まれていません。", "[d 2026年3月9日]|午前|[d 8時55分]|、|電話番号|は|[n 4,112]|件|のうち|[n 61]|件|に|含|まれていません|。"},
		{"Chinese", "3月9日有4,112人", "[d 3月9日]|有|[n 4,112]|人"},
		{"Arabic", "في 9 مارس 2026، ٤٬١١٢ شخصا", "في|[d 9 مارس 2026]|،|[n ٤٬١١٢]|شخصا"},
		{"emoji", "👩\u200d💻🇪🇸 🟡!", "👩\u200d💻|🇪🇸|🟡|!"},
		{"a mark on a space", "a \u0301b", "a|\u0301|b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newComparer(len(tt.in), Options{})
			c.japanese = hasKana(tt.in)
			var got []string
			whole := ""
			for _, w := range c.tokens([]markdown.Inline{{Text: tt.in}}) {
				s := w.Text
				switch w.Kind {
				case Date:
					s = "[d " + s + "]"
				case Number:
					s = "[n " + s + "]"
				}
				got = append(got, s)
				whole += w.Space + w.Text
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if whole != tt.in {
				t.Errorf("words make %q of %q", whole, tt.in)
			}
		})
	}
}

func TestLinksAreWholeWords(t *testing.T) {
	blocks := markdown.Blocks("See *our [**security** advice](https://a.example/ 'T')*, `nq --off` and ![a map](m.png).")
	c := newComparer(100, Options{})
	var got []string
	for _, w := range c.tokens(blocks[0].Text) {
		got = append(got, w.Text+" "+w.Dest()+" "+w.Title())
	}
	want := []string{"See  ", "our  ", "security advice https://a.example/ T", ",  ", "nq --off  ", "and  ", "a map m.png ", ".  "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"stops", "We saw it. Who did? We know! Then", "We saw it.|Who did?|We know!|Then"},
		{"dates in German", "Am 9. März kam es. Am 10. April nicht.", "Am 9. März kam es.|Am 10. April nicht."},
		{"abbreviations", "E. g. Mr. Smith and Dr. Bell, z. B. Patienten. Siehe Nr. 5. Ende.", "E. g. Mr. Smith and Dr. Bell, z. B. Patienten.|Siehe Nr. 5.|Ende."},
		{"a figure begins a sentence", "We opened the files. 4,112 people are affected. 3 March was late.", "We opened the files.|4,112 people are affected.|3 March was late."},
		{"lines", "One line\nand the next. Two\nlines.", "One line and the next.|Two lines."},
		{"line breaks", "A\\\nB", "A /|B"},
		{"links", "See [A. B. C. Then](https://a.example). D.", "See A. B. C. Then.|D."},
		{"Japanese", "停止しました。再開は未定です。", "停止しました。|再開は未定です。"},
		{"Arabic", "هل تعمل؟ نعم، تعمل.", "هل تعمل؟|نعم، تعمل."},
		{"Spanish", "¿Qué pasó? ¡Nada! Fin.", "¿Qué pasó?|¡Nada!|Fin."},
		{"quotation", "He said “No.” Then he left.", "He said “No.”|Then he left."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newComparer(len(tt.in), Options{})
			c.japanese = hasKana(tt.in)
			var got []string
			for _, s := range c.split(c.tokens(markdown.Blocks(tt.in)[0].Text)) {
				line := ""
				for i, w := range s {
					if w.Space != "" && i > 0 {
						line += " "
					}
					line += strings.ReplaceAll(w.Text, "\n", " /")
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
