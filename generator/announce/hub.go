package announce

import (
	"context"
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
	for _, topic := range s.topics(s.to.Language, due) {
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

var incidentPage = regexp.MustCompile(`^incidents/([^/]+)/`)

// topics returns the addresses of the feeds in a language that hold these items:
// that of the site, of their incidents and of their components, in each format.
func (r *run) topics(lang string, due []Item) []string {
	if len(due) == 0 {
		return nil
	}
	folders := []string{address.Home(lang)}
	for _, it := range due {
		page, ok := strings.CutPrefix(it.URL, r.Site.Absolute(address.Home(lang)))
		if m := incidentPage.FindStringSubmatch(page); ok && m != nil {
			folders = append(folders, address.Incident(lang, m[1]))
		}
		for _, tag := range it.Tags {
			if id, ok := strings.CutPrefix(tag, "component:"); ok {
				folders = append(folders, address.Component(lang, id))
			}
		}
	}
	slices.Sort(folders)
	var topics []string
	for _, folder := range slices.Compact(folders) {
		for _, ext := range []string{"xml", "atom", "json"} {
			topics = append(topics, r.Site.Absolute(address.Feed(folder, ext)))
		}
	}
	return topics
}
