package page

import (
	"slices"
	"testing"
	"time"

	"firsthand/generator/disclosure"
)

// TestNoFactDeniesTheStatus: what a fact says is read beside the status.
func TestNoFactDeniesTheStatus(t *testing.T) {
	impact := func(word string) Stand { return Stand{Value: &Value{Impact: &Impact{Impact: word, Level: Over}}} }
	resolved := Stand{Value: &Value{When: &When{}}}
	for _, c := range []struct {
		name   string
		kind   disclosure.Kind
		status disclosure.Status
		key    disclosure.Key
		stand  Stand
		want   string // the impact, or what stands in the place of a value
	}{
		{"maintenance ahead", disclosure.Maintenance, disclosure.Scheduled, "components/booking", impact("impact_maintenance"), "impact_planned"},
		{"maintenance under way", disclosure.Maintenance, disclosure.InProgress, "components/booking", impact("impact_maintenance"), "impact_maintenance"},
		{"nothing was wrong", disclosure.Outage, disclosure.FalseAlarm, "components/booking", impact("impact_operational"), "impact_none"},
		{"it was wrong", disclosure.Outage, disclosure.Resolved, "components/booking", impact("impact_operational"), "impact_operational"},
		{"opened again", disclosure.Outage, disclosure.Identified, "resolved", resolved, "gone_emptied"},
		{"resolved", disclosure.Outage, disclosure.Final, "resolved", resolved, ""},
		{"a status beside the path", disclosure.Outage, disclosure.FalseAlarm, "resolved", resolved, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			account := &disclosure.Account{}
			account.Facts.Kind, account.Facts.Status = c.kind, c.status
			s := &story{t: telling{original: account, local: account}, r: &record{inc: &disclosure.Incident{}}, place: place{maker: &maker{}}}
			s.asItIs(disclosure.History{Key: c.key}, &c.stand)
			got := c.stand.Gone
			if c.stand.Value != nil && c.stand.Value.Impact != nil {
				got = c.stand.Value.Impact.Impact
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestAWatchThatIsOver: no final report is still watching.
func TestAWatchThatIsOver(t *testing.T) {
	for _, c := range []struct {
		name   string
		status disclosure.Status
		at     string
		want   bool
	}{
		{"watching", disclosure.Monitoring, "2026-03-20T09:00:00Z", false},
		{"nobody said how it ended", disclosure.Monitoring, "2026-03-28T09:00:00Z", false},
		{"resolved before the day", disclosure.Resolved, "2026-03-20T09:00:00Z", false},
		{"resolved on the day", disclosure.Resolved, "2026-03-26T09:00:00Z", true},
		{"final report", disclosure.Final, "2026-04-01T09:00:00Z", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			day := disclosure.DayOf(time.Date(2026, 3, 26, 0, 0, 0, 0, time.UTC))
			account := &disclosure.Account{Time: at, Known: []disclosure.History{{Key: "monitor_until", Values: []disclosure.Stated{{Value: day, At: at}}}}}
			account.Facts.Kind, account.Facts.Status, account.Facts.MonitorUntil = disclosure.Outage, c.status, day
			s := &story{t: telling{original: account, local: account}, r: &record{inc: &disclosure.Incident{}}, place: place{maker: &maker{}}}
			names := map[bool]string{false: "field_monitor_until", true: "field_monitored_until"}
			facts := s.facts()
			if !slices.ContainsFunc(facts, func(f Fact) bool { return f.Name == names[c.want] && f.Anchor == "fact-monitor_until" }) {
				t.Errorf("no %s in %+v", names[c.want], facts)
			}
		})
	}
}
