package generator_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"firsthand/generator"
)

// browser starts Chromium. Without one the test is skipped, unless the variable
// FIRSTHAND_BROWSER says "required".
func browser(t *testing.T) context.Context {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		if os.Getenv("FIRSTHAND_BROWSER") == "required" {
			t.Fatal("no Chromium on this machine")
		}
		t.Skip("no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// buildExample builds the example site at a fixed instant and returns its folder.
func buildExample(t *testing.T) string {
	t.Helper()
	output := filepath.Join(t.TempDir(), "public")
	_, problems, err := generator.Build(t.Context(), generator.BuildOptions{Content: example, Output: output, Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatalf("building the example: %v %v", err, problems.All())
	}
	return output
}

// TestPagesFitAPhoneAndAskNobodyElse opens pages of every kind as a reader would.
func TestPagesFitAPhoneAndAskNobodyElse(t *testing.T) {
	ctx := browser(t)
	output := buildExample(t)
	server := httptest.NewServer(http.StripPrefix("/status/", http.FileServer(http.Dir(output))))
	defer server.Close()
	home, _ := url.Parse(server.URL)

	var mu sync.Mutex
	var elsewhere, complaints []string
	failed := map[string]bool{}
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(e.Request.URL); err == nil && u.Host != home.Host && u.Scheme != "data" {
				elsewhere = append(elsewhere, e.Request.URL)
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 && !strings.HasSuffix(e.Response.URL, "/favicon.ico") {
				failed[e.Response.URL] = true
			}
		case *log.EventEntryAdded:
			if strings.Contains(e.Entry.Text, "Content Security Policy") {
				complaints = append(complaints, e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{
		"", "history/", "commitments/", "report/", "about/", "404.html", "components/exports/",
		"incidents/2026-03-03-support-exports/", "incidents/2026-03-03-support-exports/updates/05/",
		"incidents/2026-03-03-support-exports/v/5/", "incidents/2026-03-03-support-exports/history/",
		"incidents/2026-01-19-booking-api/", "incidents/2026-06-02-agent-cve/", "incidents/2026-09-12-calendar-move/",
		"es/", "es/incidents/2026-03-03-support-exports/", "es/incidents/2026-03-03-support-exports/v/5/",
	} {
		for _, width := range []int{320, 390, 1280} {
			widest, err := open(ctx, server.URL+"/status/"+page, width)
			if err != nil {
				t.Fatalf("opening %q: %v", page, err)
			}
			if widest != "" {
				t.Errorf("%q scrolls sideways at %d pixels:\n%s", page, width, widest)
			}
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, u := range elsewhere {
		t.Errorf("a page asks another host for %s", u)
	}
	for u := range failed {
		t.Errorf("a page asks for %s, which is not there", u)
	}
	for _, c := range complaints {
		t.Errorf("the page breaks its own policy: %s", c)
	}
}

// open opens a page in a window of a width and returns what stands out of it at
// the side, or "".
func open(ctx context.Context, url string, width int) (string, error) {
	size := emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: 900, DeviceScaleFactor: 1, Mobile: width < 600}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		return "", err
	}
	if _, err := chromedp.Run(ctx, chromedp.Navigate(url)); err != nil {
		return "", err
	}
	// A phone makes its window as wide as the page: innerWidth would always be enough.
	return chromedp.Run(ctx, chromedp.Evaluate[string](`document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" :
		[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
			.map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(0, 5).join("\n") || "the page"`))
}
