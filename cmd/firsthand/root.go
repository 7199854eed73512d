package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/problem"
)

// noArguments refuses anything that is not a flag.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s takes no arguments, but got %q\n  see: %s --help", cmd.Name(), args[0], cmd.CommandPath())
	}
	return nil
}

// An app is one run of the program.
type app struct {
	terminal
	content    string // folder given with --content
	json       bool
	hideSource bool
}

// run runs one command and returns its exit code.
func run(ctx context.Context, args []string, t terminal) int {
	a := &app{terminal: t}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(t.stdin)
	root.SetOut(t.stdout)
	root.SetErr(t.stderr)
	return a.exit(root.ExecuteContext(ctx))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "firsthand",
		Short: "Publish a company's own account of an incident, versioned, with feeds.",
		Long: `firsthand turns disclosure updates, written in Markdown and kept in git, into a
versioned public status site with feeds and a change history.

A first notice, from nothing to a page:

  firsthand new incident     asks for five things and writes one file
  firsthand check            says what is wrong in your files, and how to mend it
  firsthand publish --build  shows what becomes public, then publishes it`,
		Example: `  # write the first notice of an incident
  firsthand new incident --title "Booking is slow" --kind outage --text "Since 07:42 UTC booking takes up to a minute. We are looking for the cause."

  # see exactly what would become public, without publishing
  firsthand publish --dry-run

  # build the site of another folder
  firsthand build --content ~/status --output /tmp/site`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var names []string
			for _, c := range cmd.Commands() {
				names = append(names, c.Name())
			}
			if near, ok := problem.Nearest(args[0], names); ok {
				return usage("there is no command %q; did you mean %q?", args[0], near)
			}
			return usage("there is no command %q\n  see: firsthand --help", args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.content, "content", "", "content folder (default: ./content, else . if it holds site.yaml)")
	flags.BoolVar(&a.json, "json", false, "print results and problems for machines")
	flags.BoolVar(&a.hideSource, "hide-source", false, "leave the lines of your files out of messages (for public logs)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%v\n  see: %s --help", err, cmd.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(a.newCommand(), a.checkCommand(), a.publishCommand(), a.buildCommand(), a.diffCommand(), a.keyCommand(), a.withdrawCommand(), a.redactCommand(), a.serveCommand(), a.importCommand(), a.announceCommand(), a.verifyCommand(), a.ledgerCommand(), a.versionCommand())
	root.AddCommand(topics()...)
	return root
}

// A usageError is a wrong command line.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// errProblems says that problems were printed already.
var errProblems = errors.New("problems in content")

// exit prints an error that nothing printed yet, and returns the exit code.
func (a *app) exit(err error) int {
	var wrong *usageError
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errProblems):
		return exitContent
	case errors.As(err, &wrong):
		fmt.Fprintln(a.stderr, "firsthand:", wrong.text)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.stderr, "firsthand: stopped; nothing was written")
		return exitFailed
	}
	fmt.Fprintln(a.stderr, "firsthand:", err)
	return exitFailed
}

// report prints problems and returns errProblems if one of them is an error.
// outcome ends the summary then: "nothing was published".
func (a *app) report(problems problem.List, dir, outcome string) error {
	if err := problems.Print(a.stderr, a.style(dir, outcome)); err != nil {
		return fmt.Errorf("printing problems: %w", err)
	}
	if problems.HasErrors() {
		return errProblems
	}
	return nil
}

func (a *app) style(dir, outcome string) problem.Style {
	if dir == "." {
		dir = ""
	}
	return problem.Style{
		Folder: filepath.ToSlash(dir), Outcome: outcome, JSON: a.json, HideSource: a.hideSource,
		Colour: a.colour && isTerminal(a.stderr),
	}
}

// instant returns the time that --now names, or the clock's.
func (a *app) instant(now string) (time.Time, error) {
	if now == "" {
		return a.clock().UTC(), nil
	}
	return instantOf("--now", now)
}

// instantOf returns the time that a flag names, in UTC.
func instantOf(flag, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z", "2006-01-02 15:04 MST", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usage("%s %q is not a time\n  example: %s 2026-03-03T09:52:00Z", flag, text, flag)
}

// folder returns the content folder that this run is about.
func (a *app) folder() (string, error) {
	dir, err := generator.FindContent(a.content)
	if err != nil {
		return "", err
	}
	return dir, nil
}
