package audit

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minSecret is the shortest text that is looked for, in characters: shorter ones
// stand in many places by chance.
const minSecret = 12

// shingle is the number of bytes by whose hash a secret is recognised. A secret
// of minSecret characters has at least as many.
const shingle = 12

// A search finds secrets in files. Text is compared without regard to white
// space, and to how characters are written in HTML.
type search struct {
	secrets  []needle
	byHash   map[uint64][]int     // hash of the first bytes of a secret: its places in secrets
	maybe    [1 << 16 / 64]uint64 // bits by hash: whether byHash can hold it
	canaries []needle             // looked for as whole words
}

type needle struct {
	text string // folded
	from string
}

func newSearch(o Options) *search {
	s := &search{byHash: map[uint64][]int{}}
	seen := map[string]bool{}
	candidates := &search{byHash: map[uint64][]int{}}
	for _, secret := range o.Secrets {
		text := fold(secret.Text)
		if utf8.RuneCountInString(text) < minSecret || seen[text] {
			continue
		}
		seen[text] = true
		candidates.add(needle{text, secret.From})
	}
	public := map[int]bool{}
	for _, words := range o.Public {
		candidates.each(fold(words), func(i int) { public[i] = true })
	}
	for i, n := range candidates.secrets {
		if !public[i] {
			s.add(n)
		}
	}
	for _, c := range o.Canaries {
		if text := strings.Join(strings.Fields(c.Text), " "); text != "" {
			s.canaries = append(s.canaries, needle{text, c.From})
		}
	}
	return s
}

func (s *search) add(n needle) {
	h := hash(n.text[:shingle])
	s.byHash[h] = append(s.byHash[h], len(s.secrets))
	s.maybe[h>>48/64] |= 1 << (h >> 48 % 64)
	s.secrets = append(s.secrets, n)
}

// in returns a finding for every secret in a file or in its path.
func (s *search) in(name string, data []byte) []Finding {
	if len(s.secrets)+len(s.canaries) == 0 {
		return nil
	}
	var found []Finding
	report := func(from string) {
		found = append(found, Finding{name, RuleLeak, fmt.Sprintf("the file holds a private text from %s", from)})
	}
	for _, text := range readings(name, data) {
		if len(s.secrets) > 0 {
			s.each(fold(text), func(i int) { report(s.secrets[i].from) })
		}
		for _, c := range s.canaries {
			if hasWord(text, c.text) {
				report(c.from)
			}
		}
	}
	return found
}

// readings returns a file as the different readers of it see it: as it is, with
// its tags taken out, and, where it is a feed or data, with what is written in
// another way inside it undone.
func readings(name string, data []byte) []string {
	text := strings.ToValidUTF8(string(data), "\ufffd")
	all := []string{text, name}
	switch extension(name) {
	case "html":
		all = append(all, untag(text))
	case "xml", "atom", "rss":
		all = append(all, untag(html.UnescapeString(untag(text))))
	case "json", "jsonl", "webmanifest":
		plain := unescapeJSON(text)
		all = append(all, plain, untag(plain))
	}
	return all
}

// unescapeJSON undoes the escapes of JSON strings.
func unescapeJSON(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n', 't', 'r', 'b', 'f':
			b.WriteByte(' ')
		case 'u':
			if i+4 < len(text) {
				if r, err := strconv.ParseUint(text[i+1:i+5], 16, 16); err == nil {
					b.WriteRune(rune(r))
					i += 4
				}
			}
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// hasWord reports whether text holds word with no letter or digit beside it.
func hasWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !isWord(before) && !isWord(after) {
			return true
		}
		at += len(word)
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// each calls f for every secret that text, folded, holds.
func (s *search) each(text string, f func(i int)) {
	if len(text) < shingle || len(s.secrets) == 0 {
		return
	}
	h := hash(text[:shingle])
	for at := 0; ; at++ {
		if s.maybe[h>>48/64]&(1<<(h>>48%64)) != 0 {
			for _, i := range s.byHash[h] {
				if strings.HasPrefix(text[at:], s.secrets[i].text) {
					f(i)
				}
			}
		}
		if at+shingle >= len(text) {
			return
		}
		h = roll(h, text[at], text[at+shingle])
	}
}

// A rolling hash: polynomial in base, modulo 2^64.
const base = 1099511628211

var leading = func() uint64 {
	p := uint64(1)
	for range shingle - 1 {
		p *= base
	}
	return p
}()

func hash(s string) uint64 {
	var h uint64
	for i := range len(s) {
		h = h*base + uint64(s[i])
	}
	return h
}

func roll(h uint64, out, in byte) uint64 { return (h-uint64(out)*leading)*base + uint64(in) }

// fold returns text without white space and without the ways in which HTML,
// Markdown and JSON write a character.
func fold(text string) string {
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(html.UnescapeString(text))
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if !dropped[c] {
				out = append(out, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
		case r == '’':
			out = append(out, '\'')
		case r == '“', r == '”':
			out = append(out, '"')
		default:
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

// dropped are the ASCII characters that fold leaves out.
var dropped = func() (d [utf8.RuneSelf]bool) {
	for _, c := range " \t\n\v\f\r\\*_`" {
		d[c] = true
	}
	return d
}()

// untag returns HTML without its tags.
func untag(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for {
		before, after, found := strings.Cut(text, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if _, text, found = strings.Cut(after, ">"); !found {
			return b.String()
		}
	}
}
