package verify

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blank stands in a text for words that are not of the record: a setting of the
// site. Blanks that are to be told apart, such as the names of two components,
// are followed by one more letter of their own.
const (
	blank      = "\uE000"
	firstBlank = '\uE100'
	lastBlank  = '\uF8FF'
)

// blankNumber returns a blank that differs from those with other numbers.
func blankNumber(n int) string {
	return blank + string(rune(firstBlank+n%(lastBlank-firstBlank+1)))
}

// withoutNumbers makes all blanks of a line the same.
func withoutNumbers(line string) string {
	return strings.Map(func(r rune) rune {
		if r >= firstBlank && r <= lastBlank {
			return -1
		}
		return r
	}, line)
}

// pageLines returns what a reader gets of the account or statement on a page: a
// line for each block, with single spaces and with pictures by their
// descriptions; before them what search engines and previews of links show. Left
// out is what only the settings of the site say: how to ask, and how to quote the
// page.
func pageLines(root *html.Node) []string {
	lines := headLines(root)
	if n := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Main }); n != nil {
		lines = append(lines, linesOf(n, isSetting)...)
	}
	return lines
}

// described are the elements of the head of a page that describe it in words.
var described = []string{"description", "og:title", "og:description"}

// headLines returns what the head of a page says for machines that show it to
// people.
func headLines(root *html.Node) []string {
	var lines []string
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			lines = append(lines, linesOf(n, func(*html.Node) bool { return false })...)
		case atom.Meta:
			for _, name := range described {
				if attribute(n, "name") == name || attribute(n, "property") == name {
					lines = append(lines, oneLine(attribute(n, "content")))
				}
			}
		case atom.Script:
			if attribute(n, "type") == "application/ld+json" && n.FirstChild != nil {
				lines = append(lines, structured(n.FirstChild.Data))
			}
		case atom.Body:
			return lines
		}
	}
	return lines
}

// structured returns what structured data says, but for what depends on where the
// site lies and whose it is.
func structured(data string) string {
	var members map[string]any
	if json.Unmarshal([]byte(data), &members) != nil {
		return data
	}
	for _, name := range []string{"@id", "url", "isBasedOn", "archivedAt", "isPartOf", "publisher"} {
		delete(members, name)
	}
	text, err := json.Marshal(members) // sorts the members
	if err != nil {
		return data
	}
	return string(text)
}

// isSetting reports whether an element of the built-in theme shows settings of
// the site. What the record says in it is looked for by its words: see essential.
func isSetting(n *html.Node) bool {
	switch class := attribute(n, "class"); n.DataAtom {
	case atom.Section:
		return attribute(n, "aria-labelledby") == "ask" || class == "cite"
	case atom.P:
		return class == "ask" || class == "from"
	}
	return false
}

// parsePage reads a page, or a part of one. As browsers do, it makes something of
// whatever there is.
func parsePage(page []byte) *html.Node {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return &html.Node{Type: html.DocumentNode} // it cannot fail: reading does not
	}
	return root
}

// bodyText returns all that a page shows, in one line.
func bodyText(root *html.Node) string {
	return strings.Join(linesOf(root, func(*html.Node) bool { return false }), " ")
}

func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if is(d) {
			return d
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

// linesOf returns the lines of an element, without the elements below it that
// skip names.
func linesOf(n *html.Node, skip func(*html.Node) bool) []string {
	var lines []string
	var line strings.Builder
	end := func() {
		if s := oneLine(line.String()); s != "" {
			lines = append(lines, s)
		}
		line.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			line.WriteString(n.Data)
			return
		}
		switch n.DataAtom {
		case atom.Head, atom.Script, atom.Style, atom.Template:
			return
		}
		if n.Type == html.ElementNode && skip(n) {
			return
		}
		inline := n.Type == html.ElementNode && isInline(n.DataAtom)
		if !inline {
			end()
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		switch n.DataAtom {
		case atom.Img:
			line.WriteString(attribute(n, "alt"))
		case atom.Span:
			// Themes put spans where the page begins a new line.
			line.WriteByte(' ')
		}
		if !inline {
			end()
		}
	}
	walk(n)
	end()
	return lines
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// isInline reports whether an element stands within a line.
func isInline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Em, atom.I, atom.Img, atom.Ins,
		atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}

// holds reports whether part stands in whole, and not within a longer word or
// number.
func holds(whole, part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	for at := 0; ; {
		i := strings.Index(whole[at:], part)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(part)
		before, _ := utf8.DecodeLastRuneInString(whole[:start])
		after, _ := utf8.DecodeRuneInString(whole[end:])
		if !(isWord(before) && isWord(first)) && !(isWord(last) && isWord(after)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(whole[start:])
		at = start + size
	}
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// longestBlank bounds what a setting can say in the middle of a line, in bytes.
const longestBlank = 200

// fits reports whether a line is the one that the records make, where each blank
// stands for some words.
func fits(line, made string) bool {
	parts := strings.Split(made, blank)
	last := len(parts) - 1
	if last == 0 {
		return line == made
	}
	line, begins := strings.CutPrefix(line, parts[0])
	line, ends := strings.CutSuffix(line, parts[last])
	if !begins || !ends {
		return false
	}
	for _, part := range parts[1:last] {
		at := strings.Index(line, part)
		if at < 0 || at > longestBlank {
			return false
		}
		line = line[at+len(part):]
	}
	return len(line) <= longestBlank
}

// excerpts returns of two different lines the parts around the first difference.
func excerpts(line, made string) (shown, right string) {
	at := 0
	for at < min(len(line), len(made)) && line[at] == made[at] {
		at++
	}
	return excerpt(line, at), excerpt(made, at)
}

// excerpt returns the part of a line around a place.
func excerpt(s string, at int) string {
	const around = 40
	from, to := max(0, at-around), min(len(s), at+around)
	if i := strings.IndexByte(s[from:at], ' '); from > 0 && i >= 0 {
		from += i + 1
	}
	if i := strings.LastIndexByte(s[at:to], ' '); to < len(s) && i > 0 {
		to = at + i
	}
	part := strings.ReplaceAll(strings.ToValidUTF8(s[from:to], ""), blank, "...")
	if from > 0 {
		part = "... " + part
	}
	if to < len(s) {
		part += " ..."
	}
	return part
}
