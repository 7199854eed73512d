package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestRestore(t *testing.T) {
	from := full(t)
	for _, c := range []struct {
		name   string
		before map[string]string // files that are there
		err    string
	}{
		{"missing folder", nil, ""},
		{"empty folder", map[string]string{}, ""},
		{"a branch of its own", map[string]string{".git": "gitdir: x", attributesFile: attributes}, ""},
		{"a restore that was killed", map[string]string{
			attributesFile: attributes, "records/x/01.1.json": "half", "assets/x.png": "half", "checkpoints/8": "half", replacement(entriesFile): "half", lockFile: "",
		}, ""},
		{"a ledger", map[string]string{entriesFile: "x"}, ErrNotEmpty.Error()},
		{"another folder", map[string]string{"site.yaml": "x"}, ErrNotEmpty.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "ledger")
			if c.before != nil {
				if err := os.Mkdir(dir, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			for name, data := range c.before {
				write(t, dir, name, data)
			}
			err := Restore(dir, os.DirFS(from))
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Errorf("Restore = %v, want %s", err, c.err)
				}
				if diff := cmp.Diff(c.before, contents(tree(t, dir))); diff != "" {
					t.Errorf("folder (-before +after):\n%s", diff)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := contents(tree(t, from))
			if git, ok := c.before[".git"]; ok {
				want[".git"] = git
			}
			if diff := cmp.Diff(want, contents(tree(t, dir))); diff != "" {
				t.Errorf("folder (-want +got):\n%s", diff)
			}
			if _, err := load(t, dir).Append(dir, Run{Drafts: []Draft{short(3, "a")}}, at("14:00:00"), salts{}); err != nil {
				t.Errorf("the restored ledger does not go on: %v", err)
			}
		})
	}
}

func TestRestoreRefuses(t *testing.T) {
	damaged := example(t)
	flip(damaged, second, 60)
	for _, c := range []struct {
		name string
		from fstest.MapFS
		want string
	}{
		{"damaged", damaged, "the ledger is damaged"},
		{"empty", fstest.MapFS{}, "there is no ledger to restore"},
	} {
		dir := filepath.Join(t.TempDir(), "ledger")
		if err := Restore(dir, c.from); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Restore = %v", c.name, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: a folder was made", c.name)
		}
	}
}

// Whatever step fails, there is the whole ledger, or nothing; if the program was
// killed, there may be something that nobody takes for a ledger.
func TestRestoreFaults(t *testing.T) {
	from := example(t)
	l, err := Load(from)
	if err != nil {
		t.Fatal(err)
	}
	files, parts := contents(from), map[string][]byte{}
	for name, data := range files {
		if name != entriesFile && name != attributesFile {
			parts[name] = []byte(data)
		}
	}
	for _, fatal := range []bool{true, false} {
		whole, nothing, refused := 0, 0, 0
		for k := 1; ; k++ {
			disk := inMemory(nil)
			fault := errors.New("fault")
			err := restoreTo(&faulty{memDisk: disk, steps: k, fatal: fatal, fault: fault}, l, parts)
			if err == nil {
				break
			}
			if !errors.Is(err, fault) {
				t.Fatalf("step %d: %v", k, err)
			}
			after, err := Load(disk)
			switch damage := (*Damage)(nil); {
			case err == nil && after.text == l.text:
				whole++
				if diff := cmp.Diff(files, left(disk)); diff != "" {
					t.Errorf("step %d: folder (-want +got):\n%s", k, diff)
				}
				continue
			case err == nil && after.Size() == 0:
				nothing++
				if !fatal && len(left(disk)) > 0 {
					t.Errorf("step %d: left %v", k, left(disk))
				}
			case fatal && errors.As(err, &damage) && damage.File == entriesFile:
				refused++
			default:
				t.Errorf("step %d: Load = %v", k, err)
			}
			if err := restoreTo(disk, l, parts); err != nil {
				t.Fatalf("step %d: %v", k, err)
			}
			if diff := cmp.Diff(files, left(disk)); diff != "" {
				t.Errorf("step %d: restored again (-want +got):\n%s", k, diff)
			}
		}
		if whole == 0 || nothing == 0 || (refused > 0) != fatal {
			t.Errorf("%d times the whole ledger, %d times none, %d times refused", whole, nothing, refused)
		}
	}
}

// left lists the files on a disk but that of a lock.
func left(d memDisk) map[string]string {
	all := map[string]string{}
	for name, f := range d.MapFS {
		if !f.Mode.IsDir() && name != lockFile {
			all[name] = string(f.Data)
		}
	}
	return all
}
