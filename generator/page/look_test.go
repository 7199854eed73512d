package page

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"firsthand/generator/colour"
	"firsthand/generator/site"
	"firsthand/themes"
)

func styleSheet(t *testing.T) string {
	t.Helper()
	b, err := fs.ReadFile(themes.Firsthand(), "static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// properties reads the colours of the light and of the dark page.
func properties(t *testing.T) (light, dark map[string]colour.Colour) {
	t.Helper()
	css := styleSheet(t)
	read := func(block string) map[string]colour.Colour {
		all := map[string]colour.Colour{}
		for _, m := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{3,6})`).FindAllStringSubmatch(block, -1) {
			c, ok := colour.Parse(m[2])
			if !ok {
				t.Errorf("%s is no colour", m[2])
			}
			all[m[1]] = c
		}
		return all
	}
	first, rest, _ := strings.Cut(css, "@media screen and (prefers-color-scheme:dark){")
	second, _, _ := strings.Cut(rest, "}}")
	return read(first), read(second)
}

func TestContrast(t *testing.T) {
	light, dark := properties(t)
	for _, page := range []struct {
		name    string
		colours map[string]colour.Colour
	}{{"light", light}, {"dark", dark}} {
		for _, pair := range []struct {
			text, on string
			least    float64
		}{
			{"ink", "paper", 7}, {"ink", "wash", 7}, {"ink", "minor-wash", 7}, {"ink", "plan-wash", 7}, {"ink", "del", 7},
			{"soft", "paper", colour.Readable}, {"soft", "wash", colour.Readable}, {"soft", "minor-wash", colour.Readable}, {"soft", "plan-wash", colour.Readable}, {"soft", "del", colour.Readable},
			{"link", "paper", colour.Readable}, {"link", "wash", colour.Readable}, {"link", "minor-wash", colour.Readable}, {"link", "plan-wash", colour.Readable},
			{"major", "paper", colour.Readable}, {"minor", "paper", colour.Readable}, {"minor", "minor-wash", colour.Readable}, {"minor", "plan-wash", colour.Readable},
			{"plan", "paper", colour.Readable}, {"over", "paper", colour.Readable}, {"paper", "minor", colour.Readable}, {"paper", "ink", 7},
			// Shapes that carry meaning (WCAG 2.2, 1.4.11).
			{"minor", "paper", 3}, {"plan", "plan-wash", 3},
		} {
			text, ok := page.colours[pair.text]
			on, ok2 := page.colours[pair.on]
			if !ok || !ok2 {
				t.Errorf("%s: --%s or --%s is not set", page.name, pair.text, pair.on)
				continue
			}
			if got := colour.Contrast(text, on); got < pair.least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, needs %.1f", page.name, pair.text, pair.on, got, pair.least)
			}
		}
	}
}

func TestSurfacesAreThoseOfTheStyleSheet(t *testing.T) {
	light, dark := properties(t)
	for i, name := range []string{"paper", "wash", "minor-wash", "plan-wash"} {
		if got, want := light[name].String(), colour.Light.All()[i]; got != want {
			t.Errorf("light --%s is %s in the style sheet, %s in the package colour", name, got, want)
		}
		if got, want := dark[name].String(), colour.Dark.All()[i]; got != want {
			t.Errorf("dark --%s is %s in the style sheet, %s in the package colour", name, got, want)
		}
	}
}

func TestStyleSheetIsSmallAndAsksNobody(t *testing.T) {
	css := styleSheet(t)
	if len(css) > 17_000 {
		t.Errorf("style.css has %d bytes", len(css))
	}
	for _, banned := range []string{"url(", "@import", "@font-face", "://"} {
		if strings.Contains(css, banned) {
			t.Errorf("style.css holds %q", banned)
		}
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("style.css has %d opening and %d closing braces", open, closed)
	}
}

func TestSiteCSS(t *testing.T) {
	const dark = "@media screen and (prefers-color-scheme:dark){:root{--link:%s}}\n"
	for _, c := range []struct {
		name string
		look site.Look
		want string
	}{
		{"nothing set", site.Look{}, ""},
		{"not a colour", site.Look{Colour: "red; } body { display: none"}, ""},
		{"sans", site.Look{Headlines: "sans"}, ":root{--head:var(--text)}\n"},
		{"a dark blue, lightened for dark pages", site.Look{Colour: "#0b57b8"}, ":root{--link:#0b57b8}\n" + fmt.Sprintf(dark, "#5a8ecf")},
		{"a colour for each", site.Look{Colour: "#05b", ColourDark: "#8ab8ff"}, ":root{--link:#0055bb}\n" + fmt.Sprintf(dark, "#8ab8ff")},
		{"one for dark pages alone", site.Look{ColourDark: "#8ab8ff"}, fmt.Sprintf(dark, "#8ab8ff")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(SiteCSS(c.look)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Write to safety@northquay.example.", `Write to <a class="url" href="mailto:safety@northquay.example">safety@northquay.example</a>.`},
		{"We write only from @northquay.example", "We write only from @northquay.example"},
		{"See https://a.example/x?a=1&b=2, or not", `See <a class="url" href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>, or not`},
		{`<a href="javascript:x">`, `&lt;a href=&#34;javascript:x&#34;&gt;`},
		{"javascript://x", "javascript://x"},
	} {
		if got := link(c.text); got != c.want {
			t.Errorf("link(%q)\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestHeadlineOfACorrection(t *testing.T) {
	for _, c := range []struct{ headline, want string }{
		{"Correction: 61,300 people", "61,300 people"},
		{"Corrección: 61.300 personas", "61.300 personas"},
		{"Final report: one setting", "Final report: one setting"},
		{"We were wrong", "We were wrong"},
	} {
		if got := withoutPrefix(c.headline); got != c.want {
			t.Errorf("withoutPrefix(%q) = %q, want %q", c.headline, got, c.want)
		}
	}
}

func TestHeadingsFollowWithoutGaps(t *testing.T) {
	for _, c := range []struct {
		level    int
		in, want string
	}{
		{3, "<h3>a</h3>\n<h4>b</h4>", "<h3>a</h3>\n<h4>b</h4>"},
		{3, "<h1>a</h1>\n<h4>b</h4>\n<h2>c</h2>", "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>"},
		{4, "<h3>a</h3>\n<h6>b</h6>\n<h3>c</h3>", "<h4>a</h4>\n<h5>b</h5>\n<h4>c</h4>"},
		{2, "<p>a</p>", "<p>a</p>"},
	} {
		if got := shiftHeadings(c.in, c.level); got != c.want {
			t.Errorf("shiftHeadings(%q, %d) = %q, want %q", c.in, c.level, got, c.want)
		}
	}
}

func TestTablesBecomeRecords(t *testing.T) {
	in := "<table>\n<thead>\n<tr>\n<th scope=\"col\">Time</th>\n<th scope=\"col\">What <em>&quot;x&quot;</em></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
	got := records(in)
	for _, want := range []string{`<table class="stack">`, `<td>1</td>`, `<td data-th="What &quot;x&quot;">2</td>`, "</tbody>\n</table>\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestDirection(t *testing.T) {
	for code, want := range map[string]string{"en": "ltr", "es": "ltr", "ar": "rtl", "he": "rtl", "fa": "rtl", "ur": "rtl", "zz": "ltr", "az-Arab": "rtl", "not a code": "ltr"} {
		if got := Direction(code); got != want {
			t.Errorf("Direction(%q) = %s, want %s", code, got, want)
		}
	}
	if got := fmt.Sprint(languageName("es"), languageName("en"), languageName("de")); got != "EspañolEnglishDeutsch" {
		t.Errorf("names %s", got)
	}
}
