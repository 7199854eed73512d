package page

// How is how it could happen.
type How struct {
	Prose        *Prose  // the section "How It Happened"; nil if there is none
	Cause        []Words // paragraphs
	CauseWas     []Was   // causes that were named before, and are wrong or were taken back
	Contributing []Words // what contributed
}

// Learned is what the company learned.
type Learned struct {
	Prose   *Prose  // the section "What We Learned"; nil if there is none
	Lessons []Words // one sentence each
}

func (s *story) how() *How {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	h := &How{
		Prose: s.section("how-it-happened"), Cause: s.paragraphs(f.RootCause, of.RootCause),
		Contributing: s.list(f.Contributing, of.Contributing),
	}
	if f.RootCause == "unknown" {
		h.Cause = nil // "What we do not know yet" says so
	}
	for i, known := range s.t.local.Known {
		if known.Key == "root_cause" {
			h.CauseWas = s.was(known, s.t.original.Known[i])
			inOrder(h.CauseWas)
		}
	}
	if h.Prose == nil && len(h.Cause) == 0 && len(h.Contributing) == 0 && len(h.CauseWas) == 0 {
		return nil
	}
	return h
}
