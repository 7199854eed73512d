package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// A theme is all themes of a site laid over one another.
type theme struct {
	source  map[string][]byte // what Hugo reads, by its path there: "layouts/...", "assets/...", "data/..."
	static  map[string][]byte // by published path
	layouts map[string]bool   // names that Page.Layout may hold
	words   map[string][]byte // i18n file by languageKey
}

// layoutPrefix is put before the name of each template of a page, as Hugo sees it.
// Hugo reads meaning into names: it takes layouts/home.html for the home page's
// only, 404.html and amp.html for an output format, page.html for any page whose
// own template is missing. With the prefix every name means only itself.
const layoutPrefix = "firsthand-layout-"

var bom = []byte("\ufeff")

// loadTheme reads all themes and checks what can be checked without a page.
func loadTheme(themes []fs.FS, langs []Language) (*theme, error) {
	t := &theme{source: map[string][]byte{}, static: map[string][]byte{}, layouts: map[string]bool{}}
	var words []wordFile
	for i, fsys := range themes {
		err := readTheme(fsys, func(name string, b []byte) error {
			dir, rest, _ := strings.Cut(name, "/")
			switch dir {
			case "layouts":
				return t.addLayout(name, rest, b)
			case "static":
				t.static[rest] = b
			case "i18n":
				f, err := parseWords(name, b)
				if err != nil {
					return err
				}
				words = append(words, f...)
			default:
				t.source[name] = b
			}
			return nil
		})
		var bad *TemplateError
		if errors.As(err, &bad) {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("reading theme %d of %d: %w", i+1, len(themes), err)
		}
	}
	var known map[string]bool
	t.words, known = mergeWords(words, langs)
	folded := map[string]string{}
	for _, name := range sortedKeys(t.source) {
		if strings.HasPrefix(name, "layouts/") {
			// Hugo would take either.
			key := strings.ReplaceAll(strings.ToLower(name), " ", "-")
			if other, ok := folded[key]; ok {
				return nil, &TemplateError{Template: shownName(name), Text: fmt.Sprintf("its name is too like that of %s", shownName(other))}
			}
			folded[key] = name
			if err := scan(shownName(name), string(t.source[name]), known, langs); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// readTheme calls add for every file of the folders that a theme consists of, in
// the order of their paths.
func readTheme(fsys fs.FS, add func(name string, b []byte) error) error {
	if fsys == nil {
		return errors.New("it is nil")
	}
	top, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return err
	}
	for _, d := range top {
		switch d.Name() {
		case "layouts", "i18n", "static", "assets", "data":
		default:
			continue
		}
		// A link could lead out of the theme, and walking would follow it.
		if d.Type()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s is a symbolic link", d.Name())
		}
		err := fs.WalkDir(fsys, d.Name(), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if !d.Type().IsRegular() {
				return fmt.Errorf("%s is a symbolic link or no ordinary file", name)
			}
			b, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			return add(name, b)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addLayout adds a file below layouts/; rest is its path there.
func (t *theme) addLayout(name, rest string, b []byte) error {
	base := path.Base(rest)
	if strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") {
		return nil // what systems and editors leave behind; Hugo skips them too
	}
	b = bytes.TrimPrefix(b, bom)
	dir, _, inDir := strings.Cut(rest, "/")
	if inDir {
		switch dir {
		case "_partials", "_markup", "_shortcodes":
			t.source[name] = b
			return nil
		case "partials", "shortcodes":
			return &TemplateError{Template: name, Text: fmt.Sprintf("layouts/%s/ is not read; the folder is called layouts/_%s/", dir, dir)}
		case "_default":
			return &TemplateError{Template: name, Text: "layouts/_default/ is not read; templates of pages lie directly in layouts/"}
		}
		return &TemplateError{Template: name, Text: fmt.Sprintf("layouts/%s/ is not read; templates of pages lie directly in layouts/, parts of them in layouts/_partials/", dir)}
	}
	layout, ok := strings.CutSuffix(base, ".html")
	if !ok {
		return nil
	}
	if layout == "baseof" || strings.HasPrefix(layout, "baseof.") {
		t.source[name] = b
		return nil
	}
	t.layouts[layout] = true
	t.source["layouts/"+layoutPrefix+base] = b
	return nil
}

// shownName turns the name of a template as Hugo knows it into the one that its
// author knows.
func shownName(name string) string {
	return strings.Replace(name, layoutPrefix, "", 1)
}
