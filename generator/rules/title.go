package rules

import (
	"fmt"

	"firsthand/generator/disclosure"
)

// DOC-004: a title names the effect on readers, not a cause in the words of
// engineers, and not the mere fact that something happened.
func effectInTitle(s *step) {
	title := s.doc.Said.Facts.Title
	l := languageOf(s.doc.Lang)
	if title == "" || l == nil {
		return
	}
	const fix, example = "name the effect on readers", "title: Online booking fails for all clinics"
	if allIn(title, l.empty) {
		s.warning("DOC-004", s.at("title"), fmt.Sprintf("the title %q does not say what happened", title), fix, example)
		return
	}
	switch s.facts().Kind {
	case disclosure.Maintenance, disclosure.Vulnerability:
		return // their readers look for the part and its fault
	}
	if jargon, ok := says(spoken(title), l.jargon); ok {
		s.warning("DOC-004", s.at("title"), fmt.Sprintf("the title names a cause (%q), not the effect on readers", jargon), fix, example)
	}
}
