package tokens

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOf(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"words and numbers", "Nobody opened **4,112** files.", []string{"Nobody", "opened", "4,112", "files"}},
		{"a link", "See [the list](files/a.csv).", []string{"See", "the", "list", "](files/a.csv)"}},
		{"an address in the text", "Write to help@a.example, please", []string{"Write", "to", "help@a.example", "please"}},
		{"signs that mean something", "- 5 % of ~~all~~", []string{"•", "5", "%", "of", "~~", "all", "~~"}},
		{"a word broken by a soft hyphen", "Kel\u00adler", []string{"Keller"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, tok := range Of(test.text) {
				got = append(got, tok.Text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("tokens (-want +got):\n%s", diff)
			}
		})
	}
}

func ExampleOf() {
	for _, t := range Of("Nobody opened **12** files.") {
		fmt.Println(t.Text)
	}
	// Output:
	// Nobody
	// opened
	// 12
	// files
}

// pieces are what the fuzzer begins with.
var pieces = []string{
	"4,112 people", "`code 12`", "[a](https://a.example/1)", "- item 1", "### 2 files", "| 3 | 4 |", "<!-- 10 -->", "> 11", "[x]: y12", "a@b1.example",
	"```\n13\n```", "\\1", "`14", "_16_", "<a href=20>", "21 https://x.example/?a=2", "\n\n",
}

func FuzzTokens(f *testing.F) {
	for _, p := range pieces {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, tok := range Of(text) {
			if tok.Start < last || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("token %+v lies outside %q or over its neighbour", tok, text)
			}
			last = tok.End
		}
	})
}
