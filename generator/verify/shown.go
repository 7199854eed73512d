package verify

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// shown is what of the records a page shows, by what it says and how often.
type shown struct {
	words, numbers, times, links map[string]int
}

func newShown() shown {
	return shown{words: map[string]int{}, numbers: map[string]int{}, times: map[string]int{}, links: map[string]int{}}
}

// everything lists all that a page of the built-in theme shows of the records, by
// its view. Words of the theme and of the settings are no part of it.
func everything(view any) shown {
	e := newShown()
	e.collect(reflect.ValueOf(view))
	return e
}

// outside are the types of views that come from the settings, or that say again
// what stands elsewhere on the page or on another one.
var outside = map[reflect.Type]bool{
	reflect.TypeFor[page.Frame]():  true,
	reflect.TypeFor[page.Cite]():   true,
	reflect.TypeFor[page.Real]():   true,
	reflect.TypeFor[page.Label]():  true, // names of components are settings,
	reflect.TypeFor[page.Impact](): true, // here as well
	reflect.TypeFor[page.Entry]():  true,
}

// trimmed takes out of a part of a view what the theme leaves out.
func trimmed(part any) any {
	switch p := part.(type) {
	case page.Version:
		return p.Story // what changed stands in both versions
	case page.You:
		if len(p.HowToKnow) > 0 {
			p.Affected = nil // shown where nothing else tells
		}
		return p
	case page.Row:
		p.Value = nil // Data shows it
		return p
	case page.Due:
		p.Evidence, p.Reason = "", ""
		if !p.DoneAt.IsZero() {
			p.Due = page.Moment{}
		}
		return p
	case page.Commitment:
		p.Account = page.Link{} // the page is that account
		return p
	case page.Was:
		p.At, p.Until = page.Moment{}, page.Moment{} // each form of the sentence has others
		return p
	}
	return part
}

// collect adds what a part of a view shows.
func (e *shown) collect(v reflect.Value) {
	if !v.IsValid() || outside[v.Type()] {
		return
	}
	switch part := v.Interface().(type) {
	case template.HTML:
		e.fragment(string(part))
		return
	case page.Moment:
		if !part.IsZero() {
			e.times[part.String()] = 1
		}
		return
	case page.Group:
		e.group(part)
	case page.Contact:
		e.plain(part.Email, part.Phone, part.WebLabel)
	case page.Flaw:
		e.plain(part.CVSS)
		e.plain(part.CVE...)
	case page.Step:
		e.plain(part.Label)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		e.collect(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			e.collect(v.Index(i))
		}
	case reflect.Struct:
		v = reflect.ValueOf(trimmed(v.Interface()))
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				e.collect(v.Field(i))
			}
		}
	}
}

func (e *shown) group(g page.Group) {
	switch {
	case g.Unknown || g.All:
	case g.Max != 0:
		e.numbers[strconv.Itoa(g.Min)]++
		e.numbers[strconv.Itoa(g.Max)]++
	default:
		e.numbers[strconv.Itoa(g.Count)]++
	}
}

func (e *shown) plain(texts ...string) {
	for _, s := range texts {
		if s = oneLine(s); s != "" {
			e.words[s]++
		}
	}
}

func (e *shown) fragment(fragment string) {
	t := textOf(fragment)
	e.plain(t.words)
	for to, n := range t.links {
		e.links[to] += n
	}
}

// missing says what of e is not on a page, for people.
func (e shown) missing(page text) (missing []string) {
	all := slices.Sorted(maps.Keys(e.words))
	for _, s := range all {
		need := 0
		for _, t := range all {
			need += e.words[t] * occurrences(t, s)
		}
		if occurrences(page.words, s) < need {
			missing = append(missing, fmt.Sprintf("the words %q", excerpt(s, page.words)))
		}
	}
	have := numbers(page.words)
	for _, n := range slices.Sorted(maps.Keys(e.numbers)) {
		if have[n] < e.numbers[n] {
			missing = append(missing, "the number "+n)
		}
	}
	machine := map[string]int{}
	for _, m := range page.times {
		machine[m.machine]++
		if !m.isTrue() {
			missing = append(missing, fmt.Sprintf("the time %s (the page says %q)", m.machine, m.shown))
		}
	}
	for _, at := range slices.Sorted(maps.Keys(e.times)) {
		if machine[at] < 1 {
			missing = append(missing, "the time "+at)
		}
	}
	for _, to := range slices.Sorted(maps.Keys(e.links)) {
		if page.links[to] < e.links[to] {
			missing = append(missing, "the link to "+to)
		}
	}
	return missing
}

// isTrue reports whether a time for people can be the one for machines: whether
// its numbers are those of that time.
func (m moment) isTrue() bool {
	at, err := disclosure.ParseMoment(m.machine)
	if err != nil {
		return false
	}
	t := at.Time
	allowed := []int{t.Year(), t.Year() % 100, int(t.Month()), t.Day()}
	if !at.Day {
		allowed = append(allowed, t.Hour(), (t.Hour()+11)%12+1, t.Minute(), t.Second())
	}
	for _, digits := range strings.FieldsFunc(m.shown, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(digits)
		if err != nil || !slices.Contains(allowed, n) {
			return false
		}
	}
	return true
}

// excerpt returns of a long text the part that a page does not hold, as far as
// that can be told: its beginning stands on the page, and then it goes on
// differently.
func excerpt(s, page string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	// The longest beginning that is on the page.
	low, high := 0, len(s)
	for low < high {
		middle := (low + high + 1) / 2
		if strings.Contains(page, s[:middle]) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	from, to := max(0, low-most/2), min(len(s), low+most/2)
	if i := strings.IndexByte(s[from:], ' '); from > 0 && i >= 0 && from+i < low {
		from += i + 1
	}
	if i := strings.LastIndexByte(s[:to], ' '); to < len(s) && i > low {
		to = i
	}
	part := strings.ToValidUTF8(s[from:to], "")
	if from > 0 {
		part = "... " + part
	}
	if to < len(s) {
		part += " ..."
	}
	return part
}
