package feed

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
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

// join returns one form of all items, in their order.
func (c channel) join(form func(encoded) []byte) []byte {
	var all [][]byte
	for _, e := range c.items {
		all = append(all, form(e))
	}
	return slices.Concat(all...)
}

// element returns v as an XML element on lines of its own, so many levels deep.
func element(v any, depth int) ([]byte, error) {
	b, err := xml.MarshalIndent(v, strings.Repeat("  ", depth), "  ")
	return append([]byte("\n"), b...), err
}

// document returns v as an XML file.
func document(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	b.WriteString("\n")
	return b.Bytes(), nil
}
