// Package languages holds what firsthand says in each language that it speaks: one
// file a language, and nothing else has to be written to add one.
//
//	languages/de.toml
//	    months, day, digits         how dates and numbers are written
//	    corrections, removed, ...   what stands in texts of authors
//	    [headings]                  of the standard sections in content files
//	    [samples]                   what comes out, for a test and for readers of the file
//	    [page]                      words of the theme
//	    [feed]                      words of feeds
//
// English is the original: every other file has its keys, with the plural forms that
// CLDR wants for whole numbers in its language. Tests of the packages that say the
// words check keys, forms, placeholders and typography of every file.
//
// The words of pages and those of feeds are apart, because a page is made anew every
// time and an item that readers have fetched is not. A site words pages differently
// in its own theme; it cannot reword feeds.
package languages

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gohugoio/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// A Language is what firsthand says in one language. Callers only read it.
type Language struct {
	Code string // of the file: "de", "pt"

	// Headings of the standard sections by their ids: the usual one, then others that
	// authors write.
	Headings map[string][]string
	Months   []string // beside a day: "stycznia"
	Day      string   // "{day} {month} {year}"
	Digits   struct {
		Mark string // between groups of three
		From int    // the smallest number with groups
	}
	Corrections []string // words that begin the headline of a correction
	Removed     string   // stands for removed words
	Withdrawal  string   // headline of a statement that takes one back: "... of {date}"
	Samples     map[string]string

	// Page holds the words of the theme by key, as its templates ask for them: a
	// string, or plural forms as a map[string]any.
	Page map[string]any
	// Feed holds the words of feeds by key.
	Feed map[string]string

	MonthsAlone []string `toml:"months_alone"` // beside a year: "styczeń"

	plural *i18n.Localizer
}

// Codes returns the codes of all languages, sorted.
func Codes() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // embedded: cannot be missing
	}
	var all []string
	for _, e := range entries {
		all = append(all, strings.TrimSuffix(e.Name(), ".toml"))
	}
	return all
}

// read holds a function for each language that reads its file once: most callers
// need one language, and reading takes a millisecond.
var read = sync.OnceValue(func() map[string]func() *Language {
	all := map[string]func() *Language{}
	for _, code := range Codes() {
		all[code] = sync.OnceValue(func() *Language {
			l, err := load(code)
			if err != nil {
				panic(fmt.Sprintf("languages/%s.toml: %v", code, err)) // embedded, and under test
			}
			return l
		})
	}
	return all
})

// Of returns the language of a BCP 47 code: of the code, else of the code without
// region and script; or nil.
func Of(code string) *Language {
	code = strings.ToLower(code)
	base, _, _ := strings.Cut(code, "-")
	for _, c := range []string{code, base} {
		if l, ok := read()[c]; ok {
			return l()
		}
	}
	return nil
}

// Or is Of with English for a language that there is no file for.
func Or(code string) *Language {
	if l := Of(code); l != nil {
		return l
	}
	return Of("en")
}

// All returns every language, sorted by code.
func All() []*Language {
	var all []*Language
	for _, code := range Codes() {
		all = append(all, Of(code))
	}
	return all
}

// load reads a file and puts into the words of pages and feeds what the file says
// once for both.
func load(code string) (*Language, error) {
	text, err := fs.ReadFile(files, code+".toml")
	if err != nil {
		return nil, err
	}
	l := &Language{Code: code}
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := d.Decode(l); err != nil {
		return nil, err
	}
	if l.MonthsAlone == nil {
		l.MonthsAlone = l.Months
	}
	if len(l.Months) != 12 || len(l.MonthsAlone) != 12 {
		return nil, fmt.Errorf("%d and %d months", len(l.Months), len(l.MonthsAlone))
	}
	both := func(page, feed, text string) {
		if page != "" {
			l.Page[page] = text
		}
		l.Feed[feed] = text
	}
	for i := range 12 {
		l.Page["month_"+strconv.Itoa(i+1)] = l.MonthsAlone[i]
		both("", "month."+strconv.Itoa(i+1), l.Months[i])
	}
	both("number_group", "number.separator", l.Digits.Mark)
	both("number_grouped_from", "number.from", strconv.Itoa(l.Digits.From))
	both("", "date.day", l.Day)
	for id, h := range l.Headings {
		both("", "section."+id, h[0])
	}
	return l, l.countIn()
}

// countIn makes the rule for plural forms.
func (l *Language) countIn() error {
	tag, err := language.Parse(l.Code)
	if err != nil {
		return err
	}
	bundle := i18n.NewBundle(tag)
	forms := &i18n.Message{ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	if err := bundle.AddMessages(tag, forms); err != nil {
		return err
	}
	l.plural = i18n.NewLocalizer(bundle, l.Code)
	return nil
}

// Plural returns the plural form for n things, as CLDR calls it: "one", "few". Pages
// choose by the same rules.
func (l *Language) Plural(n int) string {
	form, err := l.plural.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n})
	if err != nil {
		return "other"
	}
	return form
}

// Date returns the day of t in UTC: "9. März 2026".
func (l *Language) Date(t time.Time) string {
	t = t.UTC()
	return strings.NewReplacer("{day}", strconv.Itoa(t.Day()), "{month}", l.Months[t.Month()-1], "{year}", strconv.Itoa(t.Year())).Replace(l.Day)
}
