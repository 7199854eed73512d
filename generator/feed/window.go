package feed

import (
	"slices"
	"time"
)

// The feed of the whole site holds the items of open incidents and the newest
// ones: those of the last windowAge, and never fewer than windowLeast nor more than
// windowMost. Time counts from the newest item, not from now, so that a feed
// changes only when something is published.
//
// What has left the window is still in the feed of its incident.
const (
	windowAge   = 90 * 24 * time.Hour
	windowLeast = 50
	windowMost  = 200
)

// window returns the events that the site's feed in a language holds, newest
// first, and marks them.
func window(stories []*story, lang string) []*event {
	type candidate struct {
		*event
		open bool
	}
	var all []candidate
	for _, s := range stories {
		for _, e := range s.events {
			if e.in(lang) {
				all = append(all, candidate{e, s.open})
			}
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return b.seq - a.seq })
	var held []*event
	for i, c := range all {
		if i < windowLeast || c.open || all[0].time.Sub(c.time) <= windowAge {
			c.inWindow = true
			held = append(held, c.event)
		}
		if len(held) == windowMost {
			break
		}
	}
	return held
}
