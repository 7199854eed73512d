package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// Version is the version of the formats of entries and records.
const Version = 1

// MaxLine is the largest number of bytes of an entry, without its newline. The
// tiles of a transparency log hold no longer leaf.
const MaxLine = 65535

// A Type says what an entry does.
type Type string

const (
	Genesis   Type = "genesis"   // begins the ledger
	Statement Type = "statement" // publishes a document
	Edit      Type = "edit"      // publishes a further revision of it
	Redaction Type = "redaction" // replaces the record of a revision, by law
	Key       Type = "key"       // adds or takes away a key that signs
)

// The operations of an entry about a key.
const (
	AddKey    = "add"
	RetireKey = "retire"
	RevokeKey = "revoke"
)

// An Entry is one line of entries.jsonl. Hashes are SHA-256 in hex.
type Entry struct {
	V       int            `json:"v"`
	Seq     int            `json:"seq"` // number of the line, from 0
	Run     int            `json:"run"` // Seq of the first entry of the same publish run
	Type    Type           `json:"type"`
	Time    time.Time      `json:"time"`           // UTC, whole seconds
	Prev    string         `json:"prev,omitempty"` // hash of the line before, without its newline
	Doc     disclosure.Doc `json:"doc,omitempty"`
	Rev     int            `json:"rev,omitempty"`    // from 1
	Commit  string         `json:"commit,omitempty"` // hash of the record file
	Target  int            `json:"target,omitempty"` // Seq of the entry whose record is replaced
	Claimed time.Time      `json:"claimed,omitzero"` // time that an older system claims, of an import
	Origin  string         `json:"origin,omitempty"` // host name of the site when the ledger began
	After   *After         `json:"after,omitempty"`  // the lost ledger that this one succeeds
	Key     string         `json:"key,omitempty"`    // verifier key of a signed note
	Op      string         `json:"op,omitempty"`     // AddKey, RetireKey or RevokeKey
}

// After is the last that is known of a ledger that was lost.
type After struct {
	Origin string `json:"origin"`
	Size   int    `json:"size"` // number of entries
	Root   string `json:"root"` // base64, as in its checkpoint
}

// keys lists which keys an entry of each type must and may have beside v, seq,
// run, type and time.
var keys = map[Type]struct{ must, may []string }{
	Genesis:   {must: []string{"origin"}, may: []string{"after"}},
	Statement: {must: []string{"prev", "doc", "rev", "commit"}, may: []string{"claimed"}},
	Edit:      {must: []string{"prev", "doc", "rev", "commit"}, may: []string{"claimed"}},
	Redaction: {must: []string{"prev", "doc", "rev", "commit", "target"}},
	Key:       {must: []string{"prev", "key", "op"}},
}

var everyEntryHas = []string{"v", "seq", "run", "type", "time"}

var originForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// isHash reports whether s is a SHA-256 in hex, as we write it.
func isHash(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 2*sha256.Size
}

func hashHex(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}

// isAbout reports whether e publishes or replaces a record.
func (e Entry) isAbout() bool { return e.Type == Statement || e.Type == Edit || e.Type == Redaction }

// encode returns the line of e, without its newline.
func (e Entry) encode() (string, error) {
	b, err := marshal(e)
	if err == nil && len(b) > MaxLine {
		err = fmt.Errorf("the entry is longer than %d bytes", MaxLine)
	}
	return string(b), err
}

// errNewer marks what only a newer program knows.
type errNewer struct{ what string }

func (e *errNewer) Error() string { return e.what }

// decodeEntry reads a line, without its newline. What it returns encodes to the
// same line. The error is an *errNewer if a newer program is needed.
func decodeEntry(line string) (Entry, error) {
	var e Entry
	if len(line) > MaxLine {
		return e, fmt.Errorf("the line is longer than %d bytes", MaxLine)
	}
	o, err := parseObject(line)
	if err != nil {
		return e, err
	}
	if err := checkKeys(o); err != nil {
		return e, err
	}
	if err := fill(o, &e); err != nil {
		return e, err
	}
	return e, e.check()
}

// parseObject reads canonical bytes that say that they are of our version.
func parseObject(text string) (object, error) {
	tree, err := parse(text)
	if err != nil {
		var head struct{ V json.Number }
		if json.Unmarshal([]byte(text), &head) == nil && head.V != "" && head.V != "1" {
			return nil, &errNewer{"version " + head.V.String()}
		}
		return nil, err
	}
	o, _ := tree.(object)
	switch v := o.get("v").(type) {
	case int64:
		if v != Version {
			return nil, &errNewer{fmt.Sprintf("version %d", v)}
		}
		return o, nil
	}
	return nil, errors.New(`the version "v" is missing`)
}

