package transparency

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const (
	// A key is "<name>+<hash>+<base64>": the name of who signs, four bytes that
	// tell their keys apart, and algEd25519 with the 32 bytes of the key.
	//
	// Source: c2sp.org/signed-note, Signature types; golang.org/x/mod/sumdb/note.
	algEd25519 = 1

	privatePrefix = "PRIVATE+KEY+"
	sshKeyType    = "ssh-ed25519"
	// sshNamespace keeps a signature under a checkpoint from being taken for one
	// under anything else.
	sshNamespace = "checkpoint"
)

// A Signer holds a private key. What it prints as is its short public form.
type Signer struct {
	name string
	key  string // public, whole
	// A function, because fmt looks into everything else that a printed value
	// holds somewhere inside.
	private func() ed25519.PrivateKey
}

// NewSigner makes a key pair from 32 bytes of random, which must be
// crypto/rand.Reader for a key that is to be used. The name is the origin of the
// ledger.
func NewSigner(random io.Reader, name string) (Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return Signer{}, fmt.Errorf("making a key for %s: %w", name, err)
	}
	return newSigner(name, seed)
}

func newSigner(name string, seed []byte) (Signer, error) {
	if !validName(name) {
		return Signer{}, &KeyError{"", strconv.Quote(excerpt(name)) + " " + notName}
	}
	private := ed25519.NewKeyFromSeed(seed)
	key, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		return Signer{}, &KeyError{"", err.Error()}
	}
	return Signer{name, key, func() ed25519.PrivateKey { return private }}, nil
}

// ParseSigner reads what [Signer.Private] wrote. Space around it is ignored, as
// editors and CI settings add it. No error repeats what was given.
func ParseSigner(line string) (Signer, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), privatePrefix)
	if !ok {
		return Signer{}, &KeyError{"", "it does not begin with " + privatePrefix}
	}
	name, rest, _ := strings.Cut(rest, "+")
	_, data, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(raw) != 1+ed25519.SeedSize || raw[0] != algEd25519 {
		return Signer{}, &KeyError{"", "it is cut off, or not of the kind that firsthand makes"}
	}
	s, err := newSigner(name, raw[1:])
	if err != nil {
		return Signer{}, err
	}
	if s.Private() != privatePrefix+name+"+"+rest {
		return Signer{}, &KeyError{"", "its parts do not belong together: was the name changed?"}
	}
	return s, nil
}

// Private returns the private key in one line, without a newline.
func (s Signer) Private() string {
	seed := append([]byte{algEd25519}, s.private().Seed()...)
	return privatePrefix + KeyID(s.key) + "+" + base64.StdEncoding.EncodeToString(seed)
}

// Key returns the public key that checks what s signs: "<name>+<hash>+<base64>".
func (s Signer) Key() string { return s.key }

// Name returns the name in the key.
func (s Signer) Name() string { return s.name }

// String returns the short form of the public key.
func (s Signer) String() string {
	if s.private == nil {
		return "no key"
	}
	return KeyID(s.key)
}

// GoString returns the short form of the public key.
func (s Signer) GoString() string { return s.String() }

// KeyID returns the short form of a key for people, "<name>+<hash>". What is not
// a key comes back as it is.
func KeyID(key string) string {
	name, rest, _ := strings.Cut(key, "+")
	hash, _, ok := strings.Cut(rest, "+")
	if !ok {
		return key
	}
	return name + "+" + hash
}

// CheckKey reports whether key is a public key that can be used here: nil or a
// [KeyError]. Each has one spelling.
func CheckKey(key string) error {
	_, _, err := parseKey(key)
	return err
}

// parseKey returns the name and the 32 bytes in a public key.
func parseKey(key string) (string, ed25519.PublicKey, error) {
	if strings.HasPrefix(key, privatePrefix) {
		return "", nil, &KeyError{"", "this is the private half, which nobody else may see; the public one begins with the name of the ledger"}
	}
	name, rest, _ := strings.Cut(key, "+")
	_, data, ok := strings.Cut(rest, "+")
	shown := excerpt(KeyID(key))
	if !ok {
		return "", nil, &KeyError{strconv.Quote(shown), "it does not have three parts joined with +: name, hash, key"}
	}
	if !validName(name) {
		return "", nil, &KeyError{strconv.Quote(shown), "its name " + notName}
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(raw) == 0 {
		return "", nil, &KeyError{shown, "its last part is not base64"}
	}
	if raw[0] != algEd25519 || len(raw) != 1+ed25519.PublicKeySize {
		return "", nil, &KeyError{shown, "it is not an Ed25519 key"}
	}
	public := ed25519.PublicKey(raw[1:])
	if same, err := note.NewEd25519VerifierKey(name, public); err != nil || same != key {
		return "", nil, &KeyError{shown, "its parts do not belong together: was it copied whole?"}
	}
	return name, public, nil
}

const notName = "is not made of letters a to z, digits, dots, hyphens, underscores, colons and slashes"

// validName reports whether s can be the name of a key or of a ledger: a host
// name, perhaps with a port and a path. Note files would allow more, but not the
// files of ssh-keygen, where commas, quotes and stars mean something.
func validName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(".-_:/", r) {
			return false
		}
	}
	return s != ""
}

// PEM returns a public key as openssl reads it (SubjectPublicKeyInfo).
func PEM(key string) ([]byte, error) {
	_, public, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("encoding key %s: %w", KeyID(key), err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// AllowedSigner returns the line that makes ssh-keygen -Y verify trust a public
// key for checkpoints, under its name, without a newline.
//
// Source: ssh-keygen(1), ALLOWED SIGNERS.
func AllowedSigner(key string) (string, error) {
	name, public, err := parseKey(key)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s namespaces=%q %s %s", name, sshNamespace, sshKeyType,
		base64.StdEncoding.EncodeToString(sshPublic(public))), nil
}
