package transparency_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/transparency"
)

// files is a host that serves files.
type files map[string][]byte

func (f files) Tile(path string) ([]byte, error) {
	data, ok := f[path]
	if !ok {
		return nil, fmt.Errorf("no file %s: %w", path, fs.ErrNotExist)
	}
	return data, nil
}

func tiles(tb testing.TB, tree *transparency.Tree, sizes ...int) files {
	tb.Helper()
	made, err := tree.Tiles(sizes)
	if err != nil {
		tb.Fatal(err)
	}
	return made
}

// names returns the paths in f, in order.
func names(f files) []string { return slices.Sorted(maps.Keys(f)) }

// Partial tiles of every signed size stay until the full one is there.
func TestPartialTiles(t *testing.T) {
	tests := []struct {
		name   string
		reason string
		size   int
		sizes  []int
		want   []string
	}{
		{"nothing", "a tree of no leaves has no tiles", 0, nil, nil},
		{"one", "", 1, nil, []string{"tile/0/000.p/1", "tile/entries/000.p/1"}},
		{
			"two runs", "a checkpoint of 2 is out there", 5, []int{2, 5},
			[]string{"tile/0/000.p/2", "tile/0/000.p/5", "tile/entries/000.p/2", "tile/entries/000.p/5"},
		},
		{
			"just full", "the full tile takes the place of the partial ones", 256, []int{2, 5, 256},
			[]string{"tile/0/000", "tile/1/000.p/1", "tile/entries/000"},
		},
		{
			"unsigned head", "what is there now is served even where no checkpoint is", 258, []int{2, 257},
			[]string{
				"tile/0/000", "tile/0/001.p/1", "tile/0/001.p/2", "tile/1/000.p/1",
				"tile/entries/000", "tile/entries/001.p/1", "tile/entries/001.p/2",
			},
		},
		{
			"partial tiles above", "of the tree of 300, tile 1/000.p/1 is not full yet, its level 0 is", 600, []int{300, 512, 599},
			[]string{
				"tile/0/000", "tile/0/001", "tile/0/002.p/87", "tile/0/002.p/88", "tile/1/000.p/1", "tile/1/000.p/2",
				"tile/entries/000", "tile/entries/001", "tile/entries/002.p/87", "tile/entries/002.p/88",
			},
		},
		{"no checkpoint of nothing", "", 1, []int{0}, []string{"tile/0/000.p/1", "tile/entries/000.p/1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := names(tiles(t, newTree(t, lines(test.size)), test.sizes...))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

// The example of the specification.
//
// Source: c2sp.org/tlog-tiles, Partial Tiles.
func TestTilesOfSeventyThousand(t *testing.T) {
	served := tiles(t, newTree(t, lines(70_000)))
	count := map[string]int{}
	for path, data := range served {
		level, rest, _ := strings.Cut(strings.TrimPrefix(path, "tile/"), "/")
		if _, width, partial := strings.Cut(rest, ".p/"); partial {
			level += ", partial " + width
		} else if level != "entries" && len(data) != 8192 {
			t.Errorf("%s has %d bytes", path, len(data))
		}
		count[level]++
	}
	if diff := cmp.Diff(map[string]int{
		"0": 273, "0, partial 112": 1, "1": 1, "1, partial 17": 1, "2, partial 1": 1,
		"entries": 273, "entries, partial 112": 1,
	}, count); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, ok := served["tile/entries/272"]; !ok {
		t.Error("tile/entries/272 is missing")
	}
}

// A tile number of a thousand and more is split, so that no folder gets too full.
func TestTilePathsBeyondAThousand(t *testing.T) {
	served := tiles(t, newTree(t, make([]string, 256*1000+256+3)), 256*1000+1)
	for _, path := range []string{"tile/0/999", "tile/0/x001/000", "tile/0/x001/001.p/3", "tile/entries/x001/000", "tile/entries/x001/001.p/3"} {
		if _, ok := served[path]; !ok {
			t.Errorf("%s is missing", path)
		}
	}
	if _, ok := served["tile/0/x001/000.p/1"]; ok {
		t.Error("tile/0/x001/000.p/1 is still there beside the full one")
	}
}

func TestBundles(t *testing.T) {
	long := strings.Repeat("x", 65535)
	served := tiles(t, newTree(t, []string{"ab", "", long}))
	want := "\x00\x02ab\x00\x00\xff\xff" + long
	if got := string(served["tile/entries/000.p/3"]); got != want {
		t.Errorf("have %d bytes, want %d", len(got), len(want))
	}
	back, err := transparency.ParseBundle([]byte(want))
	if diff := cmp.Diff([]string{"ab", "", long}, back); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	tests := []struct{ name, data, want string }{
		{"cut in a length", "\x00\x01a\x00", "not a bundle: it ends within the length of its entry 1"},
		{"cut in an entry", "\x00\x01a\x00\x02b", "not a bundle: it ends within its entry 1"},
		{"too many", strings.Repeat("\x00\x00", 257), "not a bundle: it holds more than 256 entries"},
		{"a page", "<!doctype html>", "not a bundle: it ends within its entry 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := transparency.ParseBundle([]byte(test.data))
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Everything that a tree proves, tiles of it prove too.
func TestTileTree(t *testing.T) {
	for _, size := range []int{1, 2, 255, 256, 257, 511, 512, 700, 65_536, 65_537} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			leaves := lines(size)
			tree := newTree(t, leaves)
			read := transparency.NewTileTree(size, root(t, tree, size), tiles(t, tree))
			for _, small := range []int{0, 1, 2, 3, 255, 256, 257, size / 3, size - 1, size} {
				if small > size {
					continue
				}
				if got, err := read.Root(small); err != nil || got != root(t, tree, small) {
					t.Errorf("root of %d: have %s, %v", small, got, err)
				}
				want, _ := tree.Consistency(small, size)
				got, err := read.Consistency(small, size)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("from %d: %v (-want +got):\n%s", small, err, diff)
				}
				seq := max(small-1, 0)
				want, _ = tree.Inclusion(seq, size)
				got, err = read.Inclusion(seq, size)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("entry %d: %v (-want +got):\n%s", seq, err, diff)
				}
			}
			for _, n := range []int{0, read.Bundles() - 1} {
				got, err := read.Bundle(n)
				if err != nil {
					t.Errorf("bundle %d: %v", n, err)
				}
				if diff := cmp.Diff(leaves[n*256:min(size, n*256+256)], got); diff != "" {
					t.Errorf("bundle %d (-want +got):\n%s", n, diff)
				}
			}
			if _, err := read.Bundle(read.Bundles()); fmt.Sprint(err) != fmt.Sprintf("there is no bundle %d in a ledger of %s", (size+255)/256, count(size)) {
				t.Errorf("have %v", err)
			}
			if _, err := read.Inclusion(size, size); err == nil {
				t.Error("there is a proof for an entry that is not there")
			}
		})
	}
}

func count(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// A byte that differs anywhere in what is read is found, and the file named.
func TestAnyFlippedByteOfATileIsFound(t *testing.T) {
	leaves := lines(600)
	tree := newTree(t, leaves)
	now := root(t, tree, 600)
	served := tiles(t, tree)
	for path, data := range served {
		for i := 0; i < len(data); i += 97 {
			changed := maps.Clone(served)
			changed[path] = slices.Clone(data)
			changed[path][i] ^= 1
			read := transparency.NewTileTree(600, now, changed)
			var found *transparency.TileError
			for n := range read.Bundles() {
				got, err := read.Bundle(n)
				if errors.As(err, &found) {
					break
				}
				if err != nil || !slices.Equal(got, leaves[n*256:min(600, n*256+256)]) {
					t.Fatalf("byte %d of %s: bundle %d is believed, %v", i, path, n, err)
				}
			}
			if found == nil || !slices.Contains(found.Paths, path) {
				t.Fatalf("byte %d of %s: have %v", i, path, found)
			}
		}
	}
}

func TestWhatIsWrongWithATile(t *testing.T) {
	tree := newTree(t, lines(600))
	served := tiles(t, tree)
	flipped := func(path string) []byte {
		data := slices.Clone(served[path])
		data[0] ^= 1
		return data
	}
	tests := []struct {
		name   string
		change func(files)
		want   string
	}{
		{
			"a hash of the edge", func(f files) { f["tile/1/000.p/2"] = flipped("tile/1/000.p/2") },
			"tile/1/000.p/2, tile/0/002.p/88: together they do not give the root of the checkpoint",
		},
		{
			"a hash of a full tile", func(f files) { f["tile/0/001"] = flipped("tile/0/001") },
			"tile/0/001: it does not fit the tiles above it, which fit the root of the checkpoint",
		},
		{
			"an entry", func(f files) { f["tile/entries/001"][2]++ },
			"tile/entries/001: entry 256 in it is not the one that the tree holds",
		},
		{
			"a missing tile", func(f files) { delete(f, "tile/0/001") },
			"tile/0/001: it cannot be read: no file tile/0/001: file does not exist",
		},
		{
			"a missing partial tile", func(f files) { delete(f, "tile/0/002.p/88") },
			"tile/0/002.p/88: it cannot be read: no file tile/0/002.p/88: file does not exist",
		},
		{
			"a missing bundle", func(f files) { delete(f, "tile/entries/001") },
			"tile/entries/001: it cannot be read: no file tile/entries/001: file does not exist",
		},
		{
			"a page in place of a tile", func(f files) { f["tile/0/001"] = []byte("<!doctype html>") },
			"tile/0/001: it has 15 bytes, not 8192",
		},
		{
			"a page in place of everything", func(f files) {
				for path := range f {
					f[path] = []byte("<!doctype html>")
				}
				f["tile/0/002"], f["tile/1/000"] = []byte("<!doctype html>"), []byte("<!doctype html>")
			},
			"tile/1/000.p/2: it has 15 bytes, not 64",
		},
		{
			"a tile with more behind it", func(f files) { f["tile/0/001"] = append(flipped("tile/0/001"), 0) },
			"tile/0/001: it has 8193 bytes, not 8192",
		},
		{
			"a bundle with less", func(f files) { f["tile/entries/001"] = f["tile/entries/001"][:2+int(f["tile/entries/001"][1])] },
			"tile/entries/001: it holds 1 entry, not 256",
		},
		{
			"an empty file", func(f files) { f["tile/1/000.p/2"] = nil },
			"tile/1/000.p/2: it has 0 bytes, not 64",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := tiles(t, tree)
			test.change(changed)
			_, err := transparency.NewTileTree(600, root(t, tree, 600), changed).Bundle(1)
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Once a ledger has grown, a host need no longer serve the partial tiles of its
// past, and some hosts answer for them with a page.
func TestFullTileInPlaceOfAPartialOne(t *testing.T) {
	leaves := lines(600)
	tree := newTree(t, leaves)
	for _, page := range []string{"", "<!doctype html>"} {
		served := tiles(t, tree)
		if page != "" {
			served["tile/0/001.p/44"], served["tile/entries/001.p/44"] = []byte(page), []byte(page)
		}
		read := transparency.NewTileTree(300, root(t, tree, 300), served)
		// Of the level above, the partial tile of this size is not full yet.
		served["tile/1/000.p/1"] = tiles(t, tree, 300)["tile/1/000.p/1"]
		got, err := read.Bundle(1)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(leaves[256:300], got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// broken answers every request with an error that does not mean "no such file".
type broken struct{ asked []string }

var errHost = errors.New("the host does not answer")

func (b *broken) Tile(path string) ([]byte, error) {
	b.asked = append(b.asked, path)
	return nil, errHost
}

func TestBrokenHostIsAskedOnce(t *testing.T) {
	src := &broken{}
	_, err := transparency.NewTileTree(3, transparency.Hash{}, src).Inclusion(0, 3)
	if !errors.Is(err, errHost) {
		t.Errorf("have %v", err)
	}
	if diff := cmp.Diff([]string{"tile/0/000.p/3"}, src.asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A checkpoint may claim any size; reading tiles for it must end.
func TestHugeTileTree(t *testing.T) {
	const huge = math.MaxInt & (1<<53 - 1)
	read := transparency.NewTileTree(huge, transparency.Hash{}, files{})
	for _, err := range []error{
		second(read.Inclusion(huge-1, huge)),
		second(read.Consistency(5, huge)),
		second(read.Root(huge)),
		second(read.Bundle(7)),
	} {
		if _, ok := errors.AsType[*transparency.TileError](err); !ok {
			t.Errorf("have %v, want a TileError", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
