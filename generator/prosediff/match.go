package prosediff

import (
	"cmp"
	"slices"
)

// A unit is a block or a sentence as it takes part in matching.
type unit struct {
	id     int32   // equal units are equal to a reader
	class  int32   // only units of one class resemble each other
	weight int     // number of words
	key    int32   // units with the same key, if it is not 0, are about the same thing
	of     bagged  // what it is
	bag    []int32 // its words, sorted; only where they are asked for
}

type bagged interface{ words() []int32 }

// A pairing says that a unit of the new text is one of the old text.
type pairing struct {
	old, new int
	moved    bool
}

// How units are matched, in thousandths.
const (
	leastBlock    = 450 // of blocks that are taken for the same
	leastSentence = 500 // of sentences
	leastReplaced = 300 // of either, if it is all that went and the other all that came in its place
	leastMoved    = 600 // of either, where the place tells against it
	leastFar      = 700 // of sentences in different paragraphs
	sameKey       = 600 // resemblance of table rows that begin with the same cell
	sameGap       = 150 // what standing at the same place is worth
	exact         = 2000
)

// match pairs units: first what is equal in the same order, then what resembles
// each other most, at least by least thousandths. Of the pairs that cross others
// the lighter ones have moved; if moves is false, they are no pairs. The pairs
// come in the order of the new text.
func (c *comparer) match(old, new []unit, least int, moves bool) []pairing {
	same := c.lcs(ids(old), ids(new))
	pairs := make([]pairing, 0, min(len(old), len(new)))
	gapOld, gapNew := make([]int, len(old)), make([]int, len(new)) // -1 if paired
	i, j := 0, 0
	for gap := 0; gap <= len(same); gap++ {
		end := common{len(old), len(new), 0}
		if gap < len(same) {
			end = same[gap]
		}
		for ; i < end.i; i++ {
			gapOld[i] = gap
		}
		for ; j < end.j; j++ {
			gapNew[j] = gap
		}
		for range end.n {
			pairs = append(pairs, pairing{old: i, new: j})
			gapOld[i], gapNew[j] = -1, -1
			i++
			j++
		}
	}
	pairs = append(pairs, c.resembling(old, new, gapOld, gapNew, least, moves)...)
	slices.SortFunc(pairs, func(a, b pairing) int { return a.old - b.old })
	places := make([]weighted, len(pairs))
	for k, p := range pairs {
		places[k] = weighted{p.new, 1 + new[p.new].weight + old[p.old].weight}
	}
	for k := range pairs {
		pairs[k].moved = true
	}
	for _, k := range heaviest(places) {
		pairs[k].moved = false
	}
	pairs = slices.DeleteFunc(pairs, func(p pairing) bool {
		return p.moved && !(moves && worthMoving(old[p.old], new[p.new]))
	})
	slices.SortFunc(pairs, func(a, b pairing) int { return a.new - b.new })
	return pairs
}

// worthMoving reports whether two units resemble each other so much that a
// reader is told that they are one that moved. Short ones that only resemble each
// other are not, nor is what has no words.
func worthMoving(a, b unit) bool {
	if a.id == b.id {
		return a.weight > 0
	}
	return min(a.weight, b.weight) >= 4 && resemblance(a, b) >= leastMoved
}

func ids(units []unit) []int32 {
	out := make([]int32, len(units))
	for i, u := range units {
		out[i] = u.id
	}
	return out
}

