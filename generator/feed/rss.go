package feed

import (
	"encoding/xml"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// The types of gorilla/feeds are used as they are where they hold what RSS needs.
// They lack several categories, languages of items and links to other documents,
// so these wrap them. Items are encoded once and put into every feed as they are.

type rssFile struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Lang    string   `xml:"xml:lang,attr,omitempty"`
	Atom    string   `xml:"xmlns:atom,attr"`
	Content string   `xml:"xmlns:content,attr"`
	DC      string   `xml:"xmlns:dc,attr"`
	Channel rssChannel
}

type rssChannel struct {
	XMLName     xml.Name `xml:"channel"`
	Title       rssText  `xml:"title"`
	Description rssText  `xml:"description"`
	feeds.RssFeed
	Creator string `xml:"dc:creator"` // RSS wants an address with the name of an author, dc does not
	Links   []atomLink
}

type atomLink struct {
	XMLName xml.Name `xml:"atom:link"`
	feeds.AtomLink
}

type rssItem struct {
	XMLName     xml.Name `xml:"item"`
	Lang        string   `xml:"xml:lang,attr,omitempty"`
	Title       rssText  `xml:"title"`
	Description rssText  `xml:"description"`
	feeds.RssItem
	Language string   `xml:"dc:language,omitempty"` // the same for readers who do not know xml:lang
	Category []string `xml:"category"`
}

// rssText is text in the spelling that the RSS Advisory Board's profile asks for,
// because some readers take "&lt;" in a title for markup.
type rssText struct {
	XML string `xml:",innerxml"`
}

var rssEscape = strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;")

func text(s string) rssText { return rssText{rssEscape.Replace(s)} }

// markup returns plain text for an element that holds HTML.
func markup(s string) rssText { return text(htmlEscape.Replace(s)) }

var htmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// rss returns the item as an element of an RSS channel. The description is the
// summary, for readers that show a line; the whole text is content:encoded.
func (i *item) rss() ([]byte, error) {
	return element(rssItem{
		Lang: i.lang, Language: i.lang, Title: text(i.title), Description: markup(i.summary),
		RssItem: feeds.RssItem{
			Link: i.link, Content: &feeds.RssContent{Content: i.html},
			Guid:    &feeds.RssGuid{Id: i.id, IsPermaLink: "false"},
			PubDate: i.time.Format(time.RFC1123Z),
		},
		Category: i.tags,
	}, 2)
}

// rss returns the document as RSS 2.0.
func (d document) rss() ([]byte, error) {
	date := d.updated.Format(time.RFC1123Z)
	c := rssChannel{
		RssFeed: feeds.RssFeed{Link: d.home, Language: d.code, PubDate: date, LastBuildDate: date},
		Title:   text(d.title), Description: text(d.about), Creator: d.author,
	}
	link := func(rel, kind, to string) {
		if to != "" {
			c.Links = append(c.Links, atomLink{AtomLink: feeds.AtomLink{Href: to, Rel: rel, Type: kind}})
		}
	}
	link("self", "application/rss+xml", d.self)
	link("prev-archive", atomType, d.previous)
	for _, hub := range d.hubs {
		link("hub", "", hub)
	}
	head, foot, err := xmlFile(rssFile{
		Version: "2.0", Lang: d.code, Atom: atomNamespace, Content: "http://purl.org/rss/1.0/modules/content/",
		DC: "http://purl.org/dc/elements/1.1/", Channel: c,
	}, d.style, "channel")
	if err != nil {
		return nil, err
	}
	return d.join(head, foot, func(e encoded) []byte { return e.rss }, ""), nil
}
