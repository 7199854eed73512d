// Package source reads the content folder: the files that staff write, as
// documents with the place of every field. It is the only door to YAML.
//
// Input is a file system and what the folder cannot know ([Options]). Output is
// [Content] and a list of all problems at once, each with the line and column in
// the file, what to do, and an example to paste. An error value means that the
// folder could not be read, never that its authors made a mistake.
//
//	content, problems, err := source.Read(os.DirFS("content"), source.Options{Now: now})
//	for _, d := range content.Documents {
//		fmt.Println(d.Doc, d.Said.Headline)
//	}
//
// What the author wrote
//
//	---
//	title: Correction: 61,300 people
//	kind: data-breach
//	found: 3 March 2026 08:55
//	affected: 61,300 people, counted
//	next_update: in 60 minutes
//	---
//	Someone downloaded booking exports.
//
// becomes a [disclosure.Said] in which relative times count from publication,
// times are in UTC, and title, status, headline and summary are filled in. What
// is promised:
//
//   - Said holds only what may become public: no comments, no notes, no names of
//     authors, nothing of private/.
//   - Reading a file that was published gives what was published, as long as the
//     file and the statements before it stay the same ([Options.Published]).
//   - No text is cut silently. What YAML would misread is taken as the author
//     certainly meant it, or refused with the line to paste.
//   - No input makes reading slow or panic: files have a size limit, YAML
//     references and deep nesting are refused, links are not followed.
//   - The same folder gives the same result, whatever the zone and language of
//     the machine.
//
// A document with errors is still in Content, as far as it could be read, so that
// later stages can report more. Nothing may be published while the list has
// errors. In a file with "draft: true" errors are warnings, so that an unfinished
// text does not hold up an urgent one.
package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/site"
)

// Options is what reading needs to know that is not in the folder.
type Options struct {
	// Now is the instant of publication, from which "in 60 minutes" counts.
	Now time.Time

	// Published returns when a document that is public already was published
	// first. Its relative times and its "as of" days count from then. It may be
	// nil, and is called from several goroutines.
	Published func(disclosure.Doc) (time.Time, bool)
}

// Content is what the folder holds.
type Content struct {
	Site      site.Site
	Documents []*Document // sorted by incident; statements by number, then questions; originals before translations
	Pages     []Page      // sorted by name; originals before translations
}

// Read reads everything that may become public, and nothing in private/.
func Read(fsys fs.FS, o Options) (*Content, problem.List, error) {
	d := &folder{fs: fsys}
	c := &Content{}
	frame, err := d.frame()
	if err != nil || frame == nil {
		return c, d.problems, err
	}
	c.Site, c.Pages = frame.site, frame.pages
	if c.Documents, err = d.incidents(frame, o); err != nil {
		return c, d.problems, err
	}
	return c, d.problems, nil
}

// ReadFrame reads what stands around the public record: site.yaml and pages/. It
// looks at no other file, except that it refuses links in static/ and theme/.
func ReadFrame(fsys fs.FS) (site.Site, []Page, problem.List, error) {
	d := &folder{fs: fsys}
	frame, err := d.frame()
	if err != nil || frame == nil {
		return site.Site{}, nil, d.problems, err
	}
	return frame.site, frame.pages, d.problems, nil
}

// A frame is the settings and the static pages.
type frame struct {
	site   site.Site
	usable bool // site.yaml could be read
	pages  []Page
}

// settings returns the site, or nil if site.yaml could not be read.
func (f *frame) settings() *site.Site {
	if !f.usable {
		return nil
	}
	return &f.site
}

