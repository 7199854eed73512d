package rules

import (
	"testing"

	d "firsthand/generator/disclosure"
)

func TestBrief(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{nil, "nothing"},
		{[]d.Affected{{Who: "patients", Count: 4112, Unit: "people", Certainty: d.Sure, AsOf: moment("2026-03-03")}}, "4,112 people"},
		{[]d.Affected{{Count: 4000, Unit: "people", Certainty: d.Estimated}}, "about 4,000 people"},
		{[]d.Affected{{Who: "clinics with exports", Certainty: d.Unknown}}, "clinics with exports"},
		{[]d.NotAffected{{Who: "clinics without exports", Basis: "the log"}, {Who: "clinics abroad"}}, "clinics without exports, clinics abroad"},
		{d.Data{Category: "phone", Exposure: d.Exposed, Effects: []string{"copied", "published"}}, "copied and published phone"},
		{d.Data{Category: "phone", Exposure: d.PossiblyExposed}, "possible phone"},
		{at("2026-02-24"), "24 February 2026"},
		{d.DataBreach, "data-breach"},
		{"A support sign-in stayed valid for 30 days and could download any export of any clinic.", "A support sign-in stayed valid for 30 days and could downlo…"},
	} {
		if got := brief(test.value); got != test.want {
			t.Errorf("have %q, want %q", got, test.want)
		}
	}
}
