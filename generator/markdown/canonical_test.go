package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
)

var canonicalTests = []struct {
	name, in, want string
}{
	{"nothing to do", "## What Happened\n\nWe *saw* it.", "## What Happened\n\nWe *saw* it."},
	{"comment inside a line", "We closed it. <!-- says Ana -->", "We closed it."},
	{"comment between words", "We <!-- Ana --> closed<!-- at 9 --> it.", "We closed it."},
	{"comment on a line of its own", "One.\n<!-- secret -->\nTwo.", "One.\n\nTwo."},
	{"comment over lines", "One.\n\n<!-- secret\n\nstill -->\n\nTwo.", "One.\n\nTwo."},
	{"comment never closed", "One.\n\n<!-- secret\n\nTwo.", "One."},
	{"comment between lists", "- a\n<!-- secret -->\n- b", "- a\n<!-- -->\n- b"},
	{"comment in a list", "- a\n  <!-- secret -->\n- b", "- a\n  <!-- -->\n- b"},
	{"comment that keeps marks apart", "*a<!-- secret -->*b*", "*a<!-- -->*b*"},
	{"comment before a line break", "One <!-- secret -->  \ntwo", "One\\\ntwo"},
	{"comment before text on its line", "<!-- secret --> *Two*.", "<!-- --> *Two*."},
	{"comment in a heading", "## <!-- secret --> What <!-- x -->Happened", "## What Happened"},
	{"comment in a quote", "> One.\n> <!-- secret\n> more -->\n>\n> Two.", "> One.\n> <!-- -->\n>\n> Two."},
	{"comment in a table", "|a|b|\n|-|-|\n|1 <!-- secret -->|2|", "|a|b|\n|-|-|\n|1 |2|"},
	{"comment inside tags", "<div>\n<!-- secret -->\ntext\n</div>", "<div>\n<!-- -->\ntext\n</div>"},
	{"comment in code is text", "`<!-- shown -->`\n\n    <!-- shown -->", "`<!-- shown -->`\n\n    <!-- shown -->"},
	{"instruction, declaration, CDATA", "a <?secret?> b <!SECRET x> c <![CDATA[secret]]> d", "a b c d"},
	{"instruction as a block", "One.\n\n<?secret\n?>\n\n<!DOCTYPE secret>\n\nTwo.", "One.\n\nTwo."},
	{"definition as a comment", "One.\n\n[//]: # (secret)\n\nTwo.", "One.\n\nTwo."},
	{"definition used", "See [the form][f] and [f].\n\n[f]: files/form.pdf \"Form\"", "See [the form](files/form.pdf \"Form\") and [f](files/form.pdf \"Form\")."},
	{"definition with a label nobody sees", "See [our page][JIRA-4711].\n\n[jira-4711]: https://example.org/", "See [our page](https://example.org/)."},
	{"definition twice", "[a]\n\n[a]: /one\n[a]: /secret", "[a](/one)"},
	{"definition with awkward parts", "[a]\n\n[a]: <x (y> 'say \"hi\" | <b>'", "[a](x%20\\(y \"say &quot;hi&quot; &#124; &lt;b&gt;\")"},
	{"definition in a list item", "Text\n- [a]: secret\n", "Text\n- [.]: ."},
	{"picture by label", "![a map][m]\n\n[m]: files/map.png", "![a map](files/map.png)"},
	{"fence info", "```json secret=\"x\"\n{}\n```", "```json\n{}\n```"},
	{"fence info that is no language", "~~~ {secret}\n{}\n~~~", "~~~\n{}\n~~~"},
	{"cells without a column", "|a|b|\n|-|-|\n|1|2|secret|\n|3|4|", "|a|b|\n|-|-|\n|1|2|\n|3|4|"},
	{"link without text", "One [](https://secret.example) two[ ](x).", "One  two ."},
	{"link in the description of a picture", "![a [b](https://secret.example) ![c](secret.png) d](files/x.png)", "![a b c d](files/x.png)"},
	{"spaces at line ends", "One   \ntwo \n\nthree  \n", "One\\\ntwo\n\nthree"},
	{"line break after a backslash", "a\\   \nb", "a\\  \nb"},
	{"blank lines", "\n\nOne.\n\n \t\n\nTwo.\n\n\n```\na\n\n\nb\n```\n\n", "One.\n\nTwo.\n\n```\na\n\n\nb\n```"},
	{"blank lines in indented code", "    a\n\n\n    b", "    a\n\n\n    b"},
	{"line ends and byte order mark", "\ufeffOne.\r\ntwo\rthree\u2028four", "One.\ntwo\nthree\nfour"},
	{"control characters", "a\x00b\x1b[31mc\x7f\u0085d", "ab[31mcd"},
	{"composition", "cafe\u0301", "café"},
	{"reading direction", "a\u202eb\u2066c\u2069d\u200be\u2060f", "abcdef"},
	{"reading direction by reference", "a&#x202e;b&#8203;c &amp; &zwnj;d", "abc &amp; &zwnj;d"},
	{"smuggled tags", "a\U000e0053\U000e0045\U000e0043b", "ab"},
	{"smuggled selectors", "a\U000e0101\U000e0102\ufe00\ufe01b", "a\ufe00b"},
	{"flag of Wales", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f.", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f."},
	{"joined emoji", "👩\u200d💻 ❤\ufe0f\u200d🔥", "👩\u200d💻 ❤\ufe0f\u200d🔥"},
	{"joiners in Persian", "می\u200cخواهم", "می\u200cخواهم"},
	{"joiners in Latin", "a\u200db\u200cc", "abc"},
	{"bad bytes", "a\xffb", "a\ufffdb"},
	{"only hidden", "<!-- a -->\n\n[//]: # (b)\n", ""},
	{"heading in a comment", "<!--\n## Secret\n-->\n## Shown", "## Shown"},
	{"template code", "Hello {{ .Secret }} {{< x >}}", "Hello {{ .Secret }} {{< x >}}"},
}

