package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "CLOCK=2026-03-03T09:52:00Z")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"public/index.html", "public/incidents/2026-03-03-booking-exports/index.html", "public/feed.xml", "incidents/2026-03-03-booking-exports/02.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	if !strings.Contains(string(out), "published 1 document on 3 March 2026 at 09:52 UTC") {
		t.Errorf("the walk prints:\n%s", out)
	}
}
