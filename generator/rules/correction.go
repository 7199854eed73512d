package rules

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
)

// HIST-002: a fact of which the company was sure changes only with a reason,
// under corrected_because.
func correctionReasons(s *step) {
	for _, c := range s.after.Corrections {
		if c.Statement != s.told.Number || isReason(c.Because) {
			continue
		}
		key := redact.PagePath(c.Key)
		was, is := brief(c.Was.Value), brief(c.Now.Value)
		s.error("HIST-002", s.at(key), fmt.Sprintf("%s replaces %s: say why under corrected_because", is, was),
			"say how you found out that the earlier one was wrong", s.reasonFor(key, was), saidIn(c)...)
	}
	for _, name := range s.doc.Said.Emptied {
		field := disclosure.FieldNamed(name)
		if field == nil {
			continue
		}
		if field.Keyed {
			if before := s.before.Facts.Stated(); slices.ContainsFunc(before, func(f disclosure.Fact) bool { return f.Key.Field() == name }) {
				s.error("HIST-002", s.at(field.Page), fmt.Sprintf("an empty %s takes nothing back", field.Page),
					"name each entry and say what became of it", takenBack[field.Page])
			}
			continue
		}
		was := s.before.Facts.Get(disclosure.Key(name))
		if was == nil || !disclosure.Contradicts(disclosure.Key(name), was, empty(was)) || isReason(s.doc.Said.Corrections[name]) {
			continue
		}
		s.error("HIST-002", s.at(field.Page), fmt.Sprintf("an empty %s takes back %s: say why under corrected_because", field.Page, brief(was)),
			"say how you found out that the earlier one was wrong", s.reasonFor(field.Page, brief(was)))
	}
}

// takenBack shows how an entry of a keyed list is taken back.
var takenBack = map[string]string{
	"components": "components: {booking: operational}",
	"data":       "data:\n  not_involved:\n    - phone: we opened every file, and none has a phone column",
	"promises":   "promises:\n  - {id: letters, state: dropped, reason: We called everyone instead.}",
	"told":       "corrected_because:\n  told.police: We had the wrong date.",
}

// empty returns the zero value of the type of v.
func empty(v any) any {
	switch v.(type) {
	case []disclosure.Affected:
		return []disclosure.Affected(nil)
	case []disclosure.NotAffected:
		return []disclosure.NotAffected(nil)
	case disclosure.When:
		return disclosure.When{}
	case disclosure.Weakness:
		return disclosure.Weakness{}
	}
	return nil
}

// isReason reports whether somebody wrote a reason, and did not only paste the
// line that asks for one.
func isReason(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && !(strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]"))
}

// reasonFor returns what to paste.
func (s *step) reasonFor(key, was string) string {
	line := fmt.Sprintf("  %s: \"[why %s was wrong]\"", key, strings.ReplaceAll(was, `"`, "'"))
	if len(s.doc.Said.Corrections) > 0 {
		return line
	}
	return "corrected_because:\n" + line
}

func saidIn(c disclosure.Correction) []string {
	if len(c.SaidIn) == 0 {
		return nil
	}
	files := make([]string, len(c.SaidIn))
	for i, n := range c.SaidIn {
		files[i] = fmt.Sprintf("%02d.md", n)
	}
	return []string{"said in " + strings.Join(files, ", ")}
}

// DOC-016: a reason for a correction belongs to a fact that the statement
// corrects.
func idleReasons(s *step) {
	for _, key := range sorted(s.doc.Said.Corrections) {
		if slices.Contains(s.doc.Said.Emptied, key) || slices.ContainsFunc(s.after.Corrections, func(c disclosure.Correction) bool {
			return c.Statement == s.told.Number && string(c.Key) == key
		}) {
			continue
		}
		page := redact.PagePath(disclosure.Key(key))
		text := fmt.Sprintf("corrected_because names %s, which this statement does not change", page)
		if s.doc.Said.Facts.Get(disclosure.Key(key)) == nil && disclosure.FieldNamed(disclosure.Key(key).Field()) != nil {
			text = fmt.Sprintf("corrected_because names %s, of which this statement says nothing", page)
		}
		var changed []string
		for _, c := range s.told.Corrects {
			if s.doc.Said.Corrections[string(c.Key)] == "" {
				changed = append(changed, redact.PagePath(c.Key))
			}
		}
		fix := "say what is right now, or take the reason out"
		if near, ok := problem.Nearest(page, changed); ok {
			fix = fmt.Sprintf("did you mean %q?", near)
		}
		s.warning("DOC-016", s.at("corrected_because."+page), text, fix, "")
	}
}
