package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
	"firsthand/generator/tokens"
)

// HIST-005: a correction says first what was wrong: in the headline, the summary
// or the first paragraph, where those look who have acted on the earlier value.
func correctionFirst(s *step) {
	l := languageOf(s.doc.Lang)
	corrects := slices.DeleteFunc(slices.Clone(s.told.Corrects), func(c disclosure.Correction) bool {
		return c.Key == "kind" // the page shows what kind it is before anything else
	})
	if l == nil || len(corrects) == 0 || !s.doc.Imported.IsZero() {
		return
	}
	said := &s.doc.Said
	opening := []string{said.Headline, said.Summary, firstParagraph(said.Text)}
	figures := map[string]bool{}
	for _, text := range opening {
		if _, ok := says(spoken(text), l.admitting); ok {
			return
		}
		for _, t := range tokens.Of(text) {
			if l.admits[fold(t.Text)] {
				return
			}
			figures[digits(t.Text)] = true
		}
	}
	for _, c := range corrects {
		if slices.ContainsFunc(numbersOf(c.Was.Value), func(n int) bool { return figures[fmt.Sprint(n)] }) {
			return // "61,300 people, and not 4,112"
		}
	}
	var what []string
	for _, c := range corrects {
		what = append(what, redact.PagePath(c.Key))
	}
	c := corrects[0]
	example := phoneCorrection
	if _, isData := c.Was.Value.(disclosure.Data); !isData && c.Now.Value != nil && c.Was.Value != nil {
		example = fmt.Sprintf("headline: %q", "Correction: "+plainly(c.Now.Value)+", not "+plainly(c.Was.Value))
	}
	s.warning("HIST-005", s.at("headline"), fmt.Sprintf("this corrects %s, and does not begin with that", strings.Join(what, ", ")),
		"say in the headline, the summary or the first paragraph what was wrong: people may rely on it", example)
}

// firstParagraph returns the first paragraph of a text.
func firstParagraph(text []disclosure.Passage) string {
	if len(text) == 0 {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimSpace(text[0].MD), "\n\n")
	return first
}

// plainly returns a value for a headline: "61,300 people".
func plainly(value any) string { return strings.ReplaceAll(brief(value), `"`, "'") }

// numbersOf returns the figures of a value that counts something.
func numbersOf(value any) []int {
	var all []int
	if groups, ok := value.([]disclosure.Affected); ok {
		for _, a := range groups {
			for _, n := range []int{a.Count, a.Min, a.Max} {
				if n > 0 {
					all = append(all, n)
				}
			}
		}
	}
	return all
}

// digits returns the digits of a word: "4.112" is "4112" in any language.
func digits(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, word)
}
