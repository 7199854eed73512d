package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/huh"
	"github.com/spf13/cobra"

	"firsthand/generator"
)

func (a *app) withdrawCommand() *cobra.Command {
	var o generator.WithdrawOptions
	var now string
	cmd := &cobra.Command{
		Use:   "withdraw INCIDENT NUMBER",
		Short: "Write the statement that takes a published one back",
		Long: `withdraw writes the next numbered file of an incident, which takes back an earlier
statement, and says what goes with it and what stands again. Nothing is public
until firsthand publish.

What was published can still be read, marked as withdrawn, in the version in which
it stood. To put a fact right, write a correction: firsthand help corrections. For
what must not be readable any more, see firsthand redact.`,
		Example: `  firsthand withdraw 2026-03-03-support-exports 3 --reason "It was about another incident. What we said before it stands again."`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("firsthand withdraw takes the id of an incident and the number of a statement\n  example: firsthand withdraw 2026-03-03-support-exports 3 --reason \"It was about another incident.\"")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.Now, err = a.instant(now); err != nil {
				return err
			}
			if o.Content, err = a.folder(); err != nil {
				return err
			}
			o.Incident = strings.Trim(strings.TrimPrefix(filepath.ToSlash(args[0]), "incidents/"), "/")
			if o.Number, err = strconv.Atoi(strings.TrimSuffix(args[1], ".md")); err != nil || o.Number < 1 {
				return usage("%q is not the number of a statement\n  example: firsthand withdraw %s 3 --reason \"...\"", args[1], o.Incident)
			}
			if err := a.askWithdrawal(&o); err != nil {
				return err
			}
			w, err := generator.Withdraw(cmd.Context(), o)
			if err != nil {
				return mistaken(err)
			}
			if err := a.lacking(w, o); err != nil {
				return err
			}
			if err := a.writeNew(o.Content, filepath.FromSlash(w.File), w.Text); err != nil {
				return err
			}
			if a.json {
				return a.printJSON(w)
			}
			fmt.Fprintf(a.stdout, "wrote %s\n", filepath.Join(o.Content, filepath.FromSlash(w.File)))
			a.printTaken(w)
			fmt.Fprintln(a.stderr, "next: read it, then run firsthand publish --build")
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Reason, "reason", "", "the text: what was wrong, and what is right")
	cmd.Flags().StringVar(&o.Headline, "headline", "", "headline of the new statement (default: that it takes one back)")
	cmd.Flags().StringVar(&o.Status, "status", "", "how far the handling is (default: the last one that still stands)")
	cmd.Flags().StringVar(&o.NextUpdate, "next-update", "", `when you write again: a time or "in 60 minutes"`)
	cmd.Flags().StringVar(&o.NoUpdate, "no-next-update", "", "why there will be no further update")
	cmd.Flags().StringVar(&now, "now", "", "read the files as if it were this time (default: the clock)")
	return cmd
}

// askWithdrawal fills what a withdrawal needs.
func (a *app) askWithdrawal(o *generator.WithdrawOptions) error {
	if a.asks() && o.Reason == "" {
		if err := a.form(huh.NewText().Title("What was wrong, and what is right").Value(&o.Reason).Validate(needed("a sentence"))); err != nil {
			return err
		}
	}
	if strings.TrimSpace(o.Reason) == "" {
		return usage("missing: --reason\n  example: firsthand withdraw %s %d --reason \"It was about another incident. What we said before it stands again.\"", o.Incident, o.Number)
	}
	return nil
}

// lacking refuses a withdrawal after which an account would say nothing of what
// it needs.
func (a *app) lacking(w generator.Withdrawal, o generator.WithdrawOptions) error {
	if slices.Contains(w.Lacks, "status") {
		return usage("statement %d was the only one to say the status: say it anew with --status\n  example: --status investigating; if nothing of it was true: --status false-alarm", o.Number)
	}
	if slices.Contains(w.Lacks, "next_update") {
		return usage("statement %d was the only one to say when you write again: say it anew\n  example: --next-update \"in 4 hours\"; or --no-next-update \"nothing was wrong\"", o.Number)
	}
	return nil
}

// printTaken shows what goes and what stands again.
func (a *app) printTaken(w generator.Withdrawal) {
	for _, n := range w.Again {
		fmt.Fprintf(a.stdout, "when it is public, statement %d counts again, which the one that you take back had taken back\n", n)
	}
	if len(w.Back) > 0 {
		fmt.Fprintln(a.stdout, "this is said again:")
	}
	for _, t := range w.Back {
		now := t.Now
		if now == "" {
			now = "nothing"
		}
		fmt.Fprintf(a.stdout, "  %-16s %s, of statement %d\n", t.Fact, now, t.In)
		if t.Was != "" {
			fmt.Fprintf(a.stdout, "  %-16s in place of: %s\n", "", t.Was)
		}
	}
	if len(w.Goes) == 0 {
		if len(w.Again) == 0 {
			fmt.Fprintln(a.stdout, "it takes no fact with it")
		}
		return
	}
	fmt.Fprintln(a.stdout, "when it is public, this is no longer said:")
	for _, t := range w.Goes {
		fmt.Fprintf(a.stdout, "  %-16s %s\n", t.Fact, t.Was)
		if t.Now != "" {
			fmt.Fprintf(a.stdout, "  %-16s stands again, of statement %d: %s\n", "", t.In, t.Now)
		}
	}
}
