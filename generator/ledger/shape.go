package ledger

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Go values become canonical JSON by their json tags, as in encoding/json, but
// exactly: a value that would not come back the same is refused, and so is an
// unknown key on the way in. A member tagged omitempty or omitzero is left out
// if nothing is in it.

// timeLayout is the form of the times that the program sets.
const timeLayout = "2006-01-02T15:04:05Z"

// An unknownError names a key that this program does not know.
type unknownError struct{ key string }

func (e *unknownError) Error() string { return fmt.Sprintf("the key %q is unknown", e.key) }

// A shape is what the tags of a struct type say, sorted by key.
type shape []shapeField

type shapeField struct {
	key   string
	index int
	omit  bool // if empty
}

var shapes sync.Map // reflect.Type: shape

func shapeOf(t reflect.Type) shape {
	if s, ok := shapes.Load(t); ok {
		return s.(shape)
	}
	var s shape
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" || f.Anonymous {
			panic(fmt.Sprintf("ledger: %s.%s has no name in its json tag", t, f.Name))
		}
		s = append(s, shapeField{name, i, strings.Contains(options, "omit")})
	}
	slices.SortFunc(s, func(a, b shapeField) int { return compareKeys(a.key, b.key) })
	shapes.Store(t, s)
	return s
}

// marshal returns the canonical form of a struct.
func marshal(v any) ([]byte, error) {
	tree, err := toTree(reflect.ValueOf(v))
	if err != nil {
		return nil, err
	}
	return encode(nil, tree)
}

// A form is how values of a type are written.
type form int

const (
	byKind    form = iota // as text, number, list or object
	asTime                // an instant
	asText                // as the text that the type chooses
	unwritten             // as JSON that the type chooses, which need not be canonical
)

var (
	timeType          = reflect.TypeFor[time.Time]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	jsonMarshalerType = reflect.TypeFor[json.Marshaler]()

	forms sync.Map // reflect.Type: form
)

func formOf(t reflect.Type) form {
	if f, ok := forms.Load(t); ok {
		return f.(form)
	}
	f := byKind
	switch p := reflect.PointerTo(t); {
	case t.Kind() == reflect.Pointer:
	case t == timeType:
		f = asTime
	case p.Implements(jsonMarshalerType):
		f = unwritten
	case p.Implements(textMarshalerType):
		f = asText
	}
	forms.Store(t, f)
	return f
}

// toTree returns a value of canonical JSON. It is nil for a nil pointer or list
// and an empty object or []any for what holds nothing.
func toTree(v reflect.Value) (any, error) {
	switch formOf(v.Type()) {
	case asTime:
		return timeText(v.Interface().(time.Time))
	case asText:
		return leafText(v)
	case unwritten:
		return nil, fmt.Errorf("%s chooses its own JSON", v.Type())
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int64:
		return v.Int(), nil
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return toTree(v.Elem())
	case reflect.Slice:
		array := make([]any, v.Len())
		for i := range array {
			var err error
			if array[i], err = toTree(v.Index(i)); err != nil {
				return nil, err
			}
		}
		return array, nil
	case reflect.Map:
		return mapToTree(v)
	case reflect.Struct:
		return structToTree(v)
	}
	return nil, fmt.Errorf("there is no canonical form of %s", v.Type())
}

func mapToTree(v reflect.Value) (any, error) {
	if v.Type().Key().Kind() != reflect.String {
		return nil, fmt.Errorf("the keys of %s are not text", v.Type())
	}
	o := make(object, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		item, err := toTree(iter.Value())
		if err != nil {
			return nil, within(iter.Key().String(), err)
		}
		o = append(o, member{iter.Key().String(), item})
	}
	slices.SortFunc(o, func(a, b member) int { return compareKeys(a.key, b.key) })
	return o, nil
}

func structToTree(v reflect.Value) (any, error) {
	fields := shapeOf(v.Type())
	o := make(object, 0, min(len(fields), 8))
	for _, f := range fields {
		field := v.Field(f.index)
		if f.omit && isNothing(field) {
			continue
		}
		item, err := toTree(field)
		if err != nil {
			return nil, within(f.key, err)
		}
		// A list without items says as little as no list. A pointer that is set
		// says something, so that one to nothing is refused later on.
		if f.omit && field.Kind() != reflect.Pointer && isEmpty(item) {
			continue
		}
		o = append(o, member{f.key, item})
	}
	return o, nil
}

// isNothing reports whether v is left out of an object, because it is zero or
// says of itself that it is.
func isNothing(v reflect.Value) bool {
	if v.IsZero() {
		return true
	}
	if v.Kind() != reflect.Struct {
		return false
	}
	z, ok := v.Interface().(interface{ IsZero() bool })
	return ok && z.IsZero()
}

