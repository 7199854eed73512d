package verify_test

import (
	"context"
	"fmt"

	"firsthand/generator/transparency"
	"firsthand/generator/verify"
)

// A site whose history was written anew has nothing wrong with it by itself. To
// somebody who kept a line of it, it has.
func Example() {
	site := served{
		"build.json":           []byte(`{"program": "firsthand", "origin": "status.northquay.example", "size": 1, "root": "cxJWav5FqoIEgTmumt2YoZX9N/8s2G1B3NbWoJtVLiA="}`),
		"ledger/entries.jsonl": []byte(`{"origin":"status.northquay.example","run":0,"seq":0,"time":"2026-03-03T09:52:00Z","type":"genesis","v":1}` + "\n"),
	}
	tree, err := transparency.NewTree(site.lines())
	if err != nil {
		fmt.Println(err)
		return
	}
	for path, data := range must(tree.Tiles(nil)) {
		site["ledger/"+path] = data
	}
	kept := must(verify.ParseKnown([]byte("status.northquay.example 1 n7WTET+X\n"), "a feed item"))
	report, err := verify.Site(context.Background(), site, verify.Options{Known: []verify.Known{kept}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f)
	}
	// Output:
	// entry 0: ledger/entries.jsonl: the history was written anew: entry 0 is not what it was (1 entry known from a feed item), the root of the first 1 was n7WTET+X and is cxJWav5FqoIEgTmumt2YoZX9N/8s2G1B3NbWoJtVLiA=
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
