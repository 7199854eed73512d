package page

import (
	"reflect"
	"slices"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// Account is the view of the layout "account": what a company says about an
// incident now.
type Account struct {
	Frame
	Story Story // the whole account
}

// Version is the view of the layout "version": the account as it stood.
type Version struct {
	Frame
	Number   int
	From, To Moment       // To is zero for the version that stands
	Claimed  bool         // the time is what an older system says
	Class    string       // key of a word of the theme: "class_correction"
	Level    string       // shape and colour of Class: see State
	Account  Link         // the account that stands, as it is called now
	Before   *VersionLink // nil for the first
	After    *VersionLink // nil for the one that stands
	All      string       // link to the list of versions

	Changes    []Change // since the version before
	Marked     []Marked // texts, with what changed in them
	Statements []Link   // first published in this version
	Repaired   []Link   // statements whose spelling or form was repaired in it
	Redacted   []Link   // statements from which something was removed in it

	Since    Since     // what has changed up to today; empty for the one that stands
	Removals []Removal // of something from its texts, after it; the page shows what is left
	Story    Story     // the account as it stood

	Entries []Entry // of the public record, that made this version
}

// A VersionLink leads to a version.
type VersionLink struct {
	Number int
	Link   string
}

// Since is what has changed from a version up to today.
type Since struct {
	Corrected []Change // what the version said and is known to be wrong
	Other     []Change // changes
	Count     int      // of both
}

// A Change is one fact or section that differs between two versions.
type Change struct {
	Kind    string    // key of a word of the theme: "change_corrected"
	Label   Label     // what differs
	Anchor  string    // where the page has the fact; "" if it does not show it
	Was     *Value    // nil if nothing was said, or for a list
	Now     *Value    // nil if nothing is said any more, or for a list
	Because Words     // why the earlier value was wrong
	Text    bool      // a section whose text is different
	Counts  []Count   // what changed in that text, in numbers
	Marked  string    // link to that text with its changes marked; "" if it is not on the page
	Added   []Value   // items of a list
	Dropped []Value   // items of a list that are no longer in it
	Altered []Altered // items of a list that differ
}

// An Altered is an item of a list that differs.
type Altered struct{ Was, Now Value }

func (p place) account(r *record) *Account {
	n := len(r.inc.Versions)
	s := p.newStory(r, n, p.clock())
	v := &Account{Frame: p.frame(""), Story: s.make()}
	for _, from := range p.merged[r.inc.ID] {
		v.Story.MergedFrom = append(v.Story.MergedFrom, Link{p.words(from.title(p.lang), from.title("")), p.to(address.Incident(p.lang, from.inc.ID))})
	}
	v.Frame.Title, v.Frame.Description = p.plainly(r.title(p.lang)), p.plainly(r.summary(p.lang))
	v.Feeds = append(v.Feeds, p.incidentFeeds(r)...)
	v.Record = p.recordOf(n, 0, r.inc.Versions[n-1].Entry())
	v.Frame.ShowsDraft = p.isDraft(v.Record.Entry)
	v.Relations, v.Structured = p.relations(r, 0), s.structured(n, false)
	v.Script = p.watching(r)
	if r.hasNotice() {
		v.Story.Notice = p.to(address.Notice(p.lang, r.inc.ID))
	}
	return v
}

func (p place) version(r *record, n int) *Version {
	id, last := r.inc.ID, len(r.inc.Versions)
	version := r.inc.Versions[n-1]
	s := p.newStory(r, n, clock{})
	v := &Version{
		Frame: p.frame(""), Number: n, From: disclosure.At(version.Time), Claimed: version.Claimed,
		Class: choice("class", string(p.recent.class(r, n))), All: p.to(address.Versions(p.lang, id)),
		Account: Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, id))},
		Story:   s.make(),
	}
	s.shown = &v.Story
	v.Level = markLevel(v.Class)
	v.Frame.Title, v.Frame.Description = p.plainly(s.t.local.Facts.Title), p.plainly(s.t.local.Summary)
	v.Canonical = p.absolute(address.Incident(p.lang, id))
	v.Feeds = append(v.Feeds, p.incidentFeeds(r)...)
	v.Record = p.recordOf(n, 0, version.Entry())
	v.Frame.ShowsDraft = p.isDraft(version.Entry())
	v.Relations, v.Structured = p.relations(r, n), s.structured(n, true)
	if n > 1 {
		v.Before = &VersionLink{n - 1, p.to(address.Version(p.lang, id, n-1))}
		before := p.telling(r, n-1, p.lang)
		changes, keys := s.changes(before, s.t)
		v.Changes, v.Marked = changes, s.markSections(changes, keys, before)
	}
	v.Marked = append(v.Marked, s.markRepairs(version)...)
	if n < last {
		v.To = disclosure.At(r.inc.Versions[n].Time)
		v.After = &VersionLink{n + 1, p.to(address.Version(p.lang, id, n+1))}
		v.Since = s.since()
	}
	v.Statements, v.Repaired, v.Redacted = s.publications(version)
	v.Removals = s.removals(version)
	v.Entries = s.entries(version.Publications)
	return v
}

