package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"firsthand/generator/problem"
)

// Limits of what is read.
const (
	maxDocument = 1 << 20 // bytes of one document
	maxAsset    = 5 << 20 // bytes of one linked file
	maxName     = 100     // characters of a file or folder name
)

// A folder reads the content folder and collects what is wrong with its files.
type folder struct {
	fs       fs.FS
	problems problem.List
}

// at returns an error without words about a file as a whole.
func at(file string) problem.Problem {
	return problem.Problem{Position: problem.Position{File: file}, Severity: problem.Error}
}

func (d *folder) report(file, text string, args ...any) problem.Problem {
	p := at(file)
	p.Text = fmt.Sprintf(text, args...)
	return p
}

// list returns the entries of a folder, without those that programs leave
// behind, and without links, which it reports. A folder that does not exist is
// empty.
func (d *folder) list(name string) ([]fs.DirEntry, error) {
	info, err := fs.Lstat(d.fs, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the folder %s: %w", name, unwrapPath(err))
	case info.Mode()&fs.ModeSymlink != 0:
		d.link(name)
		return nil, nil
	case !info.IsDir():
		p := d.report(name, "%q is not a folder", name)
		p.Fix = "give it another name, or delete it"
		d.problems.Add(p)
		return nil, nil
	}
	entries, err := fs.ReadDir(d.fs, name)
	if err != nil {
		return nil, fmt.Errorf("reading the folder %s: %w", name, unwrapPath(err))
	}
	var kept []fs.DirEntry
	for _, e := range entries {
		file := path.Join(name, e.Name())
		switch {
		case isLitter(e.Name()):
		case e.Type()&fs.ModeSymlink != 0:
			d.link(file)
		case !e.IsDir() && !e.Type().IsRegular():
			p := d.report(file, "%q is not a file that can be read", e.Name())
			p.Fix = "delete it"
			d.problems.Add(p)
		default:
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// link reports a symbolic link.
func (d *folder) link(file string) {
	p := d.report(file, "%q is a link to another place, which firsthand does not follow", path.Base(file))
	p.Fix = "put the file or the folder itself here"
	d.problems.Add(p)
}

// isLitter reports whether a name is one that systems and editors leave behind.
func isLitter(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}

// read returns the bytes of a file, and false if there are more than most. A
// larger file is not read.
func (d *folder) read(name string, most int64) ([]byte, bool, error) {
	// The entry was a file when it was listed. It is looked at again, so that it
	// cannot have become a link in the meantime.
	if info, err := fs.Lstat(d.fs, name); err == nil && !info.Mode().IsRegular() {
		return nil, false, fmt.Errorf("reading %s: it is no longer a file", name)
	}
	f, err := d.fs.Open(name)
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", name, unwrapPath(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", name, unwrapPath(err))
	}
	size := info.Size()
	if size <= most {
		data, err := io.ReadAll(io.LimitReader(f, most+1))
		if err != nil {
			return nil, false, fmt.Errorf("reading %s: %w", name, unwrapPath(err))
		}
		if size = int64(len(data)); size <= most {
			return data, true, nil
		}
	}
	p := d.report(name, "the file has %s; %s is the limit", bytesText(int(size)), bytesText(int(most)))
	p.Fix = "make it smaller"
	if most == maxDocument {
		p.Fix = "put pictures and long documents into the folder files/ and link to them"
	}
	d.problems.Add(p)
	return nil, false, nil
}

// unwrapPath takes the path off an error whose message names it already.
func unwrapPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// text reads a file as a text. ok is false if there is nothing to go on with.
func (d *folder) text(name string) (f *file, ok bool, err error) {
	data, ok, err := d.read(name, maxDocument)
	if err != nil || !ok {
		return &file{name: name}, false, err
	}
	f, problems := newFile(name, data)
	d.problems.Add(problems...)
	return f, len(f.lines) > 0, nil
}

// slug returns the name that firsthand would give a file or folder called name.
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '.', r == '_':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		default:
			b.WriteByte('-')
		}
	}
	s := b.String()
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	s = strings.NewReplacer("-.", ".", ".-", ".").Replace(s)
	return strings.Trim(s, "-._")
}

// isName reports whether a file or folder name can be part of an address for
// ever: small letters, digits, hyphen, underscore, full stop.
func isName(name string) bool {
	return idForm.MatchString(name) && len(name) <= maxName
}

// misnamed reports a name that cannot be part of an address.
func (d *folder) misnamed(file, what string) {
	base := path.Base(file)
	p := d.report(file, "%q cannot be the name of %s: it becomes part of an address", base, what)
	p.Fix = "use small letters from a to z, digits and hyphens"
	if len(base) > maxName {
		p.Fix += fmt.Sprintf(", at most %d of them", maxName)
	}
	if s := slug(base); s != "" && s != base && len(s) <= maxName {
		p.Fix += fmt.Sprintf("; for example %q", s)
	}
	d.problems.Add(p)
}

// links reports links anywhere below a folder whose files are copied as they
// are.
func (d *folder) links(name string) error {
	entries, err := d.list(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := d.links(path.Join(name, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
