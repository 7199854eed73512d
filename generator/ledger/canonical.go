package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Canonical JSON is RFC 8785 with less: objects, arrays, strings, booleans and
// integers whose size is below 2^53. There is no null, no fraction, nothing
// empty inside; strings are in Unicode form NFC and hold no control character
// but line feed and tab, and, as I-JSON (RFC 7493) demands, no noncharacter.
// Each value so has exactly one spelling, and its bytes can be hashed.
//
// A value is an object, a []any, a string, an int64 or a bool.
type object []member

// A member of an object.
type member struct {
	key   string
	value any
}

// get returns the value of a member, or nil.
func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

const (
	maxInteger = 1<<53 - 1
	// maxDepth keeps a file of brackets from using up the stack. Records are
	// five levels deep.
	maxDepth = 32
)

// compareKeys orders the keys of an object by their UTF-16 code units.
//
// Source: RFC 8785, section 3.2.3.
func compareKeys(a, b string) int {
	for a != "" && b != "" {
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if r != s {
			// Code points beyond 0xFFFF begin with a surrogate, 0xD800 to 0xDBFF,
			// and so sort before those from 0xE000 on.
			return cmp.Or(cmp.Compare(firstUnit(r), firstUnit(s)), cmp.Compare(r, s))
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

// firstUnit returns the first UTF-16 code unit of r.
func firstUnit(r rune) rune {
	if high, _ := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		return high
	}
	return r
}

// checkText says what keeps a string out of canonical JSON.
func checkText(s string) error {
	ascii := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			ascii = false
		} else if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return fmt.Errorf("a text holds the control character U+%04X", c)
		}
	}
	if ascii {
		return nil
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("a text is not UTF-8")
	}
	for _, r := range s {
		switch {
		case r >= 0x80 && r < 0xa0:
			return fmt.Errorf("a text holds the control character U+%04X", r)
		case r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe:
			return fmt.Errorf("a text holds U+%04X, which is no character", r)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return fmt.Errorf("a text is not in the Unicode form NFC: an accent stands apart from its letter")
	}
	return nil
}

// encode appends the canonical form of a value to b.
func encode(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case bool:
		return strconv.AppendBool(b, v), nil
	case int64:
		if v < -maxInteger || v > maxInteger {
			return nil, fmt.Errorf("the number %d is too large", v)
		}
		return strconv.AppendInt(b, v, 10), nil
	case string:
		if v == "" {
			return nil, fmt.Errorf("a text is empty")
		}
		return encodeText(b, v)
	case []any:
		return encodeArray(b, v)
	case object:
		return encodeObject(b, v)
	}
	return nil, fmt.Errorf("there is no canonical form of %T", value)
}

func encodeArray(b []byte, array []any) (_ []byte, err error) {
	if len(array) == 0 {
		return nil, fmt.Errorf("a list is empty")
	}
	b = append(b, '[')
	for i, item := range array {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = encode(b, item); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func encodeObject(b []byte, o object) (_ []byte, err error) {
	if len(o) == 0 {
		return nil, fmt.Errorf("an object is empty")
	}
	byKey := func(x, y member) int { return compareKeys(x.key, y.key) }
	if !slices.IsSortedFunc(o, byKey) {
		o = slices.SortedFunc(slices.Values(o), byKey)
	}
	b = append(b, '{')
	for i, m := range o {
		if i > 0 {
			if o[i-1].key == m.key {
				return nil, fmt.Errorf("the key %q is there twice", m.key)
			}
			b = append(b, ',')
		}
		if b, err = encodeText(b, m.key); err != nil {
			return nil, err
		}
		b = append(b, ':')
		if b, err = encode(b, m.value); err != nil {
			return nil, within(m.key, err)
		}
	}
	return append(b, '}'), nil
}

func encodeText(b []byte, s string) ([]byte, error) {
	if err := checkText(s); err != nil {
		return nil, err
	}
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		escaped, ok := escapeOf(s[i])
		if !ok {
			continue
		}
		b = append(b, s[start:i]...)
		b = append(b, '\\', escaped)
		start = i + 1
	}
	b = append(b, s[start:]...)
	return append(b, '"'), nil
}

func escapeOf(c byte) (byte, bool) {
	switch c {
	case '"', '\\':
		return c, true
	case '\n':
		return 'n', true
	case '\t':
		return 't', true
	}
	return 0, false
}

// A formError says why bytes are not canonical JSON, and where.
type formError struct {
	offset int // in bytes, from 0
	reason string
}

func (e *formError) Error() string { return fmt.Sprintf("%s (at byte %d)", e.reason, e.offset+1) }

// parse reads bytes that are exactly one canonical value; its encoding is the
// same bytes again. Any other bytes are a *formError.
func parse(data string) (any, error) {
	p := parser{data: data}
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.at < len(data) {
		return nil, p.fail("something follows where it should end")
	}
	return v, nil
}

type parser struct {
	data string
	at   int
}

func (p *parser) fail(format string, args ...any) error {
	return &formError{p.at, fmt.Sprintf(format, args...)}
}

// peek returns the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *parser) expect(c byte) error {
	if p.peek() != c {
		return p.surprise(fmt.Sprintf("%q is missing", c))
	}
	p.at++
	return nil
}

