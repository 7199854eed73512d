package disclosure

import "reflect"

// Translated returns what original says with the words of a translation in
// place of its own. Facts, numbers, dates and choices stay those of the original;
// lists are matched by position, keyed lists by their ids. Words that the
// translation leaves out stay in the original language.
func Translated(original, translation Said) Said {
	said := original
	said.Facts = deepCopy(original.Facts)
	overlay(reflect.ValueOf(&said.Facts).Elem(), reflect.ValueOf(translation.Facts), "")
	keepWords(&said.Headline, translation.Headline)
	keepWords(&said.Summary, translation.Summary)
	keepWords(&said.Redacted, translation.Redacted)
	said.TranslatedBy = translation.TranslatedBy
	if len(translation.Text) > 0 {
		said.Text = translation.Text
	}
	if len(original.Corrections) > 0 {
		said.Corrections = map[string]string{}
		for key, reason := range original.Corrections {
			keepWords(&reason, translation.Corrections[key])
			said.Corrections[key] = reason
		}
	}
	said.Questions = nil
	for i, q := range original.Questions {
		if i < len(translation.Questions) {
			keepWords(&q.Question, translation.Questions[i].Question)
			keepWords(&q.MD, translation.Questions[i].MD)
		}
		said.Questions = append(said.Questions, q)
	}
	return said
}

func keepWords(to *string, words string) {
	if words != "" {
		*to = words
	}
}

// overlay lays the words of from over to, which have the same type.
func overlay(to, from reflect.Value, tag string) {
	switch to.Kind() {
	case reflect.String:
		if tag == "yes" && from.String() != "" {
			to.SetString(from.String())
		}
	case reflect.Pointer:
		if !to.IsNil() && !from.IsNil() {
			overlay(to.Elem(), from.Elem(), tag)
		}
	case reflect.Struct:
		for i := range to.NumField() {
			field := to.Type().Field(i)
			if field.IsExported() && !isLeaf(field.Type) {
				overlay(to.Field(i), from.Field(i), field.Tag.Get("words"))
			}
		}
	case reflect.Slice:
		for i := range to.Len() {
			if item := match(to.Index(i), from, i); item.IsValid() {
				overlay(to.Index(i), item, tag)
			}
		}
	}
}

// isLeaf reports whether t is a struct without words inside.
func isLeaf(t reflect.Type) bool {
	return t == reflect.TypeFor[Moment]() || t == reflect.TypeFor[When]()
}

// match returns the item of list that translates item, the i-th of its own list:
// the one with the same id, or the i-th if items have no id.
func match(item, list reflect.Value, i int) reflect.Value {
	if !hasID(item.Type()) {
		if i < list.Len() {
			return list.Index(i)
		}
		return reflect.Value{}
	}
	for j := range list.Len() {
		if sameID(item, list.Index(j)) {
			return list.Index(j)
		}
	}
	return reflect.Value{}
}

func hasID(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("words") == "id" {
			return true
		}
	}
	return false
}

func sameID(a, b reflect.Value) bool {
	for i := range a.NumField() {
		if a.Type().Field(i).Tag.Get("words") == "id" && a.Field(i).String() != b.Field(i).String() {
			return false
		}
	}
	return true
}

// deepCopy copies f so that no list or pointer is shared with it.
func deepCopy(f Facts) Facts {
	v := reflect.New(reflect.TypeFor[Facts]()).Elem()
	copyInto(v, reflect.ValueOf(f))
	return v.Interface().(Facts)
}

func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyInto(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		if isLeaf(from.Type()) {
			to.Set(from)
			return
		}
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	default:
		to.Set(from)
	}
}

// WordsOnly returns what a translation may say of f: its words and the ids that
// they are matched by.
func WordsOnly(f Facts) Facts {
	v := reflect.ValueOf(deepCopy(f))
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	strip(out, "")
	return out.Interface().(Facts)
}

// strip clears everything in v that is neither words nor an id.
func strip(v reflect.Value, tag string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			strip(v.Elem(), tag)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String && tag != "yes" {
			v.SetZero()
		}
		for i := range v.Len() {
			strip(v.Index(i), tag)
		}
	case reflect.Struct:
		if isLeaf(v.Type()) {
			v.SetZero()
			return
		}
		for i := range v.NumField() {
			strip(v.Field(i), v.Type().Field(i).Tag.Get("words"))
		}
	default:
		if tag == "" {
			v.SetZero()
		}
	}
}
