package generator

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/ledger"
	"firsthand/generator/markdown"
	"firsthand/generator/problem"
	"firsthand/generator/redact"
	"firsthand/generator/rules"
	"firsthand/generator/source"
)

// removal returns what a file takes out of its public text, and false if it is no
// redaction of it.
func (w *workspace) removal(d *source.Document) (redact.Removal, bool) {
	standing, public := w.log.Document(d.Doc)
	if !public || d.Unreadable {
		return redact.Removal{}, false
	}
	diff := rules.Compare(standing.Record.Said, d.Said, d.Lang)
	if diff.Verdict != rules.Redaction {
		return redact.Removal{}, false
	}
	return *diff.Removal, true
}

// redactions lists the drafts that replace every revision of a document. Each
// revision keeps its own words but for what is removed; where that cannot be
// told for sure, it gets those of the file.
func (w *workspace) redactions(d *source.Document, removal redact.Removal) []ledger.Draft {
	standing, _ := w.log.Document(d.Doc)
	var drafts []ledger.Draft
	for rev := 1; rev <= standing.Record.Rev; rev++ {
		record, _ := w.log.Record(d.Doc, rev)
		said := d.Said
		if rev < standing.Record.Rev {
			if older, ok := removal.From(record.Said); ok {
				said = older
			}
		}
		drafts = append(drafts, ledger.Draft{
			Doc: d.Doc, Rev: rev, Type: ledger.Redaction, Lang: record.Lang, Of: record.Of, Said: said, Context: left(record.Context, said),
		})
	}
	return drafts
}

// left returns what of a context belongs to a text from which something was
// removed: a file to which it no longer links is no longer published.
func left(c disclosure.Context, said disclosure.Said) disclosure.Context {
	linked := map[string]bool{}
	for _, md := range markdownOf(said) {
		for _, l := range markdown.Links(md) {
			name, _, _ := strings.Cut(l.Destination, "#")
			linked[name] = true
		}
	}
	var kept disclosure.Context
	for name, sum := range c.Assets {
		if linked[name] {
			if kept.Assets == nil {
				kept.Assets = map[string]string{}
			}
			kept.Assets[name] = sum
		}
	}
	for _, impact := range said.Facts.Components {
		if name, ok := c.Components[impact.ID]; ok {
			if kept.Components == nil {
				kept.Components = map[string]string{}
			}
			kept.Components[impact.ID] = name
		}
	}
	return kept
}

// markdownOf returns the texts in which a document can link to files.
func markdownOf(said disclosure.Said) []string {
	var texts []string
	for _, p := range said.Text {
		texts = append(texts, p.MD)
	}
	for _, q := range said.Questions {
		texts = append(texts, q.MD)
	}
	return texts
}

// attached reports files that public texts link to and that hold what is removed
// elsewhere. They cannot lose words: readers were given them as they are.
func (w *workspace) attached() []problem.Problem {
	var found []problem.Problem
	told := map[disclosure.Doc]map[string]bool{}
	for _, d := range w.content.Documents {
		removal, ok := w.removal(d)
		if !ok {
			continue
		}
		needles := removal.Needles()
		for _, other := range w.content.Documents {
			for name, data := range sorted(other.Assets) {
				if ext := path.Ext(name); ext != ".csv" && ext != ".txt" || told[other.Doc][name] || !holds(data, needles) {
					continue
				}
				if told[other.Doc] == nil {
					told[other.Doc] = map[string]bool{}
				}
				told[other.Doc][name] = true
				p := other.Find("text", name)
				p.Severity, p.Rule = problem.Warning, "HIST-011"
				p.Text = fmt.Sprintf("%s says what is removed from %s", name, d.File)
				p.Fix = fmt.Sprintf(`if it must go too: firsthand redact %s --words %s --reason "..."`, other.Doc, name)
				found = append(found, p)
			}
		}
	}
	return found
}

// holds looks for words in a file line by line.
func holds(data []byte, needles []redact.Needle) bool {
	for line := range bytes.Lines(data) {
		if slices.ContainsFunc(needles, func(n redact.Needle) bool { return !n.Weak && len(redact.Find(string(line), n.Words)) > 0 }) {
			return true
		}
	}
	return false
}
