package page

import (
	"html/template"
	"sync"
	"time"

	"firsthand/generator/disclosure"
)

// A record is one incident with what pages about several incidents say of it. The
// whole account is folded anew when a page about it is opened.
type record struct {
	inc         *disclosure.Incident
	facts       disclosure.Facts // of the account that stands: only what lists of incidents show
	words       map[string]brief // by language; "" is the original one
	promise     disclosure.NextUpdate
	promised    bool // promise binds
	steps       int  // steps that readers can take
	about       bool // the account says how to know whether one is affected
	corrected   time.Time
	commitments []disclosure.History // of every promise
	components  map[string]bool      // every component that was ever touched
	impaired    map[string]bool      // those of them that did not work as they should
	until       time.Time            // ValidUntil of the account
	classes     []disclosure.Class   // of the versions; made when first asked for
}

// brief is what an incident is called.
type brief struct{ title, summary string }

func (m *maker) newRecord(inc *disclosure.Incident) *record {
	a := inc.Current()
	r := &record{inc: inc, words: map[string]brief{"": {a.Facts.Title, a.Summary}}, components: map[string]bool{}, impaired: map[string]bool{}}
	f := &a.Facts
	r.facts = disclosure.Facts{
		Kind: f.Kind, Status: f.Status, MergedInto: f.MergedInto, Components: f.Components,
		Started: f.Started, Resolved: f.Resolved, Window: f.Window, PinUntil: f.PinUntil, MonitorUntil: f.MonitorUntil,
	}
	r.promise, r.promised = standing(&a)
	r.steps, r.about = len(f.Actions.Steps), f.HowToKnow != "" || len(f.NotAffected) > 0
	for _, c := range a.Corrections {
		r.corrected = c.At
	}
	for _, h := range a.Known {
		switch h.Key.Field() {
		case "commitments":
			r.commitments = append(r.commitments, h)
		case "components":
			r.components[h.Key.ID()] = true
			r.impaired[h.Key.ID()] = impaired(h.Values)
		}
	}
	translated := map[string]bool{}
	for _, lang := range inc.Languages() {
		translated[lang] = true
	}
	for _, code := range m.codes[1:] {
		r.words[code] = r.words[""]
		if translated[code] {
			local := inc.In(len(inc.Versions), code)
			r.words[code] = brief{local.Facts.Title, local.Summary}
		}
	}
	c := clock{m.Now}
	instants := append(windowUntil(f), watchUntil(f))
	if r.promised {
		instants = append(instants, dueAt(r.promise.At))
	}
	for _, p := range f.Commitments {
		if p.State != "done" && p.State != "dropped" {
			instants = append(instants, dueAt(p.Due))
		}
	}
	r.until = c.until(instants...)
	return r
}

func (r *record) title(lang string) string   { return r.words[lang].title }
func (r *record) summary(lang string) string { return r.words[lang].summary }

// open reports whether the incident is still being handled.
func (r *record) open() bool { return !r.facts.Status.Ended() && r.facts.MergedInto == "" }

func (r *record) state() State { return stateOf(&r.facts) }

// A telling is an account in the language of a page, beside the original. Both
// have the same facts in the same places.
type telling struct {
	local, original *disclosure.Account
}

// telling returns the account of version n for a language.
func (m *maker) telling(r *record, n int, lang string) telling {
	original := m.recent.account(r, n, "")
	if lang == "" {
		return telling{original, original}
	}
	return telling{m.recent.account(r, n, lang), original}
}

// A cache keeps accounts and texts of the incidents that were asked for last. Pages
// of one incident are mostly rendered together, so that few are enough.
type cache struct {
	mu       sync.Mutex
	kept     map[*record]*work
	order    []*record // the oldest first
	accounts int       // kept
}

// mostAccounts bounds the accounts that are kept. One of a few statements takes
// about 20 kB.
const mostAccounts = 2000

// work is what was made for one incident.
type work struct {
	accounts map[accountKey]*disclosure.Account
	prose    map[proseKey]template.HTML
}

type accountKey struct {
	version int
	lang    string
}

// of returns the work for a record; c is locked.
func (c *cache) of(r *record) *work {
	if w, ok := c.kept[r]; ok {
		return w
	}
	if c.kept == nil {
		c.kept = map[*record]*work{}
	}
	for c.accounts >= mostAccounts && len(c.order) > 0 {
		c.accounts -= len(c.kept[c.order[0]].accounts)
		delete(c.kept, c.order[0])
		c.order = c.order[1:]
	}
	w := &work{accounts: map[accountKey]*disclosure.Account{}, prose: map[proseKey]template.HTML{}}
	c.kept[r] = w
	c.order = append(c.order, r)
	return w
}

// account returns the account of version n of an incident. Accounts are shared:
// nobody may change one.
func (c *cache) account(r *record, n int, lang string) *disclosure.Account {
	key := accountKey{n, lang}
	c.mu.Lock()
	a := c.of(r).accounts[key]
	c.mu.Unlock()
	if a != nil {
		return a
	}
	made := r.inc.In(n, lang)
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.of(r)
	if w.accounts[key] == nil {
		c.accounts++
	}
	w.accounts[key] = &made
	return &made
}

// class returns what version n of an incident did.
func (c *cache) class(r *record, n int) disclosure.Class {
	c.mu.Lock()
	if r.classes == nil {
		r.classes = make([]disclosure.Class, len(r.inc.Versions))
	}
	class := r.classes[n-1]
	c.mu.Unlock()
	if class == "" {
		class = r.inc.Class(n)
		c.mu.Lock()
		r.classes[n-1] = class
		c.mu.Unlock()
	}
	return class
}

func (c *cache) prose(r *record, key proseKey) (template.HTML, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	html, ok := c.of(r).prose[key]
	return html, ok
}

func (c *cache) keepProse(r *record, key proseKey, html template.HTML) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of(r).prose[key] = html
}
