package announce

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"html"
	"net"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// The port on which mail servers expect encryption from the first byte on; on
// others it begins after a greeting (STARTTLS).
const encryptedPort = 465

// mail sends an item once to a list.
func (r *run) mail(ctx context.Context, to Receiver, it Item) answer {
	msg, err := r.letter(to, it)
	if err != nil {
		return answer{refused, "it cannot be written: " + err.Error(), 0}
	}
	host, portText, _ := net.SplitHostPort(to.mail.server)
	port, err := strconv.Atoi(portText)
	if err != nil {
		return answer{closed, "its mail server has no port", 0}
	}
	var stop func() bool
	options := []mail.Option{
		mail.WithPort(port), mail.WithHELO(r.Site.URL.Hostname()), mail.WithTimeout(r.patience(Mail)),
		mail.WithTLSConfig(r.tls(host)), mail.WithTLSPolicy(policy(host, port)), mail.WithoutNoop(),
		mail.WithDialContextFunc(func(ctx2 context.Context, network, address string) (net.Conn, error) {
			conn, err := r.Dial(ctx2, network, address)
			if err != nil {
				return nil, err
			}
			stop = context.AfterFunc(ctx, func() { conn.Close() })
			if port == encryptedPort {
				encrypted := tls.Client(conn, r.tls(host))
				return encrypted, encrypted.HandshakeContext(ctx2)
			}
			return conn, nil
		}),
	}
	if to.mail.user != "" {
		options = append(options, mail.WithUsername(to.mail.user), mail.WithPassword(to.mail.password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	client, err := mail.NewClient(host, options...)
	if err != nil {
		return answer{closed, "its mail server cannot be written to", 0}
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if stop != nil {
		stop()
	}
	if err == nil || msg.IsDelivered() {
		return answer{verdict: took} // whatever happened while we said goodbye
	}
	return r.judgeMail(ctx, err)
}

// policy returns how much encryption is asked for. On this computer, a server that
// offers none will do.
func policy(host string, port int) mail.TLSPolicy {
	switch {
	case port == encryptedPort:
		return mail.NoTLS // it is encrypted already
	case isHere(host):
		return mail.TLSOpportunistic
	}
	return mail.TLSMandatory
}

func (r *run) tls(host string) *tls.Config {
	config := &tls.Config{}
	if r.TLS != nil {
		config = r.TLS.Clone()
	}
	config.ServerName, config.MinVersion = host, tls.VersionTLS12
	return config
}

// judgeMail says what became of a letter that was not delivered. Words of the
// server are not repeated.
func (r *run) judgeMail(ctx context.Context, err error) answer {
	var sending *mail.SendError
	var protocol *textproto.Error
	code, letter, quiet := 0, false, false
	switch {
	case errors.As(err, &sending):
		code = sending.ErrorCode()
		letter = sending.Reason == mail.ErrSMTPData || sending.Reason == mail.ErrSMTPDataClose
		quiet = sending.Reason == mail.ErrSMTPDataClose
	case errors.As(err, &protocol):
		code = protocol.Code
	}
	text := fmt.Sprintf("its mail server answered %d", code)
	switch {
	case code >= 400 && code < 500:
		return answer{failed, text, 0}
	case code == 535 || code == 534:
		return answer{closed, text + ": it does not accept the user and the password", 0}
	case code == 530:
		return answer{closed, text + ": it wants a user and a password", 0}
	case code >= 500 && letter:
		return answer{refused, text, 0}
	case code >= 500 && sending != nil && sending.Reason == mail.ErrSMTPRcptTo:
		return answer{closed, text + ": it does not take mail for this address", 0}
	case code >= 500 && sending != nil && sending.Reason == mail.ErrSMTPMailFrom:
		return answer{closed, text + ": it does not take mail from the sender in site.yaml", 0}
	case code >= 500:
		return answer{closed, text, 0}
	case sending == nil && strings.Contains(err.Error(), "STARTTLS"):
		return answer{closed, "its mail server offers no encryption on this port", 0}
	case sending == nil && strings.Contains(err.Error(), "AUTH"):
		return answer{closed, "its mail server offers no way to log in that firsthand knows", 0}
	}
	a := unreached(ctx, err, r.patience(Mail))
	if quiet && a.verdict == failed {
		a.verdict = silent
	}
	return a
}

// letter writes an item as an e-mail in plain text and HTML. A repeat has the same
// bytes.
func (r *run) letter(to Receiver, it Item) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary("firsthand-"+it.Key()))
	if err := msg.From(to.mail.from); err != nil {
		return nil, errors.New("the address of the sender is none")
	}
	if err := msg.To(to.Name); err != nil {
		return nil, errors.New("the address of the list is none")
	}
	msg.Subject(cut(it.Title, 300))
	msg.SetDateWithValue(it.Time)
	msg.SetMessageIDWithValue(it.Key() + "@" + r.authority(it))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no replies by machines
	if it.Language != "" {
		msg.SetGenHeader(mail.HeaderContentLang, oneLine(it.Language))
	}
	msg.SetBodyString(mail.TypeTextPlain, r.plain(it))
	msg.AddAlternativeString(mail.TypeTextHTML, r.page(it))
	return msg, nil
}

// authority returns the host name that stands in an item's id, for ever, or the
// site's.
func (r *run) authority(it Item) string {
	if rest, ok := strings.CutPrefix(it.ID, "tag:"); ok {
		if host, _, ok := strings.Cut(rest, ","); ok && isHostName(host) {
			return host
		}
	}
	return r.Site.URL.Hostname()
}

func isHostName(s string) bool {
	return s != "" && strings.Trim(s, ".-") == s && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

// plain returns the text of an item for mail programs without HTML.
func (r *run) plain(it Item) string {
	body := plainText(it.HTML)
	if body == "" {
		body = it.Summary
	}
	if !strings.Contains(body, it.URL) {
		body += "\n\n" + it.URL
	}
	return it.Title + "\n\n" + strings.TrimSpace(body) + "\n\n-- \n" + r.name(it) + "\n" + r.Site.URL.String() + "\n"
}

// page returns an item as an HTML page of its own.
func (r *run) page(it Item) string {
	body := it.HTML
	if body == "" {
		body = "<p>" + html.EscapeString(it.Summary) + "</p>"
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html")
	if it.Language != "" {
		b.WriteString(` lang="` + html.EscapeString(it.Language) + `"`)
	}
	b.WriteString(">\n<head>\n<meta charset=\"utf-8\">\n<title>" + html.EscapeString(it.Title) + "</title>\n</head>\n<body>\n")
	b.WriteString("<h2 dir=\"auto\">" + html.EscapeString(it.Title) + "</h2>\n" + body + "\n<hr>\n")
	b.WriteString(`<p><a href="` + html.EscapeString(r.Site.URL.String()) + `">` + html.EscapeString(r.name(it)) + "</a></p>\n</body>\n</html>\n")
	return b.String()
}

// preview returns a letter for people to read before it is sent.
func (r *run) preview(to Receiver, it Item) (string, error) {
	if _, err := r.letter(to, it); err != nil {
		return "", err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@%s>\n\n%s", to.mail.from, to.Name, cut(it.Title, 300), it.Key(), r.authority(it), r.plain(it))
	return b.String(), nil
}
