package rules

import (
	"fmt"
	"slices"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// lateHour is from when on, on a Friday, few people read what is published.
const lateHour = 16

// HIST-008: what people have to act on is not published when they cannot act and
// nobody answers them: late on a Friday, or on the day before a holiday of
// site.yaml. It never stops a statement, and no first notice is asked to wait.
func timing(s *step) {
	facts := s.facts()
	if s.c.set.Site == nil || s.superseded || !s.doc.Imported.IsZero() || !facts.Kind.AboutPeople() && facts.Kind != disclosure.Vulnerability {
		return
	}
	zone := s.c.set.Site.Zone
	if zone == nil {
		zone = time.UTC
	}
	local := s.time.In(zone)
	tomorrow := local.AddDate(0, 0, 1)
	text := ""
	switch {
	case s.c.isHoliday(tomorrow):
		text = fmt.Sprintf("this would be published on the day before a holiday (%s)", tomorrow.Format("2 January 2006"))
	case local.Weekday() == time.Friday && local.Hour() >= lateHour:
		text = fmt.Sprintf("this would be published late on a Friday (%s)", local.Format("15:04 MST"))
	default:
		return
	}
	if !s.once("HIST-008", problem.Warning) {
		return
	}
	back := s.c.backAtWork(local)
	fix := fmt.Sprintf("if people can do something about it now, publish it, and see that someone answers them until %s", back.Format("Monday, 2 January"))
	example := ""
	next := s.facts().NextUpdate.At
	if !s.first && (next.IsZero() || !latest(next).Before(back)) {
		fix += "; else let it wait"
		example = "publish_at: " + back.UTC().Format("2006-01-02 15:04 UTC")
	}
	s.warning("HIST-008", s.at("publish_at"), text, fix, example)
}

// backAtWork returns nine o'clock on the next day after t that is no weekend and
// no holiday.
func (c *checker) backAtWork(t time.Time) time.Time {
	for {
		t = t.AddDate(0, 0, 1)
		if t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !c.isHoliday(t) {
			return time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, t.Location())
		}
	}
}

// isHoliday reports whether site.yaml lists the day of t, in the zone of t.
func (c *checker) isHoliday(t time.Time) bool {
	return slices.Contains(c.set.Site.Policy.Holidays, t.Format(time.DateOnly))
}
