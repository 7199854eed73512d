package transparency_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/transparency"
)

// lines returns n leaves that look like entries.
func lines(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`{"doc":"2026-03-03-support-exports/%02d","seq":%d,"type":"statement","v":1}`, i%100, i)
	}
	return out
}

func newTree(tb testing.TB, leaves []string) *transparency.Tree {
	tb.Helper()
	tree, err := transparency.NewTree(leaves)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

func root(tb testing.TB, tree *transparency.Tree, size int) transparency.Hash {
	tb.Helper()
	h, err := tree.Root(size)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// unhex reads hashes that are written in hexadecimal.
func unhex(tb testing.TB, words ...string) []transparency.Hash {
	tb.Helper()
	out := []transparency.Hash{}
	for _, w := range words {
		raw, err := hex.DecodeString(w)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, transparency.Hash(raw))
	}
	return out
}

// The vectors that implementations of RFC 6962 share: certificate-transparency
// and transparency-dev/merkle, testonly.
var vectorLeaves = []string{
	"", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43",
	"\x50\x51\x52\x53\x54\x55\x56\x57", "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
}

func TestRootsOfRFC6962(t *testing.T) {
	want := unhex(t,
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	)
	tree := newTree(t, vectorLeaves)
	for size, want := range want {
		if got := root(t, tree, size); got != want {
			t.Errorf("root of %d leaves: have %s, want %s", size, got, want)
		}
		if got := root(t, newTree(t, vectorLeaves[:size]), size); got != want {
			t.Errorf("root of a tree of %d leaves: have %s, want %s", size, got, want)
		}
	}
}

func TestProofsOfRFC6962(t *testing.T) {
	tree := newTree(t, vectorLeaves)
	inclusion, err := tree.Inclusion(0, 8)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(unhex(t,
		"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
		"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
		"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
	), inclusion); diff != "" {
		t.Errorf("leaf 0 of 8 (-want +got):\n%s", diff)
	}
	consistency, err := tree.Consistency(6, 8)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(unhex(t,
		"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
		"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	), consistency); diff != "" {
		t.Errorf("6 of 8 (-want +got):\n%s", diff)
	}
}

// The definitions of RFC 6962, section 2.1, word by word.

func mth(d []string) transparency.Hash {
	switch len(d) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256([]byte("\x00" + d[0]))
	}
	k := split(len(d))
	return node(mth(d[:k]), mth(d[k:]))
}

func node(a, b transparency.Hash) transparency.Hash {
	return sha256.Sum256(bytes.Join([][]byte{{1}, a[:], b[:]}, nil))
}

// split returns the largest power of two smaller than n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func path(m int, d []string) []transparency.Hash {
	if len(d) == 1 {
		return []transparency.Hash{}
	}
	k := split(len(d))
	if m < k {
		return append(path(m, d[:k]), mth(d[k:]))
	}
	return append(path(m-k, d[k:]), mth(d[:k]))
}

func subproof(m int, d []string, whole bool) []transparency.Hash {
	if m == len(d) {
		if whole {
			return []transparency.Hash{}
		}
		return []transparency.Hash{mth(d)}
	}
	k := split(len(d))
	if m <= k {
		return append(subproof(m, d[:k], whole), mth(d[k:]))
	}
	return append(subproof(m-k, d[k:], false), mth(d[:k]))
}

// Every proof between any two sizes is that of the RFC, and checks.
func TestEveryProofChecks(t *testing.T) {
	const most = 33
	leaves := lines(most)
	tree := newTree(t, leaves)
	for size := range most + 1 {
		now := root(t, tree, size)
		if want := mth(leaves[:size]); now != want {
			t.Errorf("root of %d: have %s, want %s", size, now, want)
		}
		for seq := range size {
			p, err := tree.Inclusion(seq, size)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(path(seq, leaves[:size]), p); diff != "" {
				t.Errorf("entry %d of %d (-want +got):\n%s", seq, size, diff)
			}
			if err := transparency.CheckInclusion(seq, size, now, leaves[seq], p); err != nil {
				t.Errorf("entry %d of %d: %v", seq, size, err)
			}
		}
		for old := range size + 1 {
			p, err := tree.Consistency(old, size)
			if err != nil {
				t.Fatal(err)
			}
			if old > 0 {
				if diff := cmp.Diff(subproof(old, leaves[:size], true), p); diff != "" {
					t.Errorf("%d of %d (-want +got):\n%s", old, size, diff)
				}
			}
			if err := transparency.CheckConsistency(old, root(t, tree, old), size, now, p); err != nil {
				t.Errorf("from %d to %d: %v", old, size, err)
			}
		}
	}
}

