package announce

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// Each item once, oldest first; a run without news sends nothing.
func TestEachItemOnce(t *testing.T) {
	live := liveSite{"feed.json": feedOf(statements(2)...)}
	ok, accepted := serve(t, status(200)), serve(t, status(202))
	b := newBench(t, live, ok.webhook("a"), accepted.webhook("b"))
	for _, step := range []struct {
		name string
		n    int
		want []string
	}{
		{"two items", 2, []string{"Statement 1", "Statement 2"}},
		{"again", 2, nil},
		{"two more", 4, []string{"Statement 3", "Statement 4"}},
		{"and again", 4, nil},
	} {
		live["feed.json"] = feedOf(statements(step.n)...)
		result := b.run()
		same(t, step.name+": 200", step.want, ok.got(t))
		same(t, step.name+": 202", step.want, accepted.got(t))
		same(t, step.name+": result", step.want, titles(result.Outcomes[0]))
		if result.Failed() > 0 {
			t.Errorf("%s: %+v", step.name, result)
		}
	}
}

// What one receiver answers is no matter of another's, which gets each item once.
func TestAnswers(t *testing.T) {
	s := func(seconds ...int) (all []time.Duration) {
		for _, n := range seconds {
			all = append(all, time.Duration(n)*time.Second)
		}
		return all
	}
	both := []string{"Statement 1", "Statement 2"}
	quiet := newSilence("bad")
	for _, c := range []struct {
		name    string
		first   []http.HandlerFunc // answers in the first run
		came    []string           // messages in the first run
		slept   []time.Duration
		failure string
		gone    bool
		later   []string // messages in a second run in which the receiver is well
	}{
		{name: "410", first: []http.HandlerFunc{status(410)}, came: both[:1], failure: "it answered 410", gone: true},
		{name: "410 for the second", first: []http.HandlerFunc{status(200), status(410)}, came: both, failure: "it answered 410", gone: true},
		{name: "429, soon", first: []http.HandlerFunc{retryAfter(429, "7"), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(7)},
		{name: "429, at a time", first: []http.HandlerFunc{retryAfter(429, now.Add(30*time.Second).Format(http.TimeFormat)), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(30)},
		{name: "429, at once", first: []http.HandlerFunc{retryAfter(429, "0"), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(1)},
		{name: "429, nobody knows when", first: []http.HandlerFunc{retryAfter(429, "soon"), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(1)},
		{name: "429, in an hour", first: []http.HandlerFunc{retryAfter(429, "3600")}, came: both[:1],
			failure: "it answered 429 and asked us to wait until 3 March 2026, 13:00 UTC"},
		{name: "503, soon", first: []http.HandlerFunc{retryAfter(503, "2"), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(2)},
		{name: "500", first: []http.HandlerFunc{status(500)}, came: []string{"Statement 1", "Statement 1", "Statement 1", "Statement 1"}, slept: s(1, 5, 25),
			failure: "it answered 500 (attempt 4)", later: both},
		{name: "500 twice", first: []http.HandlerFunc{status(500), status(500), status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 1", "Statement 2"}, slept: s(1, 5)},
		{name: "hang", first: []http.HandlerFunc{quiet.hang}, came: []string{"Statement 1", "Statement 1"}, slept: s(1), failure: "it did not answer within 15 seconds (attempt 2)", later: both},
		{name: "hang once", first: []http.HandlerFunc{quiet.hang, status(200)}, came: []string{"Statement 1", "Statement 1", "Statement 2"}, slept: s(1)},
		{name: "cut", first: []http.HandlerFunc{cutOff}, came: []string{"Statement 1", "Statement 1"}, slept: s(1), failure: "it cut the connection (attempt 2)", later: both},
		{name: "cut once, after one", first: []http.HandlerFunc{status(200), cutOff, status(200)}, came: []string{"Statement 1", "Statement 2", "Statement 2"}, slept: s(1)},
		{name: "404", first: []http.HandlerFunc{status(404)}, came: both[:1], failure: "it answered 404: there is nothing at its address; look whether it is the right one", later: both},
		{name: "403", first: []http.HandlerFunc{status(403)}, came: both[:1], failure: "it answered 403: it does not let us write; look whether its address is the right one", later: both},
		{name: "redirect", first: []http.HandlerFunc{http.RedirectHandler("/elsewhere", 302).ServeHTTP}, came: both[:1],
			failure: "it answered 302: its address has changed; put the new one into its place", later: both},
		{name: "405", first: []http.HandlerFunc{status(405)}, came: both[:1], failure: "it answered 405", later: both},
		{name: "400", first: []http.HandlerFunc{status(400)}, came: both[:1], failure: `it refused "Statement 1": it answered 400`, later: both},
		{name: "a word that helps", first: []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "channel_is_archived", 410) }}, came: both[:1],
			failure: "it answered 410 (channel_is_archived)", gone: true},
		{name: "words that could be secret", first: []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no "+r.URL.Path, 404) }}, came: both[:1],
			failure: "it answered 404: there is nothing at its address; look whether it is the right one", later: both},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad, good := serve(t, c.first...), serve(t, status(200))
			b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, bad.webhook("bad"), good.webhook("good"))
			b.expire = quiet.expire
			result := b.run()
			same(t, "messages", c.came, bad.got(t))
			same(t, "waits", c.slept, b.slept)
			same(t, "failure", c.failure, result.Outcomes[0].Failure)
			same(t, "gone", c.gone, !result.Outcomes[0].Gone.IsZero())
			same(t, "messages to the other", both, good.got(t))
			same(t, "failure of the other", "", result.Outcomes[1].Failure)

			bad.will(status(200))
			result = b.run()
			same(t, "messages in the second run", c.later, bad.got(t))
			same(t, "messages to the other in the second run", []string(nil), good.got(t))
			if c.gone && (result.Outcomes[0].Gone.IsZero() || result.Failed() > 0) {
				t.Errorf("the second run does not say that it is gone: %+v", result.Outcomes[0])
			}
		})
	}
}

// After 429, the next run keeps away until the time has come.
func TestWaitOutlastsTheRun(t *testing.T) {
	h := serve(t, retryAfter(429, "3600"))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(1)...)}, h.webhook("a"))
	b.run()
	h.will(status(200))
	b.Clock = func() time.Time { return now.Add(59 * time.Minute) }
	result := b.run()
	same(t, "failure", "it asked us to wait until 3 March 2026, 13:00 UTC", result.Outcomes[0].Failure)
	same(t, "messages too early", []string(nil), h.got(t))
	b.Clock = func() time.Time { return now.Add(time.Hour) }
	b.run()
	same(t, "messages", []string{"Statement 1"}, h.got(t))
}

