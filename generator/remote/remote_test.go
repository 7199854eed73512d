package remote

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serve runs a host for a test and opens it.
func serve(t *testing.T, o Options, handler http.HandlerFunc) Source {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	site, err := Open(server.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	return site
}

// stripped returns the text of an error without the address of the host.
func stripped(err error, site Source) string {
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), site.String(), "HOST/")
}

func TestHostAnswers(t *testing.T) {
	const entries = `{"seq":0}` + "\n"
	cases := []struct {
		name   string
		answer http.HandlerFunc
		limit  int64
		path   string
		kind   Kind
		want   string // bytes, or the text of the error
	}{
		{name: "the file", answer: func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, entries) }, want: entries},
		{name: "an empty file", answer: func(w http.ResponseWriter, r *http.Request) {}, want: ""},
		{
			name: "a file as long as the limit", limit: 10,
			answer: func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, entries) }, want: entries,
		},
		{
			name: "a file one byte longer", limit: 9, kind: TooLarge,
			answer: func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, entries) },
			want:   "HOST/ledger/entries.jsonl: the file is larger than 9 bytes, which no such file of a site is; the rest was not read",
		},
		{
			name: "404", kind: NotFound, answer: http.NotFound,
			want: "HOST/ledger/entries.jsonl: the host has no such file (404)",
		},
		{
			name: "410", kind: NotFound, answer: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) },
			want: "HOST/ledger/entries.jsonl: the host has no such file (410)",
		},
		{
			name: "500", kind: Refused, answer: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) },
			want: "HOST/ledger/entries.jsonl: the host answered 500 (Internal Server Error): something is wrong there; try again later",
		},
		{
			name: "403", kind: Refused, answer: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) },
			want: "HOST/ledger/entries.jsonl: the host answered 403 (Forbidden): it does not let us read",
		},
		{
			name: "429", kind: Refused, answer: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) },
			want: "HOST/ledger/entries.jsonl: the host answered 429 (Too Many Requests): try again later",
		},
		{
			name: "part of a file", kind: Refused, answer: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(206) },
			want: "HOST/ledger/entries.jsonl: the host answered 206 (Partial Content)",
		},
		{
			name: "an error page with 200", kind: Page,
			answer: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/octet-stream")
				io.WriteString(w, "\ufeff\n <!DOCTYPE html><title>Oops</title>")
			},
			want: "HOST/ledger/entries.jsonl: the host answered with a web page instead of the file",
		},
		{
			name: "the file, called a page", want: entries,
			answer: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				io.WriteString(w, entries)
			},
		},
		{
			name: "the page of a folder", path: "incidents/x/index.html", want: "<!doctype html>/incidents/x/",
			answer: func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<!doctype html>"+r.URL.Path) },
		},
		{
			name: "the home page", path: "index.html", want: "<!doctype html>/",
			answer: func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<!doctype html>"+r.URL.Path) },
		},
		{
			name: "sent elsewhere on the host", want: "moved",
			answer: func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/there" {
					http.Redirect(w, r, "/there", http.StatusFound)
					return
				}
				io.WriteString(w, "moved")
			},
		},
		{
			name: "sent to another host", kind: Elsewhere,
			answer: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://other.invalid/x", http.StatusFound)
			},
			want: "HOST/ledger/entries.jsonl: the host sends its readers to http://other.invalid/x; name that address if you trust it",
		},
		{
			name: "sent in circles", kind: Refused,
			answer: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
			want:   "HOST/ledger/entries.jsonl: the host sends its readers in circles",
		},
		{
			name: "an answer that breaks off", kind: Unreachable,
			answer: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "100")
				io.WriteString(w, entries)
			},
			want: "HOST/ledger/entries.jsonl: the answer broke off in the middle",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			site := serve(t, Options{}, c.answer)
			if c.limit == 0 {
				c.limit = 1 << 20
			}
			if c.path == "" {
				c.path = "ledger/entries.jsonl"
			}
			data, err := site.Read(t.Context(), c.path, c.limit)
			if got := KindOf(err); got != c.kind {
				t.Fatalf("Read: %v, of kind %q, want %q", err, got, c.kind)
			}
			got := string(data)
			if c.kind != "" {
				got = stripped(err, site)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if want := c.kind == NotFound; errors.Is(err, fs.ErrNotExist) != want {
				t.Errorf("errors.Is(err, fs.ErrNotExist) = %v, want %v", !want, want)
			}
		})
	}
}

// endless writes until nobody listens any more, and counts.
func endless(w io.Writer, done <-chan struct{}, written *int64) {
	block := bytes.Repeat([]byte("x"), 64<<10)
	for {
		select {
		case <-done:
			return
		default:
		}
		n, err := w.Write(block)
		*written += int64(n)
		if err != nil {
			return
		}
	}
}

func TestAnswerWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request, written *int64)
	}{
		{"that says how long it is", func(w http.ResponseWriter, r *http.Request, written *int64) {
			w.Header().Set("Content-Length", fmt.Sprint(int64(4)<<30))
			endless(w, r.Context().Done(), written)
		}},
		{"that does not", func(w http.ResponseWriter, r *http.Request, written *int64) {
			endless(w, r.Context().Done(), written)
		}},
		{"packed", func(w http.ResponseWriter, r *http.Request, written *int64) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			endless(z, r.Context().Done(), written)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var written int64
			ended := make(chan struct{})
			site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				defer close(ended)
				c.answer(w, r, &written)
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := site.Read(t.Context(), "ledger/checkpoint", 64<<10)
			runtime.ReadMemStats(&after)
			if KindOf(err) != TooLarge {
				t.Fatalf("Read: %v, want an error of kind %q", err, TooLarge)
			}
			<-ended
			if spent := after.TotalAlloc - before.TotalAlloc; spent > 16<<20 {
				t.Errorf("reading spent %d bytes of memory", spent)
			}
			if written > 1<<30 {
				t.Errorf("the host wrote %d bytes", written)
			}
		})
	}
}

