package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"firsthand/generator/git"
	"firsthand/generator/ledger"
	"firsthand/generator/problem"
)

// CommitOptions is the input of PublishCommit.
type CommitOptions struct {
	PublishOptions
	Env     []string      // of the caller, for git
	Push    bool          // push the commit, and publish again after what came before it
	Network time.Duration // how long one push or fetch may take; 0 means as long as it wants

	// Wait is called before the try with a number above 1. It may be nil.
	Wait func(try int)
}

// Committed is what became of a publish run in version control.
type Committed struct {
	Commit string `json:"commit,omitempty"` // of the ledger; empty if it had not changed
	Pushed bool   `json:"pushed,omitempty"`
	Remote string `json:"remote,omitempty"` // "origin"
	Branch string `json:"branch,omitempty"` // there
	Tries  int    `json:"tries,omitempty"`
}

// maxTries is how often a publish run starts again because others were faster.
const maxTries = 5

// An UncommittedError says that the repository would hold the record of a text and
// not the text.
type UncommittedError struct{ Files []string }

func (e *UncommittedError) Error() string {
	files := strings.Join(e.Files, " ")
	return fmt.Sprintf("what is to be published is not committed: %s; nothing was published\n  fix: git add %s && git commit", strings.Join(e.Files, ", "), files)
}

// PublishCommit publishes as Publish does, and commits the ledger: only its
// folder, and only the files that it is made of. With o.Push it then pushes the
// branch. If others pushed before, it gives up its commit, takes theirs over, and
// publishes again, up to five times; entries are never merged. Commits of the
// branch that were not pushed yet are kept, by a merge.
//
// If nothing is due, nothing is committed; but a commit of the ledger that an
// earlier run could not push is pushed.
//
// With an error about the push, either nothing was published, or it says that the
// commit waits here.
func PublishCommit(ctx context.Context, o CommitOptions) (Published, Committed, problem.List, error) {
	repo, err := git.Open(ctx, git.Options{Dir: o.Content, Env: o.Env, Network: o.Network})
	if err != nil {
		return Published{}, Committed{}, problem.List{}, err
	}
	c := &committer{repo: repo, o: o}
	if c.start, err = repo.Head(ctx); err != nil {
		return Published{}, Committed{}, problem.List{}, err
	} else if c.start == "" {
		return Published{}, Committed{}, problem.List{}, git.ErrNoCommit
	}
	earlier, err := repo.Changed(ctx, ledgerName)
	if err != nil {
		return Published{}, Committed{}, problem.List{}, err
	}
	c.earlier = len(earlier) > 0
	if err := repo.OnlyStaged(ctx, ledgerName); err != nil {
		return Published{}, Committed{}, problem.List{}, err
	}
	if o.Push {
		if c.remote, err = repo.Upstream(ctx); err != nil {
			return Published{}, Committed{}, problem.List{}, err
		}
		if err := repo.Clean(ctx, ledgerName); err != nil {
			return Published{}, Committed{}, problem.List{}, fmt.Errorf("before a push nothing may be left uncommitted, and %w", err)
		}
	}
	for try := 1; ; try++ {
		published, problems, err := c.publish(ctx)
		if err != nil || problems.HasErrors() || o.DryRun {
			return published, Committed{}, problems, err
		}
		done := Committed{Commit: c.commit, Tries: try}
		if !o.Push {
			return published, done, problems, nil
		}
		again, err := c.push(ctx, try, &done)
		if err != nil || !again {
			return published, done, problems, err
		}
		if o.Wait != nil {
			o.Wait(try + 1)
		}
	}
}

// A committer is a run of PublishCommit.
type committer struct {
	o       CommitOptions
	repo    git.Repo
	remote  git.Remote
	start   string // commit of this branch without what this run published
	commit  string // of the ledger, by this run
	earlier bool   // the ledger holds entries of earlier runs that were not committed
	kept    bool   // start holds them now
}

// publish publishes and commits the ledger.
func (c *committer) publish(ctx context.Context) (Published, problem.List, error) {
	o := c.o.PublishOptions
	o.Before = func(p Published) error {
		if c.o.Before != nil {
			if err := c.o.Before(p); err != nil {
				return err
			}
		}
		return c.isCommitted(ctx, p)
	}
	published, problems, err := Publish(ctx, o)
	if err != nil || problems.HasErrors() || o.DryRun {
		return published, problems, err
	}
	snapshot, err := c.ledger(published)
	if err != nil {
		return published, problems, err
	}
	if c.commit, err = c.repo.Commit(ctx, snapshot); err != nil {
		return published, problems, fmt.Errorf("the ledger was written and not committed: %w", err)
	}
	return published, problems, nil
}

// isCommitted makes sure that the texts that become public are in the repository.
func (c *committer) isCommitted(ctx context.Context, p Published) error {
	var files []string
	for _, d := range p.Documents {
		if !strings.HasPrefix(d.File, "private/") {
			files = append(files, d.File)
		}
		for _, name := range d.Assets {
			if d.Claimed.IsZero() {
				files = append(files, path.Join(path.Dir(d.File), name))
			}
		}
	}
	slices.Sort(files)
	differ, err := c.repo.Uncommitted(ctx, slices.Compact(files))
	if err == nil && len(differ) > 0 {
		return &UncommittedError{Files: differ}
	}
	return err
}

