package generator_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// A tab is a browser tab, with what it asked for and what it complained about.
type tab struct {
	context.Context
	mu         sync.Mutex
	asked      []string // addresses, in order
	complaints []string // of the console
}

// openTab opens a tab of a browser in a time zone, at an instant at which its clock
// stands still.
func openTab(t *testing.T, browser context.Context, zone, now string, scripts bool) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	tab := &tab{Context: ctx}
	err := chromedp.Listen(tab.Context, func(event any) {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			tab.asked = append(tab.asked, e.Request.URL)
		case *log.EventEntryAdded:
			tab.complaints = append(tab.complaints, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, prepare := range []func() error{
		func() error { _, err := chromedp.Call(tab, network.Enable, network.EnableParams{}); return err },
		func() error { _, err := chromedp.Call(tab, log.Enable, cdp.Empty{}); return err },
		func() error {
			_, err := chromedp.Call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
			return err
		},
		func() error {
			_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
			return err
		},
		func() error {
			source := fmt.Sprintf("{ const now = Date.parse(%q); Date.now = () => now }", now)
			_, err := chromedp.Call(tab, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: source})
			return err
		},
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
	}
	return tab
}

func (tab *tab) visit(t *testing.T, address string, width int) {
	t.Helper()
	tab.mu.Lock()
	tab.asked, tab.complaints = nil, nil
	tab.mu.Unlock()
	if _, err := open(tab, address, width); err != nil {
		t.Fatalf("opening %s: %v", address, err)
	}
}

func eval[T any](t *testing.T, tab *tab, code string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](code))
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return v
}

// correctionSite builds the site of testdata/sites/correction.txtar: a breach with a
// promise for 11 March 2026, 16:00 UTC.
func correctionSite(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("../testdata/sites/correction.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return play(t, archive)
}

const breachThere = "incidents/2026-03-03-exports/"

// TestTheScriptSaysWhatOnlyTheBrowserKnows opens pages in other time zones.
func TestTheScriptSaysWhatOnlyTheBrowserKnows(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(correctionSite(t))))
	defer server.Close()
	type shown struct{ Left, Here string }
	const look = `({Left: [...document.querySelectorAll(".left")].map(e => e.innerText).join("|"), Here: document.querySelector("main .here")?.textContent || ""})`
	browser := browser(t)
	for _, c := range []struct {
		name, zone, now, path string
		want                  shown
	}{
		{"before a promise", "America/New_York", "2026-03-11T10:20:00Z", breachThere, shown{"in 5 hours · 12:00 GMT-4", " (13:00 GMT-4)"}},
		{"on another day", "Asia/Tokyo", "2026-03-11T15:20:00Z", breachThere, shown{"in 40 minutes · 12 Mar, 01:00 GMT+9", " (10 Mar, 02:00 GMT+9)"}},
		{"days before", "Asia/Tokyo", "2026-03-09T15:59:00Z", breachThere, shown{"in 2 days · 12 Mar, 01:00 GMT+9", " (10 Mar, 02:00 GMT+9)"}},
		{"late", "Europe/Madrid", "2026-03-11T16:40:00Z", breachThere, shown{"40 minutes overdue · 17:00 CET", " (18:00 CET)"}},
		{"late, in Spanish", "Europe/Madrid", "2026-03-11T18:00:00Z", "es/" + breachThere, shown{"con 2 horas de retraso · 17:00 CET", " (18:00 CET)"}},
		{"where UTC is the time", "Africa/Abidjan", "2026-03-11T10:20:00Z", breachThere, shown{"in 5 hours", ""}},
		{"home", "Europe/Madrid", "2026-03-11T10:20:00Z", "", shown{"in 5 hours · 17:00 CET", " (10:00 CET)"}},
		{"an old version promises nothing any more", "Europe/Madrid", "2026-03-11T10:20:00Z", breachThere + "v/1/", shown{"", " (16:30 CET)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := openTab(t, browser, c.zone, c.now, true)
			tab.visit(t, server.URL+"/"+c.path, 390)
			if diff := cmp.Diff(c.want, eval[shown](t, tab, look)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(tab.complaints) > 0 {
				t.Errorf("the browser complains: %q", tab.complaints)
			}
		})
	}
}

