package ledger

import (
	"bytes"
	"maps"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestALedgerAsItStood compares, for every run of the example, the ledger as it
// stood after it with one that was read from nothing but what was there then.
func TestALedgerAsItStood(t *testing.T) {
	log, err := Load(os.DirFS("../../content/ledger"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range log.Entries() {
		if e.Seq != e.Run {
			continue
		}
		past := log.At(e.Time)
		if past.Size() != log.RunEnd(e.Seq) {
			t.Fatalf("at %s: %d entries, want %d", e.Time, past.Size(), log.RunEnd(e.Seq))
		}
		if before := log.At(e.Time.Add(-time.Nanosecond)); before.Size() != e.Seq {
			t.Fatalf("before %s: %d entries, want %d", e.Time, before.Size(), e.Seq)
		}
		files := t.TempDir()
		for _, name := range past.Files() {
			data, err := past.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			write(t, files, name, string(data))
		}
		for _, s := range past.Checkpoints() {
			write(t, files, checkpointFile(s.Size), string(s.Note))
			write(t, files, checkpointFile(s.Size)+".sig", string(s.SSH))
		}
		again, err := Load(os.DirFS(files))
		if err != nil {
			t.Fatalf("the ledger at %s does not load: %v", e.Time, err)
		}
		// Compared whole first: a difference is slow to describe.
		if want, got := again.Publications(), past.Publications(); !reflect.DeepEqual(want, got) {
			t.Errorf("publications at %s (-want +got):\n%s", e.Time, cmp.Diff(want, got))
		}
		want, err := again.Site()
		if err != nil {
			t.Fatal(err)
		}
		got, err := past.Site()
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(want, got, bytes.Equal) {
			t.Errorf("files at %s (-want +got):\n%s", e.Time, cmp.Diff(want, got))
		}
		if diff := cmp.Diff(again.Documents(), past.Documents()); diff != "" {
			t.Errorf("documents at %s (-want +got):\n%s", e.Time, diff)
		}
	}
	if log.At(log.Last()).Size() != log.Size() || log.At(time.Time{}).Size() != 0 {
		t.Error("the ends are not the whole and nothing")
	}
}
