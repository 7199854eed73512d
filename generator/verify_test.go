package generator_test

import (
	"testing"

	"firsthand/generator"
	"firsthand/generator/remote"
)

// verifies sees to it that nothing on a site contradicts its record.
func verifies(t *testing.T, output string) {
	t.Helper()
	site, err := remote.Open(output, remote.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	v, problems, err := generator.Verify(t.Context(), generator.VerifyOptions{Site: site, Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	for _, f := range v.Findings {
		t.Error(f)
	}
	if v.Pages == 0 {
		t.Error("no page was compared")
	}
}
