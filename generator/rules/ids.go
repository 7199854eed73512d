package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// DOC-002: components are those of site.yaml.
func knownComponents(s *step) {
	if s.c.set.Site == nil {
		return
	}
	var ids []string
	for _, c := range s.c.set.Site.Components() {
		ids = append(ids, c.ID)
	}
	for _, impact := range s.doc.Said.Facts.Components {
		if slices.Contains(ids, impact.ID) {
			continue
		}
		fix, example := "add it to components in site.yaml", ""
		if len(ids) > 0 {
			fix = "use one of " + listed(ids) + ", or " + fix
		}
		if near, ok := problem.Nearest(impact.ID, ids); ok {
			fix = fmt.Sprintf("did you mean %q? %s", near, fix)
			example = fmt.Sprintf("components: {%s: %s}", near, impact.Impact)
		}
		s.error("DOC-002", s.at("components."+impact.ID), fmt.Sprintf("site.yaml has no component %q", impact.ID), fix, example)
	}
}

// DOC-002: related and merged_into name other incidents, and no incident leads
// back to itself.
func knownIncidents(s *step) {
	facts := s.doc.Said.Facts
	for i, id := range facts.Related {
		s.otherIncident(fmt.Sprintf("related[%d]", i), "related", id)
	}
	if facts.MergedInto == "" || !s.otherIncident("merged_into", "merged_into", facts.MergedInto) {
		return
	}
	s.goesOn(facts.MergedInto)
	way := []string{s.incident.ID}
	for id := facts.MergedInto; id != ""; id = s.c.mergedInto(id) {
		way = append(way, id)
		if id == s.incident.ID {
			s.error("DOC-002", s.at("merged_into"), "merged_into leads back to this incident: "+strings.Join(way, ", "),
				"decide which of them tells the whole account, and take merged_into out there", "")
			return
		}
		if slices.Contains(way[:len(way)-1], id) {
			return // a circle of others; they are told
		}
	}
}

// DOC-018: what is merged into another incident is told there from then on. An
// account that is over tells of no outage, and one that does not name a service
// says nothing of it.
func (s *step) goesOn(id string) {
	other := s.c.incidents[id]
	if other == nil || s.facts().Status.Ended() {
		return
	}
	var there disclosure.Facts
	if other.Ledger != nil {
		there = other.Ledger.Current().Facts
	}
	named := map[string]bool{}
	for _, i := range there.Components {
		named[i.ID] = true
	}
	for _, d := range other.Documents {
		if _, public := standing(other.Ledger, d.Doc); public || !d.isStatement() || d.Draft {
			continue
		}
		for _, i := range d.Said.Facts.Components {
			named[i.ID] = true
		}
		if d.Said.Facts.Status != "" {
			there.Status = d.Said.Facts.Status
		}
	}
	if there.Status.Ended() {
		s.warning("DOC-018", s.at("merged_into"), fmt.Sprintf("%s is over (%s), and this incident is not", id, there.Status),
			"merge into an incident that is being handled, or say how this one ended", "")
	}
	for _, i := range s.facts().Components {
		if i.Impact != "operational" && !named[i.ID] {
			s.warning("DOC-018", s.at("merged_into"), fmt.Sprintf("%s does not name %s, which is %s here: readers will no longer see that", id, i.ID, i.Impact),
				"name it there too, or say here that it works", fmt.Sprintf("components: {%s: %s}", i.ID, i.Impact))
		}
	}
}

// otherIncident reports whether id is an incident that can be linked to.
func (s *step) otherIncident(at, field, id string) bool {
	var ids []string
	for _, other := range s.c.set.Incidents {
		if other.ID != s.incident.ID {
			ids = append(ids, other.ID)
		}
		if other.ID != id || id == s.incident.ID {
			continue
		}
		if other.Ledger == nil && !slices.ContainsFunc(other.Documents, func(d Document) bool { return d.isStatement() && !d.Draft }) {
			s.error("DOC-002", s.at(at), fmt.Sprintf("%s names %q, which is only a draft", field, id), "publish that incident first, or take it out here", "")
			return false
		}
		return true
	}
	text := fmt.Sprintf("%s names %q, and there is no such incident", field, id)
	if id == s.incident.ID {
		text = field + " names this incident itself"
	}
	fix, example := "use the name of a folder under incidents", ""
	if near, ok := problem.Nearest(id, ids); ok && id != s.incident.ID {
		fix = fmt.Sprintf("did you mean %q?", near)
		example = field + ": " + near
		if field == "related" {
			example = "related: [" + near + "]"
		}
	}
	s.error("DOC-002", s.at(at), text, fix, example)
	return false
}

// mergedInto returns the incident into which another one is merged when all is
// published, or "".
func (c *checker) mergedInto(id string) string {
	if to, ok := c.merged[id]; ok {
		return to
	}
	to := ""
	for _, in := range c.set.Incidents {
		if in.ID != id {
			continue
		}
		if in.Ledger != nil {
			to = in.Ledger.Current().Facts.MergedInto
		}
		number := highest(in.Ledger)
		for _, d := range in.Documents {
			if d.isStatement() && !d.Draft && d.Doc.Number() > number && d.Said.Facts.MergedInto != "" {
				to, number = d.Said.Facts.MergedInto, d.Doc.Number()
			}
		}
	}
	c.merged[id] = to
	return to
}
