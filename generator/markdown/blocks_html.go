package markdown

import (
	"strconv"
	"strings"
)

// BlocksHTML returns blocks as HTML, by the rules of [HTML]: what is in them is
// escaped, and leads only where a link may lead. Beside the elements of HTML it
// gives ins, s, span and div, and the attribute class on span, div and li.
func BlocksHTML(blocks []Block, o Options) string {
	w := &writer{document: &document{}, Options: o}
	w.openLang()
	w.tree(blocks)
	if o.Lang != "" {
		w.raw("</div>\n")
	}
	return string(w.out)
}

func (w *writer) tree(blocks []Block) {
	for i := range blocks {
		w.treeBlock(&blocks[i], i == len(blocks)-1)
	}
}

func (w *writer) treeBlock(b *Block, last bool) {
	switch b.Kind {
	case Paragraph:
		if !b.Tight {
			w.treeLeaf(b, "<p>", "</p>\n")
			return
		}
		w.treeLeaf(b, "", "")
		if !last {
			w.raw("\n")
		}
	case Heading:
		tag := "h" + strconv.Itoa(min(max(b.Level+w.Shift, 1), 6))
		w.treeLeaf(b, "<"+tag+">", "</"+tag+">\n")
	case Quote:
		w.raw("<blockquote>\n")
		w.tree(b.Blocks)
		w.raw("</blockquote>\n")
	case Group:
		w.raw("<div", class(b.Class), ">\n")
		w.tree(b.Blocks)
		w.raw("</div>\n")
	case List:
		tag, start := "ul", ""
		if b.Ordered {
			tag = "ol"
			if b.Start != 1 {
				start = ` start="` + strconv.Itoa(b.Start) + `"`
			}
		}
		w.raw("<", tag, start, ">\n")
		w.tree(b.Blocks)
		w.raw("</", tag, ">\n")
	case Item:
		w.raw("<li", class(b.Class), ">")
		if len(b.Blocks) > 0 && !b.Blocks[0].Tight {
			w.raw("\n")
		}
		w.tree(b.Blocks)
		w.raw("</li>\n")
	case Code:
		w.raw("<pre><code")
		if b.Language != "" {
			w.raw(` class="language-`, escape(b.Language), `"`)
		}
		w.raw(">")
		w.open = -1 // white space matters from the first character on
		w.pieces(b.Text)
		w.raw("</code></pre>\n")
	case Rule:
		if b.Mark == nil {
			w.raw("<hr>\n")
			return
		}
		w.openMark(b.Mark)
		w.pieces(b.Text)
		w.raw("<hr>")
		w.closeMark(b.Mark)
		w.raw("\n")
	case Table:
		w.treeTable(b)
	case Row:
		w.raw("<tr>\n")
		w.tree(b.Blocks)
		w.raw("</tr>\n")
	case Cell:
		if b.Head {
			w.treeLeaf(b, `<th scope="col">`, "</th>\n")
		} else {
			w.treeLeaf(b, "<td>", "</td>\n")
		}
	}
}

func (w *writer) treeTable(b *Block) {
	w.raw("<table>\n")
	section := ""
	for i := range b.Blocks {
		want := "tbody"
		if b.Blocks[i].Head {
			want = "thead"
		}
		if section != want {
			if section != "" {
				w.raw("</", section, ">\n")
			}
			w.raw("<", want, ">\n")
			section = want
		}
		w.treeBlock(&b.Blocks[i], false)
	}
	if section != "" {
		w.raw("</", section, ">\n")
	}
	w.raw("</table>\n")
}

func (w *writer) treeLeaf(b *Block, open, close string) {
	w.raw(open)
	w.open = len(w.out)
	w.pieces(b.Text)
	w.trim()
	w.raw(close)
}

// pieces writes text, with an element for each run of pieces under one mark.
func (w *writer) pieces(text []Inline) {
	var marks []*Mark
	var links []bool // whether the mark is a link that leads nowhere
	closeTo := func(n int) {
		for len(marks) > n {
			last := len(marks) - 1
			if !links[last] {
				w.closeMark(marks[last])
			}
			marks, links = marks[:last], links[:last]
		}
	}
	for i := range text {
		p := &text[i]
		closeTo(shared(marks, p.Marks))
		for _, m := range p.Marks[len(marks):] {
			marks = append(marks, m)
			links = append(links, !w.openMark(m))
		}
		switch p.Kind {
		case Plain:
			if w.open < 0 {
				w.raw(escape(p.Text))
			} else {
				w.words(p.Text)
			}
		case Literal:
			w.raw("<code>", escape(p.Text), "</code>")
		case Picture:
			w.image(p.Dest, p.Text, p.Title)
		case Break:
			w.trim()
			w.raw("<br>\n")
		case Label:
			w.raw("<span", class(p.Class), ">", escape(p.Text), "</span>")
		}
	}
	closeTo(0)
}

// openMark opens an element, unless it is a link that leads nowhere.
func (w *writer) openMark(m *Mark) bool {
	switch m.Kind {
	case Linked:
		href, ok := w.address(m.Dest)
		if !ok {
			return false
		}
		w.raw(`<a href="`, escapeURL(href), `"`)
		w.title(m.Title)
		w.raw(">")
	case Classified:
		w.raw("<span", class(m.Class), ">")
	default:
		w.raw("<", elements[m.Kind], ">")
	}
	return true
}

func (w *writer) closeMark(m *Mark) { w.raw("</", elements[m.Kind], ">") }

var elements = map[MarkKind]string{
	Emphasis: "em", Strong: "strong", Struck: "del", Linked: "a",
	Inserted: "ins", Deleted: "del", NoLonger: "s", Classified: "span",
}

func class(name string) string {
	if name == "" {
		return ""
	}
	return ` class="` + escape(strings.TrimSpace(name)) + `"`
}
