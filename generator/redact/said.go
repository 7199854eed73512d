package redact

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/generator/tokens"
)

// A Removal is what a redaction takes out of one text.
type Removal struct {
	Words    []string         // as they stood, one for each place
	Facts    []disclosure.Key // that the public text stated
	old, new disclosure.Said
}

// IsZero reports whether nothing was removed.
func (r Removal) IsZero() bool { return len(r.Words) == 0 && len(r.Facts) == 0 }

// A Fault is a place where a text does more than leave something out.
type Fault struct {
	Field         string // as an author names it: "affected", "what_we_do[0].text"; "" in the text
	Was, Is       string // one is empty for what was added or left out
	Before, After string // the lines that they stand in
	Fix           string
}

const (
	onlyMarks = "a redaction puts " + Mark + " in the place of words and changes nothing else"
	wholeFact = "a number, a date or a choice stays as it is, or goes with all of its fact, named under removed"
)

// Between compares what is public with the text that is to replace it. It
// returns what was removed, or the first place that makes it no redaction. The
// reason is free to change with a removal, and may itself lose words.
func Between(old, new disclosure.Said) (Removal, *Fault) {
	r := Removal{old: old, new: new}
	if fault := r.facts(); fault != nil {
		return Removal{}, fault
	}
	before, after := r.without(old), new.Clone()
	r.reasons(&before, &after)
	summaries(&before, &after)
	was, is := leaves(&before), leaves(&after)
	for i := range max(len(was), len(is)) {
		switch {
		case i == len(is), i < len(was) && was[i].path != is[i].path && !has(is, was[i].path):
			return Removal{}, &Fault{Field: was[i].page, Was: was[i].text, Before: was[i].text, Fix: onlyMarks}
		case i == len(was), was[i].path != is[i].path:
			return Removal{}, &Fault{Field: is[i].page, Is: is[i].text, After: is[i].text, Fix: onlyMarks}
		}
		if fault := r.leaf(was[i], is[i]); fault != nil {
			return Removal{}, fault
		}
	}
	if old.Redacted != new.Redacted && r.IsZero() {
		if old.Redacted == "" {
			return Removal{}, &Fault{Field: "redacted", Is: new.Redacted, After: new.Redacted, Fix: "nothing is removed here: put " + Mark + " in the place of words, or take the reason out"}
		}
		if fault := r.leaf(leaf{page: "redacted", kind: words, text: old.Redacted}, leaf{page: "redacted", kind: words, text: new.Redacted}); fault != nil {
			return Removal{}, fault
		}
	}
	return r, nil
}

func has(all []leaf, path string) bool {
	return slices.ContainsFunc(all, func(l leaf) bool { return l.path == path })
}

// leaf compares one text with what is left of it.
func (r *Removal) leaf(was, is leaf) *Fault {
	switch {
	case was.text == is.text:
	case was.kind == fixed:
		return &Fault{Field: was.page, Was: was.text, Is: is.text, Before: was.text, After: is.text, Fix: wholeFact}
	case was.kind == address:
		if is.text != "" && is.text != Mark {
			return &Fault{Field: was.page, Was: was.text, Is: is.text, Before: was.text, After: is.text, Fix: "an address stays as it is, or goes as a whole"}
		}
		r.Words = append(r.Words, was.text)
	default:
		a, all, ok := cuts(was.text, is.text)
		if !ok {
			d := differing(was.text, is.text)
			return &Fault{was.page, d.was, d.is, line(was.text, d.before), line(is.text, d.after), onlyMarks}
		}
		for _, c := range all {
			r.Words = append(r.Words, c.words(was.text, a))
		}
	}
	return nil
}

// kept are the facts without which there is no account.
var kept = []disclosure.Key{"title", "kind", "status"}

// facts compares which facts are stated, and collects those that are gone.
func (r *Removal) facts() *Fault {
	for _, name := range r.old.Removed {
		if !slices.Contains(r.new.Removed, name) {
			return &Fault{Field: "removed", Was: PagePath(disclosure.Key(name)), Fix: "what was removed stays named"}
		}
	}
	for _, name := range r.new.Removed {
		key := disclosure.Key(name)
		page := PagePath(key)
		switch {
		case slices.Contains(r.old.Removed, name):
			continue
		case slices.Contains(kept, key):
			return &Fault{Field: "removed", Is: page, Fix: "title, kind and status stay; take words out of the title with " + Mark}
		case r.old.Facts.Get(key) == nil:
			return &Fault{Field: "removed", Is: page, Fix: "name only what the public text states in a field of its own"}
		case r.new.Facts.Get(key) != nil:
			return &Fault{Field: page, Is: describe(r.new.Facts.Get(key)), Fix: "it is named under removed: take it out here"}
		}
		r.Facts = append(r.Facts, key)
	}
	for i := range disclosure.Fields {
		name := disclosure.Fields[i].Name
		was, is := r.old.Facts.StatedOf(name), r.new.Facts.StatedOf(name)
		was = slices.DeleteFunc(was, func(f disclosure.Fact) bool { return slices.Contains(r.Facts, f.Key) })
		for k, fact := range was {
			if k >= len(is) || is[k].Key != fact.Key && len(is) < len(was) {
				fix := fmt.Sprintf("name it: removed: [%s]", PagePath(fact.Key))
				if slices.Contains(kept, fact.Key) {
					fix = fmt.Sprintf("put it back: %s: %s", PagePath(fact.Key), describe(fact.Value))
				}
				return &Fault{Field: PagePath(fact.Key), Was: describe(fact.Value), Before: describe(fact.Value), Fix: fix}
			}
		}
		if len(is) > len(was) {
			fact := is[len(was)]
			return &Fault{Field: PagePath(fact.Key), Is: describe(fact.Value), After: describe(fact.Value), Fix: onlyMarks}
		}
	}
	return nil
}

