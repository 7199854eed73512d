package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// HTML returns the text as HTML for the body of a page or of a feed item.
//
// Block elements end with a newline. The elements are p, h1 to h6, ul, ol, li,
// blockquote, pre, code, hr, table and its parts, em, strong, del, a, img, br;
// the attributes are href, src, alt, title, width, height, loading, start,
// scope, lang, dir, and class on code ("language-json", from the first word after the
// fence). Raw HTML is shown as the text that it is. A link that shows nothing is
// left out. Alignment of table columns is left to the style sheet.
func HTML(md string, o Options) string {
	return render(read(md), o)
}

func render(d *document, o Options) string {
	w := &writer{document: d, Options: o}
	w.openLang()
	w.blocks(d.root)
	if o.Lang != "" {
		w.raw("</div>\n")
	}
	return string(w.out)
}

// openLang begins the div that says which language the text is in.
func (w *writer) openLang() {
	if w.Lang == "" {
		return
	}
	w.raw(`<div lang="`, escape(w.Lang), `"`)
	if w.Dir != "" {
		w.raw(` dir="`, escape(w.Dir), `"`)
	}
	w.raw(">\n")
}

// A writer makes HTML of a document.
type writer struct {
	*document
	Options
	out    []byte
	open   int  // length of out after the tag that began the block
	inLink bool // links do not nest
	gap    bool // something invisible was just left out
}

func (w *writer) raw(s ...string) {
	for _, s := range s {
		w.out = append(w.out, s...)
	}
}

func (w *writer) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		tag := "h" + strconv.Itoa(min(max(n.Level+w.Shift, 1), 6))
		w.leaf(n, tag, "<"+tag+">")
	case *ast.Paragraph:
		w.leaf(n, "p", "<p>")
	case *ast.TextBlock:
		w.open = len(w.out)
		w.inlines(n)
		w.trim()
		if n.NextSibling() != nil {
			w.raw("\n")
		}
	case *ast.Blockquote:
		w.raw("<blockquote>\n")
		w.blocks(n)
		w.raw("</blockquote>\n")
	case *ast.List:
		w.list(n)
	case *ast.CodeBlock:
		w.raw("<pre><code>")
		w.code(n)
		w.raw("</code></pre>\n")
	case *ast.FencedCodeBlock:
		w.raw("<pre><code")
		if lang := language(n, w.text); lang != "" {
			w.raw(` class="language-`, escape(lang), `"`)
		}
		w.raw(">")
		w.code(n)
		w.raw("</code></pre>\n")
	case *ast.HTMLBlock:
		if s := shownHTML(w.text, linesOf(n)); s != "" {
			w.raw("<p>", escape(s), "</p>\n")
		}
	case *ast.ThematicBreak:
		w.raw("<hr>\n")
	case *ext.Table:
		w.table(n)
	}
}

// leaf writes a block that holds text, unless it shows nothing.
func (w *writer) leaf(n ast.Node, tag, open string) {
	start := len(w.out)
	w.raw(open)
	w.open = len(w.out)
	w.inlines(n)
	w.trim()
	if len(w.out) == start+len(open) {
		w.out = w.out[:start]
		return
	}
	w.raw("</", tag, ">\n")
}

// trim drops white space at the end of a block of text.
func (w *writer) trim() {
	w.out = w.out[:w.open+len(bytes.TrimRight(w.out[w.open:], " \t\n"))]
}

func (w *writer) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	w.raw("<", tag)
	if n.IsOrdered() && n.Start != 1 {
		w.raw(` start="`, strconv.Itoa(n.Start), `"`)
	}
	w.raw(">\n")
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.raw("<li>")
		if c := item.FirstChild(); c != nil {
			if _, tight := c.(*ast.TextBlock); !tight {
				w.raw("\n")
			}
		}
		w.blocks(item)
		w.raw("</li>\n")
	}
	w.raw("</", tag, ">\n")
}

// code writes the lines of a code block. White space at its end is no part of it.
func (w *writer) code(n ast.Node) {
	var b []byte
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b = append(b, line.Value(w.text)...)
	}
	if b = bytes.TrimRight(b, " \t\n"); len(b) > 0 {
		w.raw(escape(string(b)), "\n")
	}
}

func (w *writer) table(n *ext.Table) {
	w.raw("<table>\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, head := row.(*ext.TableHeader)
		cell, open := "td", "<td>"
		if head {
			w.raw("<thead>\n")
			cell, open = "th", `<th scope="col">`
		}
		w.raw("<tr>\n")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			w.raw(open)
			w.open = len(w.out)
			w.inlines(c)
			w.trim()
			w.raw("</", cell, ">\n")
		}
		w.raw("</tr>\n")
		if head {
			w.raw("</thead>\n")
			if row.NextSibling() != nil {
				w.raw("<tbody>\n")
			}
		} else if row.NextSibling() == nil {
			w.raw("</tbody>\n")
		}
	}
	w.raw("</table>\n")
}

func (w *writer) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.inline(n)
	}
}

