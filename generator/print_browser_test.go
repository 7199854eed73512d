package generator_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestOnPaper looks at pages as they are printed: black on white, with the addresses
// of what they link to outside, and nothing that only works on a screen.
func TestOnPaper(t *testing.T) {
	archive, err := txtar.ParseFile("../testdata/sites/correction.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.Files {
		if strings.HasSuffix(f.Name, "3/incidents/2026-03-03-exports/02.md") {
			archive.Files[i].Data = slices.Concat(f.Data, []byte("\nRead [the advice of the state](https://advice.example.org/calls) and [how we correct](/about/), or see https://help.example.com/ or [write](mailto:help@example.com).\n"))
		}
	}
	server := httptest.NewServer(http.FileServer(http.Dir(play(t, archive))))
	defer server.Close()
	tab := openTab(t, browser(t), "Europe/Madrid", "2026-03-11T10:20:00Z", true)
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	tab.visit(t, server.URL+"/"+breachThere, 700)
	const afterLinks = `[...document.querySelectorAll("#u2 .prose a")].map(a => getComputedStyle(a, "::after").content)`
	want := []string{`" (https://advice.example.org/calls)"`, `" (https://status.example.com/incidents-of-ours/about/)"`, "none", `" (mailto:help@example.com)"`}
	if diff := cmp.Diff(want, eval[[]string](t, tab, afterLinks)); diff != "" {
		t.Errorf("after the links of a statement (-want +got):\n%s", diff)
	}
	if got := eval[[]string](t, tab, `[...document.querySelectorAll("#ask a, .cite a")].map(a => getComputedStyle(a, "::after").content).filter(c => c != "none")`); len(got) > 0 {
		t.Errorf("links that show their own address have %v after them", got)
	}
	for _, path := range []string{breachThere, breachThere + "v/2/", breachThere + "v/1/", breachThere + "updates/02/"} {
		tab.visit(t, server.URL+"/"+path, 700)
		const colours = `[...new Set([...document.querySelectorAll("body *")].filter(e => e.checkVisibility()).flatMap(e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor] })
			.filter(c => !/^rgba\(0, 0, 0, 0\)$/.test(c) && !(([r, g, b]) => r == g && g == b)(c.match(/\d+/g))))]`
		if got := eval[[]string](t, tab, colours); len(got) > 0 {
			t.Errorf("/%s has the colours %v on paper", path, got)
		}
		for _, screen := range []string{"nav", ".skip", ".here", ".left", ".find"} {
			if eval[bool](t, tab, `[...document.querySelectorAll("`+screen+`")].some(e => e.checkVisibility())`) {
				t.Errorf("/%s prints %s", path, screen)
			}
		}
		if !eval[bool](t, tab, `document.querySelector(".paper").checkVisibility()`) {
			t.Errorf("/%s does not print its address", path)
		}
	}

	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext on this machine to read what was printed")
	}
	for path, foot := range map[string]string{
		breachThere:          "Booking exports downloaded by an outsider · Version 3 is entry 5 of our public record, status.example.com.",
		breachThere + "v/1/": "Booking exports downloaded by an outsider · Version 1 is entry 1 of our public record, status.example.com.",
	} {
		tab.visit(t, server.URL+"/"+path, 700)
		printed, err := chromedp.Call(tab, cdppage.PrintToPDF, cdppage.PrintToPDFParams{})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(file, printed.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command(program, "-layout", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
		for i, p := range pages {
			words := strings.Join(strings.Fields(p), " ")
			number := regexp.MustCompile(regexp.QuoteMeta(strconv.Itoa(i+1)) + ` ?/ ?` + strconv.Itoa(len(pages)) + `$`)
			if !strings.Contains(words, foot) || !number.MatchString(words) {
				t.Errorf("page %d of /%s ends with %q", i+1, path, words[max(0, len(words)-160):])
			}
		}
		if len(pages) < 2 {
			t.Errorf("/%s has %d pages", path, len(pages))
		}
	}
}
