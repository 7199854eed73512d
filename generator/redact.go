package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
	"firsthand/generator/rules"
	"firsthand/generator/source"
)

// RedactOptions is the input of Redact.
type RedactOptions struct {
	Content string // folder
	Now     time.Time
	Doc     disclosure.Doc
	Words   []string          // to be replaced by the mark, in the document and in its translations
	Facts   []string          // to be taken out, in the words of the front matter: "affected", "data.phone"
	Reason  string            // for readers
	Reasons map[string]string // the same in the languages of translations, by code; the others get Reason

	// Confirm is asked before anything is written. It may be nil; if it returns an
	// error, nothing is written.
	Confirm func(Redacted) error
}

// Redacted says what Redact did, or would do.
type Redacted struct {
	Files     []RedactedFile `json:"files"`                // that were changed
	Deleted   []string       `json:"deleted,omitempty"`    // files that nothing links to any more
	Elsewhere []StillSaid    `json:"elsewhere,omitempty"`  // files that hold the words and were not touched
	Parts     []StillSaid    `json:"parts,omitempty"`      // lines that hold a part of the words, such as a surname
	Foreign   []string       `json:"foreign,omitempty"`    // translations that give the reason in another language
	Unchanged []StillSaid    `json:"unchanged,omitempty"`  // translations in which the words were not found: they may say them in their language
	InAddress bool           `json:"in_address,omitempty"` // the address of the incident holds the words, and stays
}

// A RedactedFile is a file from which something was taken out.
type RedactedFile struct {
	File    string         `json:"file"`
	Doc     disclosure.Doc `json:"doc"`
	Changes []LineChange   `json:"changes"`
}

// A LineChange is a line of a file that became another one, went or came.
type LineChange struct {
	Line int    `json:"line"` // in the old file; of the line before, for one that came
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
}

// StillSaid is a place that holds words.
type StillSaid struct {
	File string         `json:"file"`
	Line int            `json:"line"`
	Doc  disclosure.Doc `json:"doc,omitempty"` // "" for what is no public document
}

// A MistakeError says what was asked for wrongly, in words for whom asked.
type MistakeError struct{ Text string }

func (e *MistakeError) Error() string { return e.Text }

func mistake(format string, args ...any) error { return &MistakeError{fmt.Sprintf(format, args...)} }

// Redact takes words and facts out of a public document and its translations: it
// changes their files, all or none, and nothing else; Publish replaces the public
// texts then. Problems that it returns are why the files would not read as they
// should; nothing was written then.
func Redact(_ context.Context, o RedactOptions) (Redacted, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Redacted{}, problem.List{}, err
	}
	defer dir.close()
	before, problems, err := read(dir, o.Now)
	if err != nil {
		return Redacted{}, problem.List{}, err
	}
	t := &takeout{options: o, dir: dir, before: before, old: problems, original: map[string][]byte{}, files: map[string][]byte{}, targets: map[disclosure.Doc]bool{}, reasons: map[disclosure.Doc]bool{}}
	if err := t.asked(); err != nil {
		return Redacted{}, problem.List{}, err
	}
	after, problems, err := t.edit()
	if err != nil || problems.HasErrors() {
		return Redacted{}, problems, err
	}
	result, err := t.result(after)
	if err != nil {
		return Redacted{}, problem.List{}, err
	}
	if o.Confirm != nil {
		if err := o.Confirm(result); err != nil {
			return result, problem.List{}, err
		}
	}
	return result, problem.List{}, t.write(result.Deleted)
}

// A takeout is one run of Redact.
type takeout struct {
	options  RedactOptions
	dir      *folder
	before   *workspace
	old      problem.List // of the files as they were
	words    []redact.Words
	facts    []disclosure.Key
	original map[string][]byte       // the files that are changed, as they were
	files    map[string][]byte       // and as they will be
	targets  map[disclosure.Doc]bool // documents from which something is taken
	reasons  map[disclosure.Doc]bool // these, and those that follow from them
}

