package history_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
	"firsthand/generator/git"
	"firsthand/generator/git/gittest"
	"firsthand/generator/importer/history"
	"firsthand/generator/ledger"
)

var ctx = context.Background()

const site = "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\nlanguages: [en, es]\n"

const slow = `---
title: Booking is slow
kind: outage
next_update: in 60 minutes
---
Since 07:42 UTC booking takes up to a minute. We are looknig for the cause.
`

func open(t *testing.T, r *gittest.Repo) git.Repo {
	t.Helper()
	repo, err := git.Open(ctx, git.Options{Dir: filepath.Join(r.Dir, "content"), Env: r.Env})
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func publish(t *testing.T, r *gittest.Repo, now string) {
	t.Helper()
	_, problems, err := generator.Publish(ctx, generator.PublishOptions{Content: filepath.Join(r.Dir, "content"), Now: instant(t, now), Random: rand.Reader})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
}

func load(t *testing.T, r *gittest.Repo) *ledger.Log {
	t.Helper()
	log, err := ledger.Load(os.DirFS(filepath.Join(r.Dir, "content/ledger")))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// tell says what was found, a line a finding.
func tell(findings []history.Finding, names map[string]string) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s.%d %s %s", f.Seq, f.Doc, f.Rev, f.Found, names[f.Commit])))
	}
	return lines
}

func TestCorroborate(t *testing.T) {
	r := gittest.New(t)
	names := map[string]string{}
	commit := func(when, name string) { names[r.Commit(when, name)] = name }
	first := "content/incidents/2026-03-03-slow/01.md"

	r.Write("content/site.yaml", site)
	r.Write(first, strings.Replace(slow, "---\nSince", "draft: true\n---\n<!-- ask Lin -->\nSince", 1))
	commit("2026-03-03T09:00:00Z", "draft")
	r.Write(first, slow)
	commit("2026-03-03T09:50:00Z", "ready")
	publish(t, r, "2026-03-03T09:52:00Z")
	commit("2026-03-03T09:53:00Z", "ledger")

	r.Write(first, strings.Replace(slow, "looknig", "looking", 1))
	commit("2026-03-03T10:00:00Z", "repair")
	publish(t, r, "2026-03-03T10:01:00Z")
	r.Write("content/incidents/2026-03-03-slow/01.es.md", "---\ntitle: La reserva va lenta\n---\nDesde las 07:42 UTC reservar tarda hasta un minuto. Buscamos la causa.\n")
	publish(t, r, "2026-03-03T10:02:00Z")
	r.Write("content/incidents/2026-03-03-slow/02.md", "---\nnext_update: in 2 hours\n---\nIt is fast again.\n")
	publish(t, r, "2026-03-03T10:03:00Z")
	// What was published and what was committed differ here.
	r.Write("content/incidents/2026-03-03-slow/02.md", "---\nnext_update: in 2 hours\n---\nIt never was slow.\n")
	commit("2026-03-03T10:05:00Z", "rest")

	findings, err := history.Corroborate(ctx, open(t, r), load(t, r))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 2026-03-03-slow/01.1 same draft",
		"2 2026-03-03-slow/01.2 same repair",
		"3 2026-03-03-slow/01.es.1 same rest",
		"4 2026-03-03-slow/02.1 missing",
	}
	if diff := cmp.Diff(want, tell(findings, names)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if f := findings[1]; f.File != "incidents/2026-03-03-slow/01.md" || !f.Time.Equal(instant(t, "2026-03-03T10:00:00Z")) || !f.Entry.Equal(instant(t, "2026-03-03T10:01:00Z")) {
		t.Errorf("finding %+v", f)
	}
}

// TestCorroborateWithSettingsOfThen changes the zone in which times are read,
// after a publication and before one.
func TestCorroborateWithSettingsOfThen(t *testing.T) {
	for _, tt := range []struct {
		name    string
		publish int // after which commit
	}{{"published, then the zone is changed", 1}, {"the zone is changed, then published", 2}} {
		t.Run(tt.name, func(t *testing.T) {
			r := gittest.New(t)
			for n, settings := range []string{site, site + "time_zone: America/New_York\n"} {
				r.Write("content/site.yaml", settings)
				r.Write("content/incidents/2026-03-03-slow/01.md", strings.Replace(slow, "in 60 minutes", "2026-03-03 12:00", 1))
				r.Commit("2026-03-03T09:00:00Z", "commit")
				if n+1 == tt.publish {
					publish(t, r, "2026-03-03T09:01:00Z")
				}
			}
			findings, err := history.Corroborate(ctx, open(t, r), load(t, r))
			if err != nil || len(findings) != 1 || findings[0].Found != history.Same {
				t.Errorf("%+v, %v", findings, err)
			}
		})
	}
}

