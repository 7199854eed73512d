package page

import (
	"path"
	"strings"
)

// A Picture is the logo of a site.
type Picture struct {
	Link          string
	Width, Height int // in pixels, so that nothing moves when it arrives; 0 if not known
}

// An Icon is the small picture that browsers show beside the name of a page.
type Icon struct {
	Link string
	Type string // media type
}

// logoHeight is how high the theme shows a logo.
const logoHeight = 32

// logo returns the logo of the settings at the height in which it is shown.
func (p place) logo() *Picture {
	v := &Picture{Link: p.to(p.Site.Look.Logo)}
	if p.Input.Picture == nil {
		return v
	}
	if width, height := p.Input.Picture(p.Site.Look.Logo); width > 0 && height > 0 {
		v.Width, v.Height = max(1, (width*logoHeight+height/2)/height), logoHeight
	}
	return v
}

// icon returns the icon of the settings, else that of the theme. There always is
// one: a browser that is told of none asks the host for it and is told that it is
// missing.
//
// A host shows the page for a missing address anywhere, a mirror too: it has none,
// because the link would be whole and lead to the site itself.
func (p place) icon() Icon {
	if p.isMissing() {
		return Icon{}
	}
	name := p.Site.Look.Icon
	if name == "" {
		name = "favicon.svg"
	}
	kinds := map[string]string{".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon"}
	return Icon{p.to(name), kinds[strings.ToLower(path.Ext(name))]}
}
