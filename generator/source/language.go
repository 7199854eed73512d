package source

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"firsthand/generator/disclosure"
	"firsthand/languages"
)

// simple returns s in lower case without accents, punctuation and needless
// spaces, for comparing headings.
func simple(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// headingsIn returns the standard headings that a text in a language may have:
// those of the language, and the English ones.
func headingsIn(lang string) map[string]disclosure.SectionID {
	all := map[string]disclosure.SectionID{}
	for _, l := range languagesOf(lang) {
		for id, headings := range l.Headings {
			for _, h := range headings {
				all[simple(h)] = disclosure.SectionID(id)
			}
		}
	}
	return all
}

// languagesOf returns the languages that a text may have headings in: English, and
// its own if there is a file for it.
func languagesOf(lang string) []*languages.Language {
	all := []*languages.Language{languages.Of("en")}
	if own := languages.Of(lang); own != nil && own != all[0] {
		all = append(all, own)
	}
	return all
}

// headingLike returns the usual heading of the section that a standard heading
// names, in the language of that heading. plain is as simple returns it.
func headingLike(plain, lang string) string {
	for _, l := range languagesOf(lang) {
		for _, headings := range l.Headings {
			if slices.ContainsFunc(headings, func(h string) bool { return simple(h) == plain }) {
				return headings[0]
			}
		}
	}
	return plain
}

// months holds the numbers of months by their names in every language.
var months = sync.OnceValue(func() map[string]int {
	all := map[string]int{}
	for _, l := range languages.All() {
		for i := range 12 {
			all[simple(l.Months[i])], all[simple(l.MonthsAlone[i])] = i+1, i+1
		}
	}
	return all
})

// monthNamed returns the number of a month by its name or at least its first
// three letters, or 0.
func monthNamed(name string) int {
	name = simple(name)
	if n := months()[name]; n > 0 {
		return n
	}
	if len(name) < 3 {
		return 0
	}
	found := 0
	for m, n := range months() {
		if strings.HasPrefix(m, name) {
			if found != 0 && found != n {
				return 0
			}
			found = n
		}
	}
	return found
}
