package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// Names below the root of the site. The ledger lies in a folder of its own, but
// for assets, which lie where pages link to them.
const (
	ledgerFolder   = "ledger/"
	entriesFile    = address.LedgerEntries
	checkpointFile = address.LedgerCheckpoint

	maxEntries    = 512 << 20
	maxAsset      = 64 << 20
	maxCheckpoint = 1 << 20
)

// readEntries reads the entries as far as they can be read: which of them are
// wrong, the package ledger says.
func (v *verification) readEntries(ctx context.Context) error {
	v.report.files = map[string][]byte{}
	text, err := v.must(ctx, entriesFile, maxEntries)
	switch {
	case remote.KindOf(err) == remote.NotFound && v.about.Size == 0:
		return nil
	case err != nil:
		return err
	}
	v.report.files["entries.jsonl"] = text
	if len(text) == 0 {
		return nil
	}
	v.lines = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	v.entries = make([]entry, len(v.lines))
	for i, line := range v.lines {
		v.entries[i] = readEntry(line)
	}
	return nil
}

// An entry is what a verification needs to know of a line.
type entry struct {
	Run    int
	Time   time.Time
	Doc    disclosure.Doc
	Rev    int
	Commit string
}

// readEntry reads a line as far as it can be read; else it is the zero entry.
func readEntry(line string) entry {
	var e entry
	if json.Unmarshal([]byte(line), &e) != nil {
		return entry{}
	}
	return e
}

// newest returns the entry that each record must match, by the record's name
// below the ledger.
func (v *verification) newest() map[string]int {
	newest := map[string]int{}
	for seq, e := range v.entries {
		if _, err := disclosure.ParseDoc(string(e.Doc)); err == nil && e.Rev > 0 && e.Commit != "" {
			newest[ledger.RecordFile(e.Doc, e.Rev)] = seq
		}
	}
	return newest
}

// readRecords reads the record of every entry, and the assets that those name.
func (v *verification) readRecords(ctx context.Context) error {
	v.records = v.newest()
	names := slices.SortedFunc(maps.Keys(v.records), func(a, b string) int { return v.records[a] - v.records[b] })
	files := make([]remote.Wanted, len(names))
	for i, name := range names {
		files[i] = remote.Wanted{Path: ledgerFolder + name, Limit: ledger.MaxRecord}
	}
	records, named := make([][]byte, len(names)), make([][]ledger.Asset, len(names))
	if err := v.all(ctx, files, func(i int, data []byte) { records[i], named[i] = data, assetsOf(data) }); err != nil {
		return err
	}
	v.assets = map[ledger.Asset]int{}
	for i, data := range records {
		if data != nil {
			v.report.files[names[i]] = data
		}
		for _, a := range named[i] {
			if _, known := v.assets[a]; !known {
				v.assets[a] = v.records[names[i]]
			}
		}
	}
	return v.readAssets(ctx)
}

// assetsOf lists the assets that a record names.
func assetsOf(record []byte) []ledger.Asset {
	if !bytes.Contains(record, []byte(`"assets"`)) {
		return nil
	}
	var r struct {
		Context struct{ Assets map[string]string }
	}
	if json.Unmarshal(record, &r) != nil {
		return nil // the package ledger says why
	}
	var all []ledger.Asset
	for name, sum := range r.Context.Assets {
		all = append(all, ledger.Asset{Sum: sum, Ext: strings.TrimPrefix(path.Ext(name), ".")})
	}
	return all
}

func (v *verification) readAssets(ctx context.Context) error {
	all := v.sortedAssets()
	files := make([]remote.Wanted, len(all))
	for i, a := range all {
		files[i] = remote.Wanted{Path: address.Asset(a.Sum, a.Ext), Limit: maxAsset}
	}
	read := make([][]byte, len(all))
	if err := v.all(ctx, files, func(i int, data []byte) { read[i] = data }); err != nil {
		return err
	}
	for i, data := range read {
		if data != nil {
			v.report.files[all[i].File()] = data
		}
	}
	return nil
}

func (v *verification) sortedAssets() []ledger.Asset {
	return slices.SortedFunc(maps.Keys(v.assets), func(a, b ledger.Asset) int { return strings.Compare(a.File(), b.File()) })
}

// checkFiles says which records and assets do not fit their entries. The package
// ledger stops at the first of them.
func (v *verification) checkFiles() {
	for name, seq := range v.records {
		data, ok := v.report.files[name]
		sum, want := ledger.Commitment(data), v.entries[seq].Commit
		switch {
		case !ok:
			v.find(seq, ledgerFolder+name, "the record is missing")
		case sum != want:
			v.find(seq, ledgerFolder+name, "the record was changed after it was published: its SHA-256 is %s, and the entry says %s", sum, want)
		}
	}
	for asset, seq := range v.assets {
		data, ok := v.report.files[asset.File()]
		file := address.Asset(asset.Sum, asset.Ext)
		switch {
		case !ok:
			v.find(seq, file, "the file is missing, and the record of this entry names it")
		case ledger.Commitment(data) != asset.Sum:
			v.find(seq, file, "the file was changed after it was published: its name is no longer its SHA-256")
		}
	}
}

