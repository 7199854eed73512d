package page

import (
	"html/template"

	"firsthand/generator/disclosure"
)

// Prose is the text of a standard section, with the statement that wrote it.
type Prose struct {
	HTML    template.HTML // the text
	Written Moment        // the day, if a later version left the text as it was; else zero
	Link    string        // to the statement
}

// A Section is a standard section with a list of facts.
type Section struct {
	Prose *Prose  // nil if there is only a list
	Items []Words // likely consequences
}

// section returns the text of a standard section of the account, or nil.
func (s *story) section(id disclosure.SectionID) *Prose {
	for i, sec := range s.t.local.Sections {
		if sec.ID != id {
			continue
		}
		original := ""
		if o := at(s.t.original.Sections, i); o.ID == id {
			original = o.MD
		}
		p := &Prose{HTML: s.prose(s.r, sec.MD, original, 3, s.files(sec.Statement)), Link: s.statementLink(sec.Statement)}
		if sec.At.Before(s.t.local.Time) {
			p.Written = disclosure.DayOf(sec.At)
		}
		if p.HTML == "" {
			return nil
		}
		return p
	}
	return nil
}

// files returns the assets that a statement may link to.
func (s *story) files(statement int) map[string]string {
	if t := s.told(statement); t != nil {
		return t.Context.Assets
	}
	return nil
}

func section(prose *Prose, items []Words) *Section {
	if prose == nil && len(items) == 0 {
		return nil
	}
	return &Section{prose, items}
}
