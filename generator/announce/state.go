package announce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The state file says how far each receiver has been told. It is a few lines of
// JSON without secrets or texts:
//
//	{
//	  "v": 1,
//	  "receivers": {
//	    "webhook incident channel": {
//	      "address": "9f86d081884c7d65",
//	      "time": "2026-03-03T09:52:01Z",
//	      "id": "tag:status.northquay.example,2026-03-03:2026-03-03-support-exports/01",
//	      "sending": {"id": "tag:...:2026-03-03-support-exports/02"}
//	    }
//	  }
//	}
type state struct {
	V         int               `json:"v"`
	Receivers map[string]*entry `json:"receivers"`
}

// An entry is how far one receiver has been told.
type entry struct {
	Address string     `json:"address,omitempty"` // what tells its address from another, see Receiver.mark
	Time    time.Time  `json:"time,omitzero"`     // of the last item that it was sent, or that was old when it was new
	ID      string     `json:"id,omitempty"`      // of that item
	Sending *intent    `json:"sending,omitempty"`
	Refused int        `json:"refused,omitempty"` // runs in which it refused the item that is next
	Wait    time.Time  `json:"wait,omitzero"`     // until when it does not want to hear from us
	Gone    *time.Time `json:"gone,omitempty"`    // when it answered 410
}

// An intent is written before a message leaves and taken out when its outcome is
// known. One that is found by a later run was cut short.
type intent struct {
	ID     string `json:"id"`
	Repeat bool   `json:"repeat,omitempty"` // it was cut short before
}

const stateVersion = 1

// loadState reads a state file, and returns its bytes too; a missing one is empty.
func loadState(path string) (*state, []byte, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &state{V: stateVersion, Receivers: map[string]*entry{}}, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("reading what was announced, in %s: %w", path, cause(err))
	}
	s, err := parseState(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %w", path, err)
	}
	return s, data, nil
}

var (
	errNewer   = errors.New("was written by a newer firsthand; use that one")
	errDamaged = errors.New("is damaged, so that firsthand cannot see who was told what\n" +
		"  fix: put an earlier version of the file back, or delete it: then everybody is sent the items of the last day, some perhaps again")
)

// parseState reads the bytes of a state file.
func parseState(data []byte) (*state, error) {
	var version struct {
		V int `json:"v"`
	}
	if json.Unmarshal(data, &version) == nil && version.V > stateVersion {
		return nil, errNewer
	}
	s := &state{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil || d.More() || s.V != stateVersion || s.Receivers == nil {
		return nil, errDamaged
	}
	for _, e := range s.Receivers {
		if e == nil {
			return nil, errDamaged
		}
	}
	return s, nil
}

// adopt carries the state of a receiver over to its new name, and drops receivers
// that are no longer told.
func (r *run) adopt() {
	kept := map[string]*entry{}
	for _, rec := range r.Receivers {
		if e := r.state.Receivers[rec.id()]; e != nil {
			kept[rec.id()] = e
			delete(r.state.Receivers, rec.id())
		}
	}
	for _, rec := range r.Receivers {
		if mark := rec.mark(); kept[rec.id()] == nil && mark != "" {
			for _, id := range slices.Sorted(maps.Keys(r.state.Receivers)) {
				if e := r.state.Receivers[id]; e.Address == mark {
					kept[rec.id()] = e
					delete(r.state.Receivers, id)
					break
				}
			}
		}
	}
	r.state.Receivers = kept
}

// change changes the state and brings it to the disk. Once that has failed, it
// fails for good: nothing may be sent that is not written down.
func (r *run) change(do func()) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken != nil {
		return r.broken
	}
	do()
	data, err := json.MarshalIndent(r.state, "", "  ")
	if err == nil {
		data = append(data, '\n')
		if bytes.Equal(data, r.saved) {
			return nil
		}
		err = r.write(r.State, data)
	}
	if err != nil {
		r.broken = fmt.Errorf("writing down what is announced, in %s: %w", r.State, err)
		return r.broken
	}
	r.saved = data
	return nil
}

// writeFile replaces a file such that it is whole, old or new, after a crash or a
// loss of power at any point.
func writeFile(path string, data []byte) error {
	temporary := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return cause(err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		os.Remove(temporary)
		return cause(err)
	}
	return cause(flushFolder(filepath.Dir(path)))
}

// cause takes the operation and the path off an error of the file system, which
// the caller names.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// ErrBusy says that another run holds the state file.
var ErrBusy = errors.New("another announce is running with the same state file; when it has ended, run announce again")

const (
	lockPatience = 5 * time.Minute
	lockPause    = 250 * time.Millisecond
)

// lock waits until no other run holds the state file. The lock is the system's, on
// a file beside it; it ends with the process.
func (r *run) lock(ctx context.Context) (unlock func(), err error) {
	path := filepath.Join(filepath.Dir(r.State), "."+filepath.Base(r.State)+".lock")
	for waited := time.Duration(0); ; waited += lockPause {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, fmt.Errorf("writing beside %s: %w", r.State, cause(err))
		}
		err = lockNow(f)
		if err == nil {
			// The run before deletes the file when it ends. A lock on one that nobody
			// else sees is none.
			here, e := os.Lstat(path)
			there, e2 := f.Stat()
			if e == nil && e2 == nil && os.SameFile(here, there) {
				return func() { os.Remove(path); f.Close() }, nil
			}
			f.Close()
			continue
		}
		f.Close()
		if !errors.Is(err, ErrBusy) {
			return nil, fmt.Errorf("locking %s: %w", r.State, cause(err))
		}
		if waited == 0 {
			r.tell("another announce is running with %s; waiting for it", r.State)
		}
		if waited >= lockPatience {
			return nil, ErrBusy
		}
		if err := r.Sleep(ctx, lockPause); err != nil {
			return nil, err
		}
	}
}
