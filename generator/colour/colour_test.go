package colour

import (
	"fmt"
	"testing"
)

func ExampleSurfaces_Nearest() {
	c, _ := Parse("#fd0")
	fmt.Printf("%.1f\n", Light.Contrast(c))
	fmt.Println(Light.Nearest(c))
	// Output:
	// 1.2
	// #7e6d00
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{"#0b57b8", "#0b57b8", true}, {"#05b", "#0055bb", true}, {"#FFFFFF", "#ffffff", true},
		{"0b57b8", "", false}, {"#0b57b", "", false}, {"#gggggg", "", false}, {"red", "", false}, {"", "", false},
		{"#+12345", "", false},
	} {
		got, ok := Parse(c.text)
		if ok != c.ok || ok && got.String() != c.want {
			t.Errorf("Parse(%q) = %s, %v, want %q", c.text, got, ok, c.want)
		}
	}
}

// TestContrast has the figures of the WCAG and of public calculators.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want string
	}{
		{"#000", "#fff", "21.00"}, {"#777", "#fff", "4.48"}, {"#767676", "#fff", "4.54"}, {"#f00", "#fff", "4.00"}, {"#fff", "#fff", "1.00"},
	} {
		a, _ := Parse(c.a)
		b, _ := Parse(c.b)
		if got := fmt.Sprintf("%.2f", Contrast(a, b)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// TestNearestCanBeReadAndIsNear tries colours of every kind.
func TestNearestCanBeReadAndIsNear(t *testing.T) {
	for _, s := range []struct {
		name string
		Surfaces
	}{{"light", Light}, {"dark", Dark}} {
		for n := 0; n < 1<<24; n += 40503 {
			c, _ := Parse(fmt.Sprintf("#%06x", n))
			near := s.Nearest(c)
			if !s.CanRead(near) {
				t.Errorf("%s: %s became %s, which has a contrast of %.2f", s.name, c, near, s.Contrast(near))
			}
			if s.CanRead(c) && near != c {
				t.Errorf("%s: %s could be read and became %s", s.name, c, near)
			}
			if !s.CanRead(c) && s.Contrast(near) > Readable+0.3 {
				t.Errorf("%s: %s became %s, which is further than it need be: %.2f", s.name, c, near, s.Contrast(near))
			}
		}
	}
}
