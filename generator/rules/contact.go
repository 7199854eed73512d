package rules

import (
	"firsthand/generator/problem"
	"firsthand/generator/telephone"
)

// DOC-013: readers can ask.
func contact(s *step) {
	own := s.facts().Contact
	if own.Email != "" || own.Phone != "" || own.Web != "" {
		return
	}
	if site := s.c.set.Site; site != nil {
		if all := site.Contacts; all.Email != "" || all.Phone != "" || all.Web != "" {
			return
		}
	}
	if s.once("DOC-013", problem.Error) {
		s.error("DOC-013", s.at("contact"), "readers have no way to ask",
			"set contacts once in site.yaml, or contact in this statement", "contacts: {email: help@example.com}")
	}
}

// DOC-019: a phone number can be dialled. That of site.yaml is looked at where
// the settings are read.
func dialled(s *step) {
	if fault, ok := telephone.FaultOf(s.doc.Said.Facts.Contact.Phone); ok {
		s.warning("DOC-019", s.at("contact.phone"), fault.Text, fault.Fix, fault.Example)
	}
}
