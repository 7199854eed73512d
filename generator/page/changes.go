package page

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
)

// Changes is the view of the layout "changes": everything that was ever
// published, newest first, one page a month.
type Changes struct {
	Frame
	Month  Moment // first day of the month that the page shows; zero if nothing was published
	Events []Event
	Months []MonthLink // newest first; empty if there is one
}

// A MonthLink leads to what was published in a month.
type MonthLink struct {
	Month   Moment // its first day
	Count   int    // publications
	Link    string
	Current bool
}

// An Event is one publication: a statement, a repair, a translation, a removal.
type Event struct {
	At       Moment
	Claimed  Moment // when an older system says it was published; zero unless it was taken over
	What     string // key of a word of the theme: "class_correction", "event_translation" or "event_questions"
	Level    string // shape and colour of What: see State
	Account  Link   // the account that it belongs to
	About    Link   // the statement, or the questions; of a translation, in its language
	In       string // language of the page that About leads to; "" if it is this page's
	Version  *VersionLink
	Language *LanguageLink // of a translation
	Entry    int           // number in the public record
	Changed  []Label       // facts and sections that it changed or removed, each once
	More     int           // that are not listed
	Reasons  []Words       // why an earlier value was wrong, or something was removed
	Draft    bool          // not published
}

// aMonth is what was published in one month.
type aMonth struct {
	first time.Time
	all   []happening // newest first
}

// A happening is one publication with the incident it is about.
type happening struct {
	r       *record
	p       disclosure.Publication
	version int // that it made, or that stood when it came
}

// monthOf returns the first instant of the month of t.
func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// monthsOf sorts all publications by month, newest first. What a reader could
// see on a day counts, so that an import stands at the day it was taken over.
func monthsOf(records []*record) []aMonth {
	var all []happening
	for _, r := range records {
		for n, v := range r.inc.Versions {
			for _, p := range v.Publications {
				all = append(all, happening{r, p, n + 1})
			}
		}
		for _, s := range slices.Concat(r.inc.Statements, r.inc.Questions) {
			var beside []disclosure.Publication
			for _, t := range s.Translations {
				beside = append(beside, t.Revisions...)
			}
			for _, p := range s.Redactions {
				if p.Doc.Lang() != "" {
					beside = append(beside, p)
				}
			}
			if s.Doc.IsQuestions() {
				beside = slices.Concat(beside, s.Revisions, s.Redactions)
			}
			for _, p := range beside {
				all = append(all, happening{r, p, r.versionAt(p.Seq)})
			}
		}
	}
	slices.SortFunc(all, func(a, b happening) int { return cmp.Or(b.p.Time.Compare(a.p.Time), b.p.Seq-a.p.Seq) })
	all = slices.CompactFunc(all, func(a, b happening) bool { return a.p.Seq == b.p.Seq })
	all = oncePerRemoval(all)
	var months []aMonth
	for _, h := range all {
		first := monthOf(h.p.Time)
		if n := len(months); n == 0 || !months[n-1].first.Equal(first) {
			months = append(months, aMonth{first: first})
		}
		last := &months[len(months)-1]
		last.all = append(last.all, h)
	}
	return months
}

// oncePerRemoval keeps one entry of those in which a run replaces the revisions of
// a text and of its translations: the newest one of the original, or where only
// translations were touched, of each of these.
func oncePerRemoval(all []happening) []happening {
	type removal struct {
		run int
		doc disclosure.Doc
	}
	told := map[removal]bool{}
	for _, h := range all {
		if h.p.Type == disclosure.Redaction && h.p.Doc.Lang() == "" {
			told[removal{h.p.Run, h.p.Doc}] = false
		}
	}
	return slices.DeleteFunc(all, func(h happening) bool {
		if h.p.Type != disclosure.Redaction {
			return false
		}
		original := removal{h.p.Run, h.p.Doc.Original()}
		if _, ok := told[original]; ok && h.p.Doc.Lang() != "" {
			return true
		}
		this := removal{h.p.Run, h.p.Doc}
		again := told[this]
		told[this] = true
		return again
	})
}

// versionAt returns the version that stood after an entry.
func (r *record) versionAt(seq int) int {
	n := 1
	for i, v := range r.inc.Versions {
		if v.Publications[0].Seq <= seq {
			n = i + 1
		}
	}
	return n
}

// changesPath is the address of a month, for ever.
func changesPath(lang string, m aMonth) string {
	return address.Changes(lang) + m.first.Format("2006-01") + "/"
}

