package generator

import (
	"context"
	"fmt"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/prosediff"
)

// CompareOptions is the input of Compare.
type CompareOptions struct {
	Content  string // folder
	Incident string // id
	From, To int    // versions; 0 means the one before To, and the newest
	Now      time.Time

	// Drafts compares with the account as it would be if everything that is due
	// were published now, instead of version To.
	Drafts bool
}

// A Comparison says what differs between two versions of an account.
type Comparison struct {
	Incident string
	From, To Compared
	Changes  []disclosure.Change // of facts; of sections and wording, Texts has more
	Texts    []TextChange
}

// Compared is one side of a comparison.
type Compared struct {
	Version int // 0 for nothing, before the first
	Time    time.Time
	Draft   bool // not published
}

// A TextChange is a text that differs.
type TextChange struct {
	Section   disclosure.SectionID // of the account, or ""
	Heading   string               // of the section, in the newer text
	Statement int                  // whose wording was repaired, or 0
	Diff      prosediff.Diff
}

// A RangeError says that an incident has no such version.
type RangeError struct {
	Incident string
	Versions int
	Asked    int
}

func (e *RangeError) Error() string {
	if e.Versions == 0 {
		return fmt.Sprintf("nothing of the incident %q was published", e.Incident)
	}
	return fmt.Sprintf("%s has no version %d: it has 1 to %d", e.Incident, e.Asked, e.Versions)
}

// Compare says what differs between two versions of an incident's account.
func Compare(_ context.Context, o CompareOptions) (Comparison, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Comparison{}, problem.List{}, err
	}
	defer dir.close()
	if o.Drafts {
		return compareDraft(dir, o)
	}
	_, incidents, err := readLedger(dir.ledger)
	if err != nil {
		return Comparison{}, problem.List{}, err
	}
	i := incidentNamed(incidents, o.Incident)
	if i == nil {
		return Comparison{}, problem.List{}, &RangeError{Incident: o.Incident}
	}
	last := len(i.Versions)
	to := o.To
	if to == 0 {
		to = last
	}
	from := o.From
	if from == 0 {
		from = to - 1
	}
	for _, n := range []int{from, to} {
		if n < 0 || n > last || n == 0 && o.From != 0 {
			return Comparison{}, problem.List{}, &RangeError{Incident: o.Incident, Versions: last, Asked: n}
		}
	}
	return compareVersions(i, i, from, to), problem.List{}, nil
}

// compareDraft compares what stands with what would stand after a run now.
func compareDraft(dir *folder, o CompareOptions) (Comparison, problem.List, error) {
	w, problems, err := read(dir, o.Now)
	if err != nil || problems.HasErrors() {
		return Comparison{}, problems, err
	}
	plan, err := w.log.Plan(ledger.Run{Drafts: w.due(), Origin: w.content.Site.URL.Hostname()}, o.Now, noSalt{})
	if err != nil {
		return Comparison{}, problems, err
	}
	all, err := w.comparisons(plan)
	if err != nil {
		return Comparison{}, problems, err
	}
	for _, c := range all {
		if c.Incident == o.Incident {
			return c, problems, nil
		}
	}
	before := incidentNamed(w.incidents, o.Incident)
	if before == nil {
		return Comparison{}, problems, &RangeError{Incident: o.Incident}
	}
	n := len(before.Versions)
	return Comparison{Incident: o.Incident, From: compared(before, n, false), To: compared(before, n, false)}, problems, nil
}

// comparisons returns what a plan changes for readers, for each account that it
// touches, in the order of the incidents.
func (w *workspace) comparisons(plan *ledger.Plan) ([]Comparison, error) {
	after, err := disclosure.Assemble(plan.Log().Publications())
	if err != nil {
		return nil, fmt.Errorf("planning the publication: %w", err)
	}
	var all []Comparison
	for _, i := range after {
		n := 0
		if before := incidentNamed(w.incidents, i.ID); before != nil {
			n = len(before.Versions)
		}
		if len(i.Versions) == n {
			continue
		}
		// Not with what stands now: that may hold words which the run removes, and
		// what is printed here ends in logs.
		c := compareVersions(i, i, n, len(i.Versions))
		c.To.Draft = true
		if len(c.Changes)+len(c.Texts) == 0 {
			continue // a removal: what is left is shown as a whole
		}
		all = append(all, c)
	}
	return all, nil
}

func incidentNamed(all []*disclosure.Incident, id string) *disclosure.Incident {
	for _, i := range all {
		if i.ID == id {
			return i
		}
	}
	return nil
}

func compared(i *disclosure.Incident, n int, draft bool) Compared {
	if n == 0 {
		return Compared{}
	}
	return Compared{Version: n, Time: i.Versions[n-1].Time, Draft: draft}
}

// compareVersions compares version from of one incident with version to of
// another state of the same incident.
func compareVersions(old, new *disclosure.Incident, from, to int) Comparison {
	c := Comparison{Incident: new.ID, From: compared(old, from, false), To: compared(new, to, false)}
	var before disclosure.Account
	if from > 0 {
		before = old.At(from)
	}
	after := new.At(to)
	for _, change := range disclosure.Changes(before, after) {
		was, _ := change.Was.(disclosure.Passage)
		now, isText := change.Now.(disclosure.Passage)
		if change.Key.Section() != "" && isText && was.MD != now.MD {
			c.Texts = append(c.Texts, TextChange{Section: change.Key.Section(), Heading: now.Heading, Diff: prosediff.Compare(was.MD, now.MD, prosediff.Options{})})
			continue
		}
		c.Changes = append(c.Changes, change)
	}
	for _, t := range after.Statements {
		for _, b := range before.Statements {
			if b.Number != t.Number {
				continue
			}
			if was, now := disclosure.Wording(b.Said), disclosure.Wording(t.Said); was != now {
				c.Texts = append(c.Texts, TextChange{Statement: t.Number, Diff: prosediff.Compare(was, now, prosediff.Options{})})
			}
		}
	}
	return c
}
