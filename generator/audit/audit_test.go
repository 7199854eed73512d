package audit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// page makes an HTML page around a body.
func html5(body string) []byte {
	return []byte(`<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>t</title><link rel="stylesheet" href="style.css"></head><body><h1 id="top">t</h1>` + body + `</body></html>`)
}

func TestTree(t *testing.T) {
	for _, c := range []struct {
		name string
		path string
		data string // of the file at path; "<p" begins the body of a page
		want []Finding
	}{
		{"a sound page", "index.html", `<p><a href="a/">a</a> <a href="a/#top">a</a> <a href="#top">top</a> <a href="./">home</a> <a href="https://status.example.com/a/">a</a> <a href="https://elsewhere.example/">x</a> <a href="mailto:a@b.example">m</a>`, nil},
		{"a link to nowhere", "index.html", `<p><a href="b/">b</a>`, []Finding{{"index.html", RuleLink, `href="b/": there is no file b/index.html`}}},
		{"an absolute link to nowhere", "index.html", `<p><a href="https://status.example.com/b/">b</a>`, []Finding{{"index.html", RuleLink, `href="https://status.example.com/b/": there is no file b/index.html`}}},
		{"a missing place", "index.html", `<p><a href="a/#gone">a</a>`, []Finding{{"index.html", RuleLink, `href="a/#gone": a/index.html has no place named "gone"`}}},
		{"a link out of the site", "index.html", `<p><a href="../x">x</a>`, []Finding{{"index.html", RuleLink, `href="../x": it leads out of the site`}}},
		{"a link from the root", "index.html", `<p><a href="/a/">x</a>`, []Finding{{"index.html", RuleLink, `href="/a/": a link from the root of the host breaks on a copy of the site`}}},
		{"a picture from elsewhere", "index.html", `<p><img src="https://evil.example/x.png">`, []Finding{{"index.html", RuleHost, `<img> asks another host for https://evil.example/x.png`}}},
		{"a picture without a scheme", "index.html", `<p><img src="//evil.example/x.png">`, []Finding{{"index.html", RuleHost, `<img> asks another host for //evil.example/x.png`}}},
		{"a style from elsewhere", "index.html", `<p><link rel="stylesheet" href="https://evil.example/x.css">`, []Finding{{"index.html", RuleHost, `<link> asks another host for https://evil.example/x.css`}}},
		{"a style of its own by its full address", "index.html", `<p><link rel="stylesheet" href="https://status.example.com/style.css">`, nil},
		{"a form", "index.html", `<p><form action="https://evil.example/"></form>`, []Finding{{"index.html", RuleHost, `a form sends data to "https://evil.example/"`}}},
		{"a script", "index.html", `<p><script>alert(1)</script>`, []Finding{{"index.html", RuleCode, `a script stands inside the page, and the page's policy does not name its hash`}}},
		{"a script that the policy names", "index.html", `<p><meta http-equiv="content-security-policy" content="default-src 'none'; script-src &#39;sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF&#43;pI=&#39;"><script>alert(1)</script>`, nil},
		{"a script after the one that the policy names", "index.html", `<p><meta http-equiv="content-security-policy" content="script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"><script>alert(1)</script><script>alert(2)</script>`,
			[]Finding{{"index.html", RuleCode, `a script stands inside the page, and the page's policy does not name its hash`}}},
		{"linked data is no script", "index.html", `<p><script type="application/ld+json">{}</script>`, nil},
		{"a handler", "index.html", `<p onclick="x">`, []Finding{{"index.html", RuleCode, `<p> has the attribute onclick`}}},
		{"a style", "index.html", `<p style="color:red">`, []Finding{{"index.html", RuleCode, `<p> has the attribute style`}}},
		{"a frame", "index.html", `<p><iframe></iframe>`, []Finding{{"index.html", RuleCode, `<iframe> is not allowed`}}},
		{"an id twice", "index.html", `<p id="x"><p id="x">`, []Finding{{"index.html", RulePage, `two elements have the id "x"`}}},
		{"a second main heading", "index.html", `<p><h1>x</h1>`, []Finding{{"index.html", RulePage, `the page has 2 main headings, and needs one`}}},
		{"a page without a frame", "index.html", `x`, []Finding{
			{"index.html", RulePage, "the page does not say how it fits a phone"},
			{"index.html", RulePage, "the page does not say its language"},
			{"index.html", RulePage, "the page has no title"},
		}},
		{"a word that is missing", "index.html", `<p>[i18n] status_x`, []Finding{{"index.html", RuleTemplate, `a template left "[i18n]" in the page`}}},
		{"a value out of place", "index.html", `<p><a href="#ZgotmplZ">x</a>`, []Finding{
			{"index.html", RuleLink, `href="#ZgotmplZ": index.html has no place named "ZgotmplZ"`},
			{"index.html", RuleTemplate, `a template left "ZgotmplZ" in the page`},
		}},
		{"code in an attribute", "index.html", `<p class="{{ .X }}">`, []Finding{{"index.html", RuleTemplate, `the attribute class of <p> holds template code`}}},
		{"code that an author shows", "index.html", `<p>{{ .X }}`, nil},
		{"a picture of several sizes", "index.html", `<p><img src="style.css" srcset="style.css 1x,b.png 2x, https://evil.example/c.png">`, []Finding{
			{"index.html", RuleHost, `<img> asks another host for https://evil.example/c.png`},
			{"index.html", RuleLink, `src="b.png": there is no file b.png`},
		}},
		{"a picture in the page", "index.html", `<p><img src="data:image/png;base64,AAAA">`, nil},
		{"code as an address", "index.html", `<p><a href=" JavaScript:x">x</a> <a href="data:text/html,x">y</a> <a href="tel:+49">z</a> <a href="webcal://status.example.com/c.ics">c</a>`, []Finding{
			{"index.html", RuleScheme, `<a> leads to  JavaScript:x`},
			{"index.html", RuleScheme, `<a> leads to data:text/html,x`},
		}},
		{"data sent elsewhere", "index.html", `<p><a href="./" ping="https://evil.example/">x</a>`, []Finding{{"index.html", RuleHost, `<a> sends data to "https://evil.example/"`}}},
		{"settings are no script", "index.html", `<p><script type="application/json">{}</script>`, nil},
		{"a page that moved", "old/index.html", `<html lang="en"><title>t</title><meta http-equiv="refresh" content="0; url=../a/">`, nil},
		{"a page that moved to nowhere", "old/index.html", `<html lang="en"><title>t</title><meta http-equiv="refresh" content="0; url=../b/">`, []Finding{{"old/index.html", RuleLink, `content="../b/": there is no file b/index.html`}}},
		{"a page that moved elsewhere", "old/index.html", `<html lang="en"><title>t</title><meta http-equiv="refresh" content="0; url=https://evil.example/">`, []Finding{{"old/index.html", RuleHost, `the page sends its reader on to https://evil.example/`}}},
		{"an absolute link to the home page", "index.html", `<p><a href="https://status.example.com">a</a> <a href="https://status.example.com.evil.example/b/">b</a>`, nil},
		{"raw HTML that was lost", "index.html", `<p><!-- raw HTML omitted -->`, []Finding{{"index.html", RuleTemplate, `a template left "raw HTML omitted" in the page`}}},
		{"a leftover in a feed", "feed.json", `{"a": "[i18n] x"}`, []Finding{{"feed.json", RuleTemplate, `a template left "[i18n]" in the file`}}},
		{"a leftover in a record", "ledger/records/x.json", `{"a": "[i18n] x"}`, nil},
		{"a style sheet from elsewhere", "a.css", `@import "//evil.example/x.css"; b{background:url( 'https://evil.example/x.png' )} c{background:url(x.png)}`, []Finding{
			{"a.css", RuleHost, `the style asks another host for //evil.example/x.css`},
			{"a.css", RuleHost, `the style asks another host for https://evil.example/x.png`},
		}},
		{"code in a picture", "a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="x"><script/><image href="https://evil.example/"/></svg>`, []Finding{
			{"a.svg", RuleCode, `<script> is not allowed`},
			{"a.svg", RuleCode, `<svg> has the attribute onload`},
			{"a.svg", RuleHost, `<image> asks another host for https://evil.example/`},
		}},
		{"a place in a picture", "a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><g id="b"/></svg>`, nil},
		{"a map of the site", "sitemap.xml", `<urlset><url><loc>https://status.example.com/a/</loc></url><url><loc>https://status.example.com/b/</loc></url></urlset>`, []Finding{{"sitemap.xml", RuleLink, `loc="https://status.example.com/b/": there is no file b/index.html`}}},
		{"a feed to nowhere", "feed.atom", `<feed><link href="https://status.example.com/b/"/><link href="https://elsewhere.example/"/></feed>`, []Finding{{"feed.atom", RuleLink, `href="https://status.example.com/b/": there is no file b/index.html`}}},
		{"broken lines of data", "a.jsonl", "{}\n{\n", []Finding{{"a.jsonl", RuleForm, "this is not JSON"}}},
		{"a broken feed", "feed.xml", `<rss><channel></rss>`, []Finding{{"feed.xml", RuleForm, `this is not XML: XML syntax error on line 1: element <channel> closed by </rss>`}}},
		{"an empty feed", "feed.atom", ``, []Finding{{"feed.atom", RuleForm, `this is not XML: EOF`}}},
		{"broken data", "feed.json", `{"a":}`, []Finding{{"feed.json", RuleForm, `this is not JSON`}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := map[string][]byte{"index.html": html5(""), "a/index.html": []byte(strings.ReplaceAll(string(html5("")), "style.css", "../style.css")), "style.css": nil}
			tree[c.path] = []byte(c.data)
			if strings.HasPrefix(c.data, "<p") {
				tree[c.path] = html5(c.data)
			}
			if diff := cmp.Diff(c.want, Tree(tree, Options{BaseURL: "https://status.example.com/"})); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHiddenFromSearch(t *testing.T) {
	page := func(meta string) []byte {
		return []byte(strings.Replace(string(html5("")), "<title>", meta+"<title>", 1))
	}
	noindex := page(`<meta name="robots" content="noindex">`)
	const says = "the page asks search engines not to list it (noindex); take that out of the folder theme/"
	for _, c := range []struct {
		name, path string
		data       []byte
		may        bool
		want       []Finding
	}{
		{"the home page", "index.html", noindex, false, []Finding{{"index.html", RuleHidden, says}}},
		{"a page of an incident", "incidents/x/index.html", noindex, false, []Finding{{"incidents/x/index.html", RuleHidden, says}}},
		{"one of its versions, in Spanish", "es/incidents/x/v/1/index.html", noindex, false, []Finding{{"es/incidents/x/v/1/index.html", RuleHidden, says}}},
		{"for one engine", "index.html", page(`<meta name="Googlebot" content="follow, None">`), false, []Finding{
			{"index.html", RuleHidden, "the page asks search engines not to list it (follow, None); take that out of the folder theme/"},
		}},
		{"a page that asks for something else", "index.html", page(`<meta name="robots" content="noarchive">`), false, nil},
		{"a page about noindex", "index.html", page(`<meta name="description" content="noindex">`), false, nil},
		{"the past", "index.html", noindex, true, nil},
		{"a page that is not there", "es/404.html", noindex, false, nil},
		{"a page of its own", "tool.html", noindex, false, nil},
		{"everything", "robots.txt", []byte("User-agent: *\nDisallow: /\n"), false, []Finding{
			{"robots.txt", RuleHidden, "the file keeps search engines away from incidents (Disallow: /); take that out of static/robots.txt"},
		}},
		{"one incident", "robots.txt", []byte("user-agent: A\nUser-Agent: *\nallow: /x\ndisallow: /incidents/x/ # hm\n"), false, []Finding{
			{"robots.txt", RuleHidden, "the file keeps search engines away from incidents (Disallow: /incidents/x/); take that out of static/robots.txt"},
		}},
		{"one engine", "robots.txt", []byte("User-agent: *\nDisallow:\n\nUser-agent: GPTBot\nDisallow: /\n"), false, nil},
		{"something else", "robots.txt", []byte("User-agent: *\nDisallow: /ledger/\n"), false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := map[string][]byte{"style.css": nil, c.path: c.data}
			if diff := cmp.Diff(c.want, hiddenIn(Tree(tree, Options{BaseURL: "https://status.example.com/", MayHide: c.may}))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// hiddenIn returns the findings of one rule.
func hiddenIn(all []Finding) []Finding {
	var found []Finding
	for _, f := range all {
		if f.Rule == RuleHidden {
			found = append(found, f)
		}
	}
	return found
}

func TestSecrets(t *testing.T) {
	secret := Secret{`Ms Smith's "privileged" view & more`, "private/notes.txt"}
	leak := []Finding{{"x", RuleLeak, "the file holds a private text from private/notes.txt"}}
	for _, c := range []struct {
		name, path, text string
		found            bool
	}{
		{"as it is", "x", `... Ms Smith's "privileged" view & more.`, true},
		{"at the end", "x", `Ms Smith's "privileged" view & more`, true},
		{"over two lines", "x", "Ms Smith's \"privileged\"\n   view & more", true},
		{"in HTML", "x.html", `<p>Ms Smith&#39;s &#34;privileged&#34; view &amp; more</p>`, true},
		{"with smart quotes", "x", `Ms Smith’s “privileged” view & more`, true},
		{"marked up", "x.html", `<p>Ms Smith's <em>"privileged"</em> view &amp; more</p>`, true},
		{"in JSON", "x.json", `{"a": "Ms Smith's \"privileged\" view & more"}`, true},
		{"in escaped JSON", "x.json", `{"a": "Ms Smith's \"privileged\"\n view \u0026 more"}`, true},
		{"in the HTML of a feed", "x.xml", `<rss><description>&lt;p&gt;Ms Smith&#39;s &lt;em&gt;&amp;quot;privileged&amp;quot;&lt;/em&gt; view &amp;amp; more&lt;/p&gt;</description></rss>`, true},
		{"in the HTML of a JSON feed", "x.json", `{"content_html": "\u003cp\u003eMs Smith's \u003cem\u003e\"privileged\"\u003c/em\u003e view \u0026amp; more"}`, true},
		{"in a folded calendar", "x.ics", "DESCRIPTION:Ms Smith's \"privi\r\n leged\" view & more", true},
		{"in a file that is no text", "x.pdf", "\xff\xfe Ms Smith's \"privileged\" view & more \xff", true},
		{"in part", "x", `Ms Smith's "privileged" view`, false},
		{"not at all", "x", `nothing`, false},
	} {
		o := Options{Secrets: []Secret{secret, {"short", "y"}}}
		data := []byte(c.text)
		var got []Finding
		for _, f := range Tree(map[string][]byte{c.path: data}, o) {
			if f.Rule == RuleLeak {
				f.Path = "x"
				got = append(got, f)
			}
		}
		want := leak
		if !c.found {
			want = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		o.Public = []string{`We quote: Ms Smith's *"privileged"* view & more, as she allowed.`}
		for _, f := range Tree(map[string][]byte{c.path: data}, o) {
			if f.Rule == RuleLeak {
				t.Errorf("%s: what a record says is no leak, but: %v", c.name, f)
			}
		}
	}
}

func TestCanariesAreWholeWords(t *testing.T) {
	for text, want := range map[string]bool{"The Acme case.": true, "Acme": true, "Acmeland": false, "acme": false, "placAcme": false, "(Acme)": true, "x, AcmeY Acme": true} {
		found := Tree(map[string][]byte{"x.txt": []byte(text)}, Options{Public: []string{"Acme"}, Canaries: []Secret{{"Acme", "private/x"}}})
		if got := len(found) > 0; got != want {
			t.Errorf("%q: found is %v", text, got)
		}
	}
	if found := Tree(map[string][]byte{"incidents/Acme/x.txt": nil}, Options{Canaries: []Secret{{"Acme", "private/x"}}}); len(found) != 1 {
		t.Errorf("in a path: %v", found)
	}
}

func TestAnAuthorMayWriteAboutLeftovers(t *testing.T) {
	tree := map[string][]byte{"index.html": html5("<p>The page showed &lt;no value&gt;"), "style.css": nil}
	if found := Tree(tree, Options{Public: []string{"The page showed <no value>"}}); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestTheOrderOfFindingsIsSettled(t *testing.T) {
	tree := map[string][]byte{}
	for i := range 50 {
		tree[fmt.Sprintf("p%d.html", i)] = html5(`<p onclick="x" style="y" onload="z"><a href="b">b</a>`)
	}
	first := Tree(tree, Options{})
	for range 5 {
		if diff := cmp.Diff(first, Tree(tree, Options{})); diff != "" {
			t.Fatalf("(-first +again):\n%s", diff)
		}
	}
}

func BenchmarkTree(b *testing.B) {
	tree := map[string][]byte{"style.css": nil}
	for i := range 10000 {
		tree[fmt.Sprintf("p%d.html", i)] = html5(strings.Repeat(fmt.Sprintf(`<p>Some words of a page %d, with a <a href="p%d.html">link</a>.</p>`, i, i), 60))
	}
	o := Options{}
	for i := range 1000 {
		o.Secrets = append(o.Secrets, Secret{fmt.Sprintf("this is the secret sentence number %d", i), "x"})
	}
	for b.Loop() {
		if found := Tree(tree, o); len(found) != 0 {
			b.Fatal(found[0])
		}
	}
}
