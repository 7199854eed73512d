package transparency_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/transparency"
)

func proof(tb testing.TB, tree *transparency.Tree, seq, size int, signers ...transparency.Signer) transparency.Proof {
	tb.Helper()
	path, err := tree.Inclusion(seq, size)
	if err != nil {
		tb.Fatal(err)
	}
	return transparency.Proof{Seq: seq, Path: path, Checkpoint: checkpoint(tb, tree, size, signers...)}
}

// What is written is fixed: proof files never change.
func TestProof(t *testing.T) {
	one := signer(t, 1)
	p := proof(t, newTree(t, vectorLeaves), 5, 7, one)
	file := p.Encode()
	want := `c2sp.org/tlog-proof@v1
index 5
vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=
037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=

status.northquay.example
7
3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=

— status.northquay.example CmyNAFGAd2cvz+FXhqbbmbFXMSwZ7puUQnBUy1/MRjj5sKoZ3BpgPcndoVK6OtBgd3V3MUL37ZhozRScff9EMgApkAM=
`
	if diff := cmp.Diff(want, string(file)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	back, err := transparency.ParseProof(file)
	if diff := cmp.Diff(p, back); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	c, err := back.Check(vectorLeaves[5], []string{one.Key()})
	if err != nil || c.Size != 7 || c.Origin != origin {
		t.Errorf("have %v, %v", c, err)
	}
}

func TestProofOfTheOnlyEntry(t *testing.T) {
	one := signer(t, 1)
	file := proof(t, newTree(t, []string{"hello"}), 0, 1, one).Encode()
	if !bytes.HasPrefix(file, []byte("c2sp.org/tlog-proof@v1\nindex 0\n\n"+origin+"\n1\n")) {
		t.Errorf("have %s", file)
	}
	p, err := transparency.ParseProof(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check("hello", []string{one.Key()}); err != nil {
		t.Error(err)
	}
}

// Another program may add data of its own.
func TestProofWithExtra(t *testing.T) {
	p := proof(t, newTree(t, lines(3)), 1, 3, signer(t, 1))
	p.Extra = []byte("age-v1.2.1-darwin-arm64.tar.gz")
	file := p.Encode()
	if !bytes.HasPrefix(file, []byte("c2sp.org/tlog-proof@v1\nextra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\nindex 1\n")) {
		t.Errorf("have %s", file)
	}
	back, err := transparency.ParseProof(file)
	if diff := cmp.Diff(p, back); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestParseProofRefuses(t *testing.T) {
	good := string(proof(t, newTree(t, lines(3)), 1, 3, signer(t, 1)).Encode())
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in it", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	lines := strings.SplitAfter(good, "\n")
	tests := []struct{ name, file, want string }{
		{"empty", "", "not a proof: it has no empty line, after which the checkpoint stands"},
		{"a page", "<!doctype html>\n\n<title>Not found</title>\n", `not a proof: it begins "<!doctype html>", not c2sp.org/tlog-proof@v1`},
		{"another version", replace("@v1", "@v2"), `not a proof: it begins "c2sp.org/tlog-proof@v2", not c2sp.org/tlog-proof@v1`},
		{"line ends of Windows", strings.ReplaceAll(good, "\n", "\r\n"), "not a proof: it has no empty line, after which the checkpoint stands"},
		{"no index", replace("index 1\n", ""), `not a proof: it has no line that says which entry it is about, such as "index 3"`},
		{"nothing before the checkpoint", "c2sp.org/tlog-proof@v1\n\n" + lines[4], `not a proof: it has no line that says which entry it is about, such as "index 3"`},
		{"an index with a zero before", replace("index 1", "index 01"), `not a proof: "01" is not the number of an entry`},
		{"an index below zero", replace("index 1", "index -1"), `not a proof: "-1" is not the number of an entry`},
		{"an index without number", replace("index 1", "index "), `not a proof: "" is not the number of an entry`},
		{"a hash cut off", replace(lines[2], lines[2][:40]+"\n"), `not a proof: of its path, "` + lines[2][:40] + `" is not 32 bytes in base64`},
		{"extra without data", replace("index 1", "extra \nindex 1"), `not a proof: what follows "extra" is not base64`},
		{"extra that is not base64", replace("index 1", "extra *\nindex 1"), `not a proof: what follows "extra" is not base64`},
		{"extra in another place", replace("index 1", "index 1\nextra YQ=="), `not a proof: of its path, "extra YQ==" is not 32 bytes in base64`},
		{"no checkpoint", good[:strings.Index(good, "\n\n")+2], "not a checkpoint: it is empty"},
		{"a checkpoint that is none", good[:strings.Index(good, "\n\n")+2] + "hello\n", "not a checkpoint: a checkpoint is three lines, an empty one, and a line for each signature; this begins \"hello\""},
		{"endless", good + strings.Repeat("a", 200_000), fmt.Sprintf("not a proof: it has %d bytes; at most 196608 are read", len(good)+200_000)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := transparency.ParseProof([]byte(test.file))
			if _, ok := errors.AsType[*transparency.FormError](err); !ok {
				t.Fatalf("have %v, want a FormError", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestProofCheckRefuses(t *testing.T) {
	one, two := signer(t, 1), signer(t, 2)
	all := lines(12)
	tree := newTree(t, all)
	good := proof(t, tree, 5, 12, one)
	other := proof(t, tree, 6, 12, one)
	unsigned, _, err := transparency.ParseNote(checkpoint(t, tree, 12, two))
	if err != nil {
		t.Fatal(err)
	}
	const shows = "the proof does not show that entry 5 is in the ledger of 12 entries"
	tests := []struct {
		name  string
		proof transparency.Proof
		leaf  string
		want  string
	}{
		{"another entry", good, all[6], shows},
		{"another path", transparency.Proof{Seq: 5, Path: other.Path, Checkpoint: good.Checkpoint}, all[5], shows},
		{"no path", transparency.Proof{Seq: 5, Checkpoint: good.Checkpoint}, all[5], shows},
		{"an entry beyond the end", transparency.Proof{Seq: 12, Path: good.Path, Checkpoint: good.Checkpoint}, all[5], "there is no entry 12 in a ledger of 12 entries"},
		{"another key", proof(t, tree, 5, 12, two), all[5], "the checkpoint is signed by " + two.String() + ", which is not among the keys that count for it"},
		{"no signature", transparency.Proof{Seq: 5, Path: good.Path, Checkpoint: []byte(unsigned.Text())}, all[5], "not a checkpoint: a checkpoint is three lines, an empty one, and a line for each signature; this begins \"status.northquay.example\""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := test.proof.Check(test.leaf, []string{one.Key()})
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if c != (transparency.Checkpoint{}) {
				t.Errorf("have %v all the same", c)
			}
		})
	}
	file := good.Encode()
	for i := range file {
		for bit := range 8 {
			changed := bytes.Clone(file)
			changed[i] ^= 1 << bit
			p, err := transparency.ParseProof(changed)
			if err != nil {
				continue
			}
			if _, err := p.Check(all[5], []string{one.Key()}); err == nil {
				t.Errorf("byte %d, bit %d: %q passes", i, bit, changed)
			}
		}
	}
}
