package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/huh"
	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/disclosure"
)

func (a *app) redactCommand() *cobra.Command {
	var o generator.RedactOptions
	var yes, dryRun bool
	var now string
	cmd := &cobra.Command{
		Use:   "redact INCIDENT/NUMBER",
		Short: "Take words or facts out of what was published, because the law says so",
		Long: `redact puts [removed] in the place of words in a published statement and in its
translations, takes facts out of them, and writes the reason, which everybody can
read. It changes files only: firsthand publish replaces the public texts then.

Every version of the account shows what is left, and says that something was
removed. A wrong statement is corrected by a new one, or taken back with
firsthand withdraw; redact is for what must not be readable any more.`,
		Example: `  firsthand redact 2026-03-03-support-exports/03 --words "Anna Keller" --reason "A person asked us to remove her name."
  firsthand redact 2026-03-03-support-exports/03 --fact data.phone --reason "A court ordered it." --dry-run
  firsthand redact 2026-03-03-support-exports/questions --words "Anna Keller" --reason "A person asked us to remove her name."`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("firsthand redact takes one published text\n  example: firsthand redact 2026-03-03-support-exports/03 --words \"Anna Keller\" --reason \"A person asked us to remove her name.\"")
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
			if o.Doc, err = documentNamed(args[0], o.Content); err != nil {
				return err
			}
			if err := a.askRedaction(&o); err != nil {
				return err
			}
			o.Confirm = func(r generator.Redacted) error {
				if a.json {
					return stopIf(dryRun)
				}
				a.printChanges(r)
				if err := stopIf(dryRun); err != nil || yes || !a.asks() {
					return err
				}
				return a.confirm(fmt.Sprintf("Change %s?", count(len(r.Files), "file")))
			}
			r, problems, err := generator.Redact(cmd.Context(), o)
			if errors.Is(err, errDryRun) {
				err = nil
			} else if err != nil {
				return mistaken(err)
			} else if err := a.report(problems, o.Content, "nothing was changed"); err != nil {
				return err
			}
			if a.json {
				return a.printJSON(r)
			}
			a.printRedacted(r, o, dryRun)
			return err
		},
	}
	cmd.Flags().StringArrayVar(&o.Words, "words", nil, "words to take out (again for others)")
	cmd.Flags().StringArrayVar(&o.Facts, "fact", nil, "fact to take out: affected, data.phone (again for others)")
	cmd.Flags().StringVar(&o.Reason, "reason", "", "why, for everyone to read, without the words")
	cmd.Flags().StringToStringVar(&o.Reasons, "reason-in", nil, `the reason for translations, by language: es="Una persona nos lo pidió."`)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only show what would change")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.Flags().StringVar(&now, "now", "", "read the files as if it were this time (default: the clock)")
	return cmd
}

// errDryRun ends a run that only shows what it would do.
var errDryRun = errors.New("nothing was changed")

func stopIf(dryRun bool) error {
	if dryRun {
		return errDryRun
	}
	return nil
}

// documentNamed reads the name of a document, or the path of its file.
func documentNamed(name, content string) (disclosure.Doc, error) {
	path := filepath.ToSlash(filepath.Clean(name))
	if inside, err := filepath.Rel(content, name); err == nil && !strings.HasPrefix(inside, "..") {
		path = filepath.ToSlash(inside)
	}
	doc, err := disclosure.ParseDoc(strings.TrimSuffix(strings.TrimPrefix(path, "incidents/"), ".md"))
	if err != nil {
		return "", usage("%q names no text of an incident\n  example: 2026-03-03-support-exports/03, 2026-03-03-support-exports/03.es, 2026-03-03-support-exports/questions", name)
	}
	return doc, nil
}

// mistaken makes a usage error of one that says what was asked for wrongly.
func mistaken(err error) error {
	var m *generator.MistakeError
	if errors.As(err, &m) {
		return usage("%s", m.Text)
	}
	return err
}

// askRedaction fills what a redaction needs.
func (a *app) askRedaction(o *generator.RedactOptions) error {
	if !a.asks() || o.Reason != "" && len(o.Words)+len(o.Facts) > 0 {
		return nil
	}
	var words string
	var fields []huh.Field
	if len(o.Words)+len(o.Facts) == 0 {
		fields = append(fields, huh.NewInput().Title("Words to take out").Value(&words).Validate(needed("the words")))
	}
	if o.Reason == "" {
		fields = append(fields, huh.NewInput().Title("Why").Description("Everybody can read this. Leave the words themselves out.").Placeholder("A person asked us to remove her name.").Value(&o.Reason).Validate(needed("a reason")))
	}
	if err := a.form(fields...); err != nil {
		return err
	}
	if words != "" {
		o.Words = append(o.Words, words)
	}
	return nil
}

