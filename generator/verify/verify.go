// Package verify checks a published site against the public record that the
// site itself serves: that every entry, record, checkpoint, tile and proof fits
// the others, that the record continues what somebody saw of it before, and that
// the pages and the feeds show what the records say.
//
// Input is a site, in a folder or behind an address ([remote.Source]), and what
// the caller knows of it: checkpoints that somebody kept, and keys. Output is a
// [Report]:
//
//	site, err := remote.Open("https://status.northquay.example/", remote.Options{})
//	report, err := verify.Site(ctx, site, verify.Options{Known: kept})
//	for _, f := range report.Findings {
//		fmt.Println(f) // "entry 12: ... (public since 9 March 2026, 14:10 UTC)"
//	}
//
// What is promised:
//
//   - the rules of the record are those of the package ledger, which reads it as
//     if it lay in a folder; nothing is judged twice by two sets of rules;
//   - a finding is a contradiction: between two files of the site, or between the
//     site and what the caller knows. Each says which entry it is about, what
//     contradicts what, and since when the entry was public;
//   - what could not be judged is an error, never a finding: a host that is down,
//     an error page, a record written by a newer firsthand;
//   - without a finding, every byte of the record is what the newest checkpoint
//     and every known one say it is.
//
// What it cannot tell: whether a site without a key was written anew as a whole,
// if the caller knows nothing of it from before; and what stands on pages beside
// the record, from the settings of the site. For the latter build the site anew
// and compare (generator.Verify).
//
// Nothing here reads a clock, keeps anything or writes a file.
package verify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// Options say what the caller knows of a site.
type Options struct {
	Known []Known  // checkpoints that somebody kept
	Keys  []string // verifier keys, of which one must have signed the newest checkpoint

	// Recall, if it is set, returns what else is known of the record with a name.
	Recall func(origin string) []Known

	// Renderer makes pages anew, if it is set. The pages of a site that it makes
	// just so are compared with them word for word; of any other site the titles,
	// headlines, summaries and texts are looked for.
	Renderer Renderer

	// Program is the version of this firsthand. The items of the feeds of a site
	// that it made are compared byte for byte; of any other site the titles,
	// addresses and dates, which no version changes.
	Program string

	// RecordOnly leaves out the pages and the feeds.
	RecordOnly bool

	// Progress, if it is set, is told how many files were read and how many are
	// to be read, as far as is known. It is called from several goroutines.
	Progress func(done, total int)
}

// A Report says what was found.
type Report struct {
	Place    string    `json:"place"`
	Origin   string    `json:"origin,omitempty"`
	Size     int       `json:"size"` // entries
	Root     string    `json:"root,omitempty"`
	First    time.Time `json:"first,omitzero"`      // of the first entry
	Last     time.Time `json:"last,omitzero"`       // of the last entry
	Signed   int       `json:"signed"`              // entries that the newest checkpoint covers
	SignedBy []string  `json:"signed_by,omitempty"` // short forms of the keys that signed it
	Records  int       `json:"records"`             // that were compared
	Pages    int       `json:"pages"`               // that were compared
	Items    int       `json:"items"`               // of feeds that were compared
	Files    int       `json:"files"`               // that were read
	Findings []Finding `json:"findings"`
	Compared []Known   `json:"compared,omitempty"` // what was known, and is continued
	Notes    []string  `json:"notes,omitempty"`    // what a reader should know beside

	log   *ledger.Log
	files map[string][]byte // of the record, by their names in a ledger folder
}

// A Finding is a contradiction.
type Finding struct {
	Entry int       `json:"entry"` // number of the entry that it is about; -1 if it is about none by itself
	File  string    `json:"file"`  // of the site: "ledger/entries.jsonl", "incidents/x/"
	What  string    `json:"what"`  // without a full stop
	Since time.Time `json:"since,omitzero"`
}

func (f Finding) String() string {
	var b strings.Builder
	if f.Entry >= 0 {
		fmt.Fprintf(&b, "entry %d: ", f.Entry)
	}
	fmt.Fprintf(&b, "%s: %s", f.File, f.What)
	if !f.Since.IsZero() {
		fmt.Fprintf(&b, " (public since %s)", disclosure.At(f.Since).Human())
	}
	return b.String()
}

