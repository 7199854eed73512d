package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/tokens"
)

// A Needle is words that were removed and that nothing else should say any more.
type Needle struct {
	Words
	Weak bool // a single common word, which may stand elsewhere by chance
}

// Needles returns what to look for in other texts after a removal: the words
// that were taken out, with the names and numbers in them one by one. What the
// redacted text says in another place is none.
func (r Removal) Needles() []Needle {
	left := r.new.Clone()
	left.Redacted = ""
	var all []Needle
	add := func(text string, weak bool) {
		w, err := Parse(text)
		if err != nil || slices.ContainsFunc(all, func(n Needle) bool { return n.letters == w.letters }) {
			return
		}
		if _, still := Holds(left, w); !still {
			all = append(all, Needle{w, weak})
		}
	}
	texts := slices.Clone(r.Words)
	old := r.old.Clone()
	for _, l := range leaves(&old) {
		if isOf(l, r.Facts) && (l.kind != fixed || isLong(l.text)) && l.text != "" {
			texts = append(texts, l.text)
		}
	}
	for _, text := range texts {
		list := tokens.Of(text)
		add(text, isCommon(list))
		for _, part := range telling(text, list) {
			add(part, false)
		}
	}
	return all
}

// Left returns words that were removed in one place of the text and stand in
// another one, each with the first place.
func (r Removal) Left() map[string]Place {
	left := r.new.Clone()
	left.Redacted = ""
	all := map[string]Place{}
	for _, text := range r.Words {
		w, err := Parse(text)
		if err != nil || isCommon(tokens.Of(text)) {
			continue
		}
		if place, still := Holds(left, w); still {
			all[w.text] = place
		}
	}
	return all
}

// isOf reports whether a leaf belongs to one of the facts.
func isOf(l leaf, facts []disclosure.Key) bool {
	return slices.ContainsFunc(facts, func(key disclosure.Key) bool {
		rest, ok := strings.CutPrefix(l.page, PagePath(key))
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// isLong reports whether a number is long enough to be known by.
func isLong(text string) bool {
	digits := strings.Count(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return 'd'
		case r == ',':
			return ','
		}
		return 'x'
	}, text), "d")
	return digits >= 3 && strings.Trim(text, "0123456789,") == ""
}

// isCommon reports whether words are only one, short of a name or a number.
func isCommon(list []tokens.Token) bool {
	if len(list) != 1 || list[0].Kind != tokens.Word {
		return false
	}
	first, _ := utf8.DecodeRuneInString(list[0].Text)
	return !unicode.IsUpper(first)
}

// telling returns the parts of a text by which one knows what it is about:
// names of two words or more, addresses and long numbers.
func telling(text string, list []tokens.Token) []string {
	var parts []string
	for i := 0; i < len(list); i++ {
		if list[i].Kind == tokens.Literal {
			if raw := text[list[i].Start:list[i].End]; strings.ContainsAny(raw, "@/") && !isCode(raw) || isLong(raw) {
				parts = append(parts, strings.Trim(raw, "]()<>"))
			}
			continue
		}
		end := i
		for end < len(list) && list[end].Kind == tokens.Word && isCapital(list[end].Text) && (end == i || strings.TrimSpace(text[list[end-1].End:list[end].Start]) == "") {
			end++
		}
		if end-i >= 2 {
			parts = append(parts, text[list[i].Start:list[end-1].End])
			i = end - 1
		}
	}
	return parts
}

func isCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// A Place is where a text holds words.
type Place struct {
	Field string // as an author names it; "" in the text
	Line  string // of the text
}

// Holds looks for words in all that a text says, numbers among them.
func Holds(s disclosure.Said, w Words) (Place, bool) {
	copied := s.Clone()
	all := leaves(&copied)
	all = append(all, leaf{page: "redacted", kind: words, text: s.Redacted})
	for _, l := range all {
		if l.kind == fixed && !isLong(l.text) {
			continue
		}
		if !w.mayBeIn(l.text) {
			continue
		}
		if found := Find(l.text, w); len(found) > 0 {
			return Place{l.page, line(l.text, found[0].Start)}, true
		}
	}
	return Place{}, false
}

// mayBeIn reports whether a text has the letters of w side by side, which is
// soon seen.
func (w Words) mayBeIn(text string) bool {
	text, _ = spelled(text)
	return strings.Contains(letters(text), w.letters) || letters(w.letters) != w.letters
}

// Texts returns all words that a text says, in a fixed order.
func Texts(s disclosure.Said) []string {
	copied := s.Clone()
	var all []string
	for _, l := range leaves(&copied) {
		if l.kind != fixed && l.text != "" {
			all = append(all, l.text)
		}
	}
	return all
}
