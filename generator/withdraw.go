package generator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/draft"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
	"firsthand/generator/source"
)

// WithdrawOptions is the input of Withdraw.
type WithdrawOptions struct {
	Content  string // folder
	Now      time.Time
	Incident string
	Number   int    // of the statement that is taken back
	Reason   string // the text of the new statement
	Headline string // "" for one that says what is taken back

	// What the new statement says itself; each may be "".
	Status, NextUpdate, NoUpdate string
}

// Withdrawal is the statement that takes another one back.
type Withdrawal struct {
	File  string   `json:"file"`
	Text  []byte   `json:"-"`
	Goes  []Taken  `json:"goes,omitempty"`  // what is no longer said when it is public
	Back  []Taken  `json:"back,omitempty"`  // what a statement says again that the one taken back had taken back
	Again []int    `json:"again,omitempty"` // numbers of these statements
	Lacks []string `json:"lacks,omitempty"` // fields of which nothing stands then and which an account needs: "status", "next_update"
}

// Taken is a fact that a withdrawal takes back.
type Taken struct {
	Fact string `json:"fact"` // in the words of the front matter; "text.what-happened" is a section
	Was  string `json:"was,omitempty"`
	Now  string `json:"now,omitempty"` // what stands again; "" if nothing does
	In   int    `json:"in,omitempty"`  // number of the statement that said it
}

// Withdraw writes in memory the next statement of an incident, which takes a
// public one back, and says what goes with that and what stands again.
func Withdraw(_ context.Context, o WithdrawOptions) (Withdrawal, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Withdrawal{}, err
	}
	defer dir.close()
	w, _, err := read(dir, o.Now)
	if err != nil {
		return Withdrawal{}, err
	}
	incident, told, err := w.taken(o)
	if err != nil {
		return Withdrawal{}, err
	}
	number, file, err := draft.Next(dir.fs, o.Incident)
	if err != nil {
		return Withdrawal{}, err
	}
	s := draft.Statement{
		Headline: o.Headline, Status: o.Status, NextUpdate: o.NextUpdate, NoUpdate: o.NoUpdate, Withdraws: []int{o.Number}, Text: o.Reason,
	}
	if s.Headline == "" {
		s.Headline = draft.WithdrawalHeadline(w.content.Site.Original(), told.Published)
	}
	result := Withdrawal{File: file, Text: s.Markdown()}
	before := incident.Current()
	all := append(w.publicationsOf(o.Incident), disclosure.Publication{
		Seq: w.log.Size(), Run: w.log.Size(), Type: disclosure.Published, Doc: disclosure.StatementDoc(o.Incident, number, ""), Rev: 1,
		Time: w.now, Said: disclosure.Said{Withdraws: []int{o.Number}, Facts: disclosure.Facts{Status: disclosure.Status(o.Status)}},
	})
	incidents, err := disclosure.Assemble(all)
	if err != nil {
		return Withdrawal{}, fmt.Errorf("working out what a withdrawal takes with it: %w", err)
	}
	after := incidents[0].Current()
	for k, t := range before.Statements {
		if t.WithdrawnBy == o.Number && after.Statements[k].WithdrawnBy == 0 {
			result.Again = append(result.Again, t.Number)
		}
	}
	for _, c := range disclosure.Changes(before, after) {
		t := Taken{Fact: redact.PagePath(c.Key)}
		if c.Was != nil {
			t.Was = oneLine(c.Was)
		}
		now, stands := after.Fact(c.Key).Current()
		if stands && now.Value != nil {
			t.Now, t.In = oneLine(now.Value), now.Statement
		}
		switch {
		case slices.Contains(result.Again, now.Statement):
			t.In = now.Statement
			result.Back = append(result.Back, t)
		case c.Kind == disclosure.TakenBack:
			result.Goes = append(result.Goes, t)
		}
	}
	if after.Facts.Status == "" {
		result.Lacks = append(result.Lacks, "status")
	}
	if after.Facts.NextUpdate == (disclosure.NextUpdate{}) && o.NextUpdate == "" && o.NoUpdate == "" {
		result.Lacks = append(result.Lacks, "next_update")
	}
	return result, nil
}

// taken returns the statement that is to be taken back.
func (w *workspace) taken(o WithdrawOptions) (*disclosure.Incident, disclosure.Told, error) {
	i := slices.IndexFunc(w.incidents, func(i *disclosure.Incident) bool { return i.ID == o.Incident && len(i.Versions) > 0 })
	if i < 0 {
		if slices.ContainsFunc(w.content.Documents, func(d *source.Document) bool { return d.Incident == o.Incident }) {
			return nil, disclosure.Told{}, mistake("nothing of %s is public: there is nothing to take back", o.Incident)
		}
		text := fmt.Sprintf("there is no incident %q", o.Incident)
		var ids []string
		for _, i := range w.incidents {
			ids = append(ids, i.ID)
		}
		if near, ok := problem.Nearest(o.Incident, ids); ok {
			text += fmt.Sprintf("; did you mean %q?", near)
		} else if len(ids) > 0 {
			text += "\n  there are: " + strings.Join(ids, ", ")
		}
		return nil, disclosure.Told{}, mistake("%s", text)
	}
	incident := w.incidents[i]
	account := incident.Current()
	var numbers []string
	for _, t := range account.Statements {
		switch {
		case t.Number != o.Number:
			if t.WithdrawnBy == 0 {
				numbers = append(numbers, fmt.Sprint(t.Number))
			}
			continue
		case t.WithdrawnBy != 0:
			return nil, t, mistake("statement %d of %s was taken back before, by statement %d", o.Number, o.Incident, t.WithdrawnBy)
		}
		for _, d := range w.content.Documents {
			if _, public := w.log.Document(d.Doc); !public && d.Incident == o.Incident && slices.Contains(d.Said.Withdraws, o.Number) {
				return nil, t, mistake("%s takes statement %d back already, and is not public yet: run firsthand publish", d.File, o.Number)
			}
		}
		return incident, t, nil
	}
	if d := w.document(disclosure.StatementDoc(o.Incident, o.Number, "")); d != nil {
		return nil, disclosure.Told{}, mistake("%s is not public: delete it, or write draft: true at its top", d.File)
	}
	return nil, disclosure.Told{}, mistake("%s has no statement %d\n  there are: %s", o.Incident, o.Number, strings.Join(numbers, ", "))
}

// publicationsOf lists what is public of an incident, in ledger order.
func (w *workspace) publicationsOf(incident string) []disclosure.Publication {
	return slices.DeleteFunc(w.log.Publications(), func(p disclosure.Publication) bool { return p.Doc.Incident() != incident })
}

// oneLine returns a value in a few words.
func oneLine(value any) string {
	s := strings.Join(strings.Fields(disclosure.Describe(value)), " ")
	const limit = 70
	if r := []rune(s); len(r) > limit {
		s = strings.TrimSpace(string(r[:limit-1])) + "…"
	}
	return s
}
