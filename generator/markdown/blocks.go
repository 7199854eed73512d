package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
)

// A BlockKind is what a block is. Group is never in a text: it holds blocks that
// a caller of [BlocksHTML] wants to set apart.
type BlockKind int

const (
	Paragraph BlockKind = iota
	Heading
	Quote
	List
	Item
	Code
	Table
	Row
	Cell
	Rule
	Group
)

// A Form is what a block is apart from its text.
type Form struct {
	Kind     BlockKind
	Level    int    // of a heading: 1 to 6, as typed
	Ordered  bool   // a list with numbers
	Start    int    // the first number of such a list
	Head     bool   // the row with the names of the columns
	Tight    bool   // a paragraph that shares its line with the mark of a list
	Language string // of code, as [HTML] gives it; "" if there is none
}

// A Block is a block of a text: either it holds text, or it holds other blocks.
type Block struct {
	Form
	Text   []Inline // of a paragraph, a heading, code and a cell
	Blocks []Block  // of a quote, a list, an item, a table and a row
	Mark   *Mark    // around a rule; nil in a text
	Class  string   // of an item or a group; "" in a text
}

// An InlineKind is what a piece of text is.
type InlineKind int

const (
	Plain   InlineKind = iota
	Literal            // code within a line
	Picture            // Text is its description
	Break              // a line break that is shown; no text
	Label              // Text in an element of the class Class; never in a text
)

// An Inline is a piece of text under the same marks.
type Inline struct {
	Kind  InlineKind
	Text  string  // as a reader sees it: escapes and references undone; line ends of the source are "\n"
	Marks []*Mark // outermost first; pieces that share a mark stand in the same element
	Dest  string  // of a picture: as in [Link]
	Title string  // of a picture: shown beside the pointer
	Class string  // of a label
}

// A MarkKind is how a mark shows a text. The last four are never in a text.
type MarkKind int

const (
	Emphasis MarkKind = iota
	Strong
	Struck // a del element, as in [HTML]
	Linked
	Inserted   // an ins element
	Deleted    // a del element
	NoLonger   // an s element: struck text where del says that something was deleted
	Classified // a span of the class Class
)

// A Mark is an element around text.
type Mark struct {
	Kind  MarkKind
	Dest  string // of a link: as in [Link]
	Title string // of a link
	Class string // of a span
}

// Blocks returns what [HTML] shows of a text, as a tree. BlocksHTML(Blocks(md), o)
// equals HTML(md, o), but for marks around nothing, which the tree does not have,
// and for white space beside tags.
func Blocks(md string) []Block {
	c := &collector{document: read(md)}
	return c.blocks(c.root)
}

// A collector makes a tree of Blocks.
type collector struct {
	*document
	text   []Inline // of the block that is being read
	marks  []*Mark
	inLink bool
	gap    bool // something invisible was just left out
	after  bool // the text of the block has begun
	space  bool // it ends with white space
}

func (c *collector) blocks(parent ast.Node) []Block {
	var blocks []Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if b, ok := c.block(n); ok {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// block returns a block, unless it shows nothing.
func (c *collector) block(n ast.Node) (Block, bool) {
	src := c.document.text
	switch n := n.(type) {
	case *ast.Heading:
		text := c.inlines(n)
		return Block{Form: Form{Kind: Heading, Level: n.Level}, Text: text}, len(text) > 0
	case *ast.Paragraph:
		text := c.inlines(n)
		return Block{Text: text}, len(text) > 0
	case *ast.TextBlock:
		text := c.inlines(n)
		return Block{Form: Form{Tight: true}, Text: text}, len(text) > 0
	case *ast.Blockquote:
		return Block{Form: Form{Kind: Quote}, Blocks: c.blocks(n)}, true
	case *ast.List:
		b := Block{Form: Form{Kind: List, Ordered: n.IsOrdered()}}
		if b.Ordered {
			b.Start = n.Start
		}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			b.Blocks = append(b.Blocks, Block{Form: Form{Kind: Item}, Blocks: c.blocks(item)})
		}
		return b, true
	case *ast.CodeBlock:
		return c.code(n, ""), true
	case *ast.FencedCodeBlock:
		return c.code(n, language(n, src)), true
	case *ast.HTMLBlock:
		s := shownHTML(src, linesOf(n))
		return Block{Text: []Inline{{Text: s}}}, s != ""
	case *ast.ThematicBreak:
		return Block{Form: Form{Kind: Rule}}, true
	case *ext.Table:
		b := Block{Form: Form{Kind: Table}}
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			_, head := row.(*ext.TableHeader)
			r := Block{Form: Form{Kind: Row, Head: head}}
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				r.Blocks = append(r.Blocks, Block{Form: Form{Kind: Cell, Head: head}, Text: c.inlines(cell)})
			}
			b.Blocks = append(b.Blocks, r)
		}
		return b, true
	}
	return Block{}, false
}

