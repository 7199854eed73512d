package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// about returns build.json, which says what the site was made of. It is the one
// file that holds the instant of the build.
func (s *siteBuild) about() (map[string][]byte, error) {
	config, err := s.configDigest()
	if err != nil {
		return nil, err
	}
	templates, err := templatesDigest(s.settings.Languages, s.layers()...)
	if err != nil {
		return nil, err
	}
	about := struct {
		Program    string    `json:"program"`
		Version    string    `json:"version"`
		Now        time.Time `json:"now"`
		NextChange time.Time `json:"next_change,omitzero"`
		Config     string    `json:"config"`    // SHA-256 over the frame around the record
		Templates  string    `json:"templates"` // SHA-256 over the templates and their words
		Languages  []string  `json:"languages"` // the original one first
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
		if err := addToDigest(sum, s.content, top); err != nil {
			return "", fmt.Errorf("reading %s: %w", top, err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// templatesDigest returns the SHA-256, in hex, over what decides which words
// stand on a page beside those of the record: the templates, and the words in the
// languages of the site.
func templatesDigest(languages []string, layers ...fs.FS) (string, error) {
	sum := sha256.New()
	for _, layer := range layers {
		tops := []string{"layouts"}
		for _, lang := range languages {
			base, _, _ := strings.Cut(lang, "-")
			for _, name := range slices.Compact([]string{base, lang}) {
				for _, form := range []string{".json", ".toml", ".yaml", ".yml"} {
					tops = append(tops, "i18n/"+name+form)
				}
			}
		}
		for _, top := range tops {
			if err := addToDigest(sum, layer, top); err != nil {
				return "", fmt.Errorf("reading the templates: %w", err)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// addToDigest adds a file, or the files of a folder, if there are any.
func addToDigest(sum io.Writer, fsys fs.FS, top string) error {
	if !exists(fsys, top) {
		return nil
	}
	return fs.WalkDir(fsys, top, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%d %s %d\n", len(name), name, len(data))
		sum.Write(data)
		return nil
	})
}

// isSigned reports whether a signed checkpoint covers the newest entry.
func (s *siteBuild) isSigned() bool {
	head, ok := s.log.Head()
	return ok && head.Size == s.log.Size()
}
