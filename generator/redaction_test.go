package generator_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/redact"
	"firsthand/generator/remote"
)

// A desk is a content folder with somebody at work on it.
type desk struct {
	t       *testing.T
	content string
	random  *rand.ChaCha8
}

const deskSite = `name: {en: Example status, es: Estado de Example}
organisation: Example
url: https://status.example.com
languages: [en, es]
contacts: {email: help@example.com}
components:
  - {id: exports, name: {en: Exports, es: Exportaciones}}
`

func newDesk(t *testing.T, files map[string]string) *desk {
	t.Helper()
	d := &desk{t: t, content: filepath.Join(t.TempDir(), "content"), random: rand.NewChaCha8([32]byte{})}
	d.put(map[string]string{"site.yaml": deskSite})
	d.put(files)
	return d
}

func (d *desk) put(files map[string]string) {
	d.t.Helper()
	for name, text := range files {
		target := filepath.Join(d.content, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *desk) read(name string) string {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.content, name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(data)
}

// publish publishes, and returns the problems as lines of text.
func (d *desk) publish(at string) (generator.Published, string) {
	d.t.Helper()
	published, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: d.content, Now: instant(d.t, at), Random: d.random})
	if err != nil {
		d.t.Fatalf("publish %s: %v", at, err)
	}
	var lines []string
	for _, p := range problems.All() {
		lines = append(lines, fmt.Sprintf("%s %s %s", p.Severity, p.File, p.Text))
	}
	if problems.HasErrors() && len(published.Documents) > 0 {
		d.t.Errorf("publish %s published in spite of errors", at)
	}
	return published, strings.Join(lines, "\n")
}

func (d *desk) mustPublish(at string, documents int) {
	d.t.Helper()
	if published, problems := d.publish(at); len(published.Documents) != documents {
		d.t.Fatalf("publish %s published %d documents, want %d:\n%s", at, len(published.Documents), documents, problems)
	}
}

func (d *desk) redact(doc, reason string, words []string, facts ...string) generator.Redacted {
	d.t.Helper()
	r, problems, err := generator.Redact(context.Background(), generator.RedactOptions{
		Content: d.content, Now: instant(d.t, "2026-04-01T00:00:00Z"), Doc: disclosure.Doc(doc), Words: words, Facts: facts, Reason: reason,
		Reasons: map[string]string{"es": "Una persona nos lo pidió."},
	})
	if err != nil || problems.HasErrors() {
		d.t.Fatalf("redact %s: %v %v", doc, err, problems.All())
	}
	return r
}

func (d *desk) log() *ledger.Log {
	d.t.Helper()
	log, err := ledger.Load(os.DirFS(filepath.Join(d.content, "ledger")))
	if err != nil {
		d.t.Fatal(err)
	}
	return log
}

func (d *desk) record(doc string, rev int) ledger.Record {
	d.t.Helper()
	r, ok := d.log().Record(disclosure.Doc(doc), rev)
	if !ok {
		d.t.Fatalf("there is no revision %d of %s", rev, doc)
	}
	return r
}

func (d *desk) incident(id string) *disclosure.Incident {
	d.t.Helper()
	incidents, err := disclosure.Assemble(d.log().Publications())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, i := range incidents {
		if i.ID == id {
			return i
		}
	}
	d.t.Fatalf("there is no incident %s", id)
	return nil
}

func (d *desk) build(at string) string {
	d.t.Helper()
	output := filepath.Join(filepath.Dir(d.content), "public")
	_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: d.content, Output: output, Now: instant(d.t, at), Program: "test"})
	if err != nil || problems.HasErrors() {
		d.t.Fatalf("build %s: %v %v", at, err, problems.All())
	}
	verifies(d.t, output)
	return output
}

