package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestOriginNamesThePlaceInTheFirstText(t *testing.T) {
	// "x" marks the place in each text.
	for _, md := range []string{
		"x", "a\r\nbx", "\ufeffa\r\n\r\nx", "e\u0301e\u0301x", "\u202eax", "a\u200b\r\u0301x\r\n", "e\u0323\u0307\u200bx",
	} {
		s := clean(md)
		at := strings.IndexByte(string(s.text), 'x')
		if got, want := s.origin(at), strings.IndexByte(md, 'x'); got != want {
			t.Errorf("clean(%q): offset %d comes from %d, want %d", md, at, got, want)
		}
	}
}

func TestOriginSurvivesEdits(t *testing.T) {
	s := clean("\ufeffone\r\ntwo\r\nthree").apply([]edit{{0, 2, ""}, {4, 7, "TWOS"}}).apply([]edit{{1, 2, ""}})
	if got, want := string(s.text), "eTWOS\nthree"; got != want {
		t.Fatalf("text is %q, want %q", got, want)
	}
	for _, tt := range []struct{ at, want int }{{0, 5}, {1, 8}, {6, 13}, {10, 17}} {
		if got := s.origin(tt.at); got != tt.want {
			t.Errorf("offset %d (%q) comes from %d, want %d", tt.at, s.text[tt.at], got, tt.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, tt := range canonicalTests {
		f.Add(tt.in)
	}
	f.Add("e" + strings.Repeat("\u0323\u0307", 40))
	f.Fuzz(func(t *testing.T, md string) {
		s := clean(md)
		if again := clean(string(s.text)); string(again.text) != string(s.text) {
			t.Errorf("clean(%q) = %q, and again = %q", md, s.text, again.text)
		}
		if !utf8.Valid(s.text) || !norm.NFC.IsNormal(s.text) {
			t.Errorf("clean(%q) = %q is not NFC", md, s.text)
		}
		before := 0
		for i := range s.text {
			at := s.origin(i)
			if at < 0 || at > len(md) || at < before-utf8.UTFMax {
				t.Errorf("clean(%q): offset %d comes from %d", md, i, at)
			}
			before = at
		}
	})
}
