package source

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// Who is affected, on one line or as a mapping:
//
//	61,300 people, counted          4,000 to 5,000 people, estimated
//	about 4,000 accounts            at least 4,000 people, counted, as of 9 March 2026
//	all customers, counted          unknown
//	{who: patients of clinics that used exports, count: 61300, unit: people, certainty: counted, as_of: 2026-03-09}

const affectedExample = "affected: 61,300 people, counted"

// singulars are the units as they stand behind "1".
var singulars = map[string]string{
	"person": "people", "account": "accounts", "customer": "customers", "organisation": "organisations",
	"organization": "organisations", "organizations": "organisations", "record": "records", "device": "devices",
	"request": "requests", "booking": "bookings", "message": "messages", "file": "files", "persons": "people",
}

var (
	number       = `(\d[\d,' ]*(?:\.\d+)?(?: (?:million|billion))?)`
	rangeForm    = regexp.MustCompile(`^(?:between )?` + number + ` ?(?:to|and|[-–—]) ?` + number + ` (.+)$`)
	singleForm   = regexp.MustCompile(`^(?:(about|around|roughly|approximately|nearly|almost|some|at least|at most|up to) )?` + number + `(?: (.+))?$`)
	allForm      = regexp.MustCompile(`^all (?:of )?(?:the |our )?(\S+)$`)
	unknownUnit  = regexp.MustCompile(`^(?:an )?unknown(?: number of (\S+))?$`)
	groupedForm  = regexp.MustCompile(`^\d{1,3}(?:[,' ]\d{3})+$`)
	decimalForm  = regexp.MustCompile(`^(\d{1,6})(?:\.(\d{1,6}))? (million|billion)$`)
	dottedNumber = regexp.MustCompile(`^\d{1,3}(\.\d{3})+$`)
)

// affected reads the field of this name.
func (r *reader) affected(path string, n node) (all []disclosure.Affected, empty bool) {
	if n.kind == list && len(n.items) == 0 {
		return nil, true
	}
	if n.kind == nothing {
		r.empty(path, n)
	}
	for i, item := range n.asList() {
		at := path
		if n.kind == list {
			at = index(path, i)
			r.place(at, item)
		}
		var a disclosure.Affected
		var ok bool
		if item.kind == mapping {
			a, ok = r.affectedMap(at, item)
		} else {
			a, ok = r.affectedLine(at, item)
		}
		if ok {
			all = append(all, a)
		}
	}
	return all, false
}

func (r *reader) affectedLine(path string, n node) (disclosure.Affected, bool) {
	text, ok := r.plainScalar(path, n, "a number with a unit", affectedExample)
	if !ok {
		return disclosure.Affected{}, false
	}
	if r.translates {
		p := r.report(n.where, "numbers are not for a translation to say: they come from the original")
		p.Rule = "I18N-002"
		p.Fix = "remove this line, or translate only the name of the group"
		p.Example = "affected:\n  - who: pacientes"
		return disclosure.Affected{}, false
	}
	a := disclosure.Affected{AsOf: disclosure.DayOf(r.base)}
	parts := splitCommas(text)
	for _, part := range parts[1:] {
		if day, ok := strings.CutPrefix(part, "as of "); ok {
			a.AsOf = r.momentText(sub(path, "as_of"), n.where, day, momentForm{day: true})
			if a.AsOf.IsZero() {
				return a, false
			}
			continue
		}
		c, ok := certaintyOf(part)
		if !ok {
			p := r.report(n.where, "%q does not say how sure the number is", part)
			p.Rule = "DOC-002"
			p.Fix = "behind the comma use one of " + strings.Join(certaintyWords, ", ")
			if near, ok := problem.Nearest(part, certaintyWords); ok {
				p.Fix = fmt.Sprintf("did you mean %q? Words to use: %s", near, strings.Join(certaintyWords, ", "))
			}
			p.Example = affectedExample
			return a, false
		}
		a.Certainty = c
	}
	return a, r.quantity(path, n.where, parts[0], &a)
}

// splitCommas cuts a line at commas that are followed by a space.
func splitCommas(text string) []string {
	var parts []string
	for _, part := range strings.Split(text, ", ") {
		parts = append(parts, strings.TrimSpace(part))
	}
	return parts
}

