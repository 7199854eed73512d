// Package preview shows authors their site while they write: it serves a build
// from memory on this machine only, builds again when a file changes, and reloads
// the pages that are open.
//
// Input is a function that builds; output is what a browser on this machine
// sees. A build with problems leaves the last good site in place and shows the
// problems above every page. Nothing is written to disk, and pages are refused to
// anybody who does not ask for this machine by name, so that a web page elsewhere
// cannot read a draft.
//
//	err := preview.Serve(ctx, listener, preview.Options{Build: build, Folder: "content", Log: os.Stderr})
package preview

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html"
	"io"
	"mime"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Options is the input of Serve.
type Options struct {
	// Build makes the site. Problems are text for the author, empty if there are
	// none; an error is a fault that no author can mend.
	Build  func(context.Context) (tree map[string][]byte, problems string, err error)
	Folder string    // watched with everything below it
	Log    io.Writer // gets one line for each build
}

// Serve builds and serves until ctx is done. The listener should be one of the
// loopback interface.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	s := &server{options: o, changed: make(chan struct{})}
	watch, err := newWatcher(o.Folder)
	if err != nil {
		return err
	}
	defer watch.close()
	s.build(ctx)

	h := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	for {
		select {
		case <-ctx.Done():
			h.Close()
			<-failed
			return nil
		case err := <-failed:
			return fmt.Errorf("serving the preview: %w", err)
		case err := <-watch.failed:
			return fmt.Errorf("watching %s: %w", o.Folder, err)
		case <-watch.changed:
			s.build(ctx)
		}
	}
}

type server struct {
	options Options

	mu       sync.Mutex
	tree     map[string][]byte
	problems string
	changed  chan struct{} // closed by the next build
}

// build builds once and wakes every page that waits.
func (s *server) build(ctx context.Context) {
	started := time.Now()
	tree, problems, err := s.options.Build(ctx)
	if ctx.Err() != nil {
		return
	}
	line := fmt.Sprintf("built in %v", time.Since(started).Round(time.Millisecond))
	if err != nil {
		problems, line = err.Error(), "could not build: "+err.Error()
	} else if problems != "" {
		line = strings.TrimSpace(problems)
	}
	s.mu.Lock()
	if err == nil && tree != nil {
		s.tree = tree
	}
	s.problems = problems
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	fmt.Fprintln(s.options.Log, line)
}

const own = "/-/" // paths of the preview itself

//go:embed reload.js
var reloadScript []byte

//go:embed preview.css
var previewStyle []byte

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch {
	case !local(r.Host):
		http.Error(w, "the preview answers to 127.0.0.1 and localhost only", http.StatusForbidden)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "the preview can only be read", http.StatusMethodNotAllowed)
	case r.URL.Path == own+"changes":
		s.serveChanges(w, r)
	case r.URL.Path == own+"reload.js":
		serve(w, r, "reload.js", reloadScript, http.StatusOK)
	case r.URL.Path == own+"preview.css":
		serve(w, r, "preview.css", previewStyle, http.StatusOK)
	default:
		s.servePage(w, r)
	}
}

// local reports whether a request names this machine. A name that an attacker
// controls may point here as well, so the address alone proves nothing.
func local(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *server) servePage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	tree, problems := s.tree, s.problems
	s.mu.Unlock()
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	} else if _, folder := tree[path.Join(name, "index.html")]; folder {
		http.Redirect(w, r, r.URL.Path+"/", http.StatusFound)
		return
	}
	body, ok := tree[name]
	status := http.StatusOK
	if !ok {
		name, body, status = "404.html", tree["404.html"], http.StatusNotFound
	}
	if strings.HasSuffix(name, ".html") {
		body = decorate(body, problems)
	}
	serve(w, r, name, body, status)
}

func serve(w http.ResponseWriter, r *http.Request, name string, body []byte, status int) {
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case "", ".md", ".jsonl":
		kind = "text/plain; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// decorate adds the reload script to a page, and the problems that stand in the
// way of a newer one. The page's own policy forbids scripts; here alone it
// allows those of this server.
func decorate(page []byte, problems string) []byte {
	if len(page) == 0 {
		page = []byte("<!doctype html><html lang=en><head><title>Preview</title></head><body><p>There is nothing to show yet.</p></body></html>")
	}
	page = bytes.Replace(page, []byte("default-src 'none';"), []byte("default-src 'none'; script-src 'self'; connect-src 'self';"), 1)
	page = bytes.Replace(page, []byte("</head>"), []byte(`<link rel="stylesheet" href="`+own+`preview.css"><script src="`+own+`reload.js" defer></script></head>`), 1)
	if problems == "" {
		return page
	}
	at := bytes.Index(page, []byte("<body"))
	if at < 0 {
		return page
	}
	end := at + bytes.IndexByte(page[at:], '>') + 1
	note := `<div class="preview-problems" role="alert"><p>Your last change is not shown yet. Mend this first:</p><pre>` + html.EscapeString(problems) + `</pre></div>`
	return append(append(append([]byte{}, page[:end]...), note...), page[end:]...)
}

// serveChanges sends one event when the site was built again.
func (s *server) serveChanges(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	changed := s.changed
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	fmt.Fprint(w, ": waiting\n\n")
	if err := flush.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return
	}
	select {
	case <-r.Context().Done():
	case <-changed:
		fmt.Fprint(w, "data: changed\n\n")
		flush.Flush()
	}
}
