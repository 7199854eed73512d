package rules

import (
	"testing"

	"firsthand/generator/problem"
)

func TestLanguageFiles(t *testing.T) {
	for tag, l := range languages() {
		for name, words := range map[string]map[string]bool{
			"negations": l.negations, "numbers": l.numbers, "feelings": l.feelings, "empty": l.empty, "words": l.words,
		} {
			if len(words) == 0 {
				t.Errorf("%s has no [%s]", tag, name)
			}
		}
		for w := range l.protected {
			if w != fold(w) {
				t.Errorf("%s: %q is not in lower case", tag, w)
			}
		}
		if len(l.endings) == 0 || len(l.jargon) == 0 {
			t.Errorf("%s has no [endings] or no [jargon]", tag)
		}
	}
}

// TestWordsThatCarryFacts names some words that no list may lose.
func TestWordsThatCarryFacts(t *testing.T) {
	for tag, words := range map[string][]string{
		"en": {"not", "no", "never", "may", "could", "was", "ten", "million", "monday", "march", "hours", "all", "some", "before"},
		"es": {"no", "nunca", "puede", "podría", "fue", "diez", "millones", "lunes", "marzo", "horas", "todos", "algunos", "antes"},
		"de": {"nicht", "kein", "kann", "könnte", "war", "zehn", "millionen", "montag", "märz", "stunden", "alle", "einige", "vor"},
	} {
		for _, w := range words {
			if !languageOf(tag).protected[w] {
				t.Errorf("%s: %q may be repaired away", tag, w)
			}
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "ab", 2}, {"ask", "aks", 1}, {"form", "from", 1}, {"adress", "address", 1}, {"clinic", "clonic", 1}, {"lost", "found", 4},
	} {
		if got := problem.Distance([]rune(test.a), []rune(test.b)); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
