package page_test

import (
	"testing"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// TestAServiceThatWorksBesideAnOpenAccount: what is open is said, and what never
// failed does not work "again".
func TestAServiceThatWorksBesideAnOpenAccount(t *testing.T) {
	booking := func(impact string) []disclosure.Impact { return []disclosure.Impact{{ID: "booking", Impact: impact}} }
	says := func(impact string, status disclosure.Status) disclosure.Facts {
		return disclosure.Facts{Status: status, Components: booking(impact)}
	}
	const id = "2026-03-03-x"
	for _, c := range []struct {
		name           string
		said           []disclosure.Facts
		level, service string // on the home page
		fact           string // in the account
		open           int    // accounts on the page of the service
	}{
		{"it never failed", []disclosure.Facts{says("operational", "")}, "over", "impact_open", "impact_works", 1},
		{"it is watched", []disclosure.Facts{says("degraded", ""), says("operational", disclosure.Monitoring)}, "over", "impact_open", "impact_operational", 1},
		{
			"it failed later", []disclosure.Facts{says("operational", ""), says("degraded", ""), says("operational", "")},
			"over", "impact_open", "impact_operational", 1,
		},
		{"it fails", []disclosure.Facts{says("degraded", "")}, "minor", "impact_degraded", "impact_degraded", 1},
		{"it is over", []disclosure.Facts{says("degraded", ""), says("operational", disclosure.Resolved)}, "none", "impact_none", "impact_operational", 0},
		{"another service fails", []disclosure.Facts{{Components: []disclosure.Impact{{ID: "exports", Impact: "degraded"}}}}, "none", "impact_none", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := outage(t, c.said...)
			got := open[page.Component](t, in, "components/booking/")
			if got.State.Level != c.level || got.State.Impact != c.service || len(got.State.Incidents) != c.open || len(got.Open) != c.open {
				t.Errorf("the service: %+v with %d open accounts; want %s %s and %d", got.State, len(got.Open), c.level, c.service, c.open)
			}
			home := open[page.Home](t, in, "").Groups[0].Components[0]
			if home.Level != c.level || home.Impact != c.service {
				t.Errorf("home: %+v; want %s %s", home, c.level, c.service)
			}
			for _, f := range open[page.Account](t, in, "incidents/"+id+"/").Story.Facts {
				if f.Name != "field_components" || c.fact == "" {
					continue
				}
				if got := f.Stands[0].Value.Impact.Impact; got != c.fact {
					t.Errorf("the account says %s, want %s", got, c.fact)
				}
			}
			if c.fact != "" {
				for _, card := range append(got.Open, got.Past...) {
					if card.Impacts[0].Impact != c.fact {
						t.Errorf("the card says %s, want %s", card.Impacts[0].Impact, c.fact)
					}
				}
			}
		})
	}
}
