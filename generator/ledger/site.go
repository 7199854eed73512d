package ledger

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/transparency"
)

// Site returns the files that a site serves beside the Files, so that anyone can
// check the ledger, by their path below /ledger/:
//
//	tile/...           the tree and the entries, as c2sp.org/tlog-tiles has them
//	checkpoints/<n>    every stored checkpoint, and with .sig what ssh-keygen checks of it
//	checkpoint         the newest of them, and checkpoint.sig
//	proofs/<seq>       that an entry is in the checkpoint of its run, as c2sp.org/tlog-proof has it
//	keys               every key, one a line, with what became of it
//	allowed_signers    the same for ssh-keygen
//	key.pem            for openssl, the key that signed checkpoint.sig
//
// Without a key, there are only tiles; without a checkpoint, there are no proofs
// and no key.pem. A proof, a checkpoint or a full tile never changes once it is
// there, and a tile that is not full stays until it is, if a checkpoint needs it.
//
// A line of keys is a verifier key and the entries about it, with single spaces:
//
//	status.example.com+0a6c8d00+AYqI49... added 1
//	status.example.com+5f3c1e2b+ATk7Zp... added 40 retired 812
//	status.example.com+9b1d44c7+Ac0wQe... added 40 revoked 650
func (l *Log) Site() (map[string][]byte, error) {
	if l.Size() == 0 {
		return nil, nil
	}
	sizes := make([]int, len(l.checkpoints))
	for i, s := range l.checkpoints {
		sizes[i] = s.Size
	}
	files, err := l.Tree().Tiles(sizes)
	if err != nil {
		return nil, fmt.Errorf("making the tiles of the ledger: %w", err)
	}
	for _, s := range l.checkpoints {
		files[checkpointFile(s.Size)], files[checkpointFile(s.Size)+sshExt] = s.Note, s.SSH
	}
	if err := l.addProofs(files); err != nil {
		return nil, fmt.Errorf("making the proofs of the ledger: %w", err)
	}
	if err := l.addKeys(files); err != nil {
		return nil, fmt.Errorf("listing the keys of the ledger: %w", err)
	}
	return files, nil
}

// addProofs adds a proof of each entry that a checkpoint covers.
func (l *Log) addProofs(files map[string][]byte) error {
	tree := l.Tree()
	proofs, errs := make([][]byte, l.Size()), make([]error, l.Size())
	each(l.Size(), func(seq int) {
		covering, ok := l.CheckpointOf(seq)
		if !ok {
			return
		}
		path, err := tree.Inclusion(seq, covering.Size)
		proofs[seq], errs[seq] = transparency.Proof{Seq: seq, Path: path, Checkpoint: covering.Note}.Encode(), err
	})
	for seq, proof := range proofs {
		if proof != nil {
			files[fmt.Sprintf("proofs/%d", seq)] = proof
		}
	}
	return first(errs)
}

// addKeys adds the keys in each of their forms.
func (l *Log) addKeys(files map[string][]byte) error {
	if len(l.keys) == 0 {
		return nil
	}
	var keys, active, retired bytes.Buffer
	for _, k := range l.keys {
		fmt.Fprintf(&keys, "%s added %d", k.Key, k.Added)
		line, err := transparency.AllowedSigner(k.Key)
		if err != nil {
			return err
		}
		switch {
		case k.Revoked > 0:
			fmt.Fprintf(&keys, " revoked %d", k.Revoked)
		case k.Retired > 0:
			fmt.Fprintf(&keys, " retired %d", k.Retired)
			retired.WriteString(l.until(line, k.Retired) + "\n")
		default:
			active.WriteString(line + "\n")
		}
		keys.WriteByte('\n')
	}
	files["keys"] = keys.Bytes()
	// An older ssh-keygen stops at a line with a date, so those come last.
	files["allowed_signers"] = append(active.Bytes(), retired.Bytes()...)
	head, ok := l.Head()
	if !ok {
		return nil
	}
	files["checkpoint"], files["checkpoint"+sshExt] = head.Note, head.SSH
	could := l.Active(head.Size)
	did := slices.IndexFunc(could, func(key string) bool { return transparency.CheckSSH(head.Note, head.SSH, key) == nil })
	if did < 0 {
		return internal("checkpoint %d was not checked", head.Size)
	}
	pem, err := transparency.PEM(could[did])
	files["key.pem"] = pem
	return err
}

// until limits a line of allowed_signers to signatures made before an entry: ssh-keygen
// then accepts them only when it is asked about a time before (-Overify-time).
func (l *Log) until(line string, seq int) string {
	const option = `namespaces="checkpoint"`
	return strings.Replace(line, option, option+`,valid-before="`+l.entries[seq].Time.Format("20060102150405Z")+`"`, 1)
}
