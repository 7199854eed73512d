package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"firsthand/generator/disclosure"
)

// brief returns a value in a few words, for messages: "61,300 people".
func brief(value any) string {
	switch v := value.(type) {
	case []disclosure.Affected:
		parts := make([]string, len(v))
		for i, a := range v {
			one := disclosure.Affected{Count: a.Count, Min: a.Min, Max: a.Max, All: a.All, Unit: a.Unit}
			if a.Certainty == disclosure.Unknown || a.Certainty == disclosure.Estimated {
				one.Certainty = a.Certainty
			}
			parts[i] = strings.TrimSuffix(disclosure.Describe([]disclosure.Affected{one}), ", estimated")
			if a.Count == 0 && !a.All && a.Max == 0 && a.Who != "" {
				parts[i] = a.Who
			}
		}
		return clip(strings.Join(parts, ", "))
	case []disclosure.NotAffected:
		parts := make([]string, len(v))
		for i, n := range v {
			parts[i] = n.Who
		}
		return clip(strings.Join(parts, ", "))
	case disclosure.Data:
		return group(v) + " " + v.Category
	case nil:
		return "nothing"
	}
	return clip(disclosure.Describe(value))
}

// group returns the words of the front matter for what happened to data.
func group(d disclosure.Data) string {
	switch d.Exposure {
	case disclosure.Exposed:
		return cmp.Or(strings.Join(d.Effects, " and "), "involved")
	case disclosure.NotExposed:
		return "not_involved"
	}
	return string(d.Exposure)
}

// clip cuts a text to one line that fits a message.
func clip(s string) string {
	const limit = 60
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:limit-1]), " ,.;:") + "…"
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
