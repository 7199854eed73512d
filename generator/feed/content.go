package feed

import (
	"cmp"
	"html"
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
)

// A writer writes the HTML of one item: plain elements without classes, styles or
// scripts, with absolute links, in one div that names language and direction. It
// has to stand alone in a reader that knows nothing of the site.
type writer struct {
	words
	*Options
	incident   string
	folder     string // language of the pages that links lead to, "" for the original
	account    *disclosure.Account
	upTo       int               // of the statement; facts are shown as they stood after it
	assets     map[string]string // as in [disclosure.Context]
	components map[string]string
	other      func(id string) string // the title of another incident, "" if it has none
	out        strings.Builder
}

func (w *writer) put(s ...string) {
	for _, s := range s {
		w.out.WriteString(s)
	}
}

// paragraph writes lines of HTML as one paragraph; without lines, nothing.
func (w *writer) paragraph(lines ...string) {
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	if len(lines) > 0 {
		w.put("<p>", strings.Join(lines, "<br>\n"), "</p>\n")
	}
}

func (w *writer) heading(s string) { w.put("<h3>", s, "</h3>\n") }

// list writes a list of HTML items; without items, nothing.
func (w *writer) list(items []string) {
	if len(items) == 0 {
		return
	}
	w.put("<ul>\n")
	for _, item := range items {
		w.put("<li>", item, "</li>\n")
	}
	w.put("</ul>\n")
}

func (w *writer) open(lang string) {
	w.put(`<div lang="`, esc(lang), `" dir="`, direction(lang), "\">\n")
}

func (w *writer) close() string {
	w.put("</div>")
	return w.out.String()
}

// asOf returns what stood for a fact right after the writer's statement.
func (w *writer) asOf(key disclosure.Key) disclosure.Stated {
	for _, s := range slices.Backward(w.account.Fact(key).Values) {
		if s.Statement <= w.upTo && (s.Withdrawn == 0 || s.Withdrawn > w.upTo) {
			return s
		}
	}
	return disclosure.Stated{}
}

// impacts returns what stood about components right after the statement.
func (w *writer) impacts() []disclosure.Impact {
	var all []disclosure.Impact
	for _, h := range w.account.Known {
		if h.Key.Field() != "components" {
			continue
		}
		if impact, ok := w.asOf(h.Key).Value.(disclosure.Impact); ok {
			all = append(all, impact)
		}
	}
	return all
}

// head writes which statement this is, and how things stand.
func (w *writer) head(t disclosure.Told, at time.Time, link, title string) {
	state := ""
	switch {
	case corrects(t):
		state = w.say("title.correction")
	case len(t.Said.Withdraws) > 0:
		state = w.say("title.withdrawal")
	}
	w.headOf(state, t.Kind, t.Status, w.say("head.statement", "n", strconv.Itoa(t.Number),
		"title", w.link(w.accountPage(), esc(w.titled(title))), "date", w.minute(at)))
}

func (w *writer) headOf(state string, kind disclosure.Kind, status disclosure.Status, line string) {
	var parts []string
	if state != "" {
		parts = append(parts, "<strong>"+state+"</strong>")
	}
	if kind != "" {
		parts = append(parts, w.term("kind", string(kind)))
	}
	if status = w.status(status); status != "" {
		parts = append(parts, w.term("status", string(status)))
	}
	var services []string
	for _, impact := range w.impacts() {
		services = append(services, w.say("fact.detail", "label", w.component(impact.ID), "detail", w.term("impact", impact.Impact)))
	}
	components := ""
	if len(services) > 0 {
		components = w.fact(w.say("head.components"), strings.Join(services, w.say("list.comma")))
	}
	w.paragraph(strings.Join(parts, " · "), line, components)
}

