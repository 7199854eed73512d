package ledger

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firsthand/generator/disclosure"

	"github.com/google/go-cmp/cmp"
)

// filled yields one number, so that a salt can be told from another.
type filled byte

func (f filled) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f)
	}
	return len(p), nil
}

// holds reports in which files of a folder a text stands.
func holds(t testing.TB, dir, text string) []string {
	t.Helper()
	var found []string
	for name, f := range tree(t, dir) {
		if strings.Contains(string(f.Data), text) {
			found = append(found, name)
		}
	}
	return found
}

func TestRedaction(t *testing.T) {
	dir := worked(t)
	publish(t, dir, "11:00:00", withPicture())
	before := load(t, dir)
	var drafts []Draft
	for _, d := range redacted() {
		d.Lang, d.Of = "", 0 // they stay
		drafts = append(drafts, d)
	}
	translated := translation()
	translated.Type, translated.Lang, translated.Of = Redaction, "", 0
	translated.Said.Text[0].MD = "[removed]"
	drafts = append(drafts, translated, short(3, "What follows"))
	entries, err := before.Append(dir, Run{Drafts: drafts}, at("12:00:00"), filled(7))
	if err != nil {
		t.Fatal(err)
	}
	l := load(t, dir)
	type row struct {
		Seq, Run, Rev, Target int
		Type                  Type
		Doc                   disclosure.Doc
	}
	var got []row
	for _, e := range entries {
		got = append(got, row{e.Seq, e.Run, e.Rev, e.Target, e.Type, e.Doc})
	}
	want := []row{
		{5, 5, 1, 1, Redaction, incident + "/01"}, {6, 5, 2, 2, Redaction, incident + "/01"},
		{7, 5, 1, 3, Redaction, incident + "/01.es"}, {8, 5, 1, 0, Statement, incident + "/03"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	for _, text := range []string{"clinic told us", "A las 08:55"} {
		if found := holds(t, dir, text); found != nil {
			t.Errorf("%q still stands in %v", text, found)
		}
	}
	for rev := 1; rev <= 2; rev++ {
		was, _ := before.Record(incident+"/01", rev)
		is, _ := l.Record(incident+"/01", rev)
		if is.Salt == was.Salt || is.Lang != was.Lang || is.Said.Redacted == "" {
			t.Errorf("revision %d is %+v", rev, is)
		}
	}
	if is, _ := l.Record(incident+"/01.es", 1); is.Lang != "es" || is.Of != 2 {
		t.Errorf("the translation is %+v", is)
	}
	// What was committed to before stays in the ledger.
	if !strings.HasPrefix(l.text, before.text) {
		t.Error("earlier entries have changed")
	}
	onlyNeeded(t, dir)
}

// What was redacted once can be redacted again, and edited.
func TestRedactionAgain(t *testing.T) {
	dir := full(t)
	again := redacted()
	for i := range again {
		again[i].Said.Summary = "Someone outside downloaded [removed]."
	}
	l := publish(t, dir, "14:00:00", again...)
	for _, p := range l.Publications() {
		if p.Doc == incident+"/01" && !strings.Contains(p.Said.Summary, "[removed]") {
			t.Errorf("entry %d says %q", p.Seq, p.Said.Summary)
		}
	}
	edit := again[1]
	edit.Type, edit.Rev = Edit, 3
	publish(t, dir, "15:00:00", edit)
	onlyNeeded(t, dir)
}

// An asset that nothing names any more goes with the redaction, one that
// another statement names stays.
func TestRedactionOfAssets(t *testing.T) {
	blacken := func(n int) Draft {
		return Draft{
			Type: Redaction, Doc: disclosure.StatementDoc(incident, n, ""), Rev: 1,
			Said: disclosure.Said{Headline: "[removed]", Redacted: "shows a patient"},
		}
	}
	dir := worked(t)
	publish(t, dir, "11:00:00", withPicture())
	also := withPicture()
	also.Doc = incident + "/03"
	publish(t, dir, "11:10:00", also)
	if l := publish(t, dir, "12:00:00", blacken(2)); len(l.Assets()) != 1 {
		t.Errorf("assets %v, want the one that 03 names", l.Assets())
	}
	if l := publish(t, dir, "13:00:00", blacken(3)); len(l.Assets()) != 0 {
		t.Errorf("assets %v", l.Assets())
	}
	if found := holds(t, dir, string(picture)); found != nil {
		t.Errorf("the picture is still in %v", found)
	}
	onlyNeeded(t, dir)
}

func TestRedactionRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		drafts func() []Draft
		want   string
	}{
		{"of nothing", func() []Draft { d := redacted()[:1]; d[0].Doc = incident + "/09"; return d }, "of what was not published before"},
		{"of a revision that is not there", func() []Draft { d := redacted()[:1]; d[0].Rev = 3; return d }, "of what was not published before"},
		{"in another language", func() []Draft { d := redacted()[:1]; d[0].Lang = "es"; return d }, "changes the language"},
		{"twice in one run", func() []Draft { return append(redacted(), redacted()...) }, "a second redaction of it in one run"},
		{"after a statement", func() []Draft { return append([]Draft{short(3, "a")}, redacted()...) }, "a redaction after what the run publishes"},
		{"to nothing", func() []Draft { d := redacted()[:1]; d[0].Said = disclosure.Said{}; return d }, "an object is empty"},
		{"with an asset that is not there", func() []Draft {
			d := redacted()[:1]
			d[0].Context.Assets = map[string]string{"files/x.png": Commitment(picture)}
			return d
		}, "the file is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(t, worked(t)).Plan(Run{Drafts: c.drafts()}, at("12:00:00"), salts{})
			if err == nil || !strings.Contains(err.Error(), "internal error: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Plan = %v, want an internal error with %q", err, c.want)
			}
		})
	}
}

