package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/source"
)

// An Import is one revision of a document that is taken over: a staged text, or
// the file that stands now.
type Import struct {
	Claimed  time.Time
	Rev      int
	Of       int // translations: revision of the original that stood then
	File     string
	Document *source.Document // what it said, as it was read then
}

// Began returns the instant from which the relative times of a public document
// count: of its first publication, here or by an older system.
func Began(log *ledger.Log, doc disclosure.Doc) (time.Time, bool) {
	standing, ok := log.Document(doc)
	if !ok {
		return time.Time{}, false
	}
	if claimed := log.Entries()[standing.First].Claimed; !claimed.IsZero() {
		return claimed, true
	}
	return standing.Run, true
}

// Imports is what a content folder holds for taking over.
type Imports struct {
	content fs.FS
	log     *ledger.Log
	staged  map[disclosure.Doc][]Staged // of documents that are not public
	frame   Frame
	first   map[disclosure.Doc]time.Time
	texts   map[string]*source.Document // staged texts, by file, as far as their own fields go

	problems problem.List
	events   []*event
}

// An event is a publication by an older system.
type event struct {
	doc     disclosure.Doc
	claimed time.Time
	n       int    // Staged.N, or 0 for the file that stands now
	file    string // where its text lies
	at      func(field string) problem.Problem
	current *source.Document // the file that stands now, for its last publication
}

// Find looks for what is staged in a content folder, for documents that are not
// public yet.
func Find(content fs.FS, log *ledger.Log) (*Imports, error) {
	all, err := List(content)
	if err != nil {
		return nil, err
	}
	m := &Imports{content: content, log: log, staged: all, first: map[disclosure.Doc]time.Time{}, texts: map[string]*source.Document{}}
	maps.DeleteFunc(m.staged, func(doc disclosure.Doc, _ []Staged) bool {
		_, public := log.Document(doc)
		return public
	})
	if len(m.staged) == 0 {
		return m, nil
	}
	if m.frame, err = FrameOf(content, nil); err != nil {
		return nil, err
	}
	return m, m.readFields()
}

// readFields reads when each staged text was published. What is wrong with the
// rest of it is told when it is read among the others of its time.
func (m *Imports) readFields() error {
	for round := 0; ; round++ {
		left := false
		folder := NewFolder()
		m.frame.Fill(folder)
		for doc := range m.staged { // translations are read beside their originals
			if err := folder.Copy(m.content, path.Dir(File(doc))); err != nil {
				return err
			}
		}
		for doc, all := range m.staged {
			s := all[min(round, len(all)-1)]
			folder.PutLazy(File(doc), m.load(s.File))
			left = left || round < len(all)
		}
		if !left {
			return nil
		}
		content, _, err := source.Read(folder, source.Options{})
		if err != nil {
			return fmt.Errorf("reading %s: %w", StagingFolder, err)
		}
		for _, d := range content.Documents {
			if all := m.staged[d.Doc]; round < len(all) {
				m.texts[all[round].File] = d
				if t := d.Imported; round == 0 && !t.IsZero() {
					m.first[d.Doc] = t
				}
			}
		}
	}
}

func (m *Imports) load(name string) Load {
	return func() ([]byte, error) { return fs.ReadFile(m.content, name) }
}

// Began returns when a document that is not public yet was published first, as
// far as a staged text says so.
func (m *Imports) Began(doc disclosure.Doc) (time.Time, bool) {
	t, ok := m.first[doc]
	return t, ok
}

// Read returns what is to be taken over, in the order in which it was published:
// every staged text, and the file of each document that says when it was
// imported. documents are all files of the folder as they stand. With problems,
// there is nothing to take over.
func (m *Imports) Read(documents []*source.Document, now time.Time) ([]Import, problem.List, error) {
	here := map[disclosure.Doc]*source.Document{}
	for _, d := range documents {
		here[d.Doc] = d
	}
	if m.collect(here, now); !m.problems.HasErrors() {
		m.order(documents)
	}
	if m.problems.HasErrors() {
		return nil, m.problems, nil
	}
	imports, err := m.read(here)
	if m.problems.HasErrors() {
		imports = nil
	}
	return imports, m.problems, err
}

func (m *Imports) report(p problem.Problem, fix, text string, args ...any) {
	p.Severity, p.Rule, p.Fix, p.Text = problem.Error, "IMPORT-001", fix, fmt.Sprintf(text, args...)
	m.problems.Add(p)
}

// whole returns a problem about a file as a whole.
func whole(file string) problem.Problem {
	return problem.Problem{Position: problem.Position{File: file}}
}

