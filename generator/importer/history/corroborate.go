package history

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/git"
	"firsthand/generator/importer"
	"firsthand/generator/ledger"
	"firsthand/generator/rules"
	"firsthand/generator/source"
)

// A Found says what version control knows of a text.
type Found string

const (
	Same     Found = "same"     // a commit holds a file that says the same
	Missing  Found = "missing"  // no commit does
	Redacted Found = "redacted" // the record was replaced by law, and no commit says what is left of it: the words that it had cannot be compared
)

// A Finding is what version control says of one record of the ledger.
type Finding struct {
	Seq    int // of the entry that published the revision
	Doc    disclosure.Doc
	Rev    int
	File   string // below the content folder: "incidents/2026-03-03-support-exports/01.md"
	Found  Found
	Commit string    // Same: the first commit of the branch that holds it
	Time   time.Time // Same: when that was made, as the committer's clock had it
	Entry  time.Time // when the ledger says that the text became public: claimed, if it was imported
}

// Corroborate looks for each record of the ledger in the first-parent history of
// the content folder: a file of its name that says the same. The findings are in
// the order of the ledger, one a revision. An imported text may stand in a folder
// of which the ledger knows nothing: it was renamed before the import.
//
// It returns a *git.IncompleteError if the clone does not hold all of the history.
//
// A text that is missing was changed before it was published and never
// committed, or the history was rewritten; the ledger is right all the same. And
// a text that is found proves nothing about its time: git dates are claims.
func Corroborate(ctx context.Context, repo git.Repo, log *ledger.Log) ([]Finding, error) {
	p, err := open(ctx, repo)
	if err != nil {
		return nil, err
	}
	defer p.close()
	c := &corroboration{past: p, log: log, open: map[string][]int{}, known: map[string]bool{}, imported: map[int]bool{}}
	c.list()
	settings := ""
	err = p.each(func(i int, touched []string, now *state) error {
		settings = now.site
		for _, id := range touched {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := c.compare(id, now.incidents[id], now.site, p.commits[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// Settings may have been changed between a commit and the publication, such as
	// the zone in which times without one are read.
	if len(c.open) > 0 {
		err = p.each(func(i int, touched []string, now *state) error {
			for _, id := range touched {
				if now.site == settings {
					continue
				}
				if err := c.compare(id, now.incidents[id], settings, p.commits[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return c.findings, err
}

// A corroboration is a run of Corroborate.
type corroboration struct {
	past     *past
	log      *ledger.Log
	findings []Finding
	open     map[string][]int // by incident: findings that are not Same
	known    map[string]bool  // incidents of the ledger
	imported map[int]bool     // findings
}

// list makes a finding of each record, as if nothing were found.
func (c *corroboration) list() {
	at := map[disclosure.Doc][]int{}
	for _, e := range c.log.Entries() {
		switch e.Type {
		case ledger.Statement, ledger.Edit:
			f := Finding{Seq: e.Seq, Doc: e.Doc, Rev: e.Rev, File: "incidents/" + string(e.Doc) + ".md", Found: Missing, Entry: e.Time}
			id, n := e.Doc.Incident(), len(c.findings)
			if !e.Claimed.IsZero() {
				f.Entry, c.imported[n] = e.Claimed, true
			}
			c.known[id] = true
			at[e.Doc] = append(at[e.Doc], n)
			c.open[id] = append(c.open[id], n)
			c.findings = append(c.findings, f)
		case ledger.Redaction:
			c.findings[at[e.Doc][e.Rev-1]].Found = Redacted
		}
	}
}

// compare compares an incident as a commit has it with what the ledger has.
func (c *corroboration) compare(id string, files map[string]string, site string, commit git.Commit) error {
	if site == "" {
		return nil
	}
	for _, later := range c.names(id) {
		if err := c.compareAs(id, later, files, site, commit); err != nil {
			return err
		}
	}
	return nil
}

// names returns the incidents of which a folder may hold the texts that are still
// looked for.
func (c *corroboration) names(id string) []string {
	if c.known[id] {
		if len(c.open[id]) == 0 {
			return nil
		}
		return []string{id}
	}
	var later []string
	for _, other := range slices.Sorted(maps.Keys(c.open)) {
		if slices.ContainsFunc(c.open[other], func(n int) bool { return c.imported[n] }) {
			later = append(later, other)
		}
	}
	return later
}

// compareAs compares an incident as if its folder bore a later name already.
func (c *corroboration) compareAs(id, later string, files map[string]string, site string, commit git.Commit) error {
	rename := func(doc disclosure.Doc) disclosure.Doc {
		return disclosure.Doc(later + strings.TrimPrefix(string(doc), id))
	}
	frame := importer.Frame{Incidents: c.past.ids, Fill: func(f *importer.Folder) {
		f.PutLazy(siteFile, func() ([]byte, error) { return c.past.blob(site) })
	}}
	content, _, err := frame.Read(id, c.past.files(files), source.Options{
		Now: commit.Time, Published: func(doc disclosure.Doc) (time.Time, bool) { return importer.Began(c.log, rename(doc)) },
	})
	if err != nil {
		return err
	}
	for _, d := range content.Documents {
		if !d.Unreadable {
			c.match(d, rename(d.Doc), commit)
		}
	}
	return nil
}

// match compares a document with the revisions of doc, which is its own name or a
// later one.
func (c *corroboration) match(d *source.Document, doc disclosure.Doc, commit git.Commit) {
	id := doc.Incident()
	c.open[id] = slices.DeleteFunc(c.open[id], func(n int) bool {
		f := &c.findings[n]
		if f.Doc != doc || doc != d.Doc && !c.imported[n] {
			return false
		}
		record, ok := c.log.Record(f.Doc, f.Rev)
		if !ok || rules.Compare(record.Said, d.Said, d.Lang).Verdict != rules.Unchanged {
			return false
		}
		f.Found, f.Commit, f.Time = Same, commit.ID, commit.Time
		return true
	})
	if len(c.open[id]) == 0 {
		delete(c.open, id)
	}
}