// quantity reads "about 4,000 accounts" into a.
func (r *reader) quantity(path string, at span, text string, a *disclosure.Affected) bool {
	lower := strings.ToLower(text)
	if m := unknownUnit.FindStringSubmatch(lower); m != nil {
		a.Certainty = disclosure.Unknown
		return m[1] == "" || r.unit(at, m[1], text, a)
	}
	if m := allForm.FindStringSubmatch(lower); m != nil {
		a.All = true
		return r.unit(at, m[1], text, a)
	}
	if m := rangeForm.FindStringSubmatch(lower); m != nil {
		low, err := wholeNumber(m[1])
		high, err2 := wholeNumber(m[2])
		if err == "" && err2 == "" {
			a.Min, a.Max = low, high
			return r.inOrder(path, at, *a) && r.unit(at, m[3], text, a)
		}
	}
	m := singleForm.FindStringSubmatch(lower)
	if m == nil {
		p := r.report(at, "%q is not a number with a unit", text)
		return r.noUnit(p, text)
	}
	n, fault := wholeNumber(m[2])
	if fault != "" {
		p := r.report(at, "%q is not a number firsthand can read", m[2])
		p.Rule, p.Fix, p.Example = "FACT-001", fault, affectedExample
		return false
	}
	if n == 0 {
		p := r.report(at, "nobody is affected by that number")
		p.Rule = "FACT-001"
		p.Fix = "leave the field out, and say in not_affected who is not affected and how you know"
		p.Example = "not_affected:\n  - clinics without exports: the log holds none of their files"
		return false
	}
	switch m[1] {
	case "":
		a.Count = n
	case "at least":
		a.Min = n
	case "up to", "at most":
		a.Max = n
	default:
		a.Count = n
		if a.Certainty == disclosure.Sure {
			p := r.report(at, "the number is called both %q and sure", m[1])
			p.Rule = "FACT-002"
			p.Fix = fmt.Sprintf("leave %q out if it was counted, or write estimated", m[1])
			return false
		}
		if a.Certainty == "" {
			a.Certainty = disclosure.Estimated
		}
	}
	if m[3] == "" {
		p := r.report(at, "%q of what?", text)
		return r.noUnit(p, text)
	}
	return r.unit(at, m[3], text, a)
}

// unit reads the unit of a number.
func (r *reader) unit(at span, text, whole string, a *disclosure.Affected) bool {
	if u, ok := unitNamed(text); ok {
		a.Unit = u
		return true
	}
	if near, ok := problem.Nearest(text, disclosure.Units); ok {
		p := r.report(at, "%q is not a unit firsthand knows", text)
		p.Rule = "FACT-001"
		p.Fix = fmt.Sprintf("did you mean %q?", near)
		return false
	}
	return r.noUnit(r.report(at, "%q in %q is not a unit firsthand knows", text, whole), whole)
}

func unitNamed(text string) (string, bool) {
	text = word(text)
	if slices.Contains(disclosure.Units, text) {
		return text, true
	}
	u, ok := singulars[text]
	return u, ok
}

// noUnit completes a problem that asks for a unit: it shows the form that names
// any group. It returns false.
func (r *reader) noUnit(p *problem.Problem, text string) bool {
	p.Rule = "FACT-001"
	p.Fix = "use one of the units " + strings.Join(disclosure.Units, ", ") + ";\nfor any other group write who they are, and the unit"
	who, count := "patients of clinics that used exports", "61300"
	if m := singleForm.FindStringSubmatch(strings.ToLower(text)); m != nil {
		if n, fault := wholeNumber(m[2]); fault == "" && m[3] != "" && n > 0 {
			who, count = m[3], strconv.Itoa(n)
			p.Quotes = true
		}
	}
	p.Example = fmt.Sprintf("affected:\n  - {who: %s, count: %s, unit: people, certainty: counted}", flow(who), count)
	return false
}

// flow returns text as it may stand between { and }.
func flow(text string) string {
	if strings.ContainsAny(text, `,:#[]{}"'&*!|>%@`) {
		return quote(text)
	}
	return text
}

// wholeNumber reads "61,300", "61 300" or "1.2 million". fault says what to do
// about any other text.
func wholeNumber(text string) (n int, fault string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(text))
	if m := decimalForm.FindStringSubmatch(text); m != nil {
		million := 1_000_000
		if m[3] == "billion" {
			million = 1_000_000_000
		}
		n, _ := strconv.Atoi(m[1])
		part, _ := strconv.Atoi((m[2] + "000000")[:6])
		return n*million + part*(million/1_000_000), ""
	}
	if dottedNumber.MatchString(text) {
		return 0, fmt.Sprintf("write it with commas or without, like %s", strings.ReplaceAll(text, ".", ","))
	}
	if !isDigits(text) && !groupedForm.MatchString(text) {
		return 0, "write digits, with a comma between each three, or without"
	}
	text = strings.NewReplacer(",", "", "'", "", " ", "").Replace(text)
	if len(text) > 12 {
		return 0, "count its digits again"
	}
	n, _ = strconv.Atoi(text)
	return n, ""
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func (r *reader) inOrder(path string, at span, a disclosure.Affected) bool {
	if a.Min > 0 && a.Max > 0 && a.Min >= a.Max {
		r.report(at, "the range in %s goes from %d to %d", name(path), a.Min, a.Max).Fix = "put the smaller number first"
		return false
	}
	return true
}

