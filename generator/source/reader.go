package source

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// A reader reads the values of one file. Each form of value has its own small
// method: it takes the path of the value ("what_to_do[2].do", counted from 0) and
// the node, says what is wrong with it, and returns the value or its zero.
type reader struct {
	file       *file
	zone       *time.Location // of times typed without one
	base       time.Time      // from which "in 60 minutes" counts
	translates bool           // only words may be given
	problems   []problem.Problem
	places     map[string]span
}

func newReader(f *file, zone *time.Location, base time.Time) *reader {
	if zone == nil {
		zone = time.UTC
	}
	return &reader{file: f, zone: zone, base: base.UTC(), places: map[string]span{}}
}

// report adds a problem at a place. text is formatted with args.
func (r *reader) report(at span, text string, args ...any) *problem.Problem {
	p := r.file.problem(at)
	p.Text = fmt.Sprintf(text, args...)
	r.problems = append(r.problems, p)
	return &r.problems[len(r.problems)-1]
}

// place remembers where the value of a path stands.
func (r *reader) place(path string, n node) {
	if _, ok := r.places[path]; !ok {
		r.places[path] = n.where
	}
}

// placeEntry remembers where an entry stands: its value if that is one text on
// the same line, else its key.
func (r *reader) placeEntry(path string, entry pair) {
	n := entry.value
	if n.kind != scalar || n.where.line != entry.where.line || n.style == folded || n.style == literal {
		n = node{where: entry.where}
	}
	r.place(path, n)
}

// A key is one entry that a mapping may have.
type key struct {
	name  string
	words bool // a translation may give it
	id    bool // a translation gives it to say what it translates
	read  func(path string, n node)
}

// mapping reads a mapping. example shows one on a line.
func (r *reader) mapping(path string, n node, example string, keys ...key) bool {
	switch n.kind {
	case unreadable:
		return false
	case nothing:
		r.empty(path, n)
		return false
	}
	if n.kind != mapping {
		p := r.report(n.where, "%s takes entries with a word and a colon, not %s", name(path), n.describe())
		p.Fix, p.Example = "write it like the example", example
		return false
	}
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
	}
	for _, entry := range n.pairs {
		at := sub(path, entry.key)
		i := slices.Index(names, entry.key)
		if i < 0 {
			p := r.report(entry.where, "%q is not part of %s", entry.key, name(path))
			p.Rule = "DOC-002"
			p.Fix = "use " + orList(names)
			if near, ok := problem.Nearest(entry.key, names); ok {
				p.Fix = fmt.Sprintf("did you mean %q?", near)
			}
			if strings.Contains(entry.key, " ") || entry.value.kind == nothing && entry.where.line == n.where.line {
				p.Fix = "a comma inside { } begins a new entry; put a text with a comma in quotes"
			}
			continue
		}
		r.placeEntry(at, entry)
		if r.translates && !keys[i].words && !keys[i].id {
			r.fromOriginal(entry, at)
			continue
		}
		if keys[i].read != nil {
			keys[i].read(at, entry.value)
		}
	}
	return true
}

// fromOriginal reports what a translation repeats although it may not differ.
func (r *reader) fromOriginal(entry pair, path string) {
	p := r.report(entry.where, "%s is not for a translation to say: it comes from the original", name(path))
	p.Rule = "I18N-002"
	p.Fix = "remove this line"
}

// A text is short, on one line, or has paragraphs.
type textForm struct {
	most  int  // characters; 0 means maxText
	lines bool // line ends count, as in a postal address
}

const maxText = 4000

// text reads a text. Only single line ends between paragraphs are kept.
func (r *reader) text(path string, n node, form textForm) string {
	switch n.kind {
	case unreadable:
		return ""
	case nothing:
		if !r.onlyNote(path, n) {
			r.empty(path, n)
		}
		return ""
	case list:
		// "[removed]" is text, and what YAML makes a list of.
		if len(n.items) == 1 && n.items[0].kind == scalar && !strings.Contains(n.items[0].text, ",") && n.items[0].where.line == n.where.line {
			return r.text(path, node{kind: scalar, text: "[" + n.items[0].text + "]", where: n.where}, form)
		}
		fallthrough
	case mapping:
		p := r.report(n.where, "%s takes a text, not %s", name(path), n.describe())
		p.Fix = "write one text; if it has a colon or brackets, put it in quotes"
		return ""
	}
	if n.cut != nil {
		r.cutOff(path, n)
	}
	text := n.text
	if i := strings.IndexFunc(text, isControlInText); i >= 0 {
		if r.file.bad {
			return ""
		}
		c, _ := utf8.DecodeRuneInString(text[i:])
		r.report(n.where, "the text holds a control character (%U)", c).Fix = "leave it out"
		return ""
	}
	if strings.Contains(text, "<!--") {
		p := r.report(n.where, "there is a comment in this text, and it would become public")
		p.Rule = "LEAK-001"
		p.Fix = "take it out; notes go into the folder private/"
		return ""
	}
	if n.style == literal {
		text = paragraphs(text, form.lines)
	}
	text = tidyText(text)
	if !form.lines {
		text = joinParagraphs(text)
	}
	if n.style == plain && text != "" {
		if inner := unquoted([]rune(text)); inner != "" {
			text = inner
		}
	}
	if text == "" {
		r.empty(path, n)
		return ""
	}
	most := form.most
	if most == 0 {
		most = maxText
	}
	if count := utf8.RuneCountInString(text); count > most {
		p := r.report(n.where, "%s has %d characters; %d is the limit", name(path), count, most)
		p.Fix = fmt.Sprintf("make it shorter by %d", count-most)
		if path == "summary" || path == "title" || path == "headline" {
			p.Fix += ", and say the rest below the fields"
		}
	}
	return text
}

