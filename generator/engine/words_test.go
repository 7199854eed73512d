package engine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsComeFromTheLanguageOfThePage(t *testing.T) {
	s := siteOf(themeOf(
		"layouts/account.html", strings.Join([]string{
			`{{ i18n "hello" }}`, `{{ T "only.english" }}`, `{{ i18n "people" 1 }}`, `{{ i18n "people" 2 }}`, `{{ i18n "people" 5 }}`,
			`{{ i18n "named" (dict "Name" "Ana" "Count" 1) }}`, `{{ "hello" | i18n }}`, `{{ i18n (print "hel" "lo") }}`,
		}, "|"),
		"i18n/en.yaml", "hello: Hello\nonly:\n  english: English\npeople:\n  one: one person\n  other: '{{ .Count }} people'\nnamed: '{{ .Name }} here'",
		"i18n/es.yaml", "hello: Hola\npeople:\n  one: una persona\n  other: '{{ .Count }} personas'",
		"i18n/pt.yaml", "hello: Olá\nnamed: '{{ .Name }} aqui'",
		"i18n/pt-BR.yaml", "hello: Oi",
		"i18n/ar.yaml", "people:\n  zero: zero\n  one: one\n  two: two\n  few: few\n  many: many\n  other: other",
		"i18n/zh-Hans.json", `{"hello": "你好"}`,
		"i18n/nb.toml", "hello = 'Hei'",
		"i18n/README.md", "for translators",
	))
	want := map[string]string{}
	for code, text := range map[string]string{
		"en":      "Hello|English|one person|2 people|5 people|Ana here|Hello|Hello",
		"es":      "Hola|English|una persona|2 personas|5 personas|Ana here|Hola|Hola",
		"pt":      "Olá|English|one person|2 people|5 people|Ana aqui|Olá|Olá",
		"pt-BR":   "Oi|English|one person|2 people|5 people|Ana aqui|Oi|Oi",
		"ar":      "Hello|English|one|two|few|Ana here|Hello|Hello",
		"zh-Hans": "你好|English|1 people|2 people|5 people|Ana here|你好|你好",
		"nb":      "Hei|English|one person|2 people|5 people|Ana here|Hei|Hei",
		"tlh":     "Hello|English|one person|2 people|5 people|Ana here|Hello|Hello", // no file
		"de-AT":   "Hello|English|one person|2 people|5 people|Ana here|Hello|Hello", // no file
	} {
		if code != "en" {
			s.Languages = append(s.Languages, Language{Code: code})
		}
		s.Pages = append(s.Pages, Page{Path: code + "/", Layout: "account", Lang: code})
		want[code+"/index.html"] = text
	}
	if diff := cmp.Diff(want, mustRender(t, s)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A word that is not in the original language is in no language that lacks it.
func TestAWordMustBeInTheOriginalLanguage(t *testing.T) {
	s := siteOf(themeOf("layouts/account.html", "{{ i18n `hola` }}", "i18n/es.yaml", "hola: Hola"), Page{Path: "x/"})
	s.Languages = append(s.Languages, Language{Code: "es"})
	_, err := Render(t.Context(), s)
	if err == nil || err.Error() != "layouts/account.html:1:9: the word \"hola\" is not in i18n/en.yaml" {
		t.Errorf("got %v", err)
	}
}
