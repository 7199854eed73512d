package source

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every message that the package can give appears in a case of testdata, or in
// a test that is named here.
func TestEveryMessageIsTested(t *testing.T) {
	elsewhere := map[string]string{
		"this field cannot be read":                    "only if the YAML library fails",
		"this field cannot be read from here on":       "only if the YAML library finds a fault that it has no message for",
		"this cannot be read":                          "only if the YAML library grows new kinds of nodes",
		"there is no such folder":                      "TestReadNothing",
		"%q is not a file that can be read":            "TestReadOddFiles",
		"the fields have %s together; %s is the limit": "TestReadLimits",
		"the PDF has so much in it that firsthand cannot see whether it names its author": "TestPDF",
	}
	shown := map[string]bool{}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(data), "\n-- want --\n")
		for line := range strings.SplitSeq(want, "\n") {
			if m := shownMessage.FindStringSubmatch(line); m != nil {
				shown[m[1]] = true
			}
		}
	}
	messages := messagesIn(t)
	if len(messages) < 100 {
		t.Fatalf("found only %d messages", len(messages))
	}
	for message, place := range messages {
		if _, ok := elsewhere[message]; ok {
			continue
		}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(shown)), pattern(message).MatchString) {
			t.Errorf("%s: no test shows %q", place, message)
		}
	}
}

var shownMessage = regexp.MustCompile(`^\S.*?: (?:error|warning): (.*?)(?: \[[A-Z0-9-]+\])?$`)

var verb = regexp.MustCompile(`%(?:%|[#+]?(?:\.[0-9])?[a-zA-Z])`)

// pattern matches what a format can give.
func pattern(format string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`^`)
	pos := 0
	for _, m := range verb.FindAllStringIndex(format, -1) {
		b.WriteString(regexp.QuoteMeta(format[pos:m[0]]) + ".*")
		pos = m[1]
	}
	b.WriteString(regexp.QuoteMeta(format[pos:]) + `$`)
	return regexp.MustCompile(b.String())
}

// messagesIn returns the formats of all messages in the package, with the place
// of each.
func messagesIn(t *testing.T) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	messages := map[string]string{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		add := func(e ast.Expr) {
			if call, ok := e.(*ast.CallExpr); ok && called(call) == "Sprintf" && len(call.Args) > 0 {
				e = call.Args[0]
			}
			lit, ok := e.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && text != "%s" && text != "" {
				messages[text] = set.Position(lit.Pos()).String()
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				// report(where, text), refuse(where, text), missing(field, text),
				// noContent(text)
				arg, ok := map[string]int{"report": 1, "refuse": 1, "missing": 1, "noContent": 0}[called(n)]
				if ok && arg < len(n.Args) {
					add(n.Args[arg])
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if s, ok := left.(*ast.SelectorExpr); ok && (s.Sel.Name == "Text" || s.Sel.Name == "text") && i < len(n.Rhs) {
						add(n.Rhs[i])
					}
				}
			case *ast.CompositeLit:
				if id, ok := n.Type.(*ast.Ident); ok && (id.Name == "timeFault" || id.Name == "assetFault") && len(n.Elts) > 0 {
					add(n.Elts[0])
				}
				if n.Type == nil && len(n.Elts) == 3 {
					// rows of syntaxMessages
					if _, ok := n.Elts[0].(*ast.BasicLit); ok && strings.HasPrefix(name, "yaml") {
						add(n.Elts[1])
					}
				}
			}
			return true
		})
	}
	return messages
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
