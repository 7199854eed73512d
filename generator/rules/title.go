package rules

import (
	"fmt"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/tokens"
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
	var said []string
	for _, t := range tokens.Of(title) {
		said = append(said, fold(t.Text))
	}
	line := " " + strings.Join(said, " ") + " "
	for _, jargon := range l.jargon {
		if strings.Contains(line, " "+jargon+" ") {
			s.warning("DOC-004", s.at("title"), fmt.Sprintf("the title names a cause (%q), not the effect on readers", jargon), fix, example)
			return
		}
	}
}
