package verify_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/ledger"
	"firsthand/generator/page"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
	"firsthand/generator/verify"
)

// lines returns the entries of a site.
func (s served) lines() []string {
	return strings.Split(strings.TrimSuffix(string(s["ledger/entries.jsonl"]), "\n"), "\n")
}

// flip changes one byte of a file, where a text stands in it.
func flip(t *testing.T, s served, name, text string) served {
	t.Helper()
	at := bytes.LastIndex(s[name], []byte(text))
	if at < 0 {
		t.Fatalf("%s does not hold %q", name, text)
	}
	data := bytes.Clone(s[name])
	data[at] ^= 1
	return s.with(name, data)
}

// replace replaces a text in a file, where it stands first.
func replace(t *testing.T, s served, name, old, new string) served {
	t.Helper()
	if !bytes.Contains(s[name], []byte(old)) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	return s.with(name, bytes.Replace(s[name], []byte(old), []byte(new), 1))
}

// rewritten changes an entry and chains those after it anew, as somebody without
// the key would.
func rewritten(t *testing.T, s served, seq int, old, new string) served {
	t.Helper()
	lines := s.lines()
	if !strings.Contains(lines[seq], old) {
		t.Fatalf("entry %d does not hold %q: %s", seq, old, lines[seq])
	}
	lines[seq] = strings.Replace(lines[seq], old, new, 1)
	prev := regexp.MustCompile(`"prev":"[0-9a-f]{64}"`)
	for i := seq + 1; i < len(lines); i++ {
		sum := sha256.Sum256([]byte(lines[i-1]))
		lines[i] = prev.ReplaceAllString(lines[i], `"prev":"`+hex.EncodeToString(sum[:])+`"`)
	}
	return s.with("ledger/entries.jsonl", []byte(strings.Join(lines, "\n")+"\n"))
}

// unsigned takes every signature from a site.
func unsigned(s served) served {
	left := s.without("ledger/checkpoint").without("ledger/proofs/")
	return left.with("build.json", bytes.Replace(s["build.json"], []byte(`"signed": true`), []byte(`"signed": false`), 1))
}

// knownOf returns what somebody saw of a site, at a size.
func knownOf(t *testing.T, s served, size int) verify.Known {
	t.Helper()
	tree, err := transparency.NewTree(s.lines())
	if err != nil {
		t.Fatal(err)
	}
	root, err := tree.Root(size)
	if err != nil {
		t.Fatal(err)
	}
	return verify.Known{
		Origin: "status.northquay.example", Size: size, Root: root.String(), From: "an earlier run",
		Seen: time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC),
	}
}

