package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
	"firsthand/generator/telephone"
)

// I18N-001 to I18N-003: a translation follows an original that is public with it
// or before it, says no more than that, and keeps up with it.
func (c *checker) translation(in *Incident, d *Document) {
	report := func(at problem.Problem, severity problem.Severity, rule, text, fix string) {
		c.report(in, d, at, problem.Problem{Severity: severity, Rule: rule, Text: text, Fix: fix})
	}
	_, name, _ := strings.Cut(string(d.Doc.Original()), "/")
	name += ".md"
	var original *Document
	for k := range in.Documents {
		if in.Documents[k].Doc == d.Doc.Original() {
			original = &in.Documents[k]
		}
	}
	public, isPublic := standing(in.Ledger, d.Doc.Original())
	mine, published := standing(in.Ledger, d.Doc)
	switch {
	case original == nil && !isPublic:
		report(d.at(""), problem.Error, "I18N-003", "there is no "+name+" that this translates", "name the file after the original, or write "+name)
		return
	case !isPublic && original.Draft && !d.Draft:
		report(d.at(""), problem.Error, "I18N-003", "this translates "+name+", which is a draft", "write draft: true here too, or take it out there")
	}
	said := public.Said
	if original != nil {
		said = original.Said
	}
	if !published || Compare(mine.Said, d.Said, d.Lang).Verdict != Unchanged {
		for _, m := range saysMore(said, d.Said) {
			report(d.at(m.field), problem.Error, "I18N-002", name+" "+m.text, "a translation repeats what the original lists, in its order; add it there first")
		}
		if fault, ok := telephone.FaultOf(d.Said.Facts.Contact.Phone); ok {
			c.report(in, d, d.at("contact.phone"), problem.Problem{
				Severity: problem.Warning, Rule: "DOC-019", Text: fault.Text, Fix: fault.Fix, Example: fault.Example,
			})
		}
		return
	}
	if d.Doc.IsQuestions() && len(d.Said.Questions) < len(said.Questions) {
		report(d.at(""), problem.Warning, "I18N-001",
			fmt.Sprintf("%s has %d questions, this translation %d", name, len(said.Questions), len(d.Said.Questions)), "translate what was added")
		return
	}
	switch {
	case original != nil && isPublic && Compare(public.Said, said, original.Lang).Verdict == Repair:
		report(d.at(""), problem.Suggestion, "I18N-001", name+" is repaired, this translation is not", "look whether the same slip is here too; if not, nothing is to do")
	case lags(in.Ledger, mine, public.Rev):
		report(d.at(""), problem.Suggestion, "I18N-001", name+" was edited after this was translated, and the page says so",
			"look whether this still says the same, and mend what does not")
	}
}

// lags reports whether a public translation follows a text that told something
// else than revision rev of its original.
func lags(in *disclosure.Incident, translation disclosure.Publication, rev int) bool {
	return slices.ContainsFunc(in.Statements, func(s *disclosure.Statement) bool {
		return s.Doc == translation.Doc.Original() && s.Lags(translation, rev)
	})
}

// more is a place where a translation says more than its original.
type more struct {
	field string
	text  string // to be read after the name of the original
}

// saysMore compares the lists and headings of a translation with those of its
// original.
func saysMore(original, translation disclosure.Said) []more {
	var all []more
	longer := func(field string, has, want int) {
		if has > want {
			all = append(all, more{field, fmt.Sprintf("lists %d under %s, this translation %d", want, field, has)})
		}
	}
	for _, fact := range translation.Facts.Stated() {
		of := original.Facts.Get(fact.Key)
		if id := fact.Key.ID(); id == "" {
			longer(redact.PagePath(fact.Key), length(fact.Value), length(of))
		} else if of == nil {
			page := disclosure.FieldNamed(fact.Key.Field()).Page
			all = append(all, more{page + "." + id, fmt.Sprintf("has no %q under %s", id, page)})
		}
	}
	longer("questions", len(translation.Questions), len(original.Questions))
	for _, p := range translation.Text {
		if p.Section != "" && !slices.ContainsFunc(original.Text, func(o disclosure.Passage) bool { return o.Section == p.Section }) {
			all = append(all, more{string(disclosure.SectionKey(p.Section)), fmt.Sprintf("has no section like %q", p.Heading)})
		}
	}
	return all
}

// length returns how many items a value has, and 0 if it is not a list.
func length(v any) int {
	if a, ok := v.(disclosure.Actions); ok {
		v = a.Steps
	}
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.Kind() != reflect.Slice {
		return 0
	}
	return r.Len()
}
