package generator

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/importer"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/rules"
	"firsthand/generator/source"
)

// A workspace is a content folder as it stands at an instant, beside its ledger.
type workspace struct {
	log       *ledger.Log
	content   *source.Content
	incidents []*disclosure.Incident // what is public
	now       time.Time              // of the run that would start now
	imports   []importer.Import      // what an older system published, in its order; part of the run
	unread    bool                   // there are files that could not be read
	files     map[disclosure.Doc]string
}

// read reads the folder and its ledger and judges the files.
func read(dir *folder, now time.Time) (*workspace, problem.List, error) {
	log, incidents, err := readLedger(dir.ledger)
	if err != nil {
		return nil, problem.List{}, err
	}
	start, err := log.NextRun(now)
	if err != nil {
		return nil, problem.List{}, err
	}
	imports, err := importer.Find(dir.fs, log)
	if err != nil {
		return nil, problem.List{}, err
	}
	content, problems, err := source.Read(dir.fs, source.Options{
		Now: start,
		Published: func(doc disclosure.Doc) (time.Time, bool) {
			if t, public := importer.Began(log, doc); public {
				return t, true
			}
			return imports.Began(doc)
		},
	})
	if err != nil {
		return nil, problem.List{}, fmt.Errorf("reading the content folder: %w", err)
	}
	w := &workspace{log: log, content: content, incidents: incidents, now: start, unread: problems.HasErrors(), files: map[disclosure.Doc]string{}}
	for _, d := range content.Documents {
		w.files[d.Doc] = d.File
	}
	for _, d := range content.Documents {
		problems.Add(w.unpublishable(d)...)
	}
	var wrong problem.List
	if w.imports, wrong, err = imports.Read(content.Documents, start); err != nil {
		return nil, problem.List{}, err
	}
	problems.Join(wrong)
	if !w.unread {
		problems.Join(rules.Check(w.set()))
		problems.Add(w.attached()...)
	}
	return w, problems, nil
}

// set hands the documents to the rules.
func (w *workspace) set() rules.Set {
	folders := map[string]*rules.Incident{}
	incident := func(id string) *rules.Incident {
		if folders[id] == nil {
			folders[id] = &rules.Incident{ID: id}
		}
		return folders[id]
	}
	for _, i := range w.incidents {
		if len(i.Versions) > 0 {
			incident(i.ID).Ledger = i
		}
	}
	for _, d := range w.content.Documents {
		if d.Unreadable {
			continue
		}
		in := incident(d.Doc.Incident())
		in.Documents = append(in.Documents, rules.Document{
			Doc: d.Doc, Lang: d.Lang, File: d.File, Said: d.Said, Draft: d.Draft, PublishAt: d.PublishAt,
			PublishAnyway: d.PublishAnyway, Imported: d.Imported, NoSummary: d.NoSummary, At: d.At,
			In: func(words string) problem.Problem { return d.Find("text", words) },
		})
	}
	set := rules.Set{Site: &w.content.Site, Now: w.now}
	for _, in := range sorted(folders) {
		set.Incidents = append(set.Incidents, *in)
	}
	return set
}

// due lists what a publish run would add now: documents that are new, and those
// that were repaired, originals before their translations.
func (w *workspace) due() []ledger.Draft { return w.drafts(false) }

