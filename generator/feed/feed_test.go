package feed_test

import (
	"bytes"
	"flag"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
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
		},
		Origin: "status.northquay.example", Genesis: genesis,
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

// The bytes of items are public and permanent. A change here is a breaking
// release: read the difference as such.
func TestGolden(t *testing.T) {
	got := files(t, options(), northquay(t, nil))
	const dir = "testdata/golden"
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		for path, b := range got {
			path = filepath.Join(dir, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			want[path], err = fs.ReadFile(os.DirFS(dir), path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range want {
		if got[path] == nil {
			t.Errorf("golden %s has no feed", path)
		}
	}
	for path, b := range got {
		if diff := cmp.Diff(strings.Split(string(want[path]), "\n"), strings.Split(string(b), "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if !bytes.Equal(got["history.rss"], got["feed.xml"]) || !bytes.Equal(got["history.atom"], got["feed.atom"]) {
		t.Error("history.rss and history.atom are not the bytes of feed.xml and feed.atom")
	}
}
