package ledger

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"firsthand/generator/disclosure"

	"github.com/google/go-cmp/cmp"
)

var texts = []string{
	"a", "Booking exports", "61,300 people", "Qué pasó: ñandú", "line\nbreak\ttab", `"quoted" \ back`, "a\u2028b",
	"<!-- x --> & <b>", "病院", "😀", "-", "0", "null", "files/map.png", " spaces ",
}

// random fills v with a value in canonical form: texts are not empty, nor are
// lists, pointers or objects that are set.
func random(r *rand.Rand, v reflect.Value) {
	switch v.Type() {
	case reflect.TypeFor[disclosure.Moment]():
		at := time.Date(1990+r.IntN(60), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), 0, 0, time.UTC)
		m := disclosure.At(at)
		if r.IntN(2) == 0 {
			m = disclosure.DayOf(at)
		}
		v.Set(reflect.ValueOf(m))
		return
	case timeType:
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(4e9), 0).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1 + r.Int64N(1<<uint(1+r.IntN(52))))
		if r.IntN(4) == 0 {
			v.SetInt(-v.Int())
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		random(r, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(3), 3))
		for i := range v.Len() {
			random(r, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 1 + r.IntN(4) {
			item := reflect.New(v.Type().Elem()).Elem()
			random(r, item)
			v.SetMapIndex(reflect.ValueOf(texts[r.IntN(len(texts))]), item)
		}
	case reflect.Struct:
		for v.IsZero() {
			for i := range v.NumField() {
				if r.IntN(3) > 0 {
					random(r, v.Field(i))
				}
			}
		}
	default:
		panic(v.Type())
	}
}

// Whatever can be said is read back exactly as it was said.
func TestSaidComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all disclosure.Said // to see that every field took part
	for i := range 200 {
		var said disclosure.Said
		random(r, reflect.ValueOf(&said).Elem())
		b, err := marshal(said)
		if err != nil {
			t.Fatalf("case %d: %v\n%+v", i, err, said)
		}
		tree, err := parse(string(b))
		if err != nil {
			t.Fatalf("case %d: %v\n%s", i, err, b)
		}
		var back disclosure.Said
		if err := unmarshal(tree, &back); err != nil {
			t.Fatalf("case %d: %v\n%s", i, err, b)
		}
		if !reflect.DeepEqual(said, back) {
			t.Fatalf("case %d (-said +read):\n%s", i, cmp.Diff(said, back))
		}
		// The tags mean to us what they mean to everybody else.
		var standard disclosure.Said
		if err := json.Unmarshal(b, &standard); err != nil || !reflect.DeepEqual(said, standard) {
			t.Fatalf("case %d: encoding/json reads something else: %v\n%s", i, err, cmp.Diff(said, standard))
		}
		merge(reflect.ValueOf(&all).Elem(), reflect.ValueOf(said))
	}
	for i := range reflect.TypeFor[disclosure.Facts]().NumField() {
		if reflect.ValueOf(all.Facts).Field(i).IsZero() {
			t.Errorf("Facts.%s was never set", reflect.TypeFor[disclosure.Facts]().Field(i).Name)
		}
	}
}

func merge(to, from reflect.Value) {
	for i := range to.NumField() {
		switch {
		case to.Type().Field(i).Name == "Facts":
			merge(to.Field(i), from.Field(i))
		case !from.Field(i).IsZero():
			to.Field(i).Set(from.Field(i))
		}
	}
}

// What can be read at all is written as it was: no value has a second spelling.
func TestReadingIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	odd := []any{
		int64(0), int64(-1), false, true, "x", "2026-03-03T8:55Z", "2026-03-03T08:55Z", "2026-03-03T08:55:30Z", "2026-3-3", "2026-03-03",
		"0001-01-01", []any{int64(0)}, []any{"x"}, object{{"at", "2026-03-03"}}, object{{"all", false}}, object{{"reason", "x"}},
	}
	read, refused := 0, 0
	for range 600 {
		var said disclosure.Said
		random(r, reflect.ValueOf(&said).Elem())
		tree, err := toTree(reflect.ValueOf(said))
		if err != nil {
			t.Fatal(err)
		}
		tree = mutate(r, tree, odd)
		b, err := encode(nil, tree)
		if err != nil {
			t.Fatal(err)
		}
		var back disclosure.Said
		if err := unmarshal(tree, &back); err != nil {
			refused++
			continue
		}
		read++
		if again, err := marshal(back); err != nil || string(again) != string(b) {
			t.Fatalf("%s is read, and written as %s, %v", b, again, err)
		}
	}
	if read < 100 || refused < 100 {
		t.Errorf("%d read, %d refused: the test tests little", read, refused)
	}
}

// mutate replaces one value somewhere in a tree.
func mutate(r *rand.Rand, tree any, odd []any) any {
	switch v := tree.(type) {
	case object:
		i := r.IntN(len(v))
		v[i].value = mutate(r, v[i].value, odd)
		return v
	case []any:
		i := r.IntN(len(v))
		v[i] = mutate(r, v[i], odd)
		return v
	}
	return odd[r.IntN(len(odd))]
}

// A list without items, and a struct without fields, say nothing.
func TestNothingIsLeftOut(t *testing.T) {
	said := disclosure.Said{
		Headline:    "x",
		Withdraws:   []int{},
		Corrections: map[string]string{},
		Facts:       disclosure.Facts{Related: []string{}, Actions: disclosure.Actions{Steps: []disclosure.Action{}}},
	}
	got, err := marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"headline":"x"}`, string(got)); diff != "" {
		t.Errorf("marshal (-want +got):\n%s", diff)
	}
}

func TestMarshalRefuses(t *testing.T) {
	noon := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"moment with seconds", disclosure.Moment{Time: noon.Add(time.Second)}, "does not say all"},
		{"moment of another zone", disclosure.Moment{Time: noon.In(time.FixedZone("", 3600))}, "does not say all"},
		{"day that is not midnight", disclosure.Moment{Time: noon, Day: true}, "does not say all"},
		{"time with fractions", struct {
			T time.Time `json:"t"`
		}{noon.Add(1)}, "whole seconds"},
		{"local time", struct {
			T time.Time `json:"t"`
		}{noon.In(time.FixedZone("", 3600))}, "whole seconds"},
		{"empty item", disclosure.Facts{Consequences: []string{""}}, `"consequences": a text is empty`},
		{"empty struct in a list", disclosure.Facts{Affected: []disclosure.Affected{{}}}, `"affected": an object is empty`},
		{"pointer to nothing", disclosure.Actions{None: &disclosure.NoAction{}}, `"none": an object is empty`},
		{"own JSON", struct {
			R json.RawMessage `json:"r"`
		}{json.RawMessage(`{}`)}, "chooses its own JSON"},
		{"float", struct {
			F float64 `json:"f"`
		}{1}, "no canonical form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := marshal(c.in)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("marshal = %s, %v, want an error with %q", got, err, c.want)
			}
		})
	}
}

func TestUnmarshalNamesWhatIsUnknown(t *testing.T) {
	tree, err := parse(`{"facts":{"affected":[{"count":3,"weight":2}]}}`)
	if err != nil {
		t.Fatal(err)
	}
	var said disclosure.Said
	err = unmarshal(tree, &said)
	if diff := cmp.Diff(`the key "facts.affected.weight" is unknown`, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}
