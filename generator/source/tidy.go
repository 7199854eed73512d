package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"firsthand/generator/problem"
)

// YAML is stricter than people who write in a hurry: a colon in a title is an
// error, a number sign cuts the rest off, and one slip hides all that follows.
// So front matter is cut into its fields first, each field is read alone, and
// plain text on a line or on several is taken as it stands, before YAML sees it.
// YAML gets the same lines with a placeholder in place of each text; so lines and
// columns stay those of the file.

// A hint says what the value of a field looks like where YAML alone would
// mistake it.
type hint struct {
	text     bool     // one text
	texts    bool     // a list of texts
	itemKeys []string // a list of mappings with these keys, or of texts
}

// Limits of front matter that no statement comes near.
const (
	maxMatter  = 64 << 10 // bytes
	maxNesting = 12       // lists and mappings in one another on one line
)

// A field is one entry at the left edge of front matter.
type field struct {
	key         string
	where       span
	first, last int  // lines
	column      int  // of the key, in characters, from 0
	value       int  // column, from 0, behind the colon
	tabs        bool // tabs in it are reported; what YAML says of them is not
}

// parseFields reads lines first to last of f as a mapping. A field that cannot
// be read is kept as an unreadable value, so that it does not count as missing.
func parseFields(f *file, first, last int, hints func(string) hint, known func(string) bool) ([]pair, []problem.Problem) {
	var problems []problem.Problem
	size := 0
	for i := first; i <= last; i++ {
		size += len(f.lines[i-1]) + 1
	}
	if size > maxMatter {
		p := f.problem(f.whole(first))
		p.Text = fmt.Sprintf("the fields have %s together; %s is the limit", bytesText(size), bytesText(maxMatter))
		p.Fix = "move long texts below the fields"
		return nil, []problem.Problem{p}
	}
	fields, found := cutFields(f, first, last, known)
	problems = append(problems, found...)
	var pairs, swallowed []pair
	for _, fd := range fields {
		i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == fd.key })
		if i >= 0 {
			p := f.problem(fd.where)
			p.Text = fmt.Sprintf("%q is there twice; it is also on line %d", fd.key, pairs[i].where.line)
			p.Fix = "keep one of the two"
			problems = append(problems, p)
			continue
		}
		if fd.value == 0 {
			pairs = append(pairs, pair{fd.key, fd.where, node{kind: unreadable}})
			continue
		}
		t := tidier{f: f, field: fd, hint: hints(fd.key), known: known, texts: map[[2]int]node{}}
		value := t.read()
		problems = append(problems, t.problems...)
		if value.where.line == 0 || value.kind == nothing {
			value.where = fd.where
		}
		pairs = append(pairs, pair{fd.key, fd.where, value})
		swallowed = append(swallowed, t.swallow...)
	}
	for _, lost := range swallowed {
		if !slices.ContainsFunc(pairs, func(p pair) bool { return p.key == lost.key }) {
			pairs = append(pairs, lost)
		}
	}
	return pairs, problems
}

// cutFields finds the fields of a mapping by the lines at its left edge.
func cutFields(f *file, first, last int, known func(string) bool) ([]field, []problem.Problem) {
	var (
		fields   []field
		problems []problem.Problem
		edge     = -1
		tabs     = 0
		lost     = false // the lines here belong to no field, which is reported
	)
	for i := first; i <= last; i++ {
		raw := []rune(f.lines[i-1])
		line := spaced(raw)
		indent := indentOf(line)
		if indent == len(line) || line[indent] == '#' {
			continue
		}
		if len(fields) > 0 {
			hyphen(line)
		}
		at := slices.Index(raw[:indent], '\t')
		if at >= 0 && tabs < maxSame {
			tabs++
			p := f.problem(span{i, at + 1, 1})
			p.Text = "the line begins with a tab"
			p.Fix = "use spaces: two for each step to the right"
			problems = append(problems, p)
		}
		if edge < 0 {
			edge = indent
		}
		switch {
		case indent > edge, indent == edge && len(fields) > 0 && belongs(line[indent:]):
			if n := len(fields); n > 0 && !lost {
				fields[n-1].last = i
				fields[n-1].tabs = fields[n-1].tabs || at >= 0
			}
			continue
		}
		key, value, ok := findKey(line, indent)
		if !ok {
			p, meant := f.noField(i, fields, known)
			problems = append(problems, p)
			lost = true
			if meant != "" {
				fields = append(fields, field{key: meant, where: span{i, p.Column, p.Length}})
			}
			continue
		}
		lost = false
		where := span{i, indent + 1, len([]rune(strings.TrimRight(string(line[indent:value-1]), " ")))}
		if indent < edge && len(fields) == 0 {
			edge = indent
		}
		if indent < edge {
			p := f.problem(where)
			p.Text = fmt.Sprintf("%q stands further left than the field on line %d", key, fields[0].first)
			p.Fix = "let all fields begin in the same column"
			problems = append(problems, p)
		}
		fields = append(fields, field{key: key, where: where, first: i, last: i, column: indent, value: value})
	}
	return fields, problems
}

