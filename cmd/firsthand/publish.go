package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/prosediff"
)

func (a *app) publishCommand() *cobra.Command {
	var now, output string
	var dryRun, build, unsigned, commit, push bool
	var keys []string
	var live liveFlags
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Show what becomes public, then publish it",
		Long: `publish prints exactly what becomes public, and adds it to the ledger. From then on
it stays: a published statement can be repaired (spelling), corrected by a new
statement, or withdrawn by a new statement. It is never changed quietly.

Files with "draft: true" and files whose publish_at lies ahead are left alone.

With --commit the ledger is committed with git: only the ledger, and only if the
texts themselves are committed. With --push as well, the branch is pushed. If
somebody else pushed first, theirs is taken over and yours is published after it,
up to five times. Nothing due: nothing is committed, so that a scheduled job can
run this as often as it likes.`,
		Example: `  firsthand publish --dry-run
  firsthand publish
  firsthand publish --build --output /srv/status
  firsthand publish --commit --push`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := a.instant(now)
			if err != nil {
				return err
			}
			if clock := a.clock(); at.After(clock.Add(5*time.Minute)) && !dryRun {
				return usage("--now %s is %s ahead of this computer's clock (%s): what is published then would hold up everything until that time\n  fix: leave --now out, or look with --dry-run",
					now, ahead(at.Sub(clock)), clock.UTC().Format("2006-01-02T15:04:05Z"))
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			signers, err := a.signers(keys, dir)
			if err != nil {
				return err
			}
			if unsigned {
				signers = nil
			}
			if push && !commit {
				return usage("--push sends the commit that --commit makes\n  fix: firsthand publish --commit --push")
			}
			options := generator.PublishOptions{Content: dir, Now: at, Random: rand.Reader, DryRun: dryRun, Signers: signers, Unsigned: unsigned}
			if options.Live, err = a.liveGuard(live); err != nil {
				return err
			}
			var published generator.Published
			var problems problem.List
			var done *generator.Committed
			if commit && !dryRun {
				done = &generator.Committed{}
				published, *done, problems, err = generator.PublishCommit(cmd.Context(), generator.CommitOptions{
					PublishOptions: options, Env: a.gitEnvironment(), Push: push, Network: patience, Wait: pause,
				})
			} else {
				published, problems, err = generator.Publish(cmd.Context(), options)
			}
			if errors.Is(err, generator.ErrNoKey) {
				return usage("%v: nothing was published\n  fix: name its file with --key FILE, or put the key into $%s\n  if it cannot be had now: --unsigned; the next publish with the key signs over it", err, keyVariable)
			} else if err != nil {
				return err
			}
			if err := a.report(problems, dir, "nothing was published"); err != nil {
				return err
			}
			if published.Warning != "" {
				fmt.Fprintln(a.stderr, "firsthand: warning:", published.Warning)
			}
			if a.json {
				err = a.printJSON(struct {
					generator.Published
					Git *generator.Committed `json:"git,omitempty"`
				}{published, done})
			} else if err = printPublished(a.stdout, published, dryRun); err == nil {
				err = printCommitted(a.stdout, done)
			}
			if err != nil || dryRun || !build {
				return err
			}
			return a.build(cmd, dir, output, published.Until(at), time.Time{})
		},
	}
	cmd.Flags().StringVar(&now, "now", "", "time of publication (default: the clock)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only show what would become public")
	keyFlag(cmd, &keys)
	cmd.Flags().BoolVar(&unsigned, "unsigned", false, "publish without a key, even if the record is signed")
	cmd.Flags().BoolVar(&commit, "commit", false, "commit the ledger with git")
	cmd.Flags().BoolVar(&push, "push", false, "push the commit, with --commit")
	live.flags(cmd)
	cmd.Flags().BoolVar(&build, "build", false, "build the site afterwards")
	cmd.Flags().StringVar(&output, "output", "public", "folder for the site, with --build")
	return cmd
}

// patience is how long a push or a fetch may take.
const patience = 2 * time.Minute

// pause waits before a further try to push. It is not left to chance: of those who
// push at once, one always comes through.
func pause(try int) { time.Sleep(time.Duration((try-1)*(try-1)) * 50 * time.Millisecond) }

