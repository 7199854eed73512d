package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
	"firsthand/generator/tokens"
)

// A Verdict says what was done to a public text.
type Verdict int

const (
	Unchanged Verdict = iota
	Repair            // its spelling or form: recorded as an edit
	Addition          // questions were added, the others at most repaired: recorded as an edit
	Redaction         // words or facts were removed, and the text says so
	Refused           // what it tells
)

func (v Verdict) String() string {
	return [...]string{"unchanged", "repair", "addition", "redaction", "refused"}[v]
}

// A Difference is what tells a file from what is public of it.
type Difference struct {
	Verdict Verdict

	// The first place that decided the verdict; empty if only the form differs.
	Field         string // path in the front matter, as in [Document.At]; "" in the text
	Was, Is       string // "4,112" and "61,300"; one is empty for words added or taken out
	Before, After string // the lines that they stand in

	Removal *redact.Removal // what a redaction takes out
	Fix     string          // what to do, if it is more than to undo it
}

// String returns what differs in a few words: "4,112 to 61,300".
func (d Difference) String() string {
	switch {
	case d.Was == "" && d.Is == "":
		return "its form"
	case d.Was == "":
		return "adds " + clip(d.Is)
	case d.Is == "":
		return "takes out " + clip(d.Was)
	}
	return clip(d.Was) + " to " + clip(d.Is)
}

// Compare says whether new repairs what old says, or changes it. lang is the
// language of both.
//
// A repair changes facts in their words alone, and words in their spelling
// alone: not a number, date, unit, negation or modal verb, not a name, a link,
// code, or the count of steps. White space, punctuation and the capitals of
// headings are form; so is a word that stood there twice. Words are added or
// left out by no repair. In a language that the program does not know, no word
// changes.
//
// A person who has checked a machine's translation may reword it; numbers,
// links and code stay.
//
// A redaction gives its reason and only takes away, as [redact.Between] says.
//
// It errs on the side of refusing.
func Compare(old, new disclosure.Said, lang string) Difference {
	if reflect.DeepEqual(old, new) {
		return Difference{}
	}
	if d, ok := redaction(old, new); ok {
		return d
	}
	c := &comparison{lang: languageOf(lang), checked: old.TranslatedBy == "machine" && new.TranslatedBy == "person"}
	c.said(old, new)
	return c.Difference
}

// redaction judges a text that takes something out, or is meant to: it has marks,
// names of facts or a reason that the public text does not have.
func redaction(old, new disclosure.Said) (Difference, bool) {
	meant := new.Redacted != old.Redacted || !slices.Equal(old.Removed, new.Removed) || marks(new) > marks(old)
	if new.Redacted == "" && !meant {
		return Difference{}, false
	}
	removal, fault := redact.Between(old, new)
	switch {
	case fault == nil && !removal.IsZero() && new.Redacted != "":
		return Difference{Verdict: Redaction, Removal: &removal}, true
	case !meant, fault == nil && removal.IsZero():
		return Difference{}, false
	case fault != nil:
		return Difference{Verdict: Refused, Field: fault.Field, Was: fault.Was, Is: fault.Is, Before: fault.Before, After: fault.After, Fix: fault.Fix}, true
	}
	return Difference{
		Verdict: Refused, Is: redact.Mark, After: redact.Mark,
		Fix: "if it must go by law, say why for everyone to read: redacted: A person asked us to remove her name.",
	}, true
}

// marks counts the places of a text where words were removed.
func marks(s disclosure.Said) int {
	n := 0
	for _, l := range redact.Texts(s) {
		n += strings.Count(l, redact.Mark)
	}
	return n
}

// A comparison collects the gravest difference, and the first of these.
type comparison struct {
	Difference
	lang    *language
	checked bool // a person has checked a machine's translation
}

func (c *comparison) found(d Difference) {
	if d.Verdict > c.Verdict || d.Verdict == c.Verdict && c.Was == "" && c.Is == "" && c.Verdict == Repair {
		c.Difference = d
	}
}

func (c *comparison) refuse(field, was, is string) {
	c.found(Difference{Verdict: Refused, Field: field, Was: was, Is: is, Before: was, After: is})
}