// drafts lists what may become public, with what is withheld as well if asked,
// and what replaces public texts from which something is removed.
func (w *workspace) drafts(withheld bool) []ledger.Draft {
	var redactions, drafts []ledger.Draft
	revisions := map[disclosure.Doc]int{} // of originals, after the run
	told := map[string]bool{}             // incidents of which a statement is public, after the run
	imported := map[disclosure.Doc]bool{}
	for _, i := range w.imports {
		d := i.Document
		imported[d.Doc], told[d.Incident] = true, told[d.Incident] || !d.Doc.IsQuestions()
		revisions[d.Doc] = i.Rev
		drafts = append(drafts, ledger.Draft{
			Doc: d.Doc, Rev: i.Rev, Lang: d.Lang, Of: i.Of, Said: d.Said, Context: w.context(d), Assets: d.Assets, Claimed: i.Claimed,
		})
	}
	for _, d := range w.content.Documents {
		if d.Unreadable || imported[d.Doc] {
			continue
		}
		standing, public := w.log.Document(d.Doc)
		rev := standing.Record.Rev + 1
		if d.Doc.Lang() == "" {
			revisions[d.Doc] = standing.Record.Rev
		}
		told[d.Incident] = told[d.Incident] || public && !d.Doc.IsQuestions()
		if d.Doc.IsQuestions() && !told[d.Incident] {
			continue // questions about what nobody was told
		}
		of := 0
		if d.Doc.Lang() != "" {
			if of = revisions[d.Doc.Original()]; of == 0 {
				continue // its original stays private
			}
		}
		if public {
			switch diff := rules.Compare(standing.Record.Said, d.Said, d.Lang); diff.Verdict {
			case rules.Unchanged:
				continue
			case rules.Redaction:
				redactions = append(redactions, w.redactions(d, *diff.Removal)...)
				continue
			}
		} else if w.why(d) != "" && !withheld {
			continue
		}
		revisions[d.Doc], told[d.Incident] = rev, true
		draft := ledger.Draft{Doc: d.Doc, Rev: rev, Lang: d.Lang, Of: of, Said: d.Said, Context: w.context(d), Assets: d.Assets}
		if public && !d.Doc.IsQuestions() {
			draft.Context = standing.Record.Context // a repair changes nothing that readers saw beside the words
		}
		drafts = append(drafts, draft)
	}
	return append(redactions, drafts...) // what is removed goes first
}

// why says why a document that is not public stays private, or "".
func (w *workspace) why(d *source.Document) string {
	switch {
	case d.Draft:
		return "draft"
	case d.PublishAt.After(w.now):
		return "not before " + disclosure.At(d.PublishAt).Human()
	}
	return ""
}

// unpublishable finds what cannot become public in this way: a file put in the
// place of one that readers were given.
func (w *workspace) unpublishable(d *source.Document) []problem.Problem {
	standing, public := w.log.Document(d.Doc)
	var found []problem.Problem
	for name, data := range sorted(d.Assets) {
		before, known := standing.Record.Context.Assets[name]
		if public && before != ledger.Commitment(data) && (known || !d.Doc.IsQuestions()) {
			p := d.Find("text", name)
			p.Severity, p.Rule = problem.Error, "HIST-003"
			p.Text = fmt.Sprintf("%s is not the file that readers were given", name)
			p.Fix = "put the first file back; give the new one another name and link it from a new statement"
			found = append(found, p)
		}
	}
	return found
}

// withheld lists the files that stay private beside the documents that are due.
func (w *workspace) withheld(due map[disclosure.Doc]bool) []Withheld {
	var all []Withheld
	for _, d := range w.content.Documents {
		_, public := w.log.Document(d.Doc)
		switch {
		case public || due[d.Doc]:
		case w.why(d) != "":
			all = append(all, Withheld{d.File, w.why(d)})
		case d.Doc.Lang() != "":
			all = append(all, Withheld{d.File, "its original is not public yet"})
		case d.Doc.IsQuestions():
			all = append(all, Withheld{d.File, "no statement of the incident is public yet"})
		}
	}
	return all
}

// context returns what readers also see beside the words of a document: the
// names of the components and the files that it mentions.
func (w *workspace) context(d *source.Document) disclosure.Context {
	c := disclosure.Context{}
	for _, impact := range d.Said.Facts.Components {
		if component, ok := w.content.Site.Component(impact.ID); ok {
			if c.Components == nil {
				c.Components = map[string]string{}
			}
			c.Components[impact.ID] = component.Name.In(d.Lang)
		}
	}
	for name, data := range d.Assets {
		if c.Assets == nil {
			c.Assets = map[string]string{}
		}
		c.Assets[name] = ledger.Commitment(data)
	}
	return c
}

// sorted visits a map in the order of its keys.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
