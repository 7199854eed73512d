package page_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"firsthand/generator/engine"
	"firsthand/generator/page"
	"firsthand/themes"
)

// render renders a site with the built-in theme.
func render(t testing.TB, in page.Input) map[string][]byte {
	t.Helper()
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	s := engine.Site{Themes: []fs.FS{themes.Firsthand()}, View: set.Site, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, code := range in.Site.Languages {
		s.Languages = append(s.Languages, engine.Language{Code: code, Direction: page.Direction(code)})
	}
	for _, p := range set.Pages {
		s.Pages = append(s.Pages, engine.Page{Path: p.Path, Layout: p.Layout, Lang: p.Lang, Title: p.Title, View: p.View})
	}
	files, err := engine.Render(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range page.Files(in.Site) {
		files[name] = b
	}
	return files
}

func TestRender(t *testing.T) {
	files := render(t, input(t, "2026-03-11T16:00:00Z"))
	if dir := os.Getenv("PAGE_OUT"); dir != "" {
		for name, b := range files {
			f := filepath.Join(dir, filepath.FromSlash(name))
			os.MkdirAll(filepath.Dir(f), 0o755)
			os.WriteFile(f, b, 0o644)
		}
	}
}
