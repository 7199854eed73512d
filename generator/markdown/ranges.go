package markdown

import "sort"

// ranges answer whether a span touches one of many.
type ranges []span

func newRanges(spans []span) ranges {
	sort.Slice(spans, func(i, j int) bool { return spans[i].start < spans[j].start })
	var r ranges
	for _, s := range spans {
		if n := len(r); n > 0 && s.start <= r[n-1].end {
			r[n-1].end = max(r[n-1].end, s.end)
			continue
		}
		r = append(r, s)
	}
	return r
}

// overlaps reports whether a byte from start up to end lies in one of the spans.
func (r ranges) overlaps(start, end int) bool {
	i := sort.Search(len(r), func(i int) bool { return r[i].end > start })
	return i < len(r) && r[i].start < end
}
