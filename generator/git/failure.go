package git

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// ErrNotInstalled says that there is no program git.
var ErrNotInstalled = errors.New("the program git was not found: install it from https://git-scm.com, or put its folder into PATH")

// A NotRepositoryError says that a folder is not under version control.
type NotRepositoryError struct{ Dir string }

func (e *NotRepositoryError) Error() string {
	return fmt.Sprintf("the folder %s lies in no git repository", e.Dir)
}

// An Error is what git says went wrong, in its words.
type Error struct {
	Command string // "rev-parse"
	Code    int    // exit code of git
	Text    string // what git printed, with its hints
}

func (e *Error) Error() string {
	text := e.Text
	if text == "" {
		text = fmt.Sprintf("ended with code %d and gave no reason", e.Code)
	}
	return fmt.Sprintf("git %s: %s", e.Command, text)
}

// An IncompleteError says that a clone lacks a part of its history, in which a
// text that was public may stand.
type IncompleteError struct {
	What string // "shallow", "partial"
	Fix  string // the command that mends it: "git fetch --unshallow"
}

func (e *IncompleteError) Error() string {
	text := map[string]string{
		"shallow": "this clone holds only the newest part of the history (it is shallow), and the dates of all that is older would be wrong",
		"partial": "this clone holds the history without some of the files (it is partial), and fetching them one by one would take very long",
	}[e.What]
	fix := fmt.Sprintf("%s\n  fix: %s", text, e.Fix)
	if e.What == "shallow" {
		fix += "\n  in a workflow of GitHub or Forgejo: give actions/checkout \"fetch-depth: 0\""
	}
	return fix
}

// A RejectedError says that a push came too late: somebody else's came before.
type RejectedError struct {
	Remote, Ref string
	Text        string // reason in git's words
}

func (e *RejectedError) Error() string {
	return fmt.Sprintf("git push: %s of %s has moved on (%s)", shortRef(e.Ref), e.Remote, e.Text)
}

// A DirtyError says that files differ from the last commit, where a clean tree
// is needed.
type DirtyError struct{ Files []string }

func (e *DirtyError) Error() string {
	return fmt.Sprintf("%s from the last commit: %s\n  fix: commit them, or put them aside with git stash",
		map[bool]string{true: "a file differs", false: "files differ"}[len(e.Files) == 1], list(e.Files))
}

// A StagedError says that a commit would hold more than it should.
type StagedError struct{ Files []string }

func (e *StagedError) Error() string {
	return fmt.Sprintf("other changes are staged and would get into the commit of the ledger: %s\n  fix: commit them first, or take them out with git restore --staged .", list(e.Files))
}

// A ConflictError says that two commits cannot be merged by themselves.
type ConflictError struct{ Files []string }

func (e *ConflictError) Error() string {
	return "both sides changed " + list(e.Files)
}

// list names files, and the first ones of many.
func list(files []string) string {
	const most = 5
	if len(files) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(files[:most], ", "), len(files)-most)
	}
	return strings.Join(files, ", ")
}

func shortRef(ref string) string { return strings.TrimPrefix(ref, "refs/heads/") }

// failure makes an error of how a call of git ended.
func failure(ctx context.Context, err error, command, text string) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("git %s: %w", command, cause)
	}
	if errors.Is(err, exec.ErrNotFound) {
		return ErrNotInstalled
	}
	exit := (*exec.ExitError)(nil)
	if !errors.As(err, &exit) {
		return fmt.Errorf("running git %s: %w", command, err)
	}
	return &Error{Command: command, Code: exit.ExitCode(), Text: plain(text)}
}

// plain takes git's marks off what it says.
func plain(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		for _, mark := range []string{"fatal: ", "error: ", "hint: "} {
			line = strings.TrimPrefix(line+" ", mark)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}
