package prosediff

import (
	"slices"

	"firsthand/generator/markdown"
)

// A column is a column of the table as it is shown: its place in the old and in
// the new table, -1 in the one that does not have it.
type column struct{ old, new int }

// table compares two tables. Both have the same columns in every row, so that
// what was added or removed is one column from top to bottom.
func (c *comparer) table(old, new *node) []Block {
	columns := c.columns(old, new)
	a, b := rowUnits(c, old, columns, true), rowUnits(c, new, columns, false)
	var out []Block
	for _, s := range slots(len(a), len(b), c.match(a, b, leastBlock, true)) {
		var before, after *node
		row := Block{From: s.old, To: s.new}
		if s.old >= 0 {
			before = old.kids[s.old]
			row.Form, row.Was, row.State = before.form, before.form, Removed
		}
		if s.new >= 0 {
			after = new.kids[s.new]
			row.Form, row.State = after.form, Added
			if before == nil {
				row.Was = after.form
			} else {
				row.State = Same
			}
		}
		if s.moved {
			row.State = Moved
		}
		for _, col := range columns {
			row.Blocks = append(row.Blocks, c.cell(before, after, col, row.Form.Head))
		}
		out = append(out, row)
	}
	return out
}

func (c *comparer) cell(before, after *node, col column, head bool) Block {
	old, new := cellOf(before, col.old), cellOf(after, col.new)
	switch {
	case old != nil && new != nil:
		b := c.pair(old, new)
		b.From, b.To = col.old, col.new
		return b
	case old != nil:
		return whole(old, col.old, -1)
	case new != nil:
		return whole(new, -1, col.new)
	}
	form := markdown.Form{Kind: markdown.Cell, Head: head}
	return Block{Form: form, Was: form, From: -1, To: -1}
}

func cellOf(row *node, i int) *node {
	if row == nil || i < 0 || i >= len(row.kids) {
		return nil
	}
	return row.kids[i]
}

func rowUnits(c *comparer, table *node, columns []column, old bool) []unit {
	out := units(table.kids)
	for i, row := range table.kids {
		var ids []int32
		for _, col := range columns {
			if col.old < 0 || col.new < 0 {
				continue
			}
			k := col.new
			if old {
				k = col.old
			}
			id := int32(0)
			if cell := cellOf(row, k); cell != nil {
				id = cell.id
			}
			ids = append(ids, id)
		}
		out[i].id = c.row(append(ids, -4, out[i].class))
	}
	return out
}

// columns finds out which column of one table is which of the other: by their
// names, then by their place between those, then by what is in them.
func (c *comparer) columns(old, new *node) []column {
	a, b := columnUnits(c, old), columnUnits(c, new)
	var pairs []pairing
	same := c.lcs(ids(a), ids(b))
	i, j := 0, 0
	for k := 0; k <= len(same); k++ {
		end := common{len(a), len(b), 0}
		if k < len(same) {
			end = same[k]
		}
		if end.i-i == end.j-j {
			for n := range end.i - i {
				pairs = append(pairs, pairing{old: i + n, new: j + n})
			}
		} else if end.i > i && end.j > j {
			for _, p := range c.match(a[i:end.i], b[j:end.j], leastBlock, false) {
				pairs = append(pairs, pairing{old: i + p.old, new: j + p.new})
			}
		}
		for n := range end.n {
			pairs = append(pairs, pairing{old: end.i + n, new: end.j + n})
		}
		i, j = end.i+end.n, end.j+end.n
	}
	var out []column
	for _, s := range slots(len(a), len(b), pairs) {
		out = append(out, column{s.old, s.new})
	}
	return out
}

func columnUnits(c *comparer, table *node) []unit {
	width := 0
	for _, row := range table.kids {
		width = max(width, len(row.kids))
	}
	out := make([]unit, width)
	for i := range out {
		var bag wordBag
		if head := cellOf(table.kids[0], i); head != nil {
			out[i].id = head.id
		}
		for _, row := range table.kids {
			if cell := cellOf(row, i); cell != nil {
				bag = append(bag, cell.words()...)
			}
		}
		slices.Sort(bag)
		out[i].of, out[i].weight = bag, len(bag)
	}
	return out
}

// A wordBag is words, sorted.
type wordBag []int32

func (b wordBag) words() []int32 { return b }
