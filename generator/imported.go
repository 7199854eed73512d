package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/git"
	"firsthand/generator/importer"
	"firsthand/generator/importer/history"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/source"
)

// ImportOptions is the input of ImportGit.
type ImportOptions struct {
	Content string // folder
	Now     time.Time
	Env     []string // of the caller, for git
	DryRun  bool

	// Progress is called now and then with the number of commits that were read. It
	// may be nil.
	Progress func(done, of int)
}

// Imported is what an import found in version control.
type Imported struct {
	Documents []ImportedDocument `json:"documents"`
	LeftOut   []NeverPublic      `json:"left_out,omitempty"`
	Moved     []MovedDocument    `json:"moved,omitempty"`
	Undecided []Undecided        `json:"undecided,omitempty"`
}

// Texts returns how many texts were public.
func (i Imported) Texts() int {
	n := 0
	for _, d := range i.Documents {
		n += len(d.Texts)
	}
	return n
}

// An ImportedDocument is a document with the texts of it that were public.
type ImportedDocument struct {
	Doc      disclosure.Doc `json:"doc"`
	Texts    []ImportedText `json:"texts"` // oldest first
	Restored bool           `json:"restored,omitempty"`
}

// An ImportedText is one text that was public.
type ImportedText struct {
	Claimed   time.Time `json:"claimed"`
	Until     time.Time `json:"until,omitzero"` // zero if it stands
	File      string    `json:"file"`           // where it lies now
	Commit    string    `json:"commit"`
	Says      string    `json:"says"`
	Uncertain bool      `json:"uncertain,omitempty"` // the date of the commit contradicts others
}

// NeverPublic is a text that an import leaves out.
type NeverPublic struct {
	File   string    `json:"file"`
	Commit string    `json:"commit"`
	Time   time.Time `json:"time"` // of the commit
	Why    string    `json:"why"`
}

// A MovedDocument is one that had another name before.
type MovedDocument struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Commit string `json:"commit"`
}

// Undecided is what a person has to decide before the import can be published.
type Undecided struct {
	File string `json:"file"`
	Why  string `json:"why"`
	Fix  string `json:"fix"`
}

// ImportGit prepares the content folder so that Publish takes over what was public
// before there was a ledger, as version control tells it. It writes content only,
// and can be run again until it is published. The problems are those that Publish
// would find afterwards.
//
// It fails if there is a ledger with entries, if files of statements are not
// committed, and for a clone that does not hold all of the history.
func ImportGit(ctx context.Context, o ImportOptions) (Imported, problem.List, error) {
	none := problem.List{}
	dir, err := openFolder(o.Content)
	if err != nil {
		return Imported{}, none, err
	}
	defer dir.close()
	log, err := ledger.Load(dir.ledger)
	if err != nil {
		return Imported{}, none, err
	}
	if log.Size() > 0 {
		return Imported{}, none, fmt.Errorf("the ledger holds %d entries already, and an import from git comes before the first publication\n  to take over a single statement, give its file the time of its publication: imported: 2025-11-05 10:12 UTC", log.Size())
	}
	if _, _, problems, err := source.ReadFrame(dir.fs); err != nil || problems.HasErrors() {
		return Imported{}, problems, err
	}
	repo, err := git.Open(ctx, git.Options{Dir: o.Content, Env: o.Env})
	if err != nil {
		return Imported{}, none, err
	}
	account, err := history.Replay(ctx, repo, history.Options{Content: dir.fs, Now: o.Now, Progress: o.Progress})
	if err != nil {
		return Imported{}, none, err
	}
	i := &gitImport{content: dir.fs, files: map[string][]byte{}}
	if err := i.prepare(account); err != nil {
		return Imported{}, none, err
	}
	if o.DryRun {
		return i.result, none, nil
	}
	if err := i.write(dir, account.Incidents); err != nil {
		return Imported{}, none, err
	}
	_, problems, err := read(dir, o.Now)
	return i.result, problems, err
}

// A gitImport is an import being prepared.
type gitImport struct {
	content fs.FS
	files   map[string][]byte // to write
	result  Imported
}

func (i *gitImport) prepare(account *history.Account) error {
	var uncommitted []string
	for _, d := range account.Documents {
		if d.State != history.Stands {
			continue
		}
		if data, err := fs.ReadFile(i.content, importer.File(d.Doc)); err != nil || !isSame(d.Doc, data, d.File) {
			uncommitted = append(uncommitted, importer.File(d.Doc))
		}
	}
	if len(uncommitted) > 0 {
		return &git.DirtyError{Files: uncommitted}
	}
	for _, d := range account.Documents {
		if err := i.document(d); err != nil {
			return err
		}
	}
	for _, l := range account.LeftOut {
		i.result.LeftOut = append(i.result.LeftOut, NeverPublic{File: importer.File(l.Doc), Commit: l.Commit, Time: l.Time, Why: l.Why})
	}
	for _, m := range account.Moved {
		i.result.Moved = append(i.result.Moved, MovedDocument{From: importer.File(m.From), To: importer.File(m.To), Commit: m.Commit})
	}
	return nil
}

// isSame reports whether two files are one but for the line that an import
// writes, and the ends of lines.
func isSame(doc disclosure.Doc, a, b []byte) bool {
	plain := func(data []byte) []byte {
		marked, err := importer.Mark(doc, bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), time.Time{})
		if err != nil {
			return data
		}
		return marked
	}
	return bytes.Equal(plain(a), plain(b))
}

