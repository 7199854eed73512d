package ledger

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

// A history makes up runs as they may come, each fit for the ledger after the one
// before.
type history struct {
	*rand.Rand
	keys     byte // number of those that were ever added
	active   []byte
	says     map[revisionID]string // a text of each revision that stands nowhere else
	gone     []string              // texts that were redacted
	incident int                   // number of the newest
	files    int                   // number of assets
}

func (h *history) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(h.Uint32())
	}
	return len(p), nil
}

// run makes up one run on l.
func (h *history) run(l *Log) Run {
	run := Run{Origin: origin}
	if h.IntN(4) == 0 {
		run.Drafts = h.redactions(l)
	}
	if h.IntN(6) == 0 {
		run.Drafts = append(run.Drafts, h.imports(l)...)
	} else {
		for range h.IntN([]int{2, 4, 90}[h.IntN(3)]) {
			run.Drafts = append(run.Drafts, h.statement(l, run.Drafts)...)
		}
	}
	if len(h.active) == 0 {
		if h.IntN(3) == 0 && l.Size()+len(run.Drafts) > 0 {
			h.keys++
			h.active = []byte{h.keys}
			run.Signers = signers(h.keys) // which adds it
		}
		return run
	}
	switch h.IntN(8) {
	case 0:
		h.keys++
		h.active = append(h.active, h.keys)
		run.Keys = append(run.Keys, add(h.keys))
	case 1:
		if n := len(h.active); n > 1 {
			i := h.IntN(n)
			run.Keys = append(run.Keys, []func(byte) KeyChange{retire, revoke}[h.IntN(2)](h.active[i]))
			left := slices.Delete(slices.Clone(h.active), i, i+1)
			head, _ := l.Head()
			if head.Size > 0 && !slices.ContainsFunc(left, func(n byte) bool { return slices.Contains(l.Active(head.Size), signer(n).Key()) }) {
				run.Keys = nil
				break
			}
			h.active = left
		}
	}
	if h.IntN(3) > 0 {
		by := slices.Clone(h.active)
		h.Shuffle(len(by), func(i, j int) { by[i], by[j] = by[j], by[i] })
		by = by[:1+h.IntN(len(by))]
		if head, ok := l.Head(); ok {
			// One that the last checkpoint vouches for, at least.
			for _, n := range h.active {
				if slices.Contains(l.Active(head.Size), signer(n).Key()) && !slices.Contains(by, n) {
					by = append(by, n)
					break
				}
			}
		}
		run.Signers = signers(by...)
	}
	return run
}

// says makes up what a revision says.
func (h *history) say(doc disclosure.Doc, rev int) disclosure.Said {
	text := fmt.Sprintf("word%016x", h.Uint64())
	h.says[revisionID{doc, rev}] = text
	return disclosure.Said{Headline: "About " + text}
}

// statement makes up a statement, an edit, or a statement with a translation.
func (h *history) statement(l *Log, before []Draft) []Draft {
	all := l.Documents()
	if h.IntN(4) == 0 && len(all) > 0 {
		doc := all[h.IntN(len(all))]
		standing, _ := l.Document(doc)
		again := slices.ContainsFunc(before, func(d Draft) bool { return d.Doc == doc && d.Type != Redaction })
		if !again {
			rev := standing.Record.Rev + 1
			return []Draft{{Doc: doc, Rev: rev, Lang: standing.Record.Lang, Of: standing.Record.Of, Said: h.say(doc, rev)}}
		}
	}
	h.incident++
	doc := disclosure.StatementDoc(fmt.Sprintf("incident-%04d", h.incident), 1, "")
	d := Draft{Doc: doc, Rev: 1, Lang: "en", Said: h.say(doc, 1)}
	if h.IntN(5) == 0 {
		h.files = (h.files + h.IntN(2)) % 20 // some are used by several
		data := []byte(fmt.Sprintf("picture %d", h.files))
		d.Context.Assets = map[string]string{"files/a.png": Commitment(data)}
		d.Assets = map[string][]byte{"files/a.png": data}
	}
	if h.IntN(4) > 0 {
		return []Draft{d}
	}
	translated := disclosure.StatementDoc(doc.Incident(), 1, "es")
	return []Draft{d, {Doc: translated, Rev: 1, Lang: "es", Of: 1, Said: h.say(translated, 1)}}
}

func (h *history) imports(l *Log) []Draft {
	claimed := at("00:00:00").AddDate(-1, 0, 0)
	h.incident++
	var drafts []Draft
	for n := range h.IntN(6) {
		claimed = claimed.Add(time.Duration(h.IntN(3)) * time.Hour)
		doc := disclosure.StatementDoc(fmt.Sprintf("incident-%04d", h.incident), n+1, "")
		drafts = append(drafts, Draft{Doc: doc, Rev: 1, Lang: "en", Said: h.say(doc, 1), Claimed: claimed})
	}
	return drafts
}

// redactions makes up the redaction of some documents, all revisions of each.
func (h *history) redactions(l *Log) []Draft {
	var drafts []Draft
	all := l.Documents()
	for range min(len(all), 1+h.IntN(3)) {
		doc := all[h.IntN(len(all))]
		if slices.ContainsFunc(drafts, func(d Draft) bool { return d.Doc == doc }) {
			continue
		}
		standing, _ := l.Document(doc)
		for rev := 1; rev <= standing.Record.Rev; rev++ {
			if text := h.says[revisionID{doc, rev}]; text != "" {
				h.gone = append(h.gone, text)
			}
			delete(h.says, revisionID{doc, rev})
			drafts = append(drafts, Draft{Doc: doc, Rev: rev, Type: Redaction, Said: disclosure.Said{Headline: "[removed]", Redacted: "a court order"}})
		}
	}
	return drafts
}

