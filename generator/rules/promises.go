package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// PROM-003 and PROM-004: a promise that is dropped, moved or reworded says why,
// and has a name of its own.
func promises(s *step) {
	list := s.doc.Said.Facts.Commitments
	for i, p := range list {
		at := s.at("promises." + p.ID)
		if slices.ContainsFunc(list[:i], func(q disclosure.Commitment) bool { return q.ID == p.ID }) {
			s.error("PROM-004", s.at(fmt.Sprintf("promises[%d].id", i)), fmt.Sprintf("two promises are called %q", p.ID),
				"give each promise an id of its own", fmt.Sprintf("id: %s-2", p.ID))
			continue
		}
		if isReason(p.Reason) {
			continue
		}
		const fix, example = "say why under reason; the earlier promise stays visible", `reason: "[why this changes]"`
		was, _ := s.before.Facts.Get(disclosure.Key("commitments." + p.ID)).(disclosure.Commitment)
		switch {
		case p.State == "dropped" && was.State != "dropped":
			s.error("PROM-003", at, fmt.Sprintf("promise %q is dropped without a reason", p.ID), fix, example)
		case !p.Due.IsZero() && !was.Due.IsZero() && !p.Due.Within(was.Due):
			s.error("PROM-003", at, fmt.Sprintf("promise %q moves from %s to %s without a reason", p.ID, was.Due.Human(), p.Due.Human()), fix, example)
		case p.Text != "" && was.Text != "" && !slices.Equal(strings.Fields(p.Text), strings.Fields(was.Text)):
			s.error("PROM-003", at, fmt.Sprintf("promise %q now says something else, without a reason", p.ID), fix, example,
				"said before: "+clip(was.Text))
		}
	}
}
