package problem

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func list(p ...Problem) List {
	var l List
	l.Add(p...)
	return l
}

var sev1 = Problem{
	Position: Position{File: "incidents/2026-03-04-login/01.md", Line: 7, Column: 9, Offset: 95},
	Severity: Error, Rule: "DOC-002",
	Text: `status "sev1" is not one firsthand knows`, Source: "status: sev1", Length: 4,
	Fix: "use one of investigating, identified, monitoring, resolved, final", Example: "status: investigating",
}

func TestPrint(t *testing.T) {
	tests := []struct {
		name  string
		list  List
		style Style
		want  string
	}{
		{name: "nothing", want: ""},
		{name: "the form that editors jump to", list: list(sev1), style: Style{Folder: "content", Outcome: "nothing was written"}, want: `
content/incidents/2026-03-04-login/01.md:7:9: error: status "sev1" is not one firsthand knows [DOC-002]
    7 | status: sev1
                ^^^^
  fix: use one of investigating, identified, monitoring, resolved, final
  example: status: investigating
1 error; nothing was written
`},
		{name: "without the line", list: list(sev1), style: Style{HideSource: true}, want: `
incidents/2026-03-04-login/01.md:7:9: error: status "…" is not one firsthand knows [DOC-002]
  fix: use one of investigating, identified, monitoring, resolved, final
  example: status: investigating
1 error
`},
		{name: "an example made of the author's words goes with the line", style: Style{HideSource: true},
			list: list(Problem{Position: Position{File: "a", Line: 1}, Text: "x", Source: "title: secret", Example: `title: "secret"`, Quotes: true, Severity: Warning}), want: `
a:1: warning: x
1 warning
`},
		{name: "so do notes and what the text says without quotation marks", style: Style{HideSource: true},
			list: list(Problem{
				Position: Position{File: "a", Line: 1}, Text: "this changes 4,112 to 61,300", Hushed: "this changes a number", Example: "was 4,112",
				Notes: []string{"public: 4,112 people"}, Fix: "undo it", Quotes: true, Severity: Error,
			}), want: `
a:1: error: this changes a number
  fix: undo it
1 error
`},
		{name: "no sentence and no number goes into a public log", style: Style{HideSource: true},
			list: list(Problem{Position: Position{File: "a", Line: 1}, Severity: Error, Text: `"affected" says "4,112" and "ask \"Ana\" first", not "people"`}), want: `
a:1: error: "affected" says "…" and "…", not "people"
1 error
`},
		{name: "sorted, counted, suggestions left out", style: Style{Outcome: "nothing was written"},
			list: list(
				Problem{Position: Position{File: "b", Line: 1}, Text: "late", Severity: Error},
				Problem{Position: Position{File: "a", Line: 2}, Text: "hint", Severity: Suggestion},
				Problem{Position: Position{File: "a", Line: 2}, Text: "second", Severity: Warning},
				Problem{Position: Position{File: "a"}, Text: "whole file", Severity: Error},
			), want: `
a: error: whole file
a:2: warning: second
b:1: error: late
2 errors, 1 warning; nothing was written
`},
		{name: "with suggestions, no outcome without errors", style: Style{Suggestions: true, Outcome: "nothing was written"},
			list: list(
				Problem{Position: Position{File: "a", Line: 2}, Text: "hint", Severity: Suggestion},
				Problem{Position: Position{File: "a", Line: 3}, Text: "hint", Severity: Suggestion},
				Problem{Position: Position{File: "a", Line: 2}, Text: "second", Severity: Warning},
			), want: `
a:2: warning: second
a:2: suggestion: hint
a:3: suggestion: hint
1 warning, 2 suggestions
`},
		{name: "several lines", list: list(Problem{
			Position: Position{File: "a", Line: 1, Column: 1}, Text: "no title", Severity: Error, Source: "---", Length: 3,
			Fix: "add a title;\nthen a kind", Example: "title: Booking is down\n\nkind: outage", Notes: []string{"one", "two"},
		}), want: `
a:1:1: error: no title
    1 | ---
        ^^^
  fix: add a title;
       then a kind
  example:
    title: Booking is down

    kind: outage
  note: one
  note: two
1 error
`},
		{name: "tabs stay, so that the mark stands right", list: list(Problem{
			Position: Position{File: "a", Line: 12, Column: 4}, Text: "x", Severity: Error, Source: "\t\tabc", Length: 2,
		}), want: "\na:12:4: error: x\n   12 | \t\tabc\n        \t\t ^^\n1 error\n"},
		{name: "wide and combining characters", list: list(Problem{
			Position: Position{File: "a", Line: 1, Column: 6}, Text: "x", Severity: Error, Source: "日本e\u0301 日本", Length: 2,
		}), want: "\na:1:6: error: x\n    1 | 日本e\u0301 日本\n              ^^^^\n1 error\n"},
		{name: "a place after the end of the line", list: list(Problem{
			Position: Position{File: "a", Line: 1, Column: 99}, Text: "x", Severity: Error, Source: "ab", Length: 5,
		}), want: "\na:1:99: error: x\n    1 | ab\n          ^\n1 error\n"},
		{name: "what acts on a terminal is shown instead", list: list(Problem{
			Position: Position{File: "a\x1b[2J", Line: 1, Column: 3}, Text: "bad\n\x07\u202e\u009b", Severity: Error, Source: "a\x1bb\u2066c", Length: 1, Fix: "no\x00",
		}), want: "\na␛[2J:1:3: error: bad␊␇\ufffd\ufffd\n    1 | a␛b\ufffdc\n          ^\n  fix: no␀\n1 error\n"},
		{name: "colour", style: Style{Colour: true}, list: list(Problem{
			Position: Position{File: "a", Line: 1, Column: 1}, Text: "x", Severity: Warning, Source: "b",
		}), want: "\n\x1b[1ma:1:1: \x1b[0m\x1b[1;33mwarning:\x1b[0m \x1b[1mx\x1b[0m\n\x1b[2m    1 |\x1b[0m b\n        \x1b[1;33m^\x1b[0m\n1 warning\n"},
		{name: "no place at all", list: list(Problem{Text: "x", Severity: Error}), want: "\nerror: x\n1 error\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got bytes.Buffer
			if err := tt.list.Print(&got, tt.style); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), got.String()); diff != "" {
				t.Errorf("Print (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrintCutsLongLines(t *testing.T) {
	for _, column := range []int{1, 50, 500, 961, 1000} {
		p := Problem{Position: Position{File: "a", Line: 1, Column: column}, Text: "x", Severity: Error, Length: 3}
		line := []rune(strings.Repeat("é", 1000))
		line[column-1] = 'X'
		p.Source = string(line)
		rows := strings.Split(p.String(), "\n")
		text, marks := []rune(rows[1]), []rune(rows[2])
		if len(text) > 140 {
			t.Errorf("column %d: the excerpt has %d characters", column, len(text))
		}
		if at := strings.IndexRune(string(marks), '^'); text[at] != 'X' {
			t.Errorf("column %d: the mark stands under %q\n%s", column, text[at], p)
		}
	}
}

func TestPrintJSON(t *testing.T) {
	warning := Problem{Position: Position{File: "a"}, Text: "x < y", Severity: Warning, Notes: []string{"n"}}
	tests := []struct {
		name  string
		list  List
		style Style
		want  string
	}{
		{"nothing", List{}, Style{JSON: true}, `{
  "errors": 0,
  "warnings": 0,
  "suggestions": 0,
  "problems": []
}
`},
		{"problems", list(sev1, warning), Style{JSON: true, Folder: "content/"}, `{
  "errors": 1,
  "warnings": 1,
  "suggestions": 0,
  "problems": [
    {
      "file": "content/a",
      "line": 0,
      "column": 0,
      "offset": 0,
      "length": 0,
      "severity": "warning",
      "text": "x < y",
      "notes": [
        "n"
      ]
    },
    {
      "file": "content/incidents/2026-03-04-login/01.md",
      "line": 7,
      "column": 9,
      "offset": 95,
      "length": 4,
      "severity": "error",
      "rule": "DOC-002",
      "text": "status \"sev1\" is not one firsthand knows",
      "source": "status: sev1",
      "fix": "use one of investigating, identified, monitoring, resolved, final",
      "example": "status: investigating"
    }
  ]
}
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got bytes.Buffer
			if err := tt.list.Print(&got, tt.style); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("Print (-want +got):\n%s", diff)
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestPrintReportsTheWriter(t *testing.T) {
	for _, json := range []bool{false, true} {
		if err := list(sev1).Print(broken{}, Style{JSON: json}); err == nil {
			t.Errorf("JSON %v: Print gave no error", json)
		}
	}
}

func TestNearest(t *testing.T) {
	fields := []string{"title", "status", "summary", "next_update", "next", "data-breach", "major-outage"}
	tests := []struct {
		word, want string
	}{
		{"stauts", "status"},
		{"Status", "status"},
		{"sumary", "summary"},
		{"Next-Update", "next_update"},
		{"nextupdate", "next_update"},
		{"data breach", "data-breach"},
		{"data", "data-breach"},
		{"status page", "status"},
		{"tittle", "title"},
		{"weather", ""},
		{"", ""},
		{"x", ""},
		{strings.Repeat("status", 20), ""},
	}
	for _, tt := range tests {
		got, ok := Nearest(tt.word, fields)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", tt.word, got, ok, tt.want)
		}
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("a", "line", 1, 1, 1)
	f.Add("\x1b", "日\t\xff", 3, 2, 9)
	f.Fuzz(func(t *testing.T, text, source string, line, column, length int) {
		p := Problem{Position: Position{File: text, Line: line, Column: column % 1000}, Text: text, Source: source, Length: length % 1000, Fix: text, Example: source}
		if strings.ContainsAny(p.String(), "\x1b\x00\r") {
			t.Errorf("control characters in %q", p.String())
		}
	})
}