// publications returns what the entries of a version did, by statement.
func (s *story) publications(v disclosure.Version) (published, repaired, redacted []Link) {
	for _, p := range v.Publications {
		t := s.told(p.Doc.Number())
		if t == nil {
			continue
		}
		link := Link{s.words(headline(t), s.originalHeadline(t.Number)), s.statementLink(t.Number)}
		list := &published
		switch p.Type {
		case disclosure.Edited:
			list = &repaired
		case disclosure.Redaction:
			list = &redacted
		}
		if !slices.Contains(*list, link) {
			*list = append(*list, link)
		}
	}
	return published, repaired, redacted
}

// since returns what has changed from the version of s up to the account that
// stands.
func (s *story) since() Since {
	var since Since
	now := s.telling(s.r, len(s.r.inc.Versions), s.lang)
	changes, keys := s.changes(s.t, now)
	for i, c := range changes {
		if keys[i] == "next_update" {
			continue
		}
		since.Count++
		// What the version did not say yet was not wrong in it.
		if c.Kind == "change_corrected" || c.Kind != "change_added" && s.correctedSince(keys[i], now) {
			since.Corrected = append(since.Corrected, c)
			continue
		}
		since.Other = append(since.Other, c)
	}
	return since
}

// correctedSince reports whether the fact was corrected between the version of s
// and now, and has moved on after that.
func (s *story) correctedSince(key disclosure.Key, now telling) bool {
	for _, x := range now.original.Corrections {
		if x.Key == key && x.At.After(s.t.original.Time) {
			return true
		}
	}
	return false
}

// changeRank puts corrections first, and last what changes with every statement.
func changeRank(c disclosure.Change) int {
	switch {
	case c.Kind == disclosure.Corrected:
		return 0
	case c.Key == "next_update":
		return 2
	}
	return 1
}

// changes returns what differs from one account to a later one, corrections
// first, with the keys of the facts. What counts is decided on the originals.
func (s *story) changes(before, after telling) (all []Change, keys []disclosure.Key) {
	changes := disclosure.Changes(*before.original, *after.original)
	slices.SortStableFunc(changes, func(a, b disclosure.Change) int { return changeRank(a) - changeRank(b) })
	for _, c := range changes {
		if c.Key == "pin_until" {
			continue
		}
		was, now := currentOf(before.local.Fact(c.Key)), currentOf(after.local.Fact(c.Key))
		stood, _ := after.local.Fact(c.Key).Current()
		v := Change{
			Kind: choice("change", string(c.Kind)), Label: s.label(c.Key, firstOf(now, was)), Anchor: s.shown.anchorOf(c.Key),
			Because: s.linked(stood.Because, c.Because),
		}
		switch {
		case c.Key.Section() != "":
			v.Text = true
		case len(c.Items) > 0 && c.Key != "affected":
			s.alterations(&v, c, was, now)
			if a, ok := now.(disclosure.Actions); ok && a.None != nil {
				v.Now = s.value(c.Key, now, c.Now)
			}
		default:
			gone, _ := before.local.Fact(c.Key).Current()
			v.Was, v.Now = s.valueOr(gone, c.Key, c.Was), s.value(c.Key, now, c.Now)
			if v.Because == "" {
				v.Because = s.whyOtherwise(now, c)
			}
		}
		all, keys = append(all, v), append(keys, c.Key)
	}
	return all, keys
}

