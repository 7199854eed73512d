package feed

import (
	"bytes"
	"encoding/json"

	"github.com/gorilla/feeds"
)

// What gorilla/feeds lacks for JSON Feed 1.1: languages of items, the list of
// items in a feed that has none, and the extension that names our archive.

type jsonFile struct {
	feeds.JSONFeed
	Archive *jsonArchive `json:"_archive,omitempty"`
}

// A jsonArchive names the newest block of the archive, an Atom feed that links to
// the one before it. JSON Feed has pages for this, which no reader turns.
type jsonArchive struct {
	About string `json:"about"`
	URL   string `json:"url"`
}

const aboutArchive = "https://www.rfc-editor.org/rfc/rfc5005#section-4"

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

// json returns the document as JSON Feed 1.1. Items go in as they were encoded.
func (d document) json() ([]byte, error) {
	f := jsonFile{JSONFeed: feeds.JSONFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: d.title, Language: d.code,
		HomePageUrl: d.home, FeedUrl: d.self, Description: d.about, Authors: []*feeds.JSONAuthor{{Name: d.author}},
	}}
	for _, hub := range d.hubs {
		f.Hubs = append(f.Hubs, &feeds.JSONHub{Type: "WebSub", Url: hub})
	}
	if d.previous != "" {
		f.Archive = &jsonArchive{aboutArchive, d.previous}
	}
	head, err := object(f, "")
	if err != nil {
		return nil, err
	}
	head = append(bytes.TrimSuffix(head, []byte("\n}")), ",\n  \"items\": ["...)
	if len(d.events) == 0 {
		return append(head, "]\n}\n"...), nil
	}
	return d.join(append(head, "\n    "...), []byte("\n  ]\n}\n"), func(e encoded) []byte { return e.json }, ",\n    "), nil
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
