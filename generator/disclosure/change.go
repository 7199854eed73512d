package disclosure

import (
	"reflect"
	"slices"
)

// A ChangeKind says how a fact differs between two versions.
type ChangeKind string

const (
	Added     ChangeKind = "added"
	Changed   ChangeKind = "changed"
	Corrected ChangeKind = "corrected"
	Emptied   ChangeKind = "emptied"
	TakenBack ChangeKind = "withdrawn"
	Removed   ChangeKind = "removed"
)

// A Change is one fact or section that differs between two versions.
type Change struct {
	Key     Key
	Kind    ChangeKind
	Was     any // nil if nothing stood before, or it was removed
	Now     any // nil if nothing stands now
	Because string
	Items   []ItemChange // for lists: what differs in them
}

// An ItemChange is one item of a list that differs. Was is nil for an added
// item, Now for a dropped one.
type ItemChange struct {
	Was, Now any
}

// Changes lists what differs from one account to a later one of the same
// incident, in the order of [Fields], then summary and sections.
func Changes(before, after Account) []Change {
	var changes []Change
	for _, h := range after.Known {
		old := before.Fact(h.Key)
		if c, ok := change(old, h); ok {
			if now, _ := h.Current(); c.Kind == Added && now.Corrects && len(old.Values) == 0 && before.lists(h.Key) {
				c.Kind = Corrected // it had been left out
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// lists reports whether the account gives a list of claims of which a key names an
// item.
func (a Account) lists(key Key) bool {
	return slices.ContainsFunc(a.Known, func(h History) bool {
		now := h.current()
		return key.ID() != "" && h.Key.Field() == key.Field() && now != nil && now.Value != nil
	})
}

func change(before, after History) (Change, bool) {
	was, had := before.Current()
	now, stands := after.Current()
	c := Change{Key: after.Key, Was: was.Value, Now: now.Value, Because: now.Because}
	switch {
	case !had && !stands, reflect.DeepEqual(was.original, now.original) && was.Removed == now.Removed:
		return c, false
	case now.Removed:
		c.Kind = Removed
	case takenBack(after) > takenBack(before) && (!stands || stood(before, now)):
		c.Kind = TakenBack
	case was.Value == nil && !was.Removed:
		c.Kind = Added
	case now.Value == nil:
		c.Kind = Emptied
	case now.Corrects && !sameStatement(was, now):
		c.Kind = Corrected
	default:
		c.Kind = Changed
	}
	c.Items = items(c.Was, c.Now)
	return c, true
}

func sameStatement(a, b Stated) bool { return a.Statement == b.Statement && a.At.Equal(b.At) }

// stood reports whether a value was there before: one that returns because a
// later one was taken back, and not a new one in its place.
func stood(before History, now Stated) bool {
	return slices.ContainsFunc(before.Values, func(s Stated) bool { return sameStatement(s, now) })
}

func takenBack(h History) int {
	n := 0
	for _, s := range h.Values {
		if s.Withdrawn != 0 {
			n++
		}
	}
	return n
}

// items compares two values that are lists of the same type. Items with the
// same first text are the same item.
func items(was, now any) []ItemChange {
	old, new := list(was), list(now)
	if old == nil && new == nil {
		return nil
	}
	var changes []ItemChange
	for _, o := range old {
		at := slices.IndexFunc(new, func(n any) bool { return name(n) == name(o) })
		switch {
		case at < 0:
			changes = append(changes, ItemChange{Was: o})
		case !reflect.DeepEqual(o, new[at]):
			changes = append(changes, ItemChange{Was: o, Now: new[at]})
		}
	}
	for _, n := range new {
		if !slices.ContainsFunc(old, func(o any) bool { return name(n) == name(o) }) {
			changes = append(changes, ItemChange{Now: n})
		}
	}
	return changes
}

// list returns the items of a value that is a list, and nil for any other value.
func list(v any) []any {
	if a, ok := v.(Actions); ok {
		v = a.Steps
	}
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.Kind() != reflect.Slice {
		return nil
	}
	all := make([]any, r.Len())
	for i := range all {
		all[i] = r.Index(i).Interface()
	}
	return all
}

// name returns the first text of an item, which tells it from its neighbours.
func name(item any) string {
	r := reflect.ValueOf(item)
	if r.Kind() == reflect.Struct {
		r = r.Field(0)
	}
	return r.String()
}

// A Class says what a version did, in one word.
type Class string

const (
	FirstNotice      Class = "first"
	Update           Class = "update"
	CorrectionClass  Class = "correction"
	WithdrawalClass  Class = "withdrawal"
	RepairClass      Class = "repair"
	RedactionClass   Class = "redaction"
	FinalReportClass Class = "final"
)

// Class returns what version n did. A version that did several things is named
// after the gravest.
func (i *Incident) Class(n int) Class {
	account := i.At(n)
	class := RepairClass
	for _, p := range i.Versions[n-1].Publications {
		class = graver(class, account.ClassOf(p))
	}
	return class
}

var gravity = []Class{RepairClass, Update, FinalReportClass, WithdrawalClass, CorrectionClass, FirstNotice, RedactionClass}

// ClassOf returns what one publication of the version that a stands for did.
func (a *Account) ClassOf(p Publication) Class {
	switch {
	case p.Type == Redaction:
		return RedactionClass
	case p.Type == Edited:
		return RepairClass
	case a.Version == 1:
		return FirstNotice
	}
	for _, t := range a.Statements {
		if t.Doc != p.Doc {
			continue
		}
		switch {
		case len(t.Corrects) > 0:
			return CorrectionClass
		case len(t.Said.Withdraws) > 0:
			return WithdrawalClass
		case t.Said.Facts.Status == Final:
			return FinalReportClass
		}
	}
	return Update
}

func graver(a, b Class) Class {
	if slices.Index(gravity, b) > slices.Index(gravity, a) {
		return b
	}
	return a
}
