package ledger

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

// apply performs runs one after the other in memory, an hour apart, and returns
// the ledger after them, or the error of the last.
func apply(t testing.TB, runs ...Run) (*Log, error) {
	t.Helper()
	l := &Log{}
	for i, run := range runs {
		run.Origin = origin
		p, err := l.Plan(run, at("10:00:00").Add(time.Duration(i)*time.Hour), salts{})
		if err != nil {
			if i < len(runs)-1 {
				t.Fatalf("run %d: %v", i, err)
			}
			return nil, err
		}
		l = p.Log()
	}
	return l, nil
}

func add(n byte) KeyChange    { return KeyChange{signer(n).Key(), AddKey} }
func retire(n byte) KeyChange { return KeyChange{signer(n).Key(), RetireKey} }
func revoke(n byte) KeyChange { return KeyChange{signer(n).Key(), RevokeKey} }

func id(n byte) string { return transparency.KeyID(signer(n).Key()) }

func TestKeys(t *testing.T) {
	statement := func(n int, by ...byte) Run { return Run{Drafts: []Draft{short(n, "a")}, Signers: signers(by...)} }
	change := func(by []byte, keys ...KeyChange) Run { return Run{Keys: keys, Signers: signers(by...)} }
	key := func(n byte) string { return signer(n).Key() }
	for _, c := range []struct {
		name string
		runs []Run
		want []KeyState
		err  string // of the last run
	}{
		{"no key", []Run{statement(1)}, nil, ""},
		{"the first signature adds its key, before what it publishes", []Run{statement(1, 1)}, []KeyState{{key(1), 1, 0, 0}}, ""},
		{"also later", []Run{statement(1), statement(2, 1)}, []KeyState{{key(1), 2, 0, 0}}, ""},
		{"also alone", []Run{statement(1), {Signers: signers(1)}}, []KeyState{{key(1), 2, 0, 0}}, ""},
		{"but once", []Run{statement(1, 1), statement(2, 1)}, []KeyState{{key(1), 1, 0, 0}}, ""},
		{"a ledger that begins with keys", []Run{change([]byte{1}, add(1), add(2))}, []KeyState{{key(1), 1, 0, 0}, {key(2), 2, 0, 0}}, ""},
		{"the signer is added beside another key", []Run{change([]byte{1}, add(2))}, []KeyState{{key(1), 1, 0, 0}, {key(2), 2, 0, 0}}, ""},
		{"a key given twice signs once", []Run{{Drafts: []Draft{short(1, "a")}, Signers: signers(1, 1)}}, []KeyState{{key(1), 1, 0, 0}}, ""},
		{"rotation, both signing", []Run{statement(1, 1), change([]byte{1, 2}, add(2)), statement(2, 1, 2), change([]byte{2}, retire(1))},
			[]KeyState{{key(1), 1, 5, 0}, {key(2), 3, 0, 0}}, ""},
		{"revocation by the second key", []Run{change([]byte{1}, add(1), add(2)), change([]byte{2}, revoke(1))},
			[]KeyState{{key(1), 1, 0, 3}, {key(2), 2, 0, 0}}, ""},

		{"added before", []Run{statement(1, 1), change([]byte{1}, add(1))}, nil, "the key " + id(1) + " was added before, in entry 1"},
		{"added twice in one run", []Run{statement(1, 1), change([]byte{1}, add(2), add(2))}, nil, "the key " + id(2) + " was added before, in entry 3"},
		{"taken up again", []Run{statement(1, 1), change([]byte{1, 2}, add(2)), change([]byte{2}, retire(1)), change([]byte{2}, add(1))}, nil,
			"the key " + id(1) + " was given up in entry 4, and a key that was given up is not taken up again"},
		{"retired, but unknown", []Run{statement(1, 1), change([]byte{1}, retire(2))}, nil, "the key " + id(2) + " was never added"},
		{"retired twice", []Run{statement(1, 1), change([]byte{1, 2}, add(2)), change([]byte{2}, retire(1)), change([]byte{2}, revoke(1))}, nil, "the key " + id(1) + " was given up before, in entry 4"},
		{"the only one retired", []Run{statement(1, 1), change([]byte{1}, retire(1))}, nil, "the key " + id(1) + " is the only one left: add another one first"},
		{"the only one revoked", []Run{statement(1, 1), change([]byte{2}, revoke(1), add(2))}, nil, "the key " + id(1) + " is the only one left: add another one first"},
		{"key of another ledger", []Run{{Drafts: []Draft{short(1, "a")}, Signers: []transparency.Signer{named(1, "other.example")}}}, nil,
			`bears the name "other.example", but the ledger is that of "status.northquay.example"`},
		{"private half", []Run{statement(1, 1), change(nil, KeyChange{signer(2).Private(), AddKey})}, nil, "private"},
		{"unknown operation", []Run{statement(1, 1), change(nil, KeyChange{key(2), "rotate"})}, nil, `internal error: the operation "rotate" on a key`},

		{"signed by a stranger", []Run{statement(1, 1), statement(2, 2)}, nil, "the key " + id(2) + " is not one of this ledger: sign with " + id(1) + ", or add it first"},
		{"signed by a stranger, though there is nothing to sign", []Run{statement(1, 1), {Signers: signers(2)}}, nil, "is not one of this ledger"},
		{"signed by one more than the first", []Run{statement(1, 1, 2)}, nil, "the key " + id(2) + " is not one of this ledger"},
		{"signed by the retired", []Run{statement(1, 1), change([]byte{1, 2}, add(2)), change([]byte{2}, retire(1)), statement(2, 1)}, nil,
			"the key " + id(1) + " is retired, in entry 4, and cannot sign any more: sign with " + id(2)},
		{"signed only by a key that no older one vouches for", []Run{statement(1, 1), change([]byte{2}, add(2))}, nil,
			"the key " + id(2) + " was added after the ledger was last signed, and one of before must vouch for it: sign with both, beside it " + id(1)},
		{"the same later", []Run{statement(1, 1), change(nil, add(2)), statement(2, 2)}, nil, "was added after the ledger was last signed"},
		{"an older one vouches later", []Run{statement(1, 1), change(nil, add(2)), statement(2, 1), statement(3, 2)}, []KeyState{{key(1), 1, 0, 0}, {key(2), 3, 0, 0}}, ""},
		{"nobody left to vouch", []Run{statement(1, 1), change(nil, add(2)), change(nil, retire(1))}, nil, "no key would be left that a checkpoint vouches for"},
		{"successor in one run", []Run{statement(1, 1), change([]byte{2}, add(2), revoke(1))}, nil, "no key would be left that a checkpoint vouches for"},
		{"signed by the one that is being revoked", []Run{change([]byte{1}, add(1), add(2)), change([]byte{1, 2}, revoke(1))}, nil,
			"the key " + id(1) + " is revoked, in entry 3, and cannot sign any more: sign with " + id(2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := apply(t, c.runs...)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("Plan = %v, want an error with %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, l.Keys()); diff != "" {
				t.Errorf("Keys (-want +got):\n%s", diff)
			}
		})
	}
}

