package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"

	"firsthand/generator/address"
)

// A Script is what helps readers whose browser runs scripts: times in their own zone,
// the time that is left, and whether the page is still the newest. No page needs it.
type Script struct {
	Link   string      // to the file; "" where the page carries it or runs none
	Code   template.JS // the file itself, where the page carries it
	Policy string      // what the Content-Security-Policy of the page allows: "'self'", "'sha256-...'" or "'none'"
	Check  string      // link to the number of the version that stands, which an open page looks at; "" on other pages
	Locale string      // how it writes times and numbers, in the form of BCP 47: "de-u-hc-h23-nu-latn"
	Entry  int         // number of the last entry of the public record about the account, where Check is set
}

// script returns the script of a page. A host shows the page for a missing address
// anywhere, so that it has none.
func (p place) script() Script {
	if p.isMissing() {
		return Script{Policy: "'none'"}
	}
	return Script{Link: p.to("script.js"), Policy: "'self'", Locale: p.locale()}
}

// locale returns the locale of what browsers write: hours up to 23 and Latin digits, as
// pages have them, and in English the day before the month.
func (p place) locale() string {
	code := p.code()
	if code == "en" {
		code = "en-GB"
	}
	return code + "-u-hc-h23-nu-latn"
}

// carried returns the script as a part of its page, named by its hash. A preview has
// scripts of its own and names none.
func (p place) carried() Script {
	if len(p.Script) == 0 || p.Preview || bytes.Contains(p.Script, []byte("</")) || bytes.Contains(p.Script, []byte("<!--")) {
		return p.script()
	}
	sum := sha256.Sum256(p.Script)
	return Script{Code: template.JS(p.Script), Policy: "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", Locale: p.locale()}
}

// watching returns the script of the page of an account: it looks whether the
// account has changed. What is not the site of today has nothing to look at.
func (p place) watching(r *record) Script {
	s := p.script()
	if !p.Preview && !p.AsItStood {
		s.Check, s.Entry = p.to(address.Standing(r.inc.ID)), r.lastEntry()
	}
	return s
}

// standing returns the file that watching looks at for each account.
func (m *maker) standing() map[string][]byte {
	files := map[string][]byte{}
	for _, r := range m.records {
		files[address.Standing(r.inc.ID)] = fmt.Appendf(nil, "{\"version\":%d,\"entry\":%d}\n", len(r.inc.Versions), r.lastEntry())
	}
	return files
}

// lastEntry returns the number of the last entry about an incident: a translation, an
// answer and a removal change what readers see, too.
func (r *record) lastEntry() int {
	last := 0
	for _, month := range monthsOf([]*record{r}) {
		for _, h := range month.all {
			last = max(last, h.p.Seq)
		}
	}
	return last
}
