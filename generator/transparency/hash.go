package transparency

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a SHA-256 hash in the tree: of a leaf, of two hashes below, or of
// the whole tree, which is then called its root.
type Hash [32]byte

// String returns h in standard base64, 44 characters, as in a checkpoint.
func (h Hash) String() string { return base64.StdEncoding.EncodeToString(h[:]) }

// Short returns the first 8 characters of [Hash.String], for pages and feed
// items: short enough to print everywhere, long enough that nobody finds a
// second history with the same ones by chance.
func (h Hash) Short() string { return h.String()[:8] }

// ParseHash is the opposite of [Hash.String].
func ParseHash(s string) (Hash, error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(raw) != len(Hash{}) || Hash(raw).String() != s {
		return Hash{}, &FormError{"hash", strconv.Quote(excerpt(s)) + " is not 32 bytes in base64"}
	}
	return Hash(raw), nil
}

// leafHash returns the hash of one leaf.
//
// Source: RFC 6962, section 2.1.
func leafHash(leaf string) Hash { return sha256.Sum256(append([]byte{0}, leaf...)) }

// fromLog and toLog convert between the hashes of this package and those of the
// library below it, which print differently.
func fromLog(hs []tlog.Hash) []Hash {
	out := make([]Hash, len(hs))
	for i, h := range hs {
		out[i] = Hash(h)
	}
	return out
}

func toLog(hs []Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(hs))
	for i, h := range hs {
		out[i] = tlog.Hash(h)
	}
	return out
}
