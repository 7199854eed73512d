// Package audit reads the finished site before it is written and looks for what
// must not leave the house: broken links, requests to other hosts, code that was
// meant to be text, pages that lost their frame, and words that are private.
//
// Input is the tree in memory and a list of secrets; output is a sorted list of
// findings. A finding is an error: nothing is written then.
//
//	findings := audit.Tree(tree, audit.Options{BaseURL: "https://status.example.com/", Secrets: secrets})
//
// The audit does no I/O, and the same tree gives the same findings in the same
// order.
package audit

import (
	"bytes"
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Options is what an audit knows beside the tree.
type Options struct {
	// BaseURL is the address of the site; links that begin with it are checked
	// like relative ones.
	BaseURL string
	// Secrets are texts that must not be in any file.
	Secrets []Secret
	// Public is what public records say. A secret that stands in it is none.
	Public []string
	// Canaries are words that must not be in any file, however short they are and
	// whatever is public: they are looked for as whole words.
	Canaries []Secret
	// MayHide says that the site may keep itself out of search engines: it shows
	// the past.
	MayHide bool
}

// A Secret is a text that is not public. It is found as a whole, so what may leak
// in parts is best given line by line; one of less than 12 characters, white
// space not counted, is not looked for.
type Secret struct {
	Text string
	From string // where it stands
}

// A Finding is one thing that is wrong with the tree.
type Finding struct {
	Path string // of the file in the tree
	Rule string // "AUDIT-LINK"
	Text string
}

// The rules.
const (
	RuleLink     = "AUDIT-LINK"     // a link to a page or anchor that is not there
	RuleHost     = "AUDIT-HOST"     // a request to another host
	RuleCode     = "AUDIT-CODE"     // a script or style inside a page
	RuleTemplate = "AUDIT-TEMPLATE" // what a template left behind
	RulePage     = "AUDIT-PAGE"     // a page without title, heading or language
	RuleForm     = "AUDIT-FORM"     // a feed or data file that cannot be read
	RuleScheme   = "AUDIT-SCHEME"   // an address that is code or data
	RuleLeak     = "AUDIT-LEAK"     // a private text
	RuleHidden   = "HIST-007"       // a public page that search engines may not list
)

// Tree audits a tree of files by their path below the site's root.
func Tree(tree map[string][]byte, o Options) []Finding {
	if o.BaseURL != "" {
		o.BaseURL = strings.TrimSuffix(o.BaseURL, "/") + "/"
	}
	a := &auditor{options: o, tree: tree, pages: map[string]*page{}}
	names := make([]string, 0, len(tree))
	for name := range tree {
		names = append(names, name)
	}
	slices.Sort(names)
	a.search = newSearch(o)
	a.leftovers = suspicious(o.Public)

	pages := make([]*page, len(names))
	found := make([][]Finding, len(names))
	parallel(len(names), func(i int) {
		pages[i], found[i] = a.read(names[i])
	})
	for i, name := range names {
		if pages[i] != nil {
			a.pages[name] = pages[i]
		}
	}
	parallel(len(names), func(i int) {
		if pages[i] != nil {
			found[i] = append(found[i], a.links(names[i], pages[i])...)
		}
	})
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Text, y.Text))
	})
	return slices.Compact(all)
}

type auditor struct {
	options   Options
	tree      map[string][]byte
	pages     map[string]*page
	search    *search
	leftovers []string
}

// read reads one file and judges it by itself.
func (a *auditor) read(name string) (*page, []Finding) {
	data := a.tree[name]
	findings := a.search.in(name, data)
	switch extension(name) {
	case "html":
		p, found := a.readPage(name, data)
		return p, append(findings, found...)
	case "xml", "atom", "rss":
		p, found := a.readXML(name, data)
		return p, append(append(findings, found...), a.leftBehind(name, data)...)
	case "svg":
		p, found := a.readXML(name, data)
		return p, append(findings, found...)
	case "json", "webmanifest":
		findings = append(findings, checkJSON(name, data)...)
		findings = append(findings, a.leftBehind(name, data)...)
	case "jsonl":
		for line := range bytes.Lines(data) {
			findings = append(findings, checkJSON(name, line)...)
		}
	case "css":
		findings = append(findings, checkCSS(name, data)...)
	case "ics", "txt":
		findings = append(findings, a.leftBehind(name, data)...)
		findings = append(findings, a.robots(name, data)...)
	}
	return nil, findings
}

func extension(name string) string {
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}

// parallel calls f for 0 to n-1 on every processor.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	wait.Wait()
}
