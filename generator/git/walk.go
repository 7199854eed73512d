package git

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Commit is one step of the first-parent history.
type Commit struct {
	ID      string
	Parent  string    // first parent, or "" for the first commit
	Time    time.Time // UTC, of the committer: a claim, which may go backwards
	Changes []Change  // sorted by path
}

// A Change is a file that a commit made, changed or took away, beside its first
// parent. A symbolic link or a submodule is no file: it has no blob.
type Change struct {
	Path     string // below the folder that was opened
	Old, New string // blobs; "" if there is no file before, or after
}

// Head returns the commit that is checked out, or "" before the first one.
func (r Repo) Head(ctx context.Context) (string, error) {
	return r.commit(ctx, "HEAD")
}

// commit returns the commit that a name stands for, or "" if there is none.
func (r Repo) commit(ctx context.Context, name string) (string, error) {
	id, err := r.line(ctx, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if e, ok := err.(*Error); ok && e.Text == "" {
		return "", nil
	}
	return id, err
}

// Walk returns the first-parent history of what is checked out, oldest first: all
// commits, with what they changed below the given paths. It fails for a path that
// is not UTF-8.
func (r Repo) Walk(ctx context.Context, paths ...string) ([]Commit, error) {
	head, err := r.Head(ctx)
	if err != nil || head == "" {
		return nil, err
	}
	out, err := r.output(ctx, "rev-list", "--first-parent", "--parents", "--timestamp", "--reverse", head)
	if err != nil {
		return nil, err
	}
	var commits []Commit
	var pairs bytes.Buffer
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			return nil, fmt.Errorf("git rev-list said %q, which firsthand does not understand", line)
		}
		seconds, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("git rev-list gave a time that is none: %w", err)
		}
		c := Commit{ID: fields[1], Time: time.Unix(seconds, 0).UTC()}
		// A commit and one parent on a line: git compares with that parent, and not
		// with the branches that were merged.
		pairs.WriteString(c.ID)
		if len(fields) > 2 {
			c.Parent = fields[2]
			pairs.WriteString(" " + c.Parent)
		}
		pairs.WriteByte('\n')
		commits = append(commits, c)
	}
	args := []string{"diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", "--"}
	for _, p := range paths {
		args = append(args, r.path(p))
	}
	out, err = r.run(ctx, &pairs, args...)
	if err != nil {
		return nil, err
	}
	return commits, r.changes(commits, records(out))
}

// changes gives the commits what diff-tree says of them, in their order:
//
//	<commit> NUL :<mode> <mode> <blob> <blob> <letter> NUL <path> NUL ...
func (r Repo) changes(commits []Commit, said []string) error {
	at := -1
	for i := 0; i < len(said); i++ {
		if !strings.HasPrefix(said[i], ":") {
			for at++; at < len(commits) && commits[at].ID != said[i]; {
				at++
			}
			continue
		}
		fields := strings.Fields(said[i][1:])
		if at < 0 || at >= len(commits) || len(fields) != 5 || i+1 == len(said) {
			return fmt.Errorf("git diff-tree said %q, which firsthand does not understand", said[i])
		}
		i++
		name, ok := strings.CutPrefix(said[i], r.prefix)
		if !ok {
			continue
		}
		if !utf8.ValidString(name) {
			return fmt.Errorf("commit %.7s holds a file whose name is not UTF-8: %q", commits[at].ID, name)
		}
		commits[at].Changes = append(commits[at].Changes, Change{
			Path: name, Old: blob(fields[0], fields[2]), New: blob(fields[1], fields[3]),
		})
	}
	return nil
}

// blob returns the id of a file's content, or "" for what is no file.
func blob(mode, id string) string {
	if !strings.HasPrefix(mode, "100") {
		return ""
	}
	return id
}

// Complete returns an *IncompleteError if the history of what is checked out, as
// far as it concerns the given paths, is not all here.
func (r Repo) Complete(ctx context.Context, paths ...string) error {
	if r.shallow {
		return &IncompleteError{What: "shallow", Fix: "git fetch --unshallow"}
	}
	filters, err := r.output(ctx, "config", "--get-regexp", "--null", `^remote\..*\.(promisor|partialclonefilter)$`)
	if e, ok := err.(*Error); ok && e.Code == 1 {
		return nil // no such setting
	} else if err != nil {
		return err
	}
	// The setting stays when all was fetched after all, so look for what is missing.
	args := []string{"rev-list", "--objects", "--first-parent", "--missing=print", "HEAD", "--"}
	for _, p := range paths {
		args = append(args, r.path(p))
	}
	out, err := r.output(ctx, args...)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(out, []byte("?")) && !bytes.Contains(out, []byte("\n?")) {
		return nil
	}
	remote := "origin"
	for _, f := range records(filters) {
		name, _, _ := strings.Cut(f, "\n")
		if name, ok := strings.CutSuffix(strings.TrimPrefix(name, "remote."), ".partialclonefilter"); ok {
			remote = name
		}
	}
	return &IncompleteError{What: "partial", Fix: "git fetch --refetch --no-filter " + remote}
}
