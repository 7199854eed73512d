package source

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata expect")

// now is the instant of publication in all tests.
var now = time.Date(2026, 3, 3, 9, 52, 30, 0, time.UTC)

// defaultSite is in a case that has no site.yaml of its own.
const defaultSite = `name: Northquay status
url: https://status.northquay.example
languages: [en, es]
time_zone: Europe/Madrid
contacts: {email: help@northquay.example}
components:
  - {id: booking, name: Booking}
  - {id: exports, name: Exports}
`

// escapes are written out in files whose name ends in " (escaped)".
var escapes = regexp.MustCompile(`\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[trn])`)

func unescape(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(e string) string {
		r, _, _, err := strconv.UnquoteChar(e, '"')
		if err != nil {
			panic(err)
		}
		if strings.HasPrefix(e, `\x`) {
			return string([]byte{byte(r)})
		}
		return string(r)
	})
}

// folderOfCase returns the content folder of a case.
//
// A file named "x -> y" is a link, and "x (51 MB)" a file of that size. A file
// "no site.yaml" keeps the default one away.
func folderOfCase(archive *txtar.Archive) fstest.MapFS {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte(defaultSite)}}
	for _, f := range archive.Files {
		name, data := f.Name, f.Data
		switch {
		case name == "want" || strings.HasPrefix(name, "said "):
			continue
		case name == "no site.yaml":
			delete(fsys, "site.yaml")
			continue
		}
		if link, target, ok := strings.Cut(name, " -> "); ok {
			fsys[link] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte(target)}
			continue
		}
		if base, ok := strings.CutSuffix(name, " (escaped)"); ok {
			name, data = base, []byte(strings.TrimSuffix(unescape(string(data)), "\n"))
		}
		if base, size, ok := strings.Cut(strings.TrimSuffix(name, " MB)"), " ("); ok {
			mb, err := strconv.Atoi(size)
			if err != nil {
				panic(err)
			}
			name, data = base, make([]byte, mb<<20)
		}
		if strings.HasSuffix(name, "/") {
			fsys[strings.TrimSuffix(name, "/")] = &fstest.MapFile{Mode: fs.ModeDir}
			continue
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

// Each archive in testdata is a content folder with what firsthand says about it
// ("want"), and what would become public of some files ("said <doc>").
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			content, problems, err := Read(folderOfCase(archive), Options{Now: now, Published: publishedInCase})
			if err != nil {
				t.Fatal(err)
			}
			var printed strings.Builder
			if err := problems.Print(&printed, problem.Style{Suggestions: true, Outcome: "nothing was written"}); err != nil {
				t.Fatal(err)
			}
			got := map[string]string{"want": printed.String()}
			for _, d := range content.Documents {
				got["said "+string(d.Doc)] = said(t, d)
			}
			got["said site"] = asJSON(t, content.Site)
			got["said pages"] = asJSON(t, content.Pages)
			changed := false
			for i, f := range archive.Files {
				if f.Name != "want" && !strings.HasPrefix(f.Name, "said ") {
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got[f.Name])
					changed = true
				} else if diff := cmp.Diff(string(f.Data), got[f.Name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if changed {
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// publishedInCase says that incidents whose name begins with "public" were
// published on 1 March 2026.
func publishedInCase(d disclosure.Doc) (time.Time, bool) {
	return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), strings.HasPrefix(string(d), "public")
}

// said shows what would become public of a document, and the rest in a line.
func said(t *testing.T, d *Document) string {
	t.Helper()
	out := asJSON(t, d.Said)
	if d.Draft || !d.PublishAt.IsZero() || d.PublishAnyway != "" || !d.Imported.IsZero() || len(d.Assets) > 0 {
		out += fmt.Sprintf("draft %v, publish_at %s, publish_anyway %q, imported %s\n", d.Draft, shown(d.PublishAt), d.PublishAnyway, shown(d.Imported))
	}
	for name, data := range d.Assets {
		out += fmt.Sprintf("%s: %d bytes\n", name, len(data))
	}
	return out
}

func shown(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Format(time.RFC3339)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
