package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
)

func (a *app) buildCommand() *cobra.Command {
	var now, output string
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Make the public site from the ledger",
		Long: `build renders what was published, and nothing else: drafts, private notes and texts
that are not in the ledger cannot reach the site.

The site is made in memory, checked, written beside the old one and then swapped
in. A build that fails or is stopped leaves the old site whole.`,
		Example: `  firsthand build
  firsthand build --output /srv/status
  firsthand build --now 2026-03-12T18:00Z`,
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
			return a.build(cmd, dir, output, at)
		},
	}
	cmd.Flags().StringVar(&now, "now", "", "time for what depends on it, such as an overdue promise (default: the clock)")
	cmd.Flags().StringVar(&output, "output", "public", "folder for the site")
	return cmd
}

// build builds the site and says what it did.
func (a *app) build(cmd *cobra.Command, dir, output string, at time.Time) error {
	built, problems, err := generator.Build(cmd.Context(), generator.BuildOptions{
		Content: dir, Output: output, Now: at, Program: programVersion(),
	})
	if err != nil {
		return err
	}
	if err := a.report(problems, dir, "the old site was left as it was"); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(built)
	}
	asOf := "nothing published yet"
	if !built.AsOf.IsZero() {
		asOf = "as of " + built.AsOf.Format("2 January 2006, 15:04 UTC")
	}
	fmt.Fprintf(a.stdout, "%s: %s, %s, %s; %d written, %d unchanged, %d removed\n",
		output, count(built.Incidents, "incident"), count(built.Files, "file"), asOf,
		built.Written, built.Unchanged, built.Removed)
	if !built.NextChange.IsZero() {
		fmt.Fprintf(a.stdout, "build again by %s: a promise or a window on the site passes then\n", built.NextChange.Format("2 January 2006, 15:04 UTC"))
	}
	return nil
}
