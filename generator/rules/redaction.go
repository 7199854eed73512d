package rules

import (
	"reflect"
	"slices"
	"strings"

	"firsthand/generator/disclosure"
	"firsthand/generator/tokens"
)

// removesOnly reports whether new is old with nothing but removals: facts left
// out, and words left out or replaced by "[removed]".
func removesOnly(old, new reflect.Value) bool {
	if new.Type() == reflect.TypeFor[disclosure.Moment]() {
		n := new.Interface().(disclosure.Moment)
		return n.IsZero() || n.String() == old.Interface().(disclosure.Moment).String()
	}
	switch new.Kind() {
	case reflect.String:
		return fewerWords(old.String(), new.String())
	case reflect.Struct:
		for i := range new.NumField() {
			switch new.Type().Field(i).Name {
			case "Removed", "Redacted":
				continue // what a redaction says of itself
			}
			if !removesOnly(old.Field(i), new.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		at := 0
		for i := range new.Len() {
			for ; at < old.Len() && !removesOnly(old.Index(at), new.Index(i)); at++ {
			}
			if at == old.Len() {
				return false
			}
			at++
		}
		return true
	case reflect.Map:
		for _, key := range new.MapKeys() {
			was := old.MapIndex(key)
			if !was.IsValid() || !removesOnly(was, new.MapIndex(key)) {
				return false
			}
		}
		return true
	case reflect.Pointer:
		return new.IsNil() || !old.IsNil() && removesOnly(old.Elem(), new.Elem())
	}
	return new.IsZero() || old.Equal(new)
}

// fewerWords reports whether new is old with words replaced by "[removed]", or
// nothing of it. A gap needs the mark: without it "were not copied" could become
// "were copied".
func fewerWords(old, new string) bool {
	rest, text := tokens.Of(old), tokens.Of(new)
	gap := len(text) == 0
	for _, t := range text {
		if isRemovedMark(new, t) {
			gap = true
			continue
		}
		i := slices.IndexFunc(rest, func(o tokens.Token) bool { return same(o, t) })
		if i < 0 || i > 0 && !gap {
			return false
		}
		rest, gap = rest[i+1:], false
	}
	return gap || len(rest) == 0
}

func isRemovedMark(text string, t tokens.Token) bool {
	return t.Text == "removed" && strings.HasSuffix(text[:t.Start], "[") && strings.HasPrefix(text[t.End:], "]")
}
