package generator_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"firsthand/generator"
	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/transparency"
)

const example = "../content"

// TestTheExampleCountsItsPromises: what the summary of the breach says of its
// promises is what the list of them says, in both languages.
func TestTheExampleCountsItsPromises(t *testing.T) {
	log, err := ledger.Load(os.DirFS(filepath.Join(example, "ledger")))
	if err != nil {
		t.Fatal(err)
	}
	incidents, err := disclosure.Assemble(log.Publications())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(incidents, func(in *disclosure.Incident) bool { return in.ID == "2026-03-03-support-exports" })
	account := incidents[i].Current()
	kept, all := 0, len(account.Facts.Commitments)
	for _, c := range account.Facts.Commitments {
		if c.State == "done" {
			kept++
		}
	}
	english := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight"}
	spanish := []string{"ninguna", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"}
	for summary, want := range map[string][]string{
		account.Summary: {english[kept] + " of our " + english[all] + " promises are kept", "one is late", "15 december 2026"},
		incidents[i].In(len(incidents[i].Versions), "es").Summary: {spanish[kept] + " de nuestras " + spanish[all] + " promesas", "una se retrasa", "15 de diciembre de 2026"},
	} {
		for _, w := range want {
			if !strings.Contains(strings.ToLower(summary), w) {
				t.Errorf("the summary does not say %q: %s", w, summary)
			}
		}
	}
}

// TestTheExampleLedgerIsWhatPublishingMakes replays every publication of the
// example at its time, with salts from a fixed seed, and compares the result with
// the committed ledger: the formats are final, and a change of one byte is a
// change of somebody's record. With -update it writes the ledger.
//
// Salts and a key that can be foretold protect nothing; the example has nothing to
// protect.
func TestTheExampleLedgerIsWhatPublishingMakes(t *testing.T) {
	content := filepath.Join(t.TempDir(), "content")
	for _, name := range []string{"site.yaml", "pages"} {
		copyInto(t, filepath.Join(example, name), filepath.Join(content, name))
	}
	random := rand.NewChaCha8([32]byte([]byte("firsthand example: Northquay ...")))
	signers := []transparency.Signer{exampleSigner(t)}
	var warnings []string
	for _, run := range publications(t) {
		for _, doc := range run.docs {
			name := filepath.Join("incidents", filepath.FromSlash(doc)+".md")
			copyInto(t, filepath.Join(example, name), filepath.Join(content, name))
			files := filepath.Join(filepath.Dir(name), "files")
			if _, err := os.Stat(filepath.Join(example, files)); err == nil {
				copyInto(t, filepath.Join(example, files), filepath.Join(content, files))
			}
		}
		published, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: content, Now: instant(t, run.time), Random: random, Signers: signers})
		if err != nil {
			t.Fatalf("%s: %v", run.time, err)
		}
		for _, p := range problems.All() {
			warnings = append(warnings, fmt.Sprintf("%s: %s:%d:%d: %s: %s [%s]", run.time, p.File, p.Line, p.Column, p.Severity, p.Text, p.Rule))
		}
		var docs []string
		for _, d := range published.Documents {
			docs = append(docs, string(d.Doc))
		}
		if slices.Sort(docs); !slices.Equal(docs, run.docs) {
			t.Fatalf("%s: published %v, want %v", run.time, docs, run.docs)
		}
	}
	// One promise of the example is late: it is told on 30 June, and until then
	// everyone who publishes is reminded of it.
	late := "2026-06-18T09:00:00Z: incidents/2026-03-03-support-exports/09.md:48:10: warning: promise \"alert\" was due on 16 June 2026, and readers see that it is overdue [PROM-002]"
	if !slices.Contains(warnings, late) {
		t.Errorf("publishing does not warn of the late promise")
	}
	for _, w := range warnings {
		if w == late {
			continue
		}
		t.Errorf("the example is a model, and publishing it warns: %s", w)
	}
	if *update {
		if err := os.RemoveAll(filepath.Join(example, "ledger")); err != nil {
			t.Fatal(err)
		}
		copyInto(t, filepath.Join(content, "ledger"), filepath.Join(example, "ledger"))
	}
	got, want := readTree(t, filepath.Join(content, "ledger")), readTree(t, filepath.Join(example, "ledger"))
	for name, data := range got {
		if !bytes.Equal(data, want[name]) {
			t.Errorf("ledger/%s differs from the committed file:\n%s", name, data)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("ledger/%s is committed, and publishing does not make it", name)
	}
}

// exampleSigner signs the record of the example.
func exampleSigner(t *testing.T) transparency.Signer {
	t.Helper()
	signer, err := transparency.NewSigner(rand.NewChaCha8([32]byte([]byte("firsthand example: Northquay key"))), "status.northquay.example")
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

type publication struct {
	time string
	docs []string // sorted
}

// publications reads testdata/northquay-times.txt.
func publications(t *testing.T) []publication {
	t.Helper()
	text, err := os.ReadFile("../testdata/northquay-times.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []publication
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		fields := strings.Fields(s.Text())
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		slices.Sort(fields[1:])
		all = append(all, publication{fields[0], fields[1:]})
	}
	return all
}

// copyInto copies a file or a folder.
func copyInto(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if !info.IsDir() {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name := range readTree(t, from) {
		copyInto(t, filepath.Join(from, name), filepath.Join(to, name))
	}
}

// TestTheBreachOfTheExampleIsToldWhole looks at the pages of the incident that
// was corrected.
func TestTheBreachOfTheExampleIsToldWhole(t *testing.T) {
	tree := readTree(t, buildExample(t))
	breach := "incidents/2026-03-03-support-exports/"
	holds := func(page string, words ...string) {
		t.Helper()
		text := textOf(string(tree[page+"index.html"]))
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", page, w)
			}
		}
	}
	holds(breach, "61,300 people, counted", "4,112 people, counted", "3 March 2026", "We had counted one export per clinic", "Corrected 9 March 2026", "Next update", "Treat calls and messages about your appointment with care", "privacy@northquay.example")
	holds(breach+"v/3/", "4,112 patients", "61,300", "Known to be wrong today", "Version 3")
	holds(breach+"updates/03/", "4,112", "9 March 2026")
	holds(breach+"updates/05/", "61,300")
	holds("es/"+breach, "61.300", "Qué puede hacer usted")
	holds("commitments/", "15 December 2026")
	for n := 1; n <= 10; n++ {
		holds(fmt.Sprintf("%sv/%d/", breach, n), fmt.Sprintf("Version %d", n))
	}
	if _, more := tree[breach+"v/11/index.html"]; more {
		t.Error("there is an eleventh version")
	}
	account := string(tree[breach+"index.html"])
	last := -1
	for _, heading := range []string{"How to know if this is about you", "What you can do", "Ask us", "What happened", "What information was involved", "What this could mean for you", "What we are doing", "What we have said"} {
		at := strings.Index(account, ">"+heading+"</h2>")
		if at <= last {
			t.Errorf("%q stands at %d, before what should come first", heading, at)
		}
		last = at
	}
}

// textOf returns the words of a page without its markup.
func textOf(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind == html.TextToken {
			b.WriteString(z.Token().Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
