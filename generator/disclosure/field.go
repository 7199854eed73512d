package disclosure

import (
	"reflect"
	"slices"
	"strings"
)

// A Sort says how a fact may change from one statement to the next.
type Sort int

const (
	// Words and states of the moment move on freely: a title, a status, the list
	// of steps.
	Moving Sort = iota
	// A Claim says how something was. When the company was sure of it, another
	// value is a correction and needs a reason.
	Claim
)

// A Field is one row of the table that maps front matter to facts.
type Field struct {
	Page  string // name in front matter, which is the word of the page: "began"
	Name  string // name in records, JSON and keys: "started"
	Sort  Sort
	Keyed bool // a list whose items are facts of their own, by id

	state func(*Facts) []Fact
	set   func(f *Facts, id string, value any)
	clear func(*Facts)
}

// A Key names a fact: a field ("affected"), an item of a keyed field
// ("data.phone", "notified.regulator/ICO"), the summary ("summary"), or a
// standard section ("text.what-happened").
type Key string

const (
	// SummaryKey is the key of the summary.
	SummaryKey Key = "summary"
	textPrefix     = "text."
)

// Field returns the part of the key before the first dot.
func (k Key) Field() string { name, _, _ := strings.Cut(string(k), "."); return name }

// ID returns the part of the key after the first dot, or "".
func (k Key) ID() string { _, id, _ := strings.Cut(string(k), "."); return id }

// Section returns the id of the standard section that k names, or "".
func (k Key) Section() SectionID {
	id, _ := strings.CutPrefix(string(k), textPrefix)
	if id == string(k) {
		return ""
	}
	return SectionID(id)
}

// SectionKey returns the key of a standard section.
func SectionKey(id SectionID) Key { return Key(textPrefix + string(id)) }

// A Fact is one stated value. The type of Value is that of the field in
// [Facts], or of an item of it if the field is keyed; [Passage] for a section;
// string for the summary.
type Fact struct {
	Key   Key
	Value any
}

// Fields is the table, in the order in which facts are shown and compared.
var Fields = []Field{
	whole("title", "title", Moving, func(f *Facts) *string { return &f.Title }),
	whole("kind", "kind", Claim, func(f *Facts) *Kind { return &f.Kind }),
	whole("status", "status", Moving, func(f *Facts) *Status { return &f.Status }),
	whole("next_update", "next_update", Moving, func(f *Facts) *NextUpdate { return &f.NextUpdate }),
	whole("affected", "affected", Claim, func(f *Facts) *[]Affected { return &f.Affected }),
	whole("not_affected", "not_affected", Claim, func(f *Facts) *[]NotAffected { return &f.NotAffected }),
	whole("how_to_know", "how_to_know", Moving, func(f *Facts) *string { return &f.HowToKnow }),
	whole("began", "started", Claim, func(f *Facts) *When { return &f.Started }),
	whole("found", "detected", Claim, func(f *Facts) *When { return &f.Detected }),
	whole("confirmed", "confirmed", Claim, func(f *Facts) *When { return &f.Confirmed }),
	whole("contained", "contained", Claim, func(f *Facts) *When { return &f.Contained }),
	whole("fixed", "fixed", Claim, func(f *Facts) *When { return &f.Fixed }),
	whole("resolved", "resolved", Claim, func(f *Facts) *When { return &f.Resolved }),
	whole("window", "window", Moving, func(f *Facts) *Window { return &f.Window }),
	keyed("components", "components", Moving, func(f *Facts) *[]Impact { return &f.Components },
		func(i Impact) string { return i.ID }, nil),
	keyed("data", "data", Claim, func(f *Facts) *[]Data { return &f.Data },
		func(d Data) string { return d.Category }, mergeData),
	whole("could_mean", "consequences", Moving, func(f *Facts) *[]string { return &f.Consequences }),
	whole("what_to_do", "actions", Moving, func(f *Facts) *Actions { return &f.Actions }),
	whole("help_offered", "support", Moving, func(f *Facts) *[]Support { return &f.Support }),
	whole("what_we_do", "measures", Moving, func(f *Facts) *[]Measure { return &f.Measures }),
	keyed("promises", "commitments", Moving, func(f *Facts) *[]Commitment { return &f.Commitments },
		func(c Commitment) string { return c.ID }, mergeCommitment),
	whole("fix_tested", "verification", Moving, func(f *Facts) *[]Verification { return &f.Verification }),
	whole("watch_until", "monitor_until", Moving, func(f *Facts) *Moment { return &f.MonitorUntil }),
	whole("not_known_yet", "unknowns", Moving, func(f *Facts) *[]string { return &f.Unknowns }),
	whole("held_back", "held_back", Moving, func(f *Facts) *[]HeldBack { return &f.HeldBack }),
	keyed("told", "notified", Claim, func(f *Facts) *[]Notified { return &f.Notified }, notifiedID, nil),
	whole("also_said", "also_said", Moving, func(f *Facts) *[]AlsoSaid { return &f.AlsoSaid }),
	whole("found_by", "discovered_by", Claim, func(f *Facts) *string { return &f.DiscoveredBy }),
	whole("origin", "origin", Claim, func(f *Facts) *string { return &f.Origin }),
	whole("supplier", "supplier", Claim, func(f *Facts) *string { return &f.Supplier }),
	whole("vulnerability", "vulnerability", Claim, func(f *Facts) *Weakness { return &f.Vulnerability }),
	whole("cause", "root_cause", Claim, func(f *Facts) *string { return &f.RootCause }),
	whole("contributed", "contributing", Moving, func(f *Facts) *[]string { return &f.Contributing }),
	whole("learned", "lessons", Moving, func(f *Facts) *[]string { return &f.Lessons }),
	whole("thanks", "credit", Moving, func(f *Facts) *[]string { return &f.Credit }),
	whole("contact", "contact", Moving, func(f *Facts) *Contact { return &f.Contact }),
	whole("related", "related", Moving, func(f *Facts) *[]string { return &f.Related }),
	whole("merged_into", "merged_into", Claim, func(f *Facts) *string { return &f.MergedInto }),
	whole("pin_until", "pin_until", Moving, func(f *Facts) *Moment { return &f.PinUntil }),
}