// confirm asks a person to go on.
func (a *app) confirm(question string) error {
	var ok bool
	if err := a.form(huh.NewConfirm().Title(question).Value(&ok)); err != nil {
		return err
	}
	if !ok {
		return errors.New("stopped; nothing was changed")
	}
	return nil
}

// printChanges shows every line that changes.
func (a *app) printChanges(r generator.Redacted) {
	for _, f := range r.Files {
		fmt.Fprintln(a.stdout, f.File)
		if a.hideSource {
			fmt.Fprintf(a.stdout, "  %s\n", count(len(f.Changes), "line"))
			continue
		}
		for _, c := range f.Changes {
			if c.Was != "" {
				fmt.Fprintf(a.stdout, "  %4d - %s\n", c.Line, c.Was)
			}
			if c.Is != "" {
				fmt.Fprintf(a.stdout, "       + %s\n", c.Is)
			}
		}
	}
	for _, name := range r.Deleted {
		fmt.Fprintf(a.stdout, "%s\n  deleted: nothing links to it any more\n", name)
	}
}

func (a *app) printRedacted(r generator.Redacted, o generator.RedactOptions, dryRun bool) {
	if dryRun {
		fmt.Fprintf(a.stdout, "%s would change; nothing was changed\n", count(len(r.Files), "file"))
	} else {
		fmt.Fprintf(a.stdout, "changed %s; what is public stays until you publish\n", count(len(r.Files), "file"))
		fmt.Fprintln(a.stderr, "next: read the files, then run firsthand publish --build and put the site online")
	}
	if len(r.Unchanged) > 0 {
		fmt.Fprintln(a.stderr, "\ntranslations that may say it in their language, and were left alone:")
	}
	for _, u := range r.Unchanged {
		fmt.Fprintf(a.stderr, "  %s\n    firsthand redact %s --words \"...\" --reason \"...\"\n", u.File, u.Doc)
	}
	if len(r.Elsewhere) > 0 {
		fmt.Fprintln(a.stderr, "\nother files that say it, and were left alone:")
	}
	for _, e := range r.Elsewhere {
		what := "change it by hand"
		id, name, isFile := strings.Cut(strings.TrimPrefix(e.File, "incidents/"), "/files/")
		switch {
		case e.Doc != "":
			what = fmt.Sprintf(`firsthand redact %s --words "..." --reason "..."`, e.Doc)
		case isFile: // what readers were given cannot be changed, only be taken away
			what = fmt.Sprintf(`take it away, in each statement that links to it: firsthand redact %s/... --words "files/%s" --reason "..."`, id, name)
		}
		fmt.Fprintf(a.stderr, "  %s:%d\n    %s\n", e.File, e.Line, what)
	}
	if len(r.Parts) > 0 {
		fmt.Fprintln(a.stderr, "\nlines of this incident that say a part of it, such as a surname:")
	}
	for _, p := range r.Parts {
		fmt.Fprintf(a.stderr, "  %s:%d\n", p.File, p.Line)
	}
	if len(r.Foreign) > 0 {
		fmt.Fprintf(a.stderr, "\ntranslate the reason, under redacted: at the top:\n  %s\n", strings.Join(r.Foreign, "\n  "))
	}
	if r.InAddress {
		fmt.Fprintf(a.stderr, "\nthe address incidents/%s/ says it as well, and cannot be changed\n", o.Doc.Incident())
	}
	if !dryRun {
		fmt.Fprintf(a.stderr, purge, o.Doc.Incident(), o.Doc.Incident())
	}
}

// purge says what a redaction does not reach. It names the addresses that hold
// the words until the site is replaced.
const purge = `
what firsthand cannot reach, and you have to see to:
  version control    earlier states of the files still hold the words: rewrite the history
                     (git filter-repo --replace-text), have the host delete what it keeps of it,
                     and have everyone who has a copy fetch it anew
  the host           old states of the site, backups, caches (CDN) of incidents/%s/,
                     of the feeds and of ledger/records/%s/
  copies of others   search engines, web archives, mirrors: ask them to fetch the pages again
  feed readers       they have shown the words; the feeds now say that they were removed
  e-mails, posts     what was sent cannot be called back
`
