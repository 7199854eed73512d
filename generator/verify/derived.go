package verify

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// checkDerived compares every file that follows from the entries and their
// checkpoints with the one that is served: tiles, bundles, proofs, keys.
func (v *verification) checkDerived(ctx context.Context) error {
	want, err := v.report.log.Site()
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(want))
	names = slices.DeleteFunc(names, func(name string) bool {
		_, known := v.report.files[name] // a checkpoint; it was compared by loading it
		return known
	})
	files := make([]remote.Wanted, len(names))
	for i, name := range names {
		files[i] = remote.Wanted{Path: ledgerFolder + name, Limit: int64(len(want[name])), Exact: true}
	}
	served := make([][]byte, len(names))
	if err := v.all(ctx, files, func(i int, data []byte) {
		if data == nil || !bytes.Equal(data, want[names[i]]) {
			served[i] = data
			return
		}
		served[i] = want[names[i]] // equal: the other copy can go
	}); err != nil {
		return err
	}
	for i, name := range names {
		switch {
		case served[i] == nil:
			v.find(v.derivedEntry(name, nil, nil), files[i].Path, "the file is missing")
		case !bytes.Equal(served[i], want[name]):
			v.different(name, served[i], want[name])
		}
	}
	return nil
}

// different says how a served file differs from what the entries make of it.
func (v *verification) different(name string, served, want []byte) {
	entry := v.derivedEntry(name, served, want)
	file := ledgerFolder + name
	switch top, _, _ := strings.Cut(name, "/"); top {
	case "tile":
		what := "the tile"
		if strings.HasPrefix(name, "tile/entries/") {
			what = "the bundle of entries"
		}
		v.find(entry, file, "%s is not the one that the entries make: %s", what, firstDifference(served, want))
	case "proofs":
		v.find(entry, file, "the proof is not the one of this entry: %s", v.proofFault(entry, served))
	case "checkpoint", "checkpoint.sig":
		v.find(entry, file, "the file is not the newest checkpoint: %s", v.checkpointFault(served))
	default:
		v.find(entry, file, "the file is not what the record says: %s", firstDifference(served, want))
	}
}

// derivedEntry returns the entry that a file is about: of a tile, the first that
// lies below what differs.
func (v *verification) derivedEntry(name string, served, want []byte) int {
	top, rest, _ := strings.Cut(name, "/")
	switch top {
	case "proofs":
		if seq, err := strconv.Atoi(rest); err == nil {
			return seq
		}
	case "checkpoint", "checkpoint.sig":
		if head, ok := v.report.log.Head(); ok {
			return head.Size - 1
		}
	case "tile":
		return tileEntry(rest, served, want)
	}
	return -1
}

// tileEntry returns the first entry below what differs in a tile or bundle.
//
// Source: c2sp.org/tlog-tiles.
func tileEntry(rest string, served, want []byte) int {
	const width = 256
	level, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, ".p/")
	n, err := strconv.Atoi(strings.NewReplacer("x", "", "/", "").Replace(path))
	if err != nil {
		return -1
	}
	at := differs(served, want)
	if level == "entries" {
		leaves, err := transparency.ParseBundle(want)
		if err != nil {
			return n * width
		}
		i := 0
		for end := 0; i < len(leaves)-1; i++ {
			if end += 2 + len(leaves[i]); at < end {
				break
			}
		}
		return n*width + i
	}
	entry := n*width + at/len(transparency.Hash{})
	for l, err := strconv.Atoi(level); err == nil && l > 0; l-- {
		entry *= width
	}
	return entry
}

// differs returns where two files differ first; 0 if one is missing.
func differs(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if a == nil {
		return 0
	}
	return min(len(a), len(b))
}

func firstDifference(served, want []byte) string {
	if len(served) > len(want) && bytes.HasPrefix(served, want) {
		return fmt.Sprintf("something follows after its %d bytes", len(want))
	}
	return fmt.Sprintf("it differs from byte %d on", differs(served, want)+1)
}

// proofFault says what is wrong with a proof.
func (v *verification) proofFault(entry int, served []byte) string {
	p, err := transparency.ParseProof(served)
	if err != nil {
		return err.Error()
	}
	log := v.report.log
	var keys []string
	for _, k := range log.Keys() {
		keys = append(keys, k.Key)
	}
	if p.Seq != entry {
		return fmt.Sprintf("it is of entry %d", p.Seq)
	}
	c, err := p.Check(log.Line(entry), keys)
	if err != nil {
		return err.Error()
	}
	if c.Size <= log.Size() && log.Root(c.Size) != c.Root {
		return fmt.Sprintf("it holds a signed checkpoint of %s with the root %s, and the record has %s: two histories were signed", entryCount(c.Size), c.Root, log.Root(c.Size))
	}
	return fmt.Sprintf("it holds a checkpoint of %s, which is not the one that its run left", entryCount(c.Size))
}

// checkpointFault says what is wrong with what is served as the newest
// checkpoint.
func (v *verification) checkpointFault(served []byte) string {
	c, _, err := transparency.ParseNote(served)
	if err != nil {
		return err.Error()
	}
	head, _ := v.report.log.Head()
	if _, _, err := transparency.Open(served, v.report.log.Active(head.Size)); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("it is that of %s, and there is one of %s", entryCount(c.Size), entryCount(head.Size))
}
