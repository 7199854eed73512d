//go:build unix

package ledger

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/transparency"
)

// large makes up 100,000 entries, with records of about 3 kB: 10,000 incidents of
// ten statements each.
func large() (drafts []Draft) {
	r := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("we closed the way in and told the regulator that 4,112 people in twelve clinics are affected; qué pasó, señora")
	prose := func(n int) string {
		var s strings.Builder
		for s.Len() < n {
			s.WriteString(words[r.IntN(len(words))])
			s.WriteString([]string{" ", " ", " ", " ", "\n\n"}[r.IntN(5)])
		}
		return strings.TrimSpace(s.String())
	}
	for i := range 100_000 - 2 {
		drafts = append(drafts, Draft{
			Doc: disclosure.StatementDoc(fmt.Sprintf("2026-%04d-incident", i/10), 1+i%10, ""), Rev: 1, Lang: "en",
			Said: disclosure.Said{
				Summary: prose(200),
				Facts: disclosure.Facts{
					Title: "Booking exports downloaded by an outsider", Kind: disclosure.DataBreach, Status: disclosure.Investigating,
					Detected:   disclosure.When{At: moment("2026-03-03T08:55Z"), Certainty: disclosure.Sure},
					NextUpdate: disclosure.NextUpdate{At: moment("2026-03-03T12:15Z")},
					Affected:   []disclosure.Affected{{Who: "patients", Count: 4112, Unit: "people", AsOf: moment("2026-03-03")}},
					Data:       []disclosure.Data{{Category: "email", Exposure: disclosure.Exposed, Effects: []string{"copied"}}, {Category: "password", Exposure: disclosure.NotExposed, Basis: prose(60)}},
					Actions:    disclosure.Actions{Steps: []disclosure.Action{{Do: prose(60), Why: prose(60), When: "now"}, {Do: prose(60), When: "later"}}},
					Measures:   []disclosure.Measure{{Text: prose(60), State: "done"}},
				},
				Text: []disclosure.Passage{{MD: prose(300)}, {Heading: "What Happened", Section: "what-happened", MD: prose(900)}, {Heading: "What We Are Doing", Section: "what-we-are-doing", MD: prose(700)}},
			},
			Context: disclosure.Context{Components: map[string]string{"exports": "Exports", "booking": "Online booking"}},
		})
	}
	return drafts
}

// used returns the processor time that this process has taken, which tells more
// than the clock on a machine that has other work.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLarge measures one more signed publish run on top of a large ledger,
// and what lets anyone check it; BenchmarkLoad reads one from disk.
func BenchmarkLarge(b *testing.B) {
	start := time.Now()
	p, err := (&Log{}).Plan(Run{Drafts: large(), Origin: origin, Signers: signers(1)}, at("10:00:00"), salts{})
	if err != nil {
		b.Fatal(err)
	}
	l := p.Log()
	b.Logf("planned %d entries in %v", l.Size(), time.Since(start))
	one := short(1, "one more")
	b.Run("Plan", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Plan(Run{Drafts: []Draft{one}, Signers: signers(1)}, l.Last().Add(time.Hour), salts{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Tree", func(b *testing.B) {
		for b.Loop() {
			growTree(new(transparency.Tree), l.lines)
		}
	})
	b.Run("Site", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := l.Site(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Publications", func(b *testing.B) {
		for b.Loop() {
			l.Publications()
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	p, err := (&Log{}).Plan(Run{Drafts: large(), Origin: origin, Signers: signers(1)}, at("10:00:00"), salts{})
	if err != nil {
		b.Fatal(err)
	}
	dir := filepath.Join(b.TempDir(), "ledger")
	d, err := openDisk(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer d.close()
	start := time.Now()
	if err := p.write(quick{d}); err != nil {
		b.Fatal(err)
	}
	b.Logf("written without flushing in %v", time.Since(start))
	b.ReportAllocs()
	before := used()
	for b.Loop() {
		if _, err := Load(os.DirFS(dir)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((used()-before).Seconds()/float64(b.N), "cpu-s/op")
}
