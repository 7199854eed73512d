package generator_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"firsthand/generator"
)

var update = flag.Bool("update", false, "rewrite the golden trees and the ledger of the example")

// A site test is one file, testdata/sites/<case>.txtar. Its comment holds steps:
//
//	publish 2026-03-03T09:52:00Z     publishes; files under "1/" are laid over first, then those under "2/", ...
//	build 2026-03-04T00:00:00Z       builds, and ends the test
//
// Files without a number are there from the beginning. The site is compared with
// testdata/golden/<case>/.
func TestSites(t *testing.T) {
	cases, err := filepath.Glob("../testdata/sites/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no sites to test: %v", err)
	}
	known := map[string]bool{}
	for _, file := range cases {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		known[name] = true
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			output := play(t, archive)
			verifies(t, output)
			compareTrees(t, filepath.Join("../testdata/golden", name), output)
		})
	}
	entries, _ := os.ReadDir("../testdata/golden")
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("testdata/golden/%s belongs to no site", e.Name())
		}
	}
}

// play follows the steps of a site and returns the folder of what it built.
func play(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	content, output := filepath.Join(t.TempDir(), "content"), filepath.Join(t.TempDir(), "public")
	random := rand.NewChaCha8([32]byte{})
	step := 0
	lay(t, archive, content, "")
	for line := range strings.Lines(string(archive.Comment)) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "publish":
			step++
			lay(t, archive, content, fmt.Sprint(step))
			published, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: content, Now: instant(t, rest), Random: random})
			if err != nil || problems.HasErrors() {
				t.Fatalf("publish %s: %v %v", rest, err, problems.All())
			}
			if len(published.Documents) == 0 {
				t.Errorf("publish %s published nothing", rest)
			}
		case "build":
			_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, rest), Program: "test"})
			if err != nil || problems.HasErrors() {
				t.Fatalf("build %s: %v %v", rest, err, problems.All())
			}
		}
	}
	return output
}

// lay writes the files of a step over the content folder. A file that is empty
// removes the one that is there.
func lay(t *testing.T, archive *txtar.Archive, content, step string) {
	t.Helper()
	for _, f := range archive.Files {
		first, rest, _ := strings.Cut(f.Name, "/")
		numbered := strings.Trim(first, "0123456789") == "" && rest != ""
		name := f.Name
		if numbered {
			name = rest
		}
		if numbered != (step != "") || numbered && first != step {
			continue
		}
		target := filepath.Join(content, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// compareTrees compares every file below two folders, or makes the first the
// same as the second with -update.
func compareTrees(t *testing.T, golden, output string) {
	t.Helper()
	got := readTree(t, output)
	for _, name := range []string{"style.css", "script.js", "search.js", "favicon.ico", "favicon.svg"} {
		delete(got, name) // files of the theme, the same in every site
	}
	if *update {
		if err := os.RemoveAll(golden); err != nil {
			t.Fatal(err)
		}
		for name, data := range got {
			target := filepath.Join(golden, name)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(target, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	want := readTree(t, golden)
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	for name, data := range got {
		if old, ok := want[name]; !ok {
			t.Errorf("%s is new", name)
		} else if !bytes.Equal(old, data) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(strings.Split(string(old), "\n"), strings.Split(string(data), "\n")))
		}
	}
}

func readTree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	tree := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		tree[filepath.ToSlash(name)] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestNothingPrivateReachesTheSite looks for the word that the canary site has
// in every place where a person may leave what nobody should read.
func TestNothingPrivateReachesTheSite(t *testing.T) {
	archive, err := txtar.ParseFile("../testdata/sites/canary.txtar")
	if err != nil {
		t.Fatal(err)
	}
	output := play(t, archive)
	tree := readTree(t, output)
	if len(tree) < 10 {
		t.Fatalf("the site has %d files; is it whole?", len(tree))
	}
	for name, data := range tree {
		if strings.Contains(name, "CANARY") || bytes.Contains(bytes.ToUpper(data), []byte("CANARY")) {
			t.Errorf("%s holds a word that must never be public", name)
		}
	}
}
