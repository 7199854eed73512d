// Package remote reads the files of a published site, from the host that serves
// it or from a folder in which it lies. It is the only door to reading over
// HTTP.
//
// Input is a place, [Open]: the address of the site's home page or a folder.
// Output are bytes, never more than the caller asked for:
//
//	site, err := remote.Open("https://status.northquay.example/", remote.Options{})
//	defer site.Close()
//	entries, err := site.Read(ctx, "ledger/entries.jsonl", 64<<20)
//	if errors.Is(err, fs.ErrNotExist) {
//
// What is promised:
//
//   - an answer of any length costs no more memory than the limit;
//   - a host that falls silent, or answers so slowly that nobody would wait, is
//     given up: see [Options.Patience];
//   - no request goes to another host than the one that was named, whatever it
//     answers;
//   - bytes that come back are the file, not a page that says that there is none;
//   - whatever goes wrong is an [*Error] with its [Kind], and says what to do.
//
// Nothing here is cached, retried or written, and nothing reads the environment.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// A Source is a published site. Reading is safe from several goroutines.
type Source interface {
	// Read returns the bytes of a file by its path below the root of the site:
	// "ledger/checkpoint". The page of a folder is its index.html. A file with
	// more than limit bytes is an error. The error is an *Error, or that of ctx.
	Read(ctx context.Context, path string, limit int64) ([]byte, error)

	// String returns the place as it was named, without a password.
	String() string

	// Parallel is how many reads at once serve it well.
	Parallel() int

	Close() error
}

// Open opens a place: an address that begins with http:// or https://, or a
// folder.
func Open(place string, o Options) (Source, error) {
	if IsAddress(place) {
		return newHost(place, o)
	}
	return openFolder(place)
}

// IsAddress reports whether a place is an address, not a folder.
func IsAddress(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	scheme = strings.ToLower(scheme)
	return ok && (scheme == "http" || scheme == "https")
}

// A Kind says why a file was not read.
type Kind string

const (
	NotFound    Kind = "not-found"   // there is no such file: 404, 410
	Refused     Kind = "refused"     // any other answer that is not the file: 500, 403
	Page        Kind = "page"        // a web page instead of the file
	TooLarge    Kind = "too-large"   // more than the limit
	Slow        Kind = "slow"        // no answer in time
	Unreachable Kind = "unreachable" // no connection, or one that broke
	Elsewhere   Kind = "elsewhere"   // the host sends its readers to another one
	Unreadable  Kind = "unreadable"  // a file of a folder that cannot be read
)

// An Error says that a file was not read, and why.
type Error struct {
	Kind   Kind
	Place  string // address or file name
	Status int    // of the answer, if there was one and it was not 200
	Text   string // what happened, without the place and without a full stop
	Err    error  // what lies behind it, or nil
}

func (e *Error) Error() string { return e.Place + ": " + e.Text }

// Unwrap makes a file that is not there an fs.ErrNotExist.
func (e *Error) Unwrap() error {
	if e.Kind == NotFound {
		return fs.ErrNotExist
	}
	return e.Err
}

// KindOf returns why a file was not read, or "" for an error of another kind.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// readAll reads up to limit bytes, and says whether there are more.
func readAll(r io.Reader, limit, expected int64) (data []byte, more bool, err error) {
	if expected > limit {
		return nil, true, nil
	}
	// What the other side says of the size is trusted only so far.
	data = make([]byte, 0, min(max(expected+1, 512), 1<<20))
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		room := min(int64(cap(data)), limit+1)
		n, err := r.Read(data[len(data):room])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return nil, true, nil
		case err == io.EOF:
			return data, false, nil
		case err != nil:
			return nil, false, err
		}
	}
}

func tooLarge(place string, limit int64) *Error {
	return &Error{Kind: TooLarge, Place: place, Text: fmt.Sprintf("the file is larger than %s, which no such file of a site is; the rest was not read", size(limit))}
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
