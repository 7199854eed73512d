package generator_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
	"firsthand/generator/git"
	"firsthand/generator/git/gittest"
	"firsthand/generator/ledger"
)

const (
	commitSite = "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\n"
	commitNow  = "2026-03-03T09:52:00Z"
)

func notice(words string) string {
	return "---\ntitle: Booking is slow\nkind: outage\nnext_update: in 60 minutes\n---\n" + words + "\n"
}

// host returns a bare repository with a site in it that has published nothing, and
// a first clone.
func host(t *testing.T) (*gittest.Repo, *gittest.Repo) {
	t.Helper()
	bare := gittest.Bare(t)
	r := bare.Clone()
	r.Write("content/site.yaml", commitSite)
	r.Write("README", "readme")
	r.Commit("2026-03-03T09:00:00Z", "begin")
	r.Git("push", "--quiet", "origin", "main")
	return bare, r
}

func commitOptions(t *testing.T, r *gittest.Repo, push bool) generator.CommitOptions {
	t.Helper()
	return generator.CommitOptions{
		PublishOptions: generator.PublishOptions{Content: filepath.Join(r.Dir, "content"), Now: instant(t, commitNow), Random: rand.Reader},
		Env:            r.Env, Push: push,
	}
}

func publishCommit(t *testing.T, r *gittest.Repo, push bool) (generator.Published, generator.Committed, error) {
	t.Helper()
	published, done, problems, err := generator.PublishCommit(context.Background(), commitOptions(t, r, push))
	if problems.HasErrors() {
		t.Fatalf("problems: %v", problems.All())
	}
	return published, done, err
}

// entries returns the documents of a ledger, in its order: "a/01.1".
func entries(t *testing.T, dir string) []string {
	t.Helper()
	log, err := ledger.Load(os.DirFS(filepath.Join(dir, "content/ledger")))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range log.Entries()[1:] {
		all = append(all, fmt.Sprintf("%s.%d", e.Doc, e.Rev))
	}
	return all
}

func TestPublishCommit(t *testing.T) {
	bare, r := host(t)
	file := "content/incidents/2026-03-03-slow/01.md"
	r.Write(file, notice("Booking is slow, see [map](files/map.txt)."))
	r.Write("content/incidents/2026-03-03-slow/files/map.txt", "map")
	r.Write("content/incidents/2026-03-04-next/01.md", strings.Replace(notice("SECRET"), "---\n", "---\ndraft: true\n", 1))

	// What is not committed is not published.
	_, _, err := publishCommit(t, r, false)
	if e := (*generator.UncommittedError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "fix: git add incidents/2026-03-03-slow/01.md incidents/2026-03-03-slow/files/map.txt && git commit") {
		t.Fatalf("with files that are not committed: %v", err)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "content/ledger")); err == nil {
		t.Error("a ledger was written")
	}
	r.Git("add", "content/incidents/2026-03-03-slow")
	r.Git("commit", "--quiet", "-m", "first notice")

	// A draft that is not committed holds nothing up, and is not committed either.
	_, done, err := publishCommit(t, r, false)
	if err != nil || done.Commit != r.Head() || done.Pushed {
		t.Fatalf("%+v, %v", done, err)
	}
	want := "Publish 2026-03-03-slow/01\n\n- 2026-03-03-slow/01: new statement\n"
	if diff := cmp.Diff(want, r.Git("log", "-1", "--format=%B")); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	if got := r.Git("show", "--name-only", "--format=", "HEAD"); strings.Contains(got, "next") || !strings.Contains(got, "content/ledger/.gitattributes") || strings.Contains(got, ".lock") {
		t.Errorf("the commit holds\n%s", got)
	}
	if got := r.Git("status", "--porcelain"); got != "?? content/incidents/2026-03-04-next/" {
		t.Errorf("status %q", got)
	}

	// Nothing is due, nothing is committed; but what is not pushed is.
	head := r.Head()
	if _, done, err := publishCommit(t, r, false); err != nil || done.Commit != "" || r.Head() != head {
		t.Errorf("again: %+v, %v", done, err)
	}
	_, done, err = publishCommit(t, r, true)
	if diff := cmp.Diff(generator.Committed{Pushed: true, Remote: "origin", Branch: "main", Tries: 1}, done); diff != "" || err != nil {
		t.Errorf("push later: %v (-want +got):\n%s", err, diff)
	}
	if got := bare.Git("rev-parse", "main"); got != head {
		t.Errorf("the host has %s, want %s", got, head)
	}
	_, done, err = publishCommit(t, r, true)
	if diff := cmp.Diff(generator.Committed{Remote: "origin", Branch: "main", Tries: 1}, done); diff != "" || err != nil {
		t.Errorf("once more: %v (-want +got):\n%s", err, diff)
	}
}

