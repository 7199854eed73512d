package announce

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A mailHost is a local mail server with a log of the letters that it took, and of
// those that it got and said nothing about.
type mailHost struct {
	server   *smtp.Server
	address  string
	mu       sync.Mutex
	letters  []string
	logins   []string
	from, to []string
	plans    []mailPlan // for the first, second ... letter; the last one for all others
	tries    int
}

// A mailPlan is what the server does with a letter.
type mailPlan struct {
	mail, rcpt, data error
	hang             *silence // after the letter has come
	cut              bool     // likewise
}

func (h *mailHost) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &mailSession{mailHost: h, conn: c}, nil
}

type mailSession struct {
	*mailHost
	conn *smtp.Conn
	plan mailPlan
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = append(s.from, from)
	s.tries++
	s.plan = s.plans[min(s.tries, len(s.plans))-1]
	return s.plan.mail
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mailHost.to = append(s.mailHost.to, to)
	return s.plan.rcpt
}

func (s *mailSession) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.plan.data == nil {
		s.mu.Lock()
		s.letters = append(s.letters, string(letter))
		s.mu.Unlock()
	}
	switch {
	case s.plan.hang != nil:
		s.plan.hang.came <- true
		io.Copy(io.Discard, s.conn.Conn()) // until the client gives up
		return errors.New("gave up")
	case s.plan.cut:
		s.conn.Conn().Close()
	}
	return s.plan.data
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logins = append(s.logins, user)
		if password != "swordfish" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

// certificate returns one for example.com, with who vouches for it.
var certificate = sync.OnceValues(func() (tls.Certificate, *x509.CertPool) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.StartTLS()
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s.TLS.Certificates[0], pool
})

// serveMail starts a mail server. encrypted: from the first byte on.
func serveMail(t *testing.T, encrypted bool, plans ...mailPlan) *mailHost {
	t.Helper()
	h := &mailHost{plans: plans}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.address = listener.Addr().String()
	h.server = smtp.NewServer(h)
	h.server.Domain = "example.com"
	h.server.ErrorLog = log.New(io.Discard, "", 0)
	cert, _ := certificate()
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	if encrypted {
		listener = tls.NewListener(listener, config)
	} else {
		h.server.TLSConfig = config
	}
	go h.server.Serve(listener)
	t.Cleanup(func() { h.server.Close() })
	return h
}

// mailBench is a bench whose mail server is h, whatever name it has.
func mailBench(t *testing.T, h *mailHost, server string, n int) *bench {
	t.Helper()
	b := newBench(t, liveSite{"feed.json": feedOf(statements(n)...)}, Receiver{
		Kind: Mail, Name: "list@example.com",
		mail: mailbox{from: `"Example status" <status@example.com>`, server: server, user: "me", password: "swordfish"},
	})
	b.TLS = &tls.Config{}
	_, b.TLS.RootCAs = certificate()
	b.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, h.address)
	}
	return b
}

// got returns the Message-IDs of the letters that came. The log is empty after it.
func (h *mailHost) got(t *testing.T) []string {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	var ids []string
	for _, letter := range h.letters {
		m, err := mail.ReadMessage(strings.NewReader(letter))
		if err != nil {
			t.Fatalf("%v in %s", err, letter)
		}
		ids = append(ids, m.Header.Get("Message-ID"))
	}
	h.letters = nil
	return ids
}

func id(n int) string { return "<" + itemKey(n) + "@status.example.com>" }

func itemKey(n int) string {
	return Item{ID: published(n, nil)["id"].(string)}.Key()
}

func TestMail(t *testing.T) {
	for _, c := range []struct {
		name, server string
		encrypted    bool
	}{
		{"STARTTLS", "example.com:587", false},
		{"encrypted from the start", "example.com:465", true},
		{"this computer", "127.0.0.1:587", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serveMail(t, c.encrypted, mailPlan{})
			b := mailBench(t, h, c.server, 2)
			result := b.run()
			same(t, "failure", "", result.Outcomes[0].Failure)
			same(t, "from", []string{"status@example.com", "status@example.com"}, h.from)
			same(t, "to", []string{"list@example.com", "list@example.com"}, h.to)
			same(t, "logins", []string{"me", "me"}, h.logins)
			first := h.letters[0]
			same(t, "letters", []string{id(1), id(2)}, h.got(t))
			b.run()
			same(t, "letters of a second run", []string(nil), h.got(t))

			m, err := mail.ReadMessage(strings.NewReader(first))
			if err != nil {
				t.Fatal(err)
			}
			_, boundary, _ := strings.Cut(m.Header.Get("Content-Type"), "boundary=")
			parts := multipart.NewReader(m.Body, strings.Trim(boundary, `"`))
			var types []string
			for {
				p, err := parts.NextRawPart()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				types = append(types, p.Header.Get("Content-Type"))
				text, err := io.ReadAll(quotedprintable.NewReader(p))
				if err != nil || !strings.Contains(string(text), "What statement 1 says.") {
					t.Errorf("%v in %s", err, text)
				}
			}
			same(t, "parts", []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"}, types)
		})
	}
}

