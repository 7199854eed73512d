package feed

import (
	"slices"

	"firsthand/generator/disclosure"
)

// An incident may name others: those that it is related to, and the one that it
// goes on in. An item names them by their title as it stood when the item was
// made, since it never changes.

// named returns the publications of the incidents that stories name, by id.
func named(stories []*story) map[string][]disclosure.Publication {
	all := map[string][]disclosure.Publication{}
	for _, s := range stories {
		for _, p := range s.publications {
			for _, id := range append(slices.Clone(p.Said.Facts.Related), p.Said.Facts.MergedInto) {
				all[id] = nil
			}
		}
	}
	for _, s := range stories {
		if _, ok := all[s.id]; ok {
			all[s.id] = s.publications
		}
	}
	return all
}

// other returns the title that another incident had after the run of an event, in
// the event's language where it had one; "" if it had none, or it was removed.
func (r *renderer) other(e *event, id string) string {
	incidents, err := disclosure.Assemble(until(r.others[id], e.run))
	if err != nil || len(incidents) == 0 || len(incidents[0].Versions) == 0 {
		return ""
	}
	return incidents[0].In(len(incidents[0].Versions), e.lang).Facts.Title
}

// until returns the publications up to the end of a run.
func until(all []disclosure.Publication, run int) []disclosure.Publication {
	end := slices.IndexFunc(all, func(p disclosure.Publication) bool { return p.Run > run })
	if end < 0 {
		return all
	}
	return all[:end]
}
