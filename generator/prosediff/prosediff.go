// Package prosediff compares two public texts and says what changed, so that a
// person can read it: as data, as HTML, as text for a terminal, and as counts.
//
// Input is two texts in Markdown, in the form of [markdown.Canonical]: two
// revisions of one statement, or one section of two versions of an account.
// Comparison goes from large to small: blocks, then sentences, then words. What
// is equal is found first, exactly; of the rest, what resembles each other most
// is taken for the same thing, changed; what then stands in another order has
// moved.
//
//	d := prosediff.Compare(
//		"On 24 February someone copied the bookings of 4,112 people.",
//		"On 22 February someone copied the bookings of 61,300 people.",
//		prosediff.Options{})
//
//	d.Text(prosediff.TextOptions{})
//	On [-24 February-] {+22 February+} someone copied the bookings of [-4,112-] {+61,300+} people.
//
//	d.Summary().String()
//	1 figure changed, 1 date changed
//
// A word is what Unicode says it is (UAX 29), but a number, a date, a time of day,
// a compound with hyphens, code and a link are one word each, and Japanese goes by
// its scripts. Where a word leads (the target of a link) and how it is marked
// (strong, emphasised, struck) are part of what it is: a link that only leads
// elsewhere is a change.
//
// What the package promises:
//
//   - Same input, same result, to the byte. Nothing depends on time or machine.
//   - Nothing that a reader sees is left out: [Diff.Old] gives the page of the old
//     text and [Diff.New] that of the new one. A text has no runs against itself.
//   - What only has another form is no change, and [Diff.Form] says that there is
//     some: where lines break, how wide a space is, which quotation marks, hyphens
//     and apostrophes are used, where a paragraph ends, which language a block of
//     code names. In code every character counts.
//   - Work is bounded. Beyond the bound the answer is coarser, never wrong, and
//     [Diff.Coarse] says so.
//   - Few runs rather than short ones: a word between two changes is shown as
//     changed with them, and a sentence that is mostly new is shown as new.
package prosediff

import (
	"slices"

	"firsthand/generator/markdown"
)

// ManyRuns is how many runs a listener bears. Beyond, a page does better to show
// both texts beside each other, without marks (see [Diff.Many]).
const ManyRuns = 40

// A Diff is what changed from one text to another.
type Diff struct {
	// Blocks are those of both texts, in the order in which they are shown: that
	// of the new text, with what was removed before what took its place.
	Blocks []Block

	// Runs counts the changes that a reader is told of: stretches of text that
	// were added, removed or moved. What replaces something counts twice. Blocks
	// next to each other that were all added, removed or moved count once.
	Runs int

	// Form says that the texts also differ in form (see the package comment).
	Form bool

	// Coarse says that the texts were too large or too strange for a fine answer:
	// parts that are equal may be shown as removed and added.
	Coarse bool
}

// Many reports whether there are more runs than a reader can be asked to follow.
func (d Diff) Many() bool { return d.Runs > ManyRuns }

// A State is what became of a block or a sentence.
type State int

const (
	Same    State = iota
	Changed       // something in it was added, removed or moved
	Added
	Removed
	Moved     // it stands in another place; something in it may have changed too
	Elsewhere // removed from here, and shown where the new text has it
)

// A Block is a block of the texts: a paragraph, a heading, code or a cell with
// its sentences, or a list, an item, a quote, a table or a row with its blocks.
type Block struct {
	markdown.Form // in the new text; in the old one if it was removed

	Was      markdown.Form // in the old text; as Form if it was added
	State    State
	From, To int // place among its siblings in the old and the new text, from 0; -1 in a text that does not have it

	Sentences []Sentence // in code: its lines
	Blocks    []Block
}

// A Sentence is a sentence, or a few that were split or joined.
type Sentence struct {
	State    State
	From, To int // place in its block in the old and the new text, from 0; -1 if that block does not have it
	Spans    []Span

	old, new *sentence // as they were read; nil where there is none
}

// An Op says which text has a span.
type Op int

const (
	Equal Op = iota // both
	Delete
	Insert
)

// A Span is some words in a row that share their fate. Old and New are the same
// words if the span is equal, apart from form.
type Span struct {
	Op  Op
	Old []Token // nil if inserted
	New []Token // nil if deleted
}

// Tokens returns the words as they are shown: those of the new text if it has them.
func (s Span) Tokens() []Token {
	if s.Op == Delete {
		return s.Old
	}
	return s.New
}

// Options set the bounds of a comparison. The zero Options are for a page.
type Options struct {
	// Work is how many steps the search for what is equal, and for what
	// resembles each other, may take; 0 means DefaultWork.
	Work int
}