func isEmpty(value any) bool {
	switch v := value.(type) {
	case object:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// timeText writes an instant, to the second.
func timeText(t time.Time) (any, error) {
	s := t.Format(timeLayout)
	if back, err := time.Parse(timeLayout, s); err != nil || back != t {
		return nil, fmt.Errorf("the time %s is not in whole seconds of UTC", t.Format(time.RFC3339Nano))
	}
	return s, nil
}

// leafText writes a value that knows its own text, if it can be read back from
// it.
func leafText(v reflect.Value) (any, error) {
	m, ok := v.Interface().(encoding.TextMarshaler)
	if !ok {
		return nil, fmt.Errorf("%s writes its text by pointer only", v.Type())
	}
	text, err := m.MarshalText()
	if err != nil {
		return nil, err
	}
	back := reflect.New(v.Type())
	if err := setText(back, string(text)); err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(back.Elem().Interface(), v.Interface()) {
		return nil, fmt.Errorf("the text %q does not say all of %v", text, v.Interface())
	}
	return string(text), nil
}

// readLeaf reads a value that knows its own text.
func readLeaf(v reflect.Value, text string) error {
	if err := setText(v.Addr(), text); err != nil {
		return err
	}
	m, ok := v.Addr().Interface().(encoding.TextMarshaler)
	if !ok {
		return fmt.Errorf("%s cannot be written as text", v.Type())
	}
	if again, err := m.MarshalText(); err != nil || string(again) != text {
		return errForm
	}
	return nil
}

func setText(pointer reflect.Value, text string) error {
	u, ok := pointer.Interface().(encoding.TextUnmarshaler)
	if !ok {
		return fmt.Errorf("%s cannot be read from text", pointer.Type())
	}
	return u.UnmarshalText([]byte(text))
}

// errForm says that a value can be read, but would be written differently.
var errForm = errors.New("a value is not written in its one form")

// unmarshal fills the zero struct that pointer points to, so that it encodes to
// the same tree again. It returns an *unknownError for a key that the struct has
// no field for.
func unmarshal(tree any, pointer any) error {
	return fromTree(tree, reflect.ValueOf(pointer).Elem())
}

func fromTree(tree any, v reflect.Value) error {
	switch formOf(v.Type()) {
	case asTime:
		s, _ := tree.(string)
		at, err := time.Parse(timeLayout, s)
		if err != nil {
			return fmt.Errorf("%s is not a time like %q", spell(tree), timeLayout)
		}
		if at.Format(timeLayout) != s {
			return errForm
		}
		v.Set(reflect.ValueOf(at))
		return nil
	case asText:
		s, ok := tree.(string)
		if !ok {
			return mismatch(tree, "a text")
		}
		return readLeaf(v, s)
	}
	switch v.Kind() {
	case reflect.String:
		s, ok := tree.(string)
		if !ok {
			return mismatch(tree, "a text")
		}
		// A copy, lest a word keep its whole file in memory.
		v.SetString(strings.Clone(s))
	case reflect.Bool:
		b, ok := tree.(bool)
		if !ok {
			return mismatch(tree, "true or false")
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		n, ok := tree.(int64)
		if !ok || v.OverflowInt(n) {
			return mismatch(tree, "a whole number")
		}
		v.SetInt(n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fromTree(tree, v.Elem())
	case reflect.Slice:
		return sliceFromTree(tree, v)
	case reflect.Map:
		return mapFromTree(tree, v)
	case reflect.Struct:
		return structFromTree(tree, v)
	default:
		return fmt.Errorf("%s cannot be read from JSON", v.Type())
	}
	return nil
}

func sliceFromTree(tree any, v reflect.Value) error {
	array, ok := tree.([]any)
	if !ok {
		return mismatch(tree, "a list")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(array), len(array)))
	for i, item := range array {
		if err := fromTree(item, v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func mapFromTree(tree any, v reflect.Value) error {
	o, ok := tree.(object)
	if !ok {
		return mismatch(tree, "an object")
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(o)))
	for _, m := range o {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := fromTree(m.value, item); err != nil {
			return within(m.key, err)
		}
		key := reflect.ValueOf(strings.Clone(m.key)).Convert(v.Type().Key())
		v.SetMapIndex(key, item)
	}
	return nil
}

func structFromTree(tree any, v reflect.Value) error {
	o, ok := tree.(object)
	if !ok {
		return mismatch(tree, "an object")
	}
	fields, missing := shapeOf(v.Type()), "" // both in the order of their keys
	for _, m := range o {
		for len(fields) > 0 && fields[0].key != m.key {
			if !fields[0].omit && missing == "" {
				missing = fields[0].key
			}
			fields = fields[1:]
		}
		if len(fields) == 0 {
			return &unknownError{m.key}
		}
		f := fields[0]
		fields = fields[1:]
		field := v.Field(f.index)
		if err := fromTree(m.value, field); err != nil {
			return within(m.key, err)
		}
		if f.omit && isNothing(field) {
			return within(m.key, errForm)
		}
	}
	for _, f := range fields {
		if !f.omit && missing == "" {
			missing = f.key
		}
	}
	if missing != "" {
		return fmt.Errorf("the key %q is missing", missing)
	}
	return nil
}

// An atError says under which keys something is wrong.
type atError struct {
	path string // "facts.affected"
	err  error
}

func (e *atError) Error() string { return fmt.Sprintf("%q: %v", e.path, e.err) }

func (e *atError) Unwrap() error { return e.err }

// within adds the key under which something is wrong.
func within(key string, err error) error {
	switch e := err.(type) {
	case *unknownError:
		return &unknownError{key + "." + e.key}
	case *atError:
		return &atError{key + "." + e.path, e.err}
	}
	return &atError{key, err}
}

func mismatch(tree any, want string) error {
	return fmt.Errorf("%s should be %s", spell(tree), want)
}

// spell quotes a value in a message, without its text if that is long.
func spell(tree any) string {
	switch v := tree.(type) {
	case nil:
		return "nothing"
	case string:
		if len(v) > 40 {
			return "a long text"
		}
		return fmt.Sprintf("%q", v)
	case object:
		return "an object"
	case []any:
		return "a list"
	}
	return fmt.Sprint(tree)
}