// TestOrphansAreNotCommitted leaves a record in the folder as a run does that is
// killed, whose text was replaced before it became public.
func TestOrphansAreNotCommitted(t *testing.T) {
	_, r := host(t)
	r.Write("content/incidents/2026-03-03-slow/01.md", notice("Booking is slow. We are looknig."))
	r.Commit("2026-03-03T09:10:00Z", "first notice")
	r.Write("content/ledger/records/2026-03-03-slow/01.1.json", "SECRET")
	r.Write("content/ledger/records/2026-03-03-slow/02.1.json", "SECRET")
	if _, _, err := publishCommit(t, r, false); err != nil {
		t.Fatal(err)
	}
	r.Write("content/ledger/records/2026-03-03-slow/02.1.json", "SECRET")
	r.Write("content/incidents/2026-03-03-slow/01.md", notice("Booking is slow. We are looking."))
	r.Git("commit", "--quiet", "-am", "repair")
	if _, _, err := publishCommit(t, r, false); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(r.Git("ls-files", "content/ledger")) {
		if strings.Contains(r.Read(name), "SECRET") {
			t.Errorf("%s was committed", name)
		}
	}
}

// rounds is how often two publishers race: five times, or as often as
// FIRSTHAND_ROUNDS says.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("FIRSTHAND_ROUNDS")); err == nil {
		return n
	}
	return 5
}

// TestTwoPublishers lets two people publish at once, each a statement that the
// other does not have, to one bare repository. Both end in the ledger, none twice.
func TestTwoPublishers(t *testing.T) {
	bare, a := host(t)
	b := bare.Clone()
	var want []string
	late := 0
	for n := range rounds() {
		var wait sync.WaitGroup
		begin := make(chan bool)
		dones, errs := make([]generator.Committed, 2), make([]error, 2)
		for k, r := range []*gittest.Repo{a, b} {
			doc := fmt.Sprintf("%c-%03d/01", 'a'+k, n)
			want = append(want, doc+".1")
			r.Write("content/incidents/"+doc+".md", notice(fmt.Sprintf("Statement %d of publisher %d.", n, k)))
			r.Commit(commitNow, doc)
			o := commitOptions(t, r, true)
			wait.Go(func() {
				<-begin
				_, dones[k], _, errs[k] = generator.PublishCommit(context.Background(), o)
			})
		}
		close(begin)
		wait.Wait()
		for k := range errs {
			if errs[k] != nil || !dones[k].Pushed {
				t.Fatalf("round %d, publisher %d: %+v, %v", n, k, dones[k], errs[k])
			}
			late += dones[k].Tries - 1
		}
		// The one who was first does not have the statement of the other yet.
		for _, r := range []*gittest.Repo{a, b} {
			r.Git("pull", "--quiet", "--ff-only")
		}
		got := entries(t, a.Dir)
		slices.Sort(want)
		if diff := cmp.Diff(want, slices.Sorted(slices.Values(got))); diff != "" {
			t.Fatalf("round %d: ledger (-want +got):\n%s", n, diff)
		}
		if last := got[len(got)-2:]; !strings.HasPrefix(last[0][1:], fmt.Sprintf("-%03d", n)) || !strings.HasPrefix(last[1][1:], fmt.Sprintf("-%03d", n)) {
			t.Fatalf("round %d: the last entries are %v", n, last)
		}
	}
	t.Logf("%d rounds, in which %d pushes came too late", rounds(), late)
	if late == 0 {
		t.Error("nobody ever came too late, so this shows nothing")
	}
}

