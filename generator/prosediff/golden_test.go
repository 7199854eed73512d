package prosediff

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"firsthand/generator/markdown"
)

var update = flag.Bool("update", false, "rewrite what the edits in testdata look like")

var english = Words{Removed: "removed:", Added: "added:", Moved: "moved:"}

// edits returns the cases in testdata, in order.
func edits(t testing.TB) []*edited {
	t.Helper()
	files, err := filepath.Glob("testdata/edits/*.txtar")
	if err != nil || len(files) < 25 {
		t.Fatal("cases:", len(files), err)
	}
	var list []*edited
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		e := &edited{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), file: file, archive: archive}
		for _, f := range archive.Files {
			switch f.Name {
			case "old.md":
				e.old = markdown.Canonical(string(f.Data))
			case "new.md":
				e.new = markdown.Canonical(string(f.Data))
			}
		}
		list = append(list, e)
	}
	return list
}

// An edited is a text before and after an edit.
type edited struct {
	name, file, old, new string
	archive              *txtar.Archive
}

func TestEdits(t *testing.T) {
	for _, e := range edits(t) {
		t.Run(e.name, func(t *testing.T) {
			d := Compare(e.old, e.new, Options{})
			notes := fmt.Sprintf("%d runs: %s\n", d.Runs, d.Summary())
			if d.Form {
				notes += "form differs\n"
			}
			if d.Coarse {
				notes += "coarse\n"
			}
			results := map[string]string{
				"text":    d.Text(TextOptions{}),
				"html":    d.HTML(english, markdown.Options{}),
				"summary": notes,
			}
			if *update {
				var kept []txtar.File
				for _, f := range e.archive.Files {
					if _, ok := results[f.Name]; !ok {
						kept = append(kept, f)
					}
				}
				for _, name := range []string{"summary", "text", "html"} {
					kept = append(kept, txtar.File{Name: name, Data: []byte(results[name])})
				}
				e.archive.Files = kept
				if err := os.WriteFile(e.file, txtar.Format(e.archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			found := 0
			for _, f := range e.archive.Files {
				got, ok := results[f.Name]
				if !ok {
					continue
				}
				found++
				if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if found != len(results) {
				t.Errorf("%s has %d of %d results; run with -update", e.file, found, len(results))
			}
		})
	}
}
