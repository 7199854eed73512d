package themes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"
)

// pagesOf returns every page of a built site, as addresses below its own: "" is home.
func pagesOf(t *testing.T, output string) (all []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(output), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".html") {
			all = append(all, strings.TrimSuffix(name, "index.html"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// kindsOf returns one page of each kind in the language of the site: those that differ
// only in a number or in the name of what they are about are of a kind.
func kindsOf(pages []string) []string {
	about := regexp.MustCompile(`(incidents|components|history/component|history/kind|v|updates|changes)/[^/]+/`)
	kinds := map[string]string{}
	for _, p := range pages {
		if len(p) > 2 && p[2] == '/' {
			continue // another language
		}
		kinds[about.ReplaceAllString(p, "$1/*/")] = p
	}
	return slices.Sorted(maps.Values(kinds))
}

// TestUsable looks at every kind of page and state with what readers use who do not
// see, do not point, or set their own letters and colours. It needs no axe, which
// looks at other things: see TestAccessible.
func TestUsable(t *testing.T) {
	levels := map[string]string{} // of marks, by their shape
	looked := 0
	for _, site := range sites {
		t.Run(site.name, func(t *testing.T) {
			output := built(t, site.name)
			all := pagesOf(t, output)
			t.Run("headings", func(t *testing.T) { headings(t, output, all) })
			ctx := browser(t)
			if site.few && site.name != "arabic" {
				all = nil // the kinds of its pages are those of the example
			}
			all = append(kindsOf(all), site.pages...)
			slices.Sort(all)
			address := serve(t, output)
			for _, p := range slices.Compact(all) {
				ctx, cancel := context.WithTimeout(ctx, time.Minute)
				defer cancel()
				if _, err := chromedp.Run(ctx, chromedp.Navigate(address+"/"+p)); err != nil {
					t.Fatalf("opening %q: %v", p, err)
				}
				names(t, ctx, p)
				keyboard(t, ctx, p)
				fits(t, ctx, p)
				marks(t, ctx, p, levels)
				stands(t, ctx, p)
			}
			looked++
		})
	}
	if got := slices.Sorted(maps.Values(levels)); looked == len(sites) && !slices.Equal(got, []string{"major", "minor", "none", "over", "plan"}) {
		t.Errorf("the pages show marks of %q", got)
	}
}

// headings: every page has one main heading, and below each heading comes none that
// is more than one step smaller.
func headings(t *testing.T, output string, pages []string) {
	for _, p := range pages {
		name := p
		if !strings.HasSuffix(p, ".html") {
			name += "index.html"
		}
		text, err := os.ReadFile(filepath.Join(output, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if wrong := outline(string(text)); wrong != "" {
			t.Errorf("%q: %s", p, wrong)
		}
	}
}

// outline says what is wrong with the headings of a page, or "".
func outline(text string) string {
	var levels []int
	z := html.NewTokenizer(strings.NewReader(text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if name, _ := z.TagName(); kind == html.StartTagToken && len(name) == 2 && name[0] == 'h' && '1' <= name[1] && name[1] <= '6' {
			levels = append(levels, int(name[1]-'0'))
		}
	}
	main := 0
	for i, level := range levels {
		if level == 1 {
			main++
		}
		if i > 0 && level > levels[i-1]+1 {
			return fmt.Sprintf("its headings jump: %v", levels)
		}
	}
	if main != 1 {
		return fmt.Sprintf("it has %d main headings: %v", main, levels)
	}
	return ""
}

func TestOutline(t *testing.T) {
	for text, want := range map[string]string{
		"<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>": "",
		"<h1>a</h1><h3>b</h3>":                     "its headings jump: [1 3]",
		"<h2>a</h2>":                               "it has 0 main headings: [2]",
		"<h1>a</h1><h1>b</h1>":                     "it has 2 main headings: [1 1]",
	} {
		if got := outline(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// A view is how a page is shown.
type view struct {
	width    int64
	letters  int64 // size of the browser's letters in pixels, as a reader sets it; 0 for 16
	features map[string]string
}

func (v view) set(ctx context.Context) error {
	size := emulation.SetDeviceMetricsOverrideParams{Width: v.width, Height: 900, DeviceScaleFactor: 1, Mobile: v.width < 600}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	fonts := page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: max(v.letters, 16)}}
	if _, err := chromedp.Call(ctx, page.SetFontSizes, fonts); err != nil {
		return err
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{}}
	for _, name := range []string{"prefers-color-scheme", "forced-colors", "prefers-reduced-motion"} {
		media.Features = append(media.Features, &emulation.MediaFeature{Name: name, Value: v.features[name]})
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
	return err
}

// ask runs code in the page that is open.
func ask[T any](t *testing.T, ctx context.Context, code string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](code, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return got
}

// fits: nothing scrolls sideways at 320 pixels, nor with letters twice as large, in a
// window and on a phone.
func fits(t *testing.T, ctx context.Context, page string) {
	for _, v := range []view{{width: 320}, {width: 1280, letters: 32}, {width: 390, letters: 32}} {
		if err := v.set(ctx); err != nil {
			t.Fatal(err)
		}
		if got, want := ask[float64](t, ctx, `parseFloat(getComputedStyle(document.documentElement).fontSize)`), max(v.letters, 16); got != float64(want) {
			t.Fatalf("letters have %v pixels, want %d", got, want)
		}
		if wide := ask[string](t, ctx, sideways); wide != "" {
			t.Errorf("%q scrolls sideways, %d pixels wide, letters of %d:\n%s", page, v.width, max(v.letters, 16), wide)
		}
	}
}

// stops notes what gets the focus, where in the document it stands, and how it is
// shown.
const stops = `window.stops = []; {
	const all = [...document.querySelectorAll("*")]
	document.addEventListener("focusin", e => {
		const s = getComputedStyle(e.target), b = e.target.getBoundingClientRect()
		stops.push({Name: e.target.tagName + " " + e.target.className + " " + e.target.textContent.trim().slice(0, 40), At: all.indexOf(e.target),
			Outline: s.outlineStyle == "none" ? 0 : parseFloat(s.outlineWidth), Small: b.width < 8 || b.height < 8 || s.clipPath != "none" || s.opacity == "0"})
	})
}
[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(e => e.checkVisibility()).length`

// keyboard goes through a page with the Tab key: to the link that skips to its content
// first, and to all else in the order in which it is read.
func keyboard(t *testing.T, ctx context.Context, page string) {
	type stop struct {
		Name    string
		At      int
		Outline float64
		Small   bool
	}
	focus := emulation.SetFocusEmulationEnabledParams{Enabled: true}
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, focus); err != nil {
		t.Fatal(err)
	}
	if err := (view{width: 1280}).set(ctx); err != nil {
		t.Fatal(err)
	}
	want := ask[int](t, ctx, stops)
	if _, err := chromedp.Run(ctx, chromedp.KeyEvent(strings.Repeat(kb.Tab, want))); err != nil {
		t.Fatal(err)
	}
	got := ask[[]stop](t, ctx, `stops`)
	if len(got) != want {
		t.Errorf("%q: the Tab key reaches %d places, want %d", page, len(got), want)
	}
	last := 0
	for i, s := range got {
		switch {
		case i == 0 && !strings.HasPrefix(s.Name, "A skip "):
			t.Errorf("%q: the first place is %s", page, s.Name)
		case s.At < last:
			t.Errorf("%q: %s comes too late", page, s.Name)
		case s.Outline < 2:
			t.Errorf("%q: %s does not show that it has the focus", page, s.Name)
		case s.Small:
			t.Errorf("%q: %s cannot be seen when it has the focus", page, s.Name)
		}
		last = s.At
	}
	ask[bool](t, ctx, `document.querySelector(".skip").focus(), true`)
	if _, err := chromedp.Run(ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	if at := ask[string](t, ctx, `document.activeElement.tagName`); at != "MAIN" {
		t.Errorf("%q: the first link leads to %s", page, at)
	}
}

// names: what can be used or is read aloud by itself has a name.
func names(t *testing.T, ctx context.Context, page string) {
	named := []string{"link", "button", "searchbox", "textbox", "DisclosureTriangle", "img", "image", "heading", "navigation", "complementary", "columnheader", "rowheader"}
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	text := func(v *accessibility.Value) (s string) {
		if v != nil {
			_ = json.Unmarshal(v.Value, &s)
		}
		return strings.TrimSpace(s)
	}
	found := map[string]int{}
	for _, n := range tree.Nodes {
		role := text(n.Role)
		if n.Ignored || !slices.Contains(named, role) {
			continue
		}
		found[role]++
		if text(n.Name) == "" {
			t.Errorf("%q: a %s has no name (node %d)", page, role, n.BackendDOMNodeID)
		}
	}
	if found["link"] < 3 || found["heading"] == 0 {
		t.Errorf("%q: the browser tells of %v", page, found)
	}
}

// marks: where a reader chooses all colours, states differ in shape, and shapes can
// be seen.
func marks(t *testing.T, ctx context.Context, page string, levels map[string]string) {
	type mark struct {
		Level, Shape, Fill, Behind string
		Size                       float64
	}
	for _, scheme := range []string{"light", "dark"} {
		v := view{width: 1280, features: map[string]string{"forced-colors": "active", "prefers-color-scheme": scheme}}
		if err := v.set(ctx); err != nil {
			t.Fatal(err)
		}
		if !ask[bool](t, ctx, `matchMedia("(forced-colors: active)").matches`) {
			t.Fatal("the browser forces no colours")
		}
		shown := ask[[]mark](t, ctx, `[...document.querySelectorAll(".mark")].filter(m => m.checkVisibility()).map(m => {
				const shape = m.firstElementChild, s = getComputedStyle(shape)
				return {Level: m.closest(".major,.minor,.plan,.over,.none")?.className || "", Shape: m.innerHTML, Fill: s.fill == "none" ? s.stroke : s.fill,
					Behind: getComputedStyle(document.body).backgroundColor, Size: m.getBoundingClientRect().width}})`)
		for _, m := range shown {
			level := ""
			for _, l := range []string{"major", "minor", "plan", "over", "none"} {
				if slices.Contains(strings.Fields(m.Level), l) {
					level = l
				}
			}
			if was, ok := levels[m.Shape]; ok && was != level {
				t.Errorf("%q: %q and %q have the same shape", page, was, level)
			}
			levels[m.Shape] = level
			if m.Fill == m.Behind || m.Size < 8 {
				t.Errorf("%q, %s: a mark for %q cannot be seen: %+v", page, scheme, level, m)
			}
		}
	}
}

// stands: nothing moves, whether a reader asked for that or not.
func stands(t *testing.T, ctx context.Context, page string) {
	for _, motion := range []string{"reduce", "no-preference"} {
		if err := (view{width: 390, features: map[string]string{"prefers-reduced-motion": motion}}).set(ctx); err != nil {
			t.Fatal(err)
		}
		moving := ask[[]string](t, ctx, `[...document.querySelectorAll("*")].filter(e => { const s = getComputedStyle(e)
				return s.animationName != "none" || !/^0s(, 0s)*$/.test(s.transitionDuration) || s.scrollBehavior != "auto" || /^(MARQUEE|BLINK)$/.test(e.tagName) }).map(e => e.tagName + "." + e.className)`)
		if n := ask[int](t, ctx, `document.getAnimations().length`); n > 0 || len(moving) > 0 {
			t.Errorf("%q, %s: moves %q, %d animations run", page, motion, moving, n)
		}
	}
}
