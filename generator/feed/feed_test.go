package feed_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
	"firsthand/generator/site"
)

var update = flag.Bool("update", false, "write the goldens anew")

func options() feed.Options {
	u, _ := url.Parse("https://status.northquay.example/")
	return feed.Options{
		Site: &site.Site{
			Name: site.Words{"en": "Northquay status", "es": "Estado de Northquay"}, Organisation: "Northquay", URL: u,
			Languages: []string{"en", "es"}, About: site.Words{"": "What happens at Northquay, & what we do about it."},
			Groups: []site.Group{{Components: []site.Component{
				{ID: "booking", Name: site.Words{"en": "Online booking", "es": "Reservas"}},
				{ID: "sign-in", Name: site.Words{"": "Sign-in"}},
			}}},
			Hubs: []string{"https://hub.example/?a=1&b=2"},
		},
		Origin: "status.northquay.example", Genesis: genesis,
		Root: func(seq int) string { return fmt.Sprintf("r%07d", seq) },
		Picture: func(sum string) (width, height int) {
			if sum == strings.Repeat("ab", 32) {
				return 640, 480
			}
			return 0, 0
		},
	}
}

func files(t testing.TB, o feed.Options, publications []disclosure.Publication) map[string][]byte {
	t.Helper()
	files, err := feed.Files(o, publications)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestGolden shows the feeds in which every item of the sample ledger is, and of
// all others the head and the names of their items, in heads.txt: an item has the
// same bytes everywhere, which TestItemsNeverChange checks.
//
// The bytes of items are public and permanent. A change here is a breaking
// release: read the difference as such.
func TestGolden(t *testing.T) {
	all := files(t, options(), northquay(t, nil))
	got := map[string]string{"heads.txt": heads(t, all)}
	for _, path := range []string{
		"feed.xml", "feed.atom", "feed.json", "changes.xml", "changes.atom", "changes.json", "es/changes.xml", "es/changes.atom", "es/changes.json",
		"incidents/" + outage + "/feed.xml", "components/exports/feed.atom", "feed.css",
	} {
		got[path] = string(all[path])
	}
	const dir = "testdata/golden"
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		for path, s := range got {
			path = filepath.Join(dir, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(s), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var b []byte
			b, err = fs.ReadFile(os.DirFS(dir), path)
			want[path] = string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range want {
		if _, ok := got[path]; !ok {
			t.Errorf("golden %s has no feed", path)
		}
	}
	for path, s := range got {
		if diff := cmp.Diff(strings.Split(want[path], "\n"), strings.Split(s, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if !bytes.Equal(all["history.rss"], all["feed.xml"]) || !bytes.Equal(all["history.atom"], all["feed.atom"]) {
		t.Error("history.rss and history.atom are not the bytes of feed.xml and feed.atom")
	}
}

var (
	xmlItem  = regexp.MustCompile(`(?s)\n *<(item|entry) .*</(item|entry)>|\n *<at:deleted-entry.*</at:deleted-entry>`)
	jsonItem = regexp.MustCompile(`(?s)\n  "items": \[.*\]`)
)

// heads returns every feed without its items.
func heads(t testing.TB, files map[string][]byte) string {
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if path == feed.StyleSheet || path == "history.rss" || path == "history.atom" {
			continue
		}
		head := xmlItem.ReplaceAllString(string(files[path]), "")
		if strings.HasSuffix(path, ".json") {
			head = jsonItem.ReplaceAllString(head, "")
		}
		fmt.Fprintf(&b, "== %s\n%s", path, head)
		for _, name := range names(t, files, path) {
			fmt.Fprintf(&b, "-- %s\n", name)
		}
	}
	return b.String()
}
