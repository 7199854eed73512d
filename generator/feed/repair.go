package feed

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
)

// Repairs, and questions with their answers, are told by the feed of changes only.
// Nobody is woken by a comma; somebody who watches a company wants to see it.

// repair renders the repair of a statement or of its translation: what stood
// before, and what stands now.
func (r *renderer) repair(e *event, account disclosure.Account, t disclosure.Told) *item {
	said := r.said(e)
	lang := r.langOf(e, said)
	last := account.Statements[len(account.Statements)-1]
	w := r.writer(e, &account, last.Number, lang)
	title, _ := w.asOf("title").Value.(string)
	it := &item{id: r.id(e.name), lang: lang, time: e.time.UTC()}
	it.title = w.titleLine("title.repair", t.Said.Headline, title)
	it.tags = append(w.tags(last.Kind, last.Status), "repair")
	it.link = r.entryLink(address.Statement(e.lang, r.story.id, t.Number), e)
	name := "foot.statement"
	if version := r.version(e); version != "" && e.lang == "" {
		it.link, name = version+"?entry="+strconv.Itoa(e.seq), "foot.version"
	}
	it.summary = w.say("repair.what")
	w.open(lang)
	w.headOf(w.say("title.repair"), last.Kind, last.Status, w.say("head.redaction",
		"title", w.link(w.accountPage(), esc(w.titled(title))), "date", w.minute(e.time)))
	w.paragraph(w.say("redaction.statement", "link", w.statement(t.Number, e.lang)), it.summary)
	if before := r.revision(said.Doc, said.Rev-1); before != nil {
		w.repairs(w.lines(&before.Said), w.lines(&said.Said))
	}
	w.foot(e, name, it.link, "foot.account", w.accountPage())
	it.html = w.close()
	return it
}

// questions renders questions that were answered or answered anew.
func (r *renderer) questions(e *event, account disclosure.Account) *item {
	said := r.said(e)
	lang := r.langOf(e, said)
	last := account.Statements[len(account.Statements)-1]
	w := r.writer(e, &account, last.Number, lang)
	for name, sum := range said.Context.Assets {
		w.assets[name] = sum
	}
	title, _ := w.asOf("title").Value.(string)
	it := &item{id: r.id(e.name), lang: lang, time: e.time.UTC(), link: r.entryLink(address.Incident(e.lang, r.story.id), e)}
	it.title = w.about("title.questions", cut(w.titled(title), titleLimit))
	it.tags = append(w.tags(last.Kind, last.Status), "questions")
	var before []disclosure.Question
	if p := r.revision(said.Doc, said.Rev-1); p != nil {
		before = p.Said.Questions
	}
	w.open(lang)
	w.headOf(w.say("title.questions"), last.Kind, last.Status, w.say("head.redaction",
		"title", w.link(w.accountPage(), esc(w.titled(title))), "date", w.minute(e.time)))
	for _, q := range said.Said.Questions {
		if slices.Contains(before, q) {
			continue
		}
		it.summary = cmp.Or(it.summary, cut(oneLine(q.Question), summaryLimit))
		w.heading(w.detailed(esc(oneLine(q.Question)), w.moment(q.Asked)))
		w.put(w.prose(q.MD))
	}
	if it.summary == "" {
		it.summary = w.say("questions.fewer")
		w.paragraph(it.summary)
	}
	w.foot(e, "foot.account", it.link, "foot.history", w.page(address.Versions(e.lang, r.story.id)))
	it.html = w.close()
	return it
}