// asked checks what was asked for.
func (t *takeout) asked() error {
	o := t.options
	if len(o.Words) == 0 && len(o.Facts) == 0 {
		return mistake("say what is to be taken out: --words or --fact")
	}
	if strings.TrimSpace(o.Reason) == "" {
		return mistake("say why, for everyone to read: --reason")
	}
	d := t.before.document(o.Doc)
	standing, public := t.before.log.Document(o.Doc)
	switch {
	case d == nil && !public:
		return mistake("there is no document %s\n  there are: %s", o.Doc, strings.Join(t.before.names(o.Doc.Incident()), ", "))
	case d == nil:
		return mistake("%s is public, and its file is not here: bring it back first", o.Doc)
	case !public:
		return mistake("%s is not public: change the file itself", d.File)
	case d.Unreadable || rules.Compare(standing.Record.Said, d.Said, d.Lang).Verdict != rules.Unchanged:
		return mistake("%s is not what is public of it: undo what you changed there, or publish it first", d.File)
	}
	for _, text := range o.Words {
		w, err := redact.Parse(text)
		if err != nil {
			return mistake("--words %q: %v", text, err)
		}
		if strings.Contains(strings.ToLower(redact.Mark), strings.ToLower(w.String())) {
			return mistake("--words %q: that is the mark itself", text)
		}
		for _, reason := range append(slices.Collect(maps.Values(o.Reasons)), o.Reason) {
			if len(redact.Find(reason, w)) > 0 {
				return mistake("the reason says what is to be removed, and everybody can read it: say why, without the words")
			}
		}
		t.words = append(t.words, w)
	}
	for _, name := range o.Facts {
		key, err := t.fact(name, standing.Record.Said)
		if err != nil {
			return err
		}
		t.facts = append(t.facts, key)
	}
	return nil
}

// fact returns the key of a fact that a text states.
func (t *takeout) fact(name string, said disclosure.Said) (disclosure.Key, error) {
	page, id, _ := strings.Cut(name, ".")
	field := disclosure.FieldOnPage(page)
	var stated []string
	for _, f := range said.Facts.Stated() {
		switch f.Key {
		case "title", "kind", "status":
			continue
		}
		stated = append(stated, redact.PagePath(f.Key))
	}
	there := "it states " + strings.Join(stated, ", ")
	if len(stated) == 0 {
		there = "it states none that can be removed"
	}
	switch {
	case page == "title" || page == "kind" || page == "status":
		return "", mistake("--fact %s: without it there is no account; take words out of it with --words", name)
	case field == nil:
		return "", mistake("--fact %s is no fact\n  %s", name, there)
	case page == "told" && strings.Contains(id, "/"):
		return "", mistake("--fact %s would leave the name in the file: take it out with --words", name)
	}
	key := disclosure.Key(field.Name)
	if id != "" {
		key += disclosure.Key("." + id)
	}
	if said.Facts.Get(key) == nil {
		return "", mistake("--fact %s: %s does not state it\n  %s", name, t.options.Doc, there)
	}
	return key, nil
}

// document returns a document by its name, or nil.
func (w *workspace) document(doc disclosure.Doc) *source.Document {
	for _, d := range w.content.Documents {
		if d.Doc == doc {
			return d
		}
	}
	return nil
}

// names lists the public documents of an incident, or if there are none the
// incidents.
func (w *workspace) names(incident string) []string {
	var docs, ids []string
	for _, doc := range w.log.Documents() {
		if doc.Incident() == incident {
			docs = append(docs, string(doc))
		}
		if id := doc.Incident(); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if docs == nil {
		return ids
	}
	return docs
}

// maxPasses bounds how often the files are read again: a fact may stand in two
// places, and what one file says may follow from another.
const maxPasses = 6

// edit changes the files in memory until they say what they should, and returns
// the folder as it will be.
func (t *takeout) edit() (*workspace, problem.List, error) {
	target := t.before.document(t.options.Doc)
	t.targets[target.Doc] = true
	if err := t.cut(t.before, target, t.words, t.facts, ""); err != nil {
		return nil, problem.List{}, err
	}
	if target.Doc.Lang() == "" {
		for _, d := range t.before.content.Documents {
			if _, public := t.before.log.Document(d.Doc); !public || d.Doc == target.Doc || d.Doc.Original() != target.Doc {
				continue
			}
			facts := slices.DeleteFunc(slices.Clone(t.facts), func(key disclosure.Key) bool { return d.Said.Facts.Get(key) == nil })
			if found, err := t.finds(d.File); err != nil || !found && len(facts) == 0 {
				if err != nil {
					return nil, problem.List{}, err
				}
				continue
			}
			t.targets[d.Doc] = true
			if err := t.cut(t.before, d, t.words, facts, ""); err != nil {
				return nil, problem.List{}, err
			}
		}
	}
	for _, w := range t.words {
		found := false
		for _, data := range t.original {
			found = found || len(redact.Find(string(data), w)) > 0
		}
		if standing, _ := t.before.log.Document(target.Doc); !found {
			if _, said := redact.Holds(standing.Record.Said, w); said {
				return nil, problem.List{}, mistake("%s takes %q from the title of an earlier statement: redact that one", target.File, w)
			}
			return nil, problem.List{}, mistake("%s does not say %q", target.File, w)
		}
	}
	for range maxPasses {
		after, problems, err := read(&folder{root: t.dir.root, fs: overlay{t.dir.fs, t.files}, ledger: t.dir.ledger}, t.options.Now)
		if err != nil {
			return nil, problem.List{}, err
		}
		changed, err := t.follow(after)
		if err != nil {
			return nil, problem.List{}, err
		}
		if !changed {
			return after, t.wrong(problems), t.checkFiles(after)
		}
	}
	return nil, problem.List{}, mistake("%s cannot be changed by this program: put %s in the place of the words by hand, and redacted: with the reason at the top", target.File, redact.Mark)
}

// finds reports whether a file holds the words.
func (t *takeout) finds(file string) (bool, error) {
	data, err := fs.ReadFile(t.dir.fs, file)
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", file, err)
	}
	return slices.ContainsFunc(t.words, func(w redact.Words) bool { return len(redact.Find(string(data), w)) > 0 }), nil
}