// collect lists every publication of documents that are not public yet.
func (m *Imports) collect(here map[disclosure.Doc]*source.Document, now time.Time) {
	docs := map[disclosure.Doc]bool{}
	for doc := range m.staged {
		docs[doc] = true
	}
	for doc, d := range here {
		if _, public := m.log.Document(doc); !public && !d.Imported.IsZero() && !d.Unreadable {
			docs[doc] = true
		}
	}
	for _, doc := range slices.Sorted(maps.Keys(docs)) {
		d := here[doc]
		if !m.isWhole(doc, d, now) {
			continue
		}
		var last *event
		add := func(e *event) {
			switch {
			case e.claimed.IsZero():
				m.report(e.at(""), "add when the older system published it, or delete the file", "the text does not say when it was published")
			case e.claimed.After(now):
				m.report(e.at("imported"), "correct the time; if this text is new, take the line out", "this was published on %s, which is yet to come", disclosure.At(e.claimed).Human())
			case last != nil && e.claimed.Before(last.claimed):
				m.report(e.at("imported"), "give the later text the higher number, or correct the time", "this text follows %s, which was published on %s", last.file, disclosure.At(last.claimed).Human())
			}
			last = e
			m.events = append(m.events, e)
		}
		for _, s := range m.staged[doc] {
			text := m.texts[s.File]
			if text == nil || text.Unreadable {
				m.report(whole(s.File), "mend the file, or delete it", "this is no text that can be published")
				continue
			}
			add(&event{doc: doc, claimed: text.Imported, n: s.N, file: s.File, at: in(s.File, text)})
		}
		add(&event{doc: doc, claimed: d.Imported, file: d.File, at: d.At, current: d})
	}
}

// in returns the places of a text under the name of the file in which it lies.
func in(file string, text *source.Document) func(string) problem.Problem {
	return func(field string) problem.Problem {
		p := text.At(field)
		p.File = file
		return p
	}
}

// isWhole reports whether the file of a document can follow its staged texts.
func (m *Imports) isWhole(doc disclosure.Doc, d *source.Document, now time.Time) bool {
	if len(m.staged[doc]) == 0 {
		return !d.Draft && !d.PublishAt.After(now) // else it is withheld, like any other
	}
	staged := m.staged[doc][0].File
	never := "if they never were public, delete " + strings.Replace(staged, ".1.md", ".*.md", 1)
	switch {
	case d == nil || d.Unreadable:
		m.report(whole(staged), "bring "+File(doc)+" back, as it was public last; "+never, "earlier texts of %s are to be taken over, and that file is not there", File(doc))
	case d.Draft:
		m.report(d.At("draft"), "write the text that was public last, with its time in imported; "+never, "earlier texts of this were public (%s), and a draft cannot take them back", staged)
	case d.PublishAt.After(now):
		m.report(d.At("publish_at"), "write the text that was public last, with its time in imported; "+never, "earlier texts of this were public (%s), and this one waits until %s", staged, disclosure.At(d.PublishAt).Human())
	case d.Imported.IsZero():
		m.report(d.At(""), "add the time at which this text became public; "+never, "earlier texts of this were public (%s), and this one does not say since when it is", staged)
	default:
		return true
	}
	return false
}

// order sorts the publications, and checks that readers could have seen them in
// this order.
func (m *Imports) order(documents []*source.Document) {
	rank := func(doc disclosure.Doc) int {
		switch {
		case doc.IsQuestions():
			return 1 << 20
		}
		return doc.Number()
	}
	slices.SortStableFunc(m.events, func(a, b *event) int {
		return cmp.Or(a.claimed.Compare(b.claimed), cmp.Compare(a.doc.Incident(), b.doc.Incident()),
			cmp.Compare(rank(a.doc), rank(b.doc)), cmp.Compare(a.doc, b.doc))
	})
	claimed, native := m.inLedger()
	for _, d := range documents {
		_, public := m.log.Document(d.Doc)
		if !public && d.Imported.IsZero() && d.Doc.Lang() == "" && !d.Doc.IsQuestions() && !d.Draft && native[d.Incident] == "" {
			native[d.Incident] = d.Doc
		}
	}
	told := map[string]*event{} // by incident: the statement that was published last
	seen := map[disclosure.Doc]bool{}
	for _, e := range m.events {
		id := e.doc.Incident()
		first := !seen[e.doc]
		seen[e.doc] = true
		if _, public := m.log.Document(e.doc.Original()); public {
			seen[e.doc.Original()] = true
		}
		switch before := told[id]; {
		case native[id] != "" && m.isPublic(native[id]):
			m.report(e.at("imported"), "take the line out: the statement is then dated by its publication here", "the incident has statements that were published here (%s), and nothing can be taken over into it any more", native[id])
		case native[id] != "" && native[id].Number() < e.doc.Number():
			m.report(e.at("imported"), fmt.Sprintf("add imported to %s too, or take it out here", File(native[id])), "%s comes before this, and is not taken over", File(native[id]))
		case e.claimed.Before(claimed[id]):
			m.report(e.at("imported"), "correct the time", "what the older system published of this incident up to %s is public already, and this was before", disclosure.At(claimed[id]).Human())
		case e.doc.Lang() != "" && !seen[e.doc.Original()]:
			m.report(e.at("imported"), "give it the time at which both were public", "the translation was published on %s, before its original", disclosure.At(e.claimed).Human())
		case e.doc.IsQuestions() && before == nil && claimed[id].IsZero():
			m.report(e.at("imported"), "give it a time after that of the first statement", "the questions were published on %s, before any statement", disclosure.At(e.claimed).Human())
		case first && before != nil && isStatement(e.doc) && e.doc.Number() < before.doc.Number():
			m.report(e.at("imported"), "statements are numbered in the order in which they were published: rename one of the two, or correct its time",
				"%s was published on %s, and %s with a higher number before it, on %s", path.Base(File(e.doc)), disclosure.At(e.claimed).Human(), path.Base(File(before.doc)), disclosure.At(before.claimed).Human())
		}
		if first && isStatement(e.doc) && (told[id] == nil || e.doc.Number() > told[id].doc.Number()) {
			told[id] = e
		}
	}
}

