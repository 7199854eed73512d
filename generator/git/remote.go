package git

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Remote is the branch of another repository that the branch checked out here
// follows.
type Remote struct {
	Name     string // "origin"
	Ref      string // "refs/heads/main"
	Tracking string // where git remembers it: "refs/remotes/origin/main"; "" if nowhere
}

// Branch returns the short name of r's branch.
func (r Remote) Branch() string { return shortRef(r.Ref) }

// ErrDetached says that a commit is checked out, and no branch.
var ErrDetached = errors.New("a commit is checked out and no branch, so there is nothing that could be pushed\n  fix: git switch main, with the name of your branch")

// ErrNoRemote says that there is nowhere to push to.
var ErrNoRemote = errors.New("the repository has no remote, so there is nowhere to push to\n  fix: git remote add origin with the address of the repository, then git push --set-upstream origin main")

// Upstream returns what the branch that is checked out follows; if it was not
// told to follow anything, the branch of the same name in the only remote, or in
// origin.
func (r Repo) Upstream(ctx context.Context) (Remote, error) {
	branch, err := r.line(ctx, "symbolic-ref", "--quiet", "HEAD")
	if e := (*Error)(nil); errors.As(err, &e) && e.Code == 1 {
		return Remote{}, ErrDetached
	} else if err != nil {
		return Remote{}, err
	}
	set, err := r.line(ctx, "for-each-ref", "--format=%(upstream:remotename) %(upstream:remoteref) %(upstream)", branch)
	if err != nil {
		return Remote{}, err
	}
	if fields := strings.Fields(set); len(fields) == 3 {
		return Remote{Name: fields[0], Ref: fields[1], Tracking: fields[2]}, nil
	}
	out, err := r.output(ctx, "config", "--get-regexp", "--null", "--name-only", `^remote\..*\.url$`)
	if e := (*Error)(nil); errors.As(err, &e) && e.Code == 1 {
		return Remote{}, ErrNoRemote
	} else if err != nil {
		return Remote{}, err
	}
	remotes := records(out)
	name := "origin"
	if len(remotes) == 1 {
		name = strings.TrimSuffix(strings.TrimPrefix(remotes[0], "remote."), ".url")
	} else if !slices.Contains(remotes, "remote.origin.url") {
		return Remote{}, fmt.Errorf("the branch %s follows none of the remotes\n  fix: git push --set-upstream with the name of the remote and %[1]s", shortRef(branch))
	}
	return Remote{Name: name, Ref: branch}, nil
}

// Ahead reports whether the branch that is checked out holds commits about a path
// that the remote, as far as git remembers it, does not.
func (r Repo) Ahead(ctx context.Context, remote Remote, below string) (bool, error) {
	if remote.Tracking == "" {
		return true, nil
	}
	if known, err := r.commit(ctx, remote.Tracking); err != nil || known == "" {
		return true, err
	}
	first, err := r.line(ctx, "rev-list", "--max-count=1", remote.Tracking+"..HEAD", "--", r.path(below))
	return first != "", err
}

// lateReason matches why a server takes no push of somebody who would be welcome
// a moment earlier, or later.
var lateReason = regexp.MustCompile(`fetch first|non-fast-forward|cannot lock ref|failed to lock|failed to update ref|incorrect old value|reference already exists|stale info`)

// Push sends what is checked out to the remote. It never forces anything: if the
// remote holds what this branch does not, it returns a *RejectedError.
func (r Repo) Push(ctx context.Context, remote Remote) error {
	ctx, stop := r.patient(ctx)
	defer stop()
	out, err := r.output(ctx, "push", "--porcelain", remote.Name, "HEAD:"+remote.Ref)
	e := (*Error)(nil)
	if !errors.As(err, &e) {
		return r.impatient(ctx, err)
	}
	// "!\tHEAD:refs/heads/main\t[rejected] (fetch first)"
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) < 3 || fields[0] != "!" {
			continue
		}
		_, reason, _ := strings.Cut(fields[2], "] (")
		reason = strings.TrimSuffix(reason, ")")
		if lateReason.MatchString(reason) {
			return &RejectedError{Remote: remote.Name, Ref: remote.Ref, Text: reason}
		}
		if reason != "" {
			e.Text = strings.TrimSpace(reason + "\n" + e.Text)
		}
	}
	return e
}

// Fetch brings the commits of the remote here, and returns the newest.
func (r Repo) Fetch(ctx context.Context, remote Remote) (string, error) {
	patient, stop := r.patient(ctx)
	defer stop()
	if _, err := r.output(patient, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc", remote.Name, remote.Ref); err != nil {
		return "", r.impatient(patient, err)
	}
	return r.line(ctx, "rev-parse", "--verify", "FETCH_HEAD^{commit}")
}

func (r Repo) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.network == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, r.network, errSlow)
}

var errSlow = errors.New("the other side did not answer in time")

// impatient says so if it was our patience that ended.
func (r Repo) impatient(ctx context.Context, err error) error {
	if err != nil && context.Cause(ctx) == errSlow {
		return fmt.Errorf("%w (%s): try again later", errSlow, r.network)
	}
	return err
}

// IsAncestor reports whether the history of a commit holds another one.
func (r Repo) IsAncestor(ctx context.Context, old, new string) (bool, error) {
	return r.holds(ctx, "merge-base", "--is-ancestor", old, new)
}

// Same reports whether a path is the same in two commits.
func (r Repo) Same(ctx context.Context, a, b, path string) (bool, error) {
	return r.holds(ctx, "diff-tree", "--quiet", "-r", a, b, "--", r.path(path))
}

// usageCode is the exit code of git for what it does not know.
const usageCode = 129

// errOldMerge says that git is older than 2.38, of October 2022.
var errOldMerge = errors.New("this git is too old to merge in memory: git pull, and then go on")

// Merge makes a commit that holds the changes of both sides, in memory: neither
// the branch nor a file changes. main is its first parent. It returns a
// *ConflictError if both changed one file.
func (r Repo) Merge(ctx context.Context, main, side string, s Snapshot) (string, error) {
	out, err := r.output(ctx, "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", main, side)
	said := records(out)
	if e := (*Error)(nil); errors.As(err, &e) && e.Code == 1 && len(said) > 1 {
		return "", &ConflictError{Files: said[1:]}
	}
	if e := (*Error)(nil); errors.As(err, &e) && e.Code == usageCode {
		return "", errOldMerge
	}
	if err != nil || len(said) == 0 {
		return "", err
	}
	return r.commitTree(ctx, s, said[0], main, side)
}