// TestNothingIsMissingWithoutScripts compares what a reader sees with what one sees
// who runs scripts, but for what the script adds.
func TestNothingIsMissingWithoutScripts(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(correctionSite(t))))
	defer server.Close()
	const text = `document.querySelectorAll(".here,.left,.find").forEach(e => e.remove()), document.body.innerText`
	browser := browser(t)
	with := openTab(t, browser, "Asia/Tokyo", "2026-03-11T10:20:00Z", true)
	without := openTab(t, browser, "Asia/Tokyo", "2026-03-11T10:20:00Z", false)
	for _, path := range []string{"", "history/", "commitments/", breachThere, breachThere + "v/1/", breachThere + "updates/01/"} {
		with.visit(t, server.URL+"/"+path, 390)
		without.visit(t, server.URL+"/"+path, 390)
		for _, added := range []string{".here", ".left", ".find"} {
			if eval[bool](t, without, fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.offsetHeight > 0)`, added)) {
				t.Errorf("/%s shows %s, which needs scripts", path, added)
			}
		}
		if diff := cmp.Diff(strings.Fields(eval[string](t, without, text)), strings.Fields(eval[string](t, with, text))); diff != "" {
			t.Errorf("/%s (-without +with scripts):\n%s", path, diff)
		}
	}
}

// TestNothingMovesWhenTheScriptArrives: the script comes a good while after the page.
func TestNothingMovesWhenTheScriptArrives(t *testing.T) {
	files := http.FileServer(http.Dir(correctionSite(t)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/script.js") {
			time.Sleep(300 * time.Millisecond)
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	const shift = `new Promise(done => { let sum = 0; new PerformanceObserver(l => l.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true}); setTimeout(() => done(sum), 300) })`
	tab := openTab(t, browser(t), "Asia/Tokyo", "2026-03-11T10:20:00Z", true)
	for _, path := range []string{"", "history/", "commitments/", breachThere, breachThere + "v/1/"} {
		for _, width := range []int{390, 1280} {
			tab.visit(t, server.URL+"/"+path, width)
			moved, err := chromedp.Run(tab, chromedp.Evaluate[float64](shift, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if moved > 0 {
				t.Errorf("/%s moves by %.4f at %d pixels", path, moved, width)
			}
		}
	}
}

// TestAnOpenAccountSaysThatItHasChanged publishes something while a page is open.
func TestAnOpenAccountSaysThatItHasChanged(t *testing.T) {
	files := http.FileServer(http.Dir(correctionSite(t)))
	var mu sync.Mutex
	answer := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasSuffix(r.URL.Path, "/version.json") && answer != "" {
			fmt.Fprint(w, answer)
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	tab := openTab(t, browser(t), "UTC", "2026-03-11T10:20:00Z", true)
	const back = `document.dispatchEvent(new Event("visibilitychange")), new Promise(done => setTimeout(() => done(document.querySelector("[role=status]").innerText), 300))`
	for _, c := range []struct{ name, path, answer, want string }{
		{"nothing new", breachThere, "", ""},
		{"an older copy", breachThere, `{"version":1,"entry":1}`, ""},
		{"no file", breachThere, "<!doctype html>", ""},
		{"a new entry", breachThere, `{"version":4,"entry":9}`, "This account has changed. Show it as it stands now"},
		{"in Spanish", "es/" + breachThere, `{"version":4,"entry":9}`, "Este informe ha cambiado. Mostrarlo como está ahora"},
	} {
		t.Run(c.name, func(t *testing.T) {
			mu.Lock()
			answer = c.answer
			mu.Unlock()
			tab.visit(t, server.URL+"/"+c.path, 390)
			if slices.ContainsFunc(tab.asked, func(u string) bool { return strings.HasSuffix(u, "/version.json") }) {
				t.Error("the page looks before it was left")
			}
			got, err := chromedp.Run(tab, chromedp.Evaluate[string](back, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("the page says %q, want %q", got, c.want)
			}
			if len(tab.complaints) > 0 {
				t.Errorf("the browser complains: %q", tab.complaints)
			}
		})
	}
	before := eval[float64](t, tab, `performance.timeOrigin`)
	eval[any](t, tab, `document.querySelector("[role=status] button").click()`)
	for range 50 {
		time.Sleep(20 * time.Millisecond)
		if now, err := chromedp.Run(tab, chromedp.Evaluate[float64](`performance.timeOrigin`)); err == nil && now != before {
			return
		}
	}
	t.Error("the button does not load the page again")
}

// TestAnotherLanguageShowsTheSamePlace follows the link to the page in another language
// from the middle of it.
func TestAnotherLanguageShowsTheSamePlace(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(correctionSite(t))))
	defer server.Close()
	tab := openTab(t, browser(t), "Europe/Madrid", "2026-03-11T10:20:00Z", true)
	tab.visit(t, server.URL+"/"+breachThere+"#what-information", 390)
	eval[any](t, tab, `document.querySelector("a[hreflang=es]").click()`)
	for range 100 {
		time.Sleep(20 * time.Millisecond)
		if at, err := chromedp.Run(tab, chromedp.Evaluate[string](`location.pathname + location.hash`)); err == nil && at == "/es/"+breachThere+"#what-information" {
			return
		}
	}
	t.Errorf("the link leads to %s", eval[string](t, tab, `location.href`))
}

// TestFromADiskThereIsNoNetwork opens pages as files.
func TestFromADiskThereIsNoNetwork(t *testing.T) {
	site := correctionSite(t)
	tab := openTab(t, browser(t), "Europe/Madrid", "2026-03-11T10:20:00Z", true)
	for _, path := range []string{"index.html", "history/index.html", breachThere + "index.html"} {
		tab.visit(t, "file://"+filepath.Join(site, path), 390)
		if len(tab.complaints) > 0 {
			t.Errorf("%s: the browser complains: %q", path, tab.complaints)
		}
		if eval[bool](t, tab, `!!document.querySelector(".find, [role=status]")`) {
			t.Errorf("%s offers what needs a server", path)
		}
		if !eval[bool](t, tab, `getComputedStyle(document.querySelector(".wrap")).maxWidth != "none"`) {
			t.Errorf("%s has no style", path)
		}
	}
}

// TestWeight keeps pages small: what a reader on a phone has to wait for.
func TestWeight(t *testing.T) {
	tree := readTree(t, buildExample(t))
	size := func(names ...string) (n int) {
		for _, name := range names {
			if tree[name] == nil {
				t.Fatalf("there is no %s", name)
			}
			n += compressed(t, tree[name])
		}
		return n
	}
	account := "incidents/2026-03-03-support-exports/"
	for _, c := range []struct {
		name  string
		most  int
		files []string
	}{
		{"home", 14_000, []string{"index.html", "style.css"}},
		{"home in Spanish", 14_000, []string{"es/index.html", "style.css"}},
		{"account", 20_000, []string{account + "index.html", "style.css", "script.js"}},
		{"account in Spanish", 20_000, []string{"es/" + account + "index.html", "style.css", "script.js"}},
		{"version with a correction", 24_000, []string{account + "v/5/index.html", "style.css", "script.js"}},
		{"script", 999, []string{"script.js"}},
	} {
		n := size(c.files...)
		t.Logf("%s: %d bytes", c.name, n)
		if n > c.most {
			t.Errorf("%s has %d bytes compressed, %d is the limit", c.name, n, c.most)
		}
	}
}

func compressed(t *testing.T, b []byte) int {
	t.Helper()
	var n counter
	z, err := gzip.NewWriterLevel(&n, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return int(n)
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

// TestHomeAsksForItsStyleAlone counts what a browser asks for.
func TestHomeAsksForItsStyleAlone(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(correctionSite(t))))
	defer server.Close()
	tab := openTab(t, browser(t), "Europe/Madrid", "2026-03-11T10:20:00Z", true)
	for path, want := range map[string][]string{
		"":          {"/", "/style.css"},
		breachThere: {"/" + breachThere, "/style.css", "/script.js"},
	} {
		tab.visit(t, server.URL+"/"+path, 390)
		tab.mu.Lock()
		var got []string
		for _, u := range tab.asked {
			if name := strings.TrimPrefix(u, server.URL); !strings.HasPrefix(name, "/favicon") {
				got = append(got, name)
			}
		}
		tab.mu.Unlock()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("/%s (-want +got):\n%s", path, diff)
		}
	}
}
