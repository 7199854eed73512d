package page

import (
	"testing"

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
