package disclosure

import (
	"fmt"
	"strconv"
	"strings"
)

// Describe returns a stated value as one line of plain English, for messages to
// authors: "61,300 people, counted, as of 9 March 2026". Of a translation, which
// holds words only, it returns those. Pages and feeds have
// words of their own, in the language of their readers.
func Describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case string:
		return v
	case Kind:
		return string(v)
	case Status:
		return string(v)
	case Moment:
		return v.Human()
	case When:
		return v.Human()
	case NextUpdate:
		return describeNextUpdate(v)
	case []string:
		return strings.Join(v, "; ")
	case []Affected:
		return join(v, describeAffected)
	case []NotAffected:
		return join(v, func(n NotAffected) string { return listed(": ", n.Who, n.Basis) })
	case Impact:
		return listed(": ", v.ID, v.Impact)
	case Data:
		return describeData(v)
	case Actions:
		if v.None != nil {
			return listed(", until ", listed(": ", "nothing to do", v.None.Reason), v.None.Until.Human())
		}
		return join(v.Steps, func(a Action) string { return listed(", ", a.Do, a.Why, prefixed("for ", a.For), a.When, a.Link) })
	case []Measure:
		return join(v, func(m Measure) string { return listed(", ", m.Text, m.State, m.At.Human()) })
	case []Support:
		return join(v, describeSupport)
	case Notified:
		return listed(", ", v.Who, v.Name, v.At.Human())
	case []AlsoSaid:
		return join(v, func(a AlsoSaid) string { return listed(", ", a.Where, a.At.Human()) })
	case Contact:
		return listed(", ", v.Email, v.Phone, v.Hours, v.Web, v.Post, prefixed("press: ", v.Press))
	case []HeldBack:
		return join(v, func(h HeldBack) string { return listed(", ", h.What, h.Why, prefixed("until ", h.Until.Human())) })
	case []Verification:
		return join(v, func(t Verification) string {
			return listed(", ", t.What, t.How, prefixed("by ", t.By), t.At.Human(), t.Result)
		})
	case Commitment:
		return listed(", ", listed(": ", v.ID, v.Text), v.State, prefixed("due ", v.Due.Human()), prefixed("done ", v.DoneAt.Human()), v.Evidence, prefixed("because ", v.Reason))
	case Weakness:
		return listed(", ", strings.Join(v.CVE, " "), v.Severity, v.CVSS, prefixed("affected ", strings.Join(v.Affected, "; ")),
			prefixed("fixed in ", strings.Join(v.Fixed, "; ")), v.Workaround, prefixed("exploited: ", v.Exploited))
	case Window:
		return listed(" to ", v.Start.Human(), v.End.Human())
	case Passage:
		return listed(": ", v.Heading, v.MD)
	// Items of lists.
	case Affected:
		return Describe([]Affected{v})
	case NotAffected:
		return Describe([]NotAffected{v})
	case Action:
		return Describe(Actions{Steps: []Action{v}})
	case Measure:
		return Describe([]Measure{v})
	case Support:
		return Describe([]Support{v})
	case AlsoSaid:
		return Describe([]AlsoSaid{v})
	case HeldBack:
		return Describe([]HeldBack{v})
	case Verification:
		return Describe([]Verification{v})
	}
	return fmt.Sprint(value)
}

func join[T any](items []T, describe func(T) string) string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = describe(item)
	}
	return strings.Join(lines, "; ")
}

// listed joins the parts that are not empty.
func listed(separator string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func describeNextUpdate(n NextUpdate) string {
	switch {
	case n.When != "":
		return "when " + n.When
	case n.None != "":
		return "none: " + n.None
	}
	return n.At.Human()
}

func describeAffected(a Affected) string {
	number := Grouped(a.Count)
	switch {
	case a.All:
		number = "all"
	case a.Max > 0:
		number = Grouped(a.Min) + " to " + Grouped(a.Max)
	case a.Certainty == Unknown:
		number = "number unknown"
	case a.Certainty == "" && a.Count == 0 && a.Unit == "":
		number = "" // a translation, which holds words only
	case a.Certainty == Estimated:
		number = "about " + number
	}
	certainty := string(a.Certainty)
	switch a.Certainty {
	case Sure:
		certainty = "counted"
	case Unknown:
		certainty = ""
	}
	return listed(", ", strings.TrimSpace(number+" "+a.Unit), certainty, a.Who, prefixed("as of ", a.AsOf.Human()))
}

func describeData(d Data) string {
	what := string(d.Exposure)
	switch d.Exposure {
	case Exposed:
		what = strings.Join(d.Effects, " and ")
	case PossiblyExposed:
		what = "possibly involved"
	case NotExposed:
		what = "not involved"
	}
	return listed(", ", listed(": ", d.Category, what), d.Detail, prefixed("protection: ", d.Protection), d.Basis)
}

func describeSupport(s Support) string {
	months := ""
	if s.Months > 0 {
		months = strconv.Itoa(s.Months) + " months"
	}
	return listed(", ", s.What, prefixed("for ", s.For), s.Provider, months, s.Cost, prefixed("enrol by ", s.EnrolBy.Human()), s.How)
}

// Grouped returns n with commas between thousands.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
