// Package output writes the finished site to a folder, whole or not at all. It is
// the only writer of the site.
//
// Input is the tree in memory; output is a folder that holds exactly that tree.
// The new site is written beside the old one and swapped in by one rename, so
// that whoever looks at the folder sees the old site or the new one, and a run
// that is killed, or finds the disk full, leaves the old one. Files that did not
// change keep their times.
//
//	result, err := output.Write(ctx, "public", tree, output.Options{Inputs: []string{"content"}})
//
// A folder is replaced only if it is empty or holds a site that firsthand made,
// which its build.json says; somebody's own folder is never touched.
//
// The folder itself is another one after a run that changed something. A server
// that was handed the folder once, such as a container's bind mount, keeps
// looking at the old one; hand it the folder above.
package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Options is what Write knows beside the tree.
type Options struct {
	// Inputs are folders that the site was made from; the output may neither lie
	// in them nor hold them.
	Inputs []string
}

// Result counts files.
type Result struct {
	Written   int // new or changed
	Unchanged int
	Removed   int // in the old site and not in the new one
}

// marker is the file by which a site of ours is known.
const marker = "build.json"

// Write replaces the folder dir by the tree, a map from paths with slashes to
// the bytes of files, among them the build.json by which the next run knows the
// site. The folder is made if it is missing; if it is a symbolic link, what it
// names is replaced. If nothing changed, nothing is touched. Everyone may read
// what is written, whatever the umask.
//
// Write waits for another run that writes beside it, until ctx is done.
func Write(ctx context.Context, dir string, tree map[string][]byte, o Options) (Result, error) {
	names, err := checkTree(tree)
	if err != nil {
		return Result{}, fmt.Errorf("writing the site: %w", err)
	}
	t, err := locate(dir, o.Inputs)
	if err != nil {
		return Result{}, err
	}
	unlock, err := lock(ctx, filepath.Dir(t.dir))
	if err != nil {
		return Result{}, fmt.Errorf("writing the site to %s: %w", dir, err)
	}
	defer unlock()
	result, err := t.write(ctx, tree, names)
	if err != nil {
		return Result{}, fmt.Errorf("writing the site to %s; the old one was left as it was: %w", dir, err)
	}
	return result, nil
}

// Check says whether Write would refuse the folder dir, before anything is made
// for it.
func Check(dir string, o Options) error {
	t, err := locate(dir, o.Inputs)
	if err != nil {
		return err
	}
	if err := t.ours(); err != nil {
		return fmt.Errorf("the site cannot be written to %s: %w", dir, err)
	}
	return nil
}

// A target is the folder that is replaced, and the two that lie beside it while
// that happens.
type target struct {
	dir, next, last string
}

// locate finds the folder that is meant and refuses those that are not ours to
// replace.
func locate(dir string, inputs []string) (target, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return target{}, fmt.Errorf("finding the folder %s: %w", dir, err)
	}
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return target{}, fmt.Errorf("making the folder for the site: %w", err)
	}
	if full, err = resolve(full); err != nil {
		return target{}, fmt.Errorf("finding the folder %s: %w", dir, err)
	}
	for _, input := range inputs {
		in, err := filepath.Abs(input)
		if err == nil {
			in, err = filepath.EvalSymlinks(in)
		}
		if err != nil {
			return target{}, fmt.Errorf("finding the folder %s: %w", input, err)
		}
		if in == full || within(in, full) || within(full, in) {
			return target{}, fmt.Errorf("the site cannot be written to %s: that would mix it with %s, from which it is made\n  fix: name another folder with --output", dir, input)
		}
	}
	base := filepath.Base(full)
	return target{
		dir:  full,
		next: filepath.Join(filepath.Dir(full), "."+base+".firsthand-next"),
		last: filepath.Join(filepath.Dir(full), "."+base+".firsthand-last"),
	}, nil
}

// resolve follows symbolic links, of the parent if the folder is not there yet.
func resolve(full string) (string, error) {
	real, err := filepath.EvalSymlinks(full)
	if errors.Is(err, fs.ErrNotExist) {
		parent, err := filepath.EvalSymlinks(filepath.Dir(full))
		return filepath.Join(parent, filepath.Base(full)), err
	}
	return real, err
}

