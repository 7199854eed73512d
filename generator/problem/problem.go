// Package problem holds what can be wrong with the text that people write, and
// prints it for them.
//
// A Problem names a place, says what is wrong there in the words of the file,
// how to mend it, and shows an example. Stages collect problems in a List and
// go on, so that an author sees everything at once; an error value is kept for
// what no author can mend (a disk that is full, a fault of the program).
//
//	content/incidents/2026-03-04-login/01.md:7:8: error: status "sev1" is not one firsthand knows [DOC-002]
//	    7 | status: sev1
//	                ^^^^
//	  fix: use one of investigating, identified, monitoring, resolved, final
//	  example: status: investigating
//
// The package imports nothing of firsthand's.
package problem

import (
	"cmp"
	"slices"
)

// A Position is a place in a file that a person edits.
type Position struct {
	File   string // path as the author knows it, with slashes: "incidents/x/01.md"
	Line   int    // starting at 1; 0 means the file as a whole
	Column int    // in characters (not bytes), starting at 1; 0 means the line as a whole
	Offset int    // in bytes, starting at 0
}

// A Severity says what a problem stops.
type Severity int

const (
	Suggestion Severity = iota // shown only when asked for
	Warning                    // shown and counted
	Error                      // stops publish and build
)

func (s Severity) String() string {
	switch s {
	case Suggestion:
		return "suggestion"
	case Warning:
		return "warning"
	}
	return "error"
}

// A Problem is one thing that an author should mend.
type Problem struct {
	Position
	Severity Severity
	Rule     string // "DOC-002"; empty for what no rule names
	Text     string // one fact: lower case, no full stop, quotes what was found
	Source   string // the whole line that Position.Line names; empty if there is none to show
	Length   int    // characters to underline from Column on; 0 underlines one
	Fix      string // what to do, in full words; may hold several lines
	Example  string // text to paste; may hold several lines
	Quotes   bool   // Example or Notes repeat words of the file, beyond the one word that Text names
	Notes    []string
	Hushed   string // Text as it may stand in a public log, where it holds words of the file that are not in quotation marks
}

// A List collects problems. The zero List is ready to use.
type List struct {
	problems []Problem
}

// Add appends problems.
func (l *List) Add(p ...Problem) { l.problems = append(l.problems, p...) }

// Join appends every problem of another list.
func (l *List) Join(other List) { l.problems = append(l.problems, other.problems...) }

// All returns the problems sorted by file, line, column, severity (errors
// first), rule and text, each once.
func (l List) All() []Problem {
	sorted := slices.Clone(l.problems)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.CompactFunc(sorted, func(a, b Problem) bool {
		return a.Position == b.Position && a.Severity == b.Severity && a.Rule == b.Rule && a.Text == b.Text
	})
}

// Count returns how many problems of exactly this severity the list holds.
func (l List) Count(s Severity) int {
	n := 0
	for _, p := range l.All() {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether anything in the list stops a publication.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l.problems, func(p Problem) bool { return p.Severity == Error })
}

// Len returns the number of problems, of any severity.
func (l List) Len() int { return len(l.problems) }
