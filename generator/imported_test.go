package generator_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
)

const importSite = "name: Example status\nurl: https://status.example.com\ncontacts: {email: help@example.com}\nlanguages: [en, es]\n"

// imported is a folder of which an older system published everything but 04.
func imported(t *testing.T) string {
	t.Helper()
	content := t.TempDir()
	for name, text := range map[string]string{
		"site.yaml": importSite,
		"private/imported/2025-11-05-mail/01.1.md":            "---\ntitle: Mail is delayed\nkind: degradation\nnext_update: in 60 minutes\nimported: 2025-11-05 10:12 UTC\n---\nMail takes up to ten minutes. FIRSTWORDS ![map](files/map.txt)\n",
		"private/imported/2025-11-05-mail/01.1.files/map.txt": "the old map",
		"incidents/2025-11-05-mail/01.md":                     "---\ntitle: Mail is late\nkind: degradation\nnext_update: in 60 minutes\nimported: 2025-11-05 11:02 UTC\n---\nMail takes up to an hour. See [map](files/map.txt)\n",
		"incidents/2025-11-05-mail/01.es.md":                  "---\ntitle: El correo llega tarde\nimported: 2025-11-05 11:02 UTC\n---\nEl correo tarda hasta una hora.\n",
		"incidents/2025-11-05-mail/02.md":                     "---\nstatus: resolved\nnext_update: {none: Mail works again}\nimported: 2025-11-06 09:00 UTC\n---\nMail is fast again.\n",
		"incidents/2025-11-05-mail/files/map.txt":             "the map",
		"incidents/2025-11-05-mail/questions.md":              "---\nimported: 2025-11-06 09:30 UTC\n---\n## Is mail lost? (5 November 2025)\n\nNo.\n",
		"incidents/2025-11-05-portal/01.md":                   "---\ntitle: The portal is down\nkind: outage\nnext_update: in 60 minutes\nimported: 2025-11-05 10:30 UTC\n---\nThe portal is down.\n",
		"incidents/2025-11-05-mail/03.md":                     "---\nnext_update: {none: Mail works again}\n---\nPublished HERE.\n",
	} {
		write(t, filepath.Join(content, name), text)
	}
	// A picture in a text file is refused, so link it as one.
	old := filepath.Join(content, "private/imported/2025-11-05-mail/01.1.md")
	write(t, old, strings.Replace(string(readTree(t, content)["private/imported/2025-11-05-mail/01.1.md"]), "![map]", "[map]", 1))
	return content
}

func publishAll(t *testing.T, content, now string) generator.Published {
	t.Helper()
	published, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: content, Now: instant(t, now), Random: rand.Reader})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	return published
}

