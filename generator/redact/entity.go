package redact

import (
	"html"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A name may be written with entities of HTML, which Markdown shows as the letters
// that they stand for: "M&uuml;ller", "&#77;&#252;ller".

// entity matches one, as CommonMark has them.
var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// spelled returns a text with the characters that its entities stand for, and where
// in the text its places are. An entity that stands for what would be a mark of
// Markdown stays: it is none.
func spelled(text string) (string, places) {
	if !strings.Contains(text, "&") {
		return text, nil
	}
	var b strings.Builder
	var at places
	rest := 0
	for _, m := range entity.FindAllStringIndex(text, -1) {
		c := html.UnescapeString(text[m[0]:m[1]])
		if strings.HasSuffix(c, ";") || !isPlain(c) {
			continue
		}
		b.WriteString(text[rest:m[0]])
		at = append(at, place{b.Len(), b.Len() + len(c), m[0], m[1]})
		b.WriteString(c)
		rest = m[1]
	}
	b.WriteString(text[rest:])
	return b.String(), at
}

// isPlain reports whether characters mean nothing to Markdown.
func isPlain(s string) bool {
	for _, r := range s {
		switch {
		case r == '&', r == '\'', r >= utf8.RuneSelf:
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ':
			return false
		}
	}
	return true
}

// places are those of the entities of a text, in their order.
type places []place

// A place is that of an entity, in the spelled text and in the text.
type place struct{ from, to, start, end int }

// spans returns spans of the spelled text as spans of the text. An entity is in a
// span as a whole, or not at all.
func (p places) spans(all []Span) []Span {
	for i, s := range all {
		all[i] = Span{p.of(s.Start, false), p.of(s.End, true)}
	}
	return all
}

// of returns the place in the text of one in the spelled text, which begins a span
// or ends it.
func (p places) of(at int, ends bool) int {
	i := sort.Search(len(p), func(i int) bool { return p[i].to >= at }) // the first that does not lie before it
	if i < len(p) && p[i].from < at && (at < p[i].to || ends) {
		if ends {
			return p[i].end
		}
		return p[i].start
	}
	if i < len(p) && p[i].to == at && !ends {
		return p[i].end
	}
	if i == 0 {
		return at
	}
	return at + p[i-1].end - p[i-1].to
}
