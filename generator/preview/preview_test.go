package preview

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const page = `<!doctype html><html lang=en><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'"></head><body class=x><h1>%s</h1></body></html>`

// start serves a site made of one file of a folder.
func start(t *testing.T) (address, folder string) {
	t.Helper()
	folder = t.TempDir()
	write(t, folder, "one")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		done <- Serve(ctx, l, Options{Folder: folder, Log: io.Discard, Build: func(context.Context) (map[string][]byte, string, error) {
			words, err := os.ReadFile(filepath.Join(folder, "words"))
			if err != nil {
				return nil, "", err
			}
			if strings.HasPrefix(string(words), "bad") {
				return nil, "words:1:1: error: <bad>", nil
			}
			return map[string][]byte{"index.html": fmt.Appendf(nil, page, words), "a/index.html": fmt.Appendf(nil, page, "a"), "404.html": fmt.Appendf(nil, page, "missing"), "style.css": []byte("b{}")}, "", nil
		}})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String(), folder
}

func write(t *testing.T, folder, words string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "words"), []byte(words), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, url, host string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

func TestPagesComeWithTheReloadScriptAndAPolicyForIt(t *testing.T) {
	address, _ := start(t)
	// The first answer may come before the first build.
	waitFor(t, address+"/", "<h1>one</h1>")
	status, body, header := get(t, address+"/", "")
	if status != 200 || !strings.Contains(body, "/-/reload.js") || !strings.Contains(body, "script-src 'self'") {
		t.Errorf("status %d, page:\n%s", status, body)
	}
	if header.Get("Cache-Control") != "no-store" || header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("headers: %v", header)
	}
	if status, body, _ := get(t, address+"/a", ""); status != 200 || !strings.Contains(body, "<h1>a</h1>") {
		t.Errorf("a folder without its slash: status %d, %s", status, body)
	}
	if status, body, _ := get(t, address+"/../../etc/passwd", ""); status != 404 || !strings.Contains(body, "missing") {
		t.Errorf("a page that is not there: status %d, %s", status, body)
	}
	if _, _, header := get(t, address+"/style.css", ""); !strings.HasPrefix(header.Get("Content-Type"), "text/css") {
		t.Errorf("the style is served as %s", header.Get("Content-Type"))
	}
}

func TestAnotherNameForThisMachineIsRefused(t *testing.T) {
	address, _ := start(t)
	for _, host := range []string{"evil.example", "evil.example:1313", "127.0.0.1.evil.example", ""} {
		status, _, _ := get(t, address+"/", host)
		if want := map[bool]int{true: 200, false: 403}[host == ""]; status != want {
			t.Errorf("host %q: status %d, want %d", host, status, want)
		}
	}
}

// waitFor asks until the page holds a text, for as long as a person would wait.
func waitFor(t *testing.T, url, text string) string {
	t.Helper()
	var body string
	for range 200 {
		if _, body, _ = get(t, url, ""); strings.Contains(body, text) {
			return body
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%s never shows %q; it shows:\n%s", url, text, body)
	return ""
}

func TestAChangeIsBuiltAndTheOpenPageHearsOfIt(t *testing.T) {
	address, folder := start(t)
	waitFor(t, address+"/", "<h1>one</h1>")
	resp, err := http.Get(address + "/-/changes")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	write(t, folder, "two")
	events, err := io.ReadAll(resp.Body) // ends with the event
	if err != nil || !strings.Contains(string(events), "data: changed") {
		t.Errorf("the page heard %q, %v", events, err)
	}
	waitFor(t, address+"/", "<h1>two</h1>")
}

func TestProblemsAreShownAboveTheLastGoodPage(t *testing.T) {
	address, folder := start(t)
	waitFor(t, address+"/", "<h1>one</h1>")
	write(t, folder, "bad")
	body := waitFor(t, address+"/", "words:1:1: error: &lt;bad&gt;")
	if !strings.Contains(body, "<h1>one</h1>") {
		t.Errorf("the last good page is gone:\n%s", body)
	}
	write(t, folder, "three")
	body = waitFor(t, address+"/", "<h1>three</h1>")
	if strings.Contains(body, "preview-problems") {
		t.Errorf("the problems are still there:\n%s", body)
	}
}
