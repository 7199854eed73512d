package audit

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// links follows every link of a page that stays on the site.
func (a *auditor) links(name string, p *page) []Finding {
	var found []Finding
	for _, l := range p.links {
		if why := a.broken(name, l.target); why != "" {
			found = append(found, Finding{name, RuleLink, fmt.Sprintf("%s=%q: %s", l.attr, l.target, why)})
		}
	}
	return found
}

// broken says what is wrong with a link, or "".
func (a *auditor) broken(from, target string) string {
	u, err := url.Parse(strings.TrimSpace(target))
	if err != nil {
		return "this is not an address"
	}
	if base := a.options.BaseURL; base != "" && strings.HasPrefix(target+"/", base) {
		rest := strings.TrimPrefix(target+"/", base)
		rest = strings.TrimSuffix(rest, "/")
		if u, err = url.Parse(rest); err != nil {
			return "this is not an address"
		}
		from = ""
	}
	switch {
	case u.Scheme != "" || u.Host != "":
		return ""
	case strings.HasPrefix(u.Path, "/"):
		return "a link from the root of the host breaks on a copy of the site"
	}
	file := from
	if u.Path != "" || target == "" {
		file = path.Join(path.Dir(from), u.Path)
		if strings.HasPrefix(file, "../") || file == ".." {
			return "it leads out of the site"
		}
		if u.Path == "" || strings.HasSuffix(u.Path, "/") || path.Base(u.Path) == "." || path.Base(u.Path) == ".." {
			file = path.Join(file, "index.html")
		}
	} else if from == "" {
		file = "index.html"
	}
	if _, ok := a.tree[file]; !ok {
		return "there is no file " + file
	}
	if to := a.pages[file]; u.Fragment != "" && to != nil && to.ids != nil && !to.ids[u.Fragment] {
		return fmt.Sprintf("%s has no place named %q", file, u.Fragment)
	}
	return ""
}
