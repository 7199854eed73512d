package rules

import (
	"fmt"
	"slices"

	"firsthand/generator/problem"
)

// DOC-002: the status is one that the kind has.
func knownStatus(s *step) {
	facts := s.facts()
	all := facts.Kind.Statuses()
	if facts.Kind == "" || facts.Status == "" || slices.Contains(all, facts.Status) || !s.once("DOC-002 status "+string(facts.Status), problem.Error) {
		return
	}
	field := "status"
	if !s.states("status") {
		field = "kind"
	}
	fix := "use one of " + listed(all)
	example := "status: " + string(facts.Kind.First())
	var words []string
	for _, status := range all {
		words = append(words, string(status))
	}
	if near, ok := problem.Nearest(string(facts.Status), words); ok {
		fix = fmt.Sprintf("did you mean %q? %s", near, fix)
		example = "status: " + near
	}
	s.error("DOC-002", s.at(field), fmt.Sprintf("status %q does not go with kind %q", facts.Status, facts.Kind), fix, example)
}

// DOC-017: an incident that is open again says why.
func reopened(s *step) {
	was, is := s.before.Facts, s.after.Facts
	if was.Kind != is.Kind || s.hasText() {
		return
	}
	back := is.Kind.Rank(is.Status) >= 0 && is.Kind.Rank(is.Status) < is.Kind.Rank(was.Status)
	if back || was.Status.Ended() && !is.Status.Ended() {
		s.error("DOC-017", s.at("status"), fmt.Sprintf("status goes back from %q to %q without a word about it", was.Status, is.Status),
			"write one sentence below the front matter: why is it open again?",
			"The downloads began again at 08:10 UTC on 4 March 2026, so this incident is open again.")
	}
}
