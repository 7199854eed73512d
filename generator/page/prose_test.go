package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"firsthand/generator/markdown"
)

// FuzzProse gives texts of authors to what this package does to them after
// Markdown: every element is closed, and no heading is above the page's own.
func FuzzProse(f *testing.F) {
	for _, md := range []string{
		"# a\n\n#### b\n\n## c", "| a | b |\n|---|---|\n| 1 | 2 |", "| `|` | <td> |\n|---|---|\n| x |", "<table>\n\n<h1>x</h1>", "> # a\n\n1. ## b\n", "a@b.example https://c.example/(d)",
	} {
		f.Add(md, 3)
	}
	f.Fuzz(func(t *testing.T, md string, level int) {
		if level < 1 || level > 6 {
			level = 3
		}
		for _, shown := range []string{records(shiftHeadings(markdown.HTML(md, markdown.Options{}), level)), link(md)} {
			var open []string
			z := html.NewTokenizer(strings.NewReader(shown))
			for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
				tag := z.Token().Data
				switch kind {
				case html.StartTagToken:
					if len(tag) == 2 && tag[0] == 'h' && '1' <= tag[1] && tag[1] <= '6' && int(tag[1]-'0') < level {
						t.Errorf("<%s> above level %d in %s", tag, level, shown)
					}
					if tag != "br" && tag != "hr" && tag != "img" {
						open = append(open, tag)
					}
				case html.EndTagToken:
					if len(open) == 0 || open[len(open)-1] != tag {
						t.Fatalf("</%s> in %v: %s", tag, open, shown)
					}
					open = open[:len(open)-1]
				}
			}
			if len(open) > 0 {
				t.Errorf("%v stay open: %s", open, shown)
			}
		}
	})
}
