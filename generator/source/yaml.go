package source

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"firsthand/generator/problem"
)

// This file is the only door to the YAML library. Of what the library finds,
// only the tree and the line and column of each node are used.

// parseYAML reads one field, "key: value", and returns its value. The first
// line of text is line first of f. texts are the values of placeholders.
func parseYAML(f *file, first int, text string, texts map[[2]int]node) (value node, problems []problem.Problem) {
	c := converter{f: f, first: first, texts: texts}
	defer func() {
		// A fault of the library must not take the author's other problems along.
		if recover() != nil {
			p := f.problem(f.whole(first))
			p.Text = "this field cannot be read"
			p.Fix = "write it in a simpler form, with one value a line"
			value, problems = node{kind: unreadable}, append(c.problems, p)
		}
	}()
	tree, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return node{kind: unreadable}, []problem.Problem{c.syntax(err)}
	}
	if len(tree.Docs) != 1 {
		return c.unknown(first), c.problems
	}
	body := tree.Docs[0].Body
	if m, ok := body.(*ast.MappingNode); ok && len(m.Values) == 1 {
		value = c.node(m.Values[0].Value, 0)
		return value, c.problems
	}
	return c.unknown(first), c.problems
}

// A converter makes nodes of the library's tree.
type converter struct {
	f        *file
	first    int
	texts    map[[2]int]node
	problems []problem.Problem
}

// where returns the place of a token.
func (c *converter) where(t *token.Token) span {
	if t == nil || t.Position == nil {
		return span{}
	}
	s := span{line: c.first + t.Position.Line - 1, column: max(1, t.Position.Column)}
	if s.line > len(c.f.lines) {
		s.line = len(c.f.lines)
	}
	if n := utf8.RuneCountInString(c.f.lines[s.line-1]); s.column > n {
		s.column = max(1, n)
	}
	rest := c.f.from(s.line, s.column)
	switch {
	case t.Value != "" && strings.HasPrefix(rest, t.Value):
		s.length = utf8.RuneCountInString(t.Value)
	case t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType:
		s.length = utf8.RuneCountInString(rest)
		if end := closing([]rune(rest), 0); end >= 0 {
			s.length = end + 1
		}
	}
	return s
}

func (c *converter) unknown(line int) node {
	p := c.f.problem(c.f.whole(line))
	p.Text = "this field cannot be read"
	p.Fix = "write the field, a colon, a space and the value"
	c.problems = append(c.problems, p)
	return node{kind: unreadable}
}

func (c *converter) node(n ast.Node, depth int) node {
	if n == nil {
		return node{}
	}
	where := c.where(n.GetToken())
	if depth > 4*maxNesting {
		return c.refuse(where, "too many lists inside one another", "use one level of list below the field")
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return c.mapping(n.Values, where, n.IsFlowStyle, depth)
	case *ast.MappingValueNode:
		return c.mapping([]*ast.MappingValueNode{n}, where, n.IsFlowStyle, depth)
	case *ast.SequenceNode:
		out := node{kind: list, where: where}
		for _, item := range n.Values {
			out.items = append(out.items, c.node(item, depth+1))
		}
		if len(out.items) > 0 && !n.IsFlowStyle {
			out.where = out.items[0].where
		}
		return out
	case *ast.LiteralNode:
		out := node{kind: scalar, style: folded, text: n.Value.Value, where: where}
		if n.Start.Type == token.LiteralType {
			out.style = literal
		}
		return out
	case *ast.NullNode:
		return node{where: where}
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		return c.reference(where)
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		t := n.GetToken()
		if text, ok := c.texts[[2]int{where.line, where.column}]; ok {
			return text
		}
		out := node{kind: scalar, text: t.Value, where: where}
		if t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType {
			out.style = quoted
		}
		return out
	}
	return c.refuse(where, "this cannot be read", "write it in a simpler form, with one value a line")
}

// mapping stands where its bracket opens, or where its first key is.
func (c *converter) mapping(values []*ast.MappingValueNode, where span, flow bool, depth int) node {
	out := node{kind: mapping, where: where}
	for i, v := range values {
		if merge, ok := v.Key.(*ast.MergeKeyNode); ok {
			c.reference(c.where(merge.Token))
			continue
		}
		t := v.Key.GetToken()
		at := c.where(t)
		if _, ok := v.Key.(*ast.MappingKeyNode); ok {
			c.refuse(at, `a "?" stands before this entry`, "write the word, a colon, a space and the value")
			continue
		}
		if i == 0 && !flow {
			out.where = at
		}
		if _, twice := out.child(t.Value); twice {
			c.refuse(at, fmt.Sprintf("%q is there twice", t.Value), "keep one of the two")
			continue
		}
		value := c.node(v.Value, depth+1)
		if value.where.line == 0 || value.kind == nothing {
			value.where = at
		}
		out.pairs = append(out.pairs, pair{t.Value, at, value})
	}
	return out
}

// reference refuses what makes one value of another.
func (c *converter) reference(where span) node {
	return c.refuse(where, "this refers to another value, which firsthand does not follow", "write the value itself; if it is meant as text, put it in quotes")
}

func (c *converter) refuse(where span, text, fix string) node {
	p := c.f.problem(where)
	p.Text, p.Fix = text, fix
	c.problems = append(c.problems, p)
	return node{kind: unreadable, where: where}
}

// syntax says in plain words what YAML could not read.
func (c *converter) syntax(err error) problem.Problem {
	where := c.f.whole(c.first)
	message := err.Error()
	var syntax interface{ GetToken() *token.Token }
	if errors.As(err, &syntax) {
		if s := c.where(syntax.GetToken()); s.line > 0 {
			where = s
		}
	}
	p := c.f.problem(where)
	for _, m := range syntaxMessages {
		if strings.Contains(message, m.theirs) {
			p.Text, p.Fix = m.text, m.fix
			return p
		}
	}
	p.Text = "this field cannot be read from here on"
	p.Fix = "look at quotation marks, brackets and indentation; or write the value in a simpler form"
	return p
}

// syntaxMessages are the faults that the library reports, by a part of its
// message.
var syntaxMessages = []struct{ theirs, text, fix string }{
	{"unknown escape character", `a backslash between "quotation marks" has a meaning of its own`, `write two of them, \\, or use 'single quotation marks'`},
	{"must be specified", "a comma is missing here", "put a comma between the values"},
	{"is not allowed in this context", "this does not fit the lines around it", "let entries of one list begin in the same column; a text with a colon goes in quotes"},
	{"non-map value is specified", "this does not fit the lines around it", "let entries of one list begin in the same column; a text with a colon goes in quotes"},
	{"unexpected key name", "this does not fit the lines around it", "let entries of one list begin in the same column; a text with a colon goes in quotes"},
	{"invalid key", "a list or a bracket stands where a word should", "write the word, a colon, a space and the value"},
}