// notes writes what a reader must know before reading: how the text came about,
// and what became of it since, as far as the item may know.
func (w *writer) notes(e *event, t disclosure.Told, publications []disclosure.Publication) {
	if e.lang != "" {
		w.paragraph(w.say("note.translation", "link", w.statement(t.Number, "")))
		if t.Said.TranslatedBy == "machine" {
			w.paragraph(w.say("note.machine"))
		}
	}
	if t.WithdrawnBy != 0 {
		w.paragraph(w.say("note.withdrawn", "link", w.statement(t.WithdrawnBy, w.folder)))
	}
	var by []int
	for _, c := range t.CorrectedBy {
		if !slices.Contains(by, c.Statement) {
			by = append(by, c.Statement)
			w.paragraph(w.say("note.corrected", "link", w.statement(c.Statement, w.folder)))
		}
	}
	var last *disclosure.Publication
	for i, p := range publications {
		if p.Type == disclosure.Redaction && (p.Doc == e.doc || p.Doc == e.doc.Original()) {
			last = &publications[i]
		}
	}
	if last != nil {
		note, reason := "note.redacted", cmp.Or(t.Said.Redacted, last.Said.Redacted)
		if reason != "" {
			note += ".because"
		}
		w.paragraph(w.say(note, "date", w.day(last.Time), "reason", esc(reason)))
	}
}

// lead writes the summary, unless the text begins with it.
func (w *writer) lead(t disclosure.Told) {
	s := strings.Join(strings.Fields(t.Said.Summary), " ")
	if s != "" && !(len(t.Said.Text) > 0 && isFirstParagraph(s, t.Said.Text[0].MD)) {
		w.paragraph(esc(s))
	}
}

// isFirstParagraph reports whether a line of text is what the first paragraph of
// a Markdown text says.
func isFirstParagraph(s, md string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(strings.ReplaceAll(md, "\r\n", "\n"), "\n"), "\n\n")
	if s == strings.Join(strings.Fields(first), " ") {
		return true
	}
	// Markup makes a text longer, but not by much: most texts need no parser.
	word, _, _ := strings.Cut(s, " ")
	if len(first) < len(s) || len(first) > 2*len(s)+100 || !strings.Contains(first, word) {
		return false
	}
	return s == strings.Join(strings.Fields(markdown.Text(first)), " ")
}

// corrections writes what was said, what is right, where it was said and how it
// was found, for each fact that the statement corrects.
func (w *writer) corrections(t disclosure.Told) {
	if !corrects(t) {
		return
	}
	var items []string
	listed := map[string]bool{}
	for _, c := range t.Corrects {
		listed[string(c.Key)] = true
		var where []string
		for _, n := range c.SaidIn {
			where = append(where, w.statement(n, w.folder))
		}
		was := ""
		if c.Was.Value != nil || c.Was.Removed {
			was = w.told(c.Key, c.Was)
		}
		items = append(items, w.correction(c.Key, was, w.told(c.Key, c.Now), where, cmp.Or(t.Said.Corrections[string(c.Key)], c.Because)))
	}
	for _, key := range slices.Sorted(maps.Keys(t.Said.Corrections)) {
		if !listed[key] {
			key := disclosure.Key(key)
			items = append(items, w.correction(key, w.removedBefore(key), w.told(key, w.asOf(key)), nil, t.Said.Corrections[string(key)]))
		}
	}
	w.heading(w.say("correction.heading"))
	w.list(items)
}

func (w *writer) correction(key disclosure.Key, was, now string, where []string, because string) string {
	lines := []string{"<strong>" + w.label(key) + "</strong>"}
	if key.Section() != "" {
		lines = append(lines, w.say("correction.text"))
	} else {
		if was != "" {
			lines = append(lines, w.say("correction.was", "was", was))
		}
		if now != "" {
			lines = append(lines, w.say("correction.now", "now", now))
		}
	}
	if len(where) > 0 {
		said := "correction.said"
		if was == "" && key.Section() == "" {
			said = "correction.left_out"
		}
		lines = append(lines, w.say(said, "where", strings.Join(where, w.say("list.comma"))))
	}
	if because != "" {
		lines = append(lines, w.say("correction.because", "reason", esc(because)))
	}
	return strings.Join(lines, "<br>\n")
}

// removedBefore says that an earlier value of a fact was removed by a redaction,
// or nothing.
func (w *writer) removedBefore(key disclosure.Key) string {
	for _, s := range w.account.Fact(key).Values {
		if s.Removed && s.Statement < w.upTo {
			return w.say("facts.removed")
		}
	}
	return ""
}

// told returns a stated value on one line.
func (w *writer) told(key disclosure.Key, s disclosure.Stated) string {
	switch {
	case s.Removed:
		return w.say("facts.removed")
	case s.Value == nil:
		return w.say("facts.nothing")
	}
	return strings.Join(w.values(key, s.Value), w.say("list.semicolon"))
}

// withdrawals writes which statements are taken back, what is no longer said, and
// what stands again in its place.
func (w *writer) withdrawals(t disclosure.Told) {
	if len(t.Said.Withdraws) == 0 {
		return
	}
	w.heading(w.say("withdrawal.heading"))
	for _, n := range t.Said.Withdraws {
		w.paragraph(w.say("withdrawal.statement", "link", w.statement(n, w.folder)), w.say("withdrawal.text"))
	}
	var items []string
	for _, h := range w.account.Known {
		was := slices.IndexFunc(h.Values, func(s disclosure.Stated) bool { return s.Withdrawn == t.Number && s.Value != nil })
		switch field := h.Key.Field(); {
		case was < 0, h.Key.Section() != "", field == "summary", field == "next_update", field == "pin_until":
			continue
		}
		lines := []string{"<strong>" + w.label(h.Key) + "</strong>", w.say("withdrawal.was", "was", w.told(h.Key, h.Values[was]))}
		if now := w.asOf(h.Key); now.Value != nil && now.Statement < t.Number {
			lines = append(lines, w.say("withdrawal.now", "now", w.told(h.Key, now)))
		}
		items = append(items, strings.Join(lines, "<br>\n"))
	}
	w.list(items)
}

// removals writes what a redaction removed, text by text.
func (w *writer) removals(e *event) {
	w.paragraph(w.say("redaction.what"))
	w.heading(w.say("redaction.heading"))
	var items []string
	var seen []disclosure.Doc
	// Of a text and its translations, the one in the item's language speaks.
	for _, p := range nearest(e) {
		if slices.Contains(seen, p.Doc.Original()) {
			continue
		}
		seen = append(seen, p.Doc.Original())
		lines := []string{w.say("redaction.statement", "link", w.statement(p.Doc.Number(), p.Doc.Lang()))}
		if p.Doc.IsQuestions() {
			lines[0] = w.say("redaction.questions")
		}
		if lang := p.Doc.Lang(); lang != e.lang && lang != "" {
			lines[0] = w.say("fact.detail", "label", lines[0], "detail", esc(lang))
		}
		var facts []string
		for _, key := range p.Said.Removed {
			facts = append(facts, w.label(disclosure.Key(key)))
		}
		if len(facts) > 0 {
			lines = append(lines, w.say("redaction.facts", "facts", strings.Join(facts, w.say("list.comma"))))
		}
		if p.Said.Redacted != "" {
			lines = append(lines, w.say("redaction.because", "reason", esc(p.Said.Redacted)))
		}
		items = append(items, strings.Join(lines, "<br>\n"))
	}
	w.list(items)
}

