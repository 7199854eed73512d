package source

import (
	"os"
	"testing"
)

func BenchmarkRead(b *testing.B) {
	fsys := os.DirFS("../../content")
	for b.Loop() {
		if _, _, err := Read(fsys, Options{Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
