package verify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A text is what a reader gets of a page or of a part of one.
type text struct {
	words string         // with single spaces; pictures by their descriptions
	links map[string]int // addresses of links and pictures, and how often each is there
	times []moment
}

// A moment is a time on a page: for machines, and for people.
type moment struct{ machine, shown string }

// textOf reads a page, or a part of one. What stands outside the body of a page
// is left out.
func textOf(page string) text {
	t := text{links: map[string]int{}}
	var b strings.Builder
	var skip atom.Atom // the element whose content nobody sees
	var since, inside = -1, ""
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.TextToken {
			if skip == 0 {
				b.WriteString(z.Token().Data)
			}
			continue
		}
		token := z.Token()
		if kind == html.EndTagToken {
			if token.DataAtom == skip {
				skip = 0
			}
			if token.DataAtom == atom.Time && since >= 0 {
				t.times = append(t.times, moment{inside, oneLine(b.String()[since:])})
				since = -1
			}
		}
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			switch token.DataAtom {
			case atom.Head, atom.Script, atom.Style, atom.Template:
				if skip == 0 && kind == html.StartTagToken {
					skip = token.DataAtom
				}
			case atom.Time:
				since, inside = b.Len(), attribute(token, "datetime")
			case atom.A:
				if to := attribute(token, "href"); to != "" && skip == 0 {
					t.links[to]++
				}
			case atom.Img:
				if skip == 0 {
					t.links[attribute(token, "src")]++
					b.WriteString(attribute(token, "alt"))
				}
			}
		}
		if !isInline(token.DataAtom) {
			b.WriteByte(' ')
		}
	}
	t.words = oneLine(b.String())
	return t
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// isInline reports whether an element can begin or end within a word. Themes put
// spans where the page begins a new line, so that there is space around those, as
// around all others.
func isInline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Em, atom.I, atom.Img, atom.Ins,
		atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Strong, atom.Sub, atom.Sup, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}

// occurrences counts how often part stands in whole, not within a longer word or
// number.
func occurrences(whole, part string) int {
	if part == "" {
		return 0
	}
	n := 0
	for at := 0; ; {
		i := strings.Index(whole[at:], part)
		if i < 0 {
			return n
		}
		start, end := at+i, at+i+len(part)
		before, _ := utf8.DecodeLastRuneInString(whole[:start])
		after, _ := utf8.DecodeRuneInString(whole[end:])
		first, _ := utf8.DecodeRuneInString(part)
		last, _ := utf8.DecodeLastRuneInString(part)
		if !(isWord(before) && isWord(first)) && !(isWord(last) && isWord(after)) {
			n++
			at = end
			continue
		}
		_, size := utf8.DecodeRuneInString(whole[start:])
		at = start + size
	}
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// numbers counts the whole numbers in a text, by their digits: "61,300" and
// "61.300" are both 61300.
func numbers(s string) map[string]int {
	all := map[string]int{}
	var digits []byte
	separated := false
	end := func() {
		if len(digits) > 0 {
			all[string(digits)]++
		}
		digits, separated = digits[:0], false
	}
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
			separated = false
		case len(digits) > 0 && !separated && isSeparator(r) && startsGroup(s[i+utf8.RuneLen(r):]):
			separated = true
		default:
			end()
		}
	}
	end()
	return all
}

// isSeparator reports whether r stands between the thousands of some language.
func isSeparator(r rune) bool { return strings.ContainsRune(",.'’ \u00a0\u202f\u2009", r) }

// startsGroup reports whether s begins with three digits and no fourth.
func startsGroup(s string) bool {
	for i := range 3 {
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 3 || s[3] < '0' || s[3] > '9'
}
