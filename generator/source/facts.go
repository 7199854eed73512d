package source

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// The facts of a statement that need more than one word or time. Each function
// reads the field that it is named after.

func (s *statement) components(path string, n node) {
	if n.kind == list && len(n.items) == 0 {
		s.keyedEmpty(path, n, "name each component, with operational if it works again")
		return
	}
	entries := n.pairs
	switch n.kind {
	case unreadable:
		return
	case nothing:
		s.empty(path, n)
		return
	case list:
		for _, item := range n.items {
			if item.kind != mapping || len(item.pairs) != 1 {
				s.componentsForm(item)
				return
			}
			entries = append(entries, item.pairs...)
		}
	case scalar:
		s.componentsForm(n)
		return
	}
	for _, entry := range entries {
		id := word(entry.key)
		at := sub(path, id)
		s.place(at, node{where: entry.where})
		if s.site != nil {
			if _, ok := s.site.Component(id); !ok {
				s.noComponent(entry)
				continue
			}
		}
		if i := slices.IndexFunc(s.said.Facts.Components, func(c disclosure.Impact) bool { return c.ID == id }); i >= 0 {
			s.report(entry.where, "%q is listed twice", id).Fix = "keep one of the two"
			continue
		}
		text, ok := s.plainScalar(at, entry.value, "one word", id+": degraded")
		if !ok {
			continue
		}
		if impact := s.oneOf(at, entry.value.where, text, disclosure.Impacts); impact != "" {
			s.said.Facts.Components = append(s.said.Facts.Components, disclosure.Impact{ID: id, Impact: impact})
		}
	}
}

func (s *statement) componentsForm(n node) {
	if n.kind == unreadable {
		return
	}
	p := s.report(n.where, "%q takes each component with what happens to it, not %s", "components", n.describe())
	p.Fix, p.Example = "use one of "+strings.Join(disclosure.Impacts, ", "), "components: {"+s.aComponent()+": degraded}"
}

// aComponent is a component id for examples.
func (s *statement) aComponent() string {
	if s.site != nil && len(s.site.Components()) > 0 {
		return s.site.Components()[0].ID
	}
	return "booking"
}

func (s *statement) noComponent(entry pair) {
	var ids []string
	for _, c := range s.site.Components() {
		ids = append(ids, c.ID)
	}
	p := s.report(entry.where, "%q is not a component in site.yaml", entry.key)
	p.Rule = "DOC-002"
	near, ok := problem.Nearest(entry.key, ids)
	switch {
	case ok:
		p.Fix = fmt.Sprintf("did you mean %q?", near)
	case len(ids) == 0:
		p.Fix, p.Example = "add it to site.yaml", "components:\n  - {id: "+word(entry.key)+", name: "+entry.key+"}"
	default:
		p.Fix = "use one of " + strings.Join(ids, ", ") + "; or add it to site.yaml"
	}
}

func (s *statement) notAffected(path string, n node) (all []disclosure.NotAffected, empty bool) {
	const example = "not_affected:\n  - clinics without exports: the log holds none of their files"
	if n.kind == list && len(n.items) == 0 {
		return nil, true
	}
	if n.kind == nothing {
		s.empty(path, n)
	}
	add := func(at string, entry pair) {
		group := disclosure.NotAffected{Who: tidyText(entry.key)}
		s.place(at, node{where: entry.where})
		if entry.value.kind == scalar {
			group.Basis = s.text(at, entry.value, textForm{})
		} else if entry.value.kind != nothing && entry.value.kind != unreadable {
			p := s.report(entry.value.where, "%s takes a group, a colon and the reason", name(path))
			p.Example = example
		}
		all = append(all, group)
	}
	items := n.asList()
	if n.kind == mapping {
		if _, ok := n.child("who"); !ok {
			for i, entry := range n.pairs {
				add(index(path, i), entry)
			}
			return all, false
		}
	}
	for i, item := range items {
		at := index(path, i)
		s.place(at, item)
		switch {
		case item.kind == unreadable:
		case item.kind == mapping && len(item.pairs) == 1 && item.pairs[0].key != "who":
			add(at, item.pairs[0])
		case item.kind == mapping:
			var group disclosure.NotAffected
			if s.mapping(at, item, example,
				key{name: "who", words: true, read: func(path string, n node) { group.Who = s.text(path, n, textForm{}) }},
				key{name: "reason", words: true, read: func(path string, n node) { group.Basis = s.text(path, n, textForm{}) }},
			) && group.Who != "" {
				all = append(all, group)
			}
		default:
			if who := s.text(at, item, textForm{}); who != "" {
				all = append(all, disclosure.NotAffected{Who: who})
			}
		}
	}
	return all, false
}

