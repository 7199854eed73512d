package page_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of fields into the README of the theme")

const (
	themeReadme = "../../themes/firsthand/README.md"
	tablesBegin = "<!-- The tables of fields are made from generator/page by `go test ./generator/page -run README -update`. -->\n"
)

// viewsFirst are the views in the order of the site.
var viewsFirst = []string{
	"Home", "Account", "Version", "Versions", "Statement", "History", "Changes", "Component", "Commitments", "Report", "StaticPage", "Follow", "Verify", "NotFound", "Frame", "Story", "Value",
}

// notForThemes are types that templates never see.
var notForThemes = []string{"Input", "Evidence", "Static", "Page", "Set", "View"}

// TestREADMEDocumentsEveryField compares the tables in the README of the theme with
// the types of the views.
func TestREADMEDocumentsEveryField(t *testing.T) {
	b, err := os.ReadFile(themeReadme)
	if err != nil {
		t.Fatal(err)
	}
	before, tables, ok := strings.Cut(string(b), tablesBegin)
	if !ok {
		t.Fatalf("%s has no line %q", themeReadme, tablesBegin)
	}
	want := "\n" + fieldTables(t)
	if *update {
		if err := os.WriteFile(themeReadme, []byte(before+tablesBegin+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if tables != want {
		t.Errorf("the tables of %s are not those of the views; run this test with -update", themeReadme)
	}
}

// fieldTables returns one table for each type of a view.
func fieldTables(t *testing.T) string {
	t.Helper()
	type table struct{ name, text string }
	var tables []table
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			types, ok := decl.(*ast.GenDecl)
			if !ok || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				spec := spec.(*ast.TypeSpec)
				fields, ok := spec.Type.(*ast.StructType)
				if !ok || !spec.Name.IsExported() || slices.Contains(notForThemes, spec.Name.Name) {
					continue
				}
				tables = append(tables, table{spec.Name.Name, fieldTable(set, spec.Name.Name, types.Doc.Text(), fields)})
			}
		}
	}
	rank := func(name string) int {
		if i := slices.Index(viewsFirst, name); i >= 0 {
			return i
		}
		return len(viewsFirst)
	}
	slices.SortFunc(tables, func(a, b table) int {
		return cmp.Or(rank(a.name)-rank(b.name), strings.Compare(a.name, b.name))
	})
	var all []string
	for _, x := range tables {
		all = append(all, x.text)
	}
	return strings.Join(all, "\n")
}

func fieldTable(set *token.FileSet, name, doc string, fields *ast.StructType) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n%s\n\n| field | type | what it says |\n| --- | --- | --- |\n", name, strings.Join(strings.Fields(doc), " "))
	for _, f := range fields.Fields.List {
		var kind strings.Builder
		printer.Fprint(&kind, set, f.Type)
		comment := strings.Join(strings.Fields(f.Doc.Text()+" "+f.Comment.Text()), " ")
		comment = strings.ReplaceAll(comment, "|", "\\|")
		if len(f.Names) == 0 {
			fmt.Fprintf(&b, "| | `%s` | all its fields are fields of this, too %s|\n", kind.String(), comment)
			continue
		}
		var names []string
		for _, n := range f.Names {
			names = append(names, "`"+n.Name+"`")
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", strings.Join(names, ", "), kind.String(), comment)
	}
	return b.String()
}
