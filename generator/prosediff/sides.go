package prosediff

import (
	"slices"

	"firsthand/generator/markdown"
)

// Old returns the old text, put together from what the diff says of it:
// markdown.BlocksHTML of it shows the page of the old text.
func (d Diff) Old() []markdown.Block { return side(d.Blocks, true) }

// New returns the new text in the same way.
func (d Diff) New() []markdown.Block { return side(d.Blocks, false) }

func side(blocks []Block, old bool) []markdown.Block {
	var out []markdown.Block
	place := func(b Block) int {
		if old {
			return b.From
		}
		return b.To
	}
	own := make([]*Block, 0, len(blocks))
	for i := range blocks {
		if place(blocks[i]) >= 0 {
			own = append(own, &blocks[i])
		}
	}
	slices.SortStableFunc(own, func(a, b *Block) int { return place(*a) - place(*b) })
	for _, b := range own {
		x := markdown.Block{Form: b.Form, Blocks: side(b.Blocks, old)}
		if old {
			x.Form = b.Was
		}
		w := &inlineWriter{}
		for _, s := range ordered(b.Sentences, old) {
			for _, sp := range s.Spans {
				tokens := sp.New
				if old {
					tokens = sp.Old
				}
				for i := range tokens {
					w.token(&tokens[i], tokens[i].Space, nil)
				}
			}
		}
		x.Text = w.out
		out = append(out, x)
	}
	return out
}

// ordered returns the sentences of one text in its order.
func ordered(list []Sentence, old bool) []*Sentence {
	place := func(s *Sentence) int {
		if old {
			return s.From
		}
		return s.To
	}
	var own []*Sentence
	for i := range list {
		if place(&list[i]) >= 0 {
			own = append(own, &list[i])
		}
	}
	slices.SortStableFunc(own, func(a, b *Sentence) int { return place(a) - place(b) })
	return own
}

// An inlineWriter puts words together to the text of a block.
type inlineWriter struct {
	out   []markdown.Inline
	marks []*markdown.Mark // of what was written last
}

// token writes a word after white space, with more marks around its own. The white
// space stands under the marks that the word shares with what was before.
func (w *inlineWriter) token(t *Token, space string, around []*markdown.Mark) {
	marks := join(around, t.Marks)
	if t.Kind == Link {
		marks = join(marks, []*markdown.Mark{t.link})
	}
	w.space(space, marks)
	switch t.Kind {
	case Link:
		depth := len(t.Marks)
		for _, in := range t.parts {
			in.Marks = join(around, t.Marks, []*markdown.Mark{t.link}, in.Marks[depth+1:])
			w.add(in)
		}
	case Literal:
		w.add(markdown.Inline{Kind: markdown.Literal, Text: t.Text, Marks: marks})
	case Picture:
		w.add(markdown.Inline{Kind: markdown.Picture, Text: t.Text, Dest: t.Dest, Title: t.Title, Marks: marks})
	case Break:
		w.add(markdown.Inline{Kind: markdown.Break, Marks: marks})
	default:
		w.add(markdown.Inline{Text: t.Text, Marks: marks})
	}
}

func (w *inlineWriter) space(space string, before []*markdown.Mark) {
	if space == "" || len(w.out) == 0 {
		return
	}
	n := 0
	for n < len(w.marks) && n < len(before) && w.marks[n] == before[n] {
		n++
	}
	w.add(markdown.Inline{Text: space, Marks: slices.Clone(before[:n])})
}

func (w *inlineWriter) add(in markdown.Inline) {
	w.marks = in.Marks
	if n := len(w.out); n > 0 && in.Kind == markdown.Plain && w.out[n-1].Kind == markdown.Plain && slices.Equal(w.out[n-1].Marks, in.Marks) {
		w.out[n-1].Text += in.Text
		return
	}
	w.out = append(w.out, in)
}

func join(parts ...[]*markdown.Mark) []*markdown.Mark {
	var out []*markdown.Mark
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
