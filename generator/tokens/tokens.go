// Package tokens cuts a text in Markdown, or a plain one, into what it says:
// words, numbers and links, and the few signs that mean something. White space,
// most punctuation and the marks that only give Markdown its form are left out,
// so that two texts with the same tokens tell the same.
//
//	for _, t := range tokens.Of("Nobody opened **12** files.") {
//		fmt.Println(t.Text) // Nobody, opened, 12, files
//	}
//
// What is promised: tokens stand in the order of the text, do not overlap, and
// any text has them, in a time that grows with its length.
package tokens

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
)

// A Token is a part of a text that says something.
type Token struct {
	Kind       Kind
	Text       string // as it is compared
	Start, End int    // bytes in the text
	Opens      bool   // begins a sentence, a heading, an item or a cell
	Heading    bool   // stands in a heading, where capitals mean nothing
}

// A Kind says what a token is made of.
type Kind int

const (
	Word    Kind = iota // letters only
	Literal             // digits, code, links, names with digits: has to stay to the letter
	Sign                // %, $, ?, list marks, cell borders: has to stay
)

// lookAhead is how many bytes a span of code, a tag or the target of a link may
// have. What is longer is read as words: that takes care of hostile text.
const lookAhead = 1024

// A scanner cuts a text into tokens. It reads Markdown as far as it can hide or
// change what is told: code, links, lists, tables, struck-out words, tags.
type scanner struct {
	text    string
	at      int
	tokens  []Token
	opens   bool
	heading bool
}

// Of returns the tokens of a text.
func Of(text string) []Token {
	s := &scanner{text: text, opens: true}
	for s.at < len(s.text) {
		s.line()
	}
	return s.tokens
}

func (s *scanner) emit(kind Kind, text string, length int) {
	s.tokens = append(s.tokens, Token{Kind: kind, Text: text, Start: s.at, End: s.at + length, Opens: s.opens, Heading: s.heading})
	if kind != Sign {
		s.opens = false
	}
	s.at += length
}

var (
	ruleLine       = regexp.MustCompile(`^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)$`)
	fenceLine      = regexp.MustCompile("^(`{3,}|~{3,})")
	headingMark    = regexp.MustCompile(`^#{1,6}(?:[ \t]|$)`)
	bulletMark     = regexp.MustCompile(`^[-*+](?:[ \t]|$)`)
	numberMark     = regexp.MustCompile(`^[0-9]{1,9}[.)](?:[ \t]|$)`)
	linkDefinition = regexp.MustCompile(`^\[[^\]]+\]:[ \t]*\S`)
	// An address: host.name, person@host, host/path, ftp://host; and names of files.
	address = regexp.MustCompile(`^(?:[\p{L}\p{N}_~%+-]+(?:://|[.@/:]))*[\p{L}\p{N}_~%+-]*[\p{L}\p{N}/]`)
	spaces  = " \t\r\n\u00a0\u202f\u2007\u2009\u200a\u3000"
)

// line reads one line, or a whole block of code.
func (s *scanner) line() {
	rest := s.text[s.at:]
	end := strings.IndexByte(rest, '\n')
	if end < 0 {
		end = len(rest)
	}
	line := strings.TrimRight(rest[:end], spaces)
	if strings.Trim(line, spaces) == "" {
		s.opens = true // a new paragraph
		s.at += min(end+1, len(rest))
		return
	}
	limit := s.at + end
	s.heading = false
	for s.at < limit {
		skipped := len(s.text[s.at:limit]) - len(strings.TrimLeft(s.text[s.at:limit], " \t"))
		s.at += skipped
		here := strings.TrimRight(s.text[s.at:limit], spaces)
		switch {
		case here == "":
		case ruleLine.MatchString(here):
			s.at = limit
		case strings.HasPrefix(here, ">"):
			s.opens = true
			s.emit(Sign, ">", 1)
			continue
		case fenceLine.MatchString(here):
			s.fence(fenceLine.FindString(here))
			return
		case headingMark.MatchString(here):
			s.opens, s.heading = true, true
			s.at += len(strings.TrimRight(headingMark.FindString(here), " \t"))
		case bulletMark.MatchString(here):
			s.opens = true
			s.emit(Sign, "•", 1)
			continue
		case numberMark.MatchString(here):
			s.opens = true
			s.emit(Literal, strings.TrimRight(numberMark.FindString(here), ".) \t"), len(strings.TrimRight(numberMark.FindString(here), " \t")))
			s.opens = true
			continue
		case linkDefinition.MatchString(here):
			s.emit(Literal, here, len(here))
		}
		break
	}
	for s.at < len(s.text) && s.at < limit {
		s.inline()
	}
	if s.at == limit && s.at < len(s.text) {
		s.at++ // the line feed
	}
	if s.heading {
		s.opens, s.heading = true, false
	}
}

// fence reads a block of code up to the fence that ends it.
func (s *scanner) fence(mark string) {
	rest := s.text[s.at:]
	length := len(rest)
	at := 0
	for line := range strings.Lines(rest) {
		first := at == 0
		at += len(line)
		if !first && strings.HasPrefix(strings.TrimLeft(line, " "), mark) {
			length = at
			break
		}
	}
	s.emit(Literal, strings.TrimRight(rest[:length], spaces), length)
	s.opens = true
}

