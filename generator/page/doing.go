package page

import "firsthand/generator/disclosure"

// Doing is what the company does.
type Doing struct {
	Prose    *Prose       // the section "What We Are Doing"; nil if there is none
	Measures []Value      // Words, State, At
	Promises []Commitment // of this account
	Tests    []Test       // of the fix
}

// A Test is a test of the fix.
type Test struct {
	What, How, Result Words  // what was tested, how, and what came out
	By                string // key of a word of the theme
	At                Moment
	Failed            bool // the account was opened again after it
}

func (s *story) doing() *Doing {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	d := &Doing{Prose: s.section("what-we-are-doing")}
	for i, m := range f.Measures {
		d.Measures = append(d.Measures, s.item(m, at(of.Measures, i)))
	}
	for i, v := range f.Verification {
		o := at(of.Verification, i)
		d.Tests = append(d.Tests, Test{
			What: s.linked(v.What, o.What), How: s.linked(v.How, o.How), Result: s.linked(v.Result, o.Result),
			By: choice("tested_by", v.By), At: v.At, Failed: s.cameBack(),
		})
	}
	for i, h := range s.t.local.Known {
		if h.Key.Field() == "commitments" {
			if c, ok := s.commitment(s.r, h, s.t.original.Known[i], s.clock); ok {
				d.Promises = append(d.Promises, c)
			}
		}
	}
	if d.Prose == nil && len(d.Measures) == 0 && len(d.Promises) == 0 && len(d.Tests) == 0 {
		return nil
	}
	return d
}

// cameBack reports whether the account was opened again after the tests of the fix
// that it names.
func (s *story) cameBack() bool {
	f := s.t.original.Facts
	status, _ := s.t.original.Fact("status").Current()
	tests, _ := s.t.original.Fact("verification").Current()
	if f.Fixed == (disclosure.When{}) && f.Resolved == (disclosure.When{}) || !tests.At.Before(status.At) {
		return false
	}
	now, fixed := f.Kind.Rank(f.Status), f.Kind.Rank(disclosure.Fixed)
	if fixed < 0 {
		fixed = f.Kind.Rank(disclosure.Monitoring)
	}
	return now >= 0 && now < fixed
}
