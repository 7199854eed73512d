package generator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"firsthand/generator"
	"firsthand/generator/ledger"
)

var everyRun = flag.Bool("every-run", false, "build the example as it stood after every run of its ledger, not some")

// TestTheSiteAsItStoodIsTheSiteOfThen builds the example as it stood after every
// run of its ledger, and compares it, page by page, with a site built at that time
// from a ledger that ends there: only the bar may differ.
func TestTheSiteAsItStoodIsTheSiteOfThen(t *testing.T) {
	log, err := ledger.Load(os.DirFS(filepath.Join(example, "ledger")))
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for _, e := range log.Entries() {
		if e.Seq != e.Run {
			continue
		}
		if runs++; !*everyRun && runs%13 != 0 {
			continue
		}
		// An hour later, promises may have passed that the run gave.
		for _, at := range []time.Time{e.Time, e.Time.Add(time.Hour)} {
			past := log.At(at)
			content := t.TempDir()
			for _, name := range []string{"site.yaml", "pages"} {
				copyInto(t, filepath.Join(example, name), filepath.Join(content, name))
			}
			for _, name := range past.Files() {
				data, err := past.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				writeFile(t, filepath.Join(content, "ledger", name), data)
			}
			for _, s := range past.Checkpoints() {
				name := filepath.Join(content, "ledger", "checkpoints", strconv.Itoa(s.Size))
				writeFile(t, name, s.Note)
				writeFile(t, name+".sig", s.SSH)
			}
			want := buildInto(t, generator.BuildOptions{Content: content, Now: at})
			got := buildInto(t, generator.BuildOptions{Content: example, At: at, Now: at.AddDate(1, 0, 0)})
			compareStood(t, at, want, got)
		}
	}
}

// theBar is what every page of a site as it stood has more than the site of then,
// and aDay is what it has less: what a script counts and looks at from now on.
var (
	theBar = regexp.MustCompile(`(?s)<p class="draft then".*?</p>\n|<meta name="robots" content="noindex">\n`)
	aDay   = regexp.MustCompile(`<span class="left" data-at="[^"]*"></span>| data-check="[^"]*" data-entry="[^"]*" data-changed="[^"]*"`)
)

// theLive is what the script of a live page needs: whether the page is still the
// newest, and how long it is until the next update. The past has neither.
var theLive = regexp.MustCompile(` data-check="[^"]*" data-entry="[^"]*" data-changed="[^"]*"|\s*<span class="left"[^>]*></span>`)

func compareStood(t *testing.T, at time.Time, want, got map[string][]byte) {
	t.Helper()
	for name, data := range want {
		want[name] = theLive.ReplaceAll(data, nil)
	}
	for name, data := range got {
		if name == "build.json" {
			var about map[string]any
			if err := json.Unmarshal(data, &about); err != nil || about["as_it_stood"] != true {
				t.Errorf("%s: build.json does not say that this is the past: %s", at, data)
			}
		} else if stripped := theBar.ReplaceAll(data, nil); !bytes.Equal(stripped, aDay.ReplaceAll(theBar.ReplaceAll(want[name], nil), nil)) {
			t.Errorf("%s: %s differs from the site of then", at, name)
		} else if filepath.Ext(name) == ".html" && len(theBar.FindAll(data, -1)) != 2 {
			t.Errorf("%s: %s does not say that it is the past", at, name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s: %s is missing from the site as it stood", at, name)
	}
}

func TestNoSiteStoodBeforeTheRecordBegan(t *testing.T) {
	_, _, err := generator.Build(context.Background(), generator.BuildOptions{
		Content: example, Output: filepath.Join(t.TempDir(), "site"), At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	var early *generator.TooEarlyError
	if !errors.As(err, &early) || early.Error() != "nothing was public on 1 January 2026, 00:00 UTC: the public record began on 19 January 2026, 07:51 UTC" {
		t.Errorf("error %v", err)
	}
}

// buildInto builds into a new folder and reads what was built.
func buildInto(t *testing.T, o generator.BuildOptions) map[string][]byte {
	t.Helper()
	o.Output, o.Program = filepath.Join(t.TempDir(), "site"), "test"
	_, problems, err := generator.Build(t.Context(), o)
	if err != nil || problems.HasErrors() {
		t.Fatalf("building: %v %v", err, problems.All())
	}
	return readTree(t, o.Output)
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
