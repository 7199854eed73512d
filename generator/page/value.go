package page

import (
	"cmp"
	"html/template"
	"reflect"
	"slices"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/telephone"
)

// A Value is the value of any fact, in the form in which a template shows it. One
// of the fields up to Items says what it is; a template shows those that are set.
type Value struct {
	Words  Words  // text
	Choice string // key of a word of the theme: "status_contained"
	When   *When
	Window *Window // of a maintenance
	Next   *NextUpdate
	Groups []Group // people and things affected
	Data   *Data
	Impact *Impact
	Told   *Told
	Flaw   *Flaw    // a vulnerability
	Due    *Due     // a commitment
	Reach  *Contact // how readers ask
	Items  []Value  // a list

	// What can stand beside Words in a list.
	State string // key of a word of the theme: "measure_done"
	At    Moment // when
	Until Moment // until when
	More  Words  // why, or how it is known
	Link  string // for Words
}

// A When is the time of an event. At is set, or From and perhaps To.
type When struct {
	At, From, To Moment // zero if nothing was said
	OneDay       bool   // From and To are times on one day
	Certainty    string // key of a word of the theme; "" if it is certain
}

// A Window is a planned time.
type Window struct {
	From, To Moment
	OneDay   bool // both are times on one day
}

func window(w disclosure.Window) Window {
	return Window{w.Start, w.End, oneDay(w.Start, w.End)}
}

// oneDay reports whether two moments are times on one day.
func oneDay(a, b Moment) bool {
	return !a.IsZero() && !b.IsZero() && !a.Day && !b.Day && disclosure.DayOf(a.Time) == disclosure.DayOf(b.Time)
}

// A NextUpdate is the promise to write again. One field is set.
type NextUpdate struct {
	At   Moment // by this time
	When Words  // an event instead of a time
	None Words  // why there will be no further update
}

// A Group is who or what is affected, and how many.
type Group struct {
	Who       Words  // named group; "" if nothing more is known than how many
	Unit      string // key of a word of the theme, with a plural: "unit_people", "unit_none", or "all_people" if All
	Count     int    // for the plural; the number itself unless there is a range
	Min, Max  int    // a range, if Max is not 0
	All       bool   // all of them, instead of a number
	Unknown   bool   // how many is not known
	Certainty string // key of a word of the theme
	AsOf      Moment // the day on which it was counted
}

// Data is one category of data and what happened to it.
type Data struct {
	Category   string   // key of a word of the theme: "data_phone"
	Level      string   // shape and colour: see State
	Exposure   string   // key of a word of the theme, unless Effects is set
	Effects    []string // keys of words of the theme
	Protection string   // key of a word of the theme, or ""
	Detail     Words    // what of the category
	Basis      Words    // how the company knows
}

// An Impact is what an incident does to one component.
type Impact struct {
	Name   Words  // of the component
	Link   string // page of the component; "" if there is none
	Level  string // shape and colour: see State
	Impact string // key of a word of the theme
}

// Told is somebody whom the company told.
type Told struct {
	Who  string // key of a word of the theme
	Name Words
	At   Moment
}

// A Flaw describes a vulnerability.
type Flaw struct {
	CVE        []string // numbers of it
	Severity   string   // key of a word of the theme, or ""
	CVSS       string   // score, as text
	Affected   []Words  // versions
	Fixed      []Words  // versions
	Workaround Words    // how to avoid it
	Exploited  string   // key of a word of the theme, or ""
}

// A Due is what a promise says: in a list of changes.
type Due struct {
	Text     Words
	State    string // key of a word of the theme
	Due      Moment // the date
	DoneAt   Moment // when it was kept; zero if it was not
	Evidence Words  // how one can see that it was kept
	Reason   Words  // why the date moved, or why it was given up
}

// A Contact is how readers ask.
type Contact struct {
	Email, Phone   string       // as people write them; "" if there is none
	PhoneLink      template.URL // "tel:+18005550142"; empty if the number cannot be dialled
	Web, WebLabel  string       // address of a page, and how it is shown
	Hours, Post    Words        // when the telephone is answered; postal address
	Press          string       // e-mail address or web address for journalists
	PressLink      string       // the link for it
	NothingToReach bool         // no e-mail address, telephone or web page is known
}

// choice returns the key of the word for one of a field's fixed values.
func choice(field, value string) string {
	if value == "" {
		return ""
	}
	return field + "_" + value
}

