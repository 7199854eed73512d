package markdown

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func TestBlocks(t *testing.T) {
	em := &Mark{Kind: Emphasis}
	link := &Mark{Kind: Linked, Dest: "https://x.example/", Title: "T"}
	tests := []struct {
		name, in string
		want     []Block
	}{
		{"heading and paragraph", "## A\n\nOne *two*\nthree.", []Block{
			{Form: Form{Kind: Heading, Level: 2}, Text: []Inline{{Text: "A"}}},
			{Text: []Inline{{Text: "One "}, {Text: "two", Marks: []*Mark{em}}, {Text: "\nthree."}}},
		}},
		{"list", "3. a\n4. b", []Block{{Form: Form{Kind: List, Ordered: true, Start: 3}, Blocks: []Block{
			{Form: Form{Kind: Item}, Blocks: []Block{{Form: Form{Tight: true}, Text: []Inline{{Text: "a"}}}}},
			{Form: Form{Kind: Item}, Blocks: []Block{{Form: Form{Tight: true}, Text: []Inline{{Text: "b"}}}}},
		}}}},
		{"code", "```go\na\n\nb\n\n```", []Block{{Form: Form{Kind: Code, Language: "go"}, Text: []Inline{{Text: "a\n\nb\n"}}}}},
		{"table", "|a|\n|-|\n|`1`|", []Block{{Form: Form{Kind: Table}, Blocks: []Block{
			{Form: Form{Kind: Row, Head: true}, Blocks: []Block{{Form: Form{Kind: Cell, Head: true}, Text: []Inline{{Text: "a"}}}}},
			{Form: Form{Kind: Row}, Blocks: []Block{{Form: Form{Kind: Cell}, Text: []Inline{{Kind: Literal, Text: "1"}}}}},
		}}}},
		{"links and pictures", "[a *b*](https://x.example/ 'T') ![c](d.png) [e](javascript:f)", []Block{{Text: []Inline{
			{Text: "a ", Marks: []*Mark{link}}, {Text: "b", Marks: []*Mark{link, em}}, {Text: " "},
			{Kind: Picture, Text: "c", Dest: "d.png"}, {Text: " e"},
		}}}},
		{"line break", "a  \nb", []Block{{Text: []Inline{{Text: "a"}, {Kind: Break}, {Text: "b"}}}}},
		{"hidden", "<!-- a -->\n\n[//]: # (b)\n\n## <!-- c -->", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Blocks(tt.in)); diff != "" {
				t.Errorf("Blocks(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// The examples that a person could have written come out to the byte.
func TestBlocksHTMLIsHTML(t *testing.T) {
	o := Options{
		Shift: 1, Lang: "es",
		Link:  func(dest string) (string, bool) { return "/x/" + dest, !strings.HasPrefix(dest, "..") },
		Image: func(dest string) (Image, bool) { return Image{Src: "/i/" + dest, Width: 3, Height: 4}, dest != "" },
	}
	for _, md := range []string{
		"One\ntwo.\n\nThree.", "*a* **b** `c<` ~~d~~ ***e***", "# A\n## B *c*\n\nD\n---", "- a\n- b\n  1. c\n", "3. a\n\n4. b",
		"> a\n\n***", "```go x\na < b\n\n```\n\n    c\n", "|a|b|\n|:-|-:|\n|1|`x\\|y`|", "|a|\n|-|", "a  \nb\\\nc",
		"[a](https://x.example/?a=1&b=2 'T \"q\"') [b](mailto:x@y.example) [c](tel:+4912)",
		"[a](files/a.pdf) [b](#x) [c](/verify/) [d](../x) [e](./x)",
		"https://x.example/a, www.x.example <https://y.example> a@b.example",
		"[a](javascript:alert(1)) [c](data:text/html,x) [d](//evil.example)", "[see <https://a.example>](https://b.example)",
		"![A *map*](files/m.png \"T\") [![x](y.png)](z)", "![A map](https://x.example/m.png)", "a <!-- b --> c\n<!-- d -->\n\ne",
		"<b onclick=x>hi</b>\n\n<div>\n<p>x\n</div>", "- a\n\n  b\n- ```\n  c\n  ```\n- > d", "un**believ**able", "- \n- a",
	} {
		for _, o := range []Options{{}, o} {
			if diff := cmp.Diff(HTML(md, o), BlocksHTML(Blocks(md), o)); diff != "" {
				t.Errorf("BlocksHTML(Blocks(%q)) (-HTML +got):\n%s", md, diff)
			}
		}
	}
}

func TestBlocksHTMLOfMarksThatNoTextHas(t *testing.T) {
	del, ins := &Mark{Kind: Deleted}, &Mark{Kind: Inserted}
	moved := &Mark{Kind: Classified, Class: "moved"}
	em := &Mark{Kind: Emphasis}
	blocks := []Block{
		{Form: Form{Kind: Group}, Class: "moved", Blocks: []Block{
			{Text: []Inline{
				{Kind: Label, Class: "vh", Text: "removed: ", Marks: []*Mark{del}},
				{Text: "a<", Marks: []*Mark{del, em}}, {Text: "b", Marks: []*Mark{ins}}, {Text: " c", Marks: []*Mark{moved}},
			}},
			{Form: Form{Kind: Rule}, Mark: ins},
		}},
		{Form: Form{Kind: List}, Blocks: []Block{{Form: Form{Kind: Item}, Class: `m"`}}},
	}
	want := `<div class="moved">
<p><del><span class="vh">removed: </span><em>a&lt;</em></del><ins>b</ins><span class="moved"> c</span></p>
<ins><hr></ins>
</div>
<ul>
<li class="m&quot;"></li>
</ul>
`
	if diff := cmp.Diff(want, BlocksHTML(blocks, Options{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var (
	spaceByTag = regexp.MustCompile(`\s*(</?[a-z][^>]*>)\s*`)
	emptyMark  = regexp.MustCompile(`<(em|strong|del|p|h[1-6])></(em|strong|del|p|h[1-6])>`)
)

// plainest drops from HTML what Blocks leave out.
func plainest(s string) string {
	s = spaceByTag.ReplaceAllString(s, "$1")
	for {
		next := emptyMark.ReplaceAllString(s, "")
		if next == s {
			return s
		}
		s = spaceByTag.ReplaceAllString(next, "$1")
	}
}

func FuzzBlocks(f *testing.F) {
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
		want, got := HTML(md, Options{}), BlocksHTML(Blocks(md), Options{})
		if _, err := html.Parse(strings.NewReader(got)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plainest(want), plainest(got)); diff != "" {
			t.Errorf("BlocksHTML(Blocks(%q)) (-HTML +got):\n%s", md, diff)
		}
	})
}
