package rules

import (
	"fmt"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/tokens"
)

// A step is one new statement, with the account before it and the account that
// it makes.
type step struct {
	c           *checker
	incident    *Incident
	doc         *Document
	before      disclosure.Account // zero for the first statement
	after       disclosure.Account
	told        disclosure.Told // the statement as the account shows it
	time        time.Time       // when it would be published
	firstNotice time.Time
	first       bool                        // the incident's first statement
	superseded  bool                        // another new statement is published with it, and later stands
	said        map[string]problem.Severity // what was said once of this incident
}

// steps folds the new statements of an incident onto what is public, in the
// order of their numbers. A draft counts only for the drafts after it.
func (c *checker) steps(in *Incident, fresh []*Document) []*step {
	var ready, all []*Document
	for _, d := range fresh {
		if d.isStatement() {
			all = append(all, d)
			if !d.Draft {
				ready = append(ready, d)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	said := map[string]problem.Severity{}
	steps := c.fold(in, ready, said)
	if len(ready) < len(all) {
		for _, s := range c.fold(in, all, said) {
			if s.doc.Draft {
				steps = append(steps, s)
			}
		}
	}
	for k, s := range steps {
		for _, later := range steps[k+1:] {
			s.superseded = s.superseded || !later.doc.Draft && later.time.Equal(s.time)
		}
	}
	return steps
}

func (c *checker) fold(in *Incident, docs []*Document, said map[string]problem.Severity) []*step {
	all := publications(in.Ledger)
	public := 0
	if in.Ledger != nil {
		public = len(in.Ledger.Versions)
	}
	now := c.set.Now
	seq := 0
	if len(all) > 0 {
		seq = all[len(all)-1].Seq
	}
	var times []time.Time
	for _, d := range docs {
		seq++
		if d.PublishAt.After(now) {
			now = d.PublishAt
		}
		times = append(times, now)
		all = append(all, disclosure.Publication{
			Seq: seq, Run: seq, Type: disclosure.Published, Doc: d.Doc, Rev: 1, Lang: d.Lang,
			Time: now, Claimed: d.Imported, Said: d.Said,
		})
	}
	incidents, err := disclosure.Assemble(all)
	if err != nil {
		panic(fmt.Sprintf("rules: folding %s: %v", in.ID, err))
	}
	var steps []*step
	for _, incident := range incidents {
		for k, d := range docs {
			n := public + k + 1
			s := &step{
				c: c, incident: in, doc: d, time: times[k], said: said,
				first: n == 1, firstNotice: incident.First(), after: incident.At(n),
			}
			if n > 1 {
				s.before = incident.At(n - 1)
			}
			at := slices.IndexFunc(s.after.Statements, func(t disclosure.Told) bool { return t.Doc == d.Doc })
			s.told = s.after.Statements[at]
			steps = append(steps, s)
		}
	}
	return steps
}

func (s *step) facts() *disclosure.Facts { return &s.after.Facts }

// states reports whether the statement itself says something of a field, given
// by its name in the front matter.
func (s *step) states(page string) bool {
	field := disclosure.FieldOnPage(page)
	for _, fact := range s.doc.Said.Facts.Stated() {
		if fact.Key.Field() == field.Name {
			return true
		}
	}
	return slices.Contains(s.doc.Said.Emptied, field.Name)
}

// stands reports whether the account after the statement has a value for a
// field, given by its name in the front matter.
func (s *step) stands(page string) bool {
	name := disclosure.FieldOnPage(page).Name
	for _, h := range s.after.Known {
		if h.Key.Field() == name {
			if now, ok := h.Current(); ok && now.Value != nil {
				return true
			}
		}
	}
	return false
}

func (s *step) hasSection(ids ...disclosure.SectionID) bool {
	return slices.ContainsFunc(s.after.Sections, func(x disclosure.Section) bool { return slices.Contains(ids, x.ID) })
}

// hasText reports whether the statement has any text of its own.
func (s *step) hasText() bool {
	return slices.ContainsFunc(s.doc.Said.Text, func(p disclosure.Passage) bool { return len(tokens.Of(p.MD)) > 0 })
}

func (s *step) at(field string) problem.Problem { return s.doc.at(field) }

func (s *step) error(rule string, at problem.Problem, text, fix, example string, notes ...string) {
	s.add(at, problem.Error, rule, text, fix, example, notes)
}

func (s *step) warning(rule string, at problem.Problem, text, fix, example string, notes ...string) {
	s.add(at, problem.Warning, rule, text, fix, example, notes)
}

func (s *step) add(p problem.Problem, severity problem.Severity, rule, text, fix, example string, notes []string) {
	p.Severity, p.Rule, p.Text, p.Fix, p.Example, p.Notes = severity, rule, text, fix, example, notes
	if s.gate(&p) {
		s.c.problems.Add(p)
	}
}

// once reports whether something of this severity is still to be said of the
// incident: what several new statements lack is said of the first of them.
func (s *step) once(what string, severity problem.Severity) bool {
	if before, ok := s.said[what]; ok && before >= severity {
		return false
	}
	s.said[what] = severity
	return true
}