// OK reports whether nothing contradicts anything.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// Checkpoint returns what a later run can be told to compare with. Without an
// entry it is the zero Checkpoint.
func (r *Report) Checkpoint() transparency.Checkpoint {
	if r.log == nil || r.log.Size() == 0 {
		return transparency.Checkpoint{}
	}
	return transparency.Checkpoint{Origin: r.log.Origin(), Size: r.log.Size(), Root: r.log.Root(r.log.Size())}
}

// Log returns the record, or nil if there is none that loads.
func (r *Report) Log() *ledger.Log { return r.log }

// Ledger returns the files of the record as a ledger folder has them, for
// [ledger.Restore]; nil if there is no record that loads.
func (r *Report) Ledger() fs.FS {
	if r.log == nil || r.log.Size() == 0 {
		return nil
	}
	return newFolder(r.files)
}

// Site verifies a site. The error says why that could not be done; it is one of
// the package remote, a *ledger.NewerError, or that of ctx.
func Site(ctx context.Context, site remote.Source, o Options) (*Report, error) {
	r := &reader{site: site, progress: o.Progress}
	about, first, err := readAbout(ctx, r)
	if err != nil {
		return nil, err
	}
	v := &verification{
		reader: r, o: o, about: about,
		report: &Report{Place: site.String(), Findings: []Finding{}},
	}
	if err := v.run(ctx); err != nil {
		return nil, err
	}
	// A deployment in between would look like a contradiction.
	again, err := r.must(ctx, aboutFile, maxAbout)
	switch {
	case err != nil:
		return nil, err
	case string(again) != string(first):
		return nil, fmt.Errorf("%s: the site was replaced by another one while it was read; verify it again", site)
	}
	v.report.Files = r.count()
	slices.SortStableFunc(v.report.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), strings.Compare(a.File, b.File), strings.Compare(a.What, b.What))
	})
	return v.report, nil
}

// About is what a site says of itself in build.json.
type About struct {
	Program   string    `json:"program"`
	Version   string    `json:"version"`
	Now       time.Time `json:"now"`
	Config    string    `json:"config"`
	Origin    string    `json:"origin"`
	Size      int       `json:"size"`
	Root      string    `json:"root"`
	Signed    bool      `json:"signed"`
	Languages []string  `json:"languages"` // the original one first
	Templates string    `json:"templates"` // digest
}

const (
	aboutFile = "build.json"
	maxAbout  = 64 << 10
)

// mostLanguages is far above what a site has.
const mostLanguages = 100

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// ParseAbout reads build.json. The error says that it is none.
func ParseAbout(data []byte) (About, error) {
	var a About
	if err := json.Unmarshal(data, &a); err != nil || a.Program != "firsthand" {
		return About{}, errors.New("this is not what firsthand writes: it did not build the site")
	}
	if len(a.Languages) > mostLanguages || slices.ContainsFunc(a.Languages, func(code string) bool { return !languageForm.MatchString(code) }) {
		return About{}, errors.New("the languages are not those of a site")
	}
	return a, nil
}

func readAbout(ctx context.Context, r *reader) (About, []byte, error) {
	data, err := r.must(ctx, aboutFile, maxAbout)
	if remote.KindOf(err) == remote.NotFound {
		return About{}, nil, fmt.Errorf("there is no site of firsthand here: %w", err)
	}
	if err != nil {
		return About{}, nil, err
	}
	about, err := ParseAbout(data)
	if err != nil {
		return About{}, nil, fmt.Errorf("%s: %s: %w", r.site, aboutFile, err)
	}
	return about, data, nil
}

// A verification is one run.
type verification struct {
	*reader
	o      Options
	about  About
	report *Report

	lines   []string
	entries []entry
	records map[string]int       // the entry that each record must match, by its name below the ledger
	assets  map[ledger.Asset]int // an entry whose record names it
}

func (v *verification) run(ctx context.Context) error {
	if err := v.readEntries(ctx); err != nil {
		return err
	}
	if len(v.lines) == 0 {
		v.empty()
		return nil
	}
	if err := v.readRecords(ctx); err != nil {
		return err
	}
	if err := v.readCheckpoints(ctx); err != nil {
		return err
	}
	loaded, err := v.load(ctx)
	if err != nil || !loaded {
		return err
	}
	v.describe()
	v.checkAbout()
	v.checkKnown()
	v.checkKeys()
	if err := v.checkDerived(ctx); err != nil {
		return err
	}
	if v.o.RecordOnly || len(v.records) == 0 {
		return nil
	}
	input, named, err := v.pageInput()
	if err != nil {
		return err
	}
	if err := v.checkPages(ctx, input, named); err != nil {
		return err
	}
	return v.checkFeeds(ctx, input, named)
}