func (c *comparison) said(old, new disclosure.Said) {
	c.facts(old.Facts, new.Facts)
	c.words("headline", old.Headline, new.Headline)
	c.words("summary", old.Summary, new.Summary)
	c.choice("withdraws", fmt.Sprint(old.Withdraws), fmt.Sprint(new.Withdraws))
	c.choice("removed", strings.Join(old.Removed, ", "), strings.Join(new.Removed, ", "))
	c.words("redacted", old.Redacted, new.Redacted)
	emptied := func(s disclosure.Said) string {
		var pages []string
		for _, name := range s.Emptied {
			pages = append(pages, redact.PagePath(disclosure.Key(name)))
		}
		slices.Sort(pages)
		return strings.Join(pages, ", ")
	}
	c.choice("", emptied(old), emptied(new))
	for _, key := range sorted(old.Corrections) {
		c.words("corrected_because."+redact.PagePath(disclosure.Key(key)), old.Corrections[key], new.Corrections[key])
	}
	for _, key := range sorted(new.Corrections) {
		if _, ok := old.Corrections[key]; !ok {
			c.refuse("corrected_because."+redact.PagePath(disclosure.Key(key)), "", new.Corrections[key])
		}
	}
	if by := func(s disclosure.Said) bool { return s.TranslatedBy == "machine" }; by(old) != by(new) {
		if by(new) {
			c.refuse("translated_by", "person", "machine")
		}
		c.found(Difference{Verdict: Repair, Field: "translated_by", Was: "machine", Is: "person"})
	}
	c.text(old.Text, new.Text)
	c.questions(old.Questions, new.Questions)
}

// choice compares what has to stay to the letter.
func (c *comparison) choice(field, old, new string) {
	if old != new {
		c.refuse(field, strings.Trim(old, "[]"), strings.Trim(new, "[]"))
	}
}

func (c *comparison) text(old, new []disclosure.Passage) {
	for i := range max(len(old), len(new)) {
		switch {
		case i >= len(old):
			c.refuse("", "", orHeading(new[i]))
		case i >= len(new):
			c.refuse("", orHeading(old[i]), "")
		default:
			if (old[i].Heading == "") != (new[i].Heading == "") || old[i].Section != new[i].Section {
				c.refuse("", orHeading(old[i]), orHeading(new[i]))
			}
			c.passage("", "# "+old[i].Heading, "# "+new[i].Heading)
			c.passage("", old[i].MD, new[i].MD)
		}
	}
}

func orHeading(p disclosure.Passage) string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.MD
}

// questions lets new ones come in between; the others keep their order.
func (c *comparison) questions(old, new []disclosure.Question) {
	ask := func(q disclosure.Question) string { return "# " + q.Question }
	at := 0
	for _, o := range old {
		best, where := Difference{Verdict: Refused}, -1
		for k := at; k < len(new) && best.Verdict == Refused; k++ {
			one := &comparison{lang: c.lang, checked: c.checked}
			one.choice("", o.Asked.String(), new[k].Asked.String())
			one.passage("", ask(o), ask(new[k]))
			one.passage("", o.MD, new[k].MD)
			if k == at || one.Verdict < Refused {
				best, where = one.Difference, k
			}
		}
		if where < 0 {
			c.refuse("", o.Question, "")
			return
		}
		if best.Verdict == Refused {
			c.found(best)
			return
		}
		if where > at {
			c.found(Difference{Verdict: Addition, Is: new[at].Question, After: new[at].Question})
		}
		c.found(best)
		at = where + 1
	}
	if at < len(new) {
		c.found(Difference{Verdict: Addition, Is: new[at].Question, After: new[at].Question})
	}
}

func (c *comparison) facts(old, new disclosure.Facts) {
	if reflect.DeepEqual(old, new) {
		return
	}
	before, after := old.Stated(), new.Stated()
	for _, o := range before {
		if n := new.Get(o.Key); n == nil {
			c.refuse(redact.PagePath(o.Key), brief(o.Value), "")
		} else {
			c.value(redact.PagePath(o.Key), wordsTag[o.Key.Field()], reflect.ValueOf(o.Value), reflect.ValueOf(n))
		}
	}
	for _, n := range after {
		if old.Get(n.Key) == nil {
			c.refuse(redact.PagePath(n.Key), "", brief(n.Value))
		}
	}
	if c.Verdict == Unchanged && !slices.EqualFunc(before, after, func(a, b disclosure.Fact) bool { return a.Key == b.Key }) {
		c.found(Difference{Verdict: Repair}) // another order
	}
}

