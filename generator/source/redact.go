package source

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/redact"
)

// A Redaction is what is to be taken out of a file.
type Redaction struct {
	Words   []redact.Words
	Facts   []disclosure.Key  // of the fields at the top
	Removed []disclosure.Key  // all facts that the file names as removed from now on
	Reason  string            // for readers
	Status  disclosure.Status // to be said from now on, "" to leave it
}

// Redact returns the file with the mark in the place of words, without the facts,
// and with lines that say so. The rest stays as it is, to the byte. data is what d
// was read from.
//
// It finds words in the text, in values and comments of the fields, and in what
// is hidden; it does not promise that what it returns still reads as it should.
func (d *Document) Redact(data []byte, r Redaction) ([]byte, error) {
	c := &cutter{doc: d, file: d.file, data: data}
	if len(d.file.start) != len(d.file.lines) {
		return nil, fmt.Errorf("%s has no lines", d.File)
	}
	c.fields, _ = cutFields(d.file, d.matter.first, d.matter.last, isField)
	c.pairs, _ = parseFields(d.file, d.matter.first, d.matter.last, hintFor, isField)
	for _, key := range r.Facts {
		if err := c.fact(key); err != nil {
			return nil, err
		}
	}
	for i := range c.pairs {
		c.values(c.pairs[i], r.Words)
	}
	for line := d.matter.first; line <= d.matter.last; line++ {
		if strings.HasPrefix(strings.TrimSpace(d.file.lines[line-1]), "#") {
			c.replace(c.lineStart(line), c.lineStart(line+1), false, r.Words)
		}
	}
	if d.matter.body <= len(d.file.lines) {
		c.replace(c.lineStart(d.matter.body), len(data), false, r.Words)
	}
	c.lines(r)
	return c.apply(), nil
}

// A cutter collects edits of a file.
type cutter struct {
	doc    *Document
	file   *file
	data   []byte
	fields []field
	pairs  []pair
	edits  []edit
}

// An edit puts a text in the place of bytes from start up to end.
type edit struct {
	start, end int
	with       string
}

func (c *cutter) edit(start, end int, with string) { c.edits = append(c.edits, edit{start, end, with}) }

