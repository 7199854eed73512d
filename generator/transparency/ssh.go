package transparency

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// The signatures of ssh-keygen -Y, for readers who have OpenSSH and nothing else.
//
// Source: PROTOCOL.sshsig of OpenSSH; RFC 8709 for ssh-ed25519.
const (
	sshMagic = "SSHSIG"
	sshHash  = "sha512"
	sshBegin = "-----BEGIN SSH SIGNATURE-----"
	sshEnd   = "-----END SSH SIGNATURE-----"
	sshWidth = 70 // characters a line, as ssh-keygen writes it
)

// SignSSH returns an armoured ssh signature of the very bytes of a checkpoint's
// file, its signature lines included.
func SignSSH(file []byte, s Signer) ([]byte, error) {
	if _, _, err := ParseNote(file); err != nil {
		return nil, err
	}
	if s.private == nil {
		return nil, &UnsignedError{}
	}
	public := s.private().Public().(ed25519.PublicKey)
	return armour(sshBlob(public, ed25519.Sign(s.private(), sshMessage(file)))), nil
}

// CheckSSH reports whether signature was made by [SignSSH] of file with key: nil,
// a [KeyError], a [FormError] or a [BadSignatureError].
func CheckSSH(file, signature []byte, key string) error {
	_, public, err := parseKey(key)
	if err != nil {
		return err
	}
	blob, err := unarmour(signature)
	if err != nil {
		return err
	}
	// All signatures have the same shape, so what stands where the key and the
	// signature belong can be tried, and the whole compared.
	blank := sshBlob(make([]byte, ed25519.PublicKeySize), make([]byte, ed25519.SignatureSize))
	if len(blob) != len(blank) {
		return &FormError{"signature of ssh-keygen", "it is not of the kind that firsthand makes, ssh-ed25519 over sha512"}
	}
	const keyAt = len(sshMagic) + 4 + 4 + 4 + len(sshKeyType) + 4
	by, made := blob[keyAt:keyAt+ed25519.PublicKeySize], blob[len(blob)-ed25519.SignatureSize:]
	if !bytes.Equal(blob, sshBlob(by, made)) {
		return &FormError{"signature of ssh-keygen", "it is not one of a checkpoint, or not of the kind that firsthand makes"}
	}
	if !bytes.Equal(by, public) {
		sum := sha256.Sum256(sshPublic(by))
		return &BadSignatureError{KeyID(key), "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])}
	}
	if !ed25519.Verify(public, sshMessage(file), made) {
		return &BadSignatureError{Key: KeyID(key)}
	}
	return nil
}

// sshMessage returns what is signed in place of file.
func sshMessage(file []byte) []byte {
	sum := sha512.Sum512(file)
	m := []byte(sshMagic)
	for _, field := range [][]byte{[]byte(sshNamespace), nil, []byte(sshHash), sum[:]} {
		m = sshString(m, field)
	}
	return m
}

// sshBlob returns what the armour holds.
func sshBlob(public ed25519.PublicKey, signature []byte) []byte {
	made := sshString(sshString(nil, []byte(sshKeyType)), signature)
	b := binary.BigEndian.AppendUint32([]byte(sshMagic), 1)
	for _, field := range [][]byte{sshPublic(public), []byte(sshNamespace), nil, []byte(sshHash), made} {
		b = sshString(b, field)
	}
	return b
}

// sshPublic returns a public key as it stands in allowed_signers.
func sshPublic(public ed25519.PublicKey) []byte {
	return sshString(sshString(nil, []byte(sshKeyType)), public)
}

// sshString appends a string of the SSH protocol: its length and its bytes.
//
// Source: RFC 4251, section 5.
func sshString(b, s []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

func armour(blob []byte) []byte {
	var b strings.Builder
	b.WriteString(sshBegin + "\n")
	for text := base64.StdEncoding.EncodeToString(blob); text != ""; {
		n := min(sshWidth, len(text))
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	b.WriteString(sshEnd + "\n")
	return []byte(b.String())
}

func unarmour(signature []byte) ([]byte, error) {
	text := strings.ReplaceAll(string(signature), "\r\n", "\n")
	text, begins := strings.CutPrefix(text, sshBegin+"\n")
	text, ends := strings.CutSuffix(strings.TrimSuffix(text, "\n"), "\n"+sshEnd)
	if !begins || !ends {
		return nil, &FormError{"signature of ssh-keygen", "it does not stand between " + sshBegin + " and " + sshEnd}
	}
	blob, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, &FormError{"signature of ssh-keygen", "what stands between its first and last line is not base64"}
	}
	return blob, nil
}
