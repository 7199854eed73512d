package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGitIsNotGivenTheKey wants private keys kept from git and from the hooks and
// helpers that git runs.
func TestGitIsNotGivenTheKey(t *testing.T) {
	a := &app{terminal: terminal{environ: []string{"PATH=/bin", "FIRSTHAND_KEY=PRIVATE+KEY+x", "FIRSTHAND_KEYS=2", "HOME=/root"}}}
	if diff := cmp.Diff([]string{"PATH=/bin", "FIRSTHAND_KEYS=2", "HOME=/root"}, a.gitEnvironment()); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}
