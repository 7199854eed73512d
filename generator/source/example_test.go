package source_test

import (
	"fmt"
	"os"
	"testing/fstest"
	"time"

	"firsthand/generator/problem"
	"firsthand/generator/source"
)

func Example() {
	folder := fstest.MapFS{
		"site.yaml": {Data: []byte("name: Northquay status\nurl: https://status.northquay.example\ncontacts: {email: help@northquay.example}\n")},
		"incidents/2026-03-03-support-exports/01.md": {Data: []byte(`---
title: Correction: 61,300 people
kind: data-breach
affected: 61,300 people, counted
stauts: contained
next_update: in 60 minutes
---
Someone downloaded booking exports.
`)},
	}
	content, problems, err := source.Read(folder, source.Options{Now: time.Date(2026, 3, 3, 9, 52, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := problems.Print(os.Stdout, problem.Style{Folder: "content", Outcome: "nothing was written"}); err != nil {
		fmt.Println(err)
	}
	for _, d := range content.Documents {
		fmt.Println(d.Doc, "-", d.Said.Headline, "-", d.Said.Facts.Status, "-", d.Said.Facts.NextUpdate.At)
	}
	// Output:
	// content/incidents/2026-03-03-support-exports/01.md:5:1: error: "stauts" is not a field of a statement [DOC-002]
	//     5 | stauts: contained
	//         ^^^^^^
	//   fix: did you mean "status"?
	//   example: status: contained
	// 1 error; nothing was written
	// 2026-03-03-support-exports/01 - Correction: 61,300 people - investigating - 2026-03-03T10:52Z
}
