package markdown

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
)

// What Problems finds.
const (
	CodeRawHTML   = "raw-html"     // a tag, or text after a comment on its line
	CodeComment   = "open-comment" // a comment that is never closed hides the rest
	CodeScheme    = "link-scheme"  // a link to what is neither http, https, mailto, tel nor in the site
	CodeOutside   = "link-outside" // a link with ".." in it
	CodeEmptyLink = "empty-link"   // a link without text, which nobody sees
	CodeRemote    = "image-remote" // a picture on another host
	CodeAlt       = "image-alt"    // a picture without a description
	CodeInImage   = "link-in-image"
	CodeHeading   = "heading-1"  // a level-1 heading; the page has its own
	CodeFence     = "open-fence" // a code block that is never closed
	CodeTemplate  = "template"   // {{ ... }}, which is shown as it is
	CodeCells     = "table-cells"
	CodeInvisible = "invisible" // characters that turn the reading direction or hide text
)

// A Finding is something in a text that its author should see to. What follows
// from it is the caller's to decide.
type Finding struct {
	Line   int    // from 1
	Column int    // in characters, from 1
	Offset int    // in bytes, from 0
	Length int    // in characters, within the line; at least 1
	Code   string // one of the Code constants
	Text   string // one fact, lower case, no full stop
}

// Problems returns what its author should see to in a text, in the order of the
// text.
func Problems(md string) []Finding {
	f := &finder{document: read(md), lines: newLines(md)}
	f.invisible(md)
	walk(f.root, f.node)
	f.templates()
	sort.SliceStable(f.found, func(i, j int) bool {
		a, b := f.found[i], f.found[j]
		return a.Offset < b.Offset || a.Offset == b.Offset && a.Code < b.Code
	})
	return f.found
}

// A finder collects findings in a document.
type finder struct {
	*document
	lines *lines
	found []Finding
	code  []span // code and what is hidden: not searched for templates
}

// add notes a finding for a range of the document.
func (f *finder) add(start, end int, code, format string, args ...any) {
	f.addOrigin(f.origin(start), f.origin(max(end-1, start))+1, code, format, args...)
}

// addOrigin notes a finding for a range of the text as it was handed in.
func (f *finder) addOrigin(start, end int, code, format string, args ...any) {
	line, column := f.lines.position(start)
	f.found = append(f.found, Finding{
		Line: line, Column: column, Offset: start, Length: f.lines.length(start, end),
		Code: code, Text: fmt.Sprintf(format, args...),
	})
}

func (f *finder) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.HTMLBlock:
		f.htmlBlock(n)
	case *ast.RawHTML:
		s := f.notes.spans[n]
		f.code = append(f.code, s)
		if raw := rawHTML(n, f.text); !isHidden(raw) {
			f.add(s.start, s.end, CodeRawHTML, "%q is HTML, which is shown as text", short(raw))
		}
	case *ast.CodeSpan:
		f.code = append(f.code, f.notes.spans[n])
	case *ast.CodeBlock:
		f.keepLines(n)
	case *ast.FencedCodeBlock:
		f.keepLines(n)
		if !f.notes.closed[n] {
			f.add(n.Pos(), n.Pos()+3, CodeFence, "the code block that begins here is not closed, so all that follows is code")
		}
	case *ast.Heading:
		if n.Level == 1 {
			f.add(n.Pos(), lineEnd(f.text, n.Pos())-1, CodeHeading, "%q is a heading of level 1, which only the page itself has", short(describe(n, f.text)))
		}
	case *ast.Link:
		f.link(n, n.Destination)
	case *ast.Image:
		f.image(n)
	case *ast.AutoLink:
		s := f.notes.spans[n]
		f.address(s, autoAddress(n, f.text), false)
	case *ext.TableRow:
		e := &editor{document: f.document}
		e.excess(n)
		for _, cut := range e.edits {
			f.code = append(f.code, span{cut.start, cut.end})
			f.add(cut.start, cut.end, CodeCells, "%q stands beyond the last column of the table, where nobody sees it", short(strings.Trim(string(f.text[cut.start:cut.end]), " |")))
		}
	}
	return true
}

func (f *finder) keepLines(n ast.Node) {
	if lines := linesOf(n); len(lines) > 0 {
		f.code = append(f.code, span{lines[0].start, lines[len(lines)-1].end})
	}
}

