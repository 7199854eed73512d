package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
)

// HIST-003 and HIST-004: a public file may be repaired in its spelling. What it
// tells changes by another statement only.
func (c *checker) published(in *Incident, d *Document, public disclosure.Publication) {
	if d.Draft {
		p := d.at("draft")
		p.Severity, p.Rule = problem.Error, "HIST-001"
		p.Text, p.Fix = "this is public; draft cannot take it back", "take draft out"
		if d.isStatement() {
			p.Fix += "; to take back what it says, write " + nextFile(in) + " with withdraws and the reason"
		}
		c.problems.Add(p)
	}
	diff := Compare(public.Said, d.Said, d.Lang)
	if diff.Verdict == Unchanged {
		return
	}
	p := d.at(diff.Field)
	if diff.Field == "" {
		p = d.in(strings.TrimSuffix(diff.After, "…"))
	}
	if diff.Verdict == Refused {
		p.Severity, p.Rule = problem.Error, "HIST-003"
		p.Hushed = "this changes what readers were told"
		p.Text = p.Hushed + " (" + diff.String() + ")"
		p.Fix, p.Example = instead(in, d, diff)
		p.Quotes = true
		switch {
		case diff.Fix == "":
		case d.Said.Redacted == "" && diff.Is == redact.Mark:
			p.Text, p.Fix, p.Example = "this takes something out of a public text and does not say why", diff.Fix, ""
			p.Hushed = ""
		default:
			p.Hushed = "this does more than take something out"
			p.Text, p.Fix, p.Example = p.Hushed+" ("+diff.String()+")", diff.Fix, ""
		}
		p.Notes = []string{"public: " + orNothing(diff.Before), "here: " + orNothing(diff.After)}
		c.problems.Add(p)
		return
	}
	if diff.Verdict == Redaction {
		c.redacted(in, d, *diff.Removal)
		return
	}
	p.Severity, p.Rule = problem.Warning, "HIST-004"
	switch {
	case diff.Verdict == Addition:
		p.Text, p.Fix = "this adds to a public text", "nothing to do: it is recorded as an edit, with its time"
	case diff.Was == "" && diff.Is == "":
		p.Text, p.Fix = "this repairs the form of a public text", "nothing to do: it is recorded as an edit, with its time"
	default:
		p.Hushed = "this repairs a public text"
		p.Text, p.Fix = p.Hushed+" ("+diff.String()+")", "nothing to do: it is recorded as an edit, with its time"
	}
	c.problems.Add(p)
}

// phoneCorrection is how a correction of data may begin.
const phoneCorrection = `headline: "Correction: phone numbers were included"`

// instead says which statement to write instead of changing a public one, and how
// it may begin.
func instead(in *Incident, d *Document, diff Difference) (fix, example string) {
	page, _, _ := strings.Cut(diff.Field, ".")
	page, _, _ = strings.Cut(page, "[")
	field := disclosure.FieldOnPage(page)
	corrects := diff.Was != "" && (field == nil || field.Sort == disclosure.Claim)
	next := nextFile(in)
	if lang := d.Doc.Lang(); lang != "" {
		next += ", with its translation " + strings.TrimSuffix(next, ".md") + "." + lang + ".md"
	}
	switch {
	case d.Doc.IsQuestions():
		return "undo it here and add a question below, or write a correction: " + next, ""
	case !corrects:
		if page == "status" {
			example = "status: " + diff.Is
		}
		return "undo it here and say it in a new statement: " + next, example
	}
	if diff.Is != "" && utf8.RuneCountInString(diff.Was+diff.Is) <= 60 {
		plain := strings.NewReplacer(`"`, "'", `\`, "")
		example = fmt.Sprintf(`headline: "Correction: %s, not %s"`, plain.Replace(diff.Is), plain.Replace(diff.Was))
		if page == "data" {
			example = phoneCorrection
		}
		if field != nil {
			path, _, _ := strings.Cut(diff.Field, "[")
			if !field.Keyed {
				path = page
			} else if parts := strings.SplitN(path, ".", 3); len(parts) > 2 {
				path = parts[0] + "." + parts[1]
			}
			example += fmt.Sprintf("\ncorrected_because:\n  %s: \"[how you found out]\"", path)
		}
	}
	return "undo it here and write a correction: " + next, example
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
