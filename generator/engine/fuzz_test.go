package engine

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a template holds, the scan ends and names places inside it.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		"", "x", "{{ .Params.view.A }}", "{{ i18n `a` }}{{ .Params.b }}", "{{ if }}", "ä\n{{ math.Rand }}", "{{ define `a` }}{{ T \"b\" }}{{ end }}",
		"{{/* x */}}{{- range $i, $e := site.Pages -}}{{ else }}{{ break }}{{ end }}", "{{ (site).Params.x.y }}", "{{ template `a` (i18n `b`) }}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := scan("layouts/x.html", text, map[string]bool{"a": true}, []Language{{Code: "en"}})
		if err == nil {
			return
		}
		var e *TemplateError
		if !errors.As(err, &e) {
			t.Fatalf("%q: %T", text, err)
		}
		lines := strings.Split(text, "\n")
		if e.Line > len(lines) || e.Line > 0 && e.Column > utf8.RuneCountInString(lines[e.Line-1])+1 {
			t.Errorf("%q: %v is not inside", text, err)
		}
	})
}

// Whatever a language file holds, reading it ends, and words that it gives can be
// merged.
func FuzzParseWords(f *testing.F) {
	for _, s := range []string{"a: b", "a:\n  one: x\n  other: '{{ .Count }}'", "- id: a\n  other: b", "a: [", "a: &x b\nc: *x", "a: {b: {other: c}}"} {
		f.Add("en.yaml", s)
	}
	f.Add("en.toml", "a = 'b'")
	f.Add("en.json", `{"a": {"other": "b"}}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		if !fs.ValidPath(name) || strings.Contains(name, "/") {
			return
		}
		files, err := parseWords("i18n/"+name, []byte(text))
		if err == nil {
			mergeWords(files, []Language{{Code: "en"}, {Code: "en-GB"}})
		}
	})
}

// An address that is admitted is a clean path of a file.
func FuzzCheckPath(f *testing.F) {
	for _, s := range []string{"", "x/", "x/y.html", "/", ".", "./", "../", "a..b/", "a//b/", "a:b/", "é/", ".html", "x/.html"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if checkPath(path) != nil {
			return
		}
		p := Page{Path: path}
		if file := p.file(); !fs.ValidPath(file) || !strings.HasSuffix(file, ".html") || strings.ContainsAny(file, "\\:*?\"<>|%# \x00") {
			t.Errorf("%q is admitted and means %q", path, file)
		}
	})
}
