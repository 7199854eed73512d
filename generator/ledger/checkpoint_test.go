package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

func sizes(l *Log) []int {
	var all []int
	for _, s := range l.Checkpoints() {
		all = append(all, s.Size)
	}
	return all
}

// Every run with signers leaves a checkpoint of all that was published before.
func TestSignedRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	publish(t, dir, "10:00:00", short(1, "a"))                                                           // 0, 1
	perform(t, dir, "11:00:00", Run{Drafts: []Draft{short(2, "b"), short(3, "c")}, Signers: signers(1)}) // 2 key, 3, 4
	publish(t, dir, "12:00:00", short(4, "d"))                                                           // 5
	l := perform(t, dir, "13:00:00", Run{Drafts: []Draft{short(5, "e")}, Signers: signers(1)})           // 6
	if diff := cmp.Diff([]int{5, 7}, sizes(l)); diff != "" {
		t.Fatalf("checkpoints (-want +got):\n%s", diff)
	}
	for _, s := range l.Checkpoints() {
		c, by, err := transparency.Open(s.Note, []string{signer(1).Key(), signer(2).Key()})
		want := transparency.Checkpoint{Origin: origin, Size: s.Size, Root: l.Root(s.Size)}
		if err != nil || c != want || len(by) != 1 {
			t.Errorf("checkpoint %d is %+v by %v, %v, want %+v", s.Size, c, by, err, want)
		}
		if err := transparency.CheckSSH(s.Note, s.SSH, signer(1).Key()); err != nil {
			t.Errorf("checkpoint %d: %v", s.Size, err)
		}
	}
	if head, ok := l.Head(); !ok || head.Size != 7 {
		t.Errorf("Head = %d, %v", head.Size, ok)
	}
	// Runs: 0-1, 2-4, 5, 6.
	wantEnd := []int{2, 2, 5, 5, 5, 6, 7}
	wantCheckpoint := []int{5, 5, 5, 5, 5, 7, 7}
	for seq := range l.Size() {
		s, ok := l.CheckpointOf(seq)
		if l.RunEnd(seq) != wantEnd[seq] || !ok || s.Size != wantCheckpoint[seq] {
			t.Errorf("entry %d: RunEnd %d, CheckpointOf %d, %v, want %d, %d", seq, l.RunEnd(seq), s.Size, ok, wantEnd[seq], wantCheckpoint[seq])
		}
	}
	l = publish(t, dir, "14:00:00", short(6, "f"))
	if s, ok := l.CheckpointOf(7); ok {
		t.Errorf("CheckpointOf(7) = %d, but no checkpoint covers it", s.Size)
	}
}

func TestUnsigned(t *testing.T) {
	l := load(t, worked(t))
	if _, ok := l.Head(); ok || len(l.Checkpoints()) != 0 || len(l.Keys()) != 0 {
		t.Error("there is a checkpoint or a key")
	}
	if _, ok := l.CheckpointOf(1); ok {
		t.Error("a checkpoint covers entry 1")
	}
	empty := &Log{}
	if _, ok := empty.Head(); ok || empty.Tree().Size() != 0 || empty.Root(0).String() != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" {
		t.Errorf("the empty ledger has root %v", empty.Root(0))
	}
}

// A run with signers and nothing to add signs what is not signed yet.
func TestSignHead(t *testing.T) {
	dir := full(t)
	publish(t, dir, "14:00:00", short(3, "a"))
	before := contents(tree(t, dir))
	run := Run{Signers: signers(1), Origin: origin}
	p, err := load(t, dir).Plan(run, at("10:00:00"), nil) // a clock behind the ledger does not matter
	if err != nil {
		t.Fatal(err)
	}
	stored, ok := p.Checkpoint()
	if p.IsEmpty() || len(p.Entries()) != 0 || !ok || stored.Size != 9 {
		t.Errorf("the plan has %d entries and signs %d", len(p.Entries()), stored.Size)
	}
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	l := load(t, dir)
	if diff := cmp.Diff([]int{8, 9}, sizes(l)); diff != "" {
		t.Errorf("checkpoints (-want +got):\n%s", diff)
	}
	before["checkpoints/9"], before["checkpoints/9.sig"] = string(stored.Note), string(stored.SSH)
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
	// Once it is signed, there is nothing to do, whoever signs.
	if p, err = l.Plan(run, at("10:00:00"), nil); err != nil || !p.IsEmpty() {
		t.Errorf("Plan = %+v, %v, want an empty one", p, err)
	}
	if _, ok := p.Checkpoint(); ok || p.Log() != l {
		t.Error("the empty plan changes something")
	}
}