// Whatever runs come, what was served so that anyone can check the ledger stays
// as it was, everything that was signed stays provable, what was redacted is
// gone, and what was planned is what loads.
func TestHistories(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			h := &history{Rand: rand.New(rand.NewPCG(seed, 5)), says: map[revisionID]string{}}
			dir := filepath.Join(t.TempDir(), "ledger")
			l, now := load(t, dir), at("10:00:00")
			served := map[string][]byte{}
			for i := range 40 {
				now = now.Add(time.Duration(h.IntN(90)) * time.Minute)
				p, err := l.Plan(h.run(l), now, h)
				if err != nil {
					t.Fatalf("run %d: %v", i, err)
				}
				if p.IsEmpty() {
					continue
				}
				d, err := openDisk(dir)
				if err != nil {
					t.Fatal(err)
				}
				err = p.write(quick{d})
				d.close()
				if err != nil {
					t.Fatalf("run %d: %v", i, err)
				}
				files := site(t, p.Log())
				checkServed(t, served, files, p.Log())
				checkProofs(t, served, files, p.Log())
				served = files
				if l = p.Log(); i%8 == 0 {
					l = load(t, dir)
					if want, got := p.Log().Publications(), l.Publications(); !reflect.DeepEqual(want, got) {
						t.Fatalf("run %d: publications (-planned +loaded):\n%s", i, cmp.Diff(want, got))
					}
					if !maps.EqualFunc(site(t, l), files, bytes.Equal) {
						t.Fatalf("run %d: another site once it is loaded", i)
					}
					onlyNeeded(t, dir)
				}
			}
			if l.Size() < 260 || len(l.Checkpoints()) < 5 || len(h.gone) < 5 {
				t.Errorf("a dull history: %d entries, %d checkpoints, %d redactions", l.Size(), len(l.Checkpoints()), len(h.gone))
			}
			all := ""
			for _, f := range tree(t, dir) {
				all += string(f.Data)
			}
			for _, text := range h.gone {
				if strings.Contains(all, text) {
					t.Errorf("%s was redacted and is still there", text)
				}
			}
			for _, text := range h.says {
				if !strings.Contains(all, text) {
					t.Errorf("%s is lost", text)
				}
			}
		})
	}
}

// checkServed checks that what was served before is served still.
func checkServed(t *testing.T, before, after map[string][]byte, l *Log) {
	t.Helper()
	needed := map[string]bool{}
	for _, s := range l.Checkpoints() {
		// The tiles at the right edge of that tree, computed anew.
		for level, n := 0, s.Size; n > 0; level, n = level+1, n/256 {
			if n%256 > 0 {
				needed[fmt.Sprintf("tile/%d/%03d.p/%d", level, n/256, n%256)] = true
			}
		}
	}
	for path := range needed {
		full, _, _ := strings.Cut(path, ".p/")
		if after[path] == nil && after[full] == nil {
			t.Errorf("%s is not served, and a checkpoint needs it", path)
		}
	}
	for path, data := range before {
		switch {
		case path == "checkpoint", path == "checkpoint.sig", path == "keys", path == "allowed_signers", path == "key.pem":
		case after[path] == nil && strings.Contains(path, ".p/"):
			// A tile that is full now, or one of entries that nobody signed.
			full, _, _ := strings.Cut(path, ".p/")
			if needed[path] && after[full] == nil {
				t.Errorf("%s is gone", path)
			}
		case !bytes.Equal(after[path], data):
			t.Errorf("%s was %q and is %q", path, data, after[path])
		}
	}
}

// checkProofs checks what a reader would of what is new: each proof, and that
// each checkpoint continues the one before.
func checkProofs(t *testing.T, before, files map[string][]byte, l *Log) {
	t.Helper()
	var last transparency.Checkpoint
	for _, s := range l.Checkpoints() {
		c, _, err := transparency.Open(files[fmt.Sprintf("checkpoints/%d", s.Size)], l.Active(s.Size))
		if err != nil {
			t.Fatal(err)
		}
		path, err := l.Tree().Consistency(last.Size, c.Size)
		if err != nil {
			t.Fatal(err)
		}
		if last.Size > 0 {
			if err := transparency.CheckConsistency(last.Size, last.Root, c.Size, c.Root, path); err != nil {
				t.Error(err)
			}
		}
		last = c
	}
	for seq := range l.Size() {
		file, ok := files[fmt.Sprintf("proofs/%d", seq)]
		covering, want := l.CheckpointOf(seq)
		if ok != want || ok != (l.RunEnd(seq) <= last.Size) {
			t.Fatalf("entry %d: proof %v, checkpoint %v, signed up to %d", seq, ok, want, last.Size)
		}
		if !ok || before[fmt.Sprintf("proofs/%d", seq)] != nil {
			continue
		}
		p, err := transparency.ParseProof(file)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := p.Check(l.Line(seq), l.Active(covering.Size)); err != nil || c.Size != covering.Size || c.Size < l.RunEnd(seq) {
			t.Fatalf("proof of entry %d: %+v, %v", seq, c, err)
		}
	}
}
