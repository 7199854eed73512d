package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"firsthand/generator/page"
)

// TestScripts: the home page carries its script, the page for missing addresses has
// none, and only the account that stands looks for a newer one.
func TestScripts(t *testing.T) {
	const code = "let a = 1"
	sum := sha256.Sum256([]byte(code))
	hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	in := input(t, now)
	in.Script = []byte(code)
	preview, past, broken := in, in, in
	preview.Preview = true
	past.AsItStood = true
	broken.Script = []byte("let a = '</script>'")
	account := "incidents/" + breach + "/"
	const en, es = "en-GB-u-hc-h23-nu-latn", "es-u-hc-h23-nu-latn"
	for _, c := range []struct {
		name string
		in   page.Input
		path string
		want page.Script
	}{
		{"home", in, "", page.Script{Code: code, Policy: hash, Locale: en}},
		{"home in another language", in, "es/", page.Script{Code: code, Policy: hash, Locale: es}},
		{"home of a preview, whose own scripts the policy must allow", preview, "", page.Script{Link: "script.js", Policy: "'self'", Locale: en}},
		{"a script that would end its element", broken, "", page.Script{Link: "script.js", Policy: "'self'", Locale: en}},
		{"account", in, account, page.Script{Link: "../../script.js", Policy: "'self'", Locale: en, Check: "version.json", Entry: 19}},
		{"account in another language", in, "es/" + account, page.Script{Link: "../../../script.js", Policy: "'self'", Locale: es, Check: "../../../incidents/" + breach + "/version.json", Entry: 19}},
		{"account of a preview", preview, account, page.Script{Link: "../../script.js", Policy: "'self'", Locale: en}},
		{"account as it stood", past, account, page.Script{Link: "../../script.js", Policy: "'self'", Locale: en}},
		{"version", in, account + "v/3/", page.Script{Link: "../../../../script.js", Policy: "'self'", Locale: en}},
		{"missing page", in, "404.html", page.Script{Policy: "'none'"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got page.Script
			switch v := find(t, c.in, c.path).View.Open().(type) {
			case *page.Home:
				got = v.Script
			case *page.Account:
				got = v.Script
			case *page.Version:
				got = v.Script
			case *page.NotFound:
				got = v.Script
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNumberOfTheVersionThatStands is what an open page looks at.
func TestNumberOfTheVersionThatStands(t *testing.T) {
	in := input(t, now)
	set, err := page.Pages(in)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(set.Files["incidents/"+breach+"/version.json"]), "{\"version\":8,\"entry\":19}\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	in.Preview = true
	if set, err = page.Pages(in); err != nil {
		t.Fatal(err)
	}
	for name := range set.Files {
		if strings.HasSuffix(name, "version.json") {
			t.Errorf("a preview has %s", name)
		}
	}
}

// TestOnlyWhatHoldsNowIsCounted: a browser that went on counting on the page of an old
// version would call a promise late that was kept long ago.
func TestOnlyWhatHoldsNowIsCounted(t *testing.T) {
	in := input(t, now)
	past := in
	past.AsItStood = true
	account := "incidents/" + breach + "/"
	maintenance := "incidents/2026-03-14-calendar-move/"
	for _, c := range []struct {
		name string
		in   page.Input
		path string
		want bool
	}{
		{"the promise of an account", in, account, true},
		{"the same of a version", in, account + "v/8/", false},
		{"the same of the site as it stood", past, account, false},
		{"a card on the home page", in, "", true},
		{"a card on the home page as it stood", past, "", false},
		{"a planned window", in, maintenance, true},
		{"the same of a version", in, maintenance + "v/1/", false},
		{"promises", in, "commitments/", true},
		{"promises as they stood", past, "commitments/", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got bool
			switch v := find(t, c.in, c.path).View.Open().(type) {
			case *page.Home:
				got = v.Open[0].Next.Live
			case *page.Account:
				if got = v.Story.Planned != nil && v.Story.Planned.Live; v.Story.Next != nil {
					got = v.Story.Next.Live
				}
			case *page.Version:
				if got = v.Story.Planned != nil && v.Story.Planned.Live; v.Story.Next != nil {
					got = v.Story.Next.Live
				}
			case *page.Commitments:
				got = v.Open[0].Live
				if v.Done[0].Live || v.Dropped[0].Live {
					t.Error("a promise that is kept or given up is counted")
				}
			}
			if got != c.want {
				t.Errorf("counted: %v", got)
			}
		})
	}
}

func TestLogoHasItsSize(t *testing.T) {
	in := input(t, now)
	in.Site.Look.Logo, in.Site.Look.Icon = "brand/logo.svg", "brand/icon.png"
	in.Picture = func(name string) (int, int) { return 301, 100 }
	v := open[page.Version](t, in, "incidents/"+breach+"/v/1/")
	if diff := cmp.Diff(&page.Picture{Link: "../../../../brand/logo.svg", Width: 96, Height: 32}, v.Logo); diff != "" {
		t.Errorf("logo (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(page.Icon{Link: "../../../../brand/icon.png", Type: "image/png"}, v.Icon); diff != "" {
		t.Errorf("icon (-want +got):\n%s", diff)
	}
	in.Picture = func(name string) (int, int) { return 0, 0 }
	if diff := cmp.Diff(&page.Picture{Link: "brand/logo.svg"}, open[page.Home](t, in, "").Logo); diff != "" {
		t.Errorf("a logo of no known size (-want +got):\n%s", diff)
	}
	in.Site.Look.Icon = ""
	if diff := cmp.Diff(page.Icon{Link: "favicon.svg", Type: "image/svg+xml"}, open[page.Home](t, in, "").Icon); diff != "" {
		t.Errorf("icon of the theme (-want +got):\n%s", diff)
	}
}
