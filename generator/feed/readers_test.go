package feed_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// A step of the experiment is one thing that a company does. news is what every
// reader program shows as new then.
type step struct {
	name string
	news int
	do   func(l *ledger, o *feed.Options)
}

// steps is the life of one incident, as it drowns or repeats itself in the feeds
// of other status pages.
var steps = []step{
	{"first update", 1, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-03 09:52")
		l.say(breach+"/01", disclosure.Said{
			Headline: "Booking exports downloaded by an outsider", Summary: "Someone outside Northquay downloaded booking exports.",
			Facts: disclosure.Facts{
				Title: "Booking exports downloaded by an outsider", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
				Components: []disclosure.Impact{{ID: "exports", Impact: "major-outage"}},
			},
			Text: text("At 08:55 UTC a clinic told us of a booking export they did not aks for."),
		})
	}},
	{"second update", 1, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-03 15:30")
		l.say(breach+"/02", disclosure.Said{
			Headline: "4,112 people are affected", Summary: "4,112 patients are affected.",
			Facts: disclosure.Facts{
				Status:   disclosure.Contained,
				Affected: []disclosure.Affected{{Who: "patients", Count: 4112, Unit: "people", Certainty: disclosure.Sure}},
			},
			Text: text("The files hold names and email addresses of patients of Dr. Ana Example and others."),
		})
	}},
	{"correction", 1, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-09 16:00")
		l.say(breach+"/03", disclosure.Said{
			Headline: "61,300 people", Summary: "61,300 patients are affected.", Corrections: map[string]string{"affected": "We had counted one export per clinic."},
			Facts: disclosure.Facts{Affected: []disclosure.Affected{{Who: "patients", Count: 61300, Unit: "people", Certainty: disclosure.Sure}}},
			Text:  text("On 3 March we told you that 4,112 people were affected. That was wrong, and we are sorry."),
		})
	}},
	{"editorial edit", 0, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-09 16:20")
		l.edit(breach+"/01", func(s *disclosure.Said) { s.Text[0].MD = strings.Replace(s.Text[0].MD, "aks", "ask", 1) })
	}},
	{"withdrawal", 1, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-11 10:00")
		l.say(breach+"/04", disclosure.Said{
			Headline: "We cannot say yet how many people are affected", Summary: "We are counting again.", Withdraws: []int{3},
			Text: text("The number of 9 March came from an incomplete list."),
		})
	}},
	{"redaction", 1, func(l *ledger, _ *feed.Options) {
		l.publish("2026-03-20 10:00")
		l.redact(breach+"/02", "It named a person.", func(s *disclosure.Said) {
			s.Text[0].MD = strings.ReplaceAll(s.Text[0].MD, "Dr. Ana Example", "[removed]")
		})
	}},
	{"full rebuild by a newer program", 0, func(_ *ledger, o *feed.Options) {
		settings := *o.Site
		settings.Name, settings.Organisation, settings.Hubs = map[string]string{"": "Northquay: how we are doing"}, "Northquay Ltd", nil
		o.Site = &settings
	}},
}

// TestReaders is the experiment of seven steps: a company publishes and deploys,
// and readers of every make look before and after. Each sees each update and each
// correction once, and a repair or a rebuild never.
//
// newsboat, rss2email and sfeed are asked where they are installed; with
// FIRSTHAND_READERS=required they must be. What other readers go by is asked always.
func TestReaders(t *testing.T) {
	t.Parallel() // it waits for other programs
	host := newHost(t)
	var readers []*following
	for _, program := range programs {
		for _, base := range []string{"feed", "incidents/" + breach + "/feed", "security", "components/exports/feed", "es/feed", "changes"} {
			if program.command != "" && base != "feed" {
				continue // what the feeds hold is the same for all
			}
			for _, ext := range program.formats {
				url := host.URL + "/" + base + "." + ext
				if look := program.start(t, url); look != nil {
					readers = append(readers, &following{program: program.name, path: base + "." + ext, look: look, slow: program.command != ""})
				}
			}
		}
	}
	l, o := newLedger(t), options()
	host.deploy(files(t, o, nil))
	poll(readers, false) // people follow the feed before anything happens
	for i, s := range steps {
		s.do(l, &o)
		built := files(t, o, l.publications)
		// Published, and not yet deployed: nobody sees anything, and nothing is used up.
		poll(readers, i != 1)
		for _, r := range readers {
			if got := r.fresh(); got != 0 && (i == 1 || !r.slow) {
				t.Errorf("%s, %s shows %d items before they are deployed (%s)", r.program, r.path, got, s.name)
			}
		}
		host.deploy(built)
		poll(readers, false)
		for _, r := range readers {
			want := s.news
			if s.name == "editorial edit" && strings.HasPrefix(r.path, "changes.") {
				want = 1 // who follows this feed wants to know
			}
			if r.err != nil {
				t.Fatalf("%s reading %s: %v", r.program, r.path, r.err)
			}
			if got := r.fresh(); got != want {
				t.Errorf("%s shows %d new items of %s after the step %q, want %d", r.program, got, r.path, s.name, want)
			}
			r.steps = append(r.steps, fmt.Sprint(r.last))
		}
		checkDates(t, built)
	}
	for _, r := range readers {
		if r.slow {
			t.Logf("%-10s %-9s %s", r.program, r.path, strings.Join(r.steps, " "))
		}
	}
}

