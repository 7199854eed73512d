package source

import (
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"firsthand/generator/site"
)

// announce in site.yaml: who is told of each publication. Addresses of webhooks
// let everybody who has them post, so they stand in environment variables.

const (
	announceExample = "announce:\n" +
		"  hubs: [https://hub.example.com/]\n" +
		"  webhooks:\n" +
		"    - {name: incident channel, kind: slack, address: $SLACK_ADDRESS}\n" +
		"  mail: {from: status@example.com, to: status-list@example.com, server: smtp.example.com}"
	webhookExample = "webhooks:\n  - {name: incident channel, kind: slack, address: $SLACK_ADDRESS}"
	mailExample    = "mail: {from: status@example.com, to: status-list@example.com, server: smtp.example.com}"
)

var webhookKinds = []string{"json", "slack", "teams"}

func (s *settings) announce(path string, n node) {
	a := &s.out.Announce
	s.mapping(path, n, announceExample,
		key{name: "hubs", read: func(path string, n node) { s.hubs(path, n) }},
		key{name: "webhooks", read: func(path string, n node) {
			defer s.withoutLines(len(s.reader.problems))
			for i, item := range n.asList() {
				if w, ok := s.webhook(index(path, i), item); ok {
					a.Webhooks = append(a.Webhooks, w)
				}
			}
		}},
		key{name: "mail", read: func(path string, n node) {
			defer s.withoutLines(len(s.reader.problems))
			for i, item := range n.asList() {
				at := path
				if n.kind == list {
					at = index(path, i)
				}
				if m, ok := s.mail(at, item); ok {
					a.Mail = append(a.Mail, m)
				}
			}
		}},
	)
}

// withoutLines takes the line out of every problem from the given one on. Where an
// environment variable should stand, people paste the secret itself, and logs of
// checks are often public.
func (s *settings) withoutLines(from int) {
	for i := range s.reader.problems[from:] {
		s.reader.problems[from+i].Source = ""
	}
}

func (s *settings) hubs(path string, n node) {
	for i, item := range n.asList() {
		at := index(path, i)
		text, ok := s.plainScalar(at, item, "the address of a hub", "hubs: [https://hub.example.com/]")
		switch {
		case !ok:
		case !isWebAddress(text) || strings.Contains(text, "#"):
			p := s.reader.report(item.where, "%q is not the address of a hub", text)
			p.Fix, p.Example = "begin with https://", "hubs: [https://hub.example.com/]"
		case slices.Contains(s.out.Hubs, text):
			s.reader.report(item.where, "the hub %q is there twice", text).Fix = "keep one of the two"
		default:
			s.out.Hubs = append(s.out.Hubs, text)
		}
	}
}

func (s *settings) webhook(path string, n node) (w site.Webhook, ok bool) {
	if n.kind == scalar { // most likely the address, which no message may show
		p := s.reader.report(n.where, "%s takes entries with a word and a colon", name(path))
		p.Fix, p.Example = "write it like the example, and put the address into an environment variable", webhookExample
		return w, false
	}
	if !s.mapping(path, n, webhookExample,
		key{name: "name", read: func(path string, n node) {
			name := s.text(path, n, textForm{most: 60})
			if slices.ContainsFunc(s.out.Announce.Webhooks, func(w site.Webhook) bool { return w.Name == name }) {
				s.reader.report(n.where, "the webhook %q is there twice", name).Fix = "give each a name of its own"
				return
			}
			w.Name = name
		}},
		key{name: "kind", read: func(path string, n node) { w.Kind = s.choice(path, n, webhookKinds) }},
		key{name: "language", read: func(path string, n node) { w.Language = s.siteLanguage(path, n) }},
		key{name: "address", read: func(path string, n node) { w.Address = s.variable(path, n) }},
		key{name: "secret", read: func(path string, n node) { w.Secret = s.variable(path, n) }},
	) {
		return w, false
	}
	s.need(n, "webhook", map[string]string{"name": "name: incident channel", "kind": "kind: slack", "address": "address: $SLACK_ADDRESS"})
	if v, there := n.child("secret"); there && w.Kind != "" && w.Kind != "json" {
		p := s.reader.report(v.where, "a webhook of the kind %q takes no secret", w.Kind)
		p.Fix = "delete the line; messages of the kind json are signed"
	}
	return w, w.Name != "" && w.Kind != "" && w.Address != ""
}

