package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"firsthand/generator/disclosure"

	"github.com/google/go-cmp/cmp"
)

func short(n int, said string) Draft {
	return Draft{
		Doc: disclosure.StatementDoc(incident, n, ""), Rev: 1, Lang: "en",
		Said: disclosure.Said{Headline: said},
	}
}

func imported(n int, claimed string) Draft {
	d := short(n, "imported")
	d.Doc = disclosure.StatementDoc("2020-01-01-old", n, "")
	t, err := time.Parse(time.RFC3339, claimed)
	if err != nil {
		panic(err)
	}
	d.Claimed = t
	return d
}

// row is what matters of the place of an entry.
type row struct {
	Seq, Run int
	Type     Type
	Time     string
	Claimed  string
}

func rows(entries []Entry) []row {
	var all []row
	for _, e := range entries {
		r := row{e.Seq, e.Run, e.Type, e.Time.Format("15:04:05"), ""}
		if !e.Claimed.IsZero() {
			r.Claimed = e.Claimed.Format(timeLayout)
		}
		all = append(all, r)
	}
	return all
}

func TestAppendTimes(t *testing.T) {
	type run struct {
		now    string
		drafts []Draft
	}
	for _, c := range []struct {
		name string
		runs []run
		want []row
	}{
		{"each entry a second after the one before",
			[]run{{"10:00:00", []Draft{short(1, "a"), short(2, "b")}}},
			[]row{{0, 0, Genesis, "10:00:00", ""}, {1, 0, Statement, "10:00:01", ""}, {2, 0, Statement, "10:00:02", ""}}},
		{"a second run at the same time, and one with a clock that was set back",
			[]run{{"10:00:00", []Draft{short(1, "a")}}, {"10:00:00", []Draft{short(2, "b")}}, {"09:58:00", []Draft{short(3, "c"), short(4, "d")}}},
			[]row{
				{0, 0, Genesis, "10:00:00", ""}, {1, 0, Statement, "10:00:01", ""}, {2, 2, Statement, "10:00:02", ""},
				{3, 3, Statement, "10:00:03", ""}, {4, 3, Statement, "10:00:04", ""},
			}},
		{"imports share a time",
			[]run{{"10:00:00", []Draft{imported(1, "2020-01-01T00:00:00Z"), imported(2, "2020-02-01T00:00:00+01:00"), short(3, "c")}}, {"11:00:00", []Draft{imported(4, "2020-03-01T00:00:00Z"), imported(5, "2020-03-01T00:00:00Z")}}},
			[]row{
				{0, 0, Genesis, "10:00:00", ""}, {1, 0, Statement, "10:00:00", "2020-01-01T00:00:00Z"},
				{2, 0, Statement, "10:00:00", "2020-01-31T23:00:00Z"}, {3, 0, Statement, "10:00:01", ""},
				{4, 4, Statement, "11:00:00", "2020-03-01T00:00:00Z"}, {5, 4, Statement, "11:00:00", "2020-03-01T00:00:00Z"},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "ledger")
			var added []Entry
			for _, r := range c.runs {
				entries, err := load(t, dir).Append(dir, Run{Drafts: r.drafts, Origin: origin}, at(r.now).Add(987*time.Millisecond), salts{})
				if err != nil {
					t.Fatal(err)
				}
				added = append(added, entries...)
			}
			if diff := cmp.Diff(c.want, rows(added)); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(added, load(t, dir).Entries()); diff != "" {
				t.Errorf("what was returned and what was written differ (-returned +read):\n%s", diff)
			}
		})
	}
}

func TestNextRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	l := publish(t, dir, "10:00:00", short(1, "a")) // last entry at 10:00:01
	for _, c := range []struct{ now, want string }{
		{"10:30:00", "10:30:00"}, {"10:00:02", "10:00:02"}, {"10:00:01", "10:00:02"}, {"09:55:01", "10:00:02"},
	} {
		if got, err := l.NextRun(at(c.now)); err != nil || got != at(c.want) {
			t.Errorf("NextRun(%s) = %v, %v, want %s", c.now, got, err, c.want)
		}
	}
	_, err := l.Append(dir, Run{Drafts: []Draft{short(2, "b")}, Origin: origin}, at("09:55:00"), salts{})
	want := "the last entry of the ledger is dated 2026-03-03T10:00:01Z, which is 5m1s ahead of this computer's clock (2026-03-03T09:55:00Z): set the clock; if it is right, publish again after 2026-03-03T09:55:01Z"
	if err == nil || err.Error() != want {
		t.Errorf("Append = %v, want %s", err, want)
	}
}