// belongs reports whether a line at the left edge goes on with the field before
// it: an item of a list, or the end of a bracket.
func belongs(line []rune) bool {
	switch line[0] {
	case '}', ']':
		return true
	case '-':
		return len(line) == 1 || line[1] == ' '
	}
	return false
}

// noField is what to say about a line at the left edge that is no field, and the
// field that was certainly meant.
func (f *file) noField(i int, before []field, known func(string) bool) (p problem.Problem, meant string) {
	p = f.problem(f.whole(i))
	line := strings.TrimSpace(f.lines[i-1])
	word, rest, _ := strings.Cut(line, " ")
	name, value, colon := strings.Cut(line, ":")
	switch {
	case colon && known(name):
		return f.noSpace(span{i, p.Column, len([]rune(name)) + 1}, name, value), name
	case known(word):
		p.Length = len([]rune(word))
		p.Text = fmt.Sprintf("there is no colon after %q", word)
		p.Fix, p.Example, p.Quotes = "put a colon and a space between the field and its value", word+": "+strings.TrimSpace(rest), true
		return p, word
	case belongs([]rune(line)):
		p.Text = "this list belongs to no field"
		p.Fix = "put it below the field that it belongs to"
	case strings.HasPrefix(line, "%"), strings.HasPrefix(line, "..."), strings.HasPrefix(line, "---"):
		p.Text, p.Fix = "this line is no field", "delete it"
	case len(before) > 0:
		p.Text = fmt.Sprintf("this line is no field, and it does not belong to %q either", before[len(before)-1].key)
		p.Fix = "to go on with the line above, begin with two spaces; text of the statement goes below the second ---"
	default:
		p.Text = "this line is no field"
		p.Fix = "write the field, a colon, a space and the value; text of the statement goes below the second ---"
	}
	return p, ""
}

// noSpace reports "name:value".
func (f *file) noSpace(at span, name, value string) problem.Problem {
	p := f.problem(at)
	p.Text = fmt.Sprintf("there is no space after %q", name+":")
	p.Fix, p.Example, p.Quotes = "put a space after the colon", name+": "+value, true
	return p
}

// spaced returns line with a space in place of each other white space. No
// character moves.
func spaced(raw []rune) []rune {
	line := slices.Clone(raw)
	for i, r := range line {
		if unicode.IsSpace(r) {
			line[i] = ' '
		}
	}
	for len(line) > 0 && line[len(line)-1] == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

func indentOf(line []rune) int {
	for i, r := range line {
		if r != ' ' {
			return i
		}
	}
	return len(line)
}

// findKey reads a key that begins at a column, and returns the column behind
// its colon.
func findKey(line []rune, at int) (key string, value int, ok bool) {
	if at >= len(line) {
		return "", 0, false
	}
	if q := line[at]; q == '"' || q == '\'' {
		end := closing(line, at)
		if end < 0 {
			return "", 0, false
		}
		colon := end + 1
		for colon < len(line) && line[colon] == ' ' {
			colon++
		}
		if colon < len(line) && line[colon] == ':' && (colon+1 == len(line) || line[colon+1] == ' ') {
			return string(line[at+1 : end]), colon + 1, true
		}
		return "", 0, false
	}
	if strings.ContainsRune("[]{}#|>@`%&*!?,:", line[at]) {
		return "", 0, false
	}
	for i := at; i < len(line); i++ {
		switch {
		case line[i] == '#' && i > at && line[i-1] == ' ':
			return "", 0, false
		case line[i] == ':' && (i+1 == len(line) || line[i+1] == ' '):
			return strings.TrimRight(string(line[at:i]), " "), i + 1, true
		}
	}
	return "", 0, false
}

// closing returns the column of the quotation mark that closes the one at a
// column, or -1.
func closing(line []rune, at int) int {
	q := line[at]
	for i := at + 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && q == '"':
			i++
		case line[i] == q && q == '\'' && i+1 < len(line) && line[i+1] == q:
			i++
		case line[i] == q:
			return i
		}
	}
	return -1
}