// A host that nobody serves, or whose certificate is another's.
func TestUnreachable(t *testing.T) {
	nobody := serve(t, status(200))
	nobody.Close()
	encrypted := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(1)...)}, nobody.webhook("a"),
		Receiver{Kind: Slack, Name: "b", address: strings.Replace(encrypted.URL, "http:", "https:", 1) + secretPath})
	result := b.run()
	same(t, "failure", "its host cannot be reached (attempt 4)", result.Outcomes[0].Failure)
	same(t, "failure", "no answer came that makes sense (attempt 4)", result.Outcomes[1].Failure)
}

// A message that is refused in run after run stands in the way of others for a
// while, not for ever.
func TestRefusedForGood(t *testing.T) {
	h := serve(t, status(422))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
	for range maxRefusals - 1 {
		if result := b.run(); result.Outcomes[0].Failure != `it refused "Statement 1": it answered 422` {
			t.Fatalf("%+v", result)
		}
		same(t, "messages", []string{"Statement 1"}, h.got(t))
	}
	h.will(status(422), status(200))
	result := b.run()
	same(t, "messages", []string{"Statement 1", "Statement 2"}, h.got(t))
	same(t, "notes", []string{`"Statement 1" was refused in 5 runs (it answered 422); it is left out from now on`}, result.Outcomes[0].Notes)
	same(t, "failure", "", result.Outcomes[0].Failure)
}

