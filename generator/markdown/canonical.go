package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
)

// Canonical returns what becomes public of a text. A reader of it learns nothing
// that a reader of the page does not see. What goes:
//
//   - comments, processing instructions, declarations and CDATA, also those that
//     are never closed;
//   - link definitions ("[1]: https://..."): links that use them carry the
//     address themselves, so that labels go too and a section can stand alone;
//   - what follows the first word after a code fence, and a first word that is
//     no name of a language;
//   - links without text, links and pictures inside a picture's description;
//   - cells of a table row beyond the last column;
//   - characters that nobody sees (see clean.go) and references to them.
//
// Form is settled too: \n line ends, NFC, a backslash for a hard line break, no
// other white space at line ends, one blank line at most outside of code, none at
// either end. Tags stay: [Problems] reports them, and [HTML] shows them as text.
//
// HTML(Canonical(md), o) equals HTML(md, o), and Canonical(Canonical(md)) equals
// Canonical(md). Where a comment holds two parts of the text apart (two lists,
// or the marks of an emphasis), an empty one, "<!-- -->", stays in its place. A
// text for which even that does not work, which no person has written, becomes
// its plain words, escaped.
func Canonical(md string) string {
	if s, ok := canonical(md); ok {
		return s
	}
	return escapePlain(md)
}

// canonical fails if no text without hidden parts shows the same page.
func canonical(md string) (string, bool) {
	d := read(md)
	for range 6 {
		next, ok := settle(d)
		if !ok {
			return "", false
		}
		if next == d {
			return string(d.lines()), true
		}
		d = next
	}
	return "", false
}

// care says how much settle dares to take away. What it leaves is empty.
type care int

const (
	bold       care = iota // take away whatever looks safe
	keepMarks              // leave an empty comment, an empty link
	keepDefs               // and an empty definition
	keepSpaces             // and white space
)

const (
	emptyComment    = "<!-- -->"
	emptyDefinition = "[.]: ."
)

// settle takes from d what is hidden and what is only form, with as little care
// as keeps what the page shows. It returns d if there is nothing to take, and
// fails if no care is enough.
func settle(d *document) (*document, bool) {
	page := ""
	for c := bold; c <= keepSpaces; c++ {
		edits := d.edits(c)
		s := d.apply(edits).trimmed()
		again := clean(string(s.text))
		if bytes.Equal(again.text, d.lines()) {
			return d, true
		}
		if page == "" {
			page = render(d, Options{})
		}
		next := parse(again)
		if render(next, Options{}) == page {
			return next, true
		}
	}
	return d, false
}

// lines returns the text without the line end that parse added.
func (d *document) lines() []byte { return bytes.TrimSuffix(d.text, []byte("\n")) }

// trimmed drops blank lines at the beginning and white space at the end.
func (s source) trimmed() source {
	end := len(bytes.TrimRight(s.text, " \t\n"))
	start := 0
	for {
		i := bytes.IndexByte(s.text[start:end], '\n')
		if i < 0 || len(bytes.Trim(s.text[start:start+i], " \t\n")) > 0 {
			break
		}
		start += i + 1
	}
	return s.apply([]edit{{0, start, ""}, {end, len(s.text), ""}})
}

// edits returns what settle wants changed in d.
func (d *document) edits(c care) []edit {
	e := &editor{document: d, care: c}
	walk(d.root, e.node)
	e.whiteSpace()
	return e.edits
}

// An editor collects edits to a document.
type editor struct {
	*document
	care  care
	edits []edit
	kept  []span // white space in here means something
}

func (e *editor) replace(start, end int, with string) {
	if string(e.text[start:end]) != with {
		e.edits = append(e.edits, edit{start, end, with})
	}
}

func (e *editor) keep(s span) { e.kept = append(e.kept, s) }

func (e *editor) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.HTMLBlock:
		e.htmlBlock(n)
	case *ast.LinkReferenceDefinition:
		e.definition(n)
	case *ast.FencedCodeBlock:
		e.info(n)
		e.keepLines(n)
	case *ast.CodeBlock:
		e.keepLines(n)
	case *ext.TableRow:
		e.excess(n)
	case *ast.CodeSpan:
		e.keep(e.notes.spans[n])
		return false
	case *ast.RawHTML:
		e.rawHTML(n)
	case *ast.Link:
		e.link(n, n.Destination, n.Title, n.Reference != nil, n.ChildCount() == 0 || !shows(n, e.text))
	case *ast.Image:
		e.link(n, n.Destination, n.Title, n.Reference != nil, false)
	case *ast.Text:
		e.references(n)
		e.lineBreak(n)
	}
	return true
}

