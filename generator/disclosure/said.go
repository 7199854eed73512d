package disclosure

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Said is the public part of a document: the author's words and the facts they
// state, with shorthands, relative times and defaults expanded. It is the type
// that everything public is made of; what is not a field here cannot become
// public.
type Said struct {
	Headline     string            `json:"headline,omitempty"`
	Summary      string            `json:"summary,omitempty"`
	Facts        Facts             `json:"facts,omitzero"`
	Emptied      []string          `json:"emptied,omitempty"`     // names of fields stated as an empty list
	Corrections  map[string]string `json:"corrections,omitempty"` // key of a fact: why the earlier value was wrong
	Text         []Passage         `json:"text,omitempty"`
	Withdraws    []int             `json:"withdraws,omitempty"` // numbers of statements taken back
	Removed      []string          `json:"removed,omitempty"`   // keys of facts removed by a redaction
	Redacted     string            `json:"redacted,omitempty"`  // public reason of a redaction
	TranslatedBy string            `json:"translated_by,omitempty"`
	Questions    []Question        `json:"questions,omitempty"`
}

// A Passage is a part of a text under one level-2 heading, or before the first.
type Passage struct {
	Heading string    `json:"heading,omitempty"`
	Section SectionID `json:"section,omitempty"` // set under a standard heading
	MD      string    `json:"md,omitempty"`      // Markdown, without the heading
}

// A Question is one that people asked, with the company's answer.
type Question struct {
	Asked    Moment `json:"asked,omitzero"`
	Question string `json:"question,omitempty"`
	MD       string `json:"md,omitempty"`
}

// News returns the text before the first heading: what is new in a statement.
func (s *Said) News() string {
	if len(s.Text) > 0 && s.Text[0].Heading == "" {
		return s.Text[0].MD
	}
	return ""
}

// Clone copies s so that nothing is shared with it.
func (s Said) Clone() Said {
	s.Facts = deepCopy(s.Facts)
	s.Emptied, s.Withdraws, s.Removed = slices.Clone(s.Emptied), slices.Clone(s.Withdraws), slices.Clone(s.Removed)
	s.Text, s.Questions = slices.Clone(s.Text), slices.Clone(s.Questions)
	s.Corrections = maps.Clone(s.Corrections)
	return s
}

// Wording returns the text of a statement as one, in Markdown, with its headings.
func Wording(said Said) string {
	var b strings.Builder
	for _, p := range said.Text {
		if p.Heading != "" {
			b.WriteString("## " + p.Heading + "\n\n")
		}
		b.WriteString(p.MD + "\n\n")
	}
	return b.String()
}

// Context is what a reader also saw beside the words, when they were published.
type Context struct {
	Components map[string]string `json:"components,omitempty"` // id: name
	Assets     map[string]string `json:"assets,omitempty"`     // "files/name.png": hex SHA-256
}

// A Doc identifies a document of the ledger: "2026-03-03-support-exports/05",
// ".../05.es", ".../questions".
type Doc string

var docForm = regexp.MustCompile(`^([a-z0-9][a-z0-9._-]*)/(\d{2,4}|questions)(?:\.([a-z]{2,3}(?:-[a-z0-9]+)*))?$`)

// ParseDoc checks the form of a document's name.
func ParseDoc(s string) (Doc, error) {
	if !docForm.MatchString(s) {
		return "", fmt.Errorf("%q does not name a document like %q", s, "2026-03-03-support-exports/05.es")
	}
	return Doc(s), nil
}

// StatementDoc returns the name of statement n of an incident; lang is "" for
// the original.
func StatementDoc(incident string, n int, lang string) Doc {
	d := fmt.Sprintf("%s/%02d", incident, n)
	if lang != "" {
		d += "." + lang
	}
	return Doc(d)
}

func (d Doc) parts() []string {
	if m := docForm.FindStringSubmatch(string(d)); m != nil {
		return m
	}
	return make([]string, 4)
}

// Incident returns the id of the incident that d is about.
func (d Doc) Incident() string { return d.parts()[1] }

// Number returns the number of the statement, or 0 if d is not a statement.
func (d Doc) Number() int { n, _ := strconv.Atoi(d.parts()[2]); return n }

// Lang returns the language of a translation, or "" for an original.
func (d Doc) Lang() string { return d.parts()[3] }

// IsQuestions reports whether d holds questions and answers.
func (d Doc) IsQuestions() bool { return d.parts()[2] == "questions" }

// Original returns the document that d translates, or d.
func (d Doc) Original() Doc {
	if lang := d.Lang(); lang != "" {
		return Doc(strings.TrimSuffix(string(d), "."+lang))
	}
	return d
}

// A Publication is one entry of the ledger about a document, with what its
// record says today.
type Publication struct {
	Seq     int // of the entry
	Run     int // Seq of the first entry of the same publish run
	Type    PublicationType
	Doc     Doc
	Rev     int
	Of      int // revision of the original that a translation follows
	Lang    string
	Time    time.Time
	Claimed time.Time // zero, unless imported: when an older system says it was published
	Said    Said
	Context Context
}

// A PublicationType says what an entry did.
type PublicationType string

const (
	Published PublicationType = "statement" // revision 1
	Edited    PublicationType = "edit"
	Redaction PublicationType = "redaction"
)

// Shown returns the time of publication that readers see.
func (p Publication) Shown() time.Time {
	if p.Claimed.IsZero() {
		return p.Time
	}
	return p.Claimed
}
