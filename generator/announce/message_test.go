package announce

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"firsthand/generator/site"
)

var update = flag.Bool("update", false, "rewrite the messages in testdata")

const (
	hostileTitle   = "<!channel> & <https://evil.example|click> *bold* [a](https://evil.example) {{DATE(2026-01-01)}} ${x}\r\nBcc: x@evil.example \u202e\u0007\U0001F468\u200d\U0001F469\u200d\U0001F467 \u05d0\u05d1 ]]> \"quoted\" \\"
	hostileSummary = "<script>alert(1)</script> &amp; <@U123> |pipe|"
)

var hostileItem = published(3, map[string]any{
	"title": hostileTitle, "summary": hostileSummary, "tags": []string{"outage", "correction", "component:exports"},
	"url":          "https://status.example.com/incidents/a/updates/03/?a=1&b=|x",
	"content_html": "<div lang=\"en\" dir=\"ltr\">\n<p>5 &lt; 6 &amp; <strong>so</strong> on</p>\n<script>alert(1)</script>\n<h3>What you can do</h3>\n<ol>\n<li>Call <a href=\"tel:+1800\">us</a>.</li>\n<li>Wait.</li>\n</ol>\n<p>.</p>\n</div>",
})

// items returns items as they are read from a feed, oldest first.
func itemsOf(t testing.TB, all ...any) []Item {
	t.Helper()
	items, _, err := parseFeed(feedOf(all...))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(items)
	return items
}

func testRun() *run {
	r := &run{Options: Options{
		Site: &site.Site{
			Name: site.Words{"en": "Example & <status>", "es": "Estado"}, URL: &url.URL{Scheme: "https", Host: "status.example.com", Path: "/"},
			Languages: []string{"en", "es"},
		},
		Clock: func() time.Time { return now },
	}}
	return r
}

// Messages as they leave. A change of these bytes is seen by everybody who is
// told.
func TestMessages(t *testing.T) {
	r := testRun()
	plainItem := published(1, nil)
	for _, c := range []struct {
		name string
		item any
	}{{"statement", plainItem}, {"hostile", hostileItem}} {
		it := itemsOf(t, c.item)[0]
		for _, to := range []Receiver{{Kind: JSON}, {Kind: Slack}, {Kind: Teams}, {Kind: Mail, Name: "list@example.com", mail: mailbox{from: `"Example" <status@example.com>`}}} {
			got, err := r.payload(to, it)
			if err != nil {
				t.Fatal(err)
			}
			if to.Kind == Mail {
				msg, err := r.letter(to, it)
				if err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				if _, err := msg.WriteTo(&b); err != nil {
					t.Fatal(err)
				}
				got = strings.ReplaceAll(b.String(), "\r\n", "\n")
			}
			file := filepath.Join("testdata", c.name+"."+string(to.Kind))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			same(t, file, string(want), got)
		}
	}
}

// What an author writes is shown, and never acted upon, by Slack and Teams.
func TestHostileTitles(t *testing.T) {
	r := testRun()
	for name, title := range map[string]string{
		"markup": hostileTitle, "long": strings.Repeat("&", 10_000), "long emoji": strings.Repeat("\U0001F468", 10_000),
		"nothing": " \u0000 ", "no text": string([]byte{0xff, 0xfe}),
	} {
		it := itemsOf(t, published(1, map[string]any{"title": title, "summary": title}))[0]
		slack, err := r.body(Receiver{Kind: Slack}, it)
		if err != nil {
			t.Fatal(err)
		}
		var message struct {
			Text   string
			Blocks []struct {
				Text     struct{ Type, Text string }
				Elements []struct{ Type, Text string }
			}
		}
		if err := json.Unmarshal(slack, &message); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		texts := []string{message.Text}
		for _, b := range message.Blocks {
			texts = append(texts, b.Text.Text)
			for _, e := range b.Elements {
				texts = append(texts, e.Text)
			}
		}
		for _, text := range texts {
			rest := strings.ReplaceAll(text, "<"+it.URL+"|", "")
			if strings.Contains(rest, "<") || strings.Count(rest, ">") > 1 || utf8.RuneCountInString(text) > 3000 {
				t.Errorf("%s: Slack could act upon %.200q (%d characters)", name, text, utf8.RuneCountInString(text))
			}
		}
		teams, err := r.body(Receiver{Kind: Teams}, it)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(teams) || bytes.Contains(teams, []byte("TextBlock\"")) && !bytes.Contains(teams, []byte("RichTextBlock")) || len(teams) > 28_000 {
			t.Errorf("%s: the card has %d bytes: %.300s", name, len(teams), teams)
		}
		msg, err := r.letter(Receiver{Kind: Mail, Name: "list@example.com", mail: mailbox{from: "a@example.com"}}, it)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := msg.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(b.String(), "\r\n\r\n")
		if strings.Contains(head, "\r\nBcc:") || strings.Count(head, "\r\nSubject:") != 1 {
			t.Errorf("%s: headers\n%s", name, head)
		}
		for line := range strings.SplitSeq(b.String(), "\r\n") {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d bytes", name, len(line))
			}
		}
	}
}

