package prosediff

import (
	"math/rand/v2"
	"testing"
)

// length returns the length of a longest common subsequence by the textbook.
func length(a, b []int32) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			up := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j], up)
			}
			diagonal = up
		}
	}
	return row[len(b)]
}

// common checks that stretches are common and rise, and returns their length.
func commonLength(t *testing.T, a, b []int32, runs []common) int {
	t.Helper()
	n, i, j := 0, 0, 0
	for _, r := range runs {
		if r.n <= 0 || r.i < i || r.j < j {
			t.Fatalf("%v do not rise", runs)
		}
		for k := range r.n {
			if a[r.i+k] != b[r.j+k] {
				t.Fatalf("%v are not common to %v and %v", runs, a, b)
			}
		}
		n += r.n
		i, j = r.i+r.n, r.j+r.n
	}
	return n
}

func TestLongestCommonSubsequence(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	row := func(alphabet int32) []int32 {
		out := make([]int32, r.IntN(40))
		for i := range out {
			out[i] = r.Int32N(alphabet)
		}
		return out
	}
	for range 4000 {
		alphabet := 1 + r.Int32N(12)
		a, b := row(alphabet), row(alphabet)
		c := newComparer(0, Options{})
		if got, want := commonLength(t, a, b, c.lcs(a, b)), length(a, b); got != want || c.coarse {
			t.Fatalf("lcs(%v, %v) has %d elements, want %d", a, b, got, want)
		}
		tired := newComparer(0, Options{Work: 1 + r.IntN(60)})
		if got := commonLength(t, a, b, tired.lcs(a, b)); got < length(a, b) && !tired.coarse {
			t.Fatalf("lcs(%v, %v) is not longest and does not say so", a, b)
		}
	}
}

func TestHeaviest(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for range 500 {
		list := make([]weighted, r.IntN(9))
		for i, at := range r.Perm(len(list)) {
			list[i] = weighted{at, 1 + r.IntN(5)}
		}
		best := 0
		for set := range 1 << len(list) {
			sum, last := 0, -1
			for i, w := range list {
				if set>>i&1 == 0 {
					continue
				}
				if w.at < last {
					sum = -1000
				}
				sum, last = sum+w.weight, w.at
			}
			best = max(best, sum)
		}
		got, last := 0, -1
		for _, i := range heaviest(list) {
			if list[i].at < last {
				t.Fatalf("heaviest(%v) does not rise", list)
			}
			got, last = got+list[i].weight, list[i].at
		}
		if got != best {
			t.Fatalf("heaviest(%v) is worth %d, want %d", list, got, best)
		}
	}
}
