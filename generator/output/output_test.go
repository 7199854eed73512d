package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ourBuild = `{"program": "firsthand"}`

// site makes a tree of n pages whose bytes all say which site they are of.
func site(which string, n int) map[string][]byte {
	tree := map[string][]byte{marker: []byte(ourBuild), "which": []byte(which), "style.css": []byte("same in all")}
	for i := range n {
		tree[fmt.Sprintf("p/%d/index.html", i)] = []byte(which)
	}
	return tree
}

func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	tree := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		tree[name] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func write(t *testing.T, dir string, tree map[string][]byte) Result {
	t.Helper()
	r, err := Write(t.Context(), dir, tree, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tree, read(t, dir)); diff != "" {
		t.Fatalf("the folder (-tree +folder):\n%s", diff)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*firsthand*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return r
}

func TestTheFolderHoldsTheTreeAndNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "public")
	if r := write(t, dir, site("one", 3)); r != (Result{Written: 6}) {
		t.Errorf("first: %+v", r)
	}
	before, err := os.Stat(filepath.Join(dir, "style.css"))
	if err != nil {
		t.Fatal(err)
	}
	if r := write(t, dir, site("two", 2)); r != (Result{Written: 3, Unchanged: 2, Removed: 1}) {
		t.Errorf("second: %+v", r)
	}
	after, err := os.Stat(filepath.Join(dir, "style.css"))
	if err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("an unchanged file has another time: %v, then %v (%v)", before.ModTime(), after.ModTime(), err)
	}
	if r := write(t, dir, site("two", 2)); r != (Result{Unchanged: 5}) {
		t.Errorf("again: %+v", r)
	}
}

func TestAFolderThatIsNotOursIsLeftAlone(t *testing.T) {
	for name, file := range map[string]string{"a letter": "letter.txt", "another program's site": "index.html", "another program's marker": marker} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, file), []byte(`{"program":"x"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Write(t.Context(), dir, site("one", 1), Options{})
		if err == nil || !strings.Contains(err.Error(), "did not write, such as "+file) {
			t.Errorf("%s: %v", name, err)
		}
		if err := Check(dir, Options{}); err == nil || !strings.Contains(err.Error(), "did not write, such as "+file) {
			t.Errorf("%s: Check: %v", name, err)
		}
		if got := read(t, dir); len(got) != 1 {
			t.Errorf("%s: the folder holds %v", name, got)
		}
	}
}

func TestARepositoryIsLeftAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 1))
	if err := os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: ../x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), dir, site("two", 1), Options{}); err == nil || !strings.Contains(err.Error(), ".git, which would be lost") {
		t.Errorf("error %v", err)
	}
}

func TestASiteThatNoNextRunWouldKnowIsNotWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := Write(t.Context(), dir, map[string][]byte{"index.html": nil}, Options{}); err == nil || !strings.Contains(err.Error(), "no build.json") {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsTouchedIfNothingChanged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 1))
	before, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, site("one", 1))
	if after, err := os.Stat(dir); err != nil || !os.SameFile(before, after) {
		t.Errorf("the folder is another one (%v)", err)
	}
}

func TestARunThatWaitsCanBeStopped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	unlock, err := lock(t.Context(), filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Write(ctx, dir, site("one", 1), Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestTheSiteIsNotMixedWithItsContent(t *testing.T) {
	base := t.TempDir()
	content := filepath.Join(base, "content")
	if err := os.MkdirAll(content, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(content, filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{content, filepath.Join(content, "public"), base, filepath.Join(base, "link"), filepath.Join(base, "link", "public")} {
		if _, err := Write(t.Context(), dir, site("one", 1), Options{Inputs: []string{content}}); err == nil || !strings.Contains(err.Error(), "--output") {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if got := read(t, content); len(got) != 0 {
		t.Errorf("the content folder holds %v", got)
	}
}

func TestPathsThatNoFolderCanHold(t *testing.T) {
	for _, names := range [][]string{{"../x"}, {"/x"}, {"a//b"}, {""}, {"a\\b"}, {"a\x00b"}, {"a", "a/b"}, {"A/x", "a/y"}, {"caf\u00e9", "cafe\u0301"}, {"c:x"}} {
		dir := filepath.Join(t.TempDir(), "public")
		tree := map[string][]byte{marker: []byte(ourBuild)}
		for _, name := range names {
			tree[name] = nil
		}
		if _, err := Write(t.Context(), dir, tree, Options{}); err == nil {
			t.Errorf("%q were written", names)
		}
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: the folder is there", names)
		}
	}
}

func TestALinkIsFollowed(t *testing.T) {
	base := t.TempDir()
	real, link := filepath.Join(base, "disk", "site"), filepath.Join(base, "public")
	if err := os.MkdirAll(real, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	write(t, link, site("one", 1))
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if len(read(t, real)) != 4 {
		t.Error("the folder behind the link was not written")
	}
}

func TestAStoppedRunLeavesTheOldSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 3))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Write(ctx, dir, site("two", 3), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(site("one", 3), read(t, dir)); diff != "" {
		t.Errorf("the old site (-want +got):\n%s", diff)
	}
}

func TestARunKilledBetweenTwoRenamesIsMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 3))
	found, err := locate(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, found.last); err != nil {
		t.Fatal(err)
	}
	if r := write(t, dir, site("one", 3)); r.Unchanged != 6 {
		t.Errorf("the old site was not put back: %+v", r)
	}
}

// TestMain lets a test start this program again as a writer, to kill it.
func TestMain(m *testing.M) {
	if dir := os.Getenv("OUTPUT_TEST_WRITE"); dir != "" {
		for i := 0; ; i++ {
			if _, err := Write(context.Background(), dir, site([]string{"one", "two"}[i%2], 200), Options{}); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			if os.Getenv("OUTPUT_TEST_ONCE") != "" {
				os.Exit(0)
			}
		}
	}
	os.Exit(m.Run())
}

func TestAKilledRunLeavesAWholeSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 200))
	for i := range 15 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "OUTPUT_TEST_WRITE="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(5+7*i) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		got := read(t, dir)
		if diff := cmp.Diff(site(string(got["which"]), 200), got); diff != "" {
			t.Fatalf("after kill %d (-whole site +folder):\n%s", i, diff)
		}
	}
	write(t, dir, site("two", 3))
}

func TestTwoRunsAtOnceDoNotMix(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	var wait sync.WaitGroup
	for _, which := range []string{"one", "two", "three"} {
		wait.Go(func() {
			for range 5 {
				if _, err := Write(t.Context(), dir, site(which, 50), Options{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	got := read(t, dir)
	if diff := cmp.Diff(site(string(got["which"]), 50), got); diff != "" {
		t.Errorf("(-whole site +folder):\n%s", diff)
	}
}

// TestAFullDiskLeavesTheOldSite lets a run write small files only, which fails
// like a full disk does.
func TestAFullDiskLeavesTheOldSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("old", 3))
	cmd := exec.Command("sh", "-c", `ulimit -f 0; trap "" XFSZ; exec "$0"`, os.Args[0])
	cmd.Env = append(os.Environ(), "OUTPUT_TEST_WRITE="+dir, "OUTPUT_TEST_ONCE=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signaled() {
		t.Fatalf("the run ended with %v:\n%s", err, out)
	}
	if !strings.Contains(string(out), "the old one was left as it was") || !strings.Contains(string(out), "file too large") {
		t.Errorf("message: %s", out)
	}
	if diff := cmp.Diff(site("old", 3), read(t, dir)); diff != "" {
		t.Errorf("the old site (-want +got):\n%s", diff)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*firsthand*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
