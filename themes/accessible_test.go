package themes_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A manner is a way in which a page is looked at.
type manner struct {
	name     string
	width    int64
	features map[string]string // of the medium
	script   string            // run when the page is there
	holds    string            // what is true of the page then
}

const back = `document.documentElement.removeAttribute("style"); document.documentElement.dir = was;`

var manners = []manner{
	{name: "light", width: 1280, holds: `matchMedia("(prefers-color-scheme: light) and (forced-colors: none)").matches`},
	{name: "dark", width: 1280, features: map[string]string{"prefers-color-scheme": "dark"}, holds: `matchMedia("(prefers-color-scheme: dark)").matches`},
	{name: "forced colours", width: 1280, features: map[string]string{"forced-colors": "active"}, holds: `matchMedia("(forced-colors: active)").matches`},
	{name: "right to left", width: 390, script: `document.documentElement.dir = "rtl"`, holds: `getComputedStyle(document.querySelector("h1")).direction == "rtl"`},
	{name: "text twice as large", width: 1280, script: `document.documentElement.style.fontSize = "200%"`, holds: `getComputedStyle(document.querySelector("html")).fontSize == "32px"`},
	{name: "320 pixels", width: 320, holds: `document.documentElement.clientWidth == 320`},
}

// look looks at the page that is open in one manner.
func (m manner) look(ctx context.Context) error {
	size := emulation.SetDeviceMetricsOverrideParams{Width: m.width, Height: 900, DeviceScaleFactor: 1, Mobile: m.width < 600}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{}}
	for _, name := range []string{"prefers-color-scheme", "forced-colors"} {
		media.Features = append(media.Features, &emulation.MediaFeature{Name: name, Value: m.features[name]})
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](back+m.script+"; "+m.holds))
	if err == nil && !is {
		return errors.New("the browser does not show the page so: " + m.holds)
	}
	return err
}

// sideways names what stands out of the page at the side. A phone makes its window as
// wide as the page, so that innerWidth would always be enough.
const sideways = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" :
	[...document.querySelectorAll("body *")].filter(e => { const b = e.getBoundingClientRect(); return b.right > document.documentElement.clientWidth + 1 || b.left < -1 })
		.map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(0, 5).join("\n") || "the page"`

// violations lists what axe finds, one line for each rule and element.
const violations = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
	.then(r => r.violations.flatMap(v => v.nodes.slice(0, 3).map(n =>
		v.id + ": " + n.target.join(" ") + "\n\t" + n.html.slice(0, 200) + "\n\t" + n.failureSummary.split("\n").slice(1, 3).join(";"))).join("\n"))`

// TestAccessible: axe finds nothing on any kind of page in any manner, and nothing
// scrolls sideways. The variable FIRSTHAND_AXE names the file axe.min.js of the npm
// package axe-core; without it the test is skipped.
func TestAccessible(t *testing.T) {
	if os.Getenv("FIRSTHAND_AXE") == "" {
		t.Skip("FIRSTHAND_AXE names no axe.min.js")
	}
	ctx := browser(t)
	for _, site := range sites {
		t.Run(site.name, func(t *testing.T) {
			accessible(t, ctx, serve(t, built(t, site.name)), site)
		})
	}
}

// accessible has axe look at the pages of a site that is served at an address.
func accessible(t *testing.T, ctx context.Context, address string, site shown) {
	t.Helper()
	axe, err := os.ReadFile(os.Getenv("FIRSTHAND_AXE"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	for _, p := range site.pages {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if _, err := chromedp.Run(ctx, chromedp.Navigate(address+"/"+p)); err != nil {
			t.Fatalf("opening %q: %v", p, err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](string(axe)+`; const was = document.documentElement.dir; true`)); err != nil {
			t.Fatal(err)
		}
		for _, m := range manners {
			if site.few && m.width != 320 && m.name != "light" {
				continue
			}
			if err := m.look(ctx); err != nil {
				t.Fatalf("%q, %s: %v", p, m.name, err)
			}
			found, err := chromedp.Run(ctx, chromedp.Evaluate[string](violations, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatalf("%q, %s: %v", p, m.name, err)
			}
			if found != "" {
				t.Errorf("%q, %s:\n%s", p, m.name, found)
			}
			wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](sideways))
			if err != nil {
				t.Fatal(err)
			}
			if wide != "" {
				t.Errorf("%q scrolls sideways, %s:\n%s", p, m.name, wide)
			}
		}
	}
}

// TestValidHTML has the Nu checker read every page of the example and of the gallery.
// The variable FIRSTHAND_VNU names the file vnu.jar of the npm package vnu-jar;
// without it, or without Java, the test is skipped.
func TestValidHTML(t *testing.T) {
	jar := os.Getenv("FIRSTHAND_VNU")
	if jar == "" {
		t.Skip("FIRSTHAND_VNU names no vnu.jar")
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("no Java on this machine")
	}
	var folders []string
	for _, site := range sites {
		folders = append(folders, built(t, site.name))
	}
	// A file has no origin, so the checker cannot see that 'self' allows the style
	// sheet; a data block is no script that a policy could forbid; and a change has
	// the name of what changed, which can be the same for two promises.
	filter := `(?s).*(violates Content Security Policy|Duplicate “dt” name|first occurrence of “dt” name).*`
	args := append([]string{"-Xss4m", "-jar", jar, "--skip-non-html", "--format", "gnu", "--filterpattern", filter}, folders...)
	said, err := exec.CommandContext(t.Context(), java, args...).CombinedOutput()
	if lines := strings.TrimSpace(string(said)); err != nil || lines != "" {
		all := strings.Split(lines, "\n")
		t.Errorf("%d complaints (%v), among them:\n%s", len(all), err, strings.Join(all[:min(len(all), 30)], "\n"))
	}
}
