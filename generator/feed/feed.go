// Package feed makes the feeds of a status site: RSS 2.0, Atom and JSON Feed 1.1.
// It is the only importer of gorilla/feeds, none of whose types leave.
//
// Input is the public ledger as a list of publications. Output is a file for
// every feed, by its path in the published tree:
//
//	feed.xml feed.atom feed.json          the whole site, in the original language
//	history.rss history.atom              the bytes of feed.xml and feed.atom, where
//	                                      subscribers of a hosted status page look
//	incidents/<id>/feed.xml .atom .json   one incident
//	es/feed.xml es/incidents/<id>/feed.xml ...   the same in every other language
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
//   - The id is "tag:<origin>,<date of the genesis>:<document>", for a redaction
//     "tag:...:<incident>/redaction/<entry>". A changed address of the site moves
//     links, never ids.
//   - The date is the time of the entry in the ledger: never the time of the event,
//     never in the future of the publication, never equal to another item's.
//   - Repairs of spelling, questions and answers, and entries that were imported
//     from an older system make no item.
//   - A feed in another language carries the original at once, marked with its
//     language, if it is published without a translation; the translation follows
//     as an item of its own.
//   - The feed of the site holds the items of open incidents and those of the last
//     90 days, at least 50 and at most 200, counted from the newest item. The feed
//     of an incident holds all its items.
//   - Same input, same bytes. A feed is dated by its newest item.
//
// The HTML of items comes from a small renderer with its own words (words/*.json),
// apart from the theme. Its bytes are in public feeds for good: a change that
// moves a golden of this package is a breaking release.
//
// An example:
//
//	files, err := feed.Files(feed.Options{Site: s, Origin: "status.northquay.example", Genesis: genesis}, publications)
//	os.Stdout.Write(files["feed.xml"])
package feed

import (
	"errors"
	"fmt"
	"maps"
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
}

// Files returns the bytes of every feed by its path below the site's root.
//
// It returns an error if the site has no address or the publications are not in
// ledger order, and for what no ledger that loads can hold.
func Files(o Options, publications []disclosure.Publication) (map[string][]byte, error) {
	if o.Site == nil || o.Site.URL == nil {
		return nil, errors.New("making feeds: the site has no address")
	}
	stories, err := tell(publications)
	if err != nil {
		return nil, fmt.Errorf("making feeds: %w", err)
	}
	m := &maker{Options: o, files: map[string][]byte{}}
	langs := []string{""}
	if len(o.Site.Languages) > 1 {
		langs = append(langs, o.Site.Languages[1:]...)
	}
	windows := map[string][]*event{}
	for _, lang := range langs {
		windows[lang] = window(stories, lang)
	}
	err = each(len(stories), func(i int) error { return m.incident(stories[i], langs) })
	for _, lang := range langs {
		if err == nil {
			err = m.add(m.whole(lang), windows[lang])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("making feeds: %w", err)
	}
	m.files["history.rss"] = m.files[address.Feed("", "xml")]
	m.files["history.atom"] = m.files[address.Feed("", "atom")]
	return m.files, nil
}

// A maker collects feeds; several incidents may be added at once.
type maker struct {
	Options
	mu    sync.Mutex
	files map[string][]byte
}

// incident renders every item of one story, and makes its feeds. Items that the
// feed of the whole site needs stay with their events.
func (m *maker) incident(s *story, langs []string) error {
	pages := renderer{maker: m, story: s}
	for _, e := range s.events {
		if !slices.ContainsFunc(langs, e.in) {
			continue
		}
		it, err := pages.item(e)
		if err != nil {
			return err
		}
		if e.encoded, err = it.encode(); err != nil {
			return fmt.Errorf("encoding the feed item of %s: %w", e.doc, err)
		}
	}
	for _, lang := range langs {
		events := slices.DeleteFunc(slices.Clone(s.events), func(e *event) bool { return !e.in(lang) })
		slices.Reverse(events)
		if err := m.add(m.about(s, lang), events); err != nil {
			return err
		}
	}
	for _, e := range s.events {
		if !e.inWindow {
			e.encoded = encoded{}
		}
	}
	return nil
}

// whole is the feed of the site in a language, "" for the original one.
func (m *maker) whole(lang string) channel {
	code := m.code(lang)
	return channel{
		path: address.Home(lang), id: m.id(feedName("", lang)), lang: code,
		title: oneLine(m.Site.Name.In(code)), about: oneLine(m.Site.About.In(code)),
	}
}

// about is the feed of one incident in a language.
func (m *maker) about(s *story, lang string) channel {
	c := m.whole(lang)
	c.path, c.id = address.Incident(lang, s.id), m.id(feedName(s.id+"/", lang))
	c.title = wordsIn(c.lang).say("title.feed", "title", cut(oneLine(s.title(lang)), titleLimit), "site", c.title)
	return c
}

// feedName is the part of a feed's id after the colon. No document has such a name.
func feedName(folder, lang string) string {
	if lang == "" {
		return folder + "feed"
	}
	return folder + "feed." + lang
}

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

// add writes a feed with events, newest first, in its three formats.
func (m *maker) add(c channel, events []*event) error {
	c.author = oneLine(m.Site.Organisation)
	if c.author == "" {
		c.author = c.title
	}
	if c.about == "" {
		c.about = c.title
	}
	c.updated = m.Genesis.UTC()
	if len(events) > 0 {
		c.updated = events[0].time.UTC()
	}
	c.home = m.Site.Absolute(c.path)
	for _, e := range events {
		c.items = append(c.items, e.encoded)
	}
	files := map[string][]byte{}
	for ext, write := range map[string]func(self string) ([]byte, error){"xml": c.rss, "atom": c.atom, "json": c.json} {
		path := address.Feed(c.path, ext)
		b, err := write(m.Site.Absolute(path))
		if err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
		files[path] = b
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(m.files, files)
	return nil
}

// A channel is a feed without a format.
type channel struct {
	path    string // folder in the tree
	id      string
	title   string
	about   string
	author  string
	lang    string // BCP 47
	home    string // address of the page that the feed belongs to
	updated time.Time
	items   []encoded // newest first
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
