package markdown

import (
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A document is a text with its tree. Offsets in the tree are offsets in text.
type document struct {
	source
	root  ast.Node
	notes *notes
}

// notes hold what goldmark's tree does not: where inline nodes end, and which
// fences were closed.
type notes struct {
	spans  map[ast.Node]span // code spans, autolinks, raw HTML: the whole of it
	tails  map[ast.Node]span // links and images: from the "]" that closes the text to the end
	closed map[ast.Node]bool // fenced code blocks that have a closing fence

	spent  int      // bytes that link parsing has looked at
	block  ast.Node // the block that delimiters were last counted for
	delims int
}

// A span is a range of bytes, from start up to but not including end.
type span struct{ start, end int }

// Limits that no text written for readers comes near. Beyond them, marks are
// plain text. They exist because goldmark needs time that grows with the square
// of the length for some input, and content is hostile.
const (
	maxDepth     = 60      // containers in one another
	maxDelims    = 2000    // emphasis marks in one paragraph
	maxDefLines  = 2000    // lines of a paragraph that may begin with link definitions
	maxLinkBytes = 1 << 24 // sum over all "]" of the length of the line they stand in
)

var notesKey = parser.NewContextKey()

// goldmark's parser is set up once, and is safe for many texts at a time.
var grammar = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(shallow{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(fence{parser.NewFencedCodeBlockParser()}, 700),
		util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(spanned{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(link{parser.NewLinkParser()}, 200),
		util.Prioritized(spanned{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(spanned{parser.NewRawHTMLParser()}, 400),
		util.Prioritized(counted{parser.NewEmphasisParser()}, 500),
		util.Prioritized(counted{extension.NewStrikethroughParser()}, 500),
		util.Prioritized(bare{extension.NewLinkifyParser(
			extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
		)}, 999),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(definitions{}, 100),
		// The tree transformer that goes with tables is left out: it is quadratic
		// in the number of "\|" in code. The renderer does its work.
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	),
)

// parse reads src, which must be clean. A last line gets its line end, without
// which goldmark reads some of them in another way.
func parse(src source) *document {
	if n := len(src.text); n > 0 && src.text[n-1] != '\n' {
		src.text = append(src.text[:n:n], '\n')
	}
	n := &notes{
		spans:  map[ast.Node]span{},
		tails:  map[ast.Node]span{},
		closed: map[ast.Node]bool{},
	}
	pc := parser.NewContext()
	pc.Set(notesKey, n)
	root := grammar.Parse(text.NewReader(src.text), parser.WithContext(pc))
	return &document{source: src, root: root, notes: n}
}

// read cleans md and parses it.
func read(md string) *document { return parse(clean(md)) }

func notesOf(pc parser.Context) *notes { return pc.Get(notesKey).(*notes) }

// shallow keeps a container from opening too deep.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth > maxDepth {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, r, pc)
}

// fence notes which code blocks were closed.
type fence struct{ parser.BlockParser }

func (f fence) Continue(n ast.Node, r text.Reader, pc parser.Context) parser.State {
	state := f.BlockParser.Continue(n, r, pc)
	if state == parser.Close {
		notesOf(pc).closed[n] = true
	}
	return state
}

// spanned notes where a node begins and ends.
type spanned struct{ parser.InlineParser }

func (s spanned) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, from := block.Position()
	n := s.InlineParser.Parse(parent, block, pc)
	if n != nil && n.Kind() != ast.KindText {
		_, to := block.Position()
		notesOf(pc).spans[n] = span{from.Start, to.Start}
	}
	return n
}

// bare notes where a link without marks begins and ends. Its parser also takes
// the character before it.
type bare struct{ parser.InlineParser }

func (b bare) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	n := b.InlineParser.Parse(parent, block, pc)
	if a, ok := n.(*ast.AutoLink); ok {
		_, to := block.Position()
		notesOf(pc).spans[n] = span{to.Start - len(a.Label(block.Source())), to.Start}
	}
	return n
}

// link notes where the text of a link ends and where the link does.
type link struct{ parser.InlineParser }

func (l link) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, from := block.PeekLine()
	if line[0] != ']' {
		return l.InlineParser.Parse(parent, block, pc)
	}
	notes := notesOf(pc)
	// A closing bracket makes goldmark look through the rest of the line for a
	// destination, and through the lines of the block for a label.
	notes.spent += len(line) + 8*parent.Lines().Len()
	if notes.spent > maxLinkBytes {
		return nil
	}
	n := l.InlineParser.Parse(parent, block, pc)
	if n != nil {
		_, to := block.Position()
		notes.tails[n] = span{from.Start, to.Start}
	}
	return n
}

func (l link) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	l.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// counted keeps the number of emphasis marks in a block within bounds.
type counted struct{ parser.InlineParser }

func (c counted) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	notes := notesOf(pc)
	if notes.block != parent {
		notes.block, notes.delims = parent, 0
	}
	if notes.delims >= maxDelims {
		return nil
	}
	n := c.InlineParser.Parse(parent, block, pc)
	if n != nil {
		notes.delims++
	}
	return n
}

// definitions takes link definitions off the front of a paragraph.
type definitions struct{}

func (definitions) Transform(p *ast.Paragraph, r text.Reader, pc parser.Context) {
	if p.Lines().Len() <= maxDefLines {
		parser.LinkReferenceParagraphTransformer.Transform(p, r, pc)
	}
}

// walk calls f for every node below and including n, parents first. If f returns
// false, what is below the node is skipped.
func walk(n ast.Node, f func(ast.Node) bool) {
	if !f(n) {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		walk(c, f)
	}
}

// linesOf returns the ranges of the lines of a block, without what containers
// put before them.
func linesOf(n ast.Node) []span {
	var spans []span
	for i := range n.Lines().Len() {
		l := n.Lines().At(i)
		spans = append(spans, span{l.Start, l.Stop})
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		spans = append(spans, span{h.ClosureLine.Start, h.ClosureLine.Stop})
	}
	return spans
}

// within reports whether a node of the given kind encloses n.
func within(n ast.Node, kinds ...ast.NodeKind) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if slices.Contains(kinds, p.Kind()) {
			return true
		}
	}
	return false
}