func (e *editor) keepLines(n ast.Node) {
	if lines := linesOf(n); len(lines) > 0 {
		e.keep(span{lines[0].start, lines[len(lines)-1].end})
	}
}

// htmlBlock takes what is hidden out of a block of HTML.
func (e *editor) htmlBlock(n *ast.HTMLBlock) {
	lines := linesOf(n)
	whole := span{lines[0].start, lines[len(lines)-1].end}
	if e.text[whole.end-1] == '\n' {
		whole.end--
	}
	s, at := blockText(e.text, lines)
	if shownPart(s) == "" {
		with := emptyComment
		if e.care == bold && !apart(n) {
			with = ""
		}
		e.replace(whole.start+len(s)-len(strings.TrimLeft(s, " \t")), whole.end, with)
		return
	}
	for _, h := range hiddenSpans(s) {
		end := at(h.end-1) + 1
		if e.text[end-1] == '\n' {
			end--
		}
		e.replace(at(h.start), end, emptyComment)
	}
	e.keep(whole)
}

// apart reports whether a block that shows nothing holds its neighbours apart.
func apart(n ast.Node) bool {
	if n.Parent().Kind() != ast.KindDocument {
		return true
	}
	prev, next := n.PreviousSibling(), n.NextSibling()
	if prev == nil || next == nil {
		return false
	}
	switch prev.Kind() {
	case ast.KindList, ast.KindCodeBlock:
		return next.Kind() != ast.KindHeading
	}
	return false
}