// killer returns a writer of the state that fails, and stays broken, when it is to
// write down that a message was sent.
func killer(b *bench) func() {
	count := 0
	b.write = func(path string, data []byte) error {
		count++
		if strings.Contains(string(data), `"sending"`) || count == 1 {
			return writeFile(path, data)
		}
		return errKilled
	}
	return func() { b.write, count = nil, 0 }
}

// A run that ends between a message and its record is followed by one repeat, with
// the same key; if that ends so too, by none.
func TestKilledBetweenSendAndSave(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
	var keys []string
	kill := func(what string) {
		t.Helper()
		revive := killer(b)
		result, err := Run(t.Context(), b.Options)
		b.listen(result, err)
		if !errors.Is(err, errKilled) {
			t.Fatalf("%s: error %v", what, err)
		}
		same(t, what+": failure", `"Statement 1" was sent, but that could not be written down: the next run may send it once more, with the same key`, result.Outcomes[0].Failure)
		keys = append(keys, h.keys()...)
		same(t, what+": messages", []string{"Statement 1"}, h.got(t))
		revive()
	}
	kill("first run")
	before, err := os.ReadFile(b.State)
	if err != nil || !strings.Contains(string(before), `"sending"`) {
		t.Fatalf("the state does not say what was being sent: %v\n%s", err, before)
	}

	// One more kill, then a run that is left alone: two messages in all.
	kill("second run")
	result := b.run()
	same(t, "third run", []string{"Statement 2"}, h.got(t))
	same(t, "notes", []string{`"Statement 1" was sent twice, and both times firsthand was stopped before it could write that down; it counts as sent`}, result.Outcomes[0].Notes)
	if len(keys) != 2 || keys[0] != keys[1] || keys[0] == "" {
		t.Errorf("keys %q", keys)
	}

	// From the state after the first kill: the repeat, then the next.
	if err := os.WriteFile(b.State, before, 0o644); err != nil {
		t.Fatal(err)
	}
	result = b.run()
	same(t, "run after the first kill", []string{"Statement 1", "Statement 2"}, h.got(t))
	if sent := result.Outcomes[0].Sent; !sent[0].Repeat || sent[1].Repeat || sent[0].Key != keys[0] {
		t.Errorf("the repeat is not marked: %+v", sent)
	}
	b.run()
	same(t, "last run", []string(nil), h.got(t))
}

// A failure between two crashes does not make a third message.
func TestKilledFailedKilled(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
	kill := func() {
		t.Helper()
		revive := killer(b)
		if _, err := Run(t.Context(), b.Options); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		revive()
	}
	kill()
	same(t, "first message", []string{"Statement 1"}, h.got(t))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Run(stopped, b.Options); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	h.will(status(500))
	b.run()
	h.will(status(200))
	kill()
	same(t, "second message", []string{"Statement 1"}, h.got(t))
	b.run()
	same(t, "no third", []string{"Statement 2"}, h.got(t))
}

// Nothing leaves that could not be written down before.
func TestNothingUnwritten(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
	b.run()
	h.got(t)
	b.Live = liveSite{"feed.json": feedOf(statements(3)...)}
	b.write = func(string, []byte) error { return errKilled }
	result, err := Run(t.Context(), b.Options)
	if !errors.Is(err, errKilled) || !strings.Contains(err.Error(), "writing down what is announced, in "+b.State) {
		t.Errorf("error %v", err)
	}
	same(t, "failure", "nothing is sent that cannot be written down first", result.Outcomes[0].Failure)
	same(t, "messages", []string(nil), h.got(t))
	b.write, b.State = nil, filepath.Join(t.TempDir(), "nowhere", "announced.json")
	if _, err := Run(t.Context(), b.Options); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("error %v", err)
	}
	same(t, "messages", []string(nil), h.got(t))
}

