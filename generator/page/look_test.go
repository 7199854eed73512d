package page

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

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
func properties(t *testing.T) (light, dark map[string]colour) {
	t.Helper()
	css := styleSheet(t)
	read := func(block string) map[string]colour {
		all := map[string]colour{}
		for _, m := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{3,6})`).FindAllStringSubmatch(block, -1) {
			c, ok := parseColour(m[2])
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
		colours map[string]colour
	}{{"light", light}, {"dark", dark}} {
		for _, pair := range []struct {
			text, on string
			least    float64
		}{
			{"ink", "paper", 7}, {"ink", "wash", 7}, {"ink", "minor-wash", 7}, {"ink", "plan-wash", 7}, {"ink", "del", 7},
			{"soft", "paper", readable}, {"soft", "wash", readable}, {"soft", "minor-wash", readable}, {"soft", "plan-wash", readable}, {"soft", "del", readable},
			{"link", "paper", readable}, {"link", "wash", readable}, {"link", "minor-wash", readable}, {"link", "plan-wash", readable},
			{"major", "paper", readable}, {"minor", "paper", readable}, {"minor", "minor-wash", readable}, {"minor", "plan-wash", readable},
			{"plan", "paper", readable}, {"over", "paper", readable}, {"paper", "minor", readable}, {"paper", "ink", 7},
			// Shapes that carry meaning (WCAG 2.2, 1.4.11).
			{"minor", "paper", 3}, {"plan", "plan-wash", 3},
		} {
			text, ok := page.colours[pair.text]
			on, ok2 := page.colours[pair.on]
			if !ok || !ok2 {
				t.Errorf("%s: --%s or --%s is not set", page.name, pair.text, pair.on)
				continue
			}
			if got := contrast(text, on); got < pair.least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, needs %.1f", page.name, pair.text, pair.on, got, pair.least)
			}
		}
	}
}

func TestSurfacesAreThoseOfTheStyleSheet(t *testing.T) {
	light, dark := properties(t)
	for i, name := range []string{"paper", "wash", "minor-wash", "plan-wash"} {
		if got := light[name].String(); got != surfacesLight[i] {
			t.Errorf("light --%s is %s in the style sheet, %s here", name, got, surfacesLight[i])
		}
		if got := dark[name].String(); got != surfacesDark[i] {
			t.Errorf("dark --%s is %s in the style sheet, %s here", name, got, surfacesDark[i])
		}
	}
}

func TestStyleSheetIsSmallAndAsksNobody(t *testing.T) {
	css := styleSheet(t)
	if len(css) > 12_000 {
		t.Errorf("style.css has %d bytes", len(css))
	}
	for _, banned := range []string{"url(", "@import", "@font-face", "http"} {
		if strings.Contains(css, banned) {
			t.Errorf("style.css holds %q", banned)
		}
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("style.css has %d opening and %d closing braces", open, closed)
	}
}

func TestSiteCSS(t *testing.T) {
	for _, c := range []struct {
		name string
		look site.Look
		want []string
	}{
		{"nothing set", site.Look{}, nil},
		{"not a colour", site.Look{Colour: "red; } body { display: none"}, nil},
		{"sans", site.Look{Headlines: "sans"}, []string{":root{--head:var(--text)}"}},
		{"a dark blue stays for light pages", site.Look{Colour: "#0b57b8"}, []string{":root{--link:#0b57b8}", "prefers-color-scheme:dark"}},
		{"yellow is darkened", site.Look{Colour: "#fd0"}, []string{"--link:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			css := string(SiteCSS(c.look))
			if (css == "") != (c.want == nil) {
				t.Errorf("got %q", css)
			}
			for _, want := range c.want {
				if !strings.Contains(css, want) {
					t.Errorf("no %q in %q", want, css)
				}
			}
			links := regexp.MustCompile(`--link:(#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1)
			for i, m := range links {
				link, _ := parseColour(m[1])
				if !readableOn(link, [][]string{surfacesLight, surfacesDark}[i]) {
					t.Errorf("%s cannot be read on page %d", m[1], i)
				}
			}
		})
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Write to safety@northquay.example.", `Write to <a href="mailto:safety@northquay.example">safety@northquay.example</a>.`},
		{"We write only from @northquay.example", "We write only from @northquay.example"},
		{"See https://a.example/x?a=1&b=2, or not", `See <a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>, or not`},
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
