package redact

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
)

// A leaf is one text, number, date or choice of a document.
type leaf struct {
	path string // tells it from the others: two texts built alike have the same paths
	page string // as an author names it: "what_we_do[0].text"
	kind kind
	text string
	set  func(string) // of words and addresses
}

type kind int

const (
	fixed   kind = iota // stays, or goes with all of its fact
	words               // may lose some
	address             // leads somewhere: stays, or goes as a whole
)

// leaves takes a text apart, in a fixed order. What a redaction says of itself
// is no part of it.
func leaves(s *disclosure.Said) []leaf {
	l := &leafer{}
	for i := range disclosure.Fields {
		l.fact(s, disclosure.Fields[i].Name)
	}
	l.text("headline", "headline", &s.Headline)
	l.text("summary", "summary", &s.Summary)
	l.fixed("withdraws", "withdraws", s.Withdraws)
	l.fixed("emptied", "", s.Emptied)
	l.fixed("translated_by", "translated_by", s.TranslatedBy)
	for key := range sorted(s.Corrections) {
		reason := s.Corrections[key]
		l.add(leaf{"corrections." + key, "corrected_because." + PagePath(disclosure.Key(key)), words, reason, func(t string) { s.Corrections[key] = t }})
	}
	for i := range s.Text {
		p := &s.Text[i]
		at := fmt.Sprintf("text[%d]", i)
		l.fixed(at+".section", "", p.Section)
		l.fixed(at+".headed", "", p.Heading != "")
		l.text(at+".heading", "", &p.Heading)
		l.text(at+".md", "", &p.MD)
	}
	for i := range s.Questions {
		q := &s.Questions[i]
		at := fmt.Sprintf("questions[%d]", i)
		l.fixed(at+".asked", "", q.Asked)
		l.text(at+".question", "", &q.Question)
		l.text(at+".md", "", &q.MD)
	}
	return l.all
}

type leafer struct{ all []leaf }

func (l *leafer) add(x leaf) { l.all = append(l.all, x) }

func (l *leafer) text(path, page string, text *string) {
	l.add(leaf{path, page, words, *text, func(t string) { *text = t }})
}

func (l *leafer) fixed(path, page string, value any) {
	l.add(leaf{path: path, page: page, text: disclosure.Describe(value)})
}

// fact takes a field of the facts apart.
func (l *leafer) fact(s *disclosure.Said, name string) {
	facts := reflect.ValueOf(&s.Facts).Elem()
	for i := range facts.NumField() {
		field := facts.Type().Field(i)
		if jsonName(field) != name {
			continue
		}
		keyed := disclosure.FieldNamed(name).Keyed
		page, value := PagePath(disclosure.Key(name)), facts.Field(i)
		if !keyed {
			l.value(name, page, kindOf(field), value)
			return
		}
		for k, fact := range s.Facts.StatedOf(name) {
			l.value(fmt.Sprintf("%s[%d]", name, k), PagePath(fact.Key), kindOf(field), value.Index(k))
		}
	}
}

// addresses are words that lead somewhere: one letter less makes another place.
var addresses = []string{"link", "email", "phone", "web", "press"}

// kindOf says how much of a value may go. The name of somebody who was told is
// words, although translations are matched by it.
func kindOf(field reflect.StructField) kind {
	switch {
	case slices.Contains(addresses, jsonName(field)):
		return address
	case field.Tag.Get("words") == "yes", field.Tag.Get("words") == "id" && field.Name == "Name":
		return words
	}
	return fixed
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// value takes a value apart that can be set.
func (l *leafer) value(path, page string, kind kind, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		l.add(leaf{path, page, kind, v.String(), v.SetString})
	case reflect.Slice:
		for i := range v.Len() {
			at := fmt.Sprintf("[%d]", i)
			l.value(path+at, page+at, kind, v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			l.value(path, page, kind, v.Elem())
		}
	case reflect.Struct:
		if m, ok := v.Interface().(disclosure.Moment); ok {
			l.fixed(path, page, m)
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name := jsonName(field)
			below := page + "." + name
			if name == "steps" {
				below = page // the front matter has the list itself
			}
			l.value(path+"."+name, below, kindOf(field), v.Field(i))
		}
	case reflect.Int:
		l.add(leaf{path: path, page: page, text: disclosure.Grouped(int(v.Int()))})
	default:
		l.fixed(path, page, v.Interface())
	}
}

// PagePath returns a key in the words of the front matter: "data.phone",
// "told.regulator", "began".
func PagePath(key disclosure.Key) string {
	field := disclosure.FieldNamed(key.Field())
	if field == nil {
		return string(key)
	}
	if key.ID() == "" {
		return field.Page
	}
	return field.Page + "." + key.ID()
}
