package history_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/git"
	"firsthand/generator/git/gittest"
	"firsthand/generator/importer/history"
)

// A story is a repository that grows by commits with short names.
type story struct {
	*gittest.Repo
	names map[string]string
}

const first = "incidents/a/01.md"

// text returns a statement; matter are further lines of its fields.
func text(words string, matter ...string) string {
	lines := append([]string{"---", "title: Booking is slow", "kind: outage", "next_update: in 2 days"}, matter...)
	return strings.Join(append(lines, "---", words, ""), "\n")
}

// commit writes files, by name and content, and commits them at a time of
// November 2025: "05 10:12". An empty content deletes the file.
func (s *story) commit(when, name string, files ...string) {
	for i := 0; i+1 < len(files); i += 2 {
		if files[i+1] == "" {
			s.Remove("content/" + files[i])
		} else {
			s.Write("content/"+files[i], files[i+1])
		}
	}
	s.names[s.Commit(at(when), name)] = name
}

func at(when string) string { return "2025-11-" + strings.Replace(when, " ", "T", 1) + ":00Z" }

// tell says what was found, a line a text.
func (s *story) tell(a *history.Account) []string {
	var lines []string
	for _, d := range a.Documents {
		for _, t := range d.Texts {
			line := fmt.Sprintf("%s since %s, %s: %s", d.Doc, t.Claimed.Format("02 15:04"), s.names[t.Commit], t.Says)
			if !t.Until.IsZero() {
				line += t.Until.Format(", until 02 15:04")
			}
			if t.Uncertain {
				line += ", uncertain"
			}
			lines = append(lines, line)
		}
		if d.State != history.Stands {
			lines = append(lines, fmt.Sprintf("%s is %s", d.Doc, d.State))
		}
	}
	for _, m := range a.Moved {
		lines = append(lines, fmt.Sprintf("%s was %s until %s", m.To, m.From, s.names[m.Commit]))
	}
	for _, l := range a.LeftOut {
		lines = append(lines, fmt.Sprintf("not %s of %s: %s", l.Doc, s.names[l.Commit], l.Why))
	}
	return lines
}

