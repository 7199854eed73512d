package engine

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/gohugoio/go-i18n/v2/i18n"
	"github.com/gohugoio/hugo/parser/metadecoders"
	"github.com/pelletier/go-toml/v2"
)

// languageKey is the form of a language's code in which Hugo and we compare: "pt-br".
func languageKey(code string) string { return strings.ToLower(code) }

// A wordFile is one file below i18n/ of one theme.
type wordFile struct {
	lang  string // languageKey
	words []*i18n.Message
}

// placeInYAML is how the YAML library begins its messages: "[3:7] text".
var placeInYAML = regexp.MustCompile(`^\[(\d+):(\d+)\] ([^\n]*)`)

// parseWords reads one language file, in any form that Hugo reads. What is no
// language file is no error: themes keep notes for translators there.
func parseWords(name string, b []byte) ([]wordFile, error) {
	base := path.Base(name)
	ext := path.Ext(base)
	lang := strings.TrimSuffix(base, ext)
	if strings.HasPrefix(base, ".") {
		return nil, nil
	}
	switch ext {
	case ".yaml", ".yml", ".toml", ".json":
	default:
		return nil, nil
	}
	f, err := i18n.ParseMessageFileBytes(b, name, map[string]i18n.UnmarshalFunc{
		"yaml": metadecoders.UnmarshalYaml, "yml": metadecoders.UnmarshalYaml,
		"toml": toml.Unmarshal, "json": json.Unmarshal,
	})
	if err != nil {
		e := &TemplateError{Template: name, Text: err.Error()}
		if m := placeInYAML.FindStringSubmatch(e.Text); m != nil {
			e.Line, _ = strconv.Atoi(m[1])
			e.Column, _ = strconv.Atoi(m[2])
			e.Text = m[3]
		}
		return nil, e
	}
	for _, m := range f.Messages {
		for _, form := range forms(m) {
			// Hugo would find this out only when a page uses the word.
			tree := parse.New(m.ID)
			tree.Mode = parse.SkipFuncCheck
			if _, err := tree.Parse(form.text, m.LeftDelim, m.RightDelim, map[string]*parse.Tree{}); err != nil {
				return nil, &TemplateError{Template: name, Text: fmt.Sprintf("the word %q: %s", m.ID, afterPlace(err.Error()))}
			}
		}
	}
	return []wordFile{{lang: languageKey(lang), words: f.Messages}}, nil
}

type form struct{ name, text string }

// forms lists the plural forms that a word has.
func forms(m *i18n.Message) []form {
	var out []form
	for _, f := range []form{{"zero", m.Zero}, {"one", m.One}, {"two", m.Two}, {"few", m.Few}, {"many", m.Many}, {"other", m.Other}} {
		if f.text != "" {
			out = append(out, f)
		}
	}
	return out
}

// mergeWords lays the words of each language over those of the language without
// its region ("pt" below "pt-BR") and those over the original language's, later
// themes over earlier ones. Hugo's own fallback cannot tell a word that is only
// untranslated from one that nobody wrote. It returns Hugo's file for each
// language and the keys that every language has.
func mergeWords(files []wordFile, langs []Language) (map[string][]byte, map[string]bool) {
	overlay := func(into map[string]*i18n.Message, code string) {
		parts := strings.Split(languageKey(code), "-")
		for i := range parts {
			for _, f := range files {
				if f.lang == strings.Join(parts[:i+1], "-") {
					for _, m := range f.words {
						into[m.ID] = m
					}
				}
			}
		}
	}
	out := map[string][]byte{}
	known := map[string]bool{}
	for i, l := range langs {
		words := map[string]*i18n.Message{}
		overlay(words, langs[0].Code)
		if i == 0 {
			for id := range words {
				known[id] = true
			}
		}
		overlay(words, l.Code)
		list := []map[string]string{}
		for _, id := range sortedKeys(words) {
			m := words[id]
			entry := map[string]string{"id": id}
			for _, f := range forms(m) {
				entry[f.name] = f.text
			}
			if m.LeftDelim != "" {
				entry["leftDelim"] = m.LeftDelim
			}
			if m.RightDelim != "" {
				entry["rightDelim"] = m.RightDelim
			}
			list = append(list, entry)
		}
		b, err := json.Marshal(list)
		if err != nil {
			panic(err) // strings only
		}
		out[languageKey(l.Code)] = b
	}
	return out, known
}