// text writes the whole text, with the steps for readers under their heading, or
// before the first heading if the text has none for them.
func (w *writer) text(t disclosure.Told) {
	said := &t.Said
	steps := w.steps(said)
	own := slices.ContainsFunc(said.Text, func(p disclosure.Passage) bool { return p.Section == "what-you-can-do" })
	before := func() {
		if said.Facts.HowToKnow != "" {
			w.paragraph(w.fact(w.say("field.how_to_know"), esc(said.Facts.HowToKnow)))
		}
		if !own && len(steps) > 0 {
			w.heading(w.say("section.what-you-can-do"))
			w.list(steps)
		}
	}
	for i, p := range said.Text {
		if i == 0 && p.Heading != "" {
			before()
		}
		if p.Heading != "" {
			w.heading(esc(p.Heading))
		}
		w.put(w.prose(p.MD))
		if p.Section == "what-you-can-do" {
			w.list(steps)
		}
		if i == 0 && p.Heading == "" {
			before()
		}
	}
	if len(said.Text) == 0 {
		before()
	}
}

// steps returns what readers can do, as HTML.
func (w *writer) steps(said *disclosure.Said) []string {
	if said.Facts.Actions.None == nil && len(said.Facts.Actions.Steps) == 0 {
		return nil
	}
	return w.values("actions", said.Facts.Actions)
}

// hidden are facts that have a place of their own in an item, or none.
var hidden = map[string]bool{
	"title": true, "kind": true, "status": true, "components": true, "how_to_know": true, "actions": true,
	"contact": true, "next_update": true, "pin_until": true,
}

// facts writes what the statement states, fact by fact.
func (w *writer) facts(t disclosure.Told) {
	var items []string
	field, values := "", []string(nil)
	flush := func() {
		if field != "" {
			items = append(items, w.entry(w.say("field."+field), values))
		}
		field, values = "", nil
	}
	for _, fact := range t.Said.Facts.Stated() {
		if hidden[fact.Key.Field()] {
			continue
		}
		if fact.Key.Field() != field {
			flush()
			field = fact.Key.Field()
		}
		if fact.Key.ID() == "" {
			values = append(values, w.values(fact.Key, fact.Value)...)
			continue
		}
		// A statement may repeat an item by its id with only what has changed.
		if s := w.asOf(fact.Key); s.Value != nil {
			fact.Value = s.Value
		}
		values = append(values, w.named(fact.Key, fact.Value))
	}
	flush()
	for _, name := range t.Said.Emptied {
		if name == "actions" || name == "contact" || !hidden[name] {
			items = append(items, w.fact(w.say("field."+name), w.say("facts.nothing")))
		}
	}
	for _, key := range t.Said.Removed {
		items = append(items, w.fact(w.label(disclosure.Key(key)), w.say("facts.removed")))
	}
	if len(items) > 0 {
		w.heading(w.say("facts.heading"))
		w.list(items)
	}
}

// entry is a fact with one or several values.
func (w *writer) entry(label string, values []string) string {
	if len(values) == 1 {
		return w.fact(label, values[0])
	}
	return "<strong>" + label + "</strong>\n<ul>\n<li>" + strings.Join(values, "</li>\n<li>") + "</li>\n</ul>\n"
}

// fact is a label with its value.
func (w *writer) fact(label, value string) string {
	return w.say("fact", "label", "<strong>"+label+"</strong>", "value", value)
}

// contact writes how to ask, as it stood after the statement.
func (w *writer) contact() {
	if c, ok := w.asOf("contact").Value.(disclosure.Contact); ok {
		if values := w.values("contact", c); len(values) > 0 {
			w.paragraph(w.fact(w.say("field.contact"), strings.Join(values, " · ")))
		}
	}
}

// next writes the promise to write again.
func (w *writer) next(t disclosure.Told) {
	for _, value := range w.values("next_update", t.Said.Facts.NextUpdate) {
		w.paragraph(w.fact(w.say("field.next_update"), value))
	}
}

// foot writes two links, and where the item stands in the public record: the
// number of its entry, and the root of the record after the run that wrote it.
// Thousands of copies in readers remember them.
func (w *writer) foot(e *event, name, to, name2, to2 string) {
	record := []string{w.say("foot.entry", "n", strconv.Itoa(e.seq), "record", esc(w.Origin))}
	if w.Root != nil {
		record = append(record, w.say("foot.root", "root", esc(w.Root(e.seq))))
	}
	record = append(record, w.link(w.page(address.Verify(w.folder)), w.say("foot.verify")))
	w.paragraph(w.link(to, w.say(name))+" · "+w.link(to2, w.say(name2)), strings.Join(record, " · "))
}

