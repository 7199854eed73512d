package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/source"
)

// Folder of the texts that are staged, below the content folder.
const StagingFolder = "private/imported"

// layout of the times that an import writes.
const layout = "2006-01-02 15:04 UTC"

// A Text is one text of a document as an older system published it.
type Text struct {
	Claimed time.Time // when that was, to the minute
	Data    []byte    // the file
	Assets  map[string][]byte
}

// Mark returns the file of a text with the time of its publication in it.
func Mark(doc disclosure.Doc, data []byte, claimed time.Time) ([]byte, error) {
	return source.SetField(data, "imported", claimed.UTC().Format(layout), doc.IsQuestions())
}

// File returns where a document lies below the content folder.
func File(doc disclosure.Doc) string { return "incidents/" + string(doc) + ".md" }

// StagedFile returns where an earlier text of a document is staged. n counts from
// 1; only the order of these numbers matters.
func StagedFile(doc disclosure.Doc, n int) string {
	return fmt.Sprintf("%s/%s.%d.md", StagingFolder, doc, n)
}

// stagedAsset returns where a file lies that only a staged text linked to, in
// place of the one that the incident has now under this name: "files/map.png".
func stagedAsset(doc disclosure.Doc, n int, name string) string {
	return fmt.Sprintf("%s/%s.%d.%s", StagingFolder, doc, n, name)
}

// A Staged is the place of a staged text.
type Staged struct {
	Doc  disclosure.Doc
	N    int
	File string
}

var stagedForm = regexp.MustCompile(`^(.+)\.(\d{1,6})\.md$`)

// ParseStaged reads the name of a staged text.
func ParseStaged(file string) (Staged, bool) {
	rest, ok := strings.CutPrefix(file, StagingFolder+"/")
	m := stagedForm.FindStringSubmatch(rest)
	if !ok || m == nil {
		return Staged{}, false
	}
	doc, err := disclosure.ParseDoc(m[1])
	n, _ := strconv.Atoi(m[2])
	if err != nil || n < 1 || StagedFile(doc, n) != file {
		return Staged{}, false
	}
	return Staged{doc, n, file}, true
}

// List finds the staged texts of a content folder, by document and number.
func List(content fs.FS) (map[disclosure.Doc][]Staged, error) {
	found := map[disclosure.Doc][]Staged{}
	err := fs.WalkDir(content, StagingFolder, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == StagingFolder {
			return fs.SkipAll
		} else if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if s, ok := ParseStaged(name); ok && d.Type().IsRegular() {
			found[s.Doc] = append(found[s.Doc], s)
		}
		return nil
	})
	for _, all := range found {
		slices.SortFunc(all, func(a, b Staged) int { return a.N - b.N })
	}
	return found, err
}

// Stage returns the files, by name below the content folder, that stage earlier
// texts of a document, oldest first. now holds the files that the document's
// incident links to today: what is the same there is not staged again.
func Stage(doc disclosure.Doc, earlier []Text, now func(name string) ([]byte, error)) (map[string][]byte, error) {
	files := map[string][]byte{}
	for i, text := range earlier {
		data, err := Mark(doc, text.Data, text.Claimed)
		if err != nil {
			return nil, fmt.Errorf("staging a text of %s: %w", doc, err)
		}
		files[StagedFile(doc, i+1)] = data
		for name, asset := range text.Assets {
			today, err := now(path.Join("incidents", doc.Incident(), name))
			if errors.Is(err, fs.ErrNotExist) || err == nil && string(today) != string(asset) {
				files[stagedAsset(doc, i+1, name)] = asset
			} else if err != nil {
				return nil, fmt.Errorf("reading the files of %s: %w", doc.Incident(), err)
			}
		}
	}
	return files, nil
}
