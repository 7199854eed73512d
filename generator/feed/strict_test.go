package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/mail"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"firsthand/generator/feed"
	published "firsthand/generator/ledger"
	"firsthand/generator/source"
)

// Strict checks of feeds, written from the specifications and not from our code:
//
//	RSS 2.0 and the RSS Advisory Board's Best Practices Profile   rss
//	RFC 4287 (Atom), RFC 6721 (deleted entries)                   atom
//	RFC 5005 (archives)                                           archives
//	JSON Feed 1.1                                                 json
//	WebSub 4 (links to hubs)                                      all three

// TestEveryFeedOfTheExampleIsStrictlyValid reads the example site, which readers
// of this repository see first.
func TestEveryFeedOfTheExampleIsStrictlyValid(t *testing.T) {
	log, err := published.Load(os.DirFS("../../content/ledger"))
	if err != nil {
		t.Fatal(err)
	}
	settings, _, problems, err := source.ReadFrame(os.DirFS("../../content"))
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	settings.Hubs = append(settings.Hubs, "https://hub.example/")
	all := files(t, feed.Options{Site: &settings, Origin: log.Origin(), Genesis: log.Genesis()}, log.Publications())
	if len(all) < 100 || len(all["feed/1.atom"]) == 0 {
		t.Errorf("the example makes %d feeds, and its archive has %d bytes", len(all), len(all["feed/1.atom"]))
	}
	strict(t, all)
}

func TestEveryFeedIsStrictlyValid(t *testing.T) {
	strict(t, files(t, options(), northquay(t, nil)))
	strict(t, files(t, options(), nil))
	strict(t, files(t, options(), many(t, 250, func(i int) bool { return i%40 == 0 })))
}

// strict checks every file, and how archives hang together.
func strict(t testing.TB, files map[string][]byte) {
	t.Helper()
	for path, b := range files {
		var c checker
		switch {
		case strings.HasSuffix(path, ".css"):
			continue
		case strings.HasSuffix(path, ".json"):
			c.json(b)
		case strings.HasSuffix(path, ".atom"):
			c.atom(b)
		default:
			c.rss(b)
		}
		for _, s := range c.problems {
			t.Errorf("%s: %s", path, s)
		}
	}
	archives(t, files)
}

// A checker collects what is wrong with one file.
type checker struct{ problems []string }

func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) must(ok bool, format string, args ...any) {
	if !ok {
		c.add(format, args...)
	}
}

// A node is an element with its text and its children.
type node struct {
	space, name string
	attr        map[string]string // by local name, with "xml:" before those of XML
	text        string
	raw         string // as it stands in the file
	children    []*node
}

func (n *node) all(space, name string) (found []*node) {
	for _, child := range n.children {
		if child.space == space && child.name == name {
			found = append(found, child)
		}
	}
	return found
}

// one returns the only child of this name, and complains if there is none or more.
func (c *checker) one(n *node, space, name string) *node {
	found := n.all(space, name)
	if len(found) != 1 {
		c.add("<%s> has %d <%s>, want 1", n.name, len(found), name)
		return &node{attr: map[string]string{}}
	}
	return found[0]
}

// xml reads a file as XML 1.0: well formed, in UTF-8, without any character that
// is not allowed.
func (c *checker) xml(b []byte) *node {
	c.must(bytes.HasPrefix(b, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)), "no XML declaration at the very beginning")
	c.must(utf8.Valid(b), "not UTF-8")
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{}
	open := []*node{root}
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.add("not well-formed: %v", err)
			return nil
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{space: token.Name.Space, name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				name := a.Name.Local
				if a.Name.Space == "http://www.w3.org/XML/1998/namespace" || a.Name.Space == "xml" {
					name = "xml:" + name
				}
				if _, twice := n.attr[name]; twice {
					c.add("<%s> has %s twice", n.name, name)
				}
				n.attr[name] = a.Value
			}
			c.must(!strings.Contains(token.Name.Space, " ") && (token.Name.Space == "" || strings.Contains(token.Name.Space, ":")), "<%s> is of an undeclared namespace %q", n.name, n.space)
			last.children, open = append(last.children, n), append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(token)
			last.raw += string(b[before:d.InputOffset()])
		case xml.Directive:
			c.add("a document type declaration, which some readers refuse")
		case xml.ProcInst:
			c.must(token.Target == "xml" || token.Target == "xml-stylesheet", "a processing instruction %s", token.Target)
		}
	}
	if len(root.children) != 1 {
		c.add("%d root elements", len(root.children))
		return nil
	}
	return root.children[0]
}

