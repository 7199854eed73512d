package transparency

import "slices"

// A list does not change, and shares its beginning with the list that it was
// made from: adding one entry to a hundred thousand must not copy them.
type list[T any] struct {
	old []T // shared
	new []T
}

// fewNew is how many elements are copied rather than shared.
const fewNew = 4096

// begin returns a list of the elements of l that only the caller has, with space
// for more of them, for add.
func (l list[T]) begin(more int) list[T] {
	switch {
	case len(l.old) == 0 && len(l.new) > fewNew:
		return list[T]{old: l.new, new: make([]T, 0, more)}
	case len(l.new) > fewNew:
		l = list[T]{old: slices.Concat(l.old, l.new)}
	}
	return list[T]{old: l.old, new: append(make([]T, 0, len(l.new)+more), l.new...)}
}

// add appends to a list that begin has returned.
func (l *list[T]) add(e T) { l.new = append(l.new, e) }

func (l list[T]) len() int { return len(l.old) + len(l.new) }

func (l list[T]) at(i int) T {
	if i < len(l.old) {
		return l.old[i]
	}
	return l.new[i-len(l.old)]
}
