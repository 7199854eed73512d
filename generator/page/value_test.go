package page_test

import (
	"html/template"
	"testing"

	"firsthand/generator/page"
)

// TestLinksThatCall: a number of the settings is called as it is meant, or has no link.
func TestLinksThatCall(t *testing.T) {
	for number, want := range map[string]template.URL{
		"+49 (0)30 1234567":           "tel:+49301234567",
		"+1 (800) 555-0100 ext. 3":    "tel:+18005550100;ext=3",
		"0800 1234567 / 0800 7654321": "",
	} {
		in := input(t, now)
		site := *in.Site
		site.Report.Phone, site.Contacts.Phone = number, number
		in.Site = &site
		if got := open[page.Report](t, in, "report/").PhoneLink; got != want {
			t.Errorf("%s: the report page has %q, want %q", number, got, want)
		}
		if c := open[page.Accessibility](t, in, "accessibility/").Contact; c.Phone != number || c.PhoneLink != want {
			t.Errorf("%s: the contact is %q with %q, want %q", number, c.Phone, c.PhoneLink, want)
		}
	}
}