// frame reads site.yaml and pages/. It returns nil if there is no content here.
func (d *folder) frame() (*frame, error) {
	entries, err := fs.ReadDir(d.fs, ".")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.problems.Add(noContent("there is no such folder"))
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the content folder: %w", unwrapPath(err))
	case !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !isLitter(e.Name()) }):
		d.problems.Add(noContent("the folder is empty"))
		return nil, nil
	}
	for _, e := range entries {
		d.misspelt(e)
	}
	f := &frame{}
	if f.site, f.usable, err = d.site(); err != nil {
		return nil, err
	}
	if f.pages, err = d.pages(f); err != nil {
		return nil, err
	}
	for _, name := range []string{"static", "theme"} {
		if err := d.links(name); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// topFolders are the folders that firsthand looks for.
var topFolders = []string{"incidents", "pages", "static", "theme", "private", "ledger"}

// misspelt reports a folder whose name is almost one that firsthand looks for:
// somebody may wait for what is in it to appear.
func (d *folder) misspelt(e fs.DirEntry) {
	if !e.IsDir() || isLitter(e.Name()) || slices.Contains(topFolders, e.Name()) {
		return
	}
	near, ok := problem.Nearest(strings.ToLower(e.Name()), topFolders)
	if !ok {
		return
	}
	p := d.report(e.Name(), "the folder %q is not read", e.Name())
	p.Severity = problem.Warning
	p.Fix = fmt.Sprintf("did you mean %q? Then rename it", near)
	d.problems.Add(p)
}

func noContent(text string) problem.Problem {
	p := at("site.yaml")
	p.Text = text
	p.Fix = "firsthand looks here for site.yaml, incidents/ and pages/; name the folder that holds them with --content,\nor make a file site.yaml that begins like the example"
	p.Example = siteExample
	return p
}

var (
	documentName = regexp.MustCompile(`^(\d{2,4})(?:\.([a-z]{2,3}(?:-[a-z0-9]+)*))?\.md$`)
	questionName = regexp.MustCompile(`^questions(?:\.([a-z]{2,3}(?:-[a-z0-9]+)*))?\.md$`)
	numberedName = regexp.MustCompile(`^(?i)(\d{1,4})[^0-9].*\.(?:md|markdown)$`)
	almostName   = regexp.MustCompile(`^(?i)(\d+)(?:[._ -]?([a-z]{2,3}(?:[-_][a-z0-9]+)*))?\.?(?:md|markdown|mdown|txt|mdx)$`)
)

// incidents reads all incidents.
func (d *folder) incidents(frame *frame, o Options) ([]*Document, error) {
	entries, err := d.list("incidents")
	if err != nil {
		return nil, err
	}
	var ids []string
	folded := map[string]string{}
	for _, e := range entries {
		name := path.Join("incidents", e.Name())
		if before, twice := folded[strings.ToLower(e.Name())]; twice {
			p := d.report(name, "%q and %q are one folder on some computers", e.Name(), before)
			p.Fix = "rename one of the two"
			d.problems.Add(p)
		}
		folded[strings.ToLower(e.Name())] = e.Name()
		switch {
		case !e.IsDir():
			p := d.report(name, "%q stands beside the folders of the incidents, and is not read", e.Name())
			p.Severity = problem.Warning
			p.Fix = "give each incident a folder, with its first statement as incidents/<folder>/01.md"
			d.problems.Add(p)
		case !isName(e.Name()):
			d.misnamed(name, "an incident's folder")
		default:
			ids = append(ids, e.Name())
		}
	}
	// Incidents know nothing of each other, so that they can be read at once.
	type result struct {
		folder folder
		docs   []*Document
		err    error
	}
	results := make([]result, len(ids))
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(ids)) {
		wait.Go(func() {
			for i := range next {
				r := &results[i]
				r.folder.fs = d.fs
				r.docs, r.err = r.folder.incident(ids[i], ids, frame, o)
			}
		})
	}
	for i := range ids {
		next <- i
	}
	close(next)
	wait.Wait()
	var all []*Document
	for i := range results {
		if results[i].err != nil {
			return nil, results[i].err
		}
		d.problems.Join(results[i].folder.problems)
		all = append(all, results[i].docs...)
	}
	return all, nil
}

// An incidentFolder is the files of one incident by what they are.
type incidentFolder struct {
	id         string
	statements []named // originals by number
	questions  []named // original first
	files      map[string]fs.DirEntry
	languages  map[int][]named // translations by number
}

// A named is a file with what its name says.
type named struct {
	file   string
	number int
	lang   string // "" for an original
}

// incident reads one incident.
func (d *folder) incident(id string, ids []string, frame *frame, o Options) ([]*Document, error) {
	in, err := d.sort(id, frame)
	if err != nil || in == nil {
		return nil, err
	}
	r := incidentReader{folder: d, in: in, ids: ids, frame: frame, options: o, assets: map[string][]byte{}}
	for _, n := range in.statements {
		r.numbers = append(r.numbers, n.number)
	}
	for _, n := range in.statements {
		if err := r.read(n, nil); err != nil {
			return nil, err
		}
	}
	originals := slices.Clone(r.docs)
	for _, original := range originals {
		for _, n := range in.languages[original.Number] {
			if err := r.read(n, original); err != nil {
				return nil, err
			}
		}
	}
	if err := r.readQuestions(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.docs, func(a, b *Document) int {
		an, bn := a.Number, b.Number
		if an == 0 {
			an = 1 << 20
		}
		if bn == 0 {
			bn = 1 << 20
		}
		return cmp.Or(cmp.Compare(an, bn), cmp.Compare(a.Doc.Lang(), b.Doc.Lang()))
	})
	return r.docs, nil
}

