package generator

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// A LiveGuard compares the ledger with the site that readers see, before anything
// is added to it. It refuses a ledger that is behind that site, has another
// history or is of another site: what is published then would take back what was
// published before. A site that cannot be read stops nobody: a breach notice must
// not wait for a host that is down.
type LiveGuard struct {
	// Open opens the site at an address.
	Open func(address string) (remote.Source, error)

	// Require refuses if the ledger cannot be compared.
	Require bool
}

// A LiveError says why the live site does not let a ledger grow.
type LiveError struct {
	What string // without a full stop
	Fix  string
	Left string // what is as it was; "nothing was published" if it is empty
}

func (e *LiveError) Error() string {
	return e.What + "; " + cmp.Or(e.Left, "nothing was published") + "\n  fix: " + e.Fix
}

const (
	liveWait       = 5 * time.Second
	maxCheckpoint  = 64 << 10
	maxLiveEntries = 512 << 20
)

// check compares log with the site at an address. origin is the name that the
// ledger has or will have. The warning, if there is one, says in a line why
// nothing could be compared.
func (g *LiveGuard) check(ctx context.Context, address *url.URL, origin string, log *ledger.Log) (warning string, err error) {
	if isReserved(address.Hostname()) {
		// Nobody can ever be there.
		return "", g.unless(fmt.Sprintf("no site can be at %s, whose name is reserved for examples", address.Redacted()))
	}
	site, err := g.Open(address.String())
	if err != nil {
		return g.silent(err)
	}
	defer site.Close()
	within, cancel := context.WithTimeout(ctx, liveWait)
	defer cancel()
	about, err := readAbout(within, site)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case remote.KindOf(err) == remote.NotFound:
		text := fmt.Sprintf("there is no site of firsthand at %s yet, so that there was nothing to compare with", site)
		return text, g.unless(text)
	case err != nil:
		return g.silent(err)
	}
	var states []transparency.Checkpoint
	if about.Size > 0 {
		root, err := transparency.ParseHash(about.Root)
		if err != nil {
			return g.silent(fmt.Errorf("%s: %s: the root of the record: %w", site, aboutName, err))
		}
		states = append(states, transparency.Checkpoint{Origin: about.Origin, Size: about.Size, Root: root})
	}
	if note, err := site.Read(within, checkpointName, maxCheckpoint); err == nil {
		if c, _, err := transparency.ParseNote(note); err == nil {
			states = append(states, c)
		}
	}
	for _, c := range states {
		switch {
		case c.Origin != origin:
			return "", &LiveError{
				What: fmt.Sprintf("%s shows the public record of %q, and the ledger here is that of %q", site, c.Origin, origin),
				Fix:  "set your own url in site.yaml, or use the ledger of that site",
			}
		case c.Size > log.Size() || log.Root(c.Size) != c.Root:
			return g.differ(ctx, site, c, log)
		}
	}
	return "", nil
}

// differ says how the history that the site shows differs from that of log.
func (g *LiveGuard) differ(ctx context.Context, site remote.Source, live transparency.Checkpoint, log *ledger.Log) (string, error) {
	longer := &LiveError{
		What: fmt.Sprintf("%s shows %d entries of this public record, and the ledger here has only %d", site, live.Size, log.Size()),
		Fix:  fmt.Sprintf(`pull, so that the ledger here is the newest; if it is lost, "firsthand ledger restore --from %s"`, site),
	}
	other := &LiveError{
		What: fmt.Sprintf("the history in the ledger here is not the one that %s shows", site),
		Fix:  fmt.Sprintf(`put the ledger back as it was published, from version control or with "firsthand ledger restore --from %s"`, site),
	}
	text, err := site.Read(ctx, entriesName, maxLiveEntries)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && live.Size > log.Size():
		return "", longer
	case err != nil:
		return "", other
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for seq := range min(len(lines), log.Size()) {
		if lines[seq] == log.Line(seq) {
			continue
		}
		other.What = fmt.Sprintf("the history in the ledger here is not the one that %s shows: this history differs at entry %d, which was published here on %s",
			site, seq, disclosure.At(log.Entries()[seq].Time).Human())
		return "", other
	}
	if len(lines) > log.Size() || live.Size > log.Size() {
		return "", longer
	}
	// Every entry that it shows is ours, whatever it says of them elsewhere: it may
	// be in the middle of a deployment.
	reason := fmt.Sprintf(`%s contradicts itself, so that there was nothing to compare with; if it stays so: "firsthand verify %s"`, site, site)
	return reason, g.unless(reason)
}

// silent is for a site that cannot be read.
func (g *LiveGuard) silent(err error) (string, error) {
	text := "the live site could not be read, so that there was nothing to compare with: " + err.Error()
	return text, g.unless(text)
}

// unless refuses, if a comparison is required, for the reason that there is none.
func (g *LiveGuard) unless(reason string) error {
	if !g.Require {
		return nil
	}
	return &LiveError{What: reason, Fix: "leave --require-live out, if that is right"}
}

const (
	checkpointName = "ledger/checkpoint"
	entriesName    = "ledger/entries.jsonl"
)

// isReserved reports whether nobody can have a host of this name.
//
// Source: RFC 2606 and RFC 6761.
func isReserved(host string) bool {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	last := labels[len(labels)-1]
	if slices.Contains([]string{"example", "test", "invalid", "localhost"}, last) {
		return true
	}
	return len(labels) > 1 && labels[len(labels)-2] == "example" && slices.Contains([]string{"com", "net", "org"}, last)
}
