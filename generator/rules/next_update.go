package rules

import (
	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// TIME-001: while an incident is open, readers know when they hear again.
func nextUpdate(s *step) {
	facts := s.facts()
	severity := problem.Error
	if !s.after.Open() {
		if facts.Status != disclosure.Resolved || facts.MergedInto != "" {
			return
		}
		severity = problem.Warning // a final report is still to come
	}
	next := facts.NextUpdate
	const fix = "say when you will write again, even if you have nothing new by then"
	example := "next_update: in 60 minutes"
	if severity == problem.Warning {
		example = "next_update: {none: The outage is over and its cause is told here.}"
	}
	switch {
	case next == disclosure.NextUpdate{}:
		if s.once("TIME-001", severity) {
			s.add(s.at("next_update"), severity, "TIME-001", "next_update is missing", fix, example, nil)
		}
	case !s.superseded && !s.states("next_update") && latest(next.At).Before(s.time) && next.When == "" && next.None == "":
		s.add(s.at("next_update"), severity, "TIME-001", "the next update was due on "+next.At.Human()+" and no later one is promised",
			fix, example, nil)
	}
}
