package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/audit"
	"firsthand/generator/disclosure"
	"firsthand/generator/engine"
	"firsthand/generator/feed"
	"firsthand/generator/ledger"
	"firsthand/generator/output"
	"firsthand/generator/page"
	"firsthand/generator/picture"
	"firsthand/generator/problem"
	"firsthand/generator/site"
	"firsthand/generator/source"
	"firsthand/themes"
)

// BuildOptions is the input of Build.
type BuildOptions struct {
	Content string // folder
	Output  string // folder of the site
	Now     time.Time
	Program string // version of firsthand, for build.json

	// At, if it is set, builds the site as it stood at that instant, with nothing
	// that came later but removals; Now is ignored. Every page says so.
	At time.Time
}

// Built says what a build made.
type Built struct {
	Incidents  int       `json:"incidents"`
	Files      int       `json:"files"`
	AsOf       time.Time `json:"as_of"`                // of the last publication
	NextChange time.Time `json:"next_change,omitzero"` // when the site changes by itself
	Written    int       `json:"written"`
	Unchanged  int       `json:"unchanged"`
	Removed    int       `json:"removed"`
}

// Build renders the ledger of the content folder and replaces the site in
// o.Output by it, whole or not at all.
func Build(ctx context.Context, o BuildOptions) (Built, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Built{}, problem.List{}, err
	}
	defer dir.close()
	target := output.Options{Inputs: inputs(o.Content)}
	if err := output.Check(o.Output, target); err != nil {
		return Built{}, problem.List{}, err
	}
	log, incidents, err := readLedger(dir.ledger)
	if err != nil {
		return Built{}, problem.List{}, err
	}
	if !o.At.IsZero() {
		o.Now = o.At
		if log, incidents, err = asItStood(log, o.At); err != nil {
			return Built{}, problem.List{}, err
		}
	}
	settings, pages, problems, err := source.ReadFrame(visible{dir.fs})
	if err != nil || problems.HasErrors() {
		return Built{}, problems, err
	}
	if err := continues(o.Output, log); err != nil {
		return Built{}, problems, err
	}
	s := &siteBuild{
		settings: &settings, pages: pages, log: log, incidents: incidents,
		content: visible{dir.fs}, now: o.Now.UTC().Truncate(time.Minute), program: o.Program,
		asItStood: !o.At.IsZero(),
	}
	tree, err := s.tree(ctx)
	if err != nil {
		return Built{}, problems, s.blame(&problems, err)
	}
	secrets, err := secrets(dir.fs, log)
	if err != nil {
		return Built{}, problems, err
	}
	for _, f := range audit.Tree(tree, audit.Options{Secrets: secrets, Public: s.public(), BaseURL: settings.URL.String(), MayHide: s.asItStood}) {
		problems.Add(problem.Problem{Severity: problem.Error, Rule: f.Rule, Text: f.Path + " of the finished site: " + f.Text})
	}
	if problems.HasErrors() {
		return Built{}, problems, nil
	}
	result, err := output.Write(ctx, o.Output, tree, target)
	if err != nil {
		return Built{}, problems, err
	}
	return Built{
		Incidents: len(incidents), Files: len(tree), AsOf: log.Last(), NextChange: s.nextChange,
		Written: result.Written, Unchanged: result.Unchanged, Removed: result.Removed,
	}, problems, nil
}

// asItStood returns the ledger of an instant and what was public then.
func asItStood(log *ledger.Log, at time.Time) (*ledger.Log, []*disclosure.Incident, error) {
	past := log.At(at)
	if past.Size() == 0 {
		return nil, nil, &TooEarlyError{At: at, Genesis: log.Genesis()}
	}
	incidents, err := disclosure.Assemble(past.Publications())
	if err != nil {
		return nil, nil, fmt.Errorf("reading the ledger as it stood: %w", err)
	}
	return past, incidents, nil
}

// A TooEarlyError says that nothing was public at an instant.
type TooEarlyError struct {
	At      time.Time
	Genesis time.Time // zero if nothing ever was
}

func (e *TooEarlyError) Error() string {
	if e.Genesis.IsZero() {
		return "nothing was published yet, so there is no earlier state to build"
	}
	return fmt.Sprintf("nothing was public on %s: the public record began on %s", disclosure.At(e.At).Human(), disclosure.At(e.Genesis).Human())
}