// resembling pairs units that are still alone, the best pairs first.
func (c *comparer) resembling(old, new []unit, gapOld, gapNew []int, least int, moves bool) []pairing {
	type candidate struct{ score, far, old, new int }
	var alone, others []int
	var sizeOld, sizeNew int
	for i := range old {
		if gapOld[i] >= 0 {
			alone = append(alone, i)
			old[i].bag = old[i].of.words()
			sizeOld += len(old[i].bag) + 1
		}
	}
	for j := range new {
		if gapNew[j] >= 0 {
			others = append(others, j)
			new[j].bag = new[j].of.words()
			sizeNew += len(new[j].bag) + 1
		}
	}
	if len(alone) == 0 || len(others) == 0 {
		return nil
	}
	// Without the work to compare all with all, each unit is compared with those
	// around the same place, and with the first that is equal.
	window := len(old) + len(new)
	equal := map[int32]int{}
	if cost := sizeOld*len(others) + sizeNew*len(alone); cost > c.work/2 {
		window = 8
		c.coarse = true
		for _, j := range slices.Backward(others) {
			equal[new[j].id] = j
		}
	}
	var candidates []candidate
	consider := func(ri, rj int) {
		i, j := alone[ri], others[rj]
		a, b := old[i], new[j]
		if a.class != b.class || !moves && gapOld[i] != gapNew[j] {
			c.work--
			return
		}
		c.work -= 1 + len(a.bag) + len(b.bag)
		score := exact
		if a.id != b.id {
			if score = resemblance(a, b); score < least {
				return
			}
		} else if a.weight == 0 && gapOld[i] != gapNew[j] {
			return
		}
		if gapOld[i] == gapNew[j] {
			score += sameGap
		}
		far := i*max(len(new), 1) - j*max(len(old), 1)
		candidates = append(candidates, candidate{score, max(far, -far), i, j})
	}
	for ri, i := range alone {
		middle := ri * len(others) / len(alone)
		lo, hi := max(0, middle-window), min(len(others), middle+window+1)
		for rj := lo; rj < hi; rj++ {
			consider(ri, rj)
		}
		if j, ok := equal[old[i].id]; ok {
			if rj, _ := slices.BinarySearch(others, j); rj < lo || rj >= hi {
				consider(ri, rj)
			}
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(b.score-a.score, a.far-b.far, a.old-b.old, a.new-b.new)
	})
	var pairs []pairing
	takenOld, takenNew := make([]bool, len(old)), make([]bool, len(new))
	for _, x := range candidates {
		if !takenOld[x.old] && !takenNew[x.new] {
			takenOld[x.old], takenNew[x.new] = true, true
			pairs = append(pairs, pairing{old: x.old, new: x.new})
		}
	}
	return pairs
}

// resemblance returns how many of their words two units share, in thousandths.
func resemblance(a, b unit) int {
	if a.bag == nil || b.bag == nil {
		a.bag, b.bag = a.of.words(), b.of.words()
	}
	total := len(a.bag) + len(b.bag)
	if total == 0 {
		return 0
	}
	shared := 0
	for i, j := 0, 0; i < len(a.bag) && j < len(b.bag); {
		switch {
		case a.bag[i] < b.bag[j]:
			i++
		case a.bag[i] > b.bag[j]:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	score := 2000 * shared / total
	if a.key != 0 && a.key == b.key {
		score = max(score, sameKey)
	}
	return score
}

// A slot is a unit in the order in which both texts are shown. old or new is -1
// where a text does not have it.
type slot struct {
	old, new int
	moved    bool
}

// slots puts units in the order in which they are shown: that of the new text;
// what was removed comes where it stood, before what is there now.
func slots(old, new int, pairs []pairing) []slot {
	var out []slot
	movedOld := make([]bool, old)
	for _, p := range pairs {
		if p.moved {
			movedOld[p.old] = true
		}
	}
	i, j := 0, 0
	removed := func(end int) {
		for ; i < end; i++ {
			if !movedOld[i] {
				out = append(out, slot{old: i, new: -1})
			}
		}
	}
	var waiting []slot // what is new, or moved, since the last pair that stayed
	for _, p := range pairs {
		for ; j < p.new; j++ {
			waiting = append(waiting, slot{old: -1, new: j})
		}
		j++
		if p.moved {
			waiting = append(waiting, slot{p.old, p.new, true})
			continue
		}
		removed(p.old)
		out = append(append(out, waiting...), slot{p.old, p.new, false})
		waiting = nil
		i = p.old + 1
	}
	removed(old)
	out = append(out, waiting...)
	for ; j < new; j++ {
		out = append(out, slot{old: -1, new: j})
	}
	return out
}
