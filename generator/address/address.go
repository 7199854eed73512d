// Package address knows where each page of the published tree lives.
//
// Every function returns a path below the site's root: without a leading slash,
// folders with a slash at the end, "" for the home page. Pages link to one
// another relatively, so that a copy of the site works from any folder:
//
//	address.Relative(address.Statement("es", "x", 5), address.Home("es")) == "../../../../"
package address

import (
	"fmt"
	"strconv"
	"strings"
)

// In returns path in a language; lang is "" for the original language.
func In(lang, path string) string {
	if lang == "" {
		return path
	}
	return lang + "/" + path
}

// Home is the page that says what is happening now.
func Home(lang string) string { return In(lang, "") }

// Incident is the account that stands.
func Incident(lang, id string) string { return In(lang, "incidents/"+id+"/") }

// Notice is the account of a data breach as a letter.
func Notice(lang, id string) string { return Incident(lang, id) + "notice/" }

// Versions is the list of all versions of an account.
func Versions(lang, id string) string { return Incident(lang, id) + "history/" }

// Version is the account as it stood at version n.
func Version(lang, id string, n int) string {
	return Incident(lang, id) + "v/" + strconv.Itoa(n) + "/"
}

// TimeMap lists the versions of an account for programs.
func TimeMap(lang, id string) string { return Incident(lang, id) + "timemap.link" }

// Standing is the number of the version of an account that stands, and of the last
// entry about it. It is the same file for all languages.
func Standing(id string) string { return Incident("", id) + "version.json" }

// Statement is one statement by its number.
func Statement(lang, id string, n int) string {
	return Incident(lang, id) + fmt.Sprintf("updates/%02d/", n)
}

// Component is a component's page.
func Component(lang, id string) string { return In(lang, "components/"+id+"/") }

// History lists all incidents by month.
func History(lang string) string { return In(lang, "history/") }

// HistoryOf lists the incidents of a kind ("kind") or of a component ("component").
func HistoryOf(lang, what, id string) string { return History(lang) + what + "/" + id + "/" }

// Texts is a file of the texts that the search of the history looks through.
func Texts(lang, name string) string { return History(lang) + "texts/" + name + ".json" }

// Commitments lists all promises.
func Commitments(lang string) string { return In(lang, "commitments/") }

// Report says how to report a security problem.
func Report(lang string) string { return In(lang, "report/") }

// Page is a static page by its name.
func Page(lang, name string) string { return In(lang, name+"/") }

// Feed is a feed of the folder that path names: that of the home page, of an
// incident, of a component, of all promises. ext is xml, atom or json.
func Feed(path, ext string) string { return FeedBase(path) + "." + ext }

// FeedBase is Feed without its ending.
func FeedBase(path string) string { return path + "feed" }

// News is a feed of the site that has a name: "service", "security", "changes".
func News(lang, name, ext string) string { return NewsBase(lang, name) + "." + ext }

// NewsBase is News without its ending.
func NewsBase(lang, name string) string { return In(lang, name) }

// Archive is block n, from 1, of the archive of a feed, which base names without
// its ending: "feed/1.atom".
func Archive(base string, n int) string { return base + "/" + strconv.Itoa(n) + ".atom" }

// Asset is a file that a statement links to, by the hex SHA-256 of its bytes.
func Asset(sum, ext string) string { return "assets/" + sum + "." + ext }

// Changes lists every publication.
func Changes(lang string) string { return In(lang, "changes/") }

// Accessibility says how the site can be read by everybody.
func Accessibility(lang string) string { return In(lang, AccessibilityName+"/") }

// AccessibilityName is the name of that page; a site can have a page of its own there.
const AccessibilityName = "accessibility"

// Follow says how the site is followed.
func Follow(lang string) string { return In(lang, "follow/") }

// Verify says how the public record is checked.
func Verify(lang string) string { return In(lang, "verify/") }

// Where the public record itself lies.
const (
	LedgerEntries    = "ledger/entries.jsonl"
	LedgerCheckpoint = "ledger/checkpoint"
)

// LedgerRecord is the record of a revision of a document.
func LedgerRecord(doc string, rev int) string {
	return "ledger/records/" + doc + "." + strconv.Itoa(rev) + ".json"
}

// Proof is the proof that an entry is in the record.
func Proof(seq int) string { return "ledger/proofs/" + strconv.Itoa(seq) }

// Relative returns the link from the page at from to path, both below the
// site's root. A link to a page itself is "./".
func Relative(from, path string) string {
	base := from
	if i := strings.LastIndexByte(base, '/'); i >= 0 {
		base = base[:i+1]
	} else {
		base = ""
	}
	rest := path
	for {
		i := strings.IndexByte(base, '/')
		if i < 0 || !strings.HasPrefix(rest, base[:i+1]) {
			break
		}
		base, rest = base[i+1:], rest[i+1:]
	}
	link := strings.Repeat("../", strings.Count(base, "/")) + rest
	if link == "" {
		return "./"
	}
	return link
}