func (w *writer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.words(resolve(n.Segment.Value(w.text)))
		if n.HardLineBreak() {
			w.trim()
			w.raw("<br>\n")
		} else if n.SoftLineBreak() {
			w.trim()
			w.raw("\n")
		}
	case *ast.CodeSpan:
		w.raw("<code>", escape(codeText(n, w.text)), "</code>")
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		w.raw("<", tag, ">")
		w.inlines(n)
		w.raw("</", tag, ">")
	case *ext.Strikethrough:
		w.raw("<del>")
		w.inlines(n)
		w.raw("</del>")
	case *ast.Link:
		href, ok := w.address(resolveAddress(n.Destination))
		if !ok || w.inLink || !shows(n, w.text) {
			w.inlines(n)
			return
		}
		w.raw(`<a href="`, escapeURL(href), `"`)
		w.title(titleText(n.Title))
		w.raw(">")
		w.inLink = true
		w.inlines(n)
		w.inLink = false
		w.raw("</a>")
	case *ast.AutoLink:
		label := string(n.Label(w.text))
		href, ok := w.address(autoAddress(n, w.text))
		if !ok || w.inLink {
			w.raw(escape(label))
			return
		}
		w.raw(`<a href="`, escapeURL(href), `">`, escape(label), "</a>")
	case *ast.Image:
		w.image(resolveAddress(n.Destination), describe(n, w.text), titleText(n.Title))
	case *ast.RawHTML:
		raw := rawHTML(n, w.text)
		if isHidden(raw) {
			w.gap = true
			return
		}
		w.raw(escape(raw))
	}
}

// words writes text. White space goes at the beginning of a block, and beside
// the place of a comment if there is some before it already.
func (w *writer) words(s string) {
	switch {
	case len(w.out) == w.open:
		s = strings.TrimLeft(s, " \t\n")
	case w.gap && strings.IndexByte(" \t\n", w.out[len(w.out)-1]) >= 0:
		s = strings.TrimLeft(s, " \t")
	}
	if s != "" {
		w.gap = false
		w.raw(escape(s))
	}
}

func (w *writer) title(t string) {
	if t != "" {
		w.raw(` title="`, escape(t), `"`)
	}
}

// image writes a picture, or its description if it has no address.
func (w *writer) image(dest, alt, title string) {
	img := Image{Src: dest}
	ok := isLocal(dest) && dest != "" && !leaves(dest)
	if w.Image != nil {
		ok = false
		if isLocal(dest) || isWeb(dest) {
			img, ok = w.Options.Image(dest)
			ok = ok && img.Src != "" && (isLocal(img.Src) || isWeb(img.Src))
		}
	}
	if !ok {
		w.words(alt)
		return
	}
	w.raw(`<img src="`, escapeURL(img.Src), `" alt="`, escape(alt), `"`)
	w.title(title)
	if img.Width > 0 && img.Height > 0 {
		w.raw(` width="`, strconv.Itoa(img.Width), `" height="`, strconv.Itoa(img.Height), `"`)
	}
	w.raw(` loading="lazy">`)
}

// address returns where a link to dest leads.
func (w *writer) address(dest string) (string, bool) {
	if !isLocal(dest) {
		return dest, isAllowed(dest)
	}
	if dest == "" {
		return "", false
	}
	if w.Link == nil {
		return dest, !leaves(dest)
	}
	to, ok := w.Link(dest)
	return to, ok && to != "" && (isLocal(to) || isWeb(to))
}

// shows reports whether a reader sees anything of what is in n.
func shows(n ast.Node, src []byte) bool {
	seen := false
	walk(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Text:
			seen = seen || strings.TrimSpace(resolve(n.Segment.Value(src))) != ""
		case *ast.CodeSpan, *ast.Image, *ast.AutoLink:
			seen = true
		case *ast.RawHTML:
			seen = seen || !isHidden(rawHTML(n, src))
		}
		return !seen
	})
	return seen
}

// describe returns the text of what is in n, on one line: what a reader who does
// not see a picture is told.
func describe(n ast.Node, src []byte) string {
	var b strings.Builder
	plainInlines(&b, n, src)
	return strings.Join(strings.Fields(b.String()), " ")
}

func codeText(n *ast.CodeSpan, src []byte) string {
	var b []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b = append(b, c.(*ast.Text).Segment.Value(src)...)
	}
	if within(n, ext.KindTableCell) {
		b = bytes.ReplaceAll(b, []byte(`\|`), []byte("|"))
	}
	return strings.ReplaceAll(string(b), "\n", " ")
}

func rawHTML(n *ast.RawHTML, src []byte) string { return string(n.Segments.Value(src)) }

// language returns the first word of a fence's info string if it looks like the
// name of a language.
func language(n *ast.FencedCodeBlock, src []byte) string {
	if n.Info == nil {
		return ""
	}
	word, _, _ := strings.Cut(string(n.Info.Segment.Value(src)), " ")
	if len(word) > 20 || strings.ContainsFunc(word, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("+#-._", r))
	}) {
		return ""
	}
	return word
}

func titleText(raw []byte) string {
	return strings.Join(strings.Fields(resolve(raw)), " ")
}

// resolve undoes backslash escapes and character references.
func resolve(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	referred := false
	for i := 0; i < len(raw); {
		if raw[i] == '\\' && i+1 < len(raw) && util.IsPunct(raw[i+1]) {
			out = append(out, raw[i+1])
			i += 2
			continue
		}
		if raw[i] == '&' {
			if s, n := reference(raw[i:]); n > 0 {
				out = append(out, s...)
				i += n
				referred = true
				continue
			}
		}
		out = append(out, raw[i])
		i++
	}
	if referred {
		return visible(string(out))
	}
	return string(out)
}

// reference resolves the character reference at the beginning of raw, and
// returns its length; 0 if there is none.
func reference(raw []byte) (string, int) {
	end := bytes.IndexByte(raw[:min(len(raw), 40)], ';')
	if end < 2 {
		return "", 0
	}
	name := raw[1:end]
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(string(name)); ok {
			return string(e.Characters), end + 1
		}
		return "", 0
	}
	digits, base, most := string(name[1:]), 10, 7
	if digits != "" && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, most = digits[1:], 16, 6
	}
	if len(digits) > most {
		return "", 0
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return "", 0
	}
	return string(util.ToValidRune(rune(v))), end + 1
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }

func escapeURL(s string) string { return escape(string(util.URLEscape([]byte(s), false))) }
