package feed

import (
	"bytes"
	"encoding/json"

	"github.com/gorilla/feeds"
)

// What gorilla/feeds lacks for JSON Feed 1.1: languages of items, and the list of
// items in a feed that has none.

type jsonItem struct {
	feeds.JSONItem
	Language string `json:"language,omitempty"`
}

// json returns the item as an object of a JSON Feed.
func (i *item) json() ([]byte, error) {
	return object(jsonItem{
		JSONItem: feeds.JSONItem{
			Id: i.id, Url: i.link, Title: i.title, ContentHTML: i.html, Summary: i.summary,
			PublishedDate: &i.time, Tags: i.tags,
		},
		Language: i.lang,
	}, "    ")
}

// json returns the feed as JSON Feed 1.1; self is its own address. Items go in as
// they were encoded.
func (c channel) json(self string) ([]byte, error) {
	head, err := object(feeds.JSONFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: c.title, Language: c.lang,
		HomePageUrl: c.home, FeedUrl: self, Description: c.about, Authors: []*feeds.JSONAuthor{{Name: c.author}},
	}, "")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("\n}")))
	b.WriteString(",\n  \"items\": [")
	for i, e := range c.items {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n    ")
		b.Write(e.json)
	}
	if len(c.items) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	return b.Bytes(), nil
}

// object returns a value as JSON, with all lines but the first indented by
// prefix. Markup stays readable in it: a feed is never part of an HTML page.
func object(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
