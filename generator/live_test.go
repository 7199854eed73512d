package generator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
	"firsthand/generator/ledger"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// A liveSite is a content folder with a statement, and the site that was built
// when only that one was published.
type liveSite struct {
	content string
	files   map[string][]byte
	asked   []string // addresses that were opened
}

const (
	liveStart  = "2026-03-03T09:52:00Z"
	liveUpdate = `---
title: Booking is slow
kind: outage
status: investigating
next_update: 2026-03-09 12:00 UTC
---

We are still looking for the cause.
`
)

func newLiveSite(t *testing.T, settings string) *liveSite {
	t.Helper()
	s := &liveSite{content: filepath.Join(t.TempDir(), "content")}
	s.put(t, "site.yaml", settings)
	s.put(t, "incidents/2026-03-03-slow/01.md", `---
title: Booking is slow
kind: outage
status: investigating
next_update: 2026-03-03 12:00 UTC
---

Since 07:42 UTC booking takes up to a minute.
`)
	if _, err := s.publish(t, liveStart, nil); err != nil {
		t.Fatal(err)
	}
	if settings == liveSettings {
		if liveBuilt == nil {
			liveBuilt = s.build(t)
		}
		s.files = maps.Clone(liveBuilt)
	}
	return s
}

// liveBuilt is the site that is made of liveSettings: the ledger is the same each
// time.
var liveBuilt map[string][]byte

const liveSettings = "name: Example status\nurl: https://status.real.dev\ncontacts: {email: help@real.dev}\n"

func (s *liveSite) put(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(s.content, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s *liveSite) publish(t *testing.T, at string, guard *generator.LiveGuard, signers ...transparency.Signer) (generator.Published, error) {
	t.Helper()
	published, problems, err := generator.Publish(context.Background(), generator.PublishOptions{
		Content: s.content, Now: instant(t, at), Random: rand.NewChaCha8([32]byte{7}), Live: guard, Signers: signers,
	})
	if problems.HasErrors() {
		t.Fatal(problems.All())
	}
	return published, err
}

func (s *liveSite) build(t *testing.T) map[string][]byte {
	t.Helper()
	output := filepath.Join(t.TempDir(), "public")
	_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: s.content, Output: output, Now: instant(t, "2026-03-03T10:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	return readTree(t, output)
}

// guard answers every address with the files of the site.
func (s *liveSite) guard(t *testing.T, handler http.Handler) *generator.LiveGuard {
	t.Helper()
	if handler == nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			data, ok := s.files[strings.TrimPrefix(r.URL.Path, "/")]
			if !ok {
				http.NotFound(w, r)
				return
			}
			w.Write(data)
		})
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &generator.LiveGuard{Open: func(address string) (remote.Source, error) {
		s.asked = append(s.asked, address)
		return remote.Open(server.URL, remote.Options{Patience: 200 * time.Millisecond})
	}}
}

