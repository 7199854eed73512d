package generator

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"firsthand/generator/audit"
	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
)

// maxSecret bounds a file whose lines are looked for in the finished site.
const maxSecret = 1 << 20

// secrets lists the lines of private notes and of texts that are not public. The
// audit looks for them in the finished site. They go nowhere else.
func secrets(content fs.FS, log *ledger.Log) ([]audit.Secret, error) {
	var all []audit.Secret
	add := func(name string) error {
		info, err := fs.Stat(content, name)
		if err != nil || info.Size() > maxSecret || !info.Mode().IsRegular() {
			return err
		}
		data, err := fs.ReadFile(content, name)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(data)) {
			if text := secretText(line); isTelling(text, top(name)) {
				all = append(all, audit.Secret{Text: text, From: name})
			}
		}
		return nil
	}
	for _, folder := range []string{"private", "incidents"} {
		if !exists(content, folder) {
			continue
		}
		err := fs.WalkDir(content, folder, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() || d.Type()&fs.ModeSymlink != 0:
				return nil
			case folder == "incidents" && (path.Ext(name) != ".md" || isPublic(log, name)):
				return nil
			}
			return add(name)
		})
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", folder, err)
		}
	}
	return all, nil
}

func top(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// isTelling reports whether a line says something that stands nowhere else by
// chance: a sentence of a draft, a name or a sentence of a note. Headings and
// single words, such as a status, stand on every page.
func isTelling(text, top string) bool {
	words := len(strings.Fields(text))
	if top == "private" {
		return words >= 2
	}
	return words >= 3 || words > 0 && utf8.RuneCountInString(text) < len(text)/2
}

// isPublic reports whether the ledger holds the document of a file.
func isPublic(log *ledger.Log, file string) bool {
	doc, err := disclosure.ParseDoc(strings.TrimSuffix(strings.TrimPrefix(file, "incidents/"), ".md"))
	if err != nil {
		return false
	}
	_, ok := log.Document(doc)
	return ok
}

// secretText returns what a line says, without the marks of YAML and Markdown
// around it.
func secretText(line string) string {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return ""
	}
	line = strings.TrimLeft(line, "-*#> ")
	if key, value, ok := strings.Cut(line, ": "); ok && !strings.Contains(key, " ") {
		line = value
	}
	return strings.Trim(strings.TrimSpace(line), `"'>|`)
}

// public lists the words that readers already have, which a private note may
// quote.
func (s *siteBuild) public() []string {
	var words []string
	for _, p := range s.log.Publications() {
		words = append(words, said(&p.Said)...)
	}
	for _, p := range s.pages {
		words = append(words, p.Title, p.Summary, p.MD)
	}
	return words
}

func said(s *disclosure.Said) []string {
	words := []string{s.Headline, s.Summary}
	for _, f := range s.Facts.Stated() {
		words = append(words, disclosure.Describe(f.Value))
	}
	for _, p := range s.Text {
		words = append(words, p.Heading, p.MD)
	}
	for _, q := range s.Questions {
		words = append(words, q.Question, q.MD)
	}
	for _, reason := range sorted(s.Corrections) {
		words = append(words, reason)
	}
	return words
}
