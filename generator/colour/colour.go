// Package colour knows which colours can be read on the pages of the theme.
//
// Input is a colour as settings write it; output is whether text in it can be read,
// its contrast in figures, and the nearest shade that can be read. Contrast is that
// of WCAG 2.2.
//
//	c, _ := colour.Parse("#fd0")
//	colour.Light.Contrast(c) // 1.2: nobody can read yellow on white
//	colour.Light.Nearest(c)  // #7e6d00
package colour

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Readable is the contrast that text needs (WCAG 2.2, 1.4.3).
const Readable = 4.5

// A Colour is red, green and blue from 0 to 1.
type Colour [3]float64

// Parse reads "#0b57b8" and "#05b".
func Parse(s string) (Colour, bool) {
	s, ok := strings.CutPrefix(s, "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if !ok || len(s) != 6 || err != nil {
		return Colour{}, false
	}
	return Colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

// String returns "#0b57b8".
func (c Colour) String() string {
	channel := func(v float64) int { return int(math.Round(v * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", channel(c[0]), channel(c[1]), channel(c[2]))
}

// luminance is the relative luminance of WCAG 2.2.
func (c Colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// Contrast is the contrast ratio of WCAG 2.2 between two colours, from 1 to 21.
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Surfaces are what the theme draws text on: the paper of a page, and what its
// notices and strips are drawn on.
type Surfaces struct {
	on  []Colour
	far Colour // black for light surfaces, white for dark ones
}

// The surfaces of the theme's style sheet, which a test compares with it.
var (
	Light = surfaces("#fffefb", "#f5f4ef", "#fdf3dc", "#edf1fb")
	Dark  = surfaces("#14161a", "#1d2025", "#2b2413", "#1a2238")
)

func surfaces(all ...string) Surfaces {
	var s Surfaces
	for _, text := range all {
		c, ok := Parse(text)
		if !ok {
			panic("no colour: " + text)
		}
		s.on = append(s.on, c)
	}
	if s.on[0].luminance() < 0.5 {
		s.far = Colour{1, 1, 1}
	}
	return s
}

// All returns the surfaces as they are written: paper, wash, minor-wash, plan-wash.
func (s Surfaces) All() []string {
	var all []string
	for _, c := range s.on {
		all = append(all, c.String())
	}
	return all
}

// Contrast returns the contrast of c on the surface on which it is hardest to read.
func (s Surfaces) Contrast(c Colour) float64 {
	least := math.Inf(1)
	for _, on := range s.on {
		least = min(least, Contrast(c, on))
	}
	return least
}

// CanRead reports whether text in c can be read on every surface.
func (s Surfaces) CanRead(c Colour) bool { return s.Contrast(c) >= Readable }

// Nearest returns c if it can be read, else the first shade on the way from c to
// black, or on dark surfaces to white, that can.
func (s Surfaces) Nearest(c Colour) Colour {
	const steps = 255
	for step := range steps + 1 {
		t := float64(step) / steps
		var mixed Colour
		for i := range mixed {
			mixed[i] = c[i] + (s.far[i]-c[i])*t
		}
		// What counts is the colour as it is written, in whole steps.
		if written, _ := Parse(mixed.String()); s.CanRead(written) {
			return written
		}
	}
	return s.far
}
