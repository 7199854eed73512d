package feed

import (
	"encoding/xml"
	"time"

	"github.com/gorilla/feeds"
)

const (
	atomNamespace      = "http://www.w3.org/2005/Atom"
	tombstoneNamespace = "http://purl.org/atompub/tombstones/1.0"
	historyNamespace   = "http://purl.org/syndication/history/1.0"
	atomType           = "application/atom+xml"
)

// What gorilla/feeds lacks for Atom: languages, a second link, categories with
// their term, archives, and content in a form that people can read in the file.

type atomFile struct {
	XMLName xml.Name `xml:"feed"`
	Lang    string   `xml:"xml:lang,attr,omitempty"`
	History string   `xml:"xmlns:fh,attr,omitempty"`
	feeds.AtomFeed
	Archive *struct{}        `xml:"fh:archive"`
	Links   []feeds.AtomLink `xml:"link"`
}

type atomEntry struct {
	XMLName xml.Name `xml:"entry"`
	Lang    string   `xml:"xml:lang,attr,omitempty"`
	feeds.AtomEntry
	Category []atomCategory `xml:"category"`
	Content  atomContent
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	XMLName xml.Name `xml:"content"`
	Type    string   `xml:"type,attr"`
	HTML    string   `xml:",cdata"`
}

// A deletedEntry tells readers to drop an entry that they keep (RFC 6721). The
// entry itself stays in the feed with the text that is left, for the many readers
// that do not know this element; it is older than the deletion, so that those who
// know it need not choose.
type deletedEntry struct {
	XMLName xml.Name `xml:"at:deleted-entry"`
	NS      string   `xml:"xmlns:at,attr"`
	Ref     string   `xml:"ref,attr"`
	When    string   `xml:"when,attr"`
	Comment string   `xml:"at:comment,omitempty"`
	Link    feeds.AtomLink
}

// atom returns the item as an entry of an Atom feed, followed by the deletions
// that it tells of. Both dates are that of publication: the item never changes.
func (i *item) atom() ([]byte, error) {
	date := i.time.Format(time.RFC3339)
	entry := atomEntry{
		Lang: i.lang,
		AtomEntry: feeds.AtomEntry{
			Title: i.title, Id: i.id, Published: date, Updated: date,
			Links:   []feeds.AtomLink{{Href: i.link, Rel: "alternate", Type: "text/html"}},
			Summary: &feeds.AtomSummary{Type: "text", Content: i.summary},
		},
		Content: atomContent{Type: "html", HTML: i.html},
	}
	for _, tag := range i.tags {
		entry.Category = append(entry.Category, atomCategory{tag})
	}
	all, err := element(entry, 1)
	for _, id := range i.deleted {
		if err != nil {
			return nil, err
		}
		var b []byte
		b, err = element(deletedEntry{
			NS: tombstoneNamespace, Ref: id, When: date, Comment: i.reason,
			Link: feeds.AtomLink{Href: i.link, Rel: "related", Type: "text/html"},
		}, 1)
		all = append(all, b...)
	}
	return all, err
}

// atom returns the document as Atom.
func (d document) atom() ([]byte, error) {
	f := atomFile{
		Lang: d.code,
		AtomFeed: feeds.AtomFeed{
			Xmlns: atomNamespace, Title: d.title, Subtitle: d.about, Id: d.id, Updated: d.updated.Format(time.RFC3339),
			Author: &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: d.author}},
		},
	}
	link := func(rel, kind, to string) {
		if to != "" {
			f.Links = append(f.Links, feeds.AtomLink{Href: to, Rel: rel, Type: kind})
		}
	}
	link("self", atomType, d.self)
	link("alternate", "text/html", d.home)
	link("current", atomType, d.current)
	link("prev-archive", atomType, d.previous)
	link("next-archive", atomType, d.next)
	for _, hub := range d.hubs {
		link("hub", "", hub)
	}
	if d.current != "" {
		f.History, f.Archive = historyNamespace, &struct{}{}
	}
	head, foot, err := xmlFile(f, d.style, "feed")
	if err != nil {
		return nil, err
	}
	return d.join(head, foot, func(e encoded) []byte { return e.atom }, ""), nil
}