// The same with a process that is really killed, by the receiver, when it has the
// message and has not answered.
func TestKilledProcess(t *testing.T) {
	if os.Getenv("ANNOUNCE_TO") != "" {
		b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, Receiver{Kind: JSON, Name: "a", address: os.Getenv("ANNOUNCE_TO")})
		b.State = os.Getenv("ANNOUNCE_STATE")
		b.run()
		return
	}
	var mu sync.Mutex
	var process *os.Process
	kill := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if err := process.Kill(); err != nil {
			t.Error(err)
		}
		<-r.Context().Done()
	}
	h := serve(t, kill)
	statePath := filepath.Join(t.TempDir(), "announced.json")
	child := func() error {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcess$", "-test.count=1")
		cmd.Env = append(os.Environ(), "ANNOUNCE_TO="+h.URL+secretPath, "ANNOUNCE_STATE="+statePath)
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		mu.Lock()
		err := cmd.Start()
		process = cmd.Process
		mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		if err != nil && !strings.Contains(err.Error(), "killed") {
			t.Fatalf("%v\n%s", err, &out)
		}
		return err
	}
	if child() == nil {
		t.Fatal("the process was not killed")
	}
	keys := h.keys()
	same(t, "before the kill", []string{"Statement 1"}, h.got(t))
	h.will(status(200))
	if err := child(); err != nil {
		t.Fatal(err)
	}
	keys = append(keys, h.keys()...)
	same(t, "after the kill", []string{"Statement 1", "Statement 2"}, h.got(t))
	if keys[0] != keys[1] || keys[1] == keys[2] {
		t.Errorf("keys %q", keys)
	}
	if err := child(); err != nil {
		t.Fatal(err)
	}
	same(t, "once more", []string(nil), h.got(t))

	// Twice killed at the same message: two messages, not three.
	if err := os.Remove(statePath); err != nil {
		t.Fatal(err)
	}
	h.will(kill)
	for range 2 {
		if child() == nil {
			t.Fatal("the process was not killed")
		}
	}
	same(t, "killed twice", []string{"Statement 1", "Statement 1"}, h.got(t))
	h.will(status(200))
	if err := child(); err != nil {
		t.Fatal(err)
	}
	same(t, "after two kills", []string{"Statement 2"}, h.got(t))
}

// Two runs at once: each message once.
func TestTwiceAtOnce(t *testing.T) {
	arrived, go_on := make(chan bool, 10), make(chan bool)
	h := serve(t, func(http.ResponseWriter, *http.Request) { arrived <- true; <-go_on })
	b := newBench(t, liveSite{"feed.json": feedOf(statements(3)...)}, h.webhook("a"))
	var mu sync.Mutex
	waiting := make(chan bool, 1)
	one, two := b.Options, b.Options
	one.Tell = nil
	two.Tell = func(line string) {
		mu.Lock()
		b.told = append(b.told, line)
		mu.Unlock()
		waiting <- true
	}
	two.Sleep = func(ctx context.Context, _ time.Duration) error {
		time.Sleep(time.Millisecond)
		return ctx.Err()
	}
	var group sync.WaitGroup
	results, errs := make([]Result, 2), make([]error, 2)
	group.Go(func() { results[0], errs[0] = Run(t.Context(), one) })
	<-arrived
	group.Go(func() { results[1], errs[1] = Run(t.Context(), two) })
	<-waiting
	close(go_on)
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	same(t, "messages", []string{"Statement 1", "Statement 2", "Statement 3"}, h.got(t))
	same(t, "the second run", []string(nil), titles(results[1].Outcomes[0]))
	same(t, "told", []string{"another announce is running with " + b.State + "; waiting for it"}, b.told)
	if files, _ := os.ReadDir(filepath.Dir(b.State)); len(files) != 1 {
		t.Errorf("beside the state, there is %v", files)
	}
}

