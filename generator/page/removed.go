package page

import (
	"html"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
)

// A Removal says that something was taken out of a text after it was published.
type Removal struct {
	At        Moment // day of the removal
	Statement Link
}

// marked puts the mark for removed text into HTML, in the language that the text
// around it is in.
func marked(shown, lang string) string {
	if !strings.Contains(shown, redact.Mark) {
		return shown
	}
	mark, ok := redact.MarkIn(lang)
	span := `<span class="removed">` + mark + `</span>`
	if !ok {
		span = `<span class="removed" lang="en">` + mark + `</span>`
	}
	var b strings.Builder
	for rest := shown; rest != ""; {
		text, tag, open := strings.Cut(rest, "<")
		b.WriteString(strings.ReplaceAll(text, redact.Mark, span))
		if !open {
			break
		}
		inside, after, _ := strings.Cut(tag, ">")
		b.WriteString("<" + strings.ReplaceAll(inside, redact.Mark, html.EscapeString(mark)) + ">")
		rest = after
	}
	return b.String()
}

// plainly puts the mark into a text without markup: the title of a page.
func (p place) plainly(text string) string {
	mark, _ := redact.MarkIn(p.code())
	return strings.ReplaceAll(text, redact.Mark, mark)
}

// removed is a value that was taken out.
func (p place) removed() *Value { return &Value{Words: Words(marked(redact.Mark, p.code()))} }

// valueOr returns what a fact says, or that it was removed.
func (s *story) valueOr(stated disclosure.Stated, key disclosure.Key, original any) *Value {
	if stated.Removed {
		return s.removed()
	}
	return s.value(key, stated.Value, original)
}

// removals lists the statements of a version from which something was taken out
// after it, each with the last time.
func (s *story) removals(v disclosure.Version) []Removal {
	var all []Removal
	for i := range s.t.local.Statements {
		t := &s.t.local.Statements[i]
		at := slices.IndexFunc(s.r.inc.Statements, func(st *disclosure.Statement) bool { return st.Doc == t.Doc })
		for _, r := range slices.Backward(s.r.inc.Statements[at].Redactions) {
			if r.Run > v.Publications[0].Run && (r.Doc == t.Doc || r.Doc.Lang() == s.lang && t.Lang == s.lang) {
				all = append(all, Removal{disclosure.DayOf(r.Shown()), Link{s.words(headline(t), s.originalHeadline(t.Number)), s.statementLink(t.Number)}})
				break
			}
		}
	}
	return all
}

// questionsRemoved returns the day on which something was last taken out of the
// questions, and why.
func (s *story) questionsRemoved() (Moment, Words) {
	for _, doc := range s.r.inc.Questions {
		for _, r := range slices.Backward(doc.Redactions) {
			if l := r.Doc.Lang(); l == "" || l == s.lang {
				original := ""
				if l == "" {
					original = r.Said.Redacted
				}
				return disclosure.DayOf(r.Shown()), s.linked(r.Said.Redacted, original)
			}
		}
	}
	return Moment{}, ""
}

// isNewestRemoval reports whether nothing was removed from the same text after p.
func (s *story) isNewestRemoval(p disclosure.Publication) bool {
	for _, st := range slices.Concat(s.r.inc.Statements, s.r.inc.Questions) {
		if slices.ContainsFunc(st.Redactions, func(r disclosure.Publication) bool { return r.Doc == p.Doc && r.Run > p.Run }) {
			return false
		}
	}
	return true
}

// removedFrom returns which facts were removed from a text, and why.
func (s *story) removedFrom(p disclosure.Publication) (facts []Label, reasons []Words) {
	for _, key := range p.Said.Removed {
		facts = s.withLabel(facts, s.label(disclosure.Key(key), nil))
	}
	original := ""
	if p.Doc.Lang() == "" {
		original = p.Said.Redacted
	}
	if reason := s.linked(p.Said.Redacted, original); reason != "" {
		reasons = append(reasons, reason)
	}
	return facts, reasons
}