// TestAttacks is the table of what a host, a thief of the key or the company
// itself can try, each with what is found.
func TestAttacks(t *testing.T) {
	e := signedExample(t)
	const (
		entries = "ledger/entries.jsonl"
		breach  = "2026-03-03-support-exports"
		record  = "ledger/records/" + breach + "/05.1.json"
		public  = " (public since 9 March 2026, 16:00 UTC)"
	)
	site := e.site
	last := len(site.lines()) - 1
	correction := -1 // the entry that published the correction of the breach
	for seq, line := range site.lines() {
		if strings.Contains(line, `"doc":"`+breach+`/05"`) {
			correction = seq
			break
		}
	}
	if correction < 0 {
		t.Fatal("the example lost its correction")
	}
	other, err := newSigner(9)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := transparency.NewTree(site.lines())
	if err != nil {
		t.Fatal(err)
	}
	root, err := tree.Root(last + 1)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(c transparency.Checkpoint, s transparency.Signer) (note, ssh []byte) {
		if note, err = transparency.Sign(c, s); err == nil {
			ssh, err = transparency.SignSSH(note, s)
		}
		if err != nil {
			t.Fatal(err)
		}
		return note, ssh
	}
	ofOther, sshOfOther := sign(transparency.Checkpoint{Origin: "status.northquay.example", Size: last + 1, Root: root}, other)
	larger, sshLarger := sign(transparency.Checkpoint{Origin: "status.northquay.example", Size: last + 5, Root: root}, e.signer)
	head := fmt.Sprintf("ledger/checkpoints/%d", last+1)

	cases := []struct {
		name  string
		site  served
		known []verify.Known
		pages bool     // the pages are looked at, which takes longer
		want  []string // findings
	}{
		{
			name: "one byte of an entry", site: flip(t, site, entries, `"doc":"`+breach+`/05"`),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: the line is not as firsthand wrote it", correction)},
		},
		{
			name: "one hex digit of an entry", site: flip(t, site, entries, site.lines()[correction][len(`{"commit":"`):len(`{"commit":"`)+20]),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: the line was changed after it was written%s", correction, public)},
		},
		{
			name: "one hex digit of the last entry", site: flip(t, site, entries, site.lines()[last][len(`{"commit":"`):len(`{"commit":"`)+20]),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: the entry is not the one that was signed: line %d was changed (public since 12 September 2026, 06:10 UTC)", last, last+1)},
		},
		{
			name: "one byte of a record", site: flip(t, site, record, "61,300"),
			want: []string{fmt.Sprintf("entry %d: %s: the record was changed after it was published: its SHA-256 is [0-9a-f]{64}, and the entry says [0-9a-f]{64}%s", correction, record, regexp.QuoteMeta(public))},
		},
		{
			name: "a record is gone", site: site.with(record, nil),
			want: []string{fmt.Sprintf("entry %d: %s: the record is missing%s", correction, record, regexp.QuoteMeta(public))},
		},
		{
			name: "one byte of a file that a statement links to", site: flip(t, site, assetOf(t, site), "e"),
			want: []string{`entry \d+: assets/[0-9a-f]{64}\.csv: the file was changed after it was published: its name is no longer its SHA-256 \(public since `},
		},
		{
			name: "one byte of a tile of hashes", site: func() served {
				data := bytes.Clone(site[fmt.Sprintf("ledger/tile/0/000.p/%d", last+1)])
				data[32*correction+5] ^= 1
				return site.with(fmt.Sprintf("ledger/tile/0/000.p/%d", last+1), data)
			}(),
			want: []string{fmt.Sprintf("entry %d: ledger/tile/0/000.p/%d: the tile is not the one that the entries make: it differs from byte %d on%s", correction, last+1, 32*correction+6, regexp.QuoteMeta(public))},
		},
		{
			name: "one byte of a bundle of entries", site: flip(t, site, fmt.Sprintf("ledger/tile/entries/000.p/%d", last+1), `"doc":"`+breach+`/05"`),
			want: []string{fmt.Sprintf("entry %d: ledger/tile/entries/000.p/%d: the bundle of entries is not the one that the entries make: it differs from byte \\d+ on%s", correction, last+1, regexp.QuoteMeta(public))},
		},
		{
			name: "a tile is gone", site: site.with(fmt.Sprintf("ledger/tile/0/000.p/%d", last+1), nil),
			want: []string{fmt.Sprintf("entry 0: ledger/tile/0/000.p/%d: the file is missing", last+1)},
		},
		{
			name: "a word of a page", pages: true, site: replace(t, site, "incidents/"+breach+"/updates/05/index.html", "<h1>Correction: 61,300", "<h1>Correction: 6,300"),
			want: []string{
				fmt.Sprintf(`entry %d: incidents/%s/updates/05/: the page says "Correction: 6,300 people, and phone numbers were ...", but by the record it would be "Correction: 61,300 people, and phone numbers were ..."%s`, correction, breach, regexp.QuoteMeta(public)),
			},
		},
		{
			name: "a sentence more on a page", pages: true, site: replace(t, site, "incidents/"+breach+"/updates/05/index.html", "</main>", "<p>No data was lost.</p></main>"),
			want: []string{fmt.Sprintf(`entry %d: incidents/%s/updates/05/: the page goes on with "No data was lost.", which the record does not say%s`, correction, breach, regexp.QuoteMeta(public))},
		},
		{
			name: "a page is gone", pages: true, site: site.with("es/incidents/"+breach+"/updates/05/index.html", nil),
			want: []string{fmt.Sprintf("entry %d: es/incidents/%s/updates/05/: the page is missing%s", correction, breach, regexp.QuoteMeta(public))},
		},
		{
			name: "what lists and the home page say of accounts", pages: true,
			site: replace(t, replace(t, replace(t, replace(t, site, "history/index.html", breach+`/">Booking exports downloaded`, breach+`/">Booking exports read`),
				"index.html", "Vulnerability: final report", "Vulnerability: resolved"),
				"es/index.html", "incidents/"+breach+"/", "incidents/2026-03-03-none/"),
				"components/exports/index.html", "No open incident", "Down").with("es/history/index.html", nil),
			want: []string{
				`entry \d+: history/: the page says "Booking exports read by an outsider", but by the record it would be "Booking exports downloaded by an outsider" \(public since`,
				`entry \d+: index.html: the page says "Vulnerability: resolved", but by the record it would be "Vulnerability: final report" \(public since`,
				`entry \d+: es/: the page does not list "Una persona ajena`,
				`es/: the page lists "Una persona ajena descargó ...", which by the record it would not`,
				`components/exports/: the page says "Down", but by the record it would be "No open incident"`,
				"es/history/: the page is missing",
			},
		},
		{
			name: "accounts in another order, and what happens now", pages: true, site: func() served {
				page := string(site["index.html"])
				_, first, _ := cutItem(page, `<li class="row">`, "</li>", "")
				page = strings.Replace(page, first, "", 1)
				_, second, _ := cutItem(page, `<li class="row">`, "</li>", "")
				return replace(t, site.with("index.html", []byte(strings.Replace(page, second, second+first, 1))),
					"es/index.html", "<title>No hay nada", "<title>Todo funciona. No hay nada")
			}(),
			want: []string{
				"index.html: the page lists the accounts in another order than that of the record",
				`es/: the page says "Todo funciona. No hay nada`,
			},
		},
		{
			name: "one byte of the newest checkpoint", site: flip(t, site, "ledger/checkpoint", "A"),
			want: []string{fmt.Sprintf("entry %d: ledger/checkpoint: the file is not the newest checkpoint: ", last)},
		},
		{
			name: "one byte of a stored checkpoint", site: flip(t, site, head, "A"),
			want: []string{fmt.Sprintf("entry %d: %s: ", last, head)},
		},
		{
			name: "one byte of a signature for ssh-keygen", site: flip(t, site, head+".sig", "A"),
			want: []string{fmt.Sprintf("entry %d: %s.sig: the signature does not fit checkpoints/%d: ", last, head, last+1)},
		},
		{
			name: "one byte of a proof", site: flip(t, site, fmt.Sprintf("ledger/proofs/%d", correction), "A"),
			want: []string{fmt.Sprintf("entry %d: ledger/proofs/%d: the proof is not the one of this entry: ", correction, correction)},
		},
		{
			name: "the proof of another entry", site: site.with(fmt.Sprintf("ledger/proofs/%d", correction), site["ledger/proofs/2"]),
			want: []string{fmt.Sprintf("entry %d: ledger/proofs/%d: the proof is not the one of this entry: it is of entry 2%s", correction, correction, regexp.QuoteMeta(public))},
		},
		{
			name: "another list of keys", site: replace(t, site, "ledger/keys", e.signer.Key(), other.Key()),
			want: []string{"ledger/keys: the file is not what the record says: it differs from byte 26 on"},
		},
		{
			name: "a key that the record does not name", site: site.with("ledger/checkpoint", ofOther).with(head, ofOther).with(head+".sig", sshOfOther),
			want: []string{fmt.Sprintf("entry %d: %s: none of the keys that could then sign the ledger has signed the checkpoint", last, head)},
		},
		{
			name: "a history written anew, without the key", site: rewritten(t, site, correction, `"time":"2026-03-09T16:00:00Z"`, `"time":"2026-03-09T15:59:00Z"`),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: the entry is not the one that was signed: line %d was changed", correction, correction+1), "*"},
		},
		{
			name: "the last entry is gone", site: site.with(entries, []byte(strings.Join(site.lines()[:last], "\n")+"\n")),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: the entry is missing at the end: ledger/checkpoint was signed for %d, and there are %d (public since 12 September 2026, 06:10 UTC)", last, last+1, last)},
		},
		{
			name: "the last entry is gone from a site without a key", site: unsigned(site.with(entries, []byte(strings.Join(site.lines()[:last], "\n")+"\n"))),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: entries are missing at the end: there are %d, but the site says that there are %d", last, last, last+1), "*"},
		},
		{
			name: "a checkpoint of more entries than there are", site: site.with("ledger/checkpoint", larger).
				with(fmt.Sprintf("ledger/checkpoints/%d", last+5), larger).with(fmt.Sprintf("ledger/checkpoints/%d.sig", last+5), sshLarger),
			want: []string{fmt.Sprintf("ledger/entries.jsonl: entries are missing at the end: there are %d, and checkpoints/%d was signed for %d", last+1, last+5, last+5)},
		},
		{
			name: "entries that are cut off", site: site.with(entries, site[entries][:len(site[entries])-40]),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: ", last)},
		},
		{
			name: "entries that end within a line, in the middle", site: site.with(entries, []byte(strings.Join(site.lines()[:correction], "\n"))),
			want: []string{"*"},
		},
		{
			name: "a clock that ran backwards", site: unsigned(rewritten(t, site, correction, `"time":"2026-03-09T16:00:00Z"`, `"time":"2026-03-03T00:00:00Z"`)),
			want: []string{fmt.Sprintf(`entry %d: ledger/entries.jsonl: the time 2026-03-03T00:00:00Z is not later than that of the entry before, 2026-03-\d\dT[0-9:]+Z \(public since 3 March 2026, 00:00 UTC\)`, correction)},
		},
		{
			name: "the same entry twice, as merge=union leaves it", site: site.with(entries, []byte(strings.Join(append(site.lines(), site.lines()[last]), "\n")+"\n")),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: entry %d is in the file twice", last+1, last)},
		},
		{
			name: "what the site says of itself", site: replace(t, site, "build.json", fmt.Sprintf(`"size": %d`, last+1), fmt.Sprintf(`"size": %d`, last+2)),
			want: []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: entries are missing at the end: there are %d, but the site says that there are %d", last+1, last+1, last+2)},
		},
		{
			name: "all signatures are taken away, to somebody who saw them", site: unsigned(site).with("ledger/keys", site["ledger/keys"]),
			known: []verify.Known{func() verify.Known { k := knownOf(t, site, 9); k.Signed = 9; return k }()},
			want:  []string{"entry 0: ledger/checkpoint: signatures were taken away: the first 9 entries were signed (9 entries known from an earlier run, seen 20 September 2026, 12:00 UTC), and now none is (public since 20 September 2026, 12:00 UTC)", "*"},
		},
		{
			name: "all signatures are taken away, but for the pages that lead to them", pages: true, site: unsigned(site).with("ledger/keys", site["ledger/keys"]),
			want: []string{`entry 2: ledger/checkpoint: signatures were taken away: \d\d\d pages lead to proofs of entries that no signed checkpoint covers \(public since 19 January 2026, 07:51 UTC\)`},
		},
		{
			name: "all signatures are taken away, and nothing else", pages: true, site: site.without("ledger/checkpoint"),
			want: []string{fmt.Sprintf("entry %d: build.json: the file says that all of the record is signed: true; its checkpoints say false", last)},
		},
		{
			name: "an older state of the whole site, to somebody who saw the newer", site: site,
			known: []verify.Known{{Origin: "status.northquay.example", Size: last + 3, Root: root.String(), From: "an earlier run", Seen: time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC)}},
			want:  []string{fmt.Sprintf("entry %d: ledger/entries.jsonl: entries are missing at the end: there are %d, and there were %d (%d entries known from an earlier run, seen 20 September 2026, 12:00 UTC) (public since 20 September 2026, 12:00 UTC)", last+1, last+1, last+3, last+3)},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pages := served(nil)
			if c.pages {
				pages = e.site
			}
			wantFindings(t, c.site, pages, c.known, c.want)
		})
	}
}

