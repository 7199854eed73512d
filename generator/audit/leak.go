package audit

import (
	"fmt"
	"html"
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
	secrets []needle
	byHash  map[uint64][]int // hash of the first bytes of a secret: its places in secrets
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
	return s
}

func (s *search) add(n needle) {
	h := hash(n.text[:shingle])
	s.byHash[h] = append(s.byHash[h], len(s.secrets))
	s.secrets = append(s.secrets, n)
}

// in returns a finding for every secret in a file.
func (s *search) in(name string, data []byte) []Finding {
	if len(s.secrets) == 0 || !utf8.Valid(data) {
		return nil
	}
	var found []Finding
	text := string(data)
	report := func(i int) {
		found = append(found, Finding{name, RuleLeak, fmt.Sprintf("the file holds a private text from %s", s.secrets[i].from)})
	}
	s.each(fold(text), report)
	switch extension(name) {
	case "html", "xml", "atom", "rss":
		// Marked-up text is read as well with its tags taken out.
		s.each(fold(untag(text)), report)
	}
	return found
}

// each calls f for every secret that text, folded, holds.
func (s *search) each(text string, f func(i int)) {
	if len(text) < shingle || len(s.secrets) == 0 {
		return
	}
	h := hash(text[:shingle])
	for at := 0; ; at++ {
		for _, i := range s.byHash[h] {
			if strings.HasPrefix(text[at:], s.secrets[i].text) {
				f(i)
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
	text = html.UnescapeString(html.UnescapeString(text))
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case unicode.IsSpace(r), r == '\\', r == '*', r == '_', r == '`':
		case r == '’':
			b.WriteByte('\'')
		case r == '“', r == '”':
			b.WriteByte('"')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

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
