// Command firsthand turns disclosure updates, written in Markdown and kept in
// git, into a versioned public status site with feeds and a change history.
//
// This package holds flags, usage, printing and exit codes, and nothing else:
// the work is done by the packages under generator. It is the only place that
// reads the clock, the environment and the terminal.
//
// Exit codes: 0 fine, 1 problems in content, 2 wrong usage, 3 could not do it.
package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		clock: time.Now, environment: os.Getenv, environ: os.Environ(), colour: os.Getenv("NO_COLOR") == "",
	}))
}

// A terminal is where a command reads, writes, and looks at the clock.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	clock          func() time.Time
	environment    func(name string) string
	environ        []string          // "NAME=value", for programs that are called
	transport      http.RoundTripper // for sites that are read; nil is the network
	colour         bool              // the reader has not asked for plain text
}

const (
	exitFine    = 0
	exitContent = 1 // problems in content, or a failed verification
	exitUsage   = 2
	exitFailed  = 3
)
