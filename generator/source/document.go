package source

import (
	"strings"
	"time"
	"unicode"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// A Document is one file about an incident: a statement, a translation of one,
// or questions with answers.
type Document struct {
	Doc      disclosure.Doc
	Incident string
	Number   int    // of the statement; 0 for questions
	Lang     string // language of the words; for originals that of the site
	File     string // path below the content folder: "incidents/x/01.md"

	// Said is what may become public of the file, with shorthands, relative times
	// and defaults expanded.
	Said disclosure.Said

	// Assets are the files that the text links to, by the name in the text
	// ("files/name.png"), without their metadata.
	Assets map[string][]byte

	// Unreadable says that the file is no document: it is empty, too large, not
	// UTF-8, or has no fields. Said is then not what its author wrote.
	Unreadable bool

	// The rest steers publication and never becomes public.

	Draft         bool
	PublishAt     time.Time // zero, or not to be published before
	PublishAnyway string    // why warnings are accepted
	Imported      time.Time // zero, or when an older system published it
	NoSummary     bool      // the author wrote none: that of Said is the first paragraph

	file     *file
	matter   matter
	places   map[string]span
	headings map[disclosure.SectionID]int // line of each standard section
	titled   string                       // File of the document whose title became the headline; "" if it was given
}

// At returns a problem without words at the place of a field. path is written
// in words of the page, with items of lists counted from 0: "affected",
// "data.phone", "promises.c1", "told.regulator", "what_to_do[2].do",
// "corrected_because.affected". Standard names of fields ("started",
// "notified.regulator") and sections ("text.what-happened") do as well, "text"
// is the body. Where a path has no place of its own, it is that of what it
// belongs to, and in the end the first line of the fields.
func (d *Document) At(path string) problem.Problem { return d.file.problem(d.span(path)) }

func (d *Document) span(path string) span {
	if id := disclosure.Key(path).Section(); id != "" {
		if line, ok := d.headings[id]; ok {
			return d.file.whole(line)
		}
		return d.bodySpan()
	}
	for p := path; p != ""; p = parent(p) {
		if s, ok := d.places[p]; ok {
			return s
		}
	}
	field, rest, _ := strings.Cut(path, ".")
	if f := disclosure.FieldNamed(field); f != nil && f.Page != field {
		return d.span(strings.TrimSuffix(f.Page+"."+rest, "."))
	}
	switch path {
	case "text":
		return d.bodySpan()
	case "headline":
		if s, ok := d.places["title"]; ok {
			return s
		}
	case "summary":
		if d.NoSummary {
			return d.bodySpan()
		}
	}
	return d.matter.mark(d.file)
}

// parent cuts the last step off a path.
func parent(path string) string {
	if i := strings.LastIndexAny(path, ".[/"); i >= 0 {
		return path[:i]
	}
	return ""
}

// bodySpan is the first line of the body that shows something.
func (d *Document) bodySpan() span {
	for line := d.matter.body; line <= len(d.file.lines); line++ {
		if strings.TrimSpace(d.file.lines[line-1]) != "" {
			return d.file.whole(line)
		}
	}
	return d.matter.mark(d.file)
}

// Line returns a problem without words at a line of the file, from 1.
func (d *Document) Line(n int) problem.Problem { return d.file.problem(d.file.whole(n)) }

// Find returns a problem without words at the first place at or behind a path
// where the file has these words, however lines are broken and whatever marks
// of Markdown stand between them; if they are not there, it is At(path).
func (d *Document) Find(path, words string) problem.Problem {
	from := d.span(path)
	if s, ok := d.search(from, words); ok {
		return d.file.problem(s)
	}
	return d.file.problem(from)
}

// search looks for words from a place on. White space, marks of emphasis and
// upper case do not count.
func (d *Document) search(from span, words string) (span, bool) {
	want := searchable(words)
	if len(want) == 0 {
		return span{}, false
	}
	var text []rune
	var places []span
	for line := max(1, from.line); line <= len(d.file.lines); line++ {
		column := 0
		for _, r := range d.file.lines[line-1] {
			column++
			if line == from.line && column < from.column {
				continue
			}
			for _, c := range searchable(string(r)) {
				text, places = append(text, c), append(places, span{line: line, column: column})
			}
		}
	}
	for i := 0; i+len(want) <= len(text); i++ {
		if string(text[i:i+len(want)]) != string(want) {
			continue
		}
		at := places[i]
		at.length = 1
		for _, p := range places[i : i+len(want)] {
			if p.line == at.line {
				at.length = p.column - at.column + 1
			}
		}
		return at, true
	}
	return span{}, false
}

// searchable returns the characters of s that Find compares.
func searchable(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsSpace(r) || strings.ContainsRune("*_`\\[]>", r) || isUnseen(r) {
			continue
		}
		out = append(out, unicode.ToLower(r))
	}
	return out
}

// IsPublic reports whether the file may be published at now: it is no draft,
// and its time has come.
func (d *Document) IsPublic(now time.Time) bool { return !d.Draft && !d.PublishAt.After(now) }
