package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// A Field is one row of the table of fields, as authors are told of it.
type Field struct {
	Name    string // "next_update"
	What    string // "when you write again"
	Form    string // "a time, in 60 minutes, {when: text}, {none: why}"
	Example string // "next_update: in 60 minutes"
}

// A row is a field of front matter with the way to read it.
type row struct {
	Field
	hint  hint
	words bool // a translation may have it
	read  func(s *statement, path string, n node)
}

// StatementFields returns the fields that a statement may have, in the order
// in which they are explained to authors.
func StatementFields() []Field { return fieldsOf(statementRows) }

func fieldsOf(rows []row) []Field {
	var all []Field
	for _, r := range rows {
		all = append(all, r.Field)
	}
	return all
}

// Limits of text, in characters.
const (
	maxTitle   = 90
	maxSummary = 300
	maxReason  = 600 // of a redaction: two of them may stand side by side, but no new statement
)

const (
	timeText = "a time"
	whenText = "a time; a time, estimated; {at, certainty}; {from, to}; unknown"
)

func list1(words []string) string { return "one of " + strings.Join(words, ", ") }

func kindNames() []string {
	var all []string
	for _, k := range disclosure.Kinds {
		all = append(all, string(k))
	}
	return all
}

// statementRows is the table of front matter. Its rows read into the fields of
// disclosure.Facts with the same page name; a test sees to it that none is
// missing.
var statementRows []row