// document decides which files the texts of a document become.
func (i *gitImport) document(d history.Document) error {
	file, last := importer.File(d.Doc), d.Texts[len(d.Texts)-1]
	result := ImportedDocument{Doc: d.Doc}
	staged := len(d.Texts)
	switch d.State {
	case history.Stands:
		data, err := fs.ReadFile(i.content, file)
		if err != nil {
			return fmt.Errorf("reading %s: %w", file, err)
		}
		staged--
		if i.files[file], err = importer.Mark(d.Doc, data, last.Claimed); err != nil {
			return fmt.Errorf("marking %s: %w", file, err)
		}
	case history.Gone:
		restored, err := i.restore(d, last)
		if err != nil {
			return err
		}
		if result.Restored = restored; restored {
			staged--
		}
	case history.Private:
		i.undecided(file, fmt.Sprintf("it was public until %s, and what stands in it now is not", last.Until.Format("2 January 2006, 15:04 UTC")),
			fmt.Sprintf("put the text that was public back, from %s, and write what is new into a new statement; if it never was public, delete the staged texts of it", importer.StagedFile(d.Doc, staged)))
	}
	var earlier []importer.Text
	for n, t := range d.Texts {
		where := file
		if n < staged {
			earlier = append(earlier, t.Text)
			where = importer.StagedFile(d.Doc, n+1)
		}
		result.Texts = append(result.Texts, ImportedText{Claimed: t.Claimed, Until: t.Until, File: where, Commit: t.Commit, Says: t.Says, Uncertain: t.Uncertain})
	}
	files, err := importer.Stage(d.Doc, earlier, i.read)
	if err != nil {
		return err
	}
	maps.Copy(i.files, files)
	i.result.Documents = append(i.result.Documents, result)
	return nil
}

// read returns a file as it will be.
func (i *gitImport) read(name string) ([]byte, error) {
	if data, ok := i.files[name]; ok {
		return data, nil
	}
	return fs.ReadFile(i.content, name)
}

// restore brings the file of a document back that was public and is gone. It
// returns false if something else lies in its place.
func (i *gitImport) restore(d history.Document, last history.Text) (bool, error) {
	file := importer.File(d.Doc)
	marked, err := importer.Mark(d.Doc, last.Data, last.Claimed)
	if err != nil {
		return false, fmt.Errorf("bringing %s back: %w", file, err)
	}
	files := map[string][]byte{file: marked}
	for name, data := range last.Assets {
		files[path.Join(path.Dir(file), name)] = data
	}
	for name, data := range files {
		before, err := i.read(name)
		if errors.Is(err, fs.ErrNotExist) || err == nil && (bytes.Equal(before, data) || name == file && isSame(d.Doc, before, data)) {
			continue
		} else if err != nil {
			return false, fmt.Errorf("reading %s: %w", name, err)
		}
		i.undecided(file, fmt.Sprintf("it was public until %s and was deleted, and it cannot be brought back because of %s, which is something else", last.Until.Format("2 January 2006, 15:04 UTC"), name),
			"give what lies there now another name, and import again")
		return false, nil
	}
	maps.Copy(i.files, files)
	return true, nil
}

func (i *gitImport) undecided(file, why, fix string) {
	i.result.Undecided = append(i.result.Undecided, Undecided{File: file, Why: why, Fix: fix})
}

// write writes the files, each whole, and takes away what an earlier import staged
// of the same incidents.
func (i *gitImport) write(dir *folder, incidents []string) error {
	for _, name := range slices.Sorted(maps.Keys(i.files)) {
		if before, err := fs.ReadFile(dir.fs, name); err == nil && bytes.Equal(before, i.files[name]) {
			continue
		}
		if err := replaceFile(dir, name, i.files[name]); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	var old []string
	for _, id := range incidents {
		err := fs.WalkDir(dir.fs, importer.StagingFolder+"/"+id, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			} else if err != nil || d.IsDir() {
				return err
			}
			if _, ours := i.files[name]; !ours && isStaged(name) {
				old = append(old, name)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading %s: %w", importer.StagingFolder, err)
		}
	}
	for _, name := range old {
		if err := dir.root.Remove(name); err != nil {
			return fmt.Errorf("deleting %s, which an earlier import wrote: %w", name, err)
		}
	}
	return nil
}

// isStaged reports whether an import wrote a file of private/imported/.
func isStaged(name string) bool {
	if _, ok := importer.ParseStaged(name); ok {
		return true
	}
	text, below := strings.CutSuffix(path.Dir(name), ".files")
	_, ok := importer.ParseStaged(text + ".md")
	return below && ok
}

// replaceFile gives a file of the content folder other content, at once.
func replaceFile(dir *folder, name string, data []byte) error {
	if err := dir.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	next := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	if err := dir.root.WriteFile(next, data, 0o644); err != nil {
		return err
	}
	return dir.root.Rename(next, name)
}

// stagedFiles returns where the earlier texts of documents lie that are taken
// over, by the record that they become.
func (w *workspace) stagedFiles() map[string]string {
	files := map[string]string{}
	for _, i := range w.imports {
		if _, staged := importer.ParseStaged(i.File); staged {
			files[ledger.RecordFile(i.Document.Doc, i.Rev)] = i.File
		}
	}
	return files
}
