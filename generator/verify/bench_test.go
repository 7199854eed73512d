package verify_test

import (
	"context"
	"testing"

	"firsthand/generator/ledger"
	"firsthand/generator/page"
	"firsthand/generator/verify"
)

// BenchmarkSite verifies the example, with pages that were made before.
func BenchmarkSite(b *testing.B) {
	e, err := signed()
	if err != nil {
		b.Fatal(err)
	}
	o := verify.Options{
		Version: version,
		Render: func(context.Context, *ledger.Log, page.Input, func(string) bool) (map[string][]byte, error) {
			return e.site, nil
		},
	}
	for b.Loop() {
		report, err := verify.Site(b.Context(), e.site, o)
		if err != nil || !report.OK() {
			b.Fatal(err, report)
		}
	}
}
