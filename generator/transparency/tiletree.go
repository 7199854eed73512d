package transparency

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"
)

// A TileSource reads the tiles that somebody serves. Nothing it returns is
// believed. A file that is not there is an error that is [fs.ErrNotExist].
type TileSource interface {
	// Tile returns the file at a path such as "tile/0/x001/234.p/56", below the
	// ledger's folder. No tile has more than 8,192 bytes, no bundle more than
	// 16,777,472 ([MaxTile], [MaxBundle]).
	Tile(path string) ([]byte, error)
}

// The longest files that a [TileSource] need read.
const (
	MaxTile   = tileWidth * tlog.HashSize
	MaxBundle = tileWidth * (2 + maxLeaf)
)

// A TileTree is a tree of which only the size and the root are known, and which
// reads from tiles what else it needs. Every tile is compared with the root
// before it is used; one that does not fit is a [TileError]. It remembers the
// tiles that it has read. It must not be used by two goroutines at once.
type TileTree struct {
	size     int
	tiles    *tiles
	hashes   tlog.HashReader
	edgeRead bool
}

// NewTileTree returns the tree of a checkpoint, read from src when it is asked
// for something. Who calls has checked the checkpoint's signature.
func NewTileTree(size int, root Hash, src TileSource) *TileTree {
	tiles := &tiles{src: src, size: size, known: make(map[tlog.Tile][]byte)}
	checked := tlog.TileHashReader(tlog.Tree{N: int64(size), Hash: tlog.Hash(root)}, tiles)
	return &TileTree{size: size, tiles: tiles, hashes: checked}
}

// Size returns the number of leaves.
func (t *TileTree) Size() int { return t.size }

// Root is [Tree.Root].
func (t *TileTree) Root(size int) (Hash, error) { return rootOf(t.read, t.size, size) }

// Inclusion is [Tree.Inclusion].
func (t *TileTree) Inclusion(seq, size int) ([]Hash, error) {
	return inclusionIn(t.read, t.size, seq, size)
}

// Consistency is [Tree.Consistency].
func (t *TileTree) Consistency(old, size int) ([]Hash, error) {
	return consistencyIn(t.read, t.size, old, size)
}

// read returns hashes of the tree that are known to be right.
func (t *TileTree) read(indexes []int64) ([]tlog.Hash, error) {
	if !t.edgeRead {
		// The tiles at the right edge alone give the root. They are looked at
		// first, because the library says of all tiles at once that something is
		// wrong with them.
		if _, err := t.hashes.ReadHashes(nil); err != nil {
			if t.tiles.err != nil {
				return nil, t.tiles.err
			}
			wrong := &TileError{Why: "together they do not give the root of the checkpoint"}
			for _, tile := range t.tiles.asked {
				wrong.Paths = append(wrong.Paths, tilePath(tile))
			}
			if len(wrong.Paths) == 1 {
				wrong.Why = "it does not give the root of the checkpoint"
			}
			return nil, wrong
		}
		t.edgeRead = true
	}
	hs, err := t.hashes.ReadHashes(indexes)
	if err != nil {
		return nil, cmp.Or(t.tiles.err, t.tiles.blame(), err)
	}
	return hs, nil
}

// Bundles returns how many entry bundles the tree has.
func (t *TileTree) Bundles() int { return (t.size + tileWidth - 1) / tileWidth }

