package engine

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// checkSite refuses what Hugo would understand otherwise than it is meant.
func checkSite(s Site) error {
	if len(s.Languages) == 0 {
		return errors.New("rendering pages: no language is set")
	}
	if s.Now.IsZero() {
		return errors.New("rendering pages: no time is set")
	}
	if isMap(s.View) {
		return fmt.Errorf("rendering pages: the view of the site is a map (%T); Hugo would change its keys", s.View)
	}
	seen := map[string]bool{}
	for _, l := range s.Languages {
		tag, err := language.Parse(l.Code)
		if err != nil {
			return fmt.Errorf("rendering pages: %q is not the code of a language: %w", l.Code, err)
		}
		// Hugo would look for the words under the one and find them under the other.
		if !strings.EqualFold(tag.String(), l.Code) {
			return fmt.Errorf("rendering pages: the language %q is written %q", l.Code, tag)
		}
		if l.Direction != "" && l.Direction != "ltr" && l.Direction != "rtl" {
			return fmt.Errorf("rendering pages: language %q is written %q, which is neither ltr nor rtl", l.Code, l.Direction)
		}
		if key := languageKey(l.Code); seen[key] {
			return fmt.Errorf("rendering pages: language %q is listed twice", l.Code)
		} else {
			seen[key] = true
		}
	}
	return nil
}

// checkPages refuses pages that would be lost, would end up in another place or
// would be rendered with another template than the one they ask for.
func checkPages(s Site, t *theme) error {
	langs := map[string]bool{}
	for _, l := range s.Languages {
		langs[l.Code] = true
	}
	at := make(map[string]string, len(s.Pages)+len(t.static)) // published file: who writes it
	for p := range t.static {
		at[p] = "static/" + p + " of the theme"
	}
	for i := range s.Pages {
		p := &s.Pages[i]
		if err := checkPath(p.Path); err != nil {
			return err
		}
		if !langs[p.Lang] {
			return fmt.Errorf("rendering %s: its language %q is not one of the site's", p.describe(), p.Lang)
		}
		if !t.layouts[p.Layout] {
			return fmt.Errorf("rendering %s: the theme has no layouts/%s.html", p.describe(), p.Layout)
		}
		file := p.file()
		if other, ok := at[file]; ok {
			return fmt.Errorf("two files at one address, /%s: %s and %s", file, other, p.describe())
		}
		at[file] = p.describe()
	}
	// A path that is a file cannot be a folder as well.
	for _, file := range sortedKeys(at) {
		for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
			if other, ok := at[dir]; ok {
				return fmt.Errorf("/%s is both a file and a folder: %s and %s", dir, other, at[file])
			}
		}
	}
	return nil
}

// checkPath admits what Hugo and every file system keep as it is. Hugo would expand
// a colon, cut at "#" and clean "..", and Windows cannot store the rest.
func checkPath(p string) error {
	if p == "" {
		return nil
	}
	bad := func(why string) error {
		return fmt.Errorf("%q cannot be the address of a page: %s", p, why)
	}
	if name, folder := strings.CutSuffix(p, "/"); !fs.ValidPath(name) || name == "." {
		return bad("it is not a clean path without a leading slash")
	} else if !folder && !strings.HasSuffix(p, ".html") {
		return bad(`it ends neither in "/" nor in ".html"`)
	}
	if strings.Contains(p, "..") {
		return bad(`it holds ".."`)
	}
	for _, r := range p {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._~/", r) {
			return bad(fmt.Sprintf("it holds %q", r))
		}
	}
	return nil
}

// file is where the page is in the published tree.
func (p *Page) file() string {
	if p.Path == "" || strings.HasSuffix(p.Path, "/") {
		return p.Path + "index.html"
	}
	return p.Path
}

// describe names a page in a message.
func (p *Page) describe() string {
	return fmt.Sprintf("page /%s (layout %q, title %q)", p.Path, p.Layout, p.Title)
}

func isMap(v any) bool {
	return v != nil && reflect.TypeOf(v).Kind() == reflect.Map
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A leftover is text that a mistake in a template leaves in a page.
type leftover struct {
	quick []byte // part of every match; for speed
	match *regexp.Regexp
	why   string
}

// Hugo's own documentation searches finished sites for the first three.
var leftovers = []leftover{
	{[]byte("ZgotmplZ"), regexp.MustCompile(`ZgotmplZ`), "a template put a value where it is not safe, and Hugo replaced it"},
	{[]byte("[i18n] "), regexp.MustCompile(`\[i18n\] `), "a word is in no language file"},
	{[]byte("nil"), regexp.MustCompile(`(?:<|&lt;|\\u003[cC])nil(?:>|&gt;|\\u003[eE])`), "a template printed a value that is not there"},
	{[]byte("no value"), regexp.MustCompile(`(?:<|&lt;|\\u003[cC])no value(?:>|&gt;|\\u003[eE])`), "a template printed a value that is not there"},
	{[]byte("%!"), regexp.MustCompile(`%![a-zA-Z]?\(`), "a template called printf with values that do not fit its text"},
}

// checkOutput looks for leftovers of mistakes in a rendered page. Text that the
// views themselves hold is an author's, however odd it is.
func checkOutput(p *Page, html []byte, site any) error {
	for _, l := range leftovers {
		if !bytes.Contains(html, l.quick) {
			continue
		}
		for _, found := range l.match.FindAll(html, -1) {
			text := string(found)
			if holds(p.Title, text) || holds(p.view(), text) || holds(site, text) {
				continue
			}
			return fmt.Errorf("rendering %s: the page says %q: %s", p.describe(), text, l.why)
		}
	}
	return nil
}

// unescape undoes what a template does to "<nil>" on its way into HTML or a script.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", `\u003c`, "<", `\u003e`, ">", `\u003C`, "<", `\u003E`, ">")

// holds reports whether a string anywhere in v contains text, escaped or not.
func holds(v any, text string) bool {
	plain := unescape.Replace(text)
	type place struct {
		t reflect.Type
		p uintptr
	}
	visited := map[place]bool{}
	var walk func(v reflect.Value) bool
	walk = func(v reflect.Value) bool {
		switch v.Kind() {
		case reflect.String:
			return strings.Contains(unescape.Replace(v.String()), plain)
		case reflect.Pointer:
			at := place{v.Type(), v.Pointer()}
			if v.IsNil() || visited[at] {
				return false
			}
			visited[at] = true
			return walk(v.Elem())
		case reflect.Interface:
			return !v.IsNil() && walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				if walk(v.Field(i)) {
					return true
				}
			}
		case reflect.Slice, reflect.Array:
			if v.Type().Elem().Kind() == reflect.Uint8 {
				return false
			}
			for i := range v.Len() {
				if walk(v.Index(i)) {
					return true
				}
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				if walk(it.Key()) || walk(it.Value()) {
					return true
				}
			}
		}
		return false
	}
	return walk(reflect.ValueOf(v))
}
