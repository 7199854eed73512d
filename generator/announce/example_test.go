package announce_test

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"firsthand/generator/announce"
	"firsthand/generator/site"
)

// A memory is a live site.
type memory map[string]string

func (m memory) Read(_ context.Context, path string, _ int64) ([]byte, error) {
	return []byte(m[path]), nil
}

func Example() {
	live := memory{"feed.json": `{"version": "https://jsonfeed.org/version/1.1", "items": [{
		"id": "tag:status.example.com,2026-03-03:2026-03-03-exports/01",
		"url": "https://status.example.com/incidents/2026-03-03-exports/updates/01/",
		"title": "Investigating: Booking exports downloaded by an outsider",
		"date_published": "2026-03-03T09:52:01Z"}]}`}
	s := &site.Site{
		Name: site.Words{"": "Example status"}, URL: &url.URL{Scheme: "https", Host: "status.example.com", Path: "/"}, Languages: []string{"en"},
		Announce: site.Announce{Webhooks: []site.Webhook{{Name: "incident channel", Kind: "slack", Address: "SLACK_ADDRESS"}}},
	}
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	result, err := announce.Run(context.Background(), announce.Options{
		Live: live, Site: s, Receivers: announce.Receivers(s, map[string]string{"SLACK_ADDRESS": "https://hooks.slack.example/services/T0/B0/secret"}),
		State: "announced.json", Since: now.Add(-24 * time.Hour), DryRun: true,
		Clock: func() time.Time { return now },
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, o := range result.Outcomes {
		for _, m := range o.Sent {
			fmt.Printf("%s: %s\n", o.Receiver, m.Title)
		}
	}
	// Output:
	// webhook "incident channel": Investigating: Booking exports downloaded by an outsider
}
