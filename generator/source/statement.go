package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/clipperhouse/uax29/v2/sentences"

	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/generator/problem"
	"firsthand/generator/site"
)

// A statement reads one file of an incident.
type statement struct {
	*reader
	doc       *Document
	said      *disclosure.Said
	site      *site.Site // nil if site.yaml cannot be read
	earlier   []*Document
	original  *Document // that this one translates, or nil
	incidents []string  // ids of all incidents
	numbers   []int     // of the incident's statements
	pages     []string  // names of static pages
	files     *incidentReader
	err       error // a file that cannot be read
}

const (
	firstExample = `---
title: Booking is down for all clinics
kind: outage
next_update: in 60 minutes
---
Since 07:42 UTC patients cannot book online. We are looking for the cause.`
	laterExample = `---
next_update: in 2 hours
---
What is new, in one or two sentences.`
	translationExample = `---
title: El título en este idioma
---
El texto en este idioma.`
)

func (s *statement) example() string {
	switch {
	case s.original != nil:
		return translationExample
	case len(s.earlier) == 0:
		return firstExample
	}
	return laterExample
}

// hintFor and isField tell parseFields what it needs to know of fields.
func hintFor(name string) hint {
	if r := rowByName[name]; r != nil {
		return r.hint
	}
	return hint{}
}

func isField(name string) bool { return rowByName[name] != nil || nestedKeys[name] }

// read reads the whole file. published is when it became public, if it is.
func (s *statement) read(now, published time.Time) {
	m, problems := splitMatter(s.file, s.example())
	s.doc.matter, s.doc.Unreadable = m, m.missing
	s.problems = append(s.problems, problems...)
	pairs, problems := parseFields(s.file, m.first, m.last, hintFor, isField)
	s.problems = append(s.problems, problems...)
	s.unknownFields(pairs)
	// These decide from when "in 60 minutes" counts, and what came before.
	s.fields(pairs, func(name string) bool { return name == "imported" || name == "publish_at" || name == "draft" })
	s.base = now.UTC()
	switch {
	case !published.IsZero():
		s.base = published.UTC()
	case !s.doc.Imported.IsZero():
		s.base = s.doc.Imported
	case s.doc.PublishAt.After(now):
		s.base = s.doc.PublishAt
	}
	s.earlier = slices.DeleteFunc(s.earlier, func(d *Document) bool { return !s.files.precedes(d, s.doc) })
	s.fields(pairs, func(name string) bool { return name != "imported" && name != "publish_at" && name != "draft" })
	s.body()
	if s.doc.Unreadable {
		return
	}
	if s.original != nil {
		s.finishTranslation(pairs)
		return
	}
	s.finish(func(name string) bool {
		return slices.ContainsFunc(pairs, func(p pair) bool { return p.key == name && p.value.kind != nothing })
	})
}

// fields reads the fields that are wanted, in the order of the table.
func (s *statement) fields(pairs []pair, wanted func(string) bool) {
	for i := range statementRows {
		row := &statementRows[i]
		j := slices.IndexFunc(pairs, func(p pair) bool { return p.key == row.Name })
		if j < 0 || !wanted(row.Name) {
			continue
		}
		entry := pairs[j]
		s.placeEntry(row.Name, entry)
		switch {
		case entry.value.kind == unreadable:
		case s.translates && !row.words:
			s.fromOriginal(entry, row.Name)
		default:
			row.read(s, row.Name, entry.value)
		}
	}
}

func (s *statement) unknownFields(pairs []pair) {
	var names []string
	for _, r := range statementRows {
		names = append(names, r.Name)
	}
	for _, entry := range pairs {
		if rowByName[entry.key] != nil {
			continue
		}
		p := s.report(entry.where, "%q is not a field of a statement", entry.key)
		p.Rule = "DOC-002"
		p.Fix = "delete the line; notes go into the folder private/"
		lower := strings.ReplaceAll(word(entry.key), "-", "_")
		near, ok := problem.Nearest(entry.key, names)
		if f := disclosure.FieldNamed(lower); f != nil && f.Page != lower {
			near, ok = f.Page, true
		} else if meant := fieldSynonyms[lower]; meant != "" {
			near, ok = meant, true
		}
		switch {
		case fieldAdvice[lower] != "":
			p.Fix = fieldAdvice[lower]
		case ok:
			p.Fix = fmt.Sprintf("did you mean %q?", near)
			p.Example = rowByName[near].Example
		}
	}
}

// kind returns the kind of the incident after this statement.
func (s *statement) kind() disclosure.Kind {
	if s.said.Facts.Kind != "" {
		return s.said.Facts.Kind
	}
	for i := len(s.earlier) - 1; i >= 0; i-- {
		if k := s.earlier[i].Said.Facts.Kind; k != "" {
			return k
		}
	}
	return ""
}

