package themes_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"

	"firsthand/generator"
)

// A shown is a site with the pages of it that are looked at.
type shown struct {
	name  string // see built
	pages []string
	few   bool // in few manners: the kinds of its pages are those of the example
}

// sites has a page of each kind, and every state that a real site gets into.
var sites = []shown{
	{name: "example", pages: []string{
		"", "incidents/2026-03-03-support-exports/", "incidents/2026-03-03-support-exports/v/5/",
		"incidents/2026-03-03-support-exports/history/", "incidents/2026-03-03-support-exports/updates/05/", "incidents/2026-03-03-support-exports/notice/",
		"incidents/2026-06-02-agent-cve/", "incidents/2026-09-12-calendar-move/",
		"history/", "components/exports/", "commitments/", "report/", "changes/", "follow/", "verify/", "accessibility/", "about/", "404.html",
		"es/incidents/2026-03-03-support-exports/v/5/",
	}},
	{name: "calm", pages: []string{""}, few: true},
	{name: "first", pages: []string{"", "incidents/2026-03-03-booking-exports/"}, few: true},
	{name: "busy", few: true, pages: []string{
		"", "incidents/2026-03-03-sign-in/", "incidents/2026-03-03-sign-in/v/2/", "incidents/2026-03-03-move/", "incidents/2026-03-09-payments/",
		"incidents/2026-03-03-email/", "incidents/2026-03-03-email/history/", "incidents/2026-03-03-reports/", "incidents/2026-03-03-reports/updates/01/",
		"incidents/2026-03-03-webhooks/", "incidents/2026-03-03-webhooks/updates/01/", "incidents/2026-03-03-agent/", "incidents/2026-03-03-phishing/",
		"changes/", "history/",
	}},
	{name: "whole", few: true, pages: []string{"", "incidents/2026-03-03-exports/", "incidents/2026-03-03-exports/v/2/", "incidents/2026-03-03-exports/v/3/", "commitments/"}},
	{name: "arabic", few: true, pages: []string{"", "incidents/2026-03-03-exports/", "incidents/2026-03-03-exports/v/2/", "en/incidents/2026-03-03-exports/", "en/incidents/2026-03-03-exports/updates/01/", "history/"}},
}

// built builds a site of testdata and returns its folder: "example" is the example
// of the repository, and any other name is testdata/gallery/<name>.txtar, which has
// the form of the sites of testdata/sites.
func built(t *testing.T, name string) string {
	t.Helper()
	return builtWith(t, name, nil)
}

// builtWith is like built, with a theme over the built-in one.
func builtWith(t *testing.T, name string, theme fs.FS) string {
	t.Helper()
	output := filepath.Join(t.TempDir(), "public")
	if name == "example" {
		content := "../content"
		if theme != nil {
			content = filepath.Join(t.TempDir(), "content")
			copyFS(t, content, os.DirFS("../content"))
			copyFS(t, filepath.Join(content, "theme"), theme)
		}
		build(t, content, output, exampleAt)
		return output
	}
	archive := gallery(t, name)
	content := filepath.Join(t.TempDir(), "content")
	lay(t, archive, content, "")
	if theme != nil {
		copyFS(t, filepath.Join(content, "theme"), theme)
	}
	random := rand.NewChaCha8([32]byte{})
	step := 0
	for line := range strings.Lines(string(archive.Comment)) {
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), " "); verb {
		case "publish":
			step++
			lay(t, archive, content, fmt.Sprint(step))
			_, problems, err := generator.Publish(t.Context(), generator.PublishOptions{Content: content, Now: instant(t, rest), Random: random})
			if err != nil || problems.HasErrors() {
				t.Fatalf("%s: publish %s: %v %v", name, rest, err, problems.All())
			}
		case "build":
			build(t, content, output, rest)
		}
	}
	return output
}

// exampleAt is the time of the example.
const exampleAt = "2026-10-01T12:00:00Z"

// builtAt returns the time at which built builds a site.
func builtAt(t *testing.T, name string) time.Time {
	t.Helper()
	if name == "example" {
		return instant(t, exampleAt)
	}
	for line := range strings.Lines(string(gallery(t, name).Comment)) {
		if at, ok := strings.CutPrefix(strings.TrimSpace(line), "build "); ok {
			return instant(t, at)
		}
	}
	t.Fatalf("testdata/gallery/%s.txtar is never built", name)
	return time.Time{}
}

func gallery(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile("../testdata/gallery/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

func copyFS(t *testing.T, folder string, from fs.FS) {
	t.Helper()
	if err := os.CopyFS(folder, from); err != nil {
		t.Fatal(err)
	}
}

// serve serves a built site at another address than its own. The page for what is not
// there names its own address, because it is shown at any depth; here it gets this one.
func serve(t *testing.T, output string) string {
	t.Helper()
	files := http.FileServer(http.Dir(output))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, err := os.ReadFile(filepath.Join(output, "404.html"))
		if r.URL.Path != "/404.html" || err != nil {
			files.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(ownAddress.ReplaceAll(page, []byte(`$1="/`)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

var ownAddress = regexp.MustCompile(`(href|src)="https://[a-z.]+\.example/`)

// account matches the address of the page of an account.
var account = regexp.MustCompile(`^([a-z]{2}/)?incidents/[^/]+/$`)

func build(t *testing.T, content, output, now string) {
	t.Helper()
	_, problems, err := generator.Build(t.Context(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, now), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatalf("building %s: %v %v", content, err, problems.All())
	}
}

// lay writes the files of a step over the content folder.
func lay(t *testing.T, archive *txtar.Archive, content, step string) {
	t.Helper()
	for _, f := range archive.Files {
		first, rest, _ := strings.Cut(f.Name, "/")
		name, of := f.Name, ""
		if strings.Trim(first, "0123456789") == "" {
			name, of = rest, first
		}
		if of != step {
			continue
		}
		target := filepath.Join(content, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// browser starts Chromium. Without one the test is skipped, unless the variable
// FIRSTHAND_BROWSER says "required".
func browser(t *testing.T) context.Context {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		if os.Getenv("FIRSTHAND_BROWSER") == "required" {
			t.Fatal("no Chromium on this machine")
		}
		t.Skip("no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("true")); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	return ctx
}
