package source

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/markdown"
	"firsthand/generator/problem"
)

// Questions that people asked, each a level-2 heading with the day in brackets,
// and the answer below it:
//
//	## Were notes about my treatment in the files? (4 March 2026)
//
//	No. Exports hold the booking only.

const questionExample = "## Were notes about my treatment in the files? (4 March 2026)\n\nNo. Exports hold the booking only."

var askedForm = regexp.MustCompile(`^(.*?)[  ]*\(([^()]*)\)$`)

// questionRows are the fields that a file of questions may have; it needs none.
var questionRows = []string{"draft", "publish_at", "publish_anyway", "translated_by", "redacted", "imported"}

// readQuestions reads a file of questions.
func (s *statement) readQuestions(now time.Time) {
	s.base = now.UTC()
	s.doc.matter = matter{first: 1, last: 0, body: 1}
	if s.file.isBlank() {
		s.doc.Unreadable = true
		p := s.report(span{}, "the file is empty")
		p.Fix, p.Example = "write a question, or delete the file", questionExample
		return
	}
	if open := slices.IndexFunc(s.file.lines, func(line string) bool { return strings.TrimSpace(line) != "" }); isFence(s.file.lines[open]) {
		m, problems := splitMatter(s.file, questionExample)
		s.doc.matter = m
		s.problems = append(s.problems, problems...)
		pairs, problems := parseFields(s.file, m.first, m.last, hintFor, isField)
		s.problems = append(s.problems, problems...)
		for _, entry := range pairs {
			if !slices.Contains(questionRows, entry.key) {
				p := s.report(entry.where, "%q is not a field of a file of questions", entry.key)
				p.Rule = "DOC-002"
				p.Fix = "delete the line; facts belong into a statement"
			}
		}
		s.fields(pairs, func(name string) bool { return slices.Contains(questionRows, name) })
	}
	text := s.doc.matter.bodyText(s.file)
	s.findings(text, s.doc.matter.body)
	for _, section := range markdown.Split(text) {
		s.question(section, s.doc.matter.body+section.Line-1)
	}
	s.links(text, s.doc.matter.body)
	if s.original != nil {
		s.finishQuestions()
	}
}

func (s *statement) question(section markdown.Section, line int) {
	at := s.file.whole(line)
	md := markdown.Canonical(section.Body)
	if section.Heading == "" {
		if md != "" {
			p := s.report(at, "this text stands before the first question")
			p.Fix, p.Example = "put a question above it", questionExample
		}
		return
	}
	q := disclosure.Question{Question: tidyText(section.Heading), MD: md}
	m := askedForm.FindStringSubmatch(q.Question)
	if m != nil {
		asked, fault := parseTime(m[2], s.zone)
		switch {
		case fault == nil:
			q.Question, q.Asked = strings.TrimSpace(m[1]), asked
		case strings.ContainsAny(m[2], "0123456789"):
			p := s.report(at, "%s", fault.text)
			p.Fix, p.Example, p.Quotes = "end the question with the day on which it was asked", "## "+m[1]+" (4 March 2026)", true
			return
		default:
			m = nil
		}
	}
	if m == nil && s.original == nil {
		p := s.report(at, "the question has no day")
		p.Fix, p.Example, p.Quotes = "end it with the day on which it was asked, in brackets", "## "+q.Question+" (4 March 2026)", true
		return
	}
	if q.Question == "" {
		p := s.report(at, "there is a day, and no question")
		p.Fix, p.Example = "write the question before the day", questionExample
		return
	}
	if q.MD == "" {
		p := s.report(at, "the question has no answer")
		p.Severity = problem.Warning
		p.Fix = "write the answer below it; until then it is left out"
		if s.original == nil {
			return
		}
	}
	if s.original != nil {
		if i := len(s.said.Questions); i < len(s.original.Said.Questions) && !q.Asked.IsZero() && q.Asked != s.original.Said.Questions[i].Asked {
			p := s.report(at, "the original of this question was asked on %s, and not on %s", s.original.Said.Questions[i].Asked.Human(), q.Asked.Human())
			p.Rule = "I18N-002"
			p.Fix = "keep the questions in the order of the original; the day may be left out"
		}
		q.Asked = disclosure.Moment{}
	}
	s.said.Questions = append(s.said.Questions, q)
}

func (s *statement) finishQuestions() {
	if s.said.TranslatedBy == "" {
		s.said.TranslatedBy = translators[0]
	}
	have, want := len(s.said.Questions), len(s.original.Said.Questions)
	if have <= want {
		return
	}
	p := s.report(span{}, "there are %s here, and %s in the original", count(have, "question", "questions"), count(want, "question", "questions"))
	p.Rule = "I18N-002"
	p.Fix = "add the missing ones to the original, or remove them here"
}
