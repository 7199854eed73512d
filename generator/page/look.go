package page

import (
	"fmt"
	"strings"

	"firsthand/generator/colour"
	"firsthand/generator/site"
)

// SiteCSS returns what the settings of a site add to the style sheet: its colours for
// links and the face of its headlines. It is empty if there is nothing to set. The
// package source has refused colours that cannot be read; without one for dark pages,
// the nearest shade that can be read there is taken.
func SiteCSS(look site.Look) []byte {
	var b strings.Builder
	light, isLight := colour.Parse(look.Colour)
	dark, isDark := colour.Parse(look.ColourDark)
	if isLight {
		fmt.Fprintf(&b, ":root{--link:%s}\n", light)
		if !isDark {
			dark, isDark = colour.Dark.Nearest(light), true
		}
	}
	if look.Headlines == "sans" {
		b.WriteString(":root{--head:var(--text)}\n")
	}
	if isDark {
		fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root{--link:%s}}\n", dark)
	}
	return []byte(b.String())
}
