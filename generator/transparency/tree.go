package transparency

import "golang.org/x/mod/sumdb/tlog"

// maxLeaf is the length in bytes that an entry bundle can write down.
//
// Source: c2sp.org/tlog-tiles, Log entries.
const maxLeaf = 1<<16 - 1

// A Tree is the Merkle tree over a list of leaves. It does not change.
//
// Source: RFC 6962, section 2.1.
type Tree struct {
	leaves list[string]
	// hashes of every complete subtree, in the order in which appending leaves
	// completes them; see tlog.StoredHashIndex.
	hashes list[tlog.Hash]
}

// NewTree returns the tree over leaves, which may be none. A leaf may have up to
// 65,535 bytes; a longer one is a [LeafError].
func NewTree(leaves []string) (*Tree, error) { return new(Tree).Grow(leaves) }

// Grow returns the tree over the leaves of t and then the given ones. What t has
// hashed is neither hashed again nor copied.
func (t *Tree) Grow(leaves []string) (*Tree, error) {
	size := t.Size() + len(leaves)
	g := &Tree{
		leaves: t.leaves.begin(len(leaves)),
		hashes: t.hashes.begin(int(tlog.StoredHashCount(int64(size))) - t.hashes.len()),
	}
	for _, leaf := range leaves {
		seq := g.Size()
		if len(leaf) > maxLeaf {
			return nil, &LeafError{seq, len(leaf)}
		}
		g.leaves.add(leaf)
		h := tlog.Hash(leafHash(leaf))
		g.hashes.add(h)
		// Each 1 at the end of seq in binary is a subtree that this leaf completes.
		for level, n := 0, int64(seq); n&1 == 1; level, n = level+1, n>>1 {
			h = tlog.NodeHash(g.hashes.at(int(tlog.StoredHashIndex(level, n-1))), h)
			g.hashes.add(h)
		}
	}
	return g, nil
}

// read returns hashes of the tree by their place in the list.
func (t *Tree) read(indexes []int64) ([]tlog.Hash, error) {
	hs := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		hs[i] = t.hashes.at(int(x))
	}
	return hs, nil
}

// Size returns the number of leaves.
func (t *Tree) Size() int { return t.leaves.len() }

// Root returns the root of the tree over the first size leaves. That of none is
// the hash of nothing, as RFC 6962 has it.
func (t *Tree) Root(size int) (Hash, error) { return rootOf(t.read, t.Size(), size) }

// Inclusion returns the proof that the leaf seq is in the tree over the first
// size leaves, for [CheckInclusion]: from the neighbour of the leaf up to a child
// of the root.
func (t *Tree) Inclusion(seq, size int) ([]Hash, error) {
	return inclusionIn(t.read, t.Size(), seq, size)
}

// Consistency returns the proof that the tree over the first size leaves
// continues the one over the first old leaves, for [CheckConsistency]. From none
// and to the same size it is empty.
func (t *Tree) Consistency(old, size int) ([]Hash, error) {
	return consistencyIn(t.read, t.Size(), old, size)
}

func rootOf(r tlog.HashReaderFunc, have, size int) (Hash, error) {
	if size < 0 || size > have {
		return Hash{}, &RangeError{"size", size, have}
	}
	h, err := tlog.TreeHash(int64(size), r)
	return Hash(h), err
}

func inclusionIn(r tlog.HashReaderFunc, have, seq, size int) ([]Hash, error) {
	if size < 0 || size > have {
		return nil, &RangeError{"size", size, have}
	}
	if seq < 0 || seq >= size {
		return nil, &RangeError{"entry", seq, size}
	}
	p, err := tlog.ProveRecord(int64(size), int64(seq), r)
	return fromLog(p), err
}

func consistencyIn(r tlog.HashReaderFunc, have, old, size int) ([]Hash, error) {
	if size < 0 || size > have {
		return nil, &RangeError{"size", size, have}
	}
	if old < 0 || old > size {
		return nil, &RangeError{"size", old, size}
	}
	if old == 0 {
		return []Hash{}, nil
	}
	p, err := tlog.ProveTree(int64(size), int64(old), r)
	return fromLog(p), err
}

// CheckInclusion reports whether proof shows that leaf is entry seq of the ledger
// with this size and root: nil, a [RangeError] or a [ProofError].
//
// Source: RFC 6962, section 2.1.1.
func CheckInclusion(seq, size int, root Hash, leaf string, proof []Hash) error {
	if seq < 0 || seq >= size {
		return &RangeError{"entry", seq, max(size, 0)}
	}
	if err := tlog.CheckRecord(toLog(proof), int64(size), tlog.Hash(root), int64(seq), tlog.Hash(leafHash(leaf))); err != nil {
		return &ProofError{Entry: true, From: seq, Size: size}
	}
	return nil
}

// CheckConsistency reports whether proof shows that the ledger with this size and
// root begins with the one of old entries and oldRoot, unchanged: nil, a
// [RangeError] or a [ProofError].
//
// Source: RFC 6962, section 2.1.2.
func CheckConsistency(old int, oldRoot Hash, size int, root Hash, proof []Hash) error {
	if old < 0 || old > size {
		return &RangeError{"size", old, max(size, 0)}
	}
	failed := &ProofError{From: old, Size: size}
	if old == 0 {
		// Every ledger continues the empty one, whose root is known.
		empty, _ := tlog.TreeHash(0, nil)
		if oldRoot != Hash(empty) || len(proof) != 0 || size == 0 && root != oldRoot {
			return failed
		}
		return nil
	}
	if err := tlog.CheckTree(toLog(proof), int64(size), tlog.Hash(root), int64(old), tlog.Hash(oldRoot)); err != nil {
		return failed
	}
	return nil
}
