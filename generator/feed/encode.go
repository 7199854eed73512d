package feed

import (
	"bytes"
	"encoding/xml"
	"html"
	"strings"
	"time"
)

// encoded is an item in the three formats. It goes into every feed with these
// bytes, so that it is the same everywhere and encoded once.
type encoded struct {
	rss, atom, json []byte
}

func (i *item) encode() (e encoded, err error) {
	if e.rss, err = i.rss(); err != nil {
		return encoded{}, err
	}
	if e.atom, err = i.atom(); err != nil {
		return encoded{}, err
	}
	e.json, err = i.json()
	return e, err
}

// A format is one of the three.
type format struct {
	ext   string
	form  func(encoded) []byte
	write func(document) ([]byte, error)
}

var (
	atomFormat = format{"atom", func(e encoded) []byte { return e.atom }, document.atom}
	formats    = []format{
		{"xml", func(e encoded) []byte { return e.rss }, document.rss},
		atomFormat,
		{"json", func(e encoded) []byte { return e.json }, document.json},
	}
)

// A document is one file of a feed: the one that people subscribe to, or a block
// of its archive. Addresses are absolute; "" if there is none.
type document struct {
	*channel
	self     string
	style    string // relative
	updated  time.Time
	events   []*event // newest first
	hubs     []string
	previous string // block before this one, or the newest of them
	next     string // block after this one
	current  string // of an archive: where people subscribe
}

// join returns one form of all items, in their order, between the two halves of
// the document around them.
func (d document) join(head, foot []byte, form func(encoded) []byte, separator string) []byte {
	n := len(head) + len(foot) + len(d.events)*len(separator)
	for _, e := range d.events {
		n += len(form(e.encoded))
	}
	all := append(make([]byte, 0, n), head...)
	for i, e := range d.events {
		if i > 0 {
			all = append(all, separator...)
		}
		all = append(all, form(e.encoded)...)
	}
	return append(all, foot...)
}

// element returns v as an XML element on lines of its own, so many levels deep.
func element(v any, depth int) ([]byte, error) {
	b, err := xml.MarshalIndent(v, strings.Repeat("  ", depth), "  ")
	return append(closed(b), '\n'), err
}

// xmlFile returns v as an XML file in two halves; the items go between them, in
// front of the end of the element that close names. style is the link to the
// style sheet that a browser shows the file with.
func xmlFile(v any, style, close string) (head, foot []byte, err error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<?xml-stylesheet type="text/css" href="` + html.EscapeString(style) + `"?>` + "\n")
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, nil, err
	}
	b.WriteString("\n")
	all := closed(b.Bytes())
	end := bytes.LastIndex(all, []byte("</"+close+">"))
	for end > 0 && all[end-1] == ' ' {
		end--
	}
	return all[:end:end], all[end:], nil
}

// closed shortens elements without content. No text of ours and no escaped text
// of an author's holds what it looks for.
func closed(b []byte) []byte {
	for _, name := range []string{"atom:link", "link", "category", "fh:archive"} {
		b = bytes.ReplaceAll(b, []byte("></"+name+">"), []byte("/>"))
	}
	return b
}