// value returns what a fact says. original is the value in the original language,
// of the same type; names are the names of components as readers saw them.
func (p place) value(key disclosure.Key, local, original any, names componentNames) *Value {
	v := &Value{}
	switch l := local.(type) {
	case nil:
		return nil
	case string:
		o, _ := original.(string)
		switch field := key.Field(); field {
		case "discovered_by", "origin":
			v.Choice = choice(field, l)
		case "root_cause", "supplier":
			if v.Words = p.words(l, o); l == "unknown" {
				*v = Value{Choice: "certainty_unknown"}
			}
		case "merged_into":
			*v = p.otherIncident(l)
		default:
			v.Words = p.words(l, o)
		}
	case disclosure.Kind:
		v.Choice = choice("kind", string(l))
	case disclosure.Status:
		v.Choice = choice("status", string(l))
	case disclosure.Moment:
		v.When = &When{At: l}
	case disclosure.When:
		if v.When = when(l); l.Start().IsZero() {
			v.When, v.Choice = nil, choice("certainty", string(cmp.Or(l.Certainty, disclosure.Unknown)))
		}
	case disclosure.Window:
		w := window(l)
		v.Window = &w
	case disclosure.NextUpdate:
		o, _ := original.(disclosure.NextUpdate)
		v.Next = &NextUpdate{At: l.At, When: p.linked(l.When, o.When), None: p.linked(l.None, o.None)}
	case []disclosure.Affected:
		o, _ := original.([]disclosure.Affected)
		for i, a := range l {
			v.Groups = append(v.Groups, p.group(a, at(o, i)))
		}
	case disclosure.Data:
		o, _ := original.(disclosure.Data)
		v.Data = p.data(l, o)
	case disclosure.Impact:
		v.Impact = p.impact(l, names)
	case disclosure.Notified:
		o, _ := original.(disclosure.Notified)
		v.Told = &Told{choice("told", l.Who), p.words(l.Name, o.Name), l.At}
	case disclosure.Weakness:
		o, _ := original.(disclosure.Weakness)
		v.Flaw = p.flaw(l, o)
	case disclosure.Commitment:
		o, _ := original.(disclosure.Commitment)
		v.Due = p.due(l, o)
	case disclosure.Contact:
		o, _ := original.(disclosure.Contact)
		v.Reach = p.contact(l, o)
	case disclosure.Actions:
		o, _ := original.(disclosure.Actions)
		if l.None != nil {
			reason := ""
			if o.None != nil {
				reason = o.None.Reason
			}
			v.State, v.Words, v.Until = "steps_none", p.linked(l.None.Reason, reason), l.None.Until
			return v
		}
		for i, s := range l.Steps {
			v.Items = append(v.Items, p.item(s, at(o.Steps, i)))
		}
	case disclosure.Passage:
		return v
	default:
		ll, oo := reflect.ValueOf(local), reflect.ValueOf(original)
		if ll.Kind() != reflect.Slice {
			return nil
		}
		for i := range ll.Len() {
			var o any
			if oo.IsValid() && oo.Type() == ll.Type() && i < oo.Len() {
				o = oo.Index(i).Interface()
			}
			if key.Field() == "related" {
				v.Items = append(v.Items, p.otherIncident(ll.Index(i).String()))
				continue
			}
			v.Items = append(v.Items, p.item(ll.Index(i).Interface(), o))
		}
	}
	return v
}

// item returns one item of a list in a line: what it is about, and how far it is.
func (p place) item(local, original any) Value {
	switch l := local.(type) {
	case string:
		o, _ := original.(string)
		return Value{Words: p.linked(l, o)}
	case disclosure.Action:
		o, _ := original.(disclosure.Action)
		return Value{Words: p.linked(l.Do, o.Do)}
	case disclosure.NotAffected:
		o, _ := original.(disclosure.NotAffected)
		return Value{Words: p.linked(l.Who, o.Who), More: p.linked(l.Basis, o.Basis)}
	case disclosure.Measure:
		o, _ := original.(disclosure.Measure)
		return Value{Words: p.linked(l.Text, o.Text), State: choice("measure", l.State), At: l.At}
	case disclosure.Support:
		o, _ := original.(disclosure.Support)
		return Value{Words: p.linked(l.What, o.What), More: p.linked(l.For, o.For)}
	case disclosure.AlsoSaid:
		o, _ := original.(disclosure.AlsoSaid)
		return Value{Words: p.linked(l.Where, o.Where), At: l.At}
	case disclosure.HeldBack:
		o, _ := original.(disclosure.HeldBack)
		return Value{Words: p.linked(l.What, o.What), State: choice("held_back", l.Why), Until: l.Until}
	case disclosure.Verification:
		o, _ := original.(disclosure.Verification)
		return Value{Words: p.linked(l.What, o.What), State: choice("tested_by", l.By), At: l.At, More: p.linked(l.Result, o.Result)}
	}
	if v := p.value("", local, original, nil); v != nil {
		return *v
	}
	return Value{}
}

func when(w disclosure.When) *When {
	v := &When{At: w.At, From: w.From, To: w.To}
	if !v.At.IsZero() {
		v.From, v.To = Moment{}, Moment{}
	}
	v.OneDay = oneDay(v.From, v.To)
	if w.Certainty != disclosure.Sure {
		v.Certainty = choice("certainty", string(w.Certainty))
	}
	return v
}

