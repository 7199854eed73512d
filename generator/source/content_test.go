package source

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"firsthand/generator/problem"
)

// The example content of the repository is read without a problem.
func TestReadExample(t *testing.T) {
	c, problems, err := Read(os.DirFS("../../content"), Options{Now: time.Date(2026, 10, 1, 9, 30, 15, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if problems.Len() > 0 {
		var b strings.Builder
		if err := problems.Print(&b, problem.Style{Suggestions: true}); err != nil {
			t.Fatal(err)
		}
		t.Errorf("problems:\n%s", b.String())
	}
	if len(c.Documents) < 30 {
		t.Errorf("Read found %d documents", len(c.Documents))
	}
}

func TestATextInSeveralLanguagesMayStandBelowItsKey(t *testing.T) {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("name: Example status\nurl: https://status.example.com\nlanguages: [en, es]\nabout:\n  en: We write here first.\n  es: Aquí escribimos primero.\ncontacts: {email: help@example.com}\n")}}
	s, _, problems, err := ReadFrame(fsys)
	if err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.All())
	}
	if got := s.About.In("es"); got != "Aquí escribimos primero." {
		t.Errorf("about in Spanish is %q", got)
	}
}
