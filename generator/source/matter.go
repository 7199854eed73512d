package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"firsthand/generator/problem"
)

// A matter is where the front matter and the body of a file are.
type matter struct {
	first, last int  // lines of the front matter, from 1; last < first if it is empty
	body        int  // first line of the body; one more than there are lines if it is empty
	missing     bool // there is no front matter
}

// mark is the place where a field is to be added.
func (m matter) mark(f *file) span {
	if m.first > 1 {
		return f.whole(m.first - 1)
	}
	return f.whole(1)
}

// fence matches the line that opens and closes front matter. Word processors
// make dashes of hyphens.
var fence = regexp.MustCompile(`^(---|[-–—]{1,3})$`)

func isFence(line string) bool {
	line = strings.TrimRightFunc(line, unicode.IsSpace)
	return line == "---" || fence.MatchString(line) && strings.ContainsAny(line, "–—")
}

// fieldLine matches a line at the left edge that gives a field a value.
var fieldLine = regexp.MustCompile(`^[A-Za-z][A-Za-z_ -]{0,30}:(\s|$)`)

// splitMatter finds the front matter of f. example is what to paste if there
// is none. If the end is missing, it is guessed, so that the fields can be
// read all the same.
func splitMatter(f *file, example string) (matter, []problem.Problem) {
	none := matter{first: 1, last: 0, body: 1, missing: true}
	if f.isBlank() {
		p := f.problem(span{})
		p.Text = "the file is empty"
		p.Fix, p.Example = "write the statement here, or delete the file", example
		return none, []problem.Problem{p}
	}
	open := 1
	for strings.TrimSpace(f.lines[open-1]) == "" {
		open++
	}
	if !isFence(f.lines[open-1]) {
		p := f.problem(f.whole(open))
		p.Example = example
		switch line := f.lines[open-1]; {
		case strings.HasPrefix(line, "+++"):
			p.Text, p.Fix = `the fields at the top begin with "+++"`, `use three hyphens, ---, above and below the fields, and "field: value" between them`
		case fieldLine.MatchString(line):
			p.Text, p.Fix, p.Example = "there is no line with three hyphens above the fields", "put a line --- above this line, and another one below the last field", ""
			for i := open + 1; i <= len(f.lines); i++ {
				if isFence(f.lines[i-1]) {
					p.Fix = "put a line --- above this line"
					return matter{first: open, last: i - 1, body: i + 1}, []problem.Problem{p}
				}
			}
		default:
			p.Text, p.Fix = "the file has no fields at the top", "put them above the text, between two lines with three hyphens"
		}
		return none, []problem.Problem{p}
	}
	m := matter{first: open + 1}
	for i := open + 1; i <= len(f.lines); i++ {
		if isFence(f.lines[i-1]) {
			m.last, m.body = i-1, i+1
			return m, nil
		}
	}
	m.last, m.body = len(f.lines), len(f.lines)+1
	for i := open + 1; i <= len(f.lines); i++ {
		line := f.lines[i-1]
		if line == "" || strings.ContainsAny(line[:1], " \t#-}]") && !strings.HasPrefix(line, "##") {
			continue
		}
		if !fieldLine.MatchString(line) {
			m.last, m.body = i-1, i
			break
		}
	}
	p := f.problem(f.whole(open))
	p.Text = "the fields at the top have no end"
	p.Fix = "put a line --- below the last field"
	if m.body <= len(f.lines) {
		p.Fix = fmt.Sprintf("put a line --- above line %d", m.body)
	}
	return m, []problem.Problem{p}
}

// bodyText returns the body as one text with \n line ends.
func (m matter) bodyText(f *file) string {
	if m.body > len(f.lines) {
		return ""
	}
	return strings.Join(f.lines[m.body-1:], "\n")
}