// flips calls f with every copy of hashes in which one bit of one hash differs.
func flips(hashes []transparency.Hash, f func(changed []transparency.Hash)) {
	for i := range hashes {
		for bit := range 256 {
			changed := append([]transparency.Hash{}, hashes...)
			changed[i][bit/8] ^= 1 << (bit % 8)
			f(changed)
		}
	}
}

func TestAnyFlippedBitFails(t *testing.T) {
	leaves := lines(9)
	tree := newTree(t, leaves)
	wrong := func(what string, err error) {
		t.Helper()
		if _, ok := errors.AsType[*transparency.ProofError](err); !ok {
			t.Errorf("%s: have %v, want a ProofError", what, err)
		}
	}
	for size := 1; size <= len(leaves); size++ {
		now := root(t, tree, size)
		for seq := range size {
			p, err := tree.Inclusion(seq, size)
			if err != nil {
				t.Fatal(err)
			}
			what := fmt.Sprintf("entry %d of %d", seq, size)
			flips(p, func(p []transparency.Hash) {
				wrong(what, transparency.CheckInclusion(seq, size, now, leaves[seq], p))
			})
			flips([]transparency.Hash{now}, func(now []transparency.Hash) {
				wrong(what, transparency.CheckInclusion(seq, size, now[0], leaves[seq], p))
			})
			wrong(what, transparency.CheckInclusion(seq, size, now, leaves[seq]+" ", p))
			wrong(what, transparency.CheckInclusion(seq, size, now, leaves[seq], append(p, now)))
			if len(p) > 0 {
				wrong(what, transparency.CheckInclusion(seq, size, now, leaves[seq], p[1:]))
			}
		}
		for old := 1; old <= size; old++ {
			before := root(t, tree, old)
			p, err := tree.Consistency(old, size)
			if err != nil {
				t.Fatal(err)
			}
			what := fmt.Sprintf("from %d to %d", old, size)
			flips(p, func(p []transparency.Hash) {
				wrong(what, transparency.CheckConsistency(old, before, size, now, p))
			})
			flips([]transparency.Hash{before}, func(before []transparency.Hash) {
				wrong(what, transparency.CheckConsistency(old, before[0], size, now, p))
			})
			flips([]transparency.Hash{now}, func(now []transparency.Hash) {
				wrong(what, transparency.CheckConsistency(old, before, size, now[0], p))
			})
			wrong(what, transparency.CheckConsistency(old, before, size, now, append(p, now)))
		}
	}
}

