package page

import (
	"encoding/json"
	"html/template"
	"time"

	"firsthand/generator/address"
	"firsthand/generator/disclosure"
)

// article is what search engines and archives are told about an account, in the
// terms of schema.org. Members that have nothing to say are left out.
type article struct {
	Context    string         `json:"@context"`
	Type       string         `json:"@type"`
	ID         string         `json:"@id"`
	URL        string         `json:"url"`
	Headline   string         `json:"headline"`
	Abstract   string         `json:"abstract,omitempty"`
	Language   string         `json:"inLanguage"`
	Published  string         `json:"datePublished"`
	Modified   string         `json:"dateModified"`
	Version    int            `json:"version"`
	Status     string         `json:"creativeWorkStatus"`
	BasedOn    string         `json:"isBasedOn,omitempty"`  // the version before
	ArchivedAt string         `json:"archivedAt,omitempty"` // this version, for ever
	Publisher  organisation   `json:"publisher"`
	Correction []correctionLD `json:"correction,omitempty"`
	PartOf     *partOf        `json:"isPartOf,omitempty"`
}

type organisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// A correctionLD is a CorrectionComment: what was wrong, and since when it is
// known.
type correctionLD struct {
	Type      string `json:"@type"`
	Text      string `json:"text"`
	Published string `json:"datePublished"`
}

type partOf struct {
	Type string `json:"@type"`
	URL  string `json:"url"`
}

// structured describes the account of s, or its version n for ever if frozen.
func (s *story) structured(n int, frozen bool) template.JS {
	id := s.r.inc.ID
	versions := s.r.inc.Versions
	a := article{
		Context: "https://schema.org", Type: "Report", Headline: s.t.local.Facts.Title, Abstract: s.t.local.Summary,
		Language: s.code(), Published: iso(s.r.inc.First()), Modified: iso(modified(s.r.inc, n)), Version: n,
		Status: string(s.t.original.Facts.Status), ArchivedAt: s.absolute(address.Version(s.lang, id, n)),
		Publisher: organisation{"Organization", s.organisation(), s.absolute("")},
	}
	a.URL = s.absolute(address.Incident(s.lang, id))
	if frozen {
		a.PartOf = &partOf{"Report", a.URL}
		a.URL = a.ArchivedAt
	}
	a.ID = a.URL
	if n > 1 && n <= len(versions) {
		a.BasedOn = s.absolute(address.Version(s.lang, id, n-1))
	}
	for _, c := range s.t.local.Corrections {
		a.Correction = append(a.Correction, correctionLD{"CorrectionComment", c.Because, iso(c.At)})
	}
	data, err := json.Marshal(a)
	if err != nil {
		return "" // strings and numbers only: it cannot fail
	}
	return template.JS(data)
}

// modified returns when the account last changed in more than its spelling, up
// to version n.
func modified(inc *disclosure.Incident, n int) time.Time {
	for ; n > 1; n-- {
		for _, p := range inc.Versions[n-1].Publications {
			if p.Type != disclosure.Edited {
				return inc.Versions[n-1].Time
			}
		}
	}
	return inc.Versions[0].Time
}

func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }
