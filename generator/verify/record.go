package verify

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

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
	v.entries = make([]ledger.Entry, len(v.lines))
	for i, line := range v.lines {
		if json.Unmarshal([]byte(line), &v.entries[i]) != nil {
			v.entries[i] = ledger.Entry{}
		}
	}
	return nil
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

// readRecords reads the record of every entry, and the assets that those name,
// and compares each with what promises it.
func (v *verification) readRecords(ctx context.Context) error {
	newest := v.newest()
	names := slices.SortedFunc(maps.Keys(newest), func(a, b string) int { return newest[a] - newest[b] })
	files := make([]remote.Wanted, len(names))
	for i, name := range names {
		files[i] = remote.Wanted{Path: ledgerFolder + name, Limit: ledger.MaxRecord}
	}
	records := make([][]byte, len(names))
	if err := v.all(ctx, files, func(i int, data []byte) { records[i] = data }); err != nil {
		return err
	}
	assets := map[ledger.Asset]int{} // the entry of a record that names it
	for i, data := range records {
		seq := newest[names[i]]
		if data == nil {
			v.suspect(seq, files[i].Path, "the record is missing")
			continue
		}
		v.report.files[names[i]] = data
		if sum := ledger.Commitment(data); sum != v.entries[seq].Commit {
			v.suspect(seq, files[i].Path, "the record was changed after it was published: its SHA-256 is %s, and the entry says %s", sum, v.entries[seq].Commit)
			continue
		}
		v.report.Records++
		var record ledger.Record
		if json.Unmarshal(data, &record) != nil {
			continue // the package ledger says why
		}
		for name, sum := range record.Context.Assets {
			a := ledger.Asset{Sum: sum, Ext: strings.TrimPrefix(path.Ext(name), ".")}
			if _, known := assets[a]; !known {
				assets[a] = seq
			}
		}
	}
	return v.readAssets(ctx, assets)
}

func (v *verification) readAssets(ctx context.Context, assets map[ledger.Asset]int) error {
	all := slices.SortedFunc(maps.Keys(assets), func(a, b ledger.Asset) int { return strings.Compare(a.File(), b.File()) })
	files := make([]remote.Wanted, len(all))
	for i, a := range all {
		files[i] = remote.Wanted{Path: address.Asset(a.Sum, a.Ext), Limit: maxAsset}
	}
	var mu sync.Mutex
	return v.all(ctx, files, func(i int, data []byte) {
		mu.Lock()
		defer mu.Unlock()
		if data == nil {
			v.suspect(assets[all[i]], files[i].Path, "the file is missing, and the record of this entry names it")
			return
		}
		v.report.files[all[i].File()] = data
		if ledger.Commitment(data) != all[i].Sum {
			v.suspect(assets[all[i]], files[i].Path, "the file was changed after it was published: its name is no longer its SHA-256")
		}
	})
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
	if isFile := strings.HasPrefix(damage.File, "records/") || strings.HasPrefix(damage.File, "assets/"); isFile && len(v.suspects) > 0 {
		// The package ledger stops at the first of them.
		v.report.Findings = append(v.report.Findings, v.suspects...)
		return false, nil
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
	if seq, ok := v.newest()[d.File]; ok {
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
	found, seq := false, 0
	for n := range tree.Bundles() {
		leaves, err := tree.Bundle(n)
		if err != nil {
			return found, nil
		}
		for _, leaf := range leaves {
			switch {
			case seq >= len(v.lines):
				f := v.finding(seq, entriesFile, "the entry is missing at the end: %s was signed for %d, and there are %d", checkpointFile, c.Size, len(v.lines))
				var e ledger.Entry
				if json.Unmarshal([]byte(leaf), &e) == nil {
					f.Since = e.Time
				}
				v.report.Findings = append(v.report.Findings, f)
				found = true
			case v.lines[seq] != leaf:
				v.find(seq, entriesFile, "the entry is not the one that was signed: line %d was changed", seq+1)
				found = true
			}
			seq++
		}
	}
	return found, nil
}

// tiles reads the tiles of the site.
type tiles struct {
	ctx context.Context
	*reader
}

func (t *tiles) Tile(path string) ([]byte, error) {
	return t.site.Read(t.ctx, ledgerFolder+path, max(transparency.MaxTile, transparency.MaxBundle))
}
