package ledger_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
)

// A first notice is published, and read again.
func Example() {
	content, err := os.MkdirTemp("", "content")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(content)
	dir := filepath.Join(content, "ledger")
	now := time.Date(2026, 3, 3, 9, 52, 0, 0, time.UTC)
	random := bytes.NewReader(make([]byte, 32)) // in earnest: crypto/rand.Reader

	l, err := ledger.Load(os.DirFS(dir))
	if err != nil {
		log.Fatal(err)
	}
	entries, err := l.Append(dir, ledger.Run{
		Drafts: []ledger.Draft{{
			Doc: "2026-03-03-support-exports/01", Rev: 1, Lang: "en",
			Said: disclosure.Said{Headline: "Booking exports downloaded by an outsider"},
		}},
		Origin: "status.northquay.example",
	}, now, random)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range entries {
		fmt.Printf("%d %s %s %q\n", e.Seq, e.Time.Format(time.RFC3339), e.Type, e.Doc)
	}
	if l, err = ledger.Load(os.DirFS(dir)); err != nil {
		log.Fatal(err)
	}
	standing, _ := l.Document("2026-03-03-support-exports/01")
	fmt.Println(standing.Record.Said.Headline)
	// Output:
	// 0 2026-03-03T09:52:00Z genesis ""
	// 1 2026-03-03T09:52:01Z statement "2026-03-03-support-exports/01"
	// Booking exports downloaded by an outsider
}
