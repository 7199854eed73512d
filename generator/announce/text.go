package announce

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainText returns HTML as text for mail programs that show none: paragraphs and
// headings with blank lines around them, lists with marks, links with their
// addresses behind them.
func plainText(source string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil {
		return ""
	}
	var t texter
	for _, n := range nodes {
		t.node(n)
	}
	return strings.TrimSpace(t.out.String())
}

// A texter writes text. Breaks are kept back until text follows, so that nested
// blocks make one gap.
type texter struct {
	out    strings.Builder
	gap    int    // line ends that come before the next word
	space  bool   // a space comes before the next word
	prefix string // of every line: "> ", or the room of list marks
	mark   string // in place of the end of prefix, once: "- "
	pre    bool
}

func (t *texter) node(n *html.Node) {
	if n.Type == html.TextNode {
		t.text(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Template:
		return
	case atom.Br:
		t.gap = max(t.gap, 1)
		return
	case atom.Hr:
		t.block(2, func() { t.text("* * *") })
		return
	case atom.Img:
		t.text(attribute(n, "alt"))
		return
	case atom.A:
		before := t.out.Len()
		t.children(n)
		shown := ""
		if before <= t.out.Len() {
			shown = t.out.String()[before:]
		}
		if to := strings.TrimPrefix(attribute(n, "href"), "mailto:"); to != "" && strings.TrimSpace(shown) != to {
			t.text(" (" + to + ")")
		}
		return
	case atom.Li:
		t.item(n)
		return
	case atom.Blockquote:
		t.block(2, func() { t.inside("> ", "> ", n) })
		return
	case atom.Pre:
		t.block(2, func() {
			t.pre = true
			t.children(n)
			t.pre = false
		})
		return
	case atom.Td, atom.Th:
		if previous(n) != nil {
			t.text(" | ")
		}
		t.children(n)
		return
	case atom.Tr:
		t.block(1, func() { t.children(n) })
		return
	case atom.Ul, atom.Ol:
		lines := 2
		if n.Parent != nil && n.Parent.DataAtom == atom.Li {
			lines = 1
		}
		t.block(lines, func() { t.children(n) })
		return
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Section, atom.Dl, atom.Dt, atom.Dd, atom.Figure:
		t.block(2, func() { t.children(n) })
		return
	}
	t.children(n)
}

func (t *texter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.node(c)
	}
}

// block writes something with line ends before and after it.
func (t *texter) block(lines int, write func()) {
	t.gap, t.space = max(t.gap, lines), false
	write()
	t.gap, t.space = max(t.gap, lines), false
}

// item writes an entry of a list.
func (t *texter) item(n *html.Node) {
	mark := "- "
	if n.Parent != nil && n.Parent.DataAtom == atom.Ol {
		number := 1
		if start, err := strconv.Atoi(attribute(n.Parent, "start")); err == nil {
			number = start
		}
		for c := previous(n); c != nil; c = previous(c) {
			number++
		}
		mark = strconv.Itoa(number) + ". "
	}
	t.block(1, func() { t.inside(mark, strings.Repeat(" ", len(mark)), n) })
}

// inside writes children with something before each line, and another thing
// before the first.
func (t *texter) inside(first, rest string, n *html.Node) {
	before := t.prefix
	t.prefix, t.mark = before+rest, before+first
	t.children(n)
	t.prefix, t.mark = before, ""
}

func (t *texter) text(s string) {
	if t.pre {
		for i, line := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
			if i > 0 {
				t.gap = 1
			}
			t.begin()
			t.out.WriteString(line)
		}
		return
	}
	words := strings.Fields(s)
	if len(words) == 0 {
		t.space = t.space || s != ""
		return
	}
	if strings.TrimLeft(s, " \t\r\n") != s {
		t.space = true
	}
	t.begin()
	t.out.WriteString(strings.Join(words, " "))
	t.space = strings.TrimRight(s, " \t\r\n") != s
}

// begin writes what was kept back.
func (t *texter) begin() {
	switch {
	case t.out.Len() == 0:
		t.lead()
	case t.gap > 0:
		for range t.gap - 1 {
			t.out.WriteString("\n" + strings.TrimRight(t.prefix, " "))
		}
		t.out.WriteString("\n")
		t.lead()
	case t.space && !t.pre:
		t.out.WriteByte(' ')
	}
	t.gap, t.space = 0, false
}

func (t *texter) lead() {
	if t.mark != "" {
		t.out.WriteString(t.mark)
		t.mark = ""
		return
	}
	t.out.WriteString(t.prefix)
}

// previous returns the element before a node.
func previous(n *html.Node) *html.Node {
	for c := n.PrevSibling; c != nil; c = c.PrevSibling {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
