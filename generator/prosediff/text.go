package prosediff

import (
	"strconv"
	"strings"

	"firsthand/generator/markdown"
)

// TextOptions say how [Diff.Text] writes a diff.
type TextOptions struct {
	Colour  bool // removed text in red, added text in green, moved text in cyan, by ANSI sequences
	Changed bool // only blocks in which something changed, with the heading above; "..." stands for the others
}

// Text returns both texts as one, in Markdown, for a terminal: [-removed-],
// {+added+}, and what moved after ">> ". Lines are as long as the text makes them.
func (d Diff) Text(o TextOptions) string {
	t := &texter{TextOptions: o}
	blocks := d.Blocks
	if o.Changed {
		blocks = onlyChanged(blocks)
	}
	m := newMerger(Words{Moved: ">>"})
	m.plain = true
	t.blocks(m.blocks(blocks, markdown.Group), "", "\n")
	return strings.TrimRight(t.b.String(), "\n") + "\n"
}

// onlyChanged leaves out blocks in which nothing changed, but for the heading that
// stands nearest above one that is kept.
func onlyChanged(blocks []Block) []Block {
	var out []Block
	heading := -1    // the nearest heading above that is not in out
	skipped := false // blocks were left out since the last one in out
	for i := range blocks {
		b := &blocks[i]
		switch {
		case b.State == Elsewhere:
		case b.State == Same && b.Kind == markdown.Heading:
			skipped = skipped || heading >= 0
			heading = i
		case b.State == Same:
			skipped = true
		default:
			if b.Kind == markdown.Heading {
				skipped = skipped || heading >= 0
				heading = -1
			}
			if heading >= 0 {
				if skipped && (len(out) > 0 || heading > 0) {
					out = append(out, dots())
				}
				out = append(out, blocks[heading])
				skipped = hasShown(blocks[heading+1 : i])
			}
			if skipped {
				out = append(out, dots())
			}
			out = append(out, *b)
			heading, skipped = -1, false
		}
	}
	if (skipped || heading >= 0) && len(out) > 0 {
		out = append(out, dots())
	}
	return out
}

func hasShown(blocks []Block) bool {
	for i := range blocks {
		if blocks[i].State != Elsewhere {
			return true
		}
	}
	return false
}

func dots() Block {
	t := []Token{{Kind: Sign, Text: "..."}}
	return Block{Sentences: []Sentence{{Spans: []Span{{New: t, Old: t}}}}}
}

// A texter writes a merged tree as text.
type texter struct {
	TextOptions
	b     strings.Builder
	line  string // what begins the next line
	begun bool
}

// blocks writes blocks, each line after indent, with sep between blocks.
func (t *texter) blocks(list []markdown.Block, indent, sep string) {
	for i := range list {
		if i > 0 {
			t.b.WriteString(strings.ReplaceAll(sep, "\n", strings.TrimRight(indent, " ")+"\n"))
		}
		t.block(&list[i], indent)
	}
}

func (t *texter) block(b *markdown.Block, indent string) {
	switch b.Kind {
	case markdown.Heading:
		t.lines(strings.Repeat("#", b.Level)+" "+t.pieces(b.Text), indent)
	case markdown.Code:
		code := strings.NewReplacer("\n-]", "-]\n", "\n+}", "+}\n").Replace(t.pieces(b.Text))
		t.lines("```"+b.Language+"\n"+code+"```", indent)
	case markdown.Rule:
		rule := "---"
		if b.Mark != nil {
			rule = t.open(b.Mark) + rule + t.close(b.Mark)
		}
		t.lines(t.pieces(b.Text)+rule, indent)
	case markdown.Quote:
		t.inside(b.Blocks, indent, "> ", "> ", "\n")
	case markdown.Group:
		t.inside(b.Blocks, indent, ">> ", ">> ", "\n")
	case markdown.List:
		for i := range b.Blocks {
			mark := "- "
			if b.Ordered {
				mark = strconv.Itoa(b.Start+i) + ". "
			}
			t.inside(b.Blocks[i].Blocks, indent, mark, strings.Repeat(" ", len(mark)), sepOf(b.Blocks[i].Blocks))
		}
	case markdown.Table:
		for _, row := range b.Blocks {
			var cells []string
			for _, c := range row.Blocks {
				cells = append(cells, t.pieces(c.Text))
			}
			t.lines(strings.Join(cells, " | "), indent)
		}
	default:
		t.lines(t.pieces(b.Text), indent)
	}
}

func sepOf(blocks []markdown.Block) string {
	for i := range blocks {
		if blocks[i].Kind == markdown.Paragraph && !blocks[i].Tight {
			return "\n"
		}
	}
	return ""
}

// inside writes blocks with a mark before the first line.
func (t *texter) inside(list []markdown.Block, indent, mark, next, sep string) {
	in := &texter{TextOptions: t.TextOptions}
	in.blocks(list, "", sep)
	s := strings.TrimRight(in.b.String(), "\n")
	for i, line := range strings.Split(s, "\n") {
		lead := next
		if i == 0 {
			lead = mark
		}
		t.b.WriteString(strings.TrimRight(indent+lead+line, " ") + "\n")
	}
}

func (t *texter) lines(s, indent string) {
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		t.b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
}

// pieces returns the text of a block with its marks.
func (t *texter) pieces(text []markdown.Inline) string {
	var b strings.Builder
	var marks []*markdown.Mark
	closeTo := func(n int) {
		for len(marks) > n {
			b.WriteString(t.close(marks[len(marks)-1]))
			marks = marks[:len(marks)-1]
		}
	}
	for _, in := range text {
		n := 0
		for n < len(marks) && n < len(in.Marks) && marks[n] == in.Marks[n] {
			n++
		}
		closeTo(n)
		for _, m := range in.Marks[n:] {
			b.WriteString(t.open(m))
			marks = append(marks, m)
		}
		switch in.Kind {
		case markdown.Literal:
			b.WriteString("`" + in.Text + "`")
		case markdown.Picture:
			b.WriteString("![" + in.Text + "](" + in.Dest + ")")
		case markdown.Break:
			b.WriteString("\\\n")
		default:
			b.WriteString(in.Text)
		}
	}
	closeTo(0)
	return b.String()
}

const (
	red, green, cyan, plain = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"
)

func (t *texter) open(m *markdown.Mark) string {
	colour := func(c, s string) string {
		if t.Colour {
			return c + s
		}
		return s
	}
	switch m.Kind {
	case markdown.Deleted:
		return colour(red, "[-")
	case markdown.Inserted:
		return colour(green, "{+")
	case markdown.Classified:
		return colour(cyan, "")
	case markdown.Linked:
		return "["
	}
	return textMarks[m.Kind]
}

func (t *texter) close(m *markdown.Mark) string {
	end := ""
	if t.Colour {
		end = plain
	}
	switch m.Kind {
	case markdown.Deleted:
		return "-]" + end
	case markdown.Inserted:
		return "+}" + end
	case markdown.Classified:
		return end
	case markdown.Linked:
		return "](" + m.Dest + ")"
	}
	return textMarks[m.Kind]
}

var textMarks = map[markdown.MarkKind]string{
	markdown.Emphasis: "*", markdown.Strong: "**", markdown.Struck: "~~", markdown.NoLonger: "~~",
}
