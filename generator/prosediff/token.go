package prosediff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"firsthand/generator/markdown"
)

// A TokenKind is what a word is.
type TokenKind uint8

const (
	Word    TokenKind = iota
	Number            // with its sign, its currency or per cent, and a word like "million"
	Date              // a date, or a time of day with its zone
	Sign              // punctuation, symbols, emoji
	Link              // with all its text
	Literal           // code within a line
	Picture           // Text is its description
	Break             // a line break that is shown
	Space             // white space and line ends in a block of code
)

// A Token is a word of a text, or what else there is to read.
type Token struct {
	Text  string           // as a reader sees it
	Space string           // white space before it
	Marks []*markdown.Mark // around it, without that of the link itself

	target *target // of a link or a picture
	Kind   TokenKind
	count  uint8 // of words, in thirds: a character of a script without spaces is a third
	first  bool  // begins its block
	id     int32 // equal if the words are
	fold   int32 // the word without regard to capitals, for resemblance only
}

// A target is where a link leads, or where a picture comes from.
type target struct {
	dest, title string
	mark        *markdown.Mark    // of a link
	parts       []markdown.Inline // text of a link
	folds       []int32           // words in the text, as in Token
}

// Dest returns where a link leads or a picture comes from, as in [markdown.Link];
// "" for other words.
func (t Token) Dest() string {
	if t.target == nil {
		return ""
	}
	return t.target.dest
}

// Title returns what a link or a picture shows beside the pointer.
func (t Token) Title() string {
	if t.target == nil {
		return ""
	}
	return t.target.title
}

// wordKey is what makes two words the same.
type wordKey struct {
	kind  TokenKind
	marks uint8
	text  string
}

// targetKey is what makes two links or pictures the same.
type targetKey struct {
	wordKey
	dest, title, rest string
}

// A comparer holds what the two texts share.
type comparer struct {
	ids      map[wordKey]int32
	targets  map[targetKey]int32
	foldOf   []int32 // by id: the word without regard to capitals; 0 for targets
	folds    map[string]int32
	rows     map[string]int32 // rows of ids
	japanese bool
	work     int // steps left
	coarse   bool
	position int // of the sentence that was read last, in its text

	forward, backward []int  // room for lcs
	key               []byte // room for row
	room              []piece
}

// newComparer returns a comparer for texts of so many bytes.
func newComparer(size int, o Options) *comparer {
	if o.Work <= 0 {
		o.Work = DefaultWork
	}
	size = min(size/12, 10_000)
	return &comparer{
		ids: make(map[wordKey]int32, size), targets: map[targetKey]int32{}, foldOf: make([]int32, 1, size+1),
		folds: make(map[string]int32, size), rows: make(map[string]int32, size/4), work: o.Work,
	}
}

// tokens returns the words of a leaf.
func (c *comparer) tokens(text []markdown.Inline) []Token {
	size := 0
	for i := range text {
		size += 1 + len(text[i].Text)/5
	}
	tokens := make([]Token, 0, size)
	space := ""
	for i := 0; i < len(text); {
		in := text[i]
		if at := linkAt(in.Marks); at >= 0 {
			mark := in.Marks[at]
			n := i + 1
			for n < len(text) && linkAt(text[n].Marks) == at && text[n].Marks[at] == mark {
				n++
			}
			tokens = append(tokens, c.linkToken(text[i:n], at, space))
			space, i = "", n
			continue
		}
		i++
		switch in.Kind {
		case markdown.Plain:
			space = c.plainTokens(&tokens, in, space)
			continue
		case markdown.Literal:
			tokens = append(tokens, c.token(Token{Kind: Literal, Text: in.Text, Space: space, Marks: in.Marks}, in.Text))
		case markdown.Picture:
			t := Token{Kind: Picture, Text: in.Text, Space: space, Marks: in.Marks, target: &target{dest: in.Dest, title: in.Title}}
			tokens = append(tokens, c.targeted(t, in.Text, ""))
		case markdown.Break:
			tokens = append(tokens, c.token(Token{Kind: Break, Text: "\n", Space: space, Marks: in.Marks}, "\n"))
		}
		space = ""
	}
	if len(tokens) > 0 {
		tokens[0].first = true
	}
	return tokens
}

// linkAt returns which of the marks is a link, or -1.
func linkAt(marks []*markdown.Mark) int {
	for i, m := range marks {
		if m.Kind == markdown.Linked {
			return i
		}
	}
	return -1
}

func (c *comparer) plainTokens(tokens *[]Token, in markdown.Inline, space string) string {
	pieces, rest := c.pieces(in.Text)
	for i, p := range pieces {
		t := Token{Kind: p.kind, Text: p.text(in.Text), Space: p.space, Marks: in.Marks}
		if i == 0 {
			t.Space = space + t.Space
		}
		*tokens = append(*tokens, c.token(t, form(t.Text)))
	}
	if len(pieces) == 0 {
		return space + rest
	}
	return rest
}

