package transparency_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/transparency"
)

const origin = "status.northquay.example"

// signer returns the n-th of some keys that are the same in every run.
func signer(tb testing.TB, n byte) transparency.Signer {
	tb.Helper()
	s, err := transparency.NewSigner(bytes.NewReader(bytes.Repeat([]byte{n}, 32)), origin)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// checkpoint returns the signed checkpoint of the whole of a tree.
func checkpoint(tb testing.TB, tree *transparency.Tree, size int, signers ...transparency.Signer) []byte {
	tb.Helper()
	file, err := transparency.Sign(transparency.Checkpoint{Origin: origin, Size: size, Root: root(tb, tree, size)}, signers...)
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// What is written is fixed: whoever checked it once must be able to again.
func TestSign(t *testing.T) {
	tree := newTree(t, vectorLeaves)
	got := checkpoint(t, tree, 8, signer(t, 1), signer(t, 2))
	want := origin + `
8
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

— status.northquay.example CmyNAJ7tmgssJXXQg7W1Kt33FRBA7gj92TDU54XAl8Gz/s0hPCjhtK1NuefhcVcAlwseEWxJAQtqNA2srjnLNOwDqgk=
— status.northquay.example PhJrX8+r+hnCQJWcHBBOH7hWnsLFJdep8Zmv5UdJyypvjkHiibbNeFKl84Y7GWz6pnTm31AMn+w0EfLDRP+feyQtRQE=
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c := transparency.Checkpoint{Origin: origin, Size: 8, Root: root(t, tree, 8)}
	parsed, sigs, err := transparency.ParseNote(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, parsed); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(sigs) != 2 || sigs[0].KeyID() != signer(t, 1).String() || sigs[1].KeyID() != signer(t, 2).String() {
		t.Errorf("signatures: have %v", sigs)
	}
}

func TestSignMistakes(t *testing.T) {
	c := transparency.Checkpoint{Origin: origin, Size: 3}
	one := signer(t, 1)
	tests := []struct {
		name    string
		c       transparency.Checkpoint
		signers []transparency.Signer
		want    string
	}{
		{"no signer", c, nil, "the checkpoint is not signed"},
		{"the zero signer", c, []transparency.Signer{{}}, "the checkpoint is not signed"},
		{"twice", c, []transparency.Signer{one, one}, "key " + one.String() + ": it is given twice"},
		{"no origin", transparency.Checkpoint{Size: 3}, []transparency.Signer{one}, `not a checkpoint: "" is not the name of a ledger, such as status.example.com`},
		{"two lines", transparency.Checkpoint{Origin: "a\nb"}, []transparency.Signer{one}, `not a checkpoint: "a\nb" is not the name of a ledger, such as status.example.com`},
		{"less than nothing", transparency.Checkpoint{Origin: "a", Size: -1}, []transparency.Signer{one}, "not a checkpoint: -1 is not a number of entries"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := transparency.Sign(test.c, test.signers...)
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := transparency.SignSSH(checkpoint(t, newTree(t, nil), 0, one), transparency.Signer{}); err == nil {
		t.Error("nobody signed for ssh")
	}
	if _, err := transparency.SignSSH([]byte("hello\n"), one); err == nil {
		t.Error("something else than a checkpoint is signed for ssh")
	}
}

// The example of the specification is read, though nobody here knows its key.
//
// Source: c2sp.org/tlog-checkpoint.
func TestCheckpointOfTheSpecification(t *testing.T) {
	const file = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
	c, sigs, err := transparency.ParseNote([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if c.Origin != "example.com/behind-the-sofa" || c.Size != 20852163 || c.Root.Short() != "CsUYapGG" || c.Text() != file[:strings.Index(file, "\n\n")+1] {
		t.Errorf("have %v", c)
	}
	if len(sigs) != 1 || sigs[0].KeyID() != "example.com/behind-the-sofa+033de0ae" || len(sigs[0].Data) != 64 {
		t.Errorf("have %v", sigs)
	}
	_, _, err = transparency.Open([]byte(file), []string{signer(t, 1).Key()})
	want := "the checkpoint is signed by example.com/behind-the-sofa+033de0ae, which is not among the keys that count for it"
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseNoteRefuses(t *testing.T) {
	const (
		text = "a.example\n3\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
		sig  = "\n— a.example AAAAAAAA\n"
	)
	if _, _, err := transparency.ParseNote([]byte(text + sig)); err != nil {
		t.Fatal(err)
	}
	form := "not a checkpoint: a checkpoint is three lines, an empty one, and a line for each signature; this begins "
	tests := []struct{ name, file, want string }{
		{"empty", "", "not a checkpoint: it is empty"},
		{"a page", "<!doctype html>\n<title>Not found</title>\n", form + `"<!doctype html>"`},
		{"no signature", text, form + `"a.example"`},
		{"no line of signatures", text + "\n", form + `"a.example"`},
		{"cut off", text + strings.TrimSuffix(sig, "\n"), form + `"a.example"`},
		{"line ends of Windows", strings.ReplaceAll(text+sig, "\n", "\r\n"), form + `"a.example\r"`},
		{"no root", "a.example\n3\n" + sig, "not a checkpoint: it has 2 lines of text; origin, size and root are 3"},
		{"another line", text + "more\n" + sig, "not a checkpoint: it has 4 lines of text; origin, size and root are 3"},
		{"an empty line before", "\n" + text + sig, "not a checkpoint: it has 4 lines of text; origin, size and root are 3"},
		{"an origin with a space", "go.sum database tree\n3" + strings.TrimPrefix(text, "a.example\n3") + sig, `not a checkpoint: "go.sum database tree" is not the name of a ledger, such as status.example.com`},
		{"a size with a zero before", strings.Replace(text, "3", "03", 1) + sig, `not a checkpoint: "03" is not a number of entries`},
		{"a size with a sign", strings.Replace(text, "3", "+3", 1) + sig, `not a checkpoint: "+3" is not a number of entries`},
		{"a size below zero", strings.Replace(text, "3", "-3", 1) + sig, `not a checkpoint: "-3" is not a number of entries`},
		{"a size beyond any ledger", strings.Replace(text, "3", "9007199254740992", 1) + sig, `not a checkpoint: "9007199254740992" is not a number of entries`},
		{"a root cut off", strings.Replace(text, "yg=", "", 1) + sig, `not a checkpoint: "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQ" is not a root: 32 bytes in base64`},
		{"a root spelled otherwise", strings.Replace(text, "yg=", "yh=", 1) + sig, `not a checkpoint: "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=" is not a root: 32 bytes in base64`},
		{"a signature that is not base64", strings.Replace(text+sig, "AAAAAAAA", "AAAA*AAA", 1), form + `"a.example"`},
		{"a signature spelled otherwise", strings.Replace(text+sig, "AAAAAAAA", "AAAAAAB=", 1), "not a checkpoint: one of its signature lines is not spelled as it should be, or there twice"},
		{"a signature twice", text + sig + sig[1:], "not a checkpoint: one of its signature lines is not spelled as it should be, or there twice"},
		{"two signatures of a key", text + sig + strings.Replace(sig[1:], "AAAAAAAA", "AAAAAAAB", 1), "not a checkpoint: it has two signatures of key a.example+00000000"},
		{"endless", text + sig + strings.Repeat(sig[1:], 10_000), "not a checkpoint: it has 230081 bytes; at most 131072 are read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := transparency.ParseNote([]byte(test.file))
			if _, ok := errors.AsType[*transparency.FormError](err); !ok {
				t.Fatalf("have %v, want a FormError", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpen(t *testing.T) {
	tree := newTree(t, lines(12))
	one, two, three := signer(t, 1), signer(t, 2), signer(t, 3)
	both := checkpoint(t, tree, 12, one, two)
	// The second line is that of another checkpoint.
	mixed := bytes.Join([][]byte{
		checkpoint(t, tree, 12, one),
		bytes.SplitAfter(checkpoint(t, tree, 11, two), []byte("\n\n"))[1],
	}, nil)
	tests := []struct {
		name string
		file []byte
		keys []string
		by   []string
		want string // error
	}{
		{"both known", both, []string{two.Key(), one.Key()}, []string{two.Key(), one.Key()}, "<nil>"},
		{"one known", both, []string{three.Key(), two.Key()}, []string{two.Key()}, "<nil>"},
		{"another known", both, []string{three.Key()}, nil, "the checkpoint is signed by " + one.String() + ", " + two.String() + ", none of which is among the keys that count for it"},
		{"none known", both, nil, nil, "the checkpoint is signed by " + one.String() + ", " + two.String() + ", none of which is among the keys that count for it"},
		{"one wrong, unknown", mixed, []string{one.Key()}, []string{one.Key()}, "<nil>"},
		{"one wrong, known", mixed, []string{one.Key(), two.Key()}, nil, "the signature of key " + two.String() + " is wrong: the text was changed after it was signed, or somebody else signed it"},
		{"the same key twice", both, []string{one.Key(), one.Key()}, nil, "key " + one.String() + ": it is listed twice"},
		{"no key", both, []string{"hello"}, nil, `key "hello": it does not have three parts joined with +: name, hash, key`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, by, err := transparency.Open(test.file, test.keys)
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.by, by); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if (c == transparency.Checkpoint{}) != (err != nil) {
				t.Errorf("have %v with error %v", c, err)
			}
		})
	}
}

// One bit in a checkpoint is enough.
func TestAnyFlippedBitOfACheckpoint(t *testing.T) {
	one := signer(t, 1)
	file := checkpoint(t, newTree(t, lines(12)), 12, one)
	if _, _, err := transparency.Open(file, []string{one.Key()}); err != nil {
		t.Fatal(err)
	}
	for i := range file {
		for bit := range 8 {
			changed := bytes.Clone(file)
			changed[i] ^= 1 << bit
			if c, _, err := transparency.Open(changed, []string{one.Key()}); err == nil {
				t.Errorf("byte %d, bit %d: %q opens as %v", i, bit, changed, c)
			}
		}
	}
}

func TestRaw(t *testing.T) {
	one, two := signer(t, 1), signer(t, 2)
	tree := newTree(t, lines(12))
	file := checkpoint(t, tree, 12, one, two)
	for _, s := range []transparency.Signer{one, two} {
		text, sig, err := transparency.Raw(file, s.Key())
		if err != nil {
			t.Fatal(err)
		}
		if want := (transparency.Checkpoint{Origin: origin, Size: 12, Root: root(t, tree, 12)}).Text(); string(text) != want {
			t.Errorf("have %q, want %q", text, want)
		}
		if len(sig) != ed25519.SignatureSize {
			t.Errorf("the signature has %d bytes", len(sig))
		}
	}
	_, _, err := transparency.Raw(file, signer(t, 3).Key())
	if _, ok := errors.AsType[*transparency.UnsignedError](err); !ok {
		t.Errorf("have %v, want an UnsignedError", err)
	}
	if _, _, err := transparency.Raw(file, "hello"); err == nil {
		t.Error("hello is taken for a key")
	}
	if _, _, err := transparency.Raw([]byte("hello"), one.Key()); err == nil {
		t.Error("hello is taken for a checkpoint")
	}
}

// The key of the documentation of golang.org/x/mod/sumdb/note.
func TestKeyOfTheDocumentation(t *testing.T) {
	const (
		private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
		public  = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
	)
	s, err := transparency.ParseSigner("  " + private + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{s.Private(), s.Key(), s.Name(), s.String(), transparency.KeyID(public)}
	if diff := cmp.Diff([]string{private, public, "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := transparency.CheckKey(public); err != nil {
		t.Error(err)
	}
}

func TestNewSigner(t *testing.T) {
	s := signer(t, 7)
	back, err := transparency.ParseSigner(s.Private())
	if err != nil {
		t.Fatal(err)
	}
	if back.Key() != s.Key() || s.Key() == signer(t, 8).Key() {
		t.Errorf("have %s, want %s", back.Key(), s.Key())
	}
	if _, err := transparency.NewSigner(iotest.ErrReader(errHost), origin); !errors.Is(err, errHost) {
		t.Errorf("have %v", err)
	}
	_, err = transparency.NewSigner(bytes.NewReader(make([]byte, 32)), "two words")
	want := `private key: "two words" is not made of letters a to z, digits, dots, hyphens, underscores, colons and slashes`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A private key must not get into a log, whatever is printed.
func TestPrivateKeyIsNeverPrinted(t *testing.T) {
	s := signer(t, 7)
	secret := s.Private()[strings.LastIndex(s.Private()[:len("PRIVATE+KEY+")+len(s.String())+1], "+")+1:]
	type holder struct{ s transparency.Signer }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{s, &s, []transparency.Signer{s}, holder{s}, &holder{s}} {
			got := fmt.Sprintf(verb, v)
			if strings.Contains(got, secret) || strings.Contains(got, "07070707") || strings.Contains(got, "7 7 7 7") || strings.Contains(got, "PRIVATE") {
				t.Errorf("%s of %T prints %s", verb, v, got)
			}
		}
	}
	if got := fmt.Sprint(transparency.Signer{}); got != "no key" {
		t.Errorf("have %q", got)
	}
	for _, broken := range []string{s.Private()[:len(s.Private())-4], strings.Replace(s.Private(), "status", "Status", 1), s.Private() + "AAAA", secret} {
		_, err := transparency.ParseSigner(broken)
		if err == nil {
			t.Errorf("%s is read", broken)
		}
		if strings.Contains(fmt.Sprint(err), secret[:8]) {
			t.Errorf("the error says the key: %v", err)
		}
	}
	if err := transparency.CheckKey(s.Private()); err == nil || strings.Contains(err.Error(), secret[:8]) {
		t.Errorf("have %v", err)
	}
}

func TestCheckKey(t *testing.T) {
	key := signer(t, 7).Key()
	if err := transparency.CheckKey(key); err != nil {
		t.Fatal(err)
	}
	id := transparency.KeyID(key)
	parts := "key " + id + ": its parts do not belong together: was it copied whole?"
	tests := []struct{ name, key, want string }{
		{"empty", "", `key "": it does not have three parts joined with +: name, hash, key`},
		{"only an id", id, `key "` + id + `": it does not have three parts joined with +: name, hash, key`},
		{"a name with a star", "*" + key, `key "*` + id + `": its name is not made of letters a to z, digits, dots, hyphens, underscores, colons and slashes`},
		{"another name", "a" + key, "key a" + id + ": its parts do not belong together: was it copied whole?"},
		{"another hash", strings.Replace(key, "+", "+0", 1)[:len(key)], "key " + strings.Replace(id, "+", "+0", 1) + ": its last part is not base64"},
		{"capitals in the hash", origin + strings.ToUpper(key[len(origin):len(id)]) + key[len(id):], "key " + origin + strings.ToUpper(id[len(origin):]) + ": its parts do not belong together: was it copied whole?"},
		{"one character changed", key[:len(key)-2] + string(key[len(key)-2]^1) + key[len(key)-1:], parts},
		{"cut off", key[:len(key)-4], "key " + id + ": it is not an Ed25519 key"},
		{"of another kind", id + "+BA" + key[len(id)+3:], "key " + id + ": it is not an Ed25519 key"},
		{"a newline", key + "\n", parts},
		{"private", signer(t, 7).Private(), "private key: this is the private half, which nobody else may see; the public one begins with the name of the ledger"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := transparency.CheckKey(test.key)
			if _, ok := errors.AsType[*transparency.KeyError](err); !ok {
				t.Fatalf("have %v, want a KeyError", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, f := range []func(string) error{
				func(k string) error { return second(transparency.PEM(k)) },
				func(k string) error { return second(transparency.AllowedSigner(k)) },
				func(k string) error { return transparency.CheckSSH(nil, nil, k) },
			} {
				if f(test.key) == nil {
					t.Error("it is used all the same")
				}
			}
		})
	}
}