// printCommitted says what became of the ledger in version control.
func printCommitted(w io.Writer, c *generator.Committed) error {
	var text string
	switch {
	case c == nil:
	case c.Commit != "" && c.Pushed:
		text = fmt.Sprintf("committed the ledger as %.7s and pushed it to %s of %s\n", c.Commit, c.Branch, c.Remote)
	case c.Commit != "":
		text = fmt.Sprintf("committed the ledger as %.7s\n", c.Commit)
	case c.Pushed:
		text = fmt.Sprintf("pushed the ledger, which was committed before, to %s of %s\n", c.Branch, c.Remote)
	case c.Tries > 1:
		text = fmt.Sprintf("somebody else has published it: this branch is now that of %s\n", c.Remote)
	default:
		text = "the ledger is committed already\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

// ahead returns a span in the words of people.
func ahead(d time.Duration) string {
	if days := int(d.Hours() / 24); days > 1 {
		return count(days, "day")
	}
	return d.Round(time.Minute).String()
}

// printPublished prints, for every document, all that becomes public of it.
func printPublished(w io.Writer, p generator.Published, dryRun bool) error {
	var b strings.Builder
	for _, d := range p.Documents {
		printDocument(&b, d)
	}
	for _, c := range p.Changes {
		if c.From.Version > 0 {
			b.WriteString("what readers will see changed in ")
			printComparison(&b, c, prosediff.TextOptions{Changed: true})
			b.WriteString("\n")
		}
	}
	for _, h := range p.Withheld {
		fmt.Fprintf(&b, "not published: %s (%s)\n", h.File, h.Why)
	}
	for _, id := range p.NewIncidents {
		fmt.Fprintf(&b, "the address incidents/%s/ %s\n", id, map[bool]string{
			true:  "will be public and permanent; rename the folder now if you do not like it",
			false: "is public and permanent from now on",
		}[dryRun])
	}
	switch {
	case len(p.Documents) == 0:
		b.WriteString("nothing new to publish\n")
	case dryRun:
		fmt.Fprintf(&b, "%s would become public; nothing was published\n", count(len(p.Documents), "document"))
	default:
		fmt.Fprintf(&b, "published %s on %s\n", count(len(p.Documents), "document"), p.Time.Format("2 January 2006 at 15:04 UTC"))
	}
	if slices.ContainsFunc(p.Documents, func(d generator.PublishedDocument) bool { return strings.HasPrefix(d.File, "private/imported/") }) && !dryRun {
		b.WriteString("the texts in private/imported are in the ledger now: you can delete that folder\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printDocument(b *strings.Builder, d generator.PublishedDocument) {
	fmt.Fprintf(b, "%s: %s\n", d.Doc, d.What)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "  %-14s %s\n", name, strings.ReplaceAll(text, "\n", "\n                 "))
		}
	}
	if !d.Claimed.IsZero() {
		line("published", disclosure.At(d.Claimed).Human()+", according to the old system")
	}
	line("headline", d.Said.Headline)
	line("summary", d.Said.Summary)
	for _, f := range d.Said.Facts.Stated() {
		line(pageKey(f.Key), disclosure.Describe(f.Value))
	}
	for _, name := range d.Said.Emptied {
		line(pageKey(disclosure.Key(name)), "(emptied)")
	}
	for _, c := range d.Corrections {
		was := "left out before"
		if c.Was.Value != nil || c.Was.Removed {
			was = disclosure.Describe(c.Was.Value)
		}
		text := fmt.Sprintf("%s: %s, now %s", pageKey(c.Key), was, disclosure.Describe(c.Now.Value))
		if c.Because != "" {
			text += ", because " + c.Because
		}
		line("corrects", text)
	}
	for _, n := range d.Said.Withdraws {
		line("withdraws", fmt.Sprintf("statement %d", n))
	}
	for _, key := range d.Said.Removed {
		line("removed", pageKey(disclosure.Key(key)))
	}
	line("redacted", d.Said.Redacted)
	if d.Revisions > 1 {
		line("replaces", fmt.Sprintf("all %d texts of it", d.Revisions))
	}
	for _, passage := range d.Said.Text {
		b.WriteString("\n")
		if passage.Heading != "" {
			fmt.Fprintf(b, "    ## %s\n\n", passage.Heading)
		}
		fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(passage.MD, "\n", "\n    "))
	}
	for _, q := range d.Said.Questions {
		asked := ""
		if !q.Asked.IsZero() {
			asked = " (" + q.Asked.Human() + ")"
		}
		fmt.Fprintf(b, "\n    ## %s%s\n\n    %s\n", q.Question, asked, strings.ReplaceAll(q.MD, "\n", "\n    "))
	}
	for _, name := range d.Assets {
		line("file", name)
	}
	b.WriteString("\n")
}

// pageKey returns a key in the words of the front matter.
func pageKey(key disclosure.Key) string {
	name := key.Field()
	if f := disclosure.FieldNamed(name); f != nil {
		name = f.Page
	}
	if id := key.ID(); id != "" {
		name += "." + id
	}
	return name
}