// finish fills in what the author left out of an original. given says which
// fields have a value, readable or not.
func (s *statement) finish(given func(string) bool) {
	s.finishStatus(given)
	first := len(s.earlier) == 0
	if first {
		if s.said.Facts.Title == "" && !given("title") {
			s.missing("title", "the first statement of an incident needs a title", "title: the effect on readers, in one line")
		}
		if s.said.Facts.Kind == "" && !given("kind") {
			p := s.missing("kind", "the first statement of an incident needs a kind", "kind: outage")
			p.Fix = "add one of the kinds " + strings.Join(kindNames(), ", ")
		}
	}
	if s.said.Headline == "" && !given("headline") {
		s.said.Headline, s.doc.titled = s.said.Facts.Title, s.doc.File
		for i := len(s.earlier) - 1; i >= 0 && s.said.Headline == ""; i-- {
			s.said.Headline, s.doc.titled = s.earlier[i].Said.Facts.Title, s.earlier[i].File
		}
	}
	if s.said.Summary == "" && !given("summary") && !(len(s.said.Text) > 0 && s.returnsSummary()) {
		s.said.Summary = s.deriveSummary()
		s.doc.NoSummary = s.said.Summary != ""
		if !s.doc.NoSummary {
			s.missingSummary()
		}
	}
}

// returnsSummary reports whether the statement takes others back and leaves a
// summary that stands. What it says itself is about them: the account goes on with
// the summary that it had without them.
func (s *statement) returnsSummary() bool {
	if len(s.said.Withdraws) == 0 {
		return false
	}
	var all []disclosure.Publication
	add := func(doc disclosure.Doc, said disclosure.Said) {
		n := len(all) + 1
		all = append(all, disclosure.Publication{Seq: n, Run: n, Type: disclosure.Published, Doc: doc, Rev: 1, Said: said})
	}
	for _, d := range s.earlier {
		add(d.Doc, d.Said)
	}
	add(s.doc.Doc, disclosure.Said{Withdraws: s.said.Withdraws})
	incidents, err := disclosure.Assemble(all)
	if err != nil || len(incidents) != 1 {
		return false
	}
	stands, ok := incidents[0].Current().Fact(disclosure.SummaryKey).Current()
	return ok && (stands.Value != nil || stands.Removed)
}

// missing reports a field that must be there, and what to paste.
func (s *statement) missing(field, text, example string) *problem.Problem {
	p := s.report(s.doc.matter.mark(s.file), "%s", text)
	p.Rule = "DOC-001"
	p.Fix, p.Example = fmt.Sprintf("add %q below this line", field), example
	return p
}

func (s *statement) missingSummary() {
	if n := firstParagraph(s.said.Text); n != "" {
		p := s.report(s.doc.bodySpan(), "the first sentence is too long to be the summary")
		p.Rule = "DOC-001"
		p.Fix, p.Example = fmt.Sprintf("make it shorter than %d characters, or add a summary to the fields", maxSummary), "summary: what happened and what to do, in two sentences"
		return
	}
	if len(s.said.Text) > 0 {
		p := s.report(s.doc.bodySpan(), "the text has no paragraph that could be the summary")
		p.Rule = "DOC-001"
		p.Fix, p.Example = "begin it with one sentence, or add a summary to the fields", "summary: what happened and what to do, in two sentences"
		return
	}
	s.missing("summary", "the statement has no text", "summary: what happened and what to do, in two sentences").Fix =
		"write at least one sentence below the fields, or add a summary to them"
}

// finishStatus sets the status that a key time or the kind implies.
func (s *statement) finishStatus(given func(string) bool) {
	facts := &s.said.Facts
	if facts.Status != "" || given("status") {
		return
	}
	kind := s.kind()
	before, last := -1, disclosure.Status("")
	for _, d := range s.earlier {
		if st := d.Said.Facts.Status; st != "" {
			last = st
		}
	}
	if last != "" {
		before = kind.Rank(last)
	}
	rank := before
	for _, key := range []struct {
		when   disclosure.When
		status disclosure.Status
	}{
		{facts.Confirmed, disclosure.Confirmed}, {facts.Contained, disclosure.Contained},
		{facts.Fixed, disclosure.Fixed}, {facts.Resolved, disclosure.Resolved},
	} {
		// A time that comes later than the status is set right moves nothing back.
		if !key.when.Start().IsZero() && kind.Rank(key.status) > rank {
			rank, facts.Status = kind.Rank(key.status), key.status
		}
	}
	if facts.Status == "" && last == "" {
		facts.Status = kind.First()
	}
}

