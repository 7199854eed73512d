package prosediff

import (
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"firsthand/generator/markdown"
)

var (
	spaceByTag = regexp.MustCompile(`[\s\p{Z}]*(</?[a-z][^>]*>)[\s\p{Z}]*`)
	emptyMark  = regexp.MustCompile(`<(em|strong|del|s|p|h[1-6])></(em|strong|del|s|p|h[1-6])>`)
	seam       = regexp.MustCompile(`</(em|strong|del|s)><(em|strong|del|s)>`)
	anyTag     = regexp.MustCompile(`<[^>]*>`)
	spaces     = regexp.MustCompile(`[\s\p{Z}]+`)
	apart      = regexp.MustCompile(`</?(p|h[1-6]|ul|ol|li|blockquote|pre|table|thead|tbody|tr|t[dh]|hr|br|img|div)\b`)
)

// page returns a page without what says nothing: white space beside tags, marks
// around nothing, and where one mark ends for the next of its kind to begin.
func page(s string) string {
	for {
		next := emptyMark.ReplaceAllString(spaceByTag.ReplaceAllString(s, "$1"), "")
		next = seam.ReplaceAllStringFunc(next, func(m string) string {
			if p := seam.FindStringSubmatch(m); p[1] == p[2] {
				return ""
			}
			return m
		})
		if next == s {
			return spaces.ReplaceAllString(s, " ")
		}
		s = next
	}
}

// spoken returns the words of a page, with the spaces between them.
func spoken(s string) string {
	s = apart.ReplaceAllString(s, " $0")
	return strings.TrimSpace(spaces.ReplaceAllString(anyTag.ReplaceAllString(s, ""), " "))
}

// checkDiff checks what holds for every pair of texts.
func checkDiff(t *testing.T, old, new string) Diff {
	t.Helper()
	d := Compare(old, new, Options{})
	for _, side := range []struct {
		name, md string
		blocks   []markdown.Block
	}{{"old", old, d.Old()}, {"new", new, d.New()}} {
		want, got := markdown.HTML(side.md, markdown.Options{}), markdown.BlocksHTML(side.blocks, markdown.Options{})
		if diff := cmp.Diff(page(want), page(got)); diff != "" {
			t.Errorf("Compare(%q, %q): the %s text is lost (-want +got):\n%s", old, new, side.name, diff)
		}
		if diff := cmp.Diff(spoken(want), spoken(got)); diff != "" {
			t.Errorf("Compare(%q, %q): the %s text has other spaces (-want +got):\n%s", old, new, side.name, diff)
		}
	}
	shown := d.HTML(english, markdown.Options{})
	if err := wellFormed(shown); err != nil {
		t.Errorf("Compare(%q, %q): %v in\n%s", old, new, err, shown)
	}
	if !wanders(d.Blocks) {
		bare := d.HTML(Words{}, markdown.Options{})
		wantOld, wantNew := squeezed(markdown.HTML(old, markdown.Options{}), ""), squeezed(markdown.HTML(new, markdown.Options{}), "")
		if got := squeezed(bare, "ins"); got != wantOld {
			t.Errorf("Compare(%q, %q): without insertions the page reads\n%q, want\n%q\n%s", old, new, got, wantOld, bare)
		}
		if got := squeezed(bare, "del"); got != wantNew {
			t.Errorf("Compare(%q, %q): without deletions the page reads\n%q, want\n%q\n%s", old, new, got, wantNew, bare)
		}
	}
	if d.Runs == 0 && d.Summary().String() != "" || (d.Runs > 0) != strings.ContainsAny(kinds(shown), "idm") {
		t.Errorf("Compare(%q, %q): %d runs, summary %q, page\n%s", old, new, d.Runs, d.Summary(), shown)
	}
	if before, after := markdown.HTML(old, markdown.Options{}), markdown.HTML(new, markdown.Options{}); d.Runs == 0 {
		strip := func(s string) string { return strings.ReplaceAll(form(html.UnescapeString(squeezed(s, ""))), " ", "") }
		if diff := cmp.Diff(strip(before), strip(after)); diff != "" {
			t.Errorf("Compare(%q, %q): no runs, and yet (-old +new):\n%s", old, new, diff)
		}
		if diff := cmp.Diff(page(before), page(after)); diff != "" && !d.Form {
			t.Errorf("Compare(%q, %q): nothing differs, and yet (-old +new):\n%s", old, new, diff)
		}
	}
	d.Text(TextOptions{Colour: true})
	d.Text(TextOptions{Changed: true})
	return d
}

