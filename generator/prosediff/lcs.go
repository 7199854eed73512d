package prosediff

import (
	"slices"
	"sort"
)

// A common is a stretch of two rows that is equal: n elements from i on in the
// old row, from j on in the new one.
type common struct{ i, j, n int }

// lcs returns a longest common subsequence of two rows of numbers, as stretches
// in order. When the comparer runs out of work, it is a common subsequence, but
// maybe not a longest one.
//
// Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986,
// section 4b (in linear space).
func (c *comparer) lcs(old, new []int32) []common {
	l := &lcs{c: c, match: make([]int, len(old))}
	for i := range l.match {
		l.match[i] = -1
	}
	start := 0
	for start < len(old) && start < len(new) && old[start] == new[start] {
		l.match[start] = start
		start++
	}
	endOld, endNew := len(old), len(new)
	for endOld > start && endNew > start && old[endOld-1] == new[endNew-1] {
		endOld--
		endNew--
		l.match[endOld] = endNew
	}
	if start < endOld && start < endNew {
		// What one side alone has can never match.
		l.old, l.oldAt = keep(old[start:endOld], new[start:endNew], start)
		l.new, l.newAt = keep(new[start:endNew], old[start:endOld], start)
		c.work -= endOld - start + endNew - start
		if len(l.old) > 0 {
			size := len(l.old) + len(l.new) + 3
			if len(c.forward) < 2*size {
				c.forward, c.backward = make([]int, 3*size), make([]int, 3*size)
			}
			l.forward, l.backward = c.forward, c.backward
			l.zero = size
		}
		l.compare(0, len(l.old), 0, len(l.new))
	}
	var runs []common
	for i, j := range l.match {
		if j < 0 {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1].i+runs[n-1].n == i && runs[n-1].j+runs[n-1].n == j {
			runs[n-1].n++
			continue
		}
		runs = append(runs, common{i, j, 1})
	}
	return runs
}

// keep returns the elements of a that b has too, and where they stand.
func keep(a, b []int32, offset int) (kept []int32, at []int) {
	has := func(x int32) bool { return slices.Contains(b, x) }
	if len(b) > 16 {
		set := make(map[int32]struct{}, len(b))
		for _, x := range b {
			set[x] = struct{}{}
		}
		has = func(x int32) bool { _, ok := set[x]; return ok }
	}
	for i, x := range a {
		if has(x) {
			kept = append(kept, x)
			at = append(at, i+offset)
		}
	}
	return kept, at
}

type lcs struct {
	c                 *comparer
	old, new          []int32
	oldAt, newAt      []int // places in the whole rows
	match             []int // for each element of the whole old row: its place in the new one, or -1
	forward, backward []int // furthest points on each diagonal
	zero              int   // index of diagonal 0
}

func (l *lcs) pair(i, j int) { l.match[l.oldAt[i]] = l.newAt[j] }

func (l *lcs) compare(aLo, aHi, bLo, bHi int) {
	for {
		for aLo < aHi && bLo < bHi && l.old[aLo] == l.new[bLo] {
			l.pair(aLo, bLo)
			aLo++
			bLo++
		}
		for aLo < aHi && bLo < bHi && l.old[aHi-1] == l.new[bHi-1] {
			aHi--
			bHi--
			l.pair(aHi, bHi)
		}
		if aLo == aHi || bLo == bHi {
			return
		}
		s, ok := l.middle(aLo, aHi, bLo, bHi)
		if !ok {
			l.c.coarse = true
			l.anchor(aLo, aHi, bLo, bHi)
			return
		}
		for k := range s.n {
			l.pair(s.i+k, s.j+k)
		}
		l.compare(aLo, s.i, bLo, s.j)
		aLo, bLo = s.i+s.n, s.j+s.n
	}
}