// empty judges a site without entries.
func (v *verification) empty() {
	if v.about.Size > 0 {
		v.find(-1, entriesFile, "the file is empty, but the site says that its record has %s", entryCount(v.about.Size))
	}
	v.checkKnown()
	v.note("nothing was published yet")
}

func (v *verification) finding(entry int, file, format string, args ...any) Finding {
	f := Finding{Entry: entry, File: file, What: fmt.Sprintf(format, args...)}
	if entry >= 0 && entry < len(v.entries) {
		f.Since = v.entries[entry].Time
	}
	return f
}

func (v *verification) find(entry int, file, format string, args ...any) {
	if f := v.finding(entry, file, format, args...); !slices.Contains(v.report.Findings, f) {
		v.report.Findings = append(v.report.Findings, f)
	}
}

func (v *verification) note(format string, args ...any) {
	v.report.Notes = append(v.report.Notes, fmt.Sprintf(format, args...))
}

// describe fills in what the record is.
func (v *verification) describe() {
	r, log := v.report, v.report.log
	r.Records = len(v.records)
	r.Origin, r.Size, r.First, r.Last = log.Origin(), log.Size(), log.Genesis(), log.Last()
	r.Root = log.Root(log.Size()).String()
	head, signed := log.Head()
	switch {
	case !signed && len(log.Keys()) > 0:
		v.note("the record names a key and is not signed: either it was not signed yet, or its signatures were taken away; --key asks for them")
		return
	case !signed:
		v.note("the record is not signed: nothing but the site itself says what was published")
		return
	}
	r.Signed = head.Size
	// The ledger was loaded, so that a key that may sign has signed.
	_, by, err := transparency.Open(head.Note, log.Active(head.Size))
	if err == nil {
		for _, key := range by {
			r.SignedBy = append(r.SignedBy, transparency.KeyID(key))
		}
	}
	if n := log.Size() - head.Size; n > 0 {
		v.note("the last %s not signed yet", plural(n, "entry is", "entries are"))
	}
}

// checkAbout compares the record with what the site says of it elsewhere.
func (v *verification) checkAbout() {
	log := v.report.log
	switch root, err := transparency.ParseHash(v.about.Root); {
	case v.about.Origin != log.Origin():
		v.find(0, aboutFile, "the file says that the record is that of %q, but its first entry says %q", v.about.Origin, log.Origin())
	case v.about.Size > log.Size():
		v.find(log.Size(), entriesFile, "entries are missing at the end: there are %d, but the site says that there are %d", log.Size(), v.about.Size)
	case v.about.Size < log.Size():
		v.find(v.about.Size, aboutFile, "the file says that the record has %s, but there are %d", entryCount(v.about.Size), log.Size())
	case err != nil:
		v.find(-1, aboutFile, "the root of the record is missing: %v", err)
	case root != log.Root(log.Size()):
		v.find(log.Size()-1, aboutFile, "the file says that the root of the record is %s, but that of its entries is %s", root, log.Root(log.Size()))
	case v.about.Signed != (v.report.Signed == log.Size()):
		v.find(log.Size()-1, aboutFile, "the file says that all of the record is signed: %t; its checkpoints say %t", v.about.Signed, !v.about.Signed)
	}
}

// checkKeys compares the signatures with the keys that the caller wants.
func (v *verification) checkKeys() {
	if len(v.o.Keys) == 0 {
		return
	}
	head, ok := v.report.log.Head()
	if !ok {
		v.find(-1, checkpointFile, "the record is not signed, and should be by %s", keyIDs(v.o.Keys))
		return
	}
	if _, _, err := transparency.Open(head.Note, v.o.Keys); err != nil {
		v.find(head.Size-1, checkpointFile, "the newest checkpoint is signed by %s, and should be by %s", strings.Join(v.report.SignedBy, ", "), keyIDs(v.o.Keys))
	}
}

func keyIDs(keys []string) string {
	short := make([]string, len(keys))
	for i, key := range keys {
		short[i] = transparency.KeyID(key)
	}
	return strings.Join(short, " or ")
}

func entryCount(n int) string { return plural(n, "entry", "entries") }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
