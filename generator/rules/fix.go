package rules

import (
	"slices"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// FIX-002: resolved means tested.
func fixTested(s *step) {
	facts := s.facts()
	if facts.Status != disclosure.Resolved && (facts.Status != disclosure.Final || !slices.Contains(facts.Kind.Path(), disclosure.Resolved)) || facts.MergedInto != "" {
		return
	}
	const fix = "say who tested the fix, how, and with what result"
	const example = "fix_tested:\n  what: Using a copied support session\n  how: A tester from outside tried it on the live support tool\n  by: independent\n  at: 2026-03-12\n  result: The support tool refused it"
	switch {
	case len(facts.Verification) == 0:
		if s.once("FIX-002", problem.Error) {
			s.error("FIX-002", s.at("status"), "status \""+string(facts.Status)+"\" needs fix_tested", fix, example)
		}
	case !slices.ContainsFunc(facts.Verification, func(v disclosure.Verification) bool { return v.Result != "" }):
		if s.once("FIX-002 result", problem.Error) {
			s.error("FIX-002", s.at("fix_tested"), "fix_tested has no result", fix, example)
		}
	}
}

// FIX-003: an incident of security is resolved when the time of watching is
// over, not before.
func watched(s *step) {
	facts := s.facts()
	if !facts.Kind.AboutPeople() || facts.Status != disclosure.Resolved && facts.Status != disclosure.Final || facts.MergedInto != "" {
		return
	}
	const fix = "keep status monitoring until a date, then close"
	switch until := facts.MonitorUntil; {
	case until.IsZero():
		if s.once("FIX-003", problem.Error) {
			s.error("FIX-003", s.at("status"), "status \""+string(facts.Status)+"\" needs watch_until", fix, "watch_until: 2026-03-26")
		}
	case earliest(until).After(s.time):
		s.error("FIX-003", s.at("watch_until"), "you watch until "+until.Human()+", and that is still to come", fix, "status: monitoring")
	}
}
