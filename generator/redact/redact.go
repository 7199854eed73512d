// Package redact knows what a redaction takes out of public texts, and that it
// does nothing else.
//
// An author puts [Mark] in the place of words, leaves facts out and names them,
// and gives a reason:
//
//	removed: [supplier]
//	redacted: A person asked us to remove her name.
//	---
//	[removed] of the clinic called us.
//
// [Between] compares what is public with such a text. Output is a [Removal], or
// the [Fault] that makes it none: a word that is new or moved, a number, a fact
// or a sentence that went without a mark.
//
//	removal, fault := redact.Between(public, file)
//	older, ok := removal.From(firstRevision)  // the same taken out of an older revision
//	for _, n := range removal.Needles() { // what nothing else should say any more
//		place, found := redact.Holds(other, n.Words)
//	}
//
// What is promised:
//
//   - what is left of a text stands in its order, and each mark in it stands for
//     something;
//   - nothing that was removed is in what From returns;
//   - words are found again ([Find]) across capitals, accents, hyphens, line ends
//     and marks of Markdown, and only as whole words.
package redact

import (
	"strings"

	"firsthand/generator/tokens"
	"firsthand/languages"
)

// Mark stands in a text for words that were removed. Readers see it in the language
// of the text around it: see [MarkIn].
const Mark = "[removed]"

// removedWords is the word in the mark in languages in which firsthand says nothing
// else. It is part of what authors wrote, so that themes cannot know where it stands.
var removedWords = map[string]string{
	"cs": "odstraněno", "da": "fjernet", "fi": "poistettu", "hu": "eltávolítva", "nb": "fjernet", "no": "fjernet",
	"ro": "eliminat", "sk": "odstránené", "sv": "borttaget", "uk": "вилучено",
}

// MarkIn returns the mark for readers of a language, by its BCP 47 code, and whether
// it is in that language: where the program has no word it is English.
func MarkIn(lang string) (string, bool) {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if l := languages.Of(base); l != nil {
		return "[" + l.Removed + "]", true
	}
	if word, ok := removedWords[base]; ok {
		return "[" + word + "]", true
	}
	return Mark, false
}

// isMark reports whether a token is the word in a mark, and no link.
func isMark(text string, t tokens.Token) bool {
	if t.Text != "removed" || !strings.HasSuffix(text[:t.Start], "[") {
		return false
	}
	rest, closed := strings.CutPrefix(text[t.End:], "]")
	return closed && !strings.HasPrefix(rest, "(")
}
