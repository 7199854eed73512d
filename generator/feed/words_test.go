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
		add("unit", u+".one", u+".other")
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

func TestWordsAreComplete(t *testing.T) {
	english := languages()["en"]
	for lang, w := range languages() {
		for _, key := range wanted() {
			if w[key] == "" {
				t.Errorf("%s has no word for %s", lang, key)
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(w))); diff != "" {
			t.Errorf("keys of %s against English (-want +got):\n%s", lang, diff)
		}
		for key, phrase := range w {
			if strings.ContainsAny(phrase, `<>&"'`) || phrase == "" {
				t.Errorf("%s: %s = %q holds markup or nothing", lang, key, phrase)
			}
			if diff := cmp.Diff(placeholders(english[key]), placeholders(phrase)); diff != "" {
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
