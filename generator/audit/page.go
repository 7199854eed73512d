package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page is what links need to know of an HTML file.
type page struct {
	ids   map[string]bool // nil if the file has no places that a link can name
	links []link
	base  string // address of the site
}

type link struct {
	attr   string // "href", "src"
	target string
}

// leftovers are what templates leave in a page when something is missing in
// them. None of them is a word that a person would write.
var leftovers = []string{"ZgotmplZ", "[i18n]", "<no value>", "&lt;no value&gt;", "%!s(", "%!d(", "%!v(", "HAHAHUGO", "hahahugo", "raw HTML omitted"}

// suspicious returns the leftovers that no public text holds: an author may write
// about them.
func suspicious(public []string) []string {
	var all []string
	for _, left := range leftovers {
		if !slices.ContainsFunc(public, func(s string) bool { return strings.Contains(s, html.UnescapeString(left)) }) {
			all = append(all, left)
		}
	}
	return all
}

// leftBehind finds what templates leave in a file other than a page. Records and
// attached files hold what authors wrote, whatever it is.
func (a *auditor) leftBehind(name string, data []byte) []Finding {
	if strings.HasPrefix(name, "ledger/") || strings.HasPrefix(name, "assets/") {
		return nil
	}
	var found []Finding
	for _, left := range a.leftovers {
		if bytes.Contains(data, []byte(left)) {
			found = append(found, Finding{name, RuleTemplate, fmt.Sprintf("a template left %q in the file", left)})
		}
	}
	return found
}

// readPage reads an HTML file and judges what needs no other file.
func (a *auditor) readPage(name string, data []byte) (*page, []Finding) {
	p := &page{ids: map[string]bool{}, base: a.options.BaseURL}
	var found []Finding
	add := func(rule, format string, args ...any) {
		found = append(found, Finding{name, rule, fmt.Sprintf(format, args...)})
	}
	for _, left := range a.leftovers {
		if bytes.Contains(data, []byte(left)) {
			add(RuleTemplate, "a template left %q in the page", left)
		}
	}
	seen := struct {
		h1, titles               int
		lang, viewport, redirect bool
	}{}
	policy, code := "", false
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if code && kind == html.TextToken && !allows(policy, z.Raw()) {
			add(RuleCode, "a script stands inside the page, and the page's policy does not name its hash")
		}
		code = false
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
			a.hidden(name, attrs, add)
			if strings.EqualFold(attrs["http-equiv"], "Content-Security-Policy") {
				policy = attrs["content"]
			}
			if target, ok := refresh(attrs); ok {
				p.links = append(p.links, link{"content", target})
				seen.redirect = true
				if elsewhere(target) && !p.own(target) {
					add(RuleHost, "the page sends its reader on to %s", target)
				}
			}
		case atom.Script:
			code = attrs["src"] == "" && !isData(attrs["type"])
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
	case seen.h1 != 1 && !seen.redirect:
		add(RulePage, "the page has %d main headings, and needs one", seen.h1)
	}
	if !seen.lang {
		add(RulePage, "the page does not say its language")
	}
	if !seen.viewport && !seen.redirect {
		add(RulePage, "the page does not say how it fits a phone")
	}
	return p, found
}

// collect keeps the links of an element and finds those that make the reader's
// browser ask another host.
func (p *page) collect(t html.Token, attrs map[string]string, add func(rule, format string, args ...any)) {
	loads := func(target string) {
		if elsewhere(target) && !p.own(target) {
			add(RuleHost, "<%s> asks another host for %s", t.Data, target)
		}
		if s := scheme(target); s != "" && s != "http:" && s != "https:" && !isPicture(target) {
			add(RuleScheme, "<%s> loads %s", t.Data, short(target))
		}
		p.links = append(p.links, link{"src", target})
	}
	for _, key := range []string{"src", "poster", "background"} {
		if target, ok := attrs[key]; ok {
			loads(target)
		}
	}
	for _, key := range []string{"srcset", "imagesrcset"} {
		for _, target := range candidates(attrs[key]) {
			loads(target)
		}
	}
	for _, key := range []string{"formaction", "ping"} {
		if target, ok := attrs[key]; ok {
			add(RuleHost, "<%s> sends data to %q", t.Data, target)
		}
	}
	href, ok := attrs["href"]
	if !ok {
		href, ok = attrs["xlink:href"]
	}
	switch {
	case !ok:
	case t.DataAtom == atom.Link && fetched(attrs["rel"]), t.Data == "use", t.Data == "image":
		loads(href)
	default:
		if s := scheme(href); s != "" && s != "http:" && s != "https:" && s != "mailto:" && s != "tel:" && s != "webcal:" {
			add(RuleScheme, "<%s> leads to %s", t.Data, short(href))
		}
		p.links = append(p.links, link{"href", href})
	}
}

// candidates returns the addresses in a srcset: each is followed by a comma, or by
// a space, a size and a comma.
func candidates(srcset string) []string {
	var all []string
	for {
		srcset = strings.TrimLeft(srcset, " \t\n\r\f,")
		if srcset == "" {
			return all
		}
		end := strings.IndexAny(srcset, " \t\n\r\f")
		if end < 0 {
			end = len(srcset)
		}
		target := strings.TrimRight(srcset[:end], ",")
		all = append(all, target)
		if srcset = srcset[end:]; len(target) == end {
			_, srcset, _ = strings.Cut(srcset, ",")
		}
	}
}

// own reports whether an address with a scheme is one of this site.
func (p *page) own(target string) bool {
	return p.base != "" && strings.HasPrefix(target+"/", p.base)
}

// allows reports whether a Content-Security-Policy names the hash of a script.
func allows(policy string, script []byte) bool {
	sum := sha256.Sum256(script)
	for directive := range strings.SplitSeq(policy, ";") {
		if fields := strings.Fields(directive); len(fields) > 0 && fields[0] == "script-src" {
			return slices.Contains(fields[1:], "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		}
	}
	return false
}

// isData reports whether a script of this type is data, which no browser runs.
func isData(kind string) bool {
	return kind == "application/ld+json" || kind == "application/json"
}

// isPicture reports whether an address is itself a picture, which is no request.
func isPicture(target string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(target)), "data:image/")
}

// refresh returns where a <meta http-equiv="refresh"> leads.
func refresh(attrs map[string]string) (string, bool) {
	if !strings.EqualFold(attrs["http-equiv"], "refresh") {
		return "", false
	}
	_, target, ok := strings.Cut(attrs["content"], "=")
	return strings.Trim(strings.TrimSpace(target), `"'`), ok
}

// scheme returns the scheme of an address with its colon, in lower case, or "".
func scheme(target string) string {
	target = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1 // browsers skip these
		}
		return r
	}, target))
	end := strings.IndexFunc(target, func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '-' || r == '.')
	})
	if end < 1 || target[end] != ':' {
		return ""
	}
	return target[:end+1]
}

func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "..."
	}
	return s
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