// A tidier reads one field.
type tidier struct {
	f        *file
	field    field
	hint     hint
	known    func(string) bool
	out      []string        // lines for YAML
	texts    map[[2]int]node // what a placeholder stands for, by line and column in the file
	problems []problem.Problem
	swallow  []pair // fields that would have become part of a text
	broken   bool   // YAML could not read it, from here on
	spoiled  bool   // the same, but there is more to look at
	whole    bool   // the field is one plain text, so that there is nothing left for YAML
	lines    [][]rune
	plain    [][]rune
}

func (t *tidier) read() node {
	for i := t.field.first; i <= t.field.last; i++ {
		raw := []rune(t.f.lines[i-1])
		plain := spaced(raw)
		if i > t.field.first && !t.hint.text {
			hyphen(plain)
		}
		t.lines, t.plain, t.out = append(t.lines, raw), append(t.plain, plain), append(t.out, string(plain))
	}
	t.tidy()
	if t.broken || t.spoiled {
		return node{kind: unreadable}
	}
	if t.whole {
		for _, n := range t.texts {
			return n
		}
	}
	value, problems := parseYAML(t.f, t.field.first, strings.Join(t.out, "\n")+"\n", t.texts)
	if !t.field.tabs {
		t.problems = append(t.problems, problems...)
	}
	return value
}

// hyphen puts a hyphen in place of the sign that a word processor makes of it,
// or that people use for lists elsewhere.
func hyphen(line []rune) {
	if at := indentOf(line); at+1 < len(line) && line[at+1] == ' ' && strings.ContainsRune("–—•·*‣▪", line[at]) {
		line[at] = '-'
	}
}

// raw and line return a line as it is and with plain spaces only.
func (t *tidier) raw(i int) []rune  { return t.lines[i-t.field.first] }
func (t *tidier) line(i int) []rune { return t.plain[i-t.field.first] }

// set replaces a line for YAML.
func (t *tidier) set(i int, text string) { t.out[i-t.field.first] = text }

func (t *tidier) fail(p problem.Problem) {
	t.problems = append(t.problems, p)
	t.broken = true
}

// tidy goes through the lines and puts placeholders.
func (t *tidier) tidy() {
	i := t.value(t.field.first, t.field.value, t.field.column, t.hint.text)
	t.whole = i > t.field.last && len(t.texts) == 1
	for i <= t.field.last && !t.broken {
		line := t.line(i)
		at := indentOf(line)
		indent, dash, dashes := at, -1, 0
		for at < len(line) && line[at] == '-' && (at+1 == len(line) || line[at+1] == ' ') {
			dash = at
			dashes++
			for at++; at < len(line) && line[at] == ' '; at++ {
			}
		}
		if dashes > maxNesting {
			t.fail(t.tooDeep(i, dash))
			return
		}
		if at >= len(line) || line[at] == '#' && !(dash >= 0 && at+1 < len(line) && unicode.IsDigit(line[at+1])) {
			i++
			continue
		}
		key, value, ok := "", 0, false
		if dashes != 1 || !t.hint.texts {
			key, value, ok = findKey(line, at)
		}
		if ok && dashes == 1 && t.hint.itemKeys != nil && !t.isKey(key) {
			ok = false
		}
		if name, value, joined := strings.Cut(string(line[at:]), ":"); !ok && joined && !t.hint.texts && !t.hint.text && t.known(name) && value != "" {
			t.problems = append(t.problems, t.f.noSpace(span{i, at + 1, len([]rune(name)) + 1}, name, value))
			t.spoiled = true
			i++
			continue
		}
		if !t.hint.text && isJoined(line, at) {
			t.joined(i, at)
			i++
			continue
		}
		switch {
		case ok:
			i = t.value(i, value, at, false)
		case dash >= 0:
			i = t.value(i, at, dash, true)
		default:
			i = t.value(i, at, indent-1, true)
		}
	}
}

