package prosediff

import (
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/markdown"
)

// A Count says how many of one kind changed.
type Count struct {
	Added, Removed, Changed, Moved int
}

// A Summary says in numbers what changed. Nothing counts twice: a figure in a
// sentence that is new belongs to the sentence, and a sentence in which only a
// figure changed is no changed sentence.
type Summary struct {
	Figures   Count // numbers, in sentences that both texts have
	Dates     Count // dates and times, in the same
	Links     Count // links, in the same; changed: other text, or another target
	Sentences Count // changed: in other words
	Headings  Count
	Items     Count // of lists
	Rows      Count // of tables
	Cells     Count // of tables, changed: in other words
	Columns   Count // of tables
	Code      Count // lines in blocks of code
	Pictures  Count
}

// Summary counts what changed.
func (d Diff) Summary() Summary {
	s := &summer{}
	s.blocks(d.Blocks)
	return s.Summary
}

type summer struct{ Summary }

func (s *summer) blocks(list []Block) {
	for i := range list {
		s.block(&list[i])
	}
}

func (c *Count) add(s State) bool {
	switch s {
	case Added:
		c.Added++
	case Removed:
		c.Removed++
	case Moved:
		c.Moved++
	case Changed:
		c.Changed++
	default:
		return false
	}
	return true
}

func (s *summer) block(b *Block) {
	whole := b.State == Added || b.State == Removed
	switch b.Kind {
	case markdown.Item, markdown.Row:
		count := &s.Items
		if b.Kind == markdown.Row {
			count = &s.Rows
		}
		if whole || b.State == Moved {
			count.add(b.State)
		}
		if whole {
			if b.Kind == markdown.Item { // lists in it count on their own
				for i := range b.Blocks {
					if b.Blocks[i].Kind == markdown.List {
						s.block(&b.Blocks[i])
					}
				}
			}
			return
		}
	case markdown.Table:
		s.table(b)
		return
	case markdown.Rule:
		return
	case markdown.Heading:
		s.Headings.add(b.State)
		if !whole {
			s.changes(b)
		}
		return
	case markdown.Code:
		for i := range b.Sentences {
			s.Code.add(b.Sentences[i].State)
		}
		return
	}
	if b.State == Moved && b.Kind == markdown.Paragraph {
		for i := range b.Sentences {
			if b.Sentences[i].State == Same {
				s.Sentences.Moved++
			}
		}
	}
	s.changes(b)
	s.blocks(b.Blocks)
}

// table counts columns once, not in every row.
func (s *summer) table(b *Block) {
	counted := false
	for i := range b.Blocks {
		row := &b.Blocks[i]
		if !counted && row.State != Added && row.State != Removed {
			counted = true
			for k := range row.Blocks {
				if cell := &row.Blocks[k]; cell.State == Added || cell.State == Removed {
					s.Columns.add(cell.State)
				}
			}
		}
		if row.State == Added || row.State == Removed || row.State == Moved {
			s.Rows.add(row.State)
		}
		if row.State == Added || row.State == Removed {
			continue
		}
		for k := range row.Blocks {
			if cell := &row.Blocks[k]; cell.From >= 0 && cell.To >= 0 {
				s.changes(cell)
			}
		}
	}
}

// changes counts the sentences of a block, and what changed in them.
func (s *summer) changes(b *Block) {
	sentences := &s.Sentences
	switch b.Kind {
	case markdown.Heading:
		sentences = &Count{}
	case markdown.Cell:
		sentences = &s.Cells
	}
	for i := range b.Sentences {
		x := &b.Sentences[i]
		switch x.State {
		case Added, Removed, Moved:
			if onlyPictures(x) {
				s.Pictures.add(x.State)
			} else {
				sentences.add(x.State)
			}
			if x.State != Moved {
				continue
			}
		case Changed:
		default:
			continue
		}
		if s.inside(x) && x.State == Changed {
			sentences.Changed++
		}
	}
}

func onlyPictures(x *Sentence) bool {
	for _, sp := range x.Spans {
		for _, t := range sp.Tokens() {
			if t.Kind != Picture {
				return false
			}
		}
	}
	return true
}

// inside counts figures, dates, links and pictures that changed in a sentence, and
// reports whether other words did.
func (s *summer) inside(x *Sentence) bool {
	counts := map[TokenKind]*Count{Number: &s.Figures, Date: &s.Dates, Link: &s.Links, Picture: &s.Pictures}
	gone, come := map[TokenKind][]int32{}, map[TokenKind][]int32{}
	var goneWords, comeWords []int32
	note := func(tokens []Token, by map[TokenKind][]int32, words *[]int32) {
		for i := range tokens {
			t := &tokens[i]
			if counts[t.Kind] != nil {
				by[t.Kind] = append(by[t.Kind], t.id)
			} else if t.Kind != Break {
				*words = append(*words, t.id)
			}
		}
	}
	for _, sp := range x.Spans {
		switch sp.Op {
		case Delete:
			note(sp.Old, gone, &goneWords)
		case Insert:
			note(sp.New, come, &comeWords)
		}
	}
	for _, kind := range []TokenKind{Number, Date, Link, Picture} {
		a, b := without(gone[kind], come[kind]), without(come[kind], gone[kind])
		both := min(a, b)
		counts[kind].Changed += both
		counts[kind].Removed += a - both
		counts[kind].Added += b - both
	}
	return !slices.Equal(goneWords, comeWords)
}

// without returns how many elements of a are left after those of b are taken out.
func without(a, b []int32) int {
	left := map[int32]int{}
	for _, x := range b {
		left[x]++
	}
	n := 0
	for _, x := range a {
		if left[x] > 0 {
			left[x]--
		} else {
			n++
		}
	}
	return n
}

// String returns the summary in English, in one line: "1 figure changed, 2
// sentences added". It is empty if nothing changed.
func (s Summary) String() string {
	var parts []string
	say := func(n int, one, many, what string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one+" "+what)
		case n > 1:
			parts = append(parts, strconv.Itoa(n)+" "+many+" "+what)
		}
	}
	for _, k := range []struct {
		Count
		one, many string
	}{
		{s.Figures, "figure", "figures"},
		{s.Dates, "date", "dates"},
		{s.Links, "link", "links"},
		{s.Sentences, "sentence", "sentences"},
		{s.Headings, "heading", "headings"},
		{s.Items, "list item", "list items"},
		{s.Rows, "table row", "table rows"},
		{s.Cells, "table cell", "table cells"},
		{s.Columns, "table column", "table columns"},
		{s.Code, "line of code", "lines of code"},
		{s.Pictures, "picture", "pictures"},
	} {
		say(k.Changed, k.one, k.many, "changed")
		say(k.Added, k.one, k.many, "added")
		say(k.Removed, k.one, k.many, "removed")
		say(k.Moved, k.one, k.many, "moved")
	}
	return strings.Join(parts, ", ")
}