// without returns a site without the files whose names begin with a text.
func (s served) without(begin string) served {
	left := served{}
	for name, data := range s {
		if !strings.HasPrefix(name, begin) {
			left[name] = data
		}
	}
	return left
}

// everywhere replaces a text in all feeds of a site.
func everywhere(s served, old, new string) served {
	changed := served{}
	for name, data := range s {
		if isFeed(name) {
			data = bytes.ReplaceAll(data, []byte(old), []byte(new))
		}
		changed[name] = data
	}
	return changed
}

func isFeed(name string) bool {
	switch ext := path.Ext(name); ext {
	case ".atom", ".rss":
		return true
	case ".json", ".xml":
		return strings.HasSuffix(name, "feed"+ext) || strings.HasSuffix(name, "service"+ext) || strings.HasSuffix(name, "security"+ext) || strings.HasSuffix(name, "changes"+ext)
	}
	return false
}

// cutItem returns the first item of a feed that holds a text, and what stands
// before it.
func cutItem(data, begin, end, text string) (before, item string, found bool) {
	for at := 0; ; {
		i := strings.Index(data[at:], begin)
		if i < 0 {
			return "", "", false
		}
		i += at
		j := strings.Index(data[i:], end)
		if j < 0 {
			return "", "", false
		}
		if item := data[i : i+j+len(end)]; strings.Contains(item, text) {
			return data[:i], item, true
		}
		at = i + j
	}
}