// TestCorroborateARenamedIncident imports an account whose folder was renamed: its
// first text stands in history under the old name only. What was never imported
// is not looked for there.
func TestCorroborateARenamedIncident(t *testing.T) {
	r := gittest.New(t)
	names := map[string]string{}
	commit := func(when, name string) { names[r.Commit(when, name)] = name }
	repaired := strings.Replace(slow, "looknig", "looking", 1)
	imported := func(text, when string) string {
		return strings.Replace(text, "---\nSince", "imported: "+when+"\n---\nSince", 1)
	}
	r.Write("content/site.yaml", site)
	r.Write("content/incidents/2026-03-03-old/01.md", slow)
	r.Write("content/incidents/2026-03-03-old/02.md", "---\nnext_update: in 2 hours\n---\nIt is fast again.\n")
	commit("2026-03-03T09:50:00Z", "first")
	r.Write("content/incidents/2026-03-03-old/01.md", repaired)
	commit("2026-03-03T10:00:00Z", "repair")
	if err := os.RemoveAll(filepath.Join(r.Dir, "content/incidents/2026-03-03-old")); err != nil {
		t.Fatal(err)
	}
	r.Write("content/incidents/2026-03-03-slow/01.md", imported(repaired, "2026-03-03 10:00 UTC"))
	commit("2026-03-03T10:10:00Z", "renamed")
	r.Write("content/private/imported/2026-03-03-slow/01.1.md", imported(slow, "2026-03-03 09:50 UTC"))
	publish(t, r, "2026-03-04T09:00:00Z")
	r.Write("content/incidents/2026-03-03-slow/02.md", "---\nnext_update: in 2 hours\n---\nIt is fast again.\n")
	publish(t, r, "2026-03-04T09:10:00Z")

	findings, err := history.Corroborate(ctx, open(t, r), load(t, r))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 2026-03-03-slow/01.1 same first",
		"2 2026-03-03-slow/01.2 same repair",
		"3 2026-03-03-slow/02.1 missing",
	}
	if diff := cmp.Diff(want, tell(findings, names)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestCorroborateRefusesAShallowClone(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/site.yaml", site)
	r.Write("content/incidents/2026-03-03-slow/01.md", slow)
	r.Commit("2026-03-03T09:00:00Z", "a")
	r.Write("content/pages/about.md", "---\ntitle: About\n---\nx\n")
	r.Commit("2026-03-03T09:01:00Z", "b")
	_, err := history.Corroborate(ctx, open(t, r.Clone("--depth=1")), &ledger.Log{})
	if e := (*git.IncompleteError)(nil); !errors.As(err, &e) {
		t.Errorf("error %v", err)
	}
}

// TestCorroborateARedaction replaces the record of a text that stands in the
// history, and then commits what is left of it.
func TestCorroborateARedaction(t *testing.T) {
	r := gittest.New(t)
	names := map[string]string{}
	r.Write("content/site.yaml", site)
	r.Write("content/incidents/2026-03-03-slow/01.md", slow)
	names[r.Commit("2026-03-03T09:00:00Z", "a")] = "a"
	publish(t, r, "2026-03-03T09:01:00Z")
	log := load(t, r)
	record, _ := log.Record("2026-03-03-slow/01", 1)
	record.Said.Redacted = "A court ordered it."
	record.Said.Text[0].MD = "Since 07:42 UTC booking takes [removed]."
	record.Said.Summary = ""
	draft := ledger.Draft{Doc: record.Doc, Rev: 1, Type: ledger.Redaction, Lang: "en", Said: record.Said}
	if _, err := log.Append(filepath.Join(r.Dir, "content/ledger"), ledger.Run{Drafts: []ledger.Draft{draft}}, instant(t, "2026-03-03T10:00:00Z"), rand.Reader); err != nil {
		t.Fatal(err)
	}
	findings, err := history.Corroborate(ctx, open(t, r), load(t, r))
	if diff := cmp.Diff([]string{"1 2026-03-03-slow/01.1 redacted"}, tell(findings, names)); diff != "" || err != nil {
		t.Errorf("findings: %v (-want +got):\n%s", err, diff)
	}
}

// TestCorroborateAnImport finds each text that was taken over in the history that
// it was taken from.
func TestCorroborateAnImport(t *testing.T) {
	r := gittest.New(t)
	names := map[string]string{}
	commit := func(when, name, text string) {
		r.Write("content/incidents/2026-02-01-slow/01.md", text)
		names[r.Commit(when, name)] = name
	}
	r.Write("content/site.yaml", site)
	commit("2026-02-01T09:00:00Z", "one", slow)
	commit("2026-02-01T10:00:00Z", "two", strings.Replace(slow, "a minute", "two minutes", 1))
	content := filepath.Join(r.Dir, "content")
	if _, problems, err := generator.ImportGit(ctx, generator.ImportOptions{Content: content, Now: instant(t, "2026-03-03T09:00:00Z"), Env: r.Env}); err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	publish(t, r, "2026-03-03T09:01:00Z")
	names[r.Commit("2026-03-03T09:02:00Z", "ledger")] = "ledger"
	findings, err := history.Corroborate(ctx, open(t, r), load(t, r))
	want := []string{"1 2026-02-01-slow/01.1 same one", "2 2026-02-01-slow/01.2 same two"}
	if diff := cmp.Diff(want, tell(findings, names)); diff != "" || err != nil {
		t.Errorf("findings: %v (-want +got):\n%s", err, diff)
	}
	if f := findings[0]; !f.Entry.Equal(f.Time) {
		t.Errorf("the ledger claims %s, the commit %s", f.Entry, f.Time)
	}
}
