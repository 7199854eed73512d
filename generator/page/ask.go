package page

import (
	"cmp"

	"firsthand/generator/disclosure"
)

// Ask is whom to ask, and how to tell a real message from a false one.
type Ask struct {
	Contact   Contact // of the account, else of the site
	Real      *Real   // nil if the site says nothing about it
	Prose     *Prose  // the section "For More Information"; nil if there is none
	Questions int     // answered further down
}

// Real is how readers tell a real message from a false one.
type Real struct {
	From  []string // addresses that the company writes from
	Never []Words  // what it never asks for
	Check Words    // how to be sure
}

func (s *story) ask(questions int) *Ask {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	a := &Ask{Contact: *s.contactOf(f.Contact, of.Contact), Prose: s.section("for-more-information"), Questions: questions, Real: s.real()}
	if a.Contact.NothingToReach && a.Prose == nil && a.Real == nil {
		return nil
	}
	return a
}

// contactOf returns how readers ask: what an account says goes before what the
// site says, field by field.
func (p place) contactOf(c, original disclosure.Contact) *Contact {
	site := p.Site.Contacts
	if c.Email == "" && c.Phone == "" && c.Web == "" {
		c.Email, c.Phone, c.Web = site.Email, site.Phone, site.Web
		if c.Hours == "" {
			c.Hours, original.Hours = site.Hours.In(p.code()), site.Hours.In(p.codes[0])
		}
	}
	if c.Post == "" {
		c.Post, original.Post = site.Post.In(p.code()), site.Post.In(p.codes[0])
	}
	c.Press = cmp.Or(c.Press, site.Press)
	return p.contact(c, original)
}

func (p place) real() *Real {
	m := p.Site.RealMessages
	r := &Real{From: m.WeWriteFrom, Check: p.setting(m.Check)}
	for _, w := range m.WeNeverAsk {
		r.Never = append(r.Never, p.setting(w))
	}
	if len(r.From) == 0 && len(r.Never) == 0 && r.Check == "" {
		return nil
	}
	return r
}
