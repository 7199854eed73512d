package verify

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestPageLines(t *testing.T) {
	const page = `<!doctype html><html><head>
<title>Slow booking · Northquay</title>
<meta name="description" content="Booking  is slow.">
<meta property="og:title" content="Slow booking"><meta property="og:url" content="https://x.example/">
<script type="application/ld+json">{"url":"https://x.example/","headline":"Slow","@type":"Report"}</script>
<style>p{}</style></head>
<body><header><p>Northquay</p></header>
<main><h1>Slow
 booking</h1><p>Since <time datetime="2026-03-03T07:42Z">07:42 UTC</time> it is <em>s</em>low.<span>Since then</span></p>
<ul><li>One</li><li>Two <img src="a.png" alt="a map"></li></ul>
<section aria-labelledby="ask"><p>help@example.com</p></section>
<section class="cite"><p>Quote</p></section>
<details><summary>More</summary>text</details></main><footer>Foot</footer></body></html>`
	want := []string{
		"Slow booking · Northquay", "Booking is slow.", "Slow booking", `{"@type":"Report","headline":"Slow"}`,
		"Slow booking", "Since 07:42 UTC it is slow.Since then", "One", "Two a map", "More", "text",
	}
	if diff := cmp.Diff(want, pageLines(parsePage([]byte(page)))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		name, line, made string
		want             bool
	}{
		{"the same", "Booking: slow", "Booking: slow", true},
		{"another", "Booking: slow", "Booking: down", false},
		{"a setting at the beginning", "Booking: slow", blank + ": slow", true},
		{"at the end", "Touched Booking", "Touched " + blank, true},
		{"two", "Booking, Exports and 2 more", blank + ", " + blank + " and 2 more", true},
		{"nothing in its place", ": slow", blank + ": slow", true},
		{"another end", "Booking: down", blank + ": slow", false},
		{"more than a setting says", strings.Repeat("x", longestBlank+1) + ": slow", blank + ": slow", false},
		{"shorter than what surrounds it", "ab", "ab" + blank + "b", false},
	} {
		if got := fits(c.line, c.made); got != c.want {
			t.Errorf("%s: fits(%q, %q) = %v", c.name, c.line, c.made, got)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		whole, part string
		want        bool
	}{
		{"about 4,112 people", "4,112", true},
		{"about 14,112 people", "4,112", false},
		{"14,112 and 4,112", "4,112", true},
		{"people", "people", true},
		{"townspeople", "people", false},
		{"“people”", "people", true},
		{"", "people", false},
	} {
		if got := holds(c.whole, c.part); got != c.want {
			t.Errorf("holds(%q, %q) = %v", c.whole, c.part, got)
		}
	}
}

func TestExcerpts(t *testing.T) {
	long := strings.Repeat("many words of a long line, ", 10)
	shown, right := excerpts(long+"and 6,300 people"+long, long+"and 61,300 people"+long)
	if diff := cmp.Diff([]string{
		"... line, many words of a long line, and 6,300 peoplemany words of a long line, ...",
		"... line, many words of a long line, and 61,300 peoplemany words of a long line, ...",
	}, []string{shown, right}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// FuzzPages sees to it that no page makes a comparison fail, and that a page is
// always equal to itself.
func FuzzPages(f *testing.F) {
	f.Add([]byte("<main><p>a<b>b</main>"), []byte("<title>x</title><main>y"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		one, other := pageLines(parsePage(a)), pageLines(parsePage(b))
		if faults := compareLines("the page", one, one); len(faults) > 0 && !strings.Contains(strings.Join(one, ""), blank) {
			t.Errorf("%q differs from itself: %q", one, faults)
		}
		for _, fault := range compareLines("the page", one, other) {
			if !utf8.ValidString(fault) {
				t.Errorf("not UTF-8: %q", fault)
			}
		}
	})
}

func TestFolder(t *testing.T) {
	files := map[string][]byte{
		"entries.jsonl": []byte("{}\n"), "records/a/01.1.json": []byte("{}"), "records/a-b/01.1.json": nil, "records/a/02.1.json": []byte("x"), "checkpoints/9": []byte("y"),
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	if err := fstest.TestFS(newFolder(files), names...); err != nil {
		t.Error(err)
	}
}