// inline reads one token, or passes over what says nothing.
func (s *scanner) inline() {
	rest := s.text[s.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case strings.ContainsRune(spaces, r):
		s.at += size
	case r == '\\' && len(rest) > 1 && rest[1] < utf8.RuneSelf && (unicode.IsPunct(rune(rest[1])) || unicode.IsSymbol(rune(rest[1]))):
		s.emit(Sign, rest[:2], 2)
	case r == '`':
		s.code()
	case r == '<':
		s.tag()
	case strings.HasPrefix(rest, "]("):
		s.target()
	case strings.HasPrefix(rest, "!["), strings.HasPrefix(rest, "~~"):
		s.emit(Sign, rest[:2], 2)
	case r == '|':
		s.emit(Sign, "|", 1)
		s.opens = true
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		s.word()
	case unicode.IsSymbol(r), strings.ContainsRune("%‰&?@§", r), hidden(r), r == utf8.RuneError:
		s.emit(Sign, rest[:size], size)
		if r == '?' {
			s.opens = true
		}
	case s.tiesDigits(r, size):
		s.emit(Sign, tie(r), size)
	default:
		s.at += size
		if strings.ContainsRune(".!…:", r) {
			s.opens = true
		}
	}
}

// hidden reports whether r cannot be seen and yet changes what is.
func hidden(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !strings.ContainsRune("\u00ad\u200b\u200c\u200d\ufeff", r) || unicode.IsControl(r)
}

// tiesDigits reports whether the punctuation at the scanner belongs to a number:
// it comes right before a digit.
func (s *scanner) tiesDigits(r rune, size int) bool {
	next, _ := utf8.DecodeRuneInString(s.text[s.at+size:])
	return unicode.IsNumber(next) && strings.ContainsRune(".,:/'’-‐‑–—", r)
}

// tie returns the sign by which punctuation between digits is compared.
func tie(r rune) string {
	if strings.ContainsRune("-‐‑–—", r) {
		return "-"
	}
	return string(r)
}

// ahead returns the text from here on, as far as one token may go.
func (s *scanner) ahead() string {
	end := min(len(s.text), s.at+lookAhead)
	for end < len(s.text) && !utf8.RuneStart(s.text[end]) {
		end--
	}
	return s.text[s.at:end]
}

// code reads a span of code, or back quotes that begin none.
func (s *scanner) code() {
	rest := s.ahead()
	run := len(rest) - len(strings.TrimLeft(rest, "`"))
	paragraph := s.ahead()
	if i := strings.Index(paragraph, "\n\n"); i >= 0 {
		paragraph = paragraph[:i]
	}
	for at := run; at < len(paragraph); {
		i := strings.IndexByte(paragraph[at:], '`')
		if i < 0 {
			break
		}
		at += i
		close := len(paragraph[at:]) - len(strings.TrimLeft(paragraph[at:], "`"))
		if close == run {
			s.emit(Literal, paragraph[:at+close], at+close)
			return
		}
		at += close
	}
	s.emit(Sign, rest[:run], run)
}

// tag reads an address in angle brackets, or a tag or comment of HTML, which can
// hide what is told.
func (s *scanner) tag() {
	rest := s.ahead()
	close := ">"
	if strings.HasPrefix(rest, "<!--") {
		close = "-->"
	}
	end := strings.Index(rest, close)
	if len(rest) < 2 || end < 0 || !unicode.IsLetter(rune(rest[1])) && !strings.ContainsRune("/!?", rune(rest[1])) {
		s.emit(Sign, "<", 1)
		return
	}
	s.emit(Literal, rest[:end+len(close)], end+len(close))
}

// target reads where a link leads, with its title.
func (s *scanner) target() {
	rest := s.ahead()
	depth := 0
	for i, r := range rest {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 {
				s.emit(Literal, rest[:i+1], i+1)
				return
			}
		case '\n':
			if strings.HasPrefix(rest[i:], "\n\n") {
				s.emit(Sign, "](", 2)
				return
			}
		}
	}
	s.emit(Sign, "](", 2)
}

// word reads a word or a number, or an address as a whole.
func (s *scanner) word() {
	rest := s.text[s.at:]
	chunk := s.ahead()
	if i := strings.IndexFunc(chunk, endsAddress); i >= 0 {
		chunk = chunk[:i]
	}
	if strings.ContainsAny(chunk, ".@/:") {
		if m := address.FindString(chunk); isAddress(m) {
			if strings.Contains(m, "://") {
				m = strings.TrimRight(chunk, ".,;:!?*_'’\")]}")
			}
			s.emit(Literal, m, len(m))
			return
		}
	}
	it := words.FromString(rest)
	it.Next()
	text := it.Value()
	plain := norm.NFC.String(strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff':
			return -1
		case '’', 'ʼ':
			return '\''
		}
		return r
	}, text))
	if slices.ContainsFunc([]rune(plain), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' }) {
		s.emit(Literal, text, len(text))
		return
	}
	s.emit(Word, plain, len(text))
}

// endsAddress reports whether r cannot stand in a full address.
func endsAddress(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"`|", r) }

// isAddress reports whether letters joined by points, strokes and at signs are
// an address rather than words: "and/or" is not, "a.example/b" is.
func isAddress(s string) bool {
	if strings.ContainsAny(s, "@") || strings.Contains(s, "://") || strings.HasPrefix(s, "files/") {
		return true
	}
	i := strings.IndexByte(s, '.')
	return i > 0 && i < len(s)-1 && !strings.ContainsRune("0123456789", rune(s[i+1]))
}