const (
	atomNS    = "http://www.w3.org/2005/Atom"
	contentNS = "http://purl.org/rss/1.0/modules/content/"
	dcNS      = "http://purl.org/dc/elements/1.1/"
	historyNS = "http://purl.org/syndication/history/1.0"
	deletedNS = "http://purl.org/atompub/tombstones/1.0"
)

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (c *checker) lang(where, s string) {
	c.must(languageTag.MatchString(s), "%s: %q is not a language tag", where, s)
}

// address checks an absolute address in its canonical spelling.
func (c *checker) address(where, s string, schemes ...string) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		c.add("%s: %v", where, err)
	case !slices.Contains(schemes, u.Scheme) || u.Scheme != "tag" && u.Host == "":
		c.add("%s: %q is not an absolute address", where, s)
	case strings.ContainsAny(s, " <>\"\n\t\\^`{|}"):
		c.add("%s: %q holds a character that an address may not hold", where, s)
	}
}

var tagURI = regexp.MustCompile(`^tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9._/@+-]+$`)

// line checks plain text on one line.
func (c *checker) line(where, s string) {
	c.must(strings.TrimSpace(s) != "", "%s is empty", where)
	c.must(!strings.ContainsAny(s, "\n\r\t"), "%s has several lines: %q", where, s)
	c.must(s == strings.TrimSpace(s), "%s begins or ends with white space: %q", where, s)
}

// html checks the HTML of an item: whole, and of use without the page that it
// came from.
func (c *checker) html(where, s string) {
	c.must(strings.TrimSpace(s) != "", "%s is empty", where)
	// What an author writes is escaped, so all of this is markup.
	for _, tag := range htmlTag.FindAllString(s, -1) {
		if !strings.Contains(tag, "=") && !strings.HasPrefix(tag, "<s") && !strings.HasPrefix(tag, "<if") {
			continue
		}
		bare := htmlValue.ReplaceAllString(tag, "=")
		for _, bad := range []string{"<script", "<style", "<iframe", " class=", " style=", " id=", " on"} {
			c.must(!strings.Contains(bare, bad), "%s: %s", where, tag)
		}
		for _, m := range htmlAddress.FindAllStringSubmatch(tag, -1) {
			u, err := url.Parse(html.UnescapeString(m[2]))
			c.must(err == nil && slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme), "%s: %s=%q is not absolute", where, m[1], m[2])
		}
	}
}

var (
	htmlValue   = regexp.MustCompile(`="[^"]*"`)
	htmlTag     = regexp.MustCompile(`<[a-z][^>]*>`)
	htmlAddress = regexp.MustCompile(` (href|src)="([^"]*)"`)
)

// The elements of RSS 2.0, and how often each may be there. RSS Advisory Board,
// "RSS 2.0 Specification" and "Really Simple Syndication Best Practices Profile".
var (
	channelElements = []string{"title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate",
		"category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays", "item"}
	itemElements = []string{"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"}
)

