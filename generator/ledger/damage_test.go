package ledger

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"firsthand/generator/transparency"

	"github.com/google/go-cmp/cmp"
)

// Names of the full example.
const (
	first1  = "records/" + incident + "/01.1.json"
	first2  = "records/" + incident + "/01.2.json"
	spanish = "records/" + incident + "/01.es.1.json"
	second  = "records/" + incident + "/02.1.json"
)

// example returns the full example for a test to damage.
func example(t testing.TB) fstest.MapFS {
	t.Helper()
	return tree(t, "testdata/full")
}

func lines(m fstest.MapFS) []string {
	return strings.Split(strings.TrimSuffix(string(m[entriesFile].Data), "\n"), "\n")
}

func setLines(m fstest.MapFS, lines []string) {
	m[entriesFile].Data = []byte(strings.Join(lines, "\n") + "\n")
}

// edit replaces text on one line, counted from 1.
func edit(m fstest.MapFS, line int, old, new string) {
	all := lines(m)
	if !strings.Contains(all[line-1], old) {
		panic(old + " is not in " + all[line-1])
	}
	all[line-1] = strings.Replace(all[line-1], old, new, 1)
	setLines(m, all)
}

var prevForm = regexp.MustCompile(`"prev":"[^"]*"`)

// rechain makes the hashes of the lines right again, as somebody could who
// writes a ledger with other means than firsthand. It is not signed then.
func rechain(m fstest.MapFS) {
	all := lines(m)
	for i := 1; i < len(all); i++ {
		all[i] = prevForm.ReplaceAllString(all[i], `"prev":"`+hashHex(all[i-1])+`"`)
	}
	setLines(m, all)
	unsign(m)
}

// unsign takes the checkpoints away, as who cannot sign would.
func unsign(m fstest.MapFS) {
	for name := range m {
		if strings.HasPrefix(name, checkpointsFolder+"/") {
			delete(m, name)
		}
	}
}

// recommit makes every entry fit its record, as the last one to write it.
func recommit(m fstest.MapFS, name string, line int, change func(string) string) {
	m[name].Data = []byte(change(string(m[name].Data)))
	all := lines(m)
	all[line-1] = regexp.MustCompile(`"commit":"[^"]*"`).ReplaceAllString(all[line-1], `"commit":"`+Commitment(m[name].Data)+`"`)
	setLines(m, all)
	rechain(m)
}

// addKeyLine adds an entry about a key at the end.
func addKeyLine(m fstest.MapFS, key, op string) {
	all := lines(m)
	line := strings.NewReplacer(`"seq":7`, `"seq":8`, `"run":7`, `"run":8`, "13:00:00", "14:00:00",
		`"op":"add"`, `"op":"`+op+`"`, signer(1).Key(), key).Replace(all[7])
	setLines(m, append(all, line))
	rechain(m)
}

// sign stores a checkpoint of the first size entries.
func sign(m fstest.MapFS, size int, by ...transparency.Signer) { signAs(m, size, size, origin, by...) }

// signAs stores a checkpoint that says that it is of said entries of a ledger.
func signAs(m fstest.MapFS, size, said int, origin string, by ...transparency.Signer) {
	all := lines(m)
	tree, err := transparency.NewTree(all[:min(size, len(all))])
	if err != nil {
		panic(err)
	}
	root, err := tree.Root(tree.Size())
	if err != nil {
		panic(err)
	}
	note, err := transparency.Sign(transparency.Checkpoint{Origin: origin, Size: said, Root: root}, by...)
	if err != nil {
		panic(err)
	}
	ssh, err := transparency.SignSSH(note, by[0])
	if err != nil {
		panic(err)
	}
	m[checkpointFile(size)] = &fstest.MapFile{Data: note}
	m[checkpointFile(size)+".sig"] = &fstest.MapFile{Data: ssh}
}

func change(m fstest.MapFS, name, old, new string) {
	m[name] = &fstest.MapFile{Data: []byte(replaceIn(old, new)(string(m[name].Data)))}
}

func flip(m fstest.MapFS, name string, at int) {
	data := []byte(string(m[name].Data))
	data[at] ^= 1
	m[name] = &fstest.MapFile{Data: data}
}

func replaceIn(old, new string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic(old + " is not in " + s)
		}
		return strings.Replace(s, old, new, 1)
	}
}

