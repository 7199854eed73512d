package source

import (
	"fmt"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// Data by what happened to it:
//
//	data:
//	  copied:
//	    - name
//	    - orders: date, time and clinic of appointments
//	    - password: {detail: of patients, protection: hashed}
//	  not_involved:
//	    - payment-card: cards are held by our payment provider

var dataGroups = append(slices.Clone(disclosure.Effects), "possible", "not_involved", "unknown")

// dataExample is a pattern for authors.
const dataExample = `data:
  copied:
    - name
    - orders: date, time and clinic of appointments
  not_involved:
    - password: exports have no password column`

// data reads the field of this name. original is what the statement says that
// is translated, if one is.
func (r *reader) data(path string, n node, original []disclosure.Data) []disclosure.Data {
	if n.kind == list && len(n.items) == 0 {
		r.keyedEmpty(path, n, "name each kind of data under not_involved, with the reason")
		return nil
	}
	if n.kind != mapping {
		if n.kind == nothing {
			r.empty(path, n)
		} else if n.kind != unreadable {
			p := r.report(n.where, "%s is grouped by what happened, and this is %s", name(path), n.describe())
			p.Fix, p.Example = "put each kind of data under one of "+strings.Join(dataGroups, ", "), dataExample
		}
		return nil
	}
	var all []disclosure.Data
	groups := map[string]string{} // category: group it stands in
	for _, entry := range n.pairs {
		group := word(entry.key)
		group = strings.ReplaceAll(group, "-", "_")
		if !slices.Contains(dataGroups, group) {
			if r.translates && slices.Contains(disclosure.Categories, entry.key) {
				r.place(sub(path, entry.key), node{where: entry.where})
				if d, ok := r.dataWords(sub(path, entry.key), entry, original); ok {
					all = append(all, d)
				}
				continue
			}
			r.noGroup(entry)
			continue
		}
		r.placeEntry(sub(path, entry.key), entry)
		for _, item := range r.dataItems(sub(path, entry.key), entry.value) {
			category, ok := r.category(item.key, item.where)
			if !ok {
				continue
			}
			at := sub(path, category)
			r.place(at, node{where: item.where})
			if r.translates {
				item.key = category
				if d, ok := r.dataWords(at, item, original); ok {
					all = append(all, d)
				}
				continue
			}
			d := r.datum(at, group, category, item.value)
			before, twice := groups[category]
			if !twice {
				groups[category] = group
				all = append(all, d)
				continue
			}
			i := slices.IndexFunc(all, func(d disclosure.Data) bool { return d.Category == category })
			if !join(&all[i], d) {
				p := r.report(item.where, "%q is listed twice, under %s and under %s", category, before, group)
				p.Rule = "DATA-002"
				p.Fix = "keep the one that is right"
			}
		}
	}
	return all
}

// join adds what else happened to data to what is there already. It reports
// false if the two do not go together.
func join(to *disclosure.Data, d disclosure.Data) bool {
	if to.Exposure != disclosure.Exposed || d.Exposure != disclosure.Exposed || slices.Contains(to.Effects, d.Effects[0]) {
		return false
	}
	to.Effects = append(to.Effects, d.Effects...)
	slices.SortFunc(to.Effects, func(a, b string) int {
		return slices.Index(disclosure.Effects, a) - slices.Index(disclosure.Effects, b)
	})
	for _, pair := range [][2]*string{{&to.Detail, &d.Detail}, {&to.Protection, &d.Protection}} {
		if *pair[0] == "" {
			*pair[0] = *pair[1]
		}
	}
	return true
}

func (r *reader) noGroup(entry pair) {
	p := r.report(entry.where, "%q does not say what happened to data", entry.key)
	p.Rule = "DOC-002"
	p.Fix, p.Example = "use one of "+strings.Join(dataGroups, ", "), dataExample
	if near, ok := problem.Nearest(entry.key, dataGroups); ok {
		p.Fix, p.Example = fmt.Sprintf("did you mean %q? Words to use: %s", near, strings.Join(dataGroups, ", ")), ""
		return
	}
	if _, ok := categoryNamed(entry.key); ok {
		p.Fix = "name what happened first, and the kind of data below it: " + strings.Join(dataGroups, ", ")
	}
}

// dataItems returns the entries of a group, each as a category with its value.
func (r *reader) dataItems(path string, n node) []pair {
	if n.kind == nothing {
		r.empty(path, n)
		return nil
	}
	if n.kind == mapping {
		return n.pairs
	}
	var items []pair
	for i, item := range n.asList() {
		switch item.kind {
		case scalar:
			// "copied: name, email" on one line.
			for _, word := range strings.Split(item.text, ",") {
				items = append(items, pair{key: strings.TrimSpace(word), where: item.where})
			}
		case mapping:
			items = append(items, item.pairs...)
		case unreadable:
		default:
			p := r.report(item.where, "%s takes kinds of data, not %s", name(index(path, i)), item.describe())
			p.Fix, p.Example = "write it like the example", dataExample
		}
	}
	return items
}

// category returns the category that a person means.
func (r *reader) category(text string, at span) (string, bool) {
	if c, ok := categoryNamed(text); ok {
		return c, true
	}
	p := r.report(at, "%q is not a kind of data firsthand knows", text)
	p.Rule = "DOC-002"
	p.Fix = "use one of " + strings.Join(disclosure.Categories, ", ") + ";\nfor anything else write other, a colon and what it is"
	w := word(text)
	near, ok := dataSynonyms[w]
	if !ok {
		near, ok = problem.Nearest(w, disclosure.Categories)
	}
	if ok {
		p.Fix = fmt.Sprintf("did you mean %q?", near)
	}
	return "", false
}

func categoryNamed(text string) (string, bool) {
	w := word(text)
	for _, c := range disclosure.Categories {
		if strings.ReplaceAll(c, "-", "") == strings.ReplaceAll(w, "-", "") {
			return c, true
		}
	}
	return "", false
}

// datum reads one entry.
func (r *reader) datum(path, group, category string, n node) disclosure.Data {
	d := disclosure.Data{Category: category}
	switch group {
	case "possible":
		d.Exposure = disclosure.PossiblyExposed
	case "not_involved":
		d.Exposure = disclosure.NotExposed
	case "unknown":
		d.Exposure = disclosure.ExposureUnknown
	default:
		d.Exposure, d.Effects = disclosure.Exposed, []string{group}
	}
	words := &d.Detail
	if group == "not_involved" {
		words = &d.Basis
	}
	switch n.kind {
	case nothing:
	case mapping:
		text := func(to *string) func(string, node) {
			return func(path string, n node) { *to = r.text(path, n, textForm{}) }
		}
		keys := []key{
			{name: "detail", read: text(&d.Detail)},
			{name: "protection", read: func(path string, n node) { d.Protection = r.choice(path, n, disclosure.Protections) }},
		}
		if group == "not_involved" {
			keys = append(keys, key{name: "reason", read: text(&d.Basis)})
		}
		r.mapping(path, n, category+": {detail: what exactly, protection: hashed}", keys...)
	default:
		*words = r.text(path, n, textForm{})
	}
	return d
}

// dataWords reads one entry of a translation: the words about a category that
// the original lists.
func (r *reader) dataWords(path string, entry pair, original []disclosure.Data) (disclosure.Data, bool) {
	i := slices.IndexFunc(original, func(d disclosure.Data) bool { return d.Category == entry.key })
	if i < 0 {
		var listed []string
		for _, d := range original {
			listed = append(listed, d.Category)
		}
		r.notInOriginal(entry.where, entry.key, "data", listed)
		return disclosure.Data{}, false
	}
	d := disclosure.Data{Category: entry.key}
	words := &d.Detail
	if original[i].Exposure == disclosure.NotExposed {
		words = &d.Basis
	}
	switch entry.value.kind {
	case nothing:
	case mapping:
		r.mapping(path, entry.value, entry.key+": {detail: the words in this language}",
			key{name: "detail", words: true, read: func(path string, n node) { d.Detail = r.text(path, n, textForm{}) }},
			key{name: "reason", words: true, read: func(path string, n node) { d.Basis = r.text(path, n, textForm{}) }},
			key{name: "protection"},
		)
	default:
		*words = r.text(path, entry.value, textForm{})
	}
	return d, true
}

// notInOriginal reports an entry of a translation that translates nothing.
func (r *reader) notInOriginal(at span, id, field string, ids []string) {
	p := r.report(at, "the original has no %q under %s", id, field)
	p.Rule = "I18N-002"
	p.Fix = "remove it, or add it to the original"
	if near, ok := problem.Nearest(id, ids); ok {
		p.Fix = fmt.Sprintf("did you mean %q?", near)
	} else if len(ids) > 0 {
		p.Fix += "; there are " + strings.Join(ids, ", ")
	}
}

// keyedEmpty reports "[]" for a list whose entries are taken back one by one.
func (r *reader) keyedEmpty(path string, n node, how string) {
	p := r.report(n.where, "%s cannot be emptied: each entry stays until you say what became of it", name(path))
	p.Fix = how + "; or delete this line"
}
