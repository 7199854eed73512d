package generator

import (
	"io/fs"
	"path"
	"strings"
)

// visible is what Build may read of a content folder: the ledger and the frame
// around it. Statements, drafts and private notes are not there, so that no
// mistake further down can publish them.
type visible struct{ content fs.FS }

var visibleNames = []string{"site.yaml", "ledger", "pages", "static", "theme"}

func isVisible(name string) bool {
	if name == "." {
		return true
	}
	top, _, _ := strings.Cut(path.Clean(name), "/")
	for _, v := range visibleNames {
		if top == v {
			return true
		}
	}
	return false
}

func (v visible) Open(name string) (fs.File, error) {
	if !isVisible(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.content.Open(name)
}

func (v visible) ReadDir(name string) ([]fs.DirEntry, error) {
	if !isVisible(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	entries, err := fs.ReadDir(v.content, name)
	if name != "." {
		return entries, err
	}
	kept := entries[:0]
	for _, e := range entries {
		if isVisible(e.Name()) {
			kept = append(kept, e)
		}
	}
	return kept, err
}

func (v visible) ReadFile(name string) ([]byte, error) {
	if !isVisible(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadFile(v.content, name)
}

// Lstat and ReadLink let readers refuse symbolic links.

func (v visible) Lstat(name string) (fs.FileInfo, error) {
	if !isVisible(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrNotExist}
	}
	return fs.Lstat(v.content, name)
}

func (v visible) ReadLink(name string) (string, error) {
	if !isVisible(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadLink(v.content, name)
}