// TestAnImportIsTakenOver publishes what an older system had published, and one
// statement more.
func TestAnImportIsTakenOver(t *testing.T) {
	content := imported(t)
	published := publishAll(t, content, "2026-01-10T12:00:00Z")
	var got []string
	for _, d := range published.Documents {
		line := fmt.Sprintf("%s.%d %s", d.Doc, d.Rev, d.What)
		if !d.Claimed.IsZero() {
			line += d.Claimed.Format(" 02 15:04")
		}
		got = append(got, line)
	}
	want := []string{
		"2025-11-05-mail/01.1 imported statement 05 10:12",
		"2025-11-05-portal/01.1 imported statement 05 10:30",
		"2025-11-05-mail/01.2 imported, the next text of the statement 05 11:02",
		"2025-11-05-mail/01.es.1 imported translation 05 11:02",
		"2025-11-05-mail/02.1 imported statement 06 09:00",
		"2025-11-05-mail/questions.1 imported questions 06 09:30",
		"2025-11-05-mail/03.1 new statement",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("published (-want +got):\n%s", diff)
	}
	tree := readTree(t, content)
	if record := string(tree["ledger/records/2025-11-05-mail/01.1.json"]); !strings.Contains(record, `"at":"2025-11-05T11:12Z"`) {
		t.Errorf("the first text promises to write again in 60 minutes, which is 11:12:\n%s", record)
	}
	if record := string(tree["ledger/records/2025-11-05-mail/01.2.json"]); !strings.Contains(record, `"at":"2025-11-05T11:12Z"`) {
		t.Errorf("the second text repeats the promise of the first:\n%s", record)
	}

	// It stays what it is: nothing is due, nothing is refused.
	if again := publishAll(t, content, "2026-01-10T13:00:00Z"); len(again.Documents) != 0 {
		t.Errorf("published again: %+v", again.Documents)
	}

	output := filepath.Join(t.TempDir(), "public")
	_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, "2026-01-11T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	verifies(t, output)
	site := readTree(t, output)
	holds := func(page string, words ...string) {
		t.Helper()
		text := textOf(string(site[page]))
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", page, w)
			}
		}
	}
	mail := "incidents/2025-11-05-mail/"
	holds(mail+"v/1/index.html", "FIRSTWORDS", "5 November 2025", "according to the old system")
	holds(mail+"v/2/index.html", "Mail is late", "according to the old system")
	holds(mail+"v/3/index.html", "Mail is fast again", "6 November 2025", "according to the old system")
	holds(mail+"history/index.html", "according to the old system", "10 January 2026")
	holds(mail+"updates/02/index.html", "6 November 2025", "according to the old system")
	if text := textOf(string(site[mail+"v/4/index.html"])); !strings.Contains(text, "10 January 2026") {
		t.Errorf("version 4 is of this system:\n%s", text)
	}
	for name, data := range site {
		if strings.Contains(name, "feed.") && !strings.Contains(name, "changes") {
			for _, old := range []string{"FIRSTWORDS", "Mail takes up to", "updates/01/", "updates/02/"} {
				if strings.Contains(string(data), old) {
					t.Errorf("%s has an item of what was imported (%q)", name, old)
				}
			}
		}
	}
	if feed := string(site["feed.xml"]); !strings.Contains(feed, "Published HERE") {
		t.Errorf("feed.xml lacks what was published here:\n%s", feed)
	}
}

