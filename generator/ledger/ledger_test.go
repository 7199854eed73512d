package ledger

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata")

const (
	incident = "2026-03-03-support-exports"
	origin   = "status.northquay.example"
)

// salts yields 1s, so that the salt is the "AQEB..." of the worked example.
type salts struct{}

func (salts) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 1
	}
	return len(p), nil
}

func at(clock string) time.Time {
	t, err := time.Parse(timeLayout, "2026-03-03T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

func moment(s string) disclosure.Moment {
	m, err := disclosure.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

// firstNotice is the statement of the worked example.
func firstNotice() Draft {
	return Draft{
		Doc: incident + "/01", Rev: 1, Lang: "en",
		Said: disclosure.Said{
			Summary: "Someone outside Northquay downloaded booking exports.",
			Facts: disclosure.Facts{
				Title: "Booking exports downloaded by an outsider", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
				Detected:   disclosure.When{At: moment("2026-03-03T08:55Z"), Certainty: disclosure.Sure},
				NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T12:15Z")},
			},
			Text: []disclosure.Passage{{
				Heading: "What Happened", Section: "what-happened",
				MD: "At 08:55 UTC a clinic told us of a booking export they did not aks for.",
			}},
		},
	}
}

func repair() Draft {
	d := firstNotice()
	d.Rev = 2
	d.Said.Text[0].MD = strings.ReplaceAll(d.Said.Text[0].MD, "aks", "ask")
	return d
}

func translation() Draft {
	return Draft{
		Doc: incident + "/01.es", Rev: 1, Lang: "es", Of: 2,
		Said: disclosure.Said{
			Summary:      "Una persona ajena a Northquay descargó exportaciones de reservas.",
			Facts:        disclosure.Facts{Title: "Descarga de exportaciones de reservas"},
			Text:         []disclosure.Passage{{Heading: "Qué pasó", Section: "what-happened", MD: "A las 08:55 UTC una clínica nos avisó."}},
			TranslatedBy: "person",
		},
	}
}

var picture = []byte("\x89PNG not really")

func withPicture() Draft {
	return Draft{
		Doc: incident + "/02", Rev: 1, Lang: "en",
		Said: disclosure.Said{Headline: "Which clinics", Text: []disclosure.Passage{{MD: "![Map](files/map.png)"}}},
		Context: disclosure.Context{
			Components: map[string]string{"exports": "Exports"},
			Assets:     map[string]string{"files/map.png": Commitment(picture)},
		},
		Assets: map[string][]byte{"files/map.png": picture},
	}
}

func load(t testing.TB, dir string) *Log {
	t.Helper()
	l, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// publish appends one run of drafts and returns the ledger after it.
func publish(t testing.TB, dir, clock string, drafts ...Draft) *Log {
	t.Helper()
	return perform(t, dir, clock, Run{Drafts: drafts})
}

// perform appends one run and returns the ledger after it.
func perform(t testing.TB, dir, clock string, run Run) *Log {
	t.Helper()
	run.Origin = origin
	p, err := load(t, dir).Plan(run, at(clock), salts{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if err := p.write(quick{d}); err != nil {
		t.Fatal(err)
	}
	return load(t, dir)
}

// A quick disk does not wait until what it writes would outlast a loss of power.
type quick struct{ *rootDisk }

func (d quick) sync(...string) error { return nil }

// worked is the example of the design: first notice, spelling repair, Spanish
// translation.
func worked(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ledger")
	publish(t, dir, "09:52:00", firstNotice())
	publish(t, dir, "10:05:30", repair())
	publish(t, dir, "10:40:00", translation())
	return dir
}

// redacted replaces what both revisions of the first notice say.
func redacted() []Draft {
	var drafts []Draft
	for rev := 1; rev <= 2; rev++ {
		d := repair()
		d.Rev, d.Type = rev, Redaction
		d.Said.Text[0].MD = "At 08:55 UTC [removed] told us."
		d.Said.Redacted = "names a clinic"
		drafts = append(drafts, d)
	}
	return drafts
}

// full has every type of entry: the worked example, a statement with an asset,
// a redaction of the first, and, when it is first signed, a key.
func full(t testing.TB) string {
	t.Helper()
	dir := worked(t)
	publish(t, dir, "11:00:00", withPicture())
	publish(t, dir, "12:00:00", redacted()...)
	perform(t, dir, "13:00:00", Run{Signers: signers(1)})
	return dir
}

// signer returns a key that is always the same for a number.
func signer(n byte) transparency.Signer { return named(n, origin) }

func named(n byte, name string) transparency.Signer {
	s, err := transparency.NewSigner(bytes.NewReader(bytes.Repeat([]byte{n}, 32)), name)
	if err != nil {
		panic(err)
	}
	return s
}

func signers(numbers ...byte) []transparency.Signer {
	var all []transparency.Signer
	for _, n := range numbers {
		all = append(all, signer(n))
	}
	return all
}

// tree reads a folder.
func tree(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func contents(m fstest.MapFS) map[string]string {
	all := map[string]string{}
	for name, f := range m {
		all[name] = string(f.Data)
	}
	return all
}

// The bytes of every format, which are final.
func TestGolden(t *testing.T) {
	const golden = "testdata/full"
	got := tree(t, full(t))
	if *update {
		if err := os.RemoveAll(golden); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(golden, got); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(contents(tree(t, golden)), contents(got)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
}

// The lines of the design's worked example, with the hashes cut short.
func TestWorkedExample(t *testing.T) {
	dir := worked(t)
	lines := strings.Split(strings.TrimSuffix(string(tree(t, dir)[entriesFile].Data), "\n"), "\n")
	for i, line := range lines {
		for _, key := range []string{"commit", "prev"} {
			if _, rest, ok := strings.Cut(line, `"`+key+`":"`); ok {
				lines[i] = strings.Replace(lines[i], rest[:64], "...", 1)
			}
		}
	}
	want := []string{
		`{"origin":"status.northquay.example","run":0,"seq":0,"time":"2026-03-03T09:52:00Z","type":"genesis","v":1}`,
		`{"commit":"...","doc":"2026-03-03-support-exports/01","prev":"...","rev":1,"run":0,"seq":1,"time":"2026-03-03T09:52:01Z","type":"statement","v":1}`,
		`{"commit":"...","doc":"2026-03-03-support-exports/01","prev":"...","rev":2,"run":2,"seq":2,"time":"2026-03-03T10:05:30Z","type":"edit","v":1}`,
		`{"commit":"...","doc":"2026-03-03-support-exports/01.es","prev":"...","rev":1,"run":3,"seq":3,"time":"2026-03-03T10:40:00Z","type":"statement","v":1}`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	record := string(tree(t, dir)["records/"+incident+"/01.1.json"].Data)
	record = strings.Replace(record, strings.Repeat("AQEB", 10)+"AQE=", "AQEB...", 1)
	wantRecord := `{"doc":"2026-03-03-support-exports/01","lang":"en","rev":1,"said":{"facts":{"detected":{"at":"2026-03-03T08:55Z","certainty":"confirmed"},"kind":"data-breach","next_update":{"at":"2026-03-03T12:15Z"},"status":"investigating","title":"Booking exports downloaded by an outsider"},"summary":"Someone outside Northquay downloaded booking exports.","text":[{"heading":"What Happened","md":"At 08:55 UTC a clinic told us of a booking export they did not aks for.","section":"what-happened"}]},"salt":"AQEB...","v":1}` + "\n"
	if diff := cmp.Diff(wantRecord, record); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	incidents, err := disclosure.Assemble(load(t, dir).Publications())
	if err != nil || len(incidents) != 1 || len(incidents[0].Versions) != 2 {
		t.Errorf("Assemble = %+v, %v, want one incident with two versions", incidents, err)
	}
}

func TestLog(t *testing.T) {
	l := load(t, full(t))
	if l.Size() != 8 || l.Origin() != origin || l.Genesis() != at("09:52:00") || l.Last() != at("13:00:00") {
		t.Errorf("size %d, origin %q, genesis %v, last %v", l.Size(), l.Origin(), l.Genesis(), l.Last())
	}
	standing, ok := l.Document(incident + "/01")
	if !ok || standing.Record.Rev != 2 || standing.Seq != 2 || standing.First != 1 || standing.Run != at("09:52:00") {
		t.Errorf("Document(01) = %+v, %v", standing, ok)
	}
	if _, ok := l.Document(incident + "/03"); ok {
		t.Error("Document knows one that was never published")
	}
	if r, ok := l.Record(incident+"/01", 1); !ok || r.Rev != 1 || r.Said.Redacted == "" {
		t.Errorf("Record(01, 1) = %+v, %v, want the redacted one", r, ok)
	}
	if _, ok := l.Record(incident+"/01", 3); ok {
		t.Error("Record knows a revision that was never published")
	}
	wantFiles := []string{
		"assets/" + Commitment(picture) + ".png", "entries.jsonl",
		"records/" + incident + "/01.1.json", "records/" + incident + "/01.2.json",
		"records/" + incident + "/01.es.1.json", "records/" + incident + "/02.1.json",
	}
	if diff := cmp.Diff(wantFiles, l.Files()); diff != "" {
		t.Errorf("Files (-want +got):\n%s", diff)
	}
	for _, name := range wantFiles {
		if data, err := l.ReadFile(name); err != nil || len(data) == 0 {
			t.Errorf("ReadFile(%s) = %q, %v", name, data, err)
		}
	}
	for _, name := range []string{"../site.yaml", ".gitattributes", "records/" + incident + "/01.3.json", "records/" + incident + "/01.01.json", "records/x", "assets/x.png"} {
		if _, err := l.ReadFile(name); err == nil {
			t.Errorf("ReadFile(%s) reads what no entry needs", name)
		}
	}
	if data, err := l.Asset(l.Assets()[0]); err != nil || !bytes.Equal(data, picture) {
		t.Errorf("Asset = %q, %v", data, err)
	}
}

// What was redacted is gone from everything that the ledger returns.
func TestPublicationsAfterRedaction(t *testing.T) {
	type row struct {
		Seq, Run, Rev int
		Type          disclosure.PublicationType
		Doc           disclosure.Doc
		Removed       bool
	}
	var got []row
	for _, p := range load(t, full(t)).Publications() {
		got = append(got, row{p.Seq, p.Run, p.Rev, p.Type, p.Doc, p.Said.Redacted != ""})
		if p.Said.Redacted == "" && p.Doc == incident+"/01" || strings.Contains(p.Said.Text[0].MD, "clinic told us of") {
			t.Errorf("entry %d still says %q", p.Seq, p.Said.Text[0].MD)
		}
	}
	want := []row{
		{1, 0, 1, "statement", incident + "/01", true},
		{2, 2, 2, "edit", incident + "/01", true},
		{3, 3, 1, "statement", incident + "/01.es", false},
		{4, 4, 1, "statement", incident + "/02", false},
		{5, 5, 1, "redaction", incident + "/01", true},
		{6, 5, 2, "redaction", incident + "/01", true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Publications (-want +got):\n%s", diff)
	}
}

func TestEmpty(t *testing.T) {
	for name, fsys := range map[string]fs.FS{
		"no folder":         os.DirFS(filepath.Join(t.TempDir(), "none")),
		"empty folder":      fstest.MapFS{},
		"killed before any": fstest.MapFS{"records/x/01.1.json": {Data: []byte("{")}, ".lock": {}, ".entries.jsonl.new": {}},
	} {
		l, err := Load(fsys)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if l.Size() != 0 || l.Origin() != "" || !l.Genesis().IsZero() || !l.Last().IsZero() || len(l.Publications()) != 0 || len(l.Files()) != 0 {
			t.Errorf("%s: the ledger is not empty", name)
		}
	}
}

// A file that changes after it was checked is not handed out.
func TestReadFileAfterChange(t *testing.T) {
	dir := full(t)
	l := load(t, dir)
	for _, name := range l.Files() {
		if name == entriesFile {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("other"), 0o644); err != nil {
			t.Fatal(err)
		}
		if data, err := l.ReadFile(name); err == nil {
			t.Errorf("ReadFile(%s) = %q", name, data)
		}
	}
}
