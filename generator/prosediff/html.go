package prosediff

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/markdown"
)

// Words are what a page says of a run, in its language, with the colon:
// "removed:", "added:", "moved:". An empty one is not said.
type Words struct {
	Removed, Added, Moved string
}

// HTML returns both texts as one, by the rules of [markdown.HTML]: what was
// removed is in del, what was added in ins, and before it stands the word for
// that, in a span of the class "vh", which sighted readers do not see. What moved
// is shown where it is now, with the class "moved" (on a span, an item, or a div
// around blocks), after its word in a span or a paragraph of the class
// "moved-word", which is for all. Text that an author struck out is in s.
//
// Headings and the parts of a table have no attributes, so that a page can treat
// them like those of any other text.
func (d Diff) HTML(w Words, o markdown.Options) string {
	return markdown.BlocksHTML(d.merged(w), o)
}

// merged returns both texts as one tree.
func (d Diff) merged(w Words) []markdown.Block {
	return newMerger(w).blocks(d.Blocks, markdown.Group)
}

// A merger makes one tree of both texts.
type merger struct {
	words  Words
	plain  bool                              // no label at the beginning of a group
	struck map[*markdown.Mark]*markdown.Mark // what stands for marks of struck text
}

func newMerger(w Words) *merger {
	return &merger{words: w, struck: map[*markdown.Mark]*markdown.Mark{}}
}

// blocks merges blocks in a block of the kind parent.
func (m *merger) blocks(list []Block, parent markdown.BlockKind) []markdown.Block {
	var out []markdown.Block
	group, from := -1, 0 // the group that moved blocks go to, and the old place of its last one
	for i := range list {
		b := &list[i]
		if b.State == Elsewhere {
			continue
		}
		x, ok := m.block(b)
		if !ok {
			continue
		}
		if b.State != Moved || parent == markdown.List || parent == markdown.Table || parent == markdown.Row {
			out = append(out, x)
			group = -1
			continue
		}
		if group < 0 || b.From != from+1 {
			g := markdown.Block{Form: markdown.Form{Kind: markdown.Group}, Class: "moved"}
			if m.words.Moved != "" && !m.plain {
				g.Blocks = []markdown.Block{{Text: []markdown.Inline{{Kind: markdown.Label, Class: "moved-word", Text: m.words.Moved}}}}
			}
			out = append(out, g)
			group = len(out) - 1
		}
		from = b.From
		out[group].Blocks = append(out[group].Blocks, x)
	}
	return out
}

// block merges a block, unless there is nothing of it to show.
func (m *merger) block(b *Block) (markdown.Block, bool) {
	x := markdown.Block{Form: b.Form}
	switch {
	case b.Kind == markdown.Rule:
		if op := opOf(b.State); op != Equal {
			x.Mark = markOf(op)
			x.Text = m.label(op, nil)
		}
		return x, true
	case len(b.Blocks) > 0:
		x.Blocks = m.blocks(b.Blocks, b.Kind)
		op := opOf(b.State)
		switch {
		case b.State == Moved:
			m.markMoved(&x)
		case b.Kind == markdown.Row && op != Equal && emptyRow(b):
			x.Blocks[0].Text = m.empty(op)
		}
		return x, len(x.Blocks) > 0
	case len(b.Sentences) > 0:
		x.Text = m.text(b)
		return x, len(x.Text) > 0
	}
	// Nothing in it: an item without text, an empty cell, an empty quote.
	if op := opOf(b.State); op != Equal && b.Kind != markdown.Cell {
		if b.Kind == markdown.Code {
			x.Text = m.empty(op)
		} else {
			x.Blocks = []markdown.Block{{Form: markdown.Form{Tight: true}, Text: m.empty(op)}}
		}
	}
	return x, true
}

// empty returns a mark around nothing but its word.
func (m *merger) empty(op Op) []markdown.Inline {
	mark := []*markdown.Mark{markOf(op)}
	if text := m.label(op, mark); len(text) > 0 {
		return text
	}
	return []markdown.Inline{{Marks: mark}}
}

// markMoved marks an item, or a row by its first cell.
func (m *merger) markMoved(x *markdown.Block) {
	var into *[]markdown.Inline
	switch x.Kind {
	case markdown.Item:
		x.Class = "moved"
		first := &x.Blocks[0]
		if first.Kind != markdown.Paragraph {
			if m.words.Moved != "" {
				x.Blocks = append([]markdown.Block{{Form: markdown.Form{Tight: true}, Text: m.movedLabel(nil)}}, x.Blocks...)
			}
			return
		}
		into = &first.Text
		*into = append(m.movedLabel(nil), *into...)
	case markdown.Row:
		into = &x.Blocks[0].Text
		mark := &markdown.Mark{Kind: markdown.Classified, Class: "moved"}
		text := m.movedLabel([]*markdown.Mark{mark})
		for _, in := range *into {
			in.Marks = join([]*markdown.Mark{mark}, in.Marks)
			text = append(text, in)
		}
		*into = text
	}
}