// Nothing begins a ledger that has nothing to say.
func TestSignNothing(t *testing.T) {
	p, err := (&Log{}).Plan(Run{Signers: signers(1), Origin: origin}, at("10:00:00"), salts{})
	if err != nil || !p.IsEmpty() {
		t.Errorf("Plan = %+v, %v", p, err)
	}
}

func TestSeveralSigners(t *testing.T) {
	l, err := apply(t, Run{Drafts: []Draft{short(1, "a")}, Keys: []KeyChange{add(1), add(2)}, Signers: signers(2, 1)})
	if err != nil {
		t.Fatal(err)
	}
	head, _ := l.Head()
	_, by, err := transparency.Open(head.Note, []string{signer(1).Key(), signer(2).Key()})
	if err != nil || len(by) != 2 {
		t.Errorf("signed by %v, %v", by, err)
	}
	if err := transparency.CheckSSH(head.Note, head.SSH, signer(2).Key()); err != nil {
		t.Errorf("the first signer did not sign for ssh: %v", err)
	}
}

// Two who sign the same entries at once: one of them comes too late.
func TestSignedMeanwhile(t *testing.T) {
	dir := full(t)
	publish(t, dir, "14:00:00", short(3, "a"))
	p, err := load(t, dir).Plan(Run{Signers: signers(1)}, at("14:00:00"), salts{})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, dir, "14:00:00", Run{Signers: signers(1)})
	before := contents(tree(t, dir))
	if err := p.Write(dir); !errors.Is(err, ErrMoved) {
		t.Errorf("Write = %v, want ErrMoved", err)
	}
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("folder (-before +after):\n%s", diff)
	}
}

// A run that was killed before its checkpoint bore its name left a ledger that
// is whole, but not signed.
func TestKilledBeforeCheckpoint(t *testing.T) {
	dir := full(t)
	m := tree(t, dir)
	if err := os.Remove(filepath.Join(dir, "checkpoints", "8")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "checkpoints/8.sig", "half")
	write(t, dir, replacement(checkpointsFolder), "half")
	if l := load(t, dir); len(l.Checkpoints()) != 0 {
		t.Errorf("checkpoints %v", sizes(l))
	}
	perform(t, dir, "14:00:00", Run{Signers: signers(1)})
	if diff := cmp.Diff(contents(m), contents(tree(t, dir))); diff != "" {
		t.Errorf("signed again (-before +after):\n%s", diff)
	}
}

// What succeeds a lost ledger says so, and only at its beginning.
func TestAfter(t *testing.T) {
	after := &After{Origin: "old.example", Size: 5, Root: strings.Repeat("A", 43) + "="}
	l, err := apply(t, Run{After: after, Signers: signers(1)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, l.Entries()[0].After); diff != "" || l.Size() != 2 {
		t.Errorf("After, of %d entries (-want +got):\n%s", l.Size(), diff)
	}
	if _, err := apply(t, Run{Drafts: []Draft{short(1, "a")}}, Run{After: after}); err == nil || !strings.Contains(err.Error(), "only a ledger that begins") {
		t.Errorf("Plan = %v", err)
	}
	wrong := *after
	wrong.Root = "short"
	if _, err := apply(t, Run{After: &wrong}); err == nil || !strings.Contains(err.Error(), "is not a SHA-256") {
		t.Errorf("Plan = %v", err)
	}
}
