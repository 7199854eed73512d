package feed

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/generator/redact"
)

// An item is an event in words, without a format.
type item struct {
	id      string
	link    string // address of a page that no other item leads to
	title   string // one line of plain text
	summary string // one line of plain text
	html    string
	lang    string // BCP 47
	tags    []string
	time    time.Time
	deleted []string // ids of items whose text was removed, for Atom
	reason  string   // why it was removed
}

// summaryLimit is the most characters of a summary that stands outside the HTML.
const summaryLimit = 600

// A renderer makes the items of one story. It keeps the account that it looked up
// last, since one run may make several items.
type renderer struct {
	*maker
	story   *story
	key     string // run and language of the account
	account disclosure.Account
}

// item renders an event. What was removed is marked in the language of the item.
func (r *renderer) item(e *event) (*item, error) {
	it, err := r.render(e)
	if err != nil {
		return nil, err
	}
	mark, _ := redact.MarkIn(it.lang)
	for _, text := range []*string{&it.title, &it.summary, &it.html, &it.reason} {
		*text = strings.ReplaceAll(*text, redact.Mark, mark)
	}
	return it, nil
}

func (r *renderer) render(e *event) (*item, error) {
	account, err := r.after(e)
	if err != nil {
		return nil, err
	}
	switch {
	case e.redacted != nil:
		return r.redaction(e, account), nil
	case e.doc.IsQuestions():
		return r.questions(e, account), nil
	}
	i := slices.IndexFunc(account.Statements, func(t disclosure.Told) bool { return t.Doc == e.doc.Original() })
	switch {
	case i < 0:
		return nil, fmt.Errorf("%s is not in the account that it belongs to", e.doc)
	case e.aside:
		return r.repair(e, account, account.Statements[i]), nil
	}
	return r.statement(e, account, account.Statements[i]), nil
}

// after returns what stood after the run of an event, as its readers saw it.
//
// The account of a version depends on nothing later. A translation has no version
// of its own: for it the ledger is cut after the run.
func (r *renderer) after(e *event) (disclosure.Account, error) {
	key := fmt.Sprint(e.run, e.lang)
	if r.key == key {
		return r.account, nil
	}
	incident, n := r.story.incident, 0
	if e.lang != "" {
		incidents, err := disclosure.Assemble(until(r.story.publications, e.run))
		if err != nil {
			return disclosure.Account{}, err
		}
		incident = incidents[0]
	}
	for _, v := range incident.Versions {
		if v.Publications[0].Run <= e.run {
			n = v.Number
		}
	}
	if n == 0 {
		return disclosure.Account{}, fmt.Errorf("entry %d of %s comes before its first statement", e.seq, r.story.id)
	}
	r.key, r.account = key, incident.In(n, e.lang)
	return r.account, nil
}

// writer returns a writer of the HTML of one item in the words of a language.
func (r *renderer) writer(e *event, account *disclosure.Account, n int, lang string) *writer {
	w := &writer{
		Options: &r.Options, incident: r.story.id, folder: e.lang, account: account, upTo: n,
		words: wordsIn(lang), assets: map[string]string{}, components: map[string]string{},
		other: func(id string) string { return r.other(e, id) },
	}
	for _, p := range until(r.story.publications, e.run) {
		if l := p.Doc.Lang(); l == "" || l == e.lang {
			for id, name := range p.Context.Components {
				if _, translated := w.components[id]; !translated || l == e.lang {
					w.components[id] = name
				}
			}
		}
	}
	return w
}

// statement renders a statement or its translation.
func (r *renderer) statement(e *event, account disclosure.Account, t disclosure.Told) *item {
	said := r.said(e)
	lang := r.langOf(e, said)
	w := r.writer(e, &account, t.Number, lang)
	for _, context := range []disclosure.Context{t.Context, said.Context} {
		for name, sum := range context.Assets {
			w.assets[name] = sum
		}
	}
	title, _ := w.asOf("title").Value.(string)
	it := &item{
		id: r.id(e.name), link: r.Site.Absolute(address.Statement(e.lang, r.story.id, t.Number)),
		title: w.headline(t, title), summary: summary(t), lang: lang, time: e.time.UTC(),
	}
	it.summary = cmp.Or(it.summary, it.title)
	it.tags = append(w.tags(t.Kind, t.Status), class(t)...)
	w.open(lang)
	w.head(t, e.time, it.link, title)
	w.notes(e, t, r.story.publications)
	w.lead(t)
	w.corrections(t)
	w.withdrawals(t)
	w.text(t)
	w.facts(t)
	w.contact()
	w.next(t)
	w.foot(e, "foot.statement", it.link, "foot.account", w.accountPage())
	it.html = w.close()
	return it
}

// said returns the publication that an event tells of.
func (r *renderer) said(e *event) disclosure.Publication {
	i := slices.IndexFunc(r.story.publications, func(p disclosure.Publication) bool { return p.Seq == e.seq })
	return r.story.publications[i]
}

