package git

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Snapshot is what a commit is to make of one folder.
type Snapshot struct {
	Folder  string   // below the folder that was opened: "ledger"
	Files   []string // all that Folder is to hold, below the folder that was opened
	Message string
	Name    string // who commits, if git has not been told
	Email   string
}

// ErrNoCommit says that the repository is empty.
var ErrNoCommit = errors.New("the repository has no commit yet: commit the content folder first")

// Commit makes a commit in which one folder holds the given files, as they lie in
// the work tree, and everything else is as it was. It returns its id, or "" if
// that is what the last commit holds already. Other files in the folder are not
// touched, and not committed.
//
// It returns a *StagedError if other changes are staged: they would get into the
// commit.
func (r Repo) Commit(ctx context.Context, s Snapshot) (string, error) {
	head, err := r.Head(ctx)
	if err != nil {
		return "", err
	} else if head == "" {
		return "", ErrNoCommit
	}
	if err := r.OnlyStaged(ctx, s.Folder); err != nil {
		return "", err
	}
	out, err := r.output(ctx, "ls-files", "-z", "--", r.path(s.Folder))
	if err != nil {
		return "", err
	}
	gone := map[string]bool{}
	for _, name := range records(out) {
		gone[name] = true
	}
	var there []string
	for _, name := range s.Files {
		there = append(there, r.path(name))
		delete(gone, r.path(name))
	}
	if err := r.index(ctx, "--add", there); err != nil {
		return "", err
	}
	if err := r.index(ctx, "--force-remove", slices.Sorted(maps.Keys(gone))); err != nil {
		return "", err
	}
	tree, err := r.line(ctx, "write-tree")
	if err != nil {
		return "", err
	}
	if before, err := r.line(ctx, "rev-parse", head+"^{tree}"); err != nil || before == tree {
		return "", err
	}
	id, err := r.commitTree(ctx, s, tree, head)
	if err != nil {
		return "", err
	}
	return id, r.move(ctx, head, id)
}

// OnlyStaged returns a *StagedError if anything is staged but changes of one
// folder.
func (r Repo) OnlyStaged(ctx context.Context, folder string) error {
	out, err := r.output(ctx, "diff-index", "--cached", "--name-only", "-z", "HEAD", "--")
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(records(out), func(name string) bool { return strings.HasPrefix(name, r.path(folder)+"/") })
	if len(others) > 0 {
		return &StagedError{Files: others}
	}
	return nil
}

// index changes the entries of files in the index.
func (r Repo) index(ctx context.Context, how string, files []string) error {
	if len(files) == 0 {
		return nil
	}
	_, err := r.run(ctx, strings.NewReader(strings.Join(files, "\x00")+"\x00"), "update-index", how, "-z", "--stdin")
	return err
}

// commitTree makes a commit of a tree. Like git commit, it signs if it is set so.
func (r Repo) commitTree(ctx context.Context, s Snapshot, tree string, parents ...string) (string, error) {
	args := []string{"commit-tree", "-F", "-"}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	if sign, err := r.line(ctx, "config", "--type=bool", "--get", "commit.gpgSign"); err == nil && sign == "true" {
		args = append(args, "-S")
	}
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		if _, err := r.output(ctx, "var", "GIT_"+who+"_IDENT"); err != nil {
			r.env = append(slices.Clip(r.env), "GIT_"+who+"_NAME="+s.Name, "GIT_"+who+"_EMAIL="+s.Email)
		}
	}
	id, err := r.run(ctx, strings.NewReader(s.Message), append(args, tree)...)
	return strings.TrimSpace(string(id)), err
}

// move makes the branch that is checked out stand for another commit. It fails if
// somebody moved it in the meantime.
func (r Repo) move(ctx context.Context, from, to string) error {
	_, err := r.output(ctx, "update-ref", "-m", "firsthand publish", "HEAD", to, from)
	return err
}

// Uncommitted returns those of the files that are not, as they lie in the work
// tree, in the last commit. All of them must exist.
func (r Repo) Uncommitted(ctx context.Context, files []string) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	var names, objects strings.Builder
	for _, f := range files {
		fmt.Fprintf(&names, "%s\n", r.path(f))
		fmt.Fprintf(&objects, "HEAD:%s\n", r.path(f))
	}
	there, err := r.run(ctx, strings.NewReader(objects.String()), "cat-file", "--batch-check=%(objectname)")
	if err != nil {
		return nil, err
	}
	here, err := r.run(ctx, strings.NewReader(names.String()), "hash-object", "--stdin-paths")
	if err != nil {
		return nil, err
	}
	committed, now := strings.Split(string(there), "\n"), strings.Split(string(here), "\n")
	if len(committed) != len(files)+1 || len(now) != len(files)+1 {
		return nil, fmt.Errorf("git cat-file and git hash-object gave %d and %d answers for %d files", len(committed)-1, len(now)-1, len(files))
	}
	var differ []string
	for i, f := range files {
		if committed[i] != now[i] {
			differ = append(differ, f)
		}
	}
	return differ, nil
}

// Changed returns the files below a path that differ from the last commit, with
// those that git does not know yet, below the folder that was opened.
func (r Repo) Changed(ctx context.Context, below string) ([]string, error) {
	files, err := r.status(ctx, "--untracked-files=all", "--", r.path(below))
	for i := range files {
		files[i] = strings.TrimPrefix(files[i], r.prefix)
	}
	return files, err
}

// Clean returns a *DirtyError if a file that git knows differs from the last
// commit, anywhere in the work tree but below the paths that are excepted.
func (r Repo) Clean(ctx context.Context, except ...string) error {
	files, err := r.status(ctx, "--untracked-files=no")
	files = slices.DeleteFunc(files, func(name string) bool {
		return slices.ContainsFunc(except, func(e string) bool { return strings.HasPrefix(name, r.path(e)+"/") })
	})
	if err == nil && len(files) > 0 {
		return &DirtyError{Files: files}
	}
	return err
}

func (r Repo) status(ctx context.Context, args ...string) ([]string, error) {
	out, err := r.output(ctx, append([]string{"status", "--porcelain", "-z", "--no-renames"}, args...)...)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range records(out) {
		if len(entry) > 3 {
			files = append(files, entry[3:])
		}
	}
	return files, nil
}

// Reset makes the branch that is checked out, the index and the files of the work
// tree those of another commit. It only does so from a clean tree (else it is a
// *DirtyError), and never writes over a file that git does not know.
func (r Repo) Reset(ctx context.Context, to string) error {
	head, err := r.Head(ctx)
	if err != nil || head == to {
		return err
	}
	// What only looks changed, because of its times, is looked at again. If it is
	// changed indeed, the next step says so.
	if _, err := r.output(ctx, "update-index", "-q", "--refresh"); err != nil {
		if e := (*Error)(nil); !errors.As(err, &e) {
			return err
		}
	}
	if err := r.Clean(ctx); err != nil {
		return err
	}
	if _, err := r.output(ctx, "read-tree", "-m", "-u", head, to); err != nil {
		return err
	}
	return r.move(ctx, head, to)
}
