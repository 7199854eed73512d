package source

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"firsthand/generator/disclosure"
)

// languageFile holds, for each language, the headings of the standard sections
// and the names of the months. A new language is a new entry there.
//
//go:embed languages.json
var languageFile []byte

type language struct {
	Headings map[disclosure.SectionID][]string `json:"headings"`
	Months   []string                          `json:"months"`
}

var languages = func() map[string]language {
	var all map[string]language
	if err := json.Unmarshal(languageFile, &all); err != nil {
		panic("languages.json: " + err.Error()) // embedded, and under test
	}
	return all
}()

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
	base, _, _ := strings.Cut(lang, "-")
	all := map[string]disclosure.SectionID{}
	for _, l := range []string{"en", base} {
		for id, headings := range languages[l].Headings {
			for _, h := range headings {
				all[simple(h)] = id
			}
		}
	}
	return all
}

// headingOf returns the usual heading of a section in a language.
func headingOf(id disclosure.SectionID, lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{base, "en"} {
		if h := languages[l].Headings[id]; len(h) > 0 {
			return h[0]
		}
	}
	return string(id)
}

var months = func() map[string]int {
	all := map[string]int{}
	for _, l := range languages {
		for i, m := range l.Months {
			all[simple(m)] = i + 1
		}
	}
	return all
}()

// monthNamed returns the number of a month by its name or at least its first
// three letters, or 0.
func monthNamed(name string) int {
	name = simple(name)
	if n := months[name]; n > 0 {
		return n
	}
	if len(name) < 3 {
		return 0
	}
	found := 0
	for m, n := range months {
		if strings.HasPrefix(m, name) {
			if found != 0 && found != n {
				return 0
			}
			found = n
		}
	}
	return found
}

// knownLanguages returns the languages of languages.json, sorted.
func knownLanguages() []string {
	var all []string
	for l := range languages {
		all = append(all, l)
	}
	slices.Sort(all)
	return all
}
