package generator

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"firsthand/generator/audit"
	"firsthand/generator/disclosure"
	"firsthand/generator/importer"
	"firsthand/generator/ledger"
	"firsthand/generator/source"
)

// secrets lists what the audit looks for in the finished site: what is said in
// private notes and in texts that are not public. It goes nowhere else.
func secrets(content fs.FS, log *ledger.Log) ([]audit.Secret, error) {
	found, err := source.Secrets(content, func(doc disclosure.Doc) bool {
		_, public := log.Document(doc)
		return public
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is private: %w", err)
	}
	var all []audit.Secret
	for _, s := range found {
		text := s.Text
		if _, value, ok := strings.Cut(text, ": "); ok && s.Key == "" {
			text = value
		}
		staged, isStaged := importer.ParseStaged(s.File)
		if _, public := log.Document(staged.Doc); isStaged && public {
			continue // it was taken over
		}
		if isTelling(text, strings.HasPrefix(s.File, "private/") && !isStaged) {
			all = append(all, audit.Secret{Text: text, From: s.File})
		}
	}
	return all, nil
}

// isTelling reports whether a line says something that stands nowhere else by
// chance: a sentence of a draft, a name or a sentence of a note. Headings and
// single words, such as a status, stand on every page.
func isTelling(text string, private bool) bool {
	words := len(strings.Fields(text))
	if private {
		return words >= 2
	}
	return words >= 4 || words > 0 && utf8.RuneCountInString(text) < len(text)/2
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
	words := []string{s.Headline, s.Summary, s.Redacted}
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
