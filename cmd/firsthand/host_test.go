package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// host serves a folder, as "host NAME DIR", under the address that the variable
// NAME then has. "host NAME DIR 500 ledger/checkpoint" answers 500 for one file;
// instead of a number it takes "page" (a web page), "slow" and "endless", and
// without a file it answers so for every one.
func host(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: host NAME DIR [404|500|page|slow|endless [FILE]]")
	}
	files := http.FileServer(http.Dir(ts.MkAbs(args[1])))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(args) == 2 || len(args) > 3 && r.URL.Path != "/"+args[3] {
			files.ServeHTTP(w, r)
			return
		}
		switch args[2] {
		case "404":
			http.NotFound(w, r)
		case "500":
			w.WriteHeader(http.StatusInternalServerError)
		case "page":
			w.Write([]byte("<!doctype html><title>Oops</title>"))
		case "slow":
			<-r.Context().Done()
		case "endless":
			for r.Context().Err() == nil {
				w.Write(bytes.Repeat([]byte("x"), 64<<10))
			}
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
}

// change replaces a text in a file, as "change FILE OLD NEW", where it stands
// first.
func change(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: change FILE OLD NEW")
	}
	file := ts.MkAbs(args[0])
	data, err := os.ReadFile(file)
	ts.Check(err)
	if !strings.Contains(string(data), args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(file, []byte(strings.Replace(string(data), args[1], args[2], 1)), 0o644))
}

// toHost sends every request to one host, whatever host it is for.
type toHost struct{ host *url.URL }

func (t toHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = t.host.Scheme, t.host.Host
	return http.DefaultTransport.RoundTrip(r)
}

// networkOf returns the network of a script: that of this machine, or the host
// that the variable LIVE names.
func networkOf(live string) http.RoundTripper {
	if u, err := url.Parse(live); err == nil && live != "" {
		return toHost{u}
	}
	return nil
}