// wordsTag says by the name of a field whether its value is words.
var wordsTag = func() map[string]string {
	tags := map[string]string{}
	for f := range reflect.TypeFor[disclosure.Facts]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		tags[name] = f.Tag.Get("words")
	}
	return tags
}()

// exactFields are words that lead somewhere: one letter makes another place.
var exactFields = []string{"link", "email", "phone", "web", "press"}

// value compares two values of one type.
func (c *comparison) value(path, tag string, old, new reflect.Value) {
	if old.Type() == reflect.TypeFor[disclosure.Moment]() {
		if o, n := old.Interface().(disclosure.Moment), new.Interface().(disclosure.Moment); o.String() != n.String() {
			c.refuse(path, o.Human(), n.Human())
		}
		return
	}
	switch old.Kind() {
	case reflect.String:
		if tag == "yes" {
			c.words(path, old.String(), new.String())
		} else {
			c.choice(path, old.String(), new.String())
		}
	case reflect.Struct:
		for i := range old.NumField() {
			field := old.Type().Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			tag := field.Tag.Get("words")
			if slices.Contains(exactFields, name) {
				tag = ""
			}
			below := path + "." + name
			if name == "steps" {
				below = path // the front matter has the list itself
			}
			c.value(below, tag, old.Field(i), new.Field(i))
		}
	case reflect.Slice:
		for i := range max(old.Len(), new.Len()) {
			item := fmt.Sprintf("%s[%d]", path, i)
			switch {
			case i >= old.Len():
				c.refuse(item, "", briefItem(new.Index(i)))
			case i >= new.Len():
				c.refuse(path, briefItem(old.Index(i)), "")
			default:
				c.value(item, tag, old.Index(i), new.Index(i))
			}
		}
	case reflect.Pointer:
		switch {
		case old.IsNil() && new.IsNil():
		case old.IsNil():
			c.refuse(path, "", briefItem(new.Elem()))
		case new.IsNil():
			c.refuse(path, briefItem(old.Elem()), "")
		default:
			c.value(path, tag, old.Elem(), new.Elem())
		}
	default:
		if !old.Equal(new) {
			c.refuse(path, plainValue(old), plainValue(new))
		}
	}
}

// briefItem returns the first words of an item of a list.
func briefItem(v reflect.Value) string {
	for v.Kind() == reflect.Struct {
		v = v.Field(0)
	}
	return clip(fmt.Sprint(v.Interface()))
}

func plainValue(v reflect.Value) string {
	if v.Kind() == reflect.Int {
		return disclosure.Grouped(int(v.Int()))
	}
	return fmt.Sprint(v.Interface())
}

// words compares a text of the front matter.
func (c *comparison) words(field, old, new string) { c.passage(field, old, new) }

// passage compares two texts token by token.
func (c *comparison) passage(field, old, new string) {
	if old == new {
		return
	}
	if c.checked {
		c.reworded(field, old, new)
		return
	}
	a, b := tokens.Of(old), tokens.Of(new)
	first := Difference{Verdict: Repair, Field: field}
	note := func(o, n tokens.Token) {
		if first.Was == "" && first.Is == "" {
			first.Was, first.Is = o.Text, n.Text
			first.Before, first.After = lineAt(old, o.Start), lineAt(new, n.Start)
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && same(a[i], b[j]):
			i, j = i+1, j+1
		case i > 0 && i < len(a) && c.doubled(a[i-1], a[i]):
			if first.Was == "" {
				first.Was, first.Is = a[i-1].Text+" "+a[i].Text, a[i].Text
				first.Before, first.After = lineAt(old, a[i].Start), lineAt(new, endOf(b, j))
			}
			i++
		case i < len(a) && j < len(b) && c.repairs(a[i], b[j]):
			note(a[i], b[j])
			i, j = i+1, j+1
		default:
			i2, j2 := resync(a, b, i, j)
			c.found(Difference{
				Verdict: Refused, Field: field,
				Was: span(old, a, i, i2), Is: span(new, b, j, j2),
				Before: lineAt(old, endOf(a, i)), After: lineAt(new, endOf(b, j)),
			})
			return
		}
	}
	c.found(first)
}

// same reports whether two tokens say the same.
func same(a, b tokens.Token) bool {
	return a.Kind == b.Kind && (a.Text == b.Text || a.Kind == tokens.Word && a.Heading && b.Heading && strings.EqualFold(a.Text, b.Text))
}

