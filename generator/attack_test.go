package generator_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator"
	"firsthand/generator/git/gittest"
	"firsthand/generator/ledger"
)

// words of test stories say whether they may become public.
var (
	publicWord = regexp.MustCompile(`PUBLIC\w+`)
	secretWord = regexp.MustCompile(`SECRET\w*`)
)

// wordsIn returns the words of a kind in a site and in a ledger, sorted.
func wordsIn(kind *regexp.Regexp, trees ...map[string][]byte) []string {
	found := map[string]bool{}
	for _, tree := range trees {
		for name, data := range tree {
			for _, w := range kind.FindAllString(name+"\n"+string(data), -1) {
				found[w] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// below returns the part of a tree that lies in a folder.
func below(tree map[string][]byte, folder string) map[string][]byte {
	part := map[string][]byte{}
	for name, data := range tree {
		if rest, ok := strings.CutPrefix(name, folder+"/"); ok {
			part[rest] = data
		}
	}
	return part
}

func buildSite(t *testing.T, content string) map[string][]byte {
	t.Helper()
	output := filepath.Join(t.TempDir(), "public")
	_, problems, err := generator.Build(context.Background(), generator.BuildOptions{Content: content, Output: output, Now: instant(t, "2026-03-05T12:00:00Z"), Program: "test"})
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	verifies(t, output)
	return readTree(t, output)
}

// attacked is a repository that published, with a private text between two that
// are public, and what its site shows.
func attacked(t *testing.T) *gittest.Repo {
	t.Helper()
	r := gittest.New(t)
	content := filepath.Join(r.Dir, "content")
	statement := func(n int, matter, words string) {
		first := ""
		if n == 1 {
			first = "title: PUBLICtitle of it\nkind: outage\n"
		}
		r.Write(fmt.Sprintf("content/incidents/2026-03-03-slow/%02d.md", n), fmt.Sprintf("---\n%s%snext_update: in 2 days\n---\n%s\n", first, matter, words))
	}
	step := func(when, message string, publish bool) {
		r.Commit(when, message)
		if publish {
			publishAll(t, content, when)
			r.Commit(when, "ledger")
		}
	}
	r.Write("content/site.yaml", commitSite)
	statement(1, "", "PUBLICone it is slow. <!-- SECRETcomment -->")
	step("2026-03-03T09:00:00Z", "one", true)
	statement(2, "draft: true\n", "SECRETdraft the suspect is Lin.")
	step("2026-03-03T10:00:00Z", "a private text", true)
	statement(2, "publish_at: 2026-03-04 09:00 UTC\n", "SECRETembargo we close it tomorrow.")
	step("2026-03-03T11:00:00Z", "another private text", true)
	statement(2, "", "SECRETtypo of somebody, never published.")
	step("2026-03-03T11:30:00Z", "put right before it was published", false)
	statement(2, "", "PUBLICtwo we found it.")
	step("2026-03-03T12:00:00Z", "two", true)
	return r
}

// TestAttacksOnHistoryChangeNothing rewrites the history of a repository that has
// a ledger. The ledger stays what it was, to the byte, and so does the site, which
// is made of it.
func TestAttacksOnHistoryChangeNothing(t *testing.T) {
	r := attacked(t)
	siteFiles := buildSite(t, filepath.Join(r.Dir, "content"))
	if got := wordsIn(publicWord, siteFiles); !slices.Equal(got, []string{"PUBLICone", "PUBLICtitle", "PUBLICtwo"}) {
		t.Fatalf("the site shows %v", got)
	}
	ledgerFiles := below(readTree(t, filepath.Join(r.Dir, "content")), "ledger")
	attacks := []struct {
		name   string
		attack func(c *gittest.Repo) *gittest.Repo
	}{
		{"amend", func(c *gittest.Repo) *gittest.Repo {
			c.GitAt("2020-01-01T00:00:00Z", "commit", "--quiet", "--amend", "--reset-author", "-m", "amended")
			return c
		}},
		{"squash", func(c *gittest.Repo) *gittest.Repo {
			c.Git("reset", "--quiet", "--soft", c.Git("rev-list", "--max-parents=0", "HEAD"))
			c.GitAt("2026-03-04T00:00:00Z", "commit", "--quiet", "-m", "squashed")
			return c
		}},
		{"force-push of a new beginning", func(c *gittest.Repo) *gittest.Repo {
			host := c.Clone("--bare")
			c.Git("checkout", "--quiet", "--orphan", "new")
			c.GitAt("2020-01-01T00:00:00Z", "commit", "--quiet", "-m", "begin")
			c.Git("push", "--quiet", "--force", "file://"+host.Dir, "new:main")
			return host.Clone()
		}},
		{"rebase, with a commit left out", func(c *gittest.Repo) *gittest.Repo {
			c.Git("rebase", "--quiet", "-X", "theirs", "--onto", "HEAD~3", "HEAD~2")
			return c
		}},
		{"shallow clone", func(c *gittest.Repo) *gittest.Repo { return c.Clone("--depth=1") }},
		{"replaced refs", func(c *gittest.Repo) *gittest.Repo {
			c.Git("replace", "HEAD", "HEAD~2")
			return c
		}},
		{"back-dated commits", func(c *gittest.Repo) *gittest.Repo {
			c.Write("content/private/notes.yaml", "note: SECRETnote\n")
			c.Commit("1999-01-01T00:00:00Z", "long ago")
			return c
		}},
		{"no history at all", func(c *gittest.Repo) *gittest.Repo {
			c.Remove(".git")
			return c
		}},
	}
	for _, tt := range attacks {
		t.Run(tt.name, func(t *testing.T) {
			content := filepath.Join(tt.attack(r.Clone()).Dir, "content")
			if published := publishAll(t, content, "2026-03-04T12:00:00Z"); len(published.Documents) > 0 {
				t.Errorf("published again: %+v", published.Documents)
			}
			got, want, what := below(readTree(t, content), "ledger"), ledgerFiles, "the ledger"
			if tt.name == "no history at all" || tt.name == "shallow clone" {
				got, want, what = buildSite(t, content), siteFiles, "the site"
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("files of %s (-want +got):\n%s", what, diff)
			}
			for name := range want {
				if string(want[name]) != string(got[name]) {
					t.Errorf("%s of %s differs", name, what)
				}
			}
			if secret := wordsIn(secretWord, got); len(secret) > 0 {
				t.Errorf("%s holds %v", what, secret)
			}
		})
	}

	refused := []struct {
		name   string
		attack func(c *gittest.Repo)
		rule   string
	}{
		{"a published text is amended", func(c *gittest.Repo) {
			c.Write("content/incidents/2026-03-03-slow/02.md", "---\nnext_update: in 2 days\n---\nSECRETother words.\n")
		}, "HIST-003"},
		{"the incident is renamed", func(c *gittest.Repo) {
			c.Git("mv", "content/incidents/2026-03-03-slow", "content/incidents/2026-03-03-fast")
		}, "HIST-001"},
		{"a statement is taken away", func(c *gittest.Repo) { c.Remove("content/incidents/2026-03-03-slow/02.md") }, "HIST-001"},
	}
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			c := r.Clone()
			tt.attack(c)
			c.Git("add", "--all")
			c.GitAt("2026-03-03T12:00:00Z", "commit", "--quiet", "--amend", "--no-edit")
			content := filepath.Join(c.Dir, "content")
			_, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: content, Now: instant(t, "2026-03-04T12:00:00Z"), Random: rand.Reader})
			if err != nil || !problems.HasErrors() || problems.All()[0].Rule != tt.rule {
				t.Errorf("%v %v", err, problems.All())
			}
			got := below(readTree(t, content), "ledger")
			if public, secret := wordsIn(publicWord, got), wordsIn(secretWord, got); len(public) != 3 || len(secret) > 0 {
				t.Errorf("the ledger holds %v and %v", public, secret)
			}
		})
	}
}