// isJoined reports whether a hyphen that should begin an entry is joined to it.
func isJoined(line []rune, at int) bool {
	return line[at] == '-' && at+1 < len(line) && (unicode.IsLetter(line[at+1]) || strings.ContainsRune(`"'“{[`, line[at+1]))
}

func (t *tidier) joined(i, at int) {
	p := t.f.problem(span{i, at + 1, 2})
	p.Text = "there is no space after the hyphen"
	p.Fix = "put a space between the hyphen and the text"
	t.problems = append(t.problems, p)
	t.spoiled = true
}

// isKey reports whether a person may have meant key as one of an item's keys.
func (t *tidier) isKey(key string) bool {
	if slices.Contains(t.hint.itemKeys, key) {
		return true
	}
	_, near := problem.Nearest(key, t.hint.itemKeys)
	return near && !strings.Contains(key, " ")
}

func (t *tidier) tooDeep(i, at int) problem.Problem {
	p := t.f.problem(span{i, at + 1, 1})
	p.Text = "too many lists inside one another"
	p.Fix = "use one level of list below the field"
	return p
}

// value reads what begins on line i at column at and belongs to a key or a
// hyphen in column owner. It returns the line after it.
func (t *tidier) value(i, at, owner int, text bool) int {
	line := t.line(i)
	for at < len(line) && line[at] == ' ' {
		at++
	}
	if at >= len(line) || line[at] == '#' && (at+1 == len(line) || !unicode.IsDigit(line[at+1])) {
		if next := i + 1; text && next <= t.field.last && at >= len(line) {
			return t.textBelow(next, owner)
		}
		return i + 1
	}
	if text := unquoted(t.raw(i)[at:len(line)]); text != "" {
		return t.text(i, at, owner, text)
	}
	switch line[at] {
	case '|', '>':
		return t.blockText(i, at, owner)
	case '"', '\'':
		return t.quotedText(i, at, owner)
	case '[', '{':
		return t.brackets(i, at, owner)
	case '&', '*', '!':
		if p, no := t.special(i, at); no {
			t.fail(p)
			return t.field.last + 1
		}
	}
	return t.text(i, at, owner, "")
}

// special reports what YAML would take for an anchor, an alias or a tag.
func (t *tidier) special(i, at int) (problem.Problem, bool) {
	line := t.line(i)
	word, rest, more := strings.Cut(string(line[at:]), " ")
	if len(word) == 1 || line[at] == '*' && (more && rest != "" || strings.HasSuffix(word[1:], "*")) || line[at] == '!' && strings.HasPrefix(word, "![") {
		return problem.Problem{}, false
	}
	p := t.f.problem(span{i, at + 1, len([]rune(word))})
	what := map[rune]string{'&': "an anchor", '*': "an alias", '!': "a tag"}[line[at]]
	p.Text = fmt.Sprintf("%q is %s of YAML, which firsthand does not read", word, what)
	p.Fix = "write the value itself; if it is meant as text, put it in quotes"
	return p, true
}

// languageCode matches the keys of a text that is given in several languages.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`)

// textBelow reads a text that begins on the line below its key, unless it is
// given in several languages there.
func (t *tidier) textBelow(i, owner int) int {
	for ; i <= t.field.last; i++ {
		line := t.line(i)
		at := indentOf(line)
		if at == len(line) {
			continue
		}
		if at <= owner || line[at] == '#' || belongs(line[at:]) || strings.ContainsRune(`|>"'[{&*!`, line[at]) {
			return i
		}
		if key, _, ok := findKey(line, at); ok && languageCode.MatchString(key) {
			return i
		}
		return t.text(i, at, owner, "")
	}
	return i
}