func (f *finder) htmlBlock(n *ast.HTMLBlock) {
	f.keepLines(n)
	lines := linesOf(n)
	s, at := blockText(f.text, lines)
	hidden := hiddenSpans(s)
	if len(hidden) > 0 {
		if h := hidden[len(hidden)-1]; h.end == len(s) && !isClosed(s[h.start:h.end]) {
			f.add(at(h.start), at(h.start)+4, CodeComment, "the comment that begins here is not closed, so it hides all that follows")
		}
	}
	if shownPart(s) == "" {
		return
	}
	pos := 0
	for _, h := range hidden {
		if strings.TrimSpace(s[pos:h.start]) != "" {
			break
		}
		pos = h.end
	}
	pos += len(s[pos:]) - len(strings.TrimLeft(s[pos:], " \t\n"))
	end := pos + strings.IndexByte(s[pos:]+"\n", '\n')
	text := strings.TrimSpace(s[pos:end])
	if len(hidden) > 0 && hidden[0].start == strings.IndexByte(s, '<') && s[pos] != '<' {
		f.add(at(pos), at(pos)+len(text), CodeRawHTML, "%q stands on the line of a comment, so its marks are not read; give the comment a line of its own", short(text))
		return
	}
	f.add(at(pos), at(pos)+len(text), CodeRawHTML, "%q is HTML, which is shown as text", short(text))
}

// isClosed reports whether a hidden piece of HTML has its end.
func isClosed(s string) bool {
	skip, closer := opener(s)
	return len(s) >= skip+len(closer) && strings.HasSuffix(s, closer)
}

func (f *finder) link(n *ast.Link, raw []byte) {
	s := f.place(n)
	dest := resolveAddress(raw)
	switch {
	case within(n, ast.KindImage):
		f.add(s.start, s.end, CodeInImage, "the link to %q stands in the description of a picture, where it leads nowhere", short(dest))
	case !shows(n, f.text):
		f.add(s.start, s.end, CodeEmptyLink, "the link to %q has no text, so nobody sees it", short(dest))
	default:
		f.address(s, dest, false)
	}
}

func (f *finder) image(n *ast.Image) {
	s := f.place(n)
	dest := resolveAddress(n.Destination)
	if within(n, ast.KindImage) {
		f.add(s.start, s.end, CodeInImage, "the picture %q stands in the description of another one, where nobody sees it", short(dest))
		return
	}
	if describe(n, f.text) == "" {
		f.add(s.start, s.end, CodeAlt, "the picture %q has no description for those who do not see it", short(dest))
	}
	f.address(s, dest, true)
}

func (f *finder) address(s span, dest string, image bool) {
	switch {
	case isLocal(dest):
		if leaves(dest) {
			f.add(s.start, s.end, CodeOutside, "%q leads out of the folder", short(dest))
		}
	case image && isWeb(dest):
		f.add(s.start, s.end, CodeRemote, "the picture %q is on another host, which would see every reader", short(dest))
	case image || !isAllowed(dest):
		f.add(s.start, s.end, CodeScheme, "%q is not an address that a page may link to", short(dest))
	}
}

// place returns where a link or picture stands.
func (d *document) place(n ast.Node) span {
	return span{n.Pos(), d.notes.tails[n].end}
}

// templates finds template code outside of code and comments.
func (f *finder) templates() {
	code := newRanges(f.code)
	for pos := 0; pos < len(f.text); {
		end := lineEnd(f.text, pos)
		for pos < end {
			open := bytes.Index(f.text[pos:end], []byte("{{"))
			if open < 0 {
				break
			}
			open += pos
			n := bytes.Index(f.text[open:end], []byte("}}"))
			if n < 0 {
				break
			}
			pos = open + n + 2
			if !code.overlaps(open, pos) {
				f.add(open, pos, CodeTemplate, "%q is template code, which is shown as it is", short(string(f.text[open:pos])))
			}
		}
		pos = end
	}
}

// invisible finds characters that turn the reading direction, and hidden text.
func (f *finder) invisible(md string) {
	flag := 0
	for i, r := range md {
		switch {
		case r == 0x1F3F4:
			flag = i + utf8.RuneLen(r) + flagTags(md[i+utf8.RuneLen(r):])
		case '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069',
			i >= flag && 0xE0000 <= r && r <= 0xE007F:
			f.addOrigin(i, i+utf8.RuneLen(r), CodeInvisible, "an invisible character (U+%04X) stands here, which is left out", r)
		}
	}
}

// short cuts a quotation to what fits in a message.
func short(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-3]) + "..."
}

// line returns the line, from 1, that an offset lies in.
func (l *lines) line(pos int) int {
	return sort.SearchInts(l.starts, pos+1)
}

// position returns line and column, both from 1.
func (l *lines) position(pos int) (line, column int) {
	line = l.line(pos)
	start := l.starts[line-1]
	if start != l.start || pos < l.pos || l.column == 0 {
		l.start, l.pos, l.column = start, start, 1
		if bom := "\ufeff"; start == 0 && pos > 0 && strings.HasPrefix(l.text, bom) {
			l.pos = len(bom) // no editor counts it
		}
	}
	if pos > l.pos {
		l.column += utf8.RuneCountInString(l.text[l.pos:pos])
		l.pos = pos
	}
	return line, l.column
}

// length returns how many characters there are from start to end or the end of
// the line, at least 1.
func (l *lines) length(start, end int) int {
	if i := strings.IndexByte(l.text[start:min(end, len(l.text))], '\n'); i >= 0 {
		end = start + i
	}
	return max(1, utf8.RuneCountInString(strings.TrimRight(l.text[start:min(end, len(l.text))], "\r")))
}
