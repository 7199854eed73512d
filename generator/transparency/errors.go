package transparency

import (
	"fmt"
	"strings"
)

// A LeafError is an entry that is too long to be a leaf.
type LeafError struct {
	Seq    int // of the entry
	Length int // bytes
}

func (e *LeafError) Error() string {
	return fmt.Sprintf("entry %d is %d bytes long; an entry may have at most %d", e.Seq, e.Length, maxLeaf)
}

// A RangeError asks for an entry, a bundle or a size that a tree does not have.
type RangeError struct {
	What string // "entry", "bundle" or "size"
	Want int
	Size int // of the tree
}

func (e *RangeError) Error() string {
	switch {
	case e.What != "size":
		return fmt.Sprintf("there is no %s %d in a ledger of %s", e.What, e.Want, entries(e.Size))
	case e.Want < 0:
		return fmt.Sprintf("%d is not a number of entries", e.Want)
	}
	return fmt.Sprintf("the ledger has %s, not %d", entries(e.Size), e.Want)
}

// A ProofError is a proof that does not show what it should.
type ProofError struct {
	Entry bool // an entry is in the ledger; else: the ledger continues an older one
	From  int  // the entry, or the size of the older ledger
	Size  int  // of the ledger
}

func (e *ProofError) Error() string {
	if e.Entry {
		return fmt.Sprintf("the proof does not show that entry %d is in the ledger of %s", e.From, entries(e.Size))
	}
	return fmt.Sprintf("the proof does not show that the ledger of %s continues the one of %s", entries(e.Size), entries(e.From))
}

// A TileError is a tile, or one of several, that is missing or wrong.
type TileError struct {
	Paths []string // where one of several must be wrong, all of them
	Why   string   // "" if Err says it
	Err   error
}

func (e *TileError) Error() string {
	why := e.Why
	if e.Err != nil {
		why = strings.TrimPrefix(why+": "+e.Err.Error(), ": ")
	}
	return strings.Join(e.Paths, ", ") + ": " + why
}

// Unwrap returns what the source of the tiles said.
func (e *TileError) Unwrap() error { return e.Err }

// A FormError is a file or a word that is not what it should be.
type FormError struct {
	What string // "checkpoint", "hash", "proof", "bundle", "signature of ssh-keygen"
	Why  string
}

func (e *FormError) Error() string { return "not a " + e.What + ": " + e.Why }

// A KeyError is a key that cannot be used. It never holds a private key.
type KeyError struct {
	Key string // short form, or what was given in its place; "" for a private key
	Why string
}

func (e *KeyError) Error() string {
	if e.Key == "" {
		return "private key: " + e.Why
	}
	return "key " + e.Key + ": " + e.Why
}

// An UnsignedError is a checkpoint that none of the keys signed that its reader
// asked for.
type UnsignedError struct {
	By []string // short forms of the keys that did sign
}

func (e *UnsignedError) Error() string {
	switch len(e.By) {
	case 0:
		return "the checkpoint is not signed"
	case 1:
		return "the checkpoint is signed by " + e.By[0] + ", which is not among the keys that count for it"
	}
	return "the checkpoint is signed by " + strings.Join(e.By, ", ") + ", none of which is among the keys that count for it"
}

// A BadSignatureError is a signature that was not made by the key that it names,
// or not over this text.
type BadSignatureError struct {
	Key string // short form
	By  string // ssh signatures: fingerprint of the key that made it, if it is another
}

func (e *BadSignatureError) Error() string {
	if e.By != "" {
		return "the ssh signature is by another key, " + e.By + ", not by key " + e.Key
	}
	return "the signature of key " + e.Key + " is wrong: the text was changed after it was signed, or somebody else signed it"
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// excerpt keeps a message short when what was found is not.
func excerpt(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
