package source

import (
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that every machine knows the same zones

	"firsthand/generator/colour"
	"firsthand/generator/problem"
	"firsthand/generator/site"
	"firsthand/generator/telephone"
)

// site.yaml, which has the same fields for all of a site's texts.

const siteExample = `name: Example status
url: https://status.example.com
contacts: {email: help@example.com}`

// siteRow is a field of site.yaml with the way to read it.
type siteRow struct {
	Field
	hint hint
	read func(s *settings, path string, n node)
}

// SiteFields returns the fields that site.yaml may have, in the order in which
// they are explained.
func SiteFields() []Field {
	var all []Field
	for _, r := range siteRows {
		all = append(all, r.Field)
	}
	return all
}

const wordsForm = "text, or a text for each language: {en: Booking, es: Reservas}"

var siteRows []siteRow

func init() {
	siteRows = []siteRow{
		{Field{"name", "title of the site", wordsForm, "name: Example status"}, hint{text: true},
			func(s *settings, path string, n node) { s.out.Name = s.words(path, n, textForm{most: 60}) }},
		{Field{"organisation", "who is speaking; without it, the name", "text", "organisation: Example Ltd"}, hint{text: true},
			func(s *settings, path string, n node) { s.out.Organisation = s.text(path, n, textForm{}) }},
		{Field{"url", "address of the site", "https://host or https://host/folder", "url: https://status.example.com"}, hint{},
			func(s *settings, path string, n node) { s.out.URL = s.address(path, n) }},
		{Field{"languages", "the first one is that of the originals; without it, English", "a list of codes", "languages: [en, es]"}, hint{},
			func(s *settings, path string, n node) { s.languages(path, n) }},
		{Field{"time_zone", "zone of times typed without one; without it, UTC", "a name like Europe/Madrid", "time_zone: Europe/Madrid"}, hint{},
			func(s *settings, path string, n node) { s.timeZone(path, n) }},
		{Field{"about", "one sentence below the name", wordsForm, "about: What happens to our service, told by us first."}, hint{text: true},
			func(s *settings, path string, n node) { s.out.About = s.words(path, n, textForm{most: maxSummary}) }},
		{Field{"components", "the parts of your service", "a list of {id, name, about}, or of {group, components}", "components:\n  - {id: booking, name: Booking}"}, hint{},
			func(s *settings, path string, n node) { s.components(path, n) }},
		{Field{"contacts", "how readers ask; at least one of email, phone and web", "{email, phone, hours, web, post, press}", "contacts: {email: help@example.com}"}, hint{},
			func(s *settings, path string, n node) { s.contacts(path, n) }},
		{Field{"report", "how anyone reports a security problem; at least one of email, phone and web", "{email, phone, web, languages, answer_within, policy, thanks}", "report: {email: security@example.com}"}, hint{},
			func(s *settings, path string, n node) { s.report2(path, n) }},
		{Field{"real_messages", "how readers tell a real message from a false one", "{we_write_from, we_never_ask, check}", "real_messages:\n  we_write_from: [\"@example.com\"]\n  we_never_ask: [your password]"}, hint{},
			func(s *settings, path string, n node) { s.realMessages(path, n) }},
		{Field{"policy", "rules of the house", "{next_update, corrections, holidays, rules}", "policy: {next_update: 60 minutes}"}, hint{},
			func(s *settings, path string, n node) { s.policy(path, n) }},
		{Field{"look", "appearance", "{logo, icon, colour, colour_dark, headlines: serif or sans, links}", "look: {colour: \"#0b57b8\"}"}, hint{},
			func(s *settings, path string, n node) { s.look(path, n) }},
		{Field{"announce", "who is told of each publication, beside the subscribers of feeds", "{hubs, webhooks, mail}", announceExample}, hint{},
			func(s *settings, path string, n node) { s.announce(path, n) }},
	}
}

// settings reads site.yaml.
type settings struct {
	*reader
	folder *folder
	out    *site.Site
}