// checkDates checks that the dates in every feed are unique and in order, as
// Slack's reader demands.
func checkDates(t *testing.T, files map[string][]byte) {
	t.Helper()
	for path, b := range files {
		if path == feed.StyleSheet {
			continue
		}
		_, items := read(t, path, b)
		for i := 1; i < len(items); i++ {
			if !items[i].Date.Before(items[i-1].Date) {
				t.Errorf("%s: %s is not older than %s before it", path, items[i].ID, items[i-1].ID)
			}
		}
	}
}

// A host serves the newest site that was deployed to it.
type host struct {
	*httptest.Server
	mu   sync.Mutex
	tree map[string][]byte
}

func newHost(t *testing.T) *host {
	h := &host{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		b, ok := h.tree[strings.TrimPrefix(r.URL.Path, "/")]
		h.mu.Unlock()
		if !ok {
			// The feed of an incident is not there before the first statement. A
			// reader that tries is told so.
			http.NotFound(w, r)
			return
		}
		kinds := map[string]string{"xml": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
		w.Header().Set("Content-Type", kinds[strings.TrimPrefix(filepath.Ext(r.URL.Path), ".")])
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(b)))
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(b)))
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *host) deploy(tree map[string][]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tree = tree
}

// A following is one reader that follows one feed.
type following struct {
	program, path string
	slow          bool // another program
	look          func() (int, error)
	before, now   int // items that it ever showed
	last          int
	steps         []string
	err           error
}

// fresh returns how many items the reader showed for the first time since it was
// asked last.
func (f *following) fresh() int {
	f.last, f.before = f.now-f.before, f.now
	return f.last
}

// poll lets every reader look, or every quick one.
func poll(readers []*following, quick bool) {
	var group sync.WaitGroup
	for _, r := range readers {
		if quick && r.slow {
			continue
		}
		group.Go(func() { r.now, r.err = r.look() })
	}
	group.Wait()
}

// A program is a reader program, or what one goes by.
type program struct {
	name    string
	command string // "" if it is part of this test
	formats []string
	start   func(t *testing.T, url string) func() (int, error) // nil: not installed
}

var all = []string{"xml", "atom", "json"}

var programs = []program{
	{"gofeed", "", all, byKey(func(i seen) string { return i.ID })},
	{"a reader that goes by links", "", all, byKey(func(i seen) string { return i.Link })},
	{"a reader that goes by all it sees in a list", "", all, byKey(func(i seen) string { return i.ID + i.Link + i.Title + i.Date.String() })},
	{"a reader like Slack's", "", all, byDate},
	{"newsboat", "newsboat", []string{"xml", "atom"}, newsboat},
	{"rss2email", "r2e", []string{"xml", "atom"}, rss2email},
	{"sfeed", "sfeed_update", []string{"xml", "atom"}, sfeed},
}

// fetch reads a feed over HTTP with gofeed. A feed that is not there has no items.
func fetch(t *testing.T, url string) ([]seen, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	var b strings.Builder
	if err := response.Write(&b); err != nil {
		return nil, err
	}
	_, body, _ := strings.Cut(b.String(), "\r\n\r\n")
	_, items := read(t, url, []byte(body))
	return items, nil
}

// byKey is a reader for whom an item is new if no item had its key before.
func byKey(key func(seen) string) func(*testing.T, string) func() (int, error) {
	return func(t *testing.T, url string) func() (int, error) {
		known := map[string]bool{}
		return func() (int, error) {
			items, err := fetch(t, url)
			for _, i := range items {
				known[key(i)] = true
			}
			return len(known), err
		}
	}
}

// byDate is a reader for whom an item is new if it is younger than all it saw.
func byDate(t *testing.T, url string) func() (int, error) {
	var newest time.Time
	shown := 0
	return func() (int, error) {
		items, err := fetch(t, url)
		slices.Reverse(items)
		for _, i := range items {
			if i.Date.After(newest) {
				newest = i.Date
				shown++
			}
		}
		return shown, err
	}
}

