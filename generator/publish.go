package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/transparency"
)

// PublishOptions is the input of Publish.
type PublishOptions struct {
	Content string // folder
	Now     time.Time
	Random  io.Reader // for salts: crypto/rand.Reader, but for tests
	DryRun  bool

	// Before is called with what is about to become public, if there is any. If it
	// returns an error, nothing is written. It may be nil.
	Before func(Published) error

	// Signers sign the ledger as it stands after the run. A ledger that names
	// keys is published to without one only if that is said, and a later run
	// signs over it.
	Signers  []transparency.Signer
	Unsigned bool

	// Live compares the ledger with the live site before anything is added; nil
	// leaves that out.
	Live *LiveGuard
}

// ErrNoKey says that the ledger is signed, and that there is no key to sign with.
var ErrNoKey = errors.New("the public record is signed, and no key was given")

// Published is what a publish run made public, or would make public.
type Published struct {
	Time         time.Time           `json:"time"` // of the run's first entry
	Documents    []PublishedDocument `json:"documents"`
	Withheld     []Withheld          `json:"withheld,omitempty"`
	NewIncidents []string            `json:"new_incidents,omitempty"` // ids that are public and permanent from now on

	// Changes says what becomes different for readers, for each account that is
	// touched.
	Changes []Comparison `json:"-"`

	// Warning says why the ledger could not be compared with the live site; ""
	// if it was, or did not have to be.
	Warning string `json:"warning,omitempty"`
}

// Until returns the earliest instant at which a site shows all of p: a run may
// end some seconds after the clock, because each entry has a second of its own.
func (p Published) Until(now time.Time) time.Time {
	seconds := 1
	for _, d := range p.Documents {
		if d.Claimed.IsZero() {
			seconds += max(d.Revisions, 1)
		}
	}
	if end := p.Time.Add(time.Duration(seconds) * time.Second); len(p.Documents) > 0 && end.After(now) {
		return end
	}
	return now
}

// A PublishedDocument is all that becomes public of one document.
type PublishedDocument struct {
	Doc         disclosure.Doc          `json:"doc"`
	File        string                  `json:"file"`
	What        string                  `json:"what"` // "new statement", "repair", "translation"
	Rev         int                     `json:"rev"`
	Revisions   int                     `json:"revisions,omitempty"` // redactions: how many texts are replaced; Said is the newest
	Claimed     time.Time               `json:"claimed,omitzero"`    // when an older system says that it published this
	Said        disclosure.Said         `json:"said"`
	Corrections []disclosure.Correction `json:"-"`
	Assets      []string                `json:"assets,omitempty"`
}

// Withheld is a file that stays private.
type Withheld struct {
	File string `json:"file"`
	Why  string `json:"why"`
}

// Publish judges the content folder and appends to its ledger what may become
// public at o.Now. With problems, or with o.DryRun, nothing is written.
func Publish(ctx context.Context, o PublishOptions) (Published, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Published{}, problem.List{}, err
	}
	defer dir.close()
	w, problems, err := read(dir, o.Now)
	if err != nil || problems.HasErrors() {
		return Published{}, problems, err
	}
	due := w.due()
	if len(due) > 0 && len(o.Signers) == 0 && !o.Unsigned && !o.DryRun && len(w.log.Active(w.log.Size())) > 0 {
		return Published{}, problems, ErrNoKey
	}
	plan, err := w.log.Plan(ledger.Run{Drafts: due, Signers: o.Signers, Origin: w.content.Site.URL.Hostname()}, o.Now, o.Random)
	if err != nil {
		return Published{}, problems, err
	}
	published, err := w.describe(plan, due)
	if err != nil || o.DryRun {
		return published, problems, err
	}
	if o.Live != nil && w.grows(plan, o) {
		origin := plan.Log().Origin()
		if published.Warning, err = o.Live.check(ctx, w.content.Site.URL, origin, w.log); err != nil {
			return Published{}, problems, err
		}
	}
	if o.Before != nil && len(published.Documents) > 0 {
		if err := o.Before(published); err != nil {
			return Published{}, problems, err
		}
	}
	if err := plan.Write(filepath.Join(o.Content, ledgerName)); err != nil {
		return Published{}, problems, err
	}
	return published, problems, nil
}

// grows reports whether a plan adds to the ledger: entries, or the signature of
// those there are.
func (w *workspace) grows(plan *ledger.Plan, o PublishOptions) bool {
	if plan.Log().Size() > w.log.Size() {
		return true
	}
	head, signed := w.log.Head()
	return len(o.Signers) > 0 && w.log.Size() > 0 && (!signed || head.Size < w.log.Size())
}

// describe says what a plan makes public.
func (w *workspace) describe(plan *ledger.Plan, due []ledger.Draft) (Published, error) {
	incidents, err := disclosure.Assemble(plan.Log().Publications())
	if err != nil {
		return Published{}, fmt.Errorf("planning the publication: %w", err)
	}
	after := map[string]*disclosure.Incident{}
	for _, i := range incidents {
		after[i.ID] = i
	}
	published := Published{Time: w.now}
	if entries := plan.Entries(); len(entries) > 0 {
		published.Time = entries[0].Time
	}
	public := map[string]bool{}
	for _, i := range w.incidents {
		public[i.ID] = true
	}
	isDue := map[disclosure.Doc]bool{}
	staged := w.stagedFiles()
	for _, d := range due {
		isDue[d.Doc] = true
		id := d.Doc.Incident()
		if !public[id] {
			public[id] = true
			published.NewIncidents = append(published.NewIncidents, id)
		}
		p := PublishedDocument{Doc: d.Doc, File: w.files[d.Doc], What: what(d), Rev: d.Rev, Said: d.Said, Claimed: d.Claimed}
		if d.Type == ledger.Redaction {
			standing, _ := w.log.Document(d.Doc)
			if p.Revisions = standing.Record.Rev; d.Rev < p.Revisions {
				continue // the newest one is shown
			}
		}
		if file := staged[ledger.RecordFile(d.Doc, d.Rev)]; file != "" {
			p.File = file
		} else if d.Doc.Lang() == "" && !d.Doc.IsQuestions() {
			for _, told := range after[id].Current().Statements {
				if told.Doc == d.Doc {
					p.Corrections = told.Corrects
				}
			}
		}
		for name := range sorted(d.Context.Assets) {
			p.Assets = append(p.Assets, name)
		}
		published.Documents = append(published.Documents, p)
	}
	published.Withheld = w.withheld(isDue)
	published.Changes, err = w.comparisons(plan)
	return published, err
}

// what names what becomes of a document.
func what(d ledger.Draft) string {
	kind := "statement"
	switch {
	case d.Doc.Lang() != "":
		kind = "translation"
	case d.Doc.IsQuestions():
		kind = "questions"
	}
	switch {
	case d.Type == ledger.Redaction && d.Doc.IsQuestions() && d.Doc.Lang() == "":
		return "what is left of questions, from which something is removed"
	case d.Type == ledger.Redaction:
		return "what is left of a " + kind + ", from which something is removed"
	case !d.Claimed.IsZero() && d.Rev > 1:
		return "imported, the next text of the " + kind
	case !d.Claimed.IsZero():
		return "imported " + kind
	case d.Rev == 1:
		return "new " + kind
	}
	if d.Doc.IsQuestions() {
		return "questions, added to or repaired"
	}
	return "repair of a " + kind
}
