package transparency_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// A client is what somebody else might write who has the files of a ledger, its
// key, and the texts at c2sp.org: it shares no code with the package, nor with
// the library below that.
type client struct {
	log fs.FS
	key string // "<name>+<hash>+<base64>"
}

// opened checks a signed note and returns origin, size and root of its text.
//
// Source: c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
func (c client) opened(note string) (origin string, size int, root [32]byte, err error) {
	fail := func(format string, args ...any) (string, int, [32]byte, error) {
		return "", 0, root, fmt.Errorf(format, args...)
	}
	name, rest, _ := strings.Cut(c.key, "+")
	id, data, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(key) != 33 || key[0] != 1 {
		return fail("the key is not an Ed25519 key")
	}
	sum := sha256.Sum256([]byte(name + "\n" + string(key)))
	if fmt.Sprintf("%x", sum[:4]) != id {
		return fail("the id of the key should be %x", sum[:4])
	}

	end := strings.LastIndex(note, "\n\n")
	if end < 0 || !strings.HasSuffix(note, "\n") {
		return fail("not a note")
	}
	text, lines := note[:end+1], strings.Split(strings.TrimSuffix(note[end+2:], "\n"), "\n")
	signed := false
	for _, line := range lines {
		words := strings.Split(line, " ")
		if len(words) != 3 || words[0] != "\u2014" {
			return fail("%q is not a signature line", line)
		}
		sig, err := base64.StdEncoding.DecodeString(words[2])
		if err != nil || len(sig) < 5 {
			return fail("%q is not a signature line", line)
		}
		if words[1] != name || !bytes.Equal(sig[:4], sum[:4]) {
			continue // unknown keys are ignored
		}
		if !ed25519.Verify(key[1:], []byte(text), sig[4:]) {
			return fail("the signature is wrong")
		}
		signed = true
	}
	if !signed {
		return fail("not signed by the key")
	}

	body := strings.Split(text, "\n")
	if len(body) < 4 || slices.Contains(body[:len(body)-1], "") {
		return fail("not a checkpoint")
	}
	size, err = strconv.Atoi(body[1])
	if err != nil || strconv.Itoa(size) != body[1] {
		return fail("%q is not a size", body[1])
	}
	hash, err := base64.StdEncoding.DecodeString(body[2])
	if err != nil || len(hash) != 32 {
		return fail("%q is not a root", body[2])
	}
	return body[0], size, [32]byte(hash), nil
}

// resource reads a tile, or a bundle if level is "entries", for a tree that has
// width hashes from number*256 on at that level.
//
// Source: c2sp.org/tlog-tiles.
func (c client) resource(level string, number, width int) ([]byte, error) {
	name := fmt.Sprintf("%03d", number%1000)
	for n := number / 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/", n%1000) + name
	}
	if width < 256 {
		name += ".p/" + strconv.Itoa(width)
	}
	return fs.ReadFile(c.log, "tile/"+level+"/"+name)
}

func leafOf(entry []byte) [32]byte { return sha256.Sum256(append([]byte{0}, entry...)) }

