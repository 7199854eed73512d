package git_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/git"
	"firsthand/generator/git/gittest"
)

var ctx = context.Background()

func open(t testing.TB, r *gittest.Repo, dir string) git.Repo {
	t.Helper()
	repo, err := git.Open(ctx, git.Options{Dir: filepath.Join(r.Dir, dir), Env: r.Env})
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

// history tells a walk as lines: "<time> <path> <content>".
func history(t *testing.T, repo git.Repo, paths ...string) []string {
	t.Helper()
	commits, err := repo.Walk(ctx, paths...)
	if err != nil {
		t.Fatal(err)
	}
	var ids, lines []string
	for _, c := range commits {
		for _, change := range c.Changes {
			lines = append(lines, c.Time.Format("02 15:04 ")+change.Path)
			if change.New == "" {
				lines[len(lines)-1] += " gone"
			} else {
				ids = append(ids, change.New)
			}
		}
	}
	objects, err := repo.Objects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer objects.Close()
	if err := objects.Read(ids, 100, func(i int, data []byte) error {
		k := slices.IndexFunc(lines, func(l string) bool { return strings.Count(l, " ") == 2 })
		lines[k] += fmt.Sprintf(" %q", data)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestWalkTellsTheHistoryOfTheBranchItself(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/incidents/x/01.md", "one")
	r.Write("README", "not content")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	r.Git("checkout", "--quiet", "-b", "side")
	r.Write("content/incidents/x/02.md", "not ready")
	r.Commit("2026-03-02T10:00:00Z", "work in progress")
	r.Write("content/incidents/x/02.md", "two")
	r.Commit("2026-03-02T11:00:00Z", "ready")
	r.Git("checkout", "--quiet", "main")
	r.Write("README", "changed")
	r.Commit("2026-03-03T09:00:00Z", "elsewhere")
	r.GitAt("2026-03-03T10:00:00Z", "merge", "--quiet", "--no-ff", "--message", "merge", "side")
	r.Git("mv", "content/incidents/x/01.md", "content/incidents/x/03.md")
	r.Commit("2026-02-01T10:00:00Z", "renamed, with a date of long ago")

	want := []string{
		`01 10:00 incidents/x/01.md "one"`,
		`03 10:00 incidents/x/02.md "two"`,
		`01 10:00 incidents/x/01.md gone`,
		`01 10:00 incidents/x/03.md "one"`,
	}
	if diff := cmp.Diff(want, history(t, open(t, r, "content"), "incidents")); diff != "" {
		t.Errorf("walk (-want +got):\n%s", diff)
	}
	commits, err := open(t, r, "content").Walk(ctx, "incidents")
	if err != nil || len(commits) != 4 {
		t.Errorf("%d commits, want all 4 of the branch: %v", len(commits), err)
	}
	if got := history(t, open(t, r, ""), "README"); len(got) != 2 {
		t.Errorf("README at the top of the repository: %q", got)
	}
}

// TestSettingsOfAUserChangeNothing sets what makes git log show something else.
func TestSettingsOfAUserChangeNothing(t *testing.T) {
	r := gittest.New(t)
	r.Write("incidents/x/01.md", "one")
	first := r.Commit("2026-03-01T10:00:00Z", "begin")
	r.Write("incidents/x/01.md", "two")
	second := r.Commit("2026-03-02T10:00:00Z", "go on")
	r.Write("incidents/x/01.md", "three")
	r.Commit("2026-03-03T10:00:00Z", "end")
	want := history(t, open(t, r, ""), "incidents")

	for _, set := range [][2]string{
		{"diff.orderFile", "/nowhere"}, {"diff.renames", "copies"}, {"diff.external", "false"}, {"diff.noprefix", "true"},
		{"diff.relative", "true"}, {"log.showSignature", "true"}, {"log.follow", "true"}, {"core.quotePath", "true"},
		{"status.short", "true"}, {"status.showUntrackedFiles", "no"}, {"color.ui", "always"}, {"core.abbrev", "4"},
	} {
		r.Git("config", set[0], set[1])
	}
	r.Env = append(r.Env, "LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8", "GIT_LITERAL_PATHSPECS=0")
	if diff := cmp.Diff(want, history(t, open(t, r, ""), "incidents")); diff != "" {
		t.Errorf("with settings (-want +got):\n%s", diff)
	}

	// Two ways to make git tell of another past.
	r.Git("replace", second, first)
	if err := os.WriteFile(filepath.Join(r.Dir, ".git/info/grafts"), []byte(r.Head()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, history(t, open(t, r, ""), "incidents")); diff != "" {
		t.Errorf("with replaced commits (-want +got):\n%s", diff)
	}
}

func TestOpenFails(t *testing.T) {
	t.Run("outside", func(t *testing.T) {
		r := gittest.New(t)
		dir := t.TempDir()
		_, err := git.Open(ctx, git.Options{Dir: dir, Env: append(r.Env, "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))})
		if e := (*git.NotRepositoryError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "lies in no git repository") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("bare", func(t *testing.T) {
		r := gittest.Bare(t)
		_, err := git.Open(ctx, git.Options{Dir: r.Dir, Env: r.Env})
		if e := (*git.NotRepositoryError)(nil); !errors.As(err, &e) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("of somebody else", func(t *testing.T) {
		r := gittest.New(t)
		_, err := git.Open(ctx, git.Options{Dir: r.Dir, Env: append(r.Env, "GIT_TEST_ASSUME_DIFFERENT_OWNER=1")})
		if err == nil || !strings.Contains(err.Error(), "dubious ownership") || !strings.Contains(err.Error(), "git config --global --add safe.directory") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("no git", func(t *testing.T) {
		r := gittest.New(t)
		t.Setenv("PATH", t.TempDir())
		_, err := git.Open(ctx, git.Options{Dir: r.Dir, Env: r.Env})
		if !errors.Is(err, git.ErrNotInstalled) || !strings.Contains(err.Error(), "install it") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("stopped", func(t *testing.T) {
		r := gittest.New(t)
		ctx, stop := context.WithCancel(ctx)
		stop()
		_, err := git.Open(ctx, git.Options{Dir: r.Dir, Env: r.Env})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestALinkedWorktreeIsARepository(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/incidents/x/01.md", "one")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	other := filepath.Join(t.TempDir(), "other")
	r.Git("worktree", "add", "--quiet", "-b", "other", other)
	repo, err := git.Open(ctx, git.Options{Dir: filepath.Join(other, "content"), Env: r.Env})
	if err != nil {
		t.Fatal(err)
	}
	if got := history(t, repo, "incidents"); len(got) != 1 {
		t.Errorf("history %q", got)
	}
}

func TestAnEmptyRepositoryHasNoHistory(t *testing.T) {
	repo := open(t, gittest.New(t), "")
	if commits, err := repo.Walk(ctx, "incidents"); err != nil || len(commits) != 0 {
		t.Errorf("walk: %v, %v", commits, err)
	}
	if _, err := repo.Commit(ctx, git.Snapshot{Folder: "ledger", Message: "x"}); !errors.Is(err, git.ErrNoCommit) {
		t.Errorf("commit: %v", err)
	}
}

func TestANameThatIsNotUTF8IsAnError(t *testing.T) {
	r := gittest.New(t)
	r.Write("incidents/x/caf\xe9.md", "one")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	if _, err := open(t, r, "").Walk(ctx, "incidents"); err == nil || !strings.Contains(err.Error(), `not UTF-8: "incidents/x/caf\xe9.md"`) {
		t.Errorf("error %v", err)
	}
}

func TestWhatIsNoFileHasNoContent(t *testing.T) {
	r := gittest.New(t)
	r.Write("incidents/x/01.md", "one")
	if err := os.Symlink("/etc/passwd", filepath.Join(r.Dir, "incidents/x/02.md")); err != nil {
		t.Skip(err)
	}
	r.Commit("2026-03-01T10:00:00Z", "begin")
	commits, err := open(t, r, "").Walk(ctx, "incidents")
	if err != nil || commits[0].Changes[0].New == "" || commits[0].Changes[1].New != "" {
		t.Errorf("%+v, %v", commits, err)
	}
}

func TestLargeFilesAreNotRead(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", strings.Repeat("a", 1<<20))
	r.Write("b", "b")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	objects, err := open(t, r, "").Objects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	err = objects.Read([]string{r.Git("rev-parse", "HEAD:a"), r.Git("rev-parse", "HEAD:b")}, 10, func(_ int, data []byte) error {
		if sizes = append(sizes, len(data)); data == nil {
			sizes[len(sizes)-1] = -1
		}
		return nil
	})
	if diff := cmp.Diff([]int{-1, 1}, sizes); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := objects.Read([]string{strings.Repeat("0", 40)}, 10, func(int, []byte) error { return nil }); err == nil || !strings.Contains(err.Error(), "git has no file content 0000") {
		t.Errorf("a missing object: %v", err)
	}
	if err := objects.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
}

// TestReadingEndsEarly stops in the middle of more answers than a pipe holds.
func TestReadingEndsEarly(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", strings.Repeat("a", 1<<20))
	r.Commit("2026-03-01T10:00:00Z", "begin")
	objects, err := open(t, r, "").Objects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	ids := slices.Repeat([]string{r.Git("rev-parse", "HEAD:a")}, 10_000)
	if err := objects.Read(ids, 1<<21, func(i int, _ []byte) error {
		if i == 2 {
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	if err := objects.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
}

func TestIncompleteClones(t *testing.T) {
	host := gittest.New(t)
	host.Git("config", "uploadpack.allowFilter", "true")
	host.Git("config", "uploadpack.allowAnySHA1InWant", "true")
	host.Write("content/incidents/x/01.md", "one")
	host.Commit("2026-03-01T10:00:00Z", "begin")
	host.Write("content/incidents/x/01.md", "two")
	host.Commit("2026-03-02T10:00:00Z", "go on")
	want := history(t, open(t, host, "content"), "incidents")

	for _, tt := range []struct {
		name, arg, message string
		mend               []string
	}{
		{"shallow", "--depth=1", "fix: git fetch --unshallow", []string{"fetch", "--quiet", "--unshallow"}},
		{"partial", "--filter=blob:none", "fix: git fetch --refetch --no-filter origin", []string{"fetch", "--quiet", "--refetch", "--no-filter", "origin"}},
		{"partial by size", "--filter=blob:limit=1", "fix: git fetch --refetch --no-filter origin", []string{"fetch", "--quiet", "--refetch", "--no-filter", "origin"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clone := host.Clone(tt.arg)
			err := open(t, clone, "content").Complete(ctx, "incidents")
			if e := (*git.IncompleteError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), tt.message) {
				t.Fatalf("error %v", err)
			}
			// The command in the message is the one that mends it.
			clone.Git(tt.mend...)
			repo := open(t, clone, "content")
			if err := repo.Complete(ctx, "incidents"); err != nil {
				t.Fatalf("after git %s: %v", strings.Join(tt.mend, " "), err)
			}
			if diff := cmp.Diff(want, history(t, repo, "incidents")); diff != "" {
				t.Errorf("mended (-want +got):\n%s", diff)
			}
		})
	}
	if err := open(t, host.Clone(), "content").Complete(ctx, "incidents"); err != nil {
		t.Errorf("a whole clone: %v", err)
	}
}

func TestCommitHoldsTheFolderAndNothingElse(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/incidents/x/01.md", "one")
	r.Write("content/ledger/a", "a")
	r.Write("content/ledger/old", "old")
	r.Write(".gitignore", "*.json\n")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	repo := open(t, r, "content")

	r.Write("content/incidents/x/01.md", "changed, and not to be committed")
	r.Write("content/incidents/x/02.md", "new, and not to be committed")
	r.Write("content/ledger/a", "b")
	r.Write("content/ledger/records/b.json", "ignored by a setting")
	r.Write("content/ledger/orphan", "not of the ledger")
	snapshot := git.Snapshot{Folder: "ledger", Files: []string{"ledger/a", "ledger/records/b.json"}, Message: "Publish x/02\n\nIn more words.\n", Name: "firsthand", Email: "firsthand@example.com"}
	id, err := repo.Commit(ctx, snapshot)
	if err != nil || id == "" {
		t.Fatalf("commit %q, error %v", id, err)
	}
	want := strings.Join([]string{"D\tcontent/ledger/old", "M\tcontent/ledger/a", "A\tcontent/ledger/records/b.json"}, "\n")
	got := strings.Split(r.Git("diff-tree", "-r", "--name-status", "--no-commit-id", id), "\n")
	slices.SortFunc(got, func(a, b string) int { return strings.Index(want, a) - strings.Index(want, b) })
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("commit (-want +got):\n%s", diff)
	}
	if got := r.Git("log", "-1", "--format=%B%an"); got != "Publish x/02\n\nIn more words.\nAn Author" {
		t.Errorf("message and author %q", got)
	}
	if got := r.Git("symbolic-ref", "HEAD"); got != "refs/heads/main" || r.Head() != id {
		t.Errorf("HEAD is %s of %s, want %s", r.Head(), got, id)
	}

	if id, err := repo.Commit(ctx, snapshot); id != "" || err != nil {
		t.Errorf("once more: commit %q, error %v", id, err)
	}
	r.Git("add", "content/incidents/x/02.md")
	r.Write("content/ledger/a", "c")
	_, err = repo.Commit(ctx, snapshot)
	if e := (*git.StagedError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "would get into the commit of the ledger: content/incidents/x/02.md") {
		t.Errorf("with something staged: %v", err)
	}
}

func TestCommitWithoutAName(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", "a")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	r.Git("config", "user.useConfigOnly", "true")
	r.Env = slices.DeleteFunc(r.Env, func(s string) bool {
		return strings.HasPrefix(s, "GIT_AUTHOR") || strings.HasPrefix(s, "GIT_COMMITTER")
	})
	r.Write("ledger/a", "a")
	_, err := open(t, r, "").Commit(ctx, git.Snapshot{Folder: "ledger", Files: []string{"ledger/a"}, Message: "x", Name: "firsthand", Email: "firsthand@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Git("log", "-1", "--format=%an %ae %cn %ce"); got != "firsthand firsthand@example.com firsthand firsthand@example.com" {
		t.Errorf("by %s", got)
	}
}

func TestUncommitted(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/a", "a")
	r.Write("content/b", "b")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	r.Write("content/b", "B")
	r.Write("content/c", "c")
	repo := open(t, r, "content")
	for range 2 { // staged or not is the same
		got, err := repo.Uncommitted(ctx, []string{"a", "b", "c"})
		if diff := cmp.Diff([]string{"b", "c"}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		changed, err := repo.Changed(ctx, ".")
		if diff := cmp.Diff([]string{"b", "c"}, changed); diff != "" || err != nil {
			t.Errorf("changed: %v (-want +got):\n%s", err, diff)
		}
		r.Git("add", "--all")
	}
}

func TestPushFetchMergeAndReset(t *testing.T) {
	host := gittest.Bare(t)
	a := host.Clone()
	a.Write("content/ledger/entries", "1\n")
	a.Write("content/x", "x")
	a.Commit("2026-03-01T10:00:00Z", "begin")
	a.Git("push", "--quiet", "origin", "main")
	b := host.Clone()
	ours, theirs := open(t, a, "content"), open(t, b, "content")
	remote, err := ours.Upstream(ctx)
	if diff := cmp.Diff(git.Remote{Name: "origin", Ref: "refs/heads/main", Tracking: "refs/remotes/origin/main"}, remote); diff != "" || err != nil {
		t.Fatalf("upstream: %v (-want +got):\n%s", err, diff)
	}

	b.Write("content/ledger/entries", "1\n2\n")
	if _, err := theirs.Commit(ctx, git.Snapshot{Folder: "ledger", Files: []string{"ledger/entries"}, Message: "2"}); err != nil {
		t.Fatal(err)
	}
	if ahead, err := theirs.Ahead(ctx, remote, "ledger"); !ahead || err != nil {
		t.Errorf("ahead before the push: %v, %v", ahead, err)
	}
	if err := theirs.Push(ctx, remote); err != nil {
		t.Fatal(err)
	}
	if ahead, err := theirs.Ahead(ctx, remote, "ledger"); ahead || err != nil {
		t.Errorf("ahead after the push: %v, %v", ahead, err)
	}

	a.Write("content/y", "y")
	mine := a.Commit("2026-03-01T11:00:00Z", "more content")
	err = ours.Push(ctx, remote)
	if e := (*git.RejectedError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "main of origin has moved on (fetch first)") {
		t.Fatalf("a push that comes too late: %v", err)
	}
	tip, err := ours.Fetch(ctx, remote)
	if err != nil || tip != b.Head() {
		t.Fatalf("fetched %s, error %v, want %s", tip, err, b.Head())
	}
	err = ours.Push(ctx, remote)
	if e := (*git.RejectedError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "(non-fast-forward)") {
		t.Fatalf("a push that is known to come too late: %v", err)
	}
	if is, err := ours.IsAncestor(ctx, mine, tip); is || err != nil {
		t.Errorf("is ancestor: %v, %v", is, err)
	}
	merged, err := ours.Merge(ctx, tip, mine, git.Snapshot{Message: "both", Name: "x", Email: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		other, path string
		want        bool
	}{{tip, "ledger", true}, {mine, "ledger", false}, {mine, "y", true}, {tip, "y", false}} {
		if same, err := ours.Same(ctx, merged, tt.other, tt.path); same != tt.want || err != nil {
			t.Errorf("%s is the same: %v, %v", tt.path, same, err)
		}
	}

	a.Write("content/x", "changed")
	if err := ours.Reset(ctx, merged); err == nil || !strings.Contains(err.Error(), "a file differs from the last commit: content/x\n  fix: commit them") {
		t.Errorf("from a tree that is not clean: %v", err)
	}
	a.Write("content/x", "x")
	a.Write("notes", "known to nobody")
	if err := ours.Reset(ctx, merged); err != nil {
		t.Fatal(err)
	}
	if got := a.Read("content/ledger/entries") + a.Read("content/y") + a.Read("notes"); got != "1\n2\nyknown to nobody" {
		t.Errorf("after the reset: %q", got)
	}
	if got := a.Git("status", "--porcelain"); got != "?? notes" {
		t.Errorf("status %q", got)
	}
	if err := ours.Push(ctx, remote); err != nil {
		t.Error(err)
	}

	b.Write("content/y", "another y")
	other := b.Commit("2026-03-01T12:00:00Z", "the same file")
	if _, err := theirs.Fetch(ctx, remote); err != nil {
		t.Fatal(err)
	}
	if err := theirs.Reset(ctx, a.Head()); err != nil {
		t.Fatal(err)
	}
	_, err = theirs.Merge(ctx, a.Head(), other, git.Snapshot{Message: "both"})
	if e := (*git.ConflictError)(nil); !errors.As(err, &e) || err.Error() != "both sides changed content/y" {
		t.Errorf("a conflict: %v", err)
	}
}

func TestResetNeverOverwritesWhatGitDoesNotKnow(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", "a")
	first := r.Commit("2026-03-01T10:00:00Z", "begin")
	r.Write("b", "b")
	second := r.Commit("2026-03-01T11:00:00Z", "go on")
	repo := open(t, r, "")
	if err := repo.Reset(ctx, first); err != nil {
		t.Fatal(err)
	}
	r.Write("b", "a draft")
	if err := repo.Reset(ctx, second); err == nil || !strings.Contains(err.Error(), "would be overwritten") {
		t.Errorf("error %v", err)
	}
	if r.Read("b") != "a draft" || r.Head() != first {
		t.Errorf("the draft is %q, HEAD is %s", r.Read("b"), r.Head())
	}
}

func TestUpstreamFails(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", "a")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	if _, err := open(t, r, "").Upstream(ctx); !errors.Is(err, git.ErrNoRemote) {
		t.Errorf("without a remote: %v", err)
	}
	r.Git("remote", "add", "backup", "file:///nowhere")
	if got, err := open(t, r, "").Upstream(ctx); err != nil || got.Name != "backup" || got.Branch() != "main" {
		t.Errorf("with one remote: %+v, %v", got, err)
	}
	r.Git("remote", "add", "mirror", "file:///nowhere/else")
	if _, err := open(t, r, "").Upstream(ctx); err == nil || !strings.Contains(err.Error(), "main follows none of the remotes") {
		t.Errorf("with two: %v", err)
	}
	r.Git("checkout", "--quiet", "--detach")
	if _, err := open(t, r, "").Upstream(ctx); !errors.Is(err, git.ErrDetached) {
		t.Errorf("without a branch: %v", err)
	}
}

func TestPushFails(t *testing.T) {
	host := gittest.Bare(t)
	r := host.Clone()
	r.Write("a", "a")
	r.Commit("2026-03-01T10:00:00Z", "begin")
	repo := open(t, r, "")
	remote, err := repo.Upstream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	host.Write("hooks/pre-receive", "#!/bin/sh\necho 'main is protected, ask Lin' >&2\nexit 1\n")
	if err := os.Chmod(filepath.Join(host.Dir, "hooks/pre-receive"), 0o755); err != nil {
		t.Fatal(err)
	}
	err = repo.Push(ctx, remote)
	if e := (*git.Error)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "pre-receive hook declined") || !strings.Contains(err.Error(), "ask Lin") {
		t.Errorf("a push that is not allowed: %v", err)
	}
	host.Write("hooks/pre-receive", "#!/bin/sh\nexec sleep 60\n")
	slow, err := git.Open(ctx, git.Options{Dir: r.Dir, Env: r.Env, Network: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := slow.Push(ctx, remote); err == nil || !strings.Contains(err.Error(), "did not answer in time (200ms)") {
		t.Errorf("a push that takes too long: %v", err)
	}
	host.Remove(".")
	if err := repo.Push(ctx, remote); err == nil || !strings.Contains(err.Error(), "does not appear to be a git repository") {
		t.Errorf("a host that is gone: %v", err)
	}
	if _, err := repo.Fetch(ctx, remote); err == nil || !strings.Contains(err.Error(), "does not appear to be a git repository") {
		t.Errorf("fetching from it: %v", err)
	}
}

// TestAnOldGitSaysSo has a git that does not know how to merge without files.
func TestAnOldGitSaysSo(t *testing.T) {
	r := gittest.New(t)
	r.Write("a", "a")
	head := r.Commit("2026-03-01T10:00:00Z", "begin")
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := "#!/bin/sh\ncase \"$*\" in *merge-tree*) echo usage: git merge-tree >&2; exit 129;; esac\nexec " + real + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(bin, "git"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if _, err := open(t, r, "").Merge(ctx, head, head, git.Snapshot{Message: "x"}); err == nil || err.Error() != "this git is too old to merge in memory: git pull, and then go on" {
		t.Errorf("error %v", err)
	}
}

// BenchmarkHistory walks 2,000 commits and reads what they changed.
func BenchmarkHistory(b *testing.B) {
	r := gittest.New(b)
	var stream strings.Builder
	const commits = 2000
	for n := range commits {
		text := fmt.Sprintf("text %d", n)
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nx\nM 100644 inline incidents/%d/01.md\ndata %d\n%s\n", 1_700_000_000+n, n%400, len(text), text)
	}
	r.Write("stream", stream.String())
	r.Git("-c", "alias.load=!git fast-import --quiet < stream", "load")
	repo := open(b, r, "")
	for b.Loop() {
		all, err := repo.Walk(ctx, "incidents")
		if err != nil || len(all) != commits {
			b.Fatal(len(all), err)
		}
		var ids []string
		for _, c := range all {
			for _, change := range c.Changes {
				ids = append(ids, change.New)
			}
		}
		objects, err := repo.Objects(ctx)
		if err != nil {
			b.Fatal(err)
		}
		if err := objects.Read(ids, 1<<20, func(int, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
		if err := objects.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