func (c *checker) rss(b []byte) {
	root := c.xml(b)
	if root == nil {
		return
	}
	c.must(root.space == "" && root.name == "rss" && root.attr["version"] == "2.0", "the root is not <rss version=\"2.0\">")
	c.must(len(root.children) == 1, "<rss> has %d children, want one channel", len(root.children))
	channel := c.one(root, "", "channel")
	c.elements(channel, channelElements, "category", "item")
	for _, name := range []string{"title", "description"} {
		c.line("the "+name+" of the channel", c.one(channel, "", name).text)
	}
	c.address("the link of the channel", c.one(channel, "", "link").text, "http", "https")
	c.lang("language", c.one(channel, "", "language").text)
	built := c.rssDate("lastBuildDate", c.one(channel, "", "lastBuildDate").text)
	for _, e := range channel.all("", "pubDate") {
		c.rssDate("pubDate of the channel", e.text)
	}
	for _, name := range []string{"managingEditor", "webMaster"} {
		for _, e := range channel.all("", name) {
			_, err := mail.ParseAddress(strings.SplitN(e.text, " ", 2)[0])
			c.must(err == nil, "%s is no e-mail address: %q", name, e.text)
		}
	}
	// Profile: "A feed SHOULD contain an atom:link used to identify the feed's URL",
	// with the rel, type and href attributes.
	links := map[string]int{}
	for _, l := range channel.all(atomNS, "link") {
		links[l.attr["rel"]]++
		c.address("atom:link", l.attr["href"], "http", "https")
		switch l.attr["rel"] {
		case "self":
			c.must(l.attr["type"] == "application/rss+xml", "atom:link self is of type %q", l.attr["type"])
		case "prev-archive":
			c.must(l.attr["type"] == "application/atom+xml" && strings.HasSuffix(l.attr["href"], ".atom"), "the archive is of type %q", l.attr["type"])
		case "hub":
		default:
			c.add("atom:link with the relation %q", l.attr["rel"])
		}
	}
	c.must(links["self"] == 1 && links["prev-archive"] <= 1, "links: %v", links)

	guids, addresses := map[string]bool{}, map[string]bool{}
	last := time.Time{}
	for _, item := range channel.all("", "item") {
		c.elements(item, itemElements, "category")
		title := c.one(item, "", "title")
		c.line("the title of an item", title.text)
		// Profile: "&" and "<" in a title SHOULD be hexadecimal character references.
		c.must(!strings.Contains(title.raw, "&amp;") && !strings.Contains(title.raw, "&lt;") && !strings.HasPrefix(title.raw, "<!"), "the title %q is not spelt as the profile asks", title.raw)
		link := c.one(item, "", "link").text
		c.address("the link of an item", link, "http", "https")
		c.must(!strings.Contains(link, "#"), "%s: a fragment, which some readers cut off", link)
		c.must(!addresses[link], "two items have the link %s", link)
		guid := c.one(item, "", "guid")
		c.must(guid.attr["isPermaLink"] == "false" && tagURI.MatchString(guid.text), "guid %q, isPermaLink=%q", guid.text, guid.attr["isPermaLink"])
		c.must(!guids[guid.text], "two items have the guid %s", guid.text)
		guids[guid.text], addresses[link] = true, true
		date := c.rssDate("pubDate of "+guid.text, c.one(item, "", "pubDate").text)
		c.must(last.IsZero() || date.Before(last), "%s is not older than the item before it", guid.text)
		c.must(!date.After(built), "%s is younger than its feed", guid.text)
		last = date
		// Profile: description holds the summary where content:encoded holds all, and
		// comes before it.
		summary := c.one(item, "", "description")
		c.must(strings.TrimSpace(summary.text) != "" && !htmlTag.MatchString(summary.text), "%s: the description %q is empty or holds markup", guid.text, summary.text)
		c.html(guid.text, c.one(item, contentNS, "encoded").text)
		c.must(position(item, "", "description") < position(item, contentNS, "encoded"), "%s: the description does not come first", guid.text)
		for _, e := range item.all("", "category") {
			c.line("category", e.text)
		}
		c.lang(guid.text, item.attr["xml:lang"])
		c.must(c.one(item, dcNS, "language").text == item.attr["xml:lang"], "%s names two languages", guid.text)
	}
}

func position(n *node, space, name string) int {
	return slices.IndexFunc(n.children, func(child *node) bool { return child.space == space && child.name == name })
}

