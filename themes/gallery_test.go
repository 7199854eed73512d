package themes_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "take the pictures of the gallery anew")

// tallest is how much of a page a picture shows, in pixels.
const tallest = 7000

// pictures are the ways in which each page is shown.
var pictures = []struct {
	name         string
	width        int64
	media, theme string
}{
	{"390-light", 390, "screen", "light"}, {"390-dark", 390, "screen", "dark"},
	{"1280-light", 1280, "screen", "light"}, {"1280-dark", 1280, "screen", "dark"},
	{"print", 718, "print", "light"}, // A4 without its margins
}

// TestGallery takes a picture of every kind of page and of every state, to be looked
// at: go test ./themes/... -run Gallery -update. They go to the folder that the
// variable FIRSTHAND_GALLERY names, or to firsthand-gallery in the folder for
// temporary files. Without -update it only builds the sites.
func TestGallery(t *testing.T) {
	if !*update {
		for _, site := range sites[1:] {
			output := built(t, site.name)
			for _, p := range site.pages {
				if _, err := os.Stat(filepath.Join(output, p, "index.html")); err != nil {
					t.Error(err)
				}
			}
		}
		return
	}
	folder := album(t)
	ctx := browser(t)
	for _, site := range sites {
		t.Run(site.name, func(t *testing.T) {
			address := serve(t, built(t, site.name))
			ctx, cancel := chromedp.NewContext(ctx)
			defer cancel()
			if err := readAt(ctx, builtAt(t, site.name).Add(7*time.Minute)); err != nil {
				t.Fatal(err)
			}
			for _, p := range site.pages {
				name := site.name + "-" + strings.ReplaceAll(strings.Trim(strings.TrimSuffix(p, ".html"), "/"), "/", "-")
				if p == "" {
					name += "home"
				}
				if err := photograph(ctx, address+"/"+p, filepath.Join(folder, name)); err != nil {
					t.Fatalf("%q: %v", p, err)
				}
			}
		})
	}
	t.Logf("the pictures are in %s", folder)
}

// readAt gives a tab the clock and the time zone of somebody who reads the pages then:
// script.js says how much time is left.
func readAt(ctx context.Context, now time.Time) error {
	if _, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Madrid"}); err != nil {
		return err
	}
	clock := fmt.Sprintf(`{const real=Date,ahead=%d-real.now()
Date=class extends real{constructor(...a){a.length?super(...a):super(real.now()+ahead)}static now(){return real.now()+ahead}}}`, now.UnixMilli())
	_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: clock})
	return err
}

// album makes the folder for pictures.
func album(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("FIRSTHAND_GALLERY")
	if folder == "" {
		folder = filepath.Join(os.TempDir(), "firsthand-gallery")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// photograph writes the pictures of a page into files that begin with name.
func photograph(ctx context.Context, url, name string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(url)); err != nil {
		return err
	}
	for _, p := range pictures {
		media := emulation.SetEmulatedMediaParams{Media: p.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: p.theme}}}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
			return err
		}
		size := emulation.SetDeviceMetricsOverrideParams{Width: p.width, Height: 900, DeviceScaleFactor: 1, Mobile: p.width < 600}
		if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
			return err
		}
		height, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`document.documentElement.scrollHeight`))
		if err != nil {
			return err
		}
		beyond := true
		shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &beyond,
			Clip: &page.Viewport{Width: float64(p.width), Height: min(height, tallest), Scale: 1},
		})
		if err != nil {
			return err
		}
		if err := os.WriteFile(name+"-"+p.name+".png", shot.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