// middle returns the stretch in the middle of a shortest way from one row to the
// other. It fails if there is no work left to find it.
func (l *lcs) middle(aLo, aHi, bLo, bHi int) (common, bool) {
	a, b := l.old[aLo:aHi], l.new[bLo:bHi]
	n, m := len(a), len(b)
	delta := n - m
	odd := delta&1 != 0
	f, r := l.forward, l.backward
	f[l.zero+1], r[l.zero+1] = 0, 0
	for d := 0; d <= (n+m+1)/2; d++ {
		if l.c.work -= d + 1; l.c.work < 0 {
			return common{}, false
		}
		// Diagonals that leave the rectangle are no way.
		for k := -d + 2*max(0, d-m); k <= d-2*max(0, d-n); k += 2 {
			x := f[l.zero+k-1] + 1
			if k == -d || k != d && f[l.zero+k-1] < f[l.zero+k+1] {
				x = f[l.zero+k+1]
			}
			x0 := x
			for x < n && x-k < m && a[x] == b[x-k] {
				x++
			}
			l.c.work -= x - x0
			f[l.zero+k] = x
			if back := delta - k; odd && -d < back && back < d && x+r[l.zero+back] >= n {
				return common{aLo + x0, bLo + x0 - k, x - x0}, true
			}
		}
		for k := -d + 2*max(0, d-m); k <= d-2*max(0, d-n); k += 2 {
			x := r[l.zero+k-1] + 1
			if k == -d || k != d && r[l.zero+k-1] < r[l.zero+k+1] {
				x = r[l.zero+k+1]
			}
			x0 := x
			for x < n && x-k < m && a[n-1-x] == b[m-1-x+k] {
				x++
			}
			l.c.work -= x - x0
			r[l.zero+k] = x
			if front := delta - k; !odd && -d <= front && front <= d && x+f[l.zero+front] >= n {
				return common{aLo + n - x, bLo + m - x + k, x - x0}, true
			}
		}
	}
	return common{}, false // not reached
}

// anchor pairs what occurs once on each side, as far as it is in the same order,
// and what is equal right before and after that.
func (l *lcs) anchor(aLo, aHi, bLo, bHi int) {
	type place struct{ count, at int }
	once := func(row []int32, lo, hi int) map[int32]place {
		m := make(map[int32]place, hi-lo)
		for i := lo; i < hi; i++ {
			m[row[i]] = place{m[row[i]].count + 1, i}
		}
		return m
	}
	inOld, inNew := once(l.old, aLo, aHi), once(l.new, bLo, bHi)
	var at []int
	var unique []weighted
	for i := aLo; i < aHi; i++ {
		if x := l.old[i]; inOld[x].count == 1 && inNew[x].count == 1 {
			at = append(at, i)
			unique = append(unique, weighted{inNew[x].at, 1})
		}
	}
	endA, endB := aLo, bLo // up to where all is decided
	for _, k := range heaviest(unique) {
		i, j := at[k], unique[k].at
		if i < endA || j < endB {
			continue
		}
		for b := 1; i-b >= endA && j-b >= endB && l.old[i-b] == l.new[j-b]; b++ {
			l.pair(i-b, j-b)
		}
		for i < aHi && j < bHi && l.old[i] == l.new[j] {
			l.pair(i, j)
			i++
			j++
		}
		endA, endB = i, j
	}
}

// A weighted is a place with what it is worth.
type weighted struct{ at, weight int }

// heaviest returns the indexes of the rising subsequence of places that is worth
// most. Places are different from each other.
func heaviest(list []weighted) []int {
	if len(list) == 0 {
		return nil
	}
	sorted := make([]int, len(list))
	for i, w := range list {
		sorted[i] = w.at
	}
	sort.Ints(sorted)
	// best[r], in a tree of prefix maxima: the element that ends the heaviest
	// subsequence among places up to rank r.
	best := make([]int, len(list)+1)
	sum := make([]int, len(list))
	before := make([]int, len(list))
	for i := range best {
		best[i] = -1
	}
	top := -1
	for i, w := range list {
		rank := sort.SearchInts(sorted, w.at) + 1
		prev := -1
		for r := rank - 1; r > 0; r -= r & -r {
			if e := best[r]; e >= 0 && (prev < 0 || sum[e] > sum[prev]) {
				prev = e
			}
		}
		before[i], sum[i] = prev, w.weight
		if prev >= 0 {
			sum[i] += sum[prev]
		}
		for r := rank; r < len(best); r += r & -r {
			if best[r] < 0 || sum[i] > sum[best[r]] {
				best[r] = i
			}
		}
		if top < 0 || sum[i] > sum[top] {
			top = i
		}
	}
	var out []int
	for i := top; i >= 0; i = before[i] {
		out = append(out, i)
	}
	for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
		out[a], out[b] = out[b], out[a]
	}
	return out
}
