package generator

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
)

// CheckOptions is the input of Check.
type CheckOptions struct {
	Content string // folder
	Now     time.Time
}

// Checked counts what Check looked at.
type Checked struct {
	Statements int `json:"statements"` // files that are statements in their original language
	Public     int `json:"public"`     // of these, in the ledger
	Due        int `json:"due"`        // documents that Publish would add or repair now
}

// Check reads the content folder and judges it as if it were published at Now.
func Check(_ context.Context, o CheckOptions) (Checked, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Checked{}, problem.List{}, err
	}
	defer dir.close()
	w, problems, err := read(dir, o.Now)
	if err != nil {
		return Checked{}, problem.List{}, err
	}
	var c Checked
	for _, d := range w.content.Documents {
		if d.Doc.Lang() == "" && !d.Doc.IsQuestions() {
			c.Statements++
			if _, public := w.log.Document(d.Doc); public {
				c.Public++
			}
		}
	}
	due := map[disclosure.Doc]bool{} // a redaction replaces several texts of one
	for _, d := range w.due() {
		due[d.Doc] = true
	}
	c.Due = len(due)
	return c, problems, nil
}

// readLedger loads the ledger of a folder.
func readLedger(fsys fs.FS) (*ledger.Log, []*disclosure.Incident, error) {
	log, err := ledger.Load(fsys)
	if err != nil {
		return nil, nil, err
	}
	incidents, err := disclosure.Assemble(log.Publications())
	if err != nil {
		return nil, nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return log, incidents, nil
}
