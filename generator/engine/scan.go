package engine

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"
)

// The scan finds in the source of a template what Hugo would answer with an empty
// string, or with other bytes each time. Hugo's templates have the grammar of
// text/template, so the standard parser reads them.

// unpredictable functions give other bytes at each call.
var unpredictable = map[string]bool{
	"math.Rand": true, "math.Counter": true, "shuffle": true, "collections.Shuffle": true,
}

// listsOfPages are the fields of a site that are always empty here.
var listsOfPages = map[string]bool{
	"Pages": true, "RegularPages": true, "AllPages": true, "Sections": true, "Taxonomies": true,
	"Menus": true, "Home": true, "GetPage": true, "Sites": true, "Languages": true, "MainSections": true,
}

// translators are the functions that look a word up by its key.
var translators = map[string]bool{"i18n": true, "T": true, "lang.Translate": true}

// placeInText is how template errors begin: "template: layouts/x.html:3: text".
var placeInText = regexp.MustCompile(`^template: [^\n]*?:(\d+)(?::\d+)?: `)

// afterPlace drops the place that a template error begins with.
func afterPlace(s string) string {
	return s[len(placeInText.FindString(s)):]
}

// scan checks one template; words are the keys that have a text in every language.
func scan(name, text string, words map[string]bool, langs []Language) error {
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		e := &TemplateError{Template: name, Text: afterPlace(err.Error())}
		if m := placeInText.FindStringSubmatch(err.Error()); m != nil {
			e.Line, _ = strconv.Atoi(m[1])
		}
		return e
	}
	trees[name] = tree
	s := scanner{name: name, text: text, words: words, langs: langs}
	for _, n := range sortedKeys(trees) {
		if trees[n] != nil && trees[n].Root != nil {
			s.walk(trees[n].Root)
		}
	}
	if s.first == nil {
		return nil // not s.first: a nil *TemplateError is an error that is not nil
	}
	return s.first
}

type scanner struct {
	name, text string
	words      map[string]bool
	langs      []Language
	first      *TemplateError // the one nearest the beginning of the file
}

func (s *scanner) fail(at parse.Pos, format string, args ...any) {
	line, column := place(s.text, int(at))
	if s.first == nil || line < s.first.Line || line == s.first.Line && column < s.first.Column {
		s.first = &TemplateError{Template: s.name, Line: line, Column: column, Text: fmt.Sprintf(format, args...)}
	}
}

// place returns the line and the column, in characters, of a byte; both start at 1.
func place(text string, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

func (s *scanner) walk(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				s.walk(c)
			}
		}
	case *parse.ActionNode:
		s.walk(n.Pipe)
	case *parse.IfNode:
		s.branch(&n.BranchNode)
	case *parse.RangeNode:
		s.branch(&n.BranchNode)
	case *parse.WithNode:
		s.branch(&n.BranchNode)
	case *parse.TemplateNode:
		s.walk(n.Pipe)
	case *parse.PipeNode:
		if n != nil {
			for i, c := range n.Cmds {
				s.word(n, i)
				s.walk(c)
			}
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			s.walk(a)
		}
	case *parse.IdentifierNode:
		s.function(n.Pos, n.Ident)
	case *parse.ChainNode:
		if id, ok := n.Node.(*parse.IdentifierNode); ok {
			s.function(id.Pos, id.Ident+"."+n.Field[0])
			s.fields(id.Pos, append([]string{id.Ident}, n.Field...))
		}
		s.walk(n.Node)
	case *parse.FieldNode:
		s.fields(n.Pos, n.Ident)
	case *parse.VariableNode:
		s.fields(n.Pos, n.Ident[1:])
	}
}

func (s *scanner) branch(n *parse.BranchNode) {
	s.walk(n.Pipe)
	s.walk(n.List)
	s.walk(n.ElseList)
}

// function checks a call of a function, "now" or "math.Rand".
func (s *scanner) function(at parse.Pos, name string) {
	if unpredictable[name] {
		s.fail(at, "%s gives another result each time; the same site must give the same pages", name)
	}
}

// fields checks a path of fields, ".Site.Params.x" or "site.Params.x".
func (s *scanner) fields(at parse.Pos, path []string) {
	ofSite := false
	for len(path) > 0 && (path[0] == "Page" || path[0] == "Site" || path[0] == "site" || path[0] == "page") {
		ofSite = path[0] == "Site" || path[0] == "site"
		path = path[1:]
	}
	if ofSite && len(path) > 0 && listsOfPages[path[0]] {
		s.fail(at, "site.%s is always empty here; a template shows the view of its own page", path[0])
	}
	if len(path) < 2 || path[0] != "Params" {
		return
	}
	switch key := strings.ToLower(path[1]); {
	case ofSite && key != "site":
		s.fail(at, "site.Params.%s is always empty; what the site says is in site.Params.site", path[1])
	case !ofSite && key != "view":
		s.fail(at, ".Params.%s is always empty; what the page says is in .Params.view", path[1])
	}
}

// word checks the key of a translation that is written out: {{ i18n "key" }} or
// {{ "key" | i18n }}. Other keys are seen when a page asks for them.
func (s *scanner) word(pipe *parse.PipeNode, i int) {
	args := pipe.Cmds[i].Args
	name := ""
	switch n := args[0].(type) {
	case *parse.IdentifierNode:
		name = n.Ident
	case *parse.ChainNode:
		if id, ok := n.Node.(*parse.IdentifierNode); ok && len(n.Field) == 1 {
			name = id.Ident + "." + n.Field[0]
		}
	}
	if !translators[name] {
		return
	}
	var key *parse.StringNode
	if len(args) > 1 {
		key, _ = args[1].(*parse.StringNode)
	} else if i > 0 && len(pipe.Cmds[i-1].Args) == 1 {
		key, _ = pipe.Cmds[i-1].Args[0].(*parse.StringNode)
	}
	if key != nil && !s.words[key.Text] {
		s.fail(key.Pos, "the word %q is not in i18n/%s.yaml", key.Text, s.langs[0].Code)
	}
}