func TestLiveGuard(t *testing.T) {
	answer := func(f http.HandlerFunc) func(*liveSite) http.Handler {
		return func(*liveSite) http.Handler { return f }
	}
	cases := []struct {
		name    string
		before  func(t *testing.T, s *liveSite) // what happens after the site was built
		answer  func(s *liveSite) http.Handler
		refused string // what the error says
		warning string
	}{
		{name: "the site shows what the ledger begins with"},
		{
			name: "the site shows more",
			before: func(t *testing.T, s *liveSite) {
				saved := readTree(t, filepath.Join(s.content, "ledger"))
				s.put(t, "incidents/2026-03-03-slow/02.md", liveUpdate)
				if _, err := s.publish(t, "2026-03-03T09:55:00Z", nil); err != nil {
					t.Fatal(err)
				}
				s.files = s.build(t)
				s.restore(t, saved)
			},
			refused: `SITE shows 3 entries of this public record, and the ledger here has only 2; nothing was published
  fix: pull, so that the ledger here is the newest; if it is lost, "firsthand ledger restore --from SITE"`,
		},
		{
			name:   "the ledger is lost",
			before: func(t *testing.T, s *liveSite) { s.restore(t, nil) },
			refused: `SITE shows 2 entries of this public record, and the ledger here has only 0; nothing was published
  fix: pull, so that the ledger here is the newest; if it is lost, "firsthand ledger restore --from SITE"`,
		},
		{
			name: "the history was written anew",
			before: func(t *testing.T, s *liveSite) {
				s.restore(t, nil)
				if _, err := s.publish(t, "2026-03-03T09:53:00Z", nil); err != nil {
					t.Fatal(err)
				}
			},
			refused: `the history in the ledger here is not the one that SITE shows: this history differs at entry 0, which was published here on 3 March 2026, 09:53 UTC; nothing was published
  fix: put the ledger back as it was published, from version control or with "firsthand ledger restore --from SITE"`,
		},
		{
			name: "another site",
			before: func(t *testing.T, s *liveSite) {
				s.files["build.json"] = bytes.Replace(s.files["build.json"], []byte(`"status.real.dev"`), []byte(`"status.other.dev"`), 1)
			},
			refused: `SITE shows the public record of "status.other.dev", and the ledger here is that of "status.real.dev"; nothing was published
  fix: set your own url in site.yaml, or use the ledger of that site`,
		},
		{
			name: "the site says one thing and shows another",
			before: func(t *testing.T, s *liveSite) {
				_, rest, _ := bytes.Cut(s.files["build.json"], []byte(`"root": "`))
				s.files["build.json"] = bytes.Replace(s.files["build.json"], rest[:44], []byte(transparency.Hash{1}.String()), 1)
			},
			warning: `SITE contradicts itself, so that there was nothing to compare with; if it stays so: "firsthand verify SITE"`,
		},
		{
			name: "nothing was published yet", answer: answer(http.NotFound),
			warning: "there is no site of firsthand at SITE yet, so that there was nothing to compare with",
		},
		{
			name:    "another program's site",
			answer:  answer(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`{"name": "x"}`)) }),
			warning: "the live site could not be read, so that there was nothing to compare with: SITE: build.json: this is not what firsthand writes: it did not build the site",
		},
		{
			name:    "an error page",
			answer:  answer(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`<!doctype html><h1>Welcome</h1>`)) }),
			warning: "the live site could not be read, so that there was nothing to compare with: SITEbuild.json: the host answered with a web page instead of the file",
		},
		{
			name:    "a broken host",
			answer:  answer(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }),
			warning: "the live site could not be read, so that there was nothing to compare with: SITEbuild.json: the host answered 502 (Bad Gateway): something is wrong there; try again later",
		},
		{
			name:    "a slow host",
			answer:  answer(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
			warning: "the live site could not be read, so that there was nothing to compare with: SITEbuild.json: no answer within 200ms; try again, and if it stays so, ask whoever runs the host",
		},
		{
			name: "an answer without end",
			answer: answer(func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					w.Write(bytes.Repeat([]byte(" "), 4096))
				}
			}),
			warning: "the live site could not be read, so that there was nothing to compare with: SITEbuild.json: the file is larger than 64 kB, which no such file of a site is; the rest was not read",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newLiveSite(t, liveSettings)
			if c.before != nil {
				c.before(t, s)
			}
			s.put(t, "incidents/2026-03-03-slow/02.md", liveUpdate)
			var handler http.Handler
			if c.answer != nil {
				handler = c.answer(s)
			}
			guard := s.guard(t, handler)
			old := ledgerText(t, s)
			published, err := s.publish(t, "2026-03-03T11:00:00Z", guard)
			place := placeOf(t, guard)
			got := ""
			if err != nil {
				got = strings.ReplaceAll(err.Error(), place, "SITE")
			}
			if diff := cmp.Diff(c.refused, got); diff != "" {
				t.Errorf("refused (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.warning, strings.ReplaceAll(published.Warning, place, "SITE")); diff != "" {
				t.Errorf("warning (-want +got)\n%s", diff)
			}
			if grown := ledgerText(t, s) != old; grown != (c.refused == "") {
				t.Errorf("something was published: %v", grown)
			}
			if c.warning != "" {
				s = newLiveSite(t, liveSettings)
				s.put(t, "incidents/2026-03-03-slow/02.md", liveUpdate)
				guard.Require = true
				_, err := s.publish(t, "2026-03-03T11:00:00Z", guard)
				var refused *generator.LiveError
				if !errors.As(err, &refused) {
					t.Errorf("with --require-live: %v", err)
				}
			}
		})
	}
}

// placeOf returns the address of the host behind a guard.
func placeOf(t *testing.T, guard *generator.LiveGuard) string {
	t.Helper()
	site, err := guard.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	return site.String()
}

func ledgerText(t *testing.T, s *liveSite) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.content, "ledger", "entries.jsonl"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data)
}

