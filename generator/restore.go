package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"firsthand/generator/ledger"
	"firsthand/generator/remote"
	"firsthand/generator/verify"
)

// RestoreOptions is the input of RestoreLedger.
type RestoreOptions struct {
	Content  string // folder
	Site     remote.Source
	Known    []verify.Known
	Keys     []string
	Recall   func(origin string) []verify.Known
	Progress func(done, total int)
}

// Restored says what RestoreLedger did.
type Restored struct {
	*verify.Report
	Before int `json:"before"` // entries that the ledger had
}

// RestoreLedger rebuilds a ledger that was lost, whole or at its end, from the
// site that shows it. The record of the site is verified first; with findings,
// nothing is written. A ledger that has more entries than the site, or others, is
// left alone: then the error says so.
func RestoreLedger(ctx context.Context, o RestoreOptions) (Restored, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Restored{}, err
	}
	defer dir.close()
	report, err := verify.Site(ctx, o.Site, verify.Options{Known: o.Known, Keys: o.Keys, Recall: o.Recall, RecordOnly: true, Progress: o.Progress})
	if err != nil {
		return Restored{}, err
	}
	restored := Restored{Report: report}
	switch {
	case !report.OK():
		return restored, nil
	case report.Log() == nil:
		return Restored{}, fmt.Errorf("%s shows no public record yet; there is nothing to restore", o.Site)
	}
	text, err := fs.ReadFile(dir.ledger, "entries.jsonl")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Restored{}, fmt.Errorf("reading the ledger: %w", err)
	}
	restored.Before = bytes.Count(text, []byte("\n"))
	if err := mayReplace(text, report.Log(), o.Site); err != nil {
		return Restored{}, err
	}
	if err := replaceLedger(filepath.Join(o.Content, ledgerName), report.Ledger()); err != nil {
		return Restored{}, err
	}
	return restored, nil
}

// mayReplace makes sure that log begins with the entries in text, whose last line
// may be cut off.
func mayReplace(text []byte, log *ledger.Log, site remote.Source) error {
	public, err := log.ReadFile("entries.jsonl")
	switch {
	case err != nil:
		return err
	case bytes.HasPrefix(public, text):
		return nil
	case bytes.HasPrefix(text, public):
		return fmt.Errorf("the ledger here has %d entries, and %s only the first %d of them: it was not overwritten\n  fix: if files of it are damaged, put them back from version control",
			bytes.Count(text, []byte("\n")), site, log.Size())
	}
	seq := 0
	for i := 0; i < min(len(text), len(public)) && text[i] == public[i]; i++ {
		if text[i] == '\n' {
			seq++
		}
	}
	return fmt.Errorf("the ledger here has another history than %s: they differ at entry %d; it was not overwritten\n  fix: if the site is right, move the ledger folder away and try again", site, seq)
}

// replaceLedger puts a ledger in the place of what lies in a folder.
func replaceLedger(folder string, from fs.FS) error {
	next, last := folder+".restored", folder+".replaced"
	for _, left := range []string{next, last} {
		if _, err := os.Lstat(left); err == nil {
			return fmt.Errorf("restoring the ledger: %s is in the way, left over from another attempt; look at it, remove it, and try again", left)
		}
	}
	if err := ledger.Restore(next, from); err != nil {
		return errors.Join(err, os.RemoveAll(next))
	}
	switch err := os.Rename(folder, last); {
	case errors.Is(err, fs.ErrNotExist):
		return moved(os.Rename(next, folder))
	case err != nil:
		return errors.Join(moved(err), os.RemoveAll(next))
	}
	if err := os.Rename(next, folder); err != nil {
		return errors.Join(moved(err), os.Rename(last, folder))
	}
	// The ledger may be a branch of its own.
	if err := os.Rename(filepath.Join(last, ".git"), filepath.Join(folder, ".git")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return moved(err)
	}
	return moved(os.RemoveAll(last))
}

func moved(err error) error {
	if err != nil {
		return fmt.Errorf("restoring the ledger: %w", err)
	}
	return nil
}
