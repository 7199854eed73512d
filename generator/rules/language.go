package rules

import (
	"embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"firsthand/generator/problem"
	"firsthand/generator/tokens"
)

// The words that decide, by language. What the sections of a file mean is
// written at the top of languages/en.txt.
//
//go:embed languages/*.txt
var languageFiles embed.FS

// A language is what the program knows of one: enough to tell a slip of the
// keyboard from a change of meaning, not enough to check spelling.
type language struct {
	protected map[string]bool // words that carry a fact: a change of them is never a repair
	negations map[string]bool
	numbers   map[string]bool
	joined    []string        // what a number made of others, in one word, may end in; nil if there are none
	words     map[string]bool // common words, as they are listed
	stems     map[string]bool // of these
	endings   []string
	nouns     bool              // nouns are written with a capital, so that a capital makes no name
	sureFrom  int               // from how many letters on any one slip can be told from another word
	umlauts   bool              // the dots of a vowel make another word, and are written "ae" where there is no key for them
	mixedUp   map[string]string // words that people take for one another without telling something else
	feelings  map[string]bool
	empty     map[string]bool
	jargon    []string // words or phrases

	admits     map[string]bool // words that say that something was wrong
	admitting  []string        // phrases that do
	noReason   map[string]bool // a reason of nothing but these does not say how the fault was found
	promising  []string        // phrases that promise something
	future     []string        // endings of verbs that do
	noFuture   map[string]bool // words with such an ending that do not
	writeAgain []string        // words and phrases of a promise to write, which next_update keeps
}

var languages = sync.OnceValue(loadLanguages)

// languageOf returns what is known of a language, or nil. Regions do not matter:
// "es-MX" is "es".
func languageOf(tag string) *language {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return languages()[base]
}

// protectedSections lists the sections of words that carry facts.
var protectedSections = []string{"negations", "numbers", "units", "months", "weekdays", "modals", "amounts"}

func loadLanguages() map[string]*language {
	files, err := languageFiles.ReadDir("languages")
	if err != nil {
		panic(err)
	}
	all := map[string]*language{}
	for _, f := range files {
		text, err := languageFiles.ReadFile("languages/" + f.Name())
		if err != nil {
			panic(err)
		}
		all[strings.TrimSuffix(f.Name(), ".txt")] = parseLanguage(string(text))
	}
	return all
}

func parseLanguage(text string) *language {
	sections := map[string][]string{}
	phrases := map[string][]string{}
	name := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			name = strings.Trim(line, "[]")
			continue
		}
		if line != "" {
			sections[name] = append(sections[name], strings.Fields(line)...)
			phrases[name] = append(phrases[name], line)
		}
	}
	l := &language{
		protected: map[string]bool{},
		negations: set(sections["negations"]),
		numbers:   set(sections["numbers"]),
		joined:    sections["joined-numbers"],
		endings:   sections["endings"],
		words:     map[string]bool{},
		stems:     map[string]bool{},
		nouns:     slices.Contains(sections["writing"], "capital-nouns"),
		umlauts:   slices.Contains(sections["writing"], "umlauts"),
		mixedUp:   map[string]string{},
		sureFrom:  7,
		feelings:  set(sections["feelings"]),
		empty:     set(sections["empty"]),
		jargon:    phrases["jargon"],

		admits:     set(sections["admits"]),
		admitting:  phrases["admitting"],
		noReason:   set(sections["no-reason"]),
		promising:  phrases["promising"],
		future:     sections["future"],
		noFuture:   set(sections["no-future"]),
		writeAgain: phrases["write-again"],
	}
	if slices.Contains(sections["writing"], "many-words") {
		l.sureFrom = 4
	}
	for pair := range slices.Chunk(sections["mixed-up"], 2) {
		l.mixedUp[pair[0]] = pair[1]
	}
	for _, name := range protectedSections {
		for _, w := range sections[name] {
			l.protected[w] = true
		}
	}
	for _, w := range slices.Concat(sections["words"], sections["feelings"], sections["empty"]) {
		l.words[w] = true
		for _, stem := range l.stemsOf(w) {
			l.stems[stem] = true
		}
	}
	return l
}

// spoken returns the words of a text in small letters, with a space before and
// after each, so that phrases are found in it: " we will write again ".
func spoken(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range tokens.Of(text) {
		b.WriteString(fold(t.Text))
		b.WriteByte(' ')
	}
	return b.String()
}

// says reports whether a text, as spoken returns it, has one of these phrases.
func says(spoken string, phrases []string) (phrase string, ok bool) {
	i := slices.IndexFunc(phrases, func(p string) bool { return strings.Contains(spoken, " "+p+" ") })
	if i < 0 {
		return "", false
	}
	return phrases[i], true
}

func set(words []string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		all[w] = true
	}
	return all
}

// stemsOf returns a word and what is left of it without an ending.
func (l *language) stemsOf(word string) []string {
	stems := []string{word}
	for _, e := range l.endings {
		if stem, ok := strings.CutSuffix(word, e); ok && len(stem) >= 3 {
			stems = append(stems, stem)
		}
	}
	return stems
}

// carriesFact reports whether a change of a word is never a repair.
func (l *language) carriesFact(word string) bool { return l.protected[word] || l.isNumber(word) }

