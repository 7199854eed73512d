package source_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/source"
)

func TestSetField(t *testing.T) {
	tests := []struct {
		name       string
		questions  bool
		file, want string
	}{
		{"added", false, "---\ntitle: a\n---\nText.\n", "---\ntitle: a\nimported: T\n---\nText.\n"},
		{"replaced", false, "---\nimported: old\ntitle: a\n---\nText.\n", "---\nimported: T\ntitle: a\n---\nText.\n"},
		{"replaced with what hangs on it", false, "---\nimported:\n  old\ntitle: a\n---\n", "---\nimported: T\ntitle: a\n---\n"},
		{"not the same word in another field", false, "---\nsummary: >\n  imported: old\n---\nText.", "---\nsummary: >\n  imported: old\nimported: T\n---\nText."},
		{"not the same word in the text", false, "---\ntitle: a\n---\nimported: old\n", "---\ntitle: a\nimported: T\n---\nimported: old\n"},
		{"no fields between", false, "---\n---\nText.\n", "---\nimported: T\n---\nText.\n"},
		{"lines of Windows, with a mark before them", false, "\ufeff---\r\ntitle: a\r\n---\r\nText.\r\n", "\ufeff---\r\ntitle: a\r\nimported: T\r\n---\r\nText.\r\n"},
		{"dashes of a word processor", false, "—\ntitle: a\n—\nText.\n", "—\ntitle: a\nimported: T\n—\nText.\n"},
		{"questions without fields", true, "## Why? (4 March 2026)\n\nSo.\n", "---\nimported: T\n---\n## Why? (4 March 2026)\n\nSo.\n"},
		{"questions with fields", true, "---\ndraft: true\n---\n## Why?\n", "---\ndraft: true\nimported: T\n---\n## Why?\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := source.SetField([]byte(tt.file), "imported", "T", tt.questions)
			if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			again, err := source.SetField(got, "imported", "T", tt.questions)
			if diff := cmp.Diff(tt.want, string(again)); diff != "" || err != nil {
				t.Errorf("set again: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestSetFieldRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"an empty file": "", "no fields": "Text.\n", "fields without an end": "---\ntitle: a\nText.\n", "what is no text": "---\ntitle: \xff\n---\n",
	} {
		if got, err := source.SetField([]byte(file), "imported", "T", false); err == nil {
			t.Errorf("%s became %q", name, got)
		}
	}
	if got, err := source.SetField([]byte("\n \n"), "imported", "T", true); err == nil {
		t.Errorf("blank questions became %q", got)
	}
}

func FuzzSetField(f *testing.F) {
	for _, text := range []string{"---\ntitle: a\n---\nText.\n", "---\r\nimported: b\r\n---\r\n", "## Why?", "\ufeff---\n---", "—\na: b\n  imported: c\n—"} {
		f.Add([]byte(text), true)
		f.Add([]byte(text), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, questions bool) {
		once, err := source.SetField(data, "imported", "2026-03-03 09:52 UTC", questions)
		if err != nil {
			return
		}
		twice, err := source.SetField(once, "imported", "2026-03-03 09:52 UTC", questions)
		if err != nil || string(once) != string(twice) {
			t.Errorf("%q became %q, and that %q: %v", data, once, twice, err)
		}
	})
}