// text takes a plain text with the lines that go on with it. given is the text
// of the first line if quotation marks were taken off.
func (t *tidier) text(i, at, owner int, given string) int {
	raw, line := t.raw(i), t.line(i)
	n := node{kind: scalar, where: span{i, at + 1, len(line) - at}}
	first := string(raw[at:len(line)])
	parts := []string{first}
	if given != "" {
		parts, n.style = []string{given}, quoted
	} else if c := comment(line, at); c >= 0 {
		n.cut = &cut{where: span{i, c + 1, len(line) - c}}
		parts = []string{strings.TrimRight(string(raw[at:c]), " ")}
		n.where.length = len([]rune(strings.TrimRightFunc(parts[0], unicode.IsSpace)))
	}
	last := i // the last line of the text
	gap := 0
	for next := i + 1; next <= t.field.last; next++ {
		line, raw := t.line(next), t.raw(next)
		indent := indentOf(line)
		if indent == len(line) {
			gap++
			continue
		}
		if indent <= owner {
			break
		}
		if p, no := t.swallowed(i, next, indent); no {
			t.problems = append(t.problems, p)
		}
		for ; gap > 0; gap-- {
			parts = append(parts, "")
		}
		parts = append(parts, string(raw[indent:len(line)]))
		last = next
		if c := comment(line, indent); c >= 0 && n.cut == nil {
			n.cut = &cut{where: span{next, c + 1, len(line) - c}}
		}
	}
	if given != "" && last > i && given == unquoted([]rune(first)) {
		parts[0], n.style = first, plain // the marks are about a part of the text only
	}
	n.text = fold(parts)
	if n.style == plain && n.cut == nil && last > i {
		if inner := unquoted([]rune(n.text)); inner != "" {
			n.text, n.style = inner, quoted
		}
	}
	t.set(i, string(line[:at])+"'x'")
	for k := i + 1; k <= last; k++ {
		t.set(k, "")
	}
	switch {
	case n.style == quoted || last > i:
	case n.text == "~" || strings.EqualFold(n.text, "null"):
		n = node{where: n.where}
	}
	t.texts[[2]int{i, at + 1}] = n
	return last + 1
}

// swallowed reports a line that would become part of the text that begins on
// line i although it was meant as something else.
func (t *tidier) swallowed(i, next, indent int) (problem.Problem, bool) {
	line := t.line(next)
	p := t.f.problem(span{next, indent + 1, len(line) - indent})
	if line[indent] == '#' {
		p.Text = "a line that begins with # stands in the middle of a text"
		p.Fix = "delete the line if it is a note; put the whole text in quotes if it is text"
		return p, true
	}
	if belongs(line[indent:]) && line[indent] == '-' || !t.hint.text && isJoined(line, indent) {
		p.Length = 1
		p.Text = fmt.Sprintf("the list that begins here would become part of the text on line %d", i)
		p.Fix = "begin the list on the line below its field, and the text elsewhere"
		return p, true
	}
	if key, _, ok := findKey(line, indent); ok && (t.known(key) || !t.isText() && oneWord.MatchString(key)) {
		t.swallow = append(t.swallow, pair{key, span{next, indent + 1, len([]rune(key))}, node{kind: unreadable}})
		p.Length = len([]rune(key))
		p.Text = fmt.Sprintf("%q is indented so far that it would become part of the text on line %d", key, i)
		p.Fix = "let it begin in the same column as its neighbours; if it is text, put the whole text in quotes"
		return p, true
	}
	return p, false
}

// isText reports whether the field is, or is made of, free text.
func (t *tidier) isText() bool { return t.hint.text || t.hint.texts || t.hint.itemKeys != nil }