// sort says what the files of an incident are. It returns nil if there is no
// statement.
func (d *folder) sort(id string, frame *frame) (*incidentFolder, error) {
	dir := path.Join("incidents", id)
	entries, err := d.list(dir)
	if err != nil {
		return nil, err
	}
	in := &incidentFolder{id: id, files: map[string]fs.DirEntry{}, languages: map[int][]named{}}
	names := map[string]bool{}
	for _, e := range entries {
		names[e.Name()] = true
	}
	originals := map[int]string{}
	questions := false
	var translations []named
	for _, e := range entries {
		file := path.Join(dir, e.Name())
		if e.IsDir() {
			if e.Name() != "files" {
				d.strangeFolder(file)
				continue
			}
			files, err := d.list(file)
			if err != nil {
				return nil, err
			}
			for _, f := range files {
				in.files[f.Name()] = f
			}
			continue
		}
		number, lang, ok := d.documentName(file, e.Name(), names, frame)
		switch {
		case !ok:
		case lang != "":
			translations = append(translations, named{file, number, lang})
		case number == 0:
			questions = true
			in.questions = append(in.questions, named{file, 0, ""})
		default:
			originals[number] = file
			in.statements = append(in.statements, named{file, number, ""})
		}
	}
	for _, n := range translations {
		_, there := originals[n.number]
		if n.number == 0 {
			there = questions
		}
		switch {
		case !there:
			original := strings.TrimSuffix(n.file, "."+n.lang+".md") + ".md"
			p := d.report(n.file, "this is a translation of %q, which is not there", path.Base(original))
			p.Fix = fmt.Sprintf("write %q, in the language of the site", path.Base(original))
			d.problems.Add(p)
		case n.number == 0:
			in.questions = append(in.questions, n)
		default:
			in.languages[n.number] = append(in.languages[n.number], n)
		}
	}
	slices.SortFunc(in.statements, func(a, b named) int { return a.number - b.number })
	if len(in.statements) == 0 {
		p := d.report(dir, "the incident has no statement")
		p.Severity = problem.Warning
		if questions {
			p.Severity = problem.Error
		}
		p.Fix, p.Example = "write the first one into "+dir+"/01.md", firstExample
		d.problems.Add(p)
		return nil, nil
	}
	return in, nil
}

// documentName reads the name of a file in an incident's folder. number is 0 for
// questions. What is no document is reported. names are all names in the folder.
func (d *folder) documentName(file, name string, names map[string]bool, frame *frame) (number int, lang string, ok bool) {
	if m := questionName.FindStringSubmatch(name); m != nil {
		return 0, m[1], d.language(file, m[1], frame)
	}
	if m := documentName.FindStringSubmatch(name); m != nil {
		number, _ := strconv.Atoi(m[1])
		switch right := fmt.Sprintf("%02d", number); {
		case number == 0:
			p := d.report(file, "statements are counted from 1")
			p.Fix = `name it "01.md"`
			d.problems.Add(p)
			return 0, "", false
		case right != m[1]:
			d.rename(file, right+strings.TrimPrefix(name, m[1]), names)
			return 0, "", false
		}
		return number, m[2], d.language(file, m[2], frame)
	}
	if m := almostName.FindStringSubmatch(name); m != nil {
		number, err := strconv.Atoi(m[1])
		if err == nil && number > 0 && number < 10000 {
			right := fmt.Sprintf("%02d", number)
			if m[2] != "" {
				right += "." + strings.ReplaceAll(strings.ToLower(m[2]), "_", "-")
			}
			d.rename(file, right+".md", names)
			return 0, "", false
		}
	}
	if m := numberedName.FindStringSubmatch(name); m != nil {
		// Somebody may wait for this text to appear.
		number, _ := strconv.Atoi(m[1])
		if right := fmt.Sprintf("%02d.md", number); number > 0 && !names[right] {
			d.rename(file, right, names)
			return 0, "", false
		}
	}
	if strings.EqualFold(name, "questions.md") {
		d.rename(file, "questions.md", names)
		return 0, "", false
	}
	p := d.report(file, "%q is not read", name)
	p.Severity = problem.Warning
	p.Fix = "statements are called 01.md, 02.md and so on, translations 01.es.md, questions questions.md;\npictures and documents go into files/, notes into private/" + path.Base(path.Dir(file)) + ".yaml"
	if name == "incident.md" || name == "index.md" || name == "_index.md" {
		p.Fix = "put title and kind into the first statement, 01.md, and delete this file"
	}
	d.problems.Add(p)
	return 0, "", false
}

func (d *folder) rename(file, right string, names map[string]bool) {
	p := d.report(file, "%q is not read: its name is not quite right", path.Base(file))
	p.Fix = fmt.Sprintf("name it %q", right)
	if names[right] {
		p = d.report(file, "%q and %q are one statement in two files", path.Base(file), right)
		p.Fix = "delete one of them, or give it the next free number"
	}
	d.problems.Add(p)
}

