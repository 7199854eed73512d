package rules

import (
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// DOC-001: an account has a title, a kind, a status and a summary.
func basics(s *step) {
	facts := s.facts()
	missing := func(field, fix, example string) {
		if s.once("DOC-001 "+field, problem.Error) {
			s.error("DOC-001", s.at(""), field+" is missing", fix, example)
		}
	}
	if facts.Title == "" {
		missing("title", "add a line that names the effect on readers, not the cause",
			"title: Booking exports downloaded by an outsider")
	}
	if facts.Kind == "" {
		missing("kind", "add one of "+listed(disclosure.Kinds), "kind: outage")
	}
	if facts.Status == "" && facts.Kind != "" {
		missing("status", "add one of "+listed(facts.Kind.Statuses()), "status: "+string(facts.Kind.First()))
	}
	if s.after.Summary == "" {
		missing("summary", "add one sentence that a customer can act on, or begin the text with it",
			"summary: Online booking fails for all clinics. Please take bookings by phone.")
	}
}

// listed returns words as one line: "outage, degradation, maintenance".
func listed[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}
