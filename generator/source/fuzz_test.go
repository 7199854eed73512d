package source

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"firsthand/generator/disclosure"
)

// seeds adds all statements of the example content and of the cases.
func seeds(f *testing.F, add func(text string)) {
	f.Helper()
	files, err := filepath.Glob("../../content/incidents/*/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(string(data))
	}
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	part := regexp.MustCompile(`(?m)^-- .* --\n`)
	for _, name := range cases {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, text := range part.Split(string(data), -1) {
			if strings.HasPrefix(text, "---") {
				add(text)
			}
		}
	}
}

// Whatever a file holds, reading it does not panic, places lie inside the file,
// and what would become public is fit to be stored.
func FuzzStatement(f *testing.F) {
	seeds(f, func(text string) { f.Add([]byte(text)) })
	f.Add([]byte("---\r\ntitle: a\r\n---\r\n"))
	f.Add([]byte("---\n 00\nA:"))
	f.Add([]byte("\ufeff---\rtitle: “a”\r---\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{
			"site.yaml":               {Data: []byte(defaultSite)},
			"incidents/a/01.md":       {Data: []byte("---\ntitle: A\nkind: data-breach\n---\nText.\n")},
			"incidents/a/02.md":       {Data: data},
			"incidents/a/02.es.md":    {Data: data},
			"incidents/a/files/x.txt": {Data: []byte("x")},
		}
		content, problems, err := Read(fsys, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems.All() {
			if p.Text == "" {
				t.Error("a problem without words")
			}
			if strings.HasPrefix(p.File, "incidents/a/02") {
				checkPosition(t, string(data), p)
			}
		}
		for _, d := range content.Documents {
			checkSaid(t, d.Said)
			for path := range d.places {
				if strings.HasPrefix(d.File, "incidents/a/02") {
					checkPosition(t, string(data), d.At(path))
				}
			}
		}
	})
}

// checkSaid looks for what must not become public.
func checkSaid(t *testing.T, said disclosure.Said) {
	t.Helper()
	text := asJSON(t, said)
	if !utf8.ValidString(text) || strings.ContainsRune(text, '\ufffd') && !strings.Contains(text, "md") {
		t.Errorf("not UTF-8: %q", text)
	}
	if !norm.NFC.IsNormalString(text) {
		t.Errorf("not in form C: %q", text)
	}
	if fields := asJSON(t, said.Facts) + said.Headline + asJSON(t, said.Corrections); strings.Contains(fields, "<!--") {
		t.Errorf("a comment in %s", fields)
	}
	for _, bad := range []string{`\u0000`, `\u001b`, `\u007f`, `\r`} {
		if strings.Contains(text, bad) && !strings.Contains(text, `\`+bad) {
			t.Errorf("control character %s in %s", bad, text)
		}
	}
	if len([]rune(said.Summary)) > 2*maxText {
		t.Errorf("the summary has %d bytes", len(said.Summary))
	}
}

// The front matter and the body are parts of the file, in its order.
func FuzzSplit(f *testing.F) {
	seeds(f, func(text string) { f.Add([]byte(text)) })
	f.Fuzz(func(t *testing.T, data []byte) {
		file, problems := newFile("x.md", data)
		for _, p := range problems {
			checkPosition(t, string(data), p)
		}
		if len(file.lines) == 0 {
			return
		}
		for i, line := range file.lines {
			if !strings.HasPrefix(string(data[file.start[i]:]), line) {
				t.Errorf("line %d is not at offset %d", i+1, file.start[i])
			}
			if strings.ContainsAny(line, "\r\n") {
				t.Errorf("line %d has an end in it", i+1)
			}
		}
		m, problems := splitMatter(file, "")
		for _, p := range problems {
			checkPosition(t, string(data), p)
		}
		if m.first < 1 || m.last > len(file.lines) || m.first <= m.last && m.body <= m.last || m.body < 1 || m.body > len(file.lines)+1 {
			t.Errorf("%+v in a file of %d lines", m, len(file.lines))
		}
		body := m.bodyText(file)
		if !strings.HasSuffix(strings.Join(file.lines, "\n"), body) {
			t.Errorf("the body %q is not the end of the file", body)
		}
		_, problems = parseFields(file, m.first, m.last, hintFor, isField)
		for _, p := range problems {
			checkPosition(t, string(data), p)
		}
	})
}

// A time that is read is a real one, and its own text form means the same.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2026-03-03", "2026-03-03 08:55", "2026-03-03T08:55Z", "2026-03-03 08:55:12.5+01:00", "3 March 2026, 08:55 UTC", "March 3, 2026 8:55 pm",
		"3 de marzo de 2026 a las 08:55", "in 60 minutes", "in an hour", "2026-02-30", "03/04/2026", "25:61", "2026-03-29 02:30", "2026-10-25 02:30",
	} {
		f.Add(s)
	}
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := parseIn(text); ok && d <= 0 {
			t.Errorf("%q is %s", text, d)
		}
		m, fault := parseTime(text, madrid)
		if fault != nil {
			if fault.text == "" || !m.IsZero() {
				t.Errorf("%q: %+v, %v", text, fault, m)
			}
			return
		}
		again, err := disclosure.ParseMoment(m.String())
		if err != nil || !again.Time.Equal(m.Time) || again.Day != m.Day {
			t.Errorf("%q is read as %s, which is read as %v (%v)", text, m, again, err)
		}
		typed, fault := parseTime(m.String(), madrid)
		if fault != nil || typed != m {
			t.Errorf("%q is read as %s, which is typed as %v (%v)", text, m, typed, fault)
		}
	})
}

// Who is affected is read without panic, and never as more than was written.
func FuzzAffected(f *testing.F) {
	for _, s := range []string{
		"61,300 people, counted", "about 4,000 accounts", "4,000 to 5,000 people, estimated", "all customers", "unknown", "1.25 million records",
		"at least 4'000 people", "61.300 people", "4,112 patients", "unknown number of accounts", "1 person, as of 3 March 2026", "between 4 and 5 people",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := newReader(&file{name: "x", lines: []string{text}, start: []int{0}}, nil, now)
		a, ok := r.affectedLine("affected", node{kind: scalar, text: text, where: span{1, 1, 1}})
		if !ok {
			if tidyText(text) != "" && !strings.ContainsFunc(text, isControlInText) && len(r.problems) == 0 {
				t.Errorf("%q is refused without a word", text)
			}
			return
		}
		if len(r.problems) > 0 {
			t.Errorf("%q is read in spite of %q", text, r.problems[0].Text)
		}
		if a.Count < 0 || a.Min < 0 || a.Max < 0 || a.Min > 0 && a.Max > 0 && a.Min >= a.Max {
			t.Errorf("%q is %+v", text, a)
		}
		if a.Count+a.Min+a.Max > 0 && a.Unit == "" {
			t.Errorf("%q has a number without a unit: %+v", text, a)
		}
		if a.Count == 0 && a.Min == 0 && a.Max == 0 && !a.All && a.Certainty != disclosure.Unknown {
			t.Errorf("%q says nothing: %+v", text, a)
		}
	})
}

// Settings are read without panic, and a page built on them finds what it needs.
func FuzzSite(f *testing.F) {
	f.Add([]byte(defaultSite))
	f.Add([]byte(siteExample))
	f.Add([]byte(" 0\n0:"))
	data, err := os.ReadFile("../../content/site.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		site, _, problems, err := ReadFrame(fstest.MapFS{"site.yaml": {Data: data}})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems.All() {
			checkPosition(t, string(data), p)
		}
		if len(site.Languages) == 0 || site.URL == nil || site.Zone == nil || !strings.HasSuffix(site.URL.Path, "/") {
			t.Errorf("settings without what every page needs: %+v", site)
		}
	})
}