// The signature that the documentation of Standard Webhooks shows.
func TestSignature(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	same(t, "signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", got)
}

// A receiver can check who sent a message, and when, and that it is a repeat.
func TestSignedHeaders(t *testing.T) {
	h := serve(t, status(500), status(200))
	key := []byte("0123456789abcdef0123456789")
	rec := h.webhook("a")
	rec.key = key
	slack := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(1)...)}, rec, Receiver{Kind: Slack, Name: "b", address: slack.URL + secretPath})
	b.Agent = "firsthand test"
	clock := now
	b.Clock = func() time.Time { return clock }
	b.Sleep = func(_ context.Context, d time.Duration) error { clock = clock.Add(d); return nil }
	b.run()
	if len(h.log) != 2 {
		t.Fatalf("%d messages", len(h.log))
	}
	for i, m := range h.log {
		stamp := m.header.Get("Webhook-Timestamp")
		same(t, "time", []string{"1772539200", "1772539201"}[i], stamp)
		same(t, "signature", sign(key, m.header.Get("Webhook-Id"), stamp, []byte(m.body)), m.header.Get("Webhook-Signature"))
		same(t, "key", m.header.Get("Webhook-Id"), m.header.Get("Idempotency-Key"))
		same(t, "agent", "firsthand test", m.header.Get("User-Agent"))
		same(t, "type", "application/json", m.header.Get("Content-Type"))
		var body struct {
			Key string `json:"idempotency_key"`
		}
		if err := json.Unmarshal([]byte(m.body), &body); err != nil || body.Key != m.header.Get("Webhook-Id") {
			t.Errorf("key in the body: %q %v", body.Key, err)
		}
	}
	same(t, "body of the repeat", h.log[0].body, h.log[1].body)
	if h := slack.log[0].header; h.Get("Webhook-Signature") != "" || h.Get("Idempotency-Key") == "" {
		t.Errorf("headers for Slack: %v", h)
	}
}

// The key of an item is another for each, and never changes: receivers know by it
// what they have.
func TestKeys(t *testing.T) {
	items := itemsOf(t, statements(2)...)
	same(t, "keys", []string{"180debbaaecc40c8dae1f9aa68bf204d", "99f3a7feea7eaeb601635cbfb15e7812"}, []string{items[0].Key(), items[1].Key()})
}

