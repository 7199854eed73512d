package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// resolveAddress returns the destination of a link as a browser reads it: escapes
// undone, "\\" as the "/" that it means, and without the white space and control
// characters that browsers drop, which would let "java&#10;script:" pass as a name.
func resolveAddress(raw []byte) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return -1
		case r == '\\':
			return '/'
		}
		return r
	}, strings.TrimSpace(resolve(raw)))
}

// autoAddress returns the destination of a link that is written as its address.
func autoAddress(n *ast.AutoLink, src []byte) string {
	label := string(n.Label(src))
	switch {
	case n.AutoLinkType == ast.AutoLinkEmail:
		if strings.HasPrefix(strings.ToLower(label), "mailto:") {
			return label
		}
		return "mailto:" + label
	case n.Protocol != nil: // "www.example.org"
		return "https://" + label
	}
	return label
}

// scheme returns the scheme of an address with its colon, in lower case, or "".
//
// Source: WHATWG URL Standard, "scheme start state" and "scheme state".
func scheme(dest string) string {
	for i := range len(dest) {
		c := dest[i]
		switch {
		case isLetter(c):
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(dest[:i+1])
		default:
			return ""
		}
	}
	return ""
}

// isLocal reports whether dest leads to a place in the site: it has neither a
// scheme nor a host.
func isLocal(dest string) bool {
	return scheme(dest) == "" && !strings.HasPrefix(strings.ReplaceAll(dest, `\`, "/"), "//")
}

func isWeb(dest string) bool {
	s := scheme(dest)
	return s == "http:" || s == "https:"
}

// isAllowed reports whether a link may lead out of the site to dest.
func isAllowed(dest string) bool {
	s := scheme(dest)
	return isWeb(dest) || s == "mailto:" || s == "tel:"
}

// leaves reports whether a destination in the site climbs out of its folder.
func leaves(dest string) bool {
	path, _, _ := strings.Cut(strings.ReplaceAll(dest, `\`, "/"), "?")
	path, _, _ = strings.Cut(path, "#")
	path = strings.ReplaceAll(strings.ToLower(path), "%2e", ".")
	path = strings.ReplaceAll(path, "%2f", "/")
	for part := range strings.SplitSeq(path, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// bareAddress reports whether a destination can stand in "(...)" after the text
// of a link as it is, whatever comes before.
func bareAddress(raw string) bool {
	return raw != "" && !strings.ContainsFunc(raw, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("<>()[]`\\\"|&", r)
	})
}

// inlineTail returns what stands after the "[text" of a link to dest, both as
// they are in the source.
func inlineTail(dest, title []byte) string {
	var b strings.Builder
	b.WriteString("](")
	d := string(dest)
	if !bareAddress(d) {
		d = string(util.URLEscape([]byte(resolveAddress(dest)), false))
		d = strings.NewReplacer("&", "&amp;", "(", `\(`, ")", `\)`, "[", "%5B", "]", "%5D").Replace(d)
		if d == "" {
			d = "<>"
		}
	}
	t := titleText(title)
	if d == "<>" && t == "" {
		d = ""
	}
	b.WriteString(d)
	if t != "" {
		b.WriteString(` "`)
		b.WriteString(strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;",
			"`", "&#96;", `\`, "&#92;", "|", "&#124;", "[", "&#91;", "]", "&#93;").Replace(t))
		b.WriteString(`"`)
	}
	b.WriteString(")")
	return b.String()
}
