package markdown

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A source is a text made from another one by small changes, which knows where
// its bytes come from.
type source struct {
	text  []byte
	marks []mark // sorted by at; empty if nothing was changed
	size  int    // length of the first text
}

// A mark says that the bytes from at on, up to the next mark, come from offset
// from on.
type mark struct{ at, from int }

// origin returns the offset in the first text that pos in this one comes from.
func (s source) origin(pos int) int {
	i := sort.Search(len(s.marks), func(i int) bool { return s.marks[i].at > pos })
	most := s.size
	if i < len(s.marks) {
		most = max(s.marks[i].from, 0)
	}
	if i > 0 {
		pos += s.marks[i-1].from - s.marks[i-1].at
	}
	return min(pos, most)
}

// maxMarks is how many combining marks may stand on one letter. No script needs
// as many; more are there to cover up the lines around.
const maxMarks = 12

// clean turns line ends into \n, drops the characters that nobody sees, puts a
// visible sign in place of bytes that are no text, and composes letters (NFC).
//
// What goes is what can hide a message or turn the reading direction: control
// characters, byte order marks, zero-width spaces, bidirectional embeddings and
// isolates, tags outside of flags, variation selectors that select nothing. The
// joiners that Arabic, Indic scripts and emoji need stay where they join.
func clean(md string) source {
	if isPlain(md) {
		return source{[]byte(md), nil, len(md)}
	}
	return compose(filter(md))
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

func filter(md string) source {
	var (
		out   = make([]byte, 0, len(md))
		marks []mark
		prev  = rune('\n') // the last character kept
		run   int          // combining marks in a row at the end of what was kept
		tags  int          // offset up to which tags belong to a flag
	)
	put := func(r rune, at int) {
		want := 0
		if n := len(marks); n > 0 {
			want = marks[n-1].from + len(out) - marks[n-1].at
		} else {
			want = len(out)
		}
		if want != at {
			marks = append(marks, mark{len(out), at})
		}
		out = utf8.AppendRune(out, r)
		prev = r
		switch {
		case r < utf8.RuneSelf:
			run = 0
		case unicode.Is(unicode.M, r):
			run += runes(r)
		default:
			run = runes(r) - 1
		}
	}
	for i := 0; i < len(md); {
		r, size := utf8.DecodeRuneInString(md[i:])
		at := i
		i += size
		switch {
		case r == '\r':
			if i < len(md) && md[i] == '\n' {
				continue
			}
			put('\n', at)
		case r == '\u2028' || r == '\u2029':
			put('\n', at)
		case r >= utf8.RuneSelf && unicode.Is(unicode.M, r) && run+runes(r) > maxMarks:
		case r == utf8.RuneError && size == 1:
			put(utf8.RuneError, at)
		case 0xE0020 <= r && r <= 0xE007F:
			if at >= tags && prev == 0x1F3F4 {
				tags = at + flagTags(md[at:])
			}
			if at < tags {
				put(r, at)
			}
		case r == '\u200c' || r == '\u200d':
			next, _ := utf8.DecodeRuneInString(md[i:])
			if joins(prev) || r == '\u200d' && (isEmoji(prev) || prev == 0xFE0F) && isEmoji(next) {
				put(r, at)
			}
		case 0xFE00 <= r && r <= 0xFE0F:
			if unicode.IsGraphic(prev) && !unicode.IsSpace(prev) && !unicode.Is(unicode.Variation_Selector, prev) {
				put(r, at)
			}
		case 0xE0100 <= r && r <= 0xE01EF:
			if unicode.Is(unicode.Han, prev) {
				put(r, at)
			}
		case unseen(r):
		default:
			put(r, at)
		}
	}
	return source{out, marks, len(md)}
}

// runes returns the number of characters that r is composed of.
func runes(r rune) int {
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	if d := norm.NFD.Properties(b[:n]).Decomposition(); d != nil {
		return utf8.RuneCount(d)
	}
	return 1
}

// unseen reports whether r shows nothing wherever it stands.
func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r),
		r == '\u200b', r == '\ufeff',
		'\u2060' <= r && r <= '\u206f', // word joiner, invisible operators, isolates, deprecated
		'\u202a' <= r && r <= '\u202e', // bidirectional embeddings and overrides
		'\ufff9' <= r && r <= '\ufffb', // interlinear annotation
		r == '\u3164', r == '\uffa0',   // Hangul fillers
		0x1BCA0 <= r && r <= 0x1BCA3, 0x1D173 <= r && r <= 0x1D17A,
		0xE0000 <= r && r <= 0xE0FFF, // tags, selectors
		unicode.Is(unicode.Noncharacter_Code_Point, r):
		return true
	}
	return false
}