func TestReceivers(t *testing.T) {
	s := &site.Site{
		Languages: []string{"en", "es"}, Hubs: []string{"https://hub.example.com/"},
		Announce: site.Announce{
			Webhooks: []site.Webhook{{Name: "channel", Kind: "slack", Address: "SLACK"}, {Name: "portal", Kind: "json", Address: "PORTAL", Secret: "KEY", Language: "es"}},
			Mail:     []site.Mail{{From: "a@example.com", To: "list@example.com", Server: "smtp.example.com:587", User: "USER", Password: "PASSWORD"}},
		},
	}
	good := map[string]string{
		"SLACK": " https://hooks.example.com" + secretPath + "\n", "PORTAL": "http://127.0.0.1:80/", "KEY": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"USER": "me", "PASSWORD": "swordfish",
	}
	names := []string{"hub https://hub.example.com/", "hub https://hub.example.com/ es", `webhook "channel"`, `webhook "portal"`, "mail to list@example.com"}
	for _, c := range []struct {
		name    string
		change  map[string]string
		trouble map[int]string
	}{
		{name: "fine"},
		{"not set", map[string]string{"SLACK": "-"}, map[int]string{2: "the variable SLACK is not set; set it where announce runs, for example from the secrets of your CI"}},
		{"misspelt", map[string]string{"SLACK": "-", "SLAKC": "https://hooks.example.com" + secretPath}, map[int]string{2: "the variable SLACK is not set; SLAKC is: is that the one to name in site.yaml?"}},
		{"empty", map[string]string{"SLACK": " "}, map[int]string{2: "the variable SLACK is empty; give it its value where announce runs"}},
		{"no address", map[string]string{"SLACK": "verysecrettoken"}, map[int]string{2: "the variable SLACK holds no address that begins with https://"}},
		{"odd address", map[string]string{"SLACK": "https://%zz/verysecrettoken"}, map[int]string{2: "the variable SLACK holds no address that begins with https://"}},
		{"open address", map[string]string{"SLACK": "http://hooks.example.com" + secretPath}, map[int]string{2: "the address in the variable SLACK begins with http://, so that everybody on the way could read it and write in your name; it has to begin with https://"}},
		{"no key", map[string]string{"KEY": "swordfish"}, map[int]string{3: "the variable KEY holds no key for signatures; make one with: openssl rand -base64 32"}},
		{"short key", map[string]string{"KEY": "c3dvcmRmaXNo"}, map[int]string{3: "the variable KEY holds no key for signatures; make one with: openssl rand -base64 32"}},
		{"no password", map[string]string{"PASSWORD": "-"}, map[int]string{4: "the variable PASSWORD is not set; set it where announce runs, for example from the secrets of your CI"}},
	} {
		env := maps.Clone(good)
		for k, v := range c.change {
			env[k] = v
			if v == "-" {
				delete(env, k)
			}
		}
		all := Receivers(s, env)
		var got []string
		trouble := map[int]string{}
		for i, r := range all {
			got = append(got, r.String())
			if r.Trouble != "" {
				trouble[i] = r.Trouble
			}
		}
		same(t, c.name, names, got)
		if c.trouble == nil {
			c.trouble = map[int]string{}
		}
		same(t, c.name, c.trouble, trouble)
	}
}

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"nothing", "", ""},
		{"paragraphs", "<div><p>One\n two.</p>\n<p>Three<br>four &amp; <em>five</em>, six.</p></div>", "One two.\n\nThree\nfour & five, six."},
		{"headings and lists", "<h3>Do</h3><ul>\n<li>One</li>\n<li>Two<ul><li>Three</li></ul></li>\n</ul><p>End</p>", "Do\n\n- One\n- Two\n  - Three\n\nEnd"},
		{"numbers", "<ol start=\"3\"><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n\n4. b\n\n   c"},
		{"links", `<p><a href="https://x.example/">Here</a>, <a href="https://y.example/">https://y.example/</a>, <a href="mailto:a@example.com">a@example.com</a></p>`, "Here (https://x.example/), https://y.example/, a@example.com"},
		{"code", "<pre><code>a  b\n\n c\n</code></pre><p>d</p>", "a  b\n\n c\n\nd"},
		{"quotation", "<blockquote><p>a<br>b</p><p>c</p></blockquote>d", "> a\n> b\n>\n> c\n\nd"},
		{"table", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "a | b\n1 | 2"},
		{"pictures and scripts", `<p><img src="x" alt="A chart"><script>alert(1)</script></p><style>p{}</style><hr><p>z</p>`, "A chart\n\n* * *\n\nz"},
	} {
		same(t, c.name, c.want, plainText(c.html))
	}
}

func FuzzParseFeed(f *testing.F) {
	f.Add(feedOf(statements(2)...))
	f.Add(feedOf(hostileItem))
	r := testRun()
	f.Fuzz(func(t *testing.T, data []byte) {
		items, _, err := parseFeed(data)
		if err != nil {
			return
		}
		for _, it := range items {
			for _, kind := range []Kind{JSON, Slack, Teams} {
				body, err := r.body(Receiver{Kind: kind}, it)
				if err != nil || !json.Valid(body) {
					t.Errorf("%s of %q: %v\n%s", kind, it.Title, err, body)
				}
			}
			if _, err := r.letter(Receiver{Kind: Mail, Name: "list@example.com", mail: mailbox{from: "a@example.com"}}, it); err != nil {
				t.Error(err)
			}
			if h := (http.Header{"Idempotency-Key": {it.Key()}}); len(h.Get("Idempotency-Key")) != 32 {
				t.Error(h)
			}
		}
	})
}

func FuzzPlainText(f *testing.F) {
	f.Add("<ul><li>a<blockquote><pre> x\n</pre>")
	f.Add("<table><td><ol><li><p>")
	f.Fuzz(func(t *testing.T, html string) {
		if got := plainText(html); strings.TrimSpace(got) != got {
			t.Errorf("%q", got)
		}
	})
}