// kinds returns a letter for each kind of run on a page.
func kinds(page string) string {
	var b strings.Builder
	for letter, tag := range map[string]string{"i": "<ins>", "d": `<del>`, "m": `class="moved"`} {
		if strings.Contains(page, tag) {
			b.WriteString(letter)
		}
	}
	return b.String()
}

// squeezed returns the letters of a page without those in the elements without.
func squeezed(s, without string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	depth := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := z.TagName()
			if string(name) == without {
				depth++
			}
			if string(name) == "hr" && depth == 0 {
				b.WriteString("—")
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == without {
				depth--
			}
		case html.TextToken:
			if depth == 0 {
				b.WriteString(strings.Join(strings.Fields(string(z.Text())), ""))
			}
		}
	}
}

// wanders reports whether something is not shown where the old text has it, or
// differs in form.
func wanders(blocks []Block) bool {
	return slices.ContainsFunc(blocks, func(b Block) bool {
		return b.State == Moved || b.State == Elsewhere || wanders(b.Blocks) ||
			slices.ContainsFunc(b.Sentences, func(s Sentence) bool {
				return s.State == Moved || s.State == Elsewhere || slices.ContainsFunc(s.Spans, func(sp Span) bool {
					return sp.Op == Equal && !sameForm(sp.Old, sp.New, false)
				})
			})
	})
}

var void = map[string]bool{"br": true, "hr": true, "img": true}

// wellFormed checks that every element is closed where it must be, that a parser
// reads what was written, and that nothing is where it may not be.
func wellFormed(s string) error {
	var open []string
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return z.Err()
			}
			if len(open) > 0 {
				return fmt.Errorf("%v not closed", open)
			}
			root, err := html.Parse(strings.NewReader(s))
			if err != nil {
				return err
			}
			var b strings.Builder
			for c := root.LastChild.LastChild.FirstChild; c != nil; c = c.NextSibling {
				if err := html.Render(&b, c); err != nil {
					return err
				}
			}
			norm := strings.NewReplacer("&#34;", `"`, "&quot;", `"`, "&#39;", "'", "/>", ">").Replace
			if norm(b.String()) != norm(s) {
				return fmt.Errorf("a parser reads another page: %s", cmp.Diff(norm(s), norm(b.String())))
			}
			return nil
		case html.StartTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if void[tag] {
				continue
			}
			for _, o := range open {
				if o == tag && (tag == "ins" || tag == "del" || tag == "a" || tag == "p") {
					return fmt.Errorf("<%s> in itself", tag)
				}
			}
			if slices.Contains(open, "del") && tag == "ins" || slices.Contains(open, "ins") && tag == "del" {
				return fmt.Errorf("<%s> in %v", tag, open)
			}
			open = append(open, tag)
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Errorf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestEditsKeepBothTexts(t *testing.T) {
	for _, e := range edits(t) {
		t.Run(e.name, func(t *testing.T) { checkDiff(t, e.old, e.new) })
	}
}

func TestNoRunsAgainstItself(t *testing.T) {
	for _, e := range edits(t) {
		for _, md := range []string{e.old, e.new} {
			d := Compare(md, md, Options{})
			if d.Runs != 0 || d.Form || d.Coarse || d.Summary().String() != "" {
				t.Errorf("%s: %d runs, form %v, coarse %v, %q", e.name, d.Runs, d.Form, d.Coarse, d.Summary())
			}
			want := strings.NewReplacer("<del>", "<s>", "</del>", "</s>").Replace(markdown.HTML(md, markdown.Options{}))
			if diff := cmp.Diff(want, d.HTML(english, markdown.Options{})); diff != "" {
				t.Errorf("%s: not the page itself (-want +got):\n%s", e.name, diff)
			}
		}
	}
}

// A writer writes texts as people and their editors do.
type writer struct{ *rand.Rand }

func (w writer) pick(list ...string) string { return list[w.IntN(len(list))] }

func (w writer) word() string {
	return w.pick("we", "The attacker", "clinic", "bookings", "4,112", "61.300", "9 March 2026", "08:55 UTC", "not", "may", "exports",
		"**confirmed**", "*not yet*", "`nq-export`", "[the form](files/report.pdf)", "[notice](https://northquay.example/a)", "~~wrong~~",
		"una persona", "Buchungsexporte", "E-Mail-Adressen", "3月9日", "電話番号", "は含まれていません", "أرقام الهواتف", "👩‍💻", "and", ",", "(", ")", "“so”",
		"![map](files/map.png)", "***all***", "12 %", "don’t", "un**believ**able", "<https://a.example>", "12 345", "A&B", "x < y", "[a *b*](/c/ 'T')")
}

