package history

import (
	"cmp"
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"firsthand/generator/disclosure"
	"firsthand/generator/git"
	"firsthand/generator/importer"
	"firsthand/generator/problem"
	"firsthand/generator/rules"
	"firsthand/generator/source"
)

// Options is the input of Replay.
type Options struct {
	Content fs.FS // the content folder as it is now: site.yaml and pages/ count for all texts
	Now     time.Time

	// Progress is called now and then with the number of commits that were read. It
	// may be nil.
	Progress func(done, of int)
}

// An Account is what version control tells of a content folder: what was public,
// when, and what was not.
type Account struct {
	Documents []Document // sorted by name
	LeftOut   []LeftOut  // texts that were never public, by name and time
	Moved     []Moved    // in the order in which it happened
	Incidents []string   // ids of all folders that there ever were, sorted
}

// A Document is a file with the texts of it that were public.
type Document struct {
	Doc   disclosure.Doc
	Texts []Text // oldest first, at least one
	State State
	File  []byte // as it was committed last; nil if it is gone
}

// A State says what became of a document.
type State string

const (
	Stands  State = "stands"  // its last text is what was committed last
	Gone    State = "gone"    // its file was deleted
	Private State = "private" // what was committed last is not public
)

// A Text is one text of a document that was public.
type Text struct {
	importer.Text
	Commit    string
	Until     time.Time // when the next text, or nothing, took its place; zero if it stands
	Says      string    // what it says first
	Uncertain bool      // the date of the commit contradicts those of others
}

// LeftOut is a text that was never public.
type LeftOut struct {
	Doc    disclosure.Doc
	Commit string
	Time   time.Time // of the commit
	Why    string    // may quote the text
}

const unreadable = "cannot be read"

// WithoutQuotes returns the reason for leaving a text out without any word of it.
func WithoutQuotes(why string) string {
	if strings.HasPrefix(why, unreadable) {
		return unreadable
	}
	return why
}

// Moved is a file that was given another name.
type Moved struct {
	From, To disclosure.Doc
	Commit   string
}

