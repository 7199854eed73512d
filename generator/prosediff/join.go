package prosediff

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// join makes one piece of pieces that a reader takes for one word: compounds with
// hyphens, numbers with what belongs to them, dates, times of day, and runs of one
// script in Japanese.
func (c *comparer) join(s string, pieces []piece) []piece {
	j := &joiner{s: s, in: pieces}
	j.pass(j.compound)
	j.pass(j.number)
	j.pass(j.date)
	if c.japanese {
		j.pass(j.script)
	}
	return j.in
}

// A joiner goes over pieces and joins them.
type joiner struct {
	s  string
	in []piece
}

// pass asks f at every piece how many pieces from there on are one, and what
// that one is. Zero leaves the piece as it is.
func (j *joiner) pass(f func(i int) (n int, kind TokenKind)) {
	out := j.in[:0]
	for i := 0; i < len(j.in); {
		p := j.in[i]
		n, kind := f(i)
		if n > 0 {
			p.kind, p.end = kind, j.in[i+n-1].end
		}
		out = append(out, p)
		i += max(n, 1)
	}
	j.in = out
}

// text returns the text of piece i, "" if there is none.
func (j *joiner) text(i int) string {
	if i < 0 || i >= len(j.in) {
		return ""
	}
	return j.in[i].text(j.s)
}

func (j *joiner) is(i int, kinds ...TokenKind) bool {
	return i >= 0 && i < len(j.in) && slices.Contains(kinds, j.in[i].kind)
}

// close reports whether piece i stands right behind the one before it.
func (j *joiner) close(i int) bool { return i < len(j.in) && j.in[i].space == "" }

// near reports whether piece i stands behind the one before it, or one space after.
func (j *joiner) near(i int) bool {
	return i < len(j.in) && (j.in[i].space == "" || utf8.RuneCountInString(j.in[i].space) == 1)
}

// compound joins "E-Mail-Adressen", "2026-03-09", "sign-in", "24/7", "CVE-2026-1".
func (j *joiner) compound(i int) (int, TokenKind) {
	if !j.is(i, Word, Number) {
		return 0, 0
	}
	n := 1
	for j.close(i+n) && j.close(i+n+1) && j.is(i+n+1, Word, Number) {
		switch j.text(i + n) {
		case "-", "\u2010", "\u2011":
		case "/":
			if !j.is(i+n-1, Number) || !j.is(i+n+1, Number) {
				return n, j.kindOf(i, n)
			}
		default:
			return n, j.kindOf(i, n)
		}
		n += 2
	}
	return n, j.kindOf(i, n)
}

// kindOf returns what n joined pieces are: a number if all of them are.
func (j *joiner) kindOf(i, n int) TokenKind {
	for k := i; k < i+n; k += 2 {
		if j.in[k].kind != Number {
			return Word
		}
	}
	return Number
}

// number joins "€ 4,112", "-5", "12 %", "61 300", "1.2 million".
func (j *joiner) number(i int) (int, TokenKind) {
	k := i
	if j.is(i, Sign) {
		r, size := utf8.DecodeRuneInString(j.text(i))
		switch {
		case size < len(j.text(i)):
			return 0, 0
		case unicode.Is(unicode.Sc, r) && j.near(i+1):
		case strings.ContainsRune("+-−±~≈<>≤≥#§", r) && j.close(i+1) && (i == 0 || !j.close(i)):
		default:
			return 0, 0
		}
		k++
	}
	if !j.is(k, Number) {
		return 0, 0
	}
	n := k - i + 1
	if d := digits(j.text(k)); 0 < d && d <= 3 {
		for j.is(i+n, Number) && j.near(i+n) && j.in[i+n].space != "\n" && digits(j.text(i+n)) == 3 {
			n++
		}
	}
	switch next := j.text(i + n); {
	case next == "" || !j.near(i+n):
	case next == "%" || next == "‰" || next == "٪" || next == "％":
		n++
	case isCurrency(next):
		if !j.is(i+n+1, Number) || !j.close(i+n+1) { // "5 €4": the sign belongs to what follows
			n++
		}
	case scales[strings.ToLower(next)]:
		n++
		if j.text(i+n) == "." && j.close(i+n) && abbreviatedScales[strings.ToLower(next)] {
			n++
		}
		if isCurrency(j.text(i+n)) && j.near(i+n) {
			n++
		}
	}
	return n, Number
}

// digits returns the length of s if it is all digits, or 0.
func digits(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			return 0
		}
		n++
	}
	return n
}

