package source

import (
	"os"
	"strings"
	"testing"
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
