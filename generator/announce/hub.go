package announce

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"firsthand/generator/address"
)

// ping tells a hub of the feeds that have something new. A hub fetches a feed when
// it is told of it, so that a ping too many does no harm.
//
// WebSub leaves it open how a publisher tells a hub. What all hubs understand is
// that of its forerunner, PubSubHubbub: hub.mode=publish, with the topic as
// hub.url or as hub.topic.
func (s *sender) ping(ctx context.Context, due []Item) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, topic := range s.topics(ctx, s.to.Language, due) {
		body := url.Values{"hub.mode": {"publish"}, "hub.url": {topic}, "hub.topic": {topic}}.Encode()
		a := s.persist(ctx, func(ctx context.Context) answer {
			return s.request(ctx, s.to.address, header, []byte(body))
		})
		if a.verdict == refused {
			a.verdict = closed
		}
		if a.verdict != took {
			s.stop(a)
			return
		}
		s.out.Sent = append(s.out.Sent, Message{URL: topic})
	}
	s.out.Waiting = 0
	if !s.done(due[len(due)-1]) {
		s.out.Failure = "it was told, but that could not be written down: the next run may tell it once more"
	}
}

// incidentPage matches the pages of an incident, in any language: a feed in another
// language holds originals too.
var incidentPage = regexp.MustCompile(`^(?:[a-z0-9-]+/)?incidents/([^/]+)/`)

// topics returns the addresses of the feeds in a language that hold these items,
// in each format. That of changes holds all of them; for the others, the live site
// is asked.
func (r *run) topics(ctx context.Context, lang string, due []Item) []string {
	if len(due) == 0 {
		return nil
	}
	bases := []string{
		address.FeedBase(address.Home(lang)), address.NewsBase(lang, "service"), address.NewsBase(lang, "security"),
		address.FeedBase(address.Commitments(lang)),
	}
	for _, c := range r.Site.Components() {
		bases = append(bases, address.FeedBase(address.Component(lang, c.ID)))
	}
	ids := map[string]bool{}
	for _, it := range due {
		ids[it.ID] = true
		page, ok := strings.CutPrefix(it.URL, r.Site.URL.String())
		if m := incidentPage.FindStringSubmatch(page); ok && m != nil {
			bases = append(bases, address.FeedBase(address.Incident(lang, m[1])))
		}
	}
	slices.Sort(bases)
	bases = slices.DeleteFunc(slices.Compact(bases), func(base string) bool { return !r.holds(ctx, base+".json", ids) })
	var topics []string
	for _, base := range append([]string{address.NewsBase(lang, "changes")}, bases...) {
		for _, ext := range []string{"xml", "atom", "json"} {
			topics = append(topics, r.Site.Absolute(base+"."+ext))
		}
	}
	return topics
}

// holds reports whether a feed holds one of these items. One that cannot be read
// may.
func (r *run) holds(ctx context.Context, path string, ids map[string]bool) bool {
	data, err := r.fetch(ctx, path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	items, _, err := parseFeed(data)
	return err != nil || slices.ContainsFunc(items, func(it Item) bool { return ids[it.ID] })
}
