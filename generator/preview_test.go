package generator_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"firsthand/generator"
)

const draftStatement = `---
draft: true
headline: A draft of the next statement
next_update: in 60 minutes
---
These words are not public.
`

// TestAPreviewShowsDraftsAndCannotBeTakenForTheSite lays a draft over the
// example.
func TestAPreviewShowsDraftsAndCannotBeTakenForTheSite(t *testing.T) {
	content := filepath.Join(t.TempDir(), "content")
	for _, name := range []string{"site.yaml", "ledger", "incidents", "pages"} {
		copyInto(t, filepath.Join(example, name), filepath.Join(content, name))
	}
	write(t, filepath.Join(content, "incidents/2026-09-12-calendar-move/04.md"), draftStatement)
	write(t, filepath.Join(content, "incidents/2026-10-01-new/01.md"), strings.Replace(draftStatement, "headline: A draft of the next statement", "title: A draft of a new incident\nkind: outage", 1))
	before := readTree(t, content)

	tree, problems, err := generator.Preview(context.Background(), generator.PreviewOptions{Content: content, Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || tree == nil {
		t.Fatalf("%v %v", err, problems.All())
	}
	for name, words := range map[string][]string{
		"index.html": {"A draft of a new incident", "noindex"},
		"incidents/2026-09-12-calendar-move/index.html":      {"A draft of the next statement", "These words are not public", "noindex"},
		"incidents/2026-10-01-new/updates/01/index.html":     {"These words are not public", "noindex"},
		"incidents/2026-03-03-support-exports/index.html":    {"61,300", "noindex"},
		"incidents/2026-10-01-new/v/1/index.html":            {"noindex"},
		"es/incidents/2026-03-03-support-exports/index.html": {"61.300", "noindex"},
	} {
		for _, w := range words {
			if !strings.Contains(string(tree[name]), w) {
				t.Errorf("%s does not hold %q", name, w)
			}
		}
	}
	for name := range tree {
		if strings.HasPrefix(name, "ledger/") || strings.Contains(name, "feed.") || strings.HasPrefix(name, "history.") || name == "build.json" {
			t.Errorf("the preview holds %s", name)
		}
	}
	after := readTree(t, content)
	if len(after) != len(before) {
		t.Errorf("the preview wrote into the content folder: %d files, then %d", len(before), len(after))
	}

	_, problems, err = generator.Build(context.Background(), generator.BuildOptions{Content: content, Output: filepath.Join(t.TempDir(), "public"), Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Errorf("beside drafts the site does not build: %v %v", err, problems.All())
	}
}

// TestAPreviewOfUnreadableFilesShowsNothingNew wants the problems and no tree.
func TestAPreviewOfUnreadableFilesShowsNothingNew(t *testing.T) {
	content := t.TempDir()
	copyInto(t, filepath.Join(example, "site.yaml"), filepath.Join(content, "site.yaml"))
	write(t, filepath.Join(content, "incidents/2026-10-01-new/01.md"), "---\ntitle: x\nkind: outtage\n---\nx\n")
	tree, problems, err := generator.Preview(context.Background(), generator.PreviewOptions{Content: content, Now: instant(t, "2026-10-01T12:00:00Z")})
	if err != nil || tree != nil || !problems.HasErrors() {
		t.Errorf("tree of %d files, problems %v, error %v", len(tree), problems.All(), err)
	}
}

// TestAnEmptySiteSaysSo builds a site that never published anything.
func TestAnEmptySiteSaysSo(t *testing.T) {
	content, output := t.TempDir(), filepath.Join(t.TempDir(), "public")
	write(t, filepath.Join(content, "site.yaml"), "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\n")
	_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatalf("%v %v", err, problems.All())
	}
	home := string(readTree(t, output)["index.html"])
	for _, word := range []string{"operational", "Operational"} {
		if strings.Contains(home, word) {
			t.Errorf("a site that knows nothing says %q", word)
		}
	}
}
