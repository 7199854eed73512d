package history

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"firsthand/generator/git"
	"firsthand/generator/importer"
)

// maxFile bounds what is read of a file: more than any that can be published.
const maxFile = 8 << 20

// A past is the content folder as it was, commit by commit.
type past struct {
	commits []git.Commit
	objects *git.Objects
	texts   map[string][]byte // by blob
	ids     []string          // of every incident that there ever was
}

// open reads the history of the folder: of everything that statements are made
// of.
func open(ctx context.Context, repo git.Repo) (*past, error) {
	if err := repo.Complete(ctx, paths...); err != nil {
		return nil, err
	}
	commits, err := repo.Walk(ctx, paths...)
	if err != nil {
		return nil, err
	}
	p := &past{commits: commits, texts: map[string][]byte{}}
	if p.objects, err = repo.Objects(ctx); err != nil {
		return nil, err
	}
	// Texts are read at once and in the order of their paths, as git has them
	// fastest.
	byPath, ids := map[string][]string{}, map[string]bool{}
	for _, c := range commits {
		for _, change := range c.Changes {
			if isText(change.Path) && change.New != "" {
				byPath[change.Path] = append(byPath[change.Path], change.New)
			}
			if id, _, ok := split(change.Path); ok {
				ids[id] = true
			}
		}
	}
	p.ids = slices.Sorted(maps.Keys(ids))
	var blobs []string
	for _, name := range slices.Sorted(maps.Keys(byPath)) {
		blobs = append(blobs, byPath[name]...)
	}
	err = p.objects.Read(blobs, maxFile, func(i int, data []byte) error {
		p.texts[blobs[i]] = data
		return nil
	})
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

var paths = []string{"incidents", siteFile}

const siteFile = "site.yaml"

// isText reports whether a file holds words, and is no picture.
func isText(name string) bool { return name == siteFile || path.Ext(name) == ".md" }

func (p *past) close() error { return p.objects.Close() }

// split returns the incident of a file, and its name in that folder.
func split(file string) (id, name string, ok bool) {
	rest, below := strings.CutPrefix(file, "incidents/")
	id, name, deep := strings.Cut(rest, "/")
	return id, name, below && deep
}

// blob returns the content of a file; a file that is too large has none.
func (p *past) blob(id string) ([]byte, error) {
	if data, ok := p.texts[id]; ok {
		return data, nil
	}
	var found []byte
	err := p.objects.Read([]string{id}, maxFile, func(_ int, data []byte) error {
		found = data
		return nil
	})
	return found, err
}

// A state is the content folder after a commit.
type state struct {
	site      string                       // blob of site.yaml
	incidents map[string]map[string]string // by id and file name: blob
}

// each visits the commits, oldest first, with the incidents that each touched,
// sorted, and the state after it.
func (p *past) each(visit func(i int, touched []string, now *state) error) error {
	now := &state{incidents: map[string]map[string]string{}}
	for i, c := range p.commits {
		touched := map[string]bool{}
		for _, change := range c.Changes {
			if change.Path == siteFile {
				now.site = change.New
				continue
			}
			id, name, ok := split(change.Path)
			if !ok {
				continue
			}
			touched[id] = true
			if now.incidents[id] == nil {
				now.incidents[id] = map[string]string{}
			}
			if now.incidents[id][name] = change.New; change.New == "" {
				delete(now.incidents[id], name)
			}
		}
		if err := visit(i, slices.Sorted(maps.Keys(touched)), now); err != nil {
			return err
		}
	}
	return nil
}

// files returns what is needed to read an incident as a commit had it.
func (p *past) files(blobs map[string]string) map[string]importer.Load {
	files := map[string]importer.Load{}
	for name, blob := range blobs {
		files[name] = func() ([]byte, error) { return p.blob(blob) }
	}
	return files
}
