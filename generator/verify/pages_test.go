package verify_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"firsthand/generator"
	"firsthand/generator/verify"
)

// TestEveryWordOfAPageCounts changes one letter in texts of an account, of a
// version, of a statement and of a letter: in every seventh, because it takes a while.
func TestEveryWordOfAPageCounts(t *testing.T) {
	e := signedExample(t)
	const breach = "incidents/2026-03-03-support-exports/"
	for _, name := range []string{breach, breach + "v/5/", breach + "updates/05/", breach + "notice/", "es/" + breach, breach + "history/"} {
		page := e.site[name+"index.html"]
		if page == nil {
			t.Fatalf("there is no page %s", name)
		}
		changes := 0
		for i, at := range texts(page) {
			if i%7 != 0 {
				continue
			}
			changed := bytes.Clone(page)
			changed[at] ^= 1
			if unicode.IsSpace(rune(changed[at])) {
				continue
			}
			changes++
			if len(verify.ComparePages(changed, page)) == 0 {
				t.Errorf("%s: nobody notices %q", name, strings.Join(strings.Fields(string(changed[max(0, at-30):min(len(page), at+30)])), " "))
			}
		}
		if changes < 3 {
			t.Errorf("%s: only %d texts", name, changes)
		}
	}
}

// texts returns where the texts of the part "main" begin, without those that the
// settings of the site say.
func texts(page []byte) []int {
	var places []int
	var sections []bool                   // whether each open section shows settings
	at, inMain, inLine := 0, false, false // inLine: in a paragraph that shows settings
	z := html.NewTokenizer(bytes.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := slices.Clone(z.Raw())
		switch token := z.Token(); {
		case kind == html.TextToken:
			i := bytes.IndexFunc(raw, func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) })
			if i >= 0 && inMain && !inLine && !slices.Contains(sections, true) {
				places = append(places, at+i)
			}
		case token.Data == "main":
			inMain = kind == html.StartTagToken
		case token.Data == "p":
			attributes := fmt.Sprint(token.Attr)
			inLine = strings.Contains(attributes, "{ class ask}") || strings.Contains(attributes, "{ class from}")
		case token.Data == "section" && kind == html.StartTagToken:
			attributes := fmt.Sprint(token.Attr)
			sections = append(sections, strings.Contains(attributes, "{ class cite}") || strings.Contains(attributes, "{ aria-labelledby ask}"))
		case token.Data == "section":
			sections = sections[:len(sections)-1]
		}
		at += len(raw)
	}
	return places
}

// TestPagesOfAnotherVersion wants that of pages which this program would not make
// the texts are looked for, and nothing else.
func TestPagesOfAnotherVersion(t *testing.T) {
	e := signedExample(t)
	notes := []string{
		"another version of firsthand (other) or other templates made the site: of its pages the titles, headlines, summaries and texts were compared, not all that they say",
		"another version of firsthand (other) made the site: of the items of its feeds the titles, addresses and dates were compared, not all that they say",
	}
	site := replace(t, e.site, "build.json", `"version": "test"`, `"version": "other"`)
	const name = "incidents/2026-03-03-support-exports/index.html"
	for _, c := range []struct {
		name     string
		site     served
		findings []string
	}{
		{"as it was made", site, nil},
		{"other words around the record", replace(t, site, name, "What happened", "The facts"), nil},
		{"another text", replace(t, site, name, "The 212 files come from 38 clinics", "The 112 files come from 38 clinics"), []string{
			`entry 38: incidents/2026-03-03-support-exports/: the page does not show "`}},
		{"another title", site.with(name, bytes.ReplaceAll(site[name], []byte("Booking exports downloaded"), []byte("Booking exports read"))), []string{
			`entry 38: incidents/2026-03-03-support-exports/: the page does not show "Booking exports downloaded by an outsider"`}},
		{"another title in a list", replace(t, site, "history/index.html", "Booking exports downloaded", "Booking exports read"), []string{
			`entry 38: history/: the page does not show "Booking exports downloaded by an outsider"`}},
		{"other words in a feed", replace(t, site, "feed.xml", "What we correct", "What is wrong"), nil},
		{"another title in a feed", replace(t, site, "feed.xml", "<title>Correction: 61,300", "<title>Correction: 6,300"), []string{
			`entry 17: feed.xml: the title of the item is "Correction: 6,300 people`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := check(t, c.site, generator.VerifyOptions{})
			var found []string
			for _, f := range report.Findings {
				found = append(found, f.String())
			}
			if len(found) < len(c.findings) || len(c.findings) == 0 && len(found) > 0 {
				t.Fatalf("found %q", found)
			}
			for _, want := range c.findings {
				if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, want) }) {
					t.Errorf("not found: %s\nbut %q", want, found)
				}
			}
			if !slices.Equal(report.Notes, notes) {
				t.Errorf("notes %q", report.Notes)
			}
		})
	}
}
