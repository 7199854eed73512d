package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// DOC-015: an incident that the text points to is listed as related, in one of
// the two.
func linkedIncidents(s *step) {
	for _, m := range mentions(s.doc.Said) {
		other := s.c.incidents[m.id]
		if other == nil || other.ID == s.incident.ID || s.facts().MergedInto == other.ID || slices.Contains(s.facts().Related, other.ID) {
			continue
		}
		if other.Ledger != nil && slices.Contains(other.Ledger.Current().Facts.Related, s.incident.ID) {
			continue
		}
		s.warning("DOC-015", s.doc.in(m.words), fmt.Sprintf("the text points to %s, which related does not list", other.ID),
			"link the other incident", "related: ["+strings.Join(append(slices.Clone(s.facts().Related), other.ID), ", ")+"]")
	}
}

// A mention is what may be the id of an incident in a text.
type mention struct{ id, words string }

var idLike = regexp.MustCompile(`(incidents/)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)`)

// mentions returns the words of a text by which it may point to incidents, each
// id once, sorted by id: addresses, and names with a number in them, like which
// nothing else is called.
func mentions(said disclosure.Said) []mention {
	found := map[string]mention{}
	texts := []string{said.Summary}
	for _, p := range said.Text {
		texts = append(texts, p.MD)
	}
	for _, text := range texts {
		for _, m := range idLike.FindAllStringSubmatch(text, -1) {
			isAddress, id := m[1] != "", m[2]
			if _, known := found[id]; !known && (isAddress || strings.ContainsAny(id, "0123456789")) {
				found[id] = mention{id, m[0]}
			}
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b mention) int { return strings.Compare(a.id, b.id) })
}
