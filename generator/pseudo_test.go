package generator_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"firsthand/generator"
	"firsthand/languages"
)

// The pseudo-locale is a language that nobody speaks: each word of the theme is the
// English one in brackets. Whatever the theme or the generator says without asking
// for a word stands on its pages outside of brackets.
const pseudo = "qps"

// pseudoWords returns i18n/qps.yaml.
func pseudoWords(t *testing.T) []byte {
	t.Helper()
	words := map[string]any{}
	for key, value := range languages.Of("en").Page {
		if forms, ok := value.(map[string]any); ok {
			value = forms["other"]
		}
		if text := value.(string); !strings.HasPrefix(key, "number_group") {
			value = "⟦" + text + "⟧"
		}
		words[key] = value
	}
	out, err := yaml.Marshal(words)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// buildPseudo builds the example with the pseudo-locale as one more language, into
// which nothing was translated.
func buildPseudo(t *testing.T) map[string][]byte {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	copyInto(t, example, content)
	settings, err := os.ReadFile(filepath.Join(content, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(settings), "\nlanguages: [en, es]\n", "\nlanguages: [en, "+pseudo+"]\n", 1)
	changed = regexp.MustCompile(`, es: ("[^"]*"|[^}"]*)}`).ReplaceAllString(changed, "}")
	changed = regexp.MustCompile(`\n +es: .*`).ReplaceAllString(changed, "")
	changed = strings.Replace(changed, "languages: [en, es]", "languages: [en]", 1)
	for name, data := range map[string]string{"site.yaml": changed, "theme/i18n/" + pseudo + ".yaml": string(pseudoWords(t))} {
		name = filepath.Join(content, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, page := range []string{"about.es.md", "corrections.es.md"} {
		if err := os.Remove(filepath.Join(content, "pages", page)); err != nil {
			t.Fatal(err)
		}
	}
	output := filepath.Join(t.TempDir(), "public")
	_, problems, err := generator.Build(t.Context(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, "2026-10-01T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatalf("building the example in brackets: %v %v", err, problems.All())
	}
	verifies(t, output)
	return readTree(t, output)
}

// spoken is a text of a page: of an element or of an attribute.
type spoken struct {
	where string // "h1", "meta content"
	text  string
}

// outside lists the texts of a page that are in the language of the page and stand
// outside of brackets. Texts in another language are marked with it.
func outside(page string) []spoken {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		panic(err) // reading from a string
	}
	var all []spoken
	depth := 0
	add := func(where, text string) {
		var b strings.Builder
		end := func() {
			for _, text := range strings.Split(b.String(), " · ") {
				if text = strings.Join(strings.Fields(text), " "); strings.IndexFunc(text, unicode.IsLetter) >= 0 {
					all = append(all, spoken{where, text})
				}
			}
			b.Reset()
		}
		for _, r := range text {
			switch {
			case r == '⟦':
				end()
				depth++
			case r == '⟧':
				depth--
			case depth == 0:
				b.WriteRune(r)
			}
		}
		end()
	}
	var walk func(n *html.Node, ours bool)
	walk = func(n *html.Node, ours bool) {
		if n.Type == html.ElementNode {
			for _, a := range n.Attr {
				if a.Key == "lang" {
					ours = a.Val == pseudo
				}
			}
			for _, a := range n.Attr {
				if ours && slices.Contains([]string{"title", "aria-label", "alt", "content", "placeholder", "label", "summary"}, a.Key) && !technical(n) {
					inner := depth
					depth = 0
					add(n.Data+" "+a.Key, a.Val)
					depth = inner
				}
			}
			if slices.Contains([]string{"script", "style", "code", "pre"}, n.Data) {
				return
			}
		}
		if n.Type == html.TextNode && ours {
			add(n.Parent.Data, n.Data)
		} else if n.Type == html.TextNode { // brackets around it still count
			depth += strings.Count(n.Data, "⟦") - strings.Count(n.Data, "⟧")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, ours)
		}
	}
	walk(root, false)
	if depth != 0 {
		all = append(all, spoken{"page", fmt.Sprintf("ends %d brackets deep", depth)})
	}
	return all
}

// technical reports whether an element holds text for machines.
func technical(n *html.Node) bool {
	for _, a := range n.Attr {
		if n.Data == "meta" && (a.Key == "http-equiv" || a.Key == "charset" || a.Key == "name" && a.Val != "description" ||
			a.Key == "property" && a.Val != "og:title" && a.Val != "og:description") {
			return true
		}
	}
	return false
}

// authored collects what the authors of the example wrote into fields: titles,
// summaries, names. Pages show them in attributes too, which cannot be marked with
// their language.
func authored(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case string:
			all[strings.Join(strings.Fields(v), " ")] = true
		case []any:
			for _, item := range v {
				collect(item)
			}
		case map[string]any:
			for _, item := range v {
				collect(item)
			}
		}
	}
	for name, data := range readTree(t, example) {
		if !strings.HasSuffix(name, ".md") && name != "site.yaml" || strings.HasPrefix(name, "private/") {
			continue
		}
		text := string(data)
		if strings.HasSuffix(name, ".md") {
			rest, ok := strings.CutPrefix(text, "---\n")
			if !ok {
				continue // no fields
			}
			var body string
			text, body, _ = strings.Cut(rest, "\n---\n")
			// A summary that nobody wrote is the first paragraph.
			first, _, _ := strings.Cut(strings.TrimSpace(body), "\n\n")
			collect(first)
		}
		var fields any
		if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		collect(fields)
	}
	return all
}

func TestOutside(t *testing.T) {
	page := `<!doctype html><html lang="qps"><title>⟦x⟧ · Late</title><meta name="description" content="Word"><meta name="viewport" content="width=1">
		<p aria-label="Label">⟦a <b>⟦b⟧ c</b> d⟧, Loose <span lang="en">theirs <i lang="qps">ours</i></span></p><code>code</code><pre>pre</pre>⟦open</html>`
	got := fmt.Sprint(outside(page))
	if want := "[{title Late} {meta content Word} {p aria-label Label} {p , Loose} {i ours} {page ends 1 brackets deep}]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestNothingIsSaidWithoutAWord: no page says an English word of its own.
func TestNothingIsSaidWithoutAWord(t *testing.T) {
	tree := buildPseudo(t)
	theirs := authored(t)
	format := regexp.MustCompile(`^(.*?) ?\(?(RSS|Atom|JSON)\)?$`)
	reach := regexp.MustCompile(`^[a-z.-]+(@[a-z.]+|\.example/[a-z-]+)$`)
	name := regexp.MustCompile(`^(CVSS .*|English|` + pseudo + `)$`) // of a scale and of languages
	found := map[string][]string{}
	pages := 0
	for _, path := range slices.Sorted(maps.Keys(tree)) {
		if !strings.HasPrefix(path, pseudo+"/") || !strings.HasSuffix(path, ".html") {
			continue
		}
		pages++
		for _, s := range outside(string(tree[path])) {
			text := s.text
			if m := format.FindStringSubmatch(text); m != nil {
				text = m[1]
			}
			if text == "" || theirs[text] || reach.MatchString(text) || name.MatchString(text) {
				continue
			}
			key := s.where + ": " + s.text
			found[key] = append(found[key], path)
		}
	}
	if pages < 50 {
		t.Fatalf("%d pages in the pseudo-locale", pages)
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("%s (%d pages, such as %s)", key, len(found[key]), found[key][0])
	}
}
