package ledger

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/transparency"
)

// A KeyState is a key that signs the ledger, and what became of it. Seqs are
// those of the entries that say so; 0 means that none does.
type KeyState struct {
	Key     string // verifier key
	Added   int
	Retired int // given up as planned: what it signed before still counts
	Revoked int // given up because somebody else may have it
}

// ended returns the Seq of the entry that ended the use of the key, or 0.
func (k KeyState) ended() int { return max(k.Retired, k.Revoked) }

// active reports whether the key may sign a ledger of size entries.
func (k KeyState) active(size int) bool {
	return k.Added < size && (k.ended() == 0 || k.ended() >= size)
}

// Keys returns every key that was ever added, in that order.
func (l *Log) Keys() []KeyState { return slices.Clone(l.keys) }

// Active returns the keys that may sign the first size entries, in the order in
// which they were added: of those that sign a checkpoint, one at least must be
// among them.
func (l *Log) Active(size int) []string {
	var active []string
	for _, k := range l.keys {
		if k.active(size) {
			active = append(active, k.Key)
		}
	}
	return active
}

// addKey checks what an entry about a key owes to those before it.
func (x *extension) addKey(e Entry) error {
	if e.Type != Key {
		return nil
	}
	keys, err := changeKeys(x.keys, x.Origin(), e)
	x.keys = keys
	return err
}

// changeKeys returns keys as they are after e, an entry about one of them.
func changeKeys(keys []KeyState, origin string, e Entry) ([]KeyState, error) {
	id := transparency.KeyID(e.Key)
	if name, _, _ := strings.Cut(e.Key, "+"); name != origin {
		return keys, fmt.Errorf("the key %s bears the name %q, but the ledger is that of %q", id, name, origin)
	}
	keys = slices.Clone(keys)
	at := slices.IndexFunc(keys, func(k KeyState) bool { return k.Key == e.Key })
	if e.Op == AddKey {
		switch {
		case at >= 0 && keys[at].ended() > 0:
			return keys, fmt.Errorf("the key %s was given up in entry %d, and a key that was given up is not taken up again", id, keys[at].ended())
		case at >= 0:
			return keys, fmt.Errorf("the key %s was added before, in entry %d", id, keys[at].Added)
		}
		return append(keys, KeyState{Key: e.Key, Added: e.Seq}), nil
	}
	switch {
	case at < 0:
		return keys, fmt.Errorf("the key %s was never added", id)
	case keys[at].ended() > 0:
		return keys, fmt.Errorf("the key %s was given up before, in entry %d", id, keys[at].ended())
	case !slices.ContainsFunc(keys, func(k KeyState) bool { return k.Key != e.Key && k.ended() == 0 }):
		return keys, fmt.Errorf("the key %s is the only one left: add another one first", id)
	}
	if e.Op == RetireKey {
		keys[at].Retired = e.Seq
	} else {
		keys[at].Revoked = e.Seq
	}
	return keys, nil
}

// addKeys adds the entries about keys to a run. The first key of all is added by
// itself when it signs for the first time.
func (r *runOf) addKeys(changes []KeyChange, signers []transparency.Signer) error {
	keys := r.plan.base.keys
	if len(signers) > 0 && len(keys) == 0 {
		if first := (KeyChange{signers[0].Key(), AddKey}); !slices.Contains(changes, first) {
			changes = slices.Concat([]KeyChange{first}, changes)
		}
	}
	for _, c := range changes {
		if err := transparency.CheckKey(c.Key); err != nil {
			return err
		}
		if err := checkKey(c.Key, c.Op); err != nil {
			return internal("%v", err)
		}
		e := Entry{Type: Key, Key: c.Key, Op: c.Op, Seq: r.run + len(r.lines)}
		var err error
		if keys, err = changeKeys(keys, r.origin, e); err != nil {
			return err
		}
		if err := r.add(e); err != nil {
			return err
		}
	}
	return nil
}
