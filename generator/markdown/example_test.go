package markdown_test

import (
	"fmt"

	"firsthand/generator/markdown"
)

func Example() {
	md := "We closed it at 09:40. <!-- says Ana -->\n\n[//]: # (ask legal)\n"
	fmt.Printf("%q\n", markdown.Canonical(md))
	fmt.Printf("%q\n", markdown.HTML(md, markdown.Options{}))
	fmt.Printf("%q\n", markdown.Text(md))
	// Output:
	// "We closed it at 09:40."
	// "<p>We closed it at 09:40.</p>\n"
	// "We closed it at 09:40."
}
