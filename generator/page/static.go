package page

import (
	"html/template"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Report is the view of the layout "report": how anyone reports a security problem.
type Report struct {
	Frame
	Email, Phone, Web string       // how; each "" if there is none
	PhoneLink         template.URL // "tel:..."; empty if the number cannot be dialled
	WebLabel          string       // how Web is shown
	Speaks            []string     // names of the languages in which it can be done
	AnswerWithin      Words        // how soon the company answers
	Policy            string       // link
	PolicyLabel       string       // how Policy is shown
	Thanks            Words        // what the company says to those who report
}

// StaticPage is the view of the layout "page": a page beside the public record.
type StaticPage struct {
	Frame
	Heading      Words
	Summary      Words
	Prose        template.HTML // the text
	Untranslated bool          // the page is shown in the original language
}

// Accessibility is the view of the layout "accessibility": the statement that every
// site has unless it has a page of its own there.
type Accessibility struct {
	Frame
	Contact *Contact // whom to tell what cannot be read; nil if there is nobody
}

// NotFound is the view of the layout "404".
type NotFound struct {
	Frame
	History string // link
}

func (m *maker) hasReport() bool {
	r := m.Site.Report
	return r.Email != "" || r.Phone != "" || r.Web != ""
}

func (p place) report() *Report {
	r := p.Site.Report
	v := &Report{
		Frame: p.frame("menu_report"), Email: r.Email, Phone: r.Phone, PhoneLink: call(r.Phone), Web: r.Web,
		WebLabel: shortAddress(r.Web), Policy: r.Policy, PolicyLabel: shortAddress(r.Policy),
		AnswerWithin: p.setting(r.AnswerWithin), Thanks: p.setting(r.Thanks),
	}
	for _, code := range r.Languages {
		v.Speaks = append(v.Speaks, languageName(code))
	}
	return v
}

// staticIn returns a static page in a language, or the original.
func (m *maker) staticIn(lang, name string) Static {
	for _, s := range m.statics[name] {
		if s.Lang == lang {
			return s
		}
	}
	return m.statics[name][0]
}

func (p place) staticPage(name string) *StaticPage {
	s, original := p.staticIn(p.lang, name), p.statics[name][0]
	v := &StaticPage{
		Frame: p.frame(""), Heading: p.words(s.Title, original.Title), Summary: p.words(s.Summary, original.Summary),
		Prose:        p.prose(nil, s.MD, original.MD, 2, nil),
		Untranslated: p.lang != "" && s.Lang == "",
	}
	v.Frame.Title, v.Frame.Description = s.Title, s.Summary
	return v
}

func (p place) accessibility() *Accessibility {
	v := &Accessibility{Frame: p.frame("")}
	if c := p.contactOf(disclosure.Contact{}, disclosure.Contact{}); !c.NothingToReach {
		v.Contact = c
	}
	return v
}

// accessLink leads to the statement on accessibility, where the foot of the page does
// not have it as a page of the site.
func (p place) accessLink() string {
	if p.hasPage(address.AccessibilityName) && p.statics[address.AccessibilityName][0].Menu {
		return ""
	}
	return p.to(address.Accessibility(p.lang))
}

// hasPage reports whether the site has a page of its own of this name.
func (m *maker) hasPage(name string) bool { return len(m.statics[name]) > 0 }

func (p place) notFound() *NotFound {
	v := &NotFound{Frame: p.frame(""), History: p.to(address.History(p.lang))}
	v.Style = "" // the page carries it
	v.NoIndex = true
	v.Alternates = nil
	return v
}
