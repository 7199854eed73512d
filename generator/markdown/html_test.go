package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestHTML(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"paragraphs", "One\ntwo.\n\nThree.", "<p>One\ntwo.</p>\n<p>Three.</p>\n"},
		{"marks", "*a* **b** `c<` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c&lt;</code> <del>d</del></p>\n"},
		{"headings", "# A\n## B *c*\n\nD\n---", "<h1>A</h1>\n<h2>B <em>c</em></h2>\n<h2>D</h2>\n"},
		{"no heading attributes", "## A {#id .class}", "<h2>A {#id .class}</h2>\n"},
		{"tight list", "- a\n- b\n  1. c\n", "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"},
		{"loose list from 3", "3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n"},
		{"no task list", "- [ ] a", "<ul>\n<li>[ ] a</li>\n</ul>\n"},
		{"quote and rule", "> a\n\n***", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n"},
		{"code", "```go x\na < b\n\n```\n\n    c\n", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>\n<pre><code>c\n</code></pre>\n"},
		{"code of a strange language", "```\"><script>\nx\n```", "<pre><code>x\n</code></pre>\n"},
		{"table", "|a|b|\n|:-|-:|\n|1|`x\\|y`|", "<table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th scope=\"col\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td><code>x|y</code></td>\n</tr>\n</tbody>\n</table>\n"},
		{"table without rows", "|a|\n|-|", "<table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n</table>\n"},
		{"line breaks", "a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"},
		{"references and escapes", "&copy; &#65; &amp;lt; \\*a\\* &nosuch; AT&T", "<p>© A &amp;lt; *a* &amp;nosuch; AT&amp;T</p>\n"},
		{"links", "[a](https://x.example/?a=1&b=2 'T \"q\"') [b](mailto:x@y.example) [c](tel:+4912)", "<p><a href=\"https://x.example/?a=1&amp;b=2\" title=\"T &quot;q&quot;\">a</a> <a href=\"mailto:x@y.example\">b</a> <a href=\"tel:+4912\">c</a></p>\n"},
		{"links in the site", "[a](files/a.pdf) [b](#x) [c](/verify/) [d](../x) [e](./x)", "<p><a href=\"files/a.pdf\">a</a> <a href=\"#x\">b</a> <a href=\"/verify/\">c</a> d <a href=\"./x\">e</a></p>\n"},
		{"links by address", "https://x.example/a, www.x.example <https://y.example> a@b.example", "<p><a href=\"https://x.example/a\">https://x.example/a</a>, <a href=\"https://www.x.example\">www.x.example</a> <a href=\"https://y.example\">https://y.example</a> <a href=\"mailto:a@b.example\">a@b.example</a></p>\n"},
		{"forbidden links", "[a](javascript:alert(1)) [b](JAVA&#10;SCRIPT:x) [c](data:text/html,x) [d](//evil.example) [e](\\\\\\\\evil.example) <ftp:x> [f](file:///etc) [g](blob:x)", "<p>a b c d e ftp:x f g</p>\n"},
		{"forbidden autolink", "ftp://x.example/", "<p>ftp://x.example/</p>\n"},
		{"address inside a link", "[see <https://a.example>](https://b.example)", "<p><a href=\"https://b.example\">see https://a.example</a></p>\n"},
		{"link without text", "a [](https://x.example)[ <!-- --> ](y) b", "<p>a  b</p>\n"},
		{"picture", "![A *map*](files/m.png \"T\")", "<p><img src=\"files/m.png\" alt=\"A map\" title=\"T\" loading=\"lazy\"></p>\n"},
		{"picture on another host", "![A map](https://x.example/m.png) ![](data:x)", "<p>A map</p>\n"},
		{"raw HTML", "<b onclick=x>hi</b>\n\n<div>\n<p>x\n</div>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n<p>&lt;div&gt;\n&lt;p&gt;x\n&lt;/div&gt;</p>\n"},
		{"comments", "a <!-- b --> c\n<!-- d -->\n\ne <?f?><!G h>", "<p>a c</p>\n<p>e</p>\n"},
		{"text after a comment", "<!-- a --> *b*\n<script>x</script>", "<p>*b*</p>\n<p>&lt;script&gt;x&lt;/script&gt;</p>\n"},
		{"a comment that is text", "a <!-- b", "<p>a &lt;!-- b</p>\n"},
		{"shortcodes are text", "{{< x >}} {{ .y }}", "<p>{{&lt; x &gt;}} {{ .y }}</p>\n"},
		{"invisible characters", "a&#x202e;b\u200bc&#0;&#1;", "<p>abc\ufffd</p>\n"},
		{"empty heading", "## <!-- x -->\n\n##", ""},
		{"footnotes are text", "a[^1]\n\n[^1]: b", "<p>a<a href=\"b\">^1</a></p>\n"},
		{"typographer is off", "\"a\" -- b...", "<p>&quot;a&quot; -- b...</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, HTML(tt.in, Options{})); diff != "" {
				t.Errorf("HTML(%q) (-want +got):\n%s", tt.in, diff)
			}
			checkHTML(t, tt.in)
		})
	}
}

