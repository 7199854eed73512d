package transparency_test

import (
	"bytes"
	"fmt"
	"log"

	"firsthand/generator/transparency"
)

// A ledger is signed, and a reader checks one of its entries with two files and
// the key.
func Example() {
	random := bytes.NewReader(make([]byte, 32)) // in earnest: crypto/rand.Reader
	signer, err := transparency.NewSigner(random, "status.northquay.example")
	if err != nil {
		log.Fatal(err)
	}
	lines := []string{`{"seq":0}`, `{"seq":1}`, `{"seq":2}`}
	tree, err := transparency.NewTree(lines)
	if err != nil {
		log.Fatal(err)
	}
	root, err := tree.Root(3)
	if err != nil {
		log.Fatal(err)
	}
	note, err := transparency.Sign(transparency.Checkpoint{Origin: signer.Name(), Size: 3, Root: root}, signer)
	if err != nil {
		log.Fatal(err)
	}
	path, err := tree.Inclusion(1, 3)
	if err != nil {
		log.Fatal(err)
	}
	file := transparency.Proof{Seq: 1, Path: path, Checkpoint: note}.Encode()
	fmt.Printf("%s", file)

	proof, err := transparency.ParseProof(file)
	if err != nil {
		log.Fatal(err)
	}
	keys := []string{signer.Key()}
	c, err := proof.Check(`{"seq":1}`, keys)
	fmt.Println(c.Origin, c.Size, c.Root.Short(), err)
	_, err = proof.Check(`{"seq":1,"text":"changed"}`, keys)
	fmt.Println(err)
	// Output:
	// c2sp.org/tlog-proof@v1
	// index 1
	// pAKw429aroVFc2D88AolRbh91H8xBVPnsNMtbQrEQA0=
	// 0+CmKo96klbIvrcVr97YPkMm0sRzedJZsXCahArS8R0=
	//
	// status.northquay.example
	// 3
	// PbZ2Ze6owm3jQWaMHTGZ9h3kt4CoKFaaiYzkjCjZMfM=
	//
	// — status.northquay.example aZgNkBalyKAELF+0JL2K0Ys5Hkyfdprmdc6A9sNO2PAonYMv2rEh66BRqfeAMNCvCaX9kvhU8/16XawLsOYJ0vvkGgw=
	// status.northquay.example 3 PbZ2Ze6o <nil>
	// the proof does not show that entry 1 is in the ledger of 3 entries
}
