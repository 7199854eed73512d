package rules

import (
	"fmt"
	"slices"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// PROM-002: a promise whose day has passed is kept, or another statement says why
// not. Readers see that it is overdue, whether or not anything new is published.
func (c *checker) overdue(in *Incident, steps []*step) {
	if !slices.ContainsFunc(in.Documents, func(d Document) bool { return len(d.Said.Facts.Commitments) > 0 }) {
		return
	}
	account, known := disclosure.Account{}, in.Ledger != nil
	if known {
		account = in.Ledger.Current()
	}
	for _, s := range steps {
		if !s.doc.Draft {
			account, known = s.after, true
		}
	}
	if !known {
		return
	}
	for _, p := range account.Facts.Commitments {
		if p.Due.IsZero() || p.State == "done" || p.State == "dropped" || !latest(p.Due).Before(c.set.Now) {
			continue
		}
		d, field := promisedIn(in, p.ID)
		if d == nil {
			continue // its file is gone, which is told already
		}
		c.report(in, d, d.at(field), problem.Problem{
			Severity: problem.Warning, Rule: "PROM-002",
			Text: fmt.Sprintf("promise %q was due on %s, and readers see that it is overdue", p.ID, p.Due.Human()),
			Fix:  fmt.Sprintf("say in %s that it is kept, or why it is not and by when it will be; the earlier day stays visible", nextFile(in)),
			Example: fmt.Sprintf("promises:\n  - {id: %s, state: done, done_at: \"[the day]\"}\npromises:\n  - {id: %s, due: \"[the new day]\", reason: \"[why it is late]\"}",
				p.ID, p.ID),
		})
	}
}

// promisedIn returns the newest statement that names a day for a promise, and
// where; nil if there is none.
func promisedIn(in *Incident, id string) (newest *Document, field string) {
	for i := range in.Documents {
		d := &in.Documents[i]
		if !d.isStatement() || d.Draft || newest != nil && d.Doc.Number() < newest.Doc.Number() {
			continue
		}
		for k, p := range d.Said.Facts.Commitments {
			if p.ID == id && !p.Due.IsZero() {
				newest, field = d, fmt.Sprintf("promises[%d].due", k)
			}
		}
	}
	return newest, field
}

// report adds a problem of a document that belongs to no new statement, as far as
// the gate lets it through.
func (c *checker) report(in *Incident, d *Document, at, p problem.Problem) {
	p.Position, p.Source, p.Length = at.Position, at.Source, at.Length
	s := &step{c: c, incident: in, doc: d, time: c.set.Now, firstNotice: c.set.Now}
	if in.Ledger != nil {
		s.firstNotice = in.Ledger.First()
	}
	if s.gate(&p) {
		c.problems.Add(p)
	}
}