func TestDamage(t *testing.T) {
	asset := "assets/" + Commitment(picture) + ".png"
	for _, c := range []struct {
		name   string
		change func(m fstest.MapFS)
		want   Damage // Fix is compared only if it is given, Reason up to three dots
	}{
		// What happens to files.
		{"cut off at the end", func(m fstest.MapFS) {
			m[entriesFile].Data = m[entriesFile].Data[:len(m[entriesFile].Data)-40]
		}, Damage{File: entriesFile, Line: 8, Reason: "the end of the last line is cut off",
			Fix: `Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/entries.jsonl" shows the commit to undo.`}},
		{"no newline at the end", func(m fstest.MapFS) {
			m[entriesFile].Data = m[entriesFile].Data[:len(m[entriesFile].Data)-1]
		}, Damage{File: entriesFile, Line: 8, Reason: "the end of the last line is cut off"}},
		{"emptied", func(m fstest.MapFS) { m[entriesFile].Data = nil }, Damage{File: entriesFile, Reason: "the file is empty"}},
		{"lost", func(m fstest.MapFS) { delete(m, entriesFile) }, Damage{File: entriesFile, Reason: "the file is missing"}},
		{"a line at the end lost", func(m fstest.MapFS) { setLines(m, lines(m)[:6]) },
			Damage{File: entriesFile, Reason: "entries are missing at the end: there are 6, and checkpoints/8 was signed for 8"}},
		{"a line at the end lost, with what was signed of it", func(m fstest.MapFS) { setLines(m, lines(m)[:6]); unsign(m) },
			Damage{File: first2, Reason: "the record was changed after it was published: its SHA-256 is not the one on line 3 of entries.jsonl"}},
		{"converted to Windows line endings", func(m fstest.MapFS) {
			m[entriesFile].Data = []byte(strings.ReplaceAll(string(m[entriesFile].Data), "\n", "\r\n"))
		}, Damage{File: entriesFile, Line: 1, Reason: "the line endings were changed to those of Windows", Fix: keepBytes}},
		{"one line ending of Windows", func(m fstest.MapFS) { edit(m, 3, `"v":1}`, `"v":1}`+"\r") },
			Damage{File: entriesFile, Line: 3, Reason: "the line endings were changed to those of Windows", Fix: keepBytes}},
		{"byte order mark", func(m fstest.MapFS) { m[entriesFile].Data = append([]byte("\ufeff"), m[entriesFile].Data...) },
			Damage{File: entriesFile, Line: 1, Reason: "the line is not as firsthand wrote it: a value is missing (at byte 1)"}},
		{"empty line in the middle", func(m fstest.MapFS) { edit(m, 4, `"v":1}`, `"v":1}`+"\n") },
			Damage{File: entriesFile, Line: 5, Reason: "the line is empty"}},
		{"empty line at the end", func(m fstest.MapFS) { m[entriesFile].Data = append(m[entriesFile].Data, '\n') },
			Damage{File: entriesFile, Line: 9, Reason: "the line is empty"}},
		{"symbolic link", func(m fstest.MapFS) {
			m["../site.yaml"] = &fstest.MapFile{}
			m[first1] = &fstest.MapFile{Data: []byte("02.1.json"), Mode: fs.ModeSymlink}
		}, Damage{File: first1, Reason: "this is a symbolic link, and the ledger holds none"}},
		{"entries are a symbolic link", func(m fstest.MapFS) {
			m["x"] = m[entriesFile]
			m[entriesFile] = &fstest.MapFile{Data: []byte("x"), Mode: fs.ModeSymlink}
		}, Damage{File: entriesFile, Reason: "this is a symbolic link, and the ledger holds none"}},
		{"folder in the place of a record", func(m fstest.MapFS) {
			delete(m, second)
			m[second+"/x"] = &fstest.MapFile{}
		}, Damage{File: second, Reason: "this is no plain file, and line 5 of entries.jsonl needs it"}},

		// What happens to lines.
		{"one bit of a hash flipped", func(m fstest.MapFS) { flip(m, entriesFile, strings.Index(string(m[entriesFile].Data), "bd4a09")) },
			Damage{File: entriesFile, Line: 2, Reason: "the line was changed after it was written"}},
		{"one bit of the chain flipped", func(m fstest.MapFS) { flip(m, entriesFile, strings.Index(string(m[entriesFile].Data), "33aa07")) },
			Damage{File: entriesFile, Line: 4, Reason: "the line was changed after it was written"}},
		{"one bit of the last line flipped", func(m fstest.MapFS) {
			flip(m, entriesFile, strings.LastIndex(string(m[entriesFile].Data), `"prev":"`)+9)
		},
			Damage{File: entriesFile, Line: 8, Reason: "the line or the one before it was changed after it was written"}},
		{"one bit of the form flipped", func(m fstest.MapFS) { flip(m, entriesFile, 0) },
			Damage{File: entriesFile, Line: 1, Reason: "the line is not as firsthand wrote it: a value is missing (at byte 1)"}},
		{"time edited by hand", func(m fstest.MapFS) { edit(m, 3, "10:05:30", "10:05:29") },
			Damage{File: entriesFile, Line: 3, Reason: "the line was changed after it was written"}},
		{"genesis edited by hand", func(m fstest.MapFS) { edit(m, 1, "northquay", "northkey") },
			Damage{File: entriesFile, Line: 1, Reason: "the line was changed after it was written"}},
		{"document edited by hand", func(m fstest.MapFS) { edit(m, 5, "exports/02", "exports/03") },
			Damage{File: entriesFile, Line: 5, Reason: "the line was changed after it was written"}},
		{"slip of a hand", func(m fstest.MapFS) { edit(m, 5, `"rev"`, `"ref"`) },
			Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: the key "rev" is missing`}},
		{"slip that looks new", func(m fstest.MapFS) { edit(m, 5, `"doc":"`, `"dog":"`) },
			Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: the key "doc" is missing`}},
		{"version edited by hand", func(m fstest.MapFS) { edit(m, 5, `"v":1`, `"v":2`) },
			Damage{File: entriesFile, Line: 5, Reason: "the line is not as firsthand wrote it: it holds version 2"}},
		{"added space", func(m fstest.MapFS) { edit(m, 2, `,"rev":1`, `, "rev":1`) },
			Damage{File: entriesFile, Line: 2, Reason: "the line is not as firsthand wrote it: there is a space or a line break between two values (at byte 190)"}},
		{"space at the end", func(m fstest.MapFS) { edit(m, 2, `"v":1}`, `"v":1} `) },
			Damage{File: entriesFile, Line: 2, Reason: "the line is not as firsthand wrote it: something follows where it should end"}},
		{"reordered keys", func(m fstest.MapFS) { edit(m, 1, `"run":0,"seq":0`, `"seq":0,"run":0`) },
			Damage{File: entriesFile, Line: 1, Reason: `the line is not as firsthand wrote it: the keys "seq" and "run" are in the wrong order`}},
		{"key twice", func(m fstest.MapFS) { edit(m, 2, `"rev":1,`, `"rev":1,"rev":1,`) },
			Damage{File: entriesFile, Line: 2, Reason: `the line is not as firsthand wrote it: the key "rev" is there twice`}},
		{"time in another form", func(m fstest.MapFS) { edit(m, 1, "09:52:00Z", "09:52:00.0Z") },
			Damage{File: entriesFile, Line: 1, Reason: `the line is not as firsthand wrote it: "time": a value is not written in its one form`}},
		{"swapped lines", func(m fstest.MapFS) {
			all := lines(m)
			all[2], all[3] = all[3], all[2]
			setLines(m, all)
		}, Damage{File: entriesFile, Line: 3, Reason: "the lines are out of order: entry 2 is on line 4"}},
		{"line lost", func(m fstest.MapFS) { setLines(m, append(lines(m)[:2], lines(m)[3:]...)) },
			Damage{File: entriesFile, Line: 3, Reason: "entry 2 is missing"}},
		{"lines lost", func(m fstest.MapFS) { setLines(m, append(lines(m)[:2], lines(m)[5:]...)) },
			Damage{File: entriesFile, Line: 3, Reason: "entries 2 to 4 are missing"}},
		{"beginning lost", func(m fstest.MapFS) { setLines(m, lines(m)[1:]) },
			Damage{File: entriesFile, Line: 1, Reason: "entry 0 is missing"}},
		{"union merge", func(m fstest.MapFS) {
			all := lines(m)
			other := strings.Replace(all[4], "exports/02", "exports/03", 1)
			setLines(m, append(append(append([]string{}, all[:5]...), other), all[5:]...))
		}, Damage{File: entriesFile, Line: 6, Reason: "entry 4 is in the file twice", Fix: oneSide}},
		{"merge conflict", func(m fstest.MapFS) { edit(m, 5, `{"commit"`, "<<<<<<< HEAD\n"+`{"commit"`) },
			Damage{File: entriesFile, Line: 5, Reason: "git left a merge conflict in the file", Fix: oneSide}},
		{"too long", func(m fstest.MapFS) { edit(m, 1, "status", strings.Repeat("a", MaxLine)) },
			Damage{File: entriesFile, Line: 1, Reason: "the line is not as firsthand wrote it: the line is longer than 65535 bytes"}},

		// What happens to records and assets.
		{"record lost", func(m fstest.MapFS) { delete(m, spanish) },
			Damage{File: spanish, Reason: "the file is missing, and line 4 of entries.jsonl needs it",
				Fix: `Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/` + spanish + `" shows the commit to undo.`}},
		{"every record lost", func(m fstest.MapFS) {
			for _, name := range []string{first1, first2, spanish, second} {
				delete(m, name)
			}
		}, Damage{File: first1, Reason: "the file is missing, and line 6 of entries.jsonl needs it"}},
		{"record edited", func(m fstest.MapFS) {
			m[spanish].Data = []byte(strings.Replace(string(m[spanish].Data), "ajena", "propia", 1))
		}, Damage{File: spanish, Reason: "the record was changed after it was published: its SHA-256 is not the one on line 4 of entries.jsonl"}},
		{"one bit of a record flipped", func(m fstest.MapFS) { flip(m, second, 60) },
			Damage{File: second, Reason: "the record was changed after it was published: its SHA-256 is not the one on line 5 of entries.jsonl"}},
		{"record cut off", func(m fstest.MapFS) { m[second].Data = m[second].Data[:40] },
			Damage{File: second, Reason: "the record was changed after it was published: its SHA-256 is not the one on line 5 of entries.jsonl"}},
		{"record converted to Windows line endings", func(m fstest.MapFS) {
			m[second].Data = []byte(strings.ReplaceAll(string(m[second].Data), "\n", "\r\n"))
		}, Damage{File: second, Reason: "the line ending was changed to that of Windows", Fix: keepBytes}},
		{"records swapped", func(m fstest.MapFS) { m[spanish], m[second] = m[second], m[spanish] },
			Damage{File: spanish, Reason: "the record was changed after it was published: its SHA-256 is not the one on line 4 of entries.jsonl"}},
		{"redacted record put back", func(m fstest.MapFS) {
			m[first2] = tree(t, worked(t))[first2]
		}, Damage{File: first2, Reason: "the record holds again what the redaction on line 7 of entries.jsonl removed"}},
		{"record too large", func(m fstest.MapFS) { m[second].Data = make([]byte, MaxRecord+1) },
			Damage{File: second, Reason: "the file is larger than 4 MB, and line 5 of entries.jsonl needs it"}},
		{"asset lost", func(m fstest.MapFS) { delete(m, asset) },
			Damage{File: asset, Reason: "the file is missing, and " + second + " needs it"}},
		{"asset changed", func(m fstest.MapFS) { flip(m, asset, 3) },
			Damage{File: asset, Reason: "the file was changed after it was published: its name is no longer its SHA-256"}},

		// What happens to what is signed.
		{"last line changed and chained", func(m fstest.MapFS) { edit(m, 8, "13:00:00", "13:00:01") },
			Damage{File: entriesFile, Reason: "lines 1 to 8 do not say what was signed: the root of the first 8 is zZKqp0pu, but checkpoints/8 says JQDHH1Mi", Fix: notSigned}},
		{"rewritten after the first checkpoint", func(m fstest.MapFS) {
			other := lines(m)
			addKeyLine(m, signer(2).Key(), AddKey)
			grown := lines(m)
			setLines(m, other)
			sign(m, 8, signer(1))
			setLines(m, grown)
			sign(m, 9, signer(1))
			edit(m, 9, "14:00:00", "14:00:01")
		}, Damage{File: entriesFile, Reason: "line 9 does not say what was signed: the root of the first 9 is 0+iCXc1k, but checkpoints/9 says vBqmVfIZ", Fix: notSigned}},
		{"last line lost", func(m fstest.MapFS) { setLines(m, lines(m)[:7]) },
			Damage{File: entriesFile, Reason: "entries are missing at the end: there are 7, and checkpoints/8 was signed for 8",
				Fix: `Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/entries.jsonl" shows the commit to undo.`}},
		{"every line lost", func(m fstest.MapFS) { delete(m, entriesFile); delete(m, attributesFile) },
			Damage{File: entriesFile, Reason: "the file is missing"}},
		{"checkpoint of entries that are yet to come", func(m fstest.MapFS) { signAs(m, 9, 9, origin, signer(1)) },
			Damage{File: entriesFile, Reason: "entries are missing at the end: there are 8, and checkpoints/9 was signed for 9"}},
		{"size of a checkpoint changed", func(m fstest.MapFS) { change(m, "checkpoints/8", "\n8\n", "\n7\n") },
			Damage{File: "checkpoints/8", Reason: "this is the checkpoint of 7 entries"}},
		{"checkpoint by another name", func(m fstest.MapFS) {
			m["checkpoints/7"], m["checkpoints/7.sig"] = m["checkpoints/8"], m["checkpoints/8.sig"]
		}, Damage{File: "checkpoints/7", Reason: "this is the checkpoint of 8 entries"}},
		{"root of a checkpoint changed", func(m fstest.MapFS) { change(m, "checkpoints/8", "JQDHH1Mi", "JQDHH1Mj") },
			Damage{File: "checkpoints/8", Reason: "the checkpoint was changed after it was signed: ..."}},
		{"checkpoint of another ledger", func(m fstest.MapFS) { signAs(m, 8, 8, "other.example", signer(1)) },
			Damage{File: "checkpoints/8", Reason: "this is a checkpoint of another ledger, other.example"}},
		{"checkpoint signed by a stranger", func(m fstest.MapFS) { sign(m, 8, signer(2)) },
			Damage{File: "checkpoints/8", Reason: "none of the keys that could then sign the ledger has signed the checkpoint"}},
		{"checkpoint before the key was added", func(m fstest.MapFS) { sign(m, 7, signer(1)) },
			Damage{File: "checkpoints/7", Reason: "none of the keys that could then sign the ledger has signed the checkpoint"}},
		{"key of somebody who can write the ledger but not sign it", func(m fstest.MapFS) {
			note, ssh := m["checkpoints/8"], m["checkpoints/8.sig"]
			addKeyLine(m, signer(2).Key(), AddKey)
			m["checkpoints/8"], m["checkpoints/8.sig"] = note, ssh
			sign(m, 9, signer(2))
		}, Damage{File: "checkpoints/9", Reason: "only keys have signed the checkpoint that were added after checkpoints/8: one of before must vouch for them"}},
		{"checkpoint cut off", func(m fstest.MapFS) { m["checkpoints/8"].Data = m["checkpoints/8"].Data[:40] },
			Damage{File: "checkpoints/8", Reason: `the checkpoint is not as firsthand writes it: ...`}},
		{"checkpoint with a line of a stranger", func(m fstest.MapFS) {
			ssh := m["checkpoints/8.sig"]
			sign(m, 8, signer(1), signer(2))
			m["checkpoints/8.sig"] = ssh
		}, Damage{File: "checkpoints/8.sig", Reason: "the signature does not fit checkpoints/8: ..."}},
		{"signature for ssh lost", func(m fstest.MapFS) { delete(m, "checkpoints/8.sig") },
			Damage{File: "checkpoints/8.sig", Reason: "the file is missing"}},
		{"signature for ssh by another key", func(m fstest.MapFS) {
			ssh, err := transparency.SignSSH(m["checkpoints/8"].Data, signer(2))
			if err != nil {
				panic(err)
			}
			m["checkpoints/8.sig"].Data = ssh
		}, Damage{File: "checkpoints/8.sig", Reason: "the signature does not fit checkpoints/8: ..."}},
		{"signature for ssh without its checkpoint", func(m fstest.MapFS) {
			m["checkpoints/5.sig"] = m["checkpoints/8.sig"]
		}, Damage{File: "checkpoints/5", Reason: "the file is missing, and checkpoints/5.sig belongs to it"}},
		{"file in the place of the checkpoints", func(m fstest.MapFS) { unsign(m); m["checkpoints"] = &fstest.MapFile{} },
			Damage{File: "checkpoints", Reason: "this is no folder"}},
		{"checkpoint is a symbolic link", func(m fstest.MapFS) {
			m["x"] = m["checkpoints/8"]
			m["checkpoints/8"] = &fstest.MapFile{Data: []byte("../x"), Mode: fs.ModeSymlink}
		}, Damage{File: "checkpoints/8", Reason: "this is a symbolic link, and the ledger holds none"}},

		// What happens to records that are to be replaced.
		{"redacted record put back, another one to replace it", func(m fstest.MapFS) {
			m[first2] = tree(t, worked(t))[first2]
			m[replacing(first2)] = m[first1]
		}, Damage{File: first2, Reason: "the record holds again what the redaction on line 7 of entries.jsonl removed"}},
		{"record that was not redacted, changed where it would be replaced", func(m fstest.MapFS) {
			m[replacing(second)] = m[second]
			delete(m, second)
			delete(m, replacing(first2))
			flip(m, replacing(second), 60)
		}, Damage{File: second, Reason: "the file is missing, and line 5 of entries.jsonl needs it"}},
		{"record to replace another is a symbolic link", func(m fstest.MapFS) {
			m[replacing(first2)] = &fstest.MapFile{Data: []byte("../x"), Mode: fs.ModeSymlink}
		}, Damage{File: replacing(first2), Reason: "this is a symbolic link, and the ledger holds none"}},

		// What only another program could write.
		{"genesis is not first", func(m fstest.MapFS) {
			edit(m, 1, `"origin":"status.northquay.example",`, `"key":"`+signer(1).Key()+`","op":"add","prev":"`+strings.Repeat("0", 64)+`",`)
			edit(m, 1, `"genesis"`, `"key"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 1, Reason: "the ledger does not begin with its genesis entry"}},
		{"second genesis", func(m fstest.MapFS) {
			all := lines(m)
			all[7] = strings.NewReplacer(`"seq":0`, `"seq":7`, "09:52:00", "14:00:00").Replace(all[0])
			setLines(m, all)
		}, Damage{File: entriesFile, Line: 8, Reason: "a second ledger begins here"}},
		{"genesis with a key of others", func(m fstest.MapFS) { edit(m, 1, `"run":0`, `"rev":1,"run":0`); rechain(m) },
			Damage{File: entriesFile, Line: 1, Reason: `the line is not as firsthand wrote it: the key "rev" does not belong to an entry of type "genesis"`}},
		{"genesis without origin", func(m fstest.MapFS) { edit(m, 1, `"origin":"status.northquay.example",`, ``); rechain(m) },
			Damage{File: entriesFile, Line: 1, Reason: `the line is not as firsthand wrote it: the key "origin" is missing`}},
		{"origin that is a link", func(m fstest.MapFS) { edit(m, 1, `"status`, `"https://status`); rechain(m) },
			Damage{File: entriesFile, Line: 1, Reason: `the line is not as firsthand wrote it: the origin "https://status.northquay.example" is not a host name like "status.example.com"`}},
		{"statement with a target", func(m fstest.MapFS) { edit(m, 5, `,"time"`, `,"target":1,"time"`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: the key "target" does not belong to an entry of type "statement"`}},
		{"statement without a commitment", func(m fstest.MapFS) {
			all := lines(m)
			all[4] = regexp.MustCompile(`"commit":"[^"]*",`).ReplaceAllString(all[4], "")
			setLines(m, all)
			rechain(m)
		}, Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: the key "commit" is missing`}},
		{"redaction of an import", func(m fstest.MapFS) {
			edit(m, 6, `{"commit"`, `{"claimed":"2020-01-01T00:00:00Z","commit"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 6, Reason: `the line is not as firsthand wrote it: the key "claimed" does not belong to an entry of type "redaction"`}},
		{"run that did not begin", func(m fstest.MapFS) { edit(m, 5, `"run":4`, `"run":2`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: "the entry is of publish run 2, but the one before it is of run 3"}},
		{"run of the future", func(m fstest.MapFS) { edit(m, 5, `"run":4`, `"run":5`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: "run" is 5, which no entry up to 4 can be`}},
		{"same time", func(m fstest.MapFS) { edit(m, 3, "10:05:30", "09:52:01"); rechain(m) },
			Damage{File: entriesFile, Line: 3, Reason: "the time 2026-03-03T09:52:01Z is not later than that of the entry before, 2026-03-03T09:52:01Z"}},
		{"import before the entry before", func(m fstest.MapFS) {
			edit(m, 3, "10:05:30", "09:52:00")
			edit(m, 3, `{"commit"`, `{"claimed":"2020-01-01T00:00:00Z","commit"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 3, Reason: "the time 2026-03-03T09:52:00Z is not later than that of the entry before, 2026-03-03T09:52:01Z"}},
		{"revision left out", func(m fstest.MapFS) { edit(m, 3, `"rev":2`, `"rev":3`); rechain(m) },
			Damage{File: entriesFile, Line: 3, Reason: incident + "/01 has revision 3 after revision 1"}},
		{"statement with revision 2", func(m fstest.MapFS) { edit(m, 5, `"rev":1`, `"rev":2`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: incident + "/02 begins with revision 2"}},
		{"edit of nothing", func(m fstest.MapFS) { edit(m, 5, `"statement"`, `"edit"`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: incident + "/02 is edited, but was not published before"}},
		{"published twice", func(m fstest.MapFS) { edit(m, 5, `exports/02`, `exports/01`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: incident + "/01 was published before, on line 2"}},
		{"revision zero", func(m fstest.MapFS) { edit(m, 5, `"rev":1`, `"rev":0`); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: `the line is not as firsthand wrote it: "rev": a value is not written in its one form`}},
		{"name with a path", func(m fstest.MapFS) { edit(m, 5, incident, "../../etc"); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: `"../../etc/02" does not name a document like "2026-03-03-support-exports/05.es"`}},
		{"second name of a number", func(m fstest.MapFS) { edit(m, 5, "exports/02", "exports/002"); rechain(m) },
			Damage{File: entriesFile, Line: 5, Reason: `"2026-03-03-support-exports/002" does not name a statement like "2026-03-03-support-exports/02"`}},
		{"translation before its original", func(m fstest.MapFS) { edit(m, 2, "exports/01", "exports/01.es"); rechain(m) },
			Damage{File: entriesFile, Line: 2, Reason: incident + "/01.es translates " + incident + "/01, which was not published before"}},
		{"redaction of another entry", func(m fstest.MapFS) { edit(m, 6, `"target":1`, `"target":2`); rechain(m) },
			Damage{File: entriesFile, Line: 6, Reason: "the redaction replaces entry 2, which does not hold revision 1 of " + incident + "/01"}},
		{"redaction of what is to come", func(m fstest.MapFS) { edit(m, 6, `"rev":1`, `"rev":9`); rechain(m) },
			Damage{File: entriesFile, Line: 6, Reason: "the redaction replaces entry 1, which does not hold revision 9 of " + incident + "/01"}},
		{"key that was added before", func(m fstest.MapFS) { addKeyLine(m, signer(1).Key(), AddKey) },
			Damage{File: entriesFile, Line: 9, Reason: "the key status.northquay.example+0a6c8d00 was added before, in entry 7"}},
		{"only key retired", func(m fstest.MapFS) { addKeyLine(m, signer(1).Key(), RetireKey) },
			Damage{File: entriesFile, Line: 9, Reason: "the key status.northquay.example+0a6c8d00 is the only one left: add another one first"}},
		{"only key revoked", func(m fstest.MapFS) { addKeyLine(m, signer(1).Key(), RevokeKey) },
			Damage{File: entriesFile, Line: 9, Reason: "the key status.northquay.example+0a6c8d00 is the only one left: add another one first"}},
		{"unknown key retired", func(m fstest.MapFS) { addKeyLine(m, signer(2).Key(), RetireKey) },
			Damage{File: entriesFile, Line: 9, Reason: "the key " + transparency.KeyID(signer(2).Key()) + " was never added"}},
		{"key of another ledger", func(m fstest.MapFS) { addKeyLine(m, named(2, "other.example").Key(), AddKey) },
			Damage{File: entriesFile, Line: 9, Reason: "the key " + transparency.KeyID(named(2, "other.example").Key()) + ` bears the name "other.example", but the ledger is that of "status.northquay.example"`}},
		{"import after a statement", func(m fstest.MapFS) {
			edit(m, 3, `{"commit"`, `{"claimed":"2020-01-01T00:00:00Z","commit"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 3, Reason: incident + " has statements that were published here, since entry 1: what an older system published can no longer be put into it"}},
		{"imports out of order", func(m fstest.MapFS) {
			edit(m, 3, `"run":2`, `"run":0`)
			edit(m, 2, `{"commit"`, `{"claimed":"2020-01-02T00:00:00Z","commit"`)
			edit(m, 3, `{"commit"`, `{"claimed":"2020-01-01T00:00:00Z","commit"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 3, Reason: "the publication is claimed for 2020-01-01T00:00:00Z, but the one before it for 2020-01-02T00:00:00Z: they are taken over in the order of their times"}},
		{"import of what is to come", func(m fstest.MapFS) {
			edit(m, 2, `{"commit"`, `{"claimed":"2026-03-03T09:52:02Z","commit"`)
			rechain(m)
		}, Damage{File: entriesFile, Line: 2, Reason: "the publication is claimed for 2026-03-03T09:52:02Z, which was yet to come at 2026-03-03T09:52:01Z"}},
		{"key with a wrong hash", func(m fstest.MapFS) { edit(m, 8, "+0a6c", "+1a6c"); rechain(m) },
			Damage{File: entriesFile, Line: 8, Reason: `the line is not as firsthand wrote it: "key" is not a verifier key`}},
		{"record of another document", func(m fstest.MapFS) {
			recommit(m, second, 5, replaceIn("exports/02", "exports/03"))
		}, Damage{File: second, Reason: "this is the record of revision 1 of " + incident + "/03"}},
		{"record of another revision", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"rev":1`, `"rev":2`)) },
			Damage{File: second, Reason: "this is the record of revision 2 of " + incident + "/02"}},
		{"record in another language", func(m fstest.MapFS) { recommit(m, spanish, 4, replaceIn(`"lang":"es"`, `"lang":"en"`)) },
			Damage{File: spanish, Reason: `the record is not as firsthand writes it: "lang" is "en", but the document's name says "es"`}},
		{"translation of what is to come", func(m fstest.MapFS) { recommit(m, spanish, 4, replaceIn(`"of":2`, `"of":3`)) },
			Damage{File: spanish, Reason: "the translation follows revision 3 of its original, which had only 2"}},
		{"translation of nothing", func(m fstest.MapFS) { recommit(m, spanish, 4, replaceIn(`"of":2,`, ``)) },
			Damage{File: spanish, Reason: `the record is not as firsthand writes it: "of" is missing: which revision of the original was translated`}},
		{"original with an original", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"rev":1`, `"of":1,"rev":1`)) },
			Damage{File: second, Reason: `the record is not as firsthand writes it: "of" is set, but the document is no translation`}},
		{"short salt", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"salt":"AQEB`, `"salt":"`)) },
			Damage{File: second, Reason: `the record is not as firsthand writes it: "salt" is not 32 bytes in base64`}},
		{"record with a space", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"rev":1`, `"rev": 1`)) },
			Damage{File: second, Reason: "the record is not as firsthand writes it: there is a space or a line break between two values"}},
		{"record that says too much", func(m fstest.MapFS) {
			recommit(m, second, 5, replaceIn(`"headline"`, `"facts":{"affected":[{"all":false,"who":"x"}]},"headline"`))
		}, Damage{File: second, Reason: `the record is not as firsthand writes it: "said.facts.affected.all": a value is not written in its one form`}},
		{"record without an end", func(m fstest.MapFS) { recommit(m, second, 5, func(s string) string { return strings.TrimSpace(s) }) },
			Damage{File: second, Reason: "the record is not as firsthand writes it: the end of the file is cut off"}},
		{"asset with a path", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"files/map.png":`, `"files/../../x.png":`)) },
			Damage{File: second, Reason: `the record is not as firsthand writes it: "files/../../x.png" does not name an asset like "files/map.png"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := example(t)
			c.change(m)
			_, err := Load(m)
			var got *Damage
			if !errors.As(err, &got) {
				t.Fatalf("Load = %v, want damage: %s", err, c.want.Reason)
			}
			have := *got
			if c.want.Fix == "" {
				have.Fix = ""
			}
			start := strings.TrimSuffix(c.want.Reason, "...")
			if strings.HasPrefix(have.Reason, c.want.Reason+" (at byte ") || start != c.want.Reason && strings.HasPrefix(have.Reason, start) {
				have.Reason = c.want.Reason
			}
			if diff := cmp.Diff(c.want, have); diff != "" {
				t.Errorf("damage (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDamageInWords(t *testing.T) {
	m := example(t)
	edit(m, 3, "10:05:30", "10:05:29")
	_, err := Load(m)
	want := `ledger/entries.jsonl:3: the ledger is damaged: the line was changed after it was written. Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/entries.jsonl" shows the commit to undo.`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	m = example(t)
	delete(m, first1)
	_, err = Load(m)
	want = `ledger/` + first1 + `: the ledger is damaged: the file is missing, and line 6 of entries.jsonl needs it. Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/` + first1 + `" shows the commit to undo.`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestNewer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(m fstest.MapFS)
		want   NewerError
	}{
		{"version of an entry", func(m fstest.MapFS) { edit(m, 8, `"v":1`, `"v":2`) }, NewerError{entriesFile, 8, "version 2"}},
		{"version in the middle", func(m fstest.MapFS) { edit(m, 5, `"v":1`, `"v":2`); rechain(m) }, NewerError{entriesFile, 5, "version 2"}},
		{"version with another form", func(m fstest.MapFS) { edit(m, 8, `"v":1`, `"v":2,"weight":1.5`) }, NewerError{entriesFile, 8, "version 2"}},
		{"key", func(m fstest.MapFS) { edit(m, 8, `"v":1`, `"v":1,"weight":1`) }, NewerError{entriesFile, 8, `the key "weight"`}},
		{"key inside", func(m fstest.MapFS) {
			edit(m, 1, `{"origin"`, `{"after":{"origin":"old.example","root":"`+strings.Repeat("A", 43)+`=","size":5,"when":"x"},"origin"`)
			rechain(m)
		}, NewerError{entriesFile, 1, `the key "after.when"`}},
		{"type", func(m fstest.MapFS) { edit(m, 8, `"type":"key"`, `"type":"witness"`) }, NewerError{entriesFile, 8, `the type "witness"`}},
		{"operation", func(m fstest.MapFS) { edit(m, 8, `"op":"add"`, `"op":"rotate"`) }, NewerError{entriesFile, 8, `the operation "rotate" on a key`}},
		{"version of a record", func(m fstest.MapFS) { recommit(m, second, 5, replaceIn(`"v":1`, `"v":3`)) }, NewerError{second, 0, "version 3"}},
		{"key of a record", func(m fstest.MapFS) {
			recommit(m, second, 5, replaceIn(`"said":{`, `"said":{"audience":"press",`))
		}, NewerError{second, 0, `the key "said.audience"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := example(t)
			c.change(m)
			_, err := Load(m)
			var got *NewerError
			if !errors.As(err, &got) {
				t.Fatalf("Load = %v, want %+v", err, c.want)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if !strings.Contains(err.Error(), "needs a newer firsthand") {
				t.Errorf("the message is %q", err)
			}
		})
	}
}

// Each change of any byte of the files that a ledger needs is noticed, also in the
// last line, which no other line knows yet, but the checkpoint does.
func TestEveryByteCounts(t *testing.T) {
	whole := example(t)
	for name, file := range whole {
		if name == attributesFile {
			continue
		}
		data := file.Data
		for at := 0; at < len(data); at += 7 { // a part of them, to be quick
			m := fstest.MapFS{}
			for other, f := range whole {
				m[other] = f
			}
			flip(m, name, at)
			if _, err := Load(m); err == nil {
				t.Errorf("a change of byte %d of %s goes unnoticed", at, name)
			}
		}
	}
}

func TestNotDamage(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(m fstest.MapFS)
	}{
		{"orphan records", func(m fstest.MapFS) {
			m["records/"+incident+"/02.2.json"] = &fstest.MapFile{Data: []byte("half")}
			m["records/other/01.1.json"] = &fstest.MapFile{Data: []byte("half")}
			m["records/.DS_Store"] = &fstest.MapFile{}
		}},
		{"orphan asset", func(m fstest.MapFS) { m["assets/x.png"] = &fstest.MapFile{} }},
		{"lock and unfinished files", func(m fstest.MapFS) { m[lockFile], m[replacement(entriesFile)] = &fstest.MapFile{}, &fstest.MapFile{} }},
		{"no attributes", func(m fstest.MapFS) { delete(m, attributesFile) }},
		{"successor", func(m fstest.MapFS) {
			edit(m, 1, `{"origin"`, `{"after":{"origin":"old.example","root":"`+strings.Repeat("A", 43)+`=","size":5},"origin"`)
			rechain(m)
		}},
		{"imports at one time", func(m fstest.MapFS) {
			for _, line := range []int{2, 3, 4} {
				edit(m, line, `{"commit"`, `{"claimed":"2020-01-01T00:00:00Z","commit"`)
			}
			edit(m, 2, "09:52:01", "09:52:00")
			edit(m, 3, "10:05:30", "09:52:00")
			edit(m, 4, "10:40:00", "09:52:00")
			rechain(m)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := example(t)
			c.change(m)
			if _, err := Load(m); err != nil {
				t.Error(err)
			}
		})
	}
}

// A link on a real disk, which the system would follow.
func TestSymbolicLinkOnDisk(t *testing.T) {
	dir := full(t)
	secret := filepath.Join(filepath.Dir(dir), "secret")
	if err := os.Rename(filepath.Join(dir, "records", incident), secret); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "records", incident)); err != nil {
		t.Skip(err)
	}
	_, err := Load(os.DirFS(dir))
	if got := (*Damage)(nil); !errors.As(err, &got) || got.File != "records/"+incident {
		t.Errorf("Load = %v, want a refused link", err)
	}
}

func FuzzEntry(f *testing.F) {
	for _, line := range lines(example(f)) {
		f.Add(line)
	}
	f.Add(`{"after":{"origin":"old.example","root":"` + strings.Repeat("A", 43) + `=","size":5},"origin":"a.b","run":0,"seq":0,"time":"2026-03-03T09:52:00Z","type":"genesis","v":1}`)
	f.Fuzz(func(t *testing.T, line string) {
		e, err := decodeEntry(line)
		if err != nil {
			return
		}
		if again, err := e.encode(); err != nil || again != line {
			t.Errorf("encode(decode(%q)) = %q, %v", line, again, err)
		}
		if !json.Valid([]byte(line)) {
			t.Errorf("%q is not JSON", line)
		}
	})
}

func FuzzRecord(f *testing.F) {
	m := example(f)
	for _, name := range []string{first1, spanish, second} {
		f.Add(m[name].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := decodeRecord(data)
		if err != nil {
			return
		}
		if again, err := r.encode(); err != nil || string(again) != string(data) {
			t.Errorf("encode(decode(%q)) = %q, %v", data, again, err)
		}
	})
}

// Whatever the file of entries holds, Load says what is wrong with it.
func FuzzLoad(f *testing.F) {
	m := example(f)
	f.Add(string(m[entriesFile].Data))
	f.Add("\n")
	f.Fuzz(func(t *testing.T, text string) {
		all := fstest.MapFS{}
		for name, file := range m {
			all[name] = file
		}
		all[entriesFile] = &fstest.MapFile{Data: []byte(text)}
		l, err := Load(all)
		var damage *Damage
		var newer *NewerError
		switch {
		case err == nil:
			if string(mustRead(t, l, entriesFile)) != text {
				t.Errorf("%q was not read as it is", text)
			}
		case !errors.As(err, &damage) && !errors.As(err, &newer):
			t.Errorf("Load = %v, which is neither damage nor newer", err)
		}
	})
}

// Whatever the file of a checkpoint holds, it is the one that was signed, or
// damage.
func FuzzCheckpoint(f *testing.F) {
	whole := example(f)
	note, ssh := whole["checkpoints/8"].Data, whole["checkpoints/8.sig"].Data
	f.Add(8, note, ssh)
	f.Add(9, note, ssh)
	f.Fuzz(func(t *testing.T, size int, data, signature []byte) {
		m := fstest.MapFS{}
		for name, file := range whole {
			m[name] = file
		}
		name := checkpointFile(size)
		m[name], m[name+".sig"] = &fstest.MapFile{Data: data}, &fstest.MapFile{Data: signature}
		_, err := Load(m)
		var damage *Damage
		switch {
		case err != nil && !errors.As(err, &damage):
			t.Errorf("Load = %v, which is no damage", err)
		case err == nil && size == 8 && string(data) != string(note):
			t.Errorf("the checkpoint %q passes for the one that was signed", data)
		case err == nil && size > 0 && size != 8:
			t.Errorf("the checkpoint %q passes for one of %d entries", data, size)
		}
	})
}

func mustRead(t *testing.T, l *Log, name string) []byte {
	t.Helper()
	data, err := l.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
