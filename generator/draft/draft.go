// Package draft writes the files that authors begin with: a statement with the
// few things a first notice needs, or the next statement of an incident.
//
// Input is what was typed; output is a Markdown file with front matter that
// firsthand reads back unchanged, whatever the words contain.
//
//	id := draft.ID("Booking exports downloaded by an outsider", day) // "2026-03-03-booking-exports-downloaded"
//	text := draft.Statement{Title: "Booking exports downloaded", Kind: "data-breach", NextUpdate: "in 60 minutes", Text: "..."}.Markdown()
package draft

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"firsthand/languages"
)

// A Statement is what an author types into a form. Empty fields are left out of
// the file.
type Statement struct {
	Title      string
	Kind       string
	Status     string
	Headline   string
	Summary    string
	NextUpdate string // a time, "in 60 minutes"
	NoUpdate   string // why there will be no further update
	Withdraws  []int  // numbers of statements that are taken back
	Text       string // Markdown
}

// Markdown returns the file of s.
func (s Statement) Markdown() []byte {
	var b strings.Builder
	b.WriteString("---\n")
	for _, f := range []struct{ key, value string }{
		{"title", s.Title}, {"kind", s.Kind}, {"status", s.Status},
		{"headline", s.Headline}, {"summary", s.Summary}, {"next_update", s.NextUpdate},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.key, scalar(f.value))
		}
	}
	if s.NoUpdate != "" {
		fmt.Fprintf(&b, "next_update:\n  none: %s\n", scalar(s.NoUpdate))
	}
	if len(s.Withdraws) > 0 {
		fmt.Fprintf(&b, "withdraws: [%s]\n", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(s.Withdraws)), ", "), "[]"))
	}
	b.WriteString("---\n")
	b.WriteString(strings.TrimSpace(s.Text))
	b.WriteString("\n")
	return []byte(b.String())
}

// WithdrawalHeadline returns the headline of a statement that takes back the one
// of a day, in a language, or in English where the program does not know it.
func WithdrawalHeadline(lang string, day time.Time) string {
	l := languages.Or(lang)
	return strings.ReplaceAll(l.Withdrawal, "{date}", l.Date(day))
}

// plain matches text that YAML takes as it stands. It is narrower than YAML
// allows, on purpose.
var plain = regexp.MustCompile(`^[\p{L}][\p{L}\p{N} ,.()/'’–-]*$`)

// special matches words that YAML would not take as text.
var special = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|null|y|n)$`)

// scalar returns s on one line as a YAML value.
func scalar(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if plain.MatchString(s) && !special.MatchString(s) {
		return s
	}
	if _, err := time.Parse("2006-01-02 15:04 MST", s); err == nil {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// ID returns the folder name for a new incident: the day and up to four words
// of its title.
func ID(title string, day time.Time) string {
	var words []string
	for _, w := range strings.FieldsFunc(fold(title), func(r rune) bool { return r == ' ' }) {
		if !small[w] {
			words = append(words, w)
		}
	}
	if len(words) > 4 {
		words = words[:4]
	}
	return strings.Join(append([]string{day.UTC().Format("2006-01-02")}, words...), "-")
}

// small words say nothing in an address.
var small = map[string]bool{"a": true, "an": true, "the": true, "of": true, "by": true, "to": true, "in": true, "on": true, "for": true, "is": true, "are": true, "and": true, "with": true, "from": true, "at": true}

// fold returns s in lower-case ASCII letters and digits, everything else as
// spaces.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			return -1
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFD.String(s))
}

var numbered = regexp.MustCompile(`^(\d{2,4})(\.[a-z-]+)?\.md$`)

// Next returns the number for the next statement of an incident, and the path
// of its file.
func Next(content fs.FS, incident string) (int, string, error) {
	folder := path.Join("incidents", incident)
	entries, err := fs.ReadDir(content, folder)
	if err != nil {
		return 0, "", fmt.Errorf("reading %s: %w", folder, err)
	}
	last := 0
	for _, e := range entries {
		if m := numbered.FindStringSubmatch(e.Name()); m != nil {
			n, _ := strconv.Atoi(m[1])
			last = max(last, n)
		}
	}
	return last + 1, path.Join(folder, fmt.Sprintf("%02d.md", last+1)), nil
}
