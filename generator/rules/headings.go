package rules

import (
	"slices"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// DOC-014: from "confirmed" on, the account uses the headings that readers know
// and some laws name.
func headings(s *step) {
	facts := s.facts()
	if stageOf(facts.Status) < confirmedStage || !slices.Contains(found, facts.Kind) || facts.MergedInto != "" ||
		!slices.Contains(facts.Kind.Statuses(), facts.Status) {
		return
	}
	five := []disclosure.SectionID{"what-happened", "what-information", "what-we-are-doing", "what-you-can-do", "for-more-information"}
	if !s.hasSection(five...) && s.once("DOC-014", problem.Warning) {
		s.warning("DOC-014", s.doc.in(""), "the account has none of the five standard headings",
			"use What Happened, What Information Was Involved, What We Are Doing, What You Can Do, For More Information; readers and laws expect them",
			"## What Happened")
	}
}
