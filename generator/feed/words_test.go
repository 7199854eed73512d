package feed

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/disclosure"
	"firsthand/languages"
)

// wanted lists the key of every word that the model can ask for.
func wanted() []string {
	var keys []string
	add := func(list string, values ...string) {
		for _, v := range values {
			keys = append(keys, list+"."+v)
		}
	}
	for _, f := range disclosure.Fields {
		add("field", f.Name)
	}
	add("field", string(disclosure.SummaryKey))
	for _, id := range disclosure.SectionIDs {
		add("section", string(id))
	}
	for _, k := range disclosure.Kinds {
		add("kind", string(k))
		for _, s := range k.Statuses() {
			add("status", string(s))
		}
	}
	for _, c := range disclosure.Certainties {
		add("certainty", string(c))
	}
	for _, e := range []disclosure.Exposure{disclosure.Exposed, disclosure.PossiblyExposed, disclosure.NotExposed, disclosure.ExposureUnknown} {
		add("exposure", string(e))
	}
	for _, u := range disclosure.Units {
		add("unit", u+".other")
	}
	add("impact", disclosure.Impacts...)
	add("effect", disclosure.Effects...)
	add("category", disclosure.Categories...)
	add("protection", disclosure.Protections...)
	add("urgency", disclosure.Urgencies...)
	add("state", disclosure.MeasureStates...)
	add("state", disclosure.CommitmentStates...)
	add("addressee", disclosure.Addressees...)
	add("discoverer", disclosure.Discoverers...)
	add("origin", disclosure.Origins...)
	add("hold", disclosure.HoldReasons...)
	add("tested", "us", "independent")
	add("severity", "low", "medium", "high", "critical")
	add("answer", "yes", "no", "unknown")
	return keys
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

func placeholders(phrase string) []string {
	all := placeholder.FindAllString(phrase, -1)
	slices.Sort(all)
	return all
}

// cutForm splits the key of a plural form: "unit.people.few" is "unit.people", ".few".
func cutForm(key string) (base, form string) {
	if !strings.HasPrefix(key, "unit.") && !strings.HasPrefix(key, "support.months.") {
		return key, ""
	}
	i := strings.LastIndexByte(key, '.')
	return key[:i], key[i:]
}

// mayBe reports whether a language may have a key that English lacks.
func mayBe(key string) bool {
	_, form := cutForm(key)
	return form == ".all" || key == "unit.none.other"
}

// keysFor returns the keys that a language has to have: those of English, with the
// plural forms that whole numbers have in the language. All forms of a unit may be
// one, where the number stands apart from it.
func keysFor(lang *languages.Language, english map[string]string) []string {
	forms := map[string]bool{}
	for n := range 1000 {
		forms["."+lang.Plural(n)] = true
	}
	var keys []string
	for key := range english {
		base, form := cutForm(key)
		if form == "" {
			keys = append(keys, key)
			continue
		}
		if form != ".other" {
			continue
		}
		keys = append(keys, key)
		unit := strings.HasPrefix(base, "unit.")
		if _, apart := lang.Feed["unit.none.other"]; apart && unit {
			continue
		}
		if form := "." + lang.Plural(1_000_000); unit && !forms[form] {
			keys = append(keys, base+form)
		}
		for f := range forms {
			if f != ".other" {
				keys = append(keys, base+f)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func TestWordsAreComplete(t *testing.T) {
	english := languages.Of("en").Feed
	for _, l := range languages.All() {
		lang, w := l.Code, l.Feed
		for _, key := range wanted() {
			if w[key] == "" {
				t.Errorf("%s has no word for %s", lang, key)
			}
		}
		if diff := cmp.Diff(keysFor(l, english), slices.DeleteFunc(slices.Sorted(maps.Keys(w)), mayBe)); diff != "" {
			t.Errorf("keys of %s against English (-want +got):\n%s", lang, diff)
		}
		for key, phrase := range w {
			if strings.ContainsAny(phrase, `<>&"'`) || phrase == "" {
				t.Errorf("%s: %s = %q holds markup or nothing", lang, key, phrase)
			}
			base, form := cutForm(key)
			master := english[base+".other"]
			if form == "" {
				master = english[key]
			} else if slices.Contains([]string{".zero", ".one", ".two"}, form) && !placeholder.MatchString(phrase) {
				continue // "one month" tells its number in words
			}
			if diff := cmp.Diff(placeholders(master), placeholders(phrase)); diff != "" {
				t.Errorf("%s: %s names other values than in English (-want +got):\n%s", lang, key, diff)
			}
		}
	}
}

func TestWords(t *testing.T) {
	at := time.Date(2026, 3, 9, 18, 5, 0, 0, time.FixedZone("", 2*3600))
	for _, c := range []struct{ name, got, want string }{
		{"minute", wordsIn("en").minute(at), "9 March 2026, 16:05 UTC"},
		{"Spanish minute", wordsIn("es").minute(at), "9 de marzo de 2026, 16:05 UTC"},
		{"Dutch minute", wordsIn("nl").minute(at), "9 maart 2026, 16:05 UTC"},
		{"Polish minute", wordsIn("pl").minute(at), "9 marca 2026, 16:05 UTC"},
		{"Arabic minute", wordsIn("ar").minute(at), "9 مارس 2026، 16:05 UTC"},
		{"Japanese minute", wordsIn("ja").minute(at), "2026年3月9日 16:05 UTC"},
		{"German minute", wordsIn("de").minute(at), "9. März 2026, 16:05 Uhr UTC"},
		{"French minute", wordsIn("fr").minute(at), "9 mars 2026 à 16\u00a0h\u00a005\u00a0UTC"},
		{"Italian minute", wordsIn("it").minute(at), "9 marzo 2026, ore 16:05 UTC"},
		{"Portuguese minute", wordsIn("pt-PT").minute(at), "9 de março de 2026, às 16h05 UTC"},
		{"German number", wordsIn("de").number(4112), "4.112"},
		{"French number", wordsIn("fr").number(4112), "4\u202f112"},
		{"Portuguese number", wordsIn("pt").number(61300), "61\u00a0300"},
		{"region", wordsIn("es-MX").day(at), "9 de marzo de 2026"},
		{"other language", wordsIn("xx").day(at), "9 March 2026"},
		{"number", wordsIn("en").number(1234567), "1,234,567"},
		{"small number", wordsIn("en").number(412), "412"},
		{"Spanish number", wordsIn("es").number(61300), "61\u00a0300"},
		{"four digits", wordsIn("es").number(4112), "4112"},
		{"values are not read again", wordsIn("en").say("title.news", "headline", "{title}", "title", "x"), "{title} · x"},
		{"unknown word", wordsIn("en").say("kind.<b>new-kind"), "b new kind"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "people"}, {"en", 1, "person"}, {"en", 2, "people"}, {"es", 1, "persona"}, {"es", 1_000_000, "de personas"},
		{"nl", 1, "persoon"}, {"nl", 0, "personen"},
		{"pl", 1, "osoba"}, {"pl", 3, "osoby"}, {"pl", 5, "osób"}, {"pl", 12, "osób"}, {"pl", 22, "osoby"}, {"pl", 61_301, "osób"},
		{"ar", 2, "الأشخاص"}, {"ja", 1, "人"},
	} {
		if got := wordsIn(c.lang).plural("unit.people", c.n); got != c.want {
			t.Errorf("%d in %s: got %q, want %q", c.n, c.lang, got, c.want)
		}
	}
}

// TestAffected shows amounts in languages whose units change with the number, or
// stand apart from it.
func TestAffected(t *testing.T) {
	amounts := []disclosure.Affected{
		{Count: 3, Unit: "people"}, {Count: 500, Unit: "customers", Certainty: disclosure.Estimated}, {Min: 3, Max: 22, Unit: "files"},
		{All: true, Unit: "accounts"}, {Unit: "devices", Certainty: disclosure.Unknown}, {Count: 61300}, {All: true}, {Certainty: disclosure.Unknown},
	}
	for lang, want := range map[string][]string{
		"en": {"3 people", "about 500 customers (estimated)", "3 to 22 files", "all accounts", "not known how many devices", "61,300", "all", "not known how many"},
		"nl": {"3 personen", "ongeveer 500 klanten (geschat)", "3 tot 22 bestanden", "alle accounts", "niet bekend hoeveel apparaten", "61.300", "alle", "niet bekend hoeveel"},
		"pl": {"3 osoby", "mniej więcej 500 klientów (oszacowano)", "od 3 do 22 plików", "wszystkie konta", "nie wiadomo, ile urządzeń", "61\u00a0300", "wszystko", "nie wiadomo, ile"},
		"ar": {"عدد الأشخاص: 3", "عدد العملاء: نحو 500 (تقديري)", "عدد الملفات: من 3 إلى 22", "جميع الحسابات", "عدد الأجهزة غير معروف", "عدد المعنيين: 61,300", "جميع المعنيين", "عدد المعنيين غير معروف"},
		"ja": {"人数：3", "顧客数：約500（推定）", "ファイル数：3〜22", "すべてのアカウント", "機器数は不明", "対象数：61,300", "すべての対象", "対象数は不明"},
	} {
		w := &writer{words: wordsIn(lang)}
		var got []string
		for _, a := range amounts {
			got = append(got, strings.TrimSpace(w.affected(a)))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}

func TestBegins(t *testing.T) {
	for text, want := range map[string]bool{
		"Correction: 61,300": true, "correction 2": true, "CORRECCIÓN: x": true, "Correction": true,
		"Corrections follow": false, "A correction": false, "": false,
	} {
		if got := begins(text, "title.correction"); got != want {
			t.Errorf("begins(%q) = %v", text, got)
		}
	}
}

func TestDirection(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "ltr", "ar": "rtl", "he-IL": "rtl", "az-Arab": "rtl", "ku-Latn": "ltr", "": "ltr", "fa": "rtl", "pa-arab-pk": "rtl",
	} {
		if got := direction(lang); got != want {
			t.Errorf("direction(%q) = %s, want %s", lang, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"short", "abc", "abc"},
		{"exact", strings.Repeat("é", 100), strings.Repeat("é", 100)},
		{"between words", strings.Repeat("words ", 30), strings.TrimSpace(strings.Repeat("words ", 16)) + "…"},
		{"one word", strings.Repeat("x", 200), strings.Repeat("x", 100) + "…"},
	} {
		if got := cut(c.text, 100); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
