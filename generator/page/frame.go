package page

import (
	"html/template"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// A Frame is what every page has around its own text. Every view begins with
// one.
type Frame struct {
	Lang string // code of the page's language
	Dir  string // "ltr" or "rtl"

	Title       string      // of what the page is about; "" where the words are the theme's
	Description string      // one or two sentences; "" where the words are the theme's
	Canonical   string      // absolute address that search engines should keep
	Address     string      // absolute address of this page
	NoIndex     bool        // not for search engines
	Preview     bool        // not a published page
	ShowsDraft  bool        // shows something that is not published
	AsItStood   Moment      // the site is shown as it stood then; zero for the site of today
	Today       string      // address of the page on the site of today; "" unless AsItStood is set
	Alternates  []Alternate // the page in every language; empty if there is one
	Relations   []Relation  // to other versions
	Feeds       []Feed      // of the site, then of the incident
	Structured  template.JS // what the page is about in the terms of schema.org, as JSON-LD; "" on most pages

	SiteName     string         // title of the site
	Organisation string         // who is speaking
	About        string         // what the site is, one sentence
	Logo         *Picture       // nil if there is none
	Style        string         // link to the style sheet of the theme; "" where the page carries its style
	Icon         Icon           // beside the name of the page in a browser
	Script       Script         // what helps readers whose browser runs scripts
	Top          string         // link to the home page
	Menu         []MenuItem     // of the masthead
	Languages    []LanguageLink // empty if the site has one language
	Footer       []Link         // static pages
	ReportLink   string         // "" if there is no such page
	FollowLink   string         // to how the site is followed; "" in a preview
	AccessLink   string         // to how everybody can read the site; "" if Footer has it
	Record       Record         // where the page stands in the public record
}

// An Alternate is the address of the page in one language.
type Alternate struct{ Lang, URL string }

// A Relation is a link between versions, as RFC 5829 and RFC 7089 name them.
type Relation struct {
	Rel, Href string
	Type      string // media type; "" for a page
}

// A Feed is the address of one feed in one format.
type Feed struct {
	Link   string // to the feed
	Type   string // media type
	Format string // "RSS", "Atom", "JSON"
	About  Words  // title of the incident or component; "" if Word says it
	Word   string // key of a word of the theme: "feed_changes"; "" for the feed of the site
}

// A Link is a link with its text.
type Link struct {
	Name Words
	Link string
}

// A MenuItem is an entry of the masthead.
type MenuItem struct {
	Word    string // key of a word of the theme, or ""
	Name    string // the text, if Word is ""
	Link    string
	Current bool // this is the page
}

// A LanguageLink leads to the same page in a language.
type LanguageLink struct {
	Code, Name, Link, Dir string // the name is in the language itself
	Current               bool   // this is the language of the page
}

// A Record says where a page stands in the public record.
type Record struct {
	Part      bool   // the page shows a part of the record; settings and static pages are outside
	Name      string // of the record
	Version   int    // 0 unless the page shows one version
	Statement int    // 0 unless the page shows one statement
	Entry     int    // number of the entry that the version or statement ends with
	Since     Moment // when the record began
	Root      string // short form of the record's root hash after that entry's run; "" where Entry is 0
	Signed    bool   // a signed checkpoint covers that entry; where there is none, the record is signed
	Verify    string // link to how the record is checked; "" in a preview
}

// A Moment is a time to the minute or a day, in UTC.
type Moment = disclosure.Moment

// A place is a page being made: its address and its language.
type place struct {
	*maker
	path string
	lang string // "" for the original language
}

func (p place) code() string { return p.codeOf(p.lang) }

// to returns the link to an address below the root of the site. A host shows the
// page for a missing address at any depth, so the links of that page are whole.
func (p place) to(path string) string {
	if p.isMissing() {
		if p.Preview {
			return "/" + path
		}
		return p.absolute(path)
	}
	return address.Relative(p.path, path)
}

// isMissing reports whether the page is the one for missing addresses.
func (p place) isMissing() bool { return strings.HasSuffix(p.path, "404.html") }

func (p place) absolute(path string) string {
	if p.Site.URL == nil {
		return "/" + path
	}
	return p.Site.Absolute(path)
}

// sibling returns the address of the same page in a language.
func (p place) sibling(lang string) string {
	path := strings.TrimPrefix(p.path, langPrefix(p.lang))
	return address.In(lang, path)
}

func langPrefix(lang string) string {
	if lang == "" {
		return ""
	}
	return lang + "/"
}

// frame returns the frame of the page; menu is the word of the entry that the
// page is, or "".
func (p place) frame(menu string) Frame {
	s := p.Site
	f := Frame{
		Lang: p.code(), Dir: Direction(p.code()),
		Canonical: p.absolute(p.path), Address: p.absolute(p.path),
		Preview: p.Preview, NoIndex: p.Preview,
		SiteName: s.Name.In(p.code()), Organisation: p.organisation(), About: s.About.In(p.code()),
		Style: p.to("style.css"), Top: p.to(address.Home(p.lang)),
		Record: Record{Name: p.Origin, Since: disclosure.At(p.Genesis), Signed: len(p.Keys) > 0, Verify: p.verifyLink()},
	}
	if p.Genesis.IsZero() {
		f.Record.Since = Moment{}
	}
	if p.AsItStood {
		f.NoIndex, f.AsItStood, f.Today = true, disclosure.At(p.Now), p.absolute(p.path)
	}
	if s.Look.Logo != "" {
		f.Logo = p.logo()
	}
	f.Icon, f.Script = p.icon(), p.script()
	for i, code := range p.codes {
		lang := code
		if i == 0 {
			lang = ""
		}
		if len(p.codes) > 1 {
			f.Alternates = append(f.Alternates, Alternate{code, p.absolute(p.sibling(lang))})
			f.Languages = append(f.Languages, LanguageLink{
				Code: code, Name: languageName(code), Dir: Direction(code), Link: p.to(p.sibling(lang)), Current: lang == p.lang,
			})
		}
	}
	if len(p.codes) > 1 {
		f.Alternates = append(f.Alternates, Alternate{"x-default", p.absolute(p.sibling(""))})
	}
	f.Feeds = p.feeds(address.Home(p.feedLang()), "")
	f.Menu = p.menu(menu)
	for _, name := range p.names {
		if t := p.staticIn(p.lang, name); p.statics[name][0].Menu {
			f.Footer = append(f.Footer, Link{p.words(t.Title, p.statics[name][0].Title), p.to(address.Page(p.lang, name))})
		}
	}
	f.FollowLink, f.AccessLink = p.followLink(), p.accessLink()
	if p.hasReport() {
		f.ReportLink = p.to(address.Report(p.lang))
	}
	return f
}

// verifyLink leads to how the record is checked.
func (p place) verifyLink() string {
	if p.Preview {
		return ""
	}
	return p.to(address.Verify(p.lang))
}

func (p place) menu(current string) []MenuItem {
	items := []MenuItem{
		{Word: "menu_now", Link: p.to(address.Home(p.lang))},
		{Word: "menu_history", Link: p.to(address.History(p.lang))},
	}
	if len(p.months) > 0 {
		items = append(items, MenuItem{Word: "menu_changes", Link: p.to(address.Changes(p.lang))})
	}
	if p.anyCommitments() {
		items = append(items, MenuItem{Word: "menu_commitments", Link: p.to(address.Commitments(p.lang))})
	}
	if p.hasReport() {
		items = append(items, MenuItem{Word: "menu_report", Link: p.to(address.Report(p.lang))})
	}
	for i := range items {
		items[i].Current = items[i].Word == current
	}
	for _, l := range p.Site.Look.Links {
		items = append(items, MenuItem{Name: l.Name.In(p.code()), Link: l.URL})
	}
	return items
}

// feedLang is the language whose feeds a page names.
func (p place) feedLang() string {
	if p.LanguageFeeds {
		return p.lang
	}
	return ""
}

// feeds returns the feeds of the folder that path names. A preview has none.
func (p place) feeds(path string, about Words) []Feed {
	return p.formats(address.FeedBase(path), about)
}

// named returns a feed that the theme has a word for.
func (p place) named(subject feed.Subject, base string) []Feed {
	all := p.formats(base, "")
	for i := range all {
		all[i].Word = choice("feed", string(subject))
	}
	return all
}

// formats returns the feed that base names without its ending.
func (p place) formats(base string, about Words) []Feed {
	if p.Preview {
		return nil
	}
	return []Feed{
		{Link: p.to(base + ".xml"), Type: "application/rss+xml", Format: "RSS", About: about},
		{Link: p.to(base + ".atom"), Type: "application/atom+xml", Format: "Atom", About: about},
		{Link: p.to(base + ".json"), Type: "application/feed+json", Format: "JSON", About: about},
	}
}

// rightToLeft lists the scripts that are written from right to left.
var rightToLeft = []string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}

// Direction returns "rtl" for languages that are written from right to left,
// else "ltr".
func Direction(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return "ltr"
	}
	if script, _ := tag.Script(); slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// languageName returns the name of a language in that language: "Español".
func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	name := display.Self.Name(tag)
	if name == "" {
		return code
	}
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}
