// Command log writes a ledger of 10,001 entries, signed at several sizes, for
// programs of others to check: go run ./generator/transparency/testdata/log DIR.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"firsthand/generator/transparency"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: log DIR")
	}
	if err := write(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func write(dir string) error {
	sizes := []int{1, 200, 9_985, 10_001}
	size := sizes[len(sizes)-1]
	lines := make([]string, size)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"doc":"2026-03-03-support-exports/01","rev":%d,"seq":%d,"type":"edit","v":1}`, i, i)
	}
	var signers []transparency.Signer
	for n := range byte(2) {
		s, err := transparency.NewSigner(bytes.NewReader(bytes.Repeat([]byte{n}, 32)), "status.northquay.example")
		if err != nil {
			return err
		}
		signers = append(signers, s)
	}
	tree, err := transparency.NewTree(lines)
	if err != nil {
		return err
	}
	files, err := tree.Tiles(sizes)
	if err != nil {
		return err
	}
	root, err := tree.Root(size)
	if err != nil {
		return err
	}
	files["checkpoint"], err = transparency.Sign(transparency.Checkpoint{Origin: signers[0].Name(), Size: size, Root: root}, signers...)
	if err != nil {
		return err
	}
	files["keys"] = []byte(signers[0].Key() + "\n")
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
