package generator_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
)

// against says what of a page its Content-Security-Policy would have to forbid, and
// what in the policy allows more than a page needs.
func against(page []byte) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	policy := map[string][]string{}
	hash := func(code []byte) string {
		sum := sha256.Sum256(code)
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	used := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(page))
	inside := "" // the directive for the code that comes next
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.TextToken && inside != "" {
			if h := hash(z.Raw()); !slices.Contains(policy[inside], h) {
				complain("%s does not name %s", inside, h)
			} else {
				used[h] = true
			}
		}
		inside = ""
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		attrs := map[string]string{}
		for _, a := range t.Attr {
			attrs[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				complain("<%s %s=%q>", t.Data, a.Key, a.Val)
			}
		}
		data := attrs["type"] == "application/ld+json"
		switch {
		case t.Data == "meta" && strings.EqualFold(attrs["http-equiv"], "Content-Security-Policy"):
			if len(policy) > 0 {
				complain("there are two policies")
			}
			for directive := range strings.SplitSeq(attrs["content"], ";") {
				words := strings.Fields(directive)
				policy[words[0]] = words[1:]
			}
		case len(policy) == 0 && slices.Contains([]string{"link", "script", "style", "img", "body"}, t.Data):
			complain("<%s> stands before the policy", t.Data)
		case t.Data == "style":
			inside = "style-src"
		case t.Data == "script" && attrs["src"] == "" && !data:
			inside = "script-src"
		case t.Data == "base" || t.Data == "iframe" || t.Data == "object" || t.Data == "embed" || t.Data == "form":
			complain("<%s>", t.Data)
		}
		for _, key := range []string{"src", "srcset", "poster"} {
			if strings.Contains(attrs[key], "//") {
				complain("<%s %s=%q>", t.Data, key, attrs[key])
			}
		}
		if t.Data == "link" && slices.Contains([]string{"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "prefetch", "manifest"}, attrs["rel"]) && strings.Contains(attrs["href"], "//") {
			complain("<link rel=%q href=%q>", attrs["rel"], attrs["href"])
		}
	}
	may := map[string][]string{
		"default-src": {"'none'"}, "base-uri": {"'none'"}, "form-action": {"'none'"}, "connect-src": {"'self'", "'none'"}, "img-src": {"'self'", "'none'"},
		"style-src": {"'self'", "'none'"}, "script-src": {"'self'", "'none'"},
	}
	for _, directive := range []string{"default-src", "base-uri", "form-action", "script-src", "style-src"} {
		if len(policy[directive]) == 0 {
			complain("the policy has no %s", directive)
		}
	}
	for directive, sources := range policy {
		if may[directive] == nil {
			complain("the policy has %s", directive)
		}
		for _, source := range sources {
			if !slices.Contains(may[directive], source) && !used[source] {
				complain("%s allows %s, which the page has no use for", directive, source)
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

// TestThePolicyIsReadAsABrowserReadsIt: what is wrong in these is found.
func TestThePolicyIsReadAsABrowserReadsIt(t *testing.T) {
	const good = `default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'`
	head := func(policy string) string {
		return `<meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="` + policy + `">`
	}
	for _, c := range []struct{ name, page, want string }{
		{"good", head(good) + `<link rel=stylesheet href=a.css><script src=a.js></script><script type="application/ld+json">{}</script>`, ""},
		{"none", `<title>x</title>`, "the policy has no base-uri|the policy has no default-src|the policy has no form-action|the policy has no script-src|the policy has no style-src"},
		{"too late", `<link rel=stylesheet href=a.css>` + head(good), "<link> stands before the policy"},
		{"a style inside", head(good) + `<style>a{}</style>`, "style-src does not name 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"},
		{"unsafe", head(strings.Replace(good, "script-src 'self'", "script-src 'self' 'unsafe-inline'", 1)), "script-src allows 'unsafe-inline', which the page has no use for"},
		{"another host", head(strings.Replace(good, "style-src 'self'", "style-src https://fonts.example", 1)), "style-src allows https://fonts.example, which the page has no use for"},
		{"an attribute", head(good) + `<p style="color:red" onclick="x()">`, `<p onclick="x()">|<p style="color:red">`},
		{"a picture from elsewhere", head(good) + `<img src="https://x.example/a.png">`, `<img src="https://x.example/a.png">`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(against([]byte(c.page)), "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestPagesKeepToThemselves looks at sites that together have every kind of page and
// every state.
func TestPagesKeepToThemselves(t *testing.T) {
	sites := map[string]string{"example": buildExample(t)}
	for _, name := range []string{"gallery/busy", "gallery/whole", "gallery/arabic", "gallery/first", "gallery/calm", "sites/correction"} {
		archive, err := txtar.ParseFile("../testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		sites[name] = play(t, archive)
	}
	t.Run("policy", func(t *testing.T) { eachCarriesAPolicy(t, sites) })
	t.Run("browser", func(t *testing.T) { eachAsksNobodyElse(t, sites) })
}

// eachCarriesAPolicy: every page has a strict one, before anything that is loaded,
// which names the style and the script inside the page by their hashes and allows
// nothing that the page has no use for.
func eachCarriesAPolicy(t *testing.T, sites map[string]string) {
	for site, output := range sites {
		pages := 0
		for name, data := range readTree(t, output) {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			pages++
			if wrong := against(data); len(wrong) > 0 {
				t.Errorf("%s: %s:\n\t%s", site, name, strings.Join(wrong, "\n\t"))
			}
		}
		if pages < 10 {
			t.Errorf("%s has %d pages", site, pages)
		}
	}
}

// watched is run in each page before its own scripts: it notes what the policy stops.
const watched = `window.stopped = []; document.addEventListener("securitypolicyviolation", e => stopped.push(e.effectiveDirective + " " + e.blockedURI))`

// eachAsksNobodyElse opens a page of every kind in every language in a browser, and
// uses the search. Nothing is asked from another host, nothing is missing, and the
// policy of the page stops nothing.
func eachAsksNobodyElse(t *testing.T, sites map[string]string) {
	ctx := browser(t)
	tab := openTab(t, ctx, "Europe/Madrid", "2026-10-01T12:00:00Z", true)
	if _, err := chromedp.Call(tab, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watched}); err != nil {
		t.Fatal(err)
	}
	// icons are those of the sites: for a page that names none, a browser asks for it when
	// it has time, and then another page is open.
	var icons []string
	// stopped says what happened in the open page that should not have.
	stopped := func(from string) (wrong []string) {
		wrong = eval[[]string](t, tab, `stopped`)
		tab.mu.Lock()
		defer tab.mu.Unlock()
		for _, asked := range tab.asked {
			if !strings.HasPrefix(asked, from) && !strings.HasPrefix(asked, "data:") && !slices.Contains(icons, asked) {
				wrong = append(wrong, "it asks for "+asked)
			}
		}
		return append(wrong, tab.complaints...)
	}

	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src *"><style>a{}</style><p style="top:0"><img src="http://127.0.0.1:9/x.png">`))
	}))
	defer bad.Close()
	icons = append(icons, bad.URL+"/favicon.ico")
	tab.visit(t, bad.URL+"/", 390)
	if got := strings.Join(stopped(bad.URL), "\n"); !strings.Contains(got, "style-src-elem inline") || !strings.Contains(got, "style-src-attr inline") || !strings.Contains(got, "it asks for http://127.0.0.1:9/x.png") {
		t.Fatalf("of a bad page the test sees only\n%s", got)
	}

	for site, output := range sites {
		server := httptest.NewServer(http.FileServer(http.Dir(output)))
		defer server.Close()
		icons = append(icons, server.URL+"/favicon.ico")
		tree := readTree(t, output)
		for _, page := range kindsOf(tree) {
			tab.visit(t, server.URL+"/"+strings.TrimSuffix(page, "index.html"), 390)
			if !eval[bool](t, tab, `!!document.querySelector("meta[http-equiv=Content-Security-Policy]")`) {
				t.Errorf("%s: %s has no policy", site, page)
			}
			if eval[bool](t, tab, `!!document.querySelector("#find")`) {
				eval[any](t, tab, `document.querySelector("#find").dispatchEvent(new FocusEvent("focusin", {bubbles: true}))`)
				if !comesTrue(tab, `!!document.querySelector(".find ol")`) {
					t.Errorf("%s: %s: the search does not come", site, page)
				}
				eval[any](t, tab, `{ const f = document.querySelector("#find"); f.value = "a"; f.dispatchEvent(new Event("input")) } 0`)
				if !comesTrue(tab, `/[^…]$/.test(document.querySelector(".find [role=status]").textContent)`) {
					t.Errorf("%s: %s: the search finds nothing", site, page)
				}
			}
			if wrong := stopped(server.URL + "/"); len(wrong) > 0 {
				t.Errorf("%s: %s:\n\t%s", site, page, strings.Join(wrong, "\n\t"))
			}
		}
		// Pictures that other sites show.
		for name, data := range tree {
			if filepath.Ext(name) == ".svg" && bytes.Contains(bytes.ReplaceAll(data, []byte("http://www.w3.org/"), nil), []byte("//")) {
				t.Errorf("%s: %s names another host", site, name)
			}
		}
	}
}