// readCheckpoints reads the checkpoints that runs left. A host lists nothing, so
// that each size at which a run ended is asked for; a run that was not signed
// left none.
func (v *verification) readCheckpoints(ctx context.Context) error {
	head, err := v.may(ctx, remote.Wanted{Path: checkpointFile, Limit: maxCheckpoint, Optional: true})
	if err != nil || head == nil && !v.about.Signed {
		return err
	}
	sizes := map[int]bool{}
	for i := range v.entries {
		if i+1 == len(v.entries) || v.entries[i+1].Run != v.entries[i].Run {
			sizes[i+1] = true
		}
	}
	// One of more entries than there are says that some are missing.
	if c, _, err := transparency.ParseNote(head); err == nil && c.Size > 0 {
		sizes[c.Size] = true
	}
	var files []remote.Wanted
	for _, size := range slices.Sorted(maps.Keys(sizes)) {
		name := ledgerFolder + "checkpoints/" + strconv.Itoa(size)
		files = append(files,
			remote.Wanted{Path: name, Limit: maxCheckpoint, Optional: true},
			remote.Wanted{Path: name + ".sig", Limit: maxCheckpoint, Optional: true})
	}
	var mu sync.Mutex
	return v.all(ctx, files, func(i int, data []byte) {
		if data != nil {
			mu.Lock()
			defer mu.Unlock()
			v.report.files[strings.TrimPrefix(files[i].Path, ledgerFolder)] = data
		}
	})
}

// load judges the record by the rules of the package ledger; false means that it
// does not load, and that a finding says why.
func (v *verification) load(ctx context.Context) (bool, error) {
	log, err := ledger.Load(newFolder(v.report.files))
	var damage *ledger.Damage
	switch {
	case err == nil:
		v.report.log = log
		return true, nil
	case !errors.As(err, &damage):
		return false, err
	}
	if strings.HasPrefix(damage.File, "records/") || strings.HasPrefix(damage.File, "assets/") {
		if v.checkFiles(); !v.report.OK() {
			return false, nil
		}
	}
	if damage.File == "entries.jsonl" && (damage.Line == 0 || damage.Line == len(v.lines)) {
		if found, err := v.pinpoint(ctx); found || err != nil {
			return false, err
		}
	}
	v.find(v.entryOf(damage), ledgerFolder+damage.File, "%s", damage.Reason)
	return false, nil
}

// entryOf returns the entry that a damage is about, or -1.
func (v *verification) entryOf(d *ledger.Damage) int {
	if d.Line > 0 {
		return d.Line - 1
	}
	name := strings.TrimSuffix(d.File, ".sig")
	if size, err := strconv.Atoi(strings.TrimPrefix(name, "checkpoints/")); err == nil {
		return min(size, len(v.lines)) - 1
	}
	if seq, ok := v.records[d.File]; ok {
		return seq
	}
	return -1
}

// pinpoint looks for the entry that is not the one that was signed: the tiles of
// the site may still know it.
func (v *verification) pinpoint(ctx context.Context) (bool, error) {
	head, err := v.may(ctx, remote.Wanted{Path: checkpointFile, Limit: maxCheckpoint, Optional: true})
	if err != nil {
		return false, err
	}
	c, _, err := transparency.ParseNote(head)
	if err != nil {
		return false, nil
	}
	tree := transparency.NewTileTree(c.Size, c.Root, &tiles{ctx, v.reader})
	found, seq := 0, 0
	for n := range tree.Bundles() {
		leaves, err := tree.Bundle(n)
		if err != nil {
			break
		}
		for _, leaf := range leaves {
			switch {
			case found == mostNamed:
				return true, nil
			case seq >= len(v.lines):
				f := v.finding(seq, entriesFile, "the entry is missing at the end: %s was signed for %d, and there are %d", checkpointFile, c.Size, len(v.lines))
				f.Since = readEntry(leaf).Time
				v.report.Findings = append(v.report.Findings, f)
				found++
			case v.lines[seq] != leaf:
				v.find(seq, entriesFile, "the entry is not the one that was signed: line %d was changed", seq+1)
				found++
			}
			seq++
		}
	}
	return found > 0, nil
}

// mostNamed bounds how many entries are named that are not those that were
// signed.
const mostNamed = 10

// tiles reads the tiles of the site.
type tiles struct {
	ctx context.Context
	*reader
}

func (t *tiles) Tile(path string) ([]byte, error) {
	return t.site.Read(t.ctx, ledgerFolder+path, max(transparency.MaxTile, transparency.MaxBundle))
}
