package problem

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"
)

// A Style says how problems are printed.
type Style struct {
	Folder      string // put before every file, so that an editor can open it: "content"
	Colour      bool   // for a terminal, unless NO_COLOR is set; the caller decides
	HideSource  bool   // show no line, sentence or number of a file: logs are often public, and drafts are not
	Suggestions bool   // show suggestions too
	Outcome     string // ends the summary if there are errors: "nothing was written"
	JSON        bool   // one JSON object for machines instead of text for people
}

// Print writes the problems, sorted, and a line that counts them. It writes
// nothing if there is nothing to show, except with JSON, which is always one
// object:
//
//	{"errors": 1, "warnings": 0, "suggestions": 0, "problems": [
//	  {"file": "incidents/x/01.md", "line": 7, "column": 9, "offset": 95, "length": 4, "severity": "error",
//	   "rule": "DOC-002", "text": "...", "source": "...", "fix": "...", "example": "...", "notes": ["..."]}]}
//
// The error is that of w.
func (l List) Print(w io.Writer, s Style) error {
	var shown []Problem
	for _, p := range l.All() {
		if p.Severity == Suggestion && !s.Suggestions {
			continue
		}
		if s.HideSource {
			p.Source = ""
			p.Text = quotation.ReplaceAllStringFunc(cmp.Or(p.Hushed, p.Text), hidden)
			if p.Quotes {
				p.Example, p.Notes = "", nil
			}
		}
		if s.Folder != "" && p.File != "" {
			p.File = strings.TrimSuffix(s.Folder, "/") + "/" + p.File
		}
		shown = append(shown, p)
	}
	if s.JSON {
		return printJSON(w, shown)
	}
	if len(shown) == 0 {
		return nil
	}
	var b strings.Builder
	for _, p := range shown {
		p.print(&b, paint(s.Colour))
	}
	b.WriteString(summary(shown, s.Outcome) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// quotation matches what a text quotes from a file.
var quotation = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// hidden returns a quotation as it may stand in a public log: the name of a
// field or a word to choose, but no sentence and no number.
func hidden(quoted string) string {
	if strings.ContainsAny(quoted, " 0123456789") {
		return `"…"`
	}
	return quoted
}

// summary counts problems: "3 errors, 1 warning; nothing was written".
func summary(shown []Problem, outcome string) string {
	var parts []string
	errors := 0
	for _, severity := range []Severity{Error, Warning, Suggestion} {
		n := 0
		for _, p := range shown {
			if p.Severity == severity {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+severity.String())
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, severity))
		}
		if severity == Error {
			errors = n
		}
	}
	line := strings.Join(parts, ", ")
	if errors > 0 && outcome != "" {
		line += "; " + outcome
	}
	return line
}

// String returns the problem as Print shows it, without colour.
func (p Problem) String() string {
	var b strings.Builder
	p.print(&b, paint(false))
	return b.String()
}

func (p Problem) print(b *strings.Builder, paint painter) {
	place := Visible(p.File)
	if p.Line > 0 {
		place += fmt.Sprintf(":%d", p.Line)
		if p.Column > 0 {
			place += fmt.Sprintf(":%d", p.Column)
		}
	}
	if place != "" {
		place += ": "
	}
	b.WriteString(paint(bold, place) + paint(colours[p.Severity], p.Severity.String()+":") + " " + paint(bold, Visible(p.Text)))
	if p.Rule != "" {
		b.WriteString(" [" + p.Rule + "]")
	}
	b.WriteByte('\n')
	if p.Source != "" && p.Line > 0 {
		p.excerpt(b, paint)
	}
	labelled(b, "fix", p.Fix, false)
	labelled(b, "example", p.Example, true)
	for _, note := range p.Notes {
		labelled(b, "note", note, false)
	}
}

// labelled writes "  fix: text". Further lines of the text stand below its
// first; a paste of several lines begins on a line of its own.
func labelled(b *strings.Builder, label, text string, paste bool) {
	text = strings.Trim(text, "\n")
	if text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	b.WriteString("  " + label + ":")
	indent, sep := strings.Repeat(" ", len(label)+4), " "
	if paste && len(lines) > 1 {
		indent, sep = "    ", "\n    "
	}
	for _, line := range lines {
		b.WriteString(strings.TrimRight(sep+Visible(line), " \t") + "\n")
		sep = indent
	}
}

// Lines longer than window are cut around the place in question.
const (
	window = 120
	lead   = 40 // what is kept of a long line before the place
)

// excerpt writes the line and, below it, marks under the characters in question.
func (p Problem) excerpt(b *strings.Builder, paint painter) {
	line, column := []rune(Visible(p.Source)), max(0, p.Column)
	if len(line) > window {
		start := max(0, min(column-1-lead, len(line)-window))
		end := min(len(line), start+window)
		cut := line[start:end:end]
		column -= start
		if end < len(line) {
			cut = append(cut, '…')
		}
		if start > 0 {
			cut = append([]rune{'…'}, cut...)
			column++
		}
		line = cut
	}
	fmt.Fprintf(b, "%s %s\n", paint(dim, fmt.Sprintf("%5d |", p.Line)), string(line))
	if column == 0 {
		return
	}
	column = min(column, len(line)+1)
	length := max(1, min(p.Length, len(line)-column+1))
	marked := ""
	if column <= len(line) {
		marked = string(line[column-1 : column-1+length])
	}
	b.WriteString(strings.Repeat(" ", 8) + blank(string(line[:column-1])) +
		paint(colours[p.Severity], strings.Repeat("^", max(1, displaywidth.String(marked)))) + "\n")
}

// blank returns white space as wide as s on a terminal; tabs stay tabs.
func blank(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(strings.Repeat(" ", displaywidth.String(part)))
	}
	return b.String()
}

// Visible returns s with a sign in place of each character that would act on a
// terminal instead of being shown: control characters and those that turn the
// direction of the text. Tabs stay.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case r < ' ':
			return '\u2400' + r
		case r == 0x7f:
			return '\u2421'
		case unicode.IsControl(r), r == '\u2028', r == '\u2029',
			'\u200e' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// A painter wraps s in a colour.
type painter func(code, s string) string

const (
	bold = "1"
	dim  = "2"
)

var colours = map[Severity]string{Error: "1;31", Warning: "1;33", Suggestion: "1;36"}

func paint(colour bool) painter {
	return func(code, s string) string {
		if !colour || s == "" {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
}

type jsonProblem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Offset   int      `json:"offset"`
	Length   int      `json:"length"`
	Severity string   `json:"severity"`
	Rule     string   `json:"rule,omitempty"`
	Text     string   `json:"text"`
	Source   string   `json:"source,omitempty"`
	Fix      string   `json:"fix,omitempty"`
	Example  string   `json:"example,omitempty"`
	Notes    []string `json:"notes,omitempty"`
}

func printJSON(w io.Writer, shown []Problem) error {
	out := struct {
		Errors      int           `json:"errors"`
		Warnings    int           `json:"warnings"`
		Suggestions int           `json:"suggestions"`
		Problems    []jsonProblem `json:"problems"`
	}{Problems: []jsonProblem{}}
	for _, p := range shown {
		switch p.Severity {
		case Error:
			out.Errors++
		case Warning:
			out.Warnings++
		default:
			out.Suggestions++
		}
		out.Problems = append(out.Problems, jsonProblem{
			p.File, p.Line, p.Column, p.Offset, p.Length, p.Severity.String(), p.Rule, p.Text, p.Source, p.Fix, p.Example, p.Notes,
		})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
