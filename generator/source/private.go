package source

import (
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// A Secret is a text that must not appear in the site: of private/, or of a
// document that is not public.
type Secret struct {
	Text string // a line, or a value of a YAML file
	Key  string // of a value: "approvals.who"; "" for a line
	problem.Position
}

const maxPrivate = 16 << 20 // bytes of one file

// Secrets lists what must not appear in the site: every line and value of
// private/, and every line of the documents that isPublic does not know. What
// cannot be read is left out, and no fault in there is reported.
func Secrets(fsys fs.FS, isPublic func(disclosure.Doc) bool) ([]Secret, error) {
	d := &folder{fs: fsys}
	var all []Secret
	err := d.walk("private", func(name string) error {
		f, err := d.secretFile(name)
		if f == nil || err != nil {
			return err
		}
		all = append(all, f.secretLines()...)
		switch path.Ext(name) {
		case ".yaml", ".yml":
			pairs, _ := parseFields(f, 1, len(f.lines), func(string) hint { return hint{} }, func(string) bool { return false })
			for _, p := range pairs {
				all = append(all, secrets(f, p.key, p.value)...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = d.walk("incidents", func(name string) error {
		doc, wrong := disclosure.ParseDoc(strings.TrimSuffix(strings.TrimPrefix(name, "incidents/"), ".md"))
		if path.Ext(name) != ".md" || wrong == nil && isPublic(doc) {
			return nil
		}
		f, err := d.secretFile(name)
		if f == nil || err != nil {
			return err
		}
		for _, s := range f.secretLines() {
			// Headings are the same in every statement.
			if !strings.HasPrefix(strings.TrimSpace(f.lines[s.Line-1]), "#") {
				all = append(all, s)
			}
		}
		return nil
	})
	return all, err
}

// secretFile reads a file whose words are looked for; nil if it is too large or
// no text.
func (d *folder) secretFile(name string) (*file, error) {
	if info, err := fs.Stat(d.fs, name); err == nil && info.Size() > maxPrivate {
		return nil, nil
	}
	data, ok, err := d.read(name, maxPrivate)
	if err != nil || !ok || !utf8.Valid(data) {
		return nil, err
	}
	f, _ := newFile(name, data)
	return f, nil
}

// secretLines returns the lines of a file without the marks around their words.
func (f *file) secretLines() []Secret {
	var all []Secret
	for i, line := range f.lines {
		text := strings.TrimLeft(strings.TrimSpace(line), "#->*` ")
		if text = strings.TrimRight(text, "` "); text != "" {
			all = append(all, Secret{text, "", f.problem(f.whole(i + 1)).Position})
		}
	}
	return all
}

// secrets returns all texts below a node.
func secrets(f *file, key string, n node) []Secret {
	var all []Secret
	switch n.kind {
	case scalar:
		if text := tidyText(n.text); text != "" {
			all = append(all, Secret{text, key, f.problem(n.where).Position})
		}
	case list:
		for _, item := range n.items {
			all = append(all, secrets(f, key, item)...)
		}
	case mapping:
		for _, p := range n.pairs {
			all = append(all, secrets(f, sub(key, p.key), p.value)...)
		}
	}
	return all
}

// walk calls visit for every file below a folder, in order.
func (d *folder) walk(name string, visit func(string) error) error {
	entries, err := d.list(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		file := path.Join(name, e.Name())
		if e.IsDir() {
			err = d.walk(file, visit)
		} else {
			err = visit(file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isFile reports whether there is a file of this name.
func (d *folder) isFile(name string) bool {
	info, err := fs.Lstat(d.fs, name)
	return err == nil && info.Mode().IsRegular()
}
