package history

import (
	"slices"
	"sort"
	"time"

	"firsthand/generator/git"
)

// dates are the times of commits, as far as they can be believed. Each is a claim
// of the computer on which the commit was made. Those that contradict the others,
// because they go back or lie in the future, are left out: the longest list of
// times that never goes back is believed, and of several the one with the later
// times, because a date that is wrong is most often old: that of a commit that
// was rebased.
type dates struct {
	times    []time.Time
	believed []bool
	now      time.Time
}

func datesOf(commits []git.Commit, now time.Time) *dates {
	d := &dates{times: make([]time.Time, len(commits)), believed: make([]bool, len(commits)), now: now}
	after := make([]int, len(commits)) // the commit after each in the best list that begins with it
	var begins []int                   // the commit that begins the best list of each length
	for i, c := range slices.Backward(commits) {
		if d.times[i] = c.Time; c.Time.After(now) {
			continue
		}
		n := sort.Search(len(begins), func(k int) bool { return d.times[begins[k]].Before(c.Time) })
		after[i] = -1
		if n > 0 {
			after[i] = begins[n-1]
		}
		if n == len(begins) {
			begins = append(begins, i)
		} else {
			begins[n] = i
		}
	}
	if len(begins) > 0 {
		for i := begins[len(begins)-1]; i >= 0; i = after[i] {
			d.believed[i] = true
		}
	}
	return d
}

// earliest returns the earliest instant at which commit i can have been made, and
// latest the latest; for one that is believed both are its time. After the last
// commit it is now.
func (d *dates) earliest(i int) time.Time {
	for ; i >= 0 && i < len(d.times); i-- {
		if d.believed[i] {
			return d.times[i]
		}
	}
	if i >= len(d.times) {
		return d.now
	}
	// Nothing is known from before: the first that is known is the best guess.
	if first := slices.Index(d.believed, true); first >= 0 {
		return d.times[first]
	}
	return d.now
}

func (d *dates) latest(i int) time.Time {
	for ; i < len(d.times); i++ {
		if d.believed[i] {
			return d.times[i]
		}
	}
	return d.now
}
