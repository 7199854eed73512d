package ledger

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

func site(t testing.TB, l *Log) map[string][]byte {
	t.Helper()
	files, err := l.Site()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSite(t *testing.T) {
	dir := full(t)
	l := publish(t, dir, "14:00:00", short(3, "not signed yet"))
	files := site(t, l)
	want := []string{"allowed_signers", "checkpoint", "checkpoint.sig", "checkpoints/8", "checkpoints/8.sig", "key.pem", "keys"}
	for seq := range 8 {
		want = append(want, fmt.Sprintf("proofs/%d", seq))
	}
	want = append(want, "tile/0/000.p/8", "tile/0/000.p/9", "tile/entries/000.p/8", "tile/entries/000.p/9")
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(files))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if !bytes.Equal(files["checkpoint"], files["checkpoints/8"]) || !bytes.Equal(files["checkpoint.sig"], files["checkpoints/8.sig"]) {
		t.Error("checkpoint is not the newest one")
	}
	if want := signer(1).Key() + " added 7\n"; string(files["keys"]) != want {
		t.Errorf("keys = %q, want %q", files["keys"], want)
	}
	for seq := range 8 {
		p, err := transparency.ParseProof(files[fmt.Sprintf("proofs/%d", seq)])
		if err != nil {
			t.Fatal(err)
		}
		c, err := p.Check(l.Line(seq), l.Active(8))
		if err != nil || p.Seq != seq || c.Size != 8 || c.Root != l.Root(8) {
			t.Errorf("proof %d is of %d in %+v, %v", seq, p.Seq, c, err)
		}
		if _, err := p.Check(l.Line(8), l.Active(8)); err == nil {
			t.Errorf("proof %d shows another entry", seq)
		}
	}
}

func TestSiteUnsigned(t *testing.T) {
	if got := slices.Sorted(maps.Keys(site(t, load(t, worked(t))))); !slices.Equal(got, []string{"tile/0/000.p/4", "tile/entries/000.p/4"}) {
		t.Errorf("files = %v", got)
	}
	if got := site(t, &Log{}); len(got) != 0 {
		t.Errorf("files of an empty ledger = %v", got)
	}
}

// rotated has a retired key, a revoked one, one that never signed, and one that
// signed last.
func rotated(t testing.TB) *Log {
	t.Helper()
	l, err := apply(t,
		Run{Drafts: []Draft{short(1, "a")}, Signers: signers(1)},                               // key 1 is entry 1
		Run{Keys: []KeyChange{add(2), add(3)}, Signers: signers(1, 2)},                         // 3, 4
		Run{Keys: []KeyChange{retire(1)}, Signers: signers(2)},                                 // 5
		Run{Keys: []KeyChange{add(4), revoke(2)}, Signers: signers(3)},                         // 6, 7
		Run{Keys: []KeyChange{add(5)}, Drafts: []Draft{short(2, "b")}, Signers: signers(4, 3)}, // 8, 9
	)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSiteKeys(t *testing.T) {
	files := site(t, rotated(t))
	key := func(n byte) string { return signer(n).Key() }
	want := key(1) + " added 1 retired 5\n" + key(2) + " added 3 revoked 7\n" + key(3) + " added 4\n" + key(4) + " added 6\n" + key(5) + " added 8\n"
	if diff := cmp.Diff(want, string(files["keys"])); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	allowed := func(n byte) string {
		line, err := transparency.AllowedSigner(key(n))
		if err != nil {
			t.Fatal(err)
		}
		return line + "\n"
	}
	want = allowed(3) + allowed(4) + allowed(5) +
		strings.Replace(allowed(1), ` ssh-ed25519`, `,valid-before="20260303120000Z" ssh-ed25519`, 1)
	if diff := cmp.Diff(want, string(files["allowed_signers"])); diff != "" {
		t.Errorf("allowed_signers (-want +got):\n%s", diff)
	}
	pem, err := transparency.PEM(key(4))
	if err != nil || !bytes.Equal(pem, files["key.pem"]) {
		t.Errorf("key.pem = %q, want the key that signed first, %q, %v", files["key.pem"], pem, err)
	}
}

// Programs of others accept what the site serves, with no more than what it
// serves.
func TestSiteWithOtherPrograms(t *testing.T) {
	l := rotated(t)
	dir := t.TempDir()
	for name, data := range site(t, l) {
		write(t, dir, name, string(data))
	}
	verify := func(name string, options ...string) error {
		in, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		cmd := exec.Command("ssh-keygen", append([]string{
			"-Y", "verify", "-f", filepath.Join(dir, "allowed_signers"), "-I", origin, "-n", "checkpoint",
			"-s", filepath.Join(dir, name+".sig")}, options...)...)
		cmd.Stdin = in
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	t.Run("ssh-keygen", func(t *testing.T) {
		if _, err := exec.LookPath("ssh-keygen"); err != nil {
			t.Skip(err)
		}
		if err := verify("checkpoint"); err != nil {
			t.Error(err)
		}
		if err := verify("checkpoints/8"); err != nil {
			t.Error(err)
		}
		// Signed by the key that is retired since, and by the one that is revoked.
		if err := verify("checkpoints/3"); err == nil {
			t.Error("a key that is retired passes for one in force")
		}
		if err := verify("checkpoints/3", "-Overify-time=20260303103000Z"); err != nil {
			t.Error(err)
		}
		if err := verify("checkpoints/6", "-Overify-time=20260303123000Z"); err == nil {
			t.Error("a key that was revoked passes")
		}
	})
	t.Run("openssl", func(t *testing.T) {
		if _, err := exec.LookPath("openssl"); err != nil {
			t.Skip(err)
		}
		text, signature, err := transparency.Raw(site(t, l)["checkpoint"], signer(4).Key())
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, "text", string(text))
		write(t, dir, "signature", string(signature))
		out, err := exec.Command("openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", filepath.Join(dir, "key.pem"),
			"-in", filepath.Join(dir, "text"), "-sigfile", filepath.Join(dir, "signature")).CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
}