// cut takes something out of a file as it stands after what was done before.
func (t *takeout) cut(w *workspace, d *source.Document, words []redact.Words, facts []disclosure.Key, status disclosure.Status) error {
	data, ok := t.files[d.File]
	if !ok {
		var err error
		if data, err = fs.ReadFile(t.dir.fs, d.File); err != nil {
			return fmt.Errorf("reading %s: %w", d.File, err)
		}
		t.original[d.File] = data
	}
	standing, _ := w.log.Document(d.Doc)
	r := source.Redaction{Words: words, Facts: facts, Reason: joinReasons(standing.Record.Said.Redacted, t.reasonFor(d)), Status: status}
	for _, key := range standing.Record.Said.Removed {
		r.Removed = append(r.Removed, disclosure.Key(key))
	}
	for _, key := range t.facts {
		if t.targets[d.Doc] && !slices.Contains(r.Removed, key) && standing.Record.Said.Facts.Get(key) != nil {
			r.Removed = append(r.Removed, key)
		}
	}
	data, err := d.Redact(data, r)
	if err != nil {
		return mistake("%v", err)
	}
	t.files[d.File], t.reasons[d.Doc] = data, true
	return nil
}

// reasonFor returns the reason in the language of a document, or as it was given.
func (t *takeout) reasonFor(d *source.Document) string {
	return cmp.Or(t.options.Reasons[d.Doc.Lang()], t.options.Reason)
}

// joinReasons keeps the reason of an earlier redaction beside another one.
func joinReasons(before, now string) string {
	now = strings.Join(strings.Fields(now), " ")
	switch {
	case before == "":
		return now
	case strings.Contains(before, now):
		return before
	}
	if !strings.ContainsAny(before[len(before)-1:], ".!?") {
		before += "."
	}
	return before + " " + now
}

