package generator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// TestSearch looks for words in the history, as a reader would.
func TestSearch(t *testing.T) {
	files := http.FileServer(http.Dir(correctionSite(t)))
	var down atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() && strings.Contains(r.URL.Path, "/texts/") {
			http.Error(w, "no", http.StatusServiceUnavailable)
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	tab := openTab(t, browser(t), "UTC", "2026-03-11T10:20:00Z", true)
	asked := func() (names []string) {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		for _, u := range tab.asked {
			if strings.Contains(u, "search.js") || strings.Contains(u, "/texts/") {
				names = append(names, strings.TrimPrefix(u, server.URL))
			}
		}
		return names
	}
	// A browser that runs by itself has no focus, so that turning to the field is told.
	const turn = `document.querySelector("#find").dispatchEvent(new FocusEvent("focusin", {bubbles: true}))`
	const enter = `{ const f = document.querySelector("#find"); f.value = %q; f.dispatchEvent(new Event("input")) }`
	type found struct {
		Status string
		Links  []string
		Marks  []string
	}
	const read = `({Status: document.querySelector(".find [role=status]").textContent,
		Links: [...document.querySelectorAll(".find a")].map(a => a.getAttribute("href")), Marks: [...document.querySelectorAll(".find mark")].map(m => m.textContent)})`
	wait := func(code string) {
		t.Helper()
		for range 250 {
			if ok, err := chromedp.Run(tab, chromedp.Evaluate[bool](code)); err == nil && ok {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("never came true: %s", code)
	}
	const account, slow = "../incidents/2026-03-03-exports/", "../incidents/2026-03-09-slow/"
	for _, c := range []struct {
		name, path, words string
		down              bool
		want              found
	}{
		{"a word of a summary", "history/", "61,300", false, found{"Found: 1", []string{account, account + "updates/02/"}, []string{"61,300", "61,300"}}},
		{"a number without its group mark", "history/", "61300", false, found{"Found: 1", []string{account, account + "updates/02/"}, []string{"61,300", "61,300"}}},
		{"with that of another language", "history/", "61.300", false, found{"Found: 1", []string{account, account + "updates/02/"}, []string{"61,300", "61,300"}}},
		{"with a space", "history/", "61\u202f300", false, found{"Found: 1", []string{account, account + "updates/02/"}, []string{"61,300", "61,300"}}},
		{"a part of a number, as it is typed", "history/", "61,3", false, found{"Found: 1", []string{account, account + "updates/02/"}, []string{"61,3", "61,3"}}},
		{"two words in two statements", "history/", "ASK clinic", false, found{"Nothing found.", []string{}, []string{}}},
		{"two words of one incident, whatever their case", "history/", "ASK phone", false, found{"Found: 1", []string{account, account + "updates/02/", account + "updates/01/"}, []string{"Phone", "phone", "ask"}}},
		{"a statement that was taken back", "history/", "takes up to a minute", false, found{"Nothing found.", []string{}, []string{}}},
		{"the one that took it back", "history/", "our own test", false, found{"Found: 1", []string{slow, slow + "updates/02/"}, []string{"Our", "own", "test", "Our", "own", "test"}}},
		{"without accents", "es/history/", "extrano sesion", false, found{"Resultados: 1", []string{account, account + "updates/01/"}, []string{"extraño", "sesión"}}},
		{"no texts", "history/", "ask", true, found{"The search cannot be loaded right now. All incidents are in the lists on this page.", []string{}, []string{}}},
		{"no words", "history/", "   ", false, found{"", []string{}, []string{}}},
		{"from the page of a kind", "history/kind/outage/", "61,300", false, found{"Found: 1", []string{"../../" + account, "../../" + account + "updates/02/"}, []string{"61,300", "61,300"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			down.Store(c.down)
			tab.visit(t, server.URL+"/"+c.path, 390)
			if got := asked(); got != nil {
				t.Fatalf("the page asks for %v before the search is used", got)
			}
			eval[bool](t, tab, turn)
			wait(`!!document.querySelector(".find ol")`)
			eval[any](t, tab, fmt.Sprintf(enter, c.words)+"0")
			if c.want.Status != "" {
				wait(`/[^…]$/.test(document.querySelector(".find [role=status]").textContent)`)
			} else {
				time.Sleep(200 * time.Millisecond)
			}
			if diff := cmp.Diff(c.want, eval[found](t, tab, read)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			complaints := tab.complaints
			if c.down {
				complaints = nil // the browser says that a file could not be had
			}
			if len(complaints) > 0 {
				t.Errorf("the browser complains: %q", complaints)
			}
		})
	}
}
