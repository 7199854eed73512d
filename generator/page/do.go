package page

import (
	"html/template"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// Do is what readers can do.
type Do struct {
	Prose *Prose // the section "What You Can Do"; nil if there is none
	Steps []Step // the most urgent first
	None  *Value // Words is the reason, Until says how long it holds
	Help  []Help // that the company offers
}

// A Step is one step that readers can take.
type Step struct {
	Anchor string       // "step-1"
	Do     Words        // what to do
	Why    Words        // why
	For    Words        // for whom
	When   string       // key of a word of the theme: "urgency_now"; "" if nothing was said
	Link   template.URL // where to do it; "" if nothing was said
	Label  string       // text of the link
}

// Help is help offered to people affected.
type Help struct {
	What, For, Provider, Cost, How Words  // each "" if nothing was said
	Months                         int    // how long; 0 if nothing was said
	EnrolBy                        Moment // last day to sign up; zero if nothing was said
}

func (s *story) do() *Do {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	d := &Do{Prose: s.section("what-you-can-do")}
	if none := f.Actions.None; none != nil {
		d.None = s.place.value("actions", f.Actions, of.Actions, nil)
	}
	d.Steps = s.steps(f.Actions, of.Actions)
	for i, h := range f.Support {
		o := at(of.Support, i)
		d.Help = append(d.Help, Help{
			What: s.linked(h.What, o.What), For: s.words(h.For, o.For), Provider: s.words(h.Provider, o.Provider),
			Months: h.Months, Cost: s.words(h.Cost, o.Cost), EnrolBy: h.EnrolBy, How: s.linked(h.How, o.How),
		})
	}
	if d.Prose == nil && d.None == nil && len(d.Steps) == 0 && len(d.Help) == 0 {
		return nil
	}
	return d
}

// steps returns the steps, the most urgent first.
func (s *story) steps(a, original disclosure.Actions) []Step {
	type pair struct{ local, original disclosure.Action }
	var pairs []pair
	for i, step := range a.Steps {
		pairs = append(pairs, pair{step, at(original.Steps, i)})
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return urgency(a.local.When) - urgency(b.local.When) })
	var steps []Step
	for i, p := range pairs {
		step := Step{
			Anchor: "step-" + itoa(i+1),
			Do:     s.linked(p.local.Do, p.original.Do), Why: s.linked(p.local.Why, p.original.Why), For: s.words(p.local.For, p.original.For),
			When: choice("urgency", p.local.When),
		}
		step.Link, step.Label = s.safeLink(p.local.Link)
		steps = append(steps, step)
	}
	return steps
}

func urgency(when string) int {
	if i := slices.Index(disclosure.Urgencies, when); i >= 0 {
		return i
	}
	return 0
}

// safeLink returns a link that an author typed, and its text: only to the web, to
// an e-mail address, a telephone or a place in the site.
func (s *story) safeLink(link string) (template.URL, string) {
	scheme, rest, ok := strings.Cut(link, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		if ok {
			return template.URL(link), shortAddress(link)
		}
	case "mailto", "tel":
		if ok {
			label, _, _ := strings.Cut(rest, "?")
			return template.URL(link), label
		}
	}
	if to, ok := s.destination(link, nil); ok && link != "" && !strings.Contains(link, ":") {
		return template.URL(to), strings.Trim(link, "/")
	}
	return "", ""
}