// Replay works out from the first-parent history which texts were public. A text
// was, if there was an instant at which it stood in the newest commit, was no
// draft, could be read without errors, and its publish_at had passed; since the
// first such instant. A translation and questions are public only beside what
// they belong to.
//
// A file that is deleted in the commit in which the same text appears under
// another name was moved, and so were the other files of its incident if all of
// them appear there: they keep their past.
//
// It returns a *git.IncompleteError if the clone does not hold all of the history.
func Replay(ctx context.Context, repo git.Repo, o Options) (*Account, error) {
	p, err := open(ctx, repo)
	if err != nil {
		return nil, err
	}
	defer p.close()
	r := &replay{past: p, o: o, dates: datesOf(p.commits, o.Now), lives: map[disclosure.Doc]*life{}, touches: map[string][]int{}}
	if r.frame, err = importer.FrameOf(o.Content, p.ids); err != nil {
		return nil, err
	}
	if err := p.each(func(i int, touched []string, _ *state) error {
		for _, id := range touched {
			r.touches[id] = append(r.touches[id], i)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := p.each(func(i int, touched []string, now *state) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if o.Progress != nil && i%100 == 0 {
			o.Progress(i, len(p.commits))
		}
		r.follow(i)
		for _, id := range touched {
			if err := r.judge(i, id, now.incidents[id]); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if o.Progress != nil {
		o.Progress(len(p.commits), len(p.commits))
	}
	return r.account()
}

// A replay is a run of Replay.
type replay struct {
	past    *past
	o       Options
	dates   *dates
	frame   importer.Frame
	touches map[string][]int         // by incident: commits
	lives   map[disclosure.Doc]*life // by the name that it has now
	ended   []LeftOut
	moved   []Moved
}

// A life is a document through all commits.
type life struct {
	blob   string // what stands now; "" if it is gone
	since  int    // commit that put it there
	public bool   // blob was public
	why    string // else: why not
	texts  []Text
	said   disclosure.Said // of the last text
	sums   string          // of the assets of the last text
	from   string          // blob of the last text
}

func (l *life) first() (time.Time, bool) {
	if len(l.texts) == 0 {
		return time.Time{}, false
	}
	return l.texts[0].Claimed, true
}

// docOf returns the document that a file is, if it is one.
func docOf(file string) (disclosure.Doc, bool) {
	rest, below := strings.CutPrefix(file, "incidents/")
	name, isText := strings.CutSuffix(rest, ".md")
	doc, err := disclosure.ParseDoc(name)
	return doc, below && isText && err == nil
}

// follow brings the lives up to commit i.
func (r *replay) follow(i int) {
	c := r.past.commits[i]
	gone, come := map[disclosure.Doc]string{}, map[disclosure.Doc]string{}
	for _, change := range c.Changes {
		doc, ok := docOf(change.Path)
		switch {
		case !ok:
		case change.New == "":
			gone[doc] = change.Old
		case change.Old == "":
			come[doc] = change.New
		}
	}
	r.move(c, gone, come)
	for _, change := range c.Changes {
		doc, ok := docOf(change.Path)
		if !ok {
			continue
		}
		l := r.lives[doc]
		if l == nil {
			if change.New == "" {
				continue // it was moved
			}
			l = &life{}
			r.lives[doc] = l
		}
		if l.blob == change.New {
			continue // it was moved, and is what it was
		}
		r.end(doc, l, i)
		l.blob, l.since, l.public, l.why = change.New, i, false, ""
	}
}

// end notes that another text, or none, takes the place of what stands.
func (r *replay) end(doc disclosure.Doc, l *life, i int) {
	if l.blob != "" && !l.public {
		r.ended = append(r.ended, r.leftOut(doc, l))
	}
	if n := len(l.texts); n > 0 && l.texts[n-1].Until.IsZero() && l.public {
		l.texts[n-1].Until = r.dates.earliest(i)
	}
}

func (r *replay) leftOut(doc disclosure.Doc, l *life) LeftOut {
	c := r.past.commits[l.since]
	return LeftOut{Doc: doc, Commit: c.ID, Time: c.Time, Why: l.why}
}

// move gives lives the names that their files have after a commit.
func (r *replay) move(c git.Commit, gone, come map[disclosure.Doc]string) {
	take := func(from, to disclosure.Doc) {
		if r.lives[from] == nil || r.lives[to] != nil {
			return
		}
		r.lives[to] = r.lives[from]
		delete(r.lives, from)
		delete(gone, from)
		delete(come, to)
		r.moved = append(r.moved, Moved{From: from, To: to, Commit: c.ID})
	}
	folders := map[[2]string]bool{}
	for _, to := range slices.Sorted(maps.Keys(come)) {
		for _, from := range slices.Sorted(maps.Keys(gone)) {
			if gone[from] == come[to] && from.Lang() == to.Lang() && from.IsQuestions() == to.IsQuestions() {
				folders[[2]string{from.Incident(), to.Incident()}] = true
				take(from, to)
				break
			}
		}
	}
	// What was reworded while its folder was renamed.
	for _, from := range slices.Sorted(maps.Keys(gone)) {
		for _, to := range slices.Sorted(maps.Keys(come)) {
			sameName := strings.TrimPrefix(string(from), from.Incident()) == strings.TrimPrefix(string(to), to.Incident())
			if sameName && folders[[2]string{from.Incident(), to.Incident()}] && r.isEmpty(from.Incident(), gone) {
				take(from, to)
				break
			}
		}
	}
}

// isEmpty reports whether an incident has no documents after those that are gone.
func (r *replay) isEmpty(id string, gone map[disclosure.Doc]string) bool {
	for doc, l := range r.lives {
		if _, goes := gone[doc]; doc.Incident() == id && l.blob != "" && !goes {
			return false
		}
	}
	return true
}

// judge decides which texts of an incident were public after commit i, until the
// next commit that touched it.
func (r *replay) judge(i int, id string, files map[string]string) error {
	if len(files) == 0 {
		return nil
	}
	begin := r.dates.earliest(i)
	next := len(r.past.commits)
	if k, _ := slices.BinarySearch(r.touches[id], i+1); k < len(r.touches[id]) {
		next = r.touches[id][k]
	}
	content, problems, err := r.frame.Read(id, r.past.files(files), source.Options{Now: begin.Truncate(time.Minute), Published: func(doc disclosure.Doc) (time.Time, bool) {
		if l := r.lives[doc]; l != nil {
			return l.first()
		}
		return time.Time{}, false
	}})
	if err != nil {
		return err
	}
	for _, d := range content.Documents {
		l := r.lives[d.Doc]
		if l == nil || l.blob == "" {
			continue
		}
		since, why := r.since(d, problems, begin, next)
		if why != "" {
			if !l.public {
				l.why = why
			}
			continue
		}
		l.public = true
		if err := r.add(l, d, i, since, files); err != nil {
			return err
		}
	}
	// A file that is no document at all is not among them.
	for name, blob := range files {
		doc, ok := docOf("incidents/" + id + "/" + name)
		if l := r.lives[doc]; ok && l != nil && l.blob == blob && !l.public && l.why == "" {
			l.why = unreadable + ": " + because("incidents/"+id+"/"+name, problems)
		}
	}
	return nil
}

// since returns the instant at which a document became public that stood from
// begin until commit next, or why it did not.
func (r *replay) since(d *source.Document, problems problem.List, begin time.Time, next int) (time.Time, string) {
	at := begin
	if d.PublishAt.After(at) {
		at = d.PublishAt
	}
	wait := "not before " + disclosure.At(d.PublishAt).Human()
	switch {
	case d.Draft:
		return at, "draft"
	case d.Unreadable || because(d.File, problems) != "":
		return at, unreadable + ": " + because(d.File, problems)
	case next == len(r.past.commits) && at.After(r.o.Now):
		return at, wait
	case next < len(r.past.commits) && at.After(begin) && !at.Before(r.dates.latest(next)):
		return at, wait + ", and changed before then"
	case next < len(r.past.commits) && at.After(begin) && !at.Before(r.dates.earliest(next)):
		return at, wait + ", and the dates of the commits contradict each other, so that it may have been changed before then"
	}
	if original := d.Doc.Original(); original != d.Doc {
		first, public := r.first(original)
		if !public {
			return at, "its original was not public"
		}
		at = later(at, first)
	}
	if d.Doc.IsQuestions() {
		first, public := r.firstOf(d.Incident)
		if !public {
			return at, "no statement of the incident was public"
		}
		at = later(at, first)
	}
	return at, ""
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (r *replay) first(doc disclosure.Doc) (time.Time, bool) {
	if l := r.lives[doc]; l != nil {
		return l.first()
	}
	return time.Time{}, false
}

// firstOf returns when the first statement of an incident became public.
func (r *replay) firstOf(id string) (earliest time.Time, public bool) {
	for doc, l := range r.lives {
		t, ok := l.first()
		if doc.Incident() == id && !doc.IsQuestions() && ok && (!public || t.Before(earliest)) {
			earliest, public = t, true
		}
	}
	return earliest, public
}

// because returns the first error in a file, or in a file that it links to.
func because(file string, problems problem.List) string {
	for _, p := range problems.All() {
		if p.Severity == problem.Error && (p.File == file || strings.HasPrefix(p.File, path.Dir(file)+"/files/")) {
			return p.Text
		}
	}
	return ""
}

// add adds what a document says to its texts, if it says anything new.
func (r *replay) add(l *life, d *source.Document, i int, since time.Time, files map[string]string) error {
	var sums string
	commit := r.past.commits[l.since].ID
	for _, name := range slices.Sorted(maps.Keys(d.Assets)) {
		sums += name + " " + files[name] + "\n"
	}
	if n := len(l.texts); n > 0 {
		last := &l.texts[n-1]
		unchanged := l.from == l.blob || rules.Compare(l.said, d.Said, d.Lang).Verdict == rules.Unchanged
		if unchanged && l.sums == sums {
			last.Until = time.Time{}
			return nil
		}
		if since = later(since, last.Claimed); l.from == l.blob {
			commit = r.past.commits[i].ID // that changed a file to which the text links
		}
		if last.Until.IsZero() {
			last.Until = since
		}
	}
	data, err := r.past.blob(l.blob)
	if err != nil {
		return err
	}
	text := Text{
		Text:   importer.Text{Claimed: since.Truncate(time.Minute), Data: data, Assets: map[string][]byte{}},
		Commit: commit, Says: says(d.Said), Uncertain: !r.dates.believed[l.since],
	}
	for name := range d.Assets {
		if text.Assets[name], err = r.past.blob(files[name]); err != nil {
			return err
		}
	}
	l.texts, l.said, l.sums, l.from = append(l.texts, text), d.Said, sums, l.blob
	return nil
}

// says returns what a text says first, by which a person knows it again.
func says(s disclosure.Said) string {
	if len(s.Questions) > 0 {
		return s.Questions[len(s.Questions)-1].Question
	}
	return cmp.Or(s.Summary, s.Headline)
}

// account sorts what was found.
func (r *replay) account() (*Account, error) {
	a := &Account{LeftOut: r.ended, Moved: r.moved, Incidents: r.past.ids}
	for _, doc := range slices.Sorted(maps.Keys(r.lives)) {
		l := r.lives[doc]
		if l.blob != "" && !l.public {
			a.LeftOut = append(a.LeftOut, r.leftOut(doc, l))
		}
		if len(l.texts) == 0 {
			continue
		}
		d := Document{Doc: doc, Texts: l.texts, State: Stands}
		switch {
		case l.blob == "":
			d.State = Gone
		case !l.public:
			d.State = Private
		}
		if l.blob != "" {
			var err error
			if d.File, err = r.past.blob(l.blob); err != nil {
				return nil, err
			}
		}
		a.Documents = append(a.Documents, d)
	}
	slices.SortStableFunc(a.LeftOut, func(a, b LeftOut) int { return cmp.Or(cmp.Compare(a.Doc, b.Doc), a.Time.Compare(b.Time)) })
	return a, nil
}