func TestSlowHost(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
	}{
		{"silent", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"silent after the beginning", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "{")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}},
		{"drop by drop", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(time.Millisecond)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := serve(t, Options{Patience: 30 * time.Millisecond}, c.answer)
			_, err := site.Read(t.Context(), "build.json", 1<<20)
			want := "HOST/build.json: no answer within 30ms; try again, and if it stays so, ask whoever runs the host"
			if diff := cmp.Diff(want, stripped(err, site)); diff != "" || KindOf(err) != Slow {
				t.Errorf("kind %q (-want +got)\n%s", KindOf(err), diff)
			}
		})
	}
}

func TestUnreachableHost(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	site, err := Open(server.URL, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = site.Read(t.Context(), "build.json", 1<<20)
	if KindOf(err) != Unreachable {
		t.Errorf("Read: %v, want an error of kind %q", err, Unreachable)
	}

	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	secure.Config.ErrorLog = nil
	if site, err = Open(secure.URL, Options{}); err != nil {
		t.Fatal(err)
	}
	_, err = site.Read(t.Context(), "build.json", 1<<20)
	if KindOf(err) != Unreachable || !strings.Contains(fmt.Sprint(err), "cannot prove that it is the one named") {
		t.Errorf("Read: %v, want it to doubt the host", err)
	}
}

func TestReadStopped(t *testing.T) {
	site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := site.Read(ctx, "build.json", 1<<20); err != context.Canceled {
		t.Errorf("Read: %v, want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := site.Read(ctx, "build.json", 1<<20); KindOf(err) != Slow {
		t.Errorf("Read: %v, want an error of kind %q", err, Slow)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ name, place, path, want, shown string }{
		{"a host", "https://status.example", "ledger/checkpoint", "https://status.example/ledger/checkpoint", "https://status.example/"},
		{"a folder of a host", "https://pages.example/status", "tile/0/x001/234.p/56", "https://pages.example/status/tile/0/x001/234.p/56", "https://pages.example/status/"},
		{"its home page", "https://pages.example/status/index.html", "build.json", "https://pages.example/status/build.json", "https://pages.example/status/"},
		{"the page of a folder", "https://h.example/", "es/index.html", "https://h.example/es/", "https://h.example/"},
		{"a page of its own", "https://h.example/", "404.html", "https://h.example/404.html", "https://h.example/"},
		{"with a password", "https://me:secret@h.example/", "build.json", "https://me:xxxxx@h.example/build.json", "https://me:xxxxx@h.example/"},
		{"in capitals", "HTTPS://h.example", "build.json", "https://h.example/build.json", "https://h.example/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := newHost(c.place, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want, c.shown}, []string{h.address(c.path).Redacted(), h.String()}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	for _, place := range []string{"https://", "http://h.example/?page=1", "https://h.example/#x", "http://h .example/"} {
		if _, err := Open(place, Options{}); KindOf(err) != Unreachable {
			t.Errorf("Open(%q): %v, want an error of kind %q", place, err, Unreachable)
		}
	}
}

func TestRedirects(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		follow         bool
	}{
		{"a slash", "https://h.example/x", "https://h.example/x/", true},
		{"to https", "http://h.example/x", "https://h.example/x", true},
		{"back to http", "https://h.example/x", "http://h.example/x", false},
		{"another host", "https://h.example/x", "https://www.h.example/x", false},
		{"another port", "https://h.example/x", "https://h.example:8443/x", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := func(address string) *http.Request {
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				return &http.Request{URL: u}
			}
			err := checkRedirect(request(c.to), []*http.Request{request(c.from)})
			if (err == nil) != c.follow {
				t.Errorf("from %s to %s: %v, want followed %v", c.from, c.to, err, c.follow)
			}
		})
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret")
	for name, text := range map[string]string{
		filepath.Join(dir, "build.json"): "{}", filepath.Join(dir, "es", "index.html"): "<p>", outside: "secret",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	linked := os.Symlink(outside, filepath.Join(dir, "link")) == nil
	site, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	for _, c := range []struct {
		name, path string
		limit      int64
		kind       Kind
		want       string
	}{
		{"a file", "build.json", 10, "", "{}"},
		{"as long as the limit", "build.json", 2, "", "{}"},
		{"longer", "build.json", 1, TooLarge, "DIR/build.json: the file is larger than 1 bytes, which no such file of a site is; the rest was not read"},
		{"the page of a folder", "es/index.html", 10, "", "<p>"},
		{"a folder", "es", 10, NotFound, "DIR/es: this is a folder, not a file"},
		{"nothing", "es/x", 10, NotFound, "DIR/es/x: the file is missing"},
		{"a path upwards", "../secret", 10, NotFound, ""},
		{"a link that leads out", "link", 10, Unreadable, ""},
	} {
		if c.path == "link" && !linked {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			data, err := site.Read(t.Context(), c.path, c.limit)
			if KindOf(err) != c.kind {
				t.Fatalf("Read: %v, want an error of kind %q", err, c.kind)
			}
			got := string(data)
			if err != nil {
				got = filepath.ToSlash(strings.ReplaceAll(err.Error(), dir, "DIR"))
			}
			if c.want != "" && got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if _, err := Open(filepath.Join(dir, "nowhere"), Options{}); KindOf(err) != NotFound {
		t.Errorf("a folder that is not there: %v", err)
	}
}