func (c *comparer) linkToken(text []markdown.Inline, at int, space string) Token {
	mark := text[0].Marks[at]
	t := Token{Kind: Link, Space: space, Marks: text[0].Marks[:at], target: &target{dest: mark.Dest, title: mark.Title, mark: mark, parts: text}}
	var shown, key strings.Builder
	plain := true
	for _, in := range text {
		shown.WriteString(in.Text)
		if in.Kind == markdown.Break {
			shown.WriteString("\n")
		}
		if in.Kind != markdown.Plain || len(in.Marks) != at+1 {
			plain = false
		}
	}
	t.Text = shown.String()
	if !plain {
		for _, in := range text {
			key.WriteByte(byte(in.Kind))
			key.WriteByte(marksOf(in.Marks))
			key.WriteString(in.Dest)
			key.WriteByte(0)
			key.WriteString(form(in.Text))
			key.WriteByte(0)
		}
	}
	return c.targeted(t, form(t.Text), key.String())
}

// token completes a token. text is its text without what is only form.
func (c *comparer) token(t Token, text string) Token {
	k := wordKey{t.Kind, marksOf(t.Marks), text}
	id, ok := c.ids[k]
	if !ok {
		c.foldOf = append(c.foldOf, c.fold(text))
		id = int32(len(c.foldOf) - 1)
		c.ids[k] = id
	}
	t.id, t.fold = id, c.foldOf[id]
	switch t.Kind {
	case Sign, Break, Space:
	default:
		t.count = 3
		if r, _ := utf8.DecodeRuneInString(text); t.Kind == Word && unspaced(r) {
			t.count = uint8(min(utf8.RuneCountInString(text), 3))
		}
	}
	return t
}

// targeted completes a link or a picture. rest is what else makes it what it is.
func (c *comparer) targeted(t Token, text, rest string) Token {
	k := targetKey{wordKey{t.Kind, marksOf(t.Marks), text}, t.target.dest, t.target.title, rest}
	id, ok := c.targets[k]
	if !ok {
		c.foldOf = append(c.foldOf, 0)
		id = int32(len(c.foldOf) - 1)
		c.targets[k] = id
	}
	t.id, t.count = id, 3
	t.target.folds = c.foldsOf(t.Text)
	return t
}

// appendFolds adds the words in a token.
func (t *Token) appendFolds(bag []int32) []int32 {
	if t.target != nil {
		return append(bag, t.target.folds...)
	}
	return append(bag, t.fold)
}

// foldsOf returns the words of the text of a link or a picture.
func (c *comparer) foldsOf(text string) (folds []int32) {
	pieces, _ := c.pieces(text)
	for _, p := range pieces {
		if p.kind != Sign {
			folds = append(folds, c.fold(form(p.text(text))))
		}
	}
	return folds
}

// fold returns a number for a word without regard to capitals.
func (c *comparer) fold(word string) int32 {
	word = strings.ToLower(word)
	id, ok := c.folds[word]
	if !ok {
		id = int32(len(c.folds)) + 1
		c.folds[word] = id
	}
	return id
}

// row returns a number for a row of numbers, equal if the rows are.
func (c *comparer) row(ids []int32) int32 {
	b := c.key[:0]
	for _, id := range ids {
		b = append(b, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
	}
	c.key = b
	id, ok := c.rows[string(b)]
	if !ok {
		id = int32(len(c.rows)) + 1
		c.rows[string(b)] = id
	}
	return id
}

func marksOf(marks []*markdown.Mark) uint8 {
	var set uint8
	for _, m := range marks {
		set |= 1 << m.Kind
	}
	return set
}

var formReplacer = strings.NewReplacer(
	"\u2018", "'", "\u2019", "'", "\u201a", "'", "\u201b", "'", "\u02bc", "'", "\u2032", "'",
	"\u201c", `"`, "\u201d", `"`, "\u201e", `"`, "\u201f", `"`, "\u00ab", `"`, "\u00bb", `"`,
	"\u2010", "-", "\u2011", "-", "\u00ad", "", "\u2026", "...",
	"\u00a0", " ", "\u2007", " ", "\u2009", " ", "\u202f", " ", "\n", " ", "\t", " ",
)

// form returns a text without what is only form: the shape of quotation marks,
// apostrophes and hyphens, the width of spaces, and whether a number has one.
func form(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] <= ' ' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Join(strings.Fields(formReplacer.Replace(s)), " ")
}

// A piece is a word as it is found in a text.
type piece struct {
	kind       TokenKind
	space      string
	start, end int
}

func (p piece) text(s string) string { return s[p.start:p.end] }

// pieces cuts a text into words, and returns the white space after the last. The
// words are good until the next call.
func (c *comparer) pieces(s string) (pieces []piece, rest string) {
	pieces = c.room[:0]
	it := words.FromString(s)
	space := ""
	for it.Next() {
		w := it.Value()
		word := strings.TrimLeftFunc(w, unicode.IsSpace) // a mark may stand on a space
		if n := len(w) - len(word); n > 0 {
			space += w[:n]
		}
		if word == "" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(word)
		p := piece{Sign, space, it.End() - len(word), it.End()}
		space = ""
		switch {
		case unicode.IsDigit(r):
			p.kind = Number
		case wordLike(r):
			p.kind = Word
		}
		pieces = append(pieces, p)
	}
	c.room = pieces
	return c.join(s, pieces), space
}

func wordLike(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_'
}

// unspaced reports whether r is of a script that is written without spaces
// between words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// closeSet reports whether no space belongs beside r.
func closeSet(r rune) bool {
	return unspaced(r) || unicode.Is(unicode.Katakana, r) || 0x3000 <= r && r <= 0x303f || 0xff00 <= r && r <= 0xffef
}

func hasKana(s string) bool {
	for _, r := range s {
		if 0x3041 <= r && r <= 0x30ff {
			return true
		}
	}
	return false
}
