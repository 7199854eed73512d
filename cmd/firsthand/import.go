package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/importer/history"
)

func (a *app) importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Take over what another system published",
		Long: `import writes content files and nothing else, so that you can read everything before
it becomes public here, and can import again as often as you like. publish then
adds the texts to the ledger with the times at which the old system published them,
and the site says that these times are those of the old system.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.importGitCommand())
	return cmd
}

func (a *app) importGitCommand() *cobra.Command {
	var now string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "git [DIR]",
		Short: "Take over what was public, from the git history of the content folder",
		Long: `import git reads the history of the branch that is checked out, and works out which
texts were public: those that stood in its newest commit at some time, were no
draft, could be read, and whose publish_at had passed. It lists each of them, and
each one that it leaves out with the reason.

Files that stand today get the time of their commit (imported: ...). Texts that
stood there before go to private/imported/, where no build reads them; publish adds
them as the earlier versions. To leave one out, delete its file there. A file that
was public and was deleted is brought back.

Git knows what was committed, and not what was served: a text that was put right
before anybody published it looks public. So read the list.

It is for a folder that has published nothing with firsthand yet, and needs the
whole history: a shallow or partial clone is refused.`,
		Example: `  firsthand import git --dry-run
  firsthand import git
  firsthand publish --dry-run`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("%s takes one folder, but got %q too\n  see: %s --help", cmd.CommandPath(), args[1], cmd.CommandPath())
			}
			if len(args) == 1 && a.content != "" {
				return usage("the content folder is given twice: %s and --content %s", args[0], a.content)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				a.content = args[0]
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			imported, problems, err := generator.ImportGit(cmd.Context(), generator.ImportOptions{
				Content: dir, Now: at, Env: a.gitEnvironment(), DryRun: dryRun, Progress: a.progress("commits"),
			})
			if err != nil {
				return err
			}
			if a.hideSource {
				for i, l := range imported.LeftOut {
					imported.LeftOut[i].Why = history.WithoutQuotes(l.Why)
				}
			}
			if a.json {
				err = a.printJSON(imported)
			} else {
				err = printImported(a.stdout, imported, dryRun)
			}
			if err != nil {
				return err
			}
			return a.report(problems, dir, "publish would stop here")
		},
	}
	cmd.Flags().StringVar(&now, "now", "", "judge as if it were this time (default: the clock)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only list what would be taken over")
	return cmd
}

// gitEnvironment returns the environment for git and the programs that git calls:
// that of this program, without private keys.
func (a *app) gitEnvironment() []string {
	var env []string
	for _, e := range a.environ {
		if !strings.HasPrefix(e, keyVariable+"=") {
			env = append(env, e)
		}
	}
	return env
}

const when = "2 January 2006, 15:04 UTC"

// printImported lists every text, for review.
func printImported(w io.Writer, i generator.Imported, dryRun bool) error {
	var b strings.Builder
	for _, d := range i.Documents {
		fmt.Fprintln(&b, d.Doc)
		for _, t := range d.Texts {
			fmt.Fprintf(&b, "  %s, commit %.7s: %s\n    %s\n", t.Claimed.Format(when), t.Commit, t.File, t.Says)
			if t.Uncertain {
				b.WriteString("    the date of this commit contradicts those of others: check the time\n")
			}
		}
		if d.Restored {
			fmt.Fprintf(&b, "  deleted on %s, and brought back: it was public; take it back with a new statement\n", d.Texts[len(d.Texts)-1].Until.Format(when))
		}
	}
	for _, m := range i.Moved {
		fmt.Fprintf(&b, "%s was called %s until commit %.7s\n", m.To, m.From, m.Commit)
	}
	for _, l := range i.LeftOut {
		fmt.Fprintf(&b, "left out: %s of commit %.7s, %s (%s)\n", l.File, l.Commit, l.Time.Format(when), l.Why)
	}
	for _, u := range i.Undecided {
		fmt.Fprintf(&b, "decide: %s: %s\n  fix: %s\n", u.File, u.Why, u.Fix)
	}
	switch {
	case len(i.Documents) == 0:
		b.WriteString("nothing in the history was public\n")
	case dryRun:
		fmt.Fprintf(&b, "%s of %s would be taken over; nothing was written\n", count(i.Texts(), "text"), count(len(i.Documents), "document"))
	default:
		fmt.Fprintf(&b, "%s of %s can be taken over; nothing is published yet\n  read them, commit the changed files, then: firsthand publish --dry-run\n",
			count(i.Texts(), "text"), count(len(i.Documents), "document"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