func TestReplay(t *testing.T) {
	tests := []struct {
		name  string
		story func(s *story)
		want  []string
	}{
		{"a text that is edited", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, text("PUBLIC two."))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 11:00, two: PUBLIC two.",
		}},
		{"only private parts are edited", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, text("PUBLIC one. <!-- SECRET -->", "publish_anyway: SECRET"))
			s.commit("05 12:00", "three", "private/a.yaml", "approved_by: SECRET\n")
		}, []string{"a/01 since 05 10:00, one: PUBLIC one."}},
		{"put back as it was", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, text("PUBLIC two."))
			s.commit("05 12:00", "three", first, text("PUBLIC one."))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 11:00, two: PUBLIC two., until 05 12:00",
			"a/01 since 05 12:00, three: PUBLIC one.",
		}},
		{"a draft before, a draft between", func(s *story) {
			s.commit("05 10:00", "zero", first, text("SECRET zero.", "draft: true"))
			s.commit("05 11:00", "one", first, text("PUBLIC one."))
			s.commit("05 12:00", "two", first, text("SECRET two.", "draft: true"))
			s.commit("05 13:00", "three", first, text("PUBLIC three."))
		}, []string{
			"a/01 since 05 11:00, one: PUBLIC one., until 05 12:00",
			"a/01 since 05 13:00, three: PUBLIC three.",
			"not a/01 of zero: draft",
			"not a/01 of two: draft",
		}},
		{"a draft that becomes public as it is", func(s *story) {
			s.commit("05 10:00", "zero", first, text("PUBLIC.", "draft: true"))
			s.commit("05 11:00", "one", first, text("PUBLIC."))
		}, []string{"a/01 since 05 11:00, one: PUBLIC.", "not a/01 of zero: draft"}},
		{"an embargo that ends while the text stands", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC.", "publish_at: 2025-11-06 09:00 UTC"))
			s.commit("07 10:00", "other", "incidents/b/01.md", text("PUBLIC b."))
			s.commit("08 10:00", "two", first, text("PUBLIC two.", "publish_at: 2025-11-06 09:00 UTC"))
		}, []string{
			"a/01 since 06 09:00, one: PUBLIC., until 08 10:00",
			"a/01 since 08 10:00, two: PUBLIC two.",
			"b/01 since 07 10:00, other: PUBLIC b.",
		}},
		{"an embargo that ends after the text is gone", func(s *story) {
			s.commit("05 10:00", "one", first, text("SECRET.", "publish_at: 2025-11-06 09:00 UTC"))
			s.commit("05 11:00", "two", first, text("PUBLIC.", "publish_at: 2025-11-06 09:00 UTC"))
		}, []string{
			"a/01 since 06 09:00, two: PUBLIC.",
			"not a/01 of one: not before 6 November 2025, 09:00 UTC, and changed before then",
		}},
		{"an embargo that lasts", func(s *story) {
			s.commit("05 10:00", "one", first, text("SECRET.", "publish_at: 2026-11-06 09:00 UTC"))
		}, []string{"not a/01 of one: not before 6 November 2026, 09:00 UTC"}},
		{"an embargo and a commit that is dated back", func(s *story) {
			s.commit("05 10:00", "one", first, text("SECRET.", "publish_at: 2025-11-06 09:00 UTC"))
			s.commit("01 10:00", "two", first, text("PUBLIC.", "publish_at: 2025-11-06 09:00 UTC"))
			s.commit("07 10:00", "three", "site.yaml", site+"# changed\n")
		}, []string{
			"a/01 since 06 09:00, two: PUBLIC., uncertain",
			"not a/01 of one: not before 6 November 2025, 09:00 UTC, and the dates of the commits contradict each other, so that it may have been changed before then",
		}},
		{"dates that go back", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("01 10:00", "two", first, text("PUBLIC two."))
			s.commit("05 12:00", "three", first, text("PUBLIC three."))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 10:00",
			"a/01 since 05 10:00, two: PUBLIC two., until 05 12:00, uncertain",
			"a/01 since 05 12:00, three: PUBLIC three.",
		}},
		{"a date in the future", func(s *story) {
			s.names[s.Commit("2039-01-01T00:00:00Z", "zero")] = "zero"
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.Write("content/"+first, text("PUBLIC two."))
			s.names[s.Commit("2039-01-01T00:00:00Z", "two")] = "two"
			s.commit("05 12:00", "three", first, text("PUBLIC three."))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 10:00",
			"a/01 since 05 10:00, two: PUBLIC two., until 05 12:00, uncertain",
			"a/01 since 05 12:00, three: PUBLIC three.",
		}},
		{"a text that nobody could have built", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, text("SECRET two.", "status: sev1"))
			s.commit("05 12:00", "three", first, "SECRET three, without fields.\n")
			s.commit("05 13:00", "four", first, text("SECRET four, see [map](files/map.png)."))
			s.commit("05 14:00", "five", first, text("PUBLIC five."), "incidents/a/01.de.md", "---\ntitle: SECRET\n---\nSECRET.\n")
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 14:00, five: PUBLIC five.",
			`not a/01 of two: cannot be read: status "sev1" is not one firsthand knows`,
			"not a/01 of three: cannot be read: the file has no fields at the top",
			`not a/01 of four: cannot be read: there is no file "incidents/a/files/map.png"`,
			`not a/01.de of five: cannot be read: "de" is not one of the languages in site.yaml`,
		}},
		{"a branch with work in progress, merged", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.Git("checkout", "--quiet", "-b", "side")
			s.commit("05 11:00", "wip", first, text("SECRET wip."), "incidents/a/02.md", text("SECRET second."))
			s.commit("05 12:00", "ready", first, text("PUBLIC two."), "incidents/a/02.md", "")
			s.Git("checkout", "--quiet", "main")
			s.GitAt(at("05 13:00"), "merge", "--quiet", "--no-ff", "-m", "merge", "side")
			s.names[s.Head()] = "merge"
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 13:00",
			"a/01 since 05 13:00, merge: PUBLIC two.",
		}},
		{"a branch with work in progress, squashed", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.Git("checkout", "--quiet", "-b", "side")
			s.commit("05 11:00", "wip", first, text("SECRET wip."))
			s.commit("05 12:00", "ready", first, text("PUBLIC two."))
			s.Git("checkout", "--quiet", "main")
			s.Git("merge", "--quiet", "--squash", "side")
			s.commit("05 13:00", "squash")
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 13:00",
			"a/01 since 05 13:00, squash: PUBLIC two.",
		}},
		{"a commit that is amended", func(s *story) {
			s.commit("05 10:00", "one", first, text("SECRET one."))
			s.Write("content/"+first, text("PUBLIC one."))
			s.Git("add", "--all")
			s.GitAt(at("05 10:00"), "commit", "--quiet", "--amend", "--no-edit")
			s.names[s.Head()] = "amended"
		}, []string{"a/01 since 05 10:00, amended: PUBLIC one."}},
		{"a branch that is rebased, and pushed with its old dates", func(s *story) {
			s.commit("01 10:00", "begin", "site.yaml", site)
			s.Git("checkout", "--quiet", "-b", "side")
			s.commit("02 10:00", "one", first, text("PUBLIC one."))
			s.Git("checkout", "--quiet", "main")
			s.commit("05 10:00", "two", "incidents/b/01.md", text("PUBLIC b."))
			s.Git("checkout", "--quiet", "side")
			s.GitAt(at("02 10:00"), "rebase", "--quiet", "main")
			s.names[s.Head()] = "rebased"
			s.Git("checkout", "--quiet", "main")
			s.Git("merge", "--quiet", "--ff-only", "side")
			s.commit("06 10:00", "three", "site.yaml", site+"# changed\n")
		}, []string{
			"a/01 since 05 10:00, rebased: PUBLIC one., uncertain",
			"b/01 since 05 10:00, two: PUBLIC b.",
		}},
		{"an incident that is renamed", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."), "incidents/a/02.md", text("PUBLIC second."), "incidents/a/02.es.md", "---\ntitle: PUBLIC es\n---\nPUBLIC segundo.\n")
			s.commit("05 11:00", "two", first, text("PUBLIC two."))
			s.Git("mv", "content/incidents/a", "content/incidents/b")
			s.commit("05 12:00", "renamed", "incidents/b/02.md", text("PUBLIC second, reworded."))
			s.commit("05 13:00", "end", "incidents/b/01.md", text("PUBLIC three."))
		}, []string{
			"b/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"b/01 since 05 11:00, two: PUBLIC two., until 05 13:00",
			"b/01 since 05 13:00, end: PUBLIC three.",
			"b/02 since 05 10:00, one: PUBLIC second., until 05 12:00",
			"b/02 since 05 12:00, renamed: PUBLIC second, reworded.",
			"b/02.es since 05 10:00, one: PUBLIC segundo.",
			"b/01 was a/01 until renamed",
			"b/02.es was a/02.es until renamed",
			"b/02 was a/02 until renamed",
		}},
		{"a draft that is renamed", func(s *story) {
			s.commit("05 10:00", "one", first, text("SECRET one.", "draft: true"))
			s.Git("mv", "content/incidents/a", "content/incidents/b")
			s.commit("05 11:00", "renamed")
			s.commit("05 12:00", "two", "incidents/b/01.md", text("PUBLIC one."))
		}, []string{
			"b/01 since 05 12:00, two: PUBLIC one.",
			"b/01 was a/01 until renamed",
			"not b/01 of one: draft",
		}},
		{"deleted, and nothing else", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."), "incidents/b/01.md", text("SECRET b.", "draft: true"))
			s.commit("05 11:00", "two", first, "", "incidents/b/01.md", "")
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 is gone",
			"not b/01 of one: draft",
		}},
		{"deleted, and written again", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, "")
			s.commit("05 12:00", "three", first, text("PUBLIC three."))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 12:00, three: PUBLIC three.",
		}},
		{"made a draft again", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			s.commit("05 11:00", "two", first, text("SECRET two.", "draft: true"))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 is private",
			"not a/01 of two: draft",
		}},
		{"a translation and questions wait for what they belong to", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one.", "draft: true"), "incidents/a/01.es.md", "---\ntitle: PUBLIC es\n---\nPUBLIC uno.\n", "incidents/a/questions.md", "## PUBLIC why? (5 November 2025)\n\nSo.\n")
			s.commit("05 11:00", "two", first, text("PUBLIC one."))
		}, []string{
			"a/01 since 05 11:00, two: PUBLIC one.",
			"a/01.es since 05 11:00, one: PUBLIC uno.",
			"a/questions since 05 11:00, one: PUBLIC why?",
			"not a/01 of one: draft",
		}},
		{"a file that a text links to is exchanged", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one, see [map](files/map.txt)."), "incidents/a/files/map.txt", "old")
			s.commit("05 11:00", "two", "incidents/a/files/map.txt", "new")
			s.commit("05 12:00", "three", "incidents/a/files/other.txt", "not linked")
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one, see map., until 05 11:00",
			"a/01 since 05 11:00, two: PUBLIC one, see map.",
		}},
		{"replaced by git replace", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."))
			one := s.Head()
			s.commit("05 11:00", "two", first, text("PUBLIC two."))
			two := s.Head()
			s.Git("checkout", "--quiet", "--detach", one)
			s.Write("content/"+first, text("SECRET."))
			fake := s.Commit(at("05 10:30"), "fake")
			s.Git("checkout", "--quiet", "main")
			s.Git("replace", two, fake)
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 11:00, two: PUBLIC two.",
		}},
		{"a defaulted headline is no new text", func(s *story) {
			s.commit("05 10:00", "one", first, text("PUBLIC one."), "incidents/a/02.md", "---\nnext_update: in 2 days\n---\nPUBLIC second.\n")
			s.commit("05 11:00", "two", first, strings.Replace(text("PUBLIC one."), "Booking is slow", "Booking is very slow", 1))
		}, []string{
			"a/01 since 05 10:00, one: PUBLIC one., until 05 11:00",
			"a/01 since 05 11:00, two: PUBLIC one.",
			"a/02 since 05 10:00, one: PUBLIC second.",
		}},
		{"nothing", func(s *story) {}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &story{gittest.New(t), map[string]string{}}
			s.Write("content/site.yaml", site)
			tt.story(s)
			a, err := history.Replay(ctx, open(t, s.Repo), history.Options{Content: os.DirFS(filepath.Join(s.Dir, "content")), Now: instant(t, "2026-01-10T12:00:00Z")})
			if err != nil {
				t.Fatal(err)
			}
			got := s.tell(a)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("account (-want +got):\n%s", diff)
			}
			for _, d := range a.Documents {
				for _, text := range d.Texts {
					if strings.Contains(text.Says, "SECRET") {
						t.Errorf("%s is told to be public: %s", d.Doc, text.Says)
					}
				}
			}
		})
	}
}

