package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/problem"
)

// A file is a text as its author edits it.
type file struct {
	name  string   // path below the content folder
	lines []string // without line ends and without a byte order mark
	start []int    // offset of each line in the file
	bad   bool     // it holds control characters, which are reported
}

// A span is a place in a file. The zero span is the file as a whole.
type span struct {
	line   int // from 1
	column int // in characters, from 1; 0 is the line as a whole
	length int // in characters
}

const byteOrderMark = "\ufeff"

// newFile splits data into lines. A line ends with \n, \r\n or \r. It reports
// what is no text at all; then there are no lines to work with.
func newFile(name string, data []byte) (*file, []problem.Problem) {
	f := &file{name: name}
	if p, ok := f.encoding(data); !ok {
		return f, []problem.Problem{p}
	}
	offset := 0
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		offset = len(byteOrderMark)
	}
	for rest := string(data[offset:]); ; {
		f.start = append(f.start, offset)
		i := strings.IndexAny(rest, "\r\n")
		if i < 0 {
			f.lines = append(f.lines, rest)
			break
		}
		f.lines = append(f.lines, rest[:i])
		if strings.HasPrefix(rest[i:], "\r\n") {
			i++
		}
		rest, offset = rest[i+1:], offset+i+1
	}
	if n := len(f.lines) - 1; n > 0 && f.lines[n] == "" {
		f.lines, f.start = f.lines[:n], f.start[:n]
	}
	return f, f.controls()
}

// encoding reports the first place where data is not UTF-8.
func (f *file) encoding(data []byte) (problem.Problem, bool) {
	if utf8.Valid(data) {
		return problem.Problem{}, true
	}
	p := problem.Problem{
		Position: problem.Position{File: f.name, Line: 1, Column: 1}, Severity: problem.Error,
		Text: "the file is not saved as UTF-8",
		Fix:  `in your editor choose "Save as" and the encoding UTF-8`,
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		p.Text = "the file is saved as UTF-16, not as UTF-8"
		return p, false
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r != utf8.RuneError || size > 1 {
			i += size
			continue
		}
		before := data[:i]
		lineStart := bytes.LastIndexAny(before, "\r\n") + 1
		p.Offset = i
		p.Line = 1 + lineEnds(before)
		p.Column = 1 + utf8.RuneCount(bytes.TrimPrefix(before[lineStart:], []byte(byteOrderMark)))
		end := len(data)
		if j := bytes.IndexAny(data[i:], "\r\n"); j >= 0 {
			end = i + j
		}
		p.Text = fmt.Sprintf("the file is not saved as UTF-8: the byte %#x here is no letter", data[i])
		p.Source = strings.TrimPrefix(strings.ToValidUTF8(string(data[lineStart:end]), "\ufffd"), byteOrderMark)
		p.Length = 1
		return p, false
	}
	return p, false
}

func lineEnds(b []byte) int {
	return bytes.Count(b, []byte("\n")) + bytes.Count(b, []byte("\r")) - bytes.Count(b, []byte("\r\n"))
}

// controls reports control characters, one a line.
func (f *file) controls() []problem.Problem {
	var found []problem.Problem
	for i, line := range f.lines {
		at := strings.IndexFunc(line, isControl)
		if at < 0 {
			continue
		}
		r, _ := utf8.DecodeRuneInString(line[at:])
		p := f.problem(span{i + 1, 1 + utf8.RuneCountInString(line[:at]), 1})
		p.Text = fmt.Sprintf("there is a control character here (%U), which nobody can see", r)
		f.bad = true
		p.Fix = "delete it; if a quote mark or a dash should stand here, type it again"
		found = append(found, p)
		if len(found) == maxSame {
			break
		}
	}
	return found
}

// maxSame is how often one fault is reported in one file.
const maxSame = 10

// isControl reports whether r is a control character other than a tab.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\t' }

// problem returns an error without words at a place.
func (f *file) problem(s span) problem.Problem {
	p := problem.Problem{
		Position: problem.Position{File: f.name, Line: s.line, Column: s.column},
		Severity: problem.Error, Length: s.length,
	}
	if s.line < 1 || s.line > len(f.lines) {
		p.Line, p.Column, p.Length = 0, 0, 0
		return p
	}
	p.Source, p.Offset = f.lines[s.line-1], f.start[s.line-1]
	rest := p.Source
	for n := 1; n < s.column && rest != ""; n++ {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	p.Offset += len(p.Source) - len(rest)
	return p
}

// whole returns the place of a whole line, without the white space around it.
func (f *file) whole(line int) span {
	if line < 1 || line > len(f.lines) {
		return span{}
	}
	text := f.lines[line-1]
	trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
	return span{
		line, 1 + utf8.RuneCountInString(text) - utf8.RuneCountInString(trimmed),
		utf8.RuneCountInString(strings.TrimRightFunc(trimmed, unicode.IsSpace)),
	}
}

// from returns the text of a line from a column on.
func (f *file) from(line, column int) string {
	if line < 1 || line > len(f.lines) {
		return ""
	}
	r := []rune(f.lines[line-1])
	if column < 1 || column > len(r) {
		return ""
	}
	return string(r[column-1:])
}

// isBlank reports whether the file holds nothing that shows.
func (f *file) isBlank() bool {
	return !slices.ContainsFunc(f.lines, func(line string) bool { return strings.TrimSpace(line) != "" })
}