// A run that never ends is not waited for for ever.
func TestBusy(t *testing.T) {
	b := newBench(t, liveSite{"feed.json": feedOf()}, Receiver{Kind: JSON, Name: "a"})
	holder := &run{Options: b.Options}
	unlock, err := holder.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), b.Options); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v", err)
	}
	var waited time.Duration
	for _, d := range b.slept {
		waited += d
	}
	same(t, "waited", lockPatience, waited)
	unlock()
	b.run()
}

// A receiver that is new is sent the last day, all, or what is asked for.
func TestNewReceivers(t *testing.T) {
	live := liveSite{"feed.json": feedOf(published(3, nil), published(2, map[string]any{"date_published": "2026-03-02T11:59:59Z"}), published(1, map[string]any{"date_published": "2026-02-01T00:00:00Z"}))}
	for _, c := range []struct {
		name  string
		since time.Time
		want  []string
		old   int
	}{
		{"the last day", now.Add(-24 * time.Hour), []string{"Statement 3"}, 2},
		{"since an item", time.Date(2026, 3, 2, 11, 59, 59, 0, time.UTC), []string{"Statement 2", "Statement 3"}, 1},
		{"all", time.Time{}, []string{"Statement 1", "Statement 2", "Statement 3"}, 0},
		{"nothing", now, nil, 3},
	} {
		h := serve(t, status(200))
		b := newBench(t, live, h.webhook("a"))
		b.Since = c.since
		result := b.run()
		same(t, c.name, c.want, h.got(t))
		same(t, c.name+": old items", c.old, result.Outcomes[0].Old)

		// It is known from now on: neither --all nor time brings back what is old.
		b.Since = time.Time{}
		result = b.run()
		same(t, c.name+", again", []string(nil), h.got(t))
		same(t, c.name+", again: old items", 0, result.Outcomes[0].Old)
	}
}

// A site without items makes its receivers known, so that the first item is new
// to them whenever it comes.
func TestEmptyFeed(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf()}, h.webhook("a"))
	b.run()
	b.Live = liveSite{"feed.json": feedOf(statements(1)...)}
	b.Since = now.Add(24 * time.Hour)
	b.run()
	same(t, "messages", []string{"Statement 1"}, h.got(t))
}

func TestReceiversComeAndGo(t *testing.T) {
	a, z := serve(t, status(200)), serve(t, status(200))
	live := liveSite{"feed.json": feedOf(statements(1)...)}
	b := newBench(t, live, a.webhook("a"))
	b.run()
	a.got(t)

	live["feed.json"] = feedOf(statements(2)...)
	b.Receivers = []Receiver{a.webhook("renamed"), z.webhook("new")}
	b.run()
	same(t, "under another name", []string{"Statement 2"}, a.got(t))
	same(t, "a new one gets the last day", []string{"Statement 1", "Statement 2"}, z.got(t))

	// Another address under the same name goes on where the old one stopped.
	moved := serve(t, status(200))
	b.Receivers = []Receiver{moved.webhook("renamed")}
	live["feed.json"] = feedOf(statements(3)...)
	b.run()
	same(t, "at another address", []string{"Statement 3"}, moved.got(t))
	data, err := os.ReadFile(b.State)
	if err != nil || strings.Contains(string(data), "webhook new") {
		t.Errorf("who is not told any more is in the state: %v\n%s", err, data)
	}
}

// After 410, a new address or Resume begins again where it stopped.
func TestGoneAndBack(t *testing.T) {
	for _, c := range []struct {
		name string
		back func(b *bench, h *host)
	}{
		{"a new address", func(b *bench, h *host) { b.Receivers[0].address += "2" }},
		{"resume", func(b *bench, h *host) { b.Resume = []string{"a"} }},
	} {
		h := serve(t, status(410))
		b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
		result := b.run()
		same(t, c.name+": failure", "it answered 410", result.Outcomes[0].Failure)
		same(t, c.name+": waiting", 0, result.Outcomes[0].Waiting)
		h.will(status(200))
		result = b.run()
		same(t, c.name+": nothing is sent", []string(nil), h.got(t))
		same(t, c.name+": gone since", now, result.Outcomes[0].Gone)
		c.back(b, h)
		b.run()
		same(t, c.name, []string{"Statement 1", "Statement 2"}, h.got(t))
	}
}