func (p place) group(a, original disclosure.Affected) Group {
	g := Group{
		Who: p.words(a.Who, original.Who), Count: a.Count, All: a.All, AsOf: a.AsOf,
		Certainty: choice("certainty", string(a.Certainty)),
	}
	field := "unit"
	if a.All {
		field = "all"
	}
	g.Unit = choice(field, cmp.Or(a.Unit, "none"))
	if a.Max > 0 {
		g.Min, g.Max, g.Count = a.Min, a.Max, a.Max
	}
	if a.Certainty == disclosure.Sure {
		g.Certainty = "certainty_counted"
	}
	if !a.All && a.Count == 0 && a.Max == 0 && a.Certainty == disclosure.Unknown {
		g.Unknown, g.Certainty = true, ""
	}
	return g
}

func (p place) data(d, original disclosure.Data) *Data {
	v := &Data{
		Category: choice("data", d.Category), Protection: choice("protection", d.Protection),
		Detail: p.linked(d.Detail, original.Detail), Basis: p.linked(d.Basis, original.Basis),
		Exposure: choice("exposure", string(d.Exposure)),
	}
	switch d.Exposure {
	case disclosure.Exposed:
		v.Level = Major
		for _, e := range d.Effects {
			v.Effects = append(v.Effects, choice("effect", e))
		}
	case disclosure.NotExposed:
		v.Level = Over
	default:
		v.Level = Minor
	}
	return v
}

// componentNames are names of components as readers saw them beside a statement.
type componentNames map[string]string

func (p place) impact(i disclosure.Impact, names componentNames) *Impact {
	v := &Impact{Level: impactLevel(i.Impact), Impact: choice("impact", i.Impact)}
	name, original := i.ID, i.ID
	if c, ok := p.Site.Component(i.ID); ok {
		v.Link = p.to(address.Component(p.lang, i.ID))
		name, original = c.Name.In(p.code()), ""
	} else if seen, ok := names[i.ID]; ok {
		name, original = seen, seen
	}
	v.Name = p.words(name, original)
	return v
}

// neverFailed keeps a component that never failed from working "again".
func (i *Impact) neverFailed() {
	if i.Impact == "impact_operational" {
		i.Impact = "impact_works"
	}
}

// impaired reports whether one of the values of a component that still hold or held
// said that it does not work as it should.
func impaired(values []disclosure.Stated) bool {
	return slices.ContainsFunc(values, func(v disclosure.Stated) bool {
		i, ok := v.Value.(disclosure.Impact)
		return ok && v.Withdrawn == 0 && impactRank(i.Impact) > 0
	})
}

func (p place) flaw(l, o disclosure.Weakness) *Flaw {
	return &Flaw{
		CVE: l.CVE, Severity: choice("severity", l.Severity), CVSS: l.CVSS,
		Affected: p.list(l.Affected, o.Affected), Fixed: p.list(l.Fixed, o.Fixed),
		Workaround: p.linked(l.Workaround, o.Workaround), Exploited: choice("exploited", l.Exploited),
	}
}

func (p place) due(l, o disclosure.Commitment) *Due {
	return &Due{
		Text: p.linked(l.Text, o.Text), State: choice("commitment", l.State), Due: l.Due, DoneAt: l.DoneAt,
		Evidence: p.linked(l.Evidence, o.Evidence), Reason: p.linked(l.Reason, o.Reason),
	}
}

func (p place) contact(l, o disclosure.Contact) *Contact {
	c := &Contact{
		Email: l.Email, Phone: l.Phone, PhoneLink: call(l.Phone), Web: l.Web, WebLabel: shortAddress(l.Web),
		Hours: p.words(l.Hours, o.Hours), Post: p.words(l.Post, o.Post), Press: l.Press, PressLink: reach(l.Press),
	}
	c.NothingToReach = c.Email == "" && c.Phone == "" && c.Web == ""
	return c
}

// call returns the link that calls a number as people write it, or "" if it
// cannot be dialled.
func call(number string) template.URL { return template.URL(telephone.Link(number)) }

// reach returns the link for an e-mail address or an address of the web.
func reach(s string) string {
	if s == "" || strings.Contains(s, "://") {
		return s
	}
	return "mailto:" + s
}

// shortAddress is how an address of the web is shown.
func shortAddress(url string) string {
	for _, prefix := range []string{"https://", "http://"} {
		url = strings.TrimPrefix(url, prefix)
	}
	return strings.TrimSuffix(url, "/")
}

// otherIncident returns the title of another incident with the link to it, or
// its id if there is no such incident.
func (p place) otherIncident(id string) Value {
	r := p.byID[id]
	if r == nil {
		return Value{Words: Words(link(id))}
	}
	return Value{Words: p.words(r.title(p.lang), r.title("")), Link: p.to(address.Incident(p.lang, id))}
}
