package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// DOC-015: an incident that the text points to is listed as related, in one of
// the two.
func linkedIncidents(s *step) {
	for _, other := range s.c.set.Incidents {
		excerpt := mention(s.doc.Said, other.ID)
		if excerpt == "" || other.ID == s.incident.ID || s.facts().MergedInto == other.ID || slices.Contains(s.facts().Related, other.ID) {
			continue
		}
		if other.Ledger != nil && slices.Contains(other.Ledger.Current().Facts.Related, s.incident.ID) {
			continue
		}
		s.warning("DOC-015", s.doc.in(excerpt), fmt.Sprintf("the text points to %s, which related does not list", other.ID),
			"link the other incident", "related: ["+strings.Join(append(slices.Clone(s.facts().Related), other.ID), ", ")+"]")
	}
}

// mention returns the words by which a text points to an incident, or "".
func mention(said disclosure.Said, id string) string {
	texts := []string{said.Summary}
	for _, p := range said.Text {
		texts = append(texts, p.MD)
	}
	needles := []string{"incidents/" + id}
	if strings.ContainsAny(id, "0123456789") {
		needles = append(needles, id) // nothing else is called like this
	}
	for _, needle := range needles {
		for _, text := range texts {
			for at := 0; ; {
				i := strings.Index(text[at:], needle)
				if i < 0 {
					break
				}
				before, after := text[:at+i], text[at+i+len(needle):]
				if !endsInID(before) && !beginsInID(after) {
					return needle
				}
				at += i + len(needle)
			}
		}
	}
	return ""
}

const idLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_"

func endsInID(s string) bool   { return s != "" && strings.IndexByte(idLetters, s[len(s)-1]) >= 0 }
func beginsInID(s string) bool { return s != "" && strings.IndexByte(idLetters, s[0]) >= 0 }
