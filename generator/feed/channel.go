package feed

import (
	"cmp"
	"maps"
	"slices"

	"firsthand/generator/address"
	"firsthand/generator/site"
)

// A Subject says what a feed is about.
type Subject string

const (
	WholeSite     Subject = "site"
	Service       Subject = "service"     // outages, slow or faulty services, maintenance
	Security      Subject = "security"    // every other incident
	Changes       Subject = "changes"     // every publication, with repairs and questions
	Commitments   Subject = "commitments" // what is said of promises
	OneComponent  Subject = "component"
	SingleAccount Subject = "incident"
)

// A Feed is one feed of the site in one language. It comes in three formats, which
// hold the same items.
type Feed struct {
	Subject Subject
	ID      string // of the component or incident; else ""
	Lang    string // "" for the original language
	base    string // its path without an ending
}

// Path returns the path of the feed below the site's root; ext is xml, atom or json.
func (f Feed) Path(ext string) string { return f.base + "." + ext }

// Archive returns the path of block n of the feed's archive, from 1. Archives are
// Atom feeds.
func (f Feed) Archive(n int) string { return address.Archive(f.base, n) }

// List returns the feeds of a site in a language, "" for the original one, in the
// order in which a page should offer them: the whole site, services, security,
// changes, promises, and each component. The feeds of incidents, see [OfIncident],
// are not among them.
func List(s *site.Site, lang string) []Feed {
	feeds := []Feed{
		{Subject: WholeSite, Lang: lang, base: address.FeedBase(address.Home(lang))},
		{Subject: Service, Lang: lang, base: address.NewsBase(lang, string(Service))},
		{Subject: Security, Lang: lang, base: address.NewsBase(lang, string(Security))},
		{Subject: Changes, Lang: lang, base: address.NewsBase(lang, string(Changes))},
		{Subject: Commitments, Lang: lang, base: address.FeedBase(address.Commitments(lang))},
	}
	for _, c := range s.Components() {
		feeds = append(feeds, ofComponent(lang, c.ID))
	}
	return feeds
}

// OfIncident returns the feed of one incident in a language, "" for the original.
func OfIncident(lang, id string) Feed {
	return Feed{Subject: SingleAccount, ID: id, Lang: lang, base: address.FeedBase(address.Incident(lang, id))}
}

func ofComponent(lang, id string) Feed {
	return Feed{Subject: OneComponent, ID: id, Lang: lang, base: address.FeedBase(address.Component(lang, id))}
}

// carries reports whether the feed tells an event; langs are those of the site.
func (f Feed) carries(e *event, langs []string) bool {
	if f.Subject == Changes && f.Lang == "" && e.redacted == nil {
		// In the original language it tells of translations too.
		return slices.Contains(langs, e.lang)
	}
	if !e.in(f.Lang) || e.aside && f.Subject != Changes {
		return false
	}
	switch f.Subject {
	case Service:
		return e.topics.service
	case Security:
		return e.topics.security
	case Commitments:
		return e.topics.commitments
	case OneComponent:
		return slices.Contains(e.topics.components, f.ID)
	case SingleAccount:
		return e.story.id == f.ID
	}
	return true
}

// A channel is a feed being made.
type channel struct {
	Feed
	id     string
	title  string
	about  string
	author string
	code   string   // BCP 47
	home   string   // address of the page that the feed belongs to
	events []*event // oldest first
}

// channels returns all feeds but those of incidents. A component that the settings
// no longer name keeps its feed: people follow it.
func (m *maker) channels(stories []*story) []*channel {
	known := map[string]bool{}
	for _, c := range m.Site.Components() {
		known[c.ID] = true
	}
	former := map[string]bool{}
	for _, s := range stories {
		for _, e := range s.events {
			for _, id := range e.topics.components {
				if !known[id] && isName(id) {
					former[id] = true
				}
			}
		}
	}
	var all []*channel
	for _, lang := range m.langs {
		for _, f := range List(m.Site, lang) {
			all = append(all, m.channel(f, stories))
		}
		for _, id := range slices.Sorted(maps.Keys(former)) {
			all = append(all, m.channel(ofComponent(lang, id), stories))
		}
	}
	return all
}

// channel returns a feed with the events that it carries.
func (m *maker) channel(f Feed, stories []*story) *channel {
	code := m.code(f.Lang)
	name := cmp.Or(oneLine(m.Site.Name.In(code)), m.Origin)
	c := &channel{
		Feed: f, code: code, title: name, about: oneLine(m.Site.About.In(code)),
		author: cmp.Or(oneLine(m.Site.Organisation), name),
		home:   address.Home(f.Lang),
	}
	w := wordsIn(code)
	// No document is named like the feed of the site, and none has a name in the
	// folders below it.
	top := "feed"
	if f.Lang != "" {
		top += "." + f.Lang
	}
	c.id = m.id(top + "/" + string(f.Subject))
	switch f.Subject {
	case WholeSite:
		c.id = m.id(top)
	case SingleAccount:
		c.id = m.id(f.ID + "/" + top)
		c.title = w.say("title.feed", "title", cut(stories[0].title(f.Lang), titleLimit), "site", name)
		c.home = address.Incident(f.Lang, f.ID)
	case OneComponent:
		c.id = m.id(top + "/component/" + f.ID)
		c.title = w.say("channel.component", "title", m.component(f.ID, code, stories), "site", name)
		c.about, c.home = w.say("about.component"), address.Component(f.Lang, f.ID)
	default:
		c.title = w.say("channel."+string(f.Subject), "site", name)
		c.about = w.say("about." + string(f.Subject))
		switch f.Subject {
		case Changes:
			c.home = address.Changes(f.Lang)
		case Commitments:
			c.home = address.Commitments(f.Lang)
		}
	}
	if m.HasPage != nil && !m.HasPage(c.home) {
		c.home = address.Home(f.Lang)
	}
	c.home = m.Site.Absolute(c.home)
	c.about = cmp.Or(c.about, c.title)
	for _, s := range stories {
		for _, e := range s.events {
			if f.carries(e, m.langs) {
				c.events = append(c.events, e)
			}
		}
	}
	slices.SortFunc(c.events, func(a, b *event) int { return a.seq - b.seq })
	return c
}

// component returns the name of a component in the settings, or else as the newest
// statement that touched it has it.
func (m *maker) component(id, code string, stories []*story) string {
	if c, ok := m.Site.Component(id); ok {
		return cmp.Or(oneLine(c.Name.In(code)), id)
	}
	name, newest := id, -1
	for _, s := range stories {
		for _, p := range s.publications {
			if n := oneLine(p.Context.Components[id]); n != "" && p.Seq > newest && p.Doc.Lang() == "" {
				name, newest = n, p.Seq
			}
		}
	}
	return name
}
