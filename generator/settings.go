package generator

import (
	"firsthand/generator/problem"
	"firsthand/generator/site"
	"firsthand/generator/source"
)

// Settings reads site.yaml of a content folder, and nothing else: the problems
// are those of that file.
func Settings(content string) (*site.Site, problem.List, error) {
	dir, err := openFolder(content)
	if err != nil {
		return nil, problem.List{}, err
	}
	defer dir.close()
	settings, _, all, err := source.ReadFrame(visible{dir.fs})
	var problems problem.List
	for _, p := range all.All() {
		if p.File == "site.yaml" {
			problems.Add(p)
		}
	}
	return &settings, problems, err
}
