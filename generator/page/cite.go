package page

import (
	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Cite is how to quote a version or a statement.
type Cite struct {
	Organisation string // who is quoted
	Version      int    // one of the two is set
	Statement    int    // number
	At           Moment // when it was published
	Address      string // absolute, permanent
	Press        string // e-mail address or web address; "" if there is none
	PressLink    string // the link for it
}

func (s *story) cite() Cite {
	contact := s.contactOf(s.t.local.Facts.Contact, s.t.original.Facts.Contact)
	return Cite{
		Organisation: s.organisation(), Version: s.n, At: disclosure.At(s.t.local.Time),
		Address: s.absolute(address.Version(s.lang, s.r.inc.ID, s.n)), Press: contact.Press, PressLink: contact.PressLink,
	}
}
