package verify

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// A folder is an fs.FS of files that were read.
type folder struct {
	files map[string][]byte
	dirs  map[string][]fs.DirEntry
}

func newFolder(files map[string][]byte) *folder {
	f := &folder{files, map[string][]fs.DirEntry{".": nil}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry := fs.FileInfoToDirEntry(info{path.Base(name), int64(len(files[name]))})
		for dir := path.Dir(name); ; dir = path.Dir(dir) {
			_, known := f.dirs[dir]
			f.dirs[dir] = append(f.dirs[dir], entry)
			if known {
				break
			}
			entry = fs.FileInfoToDirEntry(info{path.Base(dir), isFolder})
		}
	}
	for _, all := range f.dirs {
		slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return f
}

// Open opens a file or a folder.
func (f *folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if data, ok := f.files[name]; ok {
		return &openFile{bytes.NewReader(data), info{path.Base(name), int64(len(data))}}, nil
	}
	all, err := f.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &openFolder{info{path.Base(name), isFolder}, all}, nil
}

// ReadDir lists a folder.
func (f *folder) ReadDir(name string) ([]fs.DirEntry, error) {
	all, ok := f.dirs[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return slices.Clone(all), nil
}

// info describes a file; isFolder in place of its size marks a folder.
type info struct {
	name string
	size int64
}

const isFolder = -1

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return max(i.size, 0) }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.size == isFolder }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	*bytes.Reader
	info info
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	info info
	left []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	all := f.left
	if n > 0 {
		if len(all) == 0 {
			return nil, io.EOF
		}
		all = all[:min(n, len(all))]
	}
	f.left = f.left[len(all):]
	return all, nil
}
