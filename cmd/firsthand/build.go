package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
)

func (a *app) buildCommand() *cobra.Command {
	var now, then, output string
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Make the public site from the ledger",
		Long: `build renders what was published, and nothing else: drafts, private notes and texts
that are not in the ledger cannot reach the site.

The site is made in memory, checked, written beside the old one and then swapped
in. A build that fails or is stopped leaves the old site whole.

With --at, the site is made as it stood at that time, into a folder of its own: what
was said, which banner stood, what the feeds held. Every page says so.`,
		Example: `  firsthand build
  firsthand build --output /srv/status
  firsthand build --now 2026-03-12T18:00Z
  firsthand build --at 2026-03-05T00:00Z --output /tmp/5-march`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			var past time.Time
			if then != "" {
				if past, err = a.past(cmd, then); err != nil {
					return err
				}
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			return a.build(cmd, dir, output, at, past)
		},
	}
	cmd.Flags().StringVar(&then, "at", "", "build the whole site as it stood at this time; needs --output")
	cmd.Flags().StringVar(&now, "now", "", "time for what depends on it, such as an overdue promise (default: the clock)")
	cmd.Flags().StringVar(&output, "output", "public", "folder for the site")
	return cmd
}

// past reads --at. The site of today keeps its folder.
func (a *app) past(cmd *cobra.Command, then string) (time.Time, error) {
	at, err := instantOf("--at", then)
	switch {
	case err != nil:
		return at, err
	case cmd.Flags().Changed("now"):
		return at, usage("--at and --now do not go together: --at is the time of everything on the site")
	case !cmd.Flags().Changed("output"):
		return at, usage("--at needs a folder of its own, so that the site of today stays what it is\n  example: firsthand build --at %s --output /tmp/then", then)
	case at.After(a.clock()):
		return at, usage("--at %s is yet to come\n  to see what a page says then: firsthand build --now %s --output /tmp/then", then, then)
	}
	return at, nil
}

// build builds the site and says what it did. past is zero but for a site as it
// stood.
func (a *app) build(cmd *cobra.Command, dir, output string, at, past time.Time) error {
	built, problems, err := generator.Build(cmd.Context(), generator.BuildOptions{
		Content: dir, Output: output, Now: at, At: past, Program: programVersion(),
	})
	var early *generator.TooEarlyError
	if errors.As(err, &early) {
		return usage("%v", early)
	}
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
	if !built.NextChange.IsZero() && past.IsZero() {
		fmt.Fprintf(a.stdout, "build again by %s: a promise or a window on the site passes then\n", built.NextChange.Format("2 January 2006, 15:04 UTC"))
	}
	return nil
}
