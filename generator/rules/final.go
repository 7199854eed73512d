package rules

import (
	"fmt"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// DOC-030: a final report says how it happened and what changes.
func finalReport(s *step) {
	facts := s.facts()
	if facts.Status != disclosure.Final || facts.MergedInto != "" {
		return
	}
	missing := func(field, fix, example string) {
		if s.once("DOC-030 "+field, problem.Error) {
			s.error("DOC-030", s.at("status"), "a final report needs "+field, fix, example)
		}
	}
	if (facts.RootCause == "" || facts.RootCause == "unknown") && !s.hasSection("how-it-happened") {
		missing("cause", "say how it happened; if you could not find out, say what you looked at",
			"cause: A support sign-in stayed valid for 30 days and could download any export.")
	}
	if len(facts.Lessons) == 0 && !s.hasSection("what-we-learned") {
		missing("learned", "say what you learned", "learned:\n  - We gave a number before we could stand behind it.")
	}
	if len(facts.Commitments) == 0 {
		missing("promises", "promise what will change, each with a date",
			"promises:\n  - {id: sessions, text: Support sessions end after 8 hours, due: 2026-06-16, state: planned}")
	}
	for _, p := range facts.Commitments {
		if p.Due.IsZero() && p.State != "done" && p.State != "dropped" && s.once("DOC-030 due "+p.ID, problem.Error) {
			s.error("DOC-030", s.at("promises."+p.ID), fmt.Sprintf("promise %q has no due date", p.ID),
				"say by when you keep it", "due: 2026-06-16")
		}
	}
}