// holding lists the files below a folder that hold words, in their name or
// inside, in whatever spelling.
func holding(t *testing.T, dir string, texts ...string) []string {
	t.Helper()
	var words []redact.Words
	for _, text := range texts {
		w, err := redact.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, w)
	}
	var found []string
	for name, data := range readTree(t, dir) {
		plain := strings.NewReplacer(`\u003c`, "<", `\n`, "\n", `\"`, `"`).Replace(string(data))
		if slices.ContainsFunc(words, func(w redact.Words) bool {
			return len(redact.Find(plain, w)) > 0 || strings.Contains(strings.ToLower(string(data)), strings.ToLower(w.String())) || strings.Contains(name, w.String())
		}) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

const exports = "incidents/2026-03-03-exports/"

// exportsFiles are an incident in which a person is named in every way.
func exportsFiles() map[string]string {
	return map[string]string{
		exports + "01.md": `---
title: Booking exports that Anna Keller noticed
kind: data-breach
next_update: in 6 days
found: 2026-03-03 08:55 UTC # by Anna Keller
supplier: Postbird
affected: 4,112 people, counted
components: {exports: major-outage}
data:
  copied:
    - name
    - phone: the mobile one of Anna Keller
thanks: [Anna Keller, a clinic]
---
At 08:55 UTC nurse Anna Keller of a clinic in York told us. They did not aks for it. See [this list](files/list.csv).

## What Happened

Someone used a copied session. **Anna** Keller saw it first.
`,
		exports + "01.es.md": `---
title: Exportaciones que Anna Keller notó
data:
  phone: el móvil de Anna Keller
---
A las 08:55 UTC la enfermera Anna Keller nos avisó. Vea [la lista](files/list.csv).

## Qué pasó

Alguien usó una sesión copiada.
`,
		exports + "02.md":          "---\nnext_update: in 2 days\n---\nNothing new from the log.\n", // called like the first
		exports + "files/list.csv": "clinic,contact\nYork,Anna Keller\n",
		exports + "questions.md":   "## Who noticed it? (3 March 2026)\n\nAnna Keller, a nurse in York.\n",
	}
}

func TestRedaction(t *testing.T) {
	d := newDesk(t, exportsFiles())
	d.mustPublish("2026-03-03T09:52:00Z", 4)
	d.put(map[string]string{exports + "01.md": strings.Replace(d.read(exports+"01.md"), "aks", "ask", 1)})
	d.mustPublish("2026-03-03T10:52:00Z", 1)
	before := d.build("2026-03-03T11:00:00Z")
	oldFeed := items(t, before)
	asset := filepath.Join(d.content, "ledger", "assets")
	if all, _ := os.ReadDir(asset); len(all) != 1 {
		t.Fatalf("%d assets were published, want 1", len(all))
	}

	r := d.redact("2026-03-03-exports/01", "A person asked us to remove her name.", []string{"Anna Keller", "files/list.csv"}, "data.phone")
	var files []string
	for _, f := range r.Files {
		files = append(files, f.File)
	}
	if diff := cmp.Diff([]string{exports + "01.md", exports + "01.es.md", exports + "02.md"}, files); diff != "" {
		t.Errorf("changed files (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]generator.StillSaid{{File: exports + "questions.md", Line: 3, Doc: "2026-03-03-exports/questions"}}, r.Elsewhere); diff != "" {
		t.Errorf("said elsewhere (-want +got):\n%s", diff)
	}
	if want := `---
title: Booking exports that [removed] noticed
kind: data-breach
next_update: in 6 days
found: 2026-03-03 08:55 UTC # by [removed]
supplier: Postbird
affected: 4,112 people, counted
components: {exports: major-outage}
data:
  copied:
    - name
thanks: ["[removed]", a clinic]
removed: [data.phone]
redacted: A person asked us to remove her name.
---
At 08:55 UTC nurse [removed] of a clinic in York told us. They did not ask for it. See [removed].

## What Happened

Someone used a copied session. [removed] saw it first.
`; d.read(exports+"01.md") != want {
		t.Errorf("01.md (-want +got):\n%s", cmp.Diff(want, d.read(exports+"01.md")))
	}
	d.redact("2026-03-03-exports/questions", "A person asked us to remove her name.", []string{"Anna Keller"})
	d.mustPublish("2026-03-05T12:00:00Z", 4)

	t.Run("each revision keeps its other words", func(t *testing.T) {
		if got := d.record("2026-03-03-exports/01", 1).Said.Text[0].MD; got != "At 08:55 UTC nurse [removed] of a clinic in York told us. They did not aks for it. See [removed]." {
			t.Errorf("revision 1 says %q", got)
		}
	})
	t.Run("no version tells what was removed", func(t *testing.T) {
		i := d.incident("2026-03-03-exports")
		for n := range len(i.Versions) {
			a := i.At(n + 1)
			if now, ok := a.Fact("data.phone").Current(); !ok || !now.Removed || a.Facts.Title != "Booking exports that [removed] noticed" {
				t.Errorf("version %d: %+v, %q", n+1, now, a.Facts.Title)
			}
		}
		if got := i.Class(len(i.Versions)); got != disclosure.RedactionClass {
			t.Errorf("the last version is classed %q", got)
		}
	})
	t.Run("nothing more to do", func(t *testing.T) { d.mustPublish("2026-03-05T13:00:00Z", 0) })

	output := d.build("2026-03-05T13:00:00Z")
	t.Run("it is nowhere any more", func(t *testing.T) {
		for _, dir := range []string{d.content, output} {
			if found := holding(t, dir, "Anna Keller", "list.csv", "mobile one"); len(found) > 0 {
				t.Errorf("%s still holds it in %s", filepath.Base(dir), strings.Join(found, ", "))
			}
		}
		if _, err := os.Stat(asset); !errors.Is(err, fs.ErrNotExist) {
			t.Error("the ledger still has the file that the text linked to")
		}
	})
	t.Run("the record holds", func(t *testing.T) {
		site, err := remote.Open(output, remote.Options{})
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := generator.Verify(context.Background(), generator.VerifyOptions{Site: site, Program: "test"})
		if err != nil || !v.OK() {
			t.Errorf("verify: %v %+v", err, v.Report)
		}
	})
	t.Run("feeds", func(t *testing.T) {
		now := items(t, output)
		for id, old := range oldFeed {
			is, ok := now[id]
			if !ok || is.URL != old.URL || is.Published != old.Published {
				t.Errorf("the item %s was %+v and is %+v", id, old, is)
			}
		}
		first := "tag:status.example.com,2026-03-03:2026-03-03-exports/01"
		if !strings.Contains(now[first].HTML, "On 5 March 2026 we removed part of this statement. The reason: A person asked us to remove her name.") {
			t.Errorf("the first item does not say that something was removed:\n%s", now[first].HTML)
		}
		removals := 0
		for id, it := range now {
			if strings.Contains(id, "/redaction/") {
				removals++
				if !strings.HasPrefix(it.Title, "Text removed: Booking exports that [removed] noticed") {
					t.Errorf("the removal is called %q", it.Title)
				}
			}
		}
		if removals != 1 {
			t.Errorf("%d items tell of the removal, want one for the incident and run", removals)
		}
		atom, err := os.ReadFile(filepath.Join(output, "feed.atom"))
		if err != nil || !bytes.Contains(atom, []byte(`ref="`+first+`"`)) {
			t.Errorf("the Atom feed does not tell readers to delete %s: %v", first, err)
		}
	})
	t.Run("pages", func(t *testing.T) {
		for page, wants := range map[string][]string{
			"incidents/2026-03-03-exports/index.html": {
				`<title>Booking exports that [removed] noticed`, `<h1>Booking exports that <span class="removed">[removed]</span> noticed</h1>`, "<em>Removed</em>",
				`Something was removed from this text on <time datetime="2026-03-05">5 March 2026</time>. A person asked us to remove her name.`,
				`id="questions"`,
			},
			"incidents/2026-03-03-exports/v/1/index.html": {
				`something was removed from <a href="../../updates/01/">`, `nurse <span class="removed">[removed]</span> of a clinic in York told us. They did not aks for it.`,
			},
			"incidents/2026-03-03-exports/updates/01/index.html":    {`They did not ask for it. See <span class="removed">[removed]</span>.`, "Something was removed from this text on"},
			"es/incidents/2026-03-03-exports/updates/01/index.html": {`la enfermera <span class="removed">[eliminado]</span> nos avisó`, "se eliminó algo de este texto. Una persona nos lo pidió."},
			"incidents/2026-03-03-exports/v/3/index.html":           {"Removal", "Something was removed from"},
			"es/incidents/2026-03-03-exports/v/1/index.html":        {"se eliminó algo de"},
			"changes/index.html":                                    {"Removal"},
		} {
			data, err := os.ReadFile(filepath.Join(output, page))
			if err != nil {
				t.Error(err)
				continue
			}
			for _, want := range wants {
				if !strings.Contains(string(data), want) {
					t.Errorf("%s does not say %s", page, want)
				}
			}
		}
	})
}

// A feedItem is what readers of feeds have of an item.
type feedItem struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	HTML      string `json:"content_html"`
	Published string `json:"date_published"`
}

func items(t *testing.T, output string) map[string]feedItem {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(output, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var feed struct{ Items []feedItem }
	if err := json.Unmarshal(data, &feed); err != nil {
		t.Fatal(err)
	}
	all := map[string]feedItem{}
	for _, it := range feed.Items {
		all[it.ID] = it
	}
	return all
}

// TestRemovedWordsCannotBeGuessed plays somebody who knows that one of a few
// names was removed, and has the whole folder of the ledger.
func TestRemovedWordsCannotBeGuessed(t *testing.T) {
	d := newDesk(t, exportsFiles())
	d.mustPublish("2026-03-03T09:52:00Z", 4)
	file := "ledger/records/2026-03-03-exports/questions.1.json"
	was := d.read(file)
	d.redact("2026-03-03-exports/questions", "A person asked us to remove her name.", []string{"Anna Keller"})
	d.mustPublish("2026-03-04T09:52:00Z", 1)
	is := d.read(file)

	sum := func(record string) string { s := sha256.Sum256([]byte(record)); return hex.EncodeToString(s[:]) }
	commits := map[string]string{}
	for _, e := range d.log().Entries() {
		if e.Doc == "2026-03-03-exports/questions" {
			commits[string(e.Type)] = e.Commit
		}
	}
	if commits["statement"] != sum(was) || commits["redaction"] != sum(is) {
		t.Fatalf("the entries commit to %v", commits)
	}
	salt := func(record string) string {
		var r ledger.Record
		if err := json.Unmarshal([]byte(record), &r); err != nil {
			t.Fatal(err)
		}
		return r.Salt
	}
	if salt(was) == salt(is) {
		t.Fatal("the new record has the old salt")
	}
	// guess puts a name in the place of the mark, as the record had it once.
	guess := func(name, salted string) string {
		g := strings.ReplaceAll(is, "[removed]", name)
		g = strings.Replace(g, `,"redacted":"A person asked us to remove her name."`, "", 1)
		return strings.Replace(g, salt(is), salted, 1)
	}
	if sum(guess("Anna Keller", salt(was))) != commits["statement"] {
		t.Fatal("this is not how to guess: the right name with the old salt must fit")
	}
	salts := map[string]bool{"": true, strings.Repeat("A", 43) + "=": true}
	for name, data := range readTree(t, filepath.Join(d.content, "ledger")) {
		if bytes.Contains(data, []byte(salt(was))) {
			t.Fatalf("the old salt is still in %s", name)
		}
		if strings.HasSuffix(name, ".json") {
			salts[salt(string(data))] = true
		}
	}
	for _, first := range []string{"Anna", "Jo", "Maria", "Li", "Fatima", "Olga", "Sam", "Ada"} {
		for _, last := range []string{"Keller", "Doe", "Smith", "García", "Chen", "Khan", "Novak"} {
			for salted := range salts {
				name := first + " " + last
				for _, g := range []string{guess(name, salted), strings.ReplaceAll(is, "[removed]", name)} {
					if s := sum(g); s == commits["statement"] || s == commits["redaction"] {
						t.Fatalf("%s was guessed from the ledger", name)
					}
				}
			}
		}
	}
}

func TestRedactionsOneAfterTheOther(t *testing.T) {
	files := exportsFiles()
	files[exports+"02.md"] = "---\nheadline: \"Correction: 61,300 people\"\nnext_update: in 2 days\naffected: 61,300 people, counted\ncorrected_because:\n  affected: Clerk Bo Lindt had miscounted.\n---\nIt is 61,300. Bo Lindt is sorry.\n"
	files[exports+"03.md"] = "---\nheadline: We were wrong about the supplier\nwithdraws: [2]\nnext_update: in 2 days\n---\nBo Lindt had looked at another file.\n"
	d := newDesk(t, files)
	d.mustPublish("2026-03-03T09:52:00Z", 5)

	t.Run("a translation alone", func(t *testing.T) {
		versions := len(d.incident("2026-03-03-exports").Versions)
		d.redact("2026-03-03-exports/01.es", "Una persona nos lo pidió.", []string{"la enfermera"})
		d.mustPublish("2026-03-04T09:00:00Z", 1)
		if got := d.record("2026-03-03-exports/01.es", 1).Said; got.Text[0].MD != "A las 08:55 UTC [removed] Anna Keller nos avisó. Vea [la lista](files/list.csv)." || got.Redacted != "Una persona nos lo pidió." {
			t.Errorf("the translation says %q, because %q", got.Text[0].MD, got.Redacted)
		}
		i := d.incident("2026-03-03-exports")
		if len(i.Versions) != versions {
			t.Error("it made a version")
		}
		if i.Current().Statements[0].Redacted.IsZero() == false || i.In(versions, "es").Statements[0].Redacted.IsZero() {
			t.Error("the original is marked, or the translation is not")
		}
	})
	t.Run("the same text again", func(t *testing.T) {
		d.redact("2026-03-03-exports/01", "A person asked us to remove her name.", []string{"Anna Keller"})
		d.mustPublish("2026-03-05T09:00:00Z", 2) // with the translation; the others have headlines
		d.redact("2026-03-03-exports/01", "A court ordered it.", []string{"York"}, "supplier")
		d.mustPublish("2026-03-06T09:00:00Z", 1)
		said := d.record("2026-03-03-exports/01", 1).Said
		if said.Redacted != "A person asked us to remove her name. A court ordered it." || !slices.Equal(said.Removed, []string{"supplier"}) || said.Facts.Supplier != "" {
			t.Errorf("removed %v, because %q", said.Removed, said.Redacted)
		}
		if want := "At 08:55 UTC nurse [removed] of a clinic in [removed] told us. They did not aks for it. See [this list](files/list.csv)."; said.Text[0].MD != want {
			t.Errorf("it says %q", said.Text[0].MD)
		}
		if got := d.record("2026-03-03-exports/01.es", 1).Said.Redacted; got != "Una persona nos lo pidió." {
			t.Errorf("the translation gives the reason %q", got)
		}
	})
	t.Run("what a later statement corrected and what was taken back", func(t *testing.T) {
		d.redact("2026-03-03-exports/02", "A person asked us to remove a name.", []string{"Bo Lindt"}, "affected")
		d.mustPublish("2026-03-07T09:00:00Z", 1)
		i := d.incident("2026-03-03-exports")
		a := i.Current()
		two := a.Statements[1]
		if two.WithdrawnBy != 3 || two.Redacted.IsZero() || two.Said.Corrections["affected"] != "Clerk [removed] had miscounted." {
			t.Errorf("statement 2 is %+v", two)
		}
		if now, ok := a.Fact("affected").Current(); !ok || now.Removed || now.Statement != 1 {
			t.Errorf("affected is %+v, want what statement 1 said: statement 2 is withdrawn", now)
		}
		if found := holding(t, filepath.Join(d.content, "ledger"), "Bo Lindt"); !slices.Equal(found, []string{"records/2026-03-03-exports/03.1.json"}) {
			t.Errorf("the name is in %v", found)
		}
		d.redact("2026-03-03-exports/03", "A person asked us to remove a name.", []string{"Bo Lindt"})
		d.mustPublish("2026-03-08T09:00:00Z", 1)
		if found := holding(t, d.content, "Bo Lindt", "Anna Keller"); !slices.Equal(found, []string{"incidents/2026-03-03-exports/files/list.csv", "incidents/2026-03-03-exports/questions.md", "ledger/records/2026-03-03-exports/questions.1.json"}) && len(found) != 4 {
			t.Errorf("the names are in %v", found)
		}
	})
}

func TestPublishRefusesWhatIsNoRedaction(t *testing.T) {
	const first = exports + "01.md"
	reason := func(text string) string {
		return strings.Replace(text, "---\nAt ", "redacted: A person asked us to remove her name.\n---\nAt ", 1)
	}
	marked := func(text string) string { return strings.Replace(text, "nurse Anna Keller", "nurse [removed]", 1) }
	for _, test := range []struct {
		name   string
		change func(text string) string
		want   string
	}{
		{"a number changed under cover of it", func(s string) string { return reason(marked(strings.Replace(s, "At 08:55", "At 07:55", 1))) }, "this does more than take something out (08 to 07)"},
		{"a negation gone", func(s string) string { return reason(marked(strings.Replace(s, "did not aks", "did aks", 1))) }, "this does more than take something out (takes out not)"},
		{"words added", func(s string) string {
			return reason(marked(strings.Replace(s, "told us", "who is fine told us", 1)))
		}, "this does more than take something out (adds who is fine)"},
		{"a fact left out", func(s string) string { return reason(marked(strings.Replace(s, "supplier: Postbird\n", "", 1))) }, "this does more than take something out (takes out Postbird)"},
		{"no reason", marked, "this takes something out of a public text and does not say why"},
		{"a reason that says it", func(s string) string {
			s = strings.Replace(marked(s), "supplier: Postbird", "removed: [supplier]", 1)
			return strings.Replace(reason(s), "redacted: A person", "redacted: Postbird", 1)
		}, "the reason says what is removed, and readers see it"},
		{"a translation that still says it", func(s string) string {
			return reason(strings.NewReplacer("Anna Keller", "[removed]", "**Anna** Keller", "[removed]", "thanks: [Anna Keller,", `thanks: ["[removed]",`).Replace(s))
		}, "error " + exports + "01.es.md this translation says what is removed from " + exports + "01.md"},
		{"a translation of a fact that is removed", func(s string) string {
			return reason(strings.Replace(s, "    - phone: the mobile one of Anna Keller\n", "", 1))
		}, `error ` + exports + `01.es.md the original has no "phone" under data`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := exportsFiles()
			files[exports+"02.md"] = "---\nheadline: What is new\nnext_update: in 2 days\n---\nNothing.\n"
			d := newDesk(t, files)
			d.mustPublish("2026-03-03T09:52:00Z", 4)
			entries := d.read("ledger/entries.jsonl")
			d.put(map[string]string{first: test.change(d.read(first))})
			published, problems := d.publish("2026-03-04T09:52:00Z")
			if len(published.Documents) > 0 || !strings.Contains(problems, test.want) {
				t.Errorf("published %d documents; problems:\n%s\nwant: %s", len(published.Documents), problems, test.want)
			}
			if d.read("ledger/entries.jsonl") != entries {
				t.Error("something was written")
			}
		})
	}
}

// A redaction that fails half way leaves every file as it was.
func TestRedactIsAllOrNothing(t *testing.T) {
	d := newDesk(t, exportsFiles())
	d.mustPublish("2026-03-03T09:52:00Z", 4)
	before := readTree(t, filepath.Join(d.content, "incidents"))
	o := generator.RedactOptions{
		Content: d.content, Now: instant(t, "2026-03-04T00:00:00Z"), Doc: "2026-03-03-exports/01", Words: []string{"Anna Keller"}, Reason: "A person asked us.",
	}
	unchanged := func(t *testing.T) {
		t.Helper()
		now := readTree(t, filepath.Join(d.content, "incidents"))
		for name := range maps.Clone(before) {
			if !bytes.Equal(before[name], now[name]) {
				t.Errorf("%s was changed", name)
			}
			delete(now, name)
		}
		for name := range now {
			t.Errorf("%s was left behind", name)
		}
	}
	t.Run("somebody says no", func(t *testing.T) {
		no := errors.New("no")
		o := o
		o.Confirm = func(generator.Redacted) error { return no }
		if _, _, err := generator.Redact(context.Background(), o); !errors.Is(err, no) {
			t.Errorf("have %v", err)
		}
		unchanged(t)
	})
	t.Run("a file changes in the meantime", func(t *testing.T) {
		o := o
		o.Confirm = func(generator.Redacted) error {
			d.put(map[string]string{exports + "01.es.md": string(before["2026-03-03-exports/01.es.md"]) + "\n"})
			return nil
		}
		if _, _, err := generator.Redact(context.Background(), o); err == nil || !strings.Contains(err.Error(), "was changed in the meantime") {
			t.Errorf("have %v", err)
		}
		d.put(map[string]string{exports + "01.es.md": string(before["2026-03-03-exports/01.es.md"])})
		unchanged(t)
	})
	t.Run("a folder that cannot be written", func(t *testing.T) {
		if os.Getuid() == 0 {
			// Root may write anywhere: a folder in the place of the new file stops it.
			blocked := filepath.Join(d.content, exports, ".02.md.new")
			if err := os.MkdirAll(filepath.Join(blocked, "x"), 0o755); err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(blocked)
		} else {
			t.Skip("only root runs this here")
		}
		if _, _, err := generator.Redact(context.Background(), o); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
			t.Errorf("have %v", err)
		}
		os.RemoveAll(filepath.Join(d.content, exports, ".02.md.new"))
		unchanged(t)
	})
}

