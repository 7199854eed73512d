package announce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"firsthand/generator/site"
)

// now is the instant of runs in tests.
var now = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

const secretPath = "/services/T0/B0/verysecrettoken"

// A live site is the bytes of its files.
type liveSite map[string][]byte

func (l liveSite) Read(_ context.Context, path string, _ int64) ([]byte, error) {
	if data, ok := l[path]; ok {
		return data, nil
	}
	return nil, fmt.Errorf("%s is not there: %w", path, fs.ErrNotExist)
}

// published returns an item as the feed has it: the n-th, published n minutes
// after 10:00.
func published(n int, more map[string]any) map[string]any {
	item := map[string]any{
		"id":             fmt.Sprintf("tag:status.example.com,2026-03-03:2026-03-03-exports/%02d", n),
		"url":            fmt.Sprintf("https://status.example.com/incidents/2026-03-03-exports/updates/%02d/", n),
		"title":          fmt.Sprintf("Statement %d", n),
		"summary":        fmt.Sprintf("What statement %d says.", n),
		"content_html":   fmt.Sprintf("<div lang=\"en\" dir=\"ltr\">\n<p>What statement %d says.</p>\n</div>", n),
		"date_published": now.Add(time.Duration(n-120) * time.Minute).Format(time.RFC3339),
		"tags":           []string{"data-breach", "investigating"},
		"language":       "en",
	}
	for k, v := range more {
		item[k] = v
	}
	return item
}

// statements returns the items 1 to n, newest first.
func statements(n int) []any {
	var all []any
	for i := n; i > 0; i-- {
		all = append(all, published(i, nil))
	}
	return all
}

func feedOf(items ...any) []byte {
	data, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "Example status", "items": items})
	if err != nil {
		panic(err)
	}
	return data
}

// A host is a local server with a log of what it was asked.
type host struct {
	*httptest.Server
	mu      sync.Mutex
	log     []request
	answers []http.HandlerFunc // for the first, second ... request; the last one for all others
}

type request struct {
	header http.Header
	body   string
}

// serve starts a server that answers in turn as told.
func serve(t *testing.T, answers ...http.HandlerFunc) *host {
	t.Helper()
	h := &host{answers: answers}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		h.log = append(h.log, request{r.Header, string(body)})
		answer := h.answers[min(len(h.log), len(h.answers))-1]
		h.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
	})
	return h
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
}

func retryAfter(code int, value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", value)
		w.WriteHeader(code)
	}
}

// A silence is a receiver that takes a message and says nothing. The time of the
// attempt is over when the message has come.
type silence struct {
	name string // of the receiver
	came chan bool
}

func newSilence(name string) *silence { return &silence{name, make(chan bool, 1)} }

func (s *silence) hang(_ http.ResponseWriter, r *http.Request) {
	s.came <- true
	<-r.Context().Done()
}

// expire stands in for the clock of attempts.
func (s *silence) expire(ctx context.Context, to Receiver) (context.Context, context.CancelFunc) {
	if to.Name != s.name {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-s.came:
			cancel(errTime)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// cutOff closes the connection without an answer.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	conn.Close()
}

// will changes the answers and empties the log.
func (h *host) will(answers ...http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers, h.log = answers, nil
}

// got returns the titles of the messages that came, in order. The log is empty
// after it.
func (h *host) got(t *testing.T) []string {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	var titles []string
	for _, r := range h.log {
		var m struct{ Data struct{ Title string } }
		if err := json.Unmarshal([]byte(r.body), &m); err != nil {
			t.Fatalf("%v in %s", err, r.body)
		}
		titles = append(titles, m.Data.Title)
	}
	h.log = nil
	return titles
}

// keys returns the idempotency keys of the messages that came.
func (h *host) keys() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var keys []string
	for _, r := range h.log {
		keys = append(keys, r.header.Get("Idempotency-Key"))
	}
	return keys
}

func (h *host) webhook(name string) Receiver {
	return Receiver{Kind: JSON, Name: name, address: h.URL + secretPath}
}

// A bench is the options of runs with one state file.
type bench struct {
	Options
	t      *testing.T
	slept  []time.Duration
	told   []string
	spoken strings.Builder // all that a run says, to look for secrets in
}

func newBench(t *testing.T, live liveSite, receivers ...Receiver) *bench {
	t.Helper()
	b := &bench{t: t}
	b.Options = Options{
		Live: live, Receivers: receivers, State: filepath.Join(t.TempDir(), "announced.json"),
		Site: &site.Site{
			Name: site.Words{"en": "Example status", "es": "Estado de Ejemplo"}, URL: &url.URL{Scheme: "https", Host: "status.example.com", Path: "/"},
			Languages: []string{"en", "es"},
		},
		Since: now.Add(-24 * time.Hour), Client: &http.Client{Transport: &http.Transport{}},
		Dial:    (&net.Dialer{}).DialContext,
		Clock:   func() time.Time { return now },
		Timeout: 15 * time.Second,
		Tell:    func(line string) { b.told = append(b.told, line) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			b.slept = append(b.slept, d)
			return ctx.Err()
		},
	}
	return b
}

// run runs and returns what became of each receiver.
func (b *bench) run() Result {
	b.t.Helper()
	result, err := Run(b.t.Context(), b.Options)
	b.listen(result, err)
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

// listen keeps what a run said, and wants no secret in it nor in the state.
func (b *bench) listen(result Result, err error) {
	b.t.Helper()
	data, _ := json.Marshal(result)
	state, _ := os.ReadFile(b.State)
	said := fmt.Sprintf("%s %v %+v %s %s", data, err, result, strings.Join(b.told, "\n"), state)
	for _, secret := range []string{"verysecrettoken", "services/T0", "swordfish"} {
		if strings.Contains(said, secret) {
			b.t.Errorf("%q is in what a run says:\n%s", secret, said)
		}
	}
}

var errKilled = errors.New("killed")

// titles returns what was sent to a receiver.
func titles(o Outcome) []string {
	var all []string
	for _, m := range o.Sent {
		all = append(all, m.Title)
	}
	return all
}
