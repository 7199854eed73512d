package prosediff

import (
	"slices"
	"unicode/utf8"

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
		x.Text = w.text()
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
	last  []byte           // plain text that goes on the last of out
	marks []*markdown.Mark // of what was written last
}

// text returns what was written.
func (w *inlineWriter) text() []markdown.Inline {
	if len(w.last) > 0 {
		w.out[len(w.out)-1].Text = string(w.last)
		w.last = w.last[:0]
	}
	return w.out
}

// end returns the character that was written last, 0 if there is none or it is a
// line break.
func (w *inlineWriter) end() rune {
	r := rune(0)
	if len(w.last) > 0 {
		r, _ = utf8.DecodeLastRune(w.last)
	} else if n := len(w.out); n > 0 && w.out[n-1].Text != "" {
		r, _ = utf8.DecodeLastRuneInString(w.out[n-1].Text)
	}
	if r == '\n' {
		return 0
	}
	return r
}

// token writes a word after white space, with more marks around its own. The white
// space stands under the marks that the word shares with what was before.
func (w *inlineWriter) token(t *Token, space string, around []*markdown.Mark) {
	marks := join(around, t.Marks)
	if t.Kind == Link {
		marks = join(marks, []*markdown.Mark{t.target.mark})
	}
	w.space(space, marks)
	switch t.Kind {
	case Link:
		depth := len(t.Marks)
		for _, in := range t.target.parts {
			in.Marks = join(around, t.Marks, []*markdown.Mark{t.target.mark}, in.Marks[depth+1:])
			w.add(in)
		}
	case Literal:
		w.add(markdown.Inline{Kind: markdown.Literal, Text: t.Text, Marks: marks})
	case Picture:
		w.add(markdown.Inline{Kind: markdown.Picture, Text: t.Text, Dest: t.Dest(), Title: t.Title(), Marks: marks})
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
	if len(w.last) > 0 && in.Kind == markdown.Plain && slices.Equal(w.marks, in.Marks) {
		w.last = append(w.last, in.Text...)
		return
	}
	w.text()
	w.marks = in.Marks
	w.out = append(w.out, in)
	if in.Kind == markdown.Plain {
		w.last = append(w.last, in.Text...)
	}
}

func join(parts ...[]*markdown.Mark) []*markdown.Mark {
	var out []*markdown.Mark
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
