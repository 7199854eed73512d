package page

import (
	"cmp"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Corrected is the newest correction, in one line.
type Corrected struct {
	At       Moment  // day of the correction
	Headline Words   // without the word "Correction"; "" if it does not speak of the correction
	Facts    []Label // what is corrected
	Link     string  // to the version that made it, with what changed
	Earlier  int     // corrections before it
	All      string  // link to the list of versions
}

// A Promise is the standing promise to write again.
type Promise struct {
	NextUpdate
	Overdue bool // the time has passed without a word
	Live    bool // the reader's browser may say how much time is left, if At is set
}

// Planned is the window of a maintenance.
type Planned struct {
	Window
	State string // WindowAhead, WindowRunning, WindowPassed; "" on pages that never change
	Live  bool   // the reader's browser may say how much time is left until From
}

// A Watch says until when a fix is being watched.
type Watch struct {
	Until Moment // the day that was named
	Over  bool   // the time has passed, and nothing more was said
}

// Translated says how far the words of a page are in its language.
type Translated struct {
	None     bool   // nothing is translated
	Part     bool   // some statements are not
	Lagging  bool   // some translations follow an earlier revision
	Machine  bool   // some were made by a machine
	Original string // link to the original; "" on an original page

	// On the page of one statement:
	Follows *VersionLink // the version of the account whose text was translated
	Newer   *VersionLink // the version with the newer text, if the translation lags
}

// called returns the titles and kinds that the account had before.
func (s *story) called() []Was {
	var all []Was
	for i, h := range s.t.local.Known {
		if h.Key == "title" || h.Key == "kind" {
			all = append(all, s.was(h, s.t.original.Known[i])...)
		}
	}
	for i := range all {
		all[i].At = disclosure.DayOf(all[i].At.Time)
	}
	return all
}

func (s *story) corrected() *Corrected {
	c := s.t.local.Corrections
	if len(c) == 0 {
		return nil
	}
	newest := c[len(c)-1].Statement
	earlier := map[int]bool{}
	for _, x := range c {
		if x.Statement != newest {
			earlier[x.Statement] = true
		}
	}
	said := s.told(newest)
	v := &Corrected{
		At: disclosure.DayOf(said.Published), Link: s.to(address.Version(s.lang, s.r.inc.ID, said.Version)),
		Earlier: len(earlier), All: s.to(address.Versions(s.lang, s.r.inc.ID)),
	}
	for _, x := range c {
		if x.Statement == newest {
			v.Facts = s.withLabel(v.Facts, s.label(x.Key, x.Now.Value))
		}
	}
	if words, original := withoutPrefix(headline(said)), withoutPrefix(s.originalHeadline(newest)); words != headline(said) {
		v.Headline = s.words(sentence(words), sentence(original))
	}
	return v
}

// headline returns the headline of a statement; a statement without one is
// called like the account.
func headline(t *disclosure.Told) string {
	return cmp.Or(t.Said.Headline, t.Said.Facts.Title)
}

func (s *story) originalHeadline(number int) string {
	for i := range s.t.original.Statements {
		if t := &s.t.original.Statements[i]; t.Number == number {
			return headline(t)
		}
	}
	return ""
}

func (s *story) promise() (Promise, bool) {
	p, ok := standing(s.t.local)
	o, _ := standing(s.t.original)
	if !ok {
		return Promise{}, false
	}
	return Promise{
		NextUpdate: NextUpdate{At: p.At, When: s.linked(p.When, o.When), None: s.linked(p.None, o.None)},
		Overdue:    s.clock.passed(p.At),
		Live:       s.live(s.clock),
	}, true
}

func (s *story) translated() Translated {
	if s.lang == "" {
		return Translated{}
	}
	t := Translated{None: true, Original: s.to(s.sibling(""))}
	for i := range s.t.local.Statements {
		told := &s.t.local.Statements[i]
		if told.Lang != s.lang {
			t.Part = true
			continue
		}
		t.None = false
		t.Lagging = t.Lagging || told.Lagging
		t.Machine = t.Machine || told.Said.TranslatedBy == "machine"
	}
	t.Part = t.Part && !t.None
	return t
}
