package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/announce"
	"firsthand/generator/remote"
)

// sleep waits; tests do without.
var sleep = func(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// announceFlags are what announce is asked for.
type announceFlags struct {
	feed, state, since string
	all, dryRun        bool
	resume             []string
}

func (a *app) announceCommand() *cobra.Command {
	var f announceFlags
	cmd := &cobra.Command{
		Use:   "announce",
		Short: "Tell hubs, chats and mailing lists what is new on the live site",
		Long: `announce reads the feed of the live site and tells everybody whom site.yaml names
under "announce" what they were not told yet: run it after each deploy.

  announce:
    hubs: [https://hub.example.com/]             WebSub, for feed readers
    webhooks:
      - {name: incident channel, kind: slack, address: $SLACK_ADDRESS}
      - {name: support, kind: teams, address: $TEAMS_ADDRESS}
      - {name: portal, kind: json, address: $PORTAL_ADDRESS, secret: $PORTAL_SECRET}
    mail: {from: status@example.com, to: status-list@example.com,
           server: smtp.example.com, user: $SMTP_USER, password: $SMTP_PASSWORD}

What begins with $ names an environment variable: set it where announce runs. Each
webhook and mail may have a language. Messages of the kind json are signed as
Standard Webhooks does, with a key from: openssl rand -base64 32

Who was told what stands in a state file, announced.json in the content folder.
Keep it from run to run: commit it, or store it in the cache of your CI. Everybody
is told everything once, oldest first; whoever cannot be reached is told in the next
run. If firsthand is killed in the middle of a message, that message may come twice,
with the same idempotency key.

Who is new is told what was published in the last 24 hours, and nothing older.`,
		Example: `  firsthand announce --dry-run
  firsthand announce
  firsthand announce --dry-run --feed public --since 7d`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.announce(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.feed, "feed", "", "address of the live site or of its feed.json, or a folder that holds it (default: the url in site.yaml)")
	flags.StringVar(&f.state, "state", "", "file that says who was told what (default: announced.json in the content folder)")
	flags.BoolVar(&f.dryRun, "dry-run", false, "only show what would be sent, and to whom")
	flags.StringVar(&f.since, "since", "24h", "how far back somebody is told who is new: 24h, 7d, or a time")
	flags.BoolVar(&f.all, "all", false, "tell everything to those who are new")
	flags.StringArrayVar(&f.resume, "resume", nil, "write to this webhook, hub or list again, which had answered that it is gone")
	return cmd
}

// errNotTold says that some receivers could not be told, which was printed.
type errNotTold struct{ failed, of int }

func (e errNotTold) Error() string {
	return fmt.Sprintf("%d of %s could not be told everything; run announce again", e.failed, count(e.of, "receiver"))
}

func (a *app) announce(ctx context.Context, f announceFlags) error {
	since, err := a.sinceWhen(f)
	if err != nil {
		return err
	}
	dir, err := a.folder()
	if err != nil {
		return err
	}
	settings, problems, err := generator.Settings(dir)
	if err != nil {
		return err
	}
	if err := a.report(problems, dir, "nobody was told anything"); err != nil {
		return err
	}
	receivers := announce.Receivers(settings, a.variables())
	for _, name := range f.resume {
		if !slices.ContainsFunc(receivers, func(r announce.Receiver) bool { return r.Name == name }) {
			var names []string
			for _, r := range receivers {
				names = append(names, strconv.Quote(r.Name))
			}
			return usage("--resume %q names nobody whom site.yaml names\n  fix: use one of %s", name, strings.Join(slices.Compact(names), ", "))
		}
	}
	if f.state == "" {
		f.state = filepath.Join(dir, "announced.json")
	}
	if f.feed == "" {
		f.feed = settings.URL.String()
	}
	agent := "firsthand/" + programVersion()
	live, err := remote.Open(strings.TrimSuffix(f.feed, "feed.json"), remote.Options{Transport: remote.NewTransport(http.ProxyFromEnvironment), Agent: agent})
	if err != nil {
		return err
	}
	defer live.Close()
	result, err := announce.Run(ctx, announce.Options{
		Live: live, Site: settings, Receivers: receivers, State: f.state, Since: since, Resume: f.resume, DryRun: f.dryRun,
		Client: &http.Client{Transport: remote.NewTransport(http.ProxyFromEnvironment)}, Dial: (&net.Dialer{}).DialContext,
		Clock: a.clock, Sleep: sleep, Agent: agent,
		Tell: func(line string) { fmt.Fprintln(a.stderr, line) },
	})
	if a.json {
		if e := a.printJSON(result); e != nil {
			return e
		}
	} else if len(receivers) == 0 {
		fmt.Fprintln(a.stdout, "site.yaml names nobody to tell\n  see: firsthand announce --help")
	} else {
		a.printTold(result)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("stopped; what was not sent waits for the next run")
	case err != nil:
		return err
	case result.Failed() > 0 && !f.dryRun:
		return errNotTold{result.Failed(), len(receivers)}
	}
	return nil
}

// sinceWhen returns from when on somebody is told who is new.
func (a *app) sinceWhen(f announceFlags) (time.Time, error) {
	if f.all {
		return time.Time{}, nil
	}
	text := f.since
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && 0 <= n && n <= 36500 {
			return a.clock().AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return a.clock().Add(-d), nil
	}
	t, err := instantOf("--since", text)
	if err != nil {
		return time.Time{}, usage("--since %q is neither a span nor a time\n  example: --since 7d\n  example: --since 2026-03-03T09:52:00Z", text)
	}
	return t, nil
}

// variables returns the environment by name.
func (a *app) variables() map[string]string {
	all := map[string]string{}
	for _, e := range a.environ {
		if name, value, ok := strings.Cut(e, "="); ok {
			all[name] = value
		}
	}
	return all
}

// printTold prints who was told what, and on stderr what somebody should know.
func (a *app) printTold(result announce.Result) {
	quiet := true
	for _, o := range result.Outcomes {
		a.printOutcome(o, result.DryRun)
		quiet = quiet && len(o.Sent) == 0 && o.Waiting == 0 && o.Failure == ""
	}
	if quiet {
		fmt.Fprintln(a.stdout, "nothing new to tell")
	}
}

func (a *app) printOutcome(o announce.Outcome, dryRun bool) {
	if n := len(o.Sent); n > 0 {
		what, did := "message", "sent"
		if o.Sent[0].Item == "" {
			what, did = "feed", "told of"
		}
		if dryRun {
			did = "would be " + did
		}
		fmt.Fprintf(a.stdout, "%s: %s %s\n", o.Receiver, did, count(n, what))
		for _, m := range o.Sent {
			a.printMessage(m)
		}
	}
	if o.Old > 0 {
		fmt.Fprintf(a.stderr, "%s is new: %s left out, up to %s\n", o.Receiver, count(o.Old, "older item"), o.OldUntil.Format(when))
		if dryRun {
			fmt.Fprintln(a.stderr, "  fix: if they should be told, use --all in the first run that is not a dry run, or a longer --since")
		}
	}
	for _, note := range o.Notes {
		fmt.Fprintf(a.stderr, "%s: %s\n", o.Receiver, note)
	}
	switch {
	case !o.Gone.IsZero():
		why := ""
		if o.Failure != "" {
			why = " (" + o.Failure + ")"
		}
		fmt.Fprintf(a.stderr, "%s is gone since %s%s: nothing more is sent to it\n  fix: give it a new address, or take it out of site.yaml; if it is back, use --resume\n", o.Receiver, o.Gone.Format(when), why)
	case o.Failure != "" && o.Waiting > 0:
		fmt.Fprintf(a.stderr, "%s: %s; %s for the next run\n", o.Receiver, o.Failure, map[bool]string{
			true: "1 item waits", false: fmt.Sprintf("%d items wait", o.Waiting),
		}[o.Waiting == 1])
	case o.Failure != "":
		fmt.Fprintf(a.stderr, "%s: %s\n", o.Receiver, o.Failure)
	}
}

func (a *app) printMessage(m announce.Message) {
	if m.Item == "" {
		fmt.Fprintf(a.stdout, "  %s\n", m.URL)
		return
	}
	again := ""
	if m.Repeat {
		again = " (perhaps for the second time: the run before was stopped)"
	}
	fmt.Fprintf(a.stdout, "  %s  %s%s\n", m.Time.Format(when), m.Title, again)
	if m.Payload != "" {
		fmt.Fprintf(a.stdout, "    %s\n", strings.ReplaceAll(strings.TrimRight(m.Payload, "\n"), "\n", "\n    "))
	}
}