// The clock of a person in another time zone says the same.
func TestNowInAnotherZone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	entries, err := load(t, dir).Append(dir, Run{Drafts: []Draft{short(1, "a")}, Origin: origin}, at("10:00:00").In(time.FixedZone("", -5*3600)), salts{})
	if err != nil || entries[0].Time != at("10:00:00") {
		t.Errorf("Append = %v, %v", entries, err)
	}
}

func TestOriginStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	publish(t, dir, "10:00:00", short(1, "a"))
	l := load(t, dir)
	if _, err := l.Append(dir, Run{Drafts: []Draft{short(2, "b")}, Origin: "other.example"}, at("11:00:00"), salts{}); err != nil {
		t.Fatal(err)
	}
	if got := load(t, dir).Origin(); got != origin {
		t.Errorf("Origin = %q", got)
	}
}

func TestNothingDue(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	entries, err := load(t, dir).Append(dir, Run{Drafts: nil, Origin: ""}, at("10:00:00"), nil)
	if err != nil || len(entries) != 0 {
		t.Errorf("Append = %v, %v", entries, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}

// A plan shows the ledger as it will be, without writing it.
func TestPlan(t *testing.T) {
	dir := worked(t)
	before := contents(tree(t, dir))
	l := load(t, dir)
	p, err := l.Plan(Run{Drafts: []Draft{withPicture()}, Origin: origin}, at("11:00:00"), salts{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("the plan wrote (-before +after):\n%s", diff)
	}
	if l.Size() != 4 || p.Log().Size() != 5 || len(p.Log().Publications()) != 4 {
		t.Errorf("sizes %d and %d", l.Size(), p.Log().Size())
	}
	files := map[string]string{}
	for _, name := range p.Log().Files() {
		data, err := p.Log().ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	after := contents(tree(t, dir))
	delete(after, attributesFile)
	if diff := cmp.Diff(files, after); diff != "" {
		t.Errorf("written is not what was planned (-planned +written):\n%s", diff)
	}
	if diff := cmp.Diff(p.Log().Publications(), load(t, dir).Publications()); diff != "" {
		t.Errorf("publications (-planned +written):\n%s", diff)
	}
}

func TestAppendRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Draft)
		want   string
	}{
		{"wrong type", func(d *Draft) { d.Type = Edit }, `a draft of type "edit"`},
		{"published before", func(d *Draft) { d.Doc = incident + "/01" }, "was published before"},
		{"revision left out", func(d *Draft) { d.Rev = 2 }, "is edited, but was not published before"},
		{"no revision", func(d *Draft) { d.Rev = 0 }, "revisions count from 1"},
		{"bad name", func(d *Draft) { d.Doc = "../x/01" }, "does not name a document"},
		{"second name of a number", func(d *Draft) { d.Doc = incident + "/007" }, `does not name a statement like "` + incident + `/07"`},
		{"says nothing", func(d *Draft) { d.Said = disclosure.Said{} }, "an object is empty"},
		{"not NFC", func(d *Draft) { d.Said.Headline = "e\u0301" }, "NFC"},
		{"control character", func(d *Draft) { d.Said.Headline = "a\rb" }, "control character"},
		{"bad UTF-8", func(d *Draft) { d.Said.Headline = "\xff" }, "not UTF-8"},
		{"seconds in a fact", func(d *Draft) { d.Said.Facts.PinUntil.Time = at("10:00:01") }, "does not say all"},
		{"no language", func(d *Draft) { d.Lang = "" }, "a text is empty"},
		{"bad language", func(d *Draft) { d.Lang = "english" }, "no code of a language"},
		{"translation of nothing", func(d *Draft) { d.Doc, d.Lang, d.Of = incident+"/09.es", "es", 1 }, "was not published before"},
		{"translation without revision", func(d *Draft) { d.Doc, d.Lang, d.Of = incident+"/01.de", "de", 0 }, `"of" is missing`},
		{"translation of what is to come", func(d *Draft) { d.Doc, d.Lang, d.Of = incident+"/01.de", "de", 3 }, "which had only 2"},
		{"asset that is not there", func(d *Draft) { d.Assets = nil }, "the file is missing"},
		{"asset of other bytes", func(d *Draft) { d.Assets["files/map.png"] = []byte("x") }, "does not have the sum"},
		{"asset without a sum", func(d *Draft) { d.Assets["files/x.png"] = picture }, "not a SHA-256"},
		{"asset of another type", func(d *Draft) {
			d.Context.Assets["files/x.svg"] = Commitment(picture)
			d.Assets["files/x.svg"] = picture
		}, "of a type that is not published"},
		{"asset too large", func(d *Draft) {
			data := make([]byte, MaxAsset+1)
			d.Context.Assets["files/x.csv"], d.Assets["files/x.csv"] = Commitment(data), data
		}, "larger than 5 MB"},
		{"too large", func(d *Draft) { d.Said.Text[0].MD = strings.Repeat("x", MaxRecord) }, "larger than 4 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := worked(t)
			before := contents(tree(t, dir))
			d := withPicture()
			c.change(&d)
			_, err := load(t, dir).Append(dir, Run{Drafts: []Draft{d}, Origin: origin}, at("11:00:00"), salts{})
			if err == nil || !strings.Contains(err.Error(), "internal error: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Append = %v, want an internal error with %q", err, c.want)
			}
			var damage *Damage
			if errors.As(err, &damage) {
				t.Error("a fault of the caller passes for a damaged ledger")
			}
			if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
				t.Errorf("something was written (-before +after):\n%s", diff)
			}
		})
	}
	t.Run("origin", func(t *testing.T) {
		_, err := (&Log{}).Plan(Run{Drafts: []Draft{short(1, "a")}, Origin: "https://x.example/"}, at("10:00:00"), salts{})
		if err == nil || !strings.Contains(err.Error(), "is not a host name") {
			t.Errorf("Plan = %v", err)
		}
	})
	t.Run("no random numbers", func(t *testing.T) {
		_, err := (&Log{}).Plan(Run{Drafts: []Draft{short(1, "a")}, Origin: origin}, at("10:00:00"), strings.NewReader("few"))
		if err == nil || strings.Contains(err.Error(), "internal") {
			t.Errorf("Plan = %v", err)
		}
	})
}

