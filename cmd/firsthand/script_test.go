package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite expected output in the scripts")

// TestMain makes the program available to scripts, with the time of the variable
// CLOCK on its clock.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"firsthand": func() {
			clock := func() time.Time {
				t, err := time.Parse(time.RFC3339, os.Getenv("CLOCK"))
				if err != nil {
					fmt.Fprintln(os.Stderr, "set CLOCK in the script:", err)
					os.Exit(99)
				}
				return t
			}
			os.Exit(run(context.Background(), os.Args[1:], terminal{
				stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, clock: clock, environment: os.Getenv, environ: os.Environ(),
				transport: networkOf(os.Getenv("LIVE")),
			}))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		ContinueOnError:     true,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("CLOCK", "2026-03-03T09:52:00Z")
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "host": host, "change": change,
		},
	})
}

// code runs a command and wants an exit code: code 2 firsthand check.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code NUMBER COMMAND [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want := args[0]; fmt.Sprint(got) != want {
		ts.Fatalf("exit code %d, want %s\nstdout:\n%s\nstderr:\n%s", got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}
