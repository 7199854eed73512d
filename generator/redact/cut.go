package redact

import (
	"slices"
	"strings"

	"firsthand/generator/tokens"
)

// A cut is what one mark stands for, or several inside code: tokens from up to
// to of the old text. with is what stands there now.
type cut struct {
	from, to int
	with     string
}

// cuts compares a text with what is left of it, and fails if new is not old with
// marks in the place of words. Both are returned as tokens.
func cuts(old, new string) (a []tokens.Token, all []cut, ok bool) {
	a = tokens.Of(old)
	pieces := split(new)
	at := 0
	for k, piece := range pieces {
		first, last := k == 0, k == len(pieces)-1
		pos := at
		if !first {
			pos++ // a mark stands for something
		}
		if last && !first {
			pos = max(pos, len(a)-len(piece))
		}
		for ; pos+len(piece) <= len(a); pos++ {
			if slices.EqualFunc(a[pos:pos+len(piece)], piece, same) {
				break
			}
			if first {
				return a, nil, false
			}
		}
		if pos+len(piece) > len(a) {
			return a, nil, false
		}
		if !first && !(pos == at+1 && isMark(old, a[at])) {
			all = append(all, cut{at, pos, Mark})
		}
		for i, t := range piece {
			if t.Text != a[pos+i].Text {
				all = append(all, cut{pos + i, pos + i + 1, t.Text})
			}
		}
		at = pos + len(piece)
	}
	return a, all, at == len(a)
}

// split cuts the tokens of a text at its marks.
func split(text string) [][]tokens.Token {
	pieces := [][]tokens.Token{nil}
	for _, t := range tokens.Of(text) {
		if isMark(text, t) {
			pieces = append(pieces, nil)
			continue
		}
		pieces[len(pieces)-1] = append(pieces[len(pieces)-1], t)
	}
	return pieces
}

// same reports whether new is old, or code with something removed inside.
func same(old, new tokens.Token) bool {
	return old.Kind == new.Kind && (old.Text == new.Text || isCode(old.Text) && isCode(new.Text) && lessCode(old.Text, new.Text))
}

// lessCode is cuts for code, letter by letter.
func lessCode(old, new string) bool {
	pieces := strings.Split(new, Mark)
	if len(pieces) == 1 || !strings.HasPrefix(old, pieces[0]) {
		return false
	}
	rest := old[len(pieces[0]):]
	for k, piece := range pieces[1:] {
		i := strings.Index(rest[min(1, len(rest)):], piece)
		if k == len(pieces)-2 && strings.HasSuffix(rest, piece) {
			i = len(rest) - len(piece) - 1
		}
		if i < 0 {
			return false
		}
		rest = rest[i+1+len(piece):]
	}
	return rest == ""
}

// words returns the words that a cut takes out, on one line.
func (c cut) words(old string, a []tokens.Token) string {
	removed := old[a[c.from].Start:a[c.to-1].End]
	if c.with != Mark { // code: what is left at both ends is not removed
		before, _, _ := strings.Cut(c.with, Mark)
		after := c.with[strings.LastIndex(c.with, Mark)+len(Mark):]
		removed = strings.TrimSuffix(strings.TrimPrefix(removed, before), after)
	}
	return strings.Join(strings.Fields(removed), " ")
}

// A difference is the first place where a text is not what is left of another.
type difference struct {
	was, is       string
	before, after int // bytes in the two
}

// differing returns where cuts fails.
func differing(old, new string) difference {
	a, pieces := tokens.Of(old), split(new)
	at := 0
	for k, piece := range pieces {
		pos, length := at, -1
		from, to := at, at
		if k > 0 {
			from, to = at+1, len(a)
		}
		last := k == len(pieces)-1
		for p := from; p <= to; p++ {
			n := 0
			for p+n < len(a) && n < len(piece) && same(a[p+n], piece[n]) {
				n++
			}
			if n > length || last && n == length {
				pos, length = p, n
			}
		}
		switch {
		case length == len(piece) && (!last || pos+length == len(a)):
			at = pos + length
			continue
		case length < 0: // a mark with nothing behind which it could stand
			return difference{is: Mark, before: len(old), after: len(new)}
		case length == len(piece):
			return difference{was: span(old, a[pos+length:]), before: a[pos+length].Start, after: len(new)}
		}
		o, n := a[pos+length:], piece[length:]
		d := difference{is: n[0].Text, before: len(old), after: n[0].Start}
		if len(o) > 0 {
			d.was, d.before = o[0].Text, o[0].Start
		}
		const near = 8
		for i := 1; i < near; i++ {
			switch {
			case i < len(o) && same(o[i], n[0]):
				d.was, d.is = span(old, o[:i]), ""
				return d
			case i < len(n) && (len(o) > 0 && same(o[0], n[i]) || len(o) == 0 && slices.ContainsFunc(a[from:], func(t tokens.Token) bool { return same(t, n[i]) })):
				d.was, d.is = "", span(new, n[:i])
				return d
			}
		}
		if len(o) == 0 {
			d.is = span(new, n)
		}
		return d
	}
	return difference{was: span(old, a[at:]), before: len(old), after: len(new)}
}

