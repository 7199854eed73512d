package telephone_test

import (
	"regexp"
	"testing"

	"firsthand/generator/telephone"
)

func TestLink(t *testing.T) {
	tests := []struct{ name, number, want string }{
		{"international", "+1 800 555 0142", "tel:+18005550142"},
		{"signs between digits", "+1 (800) 555-01.42", "tel:+18005550142"},
		{"other spaces and hyphens", "+33\u00a01\u202f23\u201145 67\u201389", "tel:+33123456789"},
		{"a 0 for calls within the country", "+49 (0)30 1234567", "tel:+49301234567"},
		{"without spaces", "+44(0)2079460000", "tel:+442079460000"},
		{"after 00", "0049 (0) 30 1234567", "tel:0049301234567"},
		{"a plus sign in brackets", "(+49) (0)30 1234567", "tel:+49301234567"},
		{"a 0 that is dialled", "(0)30 1234567", "tel:0301234567"},
		{"an area code that begins with 0", "+39 (06) 1234567", "tel:+39061234567"},
		{"a stroke after the area code", "030/1234567", "tel:0301234567"},
		{"and after that of a country", "+49 30 / 1234567", "tel:+49301234567"},
		{"an extension", "+1 (800) 555-0100 ext. 3", "tel:+18005550100;ext=3"},
		{"in short", "+1 800 555 0100x34", "tel:+18005550100;ext=34"},
		{"in capitals, after a comma", "+1 800 555 0100, EXT 34", "tel:+18005550100;ext=34"},
		{"with a number sign", "+1 800 555 0100 #34", "tel:+18005550100;ext=34"},
		{"in other languages", "+49 30 1234567 (Durchwahl 12)", "tel:+49301234567;ext=12"},
		{"in Japanese", "+81 3 1234 5678 内線 12", "tel:+81312345678;ext=12"},
		{"with words after it", "+1 800 555 0100 ext. 3, free at any hour", "tel:+18005550100;ext=3"},
		{"words after the number", "+1 800 555 0142 (free, 24 hours)", "tel:+18005550142"},
		{"hours are no extension", "+1 800 555 0142, Mo-Fr 9-17", "tel:+18005550142"},
		{"the first of two", "0800 1234567 or 0800 7654321", "tel:08001234567"},
		{"a short number", "112", "tel:112"},
		{"a short number with words", "112 (police)", "tel:112"},
		{"as a link", "tel:+1-800-555-0142", "tel:+18005550142"},
		{"the most digits", "+123456789012345", "tel:+123456789012345"},

		{"a second plus sign", "+1 800 555 0142 +1 800 555 0143", ""},
		{"a plus sign in the middle", "0 +49 30 1234567", ""},
		{"too few digits", "12", ""},
		{"too few after a country code", "+1 800", ""},
		{"too many digits", "+1234567890123456", ""},
		{"two numbers with a stroke", "0800 1234567 / 0800 7654321", ""},
		{"two short numbers", "112 / 110", ""},
		{"two short numbers with a word", "112 or 110", ""},
		{"letters for digits", "+1 800 FLOWERS", ""},
		{"within the country", "1-800-FLOWERS", ""},
		{"in small letters", "1-800-flowers", ""},
		{"commas between digits", "800,555,0142", ""},
		{"words before it", "call 0800 1234567", ""},
		{"words alone", "call us", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := telephone.Link(tt.number); got != tt.want {
				t.Errorf("Link(%q) = %q, want %q", tt.number, got, tt.want)
			}
		})
	}
}

// FuzzLink: a link holds a number and nothing else.
func FuzzLink(f *testing.F) {
	for _, s := range []string{"+49 (0)30 1234567", "+1 (800) 555-0100 ext. 3", "030/1", "tel:+", "+", "\xff1 \u00a0(0)"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^tel:\+?[0-9]{3,15}(;ext=[0-9]{1,7})?$`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := telephone.Link(s); got != "" && !form.MatchString(got) {
			t.Errorf("Link(%q) = %q", s, got)
		}
	})
}
