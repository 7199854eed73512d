package telephone

import "fmt"

// A Fault says in words for authors why pages show a number without a link.
type Fault struct{ Text, Fix, Example string }

// FaultOf returns what is wrong with a number that cannot be dialled. It is not
// ok where nothing is wrong, or there is no number.
func FaultOf(number string) (f Fault, ok bool) {
	if number == "" || Link(number) != "" {
		return Fault{}, false
	}
	return Fault{
		Text:    fmt.Sprintf("the phone number %q cannot be dialled, so pages show it without a link", number),
		Fix:     "write one number in digits, with + and the country code, and nothing else but an extension",
		Example: "phone: +1 800 555 0142 ext. 3",
	}, true
}
