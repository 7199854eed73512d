package rules

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
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

// DOC-020: news without a summary do not take the place of a summary that somebody
// wrote for the whole account. It only warns, however late it is.
func summaryLost(s *step) {
	if !s.doc.NoSummary || !s.doc.Imported.IsZero() || len(s.doc.Said.Withdraws) > 0 {
		return
	}
	for _, told := range slices.Backward(s.before.Statements) {
		if told.WithdrawnBy != 0 || told.Said.Summary == "" || s.wroteNoSummary(told) {
			continue
		}
		if told.Said.Summary == s.doc.Said.Summary || !s.once("DOC-020", problem.Warning) {
			return
		}
		at := s.at("summary")
		at.Quotes = true
		s.warning("DOC-020", at, "this has no summary, so its first paragraph becomes the summary of the whole account",
			"say in summary how things stand as a whole; it goes to the home page, feeds and phones. The last summary was as in the example",
			"summary: >\n  "+told.Said.Summary)
		return
	}
}

// wroteNoSummary reports whether the summary of an earlier statement is its first
// paragraph.
func (s *step) wroteNoSummary(told disclosure.Told) bool {
	for i := range s.incident.Documents {
		if d := &s.incident.Documents[i]; d.Doc == told.Doc && d.NoSummary {
			return true
		}
	}
	return redact.Derived(&told.Said)
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
