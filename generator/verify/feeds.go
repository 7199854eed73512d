package verify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
	"firsthand/generator/page"
	"firsthand/generator/picture"
	"firsthand/generator/remote"
)

const maxFeed = 256 << 20

// checkFeeds makes the items of all feeds from the record, and compares them with
// those that the site serves. An item is a function of the record but for one
// thing: where the site lies. The feed of the whole site says that itself.
func (v *verification) checkFeeds(ctx context.Context, input page.Input, named int) error {
	base, err := v.feedBase(ctx)
	if err != nil || base == nil {
		return err
	}
	made, err := v.makeFeeds(base, input, named)
	if err != nil {
		return fmt.Errorf("making the feeds of %s anew: %w", v.site, err)
	}
	paths := slices.Sorted(maps.Keys(made.files))
	files := make([]remote.Wanted, len(paths))
	for i, name := range paths {
		files[i] = remote.Wanted{Path: name, Limit: maxFeed}
	}
	faults := make([][]fault, len(paths))
	if err := v.all(ctx, files, func(i int, data []byte) { faults[i] = made.compare(paths[i], data) }); err != nil {
		return err
	}
	v.report.Items = len(made.items)
	v.findInFeeds(paths, faults)
	if !made.frozen {
		return nil
	}
	v.note("another version of firsthand (%s) made the site: of the items of its feeds the titles, addresses and dates were compared, not all that they say", v.about.Version)
	return nil
}

// feedBase returns where the site says that it lies; nil if it says nothing of
// it, which is found.
func (v *verification) feedBase(ctx context.Context) (*url.URL, error) {
	missing := true
	for _, ext := range []string{"json", "atom", "xml"} {
		name := address.Feed("", ext)
		data, err := v.may(ctx, remote.Wanted{Path: name, Limit: maxFeed})
		if err != nil {
			return nil, err
		}
		missing = missing && data == nil
		f, err := parseFeed(name, data)
		if err != nil {
			continue
		}
		at, whole := strings.CutSuffix(f.self, name)
		if u, err := url.Parse(at); whole && err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && strings.HasSuffix(u.Path, "/") {
			return u, nil
		}
	}
	if missing {
		v.find(-1, address.Feed("", "xml"), "the feed is missing, in every format")
	} else {
		v.find(-1, address.Feed("", "xml"), "in no format does the feed say where it lies, so that no feed can be compared with the record")
	}
	return nil, nil
}

// madeFeeds are the feeds that the record makes.
type madeFeeds struct {
	files  map[string]madeFeed
	items  map[string]feedItem          // by id
	sums   map[string][sha256.Size]byte // of the bytes of an item, by format and id
	docs   map[disclosure.Doc]int       // the first entry of each document
	frozen bool                         // only what no version of firsthand changes is compared
}

// A madeFeed is what a feed has to hold.
type madeFeed struct {
	title string
	ids   []string
	drop  []string
}

// makeFeeds makes the feeds of the languages that the site names.
func (v *verification) makeFeeds(base *url.URL, input page.Input, named int) (*madeFeeds, error) {
	log := v.report.log
	of := *input.Site
	of.URL, of.Languages = base, of.Languages[:max(named, 1)]
	m := &madeFeeds{
		files: map[string]madeFeed{}, items: map[string]feedItem{}, sums: map[string][sha256.Size]byte{},
		docs: map[disclosure.Doc]int{}, frozen: v.about.Version != v.o.Program,
	}
	for seq, e := range v.entries {
		if _, known := m.docs[e.Doc]; !known {
			m.docs[e.Doc] = seq
		}
	}
	return m, feed.Each(feed.Options{
		Site: &of, Origin: log.Origin(), Genesis: log.Genesis(),
		Root:    func(seq int) string { return log.Root(log.RunEnd(seq)).Short() },
		Picture: v.pictureSizes(),
	}, log.Publications(), m.add)
}

// add takes up a feed. Items, which many feeds hold, are kept once.
func (m *madeFeeds) add(name string, data []byte) error {
	if name == feed.StyleSheet {
		return nil
	}
	f, err := parseFeed(name, data)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	made := madeFeed{title: f.title, drop: f.drop}
	for _, i := range f.items {
		made.ids = append(made.ids, i.id)
		m.items[i.id], m.sums[formatOf(name)+i.id] = i, i.sum
	}
	m.files[name] = made
	return nil
}

// pictureSizes returns a function that finds the size of a stored picture.
func (v *verification) pictureSizes() func(sum string) (width, height int) {
	sizes := map[string][2]int{}
	for a := range v.assets {
		width, height := picture.Size(v.report.files[a.File()])
		sizes[a.Sum] = [2]int{width, height}
	}
	return func(sum string) (width, height int) { return sizes[sum][0], sizes[sum][1] }
}

