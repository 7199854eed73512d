package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"
)

// about returns build.json, which says what the site was made of. It is the one
// file that holds the instant of the build.
func (s *siteBuild) about() (map[string][]byte, error) {
	config, err := s.configDigest()
	if err != nil {
		return nil, err
	}
	templates := ""
	if _, own := s.templates(); own {
		templates = "own"
	}
	about := struct {
		Program    string    `json:"program"`
		Version    string    `json:"version"`
		Now        time.Time `json:"now"`
		NextChange time.Time `json:"next_change,omitzero"`
		Config     string    `json:"config"`              // SHA-256 over the frame around the record
		Templates  string    `json:"templates,omitempty"` // "own" if the site has some of its own
		Languages  []string  `json:"languages"`           // the original one first
		Origin     string    `json:"origin,omitempty"`
		Size       int       `json:"size"` // entries of the ledger
		Root       string    `json:"root"` // of the tree over them, in base64
		Signed     bool      `json:"signed"`
		AsItStood  bool      `json:"as_it_stood,omitempty"` // not the site of today: never deployed
	}{"firsthand", s.program, s.now, s.nextChange, config, templates, s.settings.Languages, s.log.Origin(), s.log.Size(), s.log.Root(s.log.Size()).String(), s.isSigned(), s.asItStood}
	data, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing build.json: %w", err)
	}
	return map[string][]byte{"build.json": append(data, '\n')}, nil
}

// configDigest returns the SHA-256, in hex, over the names and bytes of the
// settings, pages, static files and templates.
func (s *siteBuild) configDigest() (string, error) {
	sum := sha256.New()
	for _, top := range []string{"site.yaml", "pages", staticName, themeName} {
		if !exists(s.content, top) {
			continue
		}
		err := fs.WalkDir(s.content, top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(s.content, name)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%d %s %d\n", len(name), name, len(data))
			sum.Write(data)
			return nil
		})
		if err != nil {
			return "", fmt.Errorf("reading %s: %w", top, err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// isSigned reports whether a signed checkpoint covers the newest entry.
func (s *siteBuild) isSigned() bool {
	head, ok := s.log.Head()
	return ok && head.Size == s.log.Size()
}
