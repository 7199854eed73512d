package page

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"firsthand/generator/site"
	"firsthand/languages"
)

// words returns a text of the page, marked with the original language where the
// page is in another one and the text has no translation. local is what the page
// shows and original the same text in the original language.
func (p place) words(local, original string) Words {
	return p.mark(html.EscapeString(local), local, original)
}

// linked is words with e-mail and web addresses as links, for text that readers
// act upon.
func (p place) linked(local, original string) Words {
	return p.mark(link(local), local, original)
}

// setting is linked for a text of the settings.
func (p place) setting(w site.Words) Words {
	return p.linked(w.In(p.code()), w.In(p.codes[0]))
}

// paragraphs returns a longer text as paragraphs, one for each block between
// blank lines.
func (p place) paragraphs(local, original string) []Words {
	var all []Words
	blocks, originals := split(local), split(original)
	for i, b := range blocks {
		o := ""
		if i < len(originals) {
			o = originals[i]
		}
		all = append(all, p.linked(b, o))
	}
	return all
}

func split(s string) []string {
	var all []string
	for _, b := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if b = strings.TrimSpace(b); b != "" {
			all = append(all, b)
		}
	}
	return all
}

// list returns the items of a list of texts.
func (p place) list(local, original []string) []Words {
	var all []Words
	for i, s := range local {
		all = append(all, p.linked(s, at(original, i)))
	}
	return all
}

// at returns list[i], or the zero value if the list is shorter.
func at[T any](list []T, i int) T {
	if i < len(list) {
		return list[i]
	}
	return *new(T)
}

func (p place) mark(shown, local, original string) Words {
	if p.foreign(local, original) {
		return p.inLanguage(p.codes[0], marked(shown, p.codes[0]))
	}
	return Words(marked(shown, p.code()))
}

// inLanguage marks HTML as being in a language that is not the page's.
func (p place) inLanguage(lang, shown string) Words {
	dir := ""
	if d := p.directionOf(lang); d != "" {
		dir = ` dir="` + d + `"`
	}
	return Words(`<span lang="` + html.EscapeString(lang) + `"` + dir + `>` + shown + `</span>`)
}

// directionOf returns the writing direction of a text in a language, or "" where it
// is the page's own. A sentence in the other direction needs it: its full stop
// would stand at the wrong end.
func (p place) directionOf(lang string) string {
	if d := Direction(lang); lang != "" && d != Direction(p.code()) {
		return d
	}
	return ""
}

// foreign reports whether a text on this page is in the original language and
// not in the page's. A translation that repeats a text letter by letter cannot be
// told from a missing one; both are in the original language then.
func (p place) foreign(local, original string) bool {
	return p.lang != "" && local == original && strings.IndexFunc(local, unicode.IsLetter) >= 0
}

var addresses = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)\]']|[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)

// link escapes s and makes links of the addresses in it.
func link(s string) string {
	if !strings.Contains(s, "@") && !strings.Contains(s, "://") {
		return html.EscapeString(s)
	}
	var b strings.Builder
	rest := 0
	for _, m := range addresses.FindAllStringIndex(s, -1) {
		found := s[m[0]:m[1]]
		href := found
		if !strings.Contains(found, "://") {
			href = "mailto:" + found
		}
		b.WriteString(html.EscapeString(s[rest:m[0]]))
		b.WriteString(`<a class="url" href="` + html.EscapeString(href) + `">` + html.EscapeString(found) + `</a>`)
		rest = m[1]
	}
	b.WriteString(html.EscapeString(s[rest:]))
	return b.String()
}

// correctionWords begin the headline of a correction: in the languages that
// firsthand speaks, and in some more. A page that already says that it shows a
// correction leaves them out.
var correctionWords = sync.OnceValue(func() []string {
	all := []string{"Rettelse", "Rättelse", "Oprava"}
	for _, l := range languages.All() {
		all = append(all, l.Corrections...)
	}
	return all
})

// sentence ends a headline with a full stop, unless it ends with a mark already.
func sentence(headline string) string {
	switch r, _ := utf8.DecodeLastRuneInString(headline); {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return headline + "。"
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return headline + "."
	}
	return headline
}

// withoutPrefix returns the headline of a correction without the word for it.
func withoutPrefix(headline string) string {
	for _, colon := range []string{":", "："} {
		before, after, _ := strings.Cut(headline, colon)
		for _, w := range correctionWords() {
			if after != "" && strings.EqualFold(strings.TrimSpace(before), w) {
				return strings.TrimSpace(after)
			}
		}
	}
	return headline
}