// compare says how a feed differs from the one that the record makes.
func (m *madeFeeds) compare(name string, data []byte) (faults []fault) {
	find := func(entry int, format string, args ...any) {
		faults = append(faults, fault{entry, fmt.Sprintf(format, args...)})
	}
	if data == nil {
		find(-1, "the feed is missing")
		return faults
	}
	shown, err := parseFeed(name, data)
	if err != nil {
		find(-1, "the file is not a feed: %v", err)
		return faults
	}
	made := m.files[name]
	if is, should := withoutNumbers(shown.title), withoutNumbers(made.title); !fits(is, should) {
		is, should = excerpts(is, should)
		find(-1, "the title of the feed is %q, but by the record it would be %q", is, should)
	}
	var ids []string
	for _, i := range shown.items {
		want, known := m.items[i.id]
		switch {
		case !known:
			find(-1, "the feed holds the item %q, which no entry made", excerpt(i.title, 0))
		case slices.Contains(ids, i.id):
			find(m.entry(i.id), "the feed holds the item %q twice", excerpt(want.title, 0))
		case !slices.Contains(made.ids, i.id):
			find(m.entry(i.id), "the feed holds the item %q, which is one of other feeds", excerpt(want.title, 0))
		default:
			ids = append(ids, i.id)
		}
		if known {
			for _, what := range m.differ(formatOf(name), i, want) {
				find(m.entry(i.id), "%s", what)
			}
		}
	}
	for _, id := range made.ids {
		if !slices.Contains(ids, id) {
			find(m.entry(id), "the feed lacks the item %q", excerpt(m.items[id].title, 0))
		}
	}
	if len(ids) == len(made.ids) && !slices.Equal(ids, made.ids) {
		find(-1, "the items are in another order than that of the record")
	}
	for _, id := range shown.drop {
		if !slices.Contains(made.drop, id) {
			find(m.entry(id), "the feed tells readers to drop the item %s, of which the record has removed nothing", id)
		}
	}
	for _, id := range made.drop {
		if !slices.Contains(shown.drop, id) {
			find(m.entry(id), "the feed no longer tells readers to drop what was removed from the item %s", id)
		}
	}
	return faults
}

// differ says how an item differs from the one that its entry makes.
func (m *madeFeeds) differ(format string, is, should feedItem) (faults []string) {
	differ := func(what, is, should string) {
		if is != should {
			is, should = excerpts(is, should)
			faults = append(faults, fmt.Sprintf("%s %q, but by the record it would be %q", what, is, should))
		}
	}
	differ("the title of the item is", is.title, should.title)
	differ("the item leads to", is.link, should.link)
	if !is.time.Equal(should.time) {
		differ("the date of the item is", disclosure.At(is.time).Human(), disclosure.At(should.time).Human())
	}
	if m.frozen || is.sum == m.sums[format+is.id] {
		return faults
	}
	differ("the language of the item is", is.lang, should.lang)
	differ("the summary of the item is", is.summary, should.summary)
	shown, made := parsePage([]byte(is.html)), parsePage([]byte(should.html))
	faults = append(faults, compareLines("the item", itemLines(shown), itemLines(made))...)
	if len(faults) > 0 {
		return faults[:min(len(faults), mostFaults)]
	}
	links, wanted := linksOf(shown), linksOf(made)
	for i := range min(len(links), len(wanted)) {
		differ("a link in the item leads to", links[i], wanted[i])
	}
	if len(faults) == 0 {
		faults = append(faults, "the item holds more, or less, than its words: it is not as the record makes it")
	}
	return faults[:min(len(faults), mostFaults)]
}

func itemLines(root *html.Node) []string {
	return linesOf(root, func(*html.Node) bool { return false })
}

// linksOf lists where links and pictures lead to.
func linksOf(root *html.Node) []string {
	var all []string
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.A:
			all = append(all, attribute(n, "href"))
		case atom.Img:
			all = append(all, attribute(n, "src"))
		}
	}
	return all
}

// entry returns the entry that made an item, by its id, or -1.
func (m *madeFeeds) entry(id string) int {
	_, name, ok := strings.Cut(strings.TrimPrefix(id, "tag:"), ":")
	if !ok {
		return -1
	}
	if seq, ok := m.docs[disclosure.Doc(name)]; ok {
		return seq
	}
	switch dir, last := path.Split(name); path.Base(dir) {
	case "redaction", "edit":
		number, _, _ := strings.Cut(last, ".") // a language may follow
		if seq, err := strconv.Atoi(number); err == nil {
			return seq
		}
	}
	return -1
}

// findInFeeds reports faults, each once, though many feeds may share it.
func (v *verification) findInFeeds(paths []string, faults [][]fault) {
	where := map[fault][]string{}
	var all []fault
	for i, name := range paths {
		for _, f := range faults[i] {
			if len(where[f]) == 0 {
				all = append(all, f)
			}
			if !slices.Contains(where[f], name) {
				where[f] = append(where[f], name)
			}
		}
	}
	for _, f := range all {
		files := where[f]
		slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")) })
		what := f.what
		if n := len(files) - 1; n > 0 {
			what += "; the same in " + files[1]
			if n > 1 {
				what += fmt.Sprintf(" and %s", plural(n-1, "other feed", "other feeds"))
			}
		}
		v.find(f.entry, files[0], "%s", what)
	}
}
