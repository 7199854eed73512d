package feed

import (
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// topics say which of the narrower feeds of the site carry an event. An incident
// never leaves the feed of a kind or a component that told of it: somebody who was
// told that booking is down is also told that this was a breach, and how it ended.
// It enters others with the statement that first says so.
type topics struct {
	service, security bool
	commitments       bool
	components        []string // sorted
}

// topicsOf works out the topics of an event from what was published of its
// incident up to then. A fact that was removed by a redaction still counts.
func topicsOf(e *event, publications []disclosure.Publication) topics {
	until := e.seq
	var docs []disclosure.Doc // that the event is about
	switch {
	case e.redacted != nil:
		for _, p := range e.redacted {
			until = max(until, p.Seq)
			docs = append(docs, p.Doc.Original())
		}
	case !e.aside:
		// A translation goes where its original went.
		docs = append(docs, e.doc.Original())
		until = publications[slices.IndexFunc(publications, func(p disclosure.Publication) bool { return p.Doc == e.doc.Original() })].Seq
	}
	var t topics
	promising := map[int]bool{} // statements, by number
	for _, p := range publications {
		if p.Seq > until {
			break
		}
		if p.Type == disclosure.Redaction || p.Doc.Lang() != "" || p.Doc.IsQuestions() {
			continue
		}
		said := &p.Said
		if said.Facts.Kind != "" {
			if said.Facts.Kind.AboutService() {
				t.service = true
			} else {
				t.security = true
			}
		}
		for _, impact := range said.Facts.Components {
			t.components = append(t.components, impact.ID)
		}
		promises := len(said.Facts.Commitments) > 0 || slices.Contains(said.Emptied, "commitments")
		for _, key := range said.Removed {
			switch key := disclosure.Key(key); key.Field() {
			case "components":
				t.components = append(t.components, key.ID())
			case "commitments":
				promises = true
			}
		}
		if promises {
			promising[p.Doc.Number()] = true
		}
		if slices.Contains(docs, p.Doc) {
			t.commitments = t.commitments || promises ||
				slices.ContainsFunc(said.Withdraws, func(n int) bool { return promising[n] })
		}
	}
	if !t.service {
		t.security = true // no news is in neither feed
	}
	slices.Sort(t.components)
	t.components = slices.Compact(t.components)
	return t
}

// isName reports whether the id of a component can be part of an address.
func isName(id string) bool {
	return id != "" && id[0] != '.' && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