// installed reports whether a reader program is there.
func installed(t *testing.T, name string) bool {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return true
	}
	if os.Getenv("FIRSTHAND_READERS") == "required" {
		t.Fatalf("no %s on this machine: apt-get install newsboat rss2email sfeed curl", name)
	}
	t.Logf("no %s on this machine", name)
	return false
}

// run runs a program in a home of its own.
func run(home, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = home
	c.Env = append(os.Environ(), "HOME="+home, "LC_ALL=C.UTF-8", "http_proxy=", "no_proxy=127.0.0.1")
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out), nil
}

func lay(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

var unread = regexp.MustCompile(`(\d+) unread`)

// newsboat counts unread articles; nobody reads any.
func newsboat(t *testing.T, url string) func() (int, error) {
	if !installed(t, "newsboat") {
		return nil
	}
	home := t.TempDir()
	lay(t, home+"/urls", url+"\n")
	lay(t, home+"/config", "reload-threads 1\nuse-proxy no\n")
	return func() (int, error) {
		args := []string{"-u", home + "/urls", "-C", home + "/config", "-c", home + "/cache", "-x"}
		if out, err := run(home, "newsboat", append(args, "reload")...); err != nil {
			return 0, fmt.Errorf("%w: %s", err, out)
		}
		out, err := run(home, "newsboat", append(args, "print-unread")...)
		if err != nil {
			return 0, err
		}
		m := unread.FindStringSubmatch(out)
		if m == nil {
			return 0, fmt.Errorf("newsboat says %q", out)
		}
		return strconv.Atoi(m[1])
	}
}

// rss2email counts the mails that it sent.
func rss2email(t *testing.T, url string) func() (int, error) {
	if !installed(t, "r2e") {
		return nil
	}
	home := t.TempDir()
	lay(t, home+"/r2e.cfg", "[DEFAULT]\nfrom = feeds@reader.example\nto = me@reader.example\nemail-protocol = maildir\nmaildir-path = "+home+"/mail\nmaildir-mailbox = in\n")
	lay(t, home+"/r2e.json", `{"version": 2, "feeds": []}`)
	r2e := []string{"-c", home + "/r2e.cfg", "-d", home + "/r2e.json"}
	if _, err := run(home, "r2e", append(r2e, "add", "one", url)...); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(home+"/mail/in/"+folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return func() (int, error) {
		if _, err := run(home, "r2e", append(r2e, "run")...); err != nil {
			return 0, err
		}
		mails, err := filepath.Glob(home + "/mail/in/new/*")
		return len(mails), err
	}
}

// sfeed counts the lines of the file in which it keeps what it saw.
func sfeed(t *testing.T, url string) func() (int, error) {
	if !installed(t, "sfeed_update") {
		return nil
	}
	home := t.TempDir()
	lay(t, home+"/sfeedrc", "sfeedpath=\""+home+"/feeds\"\nfeeds() {\n\tfeed one \""+url+"\"\n}\n")
	return func() (int, error) {
		if _, err := run(home, "sfeed_update", home+"/sfeedrc"); err != nil {
			return 0, err
		}
		b, err := os.ReadFile(home + "/feeds/one")
		return strings.Count(string(b), "\n"), err
	}
}

// What the experiment finds is what it looks for: feeds as other status pages make
// them fail it.
func TestReadersSeeWhatOthersDo(t *testing.T) {
	item := func(id, title string, day int) string {
		return fmt.Sprintf("<item><title>%s</title><link>https://x.example/</link><guid>%s</guid><pubDate>%s</pubDate></item>",
			title, id, at("2026-03-01 10:00").AddDate(0, 0, day).Format(time.RFC1123Z))
	}
	for _, c := range []struct {
		name  string
		polls []string
		want  map[string][]int
	}{
		{"one item an incident, whose date moves", []string{item("a", "Down", 1), item("a", "Down", 2)},
			map[string][]int{"gofeed": {1, 0}, "a reader like Slack's": {1, 1}}},
		{"an id that changes with every edit", []string{item("a1", "Down", 1), item("a2", "Down", 1)},
			map[string][]int{"gofeed": {1, 1}, "a reader that goes by links": {1, 0}, "a reader like Slack's": {1, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			host := newHost(t)
			got := map[string][]int{}
			for name := range c.want {
				i := slices.IndexFunc(programs, func(p program) bool { return p.name == name })
				r := &following{look: programs[i].start(t, host.URL+"/feed.xml")}
				for _, items := range c.polls {
					host.deploy(map[string][]byte{"feed.xml": []byte(`<rss version="2.0"><channel><title>x</title>` + items + `</channel></rss>`)})
					poll([]*following{r}, false)
					got[name] = append(got[name], r.fresh())
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("new items (-want +got):\n%s", diff)
			}
		})
	}
}
