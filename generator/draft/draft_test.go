package draft

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"strings"
)

func TestMarkdown(t *testing.T) {
	got := string(Statement{Title: "Booking exports downloaded by an outsider", Kind: "data-breach", NextUpdate: "in 60 minutes", Text: "At 08:55 UTC a clinic told us.\n\n"}.Markdown())
	want := `---
title: Booking exports downloaded by an outsider
kind: data-breach
next_update: in 60 minutes
---
At 08:55 UTC a clinic told us.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestWordsComeBackAsTheyWereTyped(t *testing.T) {
	for _, words := range []string{
		`Correction: 61,300 people`, `He said "no" # not yes`, `yes`, `null`, `2026-03-03`, `- a`, `it's`, `a \ b`, `🙂 <script>`, `@x`, `{a}`, `[b]`, `*c`, `&d`, `!e`, `%f`, `1e3`, `0x1F`, `"`, `'`, `no`, `Größe: Übergröße`,
	} {
		file := string(Statement{Title: words}.Markdown())
		var got struct{ Title string }
		head := strings.TrimPrefix(strings.SplitN(file, "\n---\n", 2)[0], "---\n")
		if err := yaml.Unmarshal([]byte(head), &got); err != nil {
			t.Errorf("%q makes a file that cannot be read: %v\n%s", words, err, file)
		} else if got.Title != words {
			t.Errorf("%q comes back as %q", words, got.Title)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("a: b")
	f.Fuzz(func(t *testing.T, words string) {
		words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "")), " ")
		if words == "" || strings.ContainsFunc(words, func(r rune) bool {
			return r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r >= 0xfffe && r <= 0xffff || r == 0xfeff || r == 0x2028 || r == 0x2029
		}) {
			t.Skip("the form does not take control characters")
		}
		file := string(Statement{Title: words}.Markdown())
		var got struct{ Title string }
		head := strings.TrimPrefix(strings.SplitN(file, "\n---\n", 2)[0], "---\n")
		if err := yaml.Unmarshal([]byte(head), &got); err != nil || got.Title != words {
			t.Errorf("%q comes back as %q, error %v", words, got.Title, err)
		}
	})
}

func TestAWithdrawal(t *testing.T) {
	day := time.Date(2026, 3, 3, 23, 30, 0, 0, time.FixedZone("", 3600))
	got := string(Statement{Headline: WithdrawalHeadline("en", day), NoUpdate: "nothing was wrong", Withdraws: []int{3, 12}, Text: "It was about another incident."}.Markdown())
	want := `---
headline: We take back our statement of 3 March 2026
next_update:
  none: nothing was wrong
withdraws: [3, 12]
---
It was about another incident.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	for lang, want := range map[string]string{
		"es-MX": "Retiramos nuestro comunicado del 3 de marzo de 2026", "de": "Wir nehmen unsere Mitteilung vom 3. März 2026 zurück", "fr": "Nous retirons notre communiqué du 3 mars 2026",
		"fi": "We take back our statement of 3 March 2026",
	} {
		if got := WithdrawalHeadline(lang, day); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestID(t *testing.T) {
	day := time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC)
	for title, want := range map[string]string{
		"Booking exports downloaded by an outsider": "2026-03-03-booking-exports-downloaded-outsider",
		"Störung der Übersicht":                     "2026-03-03-storung-der-ubersicht",
		"障害":                                        "2026-03-03",
		"It's <b>slow</b>!":                         "2026-03-03-its-b-slow-b",
		"":                                          "2026-03-03",
	} {
		if got := ID(title, day); got != want {
			t.Errorf("ID(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestNext(t *testing.T) {
	content := fstest.MapFS{"incidents/x/01.md": {}, "incidents/x/01.es.md": {}, "incidents/x/09.md": {}, "incidents/x/questions.md": {}}
	n, path, err := Next(content, "x")
	if n != 10 || path != "incidents/x/10.md" || err != nil {
		t.Errorf("Next = %d, %q, %v", n, path, err)
	}
	if _, _, err := Next(content, "y"); err == nil {
		t.Error("an incident that does not exist has a next statement")
	}
}
