package importer

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// A Folder is a content folder in memory: as it was once, or as it is to be. It
// is an fs.FS to read; its methods that add to it are not for many goroutines.
type Folder struct {
	files map[string]func() ([]byte, error)
	dirs  map[string][]string // names in it, sorted
}

// NewFolder returns an empty folder.
func NewFolder() *Folder {
	return &Folder{files: map[string]func() ([]byte, error){}, dirs: map[string][]string{".": nil}}
}

// Put adds a file, with the folders that it lies in, or replaces it.
func (f *Folder) Put(name string, data []byte) {
	f.PutLazy(name, func() ([]byte, error) { return data, nil })
}

// PutLazy adds a file whose content is asked for when somebody reads it.
func (f *Folder) PutLazy(name string, load func() ([]byte, error)) {
	f.Mkdir(path.Dir(name))
	f.enter(name)
	f.files[name] = load
}

// Mkdir adds a folder, with the folders that it lies in.
func (f *Folder) Mkdir(name string) {
	if _, ok := f.dirs[name]; ok {
		return
	}
	f.Mkdir(path.Dir(name))
	f.enter(name)
	f.dirs[name] = nil
}

// enter notes a name in its folder.
func (f *Folder) enter(name string) {
	dir, base := path.Dir(name), path.Base(name)
	if i, found := slices.BinarySearch(f.dirs[dir], base); !found {
		f.dirs[dir] = slices.Insert(f.dirs[dir], i, base)
	}
}

// Open opens a file or a folder.
func (f *Folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if load, ok := f.files[name]; ok {
		data, err := load()
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return &openFile{info{path.Base(name), int64(len(data)), 0o444}, bytes.NewReader(data)}, nil
	}
	if _, ok := f.dirs[name]; ok {
		entries, err := f.ReadDir(name)
		return &openDir{info{path.Base(name), 0, fs.ModeDir | 0o555}, entries}, err
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder.
func (f *Folder) ReadDir(name string) ([]fs.DirEntry, error) {
	names, ok := f.dirs[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries := make([]fs.DirEntry, len(names))
	for i, n := range names {
		entries[i] = entry{f.info(path.Join(name, n)), f, path.Join(name, n)}
	}
	return entries, nil
}

// An entry is a name in a folder. Who asks for its size has it loaded.
type entry struct {
	info
	in   *Folder
	path string
}

func (e entry) Type() fs.FileMode { return e.mode.Type() }

func (e entry) Info() (fs.FileInfo, error) {
	file, err := e.in.Open(e.path)
	if err != nil {
		return nil, err
	}
	return file.Stat()
}

func (e entry) String() string { return fs.FormatDirEntry(e) }

// Stat describes a file without loading it: its size is not told.
func (f *Folder) Stat(name string) (fs.FileInfo, error) {
	_, isFile := f.files[name]
	if _, isDir := f.dirs[name]; !isFile && !isDir {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return f.info(name), nil
}

func (f *Folder) info(name string) info {
	if _, ok := f.dirs[name]; ok {
		return info{path.Base(name), 0, fs.ModeDir | 0o555}
	}
	return info{path.Base(name), 0, 0o444}
}

type info struct {
	name string
	size int64
	mode fs.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

type openFile struct {
	info info
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	info info
	left []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: fs.ErrInvalid}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.left)
	} else if len(d.left) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.left))
	some := d.left[:n]
	d.left = d.left[n:]
	return some, nil
}

// Copy adds what lies below a name in another folder, as it is when it is read.
// Nothing is added if there is no such name.
func (f *Folder) Copy(from fs.FS, name string) error {
	if _, err := fs.Stat(from, name); err != nil {
		return nil
	}
	return fs.WalkDir(from, name, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("reading %s: %w", name, err)
		case d.IsDir():
			f.Mkdir(name)
		case d.Type().IsRegular():
			f.PutLazy(name, func() ([]byte, error) { return fs.ReadFile(from, name) })
		}
		return nil
	})
}
