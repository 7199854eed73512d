// Package themes holds the built-in theme: templates, words and the style sheet of
// the site.
//
// The views that its templates show are made by firsthand/generator/page and
// described for authors of themes in firsthand/README.md. Its words come from
// firsthand/languages. A site lays its own files over the theme, path by path, and
// its own words, key by key.
package themes

import (
	"embed"
	"encoding/json"
	"io/fs"
	"sync"
	"testing/fstest" // for its file system in memory

	"firsthand/languages"
)

// Without "all:" the folder _partials would be missing.
//
//go:embed all:firsthand
var files embed.FS

// Firsthand returns the built-in theme: layouts/, i18n/ and static/.
func Firsthand() fs.FS { return firsthand() }

var firsthand = sync.OnceValue(func() fs.FS {
	all := fstest.MapFS{}
	theme, err := fs.Sub(files, "firsthand")
	if err == nil {
		err = fs.WalkDir(theme, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(theme, name)
			all[name] = &fstest.MapFile{Data: data}
			return err
		})
	}
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	for _, l := range languages.All() {
		words, err := json.Marshal(l.Page)
		if err != nil {
			panic(err) // strings only
		}
		all["i18n/"+l.Code+".json"] = &fstest.MapFile{Data: words}
	}
	return all
})
