package generator

import (
	"firsthand/generator/importer"
	"firsthand/generator/ledger"
)

// stagedFiles returns where the earlier texts of documents lie that are taken
// over, by the record that they become.
func (w *workspace) stagedFiles() map[string]string {
	files := map[string]string{}
	for _, i := range w.imports {
		if _, staged := importer.ParseStaged(i.File); staged {
			files[ledger.RecordFile(i.Document.Doc, i.Rev)] = i.File
		}
	}
	return files
}