func TestCanonical(t *testing.T) {
	for _, tt := range canonicalTests {
		t.Run(tt.name, func(t *testing.T) {
			got := Canonical(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Canonical(%q) (-want +got):\n%s", tt.in, diff)
			}
			checkCanonical(t, tt.in)
		})
	}
}

// checkCanonical checks what holds for every text.
func checkCanonical(t *testing.T, md string) {
	t.Helper()
	got := Canonical(md)
	if again := Canonical(got); again != got {
		t.Errorf("Canonical is not idempotent for %q (-once +twice):\n%s", md, cmp.Diff(got, again))
	}
	if _, ok := canonical(md); ok {
		if diff := cmp.Diff(HTML(md, Options{}), HTML(got, Options{})); diff != "" {
			t.Errorf("Canonical(%q) = %q shows another page (-before +after):\n%s", md, got, diff)
		}
	}
	if strings.TrimRight(got, " \t\n") != got {
		t.Errorf("Canonical(%q) = %q ends with white space", md, got)
	}
	if s := string(clean(got).text); s != got {
		t.Errorf("Canonical(%q) = %q has characters that nobody sees", md, got)
	}
	d := read(got)
	walk(d.root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RawHTML:
			if raw := rawHTML(n, d.text); isHidden(raw) && raw != emptyComment {
				t.Errorf("Canonical(%q) = %q still hides %q", md, got, raw)
			}
		case *ast.HTMLBlock:
			s, _ := blockText(d.text, linesOf(n))
			for _, h := range hiddenSpans(s) {
				if raw := s[h.start:h.end]; raw != emptyComment {
					t.Errorf("Canonical(%q) = %q still hides %q", md, got, raw)
				}
			}
		case *ast.LinkReferenceDefinition:
			if string(n.Label) != "." || string(n.Destination) != "." || n.Title != nil {
				t.Errorf("Canonical(%q) = %q still defines %q", md, got, n.Label)
			}
		case *ast.Link:
			if n.Reference != nil {
				t.Errorf("Canonical(%q) = %q still has the label %q", md, got, n.Reference.Value)
			}
			if !shows(n, d.text) && len(n.Destination) > 0 {
				t.Errorf("Canonical(%q) = %q still hides the link %q", md, got, n.Destination)
			}
		}
		return true
	})
}

func FuzzCanonical(f *testing.F) {
	for _, tt := range canonicalTests {
		f.Add(tt.in)
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		if len(md) > 4000 {
			return
		}
		checkCanonical(t, md)
	})
}

// seeds are texts in which marks meet.
var seeds = []string{
	"foo <!-- a\nb --> bar\n| - |",
	"a <!-- x\np | q --> b | c\n-|-\n1|2",
	"foo <!<!-- x -->-- y -->",
	"`` ` <!-- x\n--> `` <!-- y -->",
	"- [a]: b\ntext [a]\n\n    code",
	"1. x\n   <!-- y -->\n\n   z\n\n<?a\n\nb?> c",
	"[a [b] c]: <d>\n'e\nf' g",
	"[foo\n> bar]: /url\n\n[foo bar]",
	"> [a]: b\n> [a]\n[a]",
	"<script>\n<!-- </script> -->\n</script>",
	"***a** b*** __c__ ~~d~~ ~e~",
	"a  \n<!-- b -->  \nc\\\nd",
	"\t\tx\n - \ty\n\n\t z",
	"https://example.org/<!-- x -->y www.example.org, a@b.example",
	"&#x3c;!-- x --&#x3e; &lt;script&gt;",
	"[x](javascript:alert(1)) ![y](data:text/html,z) <vbscript:w>",
	"Heading\n<!-- x -->\n---\n\nTwo\n===\n",
	"|a|\n|-|\n|`\\|`|\n|\\||x|<!-- y -->|",
	"![[a](b)](c 'd') [![e](f)](g)",
	"[a]: <>\n[b]: c \"\"\n\n[a] [b] [c][b] [d][]\n",
}
