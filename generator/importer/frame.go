package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"

	"firsthand/generator/problem"
	"firsthand/generator/source"
)

// A Frame is what one incident is read in: the site around it.
type Frame struct {
	Fill      func(*Folder) // puts site.yaml there, and pages/ if links to them matter
	Incidents []string      // ids of all incidents, sorted, which a text may name
}

// FrameOf returns the frame that a content folder has now.
func FrameOf(content fs.FS, incidents []string) (Frame, error) {
	files := map[string][]byte{}
	for _, name := range []string{"site.yaml", "pages"} {
		err := fs.WalkDir(content, name, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			files[name], err = fs.ReadFile(content, name)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Frame{}, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	return Frame{Incidents: incidents, Fill: func(f *Folder) {
		for name, data := range files {
			f.Put(name, data)
		}
	}}, nil
}

// Load returns the content of a file.
type Load = func() ([]byte, error)

// Read reads one incident that consists of the given files, by their names in its
// folder: "01.md", "files/map.png".
func (fr Frame) Read(id string, files map[string]Load, o source.Options) (*source.Content, problem.List, error) {
	folder := NewFolder()
	fr.Fill(folder)
	for name, load := range files {
		folder.PutLazy(path.Join("incidents", id, name), load)
		if path.Ext(name) != ".md" {
			continue
		}
		data, err := load()
		if err != nil {
			return nil, problem.List{}, fmt.Errorf("reading incidents/%s/%s: %w", id, name, err)
		}
		// Only those that are named, so that reading one incident does not cost more
		// the more there are.
		for _, word := range idForm.FindAll(data, -1) {
			if _, known := slices.BinarySearch(fr.Incidents, string(word)); known {
				folder.Mkdir(path.Join("incidents", string(word)))
			}
		}
	}
	content, problems, err := source.Read(folder, o)
	if err != nil {
		return nil, problem.List{}, fmt.Errorf("reading incidents/%s: %w", id, err)
	}
	return content, problems, nil
}

var idForm = regexp.MustCompile(`[a-z0-9][a-z0-9._-]*`)
