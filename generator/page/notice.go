package page

import (
	"slices"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Notice is the view of the layout "notice": the account of a data breach as a letter
// to the people affected, with the headings that the law of California asks for
// (Civil Code 1798.82(d)(1)) and the contents of article 34(2) of the GDPR. It is made
// to be printed.
type Notice struct {
	Frame
	Story   Story  // the account
	Facts   []Fact // those beside the account that a letter has: whom it concerns, when, who was told
	Account string // link to it
	Address string // of it, absolute, to be typed
	Contact Contact
}

// noticeFields are the facts of the letter: those that the two laws ask for. "disclosed"
// is the first notice.
var noticeFields = []string{"affected", "started", "detected", "disclosed", "contained", "fixed", "notified"}

// factsOf returns those of the facts beside an account that a letter has.
func factsOf(facts []Fact) []Fact {
	var all []Fact
	for _, f := range facts {
		if slices.Contains(noticeFields, strings.TrimPrefix(f.Name, "field_")) {
			all = append(all, f)
		}
	}
	return all
}

// hasNotice reports whether an account is told as a letter, too: that of a data breach
// which is confirmed.
func (r *record) hasNotice() bool {
	return r.facts.Kind == disclosure.DataBreach && r.facts.Kind.Rank(r.facts.Status) >= disclosure.DataBreach.Rank(disclosure.Confirmed)
}

func (p place) notice(r *record) *Notice {
	n := len(r.inc.Versions)
	s := p.newStory(r, n, p.clock())
	v := &Notice{
		Frame: p.frame(""), Story: s.make(),
		Account: p.to(address.Incident(p.lang, r.inc.ID)), Address: p.absolute(address.Incident(p.lang, r.inc.ID)),
		Contact: *s.contactOf(s.t.local.Facts.Contact, s.t.original.Facts.Contact),
	}
	v.Facts = factsOf(v.Story.Facts)
	v.Frame.Title, v.Frame.Description = p.plainly(r.title(p.lang)), p.plainly(r.summary(p.lang))
	v.Canonical = p.absolute(address.Incident(p.lang, r.inc.ID))
	v.Record = p.recordOf(n, 0, r.inc.Versions[n-1].Entry())
	v.Frame.ShowsDraft = p.isDraft(v.Record.Entry)
	return v
}