// An asset that the ledger has need not be given again, and one that only lies
// in the folder does not count.
func TestAssetAgain(t *testing.T) {
	dir := worked(t)
	publish(t, dir, "11:00:00", withPicture())
	again := withPicture()
	again.Doc, again.Assets = incident+"/03", nil
	l := publish(t, dir, "11:01:00", again)
	if len(l.Assets()) != 1 {
		t.Errorf("Assets = %v", l.Assets())
	}

	other := []byte("left over by a run that was killed")
	write(t, dir, "assets/"+Commitment(other)+".png", string(other))
	again.Doc = incident + "/04"
	again.Context.Assets = map[string]string{"files/other.png": Commitment(other)}
	if _, err := load(t, dir).Append(dir, Run{Drafts: []Draft{again}, Origin: origin}, at("11:02:00"), salts{}); err == nil {
		t.Error("an orphan passes for an asset")
	}
}

func write(t testing.TB, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// onlyNeeded checks that the folder holds what the ledger needs, and nothing
// else.
func onlyNeeded(t *testing.T, dir string) {
	t.Helper()
	onlyNeededIn(t, os.DirFS(dir))
}

func onlyNeededIn(t *testing.T, fsys fs.FS) {
	t.Helper()
	l, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := append(l.Files(), attributesFile)
	for _, s := range l.Checkpoints() {
		want = append(want, checkpointFile(s.Size), checkpointFile(s.Size)+".sig")
	}
	slices.Sort(want)
	var got []string
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if all, err := fs.ReadDir(fsys, name); err != nil || len(all) == 0 {
				t.Errorf("the folder %s is empty (%v)", name, err)
			}
			return nil
		}
		got = append(got, name)
		return nil
	})
	slices.Sort(got)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("files (-needed +there), %v:\n%s", err, diff)
	}
}

func TestOrphansGo(t *testing.T) {
	dir := full(t)
	write(t, dir, "records/"+incident+"/03.1.json", "a text that was replaced before it was public")
	write(t, dir, "records/another/01.1.json", "x")
	write(t, dir, "records/another/deep/er/01.1.json", "x")
	write(t, dir, "records/stray.json", "x")
	write(t, dir, "assets/stray.png", "x")
	write(t, dir, replacement(entriesFile), "x")
	write(t, dir, replacement(attributesFile), "x")
	write(t, dir, replacement(checkpointsFolder), "x")
	write(t, dir, "checkpoints/8.sig.old", "x")
	write(t, dir, "checkpoints/008", "x")
	write(t, dir, "replaced/"+incident+"/02.1.json", "x")
	write(t, dir, "replaced/x", "x")
	if err := os.Symlink(filepath.Join(dir, entriesFile), filepath.Join(dir, "records", "another", "link")); err != nil {
		t.Log(err)
	}
	publish(t, dir, "14:00:00", short(3, "the text that is public"))
	onlyNeeded(t, dir)
}