// elements checks that the children of RSS itself are known, and there once.
func (c *checker) elements(n *node, known []string, several ...string) {
	count := map[string]int{}
	for _, child := range n.children {
		if child.space == "" {
			c.must(slices.Contains(known, child.name), "<%s> holds <%s>, which RSS does not know", n.name, child.name)
			if count[child.name]++; count[child.name] > 1 && !slices.Contains(several, child.name) {
				c.add("<%s> holds <%s> twice", n.name, child.name)
			}
		}
	}
	c.must(strings.TrimSpace(n.text) == "", "<%s> holds text %.40q", n.name, n.text)
}

// rssDate reads a date as the profile wants it: RFC 822 with four digits of the
// year, a numeric zone, and the right day of the week.
func (c *checker) rssDate(where, s string) time.Time {
	at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", s)
	c.must(err == nil && at.Format("Mon, 02 Jan 2006 15:04:05 -0700") == s, "%s: %q is not a date: %v", where, s, err)
	return at
}

// rfc3339 reads a date as RFC 4287 and JSON Feed want it, in UTC.
func (c *checker) rfc3339(where, s string) time.Time {
	at, err := time.Parse("2006-01-02T15:04:05Z", s)
	c.must(err == nil, "%s: %q is not a date: %v", where, s, err)
	return at
}