func (w writer) sentence() string {
	var words []string
	for range 2 + w.IntN(9) {
		words = append(words, w.word())
	}
	return strings.Join(words, w.pick(" ", " ", " ", "\n")) + w.pick(".", ".", "?", "。", "!")
}

func (w writer) paragraph() string {
	var s []string
	for range 1 + w.IntN(4) {
		s = append(s, w.sentence())
	}
	return strings.Join(s, w.pick(" ", " ", "\n", "\\\n"))
}

func (w writer) block(depth int) string {
	inside := func(first, next string) string {
		text := w.text(1+w.IntN(2), depth+1)
		if text == "" {
			text = w.word()
		}
		return first + strings.ReplaceAll(text, "\n", "\n"+next)
	}
	switch n := w.IntN(12); {
	case n < 5 || depth > 2:
		return w.paragraph()
	case n < 6:
		return strings.Repeat("#", 2+w.IntN(2)) + " " + strings.ReplaceAll(w.sentence(), "\n", " ")
	case n < 9:
		mark, loose := w.pick("- ", "- ", "1. ", "4. "), w.pick("\n", "\n\n")
		var items []string
		for range 1 + w.IntN(4) {
			if w.IntN(4) == 0 {
				items = append(items, inside(mark, strings.Repeat(" ", len(mark))))
			} else {
				items = append(items, mark+strings.ReplaceAll(w.sentence(), "\n", " "))
			}
		}
		return strings.Join(items, loose)
	case n < 10:
		return inside("> ", "> ")
	case n < 11:
		rows := []string{"| " + w.word() + " | b |", "|---|---|"}
		for range w.IntN(3) {
			rows = append(rows, "| "+strings.ReplaceAll(w.sentence(), "\n", " ")+" | "+w.word()+" |")
		}
		return strings.Join(rows, "\n")
	}
	return w.pick("---", "```json\n{\"a\":  1}\n\nb c\n```", "```\n"+w.word()+"\n  x\n```")
}

func (w writer) text(blocks, depth int) string {
	var s []string
	for range blocks {
		s = append(s, w.block(depth))
	}
	return strings.Join(s, "\n\n")
}

// edit changes a text as people do: words, sentences, blocks, places, forms.
func (w writer) edit(md string) string {
	for range 1 + w.IntN(4) {
		sep := w.pick("\n\n", "\n\n", ". ", " ", " ", "\n")
		parts := strings.Split(md, sep)
		i, j := w.IntN(len(parts)), w.IntN(len(parts))
		switch w.IntN(6) {
		case 0:
			parts = slices.Delete(parts, i, i+1)
		case 1, 2:
			fresh := w.word()
			switch sep {
			case "\n\n", "\n":
				fresh = w.block(1)
			case ". ":
				fresh = w.sentence()
			}
			if w.IntN(2) == 0 {
				parts[i] = fresh
			} else {
				parts = slices.Insert(parts, i, fresh)
			}
		case 3:
			parts[i], parts[j] = parts[j], parts[i]
		case 4:
			parts[i] = strings.Replace(parts[i], w.pick("a", "e", "1", "-", "*", "[", " "), w.pick("o", "\n\n", "2", "", "**"), 1)
		case 5:
			parts[i] += w.pick("", "\n\n", "\n", ".")
		}
		md = strings.Join(parts, sep)
	}
	return md
}

func TestGeneratedTextsKeepBothTexts(t *testing.T) {
	n := 250
	if testing.Short() {
		n = 200
	}
	for seed := range uint64(n) {
		w := writer{rand.New(rand.NewPCG(seed, 7))}
		old := markdown.Canonical(w.text(w.IntN(6), 0))
		new := markdown.Canonical(w.edit(old))
		checkDiff(t, old, new)
		if d := Compare(new, new, Options{}); d.Runs != 0 || d.Form {
			t.Errorf("seed %d: %d runs against itself", seed, d.Runs)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for _, e := range edits(f) {
		f.Add(e.old, e.new)
	}
	for seed := range uint64(30) {
		w := writer{rand.New(rand.NewPCG(seed, 3))}
		old := w.text(1+w.IntN(3), 0)
		f.Add(old, w.edit(old))
	}
	f.Add("\u0639 \u0658", "\u0639 \u0639.") // a mark on a space
	f.Add("", "\u2008")
	f.Add("|a|\n|-|\n|b|", "|a|\n|-|\n||\n|b|")
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old)+len(new) > 4000 {
			return
		}
		checkDiff(t, markdown.Canonical(old), markdown.Canonical(new))
		Compare(old, new, Options{Work: 50})
	})
}
