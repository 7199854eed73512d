// Package transparency makes a list of entries something that anyone can check:
// a Merkle tree over them, tiles to serve it from plain files, signed
// checkpoints that say how long the list is and what is in it, and proofs that
// an entry is in the list and that the list only ever grew.
//
// Input are leaves (lines of entries.jsonl, without their newline), signing
// keys, and files that somebody serves. What is promised:
//
//   - the files are those of C2SP, byte for byte, so that tools of others read
//     them: tlog-tiles, tlog-checkpoint, signed-note, tlog-proof (c2sp.org), over
//     the Merkle tree of RFC 6962 with SHA-256. A checkpoint can also be checked
//     with openssl ([PEM], [Raw]) and with ssh-keygen ([SignSSH], [AllowedSigner]);
//   - the same input gives the same bytes, signatures included;
//   - what is read from others is checked before it is believed: [Open] wants a
//     signature by a key that the caller names, a [TileTree] compares every tile
//     with the root that it was given, and a proof shows exactly what it says;
//   - nothing here reads a file, a clock or the network. Randomness comes in as
//     an argument, and so do files ([TileSource]).
//
// A running example:
//
//	tree, err := transparency.NewTree(lines)
//	root, err := tree.Root(tree.Size())
//	note, err := transparency.Sign(transparency.Checkpoint{
//		Origin: "status.northquay.example", Size: tree.Size(), Root: root,
//	}, signer)
//	path, err := tree.Inclusion(3, tree.Size())
//	proof := transparency.Proof{Seq: 3, Path: path, Checkpoint: note}
//	_, err = proof.Check(lines[3], []string{signer.Key()})
package transparency
