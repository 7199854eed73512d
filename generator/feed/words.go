package feed

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"firsthand/generator/disclosure"
	"firsthand/languages"
)

// words are the phrases of feeds in one language, from firsthand/languages. They are
// apart from the theme's: a theme may change at any time, a published item may not.
// A phrase may name values in braces; it holds no character that HTML or XML
// treats specially. A language has a phrase for each form that its plural asks for
// (".one", ".few", ".many", ".other"; ".other" also stands where no single number
// is told). It may have a ".all" of a unit, where the word after "all" is another,
// and "unit.none.other" and "unit.none.all" for what is counted without a unit.
type words struct{ in *languages.Language }

// wordsIn returns the words for a language code: those of the code, else those
// of its language without region or script, else the English ones.
func wordsIn(lang string) words { return words{languages.Or(lang)} }

// say returns the phrase for key, with values put in for the names in braces;
// pairs are name, value, name, value. A phrase that there is none of is the key's
// last part, of which only letters and digits are left: like every phrase, it is
// neither markup nor a danger to it.
func (w words) say(key string, pairs ...string) string {
	phrase, ok := w.in.Feed[key]
	if !ok {
		return strings.Join(strings.FieldsFunc(key[strings.IndexByte(key, '.')+1:], func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), " ")
	}
	if len(pairs) == 0 {
		return phrase
	}
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(phrase, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				b.WriteString(pairs[i+1])
			}
		}
		phrase = after
	}
}

// day returns the date of t in UTC: "9 March 2026".
func (w words) day(t time.Time) string { return w.in.Date(t) }

// minute returns date and time of t: "9 March 2026, 16:00 UTC".
func (w words) minute(t time.Time) string {
	clock := w.say("date.clock", "hour", t.UTC().Format("15"), "minute", t.UTC().Format("04"))
	return w.say("date.minute", "date", w.day(t), "clock", clock)
}

// moment returns a stated time as exactly as it was stated.
func (w words) moment(m disclosure.Moment) string {
	switch {
	case m.IsZero():
		return ""
	case m.Day:
		return w.day(m.Time)
	}
	return w.minute(m.Time)
}

// number returns n with its digits in groups of three: "61,300".
func (w words) number(n int) string {
	digits := strconv.Itoa(n)
	if n < w.in.Digits.From {
		return digits
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + w.in.Digits.Mark + digits[i:]
	}
	return digits
}

// plural returns the form of key that n asks for in the language.
func (w words) plural(key string, n int, pairs ...string) string {
	return w.firstOf([]string{key + "." + w.in.Plural(n), key + ".other"}, pairs...)
}

// firstOf returns the phrase of the first key that the language has a phrase for.
func (w words) firstOf(keys []string, pairs ...string) string {
	for _, key := range keys {
		if _, ok := w.in.Feed[key]; ok {
			return w.say(key, pairs...)
		}
	}
	return w.say(keys[len(keys)-1], pairs...)
}

// begins reports whether a text begins with a phrase as a word of its own, in
// any language that there are words for.
func begins(text, key string) bool {
	for _, l := range languages.All() {
		phrase := []rune(words{l}.say(key))
		runes := []rune(text)
		if len(runes) < len(phrase) || !strings.EqualFold(string(runes[:len(phrase)]), string(phrase)) {
			continue
		}
		if len(runes) == len(phrase) || !unicode.IsLetter(runes[len(phrase)]) {
			return true
		}
	}
	return false
}

// direction returns the writing direction of a language: "ltr" or "rtl".
func direction(lang string) string {
	parts := strings.Split(strings.ToLower(lang), "-")
	for _, script := range parts[1:] {
		switch script {
		case "arab", "hebr", "thaa", "nkoo", "syrc", "adlm", "rohg":
			return "rtl"
		case "latn", "cyrl":
			return "ltr"
		}
	}
	if slices.Contains(rightToLeft, parts[0]) {
		return "rtl"
	}
	return "ltr"
}