// firstParagraph returns the first paragraph of a text.
func firstParagraph(text []disclosure.Passage) string {
	for _, p := range text {
		if first := markdown.FirstParagraph(p.MD); first != "" {
			return first
		}
	}
	return ""
}

// deriveSummary makes a summary of the first paragraph: as many of its sentences
// as there is room for.
func (s *statement) deriveSummary() string {
	text := tidyText(firstParagraph(s.said.Text))
	if len([]rune(text)) <= maxSummary {
		return text
	}
	summary, length := "", 0
	for it := sentences.FromString(text); it.Next(); {
		sentence := strings.TrimSpace(it.Value())
		n := len([]rune(sentence))
		if length > 0 {
			n++
		}
		if length+n > maxSummary {
			break
		}
		summary, length = strings.TrimSpace(summary+" "+sentence), length+n
	}
	return summary
}

// finishTranslation keeps the words of a translation and checks that they fit
// the original.
func (s *statement) finishTranslation(pairs []pair) {
	s.said.Facts = disclosure.WordsOnly(s.said.Facts)
	s.said.Emptied, s.said.Withdraws = nil, nil
	if s.said.TranslatedBy == "" {
		s.said.TranslatedBy = translators[0]
	}
	if s.said.Headline == "" && s.original.titled == s.original.File {
		s.said.Headline = s.said.Facts.Title
	}
	if s.said.Headline == "" && s.original.titled != "" {
		for i := len(s.earlier) - 1; i >= 0 && s.said.Headline == ""; i-- {
			s.said.Headline = s.earlier[i].Said.Facts.Title
		}
	}
	if s.said.Summary == "" && s.original.NoSummary {
		s.said.Summary = s.deriveSummary()
	}
	s.sameLengths(pairs)
}

// sameLengths compares lists that are matched by position.
func (s *statement) sameLengths(pairs []pair) {
	o, t := &s.original.Said.Facts, &s.said.Facts
	for _, l := range []struct {
		page       string
		have, want int
	}{
		{"affected", len(t.Affected), len(o.Affected)},
		{"not_affected", len(t.NotAffected), len(o.NotAffected)},
		{"could_mean", len(t.Consequences), len(o.Consequences)},
		{"what_to_do", len(t.Actions.Steps), len(o.Actions.Steps)},
		{"what_we_do", len(t.Measures), len(o.Measures)},
		{"help_offered", len(t.Support), len(o.Support)},
		{"also_said", len(t.AlsoSaid), len(o.AlsoSaid)},
		{"not_known_yet", len(t.Unknowns), len(o.Unknowns)},
		{"held_back", len(t.HeldBack), len(o.HeldBack)},
		{"fix_tested", len(t.Verification), len(o.Verification)},
		{"contributed", len(t.Contributing), len(o.Contributing)},
		{"learned", len(t.Lessons), len(o.Lessons)},
		{"thanks", len(t.Credit), len(o.Credit)},
	} {
		i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == l.page })
		if i < 0 || l.have == l.want || l.have == 0 {
			continue
		}
		p := s.report(pairs[i].where, "%q has %s here, and %s in the original", l.page, count(l.have, "entry", "entries"), count(l.want, "entry", "entries"))
		p.Rule = "I18N-002"
		p.Fix = "give one for each of the original, in the same order"
		if l.have < l.want {
			p.Severity = problem.Warning
		}
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// body reads the text below the fields.
func (s *statement) body() {
	text := s.doc.matter.bodyText(s.file)
	s.findings(text, s.doc.matter.body)
	s.doc.headings = map[disclosure.SectionID]int{}
	standard := headingsIn(s.doc.Lang)
	for _, section := range markdown.Split(text) {
		line := s.doc.matter.body + section.Line - 1
		passage := disclosure.Passage{Heading: tidyText(section.Heading), MD: markdown.Canonical(section.Body)}
		if passage.Heading != "" {
			passage.Section = s.standardSection(passage.Heading, line, standard)
		}
		if first, twice := s.doc.headings[passage.Section]; twice && passage.Section != "" {
			p := s.report(s.file.whole(line), "the heading %q is there twice; it is also on line %d", passage.Heading, first)
			p.Fix = "put the text of both under one heading"
			continue
		}
		if passage.Section != "" {
			s.doc.headings[passage.Section] = line
		}
		if passage.MD == "" {
			if passage.Heading != "" {
				p := s.report(s.file.whole(line), "there is no text under the heading %q, so it is left out", passage.Heading)
				p.Severity = problem.Warning
				p.Fix = "write the text, or delete the heading"
			}
			continue
		}
		s.said.Text = append(s.said.Text, passage)
	}
	s.links(text, s.doc.matter.body)
}

