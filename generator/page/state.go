package page

import (
	"slices"

	"firsthand/generator/disclosure"
)

// The levels of a mark. Each has a shape and a colour of its own in the theme,
// and always stands beside a word.
const (
	Major = "major" // people or services are affected now
	Minor = "minor" // less so, or not certain, or fixed and being watched
	Plan  = "plan"  // planned
	Over  = "over"  // ended, done, not involved
	None  = "none"  // nothing was reported; says nothing else
)

// A State is how an incident stands.
type State struct {
	Level  string // "major", "minor", "plan", "over" or "none": shape and colour of the mark
	Kind   string // key of a word of the theme: "kind_data-breach"
	Status string // key of a word of the theme: "status_contained"
}

// stateOf returns the state of an account. One that goes on in another has none of
// its own.
func stateOf(f *disclosure.Facts) State {
	if f.MergedInto != "" {
		return State{Level: None, Kind: choice("kind", string(f.Kind)), Status: "status_merged"}
	}
	return stateAfter(f.Kind, f.Status, f.Components)
}

// stateAfter returns the state after a statement.
func stateAfter(kind disclosure.Kind, status disclosure.Status, components []disclosure.Impact) State {
	return State{Level: level(kind, status, components), Kind: choice("kind", string(kind)), Status: choice("status", string(status))}
}

func level(kind disclosure.Kind, status disclosure.Status, components []disclosure.Impact) string {
	switch {
	case status.Ended():
		return Over
	case kind == disclosure.Maintenance:
		return Plan
	case kind == disclosure.Notice, status == disclosure.Monitoring, status == disclosure.Fixed, status == disclosure.Workaround:
		return Minor
	case kind.AboutPeople(), kind == disclosure.Vulnerability:
		return Major
	}
	switch worst := worstImpact(components); {
	case worst == "" && kind == disclosure.Degradation:
		return Minor
	case worst == "":
		return Major
	default:
		return impactLevel(worst)
	}
}

// impactLevel returns the level of what an incident does to a component.
func impactLevel(impact string) string {
	switch impact {
	case "degraded":
		return Minor
	case "partial-outage", "major-outage":
		return Major
	case "maintenance":
		return Plan
	}
	return Over
}

// worstImpact returns the worst impact on any component, or "" if none is impaired.
func worstImpact(components []disclosure.Impact) string {
	worst := 0
	for _, c := range components {
		worst = max(worst, impactRank(c.Impact))
	}
	if worst == 0 {
		return ""
	}
	return impactOrder[worst]
}

// impactOrder lists impacts from none to worst. A planned maintenance is less than
// any unplanned impact.
var impactOrder = []string{"operational", "maintenance", "degraded", "partial-outage", "major-outage"}

func impactRank(impact string) int { return max(slices.Index(impactOrder, impact), 0) }

// gravity lists kinds from the gravest; an open incident of an earlier kind is
// named first.
var gravity = []disclosure.Kind{
	disclosure.DataBreach, disclosure.Security, disclosure.Outage, disclosure.Degradation,
	disclosure.Vulnerability, disclosure.Notice, disclosure.Maintenance,
}

// levels lists levels from the gravest.
var levels = []string{Major, Minor, Plan, Over, None}
