package engine

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gohugoio/hugo/common/herrors"
)

// A runError is why a run failed, in words of ours.
type runError struct {
	template *TemplateError // nil if no place in a theme is known
	text     string         // what to say then
	pages    bool           // rendering a page brought it out
}

func (e *runError) Error() string {
	if e.template != nil {
		return e.template.Error()
	}
	return e.text
}

// at returns the error to hand out; p is the page that shows it, nil if unknown.
func (e *runError) at(p *Page) error {
	switch {
	case e.template != nil:
		t := *e.template
		if p != nil && e.pages {
			t.Page = "/" + p.Path
		}
		return &t
	case p != nil:
		return fmt.Errorf("rendering %s: %s", p.describe(), e.text)
	}
	return fmt.Errorf("rendering pages: %s", e.text)
}

var (
	// What html/template says before any page is rendered, without Hugo's place.
	inHTML = regexp.MustCompile(`html/template:([^:\n]+):(\d+)(?::(\d+))?: (.*)`)
	// "execute of template failed: template: x.html:3:5: executing "x.html" at <.A>: text"
	executing = regexp.MustCompile(`^(?s:.*?)executing "[^"\n]*" (?:at )?`)
	// "parse of template failed: template: x.html:3: text"
	parsing = regexp.MustCompile(`^parse of template failed: template: [^\n]*?:\d+: `)
	// What Hugo logs for a word that no file has.
	missingWord = regexp.MustCompile(`^i18n\|MISSING_TRANSLATION\|[^|]*\|(.*)$`)
	// What Hugo logs for HTML in Markdown, with a page that is ours and a setting that nobody can change.
	rawHTML = regexp.MustCompile(`Raw HTML omitted while rendering .*`)
	// The action that html/template quotes.
	quotedAction = regexp.MustCompile(`\{\{.*?\}\}`)
)

// failure says why a run failed. err is what Hugo returned, which may be nil or
// only "logged 1 error(s)"; pages says whether it had begun with the pages.
func (r *renderer) failure(err error, log *logbook, pages bool) error {
	if files := herrors.UnwrapFileErrors(err); len(files) > 0 {
		// Errors are sorted, as Hugo collects them in any order; in each chain the
		// innermost file is where it happened.
		var all []*TemplateError
		for _, e := range herrors.Errors(err) {
			if chain := herrors.UnwrapFileErrors(e); len(chain) > 0 {
				all = append(all, r.templateError(chain))
			}
		}
		if len(all) == 0 {
			all = append(all, r.templateError(files))
		}
		slices.SortFunc(all, func(a, b *TemplateError) int { return strings.Compare(a.Error(), b.Error()) })
		return &runError{template: all[0], pages: pages}
	}
	if err != nil {
		if m := inHTML.FindStringSubmatch(err.Error()); m != nil {
			return &runError{template: r.htmlError(m), pages: false}
		}
	}
	var said []string
	log.mu.Lock()
	for _, entry := range log.entries {
		if m := missingWord.FindStringSubmatch(entry); m != nil {
			entry = fmt.Sprintf("the word %q is not in i18n/%s.yaml", m[1], r.site.Languages[0].Code)
		}
		said = append(said, plain(entry))
	}
	log.mu.Unlock()
	if len(said) == 0 && err != nil {
		said = append(said, plain(err.Error()))
	}
	slices.Sort(said)
	return &runError{text: strings.Join(said, "; "), pages: pages}
}

// templateError makes an error of ours of a chain of Hugo's, outermost first.
func (r *renderer) templateError(chain []herrors.FileError) *TemplateError {
	fe := chain[len(chain)-1]
	pos := fe.Position()
	name := strings.TrimPrefix(strings.ReplaceAll(pos.Filename, `\`, "/"), workingDir+"/")
	text := errors.Unwrap(fe).Error()
	e := &TemplateError{Template: shownName(name), Line: pos.LineNumber, Text: plain(parsing.ReplaceAllString(executing.ReplaceAllString(text, ""), ""))}
	if executing.MatchString(text) {
		// text/template counts columns in bytes from 0.
		e.Column = r.column(name, pos.LineNumber, pos.ColumnNumber)
	}
	return e
}

// htmlError makes an error of a match of inHTML.
func (r *renderer) htmlError(m []string) *TemplateError {
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	name := "layouts/" + m[1]
	// A template and its baseof.html bear one name; the text that is quoted tells them apart.
	quoted := squeeze(quotedAction.FindString(m[4]))
	if quoted != "" && !strings.Contains(squeeze(r.line(name, line)), quoted) {
		for _, other := range sortedKeys(r.theme.source) {
			if strings.HasPrefix(path.Base(other), "baseof.") && strings.Contains(squeeze(r.line(other, line)), quoted) {
				name = other
				break
			}
		}
	}
	e := &TemplateError{Template: shownName(name), Line: line, Text: m[4]}
	if m[3] != "" {
		e.Column = r.column(name, line, column)
	}
	return e
}

// line returns a line, starting at 1, of a template as Hugo names it.
func (r *renderer) line(name string, n int) string {
	lines := strings.Split(string(r.theme.source[name]), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// column turns a column in bytes, starting at 0, into one in characters, starting at 1.
func (r *renderer) column(name string, line, bytes int) int {
	s := r.line(name, line)
	return utf8.RuneCountInString(s[:min(max(bytes, 0), len(s))]) + 1
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// plain replaces what Hugo says about things that are switched off here.
func plain(s string) string {
	for _, off := range []struct{ holds, say string }{
		{`"security.funcs.getenv"`, "a template may not read the environment"},
		{`"security.http`, "a template may not fetch from the network"},
		{`"security.exec`, "a template may not start a program"},
		{"is not an absolute path", "js.Build, js.Batch and css.Build are switched off, because they read files outside the theme"},
		{cacheDir, "this is switched off, because it keeps files on the disk"},
	} {
		if strings.Contains(s, off.holds) {
			return off.say
		}
	}
	if i := strings.Index(s, "\nYou can suppress this"); i >= 0 {
		s = s[:i]
	}
	s = rawHTML.ReplaceAllString(s, "Raw HTML omitted")
	s = strings.ReplaceAll(s, `"`+workingDir+"/", `"`)
	s = strings.Replace(s, "Duplicate target paths: ", "published more than once: ", 1)
	return strings.ReplaceAll(s, layoutPrefix, "")
}