// apply makes the edits. What lies inside a part that is taken out goes with it.
func (c *cutter) apply() []byte {
	added := func(e edit) int {
		if e.start == e.end {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(c.edits, func(a, b edit) int {
		return cmp.Or(a.start-b.start, added(a)-added(b), b.end-a.end)
	})
	var out bytes.Buffer
	rest := 0
	for _, e := range c.edits {
		if e.end > e.start && e.start < rest {
			continue
		}
		e.start = max(e.start, rest)
		out.Write(c.data[rest:e.start])
		out.WriteString(e.with)
		rest = max(rest, e.end)
	}
	out.Write(c.data[rest:])
	return out.Bytes()
}

// lineStart returns where a line begins, or where the file ends.
func (c *cutter) lineStart(line int) int {
	if line > len(c.file.start) {
		return len(c.data)
	}
	return c.file.start[line-1]
}

// offset returns where a span begins.
func (c *cutter) offset(s span) int { return c.file.problem(s).Offset }

// fieldOf returns the lines of a field.
func (c *cutter) fieldOf(name string) (field, bool) {
	i := slices.IndexFunc(c.fields, func(f field) bool { return f.key == name })
	if i < 0 {
		return field{}, false
	}
	return c.fields[i], true
}

// Facts.

// fact takes a fact out of the fields.
func (c *cutter) fact(key disclosure.Key) error {
	page := redact.PagePath(key)
	name, id, _ := strings.Cut(page, ".")
	f, ok := c.fieldOf(name)
	i := slices.IndexFunc(c.pairs, func(p pair) bool { return p.key == name })
	if !ok || i < 0 {
		return fmt.Errorf("the fields of %s say nothing of %s", c.doc.File, page)
	}
	start, end := c.lineStart(f.first), c.lineStart(f.last+1)
	if id != "" {
		place, ok := c.doc.places[page]
		if !ok {
			return fmt.Errorf("the fields of %s say nothing of %s", c.doc.File, page)
		}
		if s, e, found := c.element(c.pairs[i].value, place, end); found {
			start, end = s, e
		}
	}
	c.edit(start, end, "")
	return nil
}

// element returns the part of a container in which the value at place stands, to
// be taken out, and false if all of the container has to go. end is where the
// container ends.
func (c *cutter) element(n node, place span, end int) (start, stop int, found bool) {
	var at []span // where each element begins
	var inside []node
	for _, p := range n.pairs {
		at, inside = append(at, p.where), append(inside, p.value)
	}
	for _, item := range n.items {
		at, inside = append(at, item.where), append(inside, item)
	}
	flow := c.isFlow(n)
	for i := range at {
		last := end
		if i+1 < len(at) && !flow {
			last = c.lineStart(at[i+1].line)
		}
		if at[i] != place {
			s, e, ok := c.element(inside[i], place, last)
			if ok {
				return s, e, true
			}
			if !contains(inside[i], place) {
				continue
			}
		}
		switch {
		case len(at) == 1:
			return 0, 0, false
		case !flow:
			return c.lineStart(at[i].line), last, true
		case i+1 < len(at):
			return c.offset(at[i]), c.offset(at[i+1]), true
		}
		start = bytes.LastIndexByte(c.data[:c.offset(at[i])], ',')
		return start, c.flowEnd(c.offset(at[i])), true
	}
	return 0, 0, false
}

// contains reports whether something in n stands at place.
func contains(n node, place span) bool {
	return slices.ContainsFunc(n.pairs, func(p pair) bool { return p.where == place || contains(p.value, place) }) ||
		slices.ContainsFunc(n.items, func(item node) bool { return item.where == place || contains(item, place) })
}

// isFlow reports whether a container is written in brackets.
func (c *cutter) isFlow(n node) bool {
	switch n.kind {
	case list:
		return len(n.items) > 0 && n.items[0].where != n.where
	case mapping:
		return c.data[c.offset(n.where)] == '{'
	}
	return false
}

// flowEnd returns where a value inside brackets ends: at the comma or the bracket
// behind it.
func (c *cutter) flowEnd(at int) int {
	depth := 0
	for i := at; i < len(c.data); i++ {
		switch b := c.data[i]; b {
		case '"', '\'':
			if i == at || strings.IndexByte(" ,:[{", c.data[i-1]) >= 0 {
				i = c.closing(i)
			}
		case '[', '{':
			depth++
		case ',', ']', '}':
			if depth == 0 {
				return i
			}
			if b != ',' {
				depth--
			}
		}
	}
	return len(c.data)
}

// closing returns where the quotation mark stands that closes the one at a
// place.
func (c *cutter) closing(at int) int {
	q := c.data[at]
	for i := at + 1; i < len(c.data); i++ {
		switch {
		case c.data[i] == '\\' && q == '"':
			i++
		case c.data[i] == q && q == '\'' && i+1 < len(c.data) && c.data[i+1] == q:
			i++
		case c.data[i] == q:
			return i
		}
	}
	return len(c.data) - 1
}

// Words.

// values replaces words in the values of a field.
func (c *cutter) values(p pair, words []redact.Words) {
	f, ok := c.fieldOf(p.key)
	if !ok {
		return
	}
	begins := map[int]bool{}
	lines(p.value, begins)
	c.value(p.value, false, p.key == "not_affected", begins, f.last, words)
}

// lines notes the lines on which something begins inside n.
func lines(n node, begins map[int]bool) {
	for _, p := range n.pairs {
		begins[p.where.line] = true
		lines(p.value, begins)
	}
	for _, item := range n.items {
		begins[item.where.line] = true
		lines(item, begins)
	}
}

// value replaces words in a value. keys says that the keys inside are words, too.
func (c *cutter) value(n node, flow, keys bool, begins map[int]bool, last int, words []redact.Words) {
	inBrackets := flow || c.isFlow(n)
	for _, p := range n.pairs {
		if keys && rowByName[p.key] == nil && p.key != "who" {
			start := c.offset(p.where)
			raw := c.file.from(p.where.line, p.where.column)
			_, end, ok := findKey([]rune(raw), 0)
			if ok {
				key := strings.TrimSuffix(string([]rune(raw)[:end]), ":")
				c.replace(start, start+len(strings.TrimRight(key, " ")), true, words)
			}
		}
		c.value(p.value, inBrackets, false, begins, last, words)
	}
	for _, item := range n.items {
		c.value(item, inBrackets, keys, begins, last, words)
	}
	if n.kind != scalar {
		return
	}
	start := c.offset(n.where)
	next := n.where.line + 1
	for next <= last && !begins[next] {
		next++
	}
	end := c.lineStart(next)
	style := n.style
	switch {
	case style == folded || style == literal:
		start = c.lineStart(n.where.line + 1)
	case c.data[start] == '"' || c.data[start] == '\'':
		style, end = quoted, min(end, c.closing(start)+1)
	case flow:
		end = min(end, c.flowEnd(start))
	default:
		flow = false
	}
	c.replace(start, end, flow && style == plain, words)
}

// replace replaces words in a part of the file. A plain value in brackets is put
// in quotes then, and so is one that is a key.
func (c *cutter) replace(start, end int, quotes bool, words []redact.Words) {
	if start >= end {
		return
	}
	raw := string(c.data[start:end])
	text, found := redact.Replace(raw, words)
	if len(found) == 0 {
		return
	}
	if quotes && raw[0] != '"' && raw[0] != '\'' {
		body := strings.TrimRightFunc(text, unicode.IsSpace)
		text = quote(strings.Join(strings.Fields(body), " ")) + text[len(body):]
	}
	c.edit(start, end, text)
}

// Lines about the redaction.

// lines adds what the file says of its redaction at the end of the fields.
func (c *cutter) lines(r Redaction) {
	var facts []string
	for _, key := range r.Removed {
		facts = append(facts, inBrackets(redact.PagePath(key)))
	}
	var added []string
	if r.Status != "" {
		added = append(added, "status: "+string(r.Status))
	}
	if len(facts) > 0 {
		added = append(added, "removed: ["+strings.Join(facts, ", ")+"]")
	}
	added = append(added, "redacted: "+onLine(r.Reason))
	for _, line := range added {
		name, _, _ := strings.Cut(line, ":")
		if f, ok := c.fieldOf(name); ok {
			c.edit(c.lineStart(f.first), c.lineStart(f.last+1), "")
		}
	}
	end := "\n"
	if bytes.Contains(c.data, []byte("\r\n")) {
		end = "\r\n"
	}
	indent := ""
	if len(c.fields) > 0 {
		indent = strings.Repeat(" ", c.fields[0].column)
	}
	text := indent + strings.Join(added, end+indent) + end
	m := c.doc.matter
	if m.last < m.first && m.first == 1 { // a file of questions may have no fields
		at := 0
		if bytes.HasPrefix(c.data, []byte(byteOrderMark)) {
			at = len(byteOrderMark)
		}
		c.edit(at, at, "---"+end+text+"---"+end)
		return
	}
	at := c.lineStart(m.last + 1)
	c.edit(at, at, text)
}

// onLine returns a text as a value on one line.
func onLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(first) || strings.ContainsAny(text, "#\\\"[]{}|>&*!`%@") || strings.Contains(text, ": ") || strings.HasSuffix(text, ":") {
		return quote(text)
	}
	switch strings.ToLower(text) {
	case "yes", "no", "true", "false", "null", "on", "off", "y", "n":
		return quote(text)
	}
	return text
}

// inBrackets returns the name of a fact as a value in a list.
func inBrackets(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-/", r)
	}) {
		return quote(name)
	}
	return name
}