func remove(t *testing.T, content string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(content, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnImportIsRefused changes one thing at a time.
func TestAnImportIsRefused(t *testing.T) {
	const first, second, staged = "incidents/2025-11-05-mail/01.md", "incidents/2025-11-05-mail/02.md", "private/imported/2025-11-05-mail/01.1.md"
	replace := func(name, old, new string) func(*testing.T, string) {
		return func(t *testing.T, content string) {
			text := string(readTree(t, content)[name])
			if !strings.Contains(text, old) {
				t.Fatalf("%s does not hold %q", name, old)
			}
			write(t, filepath.Join(content, name), strings.Replace(text, old, new, 1))
		}
	}
	tests := []struct {
		name   string
		change func(t *testing.T, content string)
		file   string
		want   string
	}{
		{"from the future", replace(second, "2025-11-06", "2026-11-06"), second + ":4:11", "this was published on 6 November 2026, 09:00 UTC, which is yet to come"},
		{"staged after its successor", replace(staged, "2025-11-05 10:12", "2025-11-05 11:03"), first + ":5:11", "this text follows private/imported/2025-11-05-mail/01.1.md, which was published on 5 November 2025, 11:03 UTC"},
		{"staged without a time", replace(staged, "imported: 2025-11-05 10:12 UTC\n", ""), staged + ":1:1", "the text does not say when it was published"},
		{"staged and no text", replace(staged, "---\n", "+++\n"), staged + ":0:0", "this is no text that can be published"},
		{"staged and wrong", replace(staged, "kind: degradation", "kind: degradatoin"), staged + ":3:7", `kind "degradatoin" is not one firsthand knows`},
		{"staged, and what it links to is gone", replace(staged, "files/map.txt", "files/plan.txt"), staged + ":7:", `there is no file`},
		{"a draft again", replace(first, "imported: 2025-11-05 11:02 UTC", "draft: true"), first + ":5:8", "and a draft cannot take them back"},
		{"waiting again", replace(first, "imported: 2025-11-05 11:02 UTC", "publish_at: 2026-11-05 11:02 UTC"), first + ":5:13", "and this one waits until 5 November 2026, 11:02 UTC"},
		{"without its time", replace(first, "imported: 2025-11-05 11:02 UTC\n", ""), first + ":1:1", "and this one does not say since when it is"},
		{"numbered against the times", replace(second, "2025-11-06 09:00", "2025-11-05 10:00"), staged + ":5:11", "01.md was published on 5 November 2025, 10:12 UTC, and 02.md with a higher number before it, on 5 November 2025, 10:00 UTC"},
		{"with one that is new, and then questions", replace(second, "imported: 2025-11-06 09:00 UTC\n", ""), "", ""},
		{"behind one that is new", func(t *testing.T, content string) {
			remove(t, content, staged, "incidents/2025-11-05-mail/01.es.md")
			replace(first, "imported: 2025-11-05 11:02 UTC\n", "")(t, content)
		}, second + ":4:11", "incidents/2025-11-05-mail/01.md comes before this, and is not taken over"},
		{"into an incident with statements of here", func(t *testing.T, content string) {
			publishAll(t, content, "2026-01-09T12:00:00Z")
			write(t, filepath.Join(content, "incidents/2025-11-05-mail/04.md"), "---\nimported: 2025-11-07 09:00 UTC\n---\nOne more.\n")
		}, "incidents/2025-11-05-mail/04.md:2:11", "the incident has statements that were published here (2025-11-05-mail/03), and nothing can be taken over into it any more"},
		{"before what was taken over", func(t *testing.T, content string) {
			remove(t, content, "incidents/2025-11-05-mail/03.md")
			publishAll(t, content, "2026-01-09T12:00:00Z")
			write(t, filepath.Join(content, "incidents/2025-11-05-mail/04.md"), "---\nimported: 2025-11-06 09:10 UTC\n---\nOne more.\n")
		}, "incidents/2025-11-05-mail/04.md:2:11", "what the older system published of this incident up to 6 November 2025, 09:30 UTC is public already"},
		{"after what was taken over", func(t *testing.T, content string) {
			remove(t, content, "incidents/2025-11-05-mail/03.md")
			publishAll(t, content, "2026-01-09T12:00:00Z")
			write(t, filepath.Join(content, "incidents/2025-11-05-mail/03.md"), "---\nimported: 2025-11-07 09:10 UTC\n---\nOne more.\n")
		}, "", ""},
		{"the file that the staged ones precede is gone", func(t *testing.T, content string) {
			remove(t, content, first, "incidents/2025-11-05-mail/01.es.md")
		}, staged, "earlier texts of incidents/2025-11-05-mail/01.md are to be taken over, and that file is not there"},
		{"a translation before its original", replace("incidents/2025-11-05-mail/01.es.md", "11:02", "10:02"), "incidents/2025-11-05-mail/01.es.md:3:11", "the translation was published on 5 November 2025, 10:02 UTC, before its original"},
		{"questions before a statement", replace("incidents/2025-11-05-mail/questions.md", "2025-11-06", "2025-11-04"), "incidents/2025-11-05-mail/questions.md:2:11", "the questions were published on 4 November 2025, 09:30 UTC, before any statement"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := imported(t)
			tt.change(t, content)
			before := len(readTree(t, content))
			_, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: content, Now: instant(t, "2026-01-10T12:00:00Z"), Random: rand.Reader})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, p := range problems.All() {
				if p.Rule != "" && p.Rule != "IMPORT-001" && p.Rule != "DOC-002" {
					continue
				}
				found = append(found, fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text))
			}
			if tt.want == "" {
				if len(found) > 0 {
					t.Errorf("problems:\n%s", strings.Join(found, "\n"))
				}
				return
			}
			if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, tt.file) && strings.Contains(f, tt.want) }) {
				t.Errorf("problems:\n%s\nwant at %s: %s", strings.Join(found, "\n"), tt.file, tt.want)
			}
			if after := len(readTree(t, content)); after != before {
				t.Errorf("%d files became %d", before, after)
			}
		})
	}
}
