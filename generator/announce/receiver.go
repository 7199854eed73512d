package announce

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"firsthand/generator/problem"
	"firsthand/generator/site"
)

// A Kind is the way in which a receiver is told.
type Kind string

const (
	Hub   Kind = "hub"
	JSON  Kind = "json"
	Slack Kind = "slack"
	Teams Kind = "teams"
	Mail  Kind = "mail"
)

// A Receiver is somebody who is told of publications. What is secret of it does
// not show when it is printed.
type Receiver struct {
	Kind     Kind
	Name     string // of a webhook; the address of a hub or a list
	Language string // "" for the original one
	Trouble  string // why nothing can be sent to it, in plain words; "" if it can

	address string // of a hub or a webhook
	key     []byte // of signatures
	mail    mailbox
}

// A mailbox is how mail is sent.
type mailbox struct {
	from, server   string
	user, password string
}

// String returns how people know a receiver.
func (r Receiver) String() string {
	switch r.Kind {
	case Hub:
		return strings.TrimSpace("hub " + r.Name + " " + r.Language)
	case Mail:
		return "mail to " + r.Name
	}
	return fmt.Sprintf("webhook %q", r.Name)
}

// GoString keeps %#v from printing what is secret.
func (r Receiver) GoString() string { return r.String() }

// id is the receiver's name in the state file.
func (r Receiver) id() string {
	switch r.Kind {
	case Hub, Mail:
		return r.String()
	}
	return "webhook " + r.Name
}

// mark tells the address of a webhook or hub from others, without giving it away:
// the token in it cannot be guessed. It is "" if there is none.
func (r Receiver) mark() string {
	if r.address == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(string(r.Kind) + " " + r.Language + " " + r.address))
	return hex.EncodeToString(sum[:8])
}

// Receivers returns whom site.yaml names, hubs first. environment is the variables
// of the process; those that site.yaml names are looked up in it. What is missing
// or wrong there is the Trouble of the receiver that needs it.
func Receivers(s *site.Site, environment map[string]string) []Receiver {
	var all []Receiver
	for _, hub := range s.Hubs {
		for i, lang := range s.Languages {
			if i == 0 {
				lang = ""
			}
			all = append(all, Receiver{Kind: Hub, Name: hub, Language: lang, address: hub})
		}
		if len(s.Languages) == 0 {
			all = append(all, Receiver{Kind: Hub, Name: hub, address: hub})
		}
	}
	env := variables(environment)
	for _, w := range s.Announce.Webhooks {
		rec := Receiver{Kind: Kind(w.Kind), Name: w.Name, Language: w.Language}
		rec.address, rec.Trouble = env.webAddress(w.Address)
		if w.Secret != "" {
			var trouble string
			rec.key, trouble = env.key(w.Secret)
			rec.Trouble = cmp.Or(rec.Trouble, trouble)
		}
		all = append(all, rec)
	}
	for _, m := range s.Announce.Mail {
		rec := Receiver{Kind: Mail, Name: m.To, Language: m.Language, mail: mailbox{from: m.From, server: m.Server}}
		for _, v := range []struct {
			name string
			to   *string
		}{{m.User, &rec.mail.user}, {m.Password, &rec.mail.password}} {
			if v.name != "" {
				var trouble string
				*v.to, trouble = env.value(v.name)
				rec.Trouble = cmp.Or(rec.Trouble, trouble)
			}
		}
		all = append(all, rec)
	}
	return all
}

// variables are the environment. What is wrong with one is said without its value.
type variables map[string]string

func (env variables) value(name string) (value, trouble string) {
	value, set := env[name]
	value = strings.TrimSpace(value)
	switch {
	case value != "":
		return value, ""
	case set:
		return "", fmt.Sprintf("the variable %s is empty; give it its value where announce runs", name)
	}
	if near, ok := problem.Nearest(name, slices.Sorted(maps.Keys(env))); ok && strings.TrimSpace(env[near]) != "" {
		return "", fmt.Sprintf("the variable %s is not set; %s is: is that the one to name in site.yaml?", name, near)
	}
	return "", fmt.Sprintf("the variable %s is not set; set it where announce runs, for example from the secrets of your CI", name)
}

func (env variables) webAddress(name string) (address, trouble string) {
	address, trouble = env.value(name)
	if trouble != "" {
		return "", trouble
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Sprintf("the variable %s holds no address that begins with https://", name)
	case u.Scheme == "http" && !isHere(u.Hostname()):
		return "", fmt.Sprintf("the address in the variable %s begins with http://, so that everybody on the way could read it and write in your name; it has to begin with https://", name)
	}
	return address, ""
}

// key returns a key of 24 to 64 bytes from its form in Standard Webhooks: base64,
// with or without "whsec_" before it.
func (env variables) key(name string) (key []byte, trouble string) {
	value, trouble := env.value(name)
	if trouble != "" {
		return nil, trouble
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(value, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return nil, fmt.Sprintf("the variable %s holds no key for signatures; make one with: openssl rand -base64 32", name)
	}
	return key, ""
}

// isHere reports whether a host is this computer.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
