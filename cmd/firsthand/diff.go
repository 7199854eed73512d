package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/disclosure"
	"firsthand/generator/prosediff"
	"firsthand/languages"
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
the one before; with --drafts, what would change if you published now.

With --json it prints one object; members that say nothing are left out, and more may
be added:

  incident    its id
  from, to    version (0: nothing yet), time, draft (true: if you published now)
  changes     of facts: fact (as in the front matter, "data.phone"), name (as on the
              page), what (added, changed, corrected, emptied, withdrawn, removed), was,
              now, because; for a list also items, each with was and now
  texts       section (the id of a standard section) or statement (the number of one
              that was repaired), name (its heading), summary (how much changed), diff
              (Markdown with [-taken out-] and {+put in+})`,
		Example: `  firsthand diff 2026-03-03-support-exports
  firsthand diff 2026-03-03-support-exports --from 3 --to 7
  firsthand diff 2026-03-03-support-exports --drafts
  firsthand diff 2026-03-03-support-exports --json`,
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
			if a.json {
				return a.printJSON(shownComparison(c))
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
		fmt.Fprintf(b, "\n  %s: %s\n\n", textName(t), t.Diff.Summary())
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

// textName names a text as readers know it.
func textName(t generator.TextChange) string {
	if t.Statement > 0 {
		return fmt.Sprintf("statement %d, repaired", t.Statement)
	}
	return sectionName(t.Section, t.Heading)
}

// sectionName is the heading of a section, or the standard one.
func sectionName(id disclosure.SectionID, heading string) string {
	if standard := languages.Or("en").Headings[string(id)]; heading == "" && len(standard) > 0 {
		return standard[0]
	}
	return cmp.Or(heading, string(id))
}

// factName names a fact as the page does.
func factName(c disclosure.Change) string {
	if id := c.Key.Section(); id != "" {
		was, _ := c.Was.(disclosure.Passage)
		now, _ := c.Now.(disclosure.Passage)
		return sectionName(id, cmp.Or(now.Heading, was.Heading))
	}
	words := languages.Or("en").Feed
	name := cmp.Or(words["field."+c.Key.Field()], c.Key.Field())
	switch id := c.Key.ID(); {
	case id == "":
		return name
	case c.Key.Field() == "data":
		return name + ": " + cmp.Or(words["category."+id], id)
	case c.Key.Field() == "notified":
		who, called, _ := strings.Cut(id, "/")
		return strings.TrimSuffix(name+": "+cmp.Or(words["addressee."+who], who)+" "+called, " ")
	default:
		return name + ": " + id
	}
}

// A comparison is what --json prints. Its members are promised: see the help.
type comparison struct {
	Incident string       `json:"incident"`
	From     side         `json:"from"`
	To       side         `json:"to"`
	Changes  []factChange `json:"changes"`
	Texts    []textChange `json:"texts"`
}

type side struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time,omitzero"`
	Draft   bool      `json:"draft,omitempty"`
}

type factChange struct {
	Fact    string       `json:"fact"`
	Name    string       `json:"name"`
	What    string       `json:"what"`
	Was     string       `json:"was,omitempty"`
	Now     string       `json:"now,omitempty"`
	Because string       `json:"because,omitempty"`
	Items   []itemChange `json:"items,omitempty"`
}

type itemChange struct {
	Was string `json:"was,omitempty"`
	Now string `json:"now,omitempty"`
}

type textChange struct {
	Section   string `json:"section,omitempty"`
	Statement int    `json:"statement,omitempty"`
	Name      string `json:"name"`
	Summary   string `json:"summary"`
	Diff      string `json:"diff"`
}

func shownComparison(c generator.Comparison) comparison {
	shown := comparison{
		Incident: c.Incident, From: side(c.From), To: side(c.To), Changes: []factChange{}, Texts: []textChange{},
	}
	value := func(v any) string {
		if v == nil {
			return ""
		}
		return disclosure.Describe(v)
	}
	for _, change := range c.Changes {
		f := factChange{
			Fact: pageKey(change.Key), Name: factName(change), What: string(change.Kind),
			Was: value(change.Was), Now: value(change.Now), Because: change.Because,
		}
		if id := change.Key.Section(); id != "" {
			f.Fact = string(id)
		}
		for _, i := range change.Items {
			f.Items = append(f.Items, itemChange{value(i.Was), value(i.Now)})
		}
		shown.Changes = append(shown.Changes, f)
	}
	for _, t := range c.Texts {
		shown.Texts = append(shown.Texts, textChange{
			Section: string(t.Section), Statement: t.Statement, Name: textName(t), Summary: t.Diff.Summary().String(),
			Diff: t.Diff.Text(prosediff.TextOptions{Changed: true}),
		})
	}
	return shown
}

// changeWords says what became of a fact.
var changeWords = map[disclosure.ChangeKind]string{
	disclosure.Added: "new", disclosure.Changed: "changed", disclosure.Corrected: "CORRECTED",
	disclosure.Emptied: "no longer stated", disclosure.TakenBack: "taken back", disclosure.Removed: "removed",
}

func printChange(b *strings.Builder, c disclosure.Change) {
	fmt.Fprintf(b, "  %-18s %s\n", factName(c), changeWords[c.Kind])
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
