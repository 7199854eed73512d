// Package rules judges a set of documents before anything of it is published.
//
// Input is a [Set]: the site's settings, one instant, and for each incident the
// files that are there and what the ledger holds. Output is a problem.List: what
// is missing at this stage, what contradicts what was said before, and what
// would change a public text behind the readers' backs.
//
//	problems := rules.Check(rules.Set{Site: site, Now: now, Incidents: incidents})
//	if problems.HasErrors() { ... nothing is published ... }
//
// What is promised:
//
//   - Facts are judged on the account after a statement, not on its file alone.
//   - What is public is not judged again by rules about content: a site with a
//     long ledger and no new files is clean, but for a promise whose day has
//     passed. Else only the HIST rules look at it.
//   - A first notice is never stopped but by a handful of rules; see gate.go.
//   - A HIST problem is an error whatever the site's settings or the statement
//     say; HIST-005, 006 and 008, which advise on how and when, are warnings that
//     the settings may change.
//
// [Compare] says whether a public file was changed in its spelling or in what it
// tells; it errs on the side of refusing.
//
// Each rule has a file. Nothing here does I/O, reads a clock or knows YAML.
package rules

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/site"
)

// A Set is what rules look at.
type Set struct {
	Site      *site.Site
	Now       time.Time // what is not public yet is judged as if published now
	Incidents []Incident
}

// An Incident is a folder of documents and what is public of it. An incident
// with a ledger and no documents is one whose files are gone.
type Incident struct {
	ID        string
	Documents []Document           // the files that are there, in any order
	Ledger    *disclosure.Incident // nil if nothing is public yet
}

// A Document is one file: a statement, a translation of one, or the questions.
type Document struct {
	Doc           disclosure.Doc
	Lang          string // of the words; for an original the site's first language
	File          string // path as the author knows it, with slashes
	Said          disclosure.Said
	Draft         bool
	PublishAt     time.Time // zero: as soon as possible
	PublishAnyway string    // why it goes out although a rule about its stage says no
	NoSummary     bool      // its author wrote no summary: that of Said is the first paragraph
	Imported      time.Time // when an older system says that it published this

	// At returns a problem that has nothing but its place: that of a field of
	// the front matter. The path is in the words of the front matter, with the
	// id or the number (from 0) of an item: "affected", "data.phone",
	// "what_we_do[0].text", "corrected_because.began"; "text.what-happened" is
	// a section of the body. For what the file does not have it is the place of
	// the nearest parent, at last the first line, which "" names.
	At func(field string) problem.Problem

	// In returns the place of the first line of the body that holds excerpt, or
	// of the first line of the body.
	In func(excerpt string) problem.Problem
}

func (d *Document) at(field string) problem.Problem {
	if d.At == nil {
		return problem.Problem{Position: problem.Position{File: d.File, Line: 1}}
	}
	return d.At(field)
}

func (d *Document) in(excerpt string) problem.Problem {
	if d.In == nil {
		return d.at("")
	}
	return d.In(excerpt)
}

func (d *Document) isStatement() bool { return d.Doc.Lang() == "" && !d.Doc.IsQuestions() }

// Check judges the set.
func Check(s Set) problem.List {
	c := &checker{set: &s, merged: map[string]string{}, still: map[disclosure.Doc]bool{}, incidents: map[string]*Incident{}}
	for i := range s.Incidents {
		c.incidents[s.Incidents[i].ID] = &s.Incidents[i]
	}
	c.gone()
	for i := range s.Incidents {
		c.incident(&s.Incidents[i])
	}
	return c.problems
}

// A checker is one run of Check.
type checker struct {
	set      *Set
	problems problem.List
	renamed  map[disclosure.Doc]bool // new documents that are public ones under another name
	merged   map[string]string       // incident id: the incident that it was merged into
	still    map[disclosure.Doc]bool // documents of which is told that they say what is removed elsewhere

	incidents map[string]*Incident // by id
}

// statementRules are run on each new statement.
var statementRules = []func(*step){
	basics, shortSummary, summaryLost, effectInTitle, requirements, contact, dialled, headings, linkedIncidents, finalReport,
	nextUpdate, possibleTimes, numbering, correctionReasons, correctionFirst, reasonsThatTell, idleReasons,
	withdrawals, timing, promises, promisesInText,
	categories, knownStatus, reopened, knownComponents, knownIncidents, numbers, fixTested, watched,
}

func (c *checker) incident(in *Incident) {
	var docs, fresh []*Document
	for k := range in.Documents {
		docs = append(docs, &in.Documents[k])
	}
	slices.SortStableFunc(docs, func(a, b *Document) int {
		return cmp.Or(cmp.Compare(a.Doc.Number(), b.Doc.Number()), cmp.Compare(a.Doc, b.Doc))
	})
	for _, d := range docs {
		if public, ok := standing(in.Ledger, d.Doc); ok {
			c.published(in, d, public)
		} else if !c.renamed[d.Doc] {
			fresh = append(fresh, d)
			c.notRedacted(in, d)
		}
	}
	steps := c.steps(in, fresh)
	c.overdue(in, steps)
	for _, s := range steps {
		for _, rule := range statementRules {
			rule(s)
		}
	}
	for _, d := range docs {
		if d.Doc.Lang() != "" && !c.renamed[d.Doc] {
			c.translation(in, d)
		}
	}
}

// publications lists what the ledger holds of an incident, in ledger order.
func publications(in *disclosure.Incident) []disclosure.Publication {
	if in == nil {
		return nil
	}
	var all []disclosure.Publication
	for _, s := range slices.Concat(in.Statements, in.Questions) {
		all = append(append(all, s.Revisions...), s.Redactions...)
		for _, t := range s.Translations {
			all = append(all, t.Revisions...)
		}
	}
	slices.SortStableFunc(all, func(a, b disclosure.Publication) int { return cmp.Compare(a.Seq, b.Seq) })
	return all
}

// standing returns the newest revision of a document that is public.
func standing(in *disclosure.Incident, doc disclosure.Doc) (disclosure.Publication, bool) {
	if in == nil {
		return disclosure.Publication{}, false
	}
	var found disclosure.Publication
	for _, p := range publications(in) {
		if p.Doc == doc && p.Type != disclosure.Redaction {
			found = p
		}
	}
	return found, found.Doc != ""
}

// highest returns the highest number of a public statement of an incident, or 0.
func highest(in *disclosure.Incident) int {
	n := 0
	if in != nil {
		for _, s := range in.Statements {
			n = max(n, s.Number)
		}
	}
	return n
}

// nextFile returns the name of the next statement of an incident: "06.md".
func nextFile(in *Incident) string {
	n := highest(in.Ledger)
	for _, d := range in.Documents {
		n = max(n, d.Doc.Number())
	}
	return fmt.Sprintf("%02d.md", n+1)
}
