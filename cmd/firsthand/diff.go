package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/disclosure"
	"firsthand/generator/prosediff"
)

func (a *app) diffCommand() *cobra.Command {
	var from, to int
	var drafts bool
	var now string
	cmd := &cobra.Command{
		Use:   "diff INCIDENT",
		Short: "Show what changed between two versions of an account",
		Long: `diff shows what changed for readers from one version of an account to another: the
facts with the reasons given, then the texts with what was taken out [-like this-]
and put in {+like this+}. Without --from and --to it shows the newest version against
the one before; with --drafts, what would change if you published now.`,
		Example: `  firsthand diff 2026-03-03-support-exports
  firsthand diff 2026-03-03-support-exports --from 3 --to 7
  firsthand diff 2026-03-03-support-exports --drafts`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("firsthand diff takes the id of one incident, which is its folder name\n  example: firsthand diff 2026-03-03-support-exports --from 3 --to 7")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			if from < 0 || to < 0 || drafts && cmd.Flags().Changed("to") {
				return usage("--from and --to are numbers of versions, and --drafts takes the place of --to\n  example: firsthand diff %s --from 3 --to 7", args[0])
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			incident := strings.Trim(strings.TrimPrefix(args[0], "incidents/"), "/")
			c, problems, err := generator.Compare(cmd.Context(), generator.CompareOptions{
				Content: dir, Incident: incident, From: from, To: to, Now: at, Drafts: drafts,
			})
			var outOfRange *generator.RangeError
			if errors.As(err, &outOfRange) {
				if outOfRange.Versions == 0 {
					return usage("%v\n  there are: %s", err, strings.Join(incidentsIn(dir), ", "))
				}
				return usage("%v", err)
			} else if err != nil {
				return err
			}
			if err := a.report(problems, dir, "what would change cannot be shown"); err != nil {
				return err
			}
			var b strings.Builder
			printComparison(&b, c, prosediff.TextOptions{Colour: a.colour && isTerminal(a.stdout), Changed: true})
			_, err = fmt.Fprint(a.stdout, b.String())
			return err
		},
	}
	cmd.Flags().IntVar(&from, "from", 0, "version to begin with (default: the one before --to)")
	cmd.Flags().IntVar(&to, "to", 0, "version to end with (default: the newest)")
	cmd.Flags().BoolVar(&drafts, "drafts", false, "end with what would stand if you published now")
	cmd.Flags().StringVar(&now, "now", "", "with --drafts, time of publication (default: the clock)")
	return cmd
}

// printComparison prints what changed in an account.
func printComparison(b *strings.Builder, c generator.Comparison, o prosediff.TextOptions) {
	fmt.Fprintf(b, "%s: %s to %s\n", c.Incident, sideName(c.From), sideName(c.To))
	if len(c.Changes) == 0 && len(c.Texts) == 0 {
		b.WriteString("  nothing that readers see is different\n")
	}
	for _, change := range c.Changes {
		printChange(b, change)
	}
	for _, t := range c.Texts {
		name := string(t.Section)
		if t.Statement > 0 {
			name = fmt.Sprintf("statement %d, repaired", t.Statement)
		}
		fmt.Fprintf(b, "\n  text of %s: %s\n\n", name, t.Diff.Summary())
		fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(strings.TrimRight(t.Diff.Text(o), "\n"), "\n", "\n    "))
	}
}

func sideName(c generator.Compared) string {
	switch {
	case c.Version == 0:
		return "nothing"
	case c.Draft:
		return fmt.Sprintf("version %d (if published now)", c.Version)
	}
	return fmt.Sprintf("version %d (%s)", c.Version, disclosure.At(c.Time).Human())
}

// changeWords says what became of a fact.
var changeWords = map[disclosure.ChangeKind]string{
	disclosure.Added: "new", disclosure.Changed: "changed", disclosure.Corrected: "CORRECTED",
	disclosure.Emptied: "no longer stated", disclosure.TakenBack: "taken back", disclosure.Removed: "removed",
}

func printChange(b *strings.Builder, c disclosure.Change) {
	name := pageKey(c.Key)
	if id := c.Key.Section(); id != "" {
		name = "text of " + string(id)
	}
	fmt.Fprintf(b, "  %-18s %s\n", name, changeWords[c.Kind])
	line := func(mark string, v any) {
		if v != nil {
			fmt.Fprintf(b, "    %s %s\n", mark, strings.ReplaceAll(disclosure.Describe(v), "\n", "\n      "))
		}
	}
	if len(c.Items) > 0 {
		for _, i := range c.Items {
			line("-", i.Was)
			line("+", i.Now)
		}
	} else if c.Key.Section() == "" {
		line("-", c.Was)
		line("+", c.Now)
	}
	if c.Because != "" {
		fmt.Fprintf(b, "    because: %s\n", c.Because)
	}
}
