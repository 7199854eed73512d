package remote

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAll(t *testing.T) {
	site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		switch name := strings.TrimPrefix(r.URL.Path, "/"); {
		case name == "missing":
			http.NotFound(w, r)
		case name == "page":
			io.WriteString(w, "<!doctype html>")
		case name == "empty":
		default:
			io.WriteString(w, name)
		}
	})
	files := []Wanted{
		{Path: "one", Limit: 10}, {Path: "missing", Limit: 10}, {Path: "empty", Limit: 10},
		{Path: "page", Limit: 100, Optional: true}, {Path: "longer", Limit: 3, Exact: true},
	}
	got := make([][]byte, len(files))
	if err := All(t.Context(), site, files, func(i int, data []byte) { got[i] = data }); err != nil {
		t.Fatal(err)
	}
	want := [][]byte{[]byte("one"), nil, {}, nil, make([]byte, 4)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAllStopsAtAnError(t *testing.T) {
	var asked atomic.Int64
	site := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1); r.URL.Path == "/3" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	files := make([]Wanted, 1000)
	for i := range files {
		files[i] = Wanted{Path: fmt.Sprint(i), Limit: 10}
	}
	err := All(t.Context(), site, files, func(int, []byte) {})
	if KindOf(err) != Refused || !strings.Contains(fmt.Sprint(err), "/3: ") {
		t.Errorf("error %v", err)
	}
	if n := asked.Load(); n > 100 {
		t.Errorf("%d requests after an error", n)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := All(ctx, site, files[:1], func(int, []byte) {}); err != context.Canceled {
		t.Errorf("stopped: %v", err)
	}
}

// FuzzLooksLikePage sees to it that no line of a ledger is taken for a page.
func FuzzLooksLikePage(f *testing.F) {
	f.Add([]byte(`{"v":1}`), true)
	f.Fuzz(func(t *testing.T, data []byte, _ bool) {
		if looksLikePage(data) && !bytes.Contains(data[:min(len(data), 512)], []byte("<")) {
			t.Errorf("%q is taken for a page", data)
		}
	})
}
