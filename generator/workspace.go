package generator

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"firsthand/generator/disclosure"
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
	content, problems, err := source.Read(dir.fs, source.Options{
		Now: start,
		Published: func(doc disclosure.Doc) (time.Time, bool) {
			standing, ok := log.Document(doc)
			return standing.Run, ok
		},
	})
	if err != nil {
		return nil, problem.List{}, fmt.Errorf("reading the content folder: %w", err)
	}
	w := &workspace{log: log, content: content, incidents: incidents, now: start, unread: problems.HasErrors(), files: map[disclosure.Doc]string{}}
	for _, d := range content.Documents {
		w.files[d.Doc] = d.File
	}
	if !w.unread {
		problems.Join(rules.Check(w.set()))
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
		incident(i.ID).Ledger = i
	}
	for _, d := range w.content.Documents {
		if d.Unreadable {
			continue
		}
		in := incident(d.Doc.Incident())
		in.Documents = append(in.Documents, rules.Document{
			Doc: d.Doc, Lang: d.Lang, File: d.File, Said: d.Said, Draft: d.Draft, PublishAt: d.PublishAt,
			PublishAnyway: d.PublishAnyway, Imported: d.Imported, At: d.At,
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

// drafts lists what may become public, with what is withheld as well if asked.
func (w *workspace) drafts(withheld bool) []ledger.Draft {
	var drafts []ledger.Draft
	revisions := map[disclosure.Doc]int{} // of originals, after the run
	for _, d := range w.content.Documents {
		if d.Unreadable {
			continue
		}
		standing, public := w.log.Document(d.Doc)
		rev := standing.Record.Rev + 1
		if d.Doc.Lang() == "" {
			revisions[d.Doc] = standing.Record.Rev
		}
		of := 0
		if d.Doc.Lang() != "" {
			if of = revisions[d.Doc.Original()]; of == 0 {
				continue // its original stays private
			}
		}
		if public {
			if rules.Compare(standing.Record.Said, d.Said, d.Lang).Verdict == rules.Unchanged {
				continue
			}
		} else if w.why(d) != "" && !withheld {
			continue
		}
		revisions[d.Doc] = rev
		drafts = append(drafts, ledger.Draft{
			Doc: d.Doc, Rev: rev, Lang: d.Lang, Of: of, Said: d.Said, Context: w.context(d), Assets: d.Assets, Claimed: d.Imported,
		})
	}
	return drafts
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

func (w *workspace) withheld() []Withheld {
	var all []Withheld
	for _, d := range w.content.Documents {
		if _, public := w.log.Document(d.Doc); !public && w.why(d) != "" {
			all = append(all, Withheld{d.File, w.why(d)})
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