// items reads a list whose entries are mappings, or texts where line is given.
// It returns whether the list is there and empty.
func (s *statement) items(path string, n node, entry func(path string, n node), line func(path string, n node)) (empty bool) {
	if n.kind == list && len(n.items) == 0 {
		return true
	}
	if n.kind == nothing {
		s.empty(path, n)
	}
	for i, item := range n.asList() {
		at := index(path, i)
		s.place(at, item)
		switch {
		case item.kind == nothing && s.onlyNote(at, item):
		case item.kind == nothing:
			s.report(item.where, "%s is empty", name(at)).Fix = "write something, or delete the hyphen"
		case item.kind == scalar && line != nil:
			line(at, item)
		case item.kind != unreadable:
			entry(at, item)
		}
	}
	return false
}

var actionKeys = []string{"do", "why", "for", "when", "link"}

const actionExample = `what_to_do:
  - do: Treat calls about your appointment with care
    why: Callers could know when you had one
    for: patients
    when: now`

func (s *statement) whatToDo(path string, n node) (a disclosure.Actions, empty bool) {
	if n.kind == mapping {
		if _, ok := n.child("none"); ok {
			var none disclosure.NoAction
			s.mapping(path, n, "what_to_do: {none: why readers need do nothing, until: 2026-06-01}",
				key{name: "none", words: true, read: func(path string, n node) { none.Reason = s.text(path, n, textForm{}) }},
				key{name: "until", read: func(path string, n node) { none.Until = s.moment(path, n, momentForm{day: true, relative: true}) }},
			)
			if none.Reason != "" {
				a.None = &none
			}
			return a, false
		}
	}
	empty = s.items(path, n,
		func(path string, n node) {
			step := disclosure.Action{When: disclosure.Urgencies[0]}
			if s.mapping(path, n, actionExample,
				key{name: "do", words: true, read: func(path string, n node) { step.Do = s.text(path, n, textForm{}) }},
				key{name: "why", words: true, read: func(path string, n node) { step.Why = s.text(path, n, textForm{}) }},
				key{name: "for", words: true, read: func(path string, n node) { step.For = s.text(path, n, textForm{}) }},
				key{name: "when", read: func(path string, n node) { step.When = s.choice(path, n, disclosure.Urgencies) }},
				key{name: "link", words: true, read: func(path string, n node) { step.Link = s.link(path, n, true) }},
			) {
				s.needs(path, n, "do", step.Do, actionExample)
				a.Steps = append(a.Steps, step)
			}
		},
		func(path string, n node) {
			if text := s.text(path, n, textForm{}); text != "" {
				a.Steps = append(a.Steps, disclosure.Action{Do: text, When: disclosure.Urgencies[0]})
			}
		})
	return a, empty
}

// needs reports an entry without the word that makes it one. In translations
// entries may leave everything out.
func (s *statement) needs(path string, n node, word, value, example string) bool {
	if value != "" || s.translates {
		return true
	}
	if child, ok := n.child(word); ok {
		// What is wrong with it was said already, unless it is merely empty.
		if child.kind == nothing {
			s.problems[len(s.problems)-1].Severity = problem.Error
		}
		return false
	}
	p := s.report(n.where, "%s has no %q", name(path), word)
	p.Fix, p.Example = fmt.Sprintf("add %q", word), example
	return false
}