var oneWord = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// fold joins the lines of a text; an empty line ends a paragraph.
func fold(parts []string) string {
	var b strings.Builder
	for i, part := range parts {
		part = strings.TrimRight(part, " \t")
		switch {
		case i == 0:
		case part == "":
			b.WriteByte('\n')
			continue
		case parts[i-1] != "":
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	return b.String()
}

// comment returns the column of a number sign that YAML takes for the beginning
// of a comment, or -1. Before a digit it is text: "clinic #4".
func comment(line []rune, at int) int {
	for i := at + 1; i < len(line); i++ {
		if line[i] == '#' && line[i-1] == ' ' && (i+1 == len(line) || !unicode.IsDigit(line[i+1])) {
			return i
		}
	}
	return -1
}

// marks are the quotation marks of languages, each with those that close it.
var marks = map[rune]string{'“': "”“\"", '”': "”", '„': "“”", '«': "»", '»': "«", '‹': "›", '‘': "’‘", '’': "’", '‚': "‘’"}

// unquoted returns what stands between quotation marks around a whole value,
// and "" if there are none. Straight quotation marks are YAML's own.
func unquoted(value []rune) string {
	n := len(value) - 1
	if n < 2 {
		return ""
	}
	closers, ok := marks[value[0]]
	if !ok || !strings.ContainsRune(closers, value[n]) {
		return ""
	}
	inner := value[1:n]
	for i, r := range inner {
		// An apostrophe inside a word closes nothing.
		if r == '’' && i > 0 && i+1 < len(inner) && unicode.IsLetter(inner[i-1]) && unicode.IsLetter(inner[i+1]) {
			continue
		}
		if r == value[0] || strings.ContainsRune(closers, r) {
			return ""
		}
	}
	return strings.TrimFunc(string(inner), unicode.IsSpace)
}

// blockText passes over a text that begins with "|" or ">", which YAML reads.
func (t *tidier) blockText(i, at, owner int) int {
	line := t.line(i)
	header := strings.TrimRight(string(line[at:]), " ")
	if c := strings.Index(header, " #"); c >= 0 {
		header = strings.TrimRight(header[:c], " ")
	}
	if strings.Trim(header[1:], "+-0123456789") != "" {
		p := t.f.problem(span{i, at + 1, len(line) - at})
		p.Text = fmt.Sprintf("text stands on the same line as %q", header[:1])
		p.Fix = fmt.Sprintf("begin the text on the next line, further to the right; or leave the %q out", header[:1])
		t.problems = append(t.problems, p)
		return t.text(i, at, owner, "")
	}
	next := i + 1
	for ; next <= t.field.last; next++ {
		line := t.line(next)
		if indent := indentOf(line); indent < len(line) && indent <= owner {
			break
		}
		// The text stays as it is, spaces at its line ends and all.
		t.set(next, strings.TrimRightFunc(t.f.lines[next-1], unicode.IsSpace))
	}
	return next
}

// quotedText passes over a text in straight quotation marks. If more follows
// behind them on the same line, the marks are part of a plain text.
func (t *tidier) quotedText(i, at, owner int) int {
	line, raw := t.line(i), t.raw(i)
	last, end := i, closing(line, at)
	for next := i + 1; end < 0 && next <= t.field.last; next++ {
		// The quotation mark that opens the text is put before the line, so that
		// closing finds its match.
		more := append([]rune{line[at]}, t.line(next)...)
		if end = closing(more, 0); end >= 0 {
			end, last = end-1, next
		}
	}
	if end < 0 {
		p := t.f.problem(span{i, at + 1, 1})
		p.Text = fmt.Sprintf("the quotation mark %s is not closed", string(line[at]))
		p.Fix = "put one at the end of the text, or delete this one"
		t.problems = append(t.problems, p)
		return t.text(i, at, owner, string(raw[at+1:len(line)]))
	}
	rest := strings.TrimLeft(string(t.line(last)[end+1:]), " ")
	switch {
	case rest == "" || strings.HasPrefix(rest, "#"):
		for k := i; k <= last; k++ {
			from, to := 0, len(t.line(k))
			if k == i {
				from = at
			}
			if k == last {
				to = end
			}
			if from <= to && to <= len(t.line(k)) {
				t.set(k, string(t.line(k)[:from])+string(t.raw(k)[from:to])+string(t.line(k)[to:]))
			}
		}
		return last + 1
	case last == i && line[len(line)-1] == line[at]:
		inner := string(raw[at+1 : len(line)-1])
		if line[at] == '\'' && apostrophes(raw[at+1:len(line)-1]) {
			return t.text(i, at, owner, inner)
		}
		p := t.f.problem(span{i, at + 1, len(line) - at})
		p.Text = "it is not clear which quotation marks are part of the text"
		p.Fix = "write one of the two: without the outer marks as text, or with them"
		key := strings.TrimSpace(string(line[:at]))
		p.Example, p.Quotes = key+" "+quote(inner)+"\n"+key+" "+quote(string(raw[at:len(line)])), true
		t.fail(p)
		return last + 1
	case last == i:
		return t.text(i, at, owner, "")
	}
	p := t.f.problem(span{last, end + 2, len([]rune(rest))})
	p.Text = "text follows behind the closing quotation mark"
	p.Fix = `put the whole text in quotation marks, and write \" for those inside it`
	t.fail(p)
	return last + 1
}

// apostrophes reports whether each single quotation mark in text stands between
// two letters.
func apostrophes(text []rune) bool {
	for i, r := range text {
		if r == '\'' && (i == 0 || i+1 == len(text) || !unicode.IsLetter(text[i-1]) || !unicode.IsLetter(text[i+1])) {
			return false
		}
	}
	return true
}

// brackets passes over a value in [ ] or { }. If more follows behind it, the
// brackets are part of a plain text.
func (t *tidier) brackets(i, at, owner int) int {
	var stack []rune
	begins := true // a scalar can begin here
	for k := i; k <= t.field.last; k++ {
		line, raw := t.line(k), t.raw(k)
		out := slices.Clone(line)
		start := 0
		if k == i {
			start = at
		}
		for j := start; j < len(line); j++ {
			r := line[j]
			if begins {
				if r == '"' || r == '\'' {
					end := closing(line, j)
					if end < 0 {
						p := t.f.problem(span{k, j + 1, 1})
						p.Text = fmt.Sprintf("the quotation mark %s is not closed on this line", string(r))
						p.Fix = "put one at the end of the text, or delete this one"
						t.fail(p)
						return t.field.last + 1
					}
					copy(out[j:end], raw[j:end])
					j, begins = end, false
					continue
				}
				if end := smartEnd(line, j); end > 0 {
					out[j], out[end] = '"', '"'
					copy(out[j+1:end], raw[j+1:end])
					j, begins = end, false
					continue
				}
				if r == '&' || r == '*' || r == '!' {
					if p, no := t.special(k, j); no {
						t.fail(p)
						return t.field.last + 1
					}
				}
			}
			switch {
			case r == '[' || r == '{':
				stack = append(stack, r)
				if len(stack) > maxNesting {
					t.fail(t.tooDeep(k, j))
					return t.field.last + 1
				}
				begins = true
			case r == ']' || r == '}':
				if open := stack[len(stack)-1]; (open == '[') != (r == ']') {
					p := t.f.problem(span{k, j + 1, 1})
					p.Text = fmt.Sprintf("the bracket %s is closed by %s", string(open), string(r))
					p.Fix = fmt.Sprintf("close it with %s", map[rune]string{'[': "]", '{': "}"}[open])
					t.fail(p)
					return t.field.last + 1
				}
				stack = stack[:len(stack)-1]
				begins = false
				if len(stack) == 0 {
					return t.behindBrackets(i, at, owner, k, j, string(out))
				}
			case r == '#' && j > 0 && line[j-1] == ' ':
				j = len(line)
			case r == ',' || r == ':' && (j+1 == len(line) || line[j+1] == ' '):
				begins = true
			case r != ' ':
				begins = false
			}
		}
		t.set(k, string(out))
	}
	p := t.f.problem(span{i, at + 1, 1})
	p.Text = fmt.Sprintf("the bracket %s is not closed", string(t.line(i)[at]))
	p.Fix = "put " + map[rune]string{'[': "]", '{': "}"}[t.line(i)[at]] + " at the end; if the bracket is text, put the whole text in quotes"
	t.fail(p)
	return t.field.last + 1
}

// behindBrackets looks at what follows a closing bracket in column end of line
// last.
func (t *tidier) behindBrackets(i, at, owner, last, end int, out string) int {
	rest := strings.TrimLeft(string(t.line(last)[end+1:]), " ")
	switch {
	case rest == "" || strings.HasPrefix(rest, "#"):
		t.set(last, out)
		return last + 1
	case last == i:
		return t.text(i, at, owner, "")
	}
	p := t.f.problem(span{last, end + 2, len([]rune(rest))})
	p.Text = "text follows behind the closing bracket"
	p.Fix = "delete it, or put the whole value in quotes if it is text"
	t.fail(p)
	return last + 1
}

// smartEnd returns the column of the typographic quotation mark that closes the
// one in column j, if the text between them is all of a value; else 0.
func smartEnd(line []rune, j int) int {
	closers, ok := marks[line[j]]
	if !ok {
		return 0
	}
	for end := j + 1; end < len(line); end++ {
		switch {
		case line[end] == '"' || line[end] == '\\':
			return 0
		case strings.ContainsRune(closers, line[end]):
			next := end + 1
			for next < len(line) && line[next] == ' ' {
				next++
			}
			if next == len(line) || strings.ContainsRune(",]}:", line[next]) {
				return end
			}
		}
	}
	return 0
}

// bytesText returns a size for people: "64 kB", "1 MB".
func bytesText(n int) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<20:
		return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/(1<<20)), ".0 ", " ", 1)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
