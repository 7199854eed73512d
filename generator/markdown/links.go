package markdown

import "github.com/yuin/goldmark/ast"

// A Link is a link or a picture in a text.
type Link struct {
	Destination string // as a browser reads it: escapes and references undone, no percent signs added
	Text        string // what is shown, or the description of the picture; plain, on one line
	Image       bool   // a picture
	Line        int    // from 1
	Column      int    // in characters, from 1
	Offset      int    // in bytes, from 0
}

// Links returns all links and pictures of a text, in its order: also those that
// are written as a mere address, have no text, or lead where no link may lead.
func Links(md string) []Link {
	d, lines := read(md), newLines(md)
	var links []Link
	walk(d.root, func(n ast.Node) bool {
		var l Link
		pos := n.Pos()
		switch n := n.(type) {
		case *ast.Link:
			l = Link{Destination: resolveAddress(n.Destination), Text: describe(n, d.text)}
		case *ast.Image:
			l = Link{Destination: resolveAddress(n.Destination), Text: describe(n, d.text), Image: true}
		case *ast.AutoLink:
			l = Link{Destination: autoAddress(n, d.text), Text: string(n.Label(d.text))}
			pos = d.notes.spans[n].start
		default:
			return true
		}
		l.Offset = d.origin(pos)
		l.Line, l.Column = lines.position(l.Offset)
		links = append(links, l)
		return true
	})
	return links
}
