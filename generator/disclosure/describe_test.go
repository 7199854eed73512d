package disclosure_test

import (
	"testing"
	"time"

	"firsthand/generator/disclosure"
)

// TestDescribe describes values of which something is missing, as in a translation,
// which holds words only.
func TestDescribe(t *testing.T) {
	day := disclosure.DayOf(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"data", disclosure.Data{Category: "password", Exposure: disclosure.NotExposed, Basis: "no such column"}, "password: not involved, no such column"},
		{"data of a translation", disclosure.Data{Category: "password", Basis: "no hay tal columna"}, "password, no hay tal columna"},
		{"data of a translation, with a detail", disclosure.Data{Category: "orders", Detail: "fecha y clínica"}, "orders, fecha y clínica"},
		{"affected", []disclosure.Affected{{Who: "patients", Count: 61300, Unit: "people", Certainty: disclosure.Sure, AsOf: day}}, "61,300 people, counted, patients, as of 9 March 2026"},
		{"nobody affected", []disclosure.Affected{{Unit: "people", Certainty: disclosure.Sure}}, "0 people, counted"},
		{"affected of a translation", []disclosure.Affected{{Who: "pacientes"}}, "pacientes"},
		{"a promise", disclosure.Commitment{ID: "limit", Text: "We set a limit", State: "under-way"}, "limit: We set a limit, under-way"},
		{"a promise that only got a state", disclosure.Commitment{ID: "limit", State: "done", DoneAt: day}, "limit, done, done 9 March 2026"},
		{"a service of a translation", disclosure.Impact{ID: "booking"}, "booking"},
		{"nothing to do, of a translation", disclosure.Actions{None: &disclosure.NoAction{}}, "nothing to do"},
		{"a planned time without an end", disclosure.Window{Start: day}, "9 March 2026"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := disclosure.Describe(c.value); got != c.want {
				t.Errorf("%#v\nhave %q\nwant %q", c.value, got, c.want)
			}
		})
	}
}