func isStatement(doc disclosure.Doc) bool { return doc.Lang() == "" && !doc.IsQuestions() }

func (m *Imports) isPublic(doc disclosure.Doc) bool {
	_, public := m.log.Document(doc)
	return public
}

// inLedger returns, by incident, the last time that the ledger claims, and a
// document that was published here.
func (m *Imports) inLedger() (claimed map[string]time.Time, native map[string]disclosure.Doc) {
	claimed, native = map[string]time.Time{}, map[string]disclosure.Doc{}
	for _, e := range m.log.Entries() {
		if e.Type != ledger.Statement && e.Type != ledger.Edit {
			continue
		}
		if id := e.Doc.Incident(); e.Claimed.IsZero() {
			native[id] = e.Doc
		} else if e.Claimed.After(claimed[id]) {
			claimed[id] = e.Claimed
		}
	}
	return claimed, native
}

// read reads each text among those that stood when it was published: what it left
// out, such as its headline, came from them.
func (m *Imports) read(here map[disclosure.Doc]*source.Document) ([]Import, error) {
	standing := map[disclosure.Doc]*event{}
	revisions := map[disclosure.Doc]int{}
	ids := map[string]bool{}
	for doc := range here {
		ids[doc.Incident()] = true
	}
	m.frame.Incidents = slices.Sorted(maps.Keys(ids))
	began := func(doc disclosure.Doc) (time.Time, bool) {
		if t, ok := Began(m.log, doc); ok {
			return t, true
		}
		if t, ok := m.first[doc]; ok {
			return t, true
		}
		if e := standing[doc]; e != nil {
			return e.claimed, true
		}
		return time.Time{}, false
	}
	var imports []Import
	for _, e := range m.events {
		standing[e.doc] = e
		revisions[e.doc]++
		i := Import{Claimed: e.claimed, Rev: revisions[e.doc], File: e.file, Document: e.current}
		if original := e.doc.Original(); original != e.doc {
			s, _ := m.log.Document(original)
			i.Of = s.Record.Rev + revisions[original]
		}
		// The file that stands now was read with all the others, and will be when it
		// is compared with its record.
		if e.current == nil {
			content, problems, err := m.frame.Read(e.doc.Incident(), m.files(e, standing, here), source.Options{Now: e.claimed, Published: began})
			if err != nil {
				return nil, err
			}
			for _, d := range content.Documents {
				if d.Doc == e.doc {
					i.Document = d
				}
			}
			m.join(e, problems)
		}
		imports = append(imports, i)
	}
	return imports, nil
}

// files returns the files of an incident as they were when e was published.
func (m *Imports) files(e *event, standing map[disclosure.Doc]*event, here map[disclosure.Doc]*source.Document) map[string]Load {
	id := e.doc.Incident()
	files := map[string]Load{}
	assets := path.Join("incidents", id, "files")
	entries, _ := fs.ReadDir(m.content, assets) // none is none
	for _, f := range entries {
		if f.Type().IsRegular() {
			files["files/"+f.Name()] = m.load(path.Join(assets, f.Name()))
		}
	}
	own := path.Dir(stagedAsset(e.doc, e.n, "files/x"))
	entries, _ = fs.ReadDir(m.content, own)
	for _, f := range entries {
		if f.Type().IsRegular() {
			files["files/"+f.Name()] = m.load(path.Join(own, f.Name()))
		}
	}
	for doc := range here {
		if doc.Incident() == id && m.isPublic(doc) {
			files[path.Base(File(doc))] = m.load(File(doc))
		}
	}
	for doc, other := range standing {
		if doc.Incident() == id {
			files[path.Base(File(doc))] = m.load(other.file)
		}
	}
	return files
}

// join keeps the errors in a text, at the places where it lies.
func (m *Imports) join(e *event, problems problem.List) {
	for _, p := range problems.All() {
		if p.File == File(e.doc) && p.Severity == problem.Error {
			p.File = e.file
			m.problems.Add(p)
		}
	}
}
