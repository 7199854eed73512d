package themes_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// together matches words that only the style sheet puts on lines of their own. Text
// browsers and programs that take the text of a page have no style sheet.
var together = regexp.MustCompile(`[^\s>]*[\pL\pN.,;:)](</[a-z]+>)*<(span|strong) class="(of|line|was|why|note)[^>]*>[^<]*`)

func TestWordsStandApartWithoutStyle(t *testing.T) {
	for _, site := range sites {
		output := built(t, site.name)
		err := fs.WalkDir(os.DirFS(output), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".html") {
				return err
			}
			page, err := fs.ReadFile(os.DirFS(output), name)
			if found := together.Find(page); found != nil {
				t.Errorf("%s: %s: %q", site.name, name, found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
