package feed

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/telephone"
)

// label names a fact: by its field, or by its own name if the field is a list of
// facts.
func (w *writer) label(key disclosure.Key) string {
	id := key.ID()
	switch field := key.Field(); {
	case key.Section() != "":
		return w.term("section", string(key.Section()))
	case id == "":
		return w.term("field", field)
	case field == "data":
		return w.term("category", id)
	case field == "components":
		return w.component(id)
	case field == "notified":
		who, name, _ := strings.Cut(id, "/")
		return w.detailed(w.term("addressee", who), esc(name))
	case field == "commitments":
		return w.detailed(w.term("field", field), esc(id))
	default:
		return w.term("field", field)
	}
}

// named returns an item of a keyed field with its name.
func (w *writer) named(key disclosure.Key, value any) string {
	text := strings.Join(w.values(key, value), w.say("list.semicolon"))
	if key.Field() == "commitments" {
		return text
	}
	return w.say("fact", "label", w.label(key), "value", text)
}

// component returns the name of a component as the record has it.
func (w *writer) component(id string) string {
	if name := w.components[id]; name != "" {
		return esc(oneLine(name))
	}
	return esc(id)
}

// term returns the word for a value of a fixed list.
func (w *writer) term(list, value string) string { return esc(w.say(list + "." + value)) }

// detailed returns a label with a detail in brackets, if there is one.
func (w *writer) detailed(label, detail string) string {
	if detail == "" {
		return label
	}
	return w.say("fact.detail", "label", label, "detail", detail)
}

// join puts parts that are not empty into one line.
func (w *writer) join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), w.say("list.comma"))
}

