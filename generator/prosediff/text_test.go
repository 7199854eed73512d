package prosediff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/markdown"
)

func TestTextOfWhatChanged(t *testing.T) {
	old := "News.\n\n## A\n\nOne.\n\nTwo.\n\n## B\n\nThree.\n\n## C\n\nFour.\n\nFive.\n"
	tests := []struct {
		name, new, want string
	}{
		{"nothing", old, "\n"},
		{"the first block", strings.Replace(old, "News", "Good news", 1), "[-News.-] {+Good news.+}\n\n...\n"},
		{"below a heading", strings.Replace(old, "Two.", "Two. 2.", 1), "...\n\n## A\n\n...\n\nTwo. {+2.+}\n\n...\n"},
		{"right below a heading", strings.Replace(old, "Three", "Three more", 1), "...\n\n## B\n\nThree {+more+}.\n\n...\n"},
		{"a heading", strings.Replace(old, "## C", "## D", 1), "...\n\n## [-C-] {+D+}\n\n...\n"},
		{"the last block", strings.Replace(old, "Five", "Six", 1), "...\n\n## C\n\n...\n\n[-Five.-]\n\n{+Six.+}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Compare(old, tt.new, Options{})
			if diff := cmp.Diff(tt.want, d.Text(TextOptions{Changed: true})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextInColour(t *testing.T) {
	d := Compare("Sorry. We saw 4,112 files on the first day.", "We saw 61,300 files on the first day. Sorry.", Options{})
	want := "We saw \x1b[31m[-4,112-]\x1b[0m \x1b[32m{+61,300+}\x1b[0m files on the first day. \x1b[36m>> Sorry.\x1b[0m\n"
	if diff := cmp.Diff(want, d.Text(TextOptions{Colour: true})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHTMLKeepsTheRulesForLinks(t *testing.T) {
	o := markdown.Options{Shift: 1, Link: func(dest string) (string, bool) {
		return "/assets/" + strings.TrimPrefix(dest, "files/"), strings.HasPrefix(dest, "files/")
	}}
	d := Compare("## A\n\nThe [form](files/a.pdf) <b>.", "## A\n\nThe [form](files/b.pdf) [x](javascript:y) [z](/z) <b>.", Options{})
	want := `<h3>A</h3>
<p>The <del><span class="vh">&lt;- </span><a href="/assets/a.pdf">form</a></del> <ins><span class="vh">-&gt; </span><a href="/assets/b.pdf">form</a> x z</ins> &lt;b&gt;.</p>
`
	if diff := cmp.Diff(want, d.HTML(Words{Removed: "<-", Added: "->"}, o)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		name, old, new, want string
	}{
		{"a figure", "4,112 people.", "61,300 people.", "1 figure changed"},
		{"a figure more", "They are patients of clinics.", "They are 4,112 patients of 38 clinics.", "2 figures added"},
		{"a figure in a new sentence", "We know.", "We know. 4,112 people.", "1 sentence added"},
		{"a word", "We may know of it.", "We know of it.", "1 sentence changed"},
		{"a word and a date", "We knew of it on 3 March.", "We know of it on 4 March.", "1 date changed, 1 sentence changed"},
		{"a link", "See [a](/b).", "See [a](/c).", "1 link changed"},
		{"items", "- a\n- b\n- c", "- a\n- c\n- d\n- e", "2 list items added, 1 list item removed"},
		{"a list", "x", "x\n\n- a\n- b", "2 list items added"},
		{"rows and cells", "|a|b|\n|-|-|\n|c|d|", "|a|b|\n|-|-|\n|c|e|\n|f|g|", "1 table row added, 1 table cell changed"},
		{"a column", "|a|b|\n|-|-|\n|c|d|", "|a|\n|-|\n|c|", "1 table column removed"},
		{"a heading", "## A", "## B", "1 heading changed"},
		{"code", "```\na b\nc\n```", "```\na d\nc\ne\n```", "1 line of code changed, 1 line of code added"},
		{"pictures", "![a](b.png)", "![a](c.png)", "1 picture changed"},
		{"nothing", "a", "a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Compare(tt.old, tt.new, Options{}).Summary().String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
