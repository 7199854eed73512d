package generator

import (
	"strings"

	"firsthand/generator/page"
	"firsthand/generator/transparency"
)

// record returns the ledger itself and what proves it: what a journalist checks
// with sha256sum, and what a lost ledger can be restored from. Assets lie beside
// it, where pages link to them.
func (s *siteBuild) record() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range s.log.Files() {
		if strings.HasPrefix(name, "assets/") {
			continue
		}
		data, err := s.log.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[ledgerName+"/"+name] = data
	}
	proofs, err := s.log.Site()
	if err != nil {
		return nil, err
	}
	for name, data := range proofs {
		files[ledgerName+"/"+name] = data
	}
	return files, nil
}

// evidence returns what pages say about an entry. What an entry's own run made
// of the record never changes, so that old pages stay as they are.
func (s *siteBuild) evidence(seq int) page.Evidence {
	_, signed := s.log.CheckpointOf(seq)
	return page.Evidence{
		Commit: s.log.Entries()[seq].Commit,
		Root:   s.root(seq),
		Signed: signed, Replaced: s.log.Replaced(seq),
	}
}

// root returns the short root of the ledger after the run that holds an entry.
func (s *siteBuild) root(seq int) string { return s.log.Root(s.log.RunEnd(seq)).Short() }

// keys returns the keys that the ledger names; none before one of them signed.
func (s *siteBuild) keys() []page.SigningKey {
	var all []page.SigningKey
	if _, signed := s.log.Head(); !signed {
		return nil
	}
	for _, k := range s.log.Keys() {
		key := page.SigningKey{Key: k.Key, ID: transparency.KeyID(k.Key), State: "key_active"}
		switch {
		case k.Revoked > 0:
			key.State = "key_revoked"
		case k.Retired > 0:
			key.State = "key_retired"
		}
		all = append(all, key)
	}
	return all
}
