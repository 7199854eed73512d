package prosediff

import (
	"cmp"
	"slices"
)

// elsewhere finds sentences that went from one paragraph to another: where a
// paragraph was split or joined, or a sentence moved out of it. Such a sentence is
// shown where the new text has it. If it stands between the same neighbours as
// before, only a paragraph ended, and the sentence is as it was. A sentence that
// went into a quote or out of one, or into a numbered list, is no longer the same.
func (c *comparer) elsewhere(blocks []Block) {
	var e wanderers
	e.collect(blocks, false)
	if len(e.removed) == 0 || len(e.added) == 0 {
		return
	}
	slices.SortStableFunc(e.removed, func(a, b *Sentence) int { return a.old.position - b.old.position })
	slices.SortStableFunc(e.added, func(a, b *Sentence) int { return a.new.position - b.new.position })
	old, new := make([]unit, len(e.removed)), make([]unit, len(e.added))
	for i, s := range e.removed {
		old[i] = unit{id: c.row([]int32{-8, s.old.id, s.old.voice}), class: s.old.voice, of: s.old, weight: s.old.weight}
	}
	for i, s := range e.added {
		new[i] = unit{id: c.row([]int32{-8, s.new.id, s.new.voice}), class: s.new.voice, of: s.new, weight: s.new.weight}
	}
	type pair struct {
		old, new *sentence
		from, to *Sentence // nil for a sentence that both have in the same paragraph
	}
	var pairs []pair
	for _, p := range c.match(old, new, leastFar, true) {
		a, b := old[p.old], new[p.new]
		if min(a.weight, b.weight) >= 3 {
			from, to := e.removed[p.old], e.added[p.new]
			pairs = append(pairs, pair{from.old, to.new, from, to})
		}
	}
	if len(pairs) == 0 {
		return
	}
	for _, s := range e.stay {
		pairs = append(pairs, pair{s.old, s.new, nil, nil})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.old.position, b.old.position) })
	places := make([]weighted, len(pairs))
	for i, p := range pairs {
		places[i] = weighted{p.new.position, 1 + p.new.weight}
		if p.from == nil { // what stayed is in the same order in both: none of it gives way
			places[i].weight += 1 << 30
		}
	}
	inPlace := make([]bool, len(pairs))
	for _, i := range heaviest(places) {
		inPlace[i] = true
	}
	for i, p := range pairs {
		if p.from == nil {
			continue
		}
		x := c.changed(p.old, p.new, -1, p.to.To)
		if !inPlace[i] {
			x.State = Moved
		}
		*p.to = x
		p.from.State = Elsewhere
	}
}

// wanderers are the sentences that may have gone from one paragraph to another,
// and those that stayed where they were.
type wanderers struct{ removed, added, stay []*Sentence }

func (e *wanderers) collect(blocks []Block, moved bool) {
	for i := range blocks {
		b := &blocks[i]
		e.collect(b.Blocks, moved || b.State == Moved)
		for k := range b.Sentences {
			s := &b.Sentences[k]
			switch {
			case s.old != nil && s.new != nil:
				if s.State != Moved && b.State != Moved && !moved {
					e.stay = append(e.stay, s)
				}
			case s.old != nil && s.old.voice > 0:
				e.removed = append(e.removed, s)
			case s.new != nil && s.new.voice > 0:
				e.added = append(e.added, s)
			}
		}
	}
}
