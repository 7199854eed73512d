package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// mount puts a small disk into memory, which needs rights that a test may lack.
func mount(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func TestADiskThatIsReallyFullLeavesTheOldSite(t *testing.T) {
	disk := mount(t, "1m")
	dir := filepath.Join(disk, "public")
	write(t, dir, site("old", 3))
	big := site("new", 3)
	big["big"] = make([]byte, 2<<20)
	_, err := Write(t.Context(), dir, big, Options{})
	if err == nil || !strings.Contains(err.Error(), "no space left on device") || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(site("old", 3), read(t, dir)); diff != "" {
		t.Errorf("the old site (-want +got):\n%s", diff)
	}
	write(t, dir, site("new", 3))
}

func TestAMountedDiskIsNotReplaced(t *testing.T) {
	disk := mount(t, "1m")
	_, err := Write(t.Context(), disk, site("one", 1), Options{})
	if err == nil || !strings.Contains(err.Error(), "a disk is mounted there") {
		t.Errorf("error %v", err)
	}
	write(t, filepath.Join(disk, "inside"), site("one", 1))
}

func TestEveryoneMayReadTheSite(t *testing.T) {
	old := unix.Umask(0o077)
	defer unix.Umask(old)
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, site("one", 1))
	if err := os.Chmod(filepath.Join(dir, "style.css"), 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, dir, site("two", 1))
	for name, want := range map[string]os.FileMode{"": 0o755, "p": 0o755, "p/0": 0o755, "p/0/index.html": 0o644, "style.css": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q has the rights %v, want %v (%v)", name, info.Mode().Perm(), want, err)
		}
	}
}

func TestSwapInTwoSteps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	found, err := locate(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{found.dir, found.next} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "which"), fmt.Append(nil, folder), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := found.swapInTwo(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir)["which"]; string(got) != found.next {
		t.Errorf("the folder holds %s", got)
	}
	if err := os.RemoveAll(found.last); err != nil {
		t.Fatal(err)
	}
}
