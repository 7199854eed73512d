package announce

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"firsthand/generator/address"
)

const (
	feedLimit = 16 << 20 // bytes of one feed, or of one block of its archive
	archives  = 10_000   // blocks of one archive
	fetches   = 3        // attempts to read a file
)

// An Item is one thing that was published, as the JSON feed tells it.
type Item struct {
	ID       string
	URL      string
	Title    string // one line of plain text
	Summary  string // one line of plain text; may be empty
	HTML     string
	Language string // BCP 47; may be empty
	Time     time.Time
	Tags     []string
}

// after reports whether an item comes after the one with this time and id.
func (it Item) after(t time.Time, id string) bool {
	if c := it.Time.Compare(t); c != 0 {
		return c > 0
	}
	return it.ID > id
}

// Key returns the idempotency key of an item: the same for ever, and another for
// every item.
func (it Item) Key() string {
	sum := sha256.Sum256([]byte(it.ID))
	return hex.EncodeToString(sum[:16])
}

// class says what an item is: statement, correction, withdrawal or redaction.
func (it Item) class() string {
	for _, class := range []string{"redaction", "withdrawal", "correction"} {
		if slices.Contains(it.Tags, class) {
			return class
		}
	}
	return "statement"
}

func (it Item) message() Message {
	return Message{Item: it.ID, Title: it.Title, URL: it.URL, Time: it.Time, Key: it.Key()}
}

// A feed is what the live site tells, oldest first.
type feed struct {
	items []Item
	err   error
}

// news returns the path of the feed that holds what a receiver is told. A hub is
// told of repairs and translations too, which the feed of changes holds.
func (r Receiver) news() string {
	if r.Kind == Hub {
		return address.News(r.Language, "changes", "json")
	}
	return address.Feed(address.Home(r.Language), "json")
}

// complete is how long before its newest item a feed leaves nothing out, if it
// reaches back so far. Before that, it holds items of open incidents only.
const complete = 60 * 24 * time.Hour

// read reads a feed, and its archive if items since an instant may be there.
func (r *run) read(ctx context.Context, path string, since time.Time) feed {
	data, err := r.fetch(ctx, path)
	if err != nil {
		return feed{err: fmt.Errorf("reading the live feed: %w", err)}
	}
	items, archive, err := parseFeed(data)
	if err != nil {
		return feed{err: fmt.Errorf("reading the live feed %s: %w", path, err)}
	}
	seen := map[string]bool{}
	reachesBack := false
	var newest time.Time
	for _, it := range items {
		seen[it.ID] = true
		reachesBack = reachesBack || it.Time.Before(since)
		if it.Time.After(newest) {
			newest = it.Time
		}
	}
	if !reachesBack || newest.Sub(since) > complete {
		for n := 0; archive != ""; n++ {
			path, ok := strings.CutPrefix(archive, r.Site.URL.String())
			if !ok || path == "" || n == archives {
				return feed{err: fmt.Errorf("reading the live feed: its archive goes on at %s, where it cannot be", archive)}
			}
			data, err := r.fetch(ctx, path)
			if err != nil {
				return feed{err: fmt.Errorf("reading the archive of the live feed: %w", err)}
			}
			var older []Item
			if older, archive, err = parseArchive(data); err != nil {
				return feed{err: fmt.Errorf("reading the archive of the live feed %s: %w", path, err)}
			}
			for _, it := range older {
				if it.Time.Before(since) {
					archive = "" // blocks before this one are older still
				}
				if !seen[it.ID] {
					seen[it.ID] = true
					items = append(items, it)
				}
			}
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.ID, b.ID))
	})
	return feed{items: items}
}