// span returns the text that tokens stand in, on one line.
func span(text string, t []tokens.Token) string {
	if len(t) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(text[t[0].Start:t[len(t)-1].End]), " ")
}

// isNear reports whether two texts of about n words are revisions of one,
// although so many words differ.
func isNear(distance, n int) bool { return distance <= n/4+2 }

// cutFrom makes the cuts that lead from old to new in an older text, which
// differs from old by repairs. It fails if the two cannot be laid beside each
// other.
func cutFrom(old, new, older string) (string, bool) {
	if older == old {
		return new, true
	}
	a, all, ok := cuts(old, new)
	if !ok {
		return "", false
	}
	if len(all) == 0 {
		return older, true
	}
	b := tokens.Of(older)
	partner, distance, ok := align(a, b)
	if !ok || !isNear(distance, len(a)) {
		return "", false
	}
	var out strings.Builder
	rest := 0
	for _, c := range all {
		// What has no partner goes with its neighbour, so that no slip in the words
		// themselves keeps them.
		lo, hi := 0, len(b)
		for i := c.from - 1; i >= 0; i-- {
			if partner[i] >= 0 {
				lo = partner[i] + 1
				break
			}
		}
		for i := c.to; i < len(a); i++ {
			if partner[i] >= 0 {
				hi = partner[i]
				break
			}
		}
		if lo >= hi || b[lo].Start < rest {
			continue
		}
		with := c.with
		if with != Mark && (hi-lo != 1 || b[lo].Text != a[c.from].Text) {
			with = Mark
		}
		s := Span{b[lo].Start, trimmedEnd(older, b[hi-1])}
		if with == Mark {
			s = widen(older, s, b[lo:hi])
			s.Start = max(s.Start, rest)
			with = markFor(older, s)
		}
		out.WriteString(older[rest:s.Start])
		out.WriteString(with)
		rest = s.End
	}
	out.WriteString(older[rest:])
	return out.String(), true
}

// maxTable bounds the work of align.
const maxTable = 64 << 20

// align lays two texts beside each other, with as few differences as can be. It
// returns for each token of a the one of b that stands for it, or -1.
func align(a, b []tokens.Token) (partner []int, distance int, ok bool) {
	partner = make([]int, len(a))
	start := 0
	for start < len(a) && start < len(b) && a[start].Text == b[start].Text {
		partner[start] = start
		start++
	}
	n, m := len(a), len(b)
	for n > start && m > start && a[n-1].Text == b[m-1].Text {
		n, m = n-1, m-1
		partner[n] = m
	}
	rows, columns := n-start+1, m-start+1
	if rows*columns > maxTable {
		return nil, 0, false
	}
	const other, fewer, more = 0, 1, 2
	step := make([]byte, rows*columns)
	row := make([]int, columns)
	for j := range row {
		row[j], step[j] = j, more
	}
	for i := 1; i < rows; i++ {
		diagonal := row[0]
		row[0], step[i*columns] = i, fewer
		for j := 1; j < columns; j++ {
			cost := diagonal
			if a[start+i-1].Text != b[start+j-1].Text {
				cost++
			}
			best, how := cost, byte(other)
			if row[j]+1 < best {
				best, how = row[j]+1, fewer
			}
			if row[j-1]+1 < best {
				best, how = row[j-1]+1, more
			}
			diagonal, row[j], step[i*columns+j] = row[j], best, how
		}
	}
	for i, j := rows-1, columns-1; i > 0 || j > 0; {
		switch step[i*columns+j] {
		case other:
			partner[start+i-1] = start + j - 1
			i, j = i-1, j-1
		case fewer:
			partner[start+i-1] = -1
			i--
		default:
			j--
		}
	}
	return partner, row[columns-1], true
}
