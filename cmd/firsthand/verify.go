package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/transparency"
	"firsthand/generator/verify"
)

// known are the flags that say what is known of a site from before.
type known struct {
	since    []string
	keys     []string
	noMemory bool
	forget   bool
}

func (k *known) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.since, "since", nil, "file with a checkpoint that you kept, or a line \"origin size root\" (again for another)")
	cmd.Flags().StringArrayVar(&k.keys, "key", nil, "public key that must have signed the newest checkpoint (again: one of them)")
	cmd.Flags().BoolVar(&k.noMemory, "no-memory", false, "neither compare with earlier runs nor remember this one")
	cmd.Flags().BoolVar(&k.forget, "forget", false, "forget what earlier runs saw of this record, and begin anew")
}

// maxSince is far above the size of a checkpoint.
const maxSince = 64 << 10

// read reads the files that the flags name.
func (k *known) read() ([]verify.Known, error) {
	for _, key := range k.keys {
		if err := transparency.CheckKey(key); err != nil {
			return nil, usage("--key: %v\n  a public key looks like status.example.com+1a2b3c4d+AeXg..., as /ledger/keys has it", err)
		}
	}
	var all []verify.Known
	for _, file := range k.since {
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxSince {
			return nil, usage("--since %s: there is no such file with a checkpoint", file)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading --since: %w", err)
		}
		one, err := verify.ParseKnown(data, file)
		if err != nil {
			return nil, usage("--since %s: %v", file, err)
		}
		all = append(all, one)
	}
	return all, nil
}

// memory reads what earlier runs saw, and returns how to recall it. It is nil
// with --no-memory.
func (k *known) memory(at string) (*memory, func(origin string) []verify.Known, error) {
	if k.noMemory {
		return nil, nil, nil
	}
	m, err := readMemory()
	if err != nil {
		return nil, nil, err
	}
	return m, func(origin string) []verify.Known {
		if k.forget {
			m.forget(at, origin)
		}
		return m.recall(at, origin)
	}, nil
}

func (a *app) verifyCommand() *cobra.Command {
	var k known
	var rebuild, git bool
	cmd := &cobra.Command{
		Use:   "verify [DIR|URL]",
		Short: "Check a published site against its public record",
		Long: `verify reads the public record that a site serves and checks all of it: every entry,
record, checkpoint, tile and proof, and that the pages about incidents, what the home
page and the lists say of them, and every item of the feeds say what the records say.
It says which entry is contradicted, by what, and since when the entry was public. It
works on a folder (public, if none is named) and on any address.
What no record tells, such as the pages of pages/ and the name of a service, is
compared with --rebuild only, which needs the content folder.

It remembers what it saw, and the next time it notices if the history was written
anew, or ends earlier. --since compares with a checkpoint that you or somebody else
kept: the file /ledger/checkpoint of the site, or a line "origin size root".

Exit codes: 0 nothing contradicts anything, 1 a contradiction, 3 it could not be
checked.`,
		Example: `  firsthand verify
  firsthand verify https://status.northquay.example/
  firsthand verify https://status.northquay.example/ --since checkpoint-of-march.txt
  firsthand verify https://status.northquay.example/ --rebuild --content ~/status`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("verify takes one folder or address, but got %q too\n  see: %s --help", args[1], cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "public"
			if len(args) == 1 {
				name = args[0]
			}
			o := generator.VerifyOptions{Keys: k.keys, Program: programVersion(), Rebuild: rebuild, Git: git, Env: a.gitEnvironment(), Progress: a.progress("files")}
			var err error
			if o.Known, err = k.read(); err != nil {
				return err
			}
			if rebuild || git {
				if o.Content, err = a.folder(); err != nil {
					return err
				}
			}
			if o.Site, err = a.site(name); err != nil {
				return err
			}
			defer o.Site.Close()
			at := place(o.Site.String())
			memory, recall, err := k.memory(at)
			if err != nil {
				return err
			}
			o.Recall = recall
			verified, problems, err := generator.Verify(cmd.Context(), o)
			if err != nil {
				return err
			}
			if err := a.report(problems, o.Content, "the site could not be built anew"); err != nil {
				return err
			}
			if a.json {
				err = a.printJSON(struct {
					OK bool `json:"ok"`
					generator.Verified
				}{verified.OK(), verified})
			} else {
				err = printVerified(a.stdout, verified)
			}
			switch c := verified.Checkpoint(); {
			case err != nil:
				return err
			case !verified.OK():
				return errProblems
			case memory != nil && c.Size > 0:
				memory.remember(at, c, verified.Signed, a.clock())
				return memory.write()
			}
			return nil
		},
	}
	k.flags(cmd)
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "also build the site from the content folder and compare every byte")
	cmd.Flags().BoolVar(&git, "git", false, "also look for each text in the git history of the content folder")
	return cmd
}

// printVerified prints what was found.
func printVerified(w io.Writer, v generator.Verified) error {
	var b strings.Builder
	contradictions := len(v.Findings) + len(v.Differ) + len(v.Missing) + len(v.Unwanted) + len(v.Uncommitted)
	if contradictions == 0 {
		fmt.Fprintf(&b, "%s: nothing contradicts anything\n", v.Place)
	} else {
		fmt.Fprintf(&b, "%s: %s\n", v.Place, count(contradictions, "contradiction"))
	}
	for _, f := range v.Findings {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	for _, name := range v.Differ {
		fmt.Fprintf(&b, "  %s: the file is not the one that a build makes\n", name)
	}
	for _, name := range v.Missing {
		fmt.Fprintf(&b, "  %s: a build makes this file, and the site does not have it\n", name)
	}
	for _, name := range v.Unwanted {
		fmt.Fprintf(&b, "  %s: a build does not make this file\n", name)
	}
	for _, u := range v.Uncommitted {
		fmt.Fprintf(&b, "  entry %d: no commit holds this text: %s (public since %s)\n", u.Entry, u.File, u.Since.Format(when))
	}
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-9s %s\n", name, fmt.Sprintf(format, args...))
	}
	if v.Size > 0 {
		line("record", "%s: %s, %s to %s", v.Origin, entries(v.Size), v.First.Format(when), v.Last.Format(when))
		line("root", "%s", v.Root)
		switch by := strings.Join(v.SignedBy, " and "); {
		case v.Signed == 0:
			line("signed", "no")
		case v.Signed < v.Size:
			line("signed", "the first %s, by %s", entries(v.Signed), by)
		default:
			line("signed", "by %s", by)
		}
	}
	line("compared", "%s, %s, %s, %s in all", count(v.Records, "record"), count(v.Pages, "page"), count(v.Items, "feed item"), count(v.Files, "file"))
	for i, k := range slices.Backward(v.Compared) { // the newest says the most
		if i >= len(v.Compared)-3 {
			line("before", "%s: unchanged", k)
		}
	}
	if v.Rebuilt > 0 {
		line("rebuilt", "%s", count(v.Rebuilt, "file"))
	}
	if v.Texts > 0 {
		line("git", "%s looked for", count(v.Texts, "text"))
	}
	for _, u := range v.Incomparable {
		line("note", "entry %d: what a redaction removed cannot be compared with git: %s", u.Entry, u.File)
	}
	for _, n := range v.Notes {
		line("note", "%s", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