// langOf returns the language of the words of an event.
func (r *renderer) langOf(e *event, said disclosure.Publication) string {
	if languageTag.MatchString(said.Lang) {
		return said.Lang
	}
	return r.code(e.lang)
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// revision returns a revision of a document as its record reads today, or nil.
func (r *renderer) revision(doc disclosure.Doc, rev int) *disclosure.Publication {
	for i, p := range r.story.publications {
		if p.Doc == doc && p.Rev == rev && p.Type != disclosure.Redaction {
			return &r.story.publications[i]
		}
	}
	return nil
}

// A line is a part of a statement that is compared as a whole.
type line struct {
	label string // HTML
	raw   string // as the author wrote it
	html  string // as it is shown
}

// lines takes a statement apart: its headline, its paragraphs, its facts.
func (w *writer) lines(said *disclosure.Said) []line {
	var all []line
	add := func(label, raw, html string) {
		if raw != "" {
			all = append(all, line{label, raw, html})
		}
	}
	add(w.say("repair.headline"), said.Headline, esc(oneLine(said.Headline)))
	add(w.say("field.summary"), said.Summary, esc(oneLine(said.Summary)))
	for _, p := range said.Text {
		label := w.say("repair.text")
		if heading := oneLine(p.Heading); heading != "" {
			label = esc(heading)
		}
		for _, md := range strings.Split(strings.ReplaceAll(p.MD, "\r\n", "\n"), "\n\n") {
			add(label, strings.TrimSpace(md), esc(oneLine(markdown.Text(md))))
		}
	}
	for _, fact := range said.Facts.Stated() {
		html := strings.Join(w.values(fact.Key, fact.Value), w.say("list.semicolon"))
		add(w.label(fact.Key), disclosure.Describe(fact.Value), html)
	}
	for _, key := range slices.Sorted(maps.Keys(said.Corrections)) {
		add(w.label(disclosure.Key(key)), said.Corrections[key], esc(said.Corrections[key]))
	}
	return all
}

// repairs lists what differs.
func (w *writer) repairs(before, now []line) {
	var items []string
	for _, c := range compare(before, now) {
		was, is := shown(c.was), shown(c.now)
		if was == is {
			continue
		}
		part := []string{"<strong>" + append(slices.Clone(c.was), c.now...)[0].label + "</strong>"}
		if was != "" {
			part = append(part, w.say("repair.was", "was", was))
		}
		if is != "" {
			part = append(part, w.say("repair.now", "now", is))
		}
		items = append(items, strings.Join(part, "<br>\n"))
	}
	if len(items) == 0 {
		w.paragraph(w.say("repair.form"))
	}
	w.list(items)
}

// shown joins lines as a reader sees them.
func shown(all []line) string {
	var parts []string
	for _, l := range all {
		parts = append(parts, l.html)
	}
	return strings.Join(parts, "<br>\n")
}

// A difference is a run of lines that stands in place of another one.
type difference struct{ was, now []line }

// compareLimit bounds the work of one comparison. What is beyond it is one
// difference.
const compareLimit = 1 << 20

// compare returns what differs between two lists of lines, by their longest
// common subsequence.
func compare(before, now []line) []difference {
	same := func(a, b line) bool { return a.raw == b.raw && a.label == b.label }
	for len(before) > 0 && len(now) > 0 && same(before[0], now[0]) {
		before, now = before[1:], now[1:]
	}
	for len(before) > 0 && len(now) > 0 && same(before[len(before)-1], now[len(now)-1]) {
		before, now = before[:len(before)-1], now[:len(now)-1]
	}
	switch n, m := len(before), len(now); {
	case n == 0 && m == 0:
		return nil
	case n == 0 || m == 0 || n*m > compareLimit:
		return []difference{{before, now}}
	}
	// common[i][j] is how many lines before[i:] and now[j:] have in common.
	common := make([][]int, len(before)+1)
	for i := range common {
		common[i] = make([]int, len(now)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			if same(before[i], now[j]) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var all []difference
	var d difference
	flush := func() {
		if len(d.was)+len(d.now) > 0 {
			all = append(all, d)
		}
		d = difference{}
	}
	i, j := 0, 0
	for i < len(before) || j < len(now) {
		switch {
		case i < len(before) && j < len(now) && same(before[i], now[j]):
			flush()
			i, j = i+1, j+1
		case j == len(now) || i < len(before) && common[i+1][j] >= common[i][j+1]:
			d.was = append(d.was, before[i])
			i++
		default:
			d.now = append(d.now, now[j])
			j++
		}
	}
	flush()
	return all
}
