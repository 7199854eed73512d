package page

import (
	"path"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Evidence is what the public record holds about one of its entries.
type Evidence struct {
	Commit string // SHA-256 of the record file, in hex
	Root   string // short form of the record's root hash after the run that made the entry
	Signed bool   // a signed checkpoint covers the entry, and there is a proof against it

	// Replaced is the number of the redaction that replaced the record file, so
	// that its sum is no longer Commit; 0 if none did.
	Replaced int
}

// A SigningKey is a key that the record names.
type SigningKey struct {
	Key   string // verifier key, as a signed note has it
	ID    string // short form: name and hash
	State string // key of a word of the theme: "key_active", "key_retired" or "key_revoked"
}

// An Entry is one entry of the public record, with what it is checked against.
type Entry struct {
	Number int
	What   string // key of a word of the theme: "entry_statement", "entry_edit" or "entry_redaction"
	About  Link   // the statement
	Record string // link to the record file
	File   string // its name, as sha256sum prints it
	Sum    string // SHA-256 of the record file, in hex; "" if the file was replaced

	// Replaced is the number of the entry of the removal that replaced the record
	// file; 0 if none did.
	Replaced int
	Proof    string // link to the proof; "" if no signed checkpoint covers the entry
}

// evidence returns what is known about an entry: nothing in a preview.
func (m *maker) evidence(seq int) Evidence {
	if m.Evidence == nil {
		return Evidence{}
	}
	return m.Evidence(seq)
}

// entry returns an entry about a statement of the story.
func (s *story) entry(p disclosure.Publication, about Link) Entry {
	known := s.evidence(p.Seq)
	e := Entry{Number: p.Seq, What: choice("entry", string(p.Type)), About: about, Sum: known.Commit, Replaced: known.Replaced}
	if e.Replaced > 0 {
		e.Sum = ""
	}
	file := address.LedgerRecord(string(p.Doc), p.Rev)
	e.Record, e.File = s.to(file), path.Base(file)
	if known.Signed {
		e.Proof = s.to(address.Proof(p.Seq))
	}
	return e
}

// entries returns the entries of publications about statements of the story; a
// preview shows none.
func (s *story) entries(publications []disclosure.Publication) []Entry {
	if s.Preview || s.Evidence == nil {
		return nil
	}
	var all []Entry
	for _, p := range publications {
		t := s.told(p.Doc.Number())
		if t == nil {
			continue
		}
		about := Link{s.words(headline(t), s.originalHeadline(t.Number)), s.statementLink(t.Number)}
		all = append(all, s.entry(p, about))
	}
	return all
}

// Verify is the view of the layout "verify": what the public record proves, what
// it cannot prove, and how anybody checks it.
type Verify struct {
	Frame
	Origin     string // name of the record, which its checkpoints carry
	Site       string // absolute address of the site, with a slash at the end
	Signed     bool   // there is a signed checkpoint
	Keys       []SigningKey
	Entries    string // link to the entries; "" before the record began
	Checkpoint string // link to the newest signed checkpoint; "" if there is none
	Example    *Entry // of a statement that readers can check; nil if nothing was published
	ExampleURL string // absolute address of its record
	Doc        string // name of its document
}

func (p place) verify() *Verify {
	v := &Verify{
		Frame: p.frame(""), Origin: p.Origin, Site: p.absolute(""), Signed: len(p.Keys) > 0, Keys: p.Keys,
	}
	if !p.Genesis.IsZero() {
		v.Entries = p.to(address.LedgerEntries)
	}
	if v.Signed {
		v.Checkpoint = p.to(address.LedgerCheckpoint)
	}
	v.Record = Record{Part: true, Name: p.Origin, Signed: v.Signed, Since: v.Record.Since, Verify: v.Record.Verify}
	if len(p.records) == 0 {
		return v
	}
	r, published := p.example()
	s := p.newStory(r, len(r.inc.Versions), clock{})
	if all := s.entries([]disclosure.Publication{published}); len(all) > 0 {
		v.Example = &all[0]
		v.ExampleURL = p.absolute(address.LedgerRecord(string(published.Doc), published.Rev))
		v.Doc = string(published.Doc)
	}
	return v
}

// example returns a statement whose record file still has the hash that its entry
// names: the first from which nothing was removed, if possible one with a single
// entry.
func (p place) example() (*record, disclosure.Publication) {
	r := p.records[0]
	published, whole := r.inc.Statements[0].Revisions[0], false
	for _, other := range p.records {
		for _, st := range other.inc.Statements {
			first := st.Revisions[0]
			if first.Said.Redacted != "" {
				continue
			}
			if len(st.Revisions) == 1 {
				return other, first
			}
			if !whole {
				r, published, whole = other, first, true
			}
		}
	}
	return r, published
}