// rawHTML takes out an inline piece of HTML that is hidden.
func (e *editor) rawHTML(n *ast.RawHTML) {
	s := e.notes.spans[n]
	if !isHidden(rawHTML(n, e.text)) {
		e.keep(s)
		return
	}
	if e.care > bold {
		e.replace(s.start, s.end, emptyComment)
		return
	}
	before, after := byte('\n'), byte('\n')
	if s.start > 0 {
		before = e.text[s.start-1]
	}
	if s.end < len(e.text) {
		after = e.text[s.end]
	}
	if !isQuiet(before) || !isQuiet(after) {
		e.replace(s.start, s.end, emptyComment)
		return
	}
	end := s.end
	for end < len(e.text) && isBlank(e.text[end]) {
		end++
	}
	switch {
	case end == len(e.text) || e.text[end] == '\n':
		// What follows is trimmed, or is a line break.
		for s.start > 0 && isBlank(e.text[s.start-1]) {
			s.start--
		}
	case isSpace(before):
		s.end = end
	}
	e.replace(s.start, s.end, "")
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isSpace(c byte) bool { return isBlank(c) || c == '\n' }

// isQuiet reports whether c means nothing to Markdown beside whatever stands
// next to it.
func isQuiet(c byte) bool {
	return isSpace(c) || isLetter(c) || '0' <= c && c <= '9' || strings.IndexByte(",;?()|\"'", c) >= 0
}

// definition takes out a link definition.
func (e *editor) definition(n *ast.LinkReferenceDefinition) {
	lines := linesOf(n)
	s := span{lines[0].start, lines[len(lines)-1].end}
	if s.end > s.start && e.text[s.end-1] == '\n' {
		s.end--
	}
	for s.start < s.end && isBlank(e.text[s.start]) {
		s.start++
	}
	if e.care >= keepDefs {
		e.replace(s.start, s.end, emptyDefinition)
		return
	}
	line := bytes.LastIndexByte(e.text[:s.start], '\n') + 1
	if len(bytes.Trim(e.text[line:s.start], " \t\n")) == 0 {
		s.start = line
		if i := bytes.IndexByte(e.text[s.end:], '\n'); i >= 0 && len(bytes.Trim(e.text[s.end:s.end+i], " \t\n")) == 0 {
			s.end += i + 1
		}
	}
	e.replace(s.start, s.end, "")
}

// info keeps the first word after a fence, if it is the name of a language.
func (e *editor) info(n *ast.FencedCodeBlock) {
	if n.Info != nil {
		s := n.Info.Segment
		e.replace(s.Start, s.Stop, language(n, e.text))
	}
}

// excess cuts the cells of a row that its table has no column for.
func (e *editor) excess(row *ext.TableRow) {
	last := row.LastChild()
	if last == nil || last.Lines().Len() == 0 {
		return
	}
	from := last.Lines().At(0).Stop
	end := len(e.text)
	if i := bytes.IndexByte(e.text[from:], '\n'); i >= 0 {
		end = from + i
	}
	rest := e.text[from:end]
	bar := bytes.IndexByte(rest, '|')
	if bar < 0 || len(bytes.Trim(rest[:bar], " \t\n")) > 0 || len(bytes.Trim(rest[bar+1:], " \t\n")) == 0 {
		return
	}
	e.replace(from+bar+1, end, "")
}

// link gives a link its own address, and takes the link away where it shows
// nothing: without text, or inside the description of a picture.
func (e *editor) link(n ast.Node, dest, title []byte, byLabel, empty bool) {
	tail := e.notes.tails[n]
	e.keep(tail)
	open := span{n.Pos(), n.Pos() + 1}
	if n.Kind() == ast.KindImage {
		open.end++
	}
	switch {
	case empty || within(n, ast.KindImage):
		if e.care == bold {
			e.replace(open.start, open.end, "")
			e.replace(tail.start, tail.end, "")
		} else {
			e.replace(tail.start, tail.end, "]()")
		}
	case byLabel:
		e.replace(tail.start, tail.end, inlineTail(dest, title))
	}
}

// references cuts character references to what nobody sees.
func (e *editor) references(n *ast.Text) {
	if n.IsRaw() || e.care > bold {
		return
	}
	s := n.Segment
	for i := s.Start; i < s.Stop; i++ {
		switch e.text[i] {
		case '\\':
			i++
		case '&':
			if r, size := reference(e.text[i:s.Stop]); size > 0 {
				if strings.IndexFunc(r, func(r rune) bool { return !unseen(r) }) < 0 {
					e.replace(i, i+size, "")
				}
				i += size - 1
			}
		}
	}
}

// lineBreak writes a hard line break as a backslash, unless one stands there.
func (e *editor) lineBreak(n *ast.Text) {
	at := n.Segment.Stop
	if !n.HardLineBreak() || at >= len(e.text) || !isBlank(e.text[at]) || e.care == keepSpaces {
		return
	}
	end := at
	for end < len(e.text) && isBlank(e.text[end]) {
		end++
	}
	with := `\`
	if at > 0 && e.text[at-1] == '\\' {
		with = "  "
	}
	e.replace(at, end, with)
	e.keep(span{at, end})
}

// whiteSpace trims line ends and collapses blank lines outside of what is kept.
func (e *editor) whiteSpace() {
	if e.care == keepSpaces {
		return
	}
	kept := newRanges(e.kept)
	blank := 0 // end of the blank line before, 0 if there is none
	for pos := 0; pos < len(e.text); {
		end := len(e.text)
		next := end
		if i := bytes.IndexByte(e.text[pos:], '\n'); i >= 0 {
			end = pos + i
			next = end + 1
		}
		text := pos + len(bytes.TrimRight(e.text[pos:end], " \t"))
		switch {
		case kept.overlaps(text, next):
			blank = 0
		case text == pos && blank > 0:
			e.replace(pos, next, "")
		default:
			e.replace(text, end, "")
			blank = 0
			if text == pos {
				blank = next
			}
		}
		pos = next
	}
}

// escapePlain returns the words of md with every mark escaped.
func escapePlain(md string) string {
	var b strings.Builder
	for line := range strings.Lines(Text(md)) {
		line = strings.TrimSpace(line)
		for i := range len(line) {
			if isMark(line[i]) {
				b.WriteByte('\\')
			}
			b.WriteByte(line[i])
		}
		b.WriteByte('\n')
	}
	if s, ok := canonical(b.String()); ok {
		return s
	}
	return strings.TrimSpace(b.String())
}

func isMark(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}
