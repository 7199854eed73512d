package disclosure

import (
	"reflect"
	"slices"
)

// same reports whether two values of one fact say the same, so that stating the
// second after the first only confirms it.
func same(old, new any) bool {
	a, ok := old.([]Affected)
	b, ok2 := new.([]Affected)
	if !ok || !ok2 || len(a) != len(b) {
		return reflect.DeepEqual(old, new)
	}
	for i := range a {
		x, y := a[i], b[i]
		x.AsOf, y.AsOf = Moment{}, Moment{}
		if x != y {
			return false
		}
	}
	return true
}

// Contradicts reports whether new says that old, of which the company was sure,
// was wrong. Going from a doubt to a certainty, from a day to a time on it, or
// adding to what was said is progress and contradicts nothing.
func Contradicts(key Key, old, new any) bool {
	field := FieldNamed(key.Field())
	if field == nil || field.Sort != Claim || old == nil || same(old, new) {
		return false
	}
	switch o := old.(type) {
	case When:
		n, _ := new.(When)
		return o.sure() && !n.within(o)
	case []Affected:
		n, _ := new.([]Affected)
		return contradictsAffected(o, n)
	case []NotAffected:
		n, _ := new.([]NotAffected)
		return slices.ContainsFunc(o, func(group NotAffected) bool {
			return !slices.ContainsFunc(n, func(g NotAffected) bool { return g.Who == group.Who })
		})
	case Data:
		n, _ := new.(Data)
		return contradictsData(o, n)
	case Notified:
		n, _ := new.(Notified)
		return !o.At.IsZero() && !n.At.Within(o.At)
	case Weakness:
		n, _ := new.(Weakness)
		return !reflect.DeepEqual(o.Affected, n.Affected) && len(o.Affected) > 0 ||
			o.Exploited != "" && o.Exploited != "unknown" && o.Exploited != n.Exploited
	case string:
		return o != "unknown"
	}
	return true
}

func (w When) sure() bool { return w.Certainty == "" || w.Certainty == Sure }

// within reports whether w says the same as whole, or the same more exactly.
func (w When) within(whole When) bool {
	return w.Start().Within(whole.Start()) && w.Finish().Within(whole.Finish())
}

// contradictsAffected compares groups by who they are; a single group on both
// sides is the same group, however it is called.
func contradictsAffected(old, new []Affected) bool {
	for i, o := range old {
		if !o.counted() {
			continue
		}
		j := slices.IndexFunc(new, func(n Affected) bool { return n.Who == o.Who && n.Unit == o.Unit })
		if j < 0 && len(old) == len(new) {
			j = i
		}
		if j < 0 {
			return true
		}
		n := new[j]
		if !n.counted() {
			return true // what was sure is so no longer
		}
		if n.Count != o.Count || n.All != o.All || n.Min != o.Min || n.Max != o.Max || n.Unit != o.Unit {
			return true
		}
	}
	return false
}

func (a Affected) counted() bool {
	return (a.Certainty == "" || a.Certainty == Sure) && (a.Count > 0 || a.All || a.Max > 0)
}

func contradictsData(old, new Data) bool {
	sure := old.Exposure == Exposed || old.Exposure == NotExposed
	if sure && old.Exposure != new.Exposure {
		return true
	}
	for _, effect := range old.Effects {
		if sure && len(new.Effects) > 0 && !slices.Contains(new.Effects, effect) {
			return true
		}
	}
	return sure && old.Protection != "" && old.Protection != "unknown" && old.Protection != new.Protection
}
