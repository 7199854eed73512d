package page

// You is how readers know whether they are affected.
type You struct {
	HowToKnow   []Words // paragraphs
	Affected    []Group // the groups that are affected
	NotAffected []Value // More is how it is known
}

func (s *story) you() *You {
	f, of := &s.t.local.Facts, &s.t.original.Facts
	y := &You{HowToKnow: s.paragraphs(f.HowToKnow, of.HowToKnow)}
	for i, n := range f.NotAffected {
		y.NotAffected = append(y.NotAffected, s.item(n, at(of.NotAffected, i)))
	}
	for i, a := range f.Affected {
		y.Affected = append(y.Affected, s.group(a, at(of.Affected, i)))
	}
	if len(y.HowToKnow) == 0 && len(y.NotAffected) == 0 {
		return nil
	}
	return y
}