// site reads site.yaml. usable is false if there is none that can be read.
func (d *folder) site() (out site.Site, usable bool, err error) {
	const name = "site.yaml"
	out = site.Site{Languages: []string{"en"}, Zone: time.UTC, URL: &url.URL{Scheme: "https", Host: "status.invalid", Path: "/"}}
	out.Policy.NextUpdate = time.Hour
	if !d.isFile(name) {
		p := d.report(name, "there is no file site.yaml")
		p.Fix, p.Example = "make one that begins like the example, in the folder that holds incidents/", siteExample
		if d.isFile("site.yml") {
			p.Text, p.Fix, p.Example = `the settings are in "site.yml"`, `name the file "site.yaml"`, ""
		}
		if _, err := fs.Lstat(d.fs, name); err == nil {
			p.Text, p.Fix, p.Example = "site.yaml is not a file, but a folder or a link", "put the file itself here", ""
		}
		d.problems.Add(p)
		return out, false, nil
	}
	f, ok, err := d.text(name)
	if err != nil || !ok {
		if err == nil && len(f.lines) == 0 && !d.problems.HasErrors() {
			d.problems.Add(emptySettings(f))
		}
		return out, false, err
	}
	if f.isBlank() {
		d.problems.Add(emptySettings(f))
		return out, false, nil
	}
	s := &settings{reader: newReader(f, nil, time.Time{}), folder: d, out: &out}
	s.readAll()
	d.problems.Add(s.problems...)
	return out, true, nil
}

func emptySettings(f *file) problem.Problem {
	p := f.problem(span{})
	p.Text = "site.yaml is empty"
	p.Fix, p.Example = "begin it like the example", siteExample
	return p
}

func (s *settings) readAll() {
	first, last := 1, len(s.file.lines)
	for first <= last && strings.TrimSpace(s.file.lines[first-1]) == "" {
		first++
	}
	if isFence(s.file.lines[first-1]) {
		first++
	}
	if last >= first && isFence(s.file.lines[last-1]) {
		last--
	}
	var names []string
	hints := map[string]hint{}
	for _, r := range siteRows {
		names = append(names, r.Name)
		hints[r.Name] = r.hint
	}
	pairs, problems := parseFields(s.file, first, last,
		func(name string) hint { return hints[name] },
		func(name string) bool { return slices.Contains(names, name) })
	s.problems = append(s.problems, problems...)
	for _, entry := range pairs {
		if !slices.Contains(names, entry.key) {
			s.unknownField(entry, "site.yaml", names)
		}
	}
	// Languages come first, because texts are checked against them.
	given := map[string]bool{}
	for _, early := range []bool{true, false} {
		for i := range siteRows {
			row := &siteRows[i]
			j := slices.IndexFunc(pairs, func(p pair) bool { return p.key == row.Name })
			if j < 0 || (row.Name == "languages") != early {
				continue
			}
			given[row.Name] = pairs[j].value.kind != nothing
			s.placeEntry(row.Name, pairs[j])
			if pairs[j].value.kind != unreadable {
				row.read(s, row.Name, pairs[j].value)
			}
		}
	}
	for _, need := range []struct{ name, text string }{
		{"name", "the site has no name"}, {"url", "the site has no address"}, {"contacts", "there is no way for readers to ask"},
	} {
		if given[need.name] {
			continue
		}
		p := s.reader.report(span{line: 1}, "%s", need.text)
		p.Rule = "DOC-001"
		if need.name == "contacts" {
			p.Rule = "DOC-013"
		}
		i := slices.IndexFunc(siteRows, func(r siteRow) bool { return r.Name == need.name })
		p.Fix, p.Example = fmt.Sprintf("add %q to this file", need.name), siteRows[i].Example
	}
	s.dialled("contacts.phone", s.out.Contacts.Phone)
	s.dialled("report.phone", s.out.Report.Phone)
	if s.out.Organisation == "" {
		s.out.Organisation = s.out.Name.In(s.out.Original())
	}
}

