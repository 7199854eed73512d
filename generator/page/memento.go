package page

import (
	"fmt"
	"net/http"
	"strings"

	"firsthand/generator/address"
)

// Old versions are linked as RFC 5829 names the relations between versions and as
// RFC 7089 (Memento) names those of an archive, so that programs which know neither
// us nor our paths find what stood when.

// timeMaps returns a list of the versions of each account in the format of RFC 6690,
// as RFC 7089, section 5 has it.
func (m *maker) timeMaps() map[string][]byte {
	files := map[string][]byte{}
	for i, code := range m.codes {
		lang := code
		if i == 0 {
			lang = ""
		}
		for _, r := range m.records {
			files[address.TimeMap(lang, r.inc.ID)] = m.timeMap(r, lang)
		}
	}
	return files
}

func (m *maker) timeMap(r *record, lang string) []byte {
	p := place{maker: m, lang: lang}
	id, last := r.inc.ID, len(r.inc.Versions)
	when := func(n int) string { return r.inc.Versions[n-1].Time.UTC().Format(http.TimeFormat) }
	var b strings.Builder
	fmt.Fprintf(&b, "<%s>;rel=\"original latest-version\",\n", p.absolute(address.Incident(lang, id)))
	fmt.Fprintf(&b, "<%s>;rel=\"self\";type=\"application/link-format\";from=\"%s\";until=\"%s\"", p.absolute(address.TimeMap(lang, id)), when(1), when(last))
	for n := 1; n <= last; n++ {
		rel := "memento"
		switch {
		case last == 1:
			rel = "first last memento"
		case n == 1:
			rel = "first memento"
		case n == last:
			rel = "last memento"
		}
		fmt.Fprintf(&b, ",\n<%s>;rel=\"%s\";datetime=\"%s\"", p.absolute(address.Version(lang, id, n)), rel, when(n))
	}
	b.WriteByte('\n')
	return []byte(b.String())
}

// relations returns how the page of an account, or of its version n, is linked with
// the other versions; n is 0 for the account that stands.
func (p place) relations(r *record, n int) []Relation {
	id, last := r.inc.ID, len(r.inc.Versions)
	account := p.to(address.Incident(p.lang, id))
	all := []Relation{
		{Rel: "version-history", Href: p.to(address.Versions(p.lang, id))},
		{Rel: "original latest-version", Href: account},
	}
	if !p.Preview {
		all = append(all, Relation{Rel: "timemap", Href: p.to(address.TimeMap(p.lang, id)), Type: "application/link-format"})
	}
	if n == 0 {
		all[1].Rel = "latest-version"
		n = last
	}
	if n > 1 {
		all = append(all, Relation{Rel: "predecessor-version", Href: p.to(address.Version(p.lang, id, n-1))})
	}
	if n < last {
		all = append(all, Relation{Rel: "successor-version", Href: p.to(address.Version(p.lang, id, n+1))})
	}
	return all
}