// surprise says what stands where something else should.
func (p *parser) surprise(missing string) error {
	switch c := p.peek(); {
	case p.at >= len(p.data):
		return p.fail("it ends in the middle")
	case c == ' ' || c == '\t' || c == '\n':
		return p.fail("there is a space or a line break between two values")
	case c == '\r':
		return p.fail("there is a Windows line ending")
	}
	return p.fail("%s", missing)
}

func (p *parser) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, p.fail("it is nested too deeply")
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		at := p.at
		s, err := p.text()
		if err == nil && s == "" {
			p.at = at
			err = p.fail("a text is empty")
		}
		return s, err
	case c == '-' || c >= '0' && c <= '9':
		return p.integer()
	case strings.HasPrefix(p.data[p.at:], "true"):
		p.at += len("true")
		return true, nil
	case strings.HasPrefix(p.data[p.at:], "false"):
		p.at += len("false")
		return false, nil
	case strings.HasPrefix(p.data[p.at:], "null"):
		return nil, p.fail("null is not used")
	}
	return nil, p.surprise("a value is missing")
}

func (p *parser) object(depth int) (any, error) {
	p.at++ // {
	o := make(object, 0, 4)
	for {
		start := p.at
		if p.peek() != '"' {
			if p.peek() == '}' && len(o) == 0 {
				return nil, p.fail("an object is empty")
			}
			return nil, p.surprise("a key is missing")
		}
		key, err := p.text()
		if err != nil {
			return nil, err
		}
		if len(o) > 0 {
			switch order := compareKeys(o[len(o)-1].key, key); {
			case order == 0:
				p.at = start
				return nil, p.fail("the key %q is there twice", key)
			case order > 0:
				p.at = start
				return nil, p.fail("the keys %q and %q are in the wrong order", o[len(o)-1].key, key)
			}
		}
		if err := p.expect(':'); err != nil {
			return nil, err
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o = append(o, member{key, v})
		if p.peek() == '}' {
			p.at++
			return o, nil
		}
		if err := p.expect(','); err != nil {
			return nil, err
		}
	}
}

func (p *parser) array(depth int) (any, error) {
	p.at++ // [
	if p.peek() == ']' {
		return nil, p.fail("a list is empty")
	}
	var array []any
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		array = append(array, v)
		if p.peek() == ']' {
			p.at++
			return array, nil
		}
		if err := p.expect(','); err != nil {
			return nil, err
		}
	}
}

func (p *parser) integer() (any, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.at++
	}
	digits := p.data[start:p.at]
	if c := p.peek(); c == '.' || c == 'e' || c == 'E' {
		return nil, p.fail("a number is not a whole number")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > maxInteger || n < -maxInteger || strconv.FormatInt(n, 10) != digits {
		p.at = start
		return nil, p.fail("a number is too large or not in its shortest form")
	}
	return n, nil
}

// text reads a string. The cursor is on its first quote.
func (p *parser) text() (string, error) {
	start := p.at
	p.at++
	var b []byte // what was read, if anything was escaped
	from := p.at
	for {
		i := p.at
		for i < len(p.data) && p.data[i] != '"' && p.data[i] != '\\' && p.data[i] >= ' ' {
			i++
		}
		p.at = i
		switch p.peek() {
		case '"':
			b2 := p.data[from:i]
			p.at++
			if b != nil {
				b2 = string(append(b, b2...))
			}
			if err := checkText(b2); err != nil {
				return "", &formError{start, err.Error()}
			}
			return b2, nil
		case '\\':
			c, err := p.unescape()
			if err != nil {
				return "", err
			}
			b = append(append(b, p.data[from:i]...), c)
			from = p.at
		default:
			if p.at >= len(p.data) {
				return "", p.fail("it ends in the middle of a text")
			}
			return "", p.fail("a text holds a line break or a control character")
		}
	}
}

// unescape reads one of the four escapes that are used.
func (p *parser) unescape() (byte, error) {
	if p.at+1 < len(p.data) {
		for _, c := range []byte{'"', '\\', '\n', '\t'} {
			if escaped, _ := escapeOf(c); escaped == p.data[p.at+1] {
				p.at += 2
				return c, nil
			}
		}
	}
	return 0, p.fail("a character is written as an escape that is not needed")
}
