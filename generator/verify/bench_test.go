//go:build unix

package verify_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/transparency"
	"firsthand/generator/verify"
)

// BenchmarkSite verifies the example, with pages that were made before.
func BenchmarkSite(b *testing.B) {
	e, err := signed()
	if err != nil {
		b.Fatal(err)
	}
	o := verify.Options{Renderer: ready{e.site}}
	for b.Loop() {
		report, err := verify.Site(b.Context(), e.site, o)
		if err != nil || !report.OK() {
			b.Fatal(err, report)
		}
	}
}

// BenchmarkRecord verifies a record of 100,000 entries, each with a record of its
// own, in memory: every entry, record, tile and checkpoint, and with a key every
// proof.
func BenchmarkRecord(b *testing.B) {
	signer, err := newSigner(1)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		signers []transparency.Signer
	}{{"unsigned", nil}, {"signed", []transparency.Signer{signer}}} {
		b.Run(c.name, func(b *testing.B) {
			site := largeSite(b, c.signers...)
			b.ReportAllocs()
			before := used()
			for b.Loop() {
				report, err := verify.Site(b.Context(), site, verify.Options{RecordOnly: true})
				if err != nil || !report.OK() {
					b.Fatal(err, report)
				}
			}
			b.ReportMetric((used()-before).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
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

// largeSite makes up the record of a site with 100,000 entries.
func largeSite(b *testing.B, signers ...transparency.Signer) served {
	const size = 100_000
	var drafts []ledger.Draft
	for i := range size - 1 - len(signers) {
		drafts = append(drafts, ledger.Draft{
			Doc: disclosure.StatementDoc(fmt.Sprintf("2026-%04d-incident", i/10), 1+i%10, ""), Rev: 1, Lang: "en",
			Said: disclosure.Said{
				Summary: fmt.Sprintf("Booking is slow for the %d. time.", i),
				Facts:   disclosure.Facts{Title: "Booking is slow", Kind: disclosure.Outage, Status: disclosure.Investigating},
				Text:    []disclosure.Passage{{MD: strings.Repeat("We are looking for the cause. ", 20) + "."}},
			},
		})
	}
	log, err := ledger.Load(os.DirFS(b.TempDir()))
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	plan, err := log.Plan(ledger.Run{Drafts: drafts, Signers: signers, Origin: "status.northquay.example"}, now, rand.NewChaCha8([32]byte{}))
	if err != nil {
		b.Fatal(err)
	}
	log = plan.Log()
	site, err := log.Site()
	if err != nil {
		b.Fatal(err)
	}
	files := served{}
	for name, data := range site {
		files["ledger/"+name] = data
	}
	for _, name := range log.Files() {
		if files["ledger/"+name], err = log.ReadFile(name); err != nil {
			b.Fatal(err)
		}
	}
	files["build.json"], err = json.Marshal(map[string]any{
		"program": "firsthand", "origin": log.Origin(), "size": log.Size(), "root": log.Root(log.Size()).String(), "signed": len(signers) > 0,
	})
	if err != nil || log.Size() != size {
		b.Fatal(err, log.Size())
	}
	return files
}