// TestManyBuildersPublishOneStatement lets jobs of one commit run at once: one
// publishes, the others find it done.
func TestManyBuildersPublishOneStatement(t *testing.T) {
	bare, a := host(t)
	a.Write("content/incidents/2026-03-03-slow/01.md", notice("Booking is slow."))
	a.Commit(commitNow, "first notice")
	a.Git("push", "--quiet", "origin", "main")
	builders := []*gittest.Repo{a, bare.Clone(), bare.Clone("--depth=1")}
	var wait sync.WaitGroup
	begin := make(chan bool)
	errs := make([]error, len(builders))
	for k, r := range builders {
		o := commitOptions(t, r, true)
		wait.Go(func() {
			<-begin
			_, _, _, errs[k] = generator.PublishCommit(context.Background(), o)
		})
	}
	close(begin)
	wait.Wait()
	for k, r := range builders {
		if errs[k] != nil {
			t.Fatal(errs[k])
		}
		r.Git("pull", "--quiet", "--ff-only")
		if got := entries(t, r.Dir); !slices.Equal(got, []string{"2026-03-03-slow/01.1"}) {
			t.Errorf("builder %d has %v", k, got)
		}
	}
	if got := a.Git("rev-list", "--count", "HEAD"); got != "3" {
		t.Errorf("%s commits, want begin, first notice and one of the ledger", got)
	}
}

// overtake makes a clone late: as often as times says, another one pushes
// something just before it does.
func overtake(t *testing.T, r, other *gittest.Repo, times int, change string) {
	t.Helper()
	count := filepath.Join(t.TempDir(), "count")
	hook(t, r, "pre-push", fmt.Sprintf(`n=$(cat %[1]s 2>/dev/null || echo 0)
[ $n -ge %[2]d ] && exit 0
echo $((n+1)) > %[1]s
unset $(git rev-parse --local-env-vars)
cd %[3]s && git pull --quiet --ff-only && %[4]s && git push --quiet origin main`, count, times, other.Dir, change))
}