// page returns the full address of a page.
func (w *writer) page(path string) string { return w.Site.Absolute(path) }

// accountPage returns the full address of the account.
func (w *writer) accountPage() string { return w.page(address.Incident(w.folder, w.incident)) }

// link returns a link to an address, or the bare label without one.
func (w *writer) link(to, label string) string {
	if to == "" {
		return label
	}
	return `<a href="` + html.EscapeString(to) + `">` + label + "</a>"
}

// statement returns a link to a statement, with its number and day.
func (w *writer) statement(n int, folder string) string {
	date := ""
	for _, t := range w.account.Statements {
		if t.Number == n {
			date = w.day(t.Published)
		}
	}
	return w.link(w.page(address.Statement(folder, w.incident, n)), w.say("link.statement", "n", strconv.Itoa(n), "date", date))
}

// prose returns Markdown as HTML.
func (w *writer) prose(md string) string {
	s := markdown.HTML(clean(md), markdown.Options{
		Shift: 1,
		Link: func(dest string) (string, bool) {
			to := w.resolve(dest)
			return to, to != ""
		},
		Image: func(dest string) (markdown.Image, bool) {
			to := w.resolve(dest)
			image := markdown.Image{Src: to}
			if sum := w.assets[dest]; sum != "" && w.Picture != nil {
				image.Width, image.Height = w.Picture(sum)
			}
			return image, to != "" && strings.HasPrefix(to, w.page(""))
		},
	})
	return clean(bare(s))
}

// bare drops the attributes that only a style sheet or a browser page needs.
// Markdown as HTML holds no "<" or quote of the author's outside these tags.
func bare(s string) string {
	s = strings.ReplaceAll(s, ` loading="lazy">`, ">")
	before, rest, found := strings.Cut(s, `<code class="`)
	if !found {
		return s
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		b.WriteString("<code")
		_, rest, _ = strings.Cut(rest, `"`)
		before, rest, found = strings.Cut(rest, `<code class="`)
	}
	b.WriteString(before)
	return b.String()
}

// resolve returns the full address of what an author's link leads to: a file of
// the incident ("files/form.pdf"), a page of the site ("/report/"), a place in the
// statement ("#what-happened"), or an address elsewhere; "" if it must be no link.
// Pages take the same links.
func (w *writer) resolve(dest string) string {
	u, err := url.Parse(clean(dest))
	switch {
	case err != nil:
		return ""
	case u.Scheme != "":
		if !allowed(u) {
			return ""
		}
		return u.String()
	case u.Host != "":
		return ""
	case u.Path == "" && u.Fragment != "":
		return w.page(address.Statement(w.folder, w.incident, w.upTo)) + "#" + u.EscapedFragment()
	case strings.HasPrefix(u.Path, "files/"):
		sum, ok := w.assets[u.Path]
		if !ok {
			return ""
		}
		u.Path = address.Asset(sum, strings.TrimPrefix(strings.ToLower(path.Ext(u.Path)), "."))
	case strings.HasPrefix(u.Path, "/"):
		u.Path = strings.TrimLeft(u.Path, "/")
		if first, _, _ := strings.Cut(u.Path, "/"); slices.Contains(translated, first) {
			u.Path = address.In(w.folder, u.Path)
		}
	default:
		return ""
	}
	to := w.Site.URL.ResolveReference(&url.URL{Path: "./" + u.Path, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
	if !strings.HasPrefix(to, w.page("")) {
		return "" // it leads out of the site
	}
	return to
}

// translated are the beginnings of paths that every language has a page for.
var translated = []string{"", "incidents", "components", "history", "commitments", "report"}
