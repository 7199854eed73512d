package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"firsthand/generator"
)

func (a *app) checkCommand() *cobra.Command {
	var now string
	var all bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong in the content folder, and how to mend it",
		Long: `check reads every file of the content folder and says what is wrong: the file, the
line and the column, how to mend it, and an example. It writes nothing.

Errors stop a publication. Warnings are printed and counted. A file that is
published already is compared with what readers were told: only spelling may
change in it.`,
		Example: `  firsthand check
  firsthand check --content ~/status
  firsthand check --all --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			checked, problems, err := generator.Check(cmd.Context(), generator.CheckOptions{Content: dir, Now: at})
			if err != nil {
				return err
			}
			style := a.style(dir, "publish would stop here")
			style.Suggestions = all
			out := a.stderr
			if a.json { // the problems are the result
				out = a.stdout
			}
			if err := problems.Print(out, style); err != nil {
				return fmt.Errorf("printing problems: %w", err)
			}
			if problems.HasErrors() {
				return errProblems
			}
			if !a.json {
				fmt.Fprintf(a.stdout, "%s, %d public, %s to publish\n",
					count(checked.Statements, "statement"), checked.Public, count(checked.Due, "document"))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&now, "now", "", "judge as if it were this time (default: the clock)")
	cmd.Flags().BoolVar(&all, "all", false, "show suggestions as well")
	return cmd
}

// count returns "1 statement", "3 statements".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