// A variable that is not set holds up nobody else, and loses nothing.
func TestTrouble(t *testing.T) {
	good, bad := serve(t, status(200)), serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(1)...)}, Receiver{Kind: JSON, Name: "bad", Trouble: "the variable X is not set"}, good.webhook("good"))
	result := b.run()
	same(t, "failure", "the variable X is not set", result.Outcomes[0].Failure)
	same(t, "waiting", 1, result.Outcomes[0].Waiting)
	same(t, "the other", []string{"Statement 1"}, good.got(t))
	b.Clock = func() time.Time { return now.Add(72 * time.Hour) }
	b.Since = now.Add(48 * time.Hour)
	b.Receivers[0] = bad.webhook("bad")
	b.run()
	same(t, "when it is set", []string{"Statement 1"}, bad.got(t))
}

func TestDryRun(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"), Receiver{Kind: Slack, Name: "b", Trouble: "the variable X is not set"})
	b.DryRun = true
	result := b.run()
	same(t, "messages", []string(nil), h.got(t))
	same(t, "would be sent", []string{"Statement 1", "Statement 2"}, titles(result.Outcomes[0]))
	same(t, "would be sent to who is in trouble", []string{"Statement 1", "Statement 2"}, titles(result.Outcomes[1]))
	if files, _ := os.ReadDir(filepath.Dir(b.State)); len(files) > 0 {
		t.Errorf("a dry run wrote %v", files)
	}
	if p := result.Outcomes[0].Sent[0].Payload; !strings.Contains(p, `"title": "Statement 1"`) {
		t.Errorf("payload %s", p)
	}
	b.DryRun = false
	b.Receivers = b.Receivers[:1]
	b.run()
	same(t, "messages", []string{"Statement 1", "Statement 2"}, h.got(t))
}

// A run that is stopped says what waits; a message that was on its way is repeated
// once at most.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	h := serve(t, func(_ http.ResponseWriter, r *http.Request) { stop(); <-r.Context().Done() })
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("a"))
	result, err := Run(ctx, b.Options)
	b.listen(result, err)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	same(t, "failure", "firsthand was stopped while it waited for an answer", result.Outcomes[0].Failure)
	same(t, "waiting", 2, result.Outcomes[0].Waiting)
	h.will(status(200))
	result = b.run()
	same(t, "messages", []string{"Statement 1", "Statement 2"}, h.got(t))
	same(t, "repeat", true, result.Outcomes[0].Sent[0].Repeat)
}

type flaky struct {
	liveSite
	fails int
}

func (f *flaky) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if f.fails--; f.fails >= 0 {
		return nil, errors.New("the host answered 502")
	}
	return f.liveSite.Read(ctx, path, limit)
}

func TestLiveFeedIsTriedAgain(t *testing.T) {
	h := serve(t, status(200))
	b := newBench(t, nil, h.webhook("a"))
	b.Live = &flaky{liveSite{"feed.json": feedOf(statements(1)...)}, 3}
	if _, err := Run(t.Context(), b.Options); err == nil || err.Error() != "reading the live feed: the host answered 502" {
		t.Errorf("error %v", err)
	}
	b.Live = &flaky{liveSite{"feed.json": feedOf(statements(1)...)}, 2}
	b.run()
	same(t, "messages", []string{"Statement 1"}, h.got(t))
	same(t, "waits", []time.Duration{time.Second, 5 * time.Second, time.Second, 5 * time.Second}, b.slept)
}

