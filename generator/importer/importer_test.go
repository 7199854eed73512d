package importer_test

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/importer"
)

func TestAFolderIsAFileSystem(t *testing.T) {
	f := importer.NewFolder()
	f.Put("incidents/x/01.md", []byte("one"))
	f.Put("incidents/x/01.md", []byte("first"))
	f.PutLazy("incidents/x/files/map.txt", func() ([]byte, error) { return []byte("map"), nil })
	f.Put("site.yaml", nil)
	f.Mkdir("incidents/y")
	if err := f.Copy(fstest.MapFS{"pages/about.md": {Data: []byte("about")}, "other": {}}, "pages"); err != nil {
		t.Fatal(err)
	}
	if err := f.Copy(fstest.MapFS{}, "nothing"); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(sized{f}, "incidents/x/01.md", "incidents/x/files/map.txt", "incidents/y", "pages/about.md", "site.yaml"); err != nil {
		t.Error(err)
	}
	if data, err := fs.ReadFile(f, "incidents/x/01.md"); string(data) != "first" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
}

// sized hides Stat, whose answers know no sizes.
type sized struct{ fs.FS }

func TestStage(t *testing.T) {
	at := time.Date(2025, 11, 5, 10, 12, 40, 0, time.FixedZone("", 3600))
	now := map[string]string{"incidents/mail/files/same.txt": "same", "incidents/mail/files/other.txt": "new"}
	files, err := importer.Stage("mail/01.es", []importer.Text{
		{Claimed: at, Data: []byte("---\ntitle: a\n---\nA.\n")},
		{Claimed: at.Add(time.Hour), Data: []byte("---\ntitle: b\n---\nB.\n"), Assets: map[string][]byte{
			"files/same.txt": []byte("same"), "files/other.txt": []byte("old"), "files/gone.txt": []byte("gone"),
		}},
	}, func(name string) ([]byte, error) {
		if text, ok := now[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, data := range files {
		got[name] = string(data)
	}
	want := map[string]string{
		"private/imported/mail/01.es.1.md":              "---\ntitle: a\nimported: 2025-11-05 09:12 UTC\n---\nA.\n",
		"private/imported/mail/01.es.2.md":              "---\ntitle: b\nimported: 2025-11-05 10:12 UTC\n---\nB.\n",
		"private/imported/mail/01.es.2.files/other.txt": "old",
		"private/imported/mail/01.es.2.files/gone.txt":  "gone",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("staged (-want +got):\n%s", diff)
	}
}

func FuzzParseStaged(f *testing.F) {
	for _, name := range []string{"private/imported/mail/01.1.md", "private/imported/mail/01.es.12.md", "private/imported/mail/questions.1.md", "private/imported/mail/01.01.md", "private/imported/01.1.md", "private/imported/mail/01.1.files/map.txt", "private/mail.yaml"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		s, ok := importer.ParseStaged(name)
		if !ok {
			return
		}
		if importer.StagedFile(s.Doc, s.N) != name || s.File != name || s.N < 1 {
			t.Errorf("%q is %+v", name, s)
		}
		if doc, err := disclosure.ParseDoc(string(s.Doc)); err != nil || doc != s.Doc {
			t.Errorf("%q names the document %q: %v", name, s.Doc, err)
		}
	})
}