func nodeOf(left, right [32]byte) [32]byte {
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

// hashOf returns the Merkle Tree Hash over a list of them.
//
// Source: RFC 6962, section 2.1.
func hashOf(d [][32]byte) [32]byte {
	if len(d) == 1 {
		return d[0]
	}
	k := 1 << (bits.Len(uint(len(d)-1)) - 1)
	return nodeOf(hashOf(d[:k]), hashOf(d[k:]))
}

// audit reads all bundles and tiles of a tree of this size and compares them with
// one another and with the root. It returns the entries.
func (c client) audit(size int, root [32]byte) ([]string, error) {
	var entries []string
	var hashes [][32]byte
	for n := 0; n*256 < size; n++ {
		width := min(256, size-n*256)
		data, err := c.resource("entries", n, width)
		if err != nil {
			return nil, err
		}
		for range width {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("bundle %d is cut off", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, string(data[2:end]))
			hashes = append(hashes, leafOf(data[2:end]))
			data = data[end:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("bundle %d is too long", n)
		}
	}
	if hashOf(hashes) != root {
		return nil, errors.New("the entries do not give the root")
	}
	for level := 0; len(hashes) > 0; level++ {
		var above [][32]byte
		for n := 0; n*256 < len(hashes); n++ {
			of := hashes[n*256 : min(len(hashes), n*256+256)]
			data, err := c.resource(strconv.Itoa(level), n, len(of))
			if err != nil {
				return nil, err
			}
			var want []byte
			for _, h := range of {
				want = append(want, h[:]...)
			}
			if !bytes.Equal(data, want) {
				return nil, fmt.Errorf("tile %d of level %d is wrong", n, level)
			}
			if len(of) == 256 {
				above = append(above, hashOf(of))
			}
		}
		hashes = above
	}
	return entries, nil
}

// hashAt returns the Merkle Tree Hash of the 2^height leaves from index*2^height
// on, which must all be there, from the one tile that holds what is below it.
func (c client) hashAt(height, index, size int) ([32]byte, error) {
	level, first, n := height/8, index<<(height%8), 1<<(height%8)
	number := first / 256
	width := min(256, size>>(8*level)-number*256)
	data, err := c.resource(strconv.Itoa(level), number, width)
	if err != nil {
		return [32]byte{}, err
	}
	if len(data) != 32*width || first-number*256+n > width {
		return [32]byte{}, fmt.Errorf("tile %d of level %d has %d bytes", number, level, len(data))
	}
	var hashes [][32]byte
	for i := range n {
		hashes = append(hashes, [32]byte(data[32*(first-number*256+i):]))
	}
	return hashOf(hashes), nil
}

// over returns the Merkle Tree Hash over the leaves from first up to end, where
// first is a multiple of a power of two that is at least as large as end-first.
func (c client) over(first, end, size int) ([32]byte, error) {
	height := bits.Len(uint(end-first)) - 1
	if end-first == 1<<height {
		return c.hashAt(height, first>>height, size)
	}
	middle := first + 1<<height
	left, err := c.over(first, middle, size)
	if err != nil {
		return left, err
	}
	right, err := c.over(middle, end, size)
	return nodeOf(left, right), err
}

// path returns the inclusion proof of a leaf, from tiles.
//
// Source: RFC 6962, section 2.1.1.
func (c client) path(leaf, size int) ([][32]byte, error) {
	var proof [][32]byte
	for first, end := 0, size; end-first > 1; {
		middle := first + 1<<(bits.Len(uint(end-first-1))-1)
		other := [2]int{first, middle}
		if leaf < middle {
			other = [2]int{middle, end}
			end = middle
		} else {
			first = middle
		}
		h, err := c.over(other[0], other[1], size)
		if err != nil {
			return nil, err
		}
		proof = append(proof, h)
	}
	slices.Reverse(proof)
	return proof, nil
}

// included checks an inclusion proof.
//
// Source: RFC 9162, section 2.1.3.2.
func included(hash [32]byte, leaf, size int, proof [][32]byte, root [32]byte) bool {
	if leaf >= size {
		return false
	}
	fn, sn, r := leaf, size-1, hash
	for _, p := range proof {
		if sn == 0 {
			return false
		}
		if fn&1 == 1 || fn == sn {
			r = nodeOf(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeOf(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	return sn == 0 && r == root
}

// continued checks a consistency proof.
//
// Source: RFC 9162, section 2.1.4.2.
func continued(first, second int, firstHash, secondHash [32]byte, proof [][32]byte) bool {
	if first == second {
		return len(proof) == 0 && firstHash == secondHash
	}
	if first&(first-1) == 0 {
		proof = append([][32]byte{firstHash}, proof...)
	}
	if len(proof) == 0 {
		return false
	}
	fn, sn := first-1, second-1
	for fn&1 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := proof[0], proof[0]
	for _, c := range proof[1:] {
		if sn == 0 {
			return false
		}
		if fn&1 == 1 || fn == sn {
			fr, sr = nodeOf(c, fr), nodeOf(c, sr)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = nodeOf(sr, c)
		}
		fn, sn = fn>>1, sn>>1
	}
	return sn == 0 && fr == firstHash && sr == secondHash
}

// proven checks a proof file for an entry and returns the entry's number.
//
// Source: c2sp.org/tlog-proof.
func (c client) proven(file, entry string) (int, error) {
	head, note, _ := strings.Cut(file, "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, errors.New("not a proof")
	}
	index, err := strconv.Atoi(strings.TrimPrefix(lines[1], "index "))
	if err != nil {
		return 0, err
	}
	var proof [][32]byte
	for _, line := range lines[2:] {
		h, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(h) != 32 {
			return 0, fmt.Errorf("%q is not a hash", line)
		}
		proof = append(proof, [32]byte(h))
	}
	_, size, root, err := c.opened(note)
	if err != nil {
		return 0, err
	}
	if !included(leafOf([]byte(entry)), index, size, proof, root) {
		return 0, errors.New("the entry is not included")
	}
	return index, nil
}

// A client that is not ours accepts all that we write, for every size that was
// signed, and finds what is wrong.
func TestForeignClient(t *testing.T) {
	one := signer(t, 1)
	for _, sizes := range [][]int{{1}, {3, 8}, {200, 255, 256}, {257, 300}, {512, 600, 700}, {9_990, 10_001}} {
		size := sizes[len(sizes)-1]
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			leaves := lines(size)
			tree := newTree(t, leaves)
			log := fstest.MapFS{}
			for name, data := range tiles(t, tree, sizes...) {
				log[name] = &fstest.MapFile{Data: data}
			}
			c := client{log, one.Key()}
			_, _, newest, err := c.opened(string(checkpoint(t, tree, size, one)))
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range sizes {
				who, got, root, err := c.opened(string(checkpoint(t, tree, n, signer(t, 2), one)))
				if err != nil || who != origin || got != n {
					t.Fatalf("checkpoint of %d: have %q %d, %v", n, who, got, err)
				}
				between, err := tree.Consistency(n, size)
				if err != nil {
					t.Fatal(err)
				}
				var hashes [][32]byte
				for _, h := range between {
					hashes = append(hashes, h)
				}
				if !continued(n, size, root, newest, hashes) {
					t.Errorf("from %d to %d: the proof does not hold", n, size)
				}
				for _, leaf := range []int{0, n / 2, n - 1} {
					file := string(proof(t, tree, leaf, n, one).Encode())
					index, err := c.proven(file, leaves[leaf])
					if err != nil || index != leaf {
						t.Errorf("entry %d of %d: have %d, %v", leaf, n, index, err)
					}
					if _, err := c.proven(file, leaves[leaf]+" "); err == nil {
						t.Errorf("entry %d of %d: another entry is proven", leaf, n)
					}
				}
			}
			entries, err := c.audit(size, newest)
			if err != nil || !slices.Equal(entries, leaves) {
				t.Errorf("have %d entries, %v", len(entries), err)
			}
			for leaf := 0; leaf < size; leaf += 1 + size/20 {
				hashes, err := c.path(leaf, size)
				if err != nil || !included(leafOf([]byte(leaves[leaf])), leaf, size, hashes, newest) {
					t.Errorf("entry %d of %d, from tiles: not included, %v", leaf, size, err)
				}
			}
			if size > 1000 {
				return
			}
			for name := range tiles(t, tree) { // not the partial ones of the past
				was := log[name].Data
				log[name] = &fstest.MapFile{Data: bytes.Clone(was)}
				log[name].Data[len(was)/2] ^= 4
				if _, err := c.audit(size, newest); err == nil {
					t.Errorf("a changed bit in %s passes", name)
				}
				log[name] = &fstest.MapFile{Data: was}
			}
		})
	}
}