func TestDirection(t *testing.T) {
	if got, want := HTML("a", Options{Lang: "ar", Dir: "rtl"}), "<div lang=\"ar\" dir=\"rtl\">\n<p>a</p>\n</div>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHTMLOptions(t *testing.T) {
	o := Options{
		Shift: 1,
		Lang:  "es",
		Link: func(dest string) (string, bool) {
			switch dest {
			case "files/form.pdf":
				return "../../assets/abc.pdf", true
			case "evil":
				return "javascript:x", true
			case "/verify/":
				return "https://status.example/verify/", true
			}
			return "", false
		},
		Image: func(dest string) (Image, bool) {
			return Image{"../../assets/def.png", 640, 480}, dest == "files/map.png"
		},
	}
	in := "## A\n###### B\n\n[a](files/form.pdf) [b](evil) [c](/verify/) [d](other) [e](https://x.example)\n\n![m](files/map.png) ![n](files/no.png)"
	want := `<div lang="es">
<h3>A</h3>
<h6>B</h6>
<p><a href="../../assets/abc.pdf">a</a> b <a href="https://status.example/verify/">c</a> d <a href="https://x.example">e</a></p>
<p><img src="../../assets/def.png" alt="m" width="640" height="480" loading="lazy"> n</p>
</div>
`
	if diff := cmp.Diff(want, HTML(in, o)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var allowedAttributes = map[atom.Atom][]string{
	atom.A:    {"href", "title"},
	atom.Img:  {"src", "alt", "title", "width", "height", "loading"},
	atom.Ol:   {"start"},
	atom.Th:   {"scope"},
	atom.Code: {"class"},
	atom.H1:   nil, atom.H2: nil, atom.H3: nil, atom.H4: nil, atom.H5: nil, atom.H6: nil,
	atom.P: nil, atom.Ul: nil, atom.Li: nil, atom.Blockquote: nil, atom.Pre: nil, atom.Hr: nil,
	atom.Table: nil, atom.Thead: nil, atom.Tbody: nil, atom.Tr: nil, atom.Td: nil,
	atom.Em: nil, atom.Strong: nil, atom.Del: nil, atom.Br: nil,
	atom.Html: nil, atom.Head: nil, atom.Body: nil,
}

// checkHTML checks, with another reader of HTML, what holds for every text.
func checkHTML(t *testing.T, md string) {
	t.Helper()
	out := HTML(md, Options{})
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("HTML(%q) = %q: %v", md, out, err)
	}
	var check func(n *html.Node, inLink bool)
	check = func(n *html.Node, inLink bool) {
		switch n.Type {
		case html.CommentNode, html.DoctypeNode:
			t.Errorf("HTML(%q) = %q holds a comment", md, out)
		case html.ElementNode:
			allowed, ok := allowedAttributes[n.DataAtom]
			if !ok || inLink && n.DataAtom == atom.A {
				t.Errorf("HTML(%q) = %q holds <%s>", md, out, n.Data)
			}
			for _, a := range n.Attr {
				found := false
				for _, k := range allowed {
					found = found || k == a.Key
				}
				if !found {
					t.Errorf("HTML(%q) = %q: <%s> has %s", md, out, n.Data, a.Key)
				}
				if a.Key == "href" && !isAllowed(a.Val) && (!isLocal(a.Val) || leaves(a.Val)) || a.Key == "src" && !isLocal(a.Val) {
					t.Errorf("HTML(%q) = %q: %s leads to %q", md, out, a.Key, a.Val)
				}
			}
			inLink = inLink || n.DataAtom == atom.A
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			check(c, inLink)
		}
	}
	check(root, false)
	// What the other reader understood is what was written.
	var b strings.Builder
	for c := root.LastChild.LastChild.FirstChild; c != nil; c = c.NextSibling {
		if err := html.Render(&b, c); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.ReplaceAll(strings.ReplaceAll(b.String(), "&#34;", "&quot;"), "/>", ">"); got != strings.ReplaceAll(out, "/>", ">") && !strings.Contains(md, "'") {
		t.Errorf("HTML(%q) is not well formed (-written +read):\n%s", md, cmp.Diff(out, got))
	}
}

func FuzzHTML(f *testing.F) {
	for _, tt := range canonicalTests {
		f.Add(tt.in)
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		if len(md) > 4000 {
			return
		}
		checkHTML(t, md)
	})
}
