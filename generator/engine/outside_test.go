package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var zero time.Time

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// asProgram makes the test binary render bigSite and write it as JSON to the file
// that it names. Hugo behaves differently when an argument begins with -test: it
// then ignores the environment, takes no lock and uses other caches.
const asProgram = "FIRSTHAND_ENGINE_TEST_WRITES"

func TestMain(m *testing.M) {
	name := os.Getenv(asProgram)
	if name == "" {
		os.Exit(m.Run())
	}
	files, err := Render(context.Background(), bigSite(25))
	if err == nil {
		var b []byte
		if b, err = json.Marshal(texts(files)); err == nil {
			err = os.WriteFile(name, b, 0o666)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Render as a program runs it: whatever the environment says, the bytes are the
// same, nothing is printed and no file appears.
func TestTheEnvironmentChangesNothing(t *testing.T) {
	want := mustRender(t, bigSite(25))
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		env  []string
	}{
		{"empty", nil},
		{"settings of Hugo", []string{"HUGO_TITLE=x", "HUGO_BASEURL=https://x.example/", "HUGO_PARAMS_SITE=x", "HUGO_ENVIRONMENT=development", "HUGO_ENV=development",
			"HUGO_CANONIFYURLS=true", "HUGO_MINIFY=true", "HUGO_TIMEZONE=Asia/Tokyo", "HUGO_DEFAULTCONTENTLANGUAGE=de", "HUGO_PUBLISHDIR=elsewhere",
			"HUGO_CACHEDIR=/tmp/hugo", "HUGO_NUMWORKERMULTIPLIER=7", "HUGO_MEMORYLIMIT=1", "HUGO_FILE_LOG_FORMAT=:line", "HUGO_UGLYURLS=true", "HUGO_DISABLEKINDS=page"}},
		{"zone and language", []string{"TZ=Pacific/Chatham", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "LANGUAGE=tr"}},
		{"one processor", []string{"GOMAXPROCS=1", "HUGO_NUMWORKERMULTIPLIER=1"}},
		{"a build service", []string{"CI=true", "NETLIFY=true", "PULL_REQUEST=1", "DEPLOY_PRIME_URL=x", "USER=x", "GITHUB_ACTION=x"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out.json")
			dir := t.TempDir() // working directory, home, caches and temporary files
			// What Hugo would read if it looked here.
			writeFile(t, filepath.Join(dir, "hugo.toml"), "title = 'x'\n[params]\nsite = 'x'")
			cmd := exec.Command(program)
			cmd.Dir = dir
			cmd.Env = append([]string{asProgram + "=" + out, "HOME=" + dir, "XDG_CACHE_HOME=" + dir, "TMPDIR=" + dir, "TEMP=" + dir, "TMP=" + dir, "LocalAppData=" + dir}, tt.env...)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s", err, stderr.Bytes())
			}
			if stdout.Len() > 0 || stderr.Len() > 0 {
				t.Errorf("it printed %q and %q", stdout.Bytes(), stderr.Bytes())
			}
			var names []string
			filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
				if name != dir {
					names = append(names, filepath.Base(name))
				}
				return err
			})
			if diff := cmp.Diff([]string{"hugo.toml"}, names); diff != "" {
				t.Errorf("files that appeared: (-want +got)\n%s", diff)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]string
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
