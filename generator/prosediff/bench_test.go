package prosediff

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"firsthand/generator/markdown"
)

// disclosure is an account of about 300 words, and what became of it: figures,
// dates and a claim change, a sentence and a section move, an item is new, and a
// link leads elsewhere.
const (
	disclosure = `On 1 March 2026 we detected unauthorised access to our support system. An attacker used a stolen session token belonging to a contractor to read support tickets. We believe that about 1,200 customers are affected. We are sorry that this happened.

## What information was involved

The tickets contain names, email addresses and the text that customers wrote to us. Some customers wrote down their phone number or their address. Passwords and payment data are not part of support tickets. We have no evidence that any of the data was published or sold.

## What we are doing

We ended the session on 1 March at 14:20 UTC and changed every token of our contractors the same evening. We told the data protection authority on 3 March. An outside company is helping us to find out how the token was stolen. Until that is clear, contractors work without access to old tickets.

- We are reviewing access logs from 20 February to 1 March.
- We are writing to everyone whose tickets were read.
- We are deleting tickets that are older than two years.

## What you can do

You do not need to change your password. Treat messages that mention an old support request with care, and do not open files that come with them. See our [security advice](https://status.example/security) for more. If you wrote your phone number into a ticket, calls from people who claim to be our support may follow. We never call you without a ticket that you opened yourself.

## For more information

Write to [safety@example.org](mailto:safety@example.org), or call us on +49 30 1234567 from 8:00 to 18:00 CET. The next update comes here by 6 March 2026, 12:00 UTC, even if we have nothing new. Our support team answers in English, German and Spanish, and can tell you which of your tickets were read.`
	disclosureLater = `On 28 February 2026 an attacker gained unauthorised access to our support system; we detected it on 1 March 2026. The attacker used a stolen session token belonging to a contractor to read and export support tickets. We are sorry that this happened. We now know that 9,340 customers are affected.

## What information was involved

The tickets contain names, email addresses and the text that customers wrote to us. Some customers wrote down their phone number or their address. Passwords and payment data are not part of support tickets. Some of the tickets were published on 9 March.

## What you can do

You do not need to change your password. Treat messages that mention an old support request with care, and do not open files that come with them. See our [security advice](https://status.example/security/2026-03) for more. If you wrote your phone number into a ticket, calls from people who claim to be our support may follow. We never call you without a ticket that you opened yourself.

## What we are doing

We ended the session on 1 March at 14:20 UTC and changed every token of our contractors the same evening. We told the data protection authority on 3 March. An outside company found out that the token was stolen from a computer of the contractor. Contractors now work without access to old tickets.

- We have reviewed access logs from 12 January to 1 March.
- We are writing to everyone whose tickets were read.
- We have asked the site that published tickets to take them down.
- We are deleting tickets that are older than two years.

## For more information

Write to [safety@example.org](mailto:safety@example.org), or call us on +49 30 1234567 from 8:00 to 18:00 CET. The next update comes here by 13 March 2026, 12:00 UTC, even if we have nothing new. Our support team answers in English, German and Spanish, and can tell you which of your tickets were read.`
)