// flagTags returns the length of the tags at the beginning of s that make a flag
// with the black flag before them (England, Scotland, Wales and the like), or 0.
func flagTags(s string) int {
	n := 0
	for i, r := range s {
		switch {
		case r == 0xE007F && 3 <= n && n <= 6:
			return i + utf8.RuneLen(r)
		case 0xE0030 <= r && r <= 0xE0039 || 0xE0061 <= r && r <= 0xE007A:
			n++
		default:
			return 0
		}
		if n > 6 {
			return 0
		}
	}
	return 0
}

// joins reports whether a joiner after r changes how r is written.
func joins(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana,
			unicode.Katakana, unicode.Hangul, unicode.Common, unicode.Inherited) && !unseen(r)
}

func isEmoji(r rune) bool {
	return r >= 0x2190 && r != utf8.RuneError && unicode.In(r, unicode.So, unicode.Sm, unicode.Sk)
}

// compose brings s to normalization form C.
func compose(s source) source {
	if norm.NFC.IsNormal(s.text) {
		return s
	}
	var (
		out   = make([]byte, 0, len(s.text))
		marks []mark
		it    norm.Iter
	)
	it.Init(norm.NFC, s.text)
	for !it.Done() {
		at := s.origin(it.Pos())
		want := len(out)
		if n := len(marks); n > 0 {
			want = marks[n-1].from + len(out) - marks[n-1].at
		}
		if want != at {
			marks = append(marks, mark{len(out), at})
		}
		out = append(out, it.Next()...)
	}
	return source{out, marks, s.size}
}

// An edit replaces the bytes from start up to end.
type edit struct {
	start, end int
	with       string
}

// apply makes the edits, of which a later one inside or across an earlier one is
// left out. Where edits begin at the same place, the longest is made.
func (s source) apply(edits []edit) source {
	sort.SliceStable(edits, func(i, j int) bool {
		a, b := edits[i], edits[j]
		return a.start < b.start || a.start == b.start && a.end > b.end
	})
	var out []byte
	var marks []mark
	put := func(b []byte, at int) {
		if len(b) > 0 {
			marks = append(marks, mark{len(out), at})
			out = append(out, b...)
		}
	}
	copyRange := func(from, to int) {
		if from >= to {
			return
		}
		put(s.text[from:to], s.origin(from))
		// The range may hold marks of its own.
		first := sort.Search(len(s.marks), func(i int) bool { return s.marks[i].at > from })
		for _, m := range s.marks[first:] {
			if m.at >= to {
				break
			}
			marks = append(marks, mark{len(out) - (to - m.at), m.from})
		}
	}
	pos := 0
	for _, e := range edits {
		if e.start < pos {
			continue
		}
		copyRange(pos, e.start)
		put([]byte(e.with), s.origin(e.start))
		pos = e.end
	}
	copyRange(pos, len(s.text))
	return source{out, marks, s.size}
}

// visible drops from text that character references were resolved in what clean
// would have dropped.
func visible(s string) string {
	if isPlain(s) || !strings.ContainsFunc(s, func(r rune) bool { return r > 0xff || unicode.IsControl(r) }) {
		return s
	}
	return string(filter(s).text)
}
