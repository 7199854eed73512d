package rules

import (
	"fmt"

	"firsthand/generator/disclosure"
)

// FACT-001 and FACT-002: a number says what it counts, and how sure it is.
func numbers(s *step) {
	for i, a := range s.doc.Said.Facts.Affected {
		if a.Count == 0 && a.Max == 0 {
			continue
		}
		at := s.at(fmt.Sprintf("affected[%d]", i))
		number := disclosure.Grouped(a.Count)
		if a.Max > 0 {
			number = disclosure.Grouped(a.Min) + " to " + disclosure.Grouped(a.Max)
		}
		if a.Unit == "" {
			s.error("FACT-001", at, number+" what?", "say what you counted: "+listed(disclosure.Units), "affected: "+number+" people, counted")
		}
		if a.Certainty == "" {
			unit := a.Unit
			if unit == "" {
				unit = "people"
			}
			s.warning("FACT-002", at, fmt.Sprintf("it is not said whether %s is counted or estimated", number),
				"add counted, estimated or suspected", "affected: "+number+" "+unit+", counted")
		}
	}
}
