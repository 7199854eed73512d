package remote

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A folder is a site on disk. Nothing outside of it is read, whatever links
// there are.
type folder struct {
	name string
	root *os.Root
}

func openFolder(name string) (*folder, error) {
	root, err := os.OpenRoot(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Kind: NotFound, Place: name, Text: "there is no such folder", Err: err}
	case err != nil:
		return nil, &Error{Kind: Unreadable, Place: name, Text: "the folder cannot be opened: " + cause(err), Err: err}
	}
	return &folder{name, root}, nil
}

func (f *folder) String() string { return f.name }

func (f *folder) Parallel() int { return 4 }

func (f *folder) Close() error { return f.root.Close() }

func (f *folder) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	place := filepath.Join(f.name, filepath.FromSlash(path))
	if !fs.ValidPath(path) {
		return nil, &Error{Kind: NotFound, Place: place, Text: "this is no name of a file"}
	}
	file, err := f.root.Open(filepath.FromSlash(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Kind: NotFound, Place: place, Text: "the file is missing", Err: err}
	case err != nil:
		return nil, unreadable(place, err)
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, unreadable(place, err)
	case info.IsDir():
		return nil, &Error{Kind: NotFound, Place: place, Text: "this is a folder, not a file"}
	case !info.Mode().IsRegular():
		return nil, &Error{Kind: Unreadable, Place: place, Text: "this is no plain file"}
	}
	data, more, err := readAll(file, limit, info.Size())
	switch {
	case err != nil:
		return nil, unreadable(place, err)
	case more:
		return nil, tooLarge(place, limit)
	}
	return data, nil
}

// List returns the names of all files, sorted. Names that begin with a full stop
// are left out, but for .well-known: they are not the site's.
func (f *folder) List() ([]string, error) {
	var names []string
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return unreadable(filepath.Join(f.name, name), err)
		case strings.HasPrefix(d.Name(), ".") && name != "." && d.Name() != ".well-known":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.IsDir():
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

func unreadable(place string, err error) *Error {
	return &Error{Kind: Unreadable, Place: place, Text: "the file cannot be read: " + cause(err), Err: err}
}

// cause returns the last reason of an error, without the paths and operations
// that stand before it.
func cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
