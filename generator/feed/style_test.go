package feed_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"firsthand/generator/feed"
	"firsthand/generator/site"
)

// A browser that opens a feed shows a page that people can read: titles, dates,
// summaries and addresses, on a phone too, and nothing of the markup in the items.
// It asks for nothing but the style sheet beside the feed.
func TestFeedInABrowser(t *testing.T) {
	t.Parallel()
	ctx := browser(t)
	o := options()
	o.Site.About = site.Words{"": "What happens at Northquay."}
	tree := files(t, o, northquay(t, nil))
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		mu.Lock()
		if name != "favicon.ico" {
			asked = append(asked, name)
		}
		mu.Unlock()
		// As plain hosts do it, who know of no feeds.
		kinds := map[string]string{".xml": "application/xml", ".atom": "application/xml", ".css": "text/css"}
		w.Header().Set("Content-Type", kinds[path.Ext(name)])
		w.Write(tree[name])
	}))
	defer server.Close()
	for _, c := range []struct{ name, title, summary, date, address string }{
		{"incidents/" + breach + "/feed.xml", "item>title", "item>description", "item>pubDate", "item>link"},
		{"es/changes.xml", "item>title", "item>description", "item>pubDate", "item>link"},
		{"es/feed.atom", "entry>title", "entry>summary", "entry>published", "entry>link"},
	} {
		for _, width := range []int64{390, 1280} {
			mu.Lock()
			asked = nil
			mu.Unlock()
			var got struct {
				Shown, Hidden []string
				Width         int
				Intro         string
			}
			shown := []string{c.title, c.summary, c.date, c.address}
			script, err := json.Marshal(shown)
			if err != nil {
				t.Fatal(err)
			}
			size := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1}
			if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
				t.Fatal(err)
			}
			if _, err := chromedp.Run(ctx, chromedp.Navigate(server.URL+"/"+c.name)); err != nil {
				t.Fatal(err)
			}
			raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
	const visible = e => e.getClientRects().length > 0
	const first = selector => [...document.querySelectorAll(selector)].filter(visible).length
	const head = document.querySelector("channel, feed")
	return JSON.stringify({
		Shown: `+string(script)+`.filter(s => first(s) > 0),
		Hidden: ["item>guid", "item>encoded", "item>category", "entry>content", "entry>id", "channel>language", "feed>updated"].filter(s => first(s) > 0),
		Width: document.documentElement.scrollWidth,
		Intro: getComputedStyle(head, "::before").content,
	})
})()`))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(raw), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shown, got.Shown); diff != "" {
				t.Errorf("what %s shows at %d pixels (-want +got):\n%s", c.name, width, diff)
			}
			if len(got.Hidden) > 0 || int64(got.Width) > width {
				t.Errorf("%s shows %v and is %d pixels wide of %d", c.name, got.Hidden, got.Width, width)
			}
			if want := map[bool]string{true: "Esto es un canal", false: "This is a feed"}[strings.HasPrefix(c.name, "es/")]; !strings.Contains(got.Intro, want) {
				t.Errorf("%s is introduced by %s, want %q", c.name, got.Intro, want)
			}
			mu.Lock()
			if diff := cmp.Diff([]string{c.name, feed.StyleSheet}, asked); diff != "" {
				t.Errorf("files that %s asks for (-want +got):\n%s", c.name, diff)
			}
			mu.Unlock()
		}
	}
}

// browser starts Chromium. Without one the test is skipped, unless the variable
// FIRSTHAND_BROWSER says "required".
func browser(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("FIRSTHAND_BROWSER") == "required" {
			t.Fatal("no Chromium on this machine")
		}
		t.Skip("no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}