// cutOff reports a text with something behind it that may be a note.
func (r *reader) cutOff(path string, n node) {
	p := r.report(n.cut.where, "is this part of %s, or a note?", name(path))
	p.Fix = "if it is text, put the whole text in quotes; if it is a note, take it out"
	p.Example = quote(n.cut.whole)
	if key := lastKey(path); key != "" {
		p.Example = key + ": " + p.Example
	}
	p.Quotes = true
}

// onlyNote reports a text that YAML takes for a note as a whole, because it begins
// with a number sign.
func (r *reader) onlyNote(path string, n node) bool {
	if n.where.line < 1 || n.where.line > len(r.file.lines) {
		return false
	}
	line := []rune(r.file.lines[n.where.line-1])
	at := min(len(line), max(0, n.where.column-1+n.where.length))
	for at < len(line) && (unicode.IsSpace(line[at]) || strings.ContainsRune(`:-"'`, line[at])) {
		at++
	}
	if at == len(line) || line[at] != '#' {
		return false
	}
	note := strings.TrimSpace(string(line[at:]))
	p := r.report(span{n.where.line, at + 1, len([]rune(note))}, "%s is empty: what begins with # is a note", name(path))
	p.Fix = "if it is text, put it in quotes; if it is a note, delete it"
	p.Example, p.Quotes = quote(note), true
	if key := lastKey(path); key != "" {
		p.Example = key + ": " + p.Example
	} else {
		p.Example = "- " + p.Example
	}
	return true
}

// empty reports a field without a value.
func (r *reader) empty(path string, n node) {
	p := r.report(n.where, "%s is empty, so nothing is said with it", name(path))
	p.Severity = problem.Warning
	p.Fix = "write a value, or delete the line"
}

func isControlInText(r rune) bool { return isControl(r) && r != '\n' }

// paragraphs returns a text of several lines with its single line ends taken
// out, unless they count.
func paragraphs(text string, lines bool) string {
	if lines {
		return text
	}
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		out = append(out, strings.ReplaceAll(p, "\n", " "))
	}
	return strings.Join(out, "\n")
}

// joinParagraphs puts one blank line between paragraphs.
func joinParagraphs(text string) string {
	var out []string
	for _, p := range strings.Split(text, "\n") {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

// tidyText brings a text to form C and one kind of white space, and drops the
// characters that nobody sees. Non-breaking spaces stay.
func tidyText(text string) string {
	text = norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case isUnseen(r):
			return -1
		}
		return r
	}, text))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		for strings.Contains(line, "  ") {
			line = strings.ReplaceAll(line, "  ", " ")
		}
		lines[i] = strings.TrimFunc(line, unicode.IsSpace)
	}
	return strings.TrimFunc(strings.Join(lines, "\n"), unicode.IsSpace)
}

// isUnseen reports whether r shows nothing, and no script needs it: zero-width
// spaces, byte order marks, embeddings that turn the direction of the text.
func isUnseen(r rune) bool {
	return r == '\u200b' || r == '\ufeff' || '\u2060' <= r && r <= '\u206f' || '\u202a' <= r && r <= '\u202e'
}

// word returns a scalar as one word in lower case, with hyphens: for choices
// and ids, where "Data Breach" certainly means "data-breach".
func word(text string) string {
	text = strings.ToLower(tidyText(text))
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '\u00a0' || r == '\u2010' || r == '\u2011' || r == '\u2013' {
			return '-'
		}
		return r
	}, text)
}

