package prosediff

import (
	"slices"

	"firsthand/generator/markdown"
)

// blocks compares blocks that stand beside each other.
func (c *comparer) blocks(old, new []*node) []Block {
	a, b := units(old), units(new)
	pairs := c.match(a, b, leastBlock, true)
	pairs = replacedHeadings(old, new, pairs)
	all := func(int) bool { return true }
	pairs = replaced(len(old), len(new), pairs, all, all, func(i, j int) bool {
		return a[i].class == b[j].class && resemblance(a[i], b[j]) >= leastReplaced
	})
	var out []Block
	for _, s := range slots(len(old), len(new), pairs) {
		switch {
		case s.new < 0:
			out = append(out, whole(old[s.old], s.old, -1))
		case s.old < 0:
			out = append(out, whole(new[s.new], -1, s.new))
		default:
			b := c.pair(old[s.old], new[s.new])
			b.From, b.To = s.old, s.new
			if s.moved {
				b.State = Moved
			}
			out = append(out, b)
		}
	}
	return out
}

func units(nodes []*node) []unit {
	out := make([]unit, len(nodes))
	for i, n := range nodes {
		out[i] = unit{id: n.id, class: n.class, of: n, weight: n.weight}
		if n.form.Kind == markdown.Row && len(n.kids) > 1 && n.kids[0].weight > 0 {
			out[i].key = n.kids[0].id
		}
	}
	return out
}

// replacedHeadings pairs a heading that went with one of the same level that came
// in its place, however little they resemble each other.
func replacedHeadings(old, new []*node, pairs []pairing) []pairing {
	heading := func(nodes []*node) func(int) bool {
		return func(i int) bool { return nodes[i].form.Kind == markdown.Heading }
	}
	return replaced(len(old), len(new), pairs, heading(old), heading(new), func(i, j int) bool {
		return old[i].class == new[j].class
	})
}

// replaced pairs what is alone in its place, among those that the first two
// functions name, with what is alone in the same place of the other text, if the
// last function agrees.
func replaced(old, new int, pairs []pairing, inOld, inNew func(int) bool, fit func(i, j int) bool) []pairing {
	pairedOld, pairedNew := make([]bool, old), make([]bool, new)
	for _, p := range pairs {
		pairedOld[p.old], pairedNew[p.new] = true, true
	}
	only := func(is func(int) bool, paired []bool, from, to int) int {
		found := -1
		for i := from; i < to; i++ {
			if !paired[i] && is(i) {
				if found >= 0 {
					return -1
				}
				found = i
			}
		}
		return found
	}
	i, j := 0, 0
	for _, end := range append(slices.Clip(pairs), pairing{old: old, new: new}) {
		if end.moved {
			continue
		}
		if a, b := only(inOld, pairedOld, i, end.old), only(inNew, pairedNew, j, end.new); a >= 0 && b >= 0 && fit(a, b) {
			pairs = append(pairs, pairing{old: a, new: b})
		}
		i, j = end.old+1, end.new+1
	}
	slices.SortFunc(pairs, func(a, b pairing) int { return a.new - b.new })
	return pairs
}

// whole returns a block that only one text has.
func whole(n *node, from, to int) Block {
	b := Block{Form: n.form, Was: n.form, State: Added, From: from, To: to}
	if to < 0 {
		b.State = Removed
	}
	for i, s := range n.sentences {
		b.Sentences = append(b.Sentences, alone(s, at(from, i), at(to, i)))
	}
	for i, k := range n.kids {
		b.Blocks = append(b.Blocks, whole(k, at(from, i), at(to, i)))
	}
	return b
}

func at(parent, i int) int {
	if parent < 0 {
		return -1
	}
	return i
}

// alone returns a sentence that only one text has.
func alone(s *sentence, from, to int) Sentence {
	if to < 0 {
		return Sentence{State: Removed, From: from, To: -1, Spans: []Span{{Op: Delete, Old: s.tokens}}, old: s}
	}
	return Sentence{State: Added, From: -1, To: to, Spans: []Span{{Op: Insert, New: s.tokens}}, new: s}
}

// pair compares two blocks of one class that are taken for the same.
func (c *comparer) pair(old, new *node) Block {
	b := Block{Form: new.form, Was: old.form}
	switch {
	case new.form.Kind == markdown.Table:
		b.Blocks = c.table(old, new)
	case len(old.kids)+len(new.kids) > 0:
		b.Blocks = c.blocks(old.kids, new.kids)
	default:
		b.Sentences = c.sentences(old, new)
	}
	return b
}