func (m *merger) movedLabel(marks []*markdown.Mark) []markdown.Inline {
	if m.words.Moved == "" {
		return nil
	}
	return []markdown.Inline{{Kind: markdown.Label, Class: "moved-word", Text: m.words.Moved + " ", Marks: marks}}
}

func opOf(s State) Op {
	switch s {
	case Added:
		return Insert
	case Removed:
		return Delete
	}
	return Equal
}

func markOf(op Op) *markdown.Mark {
	if op == Insert {
		return &markdown.Mark{Kind: markdown.Inserted}
	}
	return &markdown.Mark{Kind: markdown.Deleted}
}

// label returns the word for an op, which only listeners get.
func (m *merger) label(op Op, marks []*markdown.Mark) []markdown.Inline {
	word := m.words.Added
	if op == Delete {
		word = m.words.Removed
	}
	if word == "" {
		return nil
	}
	return []markdown.Inline{{Kind: markdown.Label, Class: "vh", Text: word + " ", Marks: marks}}
}

// text merges the sentences of a block.
func (m *merger) text(b *Block) []markdown.Inline {
	w := &inlineWriter{}
	var moved *markdown.Mark
	var around []*markdown.Mark
	last := Equal
	for _, sp := range shown(b) {
		var labels []markdown.Inline
		opening := sp.moved != (moved != nil)
		if opening {
			moved = nil
			if sp.moved {
				moved = &markdown.Mark{Kind: markdown.Classified, Class: "moved"}
			}
		}
		if opening || sp.Op != last {
			around = nil
			if moved != nil {
				around = append(around, moved)
				if opening {
					labels = m.movedLabel(join(around))
				}
			}
			if sp.Op != Equal {
				around = append(around, markOf(sp.Op))
				labels = append(labels, m.label(sp.Op, join(around))...)
			}
		}
		last = sp.Op
		tokens := sp.Tokens()
		for k := range tokens {
			t := m.unstruck(tokens[k])
			space := t.Space
			if t.first {
				space = w.gap(&t)
			}
			if len(labels) > 0 {
				w.space(space, around)
				space = ""
				for _, l := range labels {
					if l.Class == "vh" && w.abuts() {
						l.Text = " " + l.Text
					}
					w.add(l)
				}
				labels = nil
			}
			w.token(&t, space, around)
		}
	}
	return w.text()
}

// A shownSpan is a span as it is shown.
type shownSpan struct {
	Span
	moved bool // in a sentence that moved
}

// shown returns the spans of a block in the order in which they are shown. Where
// sentences next to each other have nothing in common, what was removed of all of
// them comes before what was added.
func shown(b *Block) []shownSpan {
	var out, added []shownSpan
	for i := range b.Sentences {
		s := &b.Sentences[i]
		if s.State == Elsewhere {
			continue
		}
		alone := s.State != Moved && !slices.ContainsFunc(s.Spans, func(sp Span) bool { return sp.Op == Equal })
		if !alone {
			out = append(out, added...)
			added = nil
		}
		for _, sp := range s.Spans {
			if alone && sp.Op == Insert {
				added = append(added, shownSpan{sp, false})
			} else {
				out = append(out, shownSpan{sp, s.State == Moved})
			}
		}
	}
	return append(out, added...)
}

// abuts reports whether what comes next stands right behind a word: a listener
// would hear the two as one.
func (w *inlineWriter) abuts() bool {
	r := w.end()
	return r != 0 && !unicode.IsSpace(r)
}

// unstruck returns a word with other marks for text that an author struck out.
func (m *merger) unstruck(t Token) Token {
	other := func(marks []*markdown.Mark) []*markdown.Mark {
		for i, mark := range marks {
			if mark.Kind != markdown.Struck {
				continue
			}
			marks = join(marks)
			for k := i; k < len(marks); k++ {
				if marks[k].Kind == markdown.Struck {
					if m.struck[marks[k]] == nil {
						m.struck[marks[k]] = &markdown.Mark{Kind: markdown.NoLonger}
					}
					marks[k] = m.struck[marks[k]]
				}
			}
			break
		}
		return marks
	}
	t.Marks = other(t.Marks)
	if t.Kind == Link {
		to := *t.target
		to.parts = make([]markdown.Inline, len(t.target.parts))
		for i, p := range t.target.parts {
			p.Marks = other(p.Marks)
			to.parts[i] = p
		}
		t.target = &to
	}
	return t
}

// gap returns the white space that the first word of a block needs where it is
// shown after something else.
func (w *inlineWriter) gap(t *Token) string {
	before := w.end()
	after, _ := utf8.DecodeRuneInString(t.Text)
	if before == 0 || closeSet(before) && closeSet(after) {
		return ""
	}
	return " "
}