func (s *settings) mail(path string, n node) (m site.Mail, ok bool) {
	if !s.mapping(path, n, mailExample,
		key{name: "from", read: func(path string, n node) { m.From = s.sender(path, n) }},
		key{name: "to", read: func(path string, n node) {
			to := s.email(path, n)
			if slices.ContainsFunc(s.out.Announce.Mail, func(m site.Mail) bool { return m.To == to }) {
				s.reader.report(n.where, "mail to %q is there twice", to).Fix = "keep one of the two"
				return
			}
			m.To = to
		}},
		key{name: "language", read: func(path string, n node) { m.Language = s.siteLanguage(path, n) }},
		key{name: "server", read: func(path string, n node) { m.Server = s.server(path, n) }},
		key{name: "user", read: func(path string, n node) { m.User = s.variable(path, n) }},
		key{name: "password", read: func(path string, n node) { m.Password = s.variable(path, n) }},
	) {
		return m, false
	}
	s.need(n, "mail", map[string]string{"from": "from: status@example.com", "to": "to: status-list@example.com", "server": "server: smtp.example.com"})
	user, hasUser := n.child("user")
	password, hasPassword := n.child("password")
	switch {
	case hasUser && !hasPassword:
		p := s.reader.report(user.where, "there is a user, but no password")
		p.Fix, p.Example = "add it, or delete this line", "password: $SMTP_PASSWORD"
	case hasPassword && !hasUser:
		p := s.reader.report(password.where, "there is a password, but no user")
		p.Fix, p.Example = "add it, or delete this line", "user: $SMTP_USER"
	}
	return m, m.From != "" && m.To != "" && m.Server != ""
}

// need asks for the entries of a webhook or of mail that have no default.
func (s *settings) need(n node, what string, examples map[string]string) {
	for _, name := range []string{"name", "kind", "address", "from", "to", "server"} {
		example, needed := examples[name]
		if v, there := n.child(name); !needed || there && v.kind != nothing {
			continue
		}
		p := s.reader.report(n.where, "the %s has no %q", what, name)
		p.Fix, p.Example = "add it", example
	}
}

// siteLanguage reads one of the site's languages; the original one is "".
func (s *settings) siteLanguage(path string, n node) string {
	lang := s.choice(path, n, s.out.Languages)
	if lang == s.out.Original() {
		return ""
	}
	return lang
}

var variableForm = regexp.MustCompile(`^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$`)

// variable reads the name of an environment variable. What stands there instead
// may be the secret itself, so the message does not repeat it.
func (s *settings) variable(path string, n node) string {
	text, ok := s.plainScalar(path, n, "the name of an environment variable", lastKey(path)+": $SLACK_ADDRESS")
	if !ok {
		return ""
	}
	if m := variableForm.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	p := s.reader.report(n.where, "%s takes the name of an environment variable, which begins with $", name(path))
	p.Fix = "if a secret stands here, take it out and make a new one: it may be in your history already.\n" +
		"Put it into a variable where announce runs, such as the secrets of your CI, and write the name of that"
	p.Example = lastKey(path) + ": $" + map[string]string{
		"address": "SLACK_ADDRESS", "secret": "PORTAL_SECRET", "user": "SMTP_USER", "password": "SMTP_PASSWORD",
	}[lastKey(path)]
	return ""
}

// sender reads an address that may have a name before it.
func (s *settings) sender(path string, n node) string {
	text, ok := s.plainScalar(path, n, "an e-mail address", "from: status@example.com")
	if !ok {
		return ""
	}
	a, err := mail.ParseAddress(strings.TrimPrefix(text, "mailto:"))
	if err != nil {
		p := s.reader.report(n.where, "%q is not an e-mail address, with or without a name", text)
		p.Example = "from: Example status <status@example.com>"
		return ""
	}
	if a.Name == "" {
		return a.Address
	}
	return a.String()
}

var serverForm = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?$`)

// server reads the host of a mail server, with the port to which mail programs
// send unless another is given.
func (s *settings) server(path string, n node) string {
	text, ok := s.plainScalar(path, n, "the name of a mail server", "server: smtp.example.com")
	if !ok {
		return ""
	}
	m := serverForm.FindStringSubmatch(text)
	port := "587"
	if m != nil && m[2] != "" {
		port = m[2]
	}
	if number, err := strconv.Atoi(port); m == nil || err != nil || number < 1 || number > 65535 {
		p := s.reader.report(n.where, "%q is not the name of a mail server", text)
		p.Fix, p.Example = "write the host, and the port if it is not 587", "server: smtp.example.com:465"
		return ""
	}
	return net.JoinHostPort(strings.ToLower(m[1]), port)
}