// sentences compares the sentences of two paragraphs, or the lines of code.
func (c *comparer) sentences(old, new *node) []Sentence {
	var out []Sentence
	if old.id == new.id && slices.EqualFunc(old.sentences, new.sentences, func(a, b *sentence) bool { return a.id == b.id }) {
		for i, s := range new.sentences {
			out = append(out, c.changed(old.sentences[i], s, i, i))
		}
		return out
	}
	if old.id == new.id { // the same words, in other sentences: a space before a stop
		a, b := old.allTokens(), new.allTokens()
		return []Sentence{{Spans: []Span{{Op: Equal, Old: a, New: b}}, old: old.sentences[0], new: new.sentences[0]}}
	}
	a, b := sentenceUnits(old.sentences), sentenceUnits(new.sentences)
	pairs := c.match(a, b, leastSentence, new.form.Kind == markdown.Paragraph)
	all := func(int) bool { return true }
	switch new.form.Kind {
	case markdown.Heading, markdown.Cell: // one of these is always compared with the other
		pairs = replaced(len(a), len(b), pairs, all, all, func(i, j int) bool { return true })
	case markdown.Paragraph:
		pairs = replaced(len(a), len(b), pairs, all, all, func(i, j int) bool {
			return resemblance(a[i], b[j]) >= leastReplaced
		})
	}
	order := slots(len(a), len(b), pairs)
	for i := 0; i < len(order); {
		s := order[i]
		if n := c.stretch(old, new, order[i:]); n > 1 {
			if joined, ok := c.joined(old.sentences, new.sentences, order[i:i+n]); ok {
				out = append(out, joined)
			} else {
				for _, s := range order[i : i+n] {
					out = append(out, c.slot(old, new, s))
				}
			}
			i += n
			continue
		}
		out = append(out, c.slot(old, new, s))
		i++
	}
	return out
}

func sentenceUnits(list []*sentence) []unit {
	out := make([]unit, len(list))
	for i, s := range list {
		out[i] = unit{id: s.id, of: s, weight: s.weight}
	}
	return out
}

func (c *comparer) slot(old, new *node, s slot) Sentence {
	switch {
	case s.new < 0:
		return alone(old.sentences[s.old], s.old, -1)
	case s.old < 0:
		return alone(new.sentences[s.new], -1, s.new)
	}
	x := c.changed(old.sentences[s.old], new.sentences[s.new], s.old, s.new)
	if s.moved {
		x.State = Moved
	}
	return x
}

// changed compares two sentences that are taken for the same.
func (c *comparer) changed(old, new *sentence, from, to int) Sentence {
	s := Sentence{From: from, To: to, old: old, new: new}
	if old.id == new.id {
		s.Spans = []Span{{Op: Equal, Old: old.tokens, New: new.tokens}}
		return s
	}
	s.State = Changed
	s.Spans = c.words(old.tokens, new.tokens)
	return s
}

// stretch returns how many slots from the first on differ between the texts and
// stay in their place.
func (c *comparer) stretch(old, new *node, order []slot) int {
	n := 0
	for n < len(order) {
		s := order[n]
		if s.moved || s.old >= 0 && s.new >= 0 && old.sentences[s.old].id == new.sentences[s.new].id {
			break
		}
		n++
	}
	if new.form.Kind != markdown.Paragraph {
		return 0
	}
	return n
}

// joined compares the sentences of a stretch as if they were one: a sentence that
// was split, or two that were joined, then keep their words. It fails if that
// keeps hardly more words than comparing them one by one.
func (c *comparer) joined(old, new []*sentence, order []slot) (Sentence, bool) {
	one := Sentence{State: Changed, From: -1, To: -1}
	var before, after []Token
	kept, pairs := 0, 0
	for _, s := range order {
		if s.old >= 0 {
			if one.From < 0 {
				one.From, one.old = s.old, old[s.old]
			}
			before = append(before, old[s.old].tokens...)
		}
		if s.new >= 0 {
			if one.To < 0 {
				one.To, one.new = s.new, new[s.new]
			}
			after = append(after, new[s.new].tokens...)
		}
		if s.old >= 0 && s.new >= 0 {
			pairs++
			for _, sp := range c.words(old[s.old].tokens, new[s.new].tokens) {
				if sp.Op == Equal {
					kept += wordCount(sp.New)
				}
			}
		}
	}
	if one.From < 0 || one.To < 0 || pairs == len(order) {
		return one, false
	}
	one.Spans = c.words(before, after)
	for _, sp := range one.Spans {
		if sp.Op == Equal {
			kept -= wordCount(sp.New)
		}
	}
	return one, -kept >= 3*4
}