func isCurrency(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && unicode.Is(unicode.Sc, r)
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// Words that make a number larger by their own.
var (
	scales = set("thousand million millions billion billions percent million millionen milliarde milliarden tausend prozent mio mrd " +
		"mil millón millones millions milliard milliards mille milhão milhões bilhões milione milioni miliardi miljoen miljard " +
		"万 億 兆 千 百万 ألف مليون مليار")
	abbreviatedScales = set("mio mrd")
)

// date joins "9 March 2026", "March 9, 2026", "9. März", "9 de marzo de 2026",
// "2026-03-09", "3月9日", "08:55 UTC", "8.30 Uhr", "March 2026". Words beside a day
// and a year are taken for a month in any language.
func (j *joiner) date(i int) (int, TokenKind) {
	switch {
	case j.is(i, Number):
		for _, f := range []func(int) int{j.isoDate, j.clock, j.eastern, j.dayFirst} {
			if n := f(i); n > 0 {
				return n, Date
			}
		}
	case j.is(i, Word):
		if n := j.monthFirst(i); n > 0 {
			return n, Date
		}
	}
	return 0, 0
}

// isoDate reads "2026-03-09", "09.03.2026" and "3/9/2026", which are one piece
// already.
func (j *joiner) isoDate(i int) int {
	parts := strings.FieldsFunc(j.text(i), func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	if len(parts) != 3 || strings.Count(j.text(i), ".") == 3 {
		return 0
	}
	for k, p := range parts {
		if n := digits(p); n == 0 || n > 2 && !(n == 4 && k != 1 && isYear(p)) {
			return 0
		}
	}
	return 1
}

// clock reads "08:55", "08:55:10 UTC", "8.30 Uhr", "9 a.m.".
func (j *joiner) clock(i int) int {
	if n := digits(j.text(i)); n == 1 || n == 2 {
		k := 1
		for k < 5 && j.text(i+k) == ":" && j.close(i+k) && j.close(i+k+1) && digits(j.text(i+k+1)) == 2 {
			k += 2
		}
		if k > 1 {
			return k + j.zone(i+k, zones)
		}
	}
	whole, part, _ := strings.Cut(j.text(i), ".")
	if n := digits(whole); (n == 1 || n == 2) && (part == "" || digits(part) == 2) {
		if n := j.zone(i+1, hours); n > 0 {
			return 1 + n
		}
	}
	return 0
}

var (
	zones = set("UTC GMT Z CET CEST EET EEST WET WEST BST IST EST EDT CST CDT MST MDT PST PDT JST KST AEST AEDT MEZ MESZ " +
		"Uhr h am pm AM PM a.m p.m")
	hours = set("Uhr h am pm AM PM a.m p.m")
)

func (j *joiner) zone(i int, of map[string]bool) int {
	if !j.near(i) || !of[j.text(i)] {
		return 0
	}
	n := 1
	if strings.Contains(j.text(i), ".m") && j.text(i+1) == "." && j.close(i+1) {
		n++
	}
	if of[j.text(i)] && hours[j.text(i)] && j.near(i+n) && zones[j.text(i+n)] && !hours[j.text(i+n)] {
		n++ // "9 a.m. UTC"
	}
	return n
}

// eastern reads "2026年3月9日", "3月9日", "8時55分".
func (j *joiner) eastern(i int) int {
	n := 0
	for _, unit := range []string{"年", "月", "日", "時", "时", "分"} {
		if j.is(i+n, Number) && digits(j.text(i+n)) > 0 && j.text(i+n+1) == unit && j.close(i+n+1) && (n == 0 || j.close(i+n)) {
			n += 2
		}
	}
	return n
}

// dayFirst reads "9 March", "9. März 2026", "9th of March, 2026", "9 de marzo de 2026".
func (j *joiner) dayFirst(i int) int {
	if !isDay(j.text(i)) {
		return 0
	}
	n := 1
	if j.text(i+n) == "." && j.close(i+n) {
		n++
	}
	if joiningWords[j.text(i+n)] && j.near(i+n) {
		n++
	}
	if !j.near(i + n) {
		return 0
	}
	if isMonth(j.text(i + n)) {
		n++
		if j.text(i+n) == "." && j.close(i+n) && len(j.text(i+n-1)) <= 4 && isYear(j.text(i+n+1)) {
			n++ // "9 Mar. 2026"
		}
		return n + j.year(i+n)
	}
	if j.is(i+n, Word) && isYear(j.text(i+n+1)) && j.near(i+n+1) && j.is(i+n+1, Number) {
		return n + 2
	}
	return 0
}

// monthFirst reads "March 9", "March 9, 2026", "March 2026".
func (j *joiner) monthFirst(i int) int {
	if !isMonth(j.text(i)) {
		return 0
	}
	if isDay(j.text(i+1)) && j.near(i+1) && !(j.text(i+2) == ":" && j.close(i+2)) {
		return 2 + j.year(i+2)
	}
	if n := j.year(i + 1); n > 0 {
		return 1 + n
	}
	return 0
}

// year returns how many pieces from i on name a year: "2026", ", 2026", "de 2026".
func (j *joiner) year(i int) int {
	n := 0
	if joiningWords[j.text(i)] || j.text(i) == "," {
		n++
	}
	if isYear(j.text(i+n)) && j.near(i+n) && j.near(i) {
		return n + 1
	}
	return 0
}

func isDay(s string) bool {
	s = strings.TrimRight(s, "snrdthº°ªer")
	n, err := strconv.Atoi(s)
	if err != nil { // other digits than ours
		return 0 < digits(s) && digits(s) <= 2
	}
	return digits(s) <= 2 && 1 <= n && n <= 31
}

func isYear(s string) bool {
	if digits(s) != 4 {
		return false
	}
	n, err := strconv.Atoi(s)
	return err != nil || 1900 <= n && n < 2200
}

var (
	joiningWords = set("de of del")

	// Months with which a day needs no year to be a date. Those that are also
	// other words count only as they are written in the middle of a sentence.
	months = set("January February March April May June July August September October November December " +
		"Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec " +
		"enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre " +
		"Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember " +
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre " +
		"janeiro fevereiro março abril maio junho julho setembro outubro novembro dezembro " +
		"gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre " +
		"januari februari maart mei juni juli augustus oktober december " +
		"يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر")
)

func isMonth(s string) bool { return months[s] }

// script joins what is written in one script: Japanese words change script more
// often than not where they begin and end.
func (j *joiner) script(i int) (int, TokenKind) {
	of := scriptOf(j.text(i))
	if of == nil || !j.is(i, Word) {
		return 0, 0
	}
	n := 1
	for j.close(i+n) && j.is(i+n, Word) && scriptOf(j.text(i+n)) == of {
		n++
	}
	return n, Word
}

func scriptOf(s string) *unicode.RangeTable {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.Is(unicode.Han, r):
		return unicode.Han
	case unicode.Is(unicode.Hiragana, r):
		return unicode.Hiragana
	}
	return nil
}
