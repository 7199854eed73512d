package page_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
	"firsthand/generator/page"
)

// TestATranslationIsListedInItsLanguage: its headline, and where it can be read.
func TestATranslationIsListedInItsLanguage(t *testing.T) {
	in := input(t, now)
	in.Incidents = assemble(t, append(allLines(),
		ledgerLine{time: "2026-03-11T16:00:00Z", doc: breach + "/questions.es", said: disclosure.Said{Questions: []disclosure.Question{
			{Asked: moment("2026-03-04"), Question: "¿Había notas sobre mi tratamiento en los archivos?", MD: "No."},
		}}},
		ledgerLine{time: "2026-03-11T17:00:00Z", doc: breach + "/07.fr", said: disclosure.Said{Headline: "Lettres envoyées"}},
	))
	in.LastEntry = instant("2026-03-11T17:00:00Z")
	const (
		title   = "Una persona ajena descargó exportaciones de citas"
		english = "Booking exports downloaded by an outsider"
		fixed   = "Corrección: 61.300 personas, y también teléfonos"
	)
	type row struct {
		Entry   int
		About   page.Link
		In      string
		Account page.Words
	}
	rows := func(lang string) (all []row) {
		for _, e := range open[page.Changes](t, in, address.Changes(lang)).Events {
			if e.What == "event_translation" {
				all = append(all, row{e.Entry, e.About, e.In, e.Account.Name})
			}
		}
		return all
	}
	spanish := func(s string) page.Words { return page.Words(`<span lang="es">` + s + `</span>`) }
	path := "incidents/" + breach + "/"
	for _, c := range []struct {
		lang string
		want []row
	}{
		{"", []row{
			{21, page.Link{Name: `<span lang="fr">Lettres envoyées</span>`, Link: "../" + path + "updates/07/"}, "", english},
			{20, page.Link{Name: spanish(title), Link: "../es/" + path + "#questions"}, "es", english},
			{17, page.Link{Name: spanish(fixed), Link: "../es/" + path + "updates/06/"}, "es", english},
			{11, page.Link{Name: spanish(title), Link: "../es/" + path + "updates/01/"}, "es", english},
		}},
		{"es", []row{
			{21, page.Link{Name: `<span lang="fr">Lettres envoyées</span>`, Link: "../../" + path + "updates/07/"}, "en", title},
			{20, page.Link{Name: title, Link: "../" + path + "#questions"}, "", title},
			{17, page.Link{Name: fixed, Link: "../" + path + "updates/06/"}, "", title},
			{11, page.Link{Name: title, Link: "../" + path + "updates/01/"}, "", title},
		}},
	} {
		if diff := cmp.Diff(c.want, rows(c.lang)); diff != "" {
			t.Errorf("language %q (-want +got):\n%s", c.lang, diff)
		}
	}
	html := string(render(t, in)["changes/index.html"])
	if want := `<a href="../es/` + path + `#questions" hreflang="es"><span lang="es">` + title + `</span></a>`; !strings.Contains(html, want) {
		t.Errorf("no %s in\n%s", want, html)
	}
}