func (c *collector) code(n ast.Node, lang string) Block {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(c.document.text))
	}
	block := Block{Form: Form{Kind: Code, Language: lang}}
	if s := strings.TrimRight(b.String(), " \t\n"); s != "" {
		block.Text = []Inline{{Text: s + "\n"}}
	}
	return block
}

// inlines returns the text of a block.
func (c *collector) inlines(n ast.Node) []Inline {
	c.text, c.after, c.space, c.gap = nil, false, false, false
	c.children(n)
	text := c.text
	for len(text) > 0 {
		last := &text[len(text)-1]
		if last.Kind == Plain {
			last.Text = strings.TrimRight(last.Text, " \t\n")
		}
		if last.Kind != Plain && last.Kind != Break || last.Text != "" {
			break
		}
		text = text[:len(text)-1]
	}
	return text
}

func (c *collector) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		c.inline(n)
	}
}

func (c *collector) inline(n ast.Node) {
	src := c.document.text
	switch n := n.(type) {
	case *ast.Text:
		s := resolve(n.Segment.Value(src))
		switch {
		case n.HardLineBreak():
			c.words(s)
			c.trim()
			c.add(Inline{Kind: Break})
			c.space = true
		case n.SoftLineBreak():
			c.words(s)
			c.trim()
			c.plain("\n")
		default:
			c.words(s)
		}
	case *ast.CodeSpan:
		c.add(Inline{Kind: Literal, Text: codeText(n, src)})
	case *ast.Emphasis:
		kind := Emphasis
		if n.Level == 2 {
			kind = Strong
		}
		c.under(&Mark{Kind: kind}, n)
	case *ext.Strikethrough:
		c.under(&Mark{Kind: Struck}, n)
	case *ast.Link:
		dest := resolveAddress(n.Destination)
		if c.inLink || !mayLead(dest) || !shows(n, src) {
			c.children(n)
			return
		}
		c.inLink = true
		c.under(&Mark{Kind: Linked, Dest: dest, Title: titleText(n.Title)}, n)
		c.inLink = false
	case *ast.AutoLink:
		dest := autoAddress(n, src)
		if !c.inLink && mayLead(dest) {
			c.marks = append(c.marks, &Mark{Kind: Linked, Dest: dest})
			defer func() { c.marks = c.marks[:len(c.marks)-1] }()
		}
		c.plain(string(n.Label(src)))
	case *ast.Image:
		c.add(Inline{Kind: Picture, Text: describe(n, src), Dest: resolveAddress(n.Destination), Title: titleText(n.Title)})
	case *ast.RawHTML:
		raw := rawHTML(n, src)
		if isHidden(raw) {
			c.gap = true
			return
		}
		c.plain(raw)
	}
}

// mayLead reports whether a link to dest can be one, whatever [Options] say.
func mayLead(dest string) bool { return dest != "" && (isLocal(dest) || isAllowed(dest)) }

// under reads what is in n, under one more mark.
func (c *collector) under(m *Mark, n ast.Node) {
	c.marks = append(c.marks, m)
	c.after, c.space = true, false
	c.children(n)
	c.marks = c.marks[:len(c.marks)-1]
	c.space = false
}

// words adds text as [writer.words] does.
func (c *collector) words(s string) {
	switch {
	case !c.after:
		s = strings.TrimLeft(s, " \t\n")
	case c.gap && c.space:
		s = strings.TrimLeft(s, " \t")
	}
	if s != "" {
		c.gap = false
		c.plain(s)
	}
}

func (c *collector) plain(s string) {
	if s == "" {
		return
	}
	if n := len(c.text); n > 0 && c.text[n-1].Kind == Plain && sameMarks(c.text[n-1].Marks, c.marks) {
		c.text[n-1].Text += s
	} else {
		c.add(Inline{Text: s})
	}
	c.after = true
	c.space = strings.HasSuffix(s, " ") || strings.HasSuffix(s, "\t") || strings.HasSuffix(s, "\n")
}

func (c *collector) add(i Inline) {
	i.Marks = append([]*Mark(nil), c.marks...)
	c.text = append(c.text, i)
	c.after, c.space = true, false
}

// trim drops white space at the end of what was read of the block.
func (c *collector) trim() {
	if n := len(c.text); n > 0 && c.text[n-1].Kind == Plain && sameMarks(c.text[n-1].Marks, c.marks) {
		c.text[n-1].Text = strings.TrimRight(c.text[n-1].Text, " \t\n")
	}
}

func sameMarks(a, b []*Mark) bool { return len(a) == len(b) && shared(a, b) == len(a) }

// shared returns how many marks, from the outermost, a and b have in common.
func shared(a, b []*Mark) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