// redaction renders the removal of published text.
func (r *renderer) redaction(e *event, account disclosure.Account) *item {
	lang := r.code(e.lang)
	if first := r.said(e); first.Doc.Lang() == e.lang {
		lang = r.langOf(e, first)
	}
	last := account.Statements[len(account.Statements)-1]
	w := r.writer(e, &account, last.Number, lang)
	title, _ := w.asOf("title").Value.(string)
	it := &item{id: r.id(e.name), lang: lang, time: e.time.UTC()}
	it.title = w.about("title.redaction", cut(w.titled(title), titleLimit))
	it.summary = w.say("redaction.what")
	it.tags = append(w.tags(last.Kind, last.Status), "redaction")
	name := "foot.version"
	if it.link = r.version(e); it.link == "" {
		it.link, name = r.entryLink(address.Versions(e.lang, r.story.id), e), "foot.history"
	}
	w.open(lang)
	w.headOf(w.say("title.redaction"), last.Kind, last.Status, w.say("head.redaction",
		"title", w.link(w.accountPage(), esc(w.titled(title))), "date", w.minute(e.time)))
	w.removals(e)
	w.foot(e, name, it.link, "foot.account", w.accountPage())
	it.html = w.close()
	for _, p := range nearest(e) {
		for _, other := range r.story.events {
			told := other.seq < e.seq && other.doc == p.Doc && (e.lang == "" || other.in(e.lang))
			if id := r.id(other.name); told && !slices.Contains(it.deleted, id) {
				it.deleted = append(it.deleted, id)
			}
		}
		if it.reason == "" {
			it.reason = oneLine(p.Said.Redacted)
		}
	}
	return it
}

// version returns the address of the version that the run of an event made, or "".
func (r *renderer) version(e *event) string {
	for _, v := range r.story.incident.Versions {
		if v.Publications[0].Run == e.run {
			return r.Site.Absolute(address.Version(e.lang, r.story.id, v.Number))
		}
	}
	return ""
}

// entryLink returns the address of a page that other items lead to as well, so
// that it differs from theirs: some readers take two items with one link for one.
// A host of plain files does not look at what follows the question mark.
func (r *renderer) entryLink(path string, e *event) string {
	return r.Site.Absolute(path) + "?entry=" + strconv.Itoa(e.seq)
}

// nearest returns the entries of a redaction, those in the language of the event
// first.
func nearest(e *event) []disclosure.Publication {
	all := slices.Clone(e.redacted)
	slices.SortStableFunc(all, func(a, b disclosure.Publication) int { return foreign(e, a) - foreign(e, b) })
	return all
}

// foreign ranks a publication by how far its language is from an event's.
func foreign(e *event, p disclosure.Publication) int {
	switch p.Doc.Lang() {
	case e.lang:
		return 0
	case "":
		return 1
	}
	return 2
}

// headline is the title of an item about a statement: the state, what is new, and
// about what.
func (w *writer) headline(t disclosure.Told, title string) string {
	switch {
	case corrects(t):
		return w.titleLine("title.correction", t.Said.Headline, title)
	case len(t.Said.Withdraws) > 0:
		return w.titleLine("title.withdrawal", t.Said.Headline, title)
	case w.status(t.Status) != "":
		return w.titleLine("status."+string(w.status(t.Status)), t.Said.Headline, title)
	}
	return w.titleLine("", t.Said.Headline, title)
}

// titleLine joins the key of a state, a headline, which may be missing, and the
// title of an incident. What stands in the headline is not said again.
func (w *writer) titleLine(state, headline, title string) string {
	headline, about := oneLine(headline), w.titled(title)
	if headline == "" {
		headline = about
	}
	line := cut(headline, titleLimit)
	if !strings.Contains(strings.ToLower(headline), strings.ToLower(about)) {
		line = w.say("title.news", "headline", line, "title", cut(about, titleLimit))
	}
	if state == "" || begins(headline, state) {
		return line
	}
	return w.about(state, line)
}

// about puts a state before a title.
func (w *writer) about(state, title string) string {
	return w.say("title.about", "state", w.say(state), "title", title)
}

// titled returns the title of an incident, or its id where the title was removed.
func (w *writer) titled(title string) string {
	if title = oneLine(title); title == "" {
		return w.incident
	}
	return title
}

// merged stands for the status of an incident that goes on in another one: what
// its last status was is no longer how things stand.
const merged disclosure.Status = "merged"

// status returns how things stood right after the writer's statement, where the
// status of the account was then known.
func (w *writer) status(known disclosure.Status) disclosure.Status {
	if into, _ := w.asOf("merged_into").Value.(string); into != "" {
		return merged
	}
	return known
}

// corrects reports whether a statement corrects facts. The author's own reasons
// count too, so that a statement stays a correction when the fact that it
// corrected is removed.
func corrects(t disclosure.Told) bool { return len(t.Corrects) > 0 || len(t.Said.Corrections) > 0 }

func class(t disclosure.Told) []string {
	var class []string
	if corrects(t) {
		class = append(class, "correction")
	}
	if len(t.Said.Withdraws) > 0 {
		class = append(class, "withdrawal")
	}
	return class
}

// tags are words of the data, the same in every language, for filters.
func (w *writer) tags(kind disclosure.Kind, status disclosure.Status) []string {
	var tags []string
	for _, tag := range []string{string(kind), string(w.status(status))} {
		if tag = oneLine(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	for _, impact := range w.impacts() {
		if id := oneLine(impact.ID); id != "" {
			tags = append(tags, "component:"+id)
		}
	}
	return tags
}

// summary is what a statement says in short, as plain text.
func summary(t disclosure.Told) string {
	s := oneLine(t.Said.Summary)
	for _, p := range t.Said.Text {
		if s == "" {
			s = oneLine(markdown.Text(p.MD))
		}
	}
	return cut(s, summaryLimit)
}

// esc escapes an author's text for HTML.
func esc(s string) string { return html.EscapeString(clean(s)) }
