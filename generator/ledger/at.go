package ledger

import (
	"slices"
	"strings"
	"sync"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// At returns the ledger as it stood at t: every run that had begun by then, whole.
// What was redacted since reads as it reads today, because nobody may read it any
// other way. Nothing can be published to such a ledger.
func (l *Log) At(t time.Time) *Log {
	n := 0
	for n < len(l.entries) && !l.entries[l.entries[n].Run].Time.After(t) {
		n++
	}
	if n == len(l.entries) {
		return l
	}
	past := &Log{
		files: l.files, lines: slices.Clip(l.lines[:n]), entries: slices.Clip(l.entries[:n]), since: l.entries[n:],
		docs: map[disclosure.Doc]*document{}, assets: map[Asset]int64{},
	}
	if n > 0 {
		past.text = strings.Join(past.lines, "\n") + "\n"
	}
	for doc, d := range l.docs {
		had := 0
		for had < len(d.revisions) && d.revisions[had].seq < n {
			had++
		}
		if had > 0 {
			past.docs[doc] = &document{slices.Clip(d.revisions[:had])}
		}
	}
	for _, d := range past.docs {
		for _, r := range d.revisions {
			for name, sum := range r.record.Context.Assets {
				asset, _ := assetNamed(name, sum) // checked with the record
				past.assets[asset] = l.assets[asset]
			}
		}
	}
	for _, k := range l.keys {
		if k.Added >= n {
			continue
		}
		if k.Retired >= n {
			k.Retired = 0
		}
		if k.Revoked >= n {
			k.Revoked = 0
		}
		past.keys = append(past.keys, k)
	}
	for _, s := range l.checkpoints {
		if s.Size <= n {
			past.checkpoints = append(past.checkpoints, s)
		}
	}
	past.tree = sync.OnceValue(func() *transparency.Tree { return growTree(new(transparency.Tree), past.lines) })
	return past
}

// commit returns what the record of r must sum to today.
func (l *Log) commit(r revision) string {
	if seq := l.newest(r); seq >= len(l.entries) {
		return l.since[seq-len(l.entries)].Commit
	}
	return l.entries[l.newest(r)].Commit
}

// Replaced returns the Seq of the entry that replaced the record of entry seq, or
// 0 if its record is the one that it names.
func (l *Log) Replaced(seq int) int {
	e := l.entries[seq]
	if !e.isAbout() {
		return 0
	}
	if newest := l.newest(l.docs[e.Doc].revisions[e.Rev-1]); newest != seq {
		return newest
	}
	return 0
}
