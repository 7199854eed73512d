package remote

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options are for sites that are read over HTTP.
type Options struct {
	// Patience is how long a host may take to begin its answer, and for each
	// further 256 kB of it; 0 means 5 s.
	Patience time.Duration

	// Transport carries the requests; nil means one of our own, without a proxy.
	Transport http.RoundTripper

	Agent string // name and version of the program, for the host's log
}

const (
	defaultPatience = 5 * time.Second
	portion         = 256 << 10
	maxRedirects    = 5
	parallel        = 6 // as browsers do
)

// A host is a site that is served over HTTP.
type host struct {
	base     *url.URL // ends with a slash
	client   *http.Client
	patience time.Duration
	agent    string
	own      *http.Transport // to close, if we made it
}

func newHost(address string, o Options) (*host, error) {
	base, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, &Error{Kind: Unreachable, Place: address, Text: "this is no address", Err: err}
	case base.Host == "":
		return nil, &Error{Kind: Unreachable, Place: address, Text: "the address has no host"}
	case base.RawQuery != "" || base.Fragment != "":
		return nil, &Error{Kind: Unreachable, Place: base.Redacted(), Text: `name the home page of the site, without "?" and "#"`}
	}
	if folder, ok := strings.CutSuffix(base.Path, "/index.html"); ok {
		base.Path, base.RawPath = folder, ""
	}
	if !strings.HasSuffix(base.Path, "/") {
		base = base.JoinPath("/")
	}
	h := &host{base: base, patience: o.Patience, agent: o.Agent}
	if h.patience <= 0 {
		h.patience = defaultPatience
	}
	if h.agent == "" {
		h.agent = "firsthand"
	}
	transport := o.Transport
	if transport == nil {
		h.own = NewTransport(nil)
		transport = h.own
	}
	h.client = &http.Client{Transport: transport, CheckRedirect: checkRedirect}
	return h, nil
}

// NewTransport returns what carries requests, over the proxy that the function
// chooses, if it is not nil.
func NewTransport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{}).DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    parallel,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// An elsewhereError says that a host sends its readers to another one.
type elsewhereError struct{ to string }

func (e *elsewhereError) Error() string { return "redirected to " + e.to }

var errRounds = errors.New("the host sends its readers in circles")

// checkRedirect follows a redirect on the same host, also from http to https.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case next.URL.Hostname() != first.Hostname(),
		next.URL.Scheme == "http" && first.Scheme == "https",
		next.URL.Scheme == first.Scheme && next.URL.Port() != first.Port():
		return &elsewhereError{next.URL.Redacted()}
	case len(via) > maxRedirects:
		return errRounds
	}
	return nil
}

func (h *host) String() string { return h.base.Redacted() }

func (h *host) Parallel() int { return parallel }

func (h *host) Close() error {
	if h.own != nil {
		h.own.CloseIdleConnections()
	}
	return nil
}

// address returns where the host serves a file. The page of a folder is asked
// for as readers do.
func (h *host) address(path string) *url.URL {
	if folder, ok := strings.CutSuffix("/"+path, "/index.html"); ok {
		path = strings.TrimPrefix(folder+"/", "/")
	}
	return h.base.JoinPath(path)
}

var errSlow = errors.New("no answer in time")

func (h *host) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	address := h.address(path)
	place := address.Redacted()
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(h.patience, func() { cancel(errSlow) })
	defer timer.Stop()
	data, err := h.get(within, address, limit, &patient{timer: timer, patience: h.patience})
	switch {
	case err == nil:
		return data, nil
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, ctx.Err()
	case context.Cause(within) == errSlow, errors.Is(err, context.DeadlineExceeded):
		return nil, &Error{Kind: Slow, Place: place, Text: fmt.Sprintf("no answer within %s; try again, and if it stays so, ask whoever runs the host", h.patience), Err: errSlow}
	}
	return nil, explain(place, err)
}

func (h *host) get(ctx context.Context, address *url.URL, limit int64, p *patient) ([]byte, error) {
	place := address.Redacted()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", h.agent)
	request.Header.Set("Cache-Control", "no-cache") // what the host has now, not what lies on the way
	answer, err := h.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	switch code := answer.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return nil, &Error{Kind: NotFound, Place: place, Status: code, Text: fmt.Sprintf("the host has no such file (%d)", code)}
	case code != http.StatusOK:
		return nil, &Error{Kind: Refused, Place: place, Status: code, Text: refusal(code)}
	}
	p.body = answer.Body
	data, more, err := readAll(p, limit, answer.ContentLength)
	switch {
	case err != nil:
		return nil, err
	case more:
		return nil, tooLarge(place, limit)
	case !isPage(address.Path) && looksLikePage(data):
		return nil, &Error{Kind: Page, Place: place, Text: "the host answered with a web page instead of the file"}
	}
	return data, nil
}

// refusal says what an answer means that is not the file.
func refusal(code int) string {
	text := fmt.Sprintf("the host answered %d", code)
	if name := http.StatusText(code); name != "" {
		text += " (" + name + ")"
	}
	switch {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return text + ": it does not let us read"
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		return text + ": try again later"
	case code >= 500:
		return text + ": something is wrong there; try again later"
	}
	return text
}

// isPage reports whether a web page is what is asked for.
func isPage(path string) bool {
	return strings.HasSuffix(path, "/") || strings.HasSuffix(path, ".html")
}

// looksLikePage reports whether bytes are HTML: many hosts answer so, with 200,
// for what they do not have. What the host calls them is no help: files without
// an extension are called anything.
func looksLikePage(data []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 512)], []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && strings.HasPrefix(http.DetectContentType(head), "text/html")
}

// A patient reader gives the other side time for each portion that comes.
type patient struct {
	body     io.Reader
	timer    *time.Timer
	patience time.Duration
	got      int
}

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	if p.got += n; p.got >= portion {
		p.got = 0
		p.timer.Reset(p.patience)
	}
	return n, err
}

// explain says why no answer came.
func explain(place string, err error) error {
	var (
		ours      *Error
		elsewhere *elsewhereError
		dns       *net.DNSError
		unknown   x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		tlsRecord tls.RecordHeaderError
	)
	e := &Error{Kind: Unreachable, Place: place, Err: err}
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &elsewhere):
		e.Kind = Elsewhere
		e.Text = fmt.Sprintf("the host sends its readers to %s; name that address if you trust it", elsewhere.to)
	case errors.Is(err, errRounds):
		e.Kind, e.Text = Refused, errRounds.Error()
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Text = "there is no host of this name"
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid):
		e.Text = "the host cannot prove that it is the one named: " + cause(err)
	case errors.As(err, &tlsRecord):
		e.Text = "the host does not speak HTTPS here"
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Text = "the answer broke off in the middle"
	default:
		e.Text = "the host cannot be reached: " + cause(err)
	}
	return e
}
