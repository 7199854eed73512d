package rules

import (
	"fmt"
	"unicode/utf8"

	"firsthand/generator/tokens"
)

// summaryLimit is how many characters of a summary phones and feeds show.
const summaryLimit = 200

// DOC-003: a summary is short, and says more than how the company feels.
func shortSummary(s *step) {
	summary := s.doc.Said.Summary
	if summary == "" {
		return
	}
	const fix = "the summary goes to feeds and phones: say what happened and what to do"
	if n := utf8.RuneCountInString(summary); n > summaryLimit {
		s.warning("DOC-003", s.at("summary"), fmt.Sprintf("the summary has %d characters; %d fit", n, summaryLimit), fix, "")
	}
	if l := languageOf(s.doc.Lang); l != nil && allIn(summary, l.feelings) {
		s.warning("DOC-003", s.at("summary"), "the summary says only how you feel", fix,
			"summary: Online booking fails for all clinics. Please take bookings by phone.")
	}
}

// allIn reports whether every word of a text is in a list, and there is one.
func allIn(text string, list map[string]bool) bool {
	any := false
	for _, t := range tokens.Of(text) {
		if !list[fold(t.Text)] {
			return false
		}
		any = true
	}
	return any
}
