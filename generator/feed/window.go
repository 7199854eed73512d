package feed

import (
	"slices"
	"time"
)

// A feed is read every few minutes by everybody who follows it, so it holds only
// what somebody may have missed: the items of open incidents and the newest ones,
// those of the last windowAge, never fewer than windowUsual nor more than
// windowMost. Time counts from the newest item, not from now, so that a feed
// changes only when something is published. Before it grows beyond windowSize in
// any format, older items stay out, but never any of the windowLeast newest.
//
// What the window does not hold is in the archive: the first archiveBlock items of
// the feed, the next ones, and so on, as soon as a block is full. windowLeast is
// no less than archiveBlock, so that no item is in neither. A block of 100 would
// make the least window 100 items, which is more than windowSize.
const (
	windowAge    = 90 * 24 * time.Hour
	windowUsual  = 50
	windowMost   = 200
	windowSize   = 256 << 10
	windowLeast  = 20
	archiveBlock = 20
)

// wanted returns the events that the window would hold if size were no matter,
// newest first.
func (c *channel) wanted() []*event {
	var held []*event
	for i := range c.events {
		e := c.events[len(c.events)-1-i]
		newest := c.events[len(c.events)-1]
		if i < windowUsual || e.story.open || newest.time.Sub(e.time) <= windowAge {
			held = append(held, e)
		}
		if len(held) == windowMost {
			break
		}
	}
	return held
}

// mark marks the events that the feed will need once they are rendered.
func (c *channel) mark() {
	for _, e := range c.wanted() {
		e.keep.window = true
	}
	for _, e := range c.events[:len(c.events)/archiveBlock*archiveBlock] {
		e.keep.archive = true
	}
}

// window returns the events that the feed holds, newest first. They are rendered.
func (c *channel) window() []*event {
	held := c.wanted()
	size := map[string]int{}
	for i, e := range held {
		for _, f := range formats {
			size[f.ext] += len(f.form(e.encoded))
			if size[f.ext] > windowSize && i >= windowLeast {
				return slices.Clip(held[:i])
			}
		}
	}
	return held
}
