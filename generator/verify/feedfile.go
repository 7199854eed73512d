package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"strings"
	"time"
)

// A feedFile is what a verification reads in a feed of any format.
type feedFile struct {
	title string
	self  string // the address at which it says that it lies
	items []feedItem
	drop  []string // ids of items that Atom tells readers to drop
}

// A feedItem is an item of a feed.
type feedItem struct {
	id, link, title, summary, lang, html string
	time                                 time.Time
	sum                                  [sha256.Size]byte // of all its bytes
}

// parseFeed reads a feed by the ending of its name.
func parseFeed(name string, data []byte) (feedFile, error) {
	if path.Ext(name) == ".json" {
		return parseJSONFeed(data)
	}
	return parseXMLFeed(data)
}

func parseJSONFeed(data []byte) (feedFile, error) {
	var in struct {
		Title string            `json:"title"`
		Self  string            `json:"feed_url"`
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return feedFile{}, errors.New("it is no JSON Feed")
	}
	f := feedFile{title: in.Title, self: in.Self}
	for _, raw := range in.Items {
		var i struct {
			ID        string    `json:"id"`
			Link      string    `json:"url"`
			Title     string    `json:"title"`
			Summary   string    `json:"summary"`
			HTML      string    `json:"content_html"`
			Language  string    `json:"language"`
			Published time.Time `json:"date_published"`
		}
		if err := json.Unmarshal(raw, &i); err != nil {
			return feedFile{}, errors.New("an item of it is none of a JSON Feed")
		}
		f.items = append(f.items, feedItem{
			id: i.ID, link: i.Link, title: i.Title, summary: i.Summary, lang: i.Language, html: i.HTML, time: i.Published.UTC(),
			sum: sha256.Sum256(raw),
		})
	}
	return f, nil
}

// An xmlItem is an item of RSS or an entry of Atom.
type xmlItem struct {
	Lang        string    `xml:"lang,attr"`
	GUID        string    `xml:"guid"`
	ID          string    `xml:"id"`
	Title       string    `xml:"title"`
	Links       []xmlLink `xml:"link"`
	Description string    `xml:"description"` // HTML
	Summary     string    `xml:"summary"`     // plain text
	Encoded     string    `xml:"encoded"`
	Content     string    `xml:"content"`
	PubDate     string    `xml:"pubDate"`
	Published   string    `xml:"published"`
}

type xmlLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Text string `xml:",chardata"`
}

func (x xmlItem) item() feedItem {
	i := feedItem{id: x.GUID + x.ID, title: x.Title, lang: x.Lang, html: x.Encoded + x.Content, summary: html.UnescapeString(x.Description) + x.Summary}
	for _, l := range x.Links {
		if l.Rel == "" || l.Rel == "alternate" {
			i.link += l.Href + l.Text
		}
	}
	// A date that is none differs from every date.
	if t, err := time.Parse(time.RFC1123Z, x.PubDate); err == nil {
		i.time = t.UTC()
	} else if t, err := time.Parse(time.RFC3339, x.Published); err == nil {
		i.time = t.UTC()
	}
	return i
}

// parseXMLFeed reads RSS or Atom. Wherever an item stands, some reader shows it.
func parseXMLFeed(data []byte) (feedFile, error) {
	var f feedFile
	d := xml.NewDecoder(bytes.NewReader(data))
	feed := false
	for {
		from := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF && feed {
			return f, nil
		}
		if err != nil {
			return feedFile{}, errors.New("it is neither RSS nor Atom")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "rss", "feed":
			feed = true
		case "item", "entry":
			var x xmlItem
			if err := d.DecodeElement(&x, &start); err != nil {
				return feedFile{}, errors.New("an item of it is neither one of RSS nor of Atom")
			}
			i := x.item()
			i.sum = sha256.Sum256(data[from:d.InputOffset()])
			f.items = append(f.items, i)
		case "deleted-entry":
			f.drop = append(f.drop, attributeOf(start, "ref"))
		case "link":
			if attributeOf(start, "rel") == "self" {
				f.self = attributeOf(start, "href")
			}
		case "title":
			if err := d.DecodeElement(&f.title, &start); err != nil {
				return feedFile{}, fmt.Errorf("its title cannot be read")
			}
		}
	}
}

func attributeOf(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// formatOf returns the format of a feed by the ending of its name: those of RSS
// have two.
func formatOf(name string) string {
	return strings.Replace(path.Ext(name), ".rss", ".xml", 1)
}
