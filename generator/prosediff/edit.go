package prosediff

import "slices"

// words compares the words of two sentences.
func (c *comparer) words(old, new []Token) []Span {
	runs := c.lcs(tokenIDs(old), tokenIDs(new))
	runs = slide(runs, old, new)
	runs = swallow(runs, old, new, 1, 1)
	runs = swallow(runs, old, new, 3, 6)
	if mostlyNew(runs, old, new) {
		runs = nil
	}
	return spans(runs, old, new)
}

func tokenIDs(tokens []Token) []int32 {
	out := make([]int32, len(tokens))
	for i := range tokens {
		out[i] = tokens[i].id
	}
	return out
}

// spans turns what is common into spans: what was removed comes before what was
// added.
func spans(runs []common, old, new []Token) []Span {
	var out []Span
	i, j := 0, 0
	edit := func(toOld, toNew int) {
		if i < toOld {
			out = append(out, Span{Op: Delete, Old: old[i:toOld:toOld]})
		}
		if j < toNew {
			out = append(out, Span{Op: Insert, New: new[j:toNew:toNew]})
		}
	}
	for _, r := range runs {
		edit(r.i, r.j)
		i, j = r.i+r.n, r.j+r.n
		out = append(out, Span{Op: Equal, Old: old[r.i:i:i], New: new[r.j:j:j]})
	}
	edit(len(old), len(new))
	return out
}

// maxSlide is how far an edit is moved to a better place.
const maxSlide = 40

// slide moves insertions and deletions that could stand in several places ("a, b
// and c" from "a and c") to where they read best: at the beginning of a sentence
// or a clause, else as early as possible.
func slide(runs []common, old, new []Token) []common {
	var out []common
	for _, next := range append(slices.Clip(runs), common{len(old), len(new), 0}) {
		n := len(out)
		if n == 0 {
			if next.i == 0 || next.j == 0 { // an edit at the very beginning
				out = append(out, common{0, 0, 0})
				n = 1
			} else {
				out = append(out, next)
				continue
			}
		}
		prev := &out[n-1]
		endOld, endNew := prev.i+prev.n, prev.j+prev.n
		row, start, end := new, endNew, next.j
		if endNew == next.j {
			row, start, end = old, endOld, next.i
		} else if endOld != next.i {
			out = append(out, next)
			continue
		}
		if start == end {
			out = append(out, next)
			continue
		}
		lo, hi := 0, 0
		for lo > -maxSlide && -lo < prev.n && row[start+lo-1].id == row[end+lo-1].id {
			lo--
		}
		for hi < maxSlide && hi < next.n && row[start+hi].id == row[end+hi].id {
			hi++
		}
		best, at := -1, 0
		for s := lo; s <= hi; s++ {
			if v := placeWorth(row, start+s, end+s); v > best {
				best, at = v, s
			}
		}
		prev.n += at
		next = common{next.i + at, next.j + at, next.n - at}
		if next.n > 0 {
			out = append(out, next)
		}
	}
	kept := out[:0]
	for _, r := range out {
		if r.n > 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// placeWorth says how well an edit reads that changes row[start:end].
func placeWorth(row []Token, start, end int) int {
	worth := 0
	if start == 0 {
		worth += 4
	} else if row[start-1].Kind == Sign && !opens(row[start-1].Text) {
		worth += 3
	}
	if row[end-1].Kind == Sign && !opens(row[end-1].Text) && row[end-1].Space == "" {
		worth += 2
	}
	return worth
}

func opens(sign string) bool {
	switch sign {
	case "(", "[", "{", "¿", "¡", "„", "«", "“", "‘", "「", "『", "（":
		return true
	}
	return false
}

// An edit is what stands between two common stretches.
type edit struct{ old, new int } // number of words and signs

func (e edit) runs() int { return min(e.old, 1) + min(e.new, 1) }

// swallow drops common stretches of at most words words between edits, where that
// leaves at least spared runs less, and where less is dropped than differs.
// Numbers, dates, links and code are never dropped: a reader looks for them.
func swallow(runs []common, old, new []Token, words, spared int) []common {
	if len(runs) == 0 {
		return runs
	}
	edits := make([]edit, len(runs)+1) // edits[k] stands before runs[k]
	i, j := 0, 0
	for k, r := range runs {
		edits[k] = edit{r.i - i, r.j - j}
		i, j = r.i+r.n, r.j+r.n
	}
	edits[len(runs)] = edit{len(old) - i, len(new) - j}
	var out []common
	for k := 0; k < len(runs); {
		if edits[k].runs() == 0 || !island(runs[k], new, words) {
			out = append(out, runs[k])
			k++
			continue
		}
		// A group of edits with islands between them.
		end, before, sum, dropped := k, edits[k].runs(), edits[k], 0
		for end < len(runs) && edits[end+1].runs() > 0 && island(runs[end], new, words) {
			end++
			before += edits[end].runs()
			dropped += runs[end-1].n
			sum = edit{sum.old + edits[end].old + runs[end-1].n, sum.new + edits[end].new + runs[end-1].n}
		}
		if end == k || before-sum.runs() < spared || 2*dropped > max(sum.old, sum.new) && words > 1 {
			end = max(end, k+1)
			out = append(out, runs[k:end]...)
			k = end
			continue
		}
		if end < len(runs) {
			out = append(out, runs[end])
		}
		k = end + 1
	}
	return out
}

// island reports whether a common stretch is too short to be read as such.
func island(r common, new []Token, words int) bool {
	count := 0
	for _, t := range new[r.j : r.j+r.n] {
		switch t.Kind {
		case Number, Date, Link, Literal, Picture, Break:
			return false
		}
		count += int(t.count)
	}
	return count <= 3*words
}

// mostlyNew reports whether so little is common that a reader is better served
// with both sentences whole.
//
// That is where a third is common; or half, if they also begin differently: what
// is common then often says something else ("Phone numbers were not included." and
// "We told you that phone numbers were not included."). A mere insertion, deletion
// or replacement after the same beginning stays as small as it is.
func mostlyNew(runs []common, old, new []Token) bool {
	shared, told := 0, 0
	i, j := 0, 0
	for _, r := range append(slices.Clip(runs), common{len(old), len(new), 0}) {
		shared += wordCount(new[r.j : r.j+r.n])
		told += edit{r.i - i, r.j - j}.runs()
		i, j = r.i+r.n, r.j+r.n
	}
	all := max(wordCount(old), wordCount(new))
	other := len(runs) > 0 && runs[0].i > 0 && runs[0].j > 0
	return told > 2 && 3*shared < all || other && 2*shared < all
}

// wordCount counts words, in thirds.
func wordCount(tokens []Token) int {
	n := 0
	for i := range tokens {
		n += int(tokens[i].count)
	}
	return n
}
