package audit

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page is what links need to know of an HTML file.
type page struct {
	ids   map[string]bool
	links []link
	base  string // address of the site
}

type link struct {
	attr   string // "href", "src"
	target string
}

// leftovers are what templates leave in a page when something is missing in
// them. None of them is a word that a person would write.
var leftovers = []string{"ZgotmplZ", "[i18n]", "<no value>", "&lt;no value&gt;", "%!s(", "%!d(", "%!v(", "HAHAHUGO", "hahahugo"}

// readPage reads an HTML file and judges what needs no other file.
func readPage(name string, data []byte, base string) (*page, []Finding) {
	p := &page{ids: map[string]bool{}, base: base}
	var found []Finding
	add := func(rule, format string, args ...any) {
		found = append(found, Finding{name, rule, fmt.Sprintf(format, args...)})
	}
	for _, left := range leftovers {
		if bytes.Contains(data, []byte(left)) {
			add(RuleTemplate, "a template left %q in the page", left)
		}
	}
	seen := struct {
		h1, titles     int
		lang, viewport bool
	}{}
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		attrs := map[string]string{}
		for _, attr := range t.Attr {
			attrs[attr.Key] = attr.Val
		}
		if id, ok := attrs["id"]; ok {
			if p.ids[id] {
				add(RulePage, "two elements have the id %q", id)
			}
			p.ids[id] = true
		}
		for key, value := range attrs {
			if strings.HasPrefix(key, "on") || key == "style" {
				add(RuleCode, "<%s> has the attribute %s", t.Data, key)
			}
			if strings.Contains(value, "{{") && key != "content" && key != "title" && key != "alt" {
				add(RuleTemplate, "the attribute %s of <%s> holds template code", key, t.Data)
			}
		}
		switch t.DataAtom {
		case atom.Html:
			seen.lang = attrs["lang"] != ""
		case atom.H1:
			seen.h1++
		case atom.Title:
			seen.titles++
		case atom.Meta:
			seen.viewport = seen.viewport || attrs["name"] == "viewport"
		case atom.Script:
			if attrs["src"] == "" && attrs["type"] != "application/ld+json" {
				add(RuleCode, "a script stands inside the page")
			}
		case atom.Base, atom.Iframe, atom.Object, atom.Embed, atom.Applet:
			add(RuleCode, "<%s> is not allowed", t.Data)
		case atom.Form:
			add(RuleHost, "a form sends data to %q", attrs["action"])
		}
		p.collect(t, attrs, add)
	}
	switch {
	case seen.titles == 0:
		add(RulePage, "the page has no title")
	case seen.h1 != 1:
		add(RulePage, "the page has %d main headings, and needs one", seen.h1)
	}
	if !seen.lang {
		add(RulePage, "the page does not say its language")
	}
	if !seen.viewport {
		add(RulePage, "the page does not say how it fits a phone")
	}
	return p, found
}

// collect keeps the links of an element and finds those that make the reader's
// browser ask another host.
func (p *page) collect(t html.Token, attrs map[string]string, add func(rule, format string, args ...any)) {
	loads := func(target string) {
		if elsewhere(target) && (p.base == "" || !strings.HasPrefix(target, p.base)) {
			add(RuleHost, "<%s> asks another host for %s", t.Data, target)
		}
		p.links = append(p.links, link{"src", target})
	}
	if src, ok := attrs["src"]; ok {
		loads(src)
	}
	if poster, ok := attrs["poster"]; ok {
		loads(poster)
	}
	for candidate := range strings.SplitSeq(attrs["srcset"], ",") {
		if fields := strings.Fields(candidate); len(fields) > 0 {
			loads(fields[0])
		}
	}
	href, ok := attrs["href"]
	switch {
	case !ok:
	case t.DataAtom == atom.Link && fetched(attrs["rel"]):
		loads(href)
	default:
		p.links = append(p.links, link{"href", href})
	}
}

// fetched reports whether a browser fetches the target of a <link> by itself.
func fetched(rel string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(rel)) {
		switch word {
		case "stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch":
			return true
		}
	}
	return false
}

func elsewhere(target string) bool {
	lower := strings.ToLower(strings.TrimSpace(target))
	return strings.HasPrefix(lower, "//") || strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:")
}
