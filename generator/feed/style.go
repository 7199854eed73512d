package feed

import (
	_ "embed"
	"fmt"
	"strings"
)

// StyleSheet is the path of the style sheet that browsers show feeds with. It is
// CSS on the elements of RSS and Atom: browsers are dropping XSLT. They show titles,
// dates, summaries and addresses, and not the HTML of the items, which is text to
// them.
const StyleSheet = "feed.css"

//go:embed feed.css
var style string

// rightToLeft are the languages that are written from right to left.
var rightToLeft = []string{"ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}

// styleSheet returns the style sheet with what needs words: what a feed is, for
// somebody who never saw one, in the languages of the site.
func styleSheet(codes []string) []byte {
	var b strings.Builder
	b.WriteString(style)
	fmt.Fprintf(&b, ":lang(%s){direction:rtl}\n", strings.Join(rightToLeft, "),:lang("))
	// In a language without words of its own, the English ones stand.
	fmt.Fprintf(&b, "channel::before,feed::before{content:%s}\n", cssString(wordsIn("en").say("browser.what")))
	for _, lang := range codes {
		fmt.Fprintf(&b, "channel:lang(%s)::before,feed:lang(%[1]s)::before{content:%s}\n", lang, cssString(wordsIn(lang).say("browser.what")))
	}
	return []byte(b.String())
}

// cssString returns s as a string of CSS. Escapes of Go mean something else there.
func cssString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `).Replace(s) + `"`
}
