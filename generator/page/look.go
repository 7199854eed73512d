package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"firsthand/generator/site"
)

// The surfaces of the theme's style sheet, on which a site's colour must be
// readable: the paper, and what notices and strips are drawn on. A test compares
// them with the style sheet.
var (
	surfacesLight = []string{"#fffefb", "#f5f4ef", "#fdf3dc", "#edf1fb"}
	surfacesDark  = []string{"#14161a", "#1d2025", "#2b2413", "#1a2238"}
)

// readable is the contrast that text needs (WCAG 2.2, 1.4.3).
const readable = 4.5

// files returns what the settings of a site add to the published tree beside its
// pages: site.css, if there is anything to set.
func files(s *site.Site) map[string][]byte {
	files := map[string][]byte{}
	if css := SiteCSS(s.Look); len(css) > 0 {
		files["site.css"] = css
	}
	return files
}

// SiteCSS returns a style sheet with the settings of a site: its colour for links
// and the face of its headlines. It is published as site.css, and empty if there is
// nothing to set. A colour that would be hard to read is darkened for the light
// page and lightened for the dark one.
func SiteCSS(look site.Look) []byte {
	var b strings.Builder
	c, ok := parseColour(look.Colour)
	if ok {
		fmt.Fprintf(&b, ":root{--link:%s}\n", legible(c, colour{}, surfacesLight))
	}
	if look.Headlines == "sans" {
		b.WriteString(":root{--head:var(--text)}\n")
	}
	if ok {
		fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root{--link:%s}}\n", legible(c, colour{1, 1, 1}, surfacesDark))
	}
	return []byte(b.String())
}

// A colour is red, green and blue from 0 to 1.
type colour [3]float64

// parseColour reads "#0b57b8" and "#05b".
func parseColour(s string) (colour, bool) {
	s, ok := strings.CutPrefix(s, "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if !ok || len(s) != 6 || err != nil {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", channel(c[0]), channel(c[1]), channel(c[2]))
}

func channel(v float64) int { return int(math.Round(v * 255)) }

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// legible moves c towards end, black or white, until it can be read on every
// surface.
func legible(c, end colour, surfaces []string) colour {
	for step := range 101 {
		t := float64(step) / 100
		mixed := colour{c[0] + (end[0]-c[0])*t, c[1] + (end[1]-c[1])*t, c[2] + (end[2]-c[2])*t}
		// What counts is the colour as it is written, in whole steps.
		rounded, _ := parseColour(mixed.String())
		if readableOn(rounded, surfaces) {
			return rounded
		}
	}
	return end
}

func readableOn(c colour, surfaces []string) bool {
	for _, s := range surfaces {
		surface, _ := parseColour(s)
		if contrast(c, surface) < readable {
			return false
		}
	}
	return true
}
