package rules

import (
	"fmt"
	"slices"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
)

// HIST-011: what was removed from a public text is not said elsewhere in it, in
// its reason, or in a translation of it; other texts that say it are named.
// Messages never repeat the words: logs are often public.
func (c *checker) redacted(in *Incident, d *Document, removal redact.Removal) {
	p := d.at("redacted")
	p.Severity, p.Rule = problem.Warning, "HIST-011"
	p.Text = "this takes " + removed(removal) + " out of a public text"
	p.Fix = "nothing to do: every revision of it is replaced, and readers see that something was removed, and why"
	c.problems.Add(p)
	left := removal.Left()
	for _, words := range sorted(left) {
		p := place(d, left[words])
		p.Severity, p.Rule = problem.Warning, "HIST-011"
		p.Text, p.Fix = "words that are removed from this text in another place stand here", "put "+redact.Mark+" here too if they must go"
		c.problems.Add(p)
	}
	needles := removal.Needles()
	for _, n := range needles {
		if len(redact.Find(d.Said.Redacted, n.Words)) > 0 {
			p := d.at("redacted")
			p.Severity, p.Rule = problem.Error, "HIST-011"
			p.Text, p.Fix = "the reason says what is removed, and readers see it", "say why, without the words"
			c.problems.Add(p)
			break
		}
	}
	for k := range c.set.Incidents {
		c.stillSaid(&c.set.Incidents[k], d, removal, needles)
	}
}

// HIST-011: what is not public yet loses nothing. Only the translation of a text
// from which something was removed begins with its marks.
func (c *checker) notRedacted(in *Incident, d *Document) {
	original, isPublic := standing(in.Ledger, d.Doc.Original())
	if d.Draft || !d.Imported.IsZero() || isPublic && original.Said.Redacted != "" {
		return
	}
	for _, field := range []string{"redacted", "removed"} {
		if field == "redacted" && d.Said.Redacted != "" || field == "removed" && len(d.Said.Removed) > 0 {
			p := d.at(field)
			p.Severity, p.Rule = problem.Error, "HIST-011"
			p.Text, p.Fix = fmt.Sprintf("%s: nothing of this is public yet, so that nothing can be removed from it", field), "take this line out, and the words themselves"
			c.problems.Add(p)
		}
	}
	if marks(d.Said) > 0 {
		p := d.in(redact.Mark)
		p.Severity, p.Rule = problem.Warning, "HIST-011"
		p.Text, p.Fix = redact.Mark+" stands for words that were public, and nothing of this was", "say in other words what you leave out"
		c.problems.Add(p)
	}
}

// removed says what a redaction takes out: "words and data.phone".
func removed(r redact.Removal) string {
	var parts []string
	if len(r.Words) > 0 {
		parts = append(parts, "words")
	}
	for _, key := range r.Facts {
		parts = append(parts, redact.PagePath(key))
	}
	if n := len(parts); n > 1 {
		return listed(parts[:n-1]) + " and " + parts[n-1]
	}
	return listed(parts)
}

// place returns the place of words in a file.
func place(d *Document, at redact.Place) problem.Problem {
	if at.Field == "" {
		return d.in(at.Line)
	}
	return d.at(at.Field)
}

// stillSaid looks through the texts of an incident for what was removed from d.
func (c *checker) stillSaid(in *Incident, d *Document, removal redact.Removal, needles []redact.Needle) {
	public := publications(in.Ledger)
	seen := map[disclosure.Doc]bool{d.Doc: true}
	for i := range in.Documents {
		other := &in.Documents[i]
		standing, isPublic := standing(in.Ledger, other.Doc)
		if seen[other.Doc] || !isPublic && other.Draft {
			continue
		}
		seen[other.Doc] = true
		isRedacted := isPublic && Compare(standing.Said, other.Said, other.Lang).Verdict == Redaction
		if translates := other.Doc.Lang() != "" && other.Doc.Original() == d.Doc; translates {
			c.translationStill(d, other, removal, needles, isRedacted, isPublic)
			continue
		}
		if at, ok := holds(other.Said, needles); ok {
			c.otherStill(d, other.Doc, place(other, at), "this says", isPublic)
		} else if !isRedacted && slices.ContainsFunc(public, func(p disclosure.Publication) bool {
			_, ok := holds(p.Said, needles)
			return p.Doc == other.Doc && ok
		}) {
			c.otherStill(d, other.Doc, other.at(""), "an earlier revision of this says", true)
		}
	}
	for _, p := range public {
		if seen[p.Doc] {
			continue
		}
		if _, ok := holds(p.Said, needles); ok {
			seen[p.Doc] = true
			c.otherStill(d, p.Doc, problem.Problem{Position: problem.Position{File: c.fileOf(in, p.Doc)}}, "this says", true)
		}
	}
}

func holds(s disclosure.Said, needles []redact.Needle) (redact.Place, bool) {
	for _, n := range needles {
		if at, ok := redact.Holds(s, n.Words); ok {
			return at, true
		}
	}
	return redact.Place{}, false
}

// translationStill reports a translation that says what was removed from its
// original, and one at which nobody may have looked.
func (c *checker) translationStill(d, other *Document, removal redact.Removal, needles []redact.Needle, isRedacted, isPublic bool) {
	p := other.at("")
	p.Rule, p.Severity = "HIST-011", problem.Error
	p.Fix = "take it out here as well: " + command(other.Doc)
	strong := slices.DeleteFunc(slices.Clone(needles), func(n redact.Needle) bool { return n.Weak })
	for _, key := range removal.Facts {
		if other.Said.Facts.Get(key) != nil {
			p.Position, p.Source, p.Length = placeOf(other.at(redact.PagePath(key)))
			p.Text = fmt.Sprintf("this translation says %s, which is removed from %s", redact.PagePath(key), d.File)
			p.Fix = fmt.Sprintf(`take it out here as well: firsthand redact %s --fact %s --reason "..."`, other.Doc, redact.PagePath(key))
			c.problems.Add(p)
			return
		}
	}
	if at, ok := holds(other.Said, strong); ok {
		p.Position, p.Source, p.Length = placeOf(place(other, at))
		p.Text = "this translation says what is removed from " + d.File
		c.problems.Add(p)
		return
	}
	if !isRedacted && isPublic {
		p.Severity = problem.Warning
		p.Text, p.Fix = "this translates a text from which something is removed", "look whether it still says the same: "+command(other.Doc)
		c.problems.Add(p)
	}
}

func placeOf(p problem.Problem) (problem.Position, string, int) {
	return p.Position, p.Source, p.Length
}

func (c *checker) otherStill(d *Document, other disclosure.Doc, p problem.Problem, says string, isPublic bool) {
	if c.still[other] {
		return // said of another text from which the same is removed
	}
	c.still[other] = true
	p.Severity, p.Rule = problem.Warning, "HIST-011"
	p.Text = says + " what is removed from " + d.File
	p.Fix = "if it must go here too: " + command(other)
	if !isPublic {
		p.Fix = "take it out before it is public"
	}
	c.problems.Add(p)
}

// command returns what to type to take words out of a document.
func command(doc disclosure.Doc) string {
	return fmt.Sprintf(`firsthand redact %s --words "..." --reason "..."`, doc)
}