// DefaultWork is enough for two texts of 60 kB in which every paragraph changed, and
// for larger ones that have more in common. To use all of it takes about a quarter
// of a second.
const DefaultWork = 12_000_000

// Compare compares two texts.
func Compare(old, new string, o Options) Diff {
	c := newComparer(len(old)+len(new), o)
	before, after := markdown.Blocks(old), markdown.Blocks(new)
	c.japanese = hasKana(old) || hasKana(new)
	d := Diff{Blocks: c.blocks(c.nodes(before), c.nodes(after))}
	c.elsewhere(d.Blocks)
	settle(d.Blocks)
	d.Runs = countRuns(d.Blocks)
	d.Coarse = c.coarse
	d.Form = hasForm(d.Blocks)
	return d
}

// settle gives blocks the state that follows from what is in them.
func settle(blocks []Block) {
	for i := range blocks {
		b := &blocks[i]
		settle(b.Blocks)
		var states []State
		for _, s := range b.Sentences {
			states = append(states, s.State)
		}
		for _, k := range b.Blocks {
			if k.From >= 0 || k.To >= 0 {
				states = append(states, k.State)
			}
		}
		all := func(of ...State) bool {
			return !slices.ContainsFunc(states, func(s State) bool { return !slices.Contains(of, s) })
		}
		switch {
		case len(states) == 0 || b.State == Moved:
		case b.State == Removed:
			if all(Elsewhere) {
				b.State = Elsewhere
			}
		case b.State == Added && all(Added):
		case all(Same, Elsewhere):
			b.State = Same
		default:
			b.State = Changed
		}
	}
}

// hasForm reports whether there is a difference that no run shows.
func hasForm(blocks []Block) bool {
	for i := range blocks {
		b := &blocks[i]
		if b.From >= 0 && b.To >= 0 && b.Was != b.Form || hasForm(b.Blocks) {
			return true
		}
		if b.State == Elsewhere || b.State == Same && (b.From < 0) != (b.To < 0) {
			return true
		}
		for _, s := range b.Sentences {
			if s.State == Elsewhere {
				return true
			}
			for i, sp := range s.Spans {
				if sp.Op == Equal && !sameForm(sp.Old, sp.New, i > 0) {
					return true
				}
			}
		}
	}
	return false
}

// sameForm compares equal words. The space before the first of them is not
// compared if there is an edit before it.
func sameForm(a, b []Token, edited bool) bool {
	for i := range a {
		spaced := a[i].first || b[i].first || i == 0 && edited
		if a[i].Text != b[i].Text || a[i].Space != b[i].Space && !spaced {
			return false
		}
	}
	return true
}

// countRuns counts what a reader is told of. See Diff.Runs.
func countRuns(blocks []Block) int {
	r := &runCounter{}
	r.blocks(blocks)
	return r.n
}

type runCounter struct {
	n     int
	whole State // what became of the block before, if all of it shares its fate
}

func (r *runCounter) blocks(blocks []Block) {
	from := -2
	for i := range blocks {
		b := &blocks[i]
		moved := b.State == Moved && b.From >= 0
		if moved && from != b.From-1 {
			r.n++
		}
		if moved {
			from = b.From
			r.whole = Moved
		} else {
			from = -2
		}
		switch {
		case b.Kind == markdown.Row && emptyRow(b) && (b.State == Added || b.State == Removed):
			r.tell(b.State)
		case b.Kind == markdown.Cell && len(b.Sentences) == 0:
		case len(b.Blocks) > 0:
			r.blocks(b.Blocks)
		case len(b.Sentences) > 0:
			r.leaf(b)
		case b.State == Added || b.State == Removed:
			r.tell(b.State)
		case b.From >= 0 || b.To >= 0:
			r.whole = Same
		}
	}
}

// emptyRow reports whether no cell of a row has text.
func emptyRow(b *Block) bool {
	return !slices.ContainsFunc(b.Blocks, func(cell Block) bool { return len(cell.Sentences) > 0 })
}

// tell counts a block that was all added or removed.
func (r *runCounter) tell(s State) {
	if r.whole != s {
		r.n++
	}
	r.whole = s
}

func (r *runCounter) leaf(b *Block) {
	whole := Same
	n := 0
	last, lastMoved := Equal, false
	for _, sp := range shown(b) {
		if sp.moved && !lastMoved {
			n++
		}
		if sp.moved != lastMoved {
			last = Equal
		}
		lastMoved = sp.moved
		if sp.Op != last && sp.Op != Equal {
			n++
		}
		last = sp.Op
	}
	if n == 1 && (b.State == Added || b.State == Removed) {
		whole = b.State
	}
	if n == 1 && whole != Same && whole == r.whole {
		n = 0
	}
	r.n += n
	r.whole = whole
}
