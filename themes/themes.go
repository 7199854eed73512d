// Package themes holds the built-in theme: templates, words and the style sheet of
// the site.
//
// The views that its templates show are made by firsthand/generator/page and
// described for authors of themes in firsthand/README.md. A site lays its own files
// over the theme, path by path, and its own words, key by key.
package themes

import (
	"embed"
	"io/fs"
)

// Without "all:" the folder _partials would be missing.
//
//go:embed all:firsthand
var files embed.FS

// Firsthand returns the built-in theme: layouts/, i18n/ and static/.
func Firsthand() fs.FS {
	theme, err := fs.Sub(files, "firsthand")
	if err != nil {
		panic(err) // the name is a constant
	}
	return theme
}