func describe(value any) string {
	s := strings.Join(strings.Fields(disclosure.Describe(value)), " ")
	const limit = 60
	if r := []rune(s); len(r) > limit {
		s = string(r[:limit-1]) + "…"
	}
	return s
}

// without returns a text without the facts that were removed.
func (r *Removal) without(s disclosure.Said) disclosure.Said {
	s = s.Clone()
	for _, key := range r.Facts {
		s.Facts.Drop(key)
	}
	return s
}

// reasons lets the reason for a correction go with the fact that was corrected.
func (r *Removal) reasons(before, after *disclosure.Said) {
	for _, key := range r.Facts {
		if reason, ok := before.Corrections[string(key)]; ok && after.Corrections[string(key)] == "" {
			r.Words = append(r.Words, reason)
			delete(before.Corrections, string(key))
		}
	}
}

// summaries lets a summary that was made of the text follow it: when words at its
// beginning go, there is room for more of what comes after them.
func summaries(before, after *disclosure.Said) {
	if _, _, ok := cuts(before.Summary, after.Summary); ok || !Derived(before) || !Derived(after) {
		return
	}
	before.Summary, after.Summary = "", ""
}

// Derived reports whether a summary is the beginning of the text, as it is where
// its author wrote none.
func Derived(s *disclosure.Said) bool {
	for _, p := range s.Text {
		if first := markdown.FirstParagraph(p.MD); first != "" {
			have, all := tokens.Of(s.Summary), tokens.Of(first)
			return len(have) > 0 && len(have) <= len(all) && slices.EqualFunc(have, all[:len(have)], func(a, b tokens.Token) bool { return a.Text == b.Text })
		}
	}
	return false
}

// beginning returns the first n words of a text.
func beginning(s *disclosure.Said, n int) string {
	for _, p := range s.Text {
		first := markdown.FirstParagraph(p.MD)
		switch all := tokens.Of(first); {
		case first == "":
		case n < len(all):
			return strings.TrimSpace(first[:all[n].Start])
		default:
			return first
		}
	}
	return ""
}

// From takes the same out of an older revision, which differs from the public
// text by repairs, or by questions that were added later. It fails if it cannot
// be sure that nothing is left of what was removed.
func (r Removal) From(older disclosure.Said) (disclosure.Said, bool) {
	old, new := r.without(r.old), r.new.Clone()
	said := r.without(older)
	r.reasons(&old, &new)
	for key := range said.Corrections {
		if _, ok := old.Corrections[key]; !ok {
			delete(said.Corrections, key)
		}
	}
	if !earlierQuestions(&old, &new, said.Questions) {
		return disclosure.Said{}, false
	}
	_, _, keeps := cuts(old.Summary, new.Summary)
	if !keeps {
		if !Derived(&said) {
			return disclosure.Said{}, false
		}
		old.Summary, new.Summary, said.Summary = "", "", ""
	}
	was, is, all := leaves(&old), leaves(&new), leaves(&said)
	if len(was) != len(all) || len(was) != len(is) {
		return disclosure.Said{}, false
	}
	for i := range all {
		switch {
		case all[i].path != was[i].path:
			return disclosure.Said{}, false
		case was[i].text == is[i].text:
		case was[i].kind == address:
			all[i].set(is[i].text)
		default:
			text, ok := cutFrom(was[i].text, is[i].text, all[i].text)
			if !ok {
				return disclosure.Said{}, false
			}
			all[i].set(text)
		}
	}
	if !keeps {
		said.Summary = beginning(&said, len(tokens.Of(r.new.Summary)))
	}
	for _, n := range r.Needles() {
		if _, found := Holds(said, n.Words); found {
			return disclosure.Said{}, false
		}
	}
	said.Removed, said.Redacted = slices.Clone(r.new.Removed), r.new.Redacted
	_, fault := Between(older, said)
	return said, fault == nil
}

// earlierQuestions drops from old and new the questions that were not there yet
// in an older revision. It fails if that has others.
func earlierQuestions(old, new *disclosure.Said, older []disclosure.Question) bool {
	at := 0
	var before, after []disclosure.Question
	for i, q := range old.Questions {
		if at < len(older) && i < len(new.Questions) && isAlike(q, older[at]) {
			before, after = append(before, q), append(after, new.Questions[i])
			at++
		}
	}
	old.Questions, new.Questions = before, after
	return at == len(older)
}

// isAlike reports whether two questions are revisions of one.
func isAlike(a, b disclosure.Question) bool {
	if a.Asked != b.Asked {
		return false
	}
	near := func(a, b string) bool {
		x, y := tokens.Of(a), tokens.Of(b)
		_, distance, ok := align(x, y)
		return ok && isNear(distance, len(x))
	}
	return near(a.Question, b.Question) && near(a.MD, b.MD)
}

// line returns the line of a text that holds a byte.
func line(text string, at int) string {
	at = min(at, len(text))
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := strings.IndexByte(text[at:], '\n')
	if end < 0 {
		end = len(text) - at
	}
	s := strings.TrimSpace(text[start : at+end])
	const limit = 200
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit-1]) + "…"
	}
	return s
}

// sorted visits a map in the order of its keys.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
