package ledger

import (
	"fmt"

	"firsthand/generator/transparency"
)

// Tree returns the Merkle tree over the lines. It is made when it is first asked
// for.
func (l *Log) Tree() *transparency.Tree {
	if l.tree == nil {
		return growTree(new(transparency.Tree), nil)
	}
	return l.tree()
}

// growTree adds lines, which were checked, to a tree.
func growTree(t *transparency.Tree, lines []string) *transparency.Tree {
	grown, err := t.Grow(lines)
	if err != nil {
		panic(fmt.Sprintf("ledger: a line that was checked is no leaf: %v", err))
	}
	return grown
}

// Root returns the root of the tree over the first size entries.
func (l *Log) Root(size int) transparency.Hash {
	root, err := l.Tree().Root(size)
	if err != nil {
		panic(fmt.Sprintf("ledger: %v", err))
	}
	return root
}
