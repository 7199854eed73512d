package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"time"

	"firsthand/generator/ledger"
	"firsthand/generator/problem"
	"firsthand/generator/source"
	"firsthand/generator/transparency"
)

// KeyOptions is the input of ChangeKeys.
type KeyOptions struct {
	Content string // folder
	Now     time.Time
	Random  io.Reader
	Signers []transparency.Signer // that sign what the record says afterwards
	Changes []ledger.KeyChange

	// Live compares the ledger with the live site before the change is added: an
	// entry about a key forks the history like any other. nil does not look.
	Live *LiveGuard
}

// Keyring is what a record says about its keys.
type Keyring struct {
	Origin string // name of the record, or the host under which it would begin
	Keys   []ledger.KeyState
	Signed bool // the newest entry is covered by a signed checkpoint

	Warning string // why a change could not be compared with the live site; "" if it could
}

// Keys reads what the record of a content folder says about its keys.
func Keys(_ context.Context, content string) (Keyring, problem.List, error) {
	dir, err := openFolder(content)
	if err != nil {
		return Keyring{}, problem.List{}, err
	}
	defer dir.close()
	log, problems, err := openKeyring(dir)
	if err != nil || problems.HasErrors() {
		return Keyring{}, problems, err
	}
	return log.keyring(), problems, nil
}

// ChangeKeys adds to the record which keys sign it from now on. Nothing else
// becomes public with it.
func ChangeKeys(ctx context.Context, o KeyOptions) (Keyring, problem.List, error) {
	dir, err := openFolder(o.Content)
	if err != nil {
		return Keyring{}, problem.List{}, err
	}
	defer dir.close()
	k, problems, err := openKeyring(dir)
	if err != nil || problems.HasErrors() {
		return Keyring{}, problems, err
	}
	plan, err := k.log.Plan(ledger.Run{Keys: o.Changes, Signers: o.Signers, Origin: k.host}, o.Now, o.Random)
	if err != nil {
		return Keyring{}, problems, err
	}
	warning := ""
	if o.Live != nil {
		warning, err = o.Live.check(ctx, k.url, k.keyring().Origin, k.log)
		if live := (*LiveError)(nil); errors.As(err, &live) {
			live.Left = "the keys are as they were"
		}
		if err != nil {
			return Keyring{}, problems, err
		}
	}
	if err := plan.Write(filepath.Join(o.Content, ledgerName)); err != nil {
		return Keyring{}, problems, fmt.Errorf("changing the keys of the record: %w", err)
	}
	k.log = plan.Log()
	ring := k.keyring()
	ring.Warning = warning
	return ring, problems, nil
}

// openedKeys is a ledger with the host and the address of its site.
type openedKeys struct {
	log  *ledger.Log
	host string
	url  *url.URL
}

func openKeyring(dir *folder) (openedKeys, problem.List, error) {
	log, err := ledger.Load(dir.ledger)
	if err != nil {
		return openedKeys{}, problem.List{}, err
	}
	settings, _, problems, err := source.ReadFrame(visible{dir.fs})
	if err != nil || problems.HasErrors() {
		return openedKeys{}, problems, err
	}
	return openedKeys{log, settings.URL.Hostname(), settings.URL}, problems, nil
}

func (k openedKeys) keyring() Keyring {
	ring := Keyring{Origin: k.log.Origin(), Keys: k.log.Keys()}
	if ring.Origin == "" {
		ring.Origin = k.host
	}
	head, ok := k.log.Head()
	ring.Signed = ok && head.Size == k.log.Size()
	return ring
}
