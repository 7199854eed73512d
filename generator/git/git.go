// Package git is the only door to the program git. It reads the first-parent
// history of a content folder, and commits and pushes single folders of it.
//
// Input is a folder inside a work tree and the environment of the caller; all
// paths that go in and come out lie below that folder, with slashes, whatever
// the repository around it is called.
//
//	repo, err := git.Open(ctx, git.Options{Dir: "content", Env: os.Environ()})
//	commits, err := repo.Walk(ctx, "incidents")   // oldest first, each with what it changed
//	objects, err := repo.Objects(ctx)
//	err = objects.Read(ids, limit, func(i int, data []byte) error { ... })
//
// What is promised:
//
//   - Only plumbing is called, so that no setting of a user changes the result.
//     Replaced objects and grafts are not followed. Times are those of committers,
//     and only claims.
//   - History is that of first parents: what the branch itself held, commit by
//     commit, and nothing of the branches that were merged into it.
//   - A clone that lacks a part of its history is told apart ([Repo.Complete]),
//     with the command that mends it.
//   - No file of a user is overwritten or taken away: a branch moves to another
//     commit only from a clean tree, and only files that git knows are written.
//   - What git says goes wrong is passed on in its own words, with its own hints.
//
// Everything ends when its context does.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"strings"
	"syscall"
	"time"
)

// Options is the input of Open.
type Options struct {
	Dir     string        // a folder inside a work tree
	Env     []string      // "NAME=value", of the caller
	Network time.Duration // how long one push or fetch may take; 0 means as long as it wants
}

// A Repo is a folder of a work tree, as git knows it.
type Repo struct {
	env     []string
	top     string // the work tree
	prefix  string // the folder below it: "content/", or ""
	shallow bool
	network time.Duration
}

// own are the variables that make git do the same for everybody.
var own = []string{"GIT_NO_REPLACE_OBJECTS=1", "GIT_OPTIONAL_LOCKS=0", "GIT_GRAFT_FILE=/dev/null/none", "LC_ALL=C"}

// Open finds the repository in which o.Dir lies.
//
// The error is ErrNotInstalled without the program git, a *NotRepositoryError
// outside of a repository, and an *Error if git refuses to look at it.
func Open(ctx context.Context, o Options) (Repo, error) {
	r := Repo{env: append(append([]string(nil), o.Env...), own...), top: o.Dir, network: o.Network}
	out, err := r.output(ctx, "rev-parse", "--show-toplevel", "--is-shallow-repository", "--show-prefix")
	if e := (*Error)(nil); errors.As(err, &e) {
		if strings.Contains(e.Text, "not a git repository") || strings.Contains(e.Text, "must be run in a work tree") {
			return Repo{}, &NotRepositoryError{Dir: o.Dir}
		}
	}
	if err != nil {
		return Repo{}, err
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != 3 {
		return Repo{}, fmt.Errorf("git rev-parse said %q, which firsthand does not understand", out)
	}
	r.top, r.shallow, r.prefix = lines[0], lines[1] == "true", lines[2]
	return r, nil
}

// path returns a path below the folder as one below the top of the work tree.
func (r Repo) path(name string) string { return path.Join(r.prefix, name) }

// command prepares a call of git at the top of the work tree.
func (r Repo) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--literal-pathspecs"}, args...)...)
	cmd.Dir, cmd.Env = r.top, r.env
	// git takes its locks away when it is asked to end, and not when it is killed.
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = time.Second
	return cmd
}

// output runs git and returns what it prints.
func (r Repo) output(ctx context.Context, args ...string) ([]byte, error) {
	return r.run(ctx, nil, args...)
}

// run runs git with an input.
func (r Repo) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var out, text bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &text
	err := cmd.Run()
	return out.Bytes(), failure(ctx, err, args[0], text.String())
}

// line runs git and returns the one line that it prints.
func (r Repo) line(ctx context.Context, args ...string) (string, error) {
	out, err := r.output(ctx, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

// holds runs a command of git that answers yes with 0 and no with 1.
func (r Repo) holds(ctx context.Context, args ...string) (bool, error) {
	_, err := r.output(ctx, args...)
	if e := (*Error)(nil); errors.As(err, &e) && e.Code == 1 && e.Text == "" {
		return false, nil
	}
	return err == nil, err
}

// records splits the output of a command with -z.
func records(out []byte) []string {
	text := strings.TrimSuffix(string(out), "\x00")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\x00")
}
