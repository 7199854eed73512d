package markdown

import "strings"

// isHidden reports whether raw, an inline piece of HTML, shows nothing in a
// browser: a comment, a processing instruction, a declaration or CDATA.
func isHidden(raw string) bool {
	return strings.HasPrefix(raw, "<!") || strings.HasPrefix(raw, "<?")
}

// hiddenSpans returns where in a block of HTML the pieces are that show nothing.
// One that is not closed goes on to the end.
func hiddenSpans(s string) []span {
	var spans []span
	for i := 0; i < len(s); {
		open := strings.IndexByte(s[i:], '<')
		if open < 0 {
			break
		}
		open += i
		skip, closer := opener(s[open:])
		if closer == "" {
			i = open + 1
			continue
		}
		end := len(s)
		if n := strings.Index(s[open+skip:], closer); n >= 0 {
			end = open + skip + n + len(closer)
		}
		spans = append(spans, span{open, end})
		i = end
	}
	return spans
}

// opener returns, if s begins with something that shows nothing, the offset from
// which to look for its end, and the end.
func opener(s string) (skip int, closer string) {
	switch {
	case strings.HasPrefix(s, "<!-->"), strings.HasPrefix(s, "<!--->"):
		return 2, "->"
	case strings.HasPrefix(s, "<!--"):
		return 4, "-->"
	case strings.HasPrefix(s, "<![CDATA["):
		return 9, "]]>"
	case strings.HasPrefix(s, "<?"):
		return 2, "?>"
	case len(s) > 2 && strings.HasPrefix(s, "<!") && isLetter(s[2]):
		return 2, ">"
	}
	return 0, ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// blockText joins the lines of a block, and returns the function that maps an
// offset in it to one in the source.
func blockText(src []byte, lines []span) (string, func(int) int) {
	var b strings.Builder
	starts := make([]int, len(lines))
	for i, l := range lines {
		starts[i] = b.Len()
		b.Write(src[l.start:l.end])
	}
	i := 0 // offsets are asked for in order
	return b.String(), func(pos int) int {
		if i > 0 && pos < starts[i] {
			i = 0
		}
		for i+1 < len(starts) && starts[i+1] <= pos {
			i++
		}
		return lines[i].start + pos - starts[i]
	}
}

// shownHTML returns what is shown of a block of HTML: its tags and text, without
// what is hidden in it and without blank lines.
func shownHTML(src []byte, lines []span) string {
	s, _ := blockText(src, lines)
	return shownPart(s)
}

func shownPart(s string) string {
	var b strings.Builder
	pos := 0
	for _, h := range hiddenSpans(s) {
		b.WriteString(s[pos:h.start])
		pos = h.end
	}
	b.WriteString(s[pos:])
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
