package transparency

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// maxNote is how many bytes of a checkpoint are read: 16 signatures, of which
// those of coming algorithms can be 5 kB each, fit.
const maxNote = 128 << 10

// A Signature is one line under a checkpoint, as it stands there.
type Signature struct {
	KeyName string
	KeyHash uint32
	Data    []byte // what the key made; 64 bytes for those of firsthand
}

// KeyID returns the short form of the key that the line names.
func (s Signature) KeyID() string { return fmt.Sprintf("%s+%08x", s.KeyName, s.KeyHash) }

// Sign returns the signed note that holds c and a line for each signer, in their
// order. It needs at least one; twice the same is an error.
//
// Source: c2sp.org/signed-note.
func Sign(c Checkpoint, signers ...Signer) ([]byte, error) {
	if err := checkOrigin(c.Origin); err != nil {
		return nil, err
	}
	if c.Size < 0 || c.Size > maxSize {
		return nil, &FormError{"checkpoint", fmt.Sprintf("%d is not a number of entries", c.Size)}
	}
	if len(signers) == 0 {
		return nil, &UnsignedError{}
	}
	var with []note.Signer
	var seen []string
	for _, s := range signers {
		if s.private == nil {
			return nil, &UnsignedError{}
		}
		if slices.Contains(seen, s.String()) {
			return nil, &KeyError{s.String(), "it is given twice"}
		}
		seen = append(seen, s.String())
		n, err := note.NewSigner(s.Private())
		if err != nil {
			return nil, &KeyError{s.String(), err.Error()}
		}
		with = append(with, n)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, with...)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint of %s: %w", entries(c.Size), err)
	}
	return signed, nil
}

// ParseNote reads a signed checkpoint without believing it: nothing is known
// about who wrote it until [Open] says so. An error is a [FormError].
func ParseNote(file []byte) (Checkpoint, []Signature, error) {
	n, err := split(file)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	c, err := parseText(n.Text)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	var sigs []Signature
	again := n.Text + "\n"
	for _, s := range n.UnverifiedSigs {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return Checkpoint{}, nil, fmt.Errorf("reading the signature of %s: %w", s.Name, err)
		}
		if slices.ContainsFunc(sigs, func(t Signature) bool { return t.KeyName == s.Name && t.KeyHash == s.Hash }) {
			return Checkpoint{}, nil, &FormError{"checkpoint", fmt.Sprintf("it has two signatures of key %s+%08x", s.Name, s.Hash)}
		}
		again += "— " + s.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
		sigs = append(sigs, Signature{s.Name, s.Hash, raw[4:]})
	}
	if again != string(file) {
		// The library drops a line that stands there twice, and takes base64 whose
		// last bits mean nothing. Then a changed byte would pass.
		return Checkpoint{}, nil, &FormError{"checkpoint", "one of its signature lines is not spelled as it should be, or there twice"}
	}
	return c, sigs, nil
}

// split takes a note apart.
func split(file []byte) (*note.Note, error) {
	if len(file) > maxNote {
		return nil, &FormError{"checkpoint", fmt.Sprintf("it has %d bytes; at most %d are read", len(file), maxNote)}
	}
	_, err := note.Open(file, nil)
	if unsigned, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return unsigned.Note, nil
	}
	if len(file) == 0 {
		return nil, &FormError{"checkpoint", "it is empty"}
	}
	first, _, _ := strings.Cut(string(file), "\n")
	return nil, &FormError{"checkpoint", "a checkpoint is three lines, an empty one, and a line for each signature; this begins " +
		strconv.Quote(excerpt(first))}
}

// Open reads a signed checkpoint and checks the signatures of those keys that
// signed it. It returns them in the order of keys. Errors are a [FormError], a
// [KeyError], a [BadSignatureError], also if another of the keys signed as it
// should, or an [UnsignedError] if none of the keys signed.
func Open(file []byte, keys []string) (Checkpoint, []string, error) {
	c, sigs, err := ParseNote(file)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	var known []note.Verifier
	var ids []string
	for _, key := range keys {
		if err := CheckKey(key); err != nil {
			return Checkpoint{}, nil, err
		}
		if slices.Contains(ids, KeyID(key)) {
			return Checkpoint{}, nil, &KeyError{KeyID(key), "it is listed twice"}
		}
		ids = append(ids, KeyID(key))
		v, err := note.NewVerifier(key)
		if err != nil {
			return Checkpoint{}, nil, &KeyError{KeyID(key), err.Error()}
		}
		known = append(known, v)
	}
	n, err := note.Open(file, note.VerifierList(known...))
	if bad, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
		return Checkpoint{}, nil, &BadSignatureError{Key: fmt.Sprintf("%s+%08x", bad.Name, bad.Hash)}
	}
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		unsigned := &UnsignedError{}
		for _, s := range sigs {
			unsigned.By = append(unsigned.By, s.KeyID())
		}
		return Checkpoint{}, nil, unsigned
	}
	if err != nil {
		return Checkpoint{}, nil, &FormError{"checkpoint", err.Error()}
	}
	var by []string
	for _, key := range keys {
		if slices.ContainsFunc(n.Sigs, func(s note.Signature) bool {
			return KeyID(key) == fmt.Sprintf("%s+%08x", s.Name, s.Hash)
		}) {
			by = append(by, key)
		}
	}
	return c, by, nil
}

// Raw returns what is signed in a checkpoint and what key made of it, for
// programs that know Ed25519 but not notes, such as openssl pkeyutl -verify
// -rawin. It does not check the signature. If key did not sign, that is an
// [UnsignedError].
func Raw(file []byte, key string) (text, signature []byte, err error) {
	if err := CheckKey(key); err != nil {
		return nil, nil, err
	}
	c, sigs, err := ParseNote(file)
	if err != nil {
		return nil, nil, err
	}
	unsigned := &UnsignedError{}
	for _, s := range sigs {
		if s.KeyID() == KeyID(key) && len(s.Data) == ed25519.SignatureSize {
			return []byte(c.Text()), s.Data, nil
		}
		unsigned.By = append(unsigned.By, s.KeyID())
	}
	return nil, nil, unsigned
}