// fill reads a tree into a zero struct.
func fill(o object, pointer any) error {
	err := unmarshal(o, pointer)
	var unknown *unknownError
	if errors.As(err, &unknown) {
		return &errNewer{fmt.Sprintf("the key %q", unknown.key)}
	}
	return err
}

// checkKeys checks which keys an entry has.
func checkKeys(o object) error {
	name, _ := o.get("type").(string)
	if name == "" {
		return errors.New(`the "type" is missing`)
	}
	need, ok := keys[Type(name)]
	if !ok {
		return &errNewer{fmt.Sprintf("the type %q", name)}
	}
	must := slices.Concat(everyEntryHas, need.must)
	for _, key := range must {
		if o.get(key) == nil {
			return fmt.Errorf("the key %q is missing", key)
		}
	}
	for _, m := range o {
		if slices.Contains(must, m.key) || slices.Contains(need.may, m.key) {
			continue
		}
		for _, other := range keys {
			if slices.Contains(other.must, m.key) || slices.Contains(other.may, m.key) {
				return fmt.Errorf("the key %q does not belong to an entry of type %q", m.key, name)
			}
		}
		return &errNewer{fmt.Sprintf("the key %q", m.key)}
	}
	return nil
}

// check checks the form of each value by itself, but for the name of a
// document, which is checked once, with its first entry.
func (e Entry) check() error {
	switch {
	case e.Run < 0 || e.Run > e.Seq:
		return fmt.Errorf(`"run" is %d, which no entry up to %d can be`, e.Run, e.Seq)
	case e.Prev != "" && !isHash(e.Prev):
		return errors.New(`"prev" is not a SHA-256 in hex`)
	case e.Commit != "" && !isHash(e.Commit):
		return errors.New(`"commit" is not a SHA-256 in hex`)
	}
	switch e.Type {
	case Genesis:
		return cmp.Or(checkOrigin(e.Origin), e.After.check())
	case Statement, Edit, Redaction:
		if e.Rev < 1 {
			return fmt.Errorf(`"rev" is %d, but revisions count from 1`, e.Rev)
		}
	case Key:
		return checkKey(e.Key, e.Op)
	}
	return nil
}

func (a *After) check() error {
	if a == nil {
		return nil
	}
	root, err := base64.StdEncoding.Strict().DecodeString(a.Root)
	switch {
	case err != nil || len(root) != sha256.Size:
		return errors.New(`"after.root" is not a SHA-256 in base64`)
	case a.Size < 1:
		return errors.New(`"after.size" is less than 1`)
	}
	return checkOrigin(a.Origin)
}

func checkOrigin(origin string) error {
	if len(origin) > 253 || !originForm.MatchString(origin) {
		return fmt.Errorf("the origin %q is not a host name like %q", origin, "status.example.com")
	}
	return nil
}

// checkDoc checks that a document's name is in its one form: a statement "x/007"
// would be the same number as "x/07".
func checkDoc(doc disclosure.Doc) error {
	if _, err := disclosure.ParseDoc(string(doc)); err != nil {
		return err
	}
	if doc.IsQuestions() {
		return nil
	}
	if n := doc.Number(); n < 1 || disclosure.StatementDoc(doc.Incident(), n, doc.Lang()) != doc {
		return fmt.Errorf("%q does not name a statement like %q", doc, disclosure.StatementDoc(doc.Incident(), max(n, 1), doc.Lang()))
	}
	return nil
}

// checkKey checks the form of a verifier key and what is done with it.
func checkKey(key, op string) error {
	if op != AddKey && op != RetireKey && op != RevokeKey {
		return &errNewer{fmt.Sprintf("the operation %q on a key", op)}
	}
	if transparency.CheckKey(key) == nil {
		return nil
	}
	name, rest, _ := strings.Cut(key, "+")
	hash, data64, _ := strings.Cut(rest, "+")
	data, err := base64.StdEncoding.DecodeString(data64)
	if err == nil && len(data) > 0 && data[0] != 1 && strings.HasPrefix(hashHex(name+"\n"+string(data)), hash) && len(hash) == 8 {
		return &errNewer{fmt.Sprintf("keys of kind %d", data[0])}
	}
	return errors.New(`"key" is not a verifier key`)
}
