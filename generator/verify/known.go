package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/transparency"
)

// Known is what somebody knows of a record from before: how many entries it had,
// and their root.
type Known struct {
	Origin string
	Size   int
	Root   string    // base64, as in a checkpoint, or its first characters: 8 or more
	From   string    // where it is known from, for people: "old-checkpoint.txt"
	Seen   time.Time // when; zero if that is not known
	Signed int       // entries that a signed checkpoint covered then

	// Ahead says that it may be of a later state than the site that is verified:
	// if it has more entries, nothing follows from it.
	Ahead bool

	note []byte // signed, if it is
}

// MarshalJSON writes what reports show.
func (k Known) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Size int       `json:"size"`
		Root string    `json:"root"`
		From string    `json:"from,omitempty"`
		Seen time.Time `json:"seen,omitzero"`
	}{k.Size, k.Root, k.From, k.Seen})
}

func (k Known) String() string {
	s := entryCount(k.Size)
	if k.From != "" {
		s += " known from " + k.From
	}
	if !k.Seen.IsZero() {
		s += ", seen " + k.Seen.UTC().Format("2 January 2006, 15:04 UTC")
	}
	return s
}

// shortRoot is how much of a root pages and feed items carry.
const shortRoot = 8

// ParseKnown reads a checkpoint that somebody kept: a signed one as
// /ledger/checkpoint is, or its origin, size and root on one line or on three.
// Of the root the first 8 characters are enough.
func ParseKnown(data []byte, from string) (Known, error) {
	if c, _, err := transparency.ParseNote(data); err == nil {
		return Known{Origin: c.Origin, Size: c.Size, Root: c.Root.String(), From: from, note: data}, nil
	}
	words := strings.Fields(string(data))
	if len(words) != 3 {
		return Known{}, errors.New(`this is neither a saved checkpoint nor a line "origin size root"`)
	}
	size, err := strconv.Atoi(words[1])
	switch {
	case err != nil || size < 0:
		return Known{}, fmt.Errorf("%q is no number of entries; a line reads \"origin size root\"", words[1])
	case len(words[2]) < shortRoot:
		return Known{}, fmt.Errorf("the root %q is too short: %d characters tell two histories apart", words[2], shortRoot)
	}
	if _, err := transparency.ParseHash(words[2]); err != nil && len(words[2]) >= len(transparency.Hash{}.String()) {
		return Known{}, fmt.Errorf("%q is no root: %w", words[2], err)
	}
	return Known{Origin: words[0], Size: size, Root: words[2], From: from}, nil
}

// checkKnown compares the record with what is known of it from before.
func (v *verification) checkKnown() {
	known := slices.Clone(v.o.Known)
	if v.o.Recall != nil {
		origin := v.about.Origin
		if v.report.log != nil {
			origin = v.report.log.Origin()
		}
		known = append(known, v.o.Recall(origin)...)
	}
	slices.SortStableFunc(known, func(a, b Known) int { return a.Size - b.Size })
	continued := 0               // entries that are known to be unchanged
	anew := false                // the history is known to be another one
	var longest, elsewhere Known // with more entries than there are; seen here, and elsewhere
	for _, k := range known {
		switch size := len(v.lines); {
		case v.report.log != nil && k.Origin != v.report.log.Origin():
			v.find(0, entriesFile, "this is the record of %q, but %s is of %q", v.report.log.Origin(), k.From, k.Origin)
		case k.Size > size && k.Ahead:
			elsewhere = k
		case k.Size > size:
			longest = k
		case k.Size > 0 && !strings.HasPrefix(v.report.log.Root(k.Size).String(), k.Root):
			if anew && k.note == nil {
				continue // it could not be otherwise
			}
			anew = true
			v.known(k, continued, "the history was written anew: %s (%s), the root of the first %d was %s and is %s%s",
				span(continued, k.Size), k, k.Size, k.Root, v.report.log.Root(k.Size), v.bothSigned(k))
		default:
			continued = max(continued, k.Size)
			v.checkSigned(k)
			v.report.Compared = append(v.report.Compared, k)
		}
	}
	if longest.Size > 0 {
		v.known(longest, len(v.lines), "entries are missing at the end: there are %d, and there were %d (%s)", len(v.lines), longest.Size, longest)
	}
	if elsewhere.Size > 0 {
		v.note("a later state is known: %s", elsewhere)
	}
}

// checkSigned makes sure that what was signed still is: a checkpoint stays for
// ever.
func (v *verification) checkSigned(k Known) {
	signed := k.Signed
	if v.signers(k) != nil {
		signed = k.Size
	}
	if signed > v.report.Signed && !k.Ahead {
		f := Finding{Entry: v.report.Signed, File: checkpointFile, Since: k.Seen}
		f.What = fmt.Sprintf("signatures were taken away: the first %s were signed (%s), and now %s", entryCount(signed), k, signedNow(v.report.Signed))
		v.report.Findings = append(v.report.Findings, f)
	}
}

func signedNow(n int) string {
	if n == 0 {
		return "none is"
	}
	return fmt.Sprintf("only the first %d are", n)
}

// signers returns the keys of the record that signed what is known.
func (v *verification) signers(k Known) []string {
	if k.note == nil || v.report.log == nil {
		return nil
	}
	var keys []string
	for _, key := range v.report.log.Keys() {
		keys = append(keys, key.Key)
	}
	_, by, err := transparency.Open(k.note, keys)
	if err != nil {
		return nil
	}
	return by
}

// known adds a finding from what is known: the entry was public when that was
// seen.
func (v *verification) known(k Known, entry int, format string, args ...any) {
	f := Finding{Entry: entry, File: entriesFile, What: fmt.Sprintf(format, args...), Since: k.Seen}
	v.report.Findings = append(v.report.Findings, f)
}

// span says that one of the entries from one to another is different.
func span(from, to int) string {
	if to-from == 1 {
		return fmt.Sprintf("entry %d is not what it was", from)
	}
	return fmt.Sprintf("entries %d to %d are not what they were", from, to-1)
}

// bothSigned says whether the same key signed what is known and what is served:
// then the two files are the proof that its holder rewrote the history.
func (v *verification) bothSigned(k Known) string {
	if k.note == nil {
		return ""
	}
	by := v.signers(k)
	if by == nil {
		return "; the old checkpoint is not signed by a key that this record names"
	}
	return fmt.Sprintf("; %s signed both, and the old checkpoint is the proof: keep it", keyIDs(by))
}
