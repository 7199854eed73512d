// Package gittest makes git repositories for tests: real ones, in folders that
// go away with the test, with fixed names and dates and without the settings of
// whoever runs it. It never leaves the machine.
//
//	r := gittest.New(t)
//	r.Write("content/site.yaml", "name: Example\n")
//	id := r.Commit("2026-03-03T09:52:00Z", "begin")
package gittest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Repo is a repository with a work tree.
type Repo struct {
	t   testing.TB
	Dir string // top of the work tree
	Env []string
}

// New makes an empty repository whose branch is main. It skips the test where
// there is no git.
func New(t testing.TB) *Repo {
	t.Helper()
	r := at(t, filepath.Join(t.TempDir(), "repo"))
	r.Git("init", "--quiet", "--initial-branch=main", r.Dir)
	return r
}

// Bare makes an empty bare repository, as a host keeps it.
func Bare(t testing.TB) *Repo {
	t.Helper()
	r := at(t, filepath.Join(t.TempDir(), "host.git"))
	r.Git("init", "--quiet", "--initial-branch=main", "--bare", r.Dir)
	return r
}

func at(t testing.TB, dir string) *Repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return &Repo{t: t, Dir: dir, Env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(dir), "TZ=UTC",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=An Author", "GIT_AUTHOR_EMAIL=author@example.com",
		"GIT_COMMITTER_NAME=A Committer", "GIT_COMMITTER_EMAIL=committer@example.com",
	}}
}

// Clone clones r. It takes further arguments of git clone.
func (r *Repo) Clone(args ...string) *Repo {
	r.t.Helper()
	c := at(r.t, filepath.Join(r.t.TempDir(), "clone"))
	// file:// so that a clone can be shallow or partial: git copies a folder whole.
	r.Git(append(append([]string{"clone", "--quiet"}, args...), "file://"+filepath.ToSlash(r.Dir), c.Dir)...)
	return c
}

// Git runs git in the work tree and returns what it prints.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	return r.at("2026-01-01T00:00:00Z", args...)
}

func (r *Repo) at(when string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = r.Dir, append(r.Env[:len(r.Env):len(r.Env)], "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// GitAt runs git as if it were some other time: "2026-03-03T09:52:00Z".
func (r *Repo) GitAt(when string, args ...string) string {
	r.t.Helper()
	return r.at(when, args...)
}

// Write writes a file of the work tree; nothing else knows of it yet.
func (r *Repo) Write(name, text string) {
	r.t.Helper()
	file := filepath.Join(r.Dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// Read returns a file of the work tree.
func (r *Repo) Read(name string) string {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(name)))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(data)
}

// Remove takes a file or a folder out of the work tree.
func (r *Repo) Remove(name string) {
	r.t.Helper()
	if err := os.RemoveAll(filepath.Join(r.Dir, filepath.FromSlash(name))); err != nil {
		r.t.Fatal(err)
	}
}

// Commit commits the whole work tree and returns the commit.
func (r *Repo) Commit(when, message string) string {
	r.t.Helper()
	r.Git("add", "--all")
	r.at(when, "commit", "--quiet", "--allow-empty", "--message", message)
	return r.Head()
}

// Head returns the commit that is checked out.
func (r *Repo) Head() string {
	r.t.Helper()
	return r.Git("rev-parse", "HEAD")
}
