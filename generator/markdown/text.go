package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
)

// Text returns the text without its marks. Blocks are one blank line apart, the
// lines of lists and tables none. List items begin with "- " or their number, the
// cells of a table row have " | " between them. A link is its text, a picture its
// description.
func Text(md string) string {
	d := read(md)
	var b strings.Builder
	plainBlocks(&b, d.root, d.text, "\n\n")
	return b.String()
}

// FirstParagraph returns the text of the first paragraph, on one line, or "" if
// there is none. Headings, lists, quotes and what is in them are no paragraphs.
func FirstParagraph(md string) string {
	d := read(md)
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if p, ok := n.(*ast.Paragraph); ok {
			if s := describe(p, d.text); s != "" {
				return s
			}
		}
	}
	return ""
}

// plainBlocks writes the children of parent with sep between them.
func plainBlocks(b *strings.Builder, parent ast.Node, src []byte, sep string) {
	first := true
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		var block strings.Builder
		plainBlock(&block, n, src)
		if s := strings.Trim(block.String(), "\n"); strings.TrimSpace(s) != "" {
			if !first {
				b.WriteString(sep)
			}
			first = false
			b.WriteString(s)
		}
	}
}

func plainBlock(b *strings.Builder, n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		var text strings.Builder
		plainInlines(&text, n, src)
		b.WriteString(strings.TrimSpace(text.String()))
	case *ast.Blockquote:
		plainBlocks(b, n, src, "\n\n")
	case *ast.List:
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			lead := "- "
			if n.IsOrdered() {
				lead = strconv.Itoa(number) + ". "
				number++
			}
			var text strings.Builder
			plainBlocks(&text, item, src, "\n")
			b.WriteString(lead)
			b.WriteString(strings.ReplaceAll(text.String(), "\n", "\n"+strings.Repeat(" ", len(lead))))
			b.WriteString("\n")
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			b.Write(line.Value(src))
		}
	case *ast.HTMLBlock:
		b.WriteString(shownHTML(src, linesOf(n)))
	case *ext.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for c := row.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, describe(c, src))
			}
			b.WriteString(strings.Join(cells, " | "))
			b.WriteString("\n")
		}
	}
}

func plainInlines(b *strings.Builder, parent ast.Node, src []byte) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			s := resolve(n.Segment.Value(src))
			if n.HardLineBreak() || n.SoftLineBreak() {
				s = strings.TrimRight(s, " \t") + "\n"
			}
			b.WriteString(s)
		case *ast.CodeSpan:
			b.WriteString(codeText(n, src))
		case *ast.AutoLink:
			b.Write(n.Label(src))
		case *ast.RawHTML:
			if raw := rawHTML(n, src); !isHidden(raw) {
				b.WriteString(raw)
			}
		default:
			plainInlines(b, n, src)
		}
	}
}
