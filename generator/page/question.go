package page

import "html/template"

// A Question is one that people asked, with the answer.
type Question struct {
	Anchor   string        // "question-1"
	Asked    Moment        // the day; zero if nothing was said
	Question Words         // as it was asked
	Answer   template.HTML // of the company
}

func (s *story) questions() []Question {
	var files map[string]string
	for _, doc := range s.r.inc.Questions {
		if len(doc.Revisions) > 0 {
			files = doc.Revisions[len(doc.Revisions)-1].Context.Assets
		}
	}
	var all []Question
	for i, q := range s.t.local.Questions {
		o := at(s.t.original.Questions, i)
		all = append(all, Question{
			Anchor: "question-" + itoa(i+1), Asked: q.Asked, Question: s.words(q.Question, o.Question),
			Answer: s.prose(s.r, q.MD, o.MD, 4, files),
		})
	}
	return all
}
