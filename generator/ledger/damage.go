package ledger

import "fmt"

// Damage is something in the ledger folder that firsthand did not write, or
// something missing from it. Nothing is read from, built from or added to a
// damaged ledger.
type Damage struct {
	File   string // below the ledger folder: "entries.jsonl"
	Line   int    // from 1; 0 means the file as a whole
	Reason string // what is wrong, without a full stop
	Fix    string // what to do about it, in whole sentences
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s: the ledger is damaged: %s. %s", place(d.File, d.Line), d.Reason, d.Fix)
}

// A NewerError says that a newer version of firsthand wrote the ledger.
type NewerError struct {
	File string
	Line int
	What string // what this program does not know: `the key "weight"`
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s: the ledger needs a newer firsthand: this one does not know %s. Install the newest version and try again.",
		place(e.File, e.Line), e.What)
}

func place(file string, line int) string {
	if line == 0 {
		return "ledger/" + file
	}
	return fmt.Sprintf("ledger/%s:%d", file, line)
}

const entriesFile = "entries.jsonl"

// restore is the way out of nearly every damage.
func restore(file string) string {
	return fmt.Sprintf(`Put the ledger back with "git checkout -- ledger/"; if the change is already committed, "git log -p -- ledger/%s" shows the commit to undo.`, file)
}

// oneSide is the way out when two branches both published.
const oneSide = `Two branches have both published. Keep the ledger of one of them whole, "git checkout <branch> -- ledger/", and run publish again: it adds what the other had published.`

// notSigned is the way out when the entries are not those of a checkpoint.
const notSigned = `Either a published entry was changed, or two branches have both published and their ledgers were mixed. Put the ledger of one of them back whole, with its checkpoints, "git checkout <branch> -- ledger/", and run publish again: it adds what the other had published.`

// keepBytes is the way out when line endings were changed.
const keepBytes = `Keep the file ledger/.gitattributes ("* -text -merge") and put the ledger back with "git checkout -- ledger/".`

func damagedLine(line int, format string, args ...any) *Damage {
	return &Damage{File: entriesFile, Line: line, Reason: fmt.Sprintf(format, args...), Fix: restore(entriesFile)}
}

func damagedFile(file string, format string, args ...any) *Damage {
	return &Damage{File: file, Reason: fmt.Sprintf(format, args...), Fix: restore(file)}
}