func (c *checker) atom(b []byte) {
	f := c.xml(b)
	if f == nil {
		return
	}
	c.must(f.space == atomNS && f.name == "feed", "the root is not a feed of Atom")
	c.atomElements(f, []string{"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "title", "updated", "entry"})
	c.must(tagURI.MatchString(c.one(f, atomNS, "id").text), "the id %q", c.one(f, atomNS, "id").text)
	c.text(c.one(f, atomNS, "title"))
	c.text(c.one(f, atomNS, "subtitle"))
	updated := c.rfc3339("updated", c.one(f, atomNS, "updated").text)
	// 4.1.1: an author, unless every entry has one; 3.2: a person has a name.
	c.line("the author", c.one(c.one(f, atomNS, "author"), atomNS, "name").text)
	c.lang("feed", f.attr["xml:lang"])
	rels := map[string]int{}
	for _, l := range f.all(atomNS, "link") {
		c.address("link", l.attr["href"], "http", "https")
		rels[l.attr["rel"]+" "+l.attr["type"]]++
		if l.attr["rel"] != "hub" {
			c.must(l.attr["type"] != "", "the link %s has no type", l.attr["rel"])
		}
	}
	for rel, n := range rels {
		// 4.1.1: no two alternates of one type.
		c.must(n == 1 || rel == "hub ", "%d links %s", n, rel)
	}
	c.must(rels["self application/atom+xml"] == 1 && rels["alternate text/html"] == 1, "links: %v", rels)
	archive := f.all(historyNS, "archive")
	if len(archive) > 0 {
		c.must(len(archive) == 1 && archive[0].text == "" && len(archive[0].children) == 0, "fh:archive is not one empty element")
		c.must(rels["current application/atom+xml"] == 1, "an archive without its feed")
		c.must(rels["hub "] == 0, "an archive that nothing is added to names a hub")
	} else {
		c.must(rels["current application/atom+xml"]+rels["next-archive application/atom+xml"] == 0, "links: %v", rels)
	}

	ids, addresses := map[string]bool{}, map[string]bool{}
	last := time.Time{}
	for _, e := range f.all(atomNS, "entry") {
		c.atomElements(e, []string{"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary", "title", "updated"})
		id := c.one(e, atomNS, "id").text
		c.must(tagURI.MatchString(id) && !ids[id], "the id %q, or it is there twice", id)
		ids[id] = true
		c.text(c.one(e, atomNS, "title"))
		first, changed := c.rfc3339(id, c.one(e, atomNS, "published").text), c.rfc3339(id, c.one(e, atomNS, "updated").text)
		c.must(first.Equal(changed), "%s was published %v and updated %v: an item does not change", id, first, changed)
		c.must(last.IsZero() || changed.Before(last), "%s is not older than the entry before it", id)
		c.must(!changed.After(updated), "%s is younger than its feed", id)
		last = changed
		link := c.one(e, atomNS, "link")
		c.must(link.attr["rel"] == "alternate" && link.attr["type"] == "text/html", "%s: link %v", id, link.attr)
		c.address(id, link.attr["href"], "http", "https")
		c.must(!addresses[link.attr["href"]], "two entries have the link %s", link.attr["href"])
		addresses[link.attr["href"]] = true
		c.text(c.one(e, atomNS, "summary"))
		content := c.one(e, atomNS, "content")
		// 3.1.1.2: HTML is text, without child elements.
		c.must(content.attr["type"] == "html" && len(content.children) == 0, "%s: content of type %q with %d elements", id, content.attr["type"], len(content.children))
		c.html(id, content.text)
		for _, category := range e.all(atomNS, "category") {
			c.line("category", category.attr["term"])
		}
		c.lang(id, e.attr["xml:lang"])
	}
	for _, d := range f.all(deletedNS, "deleted-entry") {
		c.must(tagURI.MatchString(d.attr["ref"]), "a deleted entry %q", d.attr["ref"])
		when := c.rfc3339("deleted "+d.attr["ref"], d.attr["when"])
		c.must(!when.After(updated), "%s was deleted after its feed", d.attr["ref"])
		c.must(len(d.all(deletedNS, "comment")) <= 1 && len(d.all(deletedNS, "by")) <= 1, "a deleted entry with several comments")
	}
}

// atomElements checks that the children of Atom itself are known, and there once.
func (c *checker) atomElements(n *node, known []string) {
	count := map[string]int{}
	for _, child := range n.children {
		if child.space != atomNS {
			c.must(child.space == historyNS || child.space == deletedNS, "<%s> holds <%s> of %q", n.name, child.name, child.space)
			continue
		}
		c.must(slices.Contains(known, child.name), "<%s> holds <%s>, which Atom does not know there", n.name, child.name)
		if count[child.name]++; count[child.name] > 1 {
			c.must(slices.Contains([]string{"author", "category", "contributor", "link", "entry"}, child.name), "<%s> holds <%s> twice", n.name, child.name)
		}
	}
	c.must(strings.TrimSpace(n.text) == "", "<%s> holds text %.40q", n.name, n.text)
}

// text checks a text construct of Atom (3.1), which here is always plain.
func (c *checker) text(n *node) {
	c.must(n.attr["type"] == "" || n.attr["type"] == "text", "<%s> is of type %q", n.name, n.attr["type"])
	c.must(len(n.children) == 0, "<%s> holds elements", n.name)
	c.line(n.name, n.text)
}

// The members of JSON Feed 1.1, without those that it deprecates.
var (
	jsonFeedMembers = []string{"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon", "authors", "language", "expired", "hubs", "items"}
	jsonItemMembers = []string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}
	jsonExtension   = regexp.MustCompile(`^_[A-Za-z]`)
)

func (c *checker) json(b []byte) {
	c.must(utf8.Valid(b), "not UTF-8")
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var f map[string]any
	if err := d.Decode(&f); err != nil {
		c.add("not a JSON object: %v", err)
		return
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		c.add("something follows the JSON object")
	}
	c.members("the feed", f, jsonFeedMembers)
	text := func(o map[string]any, name string) string { s, _ := o[name].(string); return s }
	c.must(text(f, "version") == "https://jsonfeed.org/version/1.1", "version %q", f["version"])
	c.line("title", text(f, "title"))
	c.line("description", text(f, "description"))
	c.lang("language", text(f, "language"))
	for _, name := range []string{"home_page_url", "feed_url"} {
		c.address(name, text(f, name), "http", "https")
	}
	authors, _ := f["authors"].([]any)
	c.must(len(authors) > 0, "no authors")
	for _, a := range authors {
		author, _ := a.(map[string]any)
		c.members("an author", author, []string{"name", "url", "avatar"})
		c.line("the author", text(author, "name"))
	}
	if hubs, ok := f["hubs"]; ok {
		list, _ := hubs.([]any)
		c.must(len(list) > 0, "an empty list of hubs")
		for _, h := range list {
			hub, _ := h.(map[string]any)
			c.must(text(hub, "type") == "WebSub", "a hub of type %q", hub["type"])
			c.address("hub", text(hub, "url"), "http", "https")
		}
	}
	items, ok := f["items"].([]any)
	c.must(ok, "no list of items")
	ids, last := map[string]bool{}, time.Time{}
	for _, i := range items {
		item, _ := i.(map[string]any)
		id := text(item, "id")
		c.members(id, item, jsonItemMembers)
		c.must(tagURI.MatchString(id) && !ids[id], "the id %q, or it is there twice", id)
		ids[id] = true
		c.address(id, text(item, "url"), "http", "https")
		c.line("title of "+id, text(item, "title"))
		c.line("summary of "+id, text(item, "summary"))
		c.html(id, text(item, "content_html"))
		c.lang(id, text(item, "language"))
		date := c.rfc3339(id, text(item, "date_published"))
		c.must(last.IsZero() || date.Before(last), "%s is not older than the item before it", id)
		last = date
		tags, ok := item["tags"].([]any)
		c.must(ok || item["tags"] == nil, "%s: tags are %T", id, item["tags"])
		for _, tag := range tags {
			s, _ := tag.(string)
			c.line("a tag of "+id, s)
		}
	}
}

// members checks that an object has the members of the specification or
// extensions, and no null.
func (c *checker) members(where string, o map[string]any, known []string) {
	for name, v := range o {
		c.must(slices.Contains(known, name) || jsonExtension.MatchString(name), "%s has a member %q", where, name)
		c.must(v != nil, "%s: %q is null", where, name)
	}
}

var (
	prevArchive = regexp.MustCompile(`href="([^"]*)" rel="prev-archive"`)
	nextArchive = regexp.MustCompile(`href="([^"]*)" rel="next-archive"`)
	current     = regexp.MustCompile(`href="([^"]*)" rel="current"`)
	selfLink    = regexp.MustCompile(`href="([^"]*)" rel="self"`)
	jsonArchive = regexp.MustCompile(`"_archive": \{\s*"about": "[^"]*",\s*"url": "([^"]*)"`)
)

// named returns the file that a link of another one names, by its path.
func named(re *regexp.Regexp, b []byte) string {
	m := re.FindSubmatch(b)
	if m == nil {
		return ""
	}
	return strings.TrimPrefix(string(m[1]), "https://status.northquay.example/")
}

// archives follows the links of RFC 5005 from every feed, and looks for archives
// that nothing leads to.
func archives(t testing.TB, files map[string][]byte) {
	t.Helper()
	reached := map[string]bool{}
	for name, b := range files {
		ext := path.Ext(name)
		if ext == ".css" || strings.HasPrefix(name, "history.") || bytes.Contains(b, []byte("<fh:archive")) {
			continue
		}
		link := prevArchive
		if ext == ".json" {
			link = jsonArchive
		} else if own := named(selfLink, b); own != name {
			t.Errorf("%s says that it is %s", name, own)
		}
		subscription := strings.TrimSuffix(name, ext) + ".atom"
		next := ""
		for block := named(link, b); block != ""; block = named(prevArchive, files[block]) {
			switch a := files[block]; {
			case a == nil:
				t.Errorf("%s leads to %s, which is not there", name, block)
			case !bytes.Contains(a, []byte("<fh:archive")):
				t.Errorf("%s is no archive", block)
			case named(current, a) != subscription || named(selfLink, a) != block || named(nextArchive, a) != next:
				t.Errorf("%s is of %s, calls itself %s, and is followed by %s; want %s, %s, %s",
					block, named(current, a), named(selfLink, a), named(nextArchive, a), subscription, block, next)
			}
			reached[block] = true
			next = block
		}
	}
	for name, b := range files {
		if bytes.Contains(b, []byte("<fh:archive")) && !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}

// The checks find what they look for.
func TestStrictChecksComplain(t *testing.T) {
	good := files(t, options(), northquay(t, nil))
	for _, c := range []struct{ path, old, new, want string }{
		{"feed.xml", "<title>Correction", "<title>Correction &nbsp;", "not well-formed"},
		{"feed.xml", "<title>Correction", "<title>\x01Correction", "not well-formed"},
		{"feed.xml", `<rss version="2.0"`, `<rss version="0.91"`, "the root is not"},
		{"feed.xml", "</link>", "</link><link>https://x.example/</link>", "2 <link>"},
		{"feed.xml", "<language>en</language>", "<language>English!</language>", "no language tag|is not a language tag"},
		{"feed.xml", "<language>en</language>", "<language>en</language><summary>x</summary>", "which RSS does not know"},
		{"feed.xml", "Wed, 01 Apr 2026 10:00:00 +0000</lastBuildDate>", "Thu, 01 Apr 2026 10:00:00 +0000</lastBuildDate>", "is not a date"},
		{"feed.xml", "Wed, 01 Apr 2026 10:00:00 +0000</pubDate>\n      <dc", "Thu, 02 Apr 2026 10:00:00 +0000</pubDate>\n      <dc", "is younger than its feed"},
		{"feed.xml", `isPermaLink="false"`, `isPermaLink="true"`, "isPermaLink"},
		{"feed.xml", "/redaction/16</guid>", "/05</guid>", "two items have the guid"},
		{"feed.xml", "/v/7/</link>", "/updates/05/</link>", "two items have the link"},
		{"feed.xml", `rel="self"`, `rel="start"`, "links: map"},
		{"feed.xml", "<li>", `<li onclick="x">`, "onclick"},
		{"feed.xml", `href="https://status.northquay.example/incidents`, `href="/incidents`, "is not absolute"},
		{"feed.atom", "<id>tag", "<id>x</id><id>tag", "2 <id>"},
		{"feed.atom", "<published>2026-04-01T10:00:00Z", "<published>2026-04-01T09:00:00Z", "an item does not change"},
		{"feed.atom", "2026-04-01T10:00:00Z</updated>\n  <sub", "2026-03-31T10:00:00Z</updated>\n  <sub", "is younger than its feed"},
		{"feed.atom", `rel="self" type="application/atom+xml"`, `rel="self"`, "has no type"},
		{"feed.atom", "<author>", "<editor>x</editor><author>", "which Atom does not know"},
		{"feed.atom", `<content type="html">`, `<content type="html"><b>x</b>`, "with 1 elements"},
		{"feed.atom", `ref="tag:`, `ref="tig:`, "a deleted entry"},
		{"feed.json", `"https://jsonfeed.org/version/1.1"`, `"https://jsonfeed.org/version/1"`, "version"},
		{"feed.json", `"items": [`, `"entries": [`, "no list of items"},
		{"feed.json", `"date_published": "2026`, `"date_published": "26`, "is not a date"},
		{"feed.json", `"summary"`, `"abstract"`, `has a member "abstract"`},
		{"feed.json", `"WebSub"`, `"websub"`, "a hub of type"},
		{"feed.json", "}\n", "}\n{}\n", "not a JSON object|something follows"},
	} {
		b := string(good[c.path])
		broken := strings.Replace(b, c.old, c.new, 1)
		if broken == b {
			t.Errorf("%s does not hold %q", c.path, c.old)
			continue
		}
		var check checker
		map[string]func([]byte){".xml": check.rss, ".atom": check.atom, ".json": check.json}[path.Ext(c.path)]([]byte(broken))
		if !regexp.MustCompile(c.want).MatchString(strings.Join(check.problems, "\n")) {
			t.Errorf("%s with %q for %q: complaints are %q, want %q", c.path, c.new, c.old, check.problems, c.want)
		}
	}
}