// follow looks at the files as they are read now, and does what is left to do:
// first in those from which something was taken, then in those that follow them.
func (t *takeout) follow(after *workspace) (changed bool, err error) {
	for _, d := range after.content.Documents {
		if !t.reasons[d.Doc] || d.Unreadable {
			continue
		}
		var again []disclosure.Key // a fact that the file states twice
		for _, key := range t.facts {
			if t.targets[d.Doc] && d.Said.Facts.Get(key) != nil {
				again = append(again, key)
			}
		}
		// A time that went may have set the status.
		standing, _ := after.log.Document(d.Doc)
		status := disclosure.Status("")
		if is, was := d.Said.Facts.Status, standing.Record.Said.Facts.Status; is != was && d.Doc.Lang() == "" {
			status = was
		}
		if len(again) > 0 || status != "" {
			if err := t.cut(after, d, nil, again, status); err != nil {
				return false, err
			}
			changed = true
		}
	}
	if changed {
		return true, nil
	}
	for _, d := range after.content.Documents {
		standing, public := after.log.Document(d.Doc)
		was := t.before.document(d.Doc)
		if !public || d.Unreadable || t.reasons[d.Doc] || was == nil || !isUnchanged(standing.Record.Said, was) || isUnchanged(standing.Record.Said, d) {
			continue
		}
		// It says something that it takes from a text that was changed, such as a
		// headline that is the title: that is redacted too.
		if err := t.cut(after, d, nil, nil, ""); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}

func isUnchanged(public disclosure.Said, d *source.Document) bool {
	return rules.Compare(public, d.Said, d.Lang).Verdict == rules.Unchanged
}

// wrong returns the errors that were not there before, but for what other files
// still say: that is part of the result.
func (t *takeout) wrong(problems problem.List) problem.List {
	old := map[string]bool{}
	for _, p := range t.old.All() {
		old[p.File+p.Rule+p.Text] = true
	}
	var found problem.List
	for _, p := range problems.All() {
		if p.Severity == problem.Error && p.Rule != "HIST-011" && !old[p.File+p.Rule+p.Text] {
			found.Add(p)
		}
	}
	return found
}

// checkFiles makes sure that the words are in none of the changed files, and
// that each says what it should.
func (t *takeout) checkFiles(after *workspace) error {
	for _, d := range after.content.Documents {
		if !t.reasons[d.Doc] {
			continue
		}
		standing, _ := after.log.Document(d.Doc)
		if diff := rules.Compare(standing.Record.Said, d.Said, d.Lang); diff.Verdict != rules.Redaction {
			return mistake("%s cannot be changed by this program (%s): do it by hand", d.At(diff.Field).Position.File, diff)
		}
		data := t.files[d.File]
		for _, w := range t.words {
			if at := redact.Find(string(data), w); len(at) > 0 {
				return mistake("%s, line %d: these words cannot be taken out by this program: put %s there by hand, and redacted: with the reason at the top", d.File, 1+bytes.Count(data[:at[0].Start], []byte("\n")), redact.Mark)
			}
		}
	}
	return nil
}

// result says what becomes of the files.
func (t *takeout) result(after *workspace) (Redacted, error) {
	var r Redacted
	for _, d := range after.content.Documents {
		if t.reasons[d.Doc] {
			r.Files = append(r.Files, RedactedFile{d.File, d.Doc, lineChanges(t.original[d.File], t.files[d.File])})
			if lang := d.Doc.Lang(); lang != "" && d.Doc != t.options.Doc && t.options.Reasons[lang] == "" {
				r.Foreign = append(r.Foreign, d.File)
			}
		} else if _, public := after.log.Document(d.Doc); public && len(t.words) > 0 && d.Doc != t.options.Doc && d.Doc.Original() == t.options.Doc {
			r.Unchanged = append(r.Unchanged, StillSaid{d.File, 1, d.Doc})
		}
	}
	r.Deleted = t.unlinked(after)
	for _, w := range t.words {
		r.InAddress = r.InAddress || len(redact.Find(strings.ReplaceAll(t.options.Doc.Incident(), "-", " "), w)) > 0
	}
	sought := slices.Clone(t.words)
	for _, d := range after.content.Documents {
		if removal, ok := after.removal(d); ok && d.Doc == t.options.Doc {
			for _, n := range removal.Needles() {
				if len(redact.Find(t.options.Reason, n.Words)) > 0 {
					return r, mistake("the reason says what is to be removed, and everybody can read it: say why, without the words")
				}
				if !n.Weak {
					sought = append(sought, n.Words)
				}
			}
		}
	}
	docs := map[string]disclosure.Doc{}
	for _, d := range after.content.Documents {
		if _, public := after.log.Document(d.Doc); public {
			docs[d.File] = d.Doc
		}
	}
	err := t.search(sought, func(file string, line int) {
		if t.files[file] == nil && !slices.Contains(r.Deleted, file) {
			r.Elsewhere = append(r.Elsewhere, StillSaid{file, line, docs[file]})
		}
	})
	if err != nil {
		return r, err
	}
	err = t.search(parts(t.words), func(file string, line int) {
		place := StillSaid{file, line, docs[file]}
		if path.Dir(file) == path.Dir(after.document(t.options.Doc).File) && !slices.Contains(r.Elsewhere, place) {
			r.Parts = append(r.Parts, place)
		}
	})
	return r, err
}

// unlinked lists the files that a changed text linked to and that no text links
// to any more.
func (t *takeout) unlinked(after *workspace) []string {
	linked := map[string]bool{}
	for _, d := range after.content.Documents {
		for name := range d.Assets {
			linked[path.Join(path.Dir(d.File), name)] = true
		}
	}
	var gone []string
	for _, d := range t.before.content.Documents {
		for name := range sorted(d.Assets) {
			file := path.Join(path.Dir(d.File), name)
			if t.reasons[d.Doc] && !linked[file] && !slices.Contains(gone, file) {
				gone = append(gone, file)
			}
		}
	}
	return gone
}

// parts returns the names in words of several: somebody may be called by one of
// them.
func parts(words []redact.Words) []redact.Words {
	var all []redact.Words
	for _, w := range words {
		fields := strings.Fields(w.String())
		for _, f := range fields {
			if first, _ := utf8.DecodeRuneInString(f); len(fields) < 2 || utf8.RuneCountInString(f) < 4 || strings.ToLower(string(first)) == string(first) {
				continue
			}
			if part, err := redact.Parse(f); err == nil {
				all = append(all, part)
			}
		}
	}
	return all
}

// searched are the parts of a content folder in which people write. The ledger is
// replaced by publish.
var searched = []string{"site.yaml", "incidents", "pages", "private", staticName, themeName}

// maxSearched bounds a file that is looked through.
const maxSearched = 5 << 20

// search looks for words in the files of the content folder as they will be, and
// calls found with the first line of each file that holds some.
func (t *takeout) search(words []redact.Words, found func(file string, line int)) error {
	if len(words) == 0 {
		return nil
	}
	fsys := overlay{t.dir.fs, t.files}
	for _, top := range searched {
		err := fs.WalkDir(t.dir.fs, top, func(name string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case strings.HasPrefix(e.Name(), ".") && e.IsDir():
				return fs.SkipDir
			case !e.Type().IsRegular():
				return nil
			}
			if info, err := e.Info(); err != nil || info.Size() > maxSearched {
				return err
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil || !utf8.Valid(data) {
				return err
			}
			for _, w := range words {
				if at := redact.Find(string(data), w); len(at) > 0 {
					found(name, 1+bytes.Count(data[:at[0].Start], []byte("\n")))
					return nil
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("looking for the words: %w", err)
		}
	}
	return nil
}

// write changes all files or none, and then deletes what nothing links to.
func (t *takeout) write(deleted []string) error {
	replace := func(name string, data []byte, mode fs.FileMode) error {
		next := path.Join(path.Dir(name), "."+path.Base(name)+".new")
		if err := t.dir.root.WriteFile(next, data, mode); err != nil {
			return errors.Join(err, t.dir.root.Remove(next))
		}
		return t.dir.root.Rename(next, name)
	}
	var done []string
	undo := func(err error) error {
		for _, name := range done {
			err = errors.Join(err, replace(name, t.original[name], 0o644))
		}
		return fmt.Errorf("nothing was changed: %w", err)
	}
	modes := map[string]fs.FileMode{}
	for name := range sorted(t.files) {
		info, err := t.dir.root.Stat(name)
		if err != nil {
			return undo(err)
		}
		modes[name] = info.Mode().Perm()
		if now, err := t.dir.root.ReadFile(name); err != nil || !bytes.Equal(now, t.original[name]) {
			return undo(errors.Join(err, fmt.Errorf("%s was changed in the meantime", name)))
		}
	}
	for name, data := range sorted(t.files) {
		if err := replace(name, data, modes[name]); err != nil {
			return undo(err)
		}
		done = append(done, name)
	}
	for _, name := range deleted {
		if err := t.dir.root.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("the texts are changed, but a file that they linked to is still there: %w", err)
		}
	}
	return nil
}

// An overlay is a folder with files that are not written yet in place of others.
type overlay struct {
	fs.FS
	files map[string][]byte
}

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	data, ok := o.files[name]
	if !ok || err != nil {
		return f, err
	}
	return &overlaid{f, bytes.NewReader(data), int64(len(data))}, nil
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if data, ok := o.files[name]; ok {
		return slices.Clone(data), nil
	}
	return fs.ReadFile(o.FS, name)
}

// ReadDir, Lstat and ReadLink are those of the folder: no file comes or goes.

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.FS, name) }
func (o overlay) Lstat(name string) (fs.FileInfo, error)     { return fs.Lstat(o.FS, name) }
func (o overlay) ReadLink(name string) (string, error)       { return fs.ReadLink(o.FS, name) }

// An overlaid is an open file with other bytes.
type overlaid struct {
	fs.File
	data *bytes.Reader
	size int64
}

func (f *overlaid) Read(b []byte) (int, error) { return f.data.Read(b) }

func (f *overlaid) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sized{info, f.size}, err
}

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }

// lineChanges lists the lines that differ between two versions of a file.
func lineChanges(old, new []byte) []LineChange {
	a, b := lines(old), lines(new)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	a, b = a[same:], b[same:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	// The lines of a file that is redacted stay in their order: each line of new is
	// an old one, a changed one, or one of those that were added.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var all []LineChange
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case i < len(a) && j < len(b) && common[i][j] == common[i+1][j+1] && strings.Contains(b[j], redact.Mark):
			all = append(all, LineChange{same + i + 1, a[i], b[j]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			all = append(all, LineChange{Line: same + i + 1, Was: a[i]})
			i++
		default:
			all = append(all, LineChange{Line: same + i, Is: b[j]})
			j++
		}
	}
	return all
}

func lines(data []byte) []string {
	text := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	return strings.Split(text, "\n")
}