// fetch reads a file of the live site, which may be a little slow after a deploy.
func (r *run) fetch(ctx context.Context, path string) ([]byte, error) {
	for n := 1; ; n++ {
		data, err := r.Live.Read(ctx, path, feedLimit)
		if err == nil || n == fetches || errors.Is(err, fs.ErrNotExist) || ctx.Err() != nil {
			return data, err
		}
		r.tell("reading the live feed: %v; trying again in %s", err, span(backoff(n)))
		if r.Sleep(ctx, backoff(n)) != nil {
			return data, err
		}
	}
}

// parseFeed reads a JSON Feed and returns its items and the address of the newest
// block of its archive. Its errors are in plain words.
func parseFeed(data []byte) (items []Item, archive string, err error) {
	var file struct {
		Version string `json:"version"`
		Archive struct {
			URL string `json:"url"`
		} `json:"_archive"`
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(data, &file); err != nil || !strings.HasPrefix(file.Version, "https://jsonfeed.org/version/1") {
		return nil, "", errors.New("this is not a JSON Feed; was the site deployed there?")
	}
	for i, raw := range file.Items {
		var in struct {
			ID       string    `json:"id"`
			URL      string    `json:"url"`
			Title    string    `json:"title"`
			Summary  string    `json:"summary"`
			HTML     string    `json:"content_html"`
			Language string    `json:"language"`
			Time     time.Time `json:"date_published"`
			Tags     []string  `json:"tags"`
		}
		if json.Unmarshal(raw, &in) != nil {
			return nil, "", fmt.Errorf("item %d has a form that firsthand does not write", i+1)
		}
		it := Item{in.ID, in.URL, in.Title, in.Summary, in.HTML, in.Language, in.Time, in.Tags}
		if !it.tidy() {
			return nil, "", fmt.Errorf("item %d has no id, no date or no address", i+1)
		}
		items = append(items, it)
	}
	return items, file.Archive.URL, nil
}

// parseArchive reads a block of the archive of a feed, an Atom feed, and returns
// its items and the address of the block before it.
func parseArchive(data []byte) (items []Item, before string, err error) {
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var file struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
		Entries []struct {
			Lang     string    `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
			ID       string    `xml:"id"`
			Title    string    `xml:"title"`
			Summary  string    `xml:"summary"`
			Content  string    `xml:"content"`
			Time     time.Time `xml:"published"`
			Links    []link    `xml:"link"`
			Category []struct {
				Term string `xml:"term,attr"`
			} `xml:"category"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal(data, &file); err != nil {
		return nil, "", errors.New("this is not an Atom feed")
	}
	to := func(links []link, rel string) string {
		for _, l := range links {
			if l.Rel == rel {
				return l.Href
			}
		}
		return ""
	}
	for i, in := range file.Entries {
		it := Item{in.ID, to(in.Links, "alternate"), in.Title, in.Summary, in.Content, in.Lang, in.Time, nil}
		for _, c := range in.Category {
			it.Tags = append(it.Tags, c.Term)
		}
		if !it.tidy() {
			return nil, "", fmt.Errorf("item %d has no id, no date or no address", i+1)
		}
		items = append(items, it)
	}
	return items, to(file.Links, "prev-archive"), nil
}

// tidy brings an item into the form that its fields promise. It returns false if
// the item has no id, no date or no address.
func (it *Item) tidy() bool {
	link, err := url.Parse(it.URL)
	if it.ID == "" || it.Time.IsZero() || err != nil || link.Scheme != "https" && link.Scheme != "http" || link.Host == "" {
		return false
	}
	it.URL, it.Time = link.String(), it.Time.UTC()
	it.Title, it.Summary = cmp.Or(oneLine(it.Title), it.URL), oneLine(it.Summary)
	return true
}

// oneLine returns s as one line of plain text, without control characters and
// without those that turn the direction of what follows them.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t':
			return ' '
		case unicode.IsControl(r), '\u202A' <= r && r <= '\u202E', '\u2066' <= r && r <= '\u2069', unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// cut returns s, or the beginning of it with "…" if it has more than most
// characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimRight(string(runes[:most-1]), " ") + "…"
}