// isNumber reports whether a word is a number, or made of some: "einundzwanzig",
// "dreitausendste".
func (l *language) isNumber(word string) bool {
	if l.numbers[word] {
		return true
	}
	if l.joined == nil {
		return false
	}
	// From the end of the word: can the rest from here on be read as numbers?
	readable := make([]bool, len(word)+1)
	readable[len(word)] = true
	for at := len(word) - 1; at >= 0; at-- {
		if at > 0 && slices.Contains(l.joined, word[at:]) {
			readable[at] = true
			continue
		}
		for end := at + 1; end <= len(word) && !readable[at]; end++ {
			part := word[at:end]
			readable[at] = readable[end] && (l.numbers[part] || part == "und" && at > 0 && end < len(word))
		}
	}
	return readable[0]
}

// known reports whether a word, or another form of it, is a common one.
func (l *language) known(word string) bool {
	return l.carriesFact(word) || slices.ContainsFunc(l.stemsOf(word), func(s string) bool { return l.stems[s] })
}

// isRepair reports whether turning the word old into new mends a slip of the
// keyboard. Both are lower-case. It is one if
//
//   - neither is a word that carries a fact, and
//   - old is no word that is known, and no form of one unless only a letter is
//     doubled or not ("occured"), and
//   - new is known and differs by one slip, or in a long word by two of which one
//     swaps letters; or the slip is one that seldom makes another word: two
//     letters swapped, a letter doubled or not, an accent that makes no other
//     tense. In a short word, and where few words are known, only such a slip is
//     one.
//
// A slip is a letter added, left out, taken for another, or swapped with its
// neighbour. A change of the first letter is none: it tells "internal" from
// "external".
func (l *language) isRepair(old, new string) bool {
	a, b := []rune(old), []rune(new)
	if !letters(a) || !letters(b) || l.carriesFact(old) || l.carriesFact(new) {
		return false
	}
	if l.umlauts && l.known(new) && !l.known(old) && spelledOut.Replace(old) == spelledOut.Replace(new) {
		return true
	}
	slips, shorter := problem.Distance(a, b), min(len(a), len(b))
	doubling := slips == 1 && (isDoubling(a, b) || isDoubling(b, a))
	if l.known(old) && !(doubling && l.words[new] && !l.words[old]) {
		return false
	}
	swap := slips == 1 && len(a) == len(b) && isSwap(a, b)
	if unaccented(a[0]) != unaccented(b[0]) && !(swap && a[0] == b[1]) {
		return false
	}
	if l.known(new) {
		switch {
		case slips == 2:
			return shorter >= 9 && oneLetterOff(a, b)
		case slips > 2:
			return false
		case shorter >= l.sureFrom:
			return true
		}
		return shorter >= 3 && swap || shorter >= 4 && (doubling || sameWithoutAccents(a, b) && !l.umlauts)
	}
	if shorter < 5 || a[len(a)-1] != b[len(b)-1] {
		return false
	}
	return swap || doubling || l.isAccent(a, b)
}

// isNoName reports whether a repair of a word with a capital cannot make one name
// of another. A name can be like a common word: "Clark" and "clerk".
func (l *language) isNoName(old, new string) bool {
	a, b := []rune(old), []rune(new)
	return len(a) >= 7 && len(b) >= 7 || isDoubling(a, b) || isDoubling(b, a) || len(a) == len(b) && isSwap(a, b) ||
		l.isAccent(a, b) || l.umlauts && spelledOut.Replace(old) == spelledOut.Replace(new)
}

// isAccent reports whether two words differ in accents, and in none that makes
// another tense ("enviaran" and "enviarán") or another word ("kamen" and "kämen").
func (l *language) isAccent(a, b []rune) bool {
	if l.umlauts || !sameWithoutAccents(a, b) {
		return false
	}
	tail := len(a) - 3
	return slices.Equal(a[max(0, tail):], b[max(0, tail):]) || strings.HasSuffix(string(b), "ón")
}

// spelledOut writes a word with the letters of every keyboard.
var spelledOut = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")

// oneLetterOff reports whether two words have the same letters but for one.
func oneLetterOff(a, b []rune) bool {
	count := map[rune]int{}
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		count[r]--
	}
	more, less := 0, 0
	for _, n := range count {
		more, less = more+max(0, n), less+max(0, -n)
	}
	return more <= 1 && less <= 1
}

func letters(word []rune) bool {
	return len(word) > 0 && !slices.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// isSwap reports whether b is a with two neighbours swapped, given that one slip
// lies between them.
func isSwap(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i]
		}
	}
	return false
}

// isDoubling reports whether long is short with one of its letters doubled.
func isDoubling(short, long []rune) bool {
	if len(long) != len(short)+1 {
		return false
	}
	for i := range long {
		if i == len(short) || long[i] != short[i] {
			return i > 0 && long[i] == long[i-1] && slices.Equal(long[i+1:], short[i:])
		}
	}
	return false
}

const (
	accented = "áàâäãåéèêëíìîïóòôöõúùûüñç"
	plain    = "aaaaaaeeeeiiiiooooouuuunc"
)

func unaccented(r rune) rune {
	if i := slices.Index([]rune(accented), r); i >= 0 {
		return []rune(plain)[i]
	}
	return r
}

func sameWithoutAccents(a, b []rune) bool {
	return slices.EqualFunc(a, b, func(x, y rune) bool { return unaccented(x) == unaccented(y) })
}
