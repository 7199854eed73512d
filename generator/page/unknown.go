package page

// Unknown is what the company does not know or does not tell yet.
type Unknown struct {
	Items []Words // open questions
	Held  []Value // Words, State is why, Until
}

func (s *story) unknown() *Unknown {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	u := &Unknown{Items: s.list(f.Unknowns, of.Unknowns)}
	for i, h := range f.HeldBack {
		u.Held = append(u.Held, s.item(h, at(of.HeldBack, i)))
	}
	if len(u.Items) == 0 && len(u.Held) == 0 {
		return nil
	}
	return u
}