// TestAnImportTakesOverWhatWasPublicAndNothingElse takes the same history over
// into a folder that lost its ledger, and histories in which the past was hidden.
func TestAnImportTakesOverWhatWasPublicAndNothingElse(t *testing.T) {
	stories := []struct {
		name  string
		story func(r *gittest.Repo)
		want  []string
	}{
		{"private texts between two that are public", func(r *gittest.Repo) {
			r.Write("content/incidents/x/01.md", notice("PUBLICone. <!-- SECRETcomment -->"))
			r.Commit("2026-02-01T10:00:00Z", "one")
			r.Write("content/incidents/x/01.md", strings.Replace(notice("SECRETdraft of more."), "---\n", "---\ndraft: true\n", 1))
			r.Commit("2026-02-01T11:00:00Z", "draft")
			r.Write("content/incidents/x/01.md", strings.Replace(notice("SECRETembargo until later."), "---\n", "---\npublish_at: 2026-02-01 18:00 UTC\n", 1))
			r.Commit("2026-02-01T12:00:00Z", "embargo")
			r.Write("content/incidents/x/01.md", strings.Replace(notice("PUBLICtwo."), "---\n", "---\npublish_anyway: SECRETreason of ours\n", 1))
			r.Commit("2026-02-01T13:00:00Z", "two")
			r.Write("content/incidents/x/02.md", "---\ndraft: true\nnext_update: in 2 days\n---\nSECRETnext one.\n")
			r.Write("content/private/x.yaml", "approvals: [SECRETname Lin]\n")
			r.Commit("2026-02-01T14:00:00Z", "draft of the next")
		}, []string{"PUBLICone", "PUBLICtwo"}},
		{"a renamed incident, a deleted one, and dates that lie", func(r *gittest.Repo) {
			r.Write("content/incidents/x/01.md", notice("PUBLICone."))
			r.Write("content/incidents/y/01.md", notice("PUBLICdeleted."))
			r.Commit("2026-02-01T10:00:00Z", "one")
			r.Git("mv", "content/incidents/x", "content/incidents/z")
			r.Write("content/incidents/z/01.md", notice("PUBLICtwo."))
			r.Commit("1999-02-01T10:00:00Z", "not a rename for git any more")
			r.Remove("content/incidents/y")
			r.Commit("2039-02-01T10:00:00Z", "take it away")
		}, []string{"PUBLICdeleted", "PUBLICone", "PUBLICtwo"}},
		{"work in progress on a branch", func(r *gittest.Repo) {
			r.Write("content/incidents/x/01.md", notice("PUBLICone."))
			r.Commit("2026-02-01T10:00:00Z", "one")
			r.Git("checkout", "--quiet", "-b", "side")
			r.Write("content/incidents/x/01.md", notice("SECRETwip."))
			r.Commit("2026-02-01T11:00:00Z", "wip")
			r.Write("content/incidents/x/01.md", notice("PUBLICtwo."))
			r.Commit("2026-02-01T12:00:00Z", "ready")
			r.Git("checkout", "--quiet", "main")
			r.GitAt("2026-02-01T13:00:00Z", "merge", "--quiet", "--no-ff", "-m", "merge", "side")
		}, []string{"PUBLICone", "PUBLICtwo"}},
	}
	for _, tt := range stories {
		t.Run(tt.name, func(t *testing.T) {
			r := gittest.New(t)
			r.Write("content/site.yaml", commitSite)
			r.Commit("2026-02-01T09:00:00Z", "begin")
			tt.story(r)
			content := filepath.Join(r.Dir, "content")
			for range 2 { // importing again is the same
				_, problems, err := generator.ImportGit(context.Background(), generator.ImportOptions{Content: content, Now: instant(t, "2026-03-03T09:00:00Z"), Env: r.Env})
				if err != nil || problems.HasErrors() {
					t.Fatal(err, problems.All())
				}
			}
			publishAll(t, content, "2026-03-03T10:00:00Z")
			if published := publishAll(t, content, "2026-03-03T11:00:00Z"); len(published.Documents) > 0 {
				t.Errorf("published again: %+v", published.Documents)
			}
			site, log := buildSite(t, content), below(readTree(t, content), "ledger")
			if diff := cmp.Diff(tt.want, wordsIn(publicWord, site)); diff != "" {
				t.Errorf("public in the site (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, wordsIn(publicWord, log)); diff != "" {
				t.Errorf("public in the ledger (-want +got):\n%s", diff)
			}
			if secret := wordsIn(secretWord, site, log); len(secret) > 0 {
				t.Errorf("the site or the ledger holds %v", secret)
			}
		})
	}
}

func TestImportGitLeavesDecisionsToPeople(t *testing.T) {
	r := gittest.New(t)
	r.Write("content/site.yaml", commitSite)
	r.Write("content/incidents/x/01.md", notice("PUBLICone."))
	r.Write("content/incidents/y/01.md", notice("PUBLICy."))
	r.Commit("2026-02-01T10:00:00Z", "one")
	r.Write("content/incidents/x/01.md", strings.Replace(notice("SECRETagain."), "---\n", "---\ndraft: true\n", 1))
	r.Remove("content/incidents/y")
	r.Commit("2026-02-01T11:00:00Z", "drafts again")
	r.Write("content/incidents/y/01.md", notice("Something else."))
	content := filepath.Join(r.Dir, "content")
	imported, problems, err := generator.ImportGit(context.Background(), generator.ImportOptions{Content: content, Now: instant(t, "2026-03-03T09:00:00Z"), Env: r.Env})
	if err != nil {
		t.Fatal(err)
	}
	want := []generator.Undecided{
		{File: "incidents/x/01.md", Why: "it was public until 1 February 2026, 11:00 UTC, and what stands in it now is not",
			Fix: "put the text that was public back, from private/imported/x/01.1.md, and write what is new into a new statement; if it never was public, delete the staged texts of it"},
		{File: "incidents/y/01.md", Why: "it was public until 1 February 2026, 11:00 UTC and was deleted, and it cannot be brought back because of incidents/y/01.md, which is something else",
			Fix: "give what lies there now another name, and import again"},
	}
	if diff := cmp.Diff(want, imported.Undecided); diff != "" {
		t.Errorf("undecided (-want +got):\n%s", diff)
	}
	if !problems.HasErrors() {
		t.Error("publish would not stop")
	}
	if _, err := os.Stat(filepath.Join(content, "ledger")); err == nil {
		t.Error("an import wrote the ledger")
	}
	if text := r.Read("content/incidents/x/01.md"); !strings.Contains(text, "draft: true") || strings.Contains(text, "imported") {
		t.Errorf("the draft became\n%s", text)
	}
}

// TestMergedLedgersAreFound lets git merge two branches that both published, as
// it does by itself and as a setting makes it do.
func TestMergedLedgersAreFound(t *testing.T) {
	branches := func(t *testing.T) *gittest.Repo {
		r := gittest.New(t)
		content := filepath.Join(r.Dir, "content")
		r.Write("content/site.yaml", commitSite)
		r.Write("content/incidents/a/01.md", notice("PUBLICa."))
		publishAll(t, content, "2026-03-03T09:00:00Z")
		r.Commit("2026-03-03T09:00:00Z", "begin")
		for _, name := range []string{"b", "c"} {
			r.Git("checkout", "--quiet", "-b", name, "main")
			r.Write("content/incidents/"+name+"/01.md", notice("PUBLIC"+name+"."))
			publishAll(t, content, "2026-03-03T10:00:00Z")
			r.Commit("2026-03-03T10:00:00Z", name)
		}
		return r
	}
	load := func(r *gittest.Repo) error {
		_, err := ledger.Load(os.DirFS(filepath.Join(r.Dir, "content/ledger")))
		return err
	}
	// merge returns what git says, and whether it is content.
	merge := func(r *gittest.Repo) (string, bool) {
		out := r.Git("-c", "alias.try=!git merge --no-edit b >out 2>&1 && echo merged || echo refused", "try")
		return r.Read("out"), out == "merged"
	}

	t.Run("as it is", func(t *testing.T) {
		r := branches(t)
		if said, ok := merge(r); ok || !strings.Contains(said, "CONFLICT") {
			t.Fatalf("git merged the ledgers: %s", said)
		}
		// Whoever keeps one side whole has a ledger, and publishing adds the rest.
		r.Git("checkout", "--quiet", "c", "--", "content/ledger")
		r.Git("add", "--all")
		publishAll(t, filepath.Join(r.Dir, "content"), "2026-03-03T11:00:00Z")
		if diff := cmp.Diff([]string{"a/01.1", "c/01.1", "b/01.1"}, entries(t, r.Dir)); diff != "" {
			t.Errorf("ledger (-want +got):\n%s", diff)
		}
	})
	t.Run("union", func(t *testing.T) {
		r := branches(t)
		r.Write(".git/info/attributes", "*.jsonl merge=union\n")
		if said, ok := merge(r); !ok {
			t.Fatalf("git did not merge: %s", said)
		}
		damage := (*ledger.Damage)(nil)
		if err := load(r); !errors.As(err, &damage) || damage.Line != 4 || !strings.Contains(err.Error(), "entry 2 is in the file twice. Two branches have both published. Keep the ledger of one of them whole") {
			t.Errorf("a union: %v", err)
		}
	})
	t.Run("text", func(t *testing.T) {
		r := branches(t)
		r.Write(".git/info/attributes", "*.jsonl merge\n")
		if said, ok := merge(r); ok {
			t.Fatalf("git merged the ledgers: %s", said)
		}
		if err := load(r); err == nil || !strings.Contains(err.Error(), "git left a merge conflict in the file. Two branches have both published") {
			t.Errorf("conflict marks: %v", err)
		}
	})
	t.Run("line ends of Windows", func(t *testing.T) {
		r := branches(t)
		r.Remove("content/ledger/.gitattributes")
		r.Git("commit", "--quiet", "-am", "no attributes")
		r.Git("config", "core.autocrlf", "true")
		r.Remove("content/ledger")
		r.Git("checkout", "--quiet", "--", "content/ledger")
		if err := load(r); err == nil || !strings.Contains(err.Error(), "the line endings were changed to those of Windows") {
			t.Errorf("line ends: %v", err)
		}
	})
	t.Run("edited by hand", func(t *testing.T) {
		r := branches(t)
		r.Write("content/ledger/entries.jsonl", strings.Replace(r.Read("content/ledger/entries.jsonl"), "T09:00:01Z", "T08:00:01Z", 1))
		r.Commit("2026-03-03T12:00:00Z", "earlier is better")
		if err := load(r); err == nil || !strings.Contains(err.Error(), "ledger/entries.jsonl:2: the ledger is damaged") || !strings.Contains(err.Error(), "git log -p -- ledger/entries.jsonl") {
			t.Errorf("another time: %v", err)
		}
		_, problems, err := generator.Publish(context.Background(), generator.PublishOptions{Content: filepath.Join(r.Dir, "content"), Now: instant(t, "2026-03-04T12:00:00Z"), Random: rand.Reader})
		if err == nil {
			t.Errorf("publishing went on: %v", problems.All())
		}
	})
}