// What a mail server answers.
func TestMailAnswers(t *testing.T) {
	says := func(code int) error {
		return &smtp.SMTPError{Code: code, Message: "the list with the password swordfish"}
	}
	quiet := newSilence("list@example.com")
	for _, c := range []struct {
		name    string
		plans   []mailPlan
		change  func(*bench, *mailHost)
		came    []string
		slept   []time.Duration
		failure string
		later   []string // when the server is well again
	}{
		{name: "busy for a while", plans: []mailPlan{{rcpt: says(450)}, {}}, came: []string{id(1), id(2)}, slept: []time.Duration{time.Second}},
		{name: "busy", plans: []mailPlan{{data: says(451)}}, slept: []time.Duration{time.Second, 5 * time.Second, 25 * time.Second},
			failure: "its mail server answered 451 (attempt 4)", later: []string{id(1), id(2)}},
		{name: "no such list", plans: []mailPlan{{rcpt: says(550)}}, failure: "its mail server answered 550: it does not take mail for this address", later: []string{id(1), id(2)}},
		{name: "sender", plans: []mailPlan{{mail: says(553)}}, failure: "its mail server answered 553: it does not take mail from the sender in site.yaml", later: []string{id(1), id(2)}},
		{name: "content", plans: []mailPlan{{data: says(554)}}, failure: `it refused "Statement 1": its mail server answered 554`, later: []string{id(1), id(2)}},
		{name: "hang", plans: []mailPlan{{hang: quiet}}, change: func(b *bench, _ *mailHost) { b.expire = quiet.expire }, came: []string{id(1), id(1)}, slept: []time.Duration{time.Second},
			failure: "it did not answer within 60 seconds (attempt 2)", later: []string{id(1), id(2)}},
		{name: "cut", plans: []mailPlan{{cut: true}}, came: []string{id(1), id(1)}, slept: []time.Duration{time.Second}, failure: "it cut the connection (attempt 2)", later: []string{id(1), id(2)}},
		{name: "cut once", plans: []mailPlan{{cut: true}, {}}, came: []string{id(1), id(1), id(2)}, slept: []time.Duration{time.Second}},
		{name: "password", plans: []mailPlan{{}}, change: func(b *bench, _ *mailHost) { b.Receivers[0].mail.password = "verysecrettoken" },
			failure: "its mail server answered 535: it does not accept the user and the password", later: []string{id(1), id(2)}},
		{name: "no encryption", plans: []mailPlan{{}}, change: func(_ *bench, h *mailHost) { h.server.TLSConfig = nil },
			failure: "its mail server offers no encryption on this port", later: []string{id(1), id(2)}},
		{name: "certificate", plans: []mailPlan{{}}, change: func(b *bench, _ *mailHost) { b.TLS = nil },
			failure: "its host cannot prove that it is the one named: its certificate is not valid", later: []string{id(1), id(2)}},
		{name: "nobody there", plans: []mailPlan{{}}, change: func(_ *bench, h *mailHost) { h.address = nobody(t) }, slept: []time.Duration{time.Second, 5 * time.Second, 25 * time.Second},
			failure: "its host cannot be reached (attempt 4)", later: []string{id(1), id(2)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serveMail(t, false, c.plans...)
			b := mailBench(t, h, "example.com:587", 2)
			if c.change != nil {
				c.change(b, h)
			}
			result := b.run()
			same(t, "letters", c.came, h.got(t))
			same(t, "waits", c.slept, b.slept)
			same(t, "failure", c.failure, result.Outcomes[0].Failure)

			well := serveMail(t, false, mailPlan{})
			again := mailBench(t, well, "example.com:587", 2)
			again.State = b.State
			again.run()
			same(t, "letters in the second run", c.later, well.got(t))
		})
	}
}

// nobody returns an address at which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// A letter that is repeated after a crash has the same bytes.
func TestMailAfterCrash(t *testing.T) {
	h := serveMail(t, false, mailPlan{})
	b := mailBench(t, h, "example.com:587", 1)
	revive := killer(b)
	if _, err := Run(t.Context(), b.Options); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	revive()
	b.run()
	b.run()
	if len(h.letters) != 2 || h.letters[0] != h.letters[1] {
		t.Errorf("letters: %q", h.letters)
	}
}
