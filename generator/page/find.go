package page

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
)

// A Find is the search over titles, summaries and statements, for readers whose
// browser runs scripts. Nothing of it is loaded before somebody uses it.
type Find struct {
	Script string   // link to the script
	Base   string   // link to the folder of the incidents in the page's language
	Files  []string // links to the texts, newest first; each has at most 100 kB
}

// The texts of the search are JSON files, one a year or more, each a list of
// incidents, newest first. A file that would be too large for a phone goes on in
// another one; an incident may then be in both, with the rest of its statements.
type (
	findable struct {
		ID      string         `json:"id"`
		Date    string         `json:"date"` // day on which it was first told
		Title   string         `json:"title"`
		Summary string         `json:"summary"`
		Lang    string         `json:"lang,omitempty"` // of the two, where it is not the page's
		Said    []findableSaid `json:"said"`           // newest first
	}
	findableSaid struct {
		Number   int    `json:"n"`
		Headline string `json:"headline"`
		Text     string `json:"text"`
		Lang     string `json:"lang,omitempty"`
	}
)

// mostFindable bounds one file of texts, in bytes.
const mostFindable = 100_000

// findFiles returns the files of texts in a language by their address, and the
// addresses from the newest on.
func (m *maker) findFiles(lang string) (files map[string][]byte, order []string) {
	files = map[string][]byte{}
	records := slices.Clone(m.records)
	slices.SortStableFunc(records, byFirst)
	var pending []findable
	size, year, part := 0, 0, 0
	flush := func() {
		if len(pending) == 0 {
			return
		}
		part++
		name := strconv.Itoa(year)
		if part > 1 {
			name += "-" + strconv.Itoa(part)
		}
		b, err := json.Marshal(pending)
		if err != nil {
			panic(err) // strings and numbers only
		}
		path := address.Texts(lang, name)
		files[path] = append(b, '\n')
		order = append(order, path)
		pending, size = nil, 0
	}
	for _, r := range records {
		if y := r.inc.First().UTC().Year(); y != year {
			flush()
			year, part = y, 0
		}
		said := m.findableSaid(r, lang)
		head := m.findable(r, lang)
		pending = append(pending, head)
		size += weigh(head)
		for _, s := range said {
			if w := weigh(s); size+w > mostFindable && size > 0 {
				flush()
				pending, size = append(pending, head), weigh(head)
			}
			last := &pending[len(pending)-1]
			last.Said = append(last.Said, s)
			size += weigh(s)
		}
		if size > mostFindable {
			flush()
		}
	}
	flush()
	return files, order
}

// weigh returns how many bytes a part takes in its file.
func weigh(part any) int {
	b, err := json.Marshal(part)
	if err != nil {
		panic(err)
	}
	return len(b) + 1
}

func (m *maker) findable(r *record, lang string) findable {
	p := place{maker: m, lang: lang}
	return findable{
		ID: r.inc.ID, Date: disclosure.DayOf(r.inc.First()).String(), Title: p.plainly(r.title(lang)), Summary: p.plainly(r.summary(lang)),
		Lang: p.langIfForeign(r.title(lang), r.title("")), Said: []findableSaid{},
	}
}

// findableSaid returns the statements of an account as plain text, newest first,
// without those that were taken back: their pages do not show them either.
func (m *maker) findableSaid(r *record, lang string) []findableSaid {
	p := place{maker: m, lang: lang}
	var all []findableSaid
	t := m.telling(r, len(r.inc.Versions), lang)
	for i := range t.local.Statements {
		s, o := &t.local.Statements[i], at(t.original.Statements, i)
		if s.WithdrawnBy != 0 {
			continue
		}
		text := markdown.Text(disclosure.Wording(s.Said))
		all = append(all, findableSaid{
			Number: s.Number, Headline: p.plainly(headline(s)), Text: p.plainly(apart(text)),
			Lang: p.langIfForeign(headline(s)+text, headline(&o)+markdown.Text(disclosure.Wording(o.Said))),
		})
	}
	slices.Reverse(all)
	return all
}

// apart returns a text with a dot after each block that does not end in a stop, like
// a heading, so that an excerpt on one line does not read it as a part of what follows.
func apart(text string) string {
	blocks := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, b := range blocks[:len(blocks)-1] {
		end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(b, " \n)]\"'”’»“」"))
		if !strings.ContainsRune(".!?:;…。！？：；؟؛", end) {
			blocks[i] = b + " ·"
		}
	}
	return strings.Join(blocks, "\n\n")
}

// langIfForeign returns the original language for a text that is in it on a page
// that is not, else "".
func (p place) langIfForeign(local, original string) string {
	if p.foreign(local, original) {
		return p.codes[0]
	}
	return ""
}

// find returns the search of a page; nil if there is nothing to be found.
func (p place) find() *Find {
	files := p.texts[p.lang]
	if len(files) == 0 {
		return nil
	}
	v := &Find{Script: p.to("search.js"), Base: p.to(address.In(p.lang, "incidents/"))}
	for _, f := range files {
		v.Files = append(v.Files, p.to(f))
	}
	return v
}
