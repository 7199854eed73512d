package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"firsthand/generator"
)

func (a *app) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Bring a lost ledger back",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.restoreCommand())
	return cmd
}

func (a *app) restoreCommand() *cobra.Command {
	var k known
	var from string
	cmd := &cobra.Command{
		Use:   "restore --from URL",
		Short: "Rebuild the ledger from the public site",
		Long: `ledger restore reads the public record of a site, checks all of it, and writes it into
the content folder as the ledger. It is for a ledger that was lost or that has lost its
end; one with entries that the site does not show is never overwritten.`,
		Example: `  firsthand ledger restore --from https://status.northquay.example/
  firsthand ledger restore --from public --content ~/status`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from == "" {
				return usage("ledger restore needs the site that shows the record\n  example: firsthand ledger restore --from https://status.example.com/")
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			o := generator.RestoreOptions{Content: dir, Keys: k.keys, Progress: a.progress("files")}
			if o.Known, err = k.read(); err != nil {
				return err
			}
			if o.Site, err = a.site(from); err != nil {
				return err
			}
			defer o.Site.Close()
			if _, o.Recall, err = k.memory(place(o.Site.String())); err != nil {
				return err
			}
			restored, err := generator.RestoreLedger(cmd.Context(), o)
			if err != nil {
				return err
			}
			if !restored.OK() {
				fmt.Fprintf(a.stderr, "firsthand: the record of %s contradicts itself or what was known of it; nothing was restored\n", o.Site)
			}
			if a.json {
				err = a.printJSON(restored)
			} else if !restored.OK() {
				err = printVerified(a.stdout, generator.Verified{Report: restored.Report})
			} else {
				_, err = fmt.Fprintf(a.stdout, "%s: %s and %s, as %s shows them; there were %s before\n",
					filepath.ToSlash(filepath.Join(dir, "ledger")), entries(restored.Size), count(restored.Records, "record"), o.Site, entries(restored.Before))
				for _, n := range restored.Notes {
					fmt.Fprintf(a.stderr, "note: %s\n", n)
				}
			}
			if err == nil && !restored.OK() {
				return errProblems
			}
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "address or folder of the site")
	k.flags(cmd)
	return cmd
}
