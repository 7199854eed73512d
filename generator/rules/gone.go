package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// HIST-001: what is public keeps its file, under its name. It is taken back by
// another statement, never by taking the file away.
func (c *checker) gone() {
	c.renamed = map[disclosure.Doc]bool{}
	for i := range c.set.Incidents {
		in := &c.set.Incidents[i]
		if in.Ledger == nil {
			continue
		}
		if other := c.newFolder(in); other != nil {
			c.folderRenamed(in, other)
			continue
		}
		var done []disclosure.Doc
		for _, p := range publications(in.Ledger) {
			if slices.Contains(done, p.Doc) {
				continue
			}
			done = append(done, p.Doc)
			if !slices.ContainsFunc(in.Documents, func(d Document) bool { return d.Doc == p.Doc }) {
				c.fileGone(in, p.Doc)
			}
		}
	}
}

func (c *checker) fileGone(in *Incident, doc disclosure.Doc) {
	public, _ := standing(in.Ledger, doc)
	file := c.fileOf(in, doc)
	if d := c.nowCalled(public); d != nil {
		c.renamed[d.Doc] = true
		p := d.at("")
		p.Severity, p.Rule = problem.Error, "HIST-001"
		p.Text = fmt.Sprintf("this is %s, which is public, under another name", file)
		p.Fix = fmt.Sprintf("rename %s back to %s", d.File, file)
		c.problems.Add(p)
		return
	}
	p := problem.Problem{Position: problem.Position{File: file}, Severity: problem.Error, Rule: "HIST-001"}
	p.Text = "this file is public and is no longer here"
	p.Fix = "bring it back: git checkout -- " + file
	if n := doc.Number(); n > 0 && doc.Lang() == "" {
		p.Fix += fmt.Sprintf("\nto take back what it says, write %s with withdraws and the reason", nextFile(in))
		p.Example = fmt.Sprintf("withdraws: [%d]", n)
	}
	c.problems.Add(p)
}

// nowCalled returns the new document that says what a public one said, or nil.
func (c *checker) nowCalled(public disclosure.Publication) *Document {
	for i := range c.set.Incidents {
		in := &c.set.Incidents[i]
		for k := range in.Documents {
			d := &in.Documents[k]
			if _, ok := standing(in.Ledger, d.Doc); ok || c.renamed[d.Doc] || d.Doc.IsQuestions() != public.Doc.IsQuestions() {
				continue
			}
			if Compare(public.Said, d.Said, public.Lang).Verdict == Unchanged {
				return d
			}
		}
	}
	return nil
}

// newFolder returns the incident whose new documents are all that is public of
// in, or nil.
func (c *checker) newFolder(in *Incident) *Incident {
	if len(in.Documents) > 0 {
		return nil
	}
	public := publications(in.Ledger)
	for i := range c.set.Incidents {
		other := &c.set.Incidents[i]
		if other.Ledger != nil || len(other.Documents) == 0 {
			continue
		}
		all := !slices.ContainsFunc(public, func(p disclosure.Publication) bool {
			newest, _ := standing(in.Ledger, p.Doc)
			name := strings.TrimPrefix(string(p.Doc), in.ID)
			return !slices.ContainsFunc(other.Documents, func(d Document) bool {
				return string(d.Doc) == other.ID+name && Compare(newest.Said, d.Said, newest.Lang).Verdict == Unchanged
			})
		})
		if all {
			return other
		}
	}
	return nil
}

func (c *checker) folderRenamed(in, other *Incident) {
	for _, d := range other.Documents {
		c.renamed[d.Doc] = true
	}
	now := path.Dir(other.Documents[0].File)
	was := path.Join(path.Dir(now), in.ID)
	p := problem.Problem{Position: problem.Position{File: now}, Severity: problem.Error, Rule: "HIST-001"}
	p.Text = fmt.Sprintf("this is the folder %s, which is public, under another name", in.ID)
	p.Fix = fmt.Sprintf("rename %s back to %s: its name is the address of the incident", now, was)
	c.problems.Add(p)
}

// fileOf returns the path of a file that is not there, as the author knows it.
func (c *checker) fileOf(in *Incident, doc disclosure.Doc) string {
	folder := path.Join("incidents", in.ID)
	for _, other := range c.set.Incidents {
		if len(other.Documents) > 0 {
			folder = path.Join(path.Dir(path.Dir(other.Documents[0].File)), in.ID)
		}
	}
	_, name, _ := strings.Cut(string(doc), "/")
	return path.Join(folder, name+".md")
}