// ledger returns what a commit is to hold of the ledger. What else lies in its
// folder was left by a run that was killed, and may be private.
func (c *committer) ledger(p Published) (git.Snapshot, error) {
	dir, err := openFolder(c.o.Content)
	if err != nil {
		return git.Snapshot{}, err
	}
	defer dir.close()
	log, err := ledger.Load(dir.ledger)
	if err != nil {
		return git.Snapshot{}, err
	}
	files := log.Files()
	for _, s := range log.Checkpoints() {
		name := fmt.Sprintf("checkpoints/%d", s.Size)
		files = append(files, name, name+".sig")
	}
	s := git.Snapshot{Folder: ledgerName, Message: message(p), Name: "firsthand", Email: "firsthand@" + log.Origin()}
	for _, name := range append(files, ".gitattributes") {
		if _, err := fs.Stat(dir.ledger, name); err == nil {
			s.Files = append(s.Files, path.Join(ledgerName, name))
		}
	}
	return s, nil
}

// message says in a commit what became public.
func message(p Published) string {
	var b strings.Builder
	switch n := len(p.Documents); n {
	case 0:
		return "Bring the ledger up to date\n"
	case 1:
		fmt.Fprintf(&b, "Publish %s\n\n", p.Documents[0].Doc)
	default:
		fmt.Fprintf(&b, "Publish %d documents\n\n", n)
	}
	const most = 50
	for _, d := range p.Documents[:min(most, len(p.Documents))] {
		fmt.Fprintf(&b, "- %s: %s\n", d.Doc, d.What)
	}
	if more := len(p.Documents) - most; more > 0 {
		fmt.Fprintf(&b, "- and %d more\n", more)
	}
	return b.String()
}

// push pushes the branch. If others came before, it takes their commits over and
// returns true: publish again.
func (c *committer) push(ctx context.Context, try int, done *Committed) (again bool, err error) {
	done.Remote, done.Branch = c.remote.Name, c.remote.Branch()
	if c.commit == "" {
		if ahead, err := c.repo.Ahead(ctx, c.remote, ledgerName); err != nil || !ahead {
			return false, err
		}
	}
	err = c.repo.Push(ctx, c.remote)
	late := (*git.RejectedError)(nil)
	switch {
	case err == nil:
		done.Pushed = true
		return false, nil
	case !errors.As(err, &late):
		fix := ""
		if strings.Contains(strings.ToLower(err.Error()), "protected branch") {
			fix = "\n  fix: the branch is protected, so whoever publishes must be allowed to pass: a deploy key on its bypass list"
		}
		return false, fmt.Errorf("the ledger is committed here and not pushed: %w%s\n  when that is mended, run publish --commit --push again: it only pushes then", err, fix)
	}
	if c.earlier && c.commit != "" {
		c.start, c.earlier = c.commit, false // it holds entries of earlier runs, which may be public
		c.kept = true
	}
	tip, err := c.repo.Fetch(ctx, c.remote)
	if err != nil {
		return false, c.undo(ctx, err)
	}
	target, err := c.join(ctx, tip)
	if err != nil {
		return false, c.undo(ctx, err)
	}
	if try == maxTries {
		return false, c.undo(ctx, fmt.Errorf("others pushed to %s of %s again and again, %d times: run publish --commit --push once more", c.remote.Branch(), c.remote.Name, maxTries))
	}
	return true, c.repo.Reset(ctx, target)
}

// join returns the commit on which to publish again: the newest of the remote,
// with the commits in it that were made here and not pushed yet.
func (c *committer) join(ctx context.Context, tip string) (string, error) {
	if ours, err := c.repo.IsAncestor(ctx, c.start, tip); err != nil {
		return "", err
	} else if ours {
		c.start = tip
		return tip, nil
	}
	merged, err := c.repo.Merge(ctx, tip, c.start, git.Snapshot{
		Message: fmt.Sprintf("Merge what was pushed to %s meanwhile\n", c.remote.Branch()), Name: "firsthand", Email: "firsthand@localhost",
	})
	conflict := (*git.ConflictError)(nil)
	switch errors.As(err, &conflict); {
	case conflict != nil && !slices.ContainsFunc(conflict.Files, c.isLedger):
		return "", fmt.Errorf("what came to %s of %s cannot be merged with what is committed here: %w\n  fix: git pull, put these files right, commit, and publish again", c.remote.Branch(), c.remote.Name, conflict)
	case conflict == nil && err != nil:
		return "", err
	case conflict == nil:
		// A ledger is never merged: one side has all that the other has, or it is not
		// for a program to say which entries are the true ones.
		for _, side := range []string{tip, c.start} {
			if same, err := c.repo.Same(ctx, merged, side, ledgerName); err != nil || same {
				return merged, err
			}
		}
	}
	return "", fmt.Errorf("%s of %s and this branch both hold entries of the ledger that the other does not\n  fix: if the live site shows none of those of here, drop them with git reset --hard %[2]s/%[1]s, and publish again: what is missing is added\n  if it does show them, those of %[2]s have to go: ask whoever published there", c.remote.Branch(), c.remote.Name)
}

// isLedger reports whether a path below the top of the repository is one of the
// ledger.
func (c *committer) isLedger(name string) bool {
	return strings.HasPrefix(name, ledgerName+"/") || strings.Contains(name, "/"+ledgerName+"/")
}

// undo takes back what this run published, which nobody has seen, because of an
// error.
func (c *committer) undo(ctx context.Context, because error) error {
	if err := c.repo.Reset(context.WithoutCancel(ctx), c.start); err != nil {
		return fmt.Errorf("%w\n  and the commit of the ledger, which is not pushed, could not be taken back: %w", because, err)
	}
	if c.kept {
		return fmt.Errorf("%w\n  the ledger is committed here and not pushed", because)
	}
	return fmt.Errorf("nothing was published: %w", because)
}
