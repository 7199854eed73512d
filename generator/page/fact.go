package page

import (
	"slices"
	"strings"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// A Fact is one line of the facts beside an account: what is said now, since when,
// and what was said before, in the same place.
type Fact struct {
	Name   string    // key of a word of the theme: "field_affected"
	Anchor string    // "fact-affected"
	Stands []Stand   // one, or one for each service or addressee
	After  *Duration // the first notice only: how long after the incident was found
}

// A Stand is a value with its history. A fact has one; services and addressees
// have one each.
type Stand struct {
	Anchor string // of a service or addressee; "" for a fact that stands alone
	Value  *Value // nil if nothing is said now; Gone then says why
	Gone   string // "gone_removed", "gone_withdrawn", "gone_emptied": key of a word of the theme
	Was    []Was  // what was said before, oldest first
}

// A Was is a value that does not stand any more.
type Was struct {
	Value     *Value // what was said
	At        Moment // day on which it was said; with the time, if more than one is of that day
	Until     Moment // day on which something else was said, or when it was taken back
	Corrected bool   // the company was sure of it, and it was wrong
	Withdrawn bool   // the statement was taken back
	Because   Words  // why it was wrong
	Link      string // to the statement that said it
	Folded    bool   // it merely moved on, and a later value did, too: to be shown on demand
}

// A Duration is a span of time, in days, hours and minutes.
type Duration struct{ Days, Hours, Minutes int }

func durationOf(d time.Duration) *Duration {
	minutes := int(d / time.Minute)
	if minutes <= 0 {
		return nil
	}
	return &Duration{Days: minutes / (24 * 60), Hours: minutes / 60 % 24, Minutes: minutes % 60}
}

// between returns the time from one moment to another, if both are exact to the
// same degree and in this order.
func between(from, to Moment) *Duration {
	if from.IsZero() || to.IsZero() || from.Day != to.Day {
		return nil
	}
	return durationOf(to.Time.Sub(from.Time))
}

// railFields are the facts beside the story, in their order. "disclosed" is no
// field: it is the time of the first notice.
var railFields = []string{
	"affected", "components", "window", "started", "detected", "disclosed", "confirmed", "contained", "fixed", "resolved",
	"monitor_until", "vulnerability", "discovered_by", "origin", "supplier", "notified", "also_said", "related", "credit",
}

func anchor(key disclosure.Key) string {
	return "fact-" + strings.NewReplacer(".", "-", "/", "-", " ", "-").Replace(string(key))
}

// facts returns the facts beside the story.
func (s *story) facts() []Fact {
	byField := map[string][]int{}
	for i, h := range s.t.local.Known {
		byField[h.Key.Field()] = append(byField[h.Key.Field()], i)
	}
	var facts []Fact
	for _, field := range railFields {
		f := Fact{Name: "field_" + field, Anchor: anchor(disclosure.Key(field))}
		if field == "disclosed" {
			told := disclosure.At(s.t.local.Disclosed)
			f.Stands = []Stand{{Value: &Value{When: &When{At: told}}}}
			f.After = between(s.t.local.Facts.Detected.Start(), told)
			facts = append(facts, f)
			continue
		}
		for _, i := range byField[field] {
			if stand, ok := s.stand(i); ok {
				f.Stands = append(f.Stands, stand)
			}
		}
		if field == "monitor_until" && s.watched() {
			f.Name = "field_monitored_until"
		}
		if len(f.Stands) > 0 {
			facts = append(facts, f)
		}
	}
	return facts
}

// watched reports whether the watch of a fix lies behind: the account has ended, and
// the day that was named for the watch had come by then.
func (s *story) watched() bool {
	f := &s.t.original.Facts
	return f.Status.Ended() && !f.MonitorUntil.Time.After(s.t.original.Time)
}

// endOf is the status in which a time of the facts puts an account.
var endOf = map[string]disclosure.Status{"contained": disclosure.Contained, "fixed": disclosure.Fixed, "resolved": disclosure.Resolved}

// asItIs keeps a fact from saying what the status of the account denies: a
// maintenance that has not begun impairs nothing yet, what was a false alarm does
// not work again, and an account that was opened again is not resolved.
func (s *story) asItIs(h disclosure.History, stand *Stand) {
	facts := s.t.original.Facts
	if stand.Value == nil {
		return
	}
	if impact := stand.Value.Impact; impact != nil {
		switch {
		case facts.Status == disclosure.Scheduled && impact.Impact == "impact_maintenance":
			impact.Impact = "impact_planned"
		case facts.Status == disclosure.FalseAlarm && (impact.Impact == "impact_operational" || impact.Impact == "impact_works"):
			impact.Impact, impact.Level = "impact_none", None
		}
	}
	end, now := facts.Kind.Rank(endOf[h.Key.Field()]), facts.Kind.Rank(facts.Status)
	if end > now && now >= 0 {
		said, _ := h.Current()
		stand.Was = append(stand.Was, Was{Value: stand.Value, At: disclosure.At(said.At), Link: s.statementLink(said.Statement)})
		stand.Value, stand.Gone = nil, "gone_emptied"
	}
}

// stand returns the i-th known fact with its history; false if it was never more
// than empty.
func (s *story) stand(i int) (Stand, bool) {
	h, original := s.t.local.Known[i], s.t.original.Known[i]
	stand := Stand{}
	if h.Key.ID() != "" {
		stand.Anchor = anchor(h.Key)
	}
	now, stands := h.Current()
	switch {
	case !stands:
		stand.Gone = "gone_withdrawn"
	case now.Removed:
		// What was said before could be what had to be removed.
		stand.Gone = "gone_removed"
		return stand, true
	case now.Value == nil:
		stand.Gone = "gone_emptied"
	default:
		stand.Value = s.value(h.Key, now.Value, currentOf(original))
	}
	if field := disclosure.FieldNamed(h.Key.Field()); field != nil && field.Sort == disclosure.Claim {
		stand.Was = s.was(h, original)
	}
	s.asItIs(h, &stand)
	inOrder(stand.Was)
	return stand, stand.Value != nil || len(stand.Was) > 0
}

func currentOf(h disclosure.History) any {
	now, _ := h.Current()
	return now.Value
}

// inOrder makes a list of earlier values, oldest first, short: what was wrong stays in
// sight, and of what merely moved on the newest. Times of day stay where the day would
// not tell two values apart.
func inOrder(all []Was) {
	days := map[Moment]int{}
	for i := range all {
		days[disclosure.DayOf(all[i].At.Time)]++
	}
	newer := false
	for i, w := range slices.Backward(all) {
		if day := disclosure.DayOf(w.At.Time); days[day] == 1 {
			all[i].At = day
		}
		if !w.Corrected && !w.Withdrawn {
			all[i].Folded, newer = newer, true
		}
	}
}

// was returns the values that do not stand, oldest first, with the times at which
// they were said.
func (s *story) was(h, original disclosure.History) []Was {
	var all []Was
	for i, v := range h.Values {
		if v.Value == nil && !v.Removed || i == lastStanding(h) {
			continue
		}
		if sameExposure(v.Value, nextStanding(h, i)) {
			continue
		}
		w := Was{
			Value: s.valueOr(v, h.Key, original.Values[i].Value),
			At:    disclosure.At(v.At), Link: s.statementLink(v.Statement),
			Withdrawn: v.Withdrawn != 0,
		}
		w.Value.briefly(v.Value, currentOf(h))
		if v.Withdrawn != 0 {
			w.Until = disclosure.DayOf(s.publishedAt(v.Withdrawn))
		}
		for j := i + 1; j < len(h.Values); j++ {
			if next := h.Values[j]; next.Withdrawn == 0 {
				if v.Withdrawn == 0 {
					w.Until = disclosure.DayOf(next.At)
					w.Corrected = next.Corrects
					w.Because = s.linked(next.Because, original.Values[j].Because)
				}
				break
			}
		}
		if old, ok := v.Value.(disclosure.Weakness); ok {
			now, _ := currentOf(h).(disclosure.Weakness)
			switch other, differs := w.Value.Flaw.otherThan(old, now); {
			case differs:
				w.Value.Flaw = other
			case !w.Corrected && !w.Withdrawn:
				continue // all of it still stands, and more was said since
			}
		}
		all = append(all, w)
	}
	return all
}

// nextStanding returns the value that replaced the i-th one, or nil.
func nextStanding(h disclosure.History, i int) any {
	for _, v := range h.Values[i+1:] {
		if v.Withdrawn == 0 {
			return v.Value
		}
	}
	return nil
}

// sameExposure reports whether two values say the same of a category of data, and
// differ only in how it is described.
func sameExposure(old, new any) bool {
	a, ok := old.(disclosure.Data)
	b, ok2 := new.(disclosure.Data)
	return ok && ok2 && a.Exposure == b.Exposure && slices.Equal(a.Effects, b.Effects) && a.Protection == b.Protection
}

// briefly keeps of an earlier value what tells it from the one that stands: not
// who is counted, nor the date or how it was described.
func (v *Value) briefly(was, now any) {
	old, _ := was.([]disclosure.Affected)
	standing, _ := now.([]disclosure.Affected)
	for i := range v.Groups {
		if at(old, i).Who == at(standing, i).Who {
			v.Groups[i].Who = ""
		}
		v.Groups[i].AsOf = Moment{}
	}
	if v.Data != nil {
		v.Data.Detail, v.Data.Basis = "", ""
	}
}

// otherThan returns what an earlier description of a vulnerability says otherwise than
// the one that stands, and whether that is anything. was and now are the two in the
// words of the page.
func (f *Flaw) otherThan(was, now disclosure.Weakness) (other *Flaw, differs bool) {
	other = &Flaw{}
	if !slices.Equal(was.CVE, now.CVE) {
		other.CVE = f.CVE
	}
	if was.Severity != now.Severity || was.CVSS != now.CVSS {
		other.Severity, other.CVSS = f.Severity, f.CVSS
	}
	if !slices.Equal(was.Affected, now.Affected) {
		other.Affected = f.Affected
	}
	if !slices.Equal(was.Fixed, now.Fixed) {
		other.Fixed = f.Fixed
	}
	if was.Workaround != now.Workaround {
		other.Workaround = f.Workaround
	}
	if was.Exploited != now.Exploited {
		other.Exploited = f.Exploited
	}
	return other, len(other.CVE)+len(other.Affected)+len(other.Fixed) > 0 ||
		other.Severity != "" || other.CVSS != "" || other.Workaround != "" || other.Exploited != ""
}

func lastStanding(h disclosure.History) int {
	for i := len(h.Values) - 1; i >= 0; i-- {
		if h.Values[i].Withdrawn == 0 {
			return i
		}
	}
	return -1
}

func (s *story) value(key disclosure.Key, local, original any) *Value {
	v := s.place.value(key, local, original, s.names)
	if v != nil && v.Impact != nil && !impaired(s.t.original.Fact(key).Values) {
		v.Impact.neverFailed()
	}
	return v
}

// statementLink returns the link to a statement's own page.
func (s *story) statementLink(n int) string {
	return s.to(address.Statement(s.lang, s.r.inc.ID, n))
}

// publishedAt returns when a statement was published.
func (s *story) publishedAt(n int) time.Time {
	if t := s.told(n); t != nil {
		return t.Published
	}
	return time.Time{}
}

// told returns a statement of the account by its number, or nil.
func (s *story) told(n int) *disclosure.Told {
	for i := range s.t.local.Statements {
		if s.t.local.Statements[i].Number == n {
			return &s.t.local.Statements[i]
		}
	}
	return nil
}
