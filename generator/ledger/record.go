package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"firsthand/generator/disclosure"
)

// MaxRecord is the largest number of bytes of a record file.
const MaxRecord = 4 << 20

// A Record is one revision of a document as it became public.
type Record struct {
	V       int                `json:"v"`
	Doc     disclosure.Doc     `json:"doc"`
	Rev     int                `json:"rev"`
	Lang    string             `json:"lang"`
	Of      int                `json:"of,omitempty"` // translations: revision of the original
	Salt    string             `json:"salt"`         // base64 of 32 random bytes
	Said    disclosure.Said    `json:"said"`
	Context disclosure.Context `json:"context,omitzero"`
}

const saltSize = 32

const (
	recordsFolder = "records"
	assetsFolder  = "assets"
)

var langForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// RecordFile returns where the record of a revision lies below the ledger
// folder: "records/2026-03-03-support-exports/05.es.1.json".
func RecordFile(doc disclosure.Doc, rev int) string {
	return fmt.Sprintf("%s/%s.%d.json", recordsFolder, doc, rev)
}

// Commitment returns what an entry says of a record: the SHA-256, in hex, of
// the bytes of its file, as sha256sum prints it.
func Commitment(record []byte) string {
	sum := sha256.Sum256(record)
	return hex.EncodeToString(sum[:])
}

// encode returns the bytes of the record file.
func (r Record) encode() ([]byte, error) {
	b, err := marshal(r)
	if err != nil {
		return nil, err
	}
	if len(b) >= MaxRecord {
		return nil, fmt.Errorf("the record is larger than %d MB", MaxRecord>>20)
	}
	return append(b, '\n'), r.check()
}

// decodeRecord reads a record file. What it returns encodes to the same bytes.
// The error is an *errNewer if a newer program is needed.
func decodeRecord(data []byte) (Record, error) {
	var r Record
	if len(data) > MaxRecord {
		return r, fmt.Errorf("the file is larger than %d MB", MaxRecord>>20)
	}
	text, ok := strings.CutSuffix(string(data), "\n")
	if !ok {
		return r, errors.New("the end of the file is cut off")
	}
	o, err := parseObject(text)
	if err != nil {
		return r, err
	}
	if err := fill(o, &r); err != nil {
		return r, err
	}
	return r, r.check()
}

// check checks the form of each value by itself, but for the name of the
// document, which must be that of an entry.
func (r Record) check() error {
	translation := r.Doc.Lang()
	salt, err := base64.StdEncoding.Strict().DecodeString(r.Salt)
	switch {
	case r.V != Version:
		return fmt.Errorf(`"v" is %d`, r.V)
	case r.Rev < 1:
		return fmt.Errorf(`"rev" is %d, but revisions count from 1`, r.Rev)
	case !langForm.MatchString(r.Lang):
		return fmt.Errorf(`"lang" is %q, which is no code of a language`, r.Lang)
	case translation != "" && r.Lang != translation:
		return fmt.Errorf(`"lang" is %q, but the document's name says %q`, r.Lang, translation)
	case translation == "" && r.Of != 0:
		return errors.New(`"of" is set, but the document is no translation`)
	case translation != "" && r.Of < 1:
		return errors.New(`"of" is missing: which revision of the original was translated`)
	case err != nil || len(salt) != saltSize:
		return errors.New(`"salt" is not 32 bytes in base64`)
	}
	for name, sum := range r.Context.Assets {
		if _, err := assetNamed(name, sum); err != nil {
			return err
		}
	}
	return nil
}

// An Asset is a file that statements link to.
type Asset struct {
	Sum string // SHA-256 of its bytes, in hex
	Ext string // "png"
}

// File returns where the asset lies below the ledger folder.
func (a Asset) File() string { return assetsFolder + "/" + a.Sum + "." + a.Ext }

// MaxAsset is the largest number of bytes of a new asset.
const MaxAsset = 5 << 20

// AssetTypes lists the extensions that new assets may have.
var AssetTypes = []string{"png", "jpg", "webp", "gif", "pdf", "csv", "txt"}

var assetName = regexp.MustCompile(`^files/[a-z0-9._-]*[a-z0-9_-]\.[a-z0-9]+$`)

// assetNamed returns the asset to which a record gives a name and a sum.
func assetNamed(name, sum string) (Asset, error) {
	switch {
	case !assetName.MatchString(name):
		return Asset{}, fmt.Errorf("%q does not name an asset like %q", name, "files/map.png")
	case !isHash(sum):
		return Asset{}, fmt.Errorf("the sum of asset %q is not a SHA-256 in hex", name)
	}
	return Asset{sum, strings.TrimPrefix(path.Ext(name), ".")}, nil
}