func TestFeedsThatAreNone(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"page", "<!doctype html>", "this is not a JSON Feed; was the site deployed there?"},
		{"other JSON", `{"version": "2"}`, "this is not a JSON Feed; was the site deployed there?"},
		{"no date", string(feedOf(published(1, map[string]any{"date_published": nil}))), "item 1 has no id, no date or no address"},
		{"odd date", string(feedOf(published(1, map[string]any{"date_published": "today"}))), "item 1 has a form that firsthand does not write"},
		{"no id", string(feedOf(published(2, nil), published(1, map[string]any{"id": ""}))), "item 2 has no id, no date or no address"},
		{"odd address", string(feedOf(published(1, map[string]any{"url": "javascript:alert(1)"}))), "item 1 has no id, no date or no address"},
	} {
		b := newBench(t, liveSite{"feed.json": []byte(c.data)}, Receiver{Kind: JSON, Name: "a"})
		if _, err := Run(t.Context(), b.Options); err == nil || err.Error() != "reading the live feed feed.json: "+c.want {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
}

// Without the feed of one language, the others are told.
func TestLanguages(t *testing.T) {
	en, es := serve(t, status(200)), serve(t, status(200))
	spanish := es.webhook("es")
	spanish.Language = "es"
	live := liveSite{"feed.json": feedOf(statements(1)...)}
	b := newBench(t, live, en.webhook("en"), spanish)
	result := b.run()
	same(t, "English", []string{"Statement 1"}, en.got(t))
	same(t, "failure", "reading the live feed: es/feed.json is not there: file does not exist", result.Outcomes[1].Failure)
	live["es/feed.json"] = feedOf(published(1, map[string]any{"title": "Comunicado 1", "language": "es"}))
	b.run()
	same(t, "Spanish", []string{"Comunicado 1"}, es.got(t))
	same(t, "English again", []string(nil), en.got(t))
}

func TestStateFiles(t *testing.T) {
	for _, c := range []struct{ name, state, want string }{
		{"newer", `{"v": 2, "all": {}}`, "was written by a newer firsthand; use that one"},
		{"cut", `{"v": 1, "recei`, "is damaged, so that firsthand cannot see who was told what\n  fix: put an earlier version"},
		{"empty", ``, "is damaged"},
		{"other JSON", `{}`, "is damaged"},
		{"two", `{"v": 1, "receivers": {}}{"v": 1}`, "is damaged"},
		{"conflict", "{\"v\": 1,\n<<<<<<< HEAD\n", "is damaged"},
		{"a field that it does not have", `{"v": 1, "receivers": {}, "all": 1}`, "is damaged"},
		{"empty receiver", `{"v": 1, "receivers": {"webhook a": null}}`, "is damaged"},
	} {
		h := serve(t, status(200))
		b := newBench(t, liveSite{"feed.json": feedOf(statements(1)...)}, h.webhook("a"))
		if err := os.WriteFile(b.State, []byte(c.state), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(t.Context(), b.Options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v", c.name, err)
		}
		same(t, c.name+": messages", []string(nil), h.got(t))
		if data, err := os.ReadFile(b.State); err != nil || string(data) != c.state {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
}

// The state file as it is written, for those who have to read one.
func TestStateIsReadable(t *testing.T) {
	h := serve(t, status(200), status(500))
	b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, h.webhook("incident channel"))
	b.run()
	data, err := os.ReadFile(b.State)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, `"address"`) }) // the port is another each time
	same(t, "state", `{
  "v": 1,
  "receivers": {
    "webhook incident channel": {
      "time": "2026-03-03T10:01:00Z",
      "id": "tag:status.example.com,2026-03-03:2026-03-03-exports/01"
    }
  }
}
`, strings.Join(lines, "\n"))
}

func FuzzParseState(f *testing.F) {
	f.Add([]byte(`{"v": 1, "receivers": {"webhook a": {"time": "2026-03-03T11:00:00Z", "id": "x", "sending": {"id": "y", "repeat": true}, "gone": "2026-03-03T11:00:00Z"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parseState(data)
		if err != nil {
			return
		}
		b := newBench(t, liveSite{"feed.json": feedOf(statements(2)...)}, Receiver{Kind: JSON, Name: "a", Trouble: "none"})
		r := &run{Options: b.Options, state: s}
		r.adopt()
		for id := range r.state.Receivers {
			if id != "webhook a" {
				t.Errorf("%q is kept", id)
			}
		}
	})
}