// whyOtherwise returns why the date of a promise moved, or why it was given up,
// if it did in this change.
func (s *story) whyOtherwise(local any, c disclosure.Change) Words {
	was, promised := c.Was.(disclosure.Commitment)
	now, stands := c.Now.(disclosure.Commitment)
	if !promised || !stands || was.Due == now.Due && was.State == now.State {
		return ""
	}
	if l, ok := local.(disclosure.Commitment); ok {
		return s.linked(l.Reason, now.Reason)
	}
	return ""
}

func firstOf(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

// alterations fills in what differs in a list.
func (s *story) alterations(v *Change, c disclosure.Change, was, now any) {
	for _, i := range c.Items {
		switch {
		case i.Was == nil:
			v.Added = append(v.Added, s.itemOf(c.Key, i.Now, now, c.Now))
		case i.Now == nil:
			v.Dropped = append(v.Dropped, s.itemOf(c.Key, i.Was, was, c.Was))
		default:
			v.Altered = append(v.Altered, Altered{s.itemOf(c.Key, i.Was, was, c.Was), s.itemOf(c.Key, i.Now, now, c.Now)})
		}
	}
}

// itemOf returns an item of the list original in the words that the list local
// has for it.
func (s *story) itemOf(key disclosure.Key, item, local, original any) Value {
	ll, oo := items(local), items(original)
	for i := range oo.Len() {
		if reflect.DeepEqual(oo.Index(i).Interface(), item) && i < ll.Len() {
			if key.Field() == "related" {
				return s.otherIncident(ll.Index(i).String())
			}
			return s.item(ll.Index(i).Interface(), item)
		}
	}
	return s.item(item, item)
}

// items returns the list that a value is; steps are a list, too.
func items(v any) reflect.Value {
	if a, ok := v.(disclosure.Actions); ok {
		v = a.Steps
	}
	if r := reflect.ValueOf(v); r.IsValid() && r.Kind() == reflect.Slice {
		return r
	}
	return reflect.ValueOf([]string(nil))
}

// Versions is the view of the layout "versions": every version of an account.
type Versions struct {
	Frame
	Account Link // the account that stands
	State   State
	List    []VersionItem // newest first
}

// A VersionItem is one version in the list.
type VersionItem struct {
	VersionLink
	At         Moment
	Claimed    bool    // the time is what an older system says
	Current    bool    // the one that stands
	Class      string  // key of a word of the theme
	Level      string  // shape and colour of Class: see State
	Entry      int     // number of its last entry in the public record
	Statements []Link  // first published in it
	Repaired   []Link  // statements whose spelling or form was repaired in it
	Redacted   []Link  // statements from which something was removed in it
	Changed    []Label // facts and sections that differ from the version before, each once
	More       int     // that are not listed
	Reasons    []Words // of its corrections
	Draft      bool    // not published
}

const changedListed = 6

func (p place) versions(r *record) *Versions {
	v := &Versions{
		Frame:   p.frame(""),
		Account: Link{p.words(r.title(p.lang), r.title("")), p.to(address.Incident(p.lang, r.inc.ID))},
		State:   r.state(),
	}
	v.Frame.Title = p.plainly(r.title(p.lang))
	v.Feeds = append(v.Feeds, p.incidentFeeds(r)...)
	last := len(r.inc.Versions)
	v.Record = p.recordOf(last, 0, r.inc.Versions[last-1].Entry())
	v.Frame.ShowsDraft = p.isDraft(v.Record.Entry)
	for n := last; n > 0; n-- {
		version := r.inc.Versions[n-1]
		s := p.newStory(r, n, clock{})
		item := VersionItem{
			VersionLink: VersionLink{n, p.to(address.Version(p.lang, r.inc.ID, n))},
			At:          disclosure.At(version.Time), Claimed: version.Claimed, Current: n == last,
			Class: choice("class", string(p.recent.class(r, n))), Entry: version.Entry(), Draft: p.isDraft(version.Entry()),
		}
		item.Level = markLevel(item.Class)
		item.Statements, item.Repaired, item.Redacted = s.publications(version)
		item.Changed, item.More, item.Reasons = s.changedSince(n)
		v.List = append(v.List, item)
	}
	return v
}