// plainScalar returns the text of a scalar in which notes do no harm, with plain
// spaces.
func (r *reader) plainScalar(path string, n node, takes, example string) (string, bool) {
	switch n.kind {
	case unreadable:
		return "", false
	case nothing:
		r.empty(path, n)
		return "", false
	case scalar:
		if strings.ContainsFunc(n.text, isControlInText) && r.file.bad {
			return "", false
		}
		text := strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return ' '
			}
			return c
		}, tidyText(n.text))
		if inner := unquoted([]rune(strings.TrimSpace(text))); inner != "" {
			text = inner
		}
		text = strings.Join(strings.Fields(text), " ")
		if text == "" {
			r.empty(path, n)
			return "", false
		}
		return text, true
	}
	p := r.report(n.where, "%s takes %s, not %s", name(path), takes, n.describe())
	p.Fix, p.Example = "write it like the example", example
	return "", false
}

// choice reads one of several words.
func (r *reader) choice(path string, n node, words []string) string {
	text, ok := r.plainScalar(path, n, "one word", lastKey(path)+": "+words[0])
	if !ok {
		return ""
	}
	return r.oneOf(path, n.where, text, words)
}

// oneOf returns the word of words that text means.
func (r *reader) oneOf(path string, at span, text string, words []string) string {
	w := word(text)
	if i := slices.IndexFunc(words, func(known string) bool { return known == w }); i >= 0 {
		return words[i]
	}
	for meant := range strings.FieldsSeq(synonyms[w]) {
		if slices.Contains(words, meant) {
			w = meant
			break
		}
	}
	p := r.report(at, "%s %q is not one firsthand knows", lastName(path), text)
	p.Rule = "DOC-002"
	p.Fix = "use one of " + strings.Join(words, ", ")
	near, ok := problem.Nearest(w, words)
	if ok {
		p.Fix = fmt.Sprintf("did you mean %q? Words to use: %s", near, strings.Join(words, ", "))
	} else {
		near = words[0]
	}
	if key := lastKey(path); key != "" {
		p.Example = key + ": " + near
	}
	if impact, _, _ := strings.Cut(synonyms[word(text)], " "); path == "status" && slices.Contains(disclosure.Impacts, impact) {
		p.Fix += "; how badly a service is touched goes into components"
		p.Example += "\ncomponents: {booking: " + impact + "}"
	}
	return ""
}

// boolean reads yes or no.
func (r *reader) boolean(path string, n node) bool {
	text, ok := r.plainScalar(path, n, "true or false", lastKey(path)+": true")
	if !ok {
		return false
	}
	switch strings.ToLower(text) {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	p := r.report(n.where, "%s takes true or false, not %q", name(path), text)
	p.Rule = "DOC-002"
	p.Fix = "write true, or delete the line"
	p.Example = lastKey(path) + ": true"
	return false
}

// conjunction matches the beginning of what is no entry of its own.
var conjunction = regexp.MustCompile(`^(?:and|or|but|y|e|o|pero) `)

// texts reads a list of texts. empty is set if the list is there and has no
// entries.
func (r *reader) texts(path string, n node, form textForm) (all []string, empty bool) {
	if n.kind == list && len(n.items) == 0 {
		return nil, true
	}
	if n.kind == nothing {
		r.empty(path, n)
	}
	for i, item := range n.asList() {
		at := index(path, i)
		r.place(at, item)
		text := r.text(at, item, form)
		if text == "" {
			continue
		}
		if i > 0 && item.style == plain && item.where.line == n.items[i-1].where.line && conjunction.MatchString(text) {
			p := r.report(item.where, "this entry begins in the middle of a sentence")
			p.Severity = problem.Warning
			p.Fix = "a comma inside [ ] begins a new entry; put a text with a comma in quotes"
		}
		all = append(all, text)
	}
	return all, false
}

// describe says what stands at a place, for "not a list".
func (n node) describe() string {
	switch n.kind {
	case nothing:
		return "nothing"
	case list:
		return "a list"
	case mapping:
		return "entries with a colon"
	}
	text := n.text
	if utf8.RuneCountInString(text) > 40 {
		text = string([]rune(text)[:37]) + "..."
	}
	return fmt.Sprintf("%q", text)
}

// Paths.

func sub(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// lastKey returns the last word of a path: "do" of "what_to_do[2].do".
func lastKey(path string) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	if i := strings.IndexByte(last, '['); i >= 0 {
		return ""
	}
	return last
}

// name returns a path for people: "what_to_do", "do" in entry 3 of "what_to_do".
func name(path string) string {
	var parts []string
	for step := range strings.SplitSeq(path, ".") {
		word, item, listed := strings.Cut(step, "[")
		part := fmt.Sprintf("%q", word)
		if i, err := strconv.Atoi(strings.TrimSuffix(item, "]")); listed && err == nil {
			part = fmt.Sprintf("entry %d of %q", i+1, word)
		}
		parts = append(parts, part)
	}
	slices.Reverse(parts)
	return strings.Join(parts, " in ")
}

// lastName names a choice by the field or the entry that it stands in.
func lastName(path string) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	last, _, _ = strings.Cut(last, "[")
	return last
}

// orList joins words: "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// quote returns text as a YAML value on one line.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(text) + `"`
}
