//go:build unix

package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// No test waits between attempts, nor the program that scripts run.
func init() {
	sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
}

// The path of every webhook's address in scripts. It must never be printed.
const secretPath = "/services/T0/verysecrettoken"

// TestAnnounceScripts runs the scripts of announce, which need somebody to tell:
//
//	receiver NAME ANSWER...   starts a webhook that answers so, the last one from then
//	                          on, and puts its address into the variable NAME;
//	                          an answer is a status, or one with seconds: 429:3600
//	received NAME TITLE...    wants these messages since the last time
//	hold FILE                 holds the lock of a state file until the script ends
func TestAnnounceScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script/announce",
		UpdateScripts:       *update,
		ContinueOnError:     true,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("CLOCK", "2026-03-03T12:00:00Z")
			env.Setenv("HOME", env.WorkDir)
			env.Values["receivers"] = map[string]*webhook{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": func(ts *testscript.TestScript, neg bool, args []string) {
				code(ts, neg, args)
				for _, name := range []string{"stdout", "stderr"} {
					if strings.Contains(ts.ReadFile(name), "verysecret") {
						ts.Fatalf("the address of a webhook is printed:\n%s", ts.ReadFile(name))
					}
				}
			},
			"receiver": func(ts *testscript.TestScript, _ bool, args []string) {
				all := ts.Value("receivers").(map[string]*webhook)
				if all[args[0]] == nil {
					all[args[0]] = newWebhook()
					ts.Defer(all[args[0]].Close)
					ts.Setenv(args[0], all[args[0]].URL+secretPath)
				}
				all[args[0]].answer(args[1:])
			},
			"received": func(ts *testscript.TestScript, _ bool, args []string) {
				got := ts.Value("receivers").(map[string]*webhook)[args[0]].received()
				if diff := cmp.Diff(args[1:], got); diff != "" && len(args)-1+len(got) > 0 {
					ts.Fatalf("messages (-want +got):\n%s", diff)
				}
			},
			"hold": func(ts *testscript.TestScript, _ bool, args []string) {
				path := ts.MkAbs(args[0])
				f, err := os.Create(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".lock"))
				ts.Check(err)
				ts.Check(unix.Flock(int(f.Fd()), unix.LOCK_EX))
				ts.Defer(func() { f.Close() })
			},
		},
	})
}

// A webhook is one on this computer.
type webhook struct {
	*httptest.Server
	mu      sync.Mutex
	answers []string
	titles  []string
}

func newWebhook() *webhook {
	h := &webhook{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		defer h.mu.Unlock()
		var message struct {
			Data struct{ Title string }
			Text string
		}
		if err := json.Unmarshal(body, &message); err != nil {
			message.Text = string(body)
		}
		title, _, _ := strings.Cut(message.Data.Title+message.Text, " http")
		h.titles = append(h.titles, title)
		status, wait, _ := strings.Cut(h.answers[0], ":")
		if len(h.answers) > 1 {
			h.answers = h.answers[1:]
		}
		if wait != "" {
			w.Header().Set("Retry-After", wait)
		}
		number, _ := strconv.Atoi(status)
		w.WriteHeader(number)
	}))
	return h
}

func (h *webhook) answer(answers []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers = answers
}

func (h *webhook) received() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	titles := h.titles
	h.titles = nil
	return titles
}

// A run that is stopped says that nothing is lost.
func TestAnnounceStopped(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	h := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // or the server does not see that the client leaves
		stop()
		<-r.Context().Done()
	}))
	defer h.Close()
	for name, text := range map[string]string{
		"site.yaml": "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\nannounce: {webhooks: [{name: portal, kind: json, address: $PORTAL}]}\n",
		"feed.json": `{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "a", "url": "https://status.example.com/a/", "title": "A", "date_published": "2026-03-03T10:00:00Z"}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr strings.Builder
	got := run(ctx, []string{"announce", "--content", dir, "--feed", dir}, terminal{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, environ: []string{"PORTAL=" + h.URL + secretPath},
		clock: func() time.Time { return time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC) },
	})
	want := "webhook \"portal\": firsthand was stopped while it waited for an answer; 1 item waits for the next run\nfirsthand: stopped; what was not sent waits for the next run\n"
	if got != exitFailed || stderr.String() != want {
		t.Errorf("exit code %d, stderr:\n%s", got, &stderr)
	}
}
