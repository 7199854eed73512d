package main

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/preview"
	"firsthand/generator/problem"
)

func (a *app) serveCommand() *cobra.Command {
	var now, port string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the site on this machine while you write, drafts included",
		Long: `serve shows the site on this machine only: what is published, and over it your
drafts as they would look, each marked as not published. It builds again when you
save a file and reloads the page. It writes nothing and publishes nothing.`,
		Example: `  firsthand serve
  firsthand serve --port 8080`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := a.instant(now); err != nil {
				return err
			}
			dir, err := a.folder()
			if err != nil {
				return err
			}
			l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
			if err != nil {
				return fmt.Errorf("opening port %s on this machine: %w\n  fix: another program may use it; choose one with --port 8080", port, err)
			}
			fmt.Fprintf(a.stdout, "http://%s/\n", l.Addr())
			fmt.Fprintln(a.stderr, "showing drafts to this machine only; stop with Ctrl+C")
			return preview.Serve(cmd.Context(), l, preview.Options{
				Folder: dir, Log: a.stderr,
				Build: func(ctx context.Context) (map[string][]byte, string, error) {
					at, _ := a.instant(now)
					tree, problems, err := generator.Preview(ctx, generator.PreviewOptions{Content: dir, Now: at, Program: programVersion()})
					if err != nil || problems.Len() == 0 {
						return tree, "", err
					}
					var text strings.Builder
					err = problems.Print(&text, problem.Style{Folder: a.style(dir, "").Folder, Outcome: "the page shows your files as they were before"})
					if !problems.HasErrors() {
						fmt.Fprint(a.stderr, text.String())
						return tree, "", err
					}
					return tree, text.String(), err
				},
			})
		},
	}
	cmd.Flags().StringVar(&port, "port", "1313", "port on 127.0.0.1; 0 takes a free one")
	cmd.Flags().StringVar(&now, "now", "", "show the site as if it were this time (default: the clock)")
	return cmd
}