// lines is a list of lines that are not empty.
func lines(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// values returns a value as lines of HTML without a label.
func (w *writer) values(key disclosure.Key, value any) []string {
	switch v := value.(type) {
	case string:
		return lines(w.single(key, v))
	case []string:
		var all []string
		for _, s := range v {
			all = append(all, w.single(key, s))
		}
		return lines(all...)
	case disclosure.Kind:
		return lines(w.term("kind", string(v)))
	case disclosure.Status:
		return lines(w.term("status", string(v)))
	case disclosure.Moment:
		return lines(w.moment(v))
	case disclosure.When:
		return lines(w.when(v))
	case disclosure.Window:
		return lines(w.span(v.Start, v.End))
	case disclosure.NextUpdate:
		return w.nextUpdate(v)
	case []disclosure.Affected:
		return oneEach(v, w.affected)
	case []disclosure.NotAffected:
		return oneEach(v, func(n disclosure.NotAffected) string { return w.detailed(esc(n.Who), esc(n.Basis)) })
	case disclosure.Impact:
		return lines(w.term("impact", v.Impact))
	case disclosure.Data:
		return lines(w.data(v))
	case disclosure.Actions:
		return w.actions(v)
	case []disclosure.Measure:
		return oneEach(v, func(m disclosure.Measure) string {
			return w.detailed(esc(m.Text), w.join(w.word("state", m.State), w.moment(m.At)))
		})
	case []disclosure.Support:
		return oneEach(v, w.support)
	case disclosure.Notified:
		if v.At.IsZero() {
			return lines(w.say("notified.done"))
		}
		return lines(w.moment(v.At))
	case []disclosure.AlsoSaid:
		return oneEach(v, func(a disclosure.AlsoSaid) string { return w.detailed(w.reference(a.Where), w.moment(a.At)) })
	case disclosure.Contact:
		return w.contacts(v)
	case []disclosure.HeldBack:
		return oneEach(v, func(h disclosure.HeldBack) string {
			until := ""
			if !h.Until.IsZero() {
				until = w.say("date.until", "date", w.moment(h.Until))
			}
			return w.detailed(esc(h.What), w.join(w.word("hold", h.Why), until))
		})
	case []disclosure.Verification:
		return oneEach(v, w.verification)
	case disclosure.Commitment:
		return lines(w.commitment(v))
	case disclosure.Weakness:
		return w.weakness(v)
	}
	return nil
}

// oneEach returns one line for each item.
func oneEach[T any](list []T, line func(T) string) []string {
	var all []string
	for _, item := range list {
		all = append(all, line(item))
	}
	return lines(all...)
}

// single returns a text, which some fields take from a fixed list.
func (w *writer) single(key disclosure.Key, s string) string {
	switch key.Field() {
	case "discovered_by":
		return w.word("discoverer", s)
	case "origin":
		return w.word("origin", s)
	case "related", "merged_into":
		return w.link(w.page(address.Incident(w.folder, url.PathEscape(clean(s)))), esc(cmp.Or(oneLine(w.other(s)), s)))
	}
	return esc(s)
}

// word is term for a value that may be missing.
func (w *writer) word(list, value string) string {
	if value == "" {
		return ""
	}
	return w.term(list, value)
}

func (w *writer) span(from, to disclosure.Moment) string {
	if to.IsZero() || from.IsZero() {
		return w.moment(from) + w.moment(to)
	}
	return w.say("date.span", "from", w.moment(from), "to", w.moment(to))
}

// doubt is a certainty, where it is worth a word.
func (w *writer) doubt(c disclosure.Certainty) string {
	if c == "" || c == disclosure.Sure {
		return ""
	}
	return w.term("certainty", string(c))
}

func (w *writer) when(v disclosure.When) string {
	if v.At.IsZero() {
		return w.join(w.span(v.From, v.To), w.doubt(v.Certainty))
	}
	return w.join(w.moment(v.At), w.doubt(v.Certainty))
}

func (w *writer) nextUpdate(v disclosure.NextUpdate) []string {
	switch {
	case !v.At.IsZero():
		return []string{w.say("date.by", "date", w.moment(v.At))}
	case v.When != "":
		return []string{esc(v.When)}
	case v.None != "":
		return []string{w.say("next.none", "why", esc(v.None))}
	}
	return nil
}

func (w *writer) affected(a disclosure.Affected) string {
	units := w.in.Feed["unit.none.other"] // most languages need no word there
	all := cmp.Or(w.in.Feed["unit.none.all"], units)
	if a.Unit != "" {
		units = w.say("unit." + a.Unit + ".other")
		all = w.firstOf([]string{"unit." + a.Unit + ".all", "unit." + a.Unit + ".other"})
	}
	count := ""
	switch {
	case a.All:
		count = w.say("count.all", "unit", all)
	case a.Max > 0:
		count = w.say("count.range", "min", w.number(a.Min), "max", w.number(a.Max), "unit", units)
	case a.Count == 0 && a.Certainty == disclosure.Unknown:
		count = w.say("count.unknown", "unit", units)
	default:
		if a.Unit != "" {
			units = w.plural("unit."+a.Unit, a.Count)
		}
		phrase := "count.some"
		if a.Certainty == disclosure.Estimated || a.Certainty == disclosure.Suspected {
			phrase = "count.about"
		}
		count = w.say(phrase, "n", w.number(a.Count), "unit", units)
	}
	count = esc(strings.TrimRight(count, ": \u00a0"))
	if a.Who != "" {
		count = w.say("count.who", "count", count, "who", esc(a.Who))
	}
	asOf := ""
	if !a.AsOf.IsZero() {
		asOf = w.say("count.asof", "date", w.moment(a.AsOf))
	}
	certainty := ""
	if a.Certainty != disclosure.Unknown {
		certainty = w.word("certainty", string(a.Certainty))
	}
	return w.detailed(count, w.join(certainty, asOf))
}

// data is what happened to a category of data, which the label names.
func (w *writer) data(d disclosure.Data) string {
	var what []string
	for _, effect := range d.Effects {
		what = append(what, w.term("effect", effect))
	}
	if len(what) == 0 {
		what = append(what, w.word("exposure", string(d.Exposure)))
	}
	if d.Protection != "" {
		what = append(what, w.term("protection", d.Protection))
	}
	return w.detailed(w.join(what...), strings.Join(lines(esc(d.Detail), esc(d.Basis)), w.say("list.semicolon")))
}

func (w *writer) actions(a disclosure.Actions) []string {
	if a.None != nil {
		until := ""
		if !a.None.Until.IsZero() {
			until = w.say("date.until", "date", w.moment(a.None.Until))
		}
		return []string{w.detailed(w.say("actions.none", "reason", esc(a.None.Reason)), until)}
	}
	return oneEach(a.Steps, func(s disclosure.Action) string {
		who := ""
		if s.For != "" {
			who = w.say("actions.for", "who", esc(s.For))
		}
		do := w.detailed("<strong>"+esc(s.Do)+"</strong>", w.join(who, w.word("urgency", s.When)))
		link := ""
		if s.Link != "" {
			link = w.reference(s.Link)
		}
		return strings.Join(lines(do, esc(s.Why), link), "<br>\n")
	})
}

func (w *writer) support(s disclosure.Support) string {
	var parts []string
	add := func(value, key string, pairs ...string) {
		if value != "" {
			parts = append(parts, w.say(key, pairs...))
		}
	}
	add(s.For, "support.for", "who", esc(s.For))
	add(s.Provider, "support.provider", "name", esc(s.Provider))
	if s.Months > 0 {
		parts = append(parts, w.plural("support.months", s.Months, "n", w.number(s.Months)))
	}
	add(s.Cost, "support.cost", "cost", esc(s.Cost))
	if !s.EnrolBy.IsZero() {
		parts = append(parts, w.say("support.enrol", "date", w.moment(s.EnrolBy)))
	}
	return strings.Join(lines(w.detailed(esc(s.What), w.join(parts...)), esc(s.How)), "<br>\n")
}

func (w *writer) verification(v disclosure.Verification) string {
	return strings.Join(lines(
		w.detailed(esc(v.What), w.join(w.word("tested", v.By), w.moment(v.At))), esc(v.How), esc(v.Result),
	), "<br>\n")
}

func (w *writer) commitment(c disclosure.Commitment) string {
	due, done := "", ""
	if !c.Due.IsZero() {
		due = w.say("commitment.due", "date", w.moment(c.Due))
	}
	state := w.word("state", c.State)
	if c.State == "done" && !c.DoneAt.IsZero() {
		state, done = "", w.say("commitment.done", "date", w.moment(c.DoneAt))
	}
	text := esc(c.Text)
	if text == "" {
		text = esc(c.ID)
	}
	return strings.Join(lines(w.detailed(text, w.join(due, state, done)), esc(c.Evidence), esc(c.Reason)), "<br>\n")
}

func (w *writer) contacts(c disclosure.Contact) []string {
	entry := func(name, value string) string {
		if value == "" {
			return ""
		}
		return w.say("fact", "label", w.say("contact."+name), "value", value)
	}
	email, phone := "", ""
	if c.Email != "" {
		email = w.link(w.resolve("mailto:"+strings.TrimSpace(c.Email)), esc(c.Email))
	}
	if c.Phone != "" {
		phone = esc(c.Phone)
		if link := telephone.Link(c.Phone); link != "" {
			phone = w.link(w.resolve(link), phone)
		}
	}
	press := w.reference(c.Press)
	if strings.Contains(c.Press, "@") && !strings.Contains(c.Press, ":") {
		press = w.link(w.resolve("mailto:"+strings.TrimSpace(c.Press)), esc(c.Press))
	}
	return lines(entry("email", email), entry("phone", phone), entry("hours", esc(c.Hours)), entry("web", w.reference(c.Web)),
		entry("post", esc(c.Post)), entry("press", press))
}

// reference returns a text as a link to itself if it is an address, or a path in
// the site that begins with "/" or "files/".
func (w *writer) reference(s string) string {
	trimmed := strings.TrimSpace(s)
	for _, prefix := range []string{"https://", "http://", "mailto:", "tel:", "/", "files/"} {
		if strings.HasPrefix(trimmed, prefix) && !strings.ContainsAny(trimmed, " \n\t") {
			return w.link(w.resolve(trimmed), esc(trimmed))
		}
	}
	return esc(s)
}

func (w *writer) weakness(v disclosure.Weakness) []string {
	entry := func(name, value string) string {
		if value == "" {
			return ""
		}
		return w.say("fact", "label", w.say("weakness."+name), "value", value)
	}
	return lines(
		entry("cve", esc(strings.Join(v.CVE, w.say("list.comma")))),
		entry("severity", w.word("severity", v.Severity)),
		entry("cvss", esc(v.CVSS)),
		entry("affected", esc(strings.Join(v.Affected, w.say("list.comma")))),
		entry("fixed", esc(strings.Join(v.Fixed, w.say("list.comma")))),
		entry("workaround", esc(v.Workaround)),
		entry("exploited", w.word("answer", v.Exploited)),
	)
}
