package rules

import (
	"fmt"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// HIST-009: statements are public in the order of their numbers, so that a
// reader who counts them misses none.
func numbering(s *step) {
	s.waiting()
	n, top := s.doc.Doc.Number(), highest(s.incident.Ledger)
	if n > top {
		s.gap()
		return
	}
	if !s.once(fmt.Sprintf("HIST-009 %d", n), problem.Error) {
		return
	}
	name := fmt.Sprintf("%02d.md", n)
	s.error("HIST-009", s.at(""), fmt.Sprintf("%s comes before %02d.md, which is already public", name, top),
		fmt.Sprintf("rename %s to %s", name, nextFile(s.incident)), "")
}

// waiting finds statements with a lower number that are not public yet because
// their time has not come: this one would be told before them, and they could
// not follow under their numbers.
func (s *step) waiting() {
	now := s.c.set.Now
	if s.doc.PublishAt.After(now) || s.doc.Draft {
		return
	}
	for i := range s.incident.Documents {
		d := &s.incident.Documents[i]
		if _, public := standing(s.incident.Ledger, d.Doc); public || !d.isStatement() || d.Draft {
			continue
		}
		if d.Doc.Number() < s.doc.Doc.Number() && d.PublishAt.After(now) {
			s.error("HIST-009", s.at(""), fmt.Sprintf("%02d.md comes before this and waits until %s", d.Doc.Number(), disclosure.At(d.PublishAt).Human()),
				"give this file the lower number and that one the higher, or let this one wait as well",
				"publish_at: "+disclosure.At(d.PublishAt).Time.Format("2006-01-02 15:04 UTC"))
			return
		}
	}
}

// gap finds numbers that are left out before a new statement: a reader who counts
// would ask for them.
func (s *step) gap() {
	n, before := s.doc.Doc.Number(), 0
	for _, d := range s.incident.Documents {
		if k := d.Doc.Number(); k < n {
			before = max(before, k)
		}
	}
	if s.incident.Ledger != nil {
		for _, public := range s.incident.Ledger.Statements {
			if public.Number < n {
				before = max(before, public.Number)
			}
		}
	}
	if n <= before+1 || !s.doc.Imported.IsZero() {
		return
	}
	missing := fmt.Sprintf("%02d.md", before+1)
	text := fmt.Sprintf("there is no %s before %02d.md", missing, n)
	if n > before+2 {
		text = fmt.Sprintf("there are no %s to %02d.md before %02d.md", missing, n-1, n)
	}
	s.warning("HIST-009", s.at(""), text, fmt.Sprintf("if nothing is missing, rename %02d.md to %s: readers who count would look for it", n, missing), "")
}
