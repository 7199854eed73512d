package source

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/markdown"
	"firsthand/generator/problem"
)

// A Page is a static page in one language. It is no part of the public record.
type Page struct {
	Name    string // of the file, and in the address: "about"
	Lang    string // "" for the original language
	Title   string
	Summary string
	Menu    bool // linked in the footer of every page
	Order   int
	MD      string
}

const pageExample = "---\ntitle: About this site\nmenu: true\n---\nWho writes here, and where to ask."

// pageFields is the table of front matter of pages.
var pageFields = []Field{
	{"title", "the heading of the page", "text of up to 90 characters", "title: About this site"},
	{"summary", "what the page is about", "text of up to 300 characters", "summary: Who writes here, and where to ask."},
	{"menu", "whether the footer of every page links to it", "true or false", "menu: true"},
	{"order", "its place in the footer, smallest first", "a number", "order: 1"},
	{"draft", "do not publish yet", "true or false", "draft: true"},
}

// PageFields returns the fields that a static page may have.
func PageFields() []Field { return slices.Clone(pageFields) }

// reservedPages are addresses that the site uses itself.
var reservedPages = []string{
	"incidents", "history", "changes", "follow", "components", "commitments", "report", "verify", "api", "ledger", "assets", "static", "theme", "404", "index",
}

var pageName = regexp.MustCompile(`^(.+?)(?:\.([a-z]{2,3}(?:-[a-z0-9]+)*))?\.md$`)

// pages reads the folder pages/.
func (d *folder) pages(frame *frame) ([]Page, error) {
	entries, err := d.list("pages")
	if err != nil {
		return nil, err
	}
	var all []Page
	files := map[string]string{} // name and language: file
	for _, e := range entries {
		file := path.Join("pages", e.Name())
		m := pageName.FindStringSubmatch(e.Name())
		if e.IsDir() || m == nil {
			p := d.report(file, "%q is not read: pages are files in Markdown", e.Name())
			p.Severity = problem.Warning
			p.Fix = "name it like about.md, or about.es.md for a translation; other files go into static/"
			d.problems.Add(p)
			continue
		}
		name, lang := m[1], m[2]
		switch {
		case !isName(name) || strings.Contains(name, "."):
			d.misnamed(file, "a page")
			continue
		case slices.Contains(reservedPages, name), frame.usable && slices.Contains(frame.site.Languages, name):
			p := d.report(file, "a page cannot be called %q: the site needs that address itself", name)
			p.Fix = "give it another name"
			d.problems.Add(p)
			continue
		case !d.language(file, lang, frame):
			continue
		}
		page, ok, err := d.page(file)
		if err != nil {
			return nil, err
		}
		files[name+"."+lang] = file
		if ok {
			page.Name, page.Lang = name, lang
			all = append(all, page)
		}
	}
	for _, p := range all {
		if _, ok := files[p.Name+"."]; !ok {
			file := files[p.Name+"."+p.Lang]
			q := d.report(file, "this is a translation of %q, which is not there", p.Name+".md")
			q.Fix = fmt.Sprintf("write %q, in the language of the site", p.Name+".md")
			d.problems.Add(q)
		}
	}
	slices.SortFunc(all, func(a, b Page) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Lang, b.Lang)) })
	return all, nil
}

// page reads one page. ok is false for drafts and for what cannot be read.
func (d *folder) page(file string) (page Page, ok bool, err error) {
	f, ok, err := d.text(file)
	if err != nil || !ok {
		return Page{}, false, err
	}
	r := newReader(f, nil, time.Time{})
	defer func() { d.problems.Add(r.problems...) }()
	m, problems := splitMatter(f, pageExample)
	r.problems = append(r.problems, problems...)
	known := func(name string) bool {
		return slices.ContainsFunc(pageFields, func(f Field) bool { return f.Name == name })
	}
	hints := func(name string) hint { return hint{text: name == "title" || name == "summary"} }
	pairs, problems := parseFields(f, m.first, m.last, hints, known)
	r.problems = append(r.problems, problems...)
	draft, titled := false, false
	for _, entry := range pairs {
		n := entry.value
		switch entry.key {
		case "title":
			titled = n.kind != nothing
			page.Title = r.text("title", n, textForm{most: maxTitle})
		case "summary":
			page.Summary = r.text("summary", n, textForm{most: maxSummary})
		case "menu":
			page.Menu = r.boolean("menu", n)
		case "draft":
			draft = r.boolean("draft", n)
		case "order":
			if text, ok := r.plainScalar("order", n, "a number", "order: 1"); ok {
				if page.Order, err = strconv.Atoi(text); err != nil {
					p := r.report(n.where, "%q takes a number, not %q", "order", text)
					p.Example = "order: 1"
				}
			}
		default:
			var names []string
			for _, f := range pageFields {
				names = append(names, f.Name)
			}
			r.unknownField(entry, "a page", names)
		}
	}
	if !titled && m.body > 1 {
		p := r.report(m.mark(f), "the page has no title")
		p.Rule = "DOC-001"
		p.Fix, p.Example = "add it below this line", "title: About this site"
	}
	text := m.bodyText(f)
	r.findings(text, m.body)
	page.MD = markdown.Canonical(text)
	return page, !draft, nil
}

// unknownField reports a field that is not in a table.
func (r *reader) unknownField(entry pair, of string, names []string) *problem.Problem {
	p := r.report(entry.where, "%q is not a field of %s", entry.key, of)
	p.Rule = "DOC-002"
	p.Fix = "use " + orList(names) + ", or delete the line"
	if near, ok := problem.Nearest(entry.key, names); ok {
		p.Fix = fmt.Sprintf("did you mean %q?", near)
	}
	return p
}
