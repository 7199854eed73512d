package generator

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"firsthand/generator/git"
	"firsthand/generator/importer/history"
	"firsthand/generator/ledger"
	"firsthand/generator/page"
	"firsthand/generator/problem"
	"firsthand/generator/remote"
	"firsthand/generator/source"
	"firsthand/generator/verify"
	"firsthand/themes"
)

// VerifyOptions is the input of Verify.
type VerifyOptions struct {
	Site     remote.Source
	Known    []verify.Known // checkpoints that somebody kept
	Keys     []string       // verifier keys, of which one must have signed the newest checkpoint
	Recall   func(origin string) []verify.Known
	Program  string // version of firsthand
	Progress func(done, total int)

	// Content is the content folder of the site, for what follows.
	Content string

	// Rebuild builds the site anew from the content folder, at the instant of its
	// build, and compares file by file.
	Rebuild bool

	// Git looks for each text of the record in the first-parent history of the
	// content folder. Env is the environment for git.
	Git bool
	Env []string
}

// Verified says what Verify found.
type Verified struct {
	*verify.Report
	Rebuilt  int      `json:"rebuilt,omitempty"`  // files that were compared with those of a build
	Differ   []string `json:"differ,omitempty"`   // of these, those with other bytes
	Missing  []string `json:"missing,omitempty"`  // files that a build makes and the site lacks
	Unwanted []string `json:"unwanted,omitempty"` // files of a folder that a build does not make

	Texts        int           `json:"texts,omitempty"`        // that were looked for in version control
	Uncommitted  []Uncommitted `json:"uncommitted,omitempty"`  // of these, those that it does not hold
	Incomparable []Uncommitted `json:"incomparable,omitempty"` // of these, those that a removal left nothing to compare of
}

// Uncommitted is a published text that no commit holds.
type Uncommitted struct {
	Entry int       `json:"entry"`
	File  string    `json:"file"` // below the content folder
	Since time.Time `json:"since"`
}

// OK reports whether nothing contradicts anything.
func (v Verified) OK() bool {
	return v.Report.OK() && len(v.Differ)+len(v.Missing)+len(v.Unwanted)+len(v.Uncommitted) == 0
}

// Verify checks a published site: see the package verify. The error says why it
// could not be done. Problems are those of the content folder, with o.Rebuild.
func Verify(ctx context.Context, o VerifyOptions) (Verified, problem.List, error) {
	report, err := verify.Site(ctx, o.Site, verify.Options{
		Known: o.Known, Keys: o.Keys, Recall: o.Recall, Renderer: builtIn{o.Program}, Program: o.Program, Progress: o.Progress,
	})
	if err != nil {
		return Verified{}, problem.List{}, err
	}
	v := Verified{Report: report}
	if !report.OK() {
		return v, problem.List{}, nil
	}
	if o.Git {
		if err := v.corroborate(ctx, o); err != nil {
			return Verified{}, problem.List{}, err
		}
	}
	if !o.Rebuild {
		return v, problem.List{}, nil
	}
	problems, err := v.rebuild(ctx, o)
	return v, problems, err
}

// corroborate looks for each text in version control.
func (v *Verified) corroborate(ctx context.Context, o VerifyOptions) error {
	if v.Log() == nil {
		return nil
	}
	repo, err := git.Open(ctx, git.Options{Dir: o.Content, Env: o.Env})
	if err != nil {
		return err
	}
	found, err := history.Corroborate(ctx, repo, v.Log())
	if err != nil {
		return err
	}
	for _, f := range found {
		text := Uncommitted{f.Seq, f.File, f.Entry}
		switch v.Texts++; f.Found {
		case history.Missing:
			v.Uncommitted = append(v.Uncommitted, text)
		case history.Redacted:
			v.Incomparable = append(v.Incomparable, text)
		}
	}
	return nil
}

// builtIn is a verify.Renderer with the templates that firsthand brings along.
type builtIn struct{ program string }

func (b builtIn) Makes(about verify.About) (bool, error) {
	templates, err := templatesDigest(about.Languages, themes.Firsthand())
	return err == nil && about.Version == b.program && about.Templates == templates, err
}

