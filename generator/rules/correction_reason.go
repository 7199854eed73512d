package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
	"firsthand/generator/tokens"
)

// HIST-006: the reason of a correction says how the fault was found, or how it
// came about. That something was wrong, readers see; that a value is another one
// now, too.
func reasonsThatTell(s *step) {
	l := languageOf(s.doc.Lang)
	if l == nil || !s.doc.Imported.IsZero() {
		return
	}
	for _, c := range s.told.Corrects {
		if !isReason(c.Because) || !l.saysNothing(c.Because, redact.PagePath(c.Key), brief(c.Was.Value), brief(c.Now.Value)) {
			continue
		}
		page := redact.PagePath(c.Key)
		s.warning("HIST-006", s.at("corrected_because."+page), fmt.Sprintf("the reason for %s says that it was wrong, not how you found out", page),
			"say how you found out, or where the fault came from: then readers can trust the new value", "corrected_because:\n  "+page+": "+reasonLike(c))
	}
}

// reasonLike returns a reason as it could be.
func reasonLike(c disclosure.Correction) string {
	switch c.Was.Value.(type) {
	case []disclosure.Affected, []disclosure.NotAffected:
		return "We had counted one export per clinic. Eleven clinics had many."
	case disclosure.Data:
		return "We had looked at the first file of each kind. An older format has this column."
	}
	return "A second log, which we had not checked before."
}

// saysNothing reports whether a reason is made of nothing but words for a fault
// and of what the values say themselves.
func (l *language) saysNothing(reason string, values ...string) bool {
	given := map[string]bool{}
	for _, v := range values {
		for _, w := range strings.FieldsFunc(v, func(r rune) bool { return r == '.' || r == '_' || unicode.IsSpace(r) }) {
			for _, t := range tokens.Of(w) {
				given[fold(t.Text)] = true
			}
		}
	}
	return !slices.ContainsFunc(tokens.Of(reason), func(t tokens.Token) bool {
		w := fold(t.Text)
		return t.Kind != tokens.Sign && !l.noReason[w] && !given[w] && digits(w) == ""
	})
}
