package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleLimit is the most characters of a headline, and of a title, that the
// title of an item shows. The rules for authors stop far below it.
const titleLimit = 200

// clean returns s without the characters that XML forbids or no reader can see
// through: control characters but for line ends and tabs, and characters that
// Unicode says are none. Bytes that are no UTF-8 become U+FFFD.
func clean(s string) string {
	if isPlain(s) || utf8.ValidString(s) && !strings.ContainsFunc(s, forbidden) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case forbidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// isPlain reports whether s is ASCII without control characters, as most texts are.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func forbidden(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// oneLine returns s as a single line of plain text for places without markup.
// It drops the characters that turn the direction of what follows them, which
// could reach beyond s; the marks that only settle a direction stay.
func oneLine(s string) string {
	if !isPlain(s) {
		s = strings.Map(func(r rune) rune {
			if '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069' {
				return -1
			}
			return r
		}, clean(s))
	}
	return strings.Join(strings.Fields(s), " ")
}

// cut returns s, or the beginning of it with "…" if it is longer than limit
// characters; if it can, it cuts between words.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	runes = runes[:limit]
	for i := limit - 1; i > limit-40; i-- {
		if runes[i] == ' ' {
			runes = runes[:i]
			break
		}
	}
	end := len(runes)
	for end > 0 && (unicode.Is(unicode.Mn, runes[end-1]) || unicode.Is(unicode.Cf, runes[end-1])) && end > limit/2 {
		end--
	}
	return string(runes[:end]) + "…"
}