// A change is one of a file of a site, and what is found: after the name of the
// file, and after the entry of the correction of the breach if it is about that.
type change struct {
	name, file, old, new string
	ofEntry              bool
	want                 string
}

// TestAttacksOnFeeds makes changes that somebody can make to feeds, all at once,
// each to another file.
func TestAttacksOnFeeds(t *testing.T) {
	e := signedExample(t)
	const (
		breach = "2026-03-03-support-exports"
		id     = "tag:status.northquay.example,2026-01-19:" + breach + "/05"
		about  = ", but by the record it would be "
		atom   = "components/exports/feed.atom"
	)
	site := e.site
	seq := -1
	for i, line := range site.lines() {
		if seq < 0 && strings.Contains(line, `"doc":"`+breach+`/05"`) {
			seq = i
		}
	}
	_, entry, found := cutItem(string(site["feed.atom"]), "  <entry", "</entry>\n", breach+"/05<")
	if !found {
		t.Fatal("the feed lost its item of the correction")
	}
	in := strings.NewReplacer // makes another item of one
	changed, want := site, []string(nil)
	for _, c := range []change{
		{"a title", "feed.xml", "<title>Correction: 61,300", "<title>Correction: 6,300", true,
			`the title of the item is "Correction: 6,300 people, and phone numbers were ..."` + about + `"Correction: 61,300 people, and phone numbers were ..." (public since 9 March 2026, 16:00 UTC)`},
		{"a sentence", "feed.json", "That was wrong, and we are sorry.</p>", "That was right.</p>", true,
			`the item says "... numbers were not included. That was right."` + about + `"... numbers were not included. That was wrong, and we are sorry."`},
		{"a summary", "security.xml", "<description>61,300 patients", "<description>61,301 patients", true,
			`the summary of the item is "61,301 patients of`},
		{"a language", "security.atom", entry, in(`xml:lang="en"`, `xml:lang="es"`).Replace(entry), true,
			`the language of the item is "es"` + about + `"en"`},
		{"a link in the text", "feed.atom", entry, strings.Replace(entry, `<a href="https://status.northquay.example/incidents/`, `<a href="https://status.example.net/incidents/`, 1), true,
			`a link in the item leads to "https://status.example.net/incidents/2026-03-03-support ..."` + about + `"https://status.northquay.example/incidents/2026-03-03-s ..."`},
		{"where an item leads to", "security.json", `"url": "https://status.northquay.example/incidents/` + breach + `/updates/05/"`, `"url": "https://example.net/05/"`, true,
			`the item leads to "https://example.net/05/"` + about},
		{"a date", "history.rss", "Mon, 09 Mar 2026 16:00:00 +0000</pubDate>", "Mon, 09 Mar 2026 15:00:00 +0000</pubDate>", true,
			`the date of the item is "9 March 2026, 15:00 UTC"` + about + `"9 March 2026, 16:00 UTC"`},
		{"a file for programs that fetch it", "history.atom", entry, in("</entry>", `<link rel="enclosure" href="https://example.net/a.exe"/></entry>`).Replace(entry), true,
			"the item holds more, or less, than its words: it is not as the record makes it"},
		{"an item less", "changes.atom", entry, "", true,
			`the feed lacks the item "Correction: 61,300 people, and phone ..." (public since 9 March 2026, 16:00 UTC)`},
		{"an item of no entry", "incidents/" + breach + "/feed.atom", entry, entry + in(breach+"/05<", breach+"/99<", "61,300", "0").Replace(entry), false,
			`the feed holds the item "Correction: 0 people, and phone numbers ...", which no entry made`},
		{"an item twice", atom, entry, entry + entry, true,
			`the feed holds the item "Correction: 61,300 people, and phone ..." twice`},
		{"an item of another topic", "service.atom", "</feed>", entry + "</feed>", true,
			`the feed holds the item "Correction: 61,300 people, and phone ...", which is one of other feeds`},
		{"another order", "commitments/feed.xml", "", "", false, // the first item is put last
			"the items are in another order than that of the record"},
		{"readers are told to drop an item", "commitments/feed.atom", "</feed>", `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="` + id + `" when="2026-03-10T00:00:00Z"/></feed>`, true,
			"the feed tells readers to drop the item " + id + ", of which the record has removed nothing"},
		{"no RSS", "es/feed.xml", "<item", "<item><title><b></title></item><item", false,
			"the file is not a feed: an item of it is neither one of RSS nor of Atom"},
		{"no Atom", "es/feed.atom", "<feed", "<p", false,
			"the file is not a feed: it is neither RSS nor Atom"},
		{"no JSON Feed", "es/feed.json", "{", "[", false,
			"the file is not a feed: it is no JSON Feed"},
		{"no item of a JSON Feed", "es/changes.json", `"items": [`, `"items": ["x",`, false,
			"the file is not a feed: an item of it is none of a JSON Feed"},
		{"the title of a feed", "incidents/" + breach + "/feed.xml", "<title>Booking exports downloaded", "<title>Booking exports read", false,
			`the title of the feed is "Booking exports read by an outsider`},
	} {
		if c.old == "" {
			_, first, _ := cutItem(string(site[c.file]), "    <item", "</item>\n", "")
			changed = replace(t, replace(t, changed, c.file, first, ""), c.file, "  </channel>", first+"  </channel>")
		} else {
			changed = replace(t, changed, c.file, c.old, c.new)
		}
		finding := c.file + ": " + c.want
		if c.ofEntry {
			finding = fmt.Sprintf("entry %d: %s", seq, finding)
		}
		want = append(want, finding)
	}
	wantFindings(t, changed, site, nil, want)
}