func (d *folder) strangeFolder(file string) {
	p := d.report(file, "the folder %q is not read", path.Base(file))
	p.Severity = problem.Warning
	p.Fix = "pictures and documents that statements link to go into files/"
	if path.Base(file) == "updates" {
		p.Severity = problem.Error
		p.Fix = "move its files one folder up: statements are " + path.Dir(file) + "/01.md, 02.md and so on"
	}
	d.problems.Add(p)
}

// language checks the language in a file name.
func (d *folder) language(file, lang string, frame *frame) bool {
	s := frame.settings()
	if lang == "" || s == nil || slices.Contains(s.Languages[1:], lang) {
		return true
	}
	if lang == s.Original() {
		p := d.report(file, "%q is the language of the site, and this file is named like a translation", lang)
		p.Fix = fmt.Sprintf("name it %q", strings.TrimSuffix(path.Base(file), "."+lang+".md")+".md")
		d.problems.Add(p)
		return false
	}
	p := d.report(file, "%q is not one of the languages in site.yaml", lang)
	p.Rule = "DOC-002"
	p.Fix, p.Example = "add it to site.yaml, or rename the file", "languages: ["+strings.Join(append(slices.Clone(s.Languages), lang), ", ")+"]"
	if near, ok := problem.Nearest(lang, s.Languages[1:]); ok {
		p.Fix = fmt.Sprintf("did you mean %q? Else add it to site.yaml", near)
	}
	d.problems.Add(p)
	return false
}

// An incidentReader reads the files of one incident, statements in the order of
// their numbers.
type incidentReader struct {
	*folder
	in      *incidentFolder
	ids     []string
	numbers []int
	frame   *frame
	options Options
	docs    []*Document
	assets  map[string][]byte // by name, without metadata; nil if there is something wrong with it
}

// open starts reading a document.
func (r *incidentReader) open(n named, original *Document) (*statement, error) {
	f, ok, err := r.text(n.file)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(strings.TrimPrefix(n.file, "incidents/"), ".md")
	doc := &Document{
		Doc: disclosure.Doc(name), Incident: r.in.id, Number: n.number, Lang: n.lang, File: n.file, Unreadable: !ok,
		file: f, matter: matter{first: 1, body: 1}, places: map[string]span{}, Assets: map[string][]byte{},
	}
	zone := time.UTC
	if s := r.frame.settings(); s != nil {
		zone = s.Zone
	}
	if doc.Lang == "" {
		doc.Lang = r.frame.site.Original()
	}
	s := &statement{
		reader: newReader(f, zone, r.options.Now), doc: doc, said: &doc.Said, site: r.frame.settings(),
		original: original, incidents: r.ids, numbers: r.numbers, files: r,
	}
	s.reader.places = doc.places
	s.reader.translates = original != nil
	for _, p := range r.frame.pages {
		if p.Lang == "" {
			s.pages = append(s.pages, p.Name)
		}
	}
	r.docs = append(r.docs, doc)
	return s, nil
}

// close keeps the problems of a document. Those of a draft stop nothing.
func (r *incidentReader) close(s *statement) {
	for i := range s.problems {
		if s.doc.Draft && s.problems[i].Severity == problem.Error {
			s.problems[i].Severity = problem.Warning
			s.problems[i].Notes = append(s.problems[i].Notes, "this is a draft; without \"draft: true\" it would be an error")
		}
	}
	r.problems.Add(s.problems...)
}

func (r *incidentReader) read(n named, original *Document) error {
	s, err := r.open(n, original)
	if err != nil {
		return err
	}
	published := r.published(s.doc.Doc)
	for _, d := range r.docs {
		if d != s.doc && d.Doc.Lang() == n.lang && d.Number < n.number {
			s.earlier = append(s.earlier, d)
		}
	}
	slices.SortFunc(s.earlier, func(a, b *Document) int { return a.Number - b.Number })
	if !s.doc.Unreadable {
		s.read(r.options.Now, published)
	}
	r.close(s)
	return s.err
}

func (r *incidentReader) published(doc disclosure.Doc) time.Time {
	if r.options.Published == nil {
		return time.Time{}
	}
	t, ok := r.options.Published(doc)
	if !ok {
		return time.Time{}
	}
	return t
}

// precedes reports whether a later document may build on d: it is public, or
// will be by then. What is held back must not show through in it.
func (r *incidentReader) precedes(d, later *Document) bool {
	then := r.options.Now
	if later.PublishAt.After(then) {
		then = later.PublishAt
	}
	return later.Draft || d.IsPublic(then) || !r.published(d.Doc).IsZero()
}

func (r *incidentReader) readQuestions() error {
	var original *Document
	for _, n := range r.in.questions {
		s, err := r.open(n, original)
		if err != nil {
			return err
		}
		if !s.doc.Unreadable {
			s.readQuestions(r.options.Now)
		}
		r.close(s)
		if s.err != nil {
			return s.err
		}
		if n.lang == "" {
			original = s.doc
		}
	}
	return nil
}