// hostile are pairs that make simple comparisons slow. Each text has 24 kB.
func hostile() map[string][2]string {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(words, alphabet int, sep string, every int, end string) string {
		var b strings.Builder
		for i := range words {
			fmt.Fprintf(&b, "w%d", r.IntN(alphabet))
			if every > 0 && i%every == every-1 {
				b.WriteString(end)
			} else {
				b.WriteString(sep)
			}
		}
		return b.String()
	}
	repeat := func(s string) string { return strings.Repeat(s, 24_000/len(s)) }
	return map[string][2]string{
		"one sentence, two words":  {random(8000, 2, " ", 0, ""), random(8000, 2, " ", 0, "")},
		"one sentence, many words": {random(4800, 400, " ", 0, ""), random(4800, 400, " ", 0, "")},
		"one sentence, all new":    {repeat("a b c d "), repeat("e f g h ")},
		"sentences of two words":   {random(6000, 30, " ", 2, ". W "), random(6000, 30, " ", 2, ". W ")},
		"paragraphs of a word":     {random(5000, 3, "\n\n", 0, ""), random(5000, 3, "\n\n", 0, "")},
		"paragraphs, all alike":    {random(6000, 12, " ", 4, "\n\n"), random(6000, 12, " ", 4, "\n\n")},
		"paragraphs in reverse":    {random(4000, 4000, "\n\n", 0, ""), random(4000, 4000, "\n\n", 0, "")},
		"items of a word":          {"- " + random(5000, 40, "\n- ", 0, ""), "- " + random(5000, 40, "\n- ", 0, "")},
		"deep":                     {repeat("> > > > > > > > a\n\n- - - - - - b\n\n"), repeat("> > > > > > > a b\n\n- - - - - c\n\n")},
		"rows":                     {"|a|b|\n|-|-|\n" + random(6000, 9, "|", 2, "\n"), "|a|b|\n|-|-|\n" + random(6000, 9, "|", 2, "\n")},
		"columns":                  {strings.Repeat("|a", 1500) + "\n" + strings.Repeat("|-", 1500) + "\n" + strings.Repeat("|1", 1500), strings.Repeat("|b", 1400) + "\n" + strings.Repeat("|-", 1400) + "\n" + strings.Repeat("|2", 1400)},
		"code":                     {"```\n" + random(6000, 5, " ", 3, "\n"), "```\n" + random(6000, 5, " ", 3, "\n")},
		"one letter":               {repeat("a"), repeat("b")},
		"one letter in Chinese":    {repeat("中文"), repeat("文中中")},
		"hyphens":                  {repeat("a-"), repeat("a-b-")},
		"numbers":                  {repeat("1 222 333 "), repeat("1 222 ")},
		"marks":                    {repeat("*a* **b** "), repeat("**a** *b* ")},
		"links":                    {repeat("[a](b) "), repeat("[a](c) ")},
		"stops":                    {repeat(". "), repeat("! ")},
		"breaks":                   {repeat("a\\\n"), repeat("b\\\n")},
	}
}

// With hardly any work to spend, the answer is coarse and still right.
func TestHostileTextsAreKept(t *testing.T) {
	for name, pair := range hostile() {
		t.Run(name, func(t *testing.T) {
			old, new := pair[0], pair[1]
			d := Compare(old, new, Options{Work: 20_000})
			for _, side := range []struct {
				md     string
				blocks []markdown.Block
			}{{old, d.Old()}, {new, d.New()}} {
				want, got := markdown.HTML(side.md, markdown.Options{}), markdown.BlocksHTML(side.blocks, markdown.Options{})
				if squeezed(want, "") != squeezed(got, "") {
					t.Error("a text is lost")
				}
			}
			if !d.Coarse && d.Runs > ManyRuns {
				t.Errorf("%d runs, found with little work", d.Runs)
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	pairs := hostile()
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Compare(pairs[name][0], pairs[name][1], Options{})
			}
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	for _, bb := range []struct {
		name  string
		times int
	}{{"300 words", 1}, {"24 kB", 12}, {"60 kB", 30}} {
		old := markdown.Canonical(strings.Repeat(disclosure+"\n\n", bb.times))
		new := markdown.Canonical(strings.Repeat(disclosureLater+"\n\n", bb.times))
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(old) + len(new)))
			for b.Loop() {
				if d := Compare(old, new, Options{}); d.Coarse {
					b.Fatal("coarse")
				}
			}
		})
	}
}

func BenchmarkHTML(b *testing.B) {
	d := Compare(disclosure, disclosureLater, Options{})
	for b.Loop() {
		d.HTML(english, markdown.Options{})
	}
}
