// Package telephone turns a telephone number as people write it into the link
// that calls it (RFC 3966).
//
//	telephone.Link("+49 (0)30 1234567")         == "tel:+49301234567"
//	telephone.Link("+1 (800) 555-0100 ext. 3")  == "tel:+18005550100;ext=3"
//	telephone.Link("+1 800 555 0142 (24 hours)") == "tel:+18005550142"
//	telephone.Link("1-800-FLOWERS")             == ""
//
// A link that calls somebody else is worse than none: where it is not plain
// which number is meant, there is none.
package telephone

import (
	"regexp"
	"strings"
	"unicode"
)

// Bounds of a number, in digits. The most is that of the world's numbering plan
// (E.164); the fewest are those of a short number like 112.
const (
	fewest = 3
	most   = 15
	whole  = 7 // from so many digits on a number is no short one, and not a part of one
)

// trunk is the 0 that is dialled within a country only: "+49 (0)30".
var trunk = regexp.MustCompile(`\([\s\x{a0}\x{202f}]*0[\s\x{a0}\x{202f}]*\)`)

// extension is what may follow a number: "ext. 3", "x3", "#3", "Durchwahl 3".
var extension = regexp.MustCompile(`(?i)^[\s\x{a0}\x{202f},;(\-]*(?:#|x|ext|extn|extension|extensión|extensão|durchwahl|dw|apparat|app|poste|interno|int|anexo|ramal|toestel|tst|wewnętrzny|wewn|wew|内線|تحويلة)` +
	`[.:]?[\s\x{a0}\x{202f}]*([0-9]{1,7})(?:[\s\x{a0}\x{202f},;()].*)?$`)

// Link returns the link that calls a number, or "" where the text holds no number
// that can be dialled, or more than one could be meant.
func Link(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = strings.TrimSpace(text[4:])
	}
	if strings.Count(text, "+") > 1 {
		return ""
	}
	if begin := strings.TrimLeft(text, "( "); strings.HasPrefix(begin, "+") || strings.HasPrefix(begin, "00") {
		text = trunk.ReplaceAllString(text, " ")
	}
	number, end, ok := scan(text)
	digits := strings.TrimPrefix(number, "+")
	if !ok || len(digits) < fewest || len(digits) > most || number != digits && len(digits) < whole {
		return ""
	}
	if m := extension.FindStringSubmatch(text[end:]); m != nil {
		return "tel:" + number + ";ext=" + m[1]
	}
	if isPart(number, text[:end], text[end:]) {
		return ""
	}
	return "tel:" + number
}

// scan returns the number that a text begins with, as digits with a plus sign
// before them or not, and where it ends. It is not ok if a sign stands where it
// belongs to no number.
func scan(text string) (number string, end int, ok bool) {
	var b strings.Builder
	for i, r := range text {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == '+':
			if b.Len() > 0 {
				return "", i, false
			}
			b.WriteRune(r)
		case r == '/':
			// "030/1234567" is one number, "0800 1234567/0800 7654321" are two.
			if n := b.String(); len(n) > 6 || n == "" || n[0] != '0' && n[0] != '+' {
				return "", i, false
			}
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), strings.ContainsRune("().·•\u2212", r):
		default:
			return b.String(), i, true
		}
	}
	return b.String(), len(text), true
}

// isPart reports whether a number may go on in the rest of its text, in letters
// that stand for digits ("1-800-FLOWERS") or in digits after another sign.
func isPart(number, text, rest string) bool {
	if rest == "" {
		return false
	}
	word := rest
	if end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		word = rest[:end]
	}
	if len(word) > 1 && strings.ToUpper(word) == word && strings.ToLower(word) != word {
		return true
	}
	if len(number) >= whole {
		return false
	}
	apart := strings.HasSuffix(strings.TrimSpace(text), "(") || strings.ContainsAny(rest[:1], ",;:")
	return !apart || strings.ContainsAny(rest, "0123456789")
}
