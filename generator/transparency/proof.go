package transparency

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// A Proof shows, without any other file, that an entry is in a ledger whose
// checkpoint is signed.
//
// Source: c2sp.org/tlog-proof.
type Proof struct {
	Seq        int    // of the entry
	Path       []Hash // as [Tree.Inclusion] returns it
	Checkpoint []byte // signed note
	Extra      []byte // whatever another program added; nothing vouches for it
}

const (
	proofHead = "c2sp.org/tlog-proof@v1"
	// maxProof is more than a proof can need: a path has at most 63 hashes.
	maxProof = maxNote + 64<<10
)

// Encode returns the file of p.
func (p Proof) Encode() []byte {
	var b strings.Builder
	b.WriteString(proofHead + "\n")
	if len(p.Extra) > 0 {
		b.WriteString("extra " + base64.StdEncoding.EncodeToString(p.Extra) + "\n")
	}
	fmt.Fprintf(&b, "index %d\n", p.Seq)
	for _, h := range p.Path {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(p.Checkpoint)
	return []byte(b.String())
}

// ParseProof is the opposite of [Proof.Encode]. Nothing is believed of it until
// [Proof.Check] says so. An error is a [FormError].
func ParseProof(file []byte) (Proof, error) {
	wrong := func(why string) (Proof, error) { return Proof{}, &FormError{"proof", why} }
	if len(file) > maxProof {
		return wrong(fmt.Sprintf("it has %d bytes; at most %d are read", len(file), maxProof))
	}
	head, checkpoint, ok := strings.Cut(string(file), "\n\n")
	if !ok {
		return wrong("it has no empty line, after which the checkpoint stands")
	}
	lines := strings.Split(head, "\n")
	if lines[0] != proofHead {
		return wrong("it begins " + strconv.Quote(excerpt(lines[0])) + ", not " + proofHead)
	}
	lines = lines[1:]
	var p Proof
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		data := strings.TrimPrefix(lines[0], "extra ")
		extra, err := base64.StdEncoding.DecodeString(data)
		if err != nil || len(extra) == 0 || base64.StdEncoding.EncodeToString(extra) != data {
			return wrong("what follows \"extra\" is not base64")
		}
		p.Extra, lines = extra, lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return wrong("it has no line that says which entry it is about, such as \"index 3\"")
	}
	number := strings.TrimPrefix(lines[0], "index ")
	seq, err := strconv.ParseUint(number, 10, 63)
	if err != nil || seq > maxSize || strconv.FormatUint(seq, 10) != number {
		return wrong(strconv.Quote(excerpt(number)) + " is not the number of an entry")
	}
	p.Seq = int(seq)
	for _, line := range lines[1:] {
		h, err := ParseHash(line)
		if err != nil {
			return wrong("of its path, " + strconv.Quote(excerpt(line)) + " is not 32 bytes in base64")
		}
		p.Path = append(p.Path, h)
	}
	if _, _, err := ParseNote([]byte(checkpoint)); err != nil {
		return Proof{}, err
	}
	p.Checkpoint = []byte(checkpoint)
	return p, nil
}

// Check reports whether p shows that leaf is entry p.Seq of a ledger that one of
// keys signed, and returns the checkpoint that says so. Errors are those of
// [Open] and of [CheckInclusion].
func (p Proof) Check(leaf string, keys []string) (Checkpoint, error) {
	c, _, err := Open(p.Checkpoint, keys)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := CheckInclusion(p.Seq, c.Size, c.Root, leaf, p.Path); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}
