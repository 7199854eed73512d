package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// HIST-010: a withdrawal names statements that readers have seen, and says why.
func withdrawals(s *step) {
	withdraws := s.doc.Said.Withdraws
	if len(withdraws) == 0 {
		return
	}
	var before []string
	for _, t := range s.before.Statements {
		before = append(before, fmt.Sprint(t.Number))
	}
	for _, n := range withdraws {
		i := slices.IndexFunc(s.before.Statements, func(t disclosure.Told) bool { return t.Number == n })
		switch {
		case i < 0:
			fix := "this is the first statement, there is nothing to withdraw"
			if len(before) > 0 {
				fix = "use the number of an earlier statement: " + strings.Join(before, ", ")
			}
			s.error("HIST-010", s.at("withdraws"), fmt.Sprintf("there is no statement %d to withdraw", n), fix, "")
		case s.before.Statements[i].WithdrawnBy != 0:
			s.warning("HIST-010", s.at("withdraws"), fmt.Sprintf("statement %d was withdrawn before, by statement %d", n, s.before.Statements[i].WithdrawnBy),
				"take it out of withdraws", "")
		}
	}
	if !s.hasText() {
		s.error("HIST-010", s.doc.in(""), "a withdrawal needs its reason", "say below the front matter what was wrong and what is right",
			"On 3 March 2026 we wrote that phone numbers were not included. That was wrong, and we take it back.")
	}
}