// doubled reports whether a word is there twice by mistake.
func (c *comparison) doubled(a, b tokens.Token) bool {
	if a.Kind != tokens.Word || b.Kind != tokens.Word || b.Opens || !strings.EqualFold(a.Text, b.Text) {
		return false
	}
	lower := fold(b.Text)
	return c.lang == nil || !c.lang.negations[lower] && !c.lang.isNumber(lower)
}

// repairs reports whether b is a with a slip mended.
func (c *comparison) repairs(a, b tokens.Token) bool {
	if a.Kind != tokens.Word || b.Kind != tokens.Word || c.lang == nil {
		return false
	}
	old, new := fold(a.Text), fold(b.Text)
	if old == new {
		// Only capitals differ: at the beginning of a sentence they mean nothing.
		return !c.lang.carriesFact(new) && onlyFirst(a.Text, b.Text) && (a.Opens && b.Opens || c.lang.nouns && c.lang.known(new))
	}
	if c.lang.mixedUp[old] == new {
		return true
	}
	if !capital(a.Text) && !capital(b.Text) {
		return c.lang.isRepair(old, new)
	}
	// A name has a capital as well, and one letter makes another name of it.
	isNoun := c.lang.nouns && capital(a.Text) && capital(b.Text)
	return (isNoun || a.Opens && b.Opens) && c.lang.known(new) && c.lang.isRepair(old, new) && c.lang.isNoName(old, new)
}

// onlyFirst reports whether two words differ in nothing but their first letter.
func onlyFirst(a, b string) bool {
	_, n := utf8.DecodeRuneInString(a)
	_, m := utf8.DecodeRuneInString(b)
	return a[n:] == b[m:]
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || strings.ContainsFunc(s, unicode.IsUpper)
}

// reworded compares what has to stay even when a translation is checked.
func (c *comparison) reworded(field, old, new string) {
	kept := func(text string) []string {
		var all []string
		for _, t := range tokens.Of(text) {
			if t.Kind == tokens.Literal {
				all = append(all, t.Text)
			}
		}
		slices.Sort(all)
		return all
	}
	a, b := kept(old), kept(new)
	if slices.Equal(a, b) {
		c.found(Difference{Verdict: Repair, Field: field, Was: clip(old), Is: clip(new), Before: old, After: new})
		return
	}
	c.found(Difference{Verdict: Refused, Field: field, Was: onlyIn(a, b), Is: onlyIn(b, a), Before: old, After: new})
}

// onlyIn returns what a has more of than b.
func onlyIn(a, b []string) string {
	rest := slices.Clone(b)
	var only []string
	for _, s := range a {
		if i := slices.Index(rest, s); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		} else {
			only = append(only, s)
		}
	}
	return strings.Join(only, ", ")
}

// resync returns where two lists of tokens say the same again after a[i] and
// b[j], so that a message names the change and no more.
func resync(a, b []tokens.Token, i, j int) (int, int) {
	const window = 40
	for total := 1; total <= window; total++ {
		for da := min(total, len(a)-i); da >= 0; da-- {
			db := total - da
			if db < 0 || j+db > len(b) {
				continue
			}
			x, y := a[i+da:], b[j+db:]
			n := min(2, max(len(x), len(y)))
			if len(x) >= n && len(y) >= n && slices.EqualFunc(x[:n], y[:n], same) {
				return i + da, j + db
			}
		}
	}
	return len(a), len(b)
}

// span returns the text from token i up to token j.
func span(text string, t []tokens.Token, i, j int) string {
	if i >= j {
		return ""
	}
	return strings.Join(strings.Fields(strings.TrimPrefix(text[t[i].Start:t[j-1].End], "# ")), " ")
}

// endOf returns where token i begins, or where the text has come to without it.
func endOf(t []tokens.Token, i int) int {
	switch {
	case i < len(t):
		return t[i].Start
	case len(t) > 0:
		return t[len(t)-1].Start
	}
	return 0
}

// lineAt returns the line of a text that holds a byte, without white space
// around it.
func lineAt(text string, at int) string {
	at = min(at, len(text))
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := strings.IndexByte(text[at:], '\n')
	if end < 0 {
		end = len(text) - at
	}
	line := strings.TrimPrefix(strings.TrimSpace(text[start:at+end]), "# ")
	const limit = 200
	if r := []rune(line); len(r) > limit {
		line = string(r[:limit-1]) + "…"
	}
	return line
}

// fold returns a word as it is looked up.
func fold(s string) string { return strings.ToLower(s) }
