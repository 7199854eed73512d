package themes_test

import (
	"fmt"
	"html"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/generator/engine"
	"firsthand/generator/feed"
	"firsthand/generator/page"
	"firsthand/languages"
	"firsthand/themes"
)

// words returns the words of pages in a language: every plural form of a key,
// "other" for a plain text.
func words(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for key, value := range languages.Of(lang).Page {
		switch v := value.(type) {
		case string:
			all[key] = map[string]string{"other": v}
		case map[string]any:
			all[key] = map[string]string{}
			for form, text := range v {
				all[key][form] = fmt.Sprint(text)
			}
		default:
			t.Errorf("languages/%s.toml: %s is %T, not a text", lang, key, value)
		}
	}
	return all
}

var (
	placeholder = regexp.MustCompile(`{{.*?}}`)
	tag         = regexp.MustCompile(`</?[a-z]+>`)
)

// parts lists what of a text is not words: placeholders and tags.
func parts(text string) []string {
	all := append(placeholder.FindAllString(text, -1), tag.FindAllString(text, -1)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// numbersOf returns for each plural form of a language some whole numbers that ask
// for it, as CLDR has it and as the engine chooses. Only amounts of people and
// things affected go into the millions, for which some languages have a form.
func numbersOf(t *testing.T, lang, key string) map[string][]int {
	t.Helper()
	numbers := map[string][]int{"other": nil}
	try := func(n int) {
		form := languages.Of(lang).Plural(n)
		numbers[form] = append(numbers[form], n)
	}
	unit := strings.HasPrefix(key, "unit_")
	if unit || key == "minutes" {
		try(0) // nothing else is told of none
	}
	for n := range 1000 {
		try(n + 1)
	}
	if unit {
		try(1_000_000)
		try(2_000_000)
	}
	return numbers
}

// TestLanguagesAgree: every language has every word with the plural forms that the
// language wants, and keeps what templates put in.
func TestLanguagesAgree(t *testing.T) {
	english := words(t, "en")
	for _, lang := range languages.Codes() {
		local := words(t, lang)
		for key := range english {
			if local[key] == nil {
				t.Errorf("languages/%s.toml lacks %s", lang, key)
			}
		}
		for key, forms := range local {
			en, ok := english[key]
			if !ok {
				t.Errorf("languages/%s.toml has %s, which English lacks", lang, key)
				continue
			}
			numbers := map[string][]int{"other": nil}
			if len(en) > 1 {
				numbers = numbersOf(t, lang, key)
			}
			if got, want := slices.Sorted(maps.Keys(forms)), slices.Sorted(maps.Keys(numbers)); !slices.Equal(got, want) {
				t.Errorf("languages/%s.toml: %s has the forms %v, want %v", lang, key, got, want)
			}
			for form, text := range forms {
				if text == "" || strings.TrimSpace(text) == "" && key != "number_group" {
					t.Errorf("languages/%s.toml: %s is empty", lang, key)
				}
				want := parts(en["other"])
				if got := parts(text); !slices.Equal(got, want) {
					// A form for one number alone may tell it as a word.
					if len(numbers[form]) == 1 {
						want = slices.DeleteFunc(want, func(p string) bool { return p == "{{ .Count }}" })
					}
					if !slices.Equal(got, want) {
						t.Errorf("languages/%s.toml: %s (%s) has the parts %v, want %v", lang, key, form, got, want)
					}
				}
			}
		}
	}
}

// withinSentences are the beginnings of keys of words that can stand within a sentence.
var withinSentences = []string{"status_", "certainty_", "protection_", "effect_", "measure_", "commitment_", "held_back_", "tested_by_", "month_"}

// TestWordsWithinSentencesBeginAsTheyDoThere: templates make capitals where a line
// begins, and could not unmake one.
func TestWordsWithinSentencesBeginAsTheyDoThere(t *testing.T) {
	capitals := map[string][]string{"en": {"month_"}, "de": withinSentences} // nouns in German
	for _, lang := range languages.Codes() {
		for key, forms := range words(t, lang) {
			begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
			if !slices.ContainsFunc(withinSentences, begins) || slices.ContainsFunc(capitals[lang], begins) || key == "month_year" {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(forms["other"]); unicode.IsUpper(r) {
				t.Errorf("languages/%s.toml: %s begins with a capital: %q", lang, key, forms["other"])
			}
		}
	}
}

// TestTypography: quotation marks, dashes and spaces of the language.
func TestTypography(t *testing.T) {
	code := regexp.MustCompile(`"(commit|checkpoint)"`)
	for _, lang := range languages.Codes() {
		for key, forms := range words(t, lang) {
			for _, text := range forms {
				plain := tag.ReplaceAllString(placeholder.ReplaceAllString(code.ReplaceAllString(text, "x"), "x"), "")
				for _, wrong := range []string{`"`, "'", "...", "  ", " ,", " -- "} {
					if strings.Contains(plain, wrong) && !(lang == "en" && wrong == "'") {
						t.Errorf("languages/%s.toml: %s holds %q: %s", lang, key, wrong, text)
					}
				}
				if lang == "fr" && frenchSpace.MatchString(plain) {
					t.Errorf("languages/fr.toml: %s lacks a no-break space: %q", key, text)
				}
			}
		}
	}
}

var frenchSpace = regexp.MustCompile(` [:;?!»]|« |[^\s\x{a0}\x{202f}][;?!»]|«[^\x{a0}\x{202f}]|\pL:( |$)`)

// TestDatesAndNumbers shows a time, a day, a month and numbers in each language.
func TestDatesAndNumbers(t *testing.T) {
	type view struct {
		At, Day, To disclosure.Moment
		Groups      []page.Group
	}
	show := fstest.MapFS{"layouts/show.html": {Data: []byte(`{{ with .Params.view }}
{{- partial "moment.html" .At }}|{{ partial "moment.html" .Day }}|{{ partial "date.html" .At }}|{{ partial "month.html" .At }}|
{{- partial "span.html" (dict "From" .At "To" .To "OneDay" true) }}|{{ range .Groups }}{{ partial "amount.html" . }}|{{ end }}{{ end }}`)}}
	at := time.Date(2026, 3, 9, 16, 5, 0, 0, time.UTC)
	v := &view{
		disclosure.At(at), disclosure.Moment{Time: at.Truncate(24 * time.Hour), Day: true}, disclosure.At(at.Add(2 * time.Hour)),
		[]page.Group{{Unit: "unit_people", Count: 1}, {Unit: "unit_people", Count: 4112}, {Unit: "unit_people", Count: 61300}, {Unit: "unit_people", Count: 2000000}, {Unit: "unit_files", Count: 22, Min: 3, Max: 22}},
	}
	s := engine.Site{Themes: []fs.FS{themes.Firsthand(), show}, Now: at}
	for _, lang := range languages.Codes() {
		s.Languages = append(s.Languages, engine.Language{Code: lang})
		s.Pages = append(s.Pages, engine.Page{Path: lang + "/", Layout: "show", Lang: lang, View: v})
	}
	files, err := engine.Render(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range languages.Codes() {
		got := html.UnescapeString(anyTag.ReplaceAllString(string(files[lang+"/index.html"]), ""))
		samples := map[string]string{}
		for i, sample := range strings.Split(strings.TrimSuffix(strings.TrimSpace(got), "|"), "|") {
			samples[[]string{"time", "day", "beside", "month", "hours", "one", "thousands", "ten_thousands", "millions", "range"}[i]] = sample
		}
		if diff := cmp.Diff(languages.Of(lang).Samples, samples); diff != "" {
			t.Errorf("samples of languages/%s.toml (-want +got):\n%s", lang, diff)
		}
	}
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// families lists the words for the fixed values of the model, by the beginning of
// their keys.
func families() map[string][]string {
	texts := func(n int, at func(int) string) (all []string) {
		for i := range n {
			all = append(all, at(i))
		}
		return all
	}
	kinds := texts(len(disclosure.Kinds), func(i int) string { return string(disclosure.Kinds[i]) })
	statuses := []string{"merged"}
	for _, k := range disclosure.Kinds {
		for _, s := range k.Statuses() {
			if !slices.Contains(statuses, string(s)) {
				statuses = append(statuses, string(s))
			}
		}
	}
	units := append(slices.Clone(disclosure.Units), "none")
	return map[string][]string{
		"kind":     kinds,
		"home":     append(slices.Clone(kinds), "maintenance-passed", "nothing", "empty", "empty_about", "more", "planned", "recent", "services", "services_about"),
		"status":   statuses,
		"meaning":  statuses,
		"data":     disclosure.Categories,
		"exposure": {string(disclosure.Exposed), string(disclosure.PossiblyExposed), string(disclosure.NotExposed), string(disclosure.ExposureUnknown)},
		"effect":   disclosure.Effects, "protection": disclosure.Protections,
		"impact":        append(slices.Clone(disclosure.Impacts), "none", "planned", "open", "works"),
		"certainty":     append(texts(len(disclosure.Certainties), func(i int) string { return string(disclosure.Certainties[i]) }), "counted"),
		"discovered_by": disclosure.Discoverers, "origin": disclosure.Origins, "held_back": disclosure.HoldReasons, "told": disclosure.Addressees,
		"unit": units, "all": append(slices.Clone(units), "incidents", "versions", "versions_short"),
		"urgency": disclosure.Urgencies, "measure": disclosure.MeasureStates, "commitment": disclosure.CommitmentStates,
		"severity": {"low", "medium", "high", "critical"}, "exploited": {"yes", "no", "unknown"}, "tested_by": {"us", "independent"},
		"field":   append(texts(len(disclosure.Fields), func(i int) string { return disclosure.Fields[i].Name }), "disclosed", "summary", "monitored_until"),
		"section": append(texts(len(disclosure.SectionIDs), func(i int) string { return string(disclosure.SectionIDs[i]) }), "you", "ask", "know", "questions", "said"),
		"change":  {string(disclosure.Added), string(disclosure.Changed), string(disclosure.Corrected), string(disclosure.Emptied), string(disclosure.TakenBack), string(disclosure.Removed), "text"},
		"class": {
			string(disclosure.FirstNotice), string(disclosure.Update), string(disclosure.CorrectionClass), string(disclosure.WithdrawalClass),
			string(disclosure.RepairClass), string(disclosure.RedactionClass), string(disclosure.FinalReportClass),
		},
		"timeline": {"notified", "also_said"},
		"gone":     {"removed", "withdrawn", "emptied"}, "window": {"ahead", "running", "passed"},
		"menu":  {"now", "history", "changes", "commitments", "report", "follow"},
		"feed":  {string(feed.WholeSite), string(feed.Service), string(feed.Security), string(feed.Changes), string(feed.Commitments)},
		"entry": {string(disclosure.Published), string(disclosure.Edited), string(disclosure.Redaction)},
		"count": {"figures", "dates", "links", "added", "removed", "reworded", "items", "moved"},
		"month": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "year"},
		"event": {"translation", "questions"}, "key": {"active", "retired", "revoked"},
	}
}

func TestEveryValueOfTheModelHasAWord(t *testing.T) {
	english := words(t, "en")
	for family, values := range families() {
		for _, v := range values {
			if english[family+"_"+v] == nil {
				t.Errorf("no word for %s_%s", family, v)
			}
		}
	}
}

func TestEveryWordIsUsed(t *testing.T) {
	used := map[string]bool{}
	for family, values := range families() {
		for _, v := range values {
			used[family+"_"+v] = true
		}
	}
	literal := regexp.MustCompile(`"([a-z][a-z0-9_-]*)"`)
	for _, text := range templates(t) {
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for key := range words(t, "en") {
		if !used[key] {
			t.Errorf("no template and no value uses the word %s", key)
		}
	}
}

func templates(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(themes.Firsthand(), "layouts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(themes.Firsthand(), name)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTemplatesOnlyShow keeps decisions and unescaped text out of templates.
func TestTemplatesOnlyShow(t *testing.T) {
	for name, text := range templates(t) {
		text = strings.ReplaceAll(text, `<script type="application/ld+json">`, "") // data, which nothing runs
		for _, banned := range []string{"safeHTML", "safeURL", "safeJS", "safeCSS", "safeHTMLAttr"} {
			if strings.Contains(text, banned) && !slices.Contains([]string{"say.html", "marked.html"}, path.Base(name)) {
				t.Errorf("%s uses %s; only say.html and marked.html write text as it is", name, banned)
			}
		}
		for _, banned := range []string{"<script", " style=", "{{ now", ".Pages", "jsonify", "time.AsTime", "dateFormat"} {
			if strings.Contains(text, banned) && !(banned == "<script" && path.Base(name) == "script.html") {
				t.Errorf("%s holds %q", name, banned)
			}
		}
	}
}

// TestTemplatesHoldNoWords looks at every template, also for states that no example
// gets into: whatever a reader sees or hears is a word of languages/.
func TestTemplatesHoldNoWords(t *testing.T) {
	machine := regexp.MustCompile(`(?s)<(pre|code|style|script)\b.*?</(pre|code|style|script)>|{{ define "csp" }}.*?{{ end }}`)
	read := regexp.MustCompile(`(?:aria-label|aria-description|title|alt|placeholder|label|data-[a-z-]+)="([^"]*)"`)
	letters := regexp.MustCompile(`\pL+`)
	for name, text := range templates(t) {
		text = machine.ReplaceAllString(text, "")
		text = regexp.MustCompile(`(?s){{.*?}}`).ReplaceAllString(text, "")
		for _, m := range read.FindAllStringSubmatch(text, -1) {
			if letters.MatchString(m[1]) {
				t.Errorf("%s says %q", name, m[0])
			}
		}
		text = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(text, "")
		for _, word := range letters.FindAllString(text, -1) {
			if word != "CVSS" { // the name of a scale
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

// TestHooksAreEmpty: a site fills them in.
func TestHooksAreEmpty(t *testing.T) {
	for _, hook := range []string{"head-end", "body-end", "account-end"} {
		text, ok := templates(t)["layouts/_partials/hooks/"+hook+".html"]
		comment := regexp.MustCompile(`(?s){{-? */\*.*?\*/ *-?}}`)
		if !ok || strings.TrimSpace(comment.ReplaceAllString(text, "")) != "" {
			t.Errorf("hook %s: exists %v, text %q", hook, ok, text)
		}
	}
}
