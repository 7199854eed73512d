// Package site is what site.yaml says: the name and address of a status site,
// its languages and components, and how people reach the company. It is read by
// the package source and imports nothing of firsthand's.
//
// Nothing in it is versioned: it is the frame around the public record, not part
// of it.
package site

import (
	"net/url"
	"slices"
	"time"
)

// A Site is the settings of one status site.
type Site struct {
	Name         Words
	Organisation string
	URL          *url.URL // https://host[/path/], path ends in a slash
	Languages    []string // the first is the original language
	Zone         *time.Location
	About        Words
	Groups       []Group
	Contacts     Contacts
	Report       Report
	RealMessages RealMessages
	Policy       Policy
	Look         Look
	Hubs         []string // addresses of WebSub hubs, which feeds name and announce tells
	Announce     Announce
}

// Words is a text in one or several languages. The key "" holds a text that was
// given for all of them.
type Words map[string]string

// In returns the words in a language, else those given for all languages, else
// those of the language that sorts first.
func (w Words) In(lang string) string {
	if s, ok := w[lang]; ok {
		return s
	}
	if s, ok := w[""]; ok {
		return s
	}
	langs := make([]string, 0, len(w))
	for l := range w {
		langs = append(langs, l)
	}
	if len(langs) == 0 {
		return ""
	}
	return w[slices.Min(langs)]
}

// A Group is a named group of components; components outside any group form
// groups without a name, in the order of the file.
type Group struct {
	Name       Words
	Components []Component
}

// A Component is a part of the company's service that incidents can touch.
type Component struct {
	ID    string
	Name  Words
	About Words
}

// Contacts is how readers ask. Press is an e-mail address or a link.
type Contacts struct {
	Email, Phone, Web, Press string
	Hours, Post              Words
}

// Report is how anyone reports a security problem.
type Report struct {
	Email, Phone, Web string
	Languages         []string
	AnswerWithin      Words
	Policy            string // link
	Thanks            Words
}

// RealMessages is how readers tell a real message from a false one.
type RealMessages struct {
	WeWriteFrom []string
	WeNeverAsk  []Words
	Check       Words
}

// Policy is the rules of the house.
type Policy struct {
	NextUpdate  time.Duration     // promised when an author names no time; 60 minutes by default
	Corrections Words             // how the company corrects itself
	Holidays    []string          // days like "2026-12-25", on which few people act
	Rules       map[string]string // rule id: error, warning, suggestion or off
}

// Look is the appearance.
type Look struct {
	Logo      string // path of a file under static/
	Icon      string // path of a file under static/; "" is the icon of the theme
	Links     []Link
	Headlines string // "serif" or "sans"

	// Colours of links on light and on dark pages, like "#0b57b8". Both can be read
	// there. Without the second one, a shade of the first is used.
	Colour, ColourDark string
}

// Announce is who gets a message about each publication. What must stay secret is
// not in it: those fields name the environment variable that holds it.
type Announce struct {
	Webhooks []Webhook
	Mail     []Mail
}

// A Webhook is an address on the web that takes messages.
type Webhook struct {
	Name     string
	Kind     string // "json", "slack" or "teams"
	Language string // of the messages; "" for the original one
	Address  string // environment variable: the web address
	Secret   string // environment variable: the key of signatures; only for json, "" for none
}

// Mail is a list of people who get messages by e-mail.
type Mail struct {
	From     string // address with or without a name, as in RFC 5322
	To       string // address of the list
	Language string // of the messages; "" for the original one
	Server   string // host:port
	User     string // environment variable; "" where the server asks for none
	Password string // environment variable
}

// A Link is an extra link in the masthead.
type Link struct {
	Name Words
	URL  string
}

// Original returns the language in which statements are written.
func (s *Site) Original() string {
	if len(s.Languages) == 0 {
		return "en"
	}
	return s.Languages[0]
}

// Components returns all components in the order of the file.
func (s *Site) Components() []Component {
	var all []Component
	for _, g := range s.Groups {
		all = append(all, g.Components...)
	}
	return all
}

// Component returns the component with this id.
func (s *Site) Component(id string) (Component, bool) {
	for _, c := range s.Components() {
		if c.ID == id {
			return c, true
		}
	}
	return Component{}, false
}

// Absolute returns the full address of a path below the site's root.
func (s *Site) Absolute(path string) string { return s.URL.String() + path }
