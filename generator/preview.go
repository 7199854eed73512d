package generator

import (
	"context"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
)

// PreviewOptions is the input of Preview.
type PreviewOptions struct {
	Content string // folder
	Now     time.Time
	Program string
}

// Preview makes the site in memory with drafts laid over what is public, as if
// they were published at o.Now. Every page says that it is not public; there are
// no feeds and there is no ledger in it, so that it cannot be taken for the
// site. The tree is nil if files could not be read.
func Preview(ctx context.Context, o PreviewOptions) (map[string][]byte, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return nil, problem.List{}, err
	}
	defer dir.close()
	w, problems, err := read(dir, o.Now)
	if err != nil || w.unread {
		return nil, problems, err
	}
	first := w.log.Size()
	plan, err := w.log.Plan(ledger.Run{Drafts: w.drafts(true), Origin: w.content.Site.URL.Hostname()}, o.Now, noSalt{})
	if err != nil {
		return nil, problems, err
	}
	publications := plan.Log().Publications()
	incidents, err := disclosure.Assemble(publications)
	if err != nil {
		return nil, problems, err
	}
	s := &siteBuild{
		settings: &w.content.Site, pages: w.content.Pages, log: plan.Log(), incidents: incidents,
		content: visible{dir.fs}, now: o.Now.UTC().Truncate(time.Minute), program: o.Program,
		preview: true, firstDraft: max(first, 1),
	}
	tree, err := s.tree(ctx)
	if err != nil {
		return nil, problems, s.blame(&problems, err)
	}
	return tree, problems, nil
}

// noSalt is the salt of records that nobody keeps.
type noSalt struct{}

func (noSalt) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