// dialled reports a phone number that no link can call (DOC-019), as far as the
// settings, which are read by now, want to know.
func (s *settings) dialled(path, number string) {
	fault, ok := telephone.FaultOf(number)
	if !ok {
		return
	}
	p := s.reader.report(s.places[path], "%s", fault.Text)
	p.Severity, p.Rule, p.Fix, p.Example = problem.Warning, "DOC-019", fault.Fix, fault.Example
	switch s.out.Policy.Rules[p.Rule] {
	case "off":
		s.problems = s.problems[:len(s.problems)-1]
	case "error":
		p.Severity = problem.Error
	case "suggestion":
		p.Severity = problem.Suggestion
	}
}

// words reads a text for all languages, or one for each.
func (s *settings) words(path string, n node, form textForm) site.Words {
	if n.kind != mapping {
		text := s.text(path, n, form)
		if text == "" {
			return nil
		}
		return site.Words{"": text}
	}
	words := site.Words{}
	for _, entry := range n.pairs {
		lang := strings.ToLower(entry.key)
		if !slices.Contains(s.out.Languages, lang) {
			p := s.reader.report(entry.where, "%q is not one of the languages of the site", entry.key)
			p.Rule = "DOC-002"
			p.Fix = "use " + orList(s.out.Languages) + ", or add it to languages"
			continue
		}
		if text := s.text(sub(path, lang), entry.value, form); text != "" {
			words[lang] = text
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

func (s *settings) address(path string, n node) *url.URL {
	text, ok := s.plainScalar(path, n, "an address", "url: https://status.example.com")
	if !ok {
		return s.out.URL
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		p := s.reader.report(n.where, "%q is not the address of a site", text)
		p.Fix, p.Example = "write https://, the host, and the folder if there is one", "url: https://status.example.com"
		if err == nil && u.Scheme == "http" && u.Host != "" {
			p.Fix, p.Example, p.Quotes = "begin it with https://", "url: https"+strings.TrimPrefix(text, "http"), true
		}
		if err == nil && u.Scheme == "" && strings.Contains(text, ".") && isWebAddress("https://"+text) {
			p.Fix, p.Example, p.Quotes = "begin it with https://", "url: https://"+text, true
		}
		return s.out.URL
	}
	u.Host = strings.ToLower(u.Host)
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{1,8})*$`)

func (s *settings) languages(path string, n node) {
	var all []string
	for i, item := range n.asList() {
		text, ok := s.plainScalar(index(path, i), item, "the code of a language", "languages: [en, es]")
		if !ok {
			continue
		}
		for _, code := range strings.Split(text, ",") {
			code = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(code)), "_", "-")
			switch {
			case !languageForm.MatchString(code):
				p := s.reader.report(item.where, "%q is not the code of a language", code)
				p.Rule = "DOC-002"
				p.Fix, p.Example = "write two or three letters: en for English, es for Spanish", "languages: [en, es]"
			case slices.Contains(all, code):
				s.reader.report(item.where, "%q is there twice", code).Fix = "keep one of the two"
			default:
				all = append(all, code)
			}
		}
	}
	if len(all) > 0 {
		s.out.Languages = all
		return
	}
	if n.kind == list && len(n.items) == 0 || n.kind == nothing {
		p := s.reader.report(n.where, "there is no language")
		p.Fix, p.Example = "name at least one, or delete the line", "languages: [en]"
	}
}

func (s *settings) timeZone(path string, n node) {
	text, ok := s.plainScalar(path, n, "the name of a time zone", "time_zone: Europe/Madrid")
	if !ok {
		return
	}
	zone, err := time.LoadLocation(text)
	if err != nil || strings.EqualFold(text, "local") {
		p := s.reader.report(n.where, "%q is not the name of a time zone", text)
		p.Rule = "DOC-002"
		p.Fix, p.Example = "write UTC, or region and city", "time_zone: Europe/Madrid"
		return
	}
	s.out.Zone = zone
}

var componentForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const componentExample = "components:\n  - {id: booking, name: Booking}\n  - group: For clinics\n    components:\n      - {id: exports, name: Exports}"

func (s *settings) components(path string, n node) {
	seen := map[string]bool{}
	for i, item := range n.asList() {
		at := index(path, i)
		if _, grouped := item.child("group"); !grouped {
			if _, grouped = item.child("components"); !grouped {
				if c, ok := s.component(at, item, seen); ok {
					// Neighbours outside of groups stand together.
					if k := len(s.out.Groups) - 1; k >= 0 && len(s.out.Groups[k].Name) == 0 {
						s.out.Groups[k].Components = append(s.out.Groups[k].Components, c)
					} else {
						s.out.Groups = append(s.out.Groups, site.Group{Components: []site.Component{c}})
					}
				}
				continue
			}
		}
		var group site.Group
		s.mapping(at, item, componentExample,
			key{name: "group", read: func(path string, n node) { group.Name = s.words(path, n, textForm{most: 60}) }},
			key{name: "components", read: func(path string, n node) {
				for i, item := range n.asList() {
					if c, ok := s.component(index(path, i), item, seen); ok {
						group.Components = append(group.Components, c)
					}
				}
			}},
		)
		if _, named := item.child("group"); !named {
			p := s.reader.report(item.where, "the group has no name")
			p.Fix, p.Example = "add it", "group: For clinics"
		}
		if len(group.Name) > 0 {
			s.out.Groups = append(s.out.Groups, group)
		}
	}
}

func (s *settings) component(path string, n node, seen map[string]bool) (c site.Component, ok bool) {
	if !s.mapping(path, n, componentExample,
		key{name: "id", read: func(path string, n node) {
			text, ok := s.plainScalar(path, n, "a short name", "id: booking")
			switch {
			case !ok:
			case !componentForm.MatchString(text) || len(text) > maxName:
				p := s.reader.report(n.where, "%q is not an id", text)
				p.Fix, p.Example = "use small letters from a to z, digits and hyphens", "id: "+suggestID(text)
			case seen[text]:
				s.reader.report(n.where, "the component %q is there twice", text).Fix = "keep one of the two, or give one another id"
			default:
				c.ID = text
			}
		}},
		key{name: "name", read: func(path string, n node) { c.Name = s.words(path, n, textForm{most: 60}) }},
		key{name: "about", read: func(path string, n node) { c.About = s.words(path, n, textForm{most: maxSummary}) }},
	) {
		return c, false
	}
	for _, need := range []string{"id", "name"} {
		if v, there := n.child(need); !there || v.kind == nothing {
			p := s.reader.report(n.where, "the component has no %s", need)
			p.Fix, p.Example = "add it", map[string]string{"id": "id: booking", "name": "name: Booking"}[need]
		}
	}
	if c.ID == "" || len(c.Name) == 0 {
		return c, false
	}
	seen[c.ID] = true
	return c, true
}

func (s *settings) contacts(path string, n node) {
	c := &s.out.Contacts
	if s.mapping(path, n, "contacts: {email: help@example.com, phone: +1 800 555 0142}",
		key{name: "email", read: func(path string, n node) { c.Email = s.email(path, n) }},
		key{name: "phone", read: func(path string, n node) { c.Phone = s.phone(path, n) }},
		key{name: "hours", read: func(path string, n node) { c.Hours = s.words(path, n, textForm{}) }},
		key{name: "web", read: func(path string, n node) { c.Web = s.link(path, n, false) }},
		key{name: "post", read: func(path string, n node) { c.Post = s.words(path, n, textForm{lines: true}) }},
		key{name: "press", read: func(path string, n node) { c.Press = s.emailOrLink(path, n) }},
	) {
		s.reachable(path, n, "DOC-013", "contacts: {email: help@example.com}")
	}
}

// reachable asks for at least one way to reach the company.
func (s *settings) reachable(path string, n node, rule, example string) {
	for _, way := range []string{"email", "phone", "web"} {
		if v, ok := n.child(way); ok && v.kind != nothing {
			return
		}
	}
	p := s.reader.report(s.places[path], "%q has no email, phone or web", path)
	p.Rule = rule
	p.Fix, p.Example = "add at least one of them", example
}

func (s *settings) report2(path string, n node) {
	r := &s.out.Report
	if s.mapping(path, n, "report: {email: security@example.com}",
		key{name: "email", read: func(path string, n node) { r.Email = s.email(path, n) }},
		key{name: "phone", read: func(path string, n node) { r.Phone = s.phone(path, n) }},
		key{name: "web", read: func(path string, n node) { r.Web = s.link(path, n, false) }},
		key{name: "languages", read: func(path string, n node) {
			for i, item := range n.asList() {
				if text, ok := s.plainScalar(index(path, i), item, "the code of a language", "languages: [en]"); ok {
					if code := strings.ToLower(text); languageForm.MatchString(code) {
						r.Languages = append(r.Languages, code)
						continue
					}
					p := s.reader.report(item.where, "%q is not the code of a language", text)
					p.Rule = "DOC-002"
					p.Fix, p.Example = "write two or three letters: en for English, es for Spanish", "languages: [en, es]"
				}
			}
		}},
		key{name: "answer_within", read: func(path string, n node) { r.AnswerWithin = s.words(path, n, textForm{}) }},
		key{name: "policy", read: func(path string, n node) { r.Policy = s.link(path, n, false) }},
		key{name: "thanks", read: func(path string, n node) { r.Thanks = s.words(path, n, textForm{}) }},
	) {
		s.reachable(path, n, "SITE-001", "report: {email: security@example.com}")
	}
}

func (s *settings) realMessages(path string, n node) {
	r := &s.out.RealMessages
	s.mapping(path, n, "real_messages:\n  we_write_from: [\"@example.com\"]\n  we_never_ask: [your password]\n  check: Type our address yourself.",
		key{name: "we_write_from", read: func(path string, n node) { r.WeWriteFrom, _ = s.texts(path, n, textForm{}) }},
		key{name: "we_never_ask", read: func(path string, n node) {
			for i, item := range n.asList() {
				if w := s.words(index(path, i), item, textForm{}); w != nil {
					r.WeNeverAsk = append(r.WeNeverAsk, w)
				}
			}
		}},
		key{name: "check", read: func(path string, n node) { r.Check = s.words(path, n, textForm{}) }},
	)
}

var (
	ruleForm   = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$`)
	ruleLevels = []string{"error", "warning", "suggestion", "off"}
)

func (s *settings) policy(path string, n node) {
	const example = "policy:\n  next_update: 60 minutes\n  rules: {DOC-004: off}"
	p := &s.out.Policy
	s.mapping(path, n, example,
		key{name: "next_update", read: func(path string, n node) {
			text, ok := s.plainScalar(path, n, "a span of time", "next_update: 60 minutes")
			if !ok {
				return
			}
			d, ok := parseIn(text)
			if !ok {
				p := s.reader.report(n.where, "%q is not a span of time", text)
				p.Fix, p.Example = "write a number, and minutes, hours or days", "next_update: 60 minutes"
				return
			}
			p.NextUpdate = d
		}},
		key{name: "corrections", read: func(path string, n node) { p.Corrections = s.words(path, n, textForm{}) }},
		key{name: "holidays", read: func(path string, n node) {
			for i, item := range n.asList() {
				if day := s.moment(index(path, i), item, momentForm{day: true}); day.Day {
					p.Holidays = append(p.Holidays, day.String())
				} else if !day.IsZero() {
					q := s.reader.report(item.where, "a holiday is a day, without a time")
					q.Fix, q.Example = "leave the time out", "holidays: ["+day.Time.Format(time.DateOnly)+"]"
				}
			}
		}},
		key{name: "rules", read: func(path string, n node) {
			if n.kind != mapping {
				s.mapping(path, n, "rules: {DOC-004: off}")
				return
			}
			for _, entry := range n.pairs {
				rule := strings.ToUpper(entry.key)
				if !ruleForm.MatchString(rule) {
					q := s.reader.report(entry.where, "%q is not the name of a rule", entry.key)
					q.Fix, q.Example = "write it as the messages do, in brackets at their end", "rules: {DOC-004: off}"
					continue
				}
				if level := s.choice(sub(path, entry.key), entry.value, ruleLevels); level != "" {
					if p.Rules == nil {
						p.Rules = map[string]string{}
					}
					p.Rules[rule] = level
				}
			}
		}},
	)
}

var colourForm = regexp.MustCompile(`^#(?:[0-9a-f]{3}|[0-9a-f]{6})$`)

func (s *settings) look(path string, n node) {
	l := &s.out.Look
	s.mapping(path, n, "look: {colour: \"#0b57b8\", headlines: serif}",
		key{name: "logo", read: func(path string, n node) { l.Logo = s.picture(path, n, "logo.svg") }},
		key{name: "icon", read: func(path string, n node) { l.Icon = s.icon(path, n) }},
		key{name: "colour", read: func(path string, n node) { l.Colour = s.colour(path, n, "colour", "#0b57b8", colour.Light) }},
		key{name: "colour_dark", read: func(path string, n node) { l.ColourDark = s.colour(path, n, "colour_dark", "#8ab8ff", colour.Dark) }},
		key{name: "headlines", read: func(path string, n node) { l.Headlines = s.choice(path, n, []string{"serif", "sans"}) }},
		key{name: "links", read: func(path string, n node) {
			for i, item := range n.asList() {
				var link site.Link
				at := index(path, i)
				if !s.mapping(at, item, "links:\n  - {name: Home page, url: https://example.com/}",
					key{name: "name", read: func(path string, n node) { link.Name = s.words(path, n, textForm{most: 60}) }},
					key{name: "url", read: func(path string, n node) { link.URL = s.link(path, n, true) }},
				) {
					continue
				}
				for _, need := range []string{"name", "url"} {
					if v, ok := item.child(need); !ok || v.kind == nothing {
						p := s.reader.report(item.where, "the link has no %s", need)
						p.Example = "links:\n  - {name: Home page, url: https://example.com/}"
					}
				}
				if len(link.Name) > 0 && link.URL != "" {
					l.Links = append(l.Links, link)
				}
			}
		}},
	)
}

// colour reads a colour in which text can be read on surfaces.
func (s *settings) colour(path string, n node, name, like string, on colour.Surfaces) string {
	line := func(c string) string { return fmt.Sprintf("%s: %q", name, c) }
	if n.kind == nothing {
		p := s.reader.report(n.where, "the colour is empty: without quotes, YAML reads what follows # as a note")
		p.Fix, p.Example = "put the colour in quotes", line(like)
		return ""
	}
	text, ok := s.plainScalar(path, n, "a colour", line(like))
	if !ok {
		return ""
	}
	if text = strings.ToLower(text); !colourForm.MatchString(text) {
		p := s.reader.report(n.where, "%q is not a colour", text)
		p.Fix, p.Example = "write # and six digits from 0 to 9 and a to f, in quotes", line(like)
		return ""
	}
	c, _ := colour.Parse(text)
	if !on.CanRead(c) {
		pages := map[string]string{"colour": "light", "colour_dark": "dark"}[name]
		p := s.reader.report(n.where, "links in the colour %s could not be read on %s pages: they would have a contrast of %.1f, and need %.1f", text, pages, on.Contrast(c), colour.Readable)
		p.Rule = "SITE-002"
		p.Fix, p.Example = "use the nearest shade that can be read", line(on.Nearest(c).String())
		return ""
	}
	return text
}

// icon reads the path of an icon in static/.
func (s *settings) icon(path string, n node) string {
	name := s.picture(path, n, "icon.svg")
	if name == "" {
		return ""
	}
	if ext := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]); !slices.Contains([]string{"svg", "png", "ico"}, ext) {
		p := s.reader.report(n.where, "%q is not a picture that every browser shows as an icon", name)
		p.Fix, p.Example = "use an SVG, PNG or ICO file", "icon: icon.svg"
		return ""
	}
	return name
}

// picture reads the path of a picture in static/.
func (s *settings) picture(path string, n node, like string) string {
	field := path[strings.LastIndexByte(path, '.')+1:]
	text, ok := s.plainScalar(path, n, "a file in static/", field+": "+like)
	if !ok {
		return ""
	}
	name := strings.TrimPrefix(strings.TrimPrefix(text, "/"), "static/")
	if strings.Contains(name, "..") || strings.Contains(name, "\\") || name == "" || !s.folder.isFile("static/"+name) {
		p := s.reader.report(n.where, "there is no file %q in static/", name)
		p.Fix, p.Example = "put the picture into static/, and write its name here", field+": "+like
		return ""
	}
	return name
}