// continues refuses a ledger that does not go on where the site in the output
// folder stands: building it would take back what was published.
func continues(dir string, log *ledger.Log) error {
	shown, err := os.ReadFile(filepath.Join(dir, ledgerName, "entries.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("reading the site in %s: %w", dir, err)
	}
	var ours []byte
	if log.Size() > 0 {
		if ours, err = log.ReadFile("entries.jsonl"); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(ours, shown) {
		return nil
	}
	return fmt.Errorf(`the site in %s shows a public record that the ledger here does not continue: it has %d entries, the ledger has %d; nothing was written
  fix: put the ledger back with "git checkout -- ledger/" in the content folder; if it is lost, with "firsthand ledger restore --from %s"
  if that folder holds another site, name another one with --output, or empty it`,
		dir, bytes.Count(shown, []byte("\n")), log.Size(), dir)
}

// inputs lists the folders of a content folder that a site may not be mixed
// with. The site may lie beside them: a content folder is often the root of its
// own repository.
func inputs(content string) []string {
	var folders []string
	for _, name := range []string{"incidents", "pages", "private", staticName, themeName, ledgerName} {
		if folder := filepath.Join(content, name); exists(os.DirFS(content), name) {
			folders = append(folders, folder)
		}
	}
	return folders
}

// A siteBuild is one site being made in memory.
type siteBuild struct {
	settings  *site.Site
	pages     []source.Page
	log       *ledger.Log
	incidents []*disclosure.Incident
	content   fs.FS // what is visible of the content folder
	now       time.Time
	program   string

	asItStood  bool // the site at an instant, not that of today
	preview    bool // drafts are shown; no feeds, no ledger
	firstDraft int  // Seq of the first draft, with preview
	lastEntry  time.Time

	nextChange time.Time
}

// tree makes the whole site.
func (s *siteBuild) tree(ctx context.Context) (map[string][]byte, error) {
	tree, err := s.render(ctx)
	if err != nil {
		return nil, err
	}
	parts := []func() (map[string][]byte, error){s.assets, s.static}
	if !s.preview {
		parts = append(parts, func() (map[string][]byte, error) { return s.feeds(tree) }, s.record, s.about)
	}
	for _, part := range parts {
		files, err := part()
		if err != nil {
			return nil, err
		}
		for name, data := range files {
			if _, taken := tree[name]; taken {
				return nil, &takenError{name}
			}
			tree[name] = data
		}
	}
	return tree, nil
}

// A takenError says that two parts of the site want one address.
type takenError struct{ name string }

func (e *takenError) Error() string {
	return fmt.Sprintf("two files of the site have the address %s", e.name)
}

// render makes the pages.
func (s *siteBuild) render(ctx context.Context) (map[string][]byte, error) {
	in := page.Input{
		Site: s.settings, Incidents: s.incidents, Origin: s.log.Origin(), Genesis: s.log.Genesis(),
		Keys: s.keys(), Now: s.now, LastEntry: s.log.Last(), AsItStood: s.asItStood, Preview: s.preview, FirstDraft: s.firstDraft, LanguageFeeds: true,
		Picture: s.pictureSize,
	}
	if !s.preview {
		in.Evidence = s.evidence
	}
	for _, p := range s.pages {
		in.Pages = append(in.Pages, page.Static{Name: p.Name, Lang: p.Lang, Title: p.Title, Summary: p.Summary, Menu: p.Menu, Order: p.Order, MD: p.MD})
	}
	var err error
	if in.Script, err = scriptOf(s.layers()); err != nil {
		return nil, err
	}
	set, err := page.Pages(in)
	if err != nil {
		return nil, err
	}
	s.nextChange = set.NextChange
	tree, err := renderPages(ctx, set, s.settings.Languages, s.now, s.layers()...)
	if err != nil {
		return nil, err
	}
	maps.Copy(tree, set.Files)
	tree[styleName] = append(tree[styleName], set.Style...)
	for _, name := range icons {
		if exists(s.content, staticName+"/"+name) {
			delete(tree, name)
		}
	}
	return tree, nil
}

const styleName, scriptName = "style.css", "script.js"

// icons are files of the theme that a site may have of its own in static/, where
// browsers look for them without being told.
var icons = []string{"favicon.ico", "favicon.svg"}

// scriptOf returns the script of the theme, which the home page carries with it.
func scriptOf(layers []fs.FS) ([]byte, error) {
	for _, layer := range slices.Backward(layers) {
		b, err := fs.ReadFile(layer, staticName+"/"+scriptName)
		if !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
	}
	return nil, nil
}

// pictureSize returns how large a picture in static/ is, in pixels, or 0, 0.
func (s *siteBuild) pictureSize(name string) (width, height int) {
	data, err := fs.ReadFile(s.content, staticName+"/"+name)
	if err != nil {
		return 0, 0
	}
	return picture.Size(data)
}

// layers returns the templates: the built-in ones, and over them the site's own.
func (s *siteBuild) layers() []fs.FS {
	layers := []fs.FS{themes.Firsthand()}
	if own, err := fs.Sub(s.content, themeName); err == nil && exists(s.content, themeName) {
		layers = append(layers, own)
	}
	return layers
}

// renderPages makes the pages of a set with layers of templates.
func renderPages(ctx context.Context, set page.Set, languages []string, now time.Time, layers ...fs.FS) (map[string][]byte, error) {
	theme := engine.Site{Themes: layers, View: set.Site, Now: now}
	for _, lang := range languages {
		theme.Languages = append(theme.Languages, engine.Language{Code: lang, Direction: page.Direction(lang)})
	}
	for _, p := range set.Pages {
		theme.Pages = append(theme.Pages, engine.Page{Path: p.Path, Layout: p.Layout, Lang: p.Lang, Title: p.Title, View: p.View})
	}
	return engine.Render(ctx, theme)
}

const themeName, staticName = "theme", "static"

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// feeds makes the feeds of a site whose pages are in the tree.
func (s *siteBuild) feeds(tree map[string][]byte) (map[string][]byte, error) {
	sizes := map[string][2]int{}
	for _, a := range s.log.Assets() {
		data, err := s.log.Asset(a)
		if err != nil {
			return nil, err
		}
		width, height := picture.Size(data)
		sizes[a.Sum] = [2]int{width, height}
	}
	return feed.Files(feed.Options{
		Site: s.settings, Origin: s.log.Origin(), Genesis: s.log.Genesis(),
		Root:    func(seq int) string { return s.log.Root(s.log.RunEnd(seq)).Short() },
		Picture: func(sum string) (width, height int) { return sizes[sum][0], sizes[sum][1] },
		HasPage: func(path string) bool { return tree[path+"index.html"] != nil },
	}, s.log.Publications())
}

// assets returns the files that statements link to.
func (s *siteBuild) assets() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, a := range s.log.Assets() {
		data, err := s.log.Asset(a)
		if err != nil {
			return nil, err
		}
		files[address.Asset(a.Sum, a.Ext)] = data
	}
	return files, nil
}

// maxStatic bounds one file of static/.
const maxStatic = 32 << 20

// static copies the folder of that name.
func (s *siteBuild) static() (map[string][]byte, error) {
	files := map[string][]byte{}
	if !exists(s.content, staticName) {
		return files, nil
	}
	err := fs.WalkDir(s.content, staticName, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() || info.Size() > maxStatic {
			return &staticError{name, "only files of up to 32 MB are copied, and no links"}
		}
		data, err := fs.ReadFile(s.content, name)
		if err != nil {
			return err
		}
		files[name[len(staticName)+1:]] = data
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", staticName, err)
	}
	return files, nil
}

// A staticError is a file of static/ that is not copied.
type staticError struct{ name, why string }

func (e *staticError) Error() string { return e.name + ": " + e.why }

// blame turns an error that an author can mend into a problem; any other it
// returns.
func (s *siteBuild) blame(problems *problem.List, err error) error {
	var (
		template *engine.TemplateError
		taken    *takenError
		static   *staticError
	)
	switch {
	case errors.As(err, &template):
		problems.Add(problem.Problem{
			Position: problem.Position{File: themeName + "/" + template.Template, Line: template.Line, Column: template.Column},
			Severity: problem.Error, Text: template.Text,
			Fix: "mend the template, or remove it to use the built-in one",
		})
	case errors.As(err, &taken) && exists(s.content, staticName+"/"+taken.name):
		problems.Add(problem.Problem{
			Position: problem.Position{File: staticName + "/" + taken.name}, Severity: problem.Error,
			Text: "the site has a page or file of its own at this address", Fix: "give the file another name",
		})
	case errors.As(err, &static):
		problems.Add(problem.Problem{Position: problem.Position{File: static.name}, Severity: problem.Error, Text: static.why, Fix: "put the file itself into static, or link to where it is"})
	default:
		return err
	}
	return nil
}
