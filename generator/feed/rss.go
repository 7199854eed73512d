package feed

import (
	"encoding/xml"
	"html"
	"time"

	"github.com/gorilla/feeds"
)

// The types of gorilla/feeds are used as they are where they hold what RSS needs.
// They lack several categories, languages of items and a link to the feed itself,
// so these wrap them. Items are encoded once and put into every feed as they are.

type rssDocument struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	Content string   `xml:"xmlns:content,attr"`
	Channel rssChannel
}

type rssChannel struct {
	XMLName xml.Name `xml:"channel"`
	feeds.RssFeed
	Self  atomLink
	Items []byte `xml:",innerxml"`
}

type atomLink struct {
	XMLName xml.Name `xml:"atom:link"`
	feeds.AtomLink
}

type rssItem struct {
	XMLName xml.Name `xml:"item"`
	Lang    string   `xml:"xml:lang,attr,omitempty"`
	feeds.RssItem
	Category []string `xml:"category"`
}

// rss returns the item as an element of an RSS channel. The description is the
// summary, for readers that show a line; the whole text is content:encoded.
func (i *item) rss() ([]byte, error) {
	return element(rssItem{
		Lang: i.lang,
		RssItem: feeds.RssItem{
			Title: i.title, Link: i.link, Description: html.EscapeString(i.summary),
			Content: &feeds.RssContent{Content: i.html},
			Guid:    &feeds.RssGuid{Id: i.id, IsPermaLink: "false"},
			PubDate: i.time.Format(time.RFC1123Z),
		},
		Category: i.tags,
	}, 2)
}

// rss returns the feed as RSS 2.0; self is its own address.
func (c channel) rss(self string) ([]byte, error) {
	date := c.updated.Format(time.RFC1123Z)
	return document(rssDocument{
		Version: "2.0", Atom: atomNamespace, Content: "http://purl.org/rss/1.0/modules/content/",
		Channel: rssChannel{
			RssFeed: feeds.RssFeed{
				Title: c.title, Link: c.home, Description: c.about, Language: c.lang,
				PubDate: date, LastBuildDate: date,
			},
			Self:  atomLink{AtomLink: feeds.AtomLink{Href: self, Rel: "self", Type: "application/rss+xml"}},
			Items: c.join(func(e encoded) []byte { return e.rss }),
		},
	})
}
