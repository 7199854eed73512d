package problem

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the candidate that a person who typed word most likely meant,
// and false if none comes near. Upper case and the kind of hyphen do not count;
// letters left out, added, changed or swapped count one each, up to a third of
// the word. Of candidates equally near, the first is returned.
//
//	Nearest("stauts", []string{"summary", "status"})  "status", true
//	Nearest("Next-Update", []string{"next_update"})   "next_update", true
//	Nearest("weather", []string{"status"})            "", false
func Nearest(word string, candidates []string) (string, bool) {
	w := plain(word)
	n := utf8.RuneCountInString(w)
	if n == 0 || n > 60 {
		return "", false
	}
	limit := max(1, min(3, n/3))
	if n < 3 {
		limit = 0
	}
	best, nearest := limit+1, ""
	for _, candidate := range candidates {
		c := plain(candidate)
		if d := Distance([]rune(w), []rune(c)); d < best {
			best, nearest = d, candidate
		}
	}
	if best <= limit {
		return nearest, true
	}
	// A word cut short, or one with something after it: "data" for "data-breach".
	for _, candidate := range candidates {
		c := plain(candidate)
		if len(w) >= 4 && strings.HasPrefix(c, w) || len(c) >= 4 && strings.HasPrefix(w, c+" ") {
			return candidate, true
		}
	}
	return "", false
}

// plain returns s in lower case with one space in place of hyphens, underscores
// and white space.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '-', '_', '\u2010', '\u2011', '\u2013', '\u2014', '\u00a0':
			return ' '
		}
		return r
	}, strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// Distance returns the number of letters that one word has left out, added,
// changed or swapped with a neighbour to become another.
//
// Source: the restricted Damerau-Levenshtein distance, also called optimal
// string alignment.
func Distance(a, b []rune) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
