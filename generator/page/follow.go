package page

import (
	"firsthand/generator/address"
	"firsthand/generator/feed"
)

// Follow is the view of the layout "follow": what a feed is, which there are, and
// how to get them as e-mail or in a chat.
type Follow struct {
	Frame
	Whole      Offer   // the whole site
	Parts      []Offer // services, security, everything with repairs, promises
	Components []Offer
	Incidents  []Offer // that are open, newest first
}

// An Offer is one feed in its formats.
type Offer struct {
	Subject string // key of a word of the theme: "feed_service"
	Name    Words  // of the component or incident; else ""
	Address string // of the RSS feed, absolute, to copy
	Formats []Feed
}

func (p place) follow() *Follow {
	v := &Follow{Frame: p.frame("menu_follow")}
	for _, f := range feed.List(p.Site, p.feedLang()) {
		offer := p.offer(f)
		switch f.Subject {
		case feed.WholeSite:
			v.Whole = offer
		case feed.OneComponent:
			if c, ok := p.Site.Component(f.ID); ok {
				offer.Name = p.words(c.Name.In(p.code()), c.Name.In(p.codes[0]))
				v.Components = append(v.Components, offer)
			}
		default:
			v.Parts = append(v.Parts, offer)
		}
	}
	for i := len(p.records) - 1; i >= 0; i-- {
		if r := p.records[i]; r.open() {
			offer := p.offer(feed.OfIncident(p.feedLang(), r.inc.ID))
			offer.Name = p.words(r.title(p.lang), r.title(""))
			v.Incidents = append(v.Incidents, offer)
		}
	}
	return v
}

func (p place) offer(f feed.Feed) Offer {
	return Offer{
		Subject: choice("feed", string(f.Subject)), Address: p.absolute(f.Path("xml")),
		Formats: []Feed{
			{Link: p.to(f.Path("xml")), Type: "application/rss+xml", Format: "RSS"},
			{Link: p.to(f.Path("atom")), Type: "application/atom+xml", Format: "Atom"},
			{Link: p.to(f.Path("json")), Type: "application/feed+json", Format: "JSON"},
		},
	}
}

// followLink leads to how the site is followed; a preview has no feeds.
func (p place) followLink() string {
	if p.Preview {
		return ""
	}
	return p.to(address.Follow(p.lang))
}