// Attributes that somebody has added to stay.
func TestAttributesStay(t *testing.T) {
	dir := worked(t)
	write(t, dir, attributesFile, "* -text -merge\n* linguist-generated\n")
	publish(t, dir, "14:00:00", short(3, "a"))
	if got := string(tree(t, dir)[attributesFile].Data); !strings.Contains(got, "linguist") {
		t.Errorf("%s is %q", attributesFile, got)
	}
}

func TestBusy(t *testing.T) {
	dir := worked(t)
	before := contents(tree(t, dir))
	d, err := openDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	unlock, err := d.lock()
	if err != nil {
		t.Fatal(err)
	}
	l := load(t, dir)
	if _, err := l.Append(dir, Run{Drafts: []Draft{short(2, "a")}, Origin: origin}, at("11:00:00"), salts{}); !errors.Is(err, ErrBusy) {
		t.Errorf("Append = %v, want ErrBusy", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("ledger (-before +after):\n%s", diff)
	}
	if _, err := l.Append(dir, Run{Drafts: []Draft{short(2, "a")}, Origin: origin}, at("11:00:00"), salts{}); err != nil {
		t.Error(err)
	}
}

// The file of a lock whose process has died locks nothing.
func TestStaleLock(t *testing.T) {
	dir := worked(t)
	write(t, dir, lockFile, "")
	publish(t, dir, "11:00:00", short(2, "a"))
	onlyNeeded(t, dir)
}

func TestMoved(t *testing.T) {
	dir := worked(t)
	l := load(t, dir)
	publish(t, dir, "11:00:00", short(2, "a"))
	before := contents(tree(t, dir))
	if _, err := l.Append(dir, Run{Drafts: []Draft{short(2, "b")}, Origin: origin}, at("11:00:00"), salts{}); !errors.Is(err, ErrMoved) {
		t.Errorf("Append = %v, want ErrMoved", err)
	}
	if _, err := (&Log{}).Append(dir, Run{Drafts: []Draft{short(2, "b")}, Origin: origin}, at("11:00:00"), salts{}); !errors.Is(err, ErrMoved) {
		t.Errorf("Append = %v, want ErrMoved", err)
	}
	if diff := cmp.Diff(before, contents(tree(t, dir))); diff != "" {
		t.Errorf("ledger (-before +after):\n%s", diff)
	}
}

// Of runs at the same time each has its turn.
func TestManyAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			d := Draft{Doc: disclosure.Doc(fmt.Sprintf("incident-%d/01", i)), Rev: 1, Lang: "en", Said: disclosure.Said{Headline: "a"}}
			for {
				l, err := Load(os.DirFS(dir))
				if err != nil {
					t.Error(err)
					return
				}
				_, err = l.Append(dir, Run{Drafts: []Draft{d}, Origin: origin}, at("10:00:00"), salts{})
				if errors.Is(err, ErrBusy) || errors.Is(err, ErrMoved) {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
	}
	wg.Wait()
	if got := load(t, dir).Size(); got != 5 {
		t.Errorf("%d entries, want 5", got)
	}
	onlyNeeded(t, dir)
}

// A memDisk is a ledger folder in memory.
type memDisk struct{ fstest.MapFS }

// inMemory returns a copy of a folder.
func inMemory(m fstest.MapFS) memDisk {
	d := memDisk{fstest.MapFS{}}
	for name, f := range m {
		d.mkdir(path.Dir(name))
		d.MapFS[name] = f
	}
	return d
}

func (d memDisk) lock() (func() error, error) {
	if _, ok := d.MapFS[lockFile]; !ok {
		d.create(lockFile, nil)
	}
	return func() error { return d.remove(lockFile) }, nil
}

func (d memDisk) mkdir(name string) error {
	for ; name != "."; name = path.Dir(name) {
		d.MapFS[name] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	}
	return nil
}

func (d memDisk) create(name string, data []byte) error {
	if _, ok := d.MapFS[name]; ok {
		return fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	if _, ok := d.MapFS[path.Dir(name)]; !ok && path.Dir(name) != "." {
		return fmt.Errorf("create %s: no folder", name)
	}
	d.MapFS[name] = &fstest.MapFile{Data: data}
	return nil
}

func (d memDisk) rename(from, to string) error {
	data, ok := d.MapFS[from]
	if _, folder := d.MapFS[path.Dir(to)]; !ok || !folder && path.Dir(to) != "." {
		return fmt.Errorf("rename %s to %s: %w", from, to, fs.ErrNotExist)
	}
	delete(d.MapFS, from)
	d.MapFS[to] = data
	return nil
}

func (d memDisk) remove(name string) error {
	if _, ok := d.MapFS[name]; !ok {
		return fmt.Errorf("remove %s: %w", name, fs.ErrNotExist)
	}
	if all, _ := fs.ReadDir(d, name); len(all) > 0 {
		return fmt.Errorf("remove %s: not empty", name)
	}
	delete(d.MapFS, name)
	return nil
}

func (d memDisk) sync(names ...string) error {
	for _, name := range names {
		if _, err := fs.Stat(d, name); err != nil {
			return err
		}
	}
	return nil
}

// A faulty disk fails at a step, after half of it if it is a write. If it is
// fatal, power is lost: half of each file goes that was not flushed.
type faulty struct {
	memDisk
	steps int // until the fault
	dead  bool
	fatal bool // whether nothing works after the fault
	fault error

	unflushed map[string][]byte
}

func (d *faulty) step() error {
	if d.steps--; d.steps == 0 || d.dead {
		if d.fatal && !d.dead {
			for name, data := range d.unflushed {
				d.memDisk.remove(name)
				d.memDisk.create(name, data[:len(data)/2])
			}
		}
		d.dead = d.fatal
		return d.fault
	}
	return nil
}

func (d *faulty) lock() (func() error, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	unlock, err := d.memDisk.lock()
	return func() error {
		if err := d.step(); err != nil {
			// The system takes the lock from a process that died, and leaves its file.
			return errors.Join(err, unlock(), d.memDisk.create(lockFile, nil))
		}
		return unlock()
	}, err
}

func (d *faulty) create(name string, data []byte) error {
	dead := d.dead
	if err := d.step(); err != nil {
		if !dead {
			d.memDisk.create(name, data[:len(data)/2])
		}
		return err
	}
	if d.unflushed == nil {
		d.unflushed = map[string][]byte{}
	}
	d.unflushed[name] = data
	return d.memDisk.create(name, data)
}

func (d *faulty) mkdir(name string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.memDisk.mkdir(name)
}

func (d *faulty) rename(from, to string) error {
	if err := d.step(); err != nil {
		return err
	}
	if data, ok := d.unflushed[from]; ok {
		delete(d.unflushed, from)
		d.unflushed[to] = data
	}
	return d.memDisk.rename(from, to)
}

func (d *faulty) remove(name string) error {
	if err := d.step(); err != nil {
		return err
	}
	delete(d.unflushed, name)
	return d.memDisk.remove(name)
}

func (d *faulty) sync(names ...string) error {
	if err := d.step(); err != nil {
		return err
	}
	for _, name := range names {
		delete(d.unflushed, name)
	}
	return d.memDisk.sync(names...)
}

// Whatever step fails, the ledger is the old one or the new one, and the next
// run clears up, also if it has nothing of its own to add.
func TestFaults(t *testing.T) {
	first := withPicture()
	first.Doc = incident + "/01"
	cluttered := worked(t)
	write(t, cluttered, "records/another/01.1.json", "a text that was replaced before it was public")
	write(t, cluttered, "assets/x.png", "x")
	write(t, cluttered, replacement(entriesFile), "half")
	pictured := worked(t)
	publish(t, pictured, "10:50:00", withPicture())
	// Of what is redacted, the asset goes too.
	blackened := withPicture()
	blackened.Type, blackened.Said.Text[0].MD, blackened.Context, blackened.Assets = Redaction, "[removed]", disclosure.Context{}, nil
	next := func(n int) Run { return Run{Drafts: []Draft{short(n, "the next run")}} }
	for _, c := range []struct {
		name  string
		begin string // folder to begin with
		run   Run
		next  Run
	}{
		{"first run", t.TempDir(), Run{Drafts: []Draft{first}}, next(9)},
		{"later run", worked(t), Run{Drafts: []Draft{withPicture()}}, next(9)},
		{"run that clears up", cluttered, Run{Drafts: []Draft{withPicture()}}, next(9)},
		{"first signed run", t.TempDir(), Run{Drafts: []Draft{first}, Signers: signers(1)}, next(9)},
		{"signed run after signed runs", full(t), Run{Drafts: []Draft{short(8, "a")}, Signers: signers(1)}, Run{Signers: signers(1)}},
		{"redaction", pictured, Run{Drafts: append(redacted(), blackened)}, Run{}},
		{"signed redaction and statement", pictured, Run{Drafts: append(redacted(), blackened, short(8, "a")), Signers: signers(1)}, next(9)},
		{"signed redaction, signed again", pictured, Run{Drafts: append(redacted(), blackened), Signers: signers(1)}, Run{Signers: signers(1)}},
	} {
		for _, fault := range []struct {
			name  string
			fatal bool
			err   error
		}{{"killed", true, errors.New("killed")}, {"disk full", false, syscall.ENOSPC}} {
			t.Run(c.name+", "+fault.name, func(t *testing.T) {
				c.run.Origin = origin
				begin := tree(t, c.begin)
				old, new := 0, 0
				for k := 1; ; k++ {
					disk := inMemory(begin)
					before, err := Load(disk)
					if err != nil {
						t.Fatal(err)
					}
					p, err := before.Plan(c.run, at("14:00:00"), salts{})
					if err != nil {
						t.Fatal(err)
					}
					err = p.write(&faulty{memDisk: disk, steps: k, fatal: fault.fatal, fault: fault.err})
					if err == nil {
						if k < 8 {
							t.Errorf("only %d steps", k)
						}
						onlyNeededIn(t, disk)
						break
					}
					if !errors.Is(err, fault.err) {
						t.Fatalf("step %d: %v", k, err)
					}
					after, err := Load(disk)
					if err != nil {
						t.Fatalf("step %d: %v", k, err)
					}
					switch after.text {
					case before.text:
						old++
					case p.log.text:
						new++
						if diff := cmp.Diff(p.log.Publications(), after.Publications()); diff != "" {
							t.Fatalf("step %d: publications (-planned +written):\n%s", k, diff)
						}
						for _, name := range after.Files() {
							if want, got := mustRead(t, p.log, name), mustRead(t, after, name); string(want) != string(got) {
								t.Errorf("step %d: %s is %q, want %q", k, name, got, want)
							}
						}
					default:
						t.Fatalf("step %d: neither the old ledger nor the new one:\n%s", k, after.text)
					}
					c.next.Origin = origin
					if p, err = after.Plan(c.next, at("15:00:00"), salts{}); err != nil {
						t.Fatalf("step %d: %v", k, err)
					}
					if p.IsEmpty() {
						continue
					}
					if err := p.write(disk); err != nil {
						t.Fatalf("step %d: %v", k, err)
					}
					onlyNeededIn(t, disk)
				}
				if old == 0 || new == 0 {
					t.Errorf("%d times the old ledger, %d times the new one", old, new)
				}
			})
		}
	}
}

// Where the file of entries was lost, no run begins another ledger over it.
func TestLostEntries(t *testing.T) {
	dir := worked(t)
	if err := os.Remove(filepath.Join(dir, entriesFile)); err != nil {
		t.Fatal(err)
	}
	var damage *Damage
	if _, err := Load(os.DirFS(dir)); !errors.As(err, &damage) {
		t.Errorf("Load = %v, want damage", err)
	}
}

// A ledger that grew run by run is the one that loads in one go.
func TestExtendIsLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ledger")
	l := &Log{}
	for i, d := range []Draft{firstNotice(), repair(), translation(), withPicture()} {
		p, err := l.Plan(Run{Drafts: []Draft{d}, Origin: origin}, at("10:00:00").Add(time.Duration(i)*time.Minute), salts{})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Write(dir); err != nil {
			t.Fatal(err)
		}
		l = p.Log()
	}
	loaded := load(t, dir)
	if diff := cmp.Diff(loaded.Publications(), l.Publications()); diff != "" {
		t.Errorf("publications (-loaded +grown):\n%s", diff)
	}
	if diff := cmp.Diff(loaded.Files(), l.Files()); diff != "" || loaded.text != l.text {
		t.Errorf("files (-loaded +grown):\n%s", diff)
	}
	for doc, d := range loaded.docs {
		for i, r := range d.revisions {
			if have := l.docs[doc].revisions[i]; have.seq != r.seq || have.originals != r.originals {
				t.Errorf("%s: %+v and %+v", doc, r, have)
			}
		}
	}
}