// within reports whether path lies below folder.
func within(folder, path string) bool {
	return strings.HasPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// checkTree returns the paths of a tree, sorted, and refuses those that no
// folder on any machine can hold.
func checkTree(tree map[string][]byte) ([]string, error) {
	names := make([]string, 0, len(tree))
	folded := map[string]string{}
	for name := range tree {
		if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00:") {
			return nil, fmt.Errorf("%q cannot be the path of a file", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for part := name; part != "."; part = path.Dir(part) {
			lower := strings.ToLower(norm.NFC.String(part))
			if other, taken := folded[lower]; taken && other != part {
				return nil, fmt.Errorf("%q and %q differ in upper and lower case only, which some machines cannot hold", other, part)
			}
			folded[lower] = part
		}
		for parent := path.Dir(name); parent != "."; parent = path.Dir(parent) {
			if _, file := tree[parent]; file {
				return nil, fmt.Errorf("%q is a file, and %q needs a folder of that name", parent, name)
			}
		}
	}
	if !isOurs(tree[marker]) {
		return nil, fmt.Errorf("the site holds no %s of firsthand's, without which the next run could not replace it", marker)
	}
	return names, nil
}

func (t target) write(ctx context.Context, tree map[string][]byte, names []string) (Result, error) {
	if err := t.recover(); err != nil {
		return Result{}, err
	}
	if err := t.ours(); err != nil {
		return Result{}, err
	}
	same, err := t.compare(ctx, tree, names)
	if err != nil {
		return Result{}, err
	}
	removed, err := t.count(tree)
	if err != nil {
		return Result{}, err
	}
	result := Result{Written: len(names) - len(same), Unchanged: len(same), Removed: removed}
	if result.Written == 0 && result.Removed == 0 {
		return result, nil
	}
	if err := t.prepare(ctx, tree, names, same); err != nil {
		return Result{}, errors.Join(err, os.RemoveAll(t.next))
	}
	if err := t.swap(); err != nil {
		return Result{}, errors.Join(err, os.RemoveAll(t.next))
	}
	// The new site stands. The old one may go once the swap is on the disk; if it
	// does not go now, the next run sweeps it.
	if flushFolder(filepath.Dir(t.dir)) == nil {
		os.RemoveAll(t.next)
		os.RemoveAll(t.last)
	}
	return result, nil
}

// recover puts things right after a run that was killed: between the two
// renames of a machine that cannot swap folders, the old site lies beside its
// place.
func (t target) recover() error {
	if _, err := os.Lstat(t.dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(t.last, t.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("putting the old site back: %w", err)
		}
	}
	return errors.Join(os.RemoveAll(t.next), os.RemoveAll(t.last))
}

// ours refuses a folder that firsthand did not make.
func (t target) ours() error {
	entries, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	} else if err != nil {
		return err
	}
	if _, err := os.Lstat(filepath.Join(t.dir, ".git")); err == nil {
		return fmt.Errorf("the folder holds .git, which would be lost\n  fix: name another folder with --output, and copy the site from there")
	}
	if data, err := os.ReadFile(filepath.Join(t.dir, marker)); err == nil && isOurs(data) {
		return nil
	}
	return fmt.Errorf("the folder holds files that firsthand did not write, such as %s\n  fix: name an empty folder with --output, or empty this one yourself", entries[0].Name())
}

// isOurs reports whether data is the build.json of a site that firsthand made.
func isOurs(data []byte) bool {
	var about struct{ Program string }
	return json.Unmarshal(data, &about) == nil && about.Program == "firsthand"
}

// compare returns the files of the old site that the new one takes over.
func (t target) compare(ctx context.Context, tree map[string][]byte, names []string) (map[string]fs.FileInfo, error) {
	same := make(map[string]fs.FileInfo)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		old := filepath.Join(t.dir, filepath.FromSlash(name))
		info, err := os.Lstat(old)
		if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(tree[name])) {
			continue
		}
		if data, err := os.ReadFile(old); err == nil && bytes.Equal(data, tree[name]) {
			same[name] = info
		}
	}
	return same, nil
}

// prepare writes the new site beside the old one.
func (t target) prepare(ctx context.Context, tree map[string][]byte, names []string, same map[string]fs.FileInfo) error {
	made := map[string]bool{t.next: true}
	if err := makeFolder(t.next); err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		local := filepath.FromSlash(name)
		file := filepath.Join(t.next, local)
		if err := makeFolders(filepath.Dir(file), made); err != nil {
			return err
		}
		var err error
		if info := same[name]; info != nil {
			err = keep(filepath.Join(t.dir, local), info, file, tree[name])
		} else {
			err = writeFile(file, tree[name])
		}
		if err != nil {
			return err
		}
	}
	return flush(t.next)
}

// makeFolders makes a folder and those above it that are not made yet.
func makeFolders(folder string, made map[string]bool) error {
	if made[folder] {
		return nil
	}
	if err := makeFolders(filepath.Dir(folder), made); err != nil {
		return err
	}
	made[folder] = true
	return makeFolder(folder)
}

// A umask takes rights away from what is made; they are given afterwards.

func makeFolder(folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	return os.Chmod(folder, 0o755)
}

func writeFile(file string, data []byte) error {
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return err
	}
	return os.Chmod(file, 0o644)
}

// keep takes a file over from the old site, with its time.
func keep(old string, info fs.FileInfo, file string, data []byte) error {
	// A file whose rights somebody changed is written anew: a link would change
	// the old site.
	if (info.Mode().Perm() == 0o644 || runtime.GOOS == "windows") && os.Link(old, file) == nil {
		return nil
	}
	if err := writeFile(file, data); err != nil {
		return err
	}
	return os.Chtimes(file, info.ModTime(), info.ModTime())
}

// count returns how many files of the old site are not in the new one.
func (t target) count(tree map[string][]byte) (int, error) {
	removed := 0
	err := filepath.WalkDir(t.dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) && file == t.dir {
				return filepath.SkipAll
			}
			return err
		}
		if d.IsDir() {
			return nil
		}
		name, err := filepath.Rel(t.dir, file)
		if _, stays := tree[filepath.ToSlash(name)]; !stays {
			removed++
		}
		return err
	})
	return removed, err
}

// swap puts the new site in the place of the old one.
func (t target) swap() error {
	if _, err := os.Lstat(t.dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(t.next, t.dir)
	}
	err := exchange(t.next, t.dir)
	if errors.Is(err, errors.ErrUnsupported) {
		err = t.swapInTwo()
	}
	if isFixed(err) {
		return fmt.Errorf("the folder %s cannot be moved: a disk is mounted there, or it is part of the image of a container\n  fix: name another folder with --output, such as one inside it", t.dir)
	}
	return err
}

// swapInTwo swaps where no single step can. For the moment between its renames
// there is no site; recover mends it if the run ends there.
func (t target) swapInTwo() error {
	if err := os.Rename(t.dir, t.last); err != nil {
		return err
	}
	if err := os.Rename(t.next, t.dir); err != nil {
		return errors.Join(err, os.Rename(t.last, t.dir))
	}
	return nil
}