func init() {
	text := func(name, what, form, example string, to func(*disclosure.Facts) *string) row {
		return row{Field{name, what, form, example}, hint{text: true}, true, func(s *statement, path string, n node) {
			s.textFact(path, n, textForm{}, to(&s.said.Facts))
		}}
	}
	texts := func(name, what, example string, to func(*disclosure.Facts) *[]string) row {
		return row{Field{name, what, "a list of texts", example}, hint{texts: true}, true, func(s *statement, path string, n node) {
			all, empty := s.texts(path, n, textForm{})
			*to(&s.said.Facts) = all
			s.emptied(path, empty)
		}}
	}
	when := func(name, what, example string, to func(*disclosure.Facts) *disclosure.When) row {
		return row{Field{name, what, whenText, example}, hint{}, false, func(s *statement, path string, n node) {
			if s.emptied(path, n.kind == list && len(n.items) == 0) {
				return
			}
			*to(&s.said.Facts) = s.when(path, n)
		}}
	}
	day := func(name, what, example string, to func(*disclosure.Facts) *disclosure.Moment) row {
		return row{Field{name, what, "a date", example}, hint{}, false, func(s *statement, path string, n node) {
			if s.emptied(path, n.kind == list && len(n.items) == 0) {
				return
			}
			*to(&s.said.Facts) = s.moment(path, n, momentForm{relative: true, day: true})
		}}
	}
	choice := func(name, what, example string, words []string, to func(*disclosure.Facts) *string) row {
		return row{Field{name, what, list1(words), example}, hint{}, false, func(s *statement, path string, n node) {
			*to(&s.said.Facts) = s.choice(path, n, words)
		}}
	}
	facts := func(s *statement) *disclosure.Facts { return &s.said.Facts }

	statementRows = []row{
		{Field{"title", "names the incident by its effect on readers; in the first statement", "text of up to 90 characters", "title: Booking exports downloaded by an outsider"},
			hint{text: true}, true, func(s *statement, path string, n node) {
				facts(s).Title = s.text(path, n, textForm{most: maxTitle})
			}},
		{Field{"kind", "what kind of event it is; in the first statement", list1(kindNames()), "kind: data-breach"},
			hint{}, false, func(s *statement, path string, n node) {
				facts(s).Kind = disclosure.Kind(s.choice(path, n, kindNames()))
			}},
		{Field{"status", "how far you have come; without it, the first of the kind's path, then the last one given",
			"a word of the kind's path", "status: contained"},
			hint{}, false, func(s *statement, path string, n node) {
				facts(s).Status = disclosure.Status(s.choice(path, n, s.statuses()))
			}},
		{Field{"headline", "what is new in this statement; without it, the title", "text of up to 90 characters", "headline: We have ended the downloads"},
			hint{text: true}, true, func(s *statement, path string, n node) {
				s.said.Headline = s.text(path, n, textForm{most: maxTitle})
			}},
		{Field{"summary", "the whole account in two sentences; without it, the first paragraph", "text of up to 300 characters",
			"summary: Someone downloaded booking exports. We are stopping it now."},
			hint{text: true}, true, func(s *statement, path string, n node) {
				s.said.Summary = s.text(path, n, textForm{most: maxSummary})
			}},
		{Field{"next_update", "when you write again", "a time; in 60 minutes; {when: text}; {none: why}", nextUpdateExample},
			hint{}, true, func(s *statement, path string, n node) { facts(s).NextUpdate = s.nextUpdate(path, n) }},

		when("began", "when it began", "began: 2026-02-22 03:31 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Started }),
		when("found", "when you noticed it", "found: 2026-03-03 08:55 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Detected }),
		when("confirmed", "when you were reasonably sure; sets the status", "confirmed: 2026-03-03 14:20 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Confirmed }),
		when("contained", "since when nobody can reach it any more; sets the status", "contained: 2026-03-03 11:40 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Contained }),
		when("fixed", "when the weakness was removed; sets the status", "fixed: 2026-03-12 15:10 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Fixed }),
		when("resolved", "when it was over and checked; sets the status", "resolved: 2026-03-26 10:00 UTC", func(f *disclosure.Facts) *disclosure.When { return &f.Resolved }),
		choice("found_by", "who noticed it", "found_by: customer", disclosure.Discoverers, func(f *disclosure.Facts) *string { return &f.DiscoveredBy }),
		choice("origin", "where it came from", "origin: own", disclosure.Origins, func(f *disclosure.Facts) *string { return &f.Origin }),
		text("supplier", "the supplier where it happened", "text", "supplier: Tidewren Mail", func(f *disclosure.Facts) *string { return &f.Supplier }),
		{Field{"related", "other incidents with a shared cause", "a list of incident folders", "related: [2026-03-03-support-exports]"},
			hint{}, false, func(s *statement, path string, n node) {
				if s.emptied(path, n.kind == list && len(n.items) == 0) {
					return
				}
				for i, item := range n.asList() {
					if id := s.incidentID(index(path, i), item); id != "" {
						facts(s).Related = append(facts(s).Related, id)
					}
				}
			}},
		{Field{"merged_into", "the incident that goes on telling this one", "an incident folder", "merged_into: 2026-03-03-support-exports"},
			hint{}, false, func(s *statement, path string, n node) { facts(s).MergedInto = s.incidentID(path, n) }},

		{Field{"components", "what happens to each component", "{component: word}, where the word is " + list1(disclosure.Impacts), "components: {exports: major-outage}"},
			hint{}, false, func(s *statement, path string, n node) { s.components(path, n) }},
		{Field{"affected", "who is affected, and how many",
			"a number with a unit and how sure it is; unknown; or {who, count or min and max, unit, certainty, as_of}; or a list of these", affectedExample},
			hint{}, true, func(s *statement, path string, n node) {
				all, empty := s.affected(path, n)
				facts(s).Affected = all
				s.emptied(path, empty)
			}},
		{Field{"not_affected", "who is not affected, and how you know", "a list of groups, each with a colon and the reason",
			"not_affected:\n  - clinics without exports: the log holds none of their files"},
			hint{}, true, func(s *statement, path string, n node) {
				all, empty := s.notAffected(path, n)
				facts(s).NotAffected = all
				s.emptied(path, empty)
			}},
		text("how_to_know", "how readers learn whether it is about them", "text", "how_to_know: We are writing to each person affected.", func(f *disclosure.Facts) *string { return &f.HowToKnow }),
		{Field{"data", "which data, by what happened to it",
			"lists under " + orList(dataGroups) + "; entries are a category, category: detail, or category: {detail, protection}", dataExample},
			hint{}, true, func(s *statement, path string, n node) {
				var original []disclosure.Data
				if s.original != nil {
					original = s.original.Said.Facts.Data
				}
				facts(s).Data = s.data(path, n, original)
			}},
		texts("could_mean", "what it can lead to", "could_mean:\n  - Callers could pretend to be your clinic.", func(f *disclosure.Facts) *[]string { return &f.Consequences }),
		{Field{"what_to_do", "what readers can do", "a list of texts or of {do, why, for, when: now, this-week or later, link}; or {none: reason, until}", actionExample},
			hint{itemKeys: actionKeys}, true, func(s *statement, path string, n node) {
				a, empty := s.whatToDo(path, n)
				facts(s).Actions = a
				s.emptied(path, empty)
			}},
		{Field{"what_we_do", "what you do", "a list of texts or of {text, state: done, under-way or planned, at}",
			"what_we_do:\n  - text: Ended every support session\n    state: done\n    at: 2026-03-03 11:40 UTC"},
			hint{itemKeys: measureKeys}, true, func(s *statement, path string, n node) {
				all, empty := s.whatWeDo(path, n)
				facts(s).Measures = all
				s.emptied(path, empty)
			}},
		{Field{"help_offered", "help for people affected", "a list of {what, for, provider, months, cost, enrol_by, how}",
			"help_offered:\n  - {what: watching for misuse of your card, provider: Example Ltd, months: 12, cost: free}"},
			hint{}, true, func(s *statement, path string, n node) {
				all, empty := s.helpOffered(path, n)
				facts(s).Support = all
				s.emptied(path, empty)
			}},
		{Field{"told", "whom you told", "a list of {who, name, at}, where who is " + list1(disclosure.Addressees), "told:\n  - {who: regulator, at: 2026-03-05 09:20 UTC}"},
			hint{}, true, func(s *statement, path string, n node) { facts(s).Notified = s.told(path, n) }},
		{Field{"also_said", "where else you said it", "a list of {where, at}", "also_said:\n  - {where: email to all clinics, at: 2026-03-03 16:10 UTC}"},
			hint{itemKeys: []string{"where", "at"}}, true, func(s *statement, path string, n node) {
				all, empty := s.alsoSaid(path, n)
				facts(s).AlsoSaid = all
				s.emptied(path, empty)
			}},
		{Field{"contact", "how readers ask; without it, the contacts of site.yaml", "{email, phone, hours, web, post, press}", "contact: {phone: +1 800 555 0142, hours: free at any hour}"},
			hint{}, true, func(s *statement, path string, n node) {
				c, empty := s.contact(path, n)
				facts(s).Contact = c
				s.emptied(path, empty)
			}},
		texts("not_known_yet", "open questions", "not_known_yet:\n  - Who downloaded the files.", func(f *disclosure.Facts) *[]string { return &f.Unknowns }),
		{Field{"held_back", "what you know and do not tell yet", "a list of {what, why, until}, where why is " + list1(disclosure.HoldReasons),
			"held_back:\n  - {what: how the session was copied, why: law-enforcement, until: 2026-09-30}"},
			hint{}, true, func(s *statement, path string, n node) {
				all, empty := s.heldBack(path, n)
				facts(s).HeldBack = all
				s.emptied(path, empty)
			}},
		{Field{"fix_tested", "how the fix was tested", "{what, how, by: us or independent, at, result}, or a list of these",
			"fix_tested:\n  what: Using a copied support session\n  how: A test on the live tool\n  by: independent\n  at: 2026-03-12\n  result: The tool refused it"},
			hint{}, true, func(s *statement, path string, n node) {
				all, empty := s.fixTested(path, n)
				facts(s).Verification = all
				s.emptied(path, empty)
			}},
		day("watch_until", "until when you keep watching", "watch_until: 2026-03-26", func(f *disclosure.Facts) *disclosure.Moment { return &f.MonitorUntil }),
		{Field{"promises", "what you promise; later statements repeat the id and what changed", "a list of {id, text, due, state, done_at, evidence, reason}, where state is " + list1(disclosure.CommitmentStates),
			"promises:\n  - id: session-limit\n    text: Support sessions end after 8 hours\n    due: 2026-06-16"},
			hint{}, true, func(s *statement, path string, n node) { facts(s).Commitments = s.promises(path, n) }},
		text("cause", "how it could happen; final report", "text", "cause: A support sign-in stayed valid for 30 days.", func(f *disclosure.Facts) *string { return &f.RootCause }),
		texts("contributed", "what made it possible or worse; final report", "contributed:\n  - No alert told us about unusual downloads.", func(f *disclosure.Facts) *[]string { return &f.Contributing }),
		texts("learned", "what you learned; final report", "learned:\n  - We gave a number before we could stand behind it.", func(f *disclosure.Facts) *[]string { return &f.Lessons }),
		texts("thanks", "whom you thank, with their consent", "thanks:\n  - The clinic that called us on 3 March 2026.", func(f *disclosure.Facts) *[]string { return &f.Credit }),
		{Field{"vulnerability", "about a weakness; kind vulnerability", "{cve, severity: low, medium, high or critical, cvss, affected, fixed, workaround, exploited: yes, no or unknown}",
			"vulnerability: {cve: [CVE-2026-12345], severity: medium, affected: [3.0.0 to 3.4.1], fixed: [3.4.2]}"},
			hint{}, true, func(s *statement, path string, n node) {
				v, empty := s.vulnerability(path, n)
				facts(s).Vulnerability = v
				s.emptied(path, empty)
			}},
		{Field{"window", "planned time; kind maintenance", "{start, end}", "window: {start: 2026-09-12 04:00 UTC, end: 2026-09-12 06:00 UTC}"},
			hint{}, false, func(s *statement, path string, n node) { facts(s).Window = s.window(path, n) }},
		day("pin_until", "until when the notice stays on the home page", "pin_until: 2026-04-10", func(f *disclosure.Facts) *disclosure.Moment { return &f.PinUntil }),

		{Field{"corrected_because", "why what you said before was wrong", "{fact: reason}, where a fact is a field, or field.entry for components, data, told and promises",
			"corrected_because:\n  affected: We had counted one export per clinic.\n  data.phone: An older format has a phone column."},
			hint{}, true, func(s *statement, path string, n node) { s.correctedBecause(path, n) }},
		{Field{"withdraws", "numbers of statements that you take back", "a list of numbers", "withdraws: [3]"},
			hint{}, false, func(s *statement, path string, n node) { s.withdraws(path, n) }},
		{Field{"removed", "facts that a redaction takes out of this statement", "a list of facts", "removed: [affected, data.phone]"},
			hint{}, true, func(s *statement, path string, n node) { s.removed(path, n) }},
		{Field{"redacted", "the public reason of a redaction", "text", "redacted: A court ordered us to remove a name."},
			hint{text: true}, true, func(s *statement, path string, n node) { s.said.Redacted = s.text(path, n, textForm{most: maxReason}) }},
		{Field{"publish_at", "do not publish before", timeText, "publish_at: 2026-06-04 09:00 UTC"},
			hint{}, true, func(s *statement, path string, n node) {
				s.doc.PublishAt = s.moment(path, n, momentForm{fixed: "write the day and the time; \"in ...\" would move on with every reading"}).Time
			}},
		{Field{"draft", "do not publish yet", "true or false", "draft: true"},
			hint{}, true, func(s *statement, path string, n node) { s.doc.Draft = s.boolean(path, n) }},
		{Field{"publish_anyway", "why this goes out in spite of warnings; never published", "text", "publish_anyway: The regulator asked for it today."},
			hint{text: true}, true, func(s *statement, path string, n node) { s.doc.PublishAnyway = s.text(path, n, textForm{}) }},
		{Field{"translated_by", "who translated", list1(translators), "translated_by: machine"},
			hint{}, true, func(s *statement, path string, n node) {
				if s.original == nil {
					p := s.report(n.where, "%q belongs into a translation, and this is an original", path)
					p.Fix = "delete this line"
					return
				}
				s.said.TranslatedBy = s.choice(path, n, translators)
			}},
		{Field{"imported", "when an older system published it; written by import", timeText, "imported: 2024-05-01 09:30 UTC"},
			hint{}, true, func(s *statement, path string, n node) {
				s.doc.Imported = s.moment(path, n, momentForm{}).Time
			}},
	}
	for i := range statementRows {
		rowByName[statementRows[i].Name] = &statementRows[i]
	}
	for _, keys := range [][]string{actionKeys, measureKeys} {
		for _, k := range keys {
			nestedKeys[k] = true
		}
	}
	for _, k := range []string{"id", "due", "state", "done_at", "evidence", "reason", "who", "count", "unit", "certainty", "as_of", "what", "how", "by", "result", "until", "where"} {
		nestedKeys[k] = true
	}
}

var (
	rowByName  = map[string]*row{}
	nestedKeys = map[string]bool{} // words that begin an entry inside a field
)

var translators = []string{"person", "machine"}

// textFact reads a fact that is one text; [] empties it.
func (s *statement) textFact(path string, n node, form textForm, to *string) {
	if s.emptied(path, n.kind == list && len(n.items) == 0) {
		return
	}
	*to = s.text(path, n, form)
}

// emptied notes that a field was stated as an empty list.
func (s *statement) emptied(path string, empty bool) bool {
	if empty && !s.translates {
		if f := disclosure.FieldOnPage(path); f != nil {
			s.said.Emptied = append(s.said.Emptied, f.Name)
		}
	}
	return empty
}

// statuses returns the statuses that the incident can have.
func (s *statement) statuses() []string {
	var all []string
	add := func(statuses []disclosure.Status) {
		for _, st := range statuses {
			if !slices.Contains(all, string(st)) {
				all = append(all, string(st))
			}
		}
	}
	if k := s.kind(); k != "" {
		add(k.Statuses())
		return all
	}
	for _, k := range disclosure.Kinds {
		add(k.Statuses())
	}
	return all
}

// correctedBecause reads reasons by fact, also nested: "data: {phone: reason}".
func (s *statement) correctedBecause(path string, n node) {
	const example = "corrected_because:\n  affected: We had counted one export per clinic."
	if n.kind != mapping {
		s.mapping(path, n, example)
		return
	}
	for _, entry := range n.pairs {
		entries := []pair{entry}
		if entry.value.kind == mapping {
			entries = nil
			for _, inner := range entry.value.pairs {
				inner.key = entry.key + "." + inner.key
				entries = append(entries, inner)
			}
		}
		for _, e := range entries {
			fact, ok := s.factKey(e.key, e.where)
			at := sub(path, e.key)
			s.place(at, node{where: e.where})
			reason := s.text(at, e.value, textForm{})
			if !ok || reason == "" {
				continue
			}
			if s.said.Corrections == nil {
				s.said.Corrections = map[string]string{}
			}
			if _, twice := s.said.Corrections[string(fact)]; twice {
				s.report(e.where, "%q is there twice", e.key).Fix = "keep one of the two"
				continue
			}
			s.said.Corrections[string(fact)] = reason
		}
	}
}

// factKey turns the words of a page into the key of a fact: "began" into
// "started", "told.regulator" into "notified.regulator".
func (s *statement) factKey(text string, at span) (disclosure.Key, bool) {
	page, id, _ := strings.Cut(strings.TrimSpace(text), ".")
	var pages []string
	for _, f := range disclosure.Fields {
		pages = append(pages, f.Page)
	}
	f := disclosure.FieldOnPage(page)
	if f == nil {
		p := s.report(at, "%q names no fact", text)
		p.Rule = "DOC-002"
		p.Fix = "write a field, or field.entry for components, data, told and promises"
		if named := disclosure.FieldNamed(page); named != nil {
			p.Fix = fmt.Sprintf("did you mean %q?", strings.TrimSuffix(named.Page+"."+id, "."))
		} else if near, ok := problem.Nearest(page, pages); ok {
			p.Fix = fmt.Sprintf("did you mean %q?", strings.TrimSuffix(near+"."+id, "."))
		} else if _, ok := categoryNamed(page); ok {
			p.Fix = fmt.Sprintf("did you mean %q?", "data."+word(page))
		}
		return "", false
	}
	if !f.Keyed {
		if id != "" {
			s.report(at, "%q is one fact as a whole", page).Fix = fmt.Sprintf("write %q", page)
			return "", false
		}
		return disclosure.Key(f.Name), true
	}
	ids := s.idsOf(page)
	if id == "" {
		p := s.report(at, "%q has several entries, each of which is a fact", page)
		p.Fix = fmt.Sprintf("name the entry, like %q", page+"."+append(ids, "entry")[0])
		return "", false
	}
	if page == "data" || page == "told" {
		who, name, named := strings.Cut(id, "/")
		if id = word(who); named {
			id += "/" + name
		}
	}
	if slices.Contains(ids, id) || len(ids) == 0 {
		return disclosure.Key(f.Name + "." + id), true
	}
	// "told.regulator" is enough if there is one regulator, whatever its name.
	var named []string
	for _, known := range ids {
		if strings.HasPrefix(known, id+"/") {
			named = append(named, known)
		}
	}
	if len(named) == 1 {
		return disclosure.Key(f.Name + "." + named[0]), true
	}
	p := s.report(at, "no statement says anything of %q", text)
	p.Rule = "DOC-002"
	p.Fix = "name an entry that is there: " + strings.Join(ids, ", ")
	if near, ok := problem.Nearest(id, ids); ok {
		p.Fix = fmt.Sprintf("did you mean %q?", page+"."+near)
	}
	return "", false
}

// idsOf returns the entries of a keyed field in this statement, in those before
// it and in the one that it translates.
func (s *statement) idsOf(page string) []string {
	docs := append([]*Document{s.doc}, s.earlier...)
	if s.original != nil {
		docs = append(docs, s.original)
	}
	name := disclosure.FieldOnPage(page).Name
	var ids []string
	for _, d := range docs {
		for _, fact := range d.Said.Facts.Stated() {
			if fact.Key.Field() == name && !slices.Contains(ids, fact.Key.ID()) {
				ids = append(ids, fact.Key.ID())
			}
		}
		for _, key := range d.Said.Removed {
			if key := disclosure.Key(key); key.Field() == name && !slices.Contains(ids, key.ID()) {
				ids = append(ids, key.ID())
			}
		}
	}
	return ids
}

func (s *statement) withdraws(path string, n node) {
	for i, item := range n.asList() {
		at := index(path, i)
		s.place(at, item)
		text, ok := s.plainScalar(at, item, "the number of a statement", "withdraws: [3]")
		if !ok {
			continue
		}
		number, err := strconv.Atoi(text)
		switch {
		case err != nil || number < 1:
			p := s.report(item.where, "%q is not the number of a statement", text)
			p.Fix, p.Example = "write the number of its file", "withdraws: [3]"
		case number >= s.doc.Number || !slices.Contains(s.numbers, number):
			p := s.report(item.where, "there is no statement %d before this one", number)
			p.Fix = "write the number of an earlier statement's file"
		case slices.Contains(s.said.Withdraws, number):
		default:
			s.said.Withdraws = append(s.said.Withdraws, number)
		}
	}
	slices.Sort(s.said.Withdraws)
	if n.kind == nothing {
		s.empty(path, n)
	}
}

func (s *statement) removed(path string, n node) {
	for i, item := range n.asList() {
		at := index(path, i)
		s.place(at, item)
		text, ok := s.plainScalar(at, item, "a fact", "removed: [affected, data.phone]")
		if !ok {
			continue
		}
		key := disclosure.SummaryKey
		if text != string(disclosure.SummaryKey) {
			if key, ok = s.removedKey(text, item.where); !ok {
				continue
			}
		}
		if !slices.Contains(s.said.Removed, string(key)) {
			s.said.Removed = append(s.said.Removed, string(key))
		}
	}
	if n.kind == nothing {
		s.empty(path, n)
	}
}

// removedKey is factKey for a fact that is no longer in any statement: an entry
// of a list is taken as it is written.
func (s *statement) removedKey(text string, at span) (disclosure.Key, bool) {
	page, id, _ := strings.Cut(text, ".")
	if f := disclosure.FieldOnPage(page); f != nil && f.Keyed && id != "" {
		return disclosure.Key(f.Name + "." + id), true
	}
	return s.factKey(text, at)
}
