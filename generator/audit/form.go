package audit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// readXML reads a feed or picture to its end. It returns the addresses of this
// site in a feed, as links to follow.
func (a *auditor) readXML(name string, data []byte) (*page, []Finding) {
	d := xml.NewDecoder(bytes.NewReader(data))
	p := &page{base: a.options.BaseURL}
	if extension(name) == "svg" {
		p.ids = map[string]bool{}
	}
	var found []Finding
	add := func(rule, format string, args ...any) {
		found = append(found, Finding{name, rule, fmt.Sprintf(format, args...)})
	}
	element := ""
	elements := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && elements > 0 {
			return p, found
		}
		if err != nil {
			add(RuleForm, "this is not XML: %v", err)
			return p, found
		}
		switch t := t.(type) {
		case xml.StartElement:
			elements++
			element = t.Name.Local
			p.element(t, add)
		case xml.CharData:
			// A sitemap and RSS name a page as text.
			if target := strings.TrimSpace(string(t)); (element == "loc" || element == "link") && elsewhere(target) && p.own(target) {
				p.links = append(p.links, link{element, target})
			}
		case xml.EndElement:
			element = ""
		}
	}
}

// element judges an element of a feed or picture.
func (p *page) element(e xml.StartElement, add func(rule, format string, args ...any)) {
	picture := p.ids != nil
	if picture && (e.Name.Local == "script" || e.Name.Local == "foreignObject") {
		add(RuleCode, "<%s> is not allowed", e.Name.Local)
	}
	for _, attr := range e.Attr {
		key, target := attr.Name.Local, attr.Value
		switch {
		case picture && key == "id":
			p.ids[target] = true
		case picture && strings.HasPrefix(key, "on"):
			add(RuleCode, "<%s> has the attribute %s", e.Name.Local, key)
		case picture && key == "href" && (elsewhere(target) && !p.own(target)) && e.Name.Local != "a":
			add(RuleHost, "<%s> asks another host for %s", e.Name.Local, target)
		case picture && key == "href" && scheme(target) == "javascript:":
			add(RuleScheme, "<%s> leads to %s", e.Name.Local, short(target))
		case !picture && key == "href" && e.Name.Local == "link" && elsewhere(target) && p.own(target):
			p.links = append(p.links, link{"href", target})
		}
	}
}

// remote finds what a style sheet loads from another host.
var remote = regexp.MustCompile(`(?i)(?:url\(\s*["']?|@import\s+["'])\s*((?:https?:)?//[^"')\s]*)`)

func checkCSS(name string, data []byte) []Finding {
	var found []Finding
	for _, m := range remote.FindAllSubmatch(data, -1) {
		found = append(found, Finding{name, RuleHost, fmt.Sprintf("the style asks another host for %s", m[1])})
	}
	return found
}

func checkJSON(name string, data []byte) []Finding {
	if !json.Valid(data) {
		return []Finding{{name, RuleForm, "this is not JSON"}}
	}
	return nil
}