// A run that was killed when its entries were in, but the old records still in
// their place: everything reads as it will be, and the next run of any kind
// finishes.
func TestInterruptedRedaction(t *testing.T) {
	dir := full(t)
	done := tree(t, dir)
	old := tree(t, worked(t))
	for _, name := range []string{first1, first2} {
		write(t, dir, replacing(name), string(done[name].Data))
		write(t, dir, name, string(old[name].Data))
	}
	write(t, dir, replacing(spanish), "half")
	l := load(t, dir)
	for _, p := range l.Publications() {
		if p.Doc == incident+"/01" && p.Said.Redacted == "" {
			t.Errorf("entry %d still says %q", p.Seq, p.Said.Text[0].MD)
		}
	}
	if got := mustRead(t, l, first1); string(got) != string(done[first1].Data) {
		t.Errorf("ReadFile = %q", got)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if err := Restore(restored, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(done), contents(tree(t, restored))); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	p, err := l.Plan(Run{}, at("10:00:00"), nil)
	if err != nil || p.IsEmpty() {
		t.Fatalf("Plan = %+v, %v, want something to finish", p, err)
	}
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(done), contents(tree(t, dir))); diff != "" {
		t.Errorf("finished (-want +got):\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(dir, replacedFolder)); err == nil {
		t.Error("the folder is still there")
	}
	// The ledger that was loaded before still reads.
	if got := mustRead(t, l, first1); string(got) != string(done[first1].Data) {
		t.Errorf("ReadFile = %q", got)
	}
}

// What a run left beside records before its entries were in is nothing.
func TestRedactionKilledEarly(t *testing.T) {
	dir := worked(t)
	before := contents(tree(t, dir))
	write(t, dir, replacing(first1), string(tree(t, full(t))[first1].Data))
	l := load(t, dir)
	if r, _ := l.Record(incident+"/01", 1); r.Said.Redacted != "" {
		t.Error("a redaction that was never announced counts")
	}
	p, err := l.Plan(Run{}, at("10:00:00"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("folder (-before +after):\n%s", diff)
	}
}

// A salt is drawn for each record, so that nobody can guess what was removed by
// trying words until the commitment fits.
func TestRedactionNeedsRandom(t *testing.T) {
	_, err := load(t, worked(t)).Plan(Run{Drafts: redacted()}, at("12:00:00"), io.LimitReader(filled(1), saltSize))
	if err == nil || !strings.Contains(err.Error(), "no random numbers") {
		t.Errorf("Plan = %v", err)
	}
}