func TestWithdraw(t *testing.T) {
	files := exportsFiles()
	files[exports+"02.md"] = "---\nheadline: 61,300 people\nnext_update: in 2 days\nstatus: confirmed\naffected: 61,300 people, estimated\nsupplier: Other Ltd\norigin: supplier\ncorrected_because: {supplier: We mixed them up., affected: We had a bad day.}\n---\nIt is 61,300.\n\n## What Happened\n\nNobody did it.\n"
	d := newDesk(t, files)
	d.mustPublish("2026-03-03T09:52:00Z", 4)
	o := generator.WithdrawOptions{Content: d.content, Now: instant(t, "2026-03-04T09:52:00Z"), Incident: "2026-03-03-exports", Number: 2, Reason: "It was about another incident."}
	w, err := generator.Withdraw(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	want := []generator.Taken{
		{Fact: "status", Was: "confirmed", Now: "investigating", In: 1},
		{Fact: "next_update", Was: "5 March 2026, 09:52 UTC", Now: "9 March 2026, 09:52 UTC", In: 1},
		{Fact: "affected", Was: "about 61,300 people, estimated, as of 3 March 2026", Now: "4,112 people, counted, as of 3 March 2026", In: 1},
		{Fact: "origin", Was: "supplier"},
		{Fact: "supplier", Was: "Other Ltd", Now: "Postbird", In: 1},
		{Fact: "summary", Was: "It is 61,300.", Now: "At 08:55 UTC nurse Anna Keller of a clinic in York told us. They did…", In: 1},
		{Fact: "text.what-happened", Was: "What Happened: Nobody did it.", Now: "What Happened: Someone used a copied session. **Anna** Keller saw it…", In: 1},
	}
	if diff := cmp.Diff(want, w.Goes); diff != "" {
		t.Errorf("what goes (-want +got):\n%s", diff)
	}
	if want := "---\nheadline: We take back our statement of 3 March 2026\nwithdraws: [2]\n---\nIt was about another incident.\n"; string(w.Text) != want || w.File != exports+"03.md" || w.Lacks != nil {
		t.Errorf("%s lacks %v:\n%s", w.File, w.Lacks, w.Text)
	}
	d.put(map[string]string{w.File: string(w.Text)})
	d.mustPublish("2026-03-04T09:52:00Z", 1)
	i := d.incident("2026-03-03-exports")
	if a := i.Current(); a.Statements[1].WithdrawnBy != 3 || a.Facts.Supplier != "Postbird" || i.Class(2) != disclosure.WithdrawalClass {
		t.Errorf("the account says %+v", a.Facts)
	}
	o.Number = 1
	if w, err := generator.Withdraw(context.Background(), o); err != nil || !slices.Equal(w.Lacks, []string{"status", "next_update"}) {
		t.Errorf("taking back the first one lacks %v, %v", w.Lacks, err)
	}
	for _, wrong := range []struct {
		number   int
		incident string
		want     string
	}{
		{2, "2026-03-03-exports", "statement 2 of 2026-03-03-exports was taken back before, by statement 3"},
		{9, "2026-03-03-exports", "2026-03-03-exports has no statement 9\n  there are: 1, 3"},
		{1, "2026-03-03-export", `there is no incident "2026-03-03-export"; did you mean "2026-03-03-exports"?`},
	} {
		o.Number, o.Incident = wrong.number, wrong.incident
		var m *generator.MistakeError
		if _, err := generator.Withdraw(context.Background(), o); !errors.As(err, &m) || m.Text != wrong.want {
			t.Errorf("withdraw %s %d: %v\nwant %s", wrong.incident, wrong.number, err, wrong.want)
		}
	}
}

// A fact may stand in two places, set the status, or be what makes a summary
// short: the file still says the rest.
func TestRedactWhatFollowsFromAFact(t *testing.T) {
	long := strings.Repeat("The clinic in York sent us a list of what it saw. ", 5)
	d := newDesk(t, map[string]string{
		exports + "01.md": "---\ntitle: Booking exports downloaded\nkind: data-breach\nnext_update: in 6 days\ncontained: 2026-03-03 09:00 UTC\ndata:\n  copied: [name, phone]\n  viewed: [phone, name]\n---\n" +
			"Anna Keller and Bo Lindt of the clinic in York, who are nurses there, called. " + long + "More will follow.\n",
		exports + "02.md": "---\nnext_update: in 2 days\ncontained: 2026-03-03 10:00 UTC\ncorrected_because: {contained: A clock was wrong.}\n---\nIt was an hour later.\n",
	})
	d.mustPublish("2026-03-03T09:52:00Z", 2)
	was := d.record("2026-03-03-exports/01", 1).Said
	d.redact("2026-03-03-exports/01", "A court ordered it.", []string{"Anna Keller and Bo Lindt of the clinic in York, who are nurses there"}, "contained", "data.phone")
	d.mustPublish("2026-03-04T09:52:00Z", 1)
	said := d.record("2026-03-03-exports/01", 1).Said
	if said.Facts.Status != disclosure.Contained || len(said.Facts.Data) != 1 || !slices.Equal(said.Removed, []string{"contained", "data.phone"}) {
		t.Errorf("it says %+v, removed %v", said.Facts, said.Removed)
	}
	if !strings.Contains(d.read(exports+"01.md"), "copied: [name]\n  viewed: [name]\nstatus: contained\n") {
		t.Errorf("the file says\n%s", d.read(exports+"01.md"))
	}
	if len(said.Summary) <= len(was.Summary)-40 || !strings.HasPrefix(said.Summary, "[removed], called. The clinic") {
		t.Errorf("the summary was %q and is %q", was.Summary, said.Summary)
	}
	a := d.incident("2026-03-03-exports").Current()
	if c := a.Corrections; len(c) != 1 || !c[0].Was.Removed || a.Statements[0].Status != disclosure.Contained {
		t.Errorf("corrections %+v, statement 1 %s", c, a.Statements[0].Status)
	}
	d.mustPublish("2026-03-05T09:52:00Z", 0)
}

// TestTheSiteStoodBeforeARemoval: the reason for a removal is public wherever the
// text is, and is no secret of the statements that came later and give it, too.
func TestTheSiteStoodBeforeARemoval(t *testing.T) {
	d := newDesk(t, map[string]string{exports + "01.md": `---
title: Booking exports downloaded
kind: data-breach
next_update: in 6 days
---
Anna Keller told us.
`})
	d.mustPublish("2026-03-03T09:00:00Z", 1)
	d.put(map[string]string{exports + "02.md": "---\nnext_update: in 6 days\n---\nAnna Keller was right.\n"})
	d.mustPublish("2026-03-04T09:00:00Z", 1)
	for _, doc := range []string{"2026-03-03-exports/01", "2026-03-03-exports/02"} {
		d.redact(doc, "A person asked us to remove her name.", []string{"Anna Keller"})
	}
	d.mustPublish("2026-03-05T09:00:00Z", 2)
	_, problems, err := generator.Build(t.Context(), generator.BuildOptions{
		Content: d.content, Output: filepath.Join(t.TempDir(), "site"), At: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC),
	})
	if err != nil || problems.HasErrors() {
		t.Errorf("%v %v", err, problems.All())
	}
}
