package ledger

import (
	"fmt"
	"maps"
	"time"
)

// claims keeps the order of what is taken over from older systems: the entries
// of one run by the time that they claim, and none into an incident that already
// has statements of its own, which readers have seen in that order.
type claims struct {
	natives map[string]int // Seq of the first entry without a claim, by incident
	run     int            // the last that claimed
	last    time.Time      // what its last entry claimed
}

func (c claims) clone() claims {
	if c.natives = maps.Clone(c.natives); c.natives == nil {
		c.natives = map[string]int{}
	}
	return c
}

// add checks what an entry claims.
func (c *claims) add(e Entry) error {
	if e.Type != Statement && e.Type != Edit {
		return nil
	}
	incident := e.Doc.Incident()
	native, hasNative := c.natives[incident]
	switch {
	case e.Claimed.IsZero():
		if !hasNative {
			c.natives[incident] = e.Seq
		}
		return nil
	case e.Claimed.After(e.Time):
		return fmt.Errorf("the publication is claimed for %s, which was yet to come at %s", e.Claimed.Format(timeLayout), e.Time.Format(timeLayout))
	case hasNative:
		return fmt.Errorf("%s has statements that were published here, since entry %d: what an older system published can no longer be put into it", incident, native)
	case e.Run == c.run && e.Claimed.Before(c.last):
		return fmt.Errorf("the publication is claimed for %s, but the one before it for %s: they are taken over in the order of their times", e.Claimed.Format(timeLayout), c.last.Format(timeLayout))
	}
	c.run, c.last = e.Run, e.Claimed
	return nil
}
