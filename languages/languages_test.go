package languages

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The words of pages and feeds are tested where they are said.
func TestFilesAreComplete(t *testing.T) {
	for _, l := range All() {
		for _, phrase := range []struct{ name, text, holds string }{
			{"day", l.Day, "{day}"}, {"day", l.Day, "{year}"}, {"day", l.Day, "{month}"}, {"withdrawal", l.Withdrawal, "{date}"},
			{"removed", l.Removed, ""}, {"digits.mark", l.Digits.Mark, ""},
		} {
			if phrase.text == "" || !strings.Contains(phrase.text, phrase.holds) {
				t.Errorf("%s.toml: %s = %q lacks %s", l.Code, phrase.name, phrase.text, phrase.holds)
			}
		}
		if l.Digits.From < 1000 {
			t.Errorf("%s.toml: digits.from = %d is less than four digits", l.Code, l.Digits.From)
		}
		if strings.ContainsAny(l.Removed, "[]<>") {
			t.Errorf("%s.toml: removed = %q; the program puts the brackets", l.Code, l.Removed)
		}
	}
}

// TestDeadlinesIncludeTheirDay: who promises something by 11 March may do it on 11 March.
func TestDeadlinesIncludeTheirDay(t *testing.T) {
	deadline := regexp.MustCompile(`(?m)^(?:next_by|next_overdue|enrol_by|due_by|promised_for|"date\.by"|"commitment\.due") = .*$`)
	excludes := map[string]string{
		"ar": "قبل", "de": "vor ", "en": "before ", "es": "antes de", "fr": "avant ", "it": "prima de", "ja": "前", "nl": "v[oó]{2}r ", "pl": "przed ", "pt": "antes d",
	}
	for _, code := range Codes() {
		text, err := os.ReadFile(code + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		lines := deadline.FindAllString(string(text), -1)
		if len(lines) != 7 {
			t.Errorf("%s.toml: found %d deadlines: %q", code, len(lines), lines)
		}
		word, ok := excludes[code]
		if !ok {
			t.Errorf("%s.toml: this test does not know how the language says before", code)
			continue
		}
		for _, line := range lines {
			if regexp.MustCompile(word).MatchString(line) {
				t.Errorf("%s.toml: a deadline excludes its day: %s", code, line)
			}
		}
	}
}

func TestOf(t *testing.T) {
	for _, c := range []struct{ name, code, of, or string }{
		{"file", "de", "de", "de"},
		{"region", "pt-BR", "pt", "pt"},
		{"capitals", "ES-mx", "es", "es"},
		{"no file", "tlh", "", "en"},
		{"nothing", "", "", "en"},
	} {
		of := ""
		if l := Of(c.code); l != nil {
			of = l.Code
		}
		if or := Or(c.code).Code; of != c.of || or != c.or {
			t.Errorf("%s: Of is %q and Or %q, want %q and %q", c.name, of, or, c.of, c.or)
		}
	}
}

func TestPlural(t *testing.T) {
	for code, want := range map[string]string{
		//    0     1   2   3   11    21   100   1,000,000
		"en": "other one other other other other other other",
		"de": "other one other other other other other other",
		"fr": "one one other other other other other many",
		"es": "other one other other other other other many",
		"it": "other one other other other other other many",
		"pt": "one one other other other other other many",
		"nl": "other one other other other other other other",
		"pl": "many one few few many many many many",
		"ar": "zero one two few many many other other",
		"ja": "other other other other other other other other",
	} {
		var got []string
		for _, n := range []int{0, 1, 2, 3, 11, 21, 100, 1_000_000} {
			got = append(got, Of(code).Plural(n))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	at := time.Date(2026, 3, 9, 1, 0, 0, 0, time.FixedZone("", 2*3600)) // still the 8th in UTC
	for code, want := range map[string]string{
		"en": "8 March 2026", "de": "8. März 2026", "pl": "8 marca 2026", "ja": "2026年3月8日", "pt": "8 de março de 2026",
	} {
		if got := Of(code).Date(at); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}
