package page

import (
	"html/template"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/generator/prosediff"
)

// The theme puts its words for "removed", "added" and "moved" in place of these
// characters, which Unicode leaves to private use.
const (
	WordRemoved = "\uE000"
	WordAdded   = "\uE001"
	WordMoved   = "\uE002"
)

// Marked is a text as it was and as it is now, in one, with what changed marked in
// it. If more changed than a reader can follow, it is both texts, without marks.
type Marked struct {
	Label  Label         // of the section; empty for a whole statement
	About  *Link         // the statement, if it is one that was repaired
	Anchor string        // its place on the page
	HTML   template.HTML // with ins and del; "" if Was and Now are there instead
	Was    []Words       // paragraphs, as plain text
	Now    []Words
	Coarse bool // parts that are equal may be shown as removed and added
}

// A Count says in a number what changed in a text.
type Count struct {
	Word string // key of a word of the theme with the number in it: "count_figures"
	N    int
}

// marked compares two texts of the account, or of a statement. files are the assets
// that their links may name; foreign says that they are not in the page's language.
func (s *story) marked(old, new string, files map[string]string, foreign bool) (Marked, []Count) {
	d := prosediff.Compare(old, new, prosediff.Options{})
	m := Marked{Coarse: d.Coarse}
	lang := ""
	if foreign {
		lang = s.codes[0]
	}
	if d.Many() {
		m.Was, m.Now = s.unmarked(old, lang), s.unmarked(new, lang)
	} else {
		shown := d.HTML(prosediff.Words{Removed: WordRemoved, Added: WordAdded, Moved: WordMoved}, markdown.Options{
			Lang: lang, Dir: s.directionOf(lang),
			Link: func(dest string) (string, bool) { return s.destination(dest, files) },
			Image: func(dest string) (markdown.Image, bool) {
				src, ok := s.destination(dest, files)
				return markdown.Image{Src: src}, ok
			},
		})
		m.HTML = template.HTML(records(shiftHeadings(shown, 4)))
	}
	return m, counts(d.Summary())
}

// unmarked returns the paragraphs of a text without its marks.
func (s *story) unmarked(md, lang string) []Words {
	var all []Words
	for p := range strings.SplitSeq(markdown.Text(md), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			w := Words(template.HTMLEscapeString(p))
			if lang != "" {
				w = s.inLanguage(lang, string(w))
			}
			all = append(all, w)
		}
	}
	return all
}

// counts returns what a summary says, in few kinds: what a reader asks first.
func counts(sum prosediff.Summary) []Count {
	whole := func(c prosediff.Count) int { return c.Added + c.Removed + c.Changed }
	all := []Count{
		{"count_figures", whole(sum.Figures)},
		{"count_dates", whole(sum.Dates)},
		{"count_links", whole(sum.Links)},
		{"count_added", sum.Sentences.Added},
		{"count_removed", sum.Sentences.Removed},
		{"count_reworded", sum.Sentences.Changed},
		{"count_items", whole(sum.Items) + whole(sum.Rows) + whole(sum.Cells) + whole(sum.Columns) + whole(sum.Code) + whole(sum.Pictures) + whole(sum.Headings)},
		{"count_moved", sum.Sentences.Moved + sum.Items.Moved + sum.Rows.Moved + sum.Headings.Moved},
	}
	shown := all[:0]
	for _, c := range all {
		if c.N > 0 {
			shown = append(shown, c)
		}
	}
	return shown
}

// markSections adds to each change of a section what changed in its text, and
// returns the texts. before is the account of the version before.
func (s *story) markSections(changes []Change, keys []disclosure.Key, before telling) []Marked {
	var all []Marked
	for i := range changes {
		id := keys[i].Section()
		if id == "" || !changes[i].Text {
			continue
		}
		was, stood := passage(before.local, keys[i])
		now, stands := passage(s.t.local, keys[i])
		if !stood || !stands || was.md == now.md {
			continue
		}
		files := map[string]string{}
		for _, n := range []int{was.statement, now.statement} {
			for name, sum := range s.files(n) {
				files[name] = sum
			}
		}
		original, _ := passage(s.t.original, keys[i])
		m, counted := s.marked(was.md, now.md, files, s.foreign(now.md, original.md))
		m.Label, m.Anchor = changes[i].Label, "marked-"+sectionAnchor(id)
		changes[i].Marked, changes[i].Counts = "#"+m.Anchor, counted
		all = append(all, m)
	}
	return all
}

type written struct {
	md        string
	statement int
}

// passage returns a section of an account.
func passage(a *disclosure.Account, key disclosure.Key) (written, bool) {
	stated, ok := a.Fact(key).Current()
	p, is := stated.Value.(disclosure.Passage)
	return written{p.MD, stated.Statement}, ok && is
}

// markRepairs returns the statements whose wording a version repaired.
func (s *story) markRepairs(v disclosure.Version) []Marked {
	var all []Marked
	for _, p := range v.Publications {
		if p.Type != disclosure.Edited {
			continue
		}
		for _, st := range s.r.inc.Statements {
			if st.Doc != p.Doc || p.Rev < 2 || p.Rev > len(st.Revisions) {
				continue
			}
			was, now := disclosure.Wording(st.Revisions[p.Rev-2].Said), disclosure.Wording(st.Revisions[p.Rev-1].Said)
			if was == now {
				continue // facts alone
			}
			m, _ := s.marked(was, now, p.Context.Assets, s.lang != "")
			if t := s.told(p.Doc.Number()); t != nil {
				m.About = &Link{s.words(headline(t), s.originalHeadline(t.Number)), s.statementLink(t.Number)}
			}
			m.Anchor = "marked-u" + itoa(p.Doc.Number())
			all = append(all, m)
		}
	}
	return all
}