// TestAttacksOnAllFeeds changes many feeds in the same way, which is one finding.
func TestAttacksOnAllFeeds(t *testing.T) {
	site := signedExample(t).site
	for _, c := range []struct {
		name string
		site served
		want string
	}{
		{"a title, and a feed that is gone in every language", everywhere(site, "Correction: 61,300", "Correction: 6,300").with("security.json", nil).with("es/security.json", nil),
			`"Correction: 61,300 people, and phone numbers were ..."; the same in changes.json and \d+ other feeds \(public`},
		{"the main feed is gone", site.with("feed.json", nil).with("feed.atom", nil).with("feed.xml", nil),
			"feed.xml: the feed is missing, in every format"},
		{"the main feed does not say where it lies", everywhere(everywhere(site, `"feed_url"`, `"feed_uri"`), `rel="self"`, `rel="sel"`),
			"feed.xml: in no format does the feed say where it lies, so that no feed can be compared with the record"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := []string{c.want}
			if c.site["security.json"] == nil {
				want = append(want, "security.json: the feed is missing; the same in es/security.json")
			}
			wantFindings(t, c.site, site, nil, want)
		})
	}
}

// TestHistoryWrittenAnew builds another history under the same name, with the
// right key: by itself nothing is wrong with it.
func TestHistoryWrittenAnew(t *testing.T) {
	e := signedExample(t)
	// The same texts with other salts: every record and every entry is another.
	anew, _, err := makeExample(3, nil, e.signer)
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, anew, nil, nil, nil)

	kept, err := verify.ParseKnown(e.site["ledger/checkpoint"], "kept.txt")
	if err != nil {
		t.Fatal(err)
	}
	last := len(e.site.lines())
	id := regexp.QuoteMeta(transparency.KeyID(e.signer.Key()))
	wantFindings(t, anew, nil, []verify.Known{kept}, []string{fmt.Sprintf(
		`entry 0: ledger/entries.jsonl: the history was written anew: entries 0 to %d are not what they were \(%d entries known from kept.txt\), the root of the first %d was \S+ and is \S+; %s signed both, and the old checkpoint is the proof: keep it$`,
		last-1, last, last, id)})
	wantFindings(t, anew, nil, []verify.Known{knownOf(t, e.site, 9), knownOf(t, e.site, 1)}, []string{
		`entry 1: ledger/entries.jsonl: the history was written anew: entries 1 to 8 are not what they were \(9 entries known from an earlier run, seen 20 September 2026, 12:00 UTC\), .* \(public since 20 September 2026, 12:00 UTC\)$`})

	// The few characters that pages and feed items carry are enough.
	short := knownOf(t, e.site, 9)
	line := fmt.Sprintf("status.northquay.example 9 %s\n", short.Root[:8])
	if kept, err = verify.ParseKnown([]byte(line), "a feed item"); err != nil {
		t.Fatal(err)
	}
	wantFindings(t, e.site, nil, []verify.Known{kept}, nil)
	wantFindings(t, anew, nil, []verify.Known{kept}, []string{`the history was written anew: entries 0 to 8`})

	// What was seen elsewhere may be newer, and is no contradiction then.
	later := knownOf(t, e.site, 9)
	later.Size, later.Ahead = last+1, true
	wantFindings(t, e.site, nil, []verify.Known{later}, nil)
	elsewhere := knownOf(t, e.site, 9)
	elsewhere.Origin = "status.other.example"
	wantFindings(t, e.site, nil, []verify.Known{elsewhere}, []string{`this is the record of "status.northquay.example", but an earlier run is of "status.other.example"`})
}

