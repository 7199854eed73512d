package ledger

import (
	"strings"
	"testing"
	"time"
)

func TestClaims(t *testing.T) {
	revised := func(n, rev int, claimed string) Draft {
		d := imported(n, claimed)
		d.Rev = rev
		return d
	}
	native := imported(7, "2020-01-01T00:00:00Z")
	native.Claimed = time.Time{}
	repair := revised(1, 2, "2020-01-01T00:00:00Z")
	repair.Claimed = time.Time{}
	redaction := imported(1, "2020-01-01T00:00:00Z")
	redaction.Type, redaction.Claimed = Redaction, time.Time{}
	elsewhere := short(1, "a")
	for _, c := range []struct {
		name string
		runs []Run
		err  string // of the last run
	}{
		{"in order", []Run{{Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z"), imported(2, "2020-01-01T00:00:00Z"), imported(3, "2020-01-02T00:00:00Z")}}}, ""},
		{"with revisions", []Run{{Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z"), revised(1, 2, "2020-01-02T00:00:00Z"), imported(2, "2020-01-03T00:00:00Z"), revised(1, 3, "2020-01-04T00:00:00Z")}}}, ""},
		{"out of order", []Run{{Drafts: []Draft{imported(1, "2020-01-02T00:00:00Z"), imported(2, "2020-01-01T00:00:00Z")}}},
			"2020-01-01-old/02, revision 1: the publication is claimed for 2020-01-01T00:00:00Z, but the one before it for 2020-01-02T00:00:00Z"},
		{"an older one in a later run", []Run{{Drafts: []Draft{imported(1, "2020-01-02T00:00:00Z")}}, {Drafts: []Draft{imported(2, "2020-01-01T00:00:00Z")}}}, ""},
		{"beside statements of another incident", []Run{{Drafts: []Draft{elsewhere}}, {Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z")}}}, ""},
		{"native statements afterwards", []Run{{Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z"), native}}}, ""},
		{"after a redaction", []Run{{Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z")}}, {Drafts: []Draft{redaction}}, {Drafts: []Draft{imported(2, "2020-01-02T00:00:00Z")}}}, ""},
		{"after a native statement", []Run{{Drafts: []Draft{native}}, {Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z")}}},
			"2020-01-01-old has statements that were published here, since entry 1"},
		{"after a native statement of the same run", []Run{{Drafts: []Draft{native, imported(1, "2020-01-01T00:00:00Z")}}}, "since entry 1"},
		{"after a native repair", []Run{{Drafts: []Draft{imported(1, "2020-01-01T00:00:00Z")}}, {Drafts: []Draft{repair}}, {Drafts: []Draft{imported(2, "2020-01-02T00:00:00Z")}}}, "since entry 2"},
		{"of the future", []Run{{Drafts: []Draft{imported(1, "2026-03-03T10:00:01Z")}}}, "which is yet to come"},
		{"of this moment", []Run{{Drafts: []Draft{imported(1, "2026-03-03T10:00:00Z")}}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := apply(t, c.runs...)
			switch {
			case c.err == "" && err != nil:
				t.Error(err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("Plan = %v, want an error with %q", err, c.err)
			case err != nil && strings.Contains(err.Error(), "internal"):
				t.Errorf("Plan = %v, which is no fault of the program", err)
			}
		})
	}
}
