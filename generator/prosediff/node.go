package prosediff

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"

	"firsthand/generator/markdown"
)

// A node is a block of one text, ready to be compared.
type node struct {
	form      markdown.Form
	id        int32 // equal if a reader sees no difference
	class     int32 // only nodes of one class are compared with each other
	sentences []*sentence
	kids      []*node
	weight    int     // number of words
	bag       []int32 // the words in it, sorted; nil until asked for
}

// A sentence is a sentence of one text.
type sentence struct {
	tokens   []Token
	id       int32
	bag      []int32 // its words, sorted; nil until asked for
	weight   int     // number of words
	position int     // in the text
	voice    int32   // in which quotes and numbered lists it stands; 0 where sentences do not leave their block
}

func (c *comparer) nodes(blocks []markdown.Block) []*node {
	c.position = 0
	return c.children(blocks, c.row([]int32{-5}))
}

func (c *comparer) children(blocks []markdown.Block, voice int32) []*node {
	var nodes []*node
	for i := range blocks {
		n := c.node(&blocks[i], voice)
		if len(n.sentences) == 0 && (n.form.Kind == markdown.Paragraph || n.form.Kind == markdown.Heading) {
			continue // wide spaces and nothing else
		}
		nodes = append(nodes, n)
	}
	return nodes
}

func (c *comparer) node(b *markdown.Block, voice int32) *node {
	n := &node{form: b.Form}
	seen := b.Form // what a reader sees of it
	seen.Tight, seen.Language = false, ""
	n.class = c.row([]int32{-1, int32(seen.Kind), int32(seen.Level), truth(seen.Ordered), int32(seen.Start), truth(seen.Head)})
	ids := []int32{-2, n.class}
	switch b.Kind {
	case markdown.Code:
		for _, in := range b.Text {
			for line := range strings.Lines(in.Text) {
				n.sentences = append(n.sentences, c.sentence(c.codeTokens(line), 0))
			}
		}
	case markdown.Paragraph:
		for _, s := range c.split(c.tokens(b.Text)) {
			n.sentences = append(n.sentences, c.sentence(s, voice))
		}
	case markdown.Heading, markdown.Cell:
		if tokens := c.tokens(b.Text); len(tokens) > 0 {
			n.sentences = append(n.sentences, c.sentence(tokens, 0))
		}
	case markdown.Rule: // a sentence without words, so that others cannot pass it unseen
		n.sentences = append(n.sentences, c.sentence(nil, 0))
	case markdown.Quote:
		n.kids = c.children(b.Blocks, c.row([]int32{-6, voice}))
	default:
		if b.Ordered {
			voice = c.row([]int32{-7, voice, int32(b.Start)})
		}
		n.kids = c.children(b.Blocks, voice)
	}
	for _, s := range n.sentences {
		n.weight += s.weight
		for i := range s.tokens {
			ids = append(ids, s.tokens[i].id)
		}
	}
	for _, k := range n.kids {
		n.weight += k.weight
		ids = append(ids, k.id)
	}
	n.id = c.row(ids)
	return n
}

