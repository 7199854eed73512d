package generator_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firsthand/generator"
)

var (
	sampleDir   = flag.String("sample", "", "write a content folder with a ledger there, for timing the whole program: go test ./generator -run TestWriteSample -sample DIR -incidents 1000")
	sampleCount = flag.Int("incidents", 1000, "number of incidents of the sample")
)

// TestWriteSample writes content of -incidents incidents with five statements
// each, published over five years.
func TestWriteSample(t *testing.T) {
	if *sampleDir == "" {
		t.Skip("only with -sample")
	}
	writeSample(t, *sampleDir, *sampleCount)
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			content := b.TempDir()
			writeSample(b, content, n)
			for b.Loop() {
				_, problems, err := generator.Build(b.Context(), generator.BuildOptions{Content: content, Output: filepath.Join(b.TempDir(), "public"), Now: sampleEnd, Program: "test"})
				if err != nil || problems.HasErrors() {
					b.Fatal(err, problems.All())
				}
			}
		})
	}
}

func BenchmarkPublishOne(b *testing.B) {
	content := b.TempDir()
	writeSample(b, content, 1000)
	at := sampleEnd
	random := rand.NewChaCha8([32]byte{})
	for i := 0; b.Loop(); i++ {
		at = at.Add(time.Minute)
		write(b, filepath.Join(content, fmt.Sprintf("incidents/bench-%d/01.md", i)), "---\ntitle: Booking is slow\nkind: outage\nnext_update: in 60 minutes\n---\nBooking takes up to a minute.\n")
		if _, problems, err := generator.Publish(b.Context(), generator.PublishOptions{Content: content, Now: at, Random: random}); err != nil || problems.HasErrors() {
			b.Fatal(err, problems.All())
		}
	}
}

var sampleEnd = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// writeSample writes content with n incidents and publishes it in one run per
// round of statements, so that each incident has five versions.
func writeSample(t testing.TB, dir string, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var components strings.Builder
	for i := range 6 {
		fmt.Fprintf(&components, "  - {id: part-%d, name: Part %d}\n", i, i)
	}
	write(t, filepath.Join(dir, "site.yaml"), "name: Sample status\nurl: https://status.sample.example\ncontacts: {email: help@sample.example}\ncomponents:\n"+components.String())
	random := rand.NewChaCha8([32]byte{})
	at := sampleEnd.AddDate(-5, 0, 0)
	step := sampleEnd.Sub(at) / time.Duration(n+1) / 6
	for i := range n {
		id := fmt.Sprintf("%s-sample-%05d", at.Add(time.Duration(i)*6*step).Format("2006-01-02"), i)
		for k := 1; k <= 5; k++ {
			write(t, filepath.Join(dir, "incidents", id, fmt.Sprintf("%02d.md", k)), sampleStatement(r, k))
		}
	}
	// The statements of one number are published in one run: five runs make five
	// versions of every incident without loading the ledger 5n times.
	for k := 1; k <= 5; k++ {
		stage := filepath.Join(dir, ".later")
		moveStatements(t, dir, stage, k)
		_, problems, err := generator.Publish(t.Context(), generator.PublishOptions{Content: dir, Now: at.Add(time.Duration(k-1) * 300 * 24 * time.Hour), Random: random})
		if err != nil || problems.HasErrors() {
			t.Fatalf("publishing the sample: %v %+v", err, problems.All()[:min(3, problems.Len())])
		}
		restoreStatements(t, dir, stage)
	}
}

// moveStatements takes every statement with a number above k out of the folder.
func moveStatements(t testing.TB, dir, stage string, k int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "incidents", "*", "0*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := filepath.Base(file); name > fmt.Sprintf("%02d.md", k) {
			rename(t, file, filepath.Join(stage, filepath.Base(filepath.Dir(file)), name))
		}
	}
}

func restoreStatements(t testing.TB, dir, stage string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(stage, "*", "*.md"))
	for _, file := range files {
		rename(t, file, filepath.Join(dir, "incidents", filepath.Base(filepath.Dir(file)), filepath.Base(file)))
	}
	if err := os.RemoveAll(stage); err != nil {
		t.Fatal(err)
	}
}

func rename(t testing.TB, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sampleStatement returns statement k of an incident: about 1.2 kB of text.
func sampleStatement(r *rand.Rand, k int) string {
	var b strings.Builder
	b.WriteString("---\n")
	part := r.IntN(6)
	switch k {
	case 1:
		fmt.Fprintf(&b, "title: Part %d answers slowly for some customers\nkind: outage\nnext_update: in 60 minutes\nfound: 2020-12-31\nbegan: 2020-12-31\nfound_by: monitoring\norigin: own\ncomponents: {part-%d: degraded}\n", part, part)
	case 5:
		b.WriteString("status: resolved\nnext_update: {none: the work is finished}\nfix_tested: {what: the same load again, by: us, result: answered in 80 ms}\nwhat_we_do: [{text: more room for answers, state: done}]\n")
	default:
		fmt.Fprintf(&b, "status: identified\nnext_update: in 60 minutes\naffected: about %d accounts, estimated\n", 100+r.IntN(9000))
	}
	b.WriteString("---\n")
	sentence := func() string {
		return fmt.Sprintf("At %02d:%02d UTC we counted %d answers that took longer than they should.", r.IntN(24), r.IntN(60), 1+r.IntN(5000))
	}
	fmt.Fprintf(&b, "%s\n\n## What Happened\n\n", sentence())
	for range 8 {
		b.WriteString(sentence() + "\n")
	}
	b.WriteString("\n## What We Are Doing\n\n")
	for range 4 {
		b.WriteString("- " + sentence() + "\n")
	}
	return b.String()
}
