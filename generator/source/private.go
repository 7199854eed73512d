package source

import (
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"firsthand/generator/problem"
)

// A Secret is a text from private/ that must not appear in the site.
type Secret struct {
	Text string // a line, or a value of a YAML file
	Key  string // of a value: "approvals.who"; "" for a line
	problem.Position
}

const maxPrivate = 16 << 20 // bytes of one file

// private reads everything in private/. What cannot be read as YAML is taken
// line by line; no fault in there is reported, because nothing of it becomes
// public.
func (d *folder) private() ([]Secret, error) {
	var all []Secret
	err := d.walk("private", func(name string) error {
		if info, err := fs.Stat(d.fs, name); err == nil && info.Size() > maxPrivate {
			p := d.report(name, "the file is too large to look for its words in the site")
			p.Severity = problem.Warning
			p.Fix = "keep it elsewhere"
			d.problems.Add(p)
			return nil
		}
		data, ok, err := d.read(name, maxPrivate)
		if err != nil || !ok || !utf8.Valid(data) {
			return err
		}
		f, _ := newFile(name, data)
		for i, line := range f.lines {
			text := strings.TrimLeft(strings.TrimSpace(line), "#->*` ")
			if text = strings.TrimRight(text, "` "); text != "" {
				all = append(all, Secret{text, "", f.problem(f.whole(i + 1)).Position})
			}
		}
		switch path.Ext(name) {
		case ".yaml", ".yml":
			pairs, _ := parseFields(f, 1, len(f.lines), func(string) hint { return hint{} }, func(string) bool { return false })
			for _, p := range pairs {
				all = append(all, secrets(f, p.key, p.value)...)
			}
		}
		return nil
	})
	return all, err
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