var byName, byPage = func() (names, pages map[string]*Field) {
	names, pages = map[string]*Field{}, map[string]*Field{}
	for i := range Fields {
		names[Fields[i].Name], pages[Fields[i].Page] = &Fields[i], &Fields[i]
	}
	return names, pages
}()

// FieldNamed returns the field with this standard name, or nil.
func FieldNamed(name string) *Field { return byName[name] }

// FieldOnPage returns the field with this front-matter name, or nil.
func FieldOnPage(page string) *Field { return byPage[page] }

// whole makes the row of a field that is one fact.
func whole[T any](page, name string, sort Sort, at func(*Facts) *T) Field {
	return Field{
		Page: page, Name: name, Sort: sort,
		state: func(f *Facts) []Fact {
			v := *at(f)
			if reflect.ValueOf(v).IsZero() {
				return nil
			}
			return []Fact{{Key(name), v}}
		},
		set:   func(f *Facts, _ string, v any) { *at(f) = v.(T) },
		clear: func(f *Facts) { *at(f) = *new(T) },
	}
}

// keyed makes the row of a list whose items are facts of their own. merge says
// what an item amounts to that is stated again; nil means that it is replaced.
func keyed[T any](page, name string, sort Sort, at func(*Facts) *[]T, id func(T) string, merge func(old, new T) T) Field {
	return Field{
		Page: page, Name: name, Sort: sort, Keyed: true,
		state: func(f *Facts) []Fact {
			var facts []Fact
			for _, item := range *at(f) {
				facts = append(facts, Fact{Key(name + "." + id(item)), item})
			}
			return facts
		},
		set: func(f *Facts, _ string, v any) {
			item, list := v.(T), at(f)
			i := slices.IndexFunc(*list, func(old T) bool { return id(old) == id(item) })
			switch {
			case i < 0:
				*list = append(*list, item)
			case merge != nil:
				(*list)[i] = merge((*list)[i], item)
			default:
				(*list)[i] = item
			}
		},
		clear: func(f *Facts) { *at(f) = nil },
	}
}

func notifiedID(n Notified) string {
	if n.Name == "" {
		return n.Who
	}
	return n.Who + "/" + n.Name
}

// mergeData keeps what was said of a category before, as long as the exposure
// is still the same.
func mergeData(old, new Data) Data {
	if old.Exposure != new.Exposure {
		return new
	}
	if len(new.Effects) == 0 {
		new.Effects = old.Effects
	}
	keep(&new.Protection, old.Protection)
	keep(&new.Detail, old.Detail)
	keep(&new.Basis, old.Basis)
	return new
}

// mergeCommitment lets a later statement repeat the id and only what changed. A
// reason belongs to the change that it explains.
func mergeCommitment(old, new Commitment) Commitment {
	keep(&new.Text, old.Text)
	keep(&new.State, old.State)
	keep(&new.Evidence, old.Evidence)
	if new.Due.IsZero() {
		new.Due = old.Due
	}
	if new.DoneAt.IsZero() {
		new.DoneAt = old.DoneAt
	}
	if new.Due == old.Due && new.State == old.State {
		keep(&new.Reason, old.Reason)
	}
	return new
}

func keep(now *string, before string) {
	if *now == "" {
		*now = before
	}
}

// Stated lists every fact that f states, in the order of [Fields].
func (f *Facts) Stated() []Fact {
	var facts []Fact
	for i := range Fields {
		facts = append(facts, Fields[i].state(f)...)
	}
	return facts
}

// StatedOf lists the facts of one field that f states, in its order.
func (f *Facts) StatedOf(field string) []Fact {
	if row := FieldNamed(field); row != nil {
		return row.state(f)
	}
	return nil
}

// Get returns the fact with this key, or nil if f does not state it.
func (f *Facts) Get(key Key) any {
	field := FieldNamed(key.Field())
	if field == nil {
		return nil
	}
	for _, fact := range field.state(f) {
		if fact.Key == key {
			return fact.Value
		}
	}
	return nil
}

// Set states a fact in f, merged with what f states under the same key.
func (f *Facts) Set(fact Fact) {
	if field := FieldNamed(fact.Key.Field()); field != nil {
		field.set(f, fact.Key.ID(), fact.Value)
	}
}

// Drop takes away what f says of one fact.
func (f *Facts) Drop(key Key) {
	field := FieldNamed(key.Field())
	if field == nil {
		return
	}
	all := field.state(f)
	field.clear(f)
	for _, fact := range all {
		if fact.Key != key {
			field.set(f, fact.Key.ID(), fact.Value)
		}
	}
}
