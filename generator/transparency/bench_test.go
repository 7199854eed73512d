package transparency_test

import (
	"testing"

	"firsthand/generator/transparency"
)

const many = 100_000

// All tiles of a ledger of 100,000 entries, from its lines. At most 0.5 s on two
// cores.
func BenchmarkTiles(b *testing.B) {
	leaves := lines(many)
	for b.Loop() {
		if len(tiles(b, newTree(b, leaves), many-300, many-20, many-1)) == 0 {
			b.Fatal("no tiles")
		}
	}
}

// One entry more, and the new root. At most 5 ms.
func BenchmarkAppend(b *testing.B) {
	tree := newTree(b, lines(many))
	for b.Loop() {
		more, err := tree.Grow([]string{`{"seq":100000}`})
		if err != nil {
			b.Fatal(err)
		}
		root(b, more, many+1)
	}
}

// One inclusion proof from tiles, and its check. At most 5 ms together with a
// consistency proof.
func BenchmarkInclusion(b *testing.B) {
	leaves := lines(many)
	tree := newTree(b, leaves)
	now, served := root(b, tree, many), tiles(b, tree)
	for b.Loop() {
		p, err := transparency.NewTileTree(many, now, served).Inclusion(54_321, many)
		if err != nil {
			b.Fatal(err)
		}
		if err := transparency.CheckInclusion(54_321, many, now, leaves[54_321], p); err != nil {
			b.Fatal(err)
		}
	}
}

// One consistency proof from tiles, and its check.
func BenchmarkConsistency(b *testing.B) {
	tree := newTree(b, lines(many))
	old, now, served := root(b, tree, 54_321), root(b, tree, many), tiles(b, tree)
	for b.Loop() {
		p, err := transparency.NewTileTree(many, now, served).Consistency(54_321, many)
		if err != nil {
			b.Fatal(err)
		}
		if err := transparency.CheckConsistency(54_321, old, many, now, p); err != nil {
			b.Fatal(err)
		}
	}
}

// The root again from all entry bundles, and every tile compared. At most 1 s,
// with what other packages check.
func BenchmarkAudit(b *testing.B) {
	tree := newTree(b, lines(many))
	now, served := root(b, tree, many), tiles(b, tree)
	for b.Loop() {
		read := transparency.NewTileTree(many, now, served)
		var leaves []string
		for n := range read.Bundles() {
			got, err := read.Bundle(n)
			if err != nil {
				b.Fatal(err)
			}
			leaves = append(leaves, got...)
		}
		if root(b, newTree(b, leaves), many) != now {
			b.Fatal("another root")
		}
	}
}
