package rules

import (
	"fmt"

	"firsthand/generator/disclosure"
)

// DATA-002: one kind of data cannot be involved and not involved.
func categories(s *step) {
	seen := map[string]disclosure.Data{}
	for _, d := range s.doc.Said.Facts.Data {
		before, ok := seen[d.Category]
		if ok && before.Exposure != d.Exposure {
			s.error("DATA-002", s.at("data."+d.Category), fmt.Sprintf("%s is listed under %s and under %s", d.Category, group(before), group(d)),
				"keep the one that is right; tell parts apart in the text after the colon", fmt.Sprintf("%s: of 64 of the 212 files", d.Category))
		}
		seen[d.Category] = d
	}
}
