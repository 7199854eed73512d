package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/languages"
)

// one returns a content folder with one statement.
func one(text string) fstest.MapFS {
	return fstest.MapFS{"site.yaml": {Data: []byte(defaultSite)}, "incidents/a/01.md": {Data: []byte(text)}}
}

// readOne reads a statement that has no problems.
func readOne(t *testing.T, text string) *Document {
	t.Helper()
	content, problems, err := Read(one(text), Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems.All() {
		t.Errorf("problem:\n%s", p)
	}
	return content.Documents[0]
}

// The table has a row for every field of the model, and a translation may give
// exactly those that have words.
func TestStatementFields(t *testing.T) {
	for _, f := range disclosure.Fields {
		if rowByName[f.Page] == nil {
			t.Errorf("%q cannot be written in front matter", f.Page)
		}
	}
	for _, table := range [][]Field{StatementFields(), SiteFields(), PageFields()} {
		seen := map[string]bool{}
		for _, f := range table {
			if seen[f.Name] {
				t.Errorf("%q is there twice", f.Name)
			}
			seen[f.Name] = true
			if f.What == "" || f.Form == "" || !strings.HasPrefix(f.Example, f.Name+":") {
				t.Errorf("%q is not explained: %+v", f.Name, f)
			}
		}
	}
	for synonym, meant := range fieldSynonyms {
		if rowByName[meant] == nil || rowByName[synonym] != nil {
			t.Errorf("the synonym %q of %q cannot help", synonym, meant)
		}
	}
	for synonym, meant := range dataSynonyms {
		if !slices.Contains(disclosure.Categories, meant) || slices.Contains(disclosure.Categories, synonym) {
			t.Errorf("the synonym %q of %q cannot help", synonym, meant)
		}
	}
}

// A heading or a month means one thing in every language.
func TestLanguages(t *testing.T) {
	for _, l := range languages.All() {
		if len(l.Headings) != len(disclosure.SectionIDs) {
			t.Errorf("%s has headings for %d sections, not %d", l.Code, len(l.Headings), len(disclosure.SectionIDs))
		}
		seen := map[string]disclosure.SectionID{}
		for _, id := range disclosure.SectionIDs {
			if len(l.Headings[string(id)]) == 0 {
				t.Errorf("%s has no heading for %s", l.Code, id)
			}
			for _, h := range l.Headings[string(id)] {
				if other := seen[simple(h)]; other != "" || simple(h) == "" {
					t.Errorf("%s: the heading %q of %s is also one of %s", l.Code, h, id, other)
				}
				seen[simple(h)] = id
			}
		}
		for i := range 12 {
			for _, name := range []string{l.Months[i], l.MonthsAlone[i]} {
				if got := monthNamed(name); got != i+1 {
					t.Errorf("%s: %s is the month %d, not %d", l.Code, name, got, i+1)
				}
			}
		}
	}
}

// Every example that is shown to authors can be pasted.
func TestExamplesAreRight(t *testing.T) {
	for _, f := range StatementFields() {
		if f.Name == "translated_by" {
			continue
		}
		text := "---\ntitle: A\nkind: outage\n" + f.Example + "\n---\nText.\n"
		switch f.Name {
		case "title":
			text = strings.Replace(text, "title: A\n", "", 1)
		case "kind":
			text = strings.Replace(text, "kind: outage\n", "", 1)
		case "status":
			text = strings.Replace(text, "kind: outage\n", "kind: security\n", 1)
		}
		fsys := one("---\ntitle: A\nkind: outage\n---\nText.\n")
		for _, name := range []string{"incidents/a/02.md", "incidents/a/03.md", "incidents/2026-03-03-support-exports/01.md"} {
			fsys[name] = fsys["incidents/a/01.md"]
		}
		fsys["incidents/a/02.md"] = &fstest.MapFile{Data: []byte("---\ndata: {copied: [phone]}\n---\nText.\n")}
		fsys["incidents/a/04.md"] = &fstest.MapFile{Data: []byte(text)}
		_, problems, err := Read(fsys, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems.All() {
			t.Errorf("%s: %s", f.Name, p)
		}
	}
	for _, example := range []string{firstExample, siteExample} {
		fsys := one(firstExample)
		if example == siteExample {
			fsys["site.yaml"] = &fstest.MapFile{Data: []byte(siteExample)}
		}
		if _, problems, err := Read(fsys, Options{Now: now}); err != nil || problems.Len() > 0 {
			t.Errorf("the example has problems: %v %v\n%s", err, problems.All(), example)
		}
	}
}

func TestReadNothing(t *testing.T) {
	_, problems, err := Read(os.DirFS(filepath.Join(t.TempDir(), "none")), Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"there is no such folder"}
	if diff := cmp.Diff(want, texts(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	site, pages, problems, err := ReadFrame(fstest.MapFS{})
	if err != nil || len(pages) > 0 || len(site.Languages) > 0 || !problems.HasErrors() {
		t.Errorf("ReadFrame of nothing: %v %v %v %v", site, pages, problems, err)
	}
}

func texts(l problem.List) []string {
	var all []string
	for _, p := range l.All() {
		all = append(all, p.Text)
	}
	return all
}

func TestReadOddFiles(t *testing.T) {
	fsys := one("---\ntitle: A\nkind: outage\n---\nText.\n")
	fsys["incidents/a/02.md"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	_, problems, err := Read(fsys, Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`"02.md" is not a file that can be read`}, texts(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// Links on a disk are refused, wherever they lead.
func TestReadLinks(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.md")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(outside, "---\ntitle: Secret\nkind: outage\n---\nSecret.\n")
	write(filepath.Join(dir, "site.yaml"), defaultSite)
	write(filepath.Join(dir, "incidents/a/01.md"), "---\ntitle: A\nkind: outage\n---\n[x](files/x.txt)\n")
	write(filepath.Join(dir, "pages/about.md"), "---\ntitle: About\n---\nText.\n")
	for _, link := range []struct{ name, target string }{
		{"incidents/a/02.md", outside}, {"incidents/a/files", filepath.Dir(outside)}, {"incidents/b", "a"},
		{"pages/x.md", "about.md"}, {"static", "/etc"},
	} {
		if err := os.Symlink(link.target, filepath.Join(dir, link.name)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, fsys := range map[string]fs.FS{"DirFS": os.DirFS(dir), "Root": root.FS()} {
		content, problems, err := Read(fsys, Options{Now: now})
		if err != nil {
			t.Fatal(name, err)
		}
		if len(content.Documents) != 1 || len(content.Documents[0].Assets) != 0 {
			t.Errorf("%s: Read followed a link", name)
		}
		links := 0
		for _, text := range texts(problems) {
			if strings.Contains(text, "is a link to another place") {
				links++
			}
		}
		if links != 5 {
			t.Errorf("%s: %d links are reported, want 5:\n%s", name, links, strings.Join(texts(problems), "\n"))
		}
	}
}

func TestReadLimits(t *testing.T) {
	long := "---\ntitle: A\nkind: outage\nnot_known_yet:\n" + strings.Repeat("  - What it was.\n", 5000) + "---\nText.\n"
	_, problems, err := Read(one(long), Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(problems); !slices.Contains(got, "the fields have 83 kB together; 64 kB is the limit") {
		t.Errorf("problems: %q", got)
	}
	start := time.Now()
	for _, text := range []string{
		"---\ntitle: A\nkind: outage\ncause: " + strings.Repeat("x ", 30000) + "\n---\n" + strings.Repeat("word ", 180000),
		"---\ntitle: A\nkind: outage\ntold: " + strings.Repeat("[", 60000) + "\n---\nText.\n",
		"---\ntitle: A\nkind: outage\ntold:\n" + strings.Repeat("- ", 30000) + "\n---\nText.\n",
		"---\ntitle: A\nkind: outage\ntold: " + strings.Repeat("{a: ", 15000) + "\n---\nText.\n",
		"---\n" + strings.Repeat("a: b\n", 12000) + "---\nText.\n",
		"---\ntold:\n" + staircase(300) + "---\nText.\n",
		"---\ntold: '" + strings.Repeat("a\n  ", 15000) + "'\n---\nText.\n",
		strings.Repeat("\n", 1<<20-1),
	} {
		if _, _, err := Read(one(text), Options{Now: now}); err != nil {
			t.Error(err)
		}
	}
	// Each takes some milliseconds. The bound is for input that would hang.
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("hostile input took %s", d)
	}
}

func staircase(n int) string {
	var b strings.Builder
	for i := 1; i < n; i++ {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// failing is a folder in which one file cannot be read.
type failing struct {
	fstest.MapFS
	name string
}

var errDisk = errors.New("disk on fire")

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errDisk}
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errDisk}
	}
	return f.MapFS.ReadDir(name)
}

// What no author can mend is an error, which names the file once.
func TestReadErrors(t *testing.T) {
	fsys := one("---\ntitle: A\nkind: outage\n---\n[x](files/x.txt)\n")
	fsys["incidents/a/01.es.md"] = &fstest.MapFile{Data: []byte("---\n---\nTexto.\n")}
	fsys["incidents/a/questions.md"] = &fstest.MapFile{Data: []byte("## Why? (4 March 2026)\n\nBecause.\n")}
	fsys["incidents/a/files/x.txt"] = &fstest.MapFile{Data: []byte("x")}
	fsys["pages/about.md"] = &fstest.MapFile{Data: []byte("---\ntitle: A\n---\nText.\n")}
	fsys["private/a.yaml"] = &fstest.MapFile{Data: []byte("a: b\n")}
	fsys["static/a/b"] = &fstest.MapFile{}
	for _, name := range []string{
		".", "site.yaml", "incidents", "incidents/a", "incidents/a/01.md", "incidents/a/01.es.md", "incidents/a/questions.md",
		"incidents/a/files", "incidents/a/files/x.txt", "pages", "pages/about.md", "private", "private/a.yaml", "static", "static/a",
	} {
		_, _, err := Read(failing{fsys, name}, Options{Now: now})
		if strings.HasPrefix(name, "private") {
			_, err = Secrets(failing{fsys, name}, func(disclosure.Doc) bool { return true })
		}
		if !errors.Is(err, errDisk) {
			t.Errorf("%s: Read: %v", name, err)
			continue
		}
		if n := strings.Count(err.Error(), name+":"); n != 1 && name != "." {
			t.Errorf("the error names %s %d times: %v", name, n, err)
		}
	}
}

// watching notes what is opened.
type watching struct {
	fs.FS
	opened map[string]bool
}

func (w watching) Open(name string) (fs.File, error) {
	w.opened[name] = true
	return w.FS.Open(name)
}

// ReadFrame reads nothing that could hold an unpublished word.
func TestReadFrameTouchesNothingElse(t *testing.T) {
	fsys := one("---\ntitle: A\nkind: outage\n---\nText.\n")
	fsys["pages/about.md"] = &fstest.MapFile{Data: []byte("---\ntitle: About\n---\nText.\n")}
	fsys["private/a.yaml"] = &fstest.MapFile{Data: []byte("a: b\n")}
	fsys["static/logo.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
	fsys["theme/x.html"] = &fstest.MapFile{Data: []byte("x")}
	w := watching{fsys, map[string]bool{}}
	site, pages, problems, err := ReadFrame(w)
	if err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.All())
	}
	if site.Original() != "en" || len(pages) != 1 {
		t.Errorf("ReadFrame: %v %v", site, pages)
	}
	for name := range w.opened {
		switch name {
		case ".", "site.yaml", "pages", "pages/about.md", "static", "theme":
		default:
			t.Errorf("ReadFrame opened %s", name)
		}
	}
}

func TestSecrets(t *testing.T) {
	fsys := one("---\ntitle: A\nkind: outage\n---\nText.\n")
	fsys["private/a.yaml"] = &fstest.MapFile{Data: []byte("# Only for us\nnotes:\n  - Ask Ana\napprovals: [{who: Joran Feldspar}]\n")}
	fsys["private/b/notes.txt"] = &fstest.MapFile{Data: []byte("\n> **Counsel** said no\n")}
	fsys["private/c.yaml"] = &fstest.MapFile{Data: []byte("broken: [\n\tx")}
	fsys["private/d.bin"] = &fstest.MapFile{Data: []byte{0xff, 0}}
	public := disclosure.Doc("")
	for doc := range fsys {
		if strings.HasPrefix(doc, "incidents/") {
			public = disclosure.Doc(strings.TrimSuffix(strings.TrimPrefix(doc, "incidents/"), ".md"))
		}
	}
	fsys["incidents/2026-03-09-draft/01.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Not yet\n---\n## A heading\n")}
	secrets, err := Secrets(fsys, func(doc disclosure.Doc) bool { return doc == public })
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range secrets {
		got = append(got, fmt.Sprintf("%s:%d %s %q", s.File, s.Line, s.Key, s.Text))
	}
	want := []string{
		`private/a.yaml:1  "Only for us"`,
		`private/a.yaml:2  "notes:"`,
		`private/a.yaml:3  "Ask Ana"`,
		`private/a.yaml:4  "approvals: [{who: Joran Feldspar}]"`,
		`private/a.yaml:3 notes "Ask Ana"`,
		`private/a.yaml:4 approvals.who "Joran Feldspar"`,
		`private/b/notes.txt:2  "Counsel** said no"`,
		`private/c.yaml:1  "broken: ["`,
		`private/c.yaml:2  "x"`,
		`incidents/2026-03-09-draft/01.md:2  "title: Not yet"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
}

// A published file gives the same again, whenever it is read.
func TestReadAgain(t *testing.T) {
	const text = "---\ntitle: A\nkind: outage\nnext_update: in 60 minutes\naffected: about 40 people\nwatch_until: in 2 weeks\n---\nText.\n"
	first := readOne(t, text)
	published := func(disclosure.Doc) (time.Time, bool) { return now, true }
	later, problems, err := Read(one(text), Options{Now: now.AddDate(1, 0, 0), Published: published})
	if err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.All())
	}
	if diff := cmp.Diff(first.Said, later.Documents[0].Said); diff != "" {
		t.Errorf("said (-first +again):\n%s", diff)
	}
}

const placesText = `---
title: Exports downloaded
kind: data-breach
found: 2026-03-03
affected:
  - {who: patients, count: 12, unit: people}
data:
  copied:
    - name
    - phone: of some
what_to_do:
  - Call us
  - do: Write
    why: "Because"
promises:
  - id: letters
    text: Write to all
told: [{who: regulator, name: ICO}]
components: {exports: degraded}
corrected_because:
  data.phone: We looked again.
---

We *were*
wrong. Out of an **abundance** of caution.

## What Happened

It happened.
`

func TestAt(t *testing.T) {
	fsys := one("---\ntitle: A\nkind: outage\n---\nText.\n")
	fsys["incidents/a/02.md"] = &fstest.MapFile{Data: []byte(placesText)}
	content, problems, err := Read(fsys, Options{Now: now})
	if err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.All())
	}
	d := content.Documents[1]
	tests := []struct {
		path string
		want string // what is underlined
		line int
	}{
		{"title", "Exports downloaded", 2},
		{"headline", "Exports downloaded", 2},
		{"kind", "data-breach", 3},
		{"found", "2026-03-03", 4},
		{"detected", "2026-03-03", 4},
		{"affected", "affected", 5},
		{"affected[0]", "{", 6},
		{"affected[0].who", "patients", 6},
		{"affected[7].who", "affected", 5},
		{"data", "data", 7},
		{"data.copied", "copied", 8},
		{"data.name", "name", 9},
		{"data.phone", "phone", 10},
		{"data.email", "data", 7},
		{"what_to_do", "what_to_do", 11},
		{"what_to_do[0]", "Call us", 12},
		{"what_to_do[0].do", "Call us", 12},
		{"what_to_do[1].why", `"Because"`, 14},
		{"actions", "what_to_do", 11},
		{"promises.letters", "id", 16},
		{"commitments.letters", "id", 16},
		{"promises[0].text", "Write to all", 17},
		{"told.regulator/ICO", "{", 18},
		{"notified.regulator/ICO", "{", 18},
		{"told.regulator", "told", 18},
		{"components.exports", "exports", 19},
		{"corrected_because.data.phone", "data.phone", 21},
		{"corrected_because", "corrected_because", 20},
		{"summary", "We *were*", 24},
		{"text", "We *were*", 24},
		{"text.what-happened", "## What Happened", 27},
		{"text.how-it-happened", "We *were*", 24},
		{"next_update", "---", 1},
		{"status", "---", 1},
		{"", "---", 1},
	}
	for _, tt := range tests {
		p := d.At(tt.path)
		if p.File != "incidents/a/02.md" || p.Line != tt.line {
			t.Errorf("At(%q) is %s:%d, want line %d", tt.path, p.File, p.Line, tt.line)
			continue
		}
		checkPosition(t, placesText, p)
		if got := string([]rune(p.Source)[p.Column-1 : p.Column-1+p.Length]); got != tt.want {
			t.Errorf("At(%q) underlines %q, want %q", tt.path, got, tt.want)
		}
	}
	finds := []struct {
		path, words string
		want        string
		line        int
	}{
		{"text", "abundance of caution", "abundance** of caution", 25},
		{"text", "were wrong", "were", 24},
		{"", "Because", "Because", 14},
		{"what_to_do[1].why", "because", "Because", 14},
		{"text", "it happened", "It happened", 29},
		{"text", "not there", "We *were*", 24},
		{"text", " ", "We *were*", 24},
	}
	for _, tt := range finds {
		p := d.Find(tt.path, tt.words)
		checkPosition(t, placesText, p)
		if got := string([]rune(p.Source)[p.Column-1 : p.Column-1+p.Length]); got != tt.want || p.Line != tt.line {
			t.Errorf("Find(%q, %q) underlines %q on line %d, want %q on line %d", tt.path, tt.words, got, p.Line, tt.want, tt.line)
		}
	}
	if p := d.Line(25); p.Line != 25 || !strings.HasPrefix(p.Source, "wrong.") || p.Column != 1 {
		t.Errorf("Line(25) is %+v", p)
	}
	if p := d.Line(99); p.Line != 0 {
		t.Errorf("Line(99) is %+v", p)
	}
}

// checkPosition compares the position of a problem with the text of its file.
func checkPosition(t *testing.T, text string, p problem.Problem) {
	t.Helper()
	if p.Line == 0 {
		if p.Column != 0 || p.Offset != 0 {
			t.Errorf("a place without a line: %+v", p.Position)
		}
		return
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, byteOrderMark)), "\n")
	if p.Line > len(lines) {
		t.Errorf("line %d of %d: %s", p.Line, len(lines), p.Text)
		return
	}
	line := []rune(lines[p.Line-1])
	if p.Source != "" && p.Source != string(line) && !strings.ContainsRune(p.Source, '\ufffd') {
		t.Errorf("the source of line %d is %q, want %q", p.Line, p.Source, string(line))
	}
	if p.Column > len(line)+1 || p.Column < 0 || p.Length < 0 || p.Column > 0 && p.Column-1+p.Length > len(line) && p.Length > 1 {
		t.Errorf("column %d, length %d in a line of %d: %s\n%s", p.Column, p.Length, len(line), p.Text, string(line))
		return
	}
	if p.Offset > len(text) {
		t.Errorf("offset %d of %d", p.Offset, len(text))
		return
	}
	if p.Column > 0 && !strings.ContainsRune(text, '\ufffd') && p.Column <= len(line) {
		if want := string(line[p.Column-1:]); !strings.HasPrefix(text[p.Offset:], want) {
			t.Errorf("offset %d is at %.20q, want %.20q", p.Offset, text[p.Offset:], want)
		}
	}
}

// What the machine thinks of zones and languages changes nothing.
func TestReadIsTheSameEverywhere(t *testing.T) {
	const text = "---\ntitle: A\nkind: outage\nfound: 2026-07-03 08:55\nnext_update: in 60 minutes\naffected: 12 people\n---\nText.\n"
	first := readOne(t, text)
	t.Setenv("TZ", "Pacific/Apia")
	t.Setenv("LANG", "tr_TR.UTF-8")
	t.Setenv("ZONEINFO", "/none")
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("X", 13*3600)
	if diff := cmp.Diff(first.Said, readOne(t, text).Said); diff != "" {
		t.Errorf("said (-first +again):\n%s", diff)
	}
}
