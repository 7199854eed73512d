package announce

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	feedLimit = 16 << 20 // bytes of one page of a feed
	feedPages = 1000     // pages of one feed
	fetches   = 3        // attempts to read a page
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

	raw json.RawMessage // the object in the feed, without white space
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

// A feed is what the live site tells in one language, oldest first.
type feed struct {
	items []Item
	err   error
}

// read reads the feed of a language, "" for the original, and its archives as far
// back as items may be newer than an instant.
func (r *run) read(ctx context.Context, lang string, since time.Time) feed {
	path := address.Feed(address.Home(lang), "json")
	var f feed
	seen := map[string]bool{}
	for page := 0; path != ""; page++ {
		if page == feedPages {
			return feed{err: fmt.Errorf("reading the live feed: it has more than %d pages", feedPages)}
		}
		data, err := r.fetch(ctx, path)
		if err != nil {
			return feed{err: fmt.Errorf("reading the live feed: %w", err)}
		}
		items, next, err := parseFeed(data)
		if err != nil {
			return feed{err: fmt.Errorf("reading the live feed %s: %w", path, err)}
		}
		newer := false
		for _, it := range items {
			newer = newer || !it.Time.Before(since)
			if !seen[it.ID] {
				seen[it.ID] = true
				f.items = append(f.items, it)
			}
		}
		if path = ""; newer && next != "" {
			var ok bool
			if path, ok = strings.CutPrefix(next, r.Site.URL.String()); !ok || path == "" {
				return feed{err: fmt.Errorf("reading the live feed: it goes on at %s, which is not below the address of the site", next)}
			}
		}
	}
	slices.SortStableFunc(f.items, func(a, b Item) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return f
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

// parseFeed reads one page of a JSON Feed. Its errors are in plain words.
func parseFeed(data []byte) (items []Item, next string, err error) {
	var page struct {
		Version string            `json:"version"`
		Next    string            `json:"next_url"`
		Items   []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(data, &page); err != nil || !strings.HasPrefix(page.Version, "https://jsonfeed.org/version/1") {
		return nil, "", fmt.Errorf("this is not a JSON Feed; was the site deployed there?")
	}
	for i, raw := range page.Items {
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
		var compact bytes.Buffer
		if json.Unmarshal(raw, &in) != nil || json.Compact(&compact, raw) != nil {
			return nil, "", fmt.Errorf("item %d has a form that firsthand does not write", i+1)
		}
		link, err := url.Parse(in.URL)
		if in.ID == "" || in.Time.IsZero() || err != nil || link.Scheme != "https" && link.Scheme != "http" || link.Host == "" {
			return nil, "", fmt.Errorf("item %d has no id, no date or no address", i+1)
		}
		it := Item{
			ID: in.ID, URL: link.String(), Title: oneLine(in.Title), Summary: oneLine(in.Summary), HTML: in.HTML,
			Language: in.Language, Time: in.Time.UTC(), Tags: in.Tags, raw: compact.Bytes(),
		}
		if it.Title == "" {
			it.Title = it.URL
		}
		items = append(items, it)
	}
	return items, page.Next, nil
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