var measureKeys = []string{"text", "state", "at"}

func (s *statement) whatWeDo(path string, n node) (all []disclosure.Measure, empty bool) {
	const example = "what_we_do:\n  - text: Ended every support session\n    state: done\n    at: 2026-03-03 11:40 UTC"
	empty = s.items(path, n,
		func(path string, n node) {
			m := disclosure.Measure{State: "under-way"}
			if s.mapping(path, n, example,
				key{name: "text", words: true, read: func(path string, n node) { m.Text = s.text(path, n, textForm{}) }},
				key{name: "state", read: func(path string, n node) { m.State = s.choice(path, n, disclosure.MeasureStates) }},
				key{name: "at", read: func(path string, n node) { m.At = s.moment(path, n, momentForm{}) }},
			) {
				s.needs(path, n, "text", m.Text, example)
				all = append(all, m)
			}
		},
		func(path string, n node) {
			if text := s.text(path, n, textForm{}); text != "" {
				all = append(all, disclosure.Measure{Text: text, State: "under-way"})
			}
		})
	return all, empty
}

func (s *statement) helpOffered(path string, n node) (all []disclosure.Support, empty bool) {
	const example = "help_offered:\n  - what: Watching for misuse of your card\n    for: everyone affected\n    provider: Example Ltd\n    months: 12\n    cost: free\n    enrol_by: 2027-03-11\n    how: Call us"
	empty = s.items(path, n, func(path string, n node) {
		var h disclosure.Support
		text := func(to *string) func(string, node) {
			return func(path string, n node) { *to = s.text(path, n, textForm{}) }
		}
		if s.mapping(path, n, example,
			key{name: "what", words: true, read: text(&h.What)},
			key{name: "for", words: true, read: text(&h.For)},
			key{name: "provider", words: true, read: text(&h.Provider)},
			key{name: "months", read: func(path string, n node) { h.Months = s.integer(path, n) }},
			key{name: "cost", words: true, read: text(&h.Cost)},
			key{name: "enrol_by", read: func(path string, n node) { h.EnrolBy = s.moment(path, n, momentForm{day: true}) }},
			key{name: "how", words: true, read: text(&h.How)},
		) {
			s.needs(path, n, "what", h.What, example)
			all = append(all, h)
		}
	}, nil)
	return all, empty
}

func (s *statement) told(path string, n node) (all []disclosure.Notified) {
	const example = "told:\n  - {who: regulator, at: 2026-03-05 09:20 UTC}"
	if s.items(path, n,
		func(path string, n node) {
			var t disclosure.Notified
			if s.mapping(path, n, example,
				key{name: "who", id: true, read: func(path string, n node) { t.Who = s.choice(path, n, disclosure.Addressees) }},
				key{name: "name", id: true, read: func(path string, n node) { t.Name = s.text(path, n, textForm{}) }},
				key{name: "at", read: func(path string, n node) { t.At = s.moment(path, n, momentForm{}) }},
			) && s.needs(path, n, "who", t.Who, example) && t.Who != "" {
				all = s.addTold(all, t, n.where)
			}
		},
		func(path string, n node) {
			if who := s.oneOf(path, n.where, n.text, disclosure.Addressees); who != "" {
				all = s.addTold(all, disclosure.Notified{Who: who}, n.where)
			}
		}) {
		s.keyedEmpty(path, n, "name each one again, with the right time")
	}
	return all
}

func (s *statement) addTold(all []disclosure.Notified, t disclosure.Notified, at span) []disclosure.Notified {
	if slices.ContainsFunc(all, func(o disclosure.Notified) bool { return o.Who == t.Who && o.Name == t.Name }) {
		s.report(at, "%q is listed twice", t.Who).Fix = "keep one of the two, or tell them apart by name"
		return all
	}
	id := "told." + t.Who
	if t.Name != "" {
		id += "/" + t.Name
	}
	s.place(id, node{where: at})
	return append(all, t)
}

