package picture

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// maxSVGHead bounds what is read of an SVG file to find its first element.
const maxSVGHead = 64 << 10

// svg reads the size of an SVG file from its first element: its width and height if
// they are in pixels, else its view box, of which only the shape counts.
//
// Source: SVG 2, sections 8.2 and 8.6.
func svg(data []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(data[:min(len(data), maxSVGHead)]))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return 0, 0
		}
		var wide, high float64
		var box []string
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				wide = pixels(a.Value)
			case "height":
				high = pixels(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
			}
		}
		if (wide == 0 || high == 0) && len(box) == 4 {
			wide, high = pixels(box[2]), pixels(box[3])
		}
		return whole(wide), whole(high)
	}
}

// pixels reads a length without a unit or in pixels; else it returns 0.
func pixels(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(v > 0 && v < 1e6) {
		return 0
	}
	return v
}

func whole(v float64) int {
	if v == 0 {
		return 0
	}
	return max(1, int(math.Round(v)))
}