// A history that was rewritten does not continue the one that somebody remembers,
// whatever proof comes with it.
func TestRewrittenHistory(t *testing.T) {
	before := lines(20)
	after := lines(30)
	after[7] = strings.Replace(after[7], "statement", "edit", 1)
	was, is := newTree(t, before), newTree(t, after)
	for _, tree := range []*transparency.Tree{newTree(t, lines(30)), is} {
		p, err := tree.Consistency(20, 30)
		if err != nil {
			t.Fatal(err)
		}
		err = transparency.CheckConsistency(20, root(t, was, 20), 30, root(t, is, 30), p)
		if diff := cmp.Diff("the proof does not show that the ledger of 30 entries continues the one of 20 entries", fmt.Sprint(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestEmptyLedger(t *testing.T) {
	tree := newTree(t, nil)
	empty := root(t, tree, 0)
	if empty != mth(nil) {
		t.Errorf("root: have %s", empty)
	}
	if files, err := tree.Tiles([]int{0}); err != nil || len(files) != 0 {
		t.Errorf("tiles: have %v, %v, want none", files, err)
	}
	other := root(t, newTree(t, lines(3)), 3)
	tests := []struct {
		name  string
		old   transparency.Hash
		size  int
		root  transparency.Hash
		proof []transparency.Hash
		holds bool
	}{
		{"nothing added", empty, 0, empty, nil, true},
		{"three added", empty, 3, other, nil, true},
		{"another beginning", other, 3, other, nil, false},
		{"another end", empty, 0, other, nil, false},
		{"a proof where none is needed", empty, 3, other, []transparency.Hash{empty}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := transparency.CheckConsistency(0, test.old, test.size, test.root, test.proof)
			if (err == nil) != test.holds {
				t.Errorf("have %v", err)
			}
		})
	}
}

func TestGrow(t *testing.T) {
	all := lines(14_000) // more than is copied
	want := root(t, newTree(t, all), 14_000)
	start := newTree(t, all[:300])
	one, err := start.Grow(all[300:])
	if err != nil {
		t.Fatal(err)
	}
	other, err := start.Grow([]string{"something else"})
	if err != nil {
		t.Fatal(err)
	}
	step := start
	for chunk := range slices.Chunk(all[300:], 99) {
		if step, err = step.Grow(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if !maps.EqualFunc(tiles(t, one), tiles(t, step), bytes.Equal) {
		t.Error("the tiles differ")
	}
	if got := root(t, one, 14_000); got != want {
		t.Errorf("at once: have %s, want %s", got, want)
	}
	if got := root(t, step, 14_000); got != want {
		t.Errorf("step by step: have %s, want %s", got, want)
	}
	if start.Size() != 300 || root(t, start, 300) != root(t, one, 300) || root(t, other, 300) != root(t, one, 300) {
		t.Error("the tree that others grew from has changed")
	}
}

func TestMistakes(t *testing.T) {
	tree := newTree(t, lines(5))
	empty := transparency.Hash{}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"a leaf too long", second(transparency.NewTree([]string{"a", strings.Repeat("b", 65536)})), "entry 1 is 65536 bytes long; an entry may have at most 65535"},
		{"a leaf too long, appended", second(tree.Grow([]string{strings.Repeat("b", 65536)})), "entry 5 is 65536 bytes long; an entry may have at most 65535"},
		{"root beyond the end", second(tree.Root(6)), "the ledger has 5 entries, not 6"},
		{"root before the start", second(tree.Root(-1)), "-1 is not a number of entries"},
		{"inclusion of no entry", second(tree.Inclusion(4, 4)), "there is no entry 4 in a ledger of 4 entries"},
		{"inclusion before the start", second(tree.Inclusion(-1, 1)), "there is no entry -1 in a ledger of 1 entry"},
		{"inclusion beyond the end", second(tree.Inclusion(1, 6)), "the ledger has 5 entries, not 6"},
		{"consistency backwards", second(tree.Consistency(4, 3)), "the ledger has 3 entries, not 4"},
		{"consistency beyond the end", second(tree.Consistency(4, 6)), "the ledger has 5 entries, not 6"},
		{"tiles beyond the end", second(tree.Tiles([]int{3, 9})), "the ledger has 5 entries, not 9"},
		{"checking no entry", transparency.CheckInclusion(5, 5, empty, "", nil), "there is no entry 5 in a ledger of 5 entries"},
		{"checking a ledger that shrank", transparency.CheckConsistency(5, empty, 4, empty, nil), "the ledger has 4 entries, not 5"},
		{"checking less than nothing", transparency.CheckConsistency(-1, empty, -1, empty, nil), "-1 is not a number of entries"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, fmt.Sprint(test.err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHash(t *testing.T) {
	h := root(t, newTree(t, vectorLeaves), 8)
	if got, want := h.String(), "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="; got != want {
		t.Errorf("have %s, want %s", got, want)
	}
	if got := h.Short(); got != h.String()[:8] || len(got) != 8 {
		t.Errorf("short: have %q", got)
	}
	if back, err := transparency.ParseHash(h.String()); err != nil || back != h {
		t.Errorf("back: have %s, %v", back, err)
	}
	s := h.String()
	for _, wrong := range []string{"", "x", s[:43], s + "\n", "\n" + s, s[:20] + "\n" + s[20:], strings.Repeat("A", 42) + "B=", strings.Repeat("A", 64), strings.Repeat("-", 43) + "="} {
		if h, err := transparency.ParseHash(wrong); err == nil {
			t.Errorf("%q is read as %s", wrong, h)
		}
	}
}
