package engine

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// benchSite has n pages with views of about 6 kB, and a theme of the shape of a
// real one: a base, partials in loops, words, escaped and ready HTML.
func benchSite(n int, late bool) Site {
	theme := []string{
		"layouts/baseof.html", `<!doctype html><html lang="{{ site.Language.Locale }}"><head>{{ partial "head.html" . }}</head><body>{{ block "main" . }}{{ end }}{{ partialCached "foot.html" . site.Language.Lang }}</body></html>`,
		"layouts/account.html", `{{ define "main" }}<h1>{{ .Params.view.Headline }}</h1><p>{{ i18n "facts" (len .Params.view.Facts) }}</p><dl>{{ range .Params.view.Facts }}{{ partial "fact.html" . }}{{ end }}</dl>{{ end }}`,
		"layouts/_partials/head.html", `<title>{{ .Title }}</title><link rel="canonical" href="{{ .RelPermalink }}">`,
		"layouts/_partials/foot.html", `<footer>{{ i18n "foot" }}</footer>`,
		"layouts/_partials/fact.html", `<dt id="{{ .Name }}">{{ .Name }}</dt><dd>{{ .Value | safeHTML }}</dd>`,
		"i18n/en.yaml", "facts: '{{ .Count }} facts'\nfoot: The end",
	}
	for i := range 60 { // a theme has more templates than a page uses
		theme = append(theme, fmt.Sprintf("layouts/_partials/unused/%d.html", i), strings.Repeat(`<p>{{ with .Params.view }}{{ .Headline }}{{ end }}</p>`+"\n", 20))
	}
	s := siteOf(themeOf(theme...))
	text := strings.Repeat("what happened, and what you can do. ", 7)
	for i := range n {
		view := func() any {
			a := &account{Headline: fmt.Sprint("Incident ", i)}
			for j := range 20 {
				a.Facts = append(a.Facts, fact{fmt.Sprintf("fact-%d", j), fmt.Sprintf("<p>%d %s</p>", i, text)})
			}
			return a
		}
		p := Page{Path: fmt.Sprintf("incidents/%d/", i), Layout: "account", Lang: "en", Title: fmt.Sprint("Incident ", i), View: view}
		if !late {
			p.View = view()
		}
		s.Pages = append(s.Pages, p)
	}
	return s
}

// To see the memory of one size, run it in a process of its own:
//
//	go test -c -o /tmp/engine.test && /usr/bin/time -v /tmp/engine.test -test.run none -test.bench Render/pages=20000/views=ready -test.benchtime 1x
func BenchmarkRender(b *testing.B) {
	for _, n := range []int{1, 100, 1000, 20_000, 120_000} {
		for _, late := range []bool{false, true} {
			name := fmt.Sprintf("pages=%d/views=ready", n)
			if late {
				name = fmt.Sprintf("pages=%d/views=late", n)
			}
			b.Run(name, func(b *testing.B) {
				if n > 1000 && testing.Short() {
					b.Skip("takes minutes")
				}
				s := benchSite(n, late)
				size := 0
				for b.Loop() {
					files, err := render(b.Context(), s, perRun())
					if err != nil {
						b.Fatal(err)
					}
					size = 0
					for _, f := range files {
						size += len(f)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/page")
				b.ReportMetric(float64(size)/float64(n), "B/page")
			})
		}
	}
}

// perRun is pagesPerRun, or another number to compare it with.
func perRun() int {
	if n, err := strconv.Atoi(os.Getenv("FIRSTHAND_ENGINE_BENCH_PER_RUN")); err == nil {
		return n
	}
	return pagesPerRun
}