func truth(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

func (c *comparer) sentence(tokens []Token, voice int32) *sentence {
	s := &sentence{tokens: tokens, voice: voice, position: c.position}
	c.position++
	ids := make([]int32, 1, len(tokens)+1)
	ids[0] = -3
	for i := range tokens {
		ids = append(ids, tokens[i].id)
		s.weight += int(tokens[i].count)
	}
	s.weight = (s.weight + 2) / 3
	s.id = c.row(ids)
	return s
}

// words returns what a sentence is recognised by.
func (s *sentence) words() []int32 {
	if s.bag == nil {
		s.bag = make([]int32, 0, len(s.tokens))
		for i := range s.tokens {
			if t := &s.tokens[i]; t.count > 0 {
				s.bag = t.appendFolds(s.bag)
			}
		}
		if len(s.bag) == 0 {
			for i := range s.tokens {
				s.bag = s.tokens[i].appendFolds(s.bag)
			}
		}
		slices.Sort(s.bag)
	}
	return s.bag
}

// words returns what a block is recognised by.
func (n *node) words() []int32 {
	if n.bag == nil {
		n.bag = []int32{}
		for _, s := range n.sentences {
			n.bag = append(n.bag, s.words()...)
		}
		for _, k := range n.kids {
			n.bag = append(n.bag, k.words()...)
		}
		slices.Sort(n.bag)
	}
	return n.bag
}

func (n *node) allTokens() []Token {
	var all []Token
	for _, s := range n.sentences {
		all = append(all, s.tokens...)
	}
	return all
}

// split cuts the words of a paragraph into sentences. A sentence does not end
// inside of a word, nor after an abbreviation.
func (c *comparer) split(tokens []Token) [][]Token {
	if len(tokens) == 0 {
		return nil
	}
	var b strings.Builder
	size := 0
	for i := range tokens {
		size += 1 + len(tokens[i].Text)
	}
	b.Grow(size)
	starts := make([]int, len(tokens))
	for i := range tokens {
		t := &tokens[i]
		if t.Space != "" {
			b.WriteByte(' ')
		}
		starts[i] = b.Len()
		if t.Kind == Break {
			b.WriteByte('\n')
			continue
		}
		if strings.ContainsAny(t.Text, "\n\u2028\u2029\u0085") {
			b.WriteString(strings.Map(func(r rune) rune {
				if r == '\n' || r == '\u2028' || r == '\u2029' || r == '\u0085' {
					return ' '
				}
				return r
			}, t.Text))
			continue
		}
		b.WriteString(t.Text)
	}
	var out [][]Token
	begin, end := 0, 0 // of the sentence in tokens; of that of Unicode in bytes
	it := sentences.FromString(b.String())
	for i := 1; i < len(tokens); i++ {
		for end < starts[i] && it.Next() {
			end = it.End()
		}
		// Unicode lets no sentence begin with a number before a small letter ("They
		// are safe. 4,112 people are not."). Here many do.
		ends := end == starts[i] || stops(&tokens[i-1]) && tokens[i].Space != "" && (tokens[i].Kind == Number || tokens[i].Kind == Date)
		if ends && !abbreviated(tokens[begin:i], &tokens[i]) {
			out = append(out, tokens[begin:i:i])
			begin = i
		}
	}
	return append(out, tokens[begin:])
}

func stops(t *Token) bool { return t.Space == "" && (t.Text == "." || t.Text == "!" || t.Text == "?") }

// abbreviated reports whether the stop at the end of tokens is one of an
// abbreviation.
func abbreviated(tokens []Token, next *Token) bool {
	n := len(tokens)
	if n < 2 || tokens[n-1].Text != "." || tokens[n-1].Space != "" {
		return false
	}
	word := tokens[n-2]
	if word.Kind != Word {
		return false
	}
	text := strings.ToLower(word.Text)
	return utf8.RuneCountInString(text) == 1 || abbreviations[text] || numbered[text] && next.Kind == Number
}

var (
	abbreviations = set("e.g i.e z.b d.h u.a i.d.r p.ej ej approx ca ggf bzw vgl mr mrs ms dr prof st sr sra inc vs")
	numbered      = set("no nr núm art abs pág fig sec vol")
)

// codeTokens cuts a line of code. Its white space is part of it.
func (c *comparer) codeTokens(line string) []Token {
	var tokens []Token
	it := words.FromString(line)
	for it.Next() {
		w := it.Value()
		r, _ := utf8.DecodeRuneInString(w)
		kind := Sign
		switch {
		case strings.TrimSpace(w) == "":
			kind = Space
		case '0' <= r && r <= '9':
			kind = Number
		case wordLike(r):
			kind = Word
		}
		tokens = append(tokens, c.token(Token{Kind: kind, Text: w}, w))
	}
	return tokens
}
