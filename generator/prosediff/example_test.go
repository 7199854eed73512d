package prosediff_test

import (
	"fmt"

	"firsthand/generator/markdown"
	"firsthand/generator/prosediff"
)

func Example() {
	d := prosediff.Compare(
		"On 24 February someone copied the bookings of 4,112 people.",
		"On 22 February someone copied the bookings of 61,300 people.",
		prosediff.Options{})
	fmt.Print(d.Text(prosediff.TextOptions{}))
	fmt.Println(d.Summary())
	fmt.Print(d.HTML(prosediff.Words{}, markdown.Options{}))
	// Output:
	// On [-24 February-] {+22 February+} someone copied the bookings of [-4,112-] {+61,300+} people.
	// 1 figure changed, 1 date changed
	// <p>On <del>24 February</del> <ins>22 February</ins> someone copied the bookings of <del>4,112</del> <ins>61,300</ins> people.</p>
}
