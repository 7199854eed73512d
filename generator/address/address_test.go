package address

import (
	"net/url"
	"testing"
)

func TestRelative(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"", "", "./"},
		{"", "history/", "history/"},
		{"history/", "", "../"},
		{"history/", "history/", "./"},
		{"incidents/x/", "incidents/x/v/3/", "v/3/"},
		{"incidents/x/v/3/", "incidents/x/", "../../"},
		{"es/incidents/x/updates/05/", "es/", "../../../../"},
		{"es/", "", "../"},
		{"404.html", "history/", "history/"},
		{"incidents/x/", "incidents/xy/", "../xy/"},
	} {
		got := Relative(c.from, c.to)
		if got != c.want {
			t.Errorf("Relative(%q, %q) = %q, want %q", c.from, c.to, got, c.want)
		}
		base, _ := url.Parse("https://h/" + c.from)
		ref, _ := url.Parse(got)
		if resolved := base.ResolveReference(ref).Path; resolved != "/"+c.to {
			t.Errorf("from %q the link %q leads to %q, want %q", c.from, got, resolved, "/"+c.to)
		}
	}
}
