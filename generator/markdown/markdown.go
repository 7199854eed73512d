// Package markdown reads the Markdown that staff write and says what of it the
// public gets to see. It is the only importer of goldmark.
//
// Input is one text: the body of a statement, or one section of it. Every
// function is pure, never fails and never panics; text that no author meant to
// write gives odd output, not an error. Time grows with the length of the text,
// whatever the text is.
//
// The language is CommonMark with the tables, strikethrough and bare links of
// GitHub's dialect. There is no raw HTML: tags are shown as the text they are,
// and [Problems] names them. Comments and their kin (<!-- -->, <? ?>,
// <!DOCTYPE>, <![CDATA[ ]]>) show nothing.
//
//	md := "We closed it at 09:40. <!-- says Ana -->\n\n[//]: # (ask legal)\n"
//
//	markdown.Canonical(md)                    "We closed it at 09:40."
//	markdown.HTML(md, markdown.Options{})     "<p>We closed it at 09:40.</p>\n"
//	markdown.Text(md)                         "We closed it at 09:40."
//
// What the package promises:
//
//   - [HTML] gives only elements and attributes of its own choosing. A link leads
//     to http, https, mailto, tel or a place in the site, or it is no link.
//   - [Canonical] gives a text in which nothing is hidden from the reader of the
//     page, shows the same page, and changes no further when it is applied again.
//   - [Blocks] gives what [HTML] shows as a tree, and [BlocksHTML] writes a tree by
//     the same rules.
//   - Positions ([Finding], [Link], [Section]) are those of the text as it was
//     handed in, whatever line ends, byte order mark or composition it has.
package markdown

// Options say how [HTML] fits a text into the page around it. The zero Options
// are for a text that stands alone.
type Options struct {
	// Shift is added to the level of every heading: 1 makes "##" an h3. The
	// result stays between h1 and h6.
	Shift int

	// Link maps a destination inside the site ("files/form.pdf", "/verify/",
	// "#what-you-can-do") to the address that the page is to hold. If it returns
	// false, the text of the link is shown without the link. The result may be
	// relative, http or https; anything else is no link. Without Link such
	// destinations stay as they are, except those with ".." in them, which are
	// no links.
	Link func(dest string) (address string, ok bool)

	// Image does the same for pictures. Without Image a picture in the site keeps
	// its destination. A picture that has no address is shown as its description;
	// so is one on another host, unless Image gives it an address.
	Image func(dest string) (Image, bool)

	// Lang is the language of the text (BCP 47) where it differs from the page's:
	// the result is then wrapped in a div that says so. Dir is its writing
	// direction ("ltr" or "rtl"), where that differs too.
	Lang, Dir string
}

// An Image is a picture as a page shows it.
type Image struct {
	Src           string // address
	Width, Height int    // pixels; 0 if not known
}