func (r *reader) affectedMap(path string, n node) (disclosure.Affected, bool) {
	var a disclosure.Affected
	before := len(r.problems)
	counted := false
	number := func(to *int) func(string, node) {
		return func(path string, n node) {
			counted = true
			*to = r.integer(path, n)
		}
	}
	r.mapping(path, n, "affected:\n  - {who: patients of clinics that used exports, count: 61300, unit: people, certainty: counted}",
		key{name: "who", words: true, read: func(path string, n node) { a.Who = r.text(path, n, textForm{}) }},
		key{name: "count", read: func(path string, n node) {
			counted = true
			switch {
			case n.kind == scalar && word(n.text) == "all":
				a.All = true
			case n.kind == scalar && word(n.text) == "unknown":
				a.Certainty = disclosure.Unknown
			default:
				a.Count = r.integer(path, n)
			}
		}},
		key{name: "min", read: number(&a.Min)},
		key{name: "max", read: number(&a.Max)},
		key{name: "unit", read: func(path string, n node) {
			if text, ok := r.plainScalar(path, n, "a unit", "unit: people"); ok {
				if u, ok := unitNamed(text); ok {
					a.Unit = u
					return
				}
				r.oneOf(path, n.where, text, disclosure.Units)
			}
		}},
		key{name: "certainty", read: func(path string, n node) {
			if c := r.certainty(path, n); a.Certainty == "" {
				a.Certainty = c
			}
		}},
		key{name: "as_of", read: func(path string, n node) { a.AsOf = r.moment(path, n, momentForm{day: true}) }},
	)
	if r.translates {
		return a, true
	}
	if len(r.problems) > before {
		return a, false
	}
	if a.AsOf.IsZero() {
		a.AsOf = disclosure.DayOf(r.base)
	}
	if !counted && a.Certainty == "" {
		a.Certainty = disclosure.Unknown
	}
	if a.Count > 0 && (a.Min > 0 || a.Max > 0) {
		r.report(n.where, "%s has both a count and a range", name(path)).Fix = "give either count, or min and max"
		return a, false
	}
	if a.Count == 0 && a.Min == 0 && a.Max == 0 && !a.All && a.Certainty != disclosure.Unknown {
		p := r.report(n.where, "%s has no number", name(path))
		p.Rule, p.Fix = "FACT-001", "add count; write count: unknown if you do not know it"
		return a, false
	}
	if a.Unit == "" && (a.Count > 0 || a.Min > 0 || a.Max > 0) {
		p := r.report(n.where, "%s has a number without a unit", name(path))
		p.Rule = "FACT-001"
		p.Fix, p.Example = "add one of the units "+strings.Join(disclosure.Units, ", "), "unit: people"
		return a, false
	}
	return a, r.inOrder(path, n.where, a)
}

// integer reads a whole number above 0.
func (r *reader) integer(path string, n node) int {
	text, ok := r.plainScalar(path, n, "a number", lastKey(path)+": 61300")
	if !ok {
		return 0
	}
	i, fault := wholeNumber(text)
	if fault == "" && i == 0 {
		fault = "write a number above 0, or leave it out"
	}
	if fault != "" {
		p := r.report(n.where, "%s takes a number, not %q", name(path), text)
		p.Fix, p.Example = fault, lastKey(path)+": 61300"
		if lastKey(path) == "count" {
			if m := singleForm.FindStringSubmatch(strings.ToLower(text)); m != nil && m[1] != "" {
				p.Fix, p.Example = "write the number alone, and how sure it is beside it", "count: "+strings.TrimSpace(m[2])+"\ncertainty: estimated"
				if m[1] == "at least" {
					p.Fix, p.Example = "write it as min", "min: "+strings.TrimSpace(m[2])
				}
				if m[1] == "up to" || m[1] == "at most" {
					p.Fix, p.Example = "write it as max", "max: "+strings.TrimSpace(m[2])
				}
			}
		}
		return 0
	}
	return i
}