func (s *statement) alsoSaid(path string, n node) (all []disclosure.AlsoSaid, empty bool) {
	const example = "also_said:\n  - {where: email to all clinics, at: 2026-03-03 16:10 UTC}"
	empty = s.items(path, n,
		func(path string, n node) {
			var a disclosure.AlsoSaid
			if s.mapping(path, n, example,
				key{name: "where", words: true, read: func(path string, n node) { a.Where = s.text(path, n, textForm{}) }},
				key{name: "at", read: func(path string, n node) { a.At = s.moment(path, n, momentForm{}) }},
			) {
				s.needs(path, n, "where", a.Where, example)
				all = append(all, a)
			}
		},
		func(path string, n node) {
			if text := s.text(path, n, textForm{}); text != "" {
				all = append(all, disclosure.AlsoSaid{Where: text})
			}
		})
	return all, empty
}

func (s *statement) contact(path string, n node) (c disclosure.Contact, empty bool) {
	if n.kind == list && len(n.items) == 0 {
		return c, true
	}
	s.mapping(path, n, "contact: {email: help@example.com, phone: +1 800 555 0142}",
		key{name: "email", words: true, read: func(path string, n node) { c.Email = s.email(path, n) }},
		key{name: "phone", words: true, read: func(path string, n node) { c.Phone = s.phone(path, n) }},
		key{name: "hours", words: true, read: func(path string, n node) { c.Hours = s.text(path, n, textForm{}) }},
		key{name: "web", words: true, read: func(path string, n node) { c.Web = s.link(path, n, false) }},
		key{name: "post", words: true, read: func(path string, n node) { c.Post = s.text(path, n, textForm{lines: true}) }},
		key{name: "press", read: func(path string, n node) { c.Press = s.emailOrLink(path, n) }},
	)
	return c, false
}

func (s *statement) heldBack(path string, n node) (all []disclosure.HeldBack, empty bool) {
	const example = "held_back:\n  - {what: how the session was copied, why: law-enforcement, until: 2026-09-30}"
	empty = s.items(path, n, func(path string, n node) {
		var h disclosure.HeldBack
		if s.mapping(path, n, example,
			key{name: "what", words: true, read: func(path string, n node) { h.What = s.text(path, n, textForm{}) }},
			key{name: "why", read: func(path string, n node) { h.Why = s.choice(path, n, disclosure.HoldReasons) }},
			key{name: "until", read: func(path string, n node) { h.Until = s.moment(path, n, momentForm{day: true, relative: true}) }},
		) {
			s.needs(path, n, "what", h.What, example)
			all = append(all, h)
		}
	}, nil)
	return all, empty
}

var testers = []string{"us", "independent"}

