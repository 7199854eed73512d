package ledger

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"number", int64(-7), `-7`},
		{"zero", int64(0), `0`},
		{"largest number", int64(9007199254740991), `9007199254740991`},
		{"booleans", []any{true, false}, `[true,false]`},
		{"keys are sorted", object{{"b", int64(1)}, {"a", "x"}, {"ab", true}}, `{"a":"x","ab":true,"b":1}`},
		// The string of RFC 8785, 3.2.2, without its control character.
		{"string of the RFC", "\u20ac$\nA'B\"\\\\\"/", `"€$\nA'B\"\\\\\"/"`},
		{"tab", "a\tb", `"a\tb"`},
		{"line separators stay", "a\u2028b\u2029c", "\"a\u2028b\u2029c\""},
		{"markup stays", "<b>&amp;</b>", `"<b>&amp;</b>"`},
		{"beyond the basic plane", "😀 👩‍⚕️", `"😀 👩‍⚕️"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := encode(nil, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("encode (-want +got):\n%s", diff)
			}
			back, err := parse(c.want)
			if err != nil {
				t.Fatalf("parse(%s): %v", c.want, err)
			}
			if again, err := encode(nil, back); err != nil || string(again) != c.want {
				t.Errorf("encode(parse(%s)) = %s, %v", c.want, again, err)
			}
		})
	}
}

// The example of RFC 8785, 3.2.3. Two of its keys hold control characters and
// one is not in NFC, so that only the order can be compared.
func TestKeyOrderOfTheRFC(t *testing.T) {
	want := []string{"\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"}
	got := []string{"\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"}
	slices.SortFunc(got, compareKeys)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for _, c := range []struct{ a, b string }{{"a", "ab"}, {"", "a"}, {"\U0001f600", "\U0001f601"}, {"\U0001f600", "\uffe5"}, {"z", "\U0001f600"}} {
		if compareKeys(c.a, c.b) >= 0 || compareKeys(c.b, c.a) <= 0 || compareKeys(c.a, c.a) != 0 {
			t.Errorf("%q does not sort before %q", c.a, c.b)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"null", []any{nil}, "no canonical form"},
		{"fraction", 1.5, "no canonical form"},
		{"large number", int64(1 << 53), "too large"},
		{"small number", int64(-1 << 53), "too large"},
		{"empty text", object{{"a", ""}}, `"a": a text is empty`},
		{"empty list", []any{[]any{}}, "a list is empty"},
		{"empty object", []any{object{}}, "an object is empty"},
		{"key twice", object{{"a", true}, {"a", true}}, "twice"},
		{"bad UTF-8", "a\xffb", "not UTF-8"},
		{"surrogate in UTF-8", "\xed\xa0\x80", "not UTF-8"},
		{"bad UTF-8 in a key", object{{"\xff", true}}, "not UTF-8"},
		{"carriage return", "a\r\nb", "control character U+000D"},
		{"delete", "\x7f", "control character U+007F"},
		{"C1 control", "\u0085", "control character U+0085"},
		{"noncharacter", "\ufffe", "U+FFFE, which is no character"},
		{"noncharacter of a plane", "\U0010ffff", "U+10FFFF, which is no character"},
		{"not NFC", "e\u0301", "NFC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := encode(nil, c.in)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("encode = %s, %v, want an error with %q", got, err, c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		offset         int
	}{
		{"nothing", "", "it ends in the middle", 0},
		{"space inside", `{"a": 1}`, "a space or a line break between two values", 5},
		{"space after", `{"a":1} `, "something follows", 7},
		{"line break", "{\n\"a\":1}", "a space or a line break", 1},
		{"Windows line ending", "[1,\r\n2]", "Windows line ending", 3},
		{"order", `{"b":1,"a":2}`, `the keys "b" and "a" are in the wrong order`, 7},
		{"key twice", `{"a":1,"a":2}`, `the key "a" is there twice`, 7},
		{"same key escaped", `{"a":1,"\u0061":2}`, "escape that is not needed", 8},
		{"null", `{"a":null}`, "null is not used", 5},
		{"fraction", `1.0`, "not a whole number", 1},
		{"exponent", `[1e3]`, "not a whole number", 2},
		{"minus zero", `-0`, "not in its shortest form", 0},
		{"leading zero", `01`, "not in its shortest form", 0},
		{"lone minus", `-`, "not in its shortest form", 0},
		{"too large", `9007199254740992`, "too large", 0},
		{"empty text", `[""]`, "a text is empty", 1},
		{"empty list", `[]`, "a list is empty", 1},
		{"empty object", `{"a":{}}`, "an object is empty", 6},
		{"comma at the end", `{"a":1,}`, "a key is missing", 7},
		{"cut off", `{"a":"x`, "ends in the middle of a text", 7},
		{"cut off after a value", `{"a":1`, "ends in the middle", 6},
		{"escaped slash", `"\/"`, "escape that is not needed", 1},
		{"escaped letter", `"\u00e9"`, "escape that is not needed", 1},
		{"raw line break", "\"a\nb\"", "a line break or a control character", 2},
		{"escaped control", `"\u0007"`, "escape that is not needed", 1},
		{"bad UTF-8", "\"\xff\"", "not UTF-8", 0},
		{"not NFC", "[\"e\u0301\"]", "NFC", 1},
		{"word", `[yes]`, "a value is missing", 1},
		{"deep", strings.Repeat("[", 1000), "nested too deeply", 33},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse(c.in)
			var form *formError
			if !errors.As(err, &form) || !strings.Contains(form.reason, c.want) || form.offset != c.offset {
				t.Errorf("parse(%q) = %v, want %q at offset %d", c.in, err, c.want, c.offset)
			}
		})
	}
}

// What parses is canonical: there is no second spelling.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2,true],"b":{"c":"x\n\t\"\\é"}}`, `{"a": 1}`, `"\u0061"`, "[[[", `{"😀":1,"￥":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := parse(s)
		if err != nil {
			return
		}
		again, err := encode(nil, v)
		if err != nil || string(again) != s {
			t.Errorf("encode(parse(%q)) = %q, %v", s, again, err)
		}
	})
}