func hook(t *testing.T, r *gittest.Repo, name, script string) {
	t.Helper()
	file := filepath.Join(r.Git("rev-parse", "--absolute-git-dir"), "hooks", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestAPublisherWhoIsLate meets others who push first.
func TestAPublisherWhoIsLate(t *testing.T) {
	const readme = "echo more >> README && git commit --quiet -am more"
	setUp := func(t *testing.T) (bare, r, other *gittest.Repo) {
		bare, r = host(t)
		other = bare.Clone()
		r.Write("content/incidents/2026-03-03-slow/01.md", notice("Booking is slow."))
		r.Commit(commitNow, "first notice")
		return bare, r, other
	}
	wantPublished := func(t *testing.T, bare *gittest.Repo, docs ...string) {
		t.Helper()
		r := bare.Clone()
		if diff := cmp.Diff(docs, entries(t, r.Dir)); diff != "" {
			t.Errorf("the ledger of the host (-want +got):\n%s", diff)
		}
		for _, doc := range docs {
			if text := r.Read("content/incidents/" + strings.TrimSuffix(doc, ".1") + ".md"); text == "" {
				t.Errorf("%s is not there", doc)
			}
		}
	}

	t.Run("four times", func(t *testing.T) {
		bare, r, other := setUp(t)
		overtake(t, r, other, 4, readme)
		var waits []int
		o := commitOptions(t, r, true)
		o.Wait = func(try int) { waits = append(waits, try) }
		published, done, _, err := generator.PublishCommit(context.Background(), o)
		if err != nil || !done.Pushed || done.Tries != 5 || len(published.Documents) != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
		if diff := cmp.Diff([]int{2, 3, 4, 5}, waits); diff != "" {
			t.Errorf("waits (-want +got):\n%s", diff)
		}
		wantPublished(t, bare, "2026-03-03-slow/01.1")
		if got := r.Git("rev-list", "--merges", "--count", "HEAD"); got != "1" {
			t.Errorf("%s merges; those of tries that came to nothing are left out", got)
		}
		if got := r.Git("log", "--format=%s", "--first-parent", "-2"); got != "Publish 2026-03-03-slow/01\nMerge what was pushed to main meanwhile" {
			t.Errorf("commits:\n%s", got)
		}
	})
	t.Run("always", func(t *testing.T) {
		bare, r, other := setUp(t)
		overtake(t, r, other, 99, readme)
		head := r.Head()
		_, _, err := publishCommit(t, r, true)
		if err == nil || !strings.Contains(err.Error(), "nothing was published: others pushed to main of origin again and again, 5 times: run publish --commit --push once more") {
			t.Fatalf("error %v", err)
		}
		if _, err := os.Stat(filepath.Join(r.Dir, "content/ledger")); err == nil {
			t.Error("the ledger here holds what was not published")
		}
		if r.Head() != head || r.Git("status", "--porcelain") != "" {
			t.Error("the work tree is not as it was")
		}
		overtake(t, r, other, 0, readme)
		if _, done, err := publishCommit(t, r, true); err != nil || !done.Pushed {
			t.Fatal(err)
		}
		wantPublished(t, bare, "2026-03-03-slow/01.1")
	})
	t.Run("by one who changed the same file", func(t *testing.T) {
		_, r, other := setUp(t)
		overtake(t, r, other, 1, "mkdir -p content/incidents/2026-03-03-slow && echo else > content/incidents/2026-03-03-slow/01.md && git add . && git commit --quiet -m same")
		head := r.Head()
		_, _, err := publishCommit(t, r, true)
		if err == nil || !strings.Contains(err.Error(), "cannot be merged with what is committed here: both sides changed content/incidents/2026-03-03-slow/01.md\n  fix: git pull, put these files right") {
			t.Fatalf("error %v", err)
		}
		if r.Head() != head || r.Git("status", "--porcelain") != "" {
			t.Errorf("the branch is at %s, want %s", r.Head(), head)
		}
	})
	t.Run("by one who published the same statement", func(t *testing.T) {
		bare, r, other := setUp(t)
		r.Git("push", "--quiet", "origin", "main")
		other.Git("pull", "--quiet", "--ff-only")
		if _, _, err := publishCommit(t, other, true); err != nil {
			t.Fatal(err)
		}
		published, done, err := publishCommit(t, r, true)
		if err != nil || done.Commit != "" || done.Tries != 2 || len(published.Documents) != 0 || r.Head() != other.Head() {
			t.Errorf("%+v, %v", done, err)
		}
		wantPublished(t, bare, "2026-03-03-slow/01.1")
	})
	t.Run("with a commit of the ledger that could not be pushed", func(t *testing.T) {
		bare, r, other := setUp(t)
		hook(t, bare, "pre-receive", "echo 'error: GH006: Protected branch update failed for refs/heads/main.' >&2; exit 1")
		_, _, err := publishCommit(t, r, true)
		if err == nil || !strings.Contains(err.Error(), "the ledger is committed here and not pushed: git push: pre-receive hook declined") || !strings.Contains(err.Error(), "GH006") || !strings.Contains(err.Error(), "a deploy key on its bypass list") || !strings.Contains(err.Error(), "it only pushes then") {
			t.Fatalf("error %v", err)
		}
		hook(t, bare, "pre-receive", "exit 0")

		// What others did elsewhere is taken over, and the entries stay as they are.
		line := r.Read("content/ledger/entries.jsonl")
		overtake(t, r, other, 1, readme)
		if _, done, err := publishCommit(t, r, true); err != nil || !done.Pushed {
			t.Fatalf("%+v, %v", done, err)
		}
		wantPublished(t, bare, "2026-03-03-slow/01.1")
		if bare.Clone().Read("content/ledger/entries.jsonl") != line {
			t.Error("entries were made again that may have been public")
		}
	})
	t.Run("with one, and others published too", func(t *testing.T) {
		_, r, other := setUp(t)
		if _, _, err := publishCommit(t, r, false); err != nil {
			t.Fatal(err)
		}
		other.Write("content/incidents/2026-03-03-mail/01.md", notice("Mail is slow."))
		other.Commit(commitNow, "another")
		if _, _, err := publishCommit(t, other, true); err != nil {
			t.Fatal(err)
		}
		head := r.Head()
		_, _, err := publishCommit(t, r, true)
		if err == nil || !strings.Contains(err.Error(), "main of origin and this branch both hold entries of the ledger that the other does not\n  fix: if the live site shows none of those of here, drop them with git reset --hard origin/main") {
			t.Fatalf("error %v", err)
		}
		if r.Head() != head {
			t.Error("entries that may be public were dropped")
		}
	})
	t.Run("with entries that were not committed", func(t *testing.T) {
		_, r, other := setUp(t)
		publishAll(t, filepath.Join(r.Dir, "content"), "2026-03-03T09:51:00Z")
		other.Write("content/incidents/2026-03-03-mail/01.md", notice("Mail is slow."))
		other.Commit(commitNow, "another")
		if _, _, err := publishCommit(t, other, true); err != nil {
			t.Fatal(err)
		}
		_, _, err := publishCommit(t, r, true)
		if err == nil || !strings.Contains(err.Error(), "both hold entries") || !strings.Contains(err.Error(), "the ledger is committed here and not pushed") {
			t.Fatalf("error %v", err)
		}
		if got := entries(t, r.Dir); !slices.Equal(got, []string{"2026-03-03-slow/01.1"}) {
			t.Errorf("entries that may be public were dropped: %v", got)
		}
	})
}

func TestPublishCommitRefuses(t *testing.T) {
	_, r := host(t)
	r.Write("content/incidents/2026-03-03-slow/01.md", notice("Booking is slow."))
	r.Commit(commitNow, "first notice")

	r.Write("README", "changed")
	_, _, err := publishCommit(t, r, true)
	if e := (*git.DirtyError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "before a push nothing may be left uncommitted, and a file differs from the last commit: README") {
		t.Errorf("a push from a tree that is not clean: %v", err)
	}
	r.Git("add", "README")
	_, _, err = publishCommit(t, r, false)
	if e := (*git.StagedError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "other changes are staged and would get into the commit of the ledger: README\n  fix: commit them first") {
		t.Errorf("with something staged: %v", err)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "content/ledger")); err == nil {
		t.Error("a ledger was written")
	}
	r.Git("commit", "--quiet", "-m", "readme")

	r.Git("checkout", "--quiet", "--detach")
	if _, _, err := publishCommit(t, r, true); !errors.Is(err, git.ErrDetached) {
		t.Errorf("without a branch: %v", err)
	}
	empty := gittest.New(t)
	empty.Write("content/site.yaml", commitSite)
	if _, _, err := publishCommit(t, empty, false); !errors.Is(err, git.ErrNoCommit) {
		t.Errorf("in an empty repository: %v", err)
	}
}

// TestTheContentFolderIsTheRepository has no folder around it.
func TestTheContentFolderIsTheRepository(t *testing.T) {
	bare := gittest.Bare(t)
	r := bare.Clone()
	r.Write("site.yaml", commitSite)
	r.Write("incidents/2026-03-03-slow/01.md", notice("Booking is slow."))
	r.Commit(commitNow, "begin")
	r.Git("push", "--quiet", "origin", "main")
	other := bare.Clone()
	for _, c := range []*gittest.Repo{r, other} {
		o := commitOptions(t, c, true)
		o.Content = c.Dir
		if _, _, problems, err := generator.PublishCommit(context.Background(), o); err != nil || problems.HasErrors() {
			t.Fatal(err, problems.All())
		}
	}
	if r.Head() != other.Head() || r.Read("ledger/entries.jsonl") != other.Read("ledger/entries.jsonl") {
		t.Error("the two clones differ")
	}
}
