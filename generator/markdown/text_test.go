package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	tests := []struct {
		name, in, text, first string
	}{
		{"paragraphs", "One *two*\nthree.\n\nFour.", "One two\nthree.\n\nFour.", "One two three."},
		{"heading first", "## A\n\nB [c](https://x.example) &amp; `d`.", "A\n\nB c & d.", "B c & d."},
		{"lists", "- a\n- b\n  more\n  - c\n\n2. d\n3. e", "- a\n- b\n  more\n  - c\n\n2. d\n3. e", ""},
		{"table", "|a|b|\n|-|-|\n|1|*2*|\n", "a | b\n1 | 2", ""},
		{"code and quote", "> a\n\n```go\nb\n\nc\n```", "a\n\nb\n\nc", ""},
		{"hidden", "<!-- a -->\n\nb<!-- c -->\n\n[//]: # (d)\n![e](f)", "b\n\ne", "b"},
		{"only a picture", "![a map](f)", "a map", "a map"},
		{"nothing", " \n", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.text, Text(tt.in)); diff != "" {
				t.Errorf("Text(%q) (-want +got):\n%s", tt.in, diff)
			}
			if diff := cmp.Diff(tt.first, FirstParagraph(tt.in)); diff != "" {
				t.Errorf("FirstParagraph(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		name, in string
		want     []Section
	}{
		{"no heading", "\nOne.\n\nTwo.\n", []Section{{"", "One.\n\nTwo.", 2}}},
		{"nothing", " \n\n", nil},
		{"news and sections", "News.\n\n## What *Happened*\n\nA.\n\n### Sub\n\nB.\n\n##   What You Can Do ##\nC.", []Section{
			{"", "News.", 1}, {"What Happened", "A.\n\n### Sub\n\nB.", 3}, {"What You Can Do", "C.", 11},
		}},
		{"section without text", "## A\n## B", []Section{{"A", "", 1}, {"B", "", 2}}},
		{"heading without text", "a\n\n##\n\nb", []Section{{"", "a", 1}, {"", "b", 3}}},
		{"underlined", "A\nb\n---\nc\n\n# D\n\n#e\n---\n\nf", []Section{{"A b", "c\n\n# D", 1}, {"#e", "f", 8}}},
		{"not headings", "```\n## a\n```\n\n> ## b\n\n- ## c\n\n<!--\n## d\n-->\n\n    ## e", []Section{{"", "```\n## a\n```\n\n> ## b\n\n- ## c\n\n<!--\n## d\n-->\n\n    ## e", 1}}},
		{"code stays indented", "## A\n\n    code\n", []Section{{"A", "    code", 1}}},
		{"indented heading", "a\n   ## B\nc", []Section{{"", "a", 1}, {"B", "c", 2}}},
		{"line ends and byte order mark", "\ufeff\r\n## A\r\n\r\nb\r\n## C\r\n", []Section{{"A", "b", 2}, {"C", "", 5}}},
		{"definitions elsewhere", "[a] and\n![c][d]\n\n## B\n\n[x][a]\n\n[a]: https://x.example 'T'\n[d]: files/d.png\n\n## E\n\nf", []Section{
			{"", "[a](https://x.example \"T\") and\n![c](files/d.png)", 1}, {"B", "[x](https://x.example \"T\")", 4}, {"E", "f", 11},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Split(tt.in)); diff != "" {
				t.Errorf("Split(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	in := "\ufeffä [one](https://x.example/?a&amp;b 'T'), <https://y.example>\r\n> ![a *map*](files/m.png) [l]\n\n[l]: mailto:a@b.example\n\n[](javascript:x) www.z.example"
	want := []Link{
		{Destination: "https://x.example/?a&b", Text: "one", Line: 1, Column: 3, Offset: 6},
		{Destination: "https://y.example", Text: "https://y.example", Line: 1, Column: 42, Offset: 45},
		{Destination: "files/m.png", Text: "a map", Image: true, Line: 2, Column: 3, Offset: 68},
		{Destination: "mailto:a@b.example", Text: "l", Line: 2, Column: 27, Offset: 92},
		{Destination: "javascript:x", Line: 6, Column: 1, Offset: 122},
		{Destination: "https://www.z.example", Text: "www.z.example", Line: 6, Column: 18, Offset: 139},
	}
	if diff := cmp.Diff(want, Links(in)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProblems(t *testing.T) {
	type place struct {
		Line, Column, Length int
		Code                 string
	}
	tests := []struct {
		name, in string
		want     []place
	}{
		{"fine", "## A\n\n[b](files/c.pdf) ![d](files/e.png) <!-- f -->\n\n<!-- g -->\n\n[//]: # (h)\n", nil},
		{"tags", "a <b>c</b>\n\n<div\nid=x>\n</div>\n", []place{{1, 3, 3, CodeRawHTML}, {1, 7, 4, CodeRawHTML}, {3, 1, 4, CodeRawHTML}}},
		{"text after a comment", "<!-- a --> *b*\n", []place{{1, 12, 3, CodeRawHTML}}},
		{"open comment", "a\n\n<!-- b\n\nc", []place{{3, 1, 4, CodeComment}}},
		{"open instruction", "<?b ?>\n\n<?c", []place{{3, 1, 3, CodeComment}}},
		{"schemes", "[a](javascript:x) <ftp:b> [c](//d) ![e](data:f)", []place{{1, 1, 17, CodeScheme}, {1, 19, 7, CodeScheme}, {1, 27, 8, CodeScheme}, {1, 36, 12, CodeScheme}}},
		{"out of the folder", "é [a](../b) [c](d/%2e%2E/e) ![f](..\\g)", []place{{1, 3, 9, CodeOutside}, {1, 13, 15, CodeOutside}, {1, 29, 10, CodeOutside}}},
		{"link without text", "[](https://a.example) [<!-- b -->](c)", []place{{1, 1, 21, CodeEmptyLink}, {1, 23, 15, CodeEmptyLink}}},
		{"pictures", "![](files/a.png) ![b](https://c.example/d.png) ![e [f](g)](h)", []place{{1, 1, 16, CodeAlt}, {1, 18, 29, CodeRemote}, {1, 52, 6, CodeInImage}}},
		{"level 1", "# A\n\nB\n===\n\n## C", []place{{1, 1, 3, CodeHeading}, {3, 1, 1, CodeHeading}}},
		{"open fence", "```\na\n```\n\n- ~~~ x\n\nb\n\n````\n```\n", []place{{5, 3, 3, CodeFence}, {9, 1, 3, CodeFence}}},
		{"templates", "a {{ .b }} {{< c >}}\n\n`{{ d }}`\n\n    {{ e }}\n\n{{% f %}} {{ g", []place{{1, 3, 8, CodeTemplate}, {1, 12, 9, CodeTemplate}, {7, 1, 9, CodeTemplate}}},
		{"cells", "|a|\n|-|\n|b|c|", []place{{3, 4, 2, CodeCells}}},
		{"reading direction", "\ufeffa\u202eb\r\n\U000e0041🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", []place{{1, 2, 1, CodeInvisible}, {2, 1, 1, CodeInvisible}}},
		{"windows line ends", "a\r\n\r\n# b\r\n", []place{{3, 1, 3, CodeHeading}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []place
			for _, f := range Problems(tt.in) {
				got = append(got, place{f.Line, f.Column, f.Length, f.Code})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Problems(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestProblemsAreNamedInWords(t *testing.T) {
	got := ""
	for _, f := range Problems("[a](javascript:x) <b>") {
		got += f.Text + "\n"
	}
	want := "\"javascript:x\" is not an address that a page may link to\n\"<b>\" is HTML, which is shown as text\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzPositions(f *testing.F) {
	for _, tt := range canonicalTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, md string) {
		if len(md) > 4000 {
			return
		}
		lines := strings.Count(md, "\n") + 1
		check := func(line, column, offset int) {
			t.Helper()
			if line < 1 || line > lines || column < 1 || offset < 0 || offset > len(md) {
				t.Errorf("place %d:%d, offset %d, is outside of %q", line, column, offset, md)
			}
		}
		for _, p := range Problems(md) {
			check(p.Line, p.Column, p.Offset)
		}
		for _, l := range Links(md) {
			check(l.Line, l.Column, l.Offset)
		}
		before := 0
		for _, s := range Split(md) {
			check(s.Line, 1, 0)
			if s.Line < before {
				t.Errorf("sections of %q are out of order", md)
			}
			before = s.Line
		}
		Text(md)
		FirstParagraph(md)
	})
}

// A reader that needs time by the square of the length needs hours for these, so
// that the time limit of the test run finds it.
func TestLongInputIsReadInLinearTime(t *testing.T) {
	for _, m := range []string{"[", ">", "*", "<!--", "`"} {
		Canonical(strings.Repeat(m, (1<<20)/len(m)))
	}
	for _, m := range []string{
		"![", "[a](", "[a](b", "[a]\n", "[a]: b\n", "[a][b]", "> - ", "1. ", "- a\n", "*a_b", "a**b", "_a", "~~a ",
		"<!-- a\n", "a <!-- b --> ", "<?", "<a ", "<a href='", "<div>\n\n", "`a``b", "```\n", "|", "a|b\n-|-\n",
		"&#x202e;", "www.", "http://a.b/(", "\\", "\n", " \n", "{{ a }}\n", "e\u0301", "\u202e", "# a\n",
	} {
		md := strings.Repeat(m, (1<<15)/len(m))
		Canonical(md)
		Problems(md)
		Split(md)
	}
	Canonical("|a|\n|-|\n" + strings.Repeat("|`\\|`|x|\n", 1<<13))
}
