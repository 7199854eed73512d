package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"firsthand/generator/remote"
	"firsthand/generator/transparency"
	"firsthand/generator/verify"
)

// A memory is what verify saw in earlier runs: for each site a few checkpoints.
// It lies in the folder for caches of whoever runs the program.
type memory struct {
	file string
	Seen []seen `json:"seen"` // oldest first
}

// A seen is the state of a record at some time.
type seen struct {
	Origin string    `json:"origin"`
	Place  string    `json:"place"` // address, or folder
	Size   int       `json:"size"`
	Root   string    `json:"root"`
	Signed int       `json:"signed,omitempty"` // entries that a signed checkpoint covered
	First  time.Time `json:"first"`            // when it was seen first
}

const (
	maxMemory = 4 << 20
	// mostSeen is how many states are kept of a site.
	mostSeen = 50
)

// readMemory reads what earlier runs saw. A folder that there is not is an empty
// memory.
func readMemory() (*memory, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("there is no folder in which to remember what was seen: %w\n  fix: --no-memory", err)
	}
	m := &memory{file: filepath.Join(dir, "firsthand", "seen.json")}
	data, err := os.ReadFile(m.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, nil
	case err == nil && len(data) > maxMemory:
		err = errors.New("the file is too large")
	case err == nil:
		err = json.Unmarshal(data, m)
	}
	if err != nil {
		return nil, fmt.Errorf("what earlier runs saw cannot be read: %s: %w\n  fix: remove the file, or --no-memory", m.file, err)
	}
	return m, nil
}

// place returns the name of a place, the same wherever it is named from.
func place(name string) string {
	if remote.IsAddress(name) {
		return name
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

// recall returns what is known of the site at a place that shows the record of
// origin. What was seen of the record elsewhere may be newer: another folder, or
// the site of a mirror.
func (m *memory) recall(at, origin string) []verify.Known {
	var known []verify.Known
	for _, s := range m.Seen {
		if s.Place != at && s.Origin != origin {
			continue
		}
		from := "an earlier run"
		if s.Place != at {
			from = s.Place
		}
		known = append(known, verify.Known{Origin: s.Origin, Size: s.Size, Root: s.Root, From: from, Seen: s.First, Signed: s.Signed, Ahead: s.Place != at})
	}
	return known
}

// forget forgets what was seen at a place, and of the record of origin elsewhere.
func (m *memory) forget(at, origin string) {
	m.Seen = slices.DeleteFunc(m.Seen, func(s seen) bool { return s.Place == at || s.Origin == origin })
}

// remember keeps what was seen now.
func (m *memory) remember(at string, c transparency.Checkpoint, signed int, now time.Time) {
	s := seen{Origin: c.Origin, Place: at, Size: c.Size, Root: c.Root.String(), Signed: signed, First: now.UTC().Truncate(time.Second)}
	count, oldest := 0, -1
	for i, old := range m.Seen {
		if old.Place != at {
			continue
		}
		if old.Size == s.Size && old.Root == s.Root && old.Origin == s.Origin {
			m.Seen[i].Signed = max(old.Signed, signed)
			return
		}
		if count++; oldest < 0 {
			oldest = i
		}
	}
	if count >= mostSeen {
		m.Seen = slices.Delete(m.Seen, oldest, oldest+1)
	}
	m.Seen = append(m.Seen, s)
}

// write writes the memory to its file.
func (m *memory) write() error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(m.file), 0o700)
	}
	if err == nil {
		err = os.WriteFile(m.file+".new", append(data, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(m.file+".new", m.file)
	}
	if err != nil {
		return fmt.Errorf("remembering what was seen: %w\n  fix: --no-memory", err)
	}
	return nil
}