// Bundle reads the entry bundle n, whose first leaf is entry 256 n, and compares
// each leaf with its hash.
func (t *TileTree) Bundle(n int) ([]string, error) {
	if n < 0 || n >= t.Bundles() {
		return nil, &RangeError{"bundle", n, t.size}
	}
	tile := tlog.Tile{H: tileHeight, N: int64(n), W: min(tileWidth, t.size-n*tileWidth)}
	if _, err := t.read([]int64{tlog.StoredHashIndex(0, tile.N*tileWidth)}); err != nil {
		return nil, err
	}
	hashes := t.tiles.known[tile]
	tile.L = bundles
	var leaves []string
	path, err := t.tiles.fetch(tile, func(data []byte, width int) (err error) {
		if leaves, err = ParseBundle(data); err == nil && len(leaves) != width {
			err = fmt.Errorf("it holds %s, not %d", entries(len(leaves)), width)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	leaves = leaves[:tile.W]
	for i, leaf := range leaves {
		if want := Hash(hashes[i*tlog.HashSize:][:tlog.HashSize]); leafHash(leaf) != want {
			return nil, &TileError{Paths: []string{path}, Why: fmt.Sprintf("entry %d in it is not the one that the tree holds", n*tileWidth+i)}
		}
	}
	return leaves, nil
}

// tiles reads tiles for the library below, which compares them with the root.
type tiles struct {
	src   TileSource
	size  int
	known map[tlog.Tile][]byte // found to be right

	// of the newest call of ReadTiles
	asked []tlog.Tile
	data  [][]byte
	err   error
}

// Height returns the height of the tiles.
func (r *tiles) Height() int { return tileHeight }

// SaveTiles remembers tiles that the library found to be right.
func (r *tiles) SaveTiles(asked []tlog.Tile, data [][]byte) {
	for i, t := range asked {
		r.known[t] = data[i]
	}
}

// ReadTiles returns the tiles that the library asks for.
func (r *tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	r.asked, r.data, r.err = asked, make([][]byte, len(asked)), nil
	for i, t := range asked {
		if known, ok := r.known[t]; ok {
			r.data[i] = known
			continue
		}
		_, r.err = r.fetch(t, func(data []byte, width int) error {
			if len(data) != width*tlog.HashSize {
				return fmt.Errorf("it has %d bytes, not %d", len(data), width*tlog.HashSize)
			}
			r.data[i] = data[:t.W*tlog.HashSize]
			return nil
		})
		if r.err != nil {
			return nil, r.err
		}
	}
	return r.data, nil
}

// fetch reads a tile or, if that is partial and no longer there, the full one
// that may have taken its place. Some hosts answer with a page where they should
// say that there is no such file, so what accept refuses counts as not there. It
// returns the path of what was accepted.
func (r *tiles) fetch(t tlog.Tile, accept func(data []byte, width int) error) (string, error) {
	try := func(t tlog.Tile) *TileError {
		data, err := r.src.Tile(tilePath(t))
		if err != nil {
			return &TileError{Paths: []string{tilePath(t)}, Why: "it cannot be read", Err: err}
		}
		if err := accept(data, t.W); err != nil {
			return &TileError{Paths: []string{tilePath(t)}, Why: err.Error()}
		}
		return nil
	}
	first := try(t)
	if first == nil {
		return tilePath(t), nil
	}
	if gone := first.Err == nil || errors.Is(first.Err, fs.ErrNotExist); gone && t.W < tileWidth {
		full := t
		full.W = tileWidth
		if try(full) == nil {
			return tilePath(full), nil
		}
	}
	return "", first
}

// blame says which of the full tiles that were just read is wrong. They are
// ordered so that what is above a tile comes before it, and begin with those of
// the edge, which are right.
func (r *tiles) blame() error {
	at := make(map[tlog.Tile]int)
	for i, t := range r.asked {
		at[t] = i
	}
	for i, t := range r.asked {
		above := tlog.Tile{H: tileHeight, L: t.L + 1, N: t.N / tileWidth}
		above.W = int(min(tileWidth, tileCount(r.size, above.L)-above.N*tileWidth))
		j, ok := at[above]
		if t.W < tileWidth || !ok {
			continue
		}
		want, err := tlog.HashFromTile(above, r.data[j], tlog.StoredHashIndex(above.L*tileHeight, t.N))
		if err != nil || tileRoot(t, r.data[i]) != want {
			return &TileError{Paths: []string{tilePath(t)}, Why: "it does not fit the tiles above it, which fit the root of the checkpoint"}
		}
	}
	return nil
}

// tileRoot returns the hash over a full tile.
func tileRoot(t tlog.Tile, data []byte) tlog.Hash {
	half := t.L*tileHeight + tileHeight - 1
	left, _ := tlog.HashFromTile(t, data, tlog.StoredHashIndex(half, 2*t.N))
	right, _ := tlog.HashFromTile(t, data, tlog.StoredHashIndex(half, 2*t.N+1))
	return tlog.NodeHash(left, right)
}