// changesPage makes the page of a month. The newest month stands at the short
// address as well.
func (p place) changesPage(i int) *Changes {
	v := &Changes{Frame: p.frame("menu_changes")}
	v.Feeds = append(v.Feeds, p.named(feed.Changes, address.NewsBase(p.feedLang(), string(feed.Changes)))...)
	v.Record.Part = true
	if len(p.months) == 0 {
		return v
	}
	v.Month = disclosure.DayOf(p.months[i].first)
	v.Canonical = p.absolute(changesPath(p.lang, p.months[i]))
	if len(p.months) > 1 {
		for j, m := range p.months {
			v.Months = append(v.Months, MonthLink{disclosure.DayOf(m.first), len(m.all), p.to(changesPath(p.lang, m)), j == i})
		}
	}
	for _, h := range p.months[i].all {
		v.Events = append(v.Events, p.event(h))
	}
	return v
}

func (p place) event(h happening) Event {
	s := p.newStory(h.r, h.version, clock{})
	id := h.r.inc.ID
	e := Event{
		At: disclosure.At(h.p.Time), Entry: h.p.Seq, Draft: p.isDraft(h.p.Seq),
		Account: Link{p.words(h.r.title(p.lang), h.r.title("")), p.to(address.Incident(p.lang, id))},
		Version: &VersionLink{h.version, p.to(address.Version(p.lang, id, h.version))},
	}
	if !h.p.Claimed.IsZero() {
		e.Claimed = disclosure.At(h.p.Claimed)
	}
	if t := s.told(h.p.Doc.Number()); t != nil {
		e.About = Link{s.words(headline(t), s.originalHeadline(t.Number)), s.statementLink(t.Number)}
	}
	switch lang := h.p.Doc.Lang(); {
	case lang != "":
		e.What, e.Version = "event_translation", nil
		e.Language = &LanguageLink{Code: lang, Name: languageName(lang), Dir: Direction(lang), Link: p.to(address.Incident(p.langOf(lang), id))}
		e.About = p.translation(h, e.About)
		if shown := p.langOf(lang); shown != p.lang {
			e.In = cmp.Or(shown, p.codes[0])
		}
	case h.p.Doc.IsQuestions():
		e.What, e.Version = "event_questions", nil
		e.About = Link{e.Account.Name, e.Account.Link + questionsAnchor}
	default:
		e.What = choice("class", string(s.t.original.ClassOf(h.p)))
		if h.p.Type == disclosure.Published {
			e.Changed, e.More, e.Reasons = s.changedSince(h.version)
		}
	}
	if h.p.Type == disclosure.Redaction {
		e.What = "class_redaction"
		// The record says all that was ever removed from the text: of which run each
		// part was, nobody can tell any more.
		if s.isNewestRemoval(h.p) {
			e.Changed, e.Reasons = s.removedFrom(h.p)
		}
	}
	e.Level = markLevel(e.What)
	return e
}

const questionsAnchor = "#questions"

// translation returns what a translation is about, as it is called in its language,
// with the page on which it can be read. original is the link to the same in the
// language of this page.
func (p place) translation(h happening, original Link) Link {
	id, lang := h.r.inc.ID, h.p.Doc.Lang()
	shown := p.langOf(lang)
	local := p.telling(h.r, h.version, lang).local
	if h.p.Doc.IsQuestions() {
		return Link{p.nameIn(local.Facts.Title, h.r.title(""), lang), p.to(address.Incident(shown, id)) + questionsAnchor}
	}
	i := slices.IndexFunc(local.Statements, func(t disclosure.Told) bool { return t.Number == h.p.Doc.Number() })
	if i < 0 {
		return original
	}
	name := original.Name
	if t := &local.Statements[i]; t.Lang == lang {
		name = p.nameIn(headline(t), "", lang)
	}
	return Link{name, p.to(address.Statement(shown, id, h.p.Doc.Number()))}
}

// nameIn returns a name in a language, marked where that is not the page's. A name that
// is the original one has not been translated.
func (p place) nameIn(name, original, lang string) Words {
	if name == original {
		return p.words(name, original)
	}
	shown := marked(html.EscapeString(name), lang)
	if lang == p.code() {
		return Words(shown)
	}
	return p.inLanguage(lang, shown)
}

// langOf returns how addresses name a language of the site: "" for the original,
// and for one that the site does not show.
func (m *maker) langOf(code string) string {
	if slices.Contains(m.codes[1:], code) {
		return code
	}
	return ""
}

// changedSince returns what differs from the version before n, for a list: each
// name once, without the promise of the next update, and why values were wrong.
func (s *story) changedSince(n int) (changed []Label, more int, reasons []Words) {
	if n < 2 {
		return nil, 0, nil
	}
	changes, _ := s.changes(s.telling(s.r, n-1, s.lang), s.t)
	for _, c := range changes {
		if c.Label.Word == "field_next_update" {
			continue
		}
		changed = s.withLabel(changed, c.Label)
		if c.Kind == "change_corrected" && strings.TrimSpace(string(c.Because)) != "" && !slices.Contains(reasons, c.Because) {
			reasons = append(reasons, c.Because)
		}
	}
	if len(changed) > changedListed {
		more = len(changed) - changedListed
		changed = changed[:changedListed]
	}
	return changed, more, reasons
}
