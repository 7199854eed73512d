package transparency_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"firsthand/generator/transparency"
)

// Whatever is read as a checkpoint says the same when it is written again, and
// only the signed one opens.
func FuzzParseNote(f *testing.F) {
	one := signer(f, 1)
	tree := newTree(f, lines(12))
	good := checkpoint(f, tree, 12, one)
	f.Add(good)
	f.Add(checkpoint(f, tree, 12, one, signer(f, 2)))
	f.Add([]byte("a.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— b AAAAAAAA\n"))
	f.Add([]byte("<!doctype html>\n\n— x\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, sigs, err := transparency.ParseNote(file)
		if err != nil {
			if c != (transparency.Checkpoint{}) || sigs != nil {
				t.Errorf("have %v, %v with error %v", c, sigs, err)
			}
			if _, _, err := transparency.Open(file, []string{one.Key()}); err == nil {
				t.Error("it is not a checkpoint, and opens")
			}
			return
		}
		if !bytes.HasPrefix(file, []byte(c.Text()+"\n")) || len(sigs) == 0 {
			t.Errorf("have %v, %v", c, sigs)
		}
		opened, by, err := transparency.Open(file, []string{one.Key()})
		if err != nil {
			return
		}
		text, _, _ := bytes.Cut(good, []byte("\n\n"))
		if opened != c || c.Text() != string(text)+"\n" || len(by) != 1 {
			t.Errorf("%q opens as %v", file, opened)
		}
		if _, _, err := transparency.Raw(file, one.Key()); err != nil {
			t.Error(err)
		}
	})
}

// A proof that is read encodes to the same bytes, and holds only for the entry
// that it was made for.
func FuzzParseProof(f *testing.F) {
	one := signer(f, 1)
	tree := newTree(f, lines(12))
	good := proof(f, tree, 5, 12, one)
	f.Add(good.Encode())
	f.Add(proof(f, tree, 0, 1, one).Encode())
	good.Extra = []byte("more")
	f.Add(good.Encode())
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := transparency.ParseProof(file)
		if err != nil {
			return
		}
		if again := p.Encode(); !bytes.Equal(again, file) {
			t.Errorf("have %q, want %q", again, file)
		}
		for seq, leaf := range lines(12) {
			if c, err := p.Check(leaf, []string{one.Key()}); err == nil && (p.Seq != seq || c.Origin != origin) {
				t.Errorf("the proof of entry %d holds for %d", p.Seq, seq)
			}
		}
	})
}

// Only the signature that was made passes, however it is wrapped.
func FuzzCheckSSH(f *testing.F) {
	one := signer(f, 1)
	file := checkpoint(f, newTree(f, lines(12)), 12, one)
	good, err := transparency.SignSSH(file, one)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"))
	f.Add(bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")))
	flat := func(b []byte) string {
		return string(bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\n"), nil), []byte("\r"), nil))
	}
	f.Fuzz(func(t *testing.T, signature []byte) {
		if err := transparency.CheckSSH(file, signature, one.Key()); err == nil && flat(signature) != flat(good) {
			t.Errorf("%q passes", signature)
		}
	})
}

// A key that is read is spelled in one way, and printable in the files of others.
func FuzzCheckKey(f *testing.F) {
	f.Add(signer(f, 1).Key())
	f.Add(signer(f, 1).Private())
	f.Add("a+0a6c8d00+AYqI490=")
	f.Fuzz(func(t *testing.T, key string) {
		s, err := transparency.ParseSigner(key)
		if err == nil {
			if back, err := transparency.ParseSigner(s.Private()); err != nil || back.Key() != s.Key() {
				t.Errorf("have %v, %v", back, err)
			}
		}
		if transparency.CheckKey(key) != nil {
			return
		}
		if line, err := transparency.AllowedSigner(key); err != nil || bytes.ContainsAny([]byte(line), "\n*?!,#") {
			t.Errorf("have %q, %v", line, err)
		}
		if _, err := transparency.PEM(key); err != nil {
			t.Error(err)
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte("\x00\x02ab\x00\x00"))
	f.Add([]byte("<!doctype html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		leaves, err := transparency.ParseBundle(data)
		if err != nil || len(leaves) == 0 {
			return
		}
		tree := newTree(t, leaves)
		for _, again := range tiles(t, tree) {
			if bytes.Equal(again, data) {
				return
			}
		}
		t.Errorf("no bundle of %d entries is %q", len(leaves), data)
	})
}

// Whatever a host serves in place of one file, what is read is right or refused.
func FuzzTileTree(f *testing.F) {
	const size = 300
	all := lines(size)
	tree := newTree(f, all)
	now := root(f, tree, size)
	served := tiles(f, tree)
	names := slices.Sorted(maps.Keys(served))
	for i := range names {
		f.Add(i, 0, []byte("\x00"), true)
		f.Add(i, 40, []byte{}, false)
		f.Add(i, 1<<20, []byte("more"), true)
	}
	f.Add(1, 0, []byte("<!doctype html>"), false)
	// What stands at a place in one file is replaced, and what follows kept or not.
	f.Fuzz(func(t *testing.T, which, at int, data []byte, rest bool) {
		changed := maps.Clone(served)
		name := names[uint(which)%uint(len(names))]
		was := served[name]
		at = min(max(at, 0), len(was))
		end := min(at+len(data), len(was))
		changed[name] = slices.Concat(was[:at], data)
		if rest {
			changed[name] = append(changed[name], was[end:]...)
		}
		read := transparency.NewTileTree(size, now, changed)
		for n := range read.Bundles() {
			if got, err := read.Bundle(n); err == nil && !slices.Equal(got, all[n*256:min(size, n*256+256)]) {
				t.Errorf("bundle %d is believed", n)
			}
		}
		for _, seq := range []int{0, 255, 256, 299} {
			p, err := read.Inclusion(seq, size)
			if err != nil {
				continue
			}
			if err := transparency.CheckInclusion(seq, size, now, all[seq], p); err != nil {
				t.Error(err)
			}
		}
		if got, err := read.Root(257); err == nil && got != root(t, tree, 257) {
			t.Errorf("root of 257: have %s", got)
		}
	})
}
