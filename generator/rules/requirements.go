package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// A stage is how far the handling of an incident has come, for all kinds alike.
type stage int

const (
	firstStage stage = iota
	confirmedStage
	containedStage
	resolvedStage
	finalStage
)

func stageOf(s disclosure.Status) stage {
	switch s {
	case disclosure.Confirmed, disclosure.Identified:
		return confirmedStage
	case disclosure.Contained, disclosure.Workaround, disclosure.Fixed, disclosure.Monitoring:
		return containedStage
	case disclosure.Resolved:
		return resolvedStage
	case disclosure.Final:
		return finalStage
	}
	return firstStage
}

// A need says how badly a stage needs a fact.
type need int

const (
	no   need = iota
	want      // a warning if it is missing
	must      // an error
)

// A requirement is a row of the table of what is required when. Not in it: what
// DOC-001, DOC-013, DOC-030, TIME-001, FIX-002 and FIX-003 ask for.
type requirement struct {
	rule    string
	field   string // in the words of the front matter; "text" is the text below it
	section disclosure.SectionID
	kinds   []disclosure.Kind
	needs   [finalStage + 1]need // first notice, confirmed, contained, resolved, final
	fix     string
	example string
}

var (
	service  = []disclosure.Kind{disclosure.Outage, disclosure.Degradation, disclosure.Maintenance}
	broken   = []disclosure.Kind{disclosure.Outage, disclosure.Degradation}
	secure   = []disclosure.Kind{disclosure.Security, disclosure.DataBreach}
	breach   = []disclosure.Kind{disclosure.DataBreach}
	weakness = []disclosure.Kind{disclosure.Vulnerability}
	events   = slices.Concat(broken, secure)
	found    = slices.Concat(events, weakness)
)

var required = []requirement{
	{"DOC-010", "text", "", disclosure.Kinds, [...]need{want, must, must, must, must},
		"write one sentence about what happened below the front matter",
		"At 08:55 UTC on 3 March 2026 a clinic told us that someone had downloaded a booking export."},
	{"DOC-010", "components", "", service, [...]need{want, must, must, must, must},
		"name each service that is touched, and how badly", "components: {booking: degraded}"},
	{"DOC-010", "window", "", []disclosure.Kind{disclosure.Maintenance}, [...]need{must, must, must, must, must},
		"say when the work begins and ends", "window: {start: 2026-09-12 04:00 UTC, end: 2026-09-12 07:00 UTC}"},
	{"DOC-010", "vulnerability", "", weakness, [...]need{want, must, must, must, must},
		"say which versions are affected", "vulnerability:\n  severity: medium\n  affected: [\"3.0.0 to 3.4.1\"]\n  exploited: unknown"},
	{"DOC-010", "found", "", found, [...]need{no, must, must, must, must},
		"say when you learned of it", "found: 2026-03-03 08:55 UTC"},
	{"DOC-010", "began", "", events, [...]need{no, want, want, must, must},
		"say when it began; an estimate is enough at first", "began: {at: 2026-02-24, certainty: estimated}"},
	{"DOC-010", "not_known_yet", "", secure, [...]need{no, want, want, no, no},
		"list what you do not know yet, or write [] if that is nothing", "not_known_yet:\n  - Who downloaded the files."},
	{"DATA-001", "data", "", breach, [...]need{no, must, must, must, must},
		"list each kind of data, also under unknown", "data:\n  copied: [name, email]\n  unknown: [phone]"},
	{"DOC-010", "affected", "", breach, [...]need{no, want, must, must, must},
		"say who is affected and how many, or unknown", "affected: 61,300 people, counted"},
	{"DOC-010", "what_to_do", "what-you-can-do", slices.Concat(breach, weakness), [...]need{no, must, must, must, must},
		"list what readers can do, or why there is nothing", "what_to_do:\n  - Treat calls about your appointment with care."},
	{"DOC-010", "could_mean", "what-this-could-mean", breach, [...]need{no, want, must, must, must},
		"list what could follow for the people affected", "could_mean:\n  - People who call or write could pretend to be your clinic."},
	{"DOC-010", "what_we_do", "what-we-are-doing", found, [...]need{no, want, must, must, must},
		"list what you have done and are doing", "what_we_do:\n  - {text: Ended every support session, state: done, at: 2026-03-03 11:40 UTC}"},
	{"DOC-010", "contained", "", secure, [...]need{no, no, must, must, must},
		"say when the attacker was shut out", "contained: 2026-03-03 11:40 UTC"},
	{"DOC-010", "origin", "", events, [...]need{no, no, want, want, must},
		"use one of " + listed(disclosure.Origins), "origin: own"},
	{"DOC-010", "found_by", "", events, [...]need{no, no, want, want, must},
		"use one of " + listed(disclosure.Discoverers), "found_by: customer"},
	{"DOC-010", "watch_until", "", broken, [...]need{no, no, no, want, want},
		"say until when you keep watching", "watch_until: 2026-03-26"},
	{"DOC-010", "cause", "how-it-happened", found, [...]need{no, no, no, want, no},
		"say how it happened, or write it in the final report", "cause: A support sign-in stayed valid for 30 days."},
	{"DOC-010", "learned", "what-we-learned", found, [...]need{no, no, no, want, no},
		"say what you learned, or write it in the final report", "learned:\n  - We gave a number before we could stand behind it."},
	{"DOC-010", "promises", "", found, [...]need{no, no, no, want, no},
		"promise what will change, with a date, or do so in the final report",
		"promises:\n  - {id: sessions, text: Support sessions end after 8 hours, due: 2026-06-16, state: planned}"},
}

// DOC-010 and DATA-001: what has to be told when an incident has come so far.
func requirements(s *step) {
	facts := s.facts()
	if facts.MergedInto != "" || !slices.Contains(facts.Kind.Statuses(), facts.Status) {
		return // the account is told elsewhere, or its status means nothing
	}
	for _, r := range required {
		severity := problem.Warning
		switch r.needs[stageOf(facts.Status)] {
		case no:
			continue
		case must:
			severity = problem.Error
		}
		if slices.Contains(r.kinds, facts.Kind) && !s.meets(r) && s.once("stage "+r.field, severity) {
			s.add(s.at("status"), severity, r.rule, fmt.Sprintf("status %q needs %s", facts.Status, r.field), r.fix, s.example(r), nil)
		}
	}
}

func (s *step) meets(r requirement) bool {
	next := s.facts().NextUpdate
	switch r.field {
	case "components":
		if s.c.set.Site != nil && len(s.c.set.Site.Components()) == 0 {
			return true // site.yaml has none to name
		}
	case "cause", "learned", "promises":
		// Who has promised to write again may still write the report.
		if next.When != "" || !next.At.IsZero() {
			return true
		}
	}
	switch r.field {
	case "text":
		for _, t := range s.after.Statements {
			if t.WithdrawnBy == 0 && len(t.Said.Text) > 0 {
				return true
			}
		}
		return false
	case "not_known_yet":
		// Nothing left to learn is an answer as well.
		if h := s.after.Fact("unknowns"); len(h.Values) > 0 {
			return true
		}
	}
	return s.stands(r.field) || r.section != "" && s.hasSection(r.section)
}

// example returns what to paste, with a component that the site has.
func (s *step) example(r requirement) string {
	if r.field == "components" && s.c.set.Site != nil {
		if all := s.c.set.Site.Components(); len(all) > 0 {
			return strings.Replace(r.example, "booking", all[0].ID, 1)
		}
	}
	return r.example
}