// restore makes the ledger what it was.
func (s *liveSite) restore(t *testing.T, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(s.content, "ledger")); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		s.put(t, filepath.Join("ledger", name), string(data))
	}
}

// TestReservedNamesAreNotAsked sees to it that a site that can never be there
// costs no request.
func TestReservedNamesAreNotAsked(t *testing.T) {
	for _, host := range []string{"status.northquay.example", "x.test", "status.example.com", "example.org", "localhost", "a.invalid"} {
		t.Run(host, func(t *testing.T) {
			s := newLiveSite(t, strings.ReplaceAll(liveSettings, "status.real.dev", host))
			s.put(t, "incidents/2026-03-03-slow/02.md", liveUpdate)
			guard := s.guard(t, nil)
			guard.Require = true
			if _, err := s.publish(t, "2026-03-03T11:00:00Z", guard); err == nil {
				t.Error("with --require-live it was published")
			}
			guard.Require = false
			published, err := s.publish(t, "2026-03-03T11:00:00Z", guard)
			if err != nil || published.Warning != "" {
				t.Errorf("published with warning %q, error %v", published.Warning, err)
			}
			if len(s.asked) > 0 {
				t.Errorf("asked %v", s.asked)
			}
		})
	}
}

// TestSigningIsGuarded sees to it that a second history is not signed either.
func TestSigningIsGuarded(t *testing.T) {
	s := newLiveSite(t, liveSettings)
	s.restore(t, nil)
	if _, err := s.publish(t, "2026-03-03T09:53:00Z", nil); err != nil {
		t.Fatal(err)
	}
	signer, err := transparency.NewSigner(rand.NewChaCha8([32]byte{9}), "status.real.dev")
	if err != nil {
		t.Fatal(err)
	}
	var refused *generator.LiveError
	if _, err := s.publish(t, "2026-03-03T11:00:00Z", s.guard(t, nil), signer); !errors.As(err, &refused) {
		t.Errorf("signing another history: %v", err)
	}
}

// TestKeyChangesAreGuarded sees to it that an entry about a key is not added to a
// record that readers have seen go on.
func TestKeyChangesAreGuarded(t *testing.T) {
	s := newLiveSite(t, liveSettings)
	signer, err := transparency.NewSigner(rand.NewChaCha8([32]byte{9}), "status.real.dev")
	if err != nil {
		t.Fatal(err)
	}
	change := func(guard *generator.LiveGuard) (generator.Keyring, error) {
		ring, problems, err := generator.ChangeKeys(t.Context(), generator.KeyOptions{
			Content: s.content, Now: instant(t, "2026-03-03T11:00:00Z"), Random: rand.NewChaCha8([32]byte{7}), Live: guard,
			Signers: []transparency.Signer{signer}, Changes: []ledger.KeyChange{{Key: signer.Key(), Op: ledger.AddKey}},
		})
		if problems.HasErrors() {
			t.Fatal(problems.All())
		}
		return ring, err
	}
	saved := readTree(t, filepath.Join(s.content, "ledger"))
	s.put(t, "incidents/2026-03-03-slow/02.md", liveUpdate)
	if _, err := s.publish(t, "2026-03-03T10:30:00Z", nil); err != nil {
		t.Fatal(err)
	}
	s.files = s.build(t)
	s.restore(t, saved)
	guard, old := s.guard(t, nil), ledgerText(t, s)
	_, err = change(guard)
	const want = `SITE shows 3 entries of this public record, and the ledger here has only 2; the keys are as they were
  fix: pull, so that the ledger here is the newest; if it is lost, "firsthand ledger restore --from SITE"`
	if diff := cmp.Diff(want, strings.ReplaceAll(fmt.Sprint(err), placeOf(t, guard), "SITE")); diff != "" {
		t.Errorf("refused (-want +got)\n%s", diff)
	}
	if ledgerText(t, s) != old {
		t.Error("the ledger has grown")
	}

	guard = s.guard(t, http.NotFoundHandler())
	ring, err := change(guard)
	if err != nil || len(ring.Keys) != 1 {
		t.Fatalf("without a live site: %d keys, %v", len(ring.Keys), err)
	}
	if want := "there is no site of firsthand at SITE yet, so that there was nothing to compare with"; strings.ReplaceAll(ring.Warning, placeOf(t, guard), "SITE") != want {
		t.Errorf("warning %q", ring.Warning)
	}
}