func (b builtIn) Render(ctx context.Context, log *ledger.Log, input page.Input, wanted func(path string) bool) (map[string][]byte, error) {
	proofs := siteBuild{log: log}
	input.Evidence, input.Keys = proofs.evidence, proofs.keys()
	set, err := page.Pages(input)
	if err != nil {
		return nil, err
	}
	set.Pages = slices.DeleteFunc(set.Pages, func(p page.Page) bool { return !wanted(p.Path) })
	return renderPages(ctx, set, input.Site.Languages, input.Now, themes.Firsthand())
}

// A MismatchError says that a content folder is not the one that a site was
// built from, so that building it anew would prove nothing.
type MismatchError struct{ What, Fix string }

func (e *MismatchError) Error() string { return e.What + "\n  fix: " + e.Fix }

// rebuild builds the site anew from the content folder and compares the bytes.
func (v *Verified) rebuild(ctx context.Context, o VerifyOptions) (problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return problem.List{}, err
	}
	defer dir.close()
	about, err := readAbout(ctx, o.Site)
	if err != nil {
		return problem.List{}, err
	}
	log, incidents, err := readLedger(dir.ledger)
	if err != nil {
		return problem.List{}, err
	}
	settings, pages, problems, err := source.ReadFrame(visible{dir.fs})
	if err != nil || problems.HasErrors() {
		return problems, err
	}
	s := &siteBuild{
		settings: &settings, pages: pages, log: log, incidents: incidents,
		content: visible{dir.fs}, now: about.Now, program: o.Program,
	}
	if err := s.sameAs(about, o); err != nil {
		return problems, err
	}
	tree, err := s.tree(ctx)
	if err != nil {
		return problems, s.blame(&problems, err)
	}
	return problems, v.compare(ctx, o.Site, tree)
}

// readAbout reads what a site says of itself.
func readAbout(ctx context.Context, site remote.Source) (verify.About, error) {
	data, err := site.Read(ctx, aboutName, maxAbout)
	if err != nil {
		return verify.About{}, err
	}
	about, err := verify.ParseAbout(data)
	if err != nil {
		return verify.About{}, fmt.Errorf("%s: %s: %w", site, aboutName, err)
	}
	return about, nil
}

const (
	aboutName = "build.json"
	maxAbout  = 64 << 10
)

// sameAs makes sure that s is made of what the site was made of.
func (s *siteBuild) sameAs(about verify.About, o VerifyOptions) error {
	config, err := s.configDigest()
	if err != nil {
		return err
	}
	checkOut := fmt.Sprintf("check out the commit that %s was built from, and try again", o.Site)
	switch size := s.log.Size(); {
	case about.Version != o.Program:
		return &MismatchError{
			fmt.Sprintf("%s was built by firsthand %s, and this is %s, which may write other bytes", o.Site, about.Version, o.Program),
			"install firsthand " + about.Version,
		}
	case size > about.Size:
		return &MismatchError{fmt.Sprintf("the ledger here has %d entries, and the site was built when it had %d", size, about.Size), "build and deploy, or " + checkOut}
	case size < about.Size:
		return &MismatchError{fmt.Sprintf("the ledger here has %d entries, and the site was built when it had %d", size, about.Size), "pull, and try again"}
	case config != about.Config:
		return &MismatchError{"site.yaml, pages, static or theme are not what the site was built from", checkOut}
	}
	return nil
}

// A lister is a site that can say which files it has.
type lister interface{ List() ([]string, error) }

// compare reads every file that a build makes.
func (v *Verified) compare(ctx context.Context, site remote.Source, tree map[string][]byte) error {
	names := slices.Sorted(maps.Keys(tree))
	files := make([]remote.Wanted, len(names))
	for i, name := range names {
		files[i] = remote.Wanted{Path: name, Limit: int64(len(tree[name])), Exact: true}
	}
	missing, differ := make([]bool, len(names)), make([]bool, len(names))
	if err := remote.All(ctx, site, files, func(i int, data []byte) {
		missing[i], differ[i] = data == nil, !bytes.Equal(data, tree[names[i]])
	}); err != nil {
		return err
	}
	for i, name := range names {
		switch {
		case missing[i]:
			v.Missing = append(v.Missing, name)
		case differ[i]:
			v.Differ = append(v.Differ, name)
		}
	}
	v.Rebuilt = len(names)
	if l, ok := site.(lister); ok {
		names, err := l.List()
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, ok := tree[name]; !ok {
				v.Unwanted = append(v.Unwanted, name)
			}
		}
	}
	return nil
}
