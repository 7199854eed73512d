package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"firsthand/generator/disclosure"
	"firsthand/generator/tokens"
)

// PROM-001: what the text promises is listed under promises, where readers see
// the day and whether it was kept. A promise to write again is kept under
// next_update, and to do nothing needs no day.
func promisesInText(s *step) {
	l := languageOf(s.doc.Lang)
	if l == nil || !s.doc.Imported.IsZero() {
		return
	}
	kept := s.keptWords(l)
	for _, passage := range s.doc.Said.Text {
		for _, sentence := range sentencesOf(passage.MD) {
			phrase, ok := l.promises(sentence)
			if !ok || kept.cover(l, sentence) {
				continue
			}
			s.warning("PROM-001", s.doc.in(sentence), "this promise is not listed under promises: "+clip(sentence),
				"list it with a day, so that readers see whether you keep it; or say what you have done instead", s.promiseLike(l, sentence, phrase))
		}
	}
}

// promises reports whether a sentence promises to do something, and by which
// words.
func (l *language) promises(sentence string) (phrase string, ok bool) {
	words := spoken(sentence)
	phrase, ok = says(words, l.promising)
	for word := range strings.FieldsSeq(words) {
		if !ok && !l.noFuture[word] && slices.ContainsFunc(l.future, func(e string) bool { return strings.HasSuffix(word, e) }) {
			phrase, ok = word, true
		}
		if l.negations[word] {
			return "", false // "we will never ask for your password"
		}
	}
	if _, writes := says(words, l.writeAgain); writes {
		return "", false
	}
	return phrase, ok
}

// covered is the words of what an account lists as promised or planned.
type covered []map[string]bool

// keptWords returns the words of promises, measures, help and steps of the
// account.
func (s *step) keptWords(l *language) covered {
	var all covered
	add := func(texts ...string) { all = append(all, l.contentOf(strings.Join(texts, " "))) }
	facts := s.facts()
	for _, p := range facts.Commitments {
		add(p.Text, p.Evidence, p.Reason)
	}
	for _, m := range facts.Measures {
		add(m.Text)
	}
	for _, h := range facts.Support {
		add(h.What, h.How)
	}
	add(facts.NextUpdate.When, facts.NextUpdate.None)
	return all
}

// cover reports whether one of the lists speaks of what a sentence does: it has
// two of its words, or the only one.
func (c covered) cover(l *language, sentence string) bool {
	words := l.contentOf(sentence)
	return slices.ContainsFunc(c, func(list map[string]bool) bool {
		n := 0
		for w := range words {
			if list[w] {
				n++
			}
		}
		return n >= min(2, max(1, len(words)))
	})
}

// contentOf returns the stems of the words of a text that tell what it is about.
func (l *language) contentOf(text string) map[string]bool {
	stems := map[string]bool{}
	for _, t := range tokens.Of(text) {
		w := fold(t.Text)
		if t.Kind != tokens.Word || utf8.RuneCountInString(w) < 4 || l.carriesFact(w) {
			continue
		}
		shortest := w
		for _, stem := range l.stemsOf(w) {
			if len(stem) < len(shortest) {
				shortest = stem
			}
		}
		stems[shortest] = true
	}
	return stems
}

// sentencesOf returns the sentences of a text in Markdown, without quotations and
// code.
func sentencesOf(md string) []string {
	var all []string
	paragraph := ""
	flush := func() {
		for it := sentences.FromString(paragraph); it.Next(); {
			if s := strings.TrimSpace(it.Value()); s != "" {
				all = append(all, s)
			}
		}
		paragraph = ""
	}
	code := false
	for line := range strings.Lines(md) {
		line = strings.TrimSpace(line)
		fence := strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
		if fence {
			code = !code
		}
		item := strings.TrimLeft(line, "-*+0123456789.)# ")
		switch {
		case line == "", fence, code, strings.HasPrefix(line, ">"):
			flush()
			continue
		case item != line && item != "":
			flush()
			line = item
		}
		paragraph += line + " "
	}
	flush()
	return all
}

// promiseLike returns what to paste for a sentence that promises something.
func (s *step) promiseLike(l *language, sentence, phrase string) string {
	text := strings.TrimRight(strings.Map(func(r rune) rune {
		if strings.ContainsRune("*`\"\\", r) {
			return -1
		}
		return r
	}, sentence), ".! ")
	if at := strings.Index(fold(text), phrase+" "); at == 0 && strings.Contains(phrase, " ") {
		text = text[len(phrase)+1:]
		r, n := utf8.DecodeRuneInString(text)
		text = strings.ToUpper(string(r)) + text[n:]
	}
	entry := fmt.Sprintf("  - id: %s\n    text: \"%s\"\n    due: \"[the day by which it is done]\"", s.newPromise(l, text), clip(text))
	if s.states("promises") {
		return entry
	}
	return "promises:\n" + entry
}

// newPromise returns an id that no promise of the account has, made of the first
// words of a text.
func (s *step) newPromise(l *language, text string) string {
	var words []string
	for _, t := range tokens.Of(text) {
		w := fold(t.Text)
		if t.Kind == tokens.Word && len(w) >= 4 && !l.carriesFact(w) && strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 && len(words) < 2 {
			words = append(words, w)
		}
	}
	id := strings.Join(words, "-")
	if id == "" {
		id = "promise"
	}
	name := id
	for n := 2; slices.ContainsFunc(s.facts().Commitments, func(c disclosure.Commitment) bool { return c.ID == name }); n++ {
		name = fmt.Sprintf("%s-%d", id, n)
	}
	return name
}