func (s *statement) fixTested(path string, n node) (all []disclosure.Verification, empty bool) {
	const example = "fix_tested:\n  what: using a copied support session\n  how: a test on the live tool\n  by: independent\n  at: 2026-03-12\n  result: the tool refused it"
	empty = s.items(path, n, func(path string, n node) {
		var v disclosure.Verification
		if s.mapping(path, n, example,
			key{name: "what", words: true, read: func(path string, n node) { v.What = s.text(path, n, textForm{}) }},
			key{name: "how", words: true, read: func(path string, n node) { v.How = s.text(path, n, textForm{}) }},
			key{name: "by", read: func(path string, n node) { v.By = s.choice(path, n, testers) }},
			key{name: "at", read: func(path string, n node) { v.At = s.moment(path, n, momentForm{}) }},
			key{name: "result", words: true, read: func(path string, n node) { v.Result = s.text(path, n, textForm{}) }},
		) {
			s.needs(path, n, "what", v.What, example)
			all = append(all, v)
		}
	}, nil)
	return all, empty
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

func (s *statement) promises(path string, n node) (all []disclosure.Commitment) {
	const example = "promises:\n  - id: session-limit\n    text: Support sessions end after 8 hours\n    due: 2026-06-16\n    state: planned"
	known := s.promised()
	if s.items(path, n, func(path string, n node) {
		var c disclosure.Commitment
		text := func(to *string) func(string, node) {
			return func(path string, n node) { *to = s.text(path, n, textForm{}) }
		}
		ok := s.mapping(path, n, example,
			key{name: "id", id: true, read: func(path string, n node) { c.ID = s.id(path, n) }},
			key{name: "text", words: true, read: text(&c.Text)},
			key{name: "due", read: func(path string, n node) { c.Due = s.moment(path, n, momentForm{day: true, relative: true}) }},
			key{name: "state", read: func(path string, n node) { c.State = s.choice(path, n, disclosure.CommitmentStates) }},
			key{name: "done_at", read: func(path string, n node) { c.DoneAt = s.moment(path, n, momentForm{day: true}) }},
			key{name: "evidence", words: true, read: text(&c.Evidence)},
			key{name: "reason", words: true, read: text(&c.Reason)},
		)
		if !ok {
			return
		}
		if c.ID == "" {
			if _, there := n.child("id"); !there {
				p := s.report(n.where, "%s has no id", name(path))
				p.Fix, p.Example = "give it a short name that stays the same", "id: "+suggestID(c.Text)
			}
			return
		}
		at, _ := n.child("id")
		if slices.ContainsFunc(all, func(o disclosure.Commitment) bool { return o.ID == c.ID }) {
			s.report(at.where, "the promise %q is listed twice", c.ID).Fix = "keep one of the two, or give one another id"
			return
		}
		s.place("promises."+c.ID, n)
		switch isKnown := slices.Contains(known, c.ID); {
		case s.translates && !isKnown:
			s.notInOriginal(at.where, c.ID, "promises", known)
			return
		case s.translates || isKnown:
		case c.Text == "":
			if _, there := n.child("text"); there {
				return
			}
			p := s.report(at.where, "no earlier statement has a promise %q", c.ID)
			p.Fix, p.Example = "a new promise needs a text", "text: what you promise"
			if near, ok := problem.Nearest(c.ID, known); ok {
				p.Fix, p.Example = fmt.Sprintf("did you mean %q?", near), ""
			}
			return
		case c.State == "":
			c.State = "planned"
		}
		all = append(all, c)
	}, nil) {
		s.keyedEmpty(path, n, "name each promise, with state: dropped and a reason")
	}
	return all
}

// promised returns the ids of promises that are known before this statement: of
// earlier ones, or of the original that is translated.
func (s *statement) promised() []string {
	docs := s.earlier
	if s.original != nil {
		docs = []*Document{s.original}
	}
	var ids []string
	for _, d := range docs {
		for _, c := range d.Said.Facts.Commitments {
			if !slices.Contains(ids, c.ID) {
				ids = append(ids, c.ID)
			}
		}
		for _, key := range d.Said.Removed {
			if key := disclosure.Key(key); key.Field() == "commitments" {
				ids = append(ids, key.ID())
			}
		}
	}
	return ids
}

// id reads a name that stays the same: letters a to z, digits, hyphens.
func (r *reader) id(path string, n node) string {
	text, ok := r.plainScalar(path, n, "a short name", lastKey(path)+": session-limit")
	if !ok {
		return ""
	}
	if !idForm.MatchString(text) || len(text) > maxName {
		p := r.report(n.where, "%q is not a name for something that stays the same", text)
		p.Fix, p.Example = "use small letters from a to z, digits and hyphens", lastKey(path)+": "+suggestID(text)
		return ""
	}
	return text
}

// suggestID makes a name of a text.
func suggestID(text string) string {
	words := strings.Fields(simple(text))
	if len(words) > 6 {
		words = words[:6]
	}
	id := strings.Map(func(r rune) rune {
		if r == ' ' || r > 'z' {
			return '-'
		}
		return r
	}, strings.Join(words, "-"))
	if id = strings.Trim(id, "-"); id == "" {
		return "a-short-name"
	}
	return id
}

var cveForm = regexp.MustCompile(`^CVE-\d{4}-\d{4,}$`)

var (
	severities = []string{"low", "medium", "high", "critical"}
	yesNo      = []string{"yes", "no", "unknown"}
)

func (s *statement) vulnerability(path string, n node) (v disclosure.Weakness, empty bool) {
	if n.kind == list && len(n.items) == 0 {
		return v, true
	}
	versions := func(to *[]string) func(string, node) {
		return func(path string, n node) { *to, _ = s.texts(path, n, textForm{}) }
	}
	s.mapping(path, n, "vulnerability:\n  cve: [CVE-2026-12345]\n  severity: medium\n  affected: [3.0.0 to 3.4.1]\n  fixed: [3.4.2]\n  exploited: unknown",
		key{name: "cve", read: func(path string, n node) {
			for i, item := range n.asList() {
				text, ok := s.plainScalar(index(path, i), item, "a number", "cve: [CVE-2026-12345]")
				if !ok {
					continue
				}
				if text = strings.ToUpper(text); !cveForm.MatchString(text) {
					p := s.report(item.where, "%q is not a CVE number", text)
					p.Fix, p.Example = "write CVE, the year and the number", "cve: [CVE-2026-12345]"
					continue
				}
				v.CVE = append(v.CVE, text)
			}
		}},
		key{name: "severity", read: func(path string, n node) { v.Severity = s.choice(path, n, severities) }},
		key{name: "cvss", read: func(path string, n node) { v.CVSS = s.text(path, n, textForm{}) }},
		key{name: "affected", words: true, read: versions(&v.Affected)},
		key{name: "fixed", words: true, read: versions(&v.Fixed)},
		key{name: "workaround", words: true, read: func(path string, n node) { v.Workaround = s.text(path, n, textForm{}) }},
		key{name: "exploited", read: func(path string, n node) { v.Exploited = s.choice(path, n, yesNo) }},
	)
	return v, false
}

func (s *statement) window(path string, n node) (w disclosure.Window) {
	before := len(s.problems)
	if !s.mapping(path, n, "window: {start: 2026-09-12 04:00 UTC, end: 2026-09-12 06:00 UTC}",
		key{name: "start", read: func(path string, n node) { w.Start = s.moment(path, n, momentForm{relative: true}) }},
		key{name: "end", read: func(path string, n node) { w.End = s.moment(path, n, momentForm{relative: true}) }},
	) || len(s.problems) > before {
		return w
	}
	for _, part := range []struct {
		name string
		is   disclosure.Moment
	}{{"start", w.Start}, {"end", w.End}} {
		if part.is.IsZero() {
			p := s.report(n.where, "%q has no %s", "window", part.name)
			p.Fix, p.Example = "add it", "window: {start: 2026-09-12 04:00 UTC, end: 2026-09-12 06:00 UTC}"
		}
	}
	if !w.Start.IsZero() && !w.End.IsZero() && w.End.End().Before(w.Start.Time) {
		s.report(n.where, "the window ends (%s) before it starts (%s)", w.End.Human(), w.Start.Human()).Fix = "swap the two, or correct one of them"
	}
	return w
}

const nextUpdateExample = "next_update: in 60 minutes"

func (s *statement) nextUpdate(path string, n node) (u disclosure.NextUpdate) {
	if n.kind == mapping {
		s.mapping(path, n, "next_update: {when: the supplier has answered}",
			key{name: "when", words: true, read: func(path string, n node) { u.When = s.text(path, n, textForm{}) }},
			key{name: "none", words: true, read: func(path string, n node) { u.None = s.text(path, n, textForm{}) }},
			key{name: "at", read: func(path string, n node) { u.At = s.moment(path, n, momentForm{relative: true}) }},
		)
		if u.When != "" && u.None != "" || !u.At.IsZero() && (u.When != "" || u.None != "") {
			s.report(n.where, "%q says two things", path).Fix = "give a time, or when, or none"
			return disclosure.NextUpdate{}
		}
		return u
	}
	text, ok := s.plainScalar(path, n, "a time", nextUpdateExample)
	if !ok {
		return u
	}
	if s.translates {
		s.fromOriginal(pair{path, n.where, n}, path)
		return u
	}
	if w := word(text); w == "none" || w == "no" || w == "never" {
		p := s.report(n.where, "there is no reason why no update will follow")
		p.Fix, p.Example = "say why", "next_update: {none: the account is closed}"
		return u
	}
	u.At = s.momentText(path, n.where, text, momentForm{relative: true})
	return u
}

// related reads incident ids.
func (s *statement) incidentID(path string, n node) string {
	text, ok := s.plainScalar(path, n, "the name of an incident's folder", lastName(path)+": 2026-03-03-support-exports")
	if !ok {
		return ""
	}
	text = strings.Trim(strings.TrimPrefix(text, "incidents/"), "/")
	switch {
	case text == s.doc.Incident:
		s.report(n.where, "%q is this incident itself", text).Fix = "name another one, or delete the line"
		return ""
	case !slices.Contains(s.incidents, text):
		p := s.report(n.where, "there is no incident %q", text)
		p.Rule = "DOC-002"
		p.Fix = "write the name of a folder in incidents/"
		if near, ok := problem.Nearest(text, s.incidents); ok {
			p.Fix = fmt.Sprintf("did you mean %q?", near)
		}
		return ""
	}
	return text
}

// Addresses.

// link reads an address that a page may link to.
func (r *reader) link(path string, n node, mailToo bool) string {
	text, ok := r.plainScalar(path, n, "an address", lastKey(path)+": https://example.com/help")
	if !ok {
		return ""
	}
	if isWebAddress(text) || mailToo && (strings.HasPrefix(text, "mailto:") || strings.HasPrefix(text, "tel:")) {
		return text
	}
	p := r.report(n.where, "%q is not an address that a page may link to", text)
	p.Fix, p.Example = "begin with https://", lastKey(path)+": https://example.com/help"
	if mailToo {
		p.Fix += ", mailto: or tel:"
	}
	if strings.HasPrefix(text, "www.") {
		p.Example = lastKey(path) + ": https://" + text
	}
	if mailToo && isEmail(text) {
		p.Example = lastKey(path) + ": mailto:" + text
	}
	return ""
}

func isWebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsAny(text, " <>\"")
}

func isEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text
}

func (r *reader) email(path string, n node) string {
	text, ok := r.plainScalar(path, n, "an e-mail address", lastKey(path)+": help@example.com")
	if !ok {
		return ""
	}
	text = strings.TrimPrefix(text, "mailto:")
	if !isEmail(text) {
		p := r.report(n.where, "%q is not an e-mail address", text)
		p.Example = lastKey(path) + ": help@example.com"
		return ""
	}
	return text
}

func (r *reader) emailOrLink(path string, n node) string {
	if n.kind == scalar && isWebAddress(tidyText(n.text)) {
		return tidyText(n.text)
	}
	return r.email(path, n)
}

func (r *reader) phone(path string, n node) string {
	text, ok := r.plainScalar(path, n, "a phone number", lastKey(path)+": +1 800 555 0142")
	if !ok {
		return ""
	}
	digits := 0
	for _, c := range text {
		if '0' <= c && c <= '9' {
			digits++
		}
	}
	if digits < 3 || len(text) > 60 {
		p := r.report(n.where, "%q is not a phone number", text)
		p.Example = lastKey(path) + ": +1 800 555 0142"
		return ""
	}
	return text
}
