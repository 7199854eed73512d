package transparency_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/transparency"
)

func TestSignSSH(t *testing.T) {
	one := signer(t, 1)
	file := checkpoint(t, newTree(t, vectorLeaves), 8, one)
	got, err := transparency.SignSSH(file, one)
	if err != nil {
		t.Fatal(err)
	}
	want := `-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgiojj3XQJ8ZX9UtstPLpdcspnCb
8dlBIb83SIAbQPb1wAAAAKY2hlY2twb2ludAAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gt
ZWQyNTUxOQAAAEAyya5mGGJLWAM2aU0UdZpfwSaEIMQjeXPddO7FuEz9YaTR+Hp/k1kfw4
I6lCw2imyNnlF+NyZt77dLIBpZtNsE
-----END SSH SIGNATURE-----
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := transparency.CheckSSH(file, got, one.Key()); err != nil {
		t.Error(err)
	}
	windows := bytes.ReplaceAll(got, []byte("\n"), []byte("\r\n"))
	if err := transparency.CheckSSH(file, windows, one.Key()); err != nil {
		t.Errorf("with the line ends of Windows: %v", err)
	}
}

func TestCheckSSHRefuses(t *testing.T) {
	one := signer(t, 1)
	file := checkpoint(t, newTree(t, vectorLeaves), 8, one, signer(t, 2))
	sign := func(s transparency.Signer) string {
		sig, err := transparency.SignSSH(file, s)
		if err != nil {
			t.Fatal(err)
		}
		return string(sig)
	}
	good := sign(one)
	// change returns the signature with other bytes inside.
	change := func(f func(blob string) string) string {
		lines := strings.Split(good, "\n")
		blob, err := base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-2], ""))
		if err != nil {
			t.Fatal(err)
		}
		return lines[0] + "\n" + base64.StdEncoding.EncodeToString([]byte(f(string(blob)))) + "\n" + lines[len(lines)-2] + "\n"
	}
	replace := func(old, with string) string {
		return change(func(blob string) string { return strings.Replace(blob, old, with, 1) })
	}
	const (
		notOurs = "not a signature of ssh-keygen: it is not one of a checkpoint, or not of the kind that firsthand makes"
		length  = "not a signature of ssh-keygen: it is not of the kind that firsthand makes, ssh-ed25519 over sha512"
		between = "not a signature of ssh-keygen: it does not stand between -----BEGIN SSH SIGNATURE----- and -----END SSH SIGNATURE-----"
	)
	wrong := "the signature of key " + one.String() + " is wrong: the text was changed after it was signed, or somebody else signed it"
	tests := []struct{ name, file, sig, want string }{
		{"another text", string(file) + "\n", good, wrong},
		{"another key", string(file), sign(signer(t, 2)), "the ssh signature is by another key, SHA256:4A9jyZBOhnKZvcGQ6TRFbf5Gymb41AfYvYaVmWHD+G4, not by key " + one.String()},
		{"a bit of the signature", string(file), change(func(b string) string { return b[:len(b)-1] + string(b[len(b)-1]^1) }), wrong},
		{"another version", string(file), replace("SSHSIG\x00\x00\x00\x01", "SSHSIG\x00\x00\x00\x02"), notOurs},
		{"another namespace", string(file), replace("checkpoint", "checkpoins"), notOurs},
		{"another hash", string(file), replace("sha512", "sha256"), notOurs},
		{"the namespace of git", string(file), replace("\x00\x00\x00\x0acheckpoint", "\x00\x00\x00\x03git"), length},
		{"more behind it", string(file), change(func(b string) string { return b + "\x00" }), length},
		{"nothing in it", string(file), change(func(string) string { return "" }), length},
		{"empty", string(file), "", between},
		{"a page", string(file), "<!doctype html>", between},
		{"no end", string(file), strings.TrimSuffix(good, "-----END SSH SIGNATURE-----\n"), between},
		{"no base64", string(file), strings.Replace(good, "U1NIU0lH", "U1NI*0lH", 1), "not a signature of ssh-keygen: what stands between its first and last line is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := transparency.CheckSSH([]byte(test.file), []byte(test.sig), one.Key())
			if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("bits", func(t *testing.T) {
		for i := range good {
			changed := []byte(good)
			changed[i] ^= 1
			if err := transparency.CheckSSH(file, changed, one.Key()); err == nil {
				t.Errorf("byte %d: %q passes", i, changed)
			}
		}
	})
}

// run starts a program that readers of a ledger have, and returns what it prints.
// The test is left out where there is none.
func run(t *testing.T, dir string, stdin []byte, program string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed", program)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// OpenSSH accepts the signature under a checkpoint, and not one under another.
func TestSSHKeygen(t *testing.T) {
	one, two := signer(t, 1), signer(t, 2)
	tree := newTree(t, lines(12))
	file := checkpoint(t, tree, 12, one, two)
	sig, err := transparency.SignSSH(file, one)
	if err != nil {
		t.Fatal(err)
	}
	var allowed []byte
	for _, s := range []transparency.Signer{two, one} {
		line, err := transparency.AllowedSigner(s.Key())
		if err != nil {
			t.Fatal(err)
		}
		allowed = append(allowed, line+"\n"...)
	}
	dir := t.TempDir()
	write(t, dir, "allowed_signers", allowed)
	write(t, dir, "checkpoint.sig", sig)
	verify := []string{"-Y", "verify", "-f", "allowed_signers", "-I", origin, "-n", "checkpoint", "-s", "checkpoint.sig"}
	out, err := run(t, dir, file, "ssh-keygen", verify...)
	if err != nil || !strings.HasPrefix(out, `Good "checkpoint" signature for status.northquay.example with ED25519 key SHA256:`) {
		t.Errorf("ssh-keygen says %v: %s", err, out)
	}
	if out, err := run(t, dir, checkpoint(t, tree, 11, one, two), "ssh-keygen", verify...); err == nil {
		t.Errorf("ssh-keygen accepts another checkpoint: %s", out)
	}
	verify[7] = "git"
	if out, err := run(t, dir, file, "ssh-keygen", verify...); err == nil {
		t.Errorf("ssh-keygen accepts another namespace: %s", out)
	}
	// Its fingerprint of a key is the one in our messages.
	err = transparency.CheckSSH(file, sig, two.Key())
	bad, ok := errors.AsType[*transparency.BadSignatureError](err)
	if !ok || !strings.Contains(out, bad.By) {
		t.Errorf("have %v, ssh-keygen says %s", err, out)
	}
}

// What ssh-keygen signs with the same key is the same, to the byte.
func TestSSHKeygenSignsTheSame(t *testing.T) {
	one := signer(t, 1)
	file := checkpoint(t, newTree(t, lines(12)), 12, one)
	want, err := transparency.SignSSH(file, one)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "key"), openSSHKey(t, one), 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "checkpoint", file)
	if out, err := run(t, dir, nil, "ssh-keygen", "-Y", "sign", "-f", "key", "-n", "checkpoint", "checkpoint"); err != nil {
		t.Fatalf("ssh-keygen says %v: %s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, "checkpoint.sig"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-ours +its):\n%s", diff)
	}
}

// openSSHKey writes a private key as ssh-keygen keeps it.
//
// Source: PROTOCOL.key of OpenSSH.
func openSSHKey(t *testing.T, s transparency.Signer) []byte {
	t.Helper()
	text := func(s string) string { return string([]byte{0, 0, byte(len(s) >> 8), byte(len(s))}) + s }
	last := func(key string) string { // the bytes after the algorithm
		_, rest, _ := strings.Cut(strings.TrimPrefix(key, "PRIVATE+KEY+"), "+")
		_, data, _ := strings.Cut(rest, "+")
		raw, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw[1:])
	}
	seed, public := last(s.Private()), last(s.Key())
	inner := strings.Repeat("\x00", 8) + text("ssh-ed25519") + text(public) + text(seed+public) + text("")
	for pad := byte(1); len(inner)%8 != 0; pad++ {
		inner += string(pad)
	}
	blob := "openssh-key-v1\x00" + text("none") + text("none") + text("") + "\x00\x00\x00\x01" +
		text(text("ssh-ed25519")+text(public)) + text(inner)
	return []byte("-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString([]byte(blob)) + "\n-----END OPENSSH PRIVATE KEY-----\n")
}

// OpenSSL accepts the first signature in a checkpoint over its three lines.
func TestOpenSSL(t *testing.T) {
	one := signer(t, 1)
	file := checkpoint(t, newTree(t, lines(12)), 12, signer(t, 2), one)
	text, sig, err := transparency.Raw(file, one.Key())
	if err != nil {
		t.Fatal(err)
	}
	key, err := transparency.PEM(one.Key())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "key.pem", key)
	write(t, dir, "text", text)
	write(t, dir, "signature", sig)
	verify := []string{"pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "text", "-sigfile", "signature"}
	if out, err := run(t, dir, nil, "openssl", verify...); err != nil || !strings.Contains(out, "Signature Verified Successfully") {
		t.Errorf("openssl says %v: %s", err, out)
	}
	write(t, dir, "text", bytes.Replace(text, []byte("12"), []byte("13"), 1))
	if out, err := run(t, dir, nil, "openssl", verify...); err == nil {
		t.Errorf("openssl accepts another text: %s", out)
	}
}
