// Package feed makes the feeds of a status site: RSS 2.0, Atom and JSON Feed 1.1.
// It is the only importer of gorilla/feeds, none of whose types leave.
//
// Input is the public ledger as a list of publications. Output is a file for
// every feed, by its path in the published tree; every feed has three formats
// (.xml, .atom, .json), and every language but the original one has the same feeds
// again in its folder:
//
//	feed.xml                    the whole site
//	history.rss history.atom    the bytes of feed.xml and feed.atom, where
//	                            subscribers of a hosted status page look
//	service.xml                 outages, slow services, maintenance
//	security.xml                all other incidents
//	changes.xml                 the whole site, each repair of a published text,
//	                            questions and answers, and translations
//	commitments/feed.xml        what is said of promises
//	components/<id>/feed.xml    incidents that touch a component
//	incidents/<id>/feed.xml     one incident
//	feed/1.atom feed/2.atom ...   the archive of feed.*; each feed has one
//	feed.css                    how a browser shows all these
//
// An item is one thing that the company told: a statement (a correction and a
// withdrawal are statements), the translation of a statement, or the removal of
// published text. Readers of feeds show an item once and rarely look at it again,
// so an item never changes. What is promised:
//
//   - An item is a function of the ledger up to the end of the publish run that
//     made it, the address of the site, and this package. Later statements,
//     repairs, corrections, translations and settings leave its bytes alone.
//     Only a redaction changes an old item: it shows the text that is left, and
//     says so; its id, link and date stay, and Atom names it as a deleted entry.
//     Where it names another incident, by the title that stood when it was made,
//     that title leaves it with a redaction of that incident.
//   - An item has the same bytes in every feed that carries it, and which feeds do
//     is decided when it is published.
//   - The id is "tag:<origin>,<date of the genesis>:<document>", for a redaction
//     "tag:...:<incident>/redaction/<entry>". A changed address of the site moves
//     links, never ids. No two items of a feed have the same link.
//   - The date is the time of the entry in the ledger: never the time of the event,
//     never in the future of the publication, never equal to another item's.
//   - An item stands alone: it names the incident, how that stands, the services,
//     and holds the full text with the steps for readers, and the number of its
//     entry in the public record with the short root of its own run.
//   - Entries that were imported from an older system make no item. Repairs of
//     spelling, and questions and answers, are told by the feed of changes only.
//   - A feed in another language carries the original at once, marked with its
//     language, if it is published without a translation; the translation follows
//     as an item of its own.
//   - A feed holds its newest items and those of open incidents; see [window].
//     Those that it no longer holds are in its archive, blocks of 20 that never
//     change, chained as RFC 5005 says: who was away for a year finds everything,
//     once. Archives are Atom only; RSS and JSON Feed name them.
//   - Same input, same bytes. A feed is dated by its newest item.
//
// The HTML of items comes from a small renderer with its own words (firsthand/languages),
// apart from the theme. Its bytes are in public feeds for good: a change that
// moves an item of a golden of this package is a breaking release.
//
// An example:
//
//	files, err := feed.Files(feed.Options{Site: s, Origin: "status.northquay.example", Genesis: genesis}, publications)
//	os.Stdout.Write(files["feed.xml"])
package feed

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/site"
)

// Options are what feeds need beside the publications.
type Options struct {
	Site    *site.Site
	Origin  string    // host name in the genesis entry, the authority of all ids
	Genesis time.Time // time of the genesis entry

	// Root returns the short root of the ledger after the run that holds an entry.
	// Without it, items carry the number of their entry only.
	Root func(seq int) string

	// Picture returns the size in pixels of a stored picture by the hex SHA-256 of
	// its bytes, 0 if it is not known. Without it, no size is.
	Picture func(sum string) (width, height int)

	// HasPage reports whether the site has a page at an address, so that no feed
	// names a missing one as its own. Without it, every page is there.
	HasPage func(path string) bool
}

// Files returns the bytes of every feed by its path below the site's root.
// See [Each], which needs less memory.
func Files(o Options, publications []disclosure.Publication) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := Each(o, publications, func(path string, data []byte) error {
		files[path] = data
		return nil
	})
	if err != nil {
		return nil, err
	}
	return files, nil
}

// Each calls put for every file, by its path below the site's root: one at a time,
// in no order that can be relied on. It stops at the first error of put. Of what
// was put nothing is kept.
//
// It returns an error if the site has no address or the publications are not in
// ledger order, and for what no ledger that loads can hold.
func Each(o Options, publications []disclosure.Publication, put func(path string, data []byte) error) error {
	if o.Site == nil || o.Site.URL == nil {
		return errors.New("making feeds: the site has no address")
	}
	stories, err := tell(publications)
	if err != nil {
		return fmt.Errorf("making feeds: %w", err)
	}
	m := &maker{Options: o, put: put, langs: []string{""}}
	if len(o.Site.Languages) > 1 {
		m.langs = append(m.langs, o.Site.Languages[1:]...)
	}
	if err := m.make(stories); err != nil {
		return fmt.Errorf("making feeds: %w", err)
	}
	return nil
}

