package transparency

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A tile holds 256 neighbouring hashes of every eighth level of the tree, or
// fewer at the right edge; an entry bundle holds the leaves below a tile of
// level 0.
//
// Source: c2sp.org/tlog-tiles.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	bundles    = -1 // the level at which the library below keeps bundles
)

// tilePath returns where a tile is served, below the ledger's folder.
func tilePath(t tlog.Tile) string {
	// The library below has the height in the path, and calls entries data.
	p := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if rest, ok := strings.CutPrefix(p, "data/"); ok {
		p = "entries/" + rest
	}
	return "tile/" + p
}

// Tiles returns all tiles and entry bundles of the tree by path: "tile/0/000",
// "tile/0/x001/234.p/56", "tile/entries/000.p/42". Those at the right edge of the
// trees over the first n leaves, for n in sizes, are there too until the full one
// is: somebody may hold a checkpoint of that size. A size beyond the tree is a
// [RangeError].
func (t *Tree) Tiles(sizes []int) (map[string][]byte, error) {
	tiles := tlog.NewTiles(tileHeight, 0, int64(t.Size()))
	for _, size := range sizes {
		if size < 0 || size > t.Size() {
			return nil, &RangeError{"size", size, t.Size()}
		}
		for _, tile := range edge(size) {
			if tileCount(t.Size(), tile.L) < (tile.N+1)*tileWidth {
				tiles = append(tiles, tile)
			}
		}
	}
	files := make(map[string][]byte)
	for _, tile := range tiles {
		if _, done := files[tilePath(tile)]; done {
			continue
		}
		data, err := tlog.ReadTileData(tile, tlog.HashReaderFunc(t.read))
		if err != nil {
			return nil, fmt.Errorf("making %s: %w", tilePath(tile), err)
		}
		files[tilePath(tile)] = data
		if tile.L == 0 {
			tile.L = bundles
			files[tilePath(tile)] = t.bundle(tile)
		}
	}
	return files, nil
}

// edge returns the tiles of a tree that are not full, from level 0 up. Each hash
// of such a tree is below one of them, or in it.
func edge(size int) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; tileCount(size, level) > 0; level++ {
		n := tileCount(size, level)
		if w := n % tileWidth; w > 0 {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n / tileWidth, W: int(w)})
		}
	}
	return tiles
}

// tileCount returns how many hashes a tree has at a level of tiles.
func tileCount(size, level int) int64 { return int64(size) >> (tileHeight * level) }

// bundle returns the leaves of a tile, each after its length in two bytes.
func (t *Tree) bundle(tile tlog.Tile) []byte {
	first, size := int(tile.N)*tileWidth, 0
	for i := range tile.W {
		size += 2 + len(t.leaves.at(first+i))
	}
	data := make([]byte, 0, size)
	for i := range tile.W {
		leaf := t.leaves.at(first + i)
		data = binary.BigEndian.AppendUint16(data, uint16(len(leaf)))
		data = append(data, leaf...)
	}
	return data
}

// ParseBundle returns the leaves of an entry bundle, at most 256. An error is a
// [FormError].
func ParseBundle(data []byte) ([]string, error) {
	var leaves []string
	for len(data) > 0 {
		if len(leaves) == tileWidth {
			return nil, &FormError{"bundle", fmt.Sprintf("it holds more than %d entries", tileWidth)}
		}
		if len(data) < 2 {
			return nil, &FormError{"bundle", fmt.Sprintf("it ends within the length of its entry %d", len(leaves))}
		}
		n := int(binary.BigEndian.Uint16(data))
		if data = data[2:]; n > len(data) {
			return nil, &FormError{"bundle", fmt.Sprintf("it ends within its entry %d", len(leaves))}
		}
		leaves, data = append(leaves, string(data[:n])), data[n:]
	}
	return leaves, nil
}
