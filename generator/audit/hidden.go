package audit

import (
	"path"
	"regexp"
	"strings"
)

// HIST-007: what a company told is not hidden from search while it is public: by
// a template of theme/ that says "noindex", or by a robots.txt in static/.

// recordPage matches the pages of the public record, in any language.
var recordPage = regexp.MustCompile(`^(?:[a-z]{2,3}(?:-[a-z0-9]+)*/)?(?:index\.html|(?:incidents|history|changes|commitments|components)/.*)$`)

// hides reports whether a meta element keeps a page out of search engines.
func hides(attrs map[string]string) bool {
	name := strings.ToLower(attrs["name"])
	if name != "robots" && !strings.HasSuffix(name, "bot") {
		return false
	}
	for word := range strings.SplitSeq(strings.ToLower(attrs["content"]), ",") {
		if word = strings.TrimSpace(word); word == "noindex" || word == "none" {
			return true
		}
	}
	return false
}

// hidden finds what a page of the record that says "noindex" does.
func (a *auditor) hidden(name string, attrs map[string]string, add func(rule, format string, args ...any)) {
	if !a.options.MayHide && hides(attrs) && recordPage.MatchString(name) && path.Base(name) != "404.html" {
		add(RuleHidden, "the page asks search engines not to list it (%s); take that out of the folder theme/", attrs["content"])
	}
}

// robots finds what a robots.txt keeps every search engine from reading. Rules for
// single ones are the company's affair.
func (a *auditor) robots(name string, data []byte) []Finding {
	if a.options.MayHide || name != "robots.txt" {
		return nil
	}
	forAll, listing := false, false // the lines are about every engine; they name engines
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if !listing {
				forAll = false
			}
			forAll, listing = forAll || value == "*", true
		case "disallow":
			listing = false
			rule := strings.TrimSuffix(value, "*")
			if forAll && rule != "" && (strings.HasPrefix("/incidents/", rule) || strings.HasPrefix(rule, "/incidents/")) {
				return []Finding{{name, RuleHidden, "the file keeps search engines away from incidents (Disallow: " + value + "); take that out of static/robots.txt"}}
			}
		case "allow", "crawl-delay":
			listing = false
		}
	}
	return nil
}
