package git

import (
	"strings"
	"testing"
)

// FuzzChanges reads what git diff-tree never says.
func FuzzChanges(f *testing.F) {
	const a, b = "a63f16f41c72679250e4ba9835d1103c400de7a8", "6e3236487bbc0bb542acd8632cc2f9f8a9cd3c46"
	f.Add(a + "\x00:000000 100644 0000 " + b + " A\x00content/x/01.md\x00" + b + "\x00:100644 120000 " + b + " " + a + " T\x00content/x/01.md\x00")
	f.Add(a + "\x00:")
	f.Add(":100644\x00" + a)
	f.Add(b + "\x00" + a + "\x00:100644 100644 1 2 M")
	f.Fuzz(func(t *testing.T, out string) {
		commits := []Commit{{ID: a}, {ID: b}}
		if err := (Repo{prefix: "content/"}).changes(commits, records([]byte(out))); err != nil {
			return
		}
		for _, c := range commits {
			for _, change := range c.Changes {
				if !strings.Contains(out, change.Path) || !strings.Contains(out, change.Old) || !strings.Contains(out, change.New) {
					t.Errorf("%q became %+v", out, change)
				}
			}
		}
	})
}
