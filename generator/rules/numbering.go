package rules

import (
	"fmt"

	"firsthand/generator/problem"
)

// HIST-009: statements are public in the order of their numbers, so that a
// reader who counts them misses none.
func numbering(s *step) {
	n, top := s.doc.Doc.Number(), highest(s.incident.Ledger)
	if n > top || !s.once(fmt.Sprintf("HIST-009 %d", n), problem.Error) {
		return
	}
	name := fmt.Sprintf("%02d.md", n)
	s.error("HIST-009", s.at(""), fmt.Sprintf("%s comes before %02d.md, which is already public", name, top),
		fmt.Sprintf("rename %s to %s", name, nextFile(s.incident)), "")
}