func TestReplayRefusesWhatIsNotTheWholeHistory(t *testing.T) {
	host := gittest.New(t)
	host.Git("config", "uploadpack.allowFilter", "true")
	host.Write("content/site.yaml", site)
	host.Write("content/"+first, text("PUBLIC one."))
	host.Commit(at("05 10:00"), "one")
	host.Write("content/"+first, text("PUBLIC two."))
	host.Commit(at("05 11:00"), "two")
	for _, arg := range []string{"--depth=1", "--filter=blob:none"} {
		clone := host.Clone(arg)
		_, err := history.Replay(ctx, open(t, clone), history.Options{Content: os.DirFS(filepath.Join(clone.Dir, "content")), Now: time.Now()})
		if e := (*git.IncompleteError)(nil); !errors.As(err, &e) {
			t.Errorf("with %s: %v", arg, err)
		}
	}
}

// BenchmarkReplay reads 1,000 commits about 100 incidents.
func BenchmarkReplay(b *testing.B) {
	r := gittest.New(b)
	r.Write("content/site.yaml", site)
	r.Commit(at("01 00:00"), "begin")
	var stream strings.Builder
	for n := range 1000 {
		words := text(fmt.Sprintf("Text number %d.", n))
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nx\n", 1_762_000_000+n)
		if n == 0 {
			fmt.Fprintf(&stream, "from %s\n", r.Head())
		}
		fmt.Fprintf(&stream, "M 100644 inline content/incidents/%d/%02d.md\ndata %d\n%s\n", n%100, 1+n/250, len(words), words)
	}
	r.Write("stream", stream.String())
	r.Git("-c", "alias.load=!git fast-import --quiet < stream", "load")
	repo, err := git.Open(ctx, git.Options{Dir: filepath.Join(r.Dir, "content"), Env: r.Env})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		a, err := history.Replay(ctx, repo, history.Options{Content: os.DirFS(filepath.Join(r.Dir, "content")), Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil || len(a.Documents) != 400 {
			b.Fatal(len(a.Documents), err)
		}
	}
}
