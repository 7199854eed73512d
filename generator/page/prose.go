package page

import (
	"html"
	"html/template"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
)

// prose returns a text in Markdown as HTML for this page. Its headings are below
// level: 3 makes "##" and "###" an h3. files are the assets that its links may name.
// Texts without links of their own are made once for all pages of an incident.
func (p place) prose(r *record, md, original string, level int, files map[string]string) template.HTML {
	if strings.TrimSpace(md) == "" {
		return ""
	}
	lang, code := "", p.code()
	if p.foreign(md, original) {
		lang, code = p.codes[0], p.codes[0]
	}
	dir := p.directionOf(lang)
	key := proseKey{md: md, level: level, lang: lang, dir: dir, code: code}
	if r != nil {
		if kept, ok := p.recent.prose(r, key); ok {
			return kept
		}
	}
	local := false
	shown := markdown.HTML(md, markdown.Options{
		Shift: 0,
		Lang:  lang,
		Dir:   dir,
		Link: func(dest string) (string, bool) {
			local = true
			return p.destination(dest, files)
		},
		Image: func(dest string) (markdown.Image, bool) {
			local = true
			src, ok := p.destination(dest, files)
			return markdown.Image{Src: src}, ok
		},
	})
	made := template.HTML(marked(p.spelled(records(shiftHeadings(shown, level))), code))
	if r != nil && !local {
		p.recent.keepProse(r, key, made)
	}
	return made
}

// proseKey is what the HTML of a text depends on, if it links to nothing in the site.
type proseKey struct {
	md    string
	level int
	lang  string // that it is marked with; "" on a page of its own language
	dir   string // the direction that it is marked with; "" on a page of its own direction
	code  string // that it is in
}

// destination returns the link for a destination inside the site as an author
// writes it: "files/form.pdf", "/report/", "#what-you-can-do".
func (p place) destination(dest string, files map[string]string) (string, bool) {
	rest, fragment, hasFragment := strings.Cut(dest, "#")
	if hasFragment {
		fragment = "#" + fragment
	}
	if rest == "" || strings.HasPrefix(rest, "/incidents/") {
		if a, ok := sectionAnchors[disclosure.SectionID(strings.TrimPrefix(fragment, "#"))]; ok {
			fragment = "#" + a
		}
	}
	switch {
	case rest == "":
		return fragment, true
	case strings.HasPrefix(rest, "files/"):
		sum, ok := files[rest]
		if !ok {
			return "", false
		}
		ext := strings.TrimPrefix(strings.ToLower(path.Ext(rest)), ".")
		if p.Asset != nil {
			if ext, ok = p.Asset(sum); !ok {
				return "", false
			}
		}
		return p.to(address.Asset(sum, ext)) + fragment, true
	case strings.HasPrefix(rest, "/"):
		path := strings.TrimPrefix(rest, "/")
		if p.knows(address.In(p.lang, path)) {
			path = address.In(p.lang, path)
		}
		return p.to(path) + fragment, true
	}
	return "", false
}

var anyLink = regexp.MustCompile(`<a href="([^"#][^"]*)">([^<]*)`)

// spelled prepares the links in a text for paper: those that show their own address
// are marked, and those to other pages of the site say it in full.
func (p place) spelled(shown string) string {
	if !strings.Contains(shown, "<a href=") {
		return shown
	}
	here, err := url.Parse(p.absolute(p.path))
	return anyLink.ReplaceAllStringFunc(shown, func(link string) string {
		m := anyLink.FindStringSubmatch(link)
		href, text := m[1], m[2]
		whole, rest := "<a", link[len("<a"):]
		to, wrong := url.Parse(html.UnescapeString(href))
		switch plain := strings.TrimPrefix(href, "mailto:"); {
		case err != nil || wrong != nil:
		case strings.TrimSuffix(plain, "/") == strings.TrimSuffix(text, "/"):
			whole += ` class="url"`
		case !to.IsAbs():
			whole += ` data-href="` + html.EscapeString(here.ResolveReference(to).String()) + `"`
		}
		return whole + rest
	})
}

// sectionAnchors are the standard sections whose place on a page is shared with
// facts, and named after those.
var sectionAnchors = map[disclosure.SectionID]string{"what-you-can-do": "do", "for-more-information": "ask"}

func sectionAnchor(id disclosure.SectionID) string {
	if a, ok := sectionAnchors[id]; ok {
		return a
	}
	return string(id)
}

// knows reports whether a language has a page of its own at an address that an
// author can name. Every page has one in every language, so that it is enough to
// know the beginnings.
func (p place) knows(path string) bool {
	path = strings.TrimPrefix(path, langPrefix(p.lang))
	if path == "" {
		return true
	}
	first, _, _ := strings.Cut(path, "/")
	return slices.Contains([]string{"incidents", "components", "history", "changes", "commitments", "report", "follow", "verify", address.AccessibilityName}, first) ||
		slices.Contains(p.names, first)
}

// shiftHeadings makes the highest heading of a text one of this level, and those
// below it follow without a gap.
func shiftHeadings(html string, level int) string {
	if !strings.Contains(html, "<h") {
		return html
	}
	type step struct{ typed, shown int }
	var path []step // from the highest heading to the one we are under
	return headingTag.ReplaceAllStringFunc(html, func(tag string) string {
		at := len(tag) - 2
		typed := int(tag[at] - '0')
		if tag[1] != '/' {
			for len(path) > 0 && path[len(path)-1].typed >= typed {
				path = path[:len(path)-1]
			}
			path = append(path, step{typed, min(level+len(path), 6)})
		}
		return tag[:at] + digit(path[len(path)-1].shown) + ">"
	})
}

var headingTag = regexp.MustCompile(`</?h[1-6]>`)

func digit(n int) string { return string(rune('0' + n)) }

var tableParts = regexp.MustCompile(`<(/?)(table|tr|td|th scope="col")>`)

// records prepares the tables in a text for narrow screens, where each row reads
// as a record: every cell is given the name of its column.
func records(html string) string {
	if !strings.Contains(html, "<table>") {
		return html
	}
	var b strings.Builder
	var columns []string
	rest, column := 0, 0
	for _, m := range tableParts.FindAllStringSubmatchIndex(html, -1) {
		tag := html[m[4]:m[5]]
		if m[3] > m[2] { // a closing tag
			continue
		}
		b.WriteString(html[rest:m[0]])
		rest = m[1]
		switch tag {
		case "table":
			columns = nil
			b.WriteString(`<table class="stack">`)
		case "tr":
			column = 0
			b.WriteString(`<tr>`)
		case "td":
			b.WriteString(`<td`)
			if name := at(columns, column); column > 0 && name != "" {
				b.WriteString(` data-th="` + name + `"`)
			}
			b.WriteString(`>`)
			column++
		default:
			end := strings.Index(html[m[1]:], "</th>")
			columns = append(columns, strings.TrimSpace(anyTag.ReplaceAllString(html[m[1]:m[1]+max(end, 0)], "")))
			b.WriteString(`<th scope="col">`)
		}
	}
	b.WriteString(html[rest:])
	return b.String()
}

var anyTag = regexp.MustCompile(`<[^>]*>`)
