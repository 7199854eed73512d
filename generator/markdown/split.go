package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A Section is a level-2 heading with the text under it.
type Section struct {
	Heading string // plain text, on one line; "" for what stands before the first heading
	Body    string // Markdown up to the next level-2 heading, without blank lines around it
	Line    int    // where the heading stands; for what has none, where the body begins; from 1
}

// Split cuts a text at its level-2 headings. "## " in code, in a quote, in a list
// or in a comment is no such heading; a line with "---" under it is one. Text
// before the first heading is the first section, unless there is none.
//
// A section stands alone: its links carry their addresses, so that it needs no
// link definition that stands under another heading. Apart from that the bodies
// are the text as it was, comments and all.
func Split(md string) []Section {
	d := read(md)
	if whole := d.withAddresses(); render(whole, Options{}) == render(d, Options{}) {
		d = whole
	}
	lines := newLines(md)
	var (
		sections []Section
		from     int
		heading  *ast.Heading
	)
	add := func(to int) {
		start, end := trimLines(d.text, from, to)
		s := Section{Body: string(d.text[start:end]), Line: lines.line(d.origin(start))}
		if heading != nil {
			s.Heading = describe(heading, d.text)
			s.Line = lines.line(d.origin(heading.Pos()))
		} else if start == end {
			return
		}
		sections = append(sections, s)
	}
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			add(lineStart(d.text, h.Pos()))
			heading, from = h, headingEnd(d.text, h)
		}
	}
	add(len(d.text))
	return sections
}

// withAddresses gives links that use a definition their address, and takes the
// definitions out.
func (d *document) withAddresses() *document {
	e := &editor{document: d}
	walk(d.root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition:
			e.definition(n)
		case *ast.Link:
			if n.Reference != nil {
				e.replace(e.notes.tails[n].start, e.notes.tails[n].end, inlineTail(n.Destination, n.Title))
			}
		case *ast.Image:
			if n.Reference != nil {
				e.replace(e.notes.tails[n].start, e.notes.tails[n].end, inlineTail(n.Destination, n.Title))
			}
		}
		return true
	})
	if len(e.edits) == 0 {
		return d
	}
	return parse(d.apply(e.edits))
}

// headingEnd returns where the line after a heading begins.
func headingEnd(src []byte, h *ast.Heading) int {
	pos := lineEnd(src, h.Pos())
	if src[h.Pos()] == '#' && isATX(src, h) {
		return pos
	}
	for i := range h.Lines().Len() {
		pos = lineEnd(src, h.Lines().At(i).Start)
	}
	return lineEnd(src, pos) // the line of dashes
}

// isATX reports whether a heading that begins with "#" is one of that kind: its
// text, if it has any, then begins after the "#".
func isATX(src []byte, h *ast.Heading) bool {
	return h.Lines().Len() == 0 || h.Lines().At(0).Start > h.Pos()
}

func lineStart(src []byte, pos int) int { return bytes.LastIndexByte(src[:pos], '\n') + 1 }

func lineEnd(src []byte, pos int) int {
	if i := bytes.IndexByte(src[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(src)
}

// trimLines drops blank lines at both ends of a range, and the last line end.
func trimLines(src []byte, start, end int) (int, int) {
	end = start + len(bytes.TrimRight(src[start:end], " \t\n"))
	for start < end {
		next := lineEnd(src[:end], start)
		if len(bytes.Trim(src[start:next], " \t\n")) > 0 {
			break
		}
		start = next
	}
	return start, end
}

// lines map offsets in a text to lines and columns.
type lines struct {
	text   string
	starts []int

	// The place that was asked for last, so that many on one line are not each
	// counted from its beginning.
	pos, start, column int
}

func newLines(text string) *lines {
	l := &lines{text: text, starts: []int{0}}
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return l
		}
		i += n + 1
		l.starts = append(l.starts, i)
	}
}
