package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTheFiveMinutesOfTheReadme runs the shell lines of the README, as written
// there, in an empty folder.
func TestTheFiveMinutesOfTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(readme, -1) {
		script.Write(block[1])
	}
	if !strings.Contains(script.String(), "firsthand publish --build") {
		t.Fatalf("the README publishes nothing:\n%s", &script)
	}
	bin, dir := t.TempDir(), t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test binary is the program when it is started under its name.
	if err := os.Symlink(program, filepath.Join(bin, "firsthand")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-eu", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "CLOCK=2026-03-03T09:52:00Z", "HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"public/index.html", "public/incidents/2026-03-03-booking-exports/index.html", "public/feed.xml", "incidents/2026-03-03-booking-exports/02.md", "public/ledger/checkpoint"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	if !strings.Contains(string(out), "published 1 document on 3 March 2026 at 09:52 UTC") {
		t.Errorf("the walk prints:\n%s", out)
	}
}

// TestTheMessagesInTheManualAreReal runs check on files with the mistakes that
// the README and the help show, and wants the messages that they show.
func TestTheMessagesInTheManualAreReal(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	help, err := helpTexts.ReadFile("help/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	const site = "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\n"
	for _, c := range []struct{ name, file, text, manual string }{
		{"README", "incidents/2026-03-03-booking-exports/01.md", "---\ntitle: Booking exports downloaded by an outsider\nkind: databreach\nnext_update: in 60 minutes\n---\nAt 08:55 UTC.\n", string(readme)},
		{"help messages", "incidents/2026-03-04-login/01.md", "---\ntitle: Sign-in is slow\nkind: outage\nstatus: sev1\nnext_update: in 60 minutes\n---\nAt 08:55 UTC.\n", string(help)},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"site.yaml": site, c.file: c.text} {
			target := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		t.Chdir(dir)
		var stdout, stderr strings.Builder
		code := run(t.Context(), []string{"check"}, terminal{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, environment: func(string) string { return "" }, clock: func() time.Time { return time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC) }})
		if code != exitContent {
			t.Errorf("%s: exit code %d", c.name, code)
		}
		for line := range strings.Lines(stderr.String()) {
			if strings.HasPrefix(line, "1 error") {
				continue
			}
			if !strings.Contains(c.manual, strings.TrimRight(line, "\n")) {
				t.Errorf("%s does not show this line of the message: %s", c.name, line)
			}
		}
	}
}
