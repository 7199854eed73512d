package redact

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/tokens"

	"golang.org/x/text/unicode/norm"
)

// A Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// Words are words to look for.
type Words struct {
	text    string
	letters string       // what is compared of them
	breaks  map[int]bool // lengths of letters after which a word ends
	name    bool         // the last word is written with a capital
}

// String returns the words as they were given.
func (w Words) String() string { return w.text }

// Parse reads words to look for, which may be written with entities of HTML as in
// Markdown. It refuses what has no letter and no digit.
func Parse(text string) (Words, error) {
	text, _ = spelled(text)
	w := Words{text: strings.Join(strings.Fields(text), " "), breaks: map[int]bool{}}
	for _, t := range tokens.Of(w.text) {
		l := lettersOf(t)
		if l == "" {
			continue
		}
		w.letters += l
		w.breaks[len(w.letters)] = true
		first, _ := utf8.DecodeRuneInString(t.Text)
		w.name = t.Kind == tokens.Word && unicode.IsUpper(first)
	}
	if strings.IndexFunc(w.letters, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return w, errors.New("there is no word in it")
	}
	return w, nil
}

// lettersOf returns what is compared of a token: letters without accents in
// lower case, and digits. "61,300" and "61.300" are the same number.
func lettersOf(t tokens.Token) string {
	if t.Kind == tokens.Sign {
		return t.Text
	}
	return letters(t.Text)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsNumber(r):
			return unicode.ToLower(r)
		case r == '.' || r == ',' || r == '\'' || r == '’':
			return r // decided by plain
		}
		return -1
	}, norm.NFD.String(plain(s)))
}

