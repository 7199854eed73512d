package source

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"firsthand/generator/disclosure"
)

// Times, in every form that people type them:
//
//	2026-03-03 08:55 UTC      2026-03-03T08:55Z      2026-03-03 09:55 +01:00
//	3 March 2026, 08:55       March 3, 2026 8:55 am  3 de marzo de 2026 08:55
//	2026-03-03                in 60 minutes          in 2 hours
//
// A time without a zone is in the zone of the site. A day alone is that day.

const timeForms = "2026-03-03 08:55 UTC"

var (
	isoForm   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]| at |, ?)?(.*)$`)
	dayForm   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|º|ª)?\.? (?:de |of )?(\pL+)\.?,? (?:de |del )?(\d{4})(?: at | a las |, ?| )?(.*)$`)
	monthForm = regexp.MustCompile(`^(\pL+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?: at |, ?| )?(.*)$`)
	clockForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?([ap])\.?m\.?)?(?: ?\(?(.*?)\)?)?$`)
	zoneForm  = regexp.MustCompile(`^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$`)
	inForm    = regexp.MustCompile(`^(?:in )?(\d{1,4}|an?|one) ?(minutes?|mins?|hours?|h|days?|weeks?)$`)
	slashForm = regexp.MustCompile(`^(\d{1,2})([/.])(\d{1,2})[/.](\d{2,4})\b`)
	yearless  = regexp.MustCompile(`^(?:\d{1,2}(?:st|nd|rd|th)? \pL{3,}|\pL{3,} \d{1,2}(?:st|nd|rd|th)?)(?:,? (?:at )?\d{1,2}:.*)?$`)
	clockOnly = regexp.MustCompile(`^\d{1,2}[:.]\d{2}`)
)

// A timeFault says why a text is no time. fix and example may be empty.
type timeFault struct{ text, fix, example string }

// parseTime reads a time as people type it.
func parseTime(text string, zone *time.Location) (disclosure.Moment, *timeFault) {
	var (
		year, day, clock string
		month            int
	)
	if m := isoForm.FindStringSubmatch(text); m != nil {
		year, day, clock = m[1], m[3], m[4]
		month, _ = strconv.Atoi(m[2])
	} else if m := dayForm.FindStringSubmatch(text); m != nil {
		day, year, clock = m[1], m[3], m[4]
		if month = monthNamed(m[2]); month == 0 {
			return disclosure.Moment{}, &timeFault{fmt.Sprintf("%q is no month", m[2]), "write the day like 2026-03-03 or 3 March 2026", ""}
		}
	} else if m := monthForm.FindStringSubmatch(text); m != nil && monthNamed(m[1]) > 0 {
		day, year, clock = m[2], m[3], m[4]
		month = monthNamed(m[1])
	} else {
		return disclosure.Moment{}, noTime(text)
	}
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	if y < 1970 || y > 2199 {
		return disclosure.Moment{}, &timeFault{fmt.Sprintf("the year %d cannot be meant", y), "correct the year", ""}
	}
	if month < 1 || month > 12 {
		return disclosure.Moment{}, &timeFault{fmt.Sprintf("there is no month %d", month), "write the year, the month and the day, like 2026-03-31", ""}
	}
	date := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	if d < 1 || date.Day() != d {
		last := time.Date(y, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		return disclosure.Moment{}, &timeFault{
			fmt.Sprintf("there is no %d %s %d", d, time.Month(month), y),
			fmt.Sprintf("%s %d has %d days", time.Month(month), y, last), "",
		}
	}
	clock = strings.TrimSpace(clock)
	if clock == "" {
		return disclosure.Moment{Time: date, Day: true}, nil
	}
	return parseClock(date, clock, zone)
}

// parseClock adds a time of day, with or without a zone, to a date.
func parseClock(date time.Time, clock string, zone *time.Location) (disclosure.Moment, *timeFault) {
	m := clockForm.FindStringSubmatch(clock)
	if m == nil {
		return disclosure.Moment{}, &timeFault{
			fmt.Sprintf("%q is no time of day", clock), "write hours and minutes, like 08:55, and the zone", date.Format("2006-01-02") + " 08:55 UTC",
		}
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	wrong := hour > 23 || minute > 59 || second > 59
	if half := m[4]; half != "" && !wrong {
		wrong = hour < 1 || hour > 12
		hour %= 12
		if half == "p" {
			hour += 12
		}
	}
	if wrong {
		f := &timeFault{fmt.Sprintf("there is no time of day %s:%s", m[1], m[2]), "hours go from 00 to 23, minutes from 00 to 59", ""}
		if m[1] == "24" && minute == 0 {
			f.fix = "midnight is 00:00 of the next day"
		}
		return disclosure.Moment{}, f
	}
	local, fault := parseZone(m[5], zone)
	if fault != nil {
		return disclosure.Moment{}, fault
	}
	y, mo, d := date.Date()
	t := time.Date(y, mo, d, hour, minute, 0, 0, local)
	if h, mi, _ := t.Clock(); h != hour || mi != minute || t.Day() != d {
		return disclosure.Moment{}, &timeFault{
			fmt.Sprintf("%s did not exist on %s in %s: the clocks went forward", clock, date.Format("2 January 2006"), local),
			"write the time in UTC", t.UTC().Format("2006-01-02 15:04 UTC"),
		}
	}
	for _, shift := range []time.Duration{-time.Hour, time.Hour, -30 * time.Minute, 30 * time.Minute} {
		other := t.Add(shift)
		if h, mi, _ := other.Clock(); h == hour && mi == minute && other.Day() == d {
			first, second := t, other
			if second.Before(first) {
				first, second = second, first
			}
			return disclosure.Moment{}, &timeFault{
				fmt.Sprintf("%s came twice on %s in %s: the clocks went back", clock, date.Format("2 January 2006"), local),
				fmt.Sprintf("write %s or %s", first.UTC().Format("2006-01-02 15:04 UTC"), second.UTC().Format("15:04 UTC")), "",
			}
		}
	}
	return disclosure.At(t), nil
}

// parseZone reads what stands behind a time of day.
func parseZone(text string, site *time.Location) (*time.Location, *timeFault) {
	switch upper := strings.ToUpper(strings.TrimSpace(text)); upper {
	case "":
		return site, nil
	case "Z", "UTC", "GMT", "UTC+0", "UTC+00:00":
		return time.UTC, nil
	default:
		if m := zoneForm.FindStringSubmatch(upper); m != nil {
			h, _ := strconv.Atoi(m[2])
			min, _ := strconv.Atoi(m[3])
			if h > 14 || min > 59 {
				return nil, &timeFault{fmt.Sprintf("%q is no time zone", text), "write UTC, or the distance from it, like +01:00", ""}
			}
			seconds := (h*60 + min) * 60
			if m[1] == "-" {
				seconds = -seconds
			}
			return time.FixedZone(upper, seconds), nil
		}
	}
	return nil, &timeFault{
		fmt.Sprintf("%q is no time zone firsthand knows", text),
		"write the time in UTC, or with its distance from it, like +01:00", "",
	}
}

// noTime says why a text that has none of the forms is no time.
func noTime(text string) *timeFault {
	if m := slashForm.FindStringSubmatch(text); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[3])
		y, _ := strconv.Atoi(m[4])
		if len(m[4]) < 4 {
			y += 2000
		}
		written := func(day, month int) string {
			return fmt.Sprintf("%d %s %d%s", day, time.Month(month), y, strings.TrimPrefix(text, m[0]))
		}
		isDay := func(day, month int) bool {
			return month >= 1 && month <= 12 && day >= 1 && day <= time.Date(y, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		}
		const fix = "write the month in letters, or year-month-day"
		switch first, second := isDay(a, b), isDay(b, a); {
		case first && second && a != b:
			return &timeFault{fmt.Sprintf("%q can be %d %s or %d %s", m[0], a, time.Month(b), b, time.Month(a)), fix, written(a, b)}
		case first:
			return &timeFault{fmt.Sprintf("%q is in figures, and their order differs between countries", m[0]), fix, written(a, b)}
		case second:
			return &timeFault{fmt.Sprintf("%q is in figures, and their order differs between countries", m[0]), fix, written(b, a)}
		}
		return &timeFault{fmt.Sprintf("%q is no day", m[0]), fix, ""}
	}
	switch {
	case yearless.MatchString(text):
		return &timeFault{fmt.Sprintf("the year is missing in %q", text), "write day, month and year", ""}
	case clockOnly.MatchString(text):
		return &timeFault{fmt.Sprintf("the day is missing in %q", text), "write the day before the time", ""}
	}
	return &timeFault{fmt.Sprintf("%q is no time", text), "write the day and the time", ""}
}

// parseIn reads "in 60 minutes".
func parseIn(text string) (time.Duration, bool) {
	m := inForm.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		n = 1
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[m[2][0]]
	return time.Duration(n) * unit, n > 0
}

// A momentForm says what a time may look like.
type momentForm struct {
	relative bool // "in 2 hours" is allowed
	day      bool // a day is enough: what is relative becomes one
	fixed    string
}

// moment reads one time.
func (r *reader) moment(path string, n node, form momentForm) disclosure.Moment {
	example := lastKey(path) + ": " + timeForms
	if form.day {
		example = lastKey(path) + ": 2026-03-03"
	}
	text, ok := r.plainScalar(path, n, "a time", example)
	if !ok {
		return disclosure.Moment{}
	}
	return r.momentText(path, n.where, text, form)
}

func (r *reader) momentText(path string, at span, text string, form momentForm) disclosure.Moment {
	text = strings.TrimSuffix(text, ".")
	if d, ok := parseIn(text); ok {
		switch {
		case !form.relative:
			p := r.report(at, "%s needs a time that stays the same, not %q", name(path), text)
			p.Fix, p.Example = form.fixed, lastKey(path)+": "+disclosure.At(r.base.Add(d)).Time.Format("2006-01-02 15:04 UTC")
			if p.Fix == "" {
				p.Fix = "write the day and the time"
			}
			return disclosure.Moment{}
		case form.day:
			return disclosure.DayOf(r.base.Add(d))
		}
		return disclosure.At(r.base.Add(d))
	}
	m, fault := parseTime(text, r.zone)
	if fault != nil {
		p := r.report(at, "%s", fault.text)
		p.Fix = fault.fix
		if form.day {
			p.Fix = strings.Replace(p.Fix, "write the day and the time", "write the day", 1)
		}
		value := fault.example
		if value == "" {
			value = timeForms
			if form.day {
				value = "2026-03-03"
			}
		}
		p.Example = value
		if key := lastKey(path); key != "" {
			p.Example = key + ": " + value
		}
		if form.relative && !form.day && fault.example == "" {
			p.Example += "\n" + lastKey(path) + ": in 60 minutes"
		}
		return disclosure.Moment{}
	}
	return m
}

// when reads the time of an event: a time, "time, estimated", "unknown", {at,
// certainty} or {from, to, certainty}.
func (r *reader) when(path string, n node) disclosure.When {
	if n.kind == mapping {
		return r.whenMap(path, n)
	}
	text, ok := r.plainScalar(path, n, "a time", lastKey(path)+": "+timeForms)
	if !ok {
		return disclosure.When{}
	}
	w := disclosure.When{Certainty: disclosure.Sure}
	if word(text) == string(disclosure.Unknown) {
		return disclosure.When{Certainty: disclosure.Unknown}
	}
	if i := strings.LastIndex(text, ","); i >= 0 {
		if c, ok := certaintyOf(text[i+1:]); ok {
			w.Certainty, text = c, strings.TrimSpace(text[:i])
		}
	}
	if w.At = r.momentText(path, n.where, text, momentForm{}); w.At.IsZero() {
		return disclosure.When{}
	}
	return w
}

func (r *reader) whenMap(path string, n node) disclosure.When {
	w := disclosure.When{Certainty: disclosure.Sure}
	example := lastKey(path) + ": {at: " + timeForms + ", certainty: estimated}"
	before := len(r.problems)
	r.mapping(path, n, example,
		key{name: "at", read: func(path string, n node) { w.At = r.moment(path, n, momentForm{}) }},
		key{name: "from", read: func(path string, n node) { w.From = r.moment(path, n, momentForm{}) }},
		key{name: "to", read: func(path string, n node) { w.To = r.moment(path, n, momentForm{}) }},
		key{name: "certainty", read: func(path string, n node) { w.Certainty = r.certainty(path, n) }},
	)
	switch {
	case len(r.problems) > before:
		return disclosure.When{}
	case !w.At.IsZero() && !(w.From.IsZero() && w.To.IsZero()):
		r.report(n.where, "%s has a time and a span of time", name(path)).Fix = "give either at, or from and to"
		return disclosure.When{}
	case w.At.IsZero() && w.From.IsZero() && w.Certainty != disclosure.Unknown:
		p := r.report(n.where, "%s names no time", name(path))
		p.Fix, p.Example = "add at, or from and to", example
		return disclosure.When{}
	case w.At.IsZero() && !w.From.IsZero() && w.To.IsZero():
		p := r.report(n.where, "%s has a beginning and no end", name(path))
		p.Fix, p.Example = "add to; or write one time with at", lastKey(path)+": {from: 2026-03-03, to: 2026-03-05}"
		return disclosure.When{}
	case !w.To.IsZero() && w.To.End().Before(w.From.Time):
		r.report(n.where, "%s ends (%s) before it begins (%s)", name(path), w.To.Human(), w.From.Human()).Fix = "swap from and to, or correct one of them"
		return disclosure.When{}
	}
	return w
}

var certaintyWords = []string{"counted", "confirmed", "estimated", "suspected", "unknown"}

// certaintyOf returns the certainty that a word means.
func certaintyOf(text string) (disclosure.Certainty, bool) {
	switch w := word(text); w {
	case "counted", "confirmed":
		return disclosure.Sure, true
	case "estimated", "suspected", "unknown":
		return disclosure.Certainty(w), true
	}
	return "", false
}

func (r *reader) certainty(path string, n node) disclosure.Certainty {
	c, _ := certaintyOf(r.choice(path, n, certaintyWords))
	return c
}