// A maker makes the feeds of one site.
type maker struct {
	Options
	langs []string // of the site, "" for the original one

	// others are the publications of incidents that other ones name, by id.
	others map[string][]disclosure.Publication

	mu  sync.Mutex // several incidents are made at once
	put func(path string, data []byte) error
}

// make renders every item, incident by incident, and puts all files. Of an item
// that is rendered it keeps only the forms that the feeds of the site need.
func (m *maker) make(stories []*story) error {
	m.others = named(stories)
	channels := m.channels(stories)
	for _, c := range channels {
		c.mark()
	}
	if err := each(len(stories), func(i int) error { return m.incident(stories[i]) }); err != nil {
		return err
	}
	for _, c := range channels {
		if err := m.add(c); err != nil {
			return err
		}
	}
	return m.save(StyleSheet, styleSheet(m.Site.Languages))
}

// incident renders every item of one story, and makes its feeds.
func (m *maker) incident(s *story) error {
	pages := renderer{maker: m, story: s}
	for _, e := range s.events {
		if !slices.ContainsFunc(m.langs, e.in) {
			continue
		}
		it, err := pages.item(e)
		if err != nil {
			return err
		}
		if e.encoded, err = it.encode(); err != nil {
			return fmt.Errorf("encoding the feed item of %s: %w", e.name, err)
		}
	}
	for _, lang := range m.langs {
		if err := m.add(m.channel(OfIncident(lang, s.id), []*story{s})); err != nil {
			return err
		}
	}
	for _, e := range s.events {
		switch {
		case e.keep.window:
		case e.keep.archive:
			e.encoded = encoded{atom: e.encoded.atom}
		default:
			e.encoded = encoded{}
		}
	}
	s.publications, s.incident = nil, nil // of no more use, and most of what is in memory
	return nil
}

// save puts a file.
func (m *maker) save(path string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.put(path, data)
}

// add writes a feed in its three formats, and its archive.
func (m *maker) add(c *channel) error {
	items := c.window()
	updated := m.Genesis.UTC()
	if len(items) > 0 {
		updated = items[0].time.UTC()
	}
	blocks := len(c.events) / archiveBlock
	for _, f := range formats {
		d := document{channel: c, self: m.Site.Absolute(c.Path(f.ext)), style: m.style(c.Path(f.ext)), updated: updated, events: items, hubs: m.Site.Hubs}
		if blocks > 0 {
			d.previous = m.Site.Absolute(c.Archive(blocks))
		}
		if err := m.write(c.Path(f.ext), f, d); err != nil {
			return err
		}
	}
	for n := 1; n <= blocks; n++ {
		events := slices.Clone(c.events[(n-1)*archiveBlock : n*archiveBlock])
		slices.Reverse(events)
		path := c.Archive(n)
		d := document{
			channel: c, self: m.Site.Absolute(path), style: m.style(path), updated: events[0].time.UTC(), events: events,
			current: m.Site.Absolute(c.Path("atom")),
		}
		if n > 1 {
			d.previous = m.Site.Absolute(c.Archive(n - 1))
		}
		if n < blocks {
			d.next = m.Site.Absolute(c.Archive(n + 1))
		}
		if err := m.write(path, atomFormat, d); err != nil {
			return err
		}
	}
	return nil
}

// write writes one file, and its copy where subscribers of hosted pages look.
func (m *maker) write(path string, f format, d document) error {
	b, err := f.write(d)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if copied := copies[path]; copied != "" {
		if err := m.save(copied, b); err != nil {
			return err
		}
	}
	return m.save(path, b)
}

var copies = map[string]string{address.Feed("", "xml"): "history.rss", address.Feed("", "atom"): "history.atom"}

// style returns the link from a feed to its style sheet.
func (m *maker) style(path string) string { return address.Relative(path, StyleSheet) }

// code returns the BCP 47 code of a language whose place in the tree is lang.
func (m *maker) code(lang string) string {
	if lang == "" {
		return m.Site.Original()
	}
	return lang
}

// id returns the permanent identifier of a name in this ledger.
func (m *maker) id(name string) string {
	return "tag:" + m.Origin + "," + m.Genesis.UTC().Format(time.DateOnly) + ":" + name
}

// each calls do for 0 to n-1, several at once, and returns the error of the
// lowest number that failed.
func each(n int, do func(i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				errs[i] = do(i)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// allowed reports whether a link may leave for this address.
func allowed(u *url.URL) bool {
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return true
	}
	return false
}