func assetOf(t *testing.T, s served) string {
	t.Helper()
	for name := range s {
		if strings.HasPrefix(name, "assets/") {
			return name
		}
	}
	t.Fatal("the example has no file")
	return ""
}

// ready has pages that were made before.
type ready struct{ pages served }

func (r ready) Makes(verify.About) (bool, error) { return true, nil }

func (r ready) Render(context.Context, *ledger.Log, page.Input, func(string) bool) (map[string][]byte, error) {
	return r.pages, nil
}

// wantFindings verifies a site, with its pages if those are given that it should
// have. Each finding holds the text that is wanted, or matches it; "*" stands for any others.
func wantFindings(t *testing.T, site, pages served, known []verify.Known, want []string) {
	t.Helper()
	report, err := verify.Site(t.Context(), site, verify.Options{
		Known: known, Renderer: ready{pages}, Program: version, RecordOnly: pages == nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range report.Findings {
		found = append(found, f.String())
	}
	left := append([]string(nil), found...)
	others := false
	for _, w := range want {
		if w == "*" {
			others = true
			continue
		}
		hit := -1
		for i, f := range left {
			if strings.Contains(f, w) {
				hit = i
			} else if re, err := regexp.Compile(w); err == nil && re.MatchString(f) {
				hit = i
			}
		}
		if hit < 0 {
			t.Errorf("not found: %s", w)
			continue
		}
		left = append(left[:hit:hit], left[hit+1:]...)
	}
	if len(left) > 0 && !others || others && len(found) == 0 {
		t.Errorf("findings (-want +got)\n%s", cmp.Diff(want, found))
	}
	if len(want) > 0 && report.OK() {
		t.Error("nothing was found")
	}
}

// TestNotJudged wants an error, and no finding, where nothing can be judged.
func TestNotJudged(t *testing.T) {
	e := signedExample(t)
	newer := replace(t, e.site, "ledger/entries.jsonl", `"v":1}`, `"v":2}`)
	for _, c := range []struct {
		name string
		site served
		want string
	}{
		{"no site of ours", served{"index.html": nil}, "there is no site of firsthand here: build.json: the file is missing"},
		{"another program's", served{"build.json": []byte("{}")}, "the site: build.json: this is not what firsthand writes: it did not build the site"},
		{"no record", e.site.with("ledger/entries.jsonl", nil), "ledger/entries.jsonl: the file is missing"},
		{"a newer record", unsigned(newer), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			report, err := verify.Site(t.Context(), c.site, verify.Options{RecordOnly: true})
			if c.want != "" && (err == nil || err.Error() != c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
			if c.want == "" && err == nil && report.OK() {
				t.Error("nothing was found")
			}
		})
	}
}

// replacedSite is another site after some reads.
type replacedSite struct {
	served
	reads int
}

func (s *replacedSite) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	if name == "build.json" {
		if s.reads++; s.reads > 1 {
			return append(bytes.Clone(s.served[name]), ' '), nil
		}
	}
	return s.served.Read(ctx, name, limit)
}

var _ remote.Source = (*replacedSite)(nil)

func TestSiteReplacedMeanwhile(t *testing.T) {
	e := signedExample(t)
	_, err := verify.Site(t.Context(), &replacedSite{served: e.site}, verify.Options{RecordOnly: true})
	const want = "the site: the site was replaced by another one while it was read; verify it again"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
