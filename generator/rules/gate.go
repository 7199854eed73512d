package rules

import (
	"fmt"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// grace is how long after the first notice rules about content only warn.
const grace = 24 * time.Hour

// IsFixed reports whether neither the site's settings nor a statement may change
// what a rule does.
func IsFixed(rule string) bool {
	switch rule {
	case "HIST-005", "HIST-006", "HIST-008":
		return false // advice on how and when to correct, not a guard of the record
	}
	return strings.HasPrefix(rule, "HIST-") || strings.HasPrefix(rule, "LEAK-") || rule == "DOC-001" || rule == "DOC-002"
}

// stopsFirstNotice reports whether a rule may stop even a first notice.
func stopsFirstNotice(rule string) bool {
	return IsFixed(rule) || rule == "DOC-013" || rule == "TIME-001"
}

// gate decides what a problem stops, and whether it is shown at all: first the
// settings of the site, then the stage, then what the author decided.
func (s *step) gate(p *problem.Problem) bool {
	if !IsFixed(p.Rule) {
		switch s.c.policy(p.Rule) {
		case "off":
			return false
		case "error":
			p.Severity = problem.Error
		case "warning":
			p.Severity = problem.Warning
		case "suggestion":
			p.Severity = problem.Suggestion
		}
	}
	if p.Severity != problem.Error {
		return true
	}
	ends := s.firstNotice.Add(grace)
	switch {
	case s.doc.Draft:
		p.Severity = problem.Warning
		p.Notes = append(p.Notes, "this is a draft; without draft: true it stops publication")
	case IsFixed(p.Rule):
	case !s.doc.Imported.IsZero():
		p.Severity = problem.Suggestion
	case s.doc.PublishAnyway != "":
		p.Severity = problem.Warning
		p.Notes = append(p.Notes, fmt.Sprintf("it goes out all the same: %q", s.doc.PublishAnyway))
	case stopsFirstNotice(p.Rule):
	case s.first:
		p.Severity = problem.Warning
	case s.time.Before(ends):
		p.Severity = problem.Warning
		p.Notes = append(p.Notes, "from "+disclosure.At(ends).Human()+" on this stops publication")
	}
	return true
}

// policy returns what the site's settings say of a rule, or "".
func (c *checker) policy(rule string) string {
	if c.set.Site == nil {
		return ""
	}
	return c.set.Site.Policy.Rules[rule]
}