// plain takes out the points that are none of a number's: between thousands, at
// ends and in words. "3.4" keeps its point.
func plain(s string) string {
	if !strings.ContainsAny(s, ".,'’") {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	digit := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsDigit(runes[i]) }
	for i, r := range runes {
		if strings.ContainsRune(".,'’", r) {
			thousands := digit(i+1) && digit(i+2) && digit(i+3) && !digit(i+4)
			if !digit(i-1) || !digit(i+1) || thousands {
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Find returns where a text in Markdown, or a plain one, holds words, in its
// order. A place is one of whole words; in an address it is all of the address,
// and with a link goes what it is put around.
func Find(text string, w Words) []Span {
	plain, at := spelled(text)
	return at.spans(find(plain, tokens.Of(plain), w))
}

func find(text string, all []tokens.Token, w Words) []Span {
	if w.letters == "" {
		return nil
	}
	var found []Span
	for i := 0; i < len(all); i++ {
		if end, ok := matchAt(text, all, i, w); ok {
			found = append(found, widen(text, Span{all[i].Start, trimmedEnd(text, all[end-1])}, all[i:end]))
			i = end - 1
			continue
		}
		found = append(found, inside(text, all[i], w)...)
	}
	return merge(found)
}

// matchAt matches words against the tokens from the i-th on, and returns the
// token after them.
func matchAt(text string, all []tokens.Token, i int, w Words) (end int, ok bool) {
	have := ""
	for j := i; j < len(all); j++ {
		if all[j].Text == ">" && j > i { // a quotation goes on
			continue
		}
		if isCode(text[all[j].Start:all[j].End]) || isComment(text[all[j].Start:all[j].End]) {
			return 0, false // what it encloses is looked through by itself
		}
		if j > i && !joins(text[all[j-1].End:all[j].Start], w.breaks[len(have)], have) {
			return 0, false
		}
		before := len(have)
		have += lettersOf(all[j])
		if all[j].Kind == tokens.Word && w.breaksBetween(before, len(have)) {
			return 0, false
		}
		switch {
		case have == w.letters, w.ends(have, all[j]):
			return j + 1, true
		case !strings.HasPrefix(w.letters, have):
			return 0, false
		}
	}
	return 0, false
}

// breaksBetween reports whether a word of w ends inside a part of its letters.
func (w Words) breaksBetween(from, to int) bool {
	for at := from + 1; at < to; at++ {
		if w.breaks[at] && at < len(w.letters) {
			return true
		}
	}
	return false
}

// joins reports whether two words with gap between them can belong to one
// match. wordEnd says whether a word of what is looked for ends here, have is
// what was matched up to here.
func joins(gap string, wordEnd bool, have string) bool {
	if strings.Contains(strings.ReplaceAll(gap, " ", ""), "\n\n") || strings.ContainsAny(gap, "#") {
		return false // another paragraph
	}
	if wordEnd {
		return true
	}
	if strings.ContainsAny(gap, "-‐\u00ad") || strings.IndexFunc(gap, unicode.IsSpace) < 0 {
		return true // broken at the end of a line, or by marks of Markdown
	}
	last, _ := utf8.DecodeLastRuneInString(have)
	return unicode.IsDigit(last) && utf8.RuneCountInString(gap) == 1 // 61 300
}

// ends reports whether a token ends a match with the s of a genitive or plural.
func (w Words) ends(have string, last tokens.Token) bool {
	return have == w.letters+"s" && (w.name || strings.ContainsAny(last.Text, "'’"))
}

// inside looks for words in code, in an address, or in a tag.
func inside(text string, t tokens.Token, w Words) []Span {
	if t.Kind != tokens.Literal {
		return nil
	}
	raw := text[t.Start:t.End]
	switch {
	case isCode(raw), isComment(raw):
		inner := strings.TrimLeft(raw, "`~<!-")
		at := len(raw) - len(inner)
		inner = strings.TrimRight(inner, "`~>- \n")
		var found []Span
		for _, s := range Find(inner, w) {
			found = append(found, Span{t.Start + at + s.Start, t.Start + at + s.End})
		}
		return found
	case slices.ContainsFunc(strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune("/?#&=:@<>()[]\"' ", r) }),
		func(part string) bool { return letters(part) == w.letters }):
		return []Span{widen(text, Span{t.Start, t.End}, []tokens.Token{t})}
	}
	return nil
}

func isComment(s string) bool { return strings.HasPrefix(s, "<!--") }

func isCode(s string) bool { return strings.HasPrefix(s, "`") || strings.HasPrefix(s, "~~~") }

// trimmedEnd returns where a token ends without the underline that closes an
// emphasis.
func trimmedEnd(text string, t tokens.Token) int {
	return t.Start + len(strings.TrimRight(text[t.Start:t.End], "_"))
}

// widen makes a place one that can be cut out: a link goes as a whole, and so do
// marks of emphasis around the first or the last word.
func widen(text string, s Span, matched []tokens.Token) Span {
	for _, t := range matched {
		if strings.HasPrefix(text[t.Start:t.End], "](") {
			if open := openingBracket(text, t.Start); open >= 0 {
				s.Start, s.End = min(s.Start, open), max(s.End, t.End)
			}
		}
	}
	for _, mark := range []string{"**", "__", "*", "_"} {
		if strings.Count(text[s.Start:s.End], mark)%2 == 0 {
			continue
		}
		if strings.HasSuffix(text[:s.Start], mark) {
			s.Start -= len(mark)
		} else if strings.HasPrefix(text[s.End:], mark) {
			s.End += len(mark)
		}
	}
	return s
}

// openingBracket returns where the link begins whose text ends at end, with the
// ! of a picture, or -1.
func openingBracket(text string, end int) int {
	depth := 0
	for i := end; i >= 0; i-- {
		switch text[i] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 {
				if i > 0 && text[i-1] == '!' {
					i--
				}
				return i
			}
		}
	}
	return -1
}

// merge sorts spans and makes one of those that touch or overlap.
func merge(all []Span) []Span {
	slices.SortFunc(all, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	for _, s := range all {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Replace puts the mark in the place of words, wherever a text holds them. It
// returns the places in the old text.
func Replace(text string, all []Words) (string, []Span) {
	plain, at := spelled(text)
	list := tokens.Of(plain)
	var spans []Span
	for _, w := range all {
		spans = append(spans, find(plain, list, w)...)
	}
	spans = at.spans(merge(spans))
	var b strings.Builder
	rest := 0
	for _, s := range spans {
		b.WriteString(text[rest:s.Start])
		b.WriteString(markFor(text, s))
		rest = s.End
	}
	b.WriteString(text[rest:])
	return b.String(), spans
}

// markFor returns what stands in the place of s: the mark, with the marks of an
// emphasis that began before it or goes on behind it, and a space where it would
// become a link or a picture.
func markFor(text string, s Span) string {
	cut, mark := text[s.Start:s.End], Mark
	for _, m := range []string{"**", "__", "*"} {
		if strings.Count(cut, m)%2 == 0 {
			continue
		}
		at := strings.Index(cut, m)
		if at+len(m) < len(cut) && cut[at+len(m)] != ' ' && (at == 0 || cut[at-1] == ' ') {
			mark = m + mark
		} else {
			mark += m
		}
	}
	before, after := text[:s.Start], text[s.End:]
	if strings.HasSuffix(before, "!") || strings.HasSuffix(before, `\`) {
		mark = " " + mark
	}
	lineStart := before[strings.LastIndexByte(before, '\n')+1:]
	if strings.HasPrefix(after, "(") || strings.HasPrefix(after, "[") || strings.HasPrefix(after, ":") && strings.Trim(lineStart, " \t>-*+.)0123456789") == "" {
		mark += " "
	}
	return mark
}
