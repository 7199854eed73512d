package themes_test

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"firsthand/generator/disclosure"
	"firsthand/generator/feed"
	"firsthand/themes"
)

// words returns the words of a language: every plural form of a key, "other" for a
// plain text.
func words(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	b, err := fs.ReadFile(themes.Firsthand(), "i18n/"+lang+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for key, value := range file {
		switch v := value.(type) {
		case string:
			all[key] = map[string]string{"other": v}
		case map[string]any:
			all[key] = map[string]string{}
			for form, text := range v {
				all[key][form] = fmt.Sprint(text)
			}
		default:
			t.Errorf("i18n/%s.yaml: %s is %T, not a text", lang, key, value)
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`{{.*?}}`)

func placeholders(forms map[string]string) []string {
	var all []string
	for form, text := range forms {
		for _, p := range placeholder.FindAllString(text, -1) {
			if !(form == "one" && p == "{{ .Count }}") && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestLanguagesAgree(t *testing.T) {
	english, spanish := words(t, "en"), words(t, "es")
	for key := range english {
		if spanish[key] == nil {
			t.Errorf("i18n/es.yaml lacks %s", key)
		}
	}
	for key, es := range spanish {
		en := english[key]
		if en == nil {
			t.Errorf("i18n/es.yaml has %s, which English lacks", key)
			continue
		}
		if a, b := slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(es)); !slices.Equal(a, b) {
			t.Errorf("%s has the forms %v in English, %v in Spanish", key, a, b)
		}
		if a, b := placeholders(en), placeholders(es); !slices.Equal(a, b) {
			t.Errorf("%s has the placeholders %v in English, %v in Spanish", key, a, b)
		}
		for _, text := range es {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s is empty in Spanish", key)
			}
		}
	}
}

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
		"impact":        append(slices.Clone(disclosure.Impacts), "none", "planned"),
		"certainty":     append(texts(len(disclosure.Certainties), func(i int) string { return string(disclosure.Certainties[i]) }), "counted"),
		"discovered_by": disclosure.Discoverers, "origin": disclosure.Origins, "held_back": disclosure.HoldReasons, "told": disclosure.Addressees,
		"unit": units, "all": append(slices.Clone(units), "incidents", "versions", "versions_short"),
		"urgency": disclosure.Urgencies, "measure": disclosure.MeasureStates, "commitment": disclosure.CommitmentStates,
		"severity": {"low", "medium", "high", "critical"}, "exploited": {"yes", "no", "unknown"}, "tested_by": {"us", "independent"},
		"field":   append(texts(len(disclosure.Fields), func(i int) string { return disclosure.Fields[i].Name }), "disclosed", "summary"),
		"section": append(texts(len(disclosure.SectionIDs), func(i int) string { return string(disclosure.SectionIDs[i]) }), "you", "ask", "know", "questions", "said"),
		"change":  {string(disclosure.Added), string(disclosure.Changed), string(disclosure.Corrected), string(disclosure.Emptied), string(disclosure.TakenBack), string(disclosure.Removed), "text"},
		"class": {
			string(disclosure.FirstNotice), string(disclosure.Update), string(disclosure.CorrectionClass), string(disclosure.WithdrawalClass),
			string(disclosure.RepairClass), string(disclosure.RedactionClass), string(disclosure.FinalReportClass),
		},
		"gone": {"removed", "withdrawn", "emptied"}, "window": {"ahead", "running", "passed"},
		"menu":  {"now", "history", "changes", "commitments", "report", "follow"},
		"feed":  {string(feed.WholeSite), string(feed.Service), string(feed.Security), string(feed.Changes), string(feed.Commitments)},
		"entry": {string(disclosure.Published), string(disclosure.Edited), string(disclosure.Redaction)},
		"count": {"figures", "dates", "links", "added", "removed", "reworded", "items", "moved"},
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
			if strings.Contains(text, banned) {
				t.Errorf("%s holds %q", name, banned)
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