// standardSection returns the id of the section that a heading names, or "".
func (s *statement) standardSection(heading string, line int, standard map[string]disclosure.SectionID) disclosure.SectionID {
	plain := simple(heading)
	if id, ok := standard[plain]; ok {
		return id
	}
	var known []string
	for h := range standard {
		known = append(known, h)
	}
	slices.Sort(known)
	if near, ok := problem.Nearest(plain, known); ok && max(len(plain)-len(near), len(near)-len(plain)) <= 3 {
		p := s.report(s.file.whole(line), "the heading %q is almost a standard one", heading)
		p.Severity = problem.Warning
		p.Fix = "with exactly these words it replaces that section of the account; with others it stays this statement's own"
		p.Example = "## " + headingLike(near, s.doc.Lang)
	}
	return ""
}

// advice says what to do about the findings of package markdown, and which of
// them are errors.
var advice = map[string]struct {
	severity problem.Severity
	fix      string
}{
	markdown.CodeRawHTML:   {problem.Warning, "write it in Markdown, or put code in `backquotes`"},
	markdown.CodeComment:   {problem.Error, "put --> at its end, or delete it"},
	markdown.CodeScheme:    {problem.Error, "link to an address that begins with https://, mailto: or tel:"},
	markdown.CodeOutside:   {problem.Error, "put the file into the folder files/ beside the statement"},
	markdown.CodeEmptyLink: {problem.Warning, "write the text of the link between [ and ]"},
	markdown.CodeRemote:    {problem.Error, "put the picture into the folder files/ beside the statement"},
	markdown.CodeAlt:       {problem.Warning, "say between [ and ] what the picture shows"},
	markdown.CodeInImage:   {problem.Warning, "put the link below the picture"},
	markdown.CodeHeading:   {problem.Warning, "use ## for headings"},
	markdown.CodeFence:     {problem.Warning, "close it with the same marks on a line of their own"},
	markdown.CodeTemplate:  {problem.Error, "delete it: lists from the fields appear by themselves; put code in `backquotes`"},
	markdown.CodeCells:     {problem.Warning, "give the table a column for it, or delete it"},
	markdown.CodeInvisible: {problem.Warning, "delete it"},
}

// findings reports what a text in Markdown holds that its readers would not see
// as meant. The text begins on a line of the file.
func (r *reader) findings(text string, line int) {
	same := map[string]int{}
	for _, f := range markdown.Problems(text) {
		if same[f.Code]++; same[f.Code] > maxSame {
			continue
		}
		p := r.report(span{line + f.Line - 1, f.Column, f.Length}, "%s", f.Text)
		p.Severity, p.Fix = problem.Warning, ""
		if a, ok := advice[f.Code]; ok {
			p.Severity, p.Fix = a.severity, a.fix
		}
	}
}

// siteArea matches links to the site's own pages, which statements may hold.
var siteArea = regexp.MustCompile(`^/(?:[a-z]{2,3}(?:-[a-z0-9]+)*/)?(?:(?:incidents|components|commitments|report|verify|history|changes|follow)/.*)?(?:#.*)?$`)

// links checks where the links of a text lead, and fetches the assets.
func (s *statement) links(text string, line int) {
	for _, l := range markdown.Links(text) {
		dest := l.Destination
		at := span{line + l.Line - 1, l.Column, len([]rune(dest))}
		if rest := s.file.from(at.line, at.column); strings.Contains(rest, dest) {
			before, _, _ := strings.Cut(rest, dest)
			at.column += len([]rune(before))
		}
		switch {
		case strings.HasPrefix(dest, "files/"):
			s.asset(dest, l.Image, at)
		case dest == "", dest[0] == '#', strings.Contains(dest, ":"), strings.HasPrefix(dest, "//"), strings.Contains(dest, ".."):
		case siteArea.MatchString(dest) || s.isPage(dest):
		default:
			p := s.report(at, "a statement may not link to %q: files outside its own folder can change without a trace", dest)
			p.Fix = "put the file into " + folderOf(s.doc.File) + "/files/ and link to it there; or give a full address with https://"
			p.Example, p.Quotes = "["+strings.TrimSpace(l.Text)+"](files/"+lastPart(dest)+")", true
		}
	}
}

// isPage reports whether a link leads to a static page.
func (s *statement) isPage(dest string) bool {
	rest, _, _ := strings.Cut(strings.TrimPrefix(dest, "/"), "#")
	name, more, _ := strings.Cut(rest, "/")
	if slices.Contains(s.pages, name) && more == "" {
		return strings.HasPrefix(dest, "/")
	}
	return strings.HasPrefix(dest, "/") && s.site != nil && slices.Contains(s.site.Languages, name) && slices.Contains(s.pages, strings.TrimSuffix(more, "/"))
}

func folderOf(file string) string { return file[:max(0, strings.LastIndexByte(file, '/'))] }

func lastPart(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
