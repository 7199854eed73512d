package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator/disclosure"
	"firsthand/generator/draft"
)

func (a *app) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Write the file of a new incident or update",
		Long: `new writes one file for you to read, change and publish. On a terminal it asks for
what you leave out.`,
		Example: `  firsthand new incident
  firsthand new update 2026-03-03-support-exports --status contained --text "We ended the sessions at 11:40 UTC."`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("firsthand new %s: it writes an incident or an update\n  example: firsthand new incident", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.newIncidentCommand(), a.newUpdateCommand())
	return cmd
}

func (a *app) newIncidentCommand() *cobra.Command {
	var s draft.Statement
	var id, now string
	cmd := &cobra.Command{
		Use:   "incident",
		Short: "Write the first notice of an incident",
		Long: `new incident writes incidents/<id>/01.md with the few things a first notice needs:
what readers notice (the title), what kind of event it is, a few sentences, and
when you write again.`,
		Example: `  firsthand new incident
  firsthand new incident --title "Booking is slow" --kind outage --text "Since 07:42 UTC booking takes up to a minute. We are looking for the cause."`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			if err := a.askIncident(&s); err != nil {
				return err
			}
			if id == "" {
				id = draft.ID(s.Title, at)
			}
			if !folderName(id) {
				return usage("--id %q cannot be a folder name and a web address: use small letters, digits, dots and dashes\n  example: --id %s", id, draft.ID(s.Title, at))
			}
			file := filepath.Join("incidents", id, "01.md")
			if err := a.writeNew(dir, file, s.Markdown()); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "wrote %s\n", filepath.Join(dir, file))
			fmt.Fprintf(a.stderr, "next: read it, then run firsthand publish --build\nonce published, the address incidents/%s/ is permanent; rename the folder now if you do not like it\n", id)
			return nil
		},
	}
	statementFlags(cmd, &s)
	cmd.Flags().StringVar(&s.Title, "title", "", "what readers notice, in up to 90 characters")
	cmd.Flags().StringVar(&s.Kind, "kind", "", "one of "+strings.Join(kinds(), ", "))
	cmd.Flags().StringVar(&id, "id", "", "folder name and address (default: the day and the title)")
	cmd.Flags().StringVar(&now, "now", "", "the day for the folder name (default: the clock)")
	return cmd
}

func (a *app) newUpdateCommand() *cobra.Command {
	var s draft.Statement
	cmd := &cobra.Command{
		Use:   "update INCIDENT",
		Short: "Write the next statement of an incident",
		Long: `new update writes the next numbered file of an incident. Say only what is new: what
you leave out stays as it was last said.`,
		Example: `  firsthand new update 2026-03-03-support-exports
  firsthand new update 2026-03-03-support-exports --status contained --next-update "in 4 hours" --text "We ended the sessions at 11:40 UTC."`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("firsthand new update takes the id of one incident, which is its folder name\n  example: firsthand new update 2026-03-03-support-exports")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			incident := strings.Trim(strings.TrimPrefix(filepath.ToSlash(args[0]), "incidents/"), "/")
			if !folderName(incident) {
				return usage("%q is not the id of an incident", args[0])
			}
			_, file, err := draft.Next(os.DirFS(dir), incident)
			if errors.Is(err, fs.ErrNotExist) {
				return usage("there is no incident %q in %s\n  there are: %s", incident, dir, strings.Join(incidentsIn(dir), ", "))
			} else if err != nil {
				return err
			}
			if err := a.askUpdate(&s); err != nil {
				return err
			}
			if err := a.writeNew(dir, filepath.FromSlash(file), s.Markdown()); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "wrote %s\n", filepath.Join(dir, filepath.FromSlash(file)))
			fmt.Fprintln(a.stderr, "next: read it, then run firsthand publish --build")
			return nil
		},
	}
	statementFlags(cmd, &s)
	cmd.Flags().StringVar(&s.NoUpdate, "no-next-update", "", "why there will be no further update")
	return cmd
}

func statementFlags(cmd *cobra.Command, s *draft.Statement) {
	cmd.Flags().StringVar(&s.Status, "status", "", "how far the handling is (default: the first of the kind, then the last one said)")
	cmd.Flags().StringVar(&s.Headline, "headline", "", "headline of this statement (default: the title)")
	cmd.Flags().StringVar(&s.Summary, "summary", "", "one or two sentences for phones and feeds (default: the first paragraph)")
	cmd.Flags().StringVar(&s.NextUpdate, "next-update", "", `when you write again: a time or "in 60 minutes"`)
	cmd.Flags().StringVar(&s.Text, "text", "", "the statement")
}

// writeNew writes a file that must not exist yet.
func (a *app) writeNew(dir, file string, text []byte) error {
	target := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return fmt.Errorf("making the folder for %s: %w", file, err)
	}
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s is there already; nothing was written\n  to add to that incident: firsthand new update %s", target, filepath.Base(filepath.Dir(file)))
	} else if err != nil {
		return fmt.Errorf("writing %s: %w", target, err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", target, err), os.Remove(target))
	}
	return nil
}

func kinds() []string {
	var words []string
	for _, k := range disclosure.Kinds {
		words = append(words, string(k))
	}
	return words
}

func folderName(id string) bool {
	_, err := disclosure.ParseDoc(id + "/01")
	return err == nil
}

func incidentsIn(dir string) []string {
	entries, _ := os.ReadDir(filepath.Join(dir, "incidents"))
	var ids []string
	for _, e := range entries {
		if e.IsDir() {
			ids = append(ids, e.Name())
		}
	}
	return ids
}
