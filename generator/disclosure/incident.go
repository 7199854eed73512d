package disclosure

import (
	"fmt"
	"slices"
	"time"
)

// An Incident is everything that was published about one event.
type Incident struct {
	ID         string
	Statements []*Statement // in ledger order
	Versions   []Version    // version n is Versions[n-1]
	Questions  []*Statement // the questions document, if there is one, with its translations
}

// A Statement is one public text with its revisions and translations.
type Statement struct {
	Number       int
	Doc          Doc
	Revisions    []Publication // of the original, by revision
	Redactions   []Publication
	Translations []Translation // sorted by language
}

// A Translation is a statement in another language.
type Translation struct {
	Lang      string
	Revisions []Publication
}

// A Version is the state of an account after one publish run that touched it.
type Version struct {
	Number       int
	Time         time.Time // of its first entry, as readers see it
	Claimed      bool      // imported: the time is what an older system says
	Publications []Publication
	first, last  int // Seq of its first and last entry
}

// Entry returns the sequence number of the last entry of the version.
func (v Version) Entry() int { return v.last }

// Assemble sorts publications, given in ledger order, into incidents, in the
// order in which the incidents were first published.
//
// It returns an error for what no ledger that loads can hold: a revision without
// its predecessor, or a translation without its original.
func Assemble(publications []Publication) ([]*Incident, error) {
	var incidents []*Incident
	byID := map[string]*Incident{}
	for _, p := range publications {
		incident := byID[p.Doc.Incident()]
		if incident == nil {
			incident = &Incident{ID: p.Doc.Incident()}
			byID[incident.ID] = incident
			incidents = append(incidents, incident)
		}
		if err := incident.add(p); err != nil {
			return nil, fmt.Errorf("entry %d: %w", p.Seq, err)
		}
	}
	return incidents, nil
}

func (i *Incident) add(p Publication) error {
	docs := &i.Statements
	if p.Doc.IsQuestions() {
		docs = &i.Questions
	}
	at := slices.IndexFunc(*docs, func(s *Statement) bool { return s.Doc == p.Doc.Original() })
	if at < 0 {
		if p.Doc.Lang() != "" {
			return fmt.Errorf("%s translates a document that was not published", p.Doc)
		}
		*docs = append(*docs, &Statement{Number: p.Doc.Number(), Doc: p.Doc})
		at = len(*docs) - 1
	}
	if err := (*docs)[at].add(p); err != nil {
		return err
	}
	if p.Doc.Lang() == "" && !p.Doc.IsQuestions() {
		i.addToVersion(p)
	}
	return nil
}

func (s *Statement) add(p Publication) error {
	if p.Type == Redaction {
		s.Redactions = append(s.Redactions, p)
		return nil
	}
	revisions := &s.Revisions
	if lang := p.Doc.Lang(); lang != "" {
		at, found := slices.BinarySearchFunc(s.Translations, lang, func(t Translation, lang string) int {
			return compareStrings(t.Lang, lang)
		})
		if !found {
			s.Translations = slices.Insert(s.Translations, at, Translation{Lang: lang})
		}
		revisions = &s.Translations[at].Revisions
	}
	if p.Rev != len(*revisions)+1 {
		return fmt.Errorf("%s has revision %d after %d", p.Doc, p.Rev, len(*revisions))
	}
	*revisions = append(*revisions, p)
	return nil
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// addToVersion puts an entry about an original into the version of its run, as
// the n-th distinct pair of run and claimed time.
func (i *Incident) addToVersion(p Publication) {
	n := len(i.Versions)
	if n > 0 {
		last := &i.Versions[n-1]
		if before := last.Publications[0]; before.Run == p.Run && before.Claimed.Equal(p.Claimed) {
			last.Publications = append(last.Publications, p)
			last.last = p.Seq
			return
		}
	}
	i.Versions = append(i.Versions, Version{
		Number: n + 1, Time: p.Shown(), Claimed: !p.Claimed.IsZero(),
		Publications: []Publication{p}, first: p.Seq, last: p.Seq,
	})
}

// First returns the time of the first notice.
func (i *Incident) First() time.Time { return i.Versions[0].Time }

// Last returns the version that stands now.
func (i *Incident) Last() Version { return i.Versions[len(i.Versions)-1] }

// Languages returns the languages into which something was translated, sorted.
func (i *Incident) Languages() []string {
	var langs []string
	for _, s := range slices.Concat(i.Statements, i.Questions) {
		for _, t := range s.Translations {
			langs = append(langs, t.Lang)
		}
	}
	slices.Sort(langs)
	return slices.Compact(langs)
}

// Lags reports whether a translation follows a text that told something else than
// revision rev of the original does.
//
// A repair of the original makes no translation lag: it changed no number, date,
// negation, link, step or fact, and a slip in one language is none in another.
// What an older system edited may have changed anything; and what was removed from
// the original may still be told in the translation, until that is looked at.
func (s *Statement) Lags(translation Publication, rev int) bool {
	for _, p := range s.Revisions {
		if translation.Of < p.Rev && p.Rev <= rev && !p.Claimed.IsZero() {
			return true
		}
	}
	removed, looked := 0, translation.Run
	for _, r := range s.Redactions {
		switch r.Doc {
		case s.Doc:
			removed = max(removed, r.Run)
		case translation.Doc:
			looked = max(looked, r.Run)
		}
	}
	return removed > looked
}

// Published returns the first publication of the statement.
func (s *Statement) Published() Publication { return s.Revisions[0] }

// at returns the newest revision of the original with an entry up to seq.
func (s *Statement) at(seq int) (Publication, bool) { return newest(s.Revisions, seq) }

func newest(revisions []Publication, seq int) (Publication, bool) {
	for i := len(revisions) - 1; i >= 0; i-- {
		if revisions[i].Seq <= seq {
			return revisions[i], true
		}
	}
	return Publication{}, false
}

// In returns the newest translation of the statement into lang that follows
// revision rev of the original or an earlier one, whenever it was published.
func (s *Statement) In(lang string, rev int) (Publication, bool) {
	for _, t := range s.Translations {
		if t.Lang != lang {
			continue
		}
		for i := len(t.Revisions) - 1; i >= 0; i-- {
			if t.Revisions[i].Of <= rev {
				return t.Revisions[i], true
			}
		}
	}
	return Publication{}, false
}
