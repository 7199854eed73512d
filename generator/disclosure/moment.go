package disclosure

import (
	"fmt"
	"time"
)

// A Moment is a point in time as people state it: to the minute, or a day.
// Its text is "2026-03-03T08:55Z" or "2026-03-03". The zero Moment is unset.
type Moment struct {
	Time time.Time // UTC; midnight for a day
	Day  bool      // only the day was stated
}

const (
	minuteLayout = "2006-01-02T15:04Z"
	dayLayout    = "2006-01-02"
)

// At returns the moment of t, cut to the minute.
func At(t time.Time) Moment { return Moment{Time: t.UTC().Truncate(time.Minute)} }

// DayOf returns the day in which t lies, in UTC.
func DayOf(t time.Time) Moment {
	y, m, d := t.UTC().Date()
	return Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), Day: true}
}

// ParseMoment reads the text form of a Moment and nothing else; the forms that
// authors may type are read by the package source.
func ParseMoment(s string) (Moment, error) {
	if t, err := time.Parse(minuteLayout, s); err == nil {
		return Moment{Time: t}, nil
	}
	if t, err := time.Parse(dayLayout, s); err == nil {
		return Moment{Time: t, Day: true}, nil
	}
	return Moment{}, fmt.Errorf("%q is not a time like %q or %q", s, minuteLayout, dayLayout)
}

// IsZero reports whether m is unset.
func (m Moment) IsZero() bool { return m.Time.IsZero() }

func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.Day:
		return m.Time.Format(dayLayout)
	}
	return m.Time.Format(minuteLayout)
}

// Human returns m as an English reader sees it in messages: "3 March 2026,
// 08:55 UTC" or "3 March 2026".
func (m Moment) Human() string {
	switch {
	case m.IsZero():
		return ""
	case m.Day:
		return m.Time.Format("2 January 2006")
	}
	return m.Time.Format("2 January 2006, 15:04 UTC")
}

// End returns the last instant that m can mean: the moment itself, or the end
// of its day.
func (m Moment) End() time.Time {
	if m.Day {
		return m.Time.AddDate(0, 0, 1).Add(-time.Second)
	}
	return m.Time
}

// Within reports whether m says the same as whole, or the same more exactly: a
// time on the day that whole names.
func (m Moment) Within(whole Moment) bool {
	if m == whole {
		return true
	}
	return whole.Day && !m.Day && DayOf(m.Time) == whole
}

// MarshalText returns the text form.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the text form.
func (m *Moment) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMoment(string(b))
	return err
}

// When is the stated time of an event: one moment, or a span from one to
// another, and how sure the company is of it.
type When struct {
	At        Moment    `json:"at,omitzero"`
	From      Moment    `json:"from,omitzero"`
	To        Moment    `json:"to,omitzero"`
	Certainty Certainty `json:"certainty,omitempty"`
}

// Start returns the first moment that w names.
func (w When) Start() Moment {
	if w.At.IsZero() {
		return w.From
	}
	return w.At
}

// Finish returns the last moment that w names.
func (w When) Finish() Moment {
	if w.At.IsZero() && !w.To.IsZero() {
		return w.To
	}
	return w.Start()
}

// Human returns w as an English reader sees it in messages.
func (w When) Human() string {
	s := w.Start().Human()
	if w.At.IsZero() && !w.To.IsZero() {
		s += " to " + w.To.Human()
	}
	if w.Certainty != "" && w.Certainty != Sure {
		s += ", " + string(w.Certainty)
	}
	return s
}