func TestActive(t *testing.T) {
	l, err := apply(t,
		Run{Drafts: []Draft{short(1, "a")}, Signers: signers(1)}, // 0 to 2, key 1 is entry 1
		Run{Keys: []KeyChange{add(2)}, Signers: signers(1, 2)},   // 3
		Run{Keys: []KeyChange{retire(1)}, Signers: signers(2)},   // 4
	)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{0: nil, 1: nil, 2: {signer(1).Key()}, 3: {signer(1).Key()}, 4: {signer(1).Key(), signer(2).Key()}, 5: {signer(2).Key()}}
	for size, want := range want {
		if diff := cmp.Diff(want, l.Active(size)); diff != "" {
			t.Errorf("Active(%d) (-want +got):\n%s", size, diff)
		}
	}
	if got, want := transparency.KeyID(signer(1).Key()), id(1); got != want {
		t.Errorf("KeyID = %s, want %s", got, want)
	}
}

// What was planned for keys is what loads.
func TestKeysLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	perform(t, dir, "10:00:00", Run{Drafts: []Draft{short(1, "a")}, Signers: signers(1)})
	perform(t, dir, "11:00:00", Run{Keys: []KeyChange{add(2)}, Signers: signers(1, 2)})
	l := perform(t, dir, "12:00:00", Run{Keys: []KeyChange{revoke(1)}, Signers: signers(2)})
	want := []KeyState{{signer(1).Key(), 1, 0, 4}, {signer(2).Key(), 3, 0, 0}}
	if diff := cmp.Diff(want, l.Keys()); diff != "" {
		t.Errorf("Keys (-want +got):\n%s", diff)
	}
	var sizes []int
	for _, s := range l.Checkpoints() {
		sizes = append(sizes, s.Size)
	}
	if diff := cmp.Diff([]int{3, 4, 5}, sizes); diff != "" {
		t.Errorf("checkpoints (-want +got):\n%s", diff)
	}
}
