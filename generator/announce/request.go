package announce

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
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// request posts a body once. No part of the address gets into the answer.
func (r *run) request(ctx context.Context, address string, header http.Header, body []byte) answer {
	written := false
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) { written = written || info.Err == nil },
	})
	req, err := http.NewRequestWithContext(traced, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answer{closed, "its address is none", 0}
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", r.Agent)
	// On a connection of its own, the request is never repeated behind our back.
	req.Close = true
	res, err := r.client.Do(req)
	if err != nil {
		a := unreached(ctx, err, r.Timeout)
		if written && a.verdict == failed {
			a.verdict = silent
		}
		return a
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	return r.judge(res, said)
}

// token matches what receivers say in one word: channel_is_archived. Nothing else
// is repeated, since it could hold the address.
var token = regexp.MustCompile(`^[a-z]+(?:_[a-z]+){1,6}$`)

func (r *run) judge(res *http.Response, said []byte) answer {
	code := res.StatusCode
	a := answer{text: fmt.Sprintf("it answered %d", code), after: r.after(res.Header.Get("Retry-After"))}
	if word := strings.TrimSpace(string(said)); len(word) <= 60 && token.MatchString(word) {
		a.text += " (" + word + ")"
	}
	switch {
	case code >= 200 && code < 300:
		return answer{verdict: took}
	case code == http.StatusGone:
		a.verdict = gone
	case code == http.StatusTooManyRequests || code >= 500 || code == http.StatusRequestTimeout || code == http.StatusTooEarly:
		a.verdict = failed
		if a.after > maxAfter {
			a.text += fmt.Sprintf(" and asked us to wait until %s", minute(r.Clock().Add(a.after)))
		}
		return a
	case code == http.StatusBadRequest || code == http.StatusRequestEntityTooLarge || code == http.StatusUnsupportedMediaType || code == http.StatusUnprocessableEntity:
		a.verdict = refused
	case code >= 300 && code < 400:
		a.verdict = closed
		a.text += ": its address has changed; put the new one into its place"
	case code == http.StatusNotFound:
		a.verdict = closed
		a.text += ": there is nothing at its address; look whether it is the right one"
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		a.verdict = closed
		a.text += ": it does not let us write; look whether its address is the right one"
	default:
		a.verdict = closed
	}
	a.after = 0
	return a
}

// after returns how long a Retry-After asks us to wait: seconds or a date. It is 0
// for anything else, and never more than a week.
func (r *run) after(value string) time.Duration {
	const most = 7 * 24 * time.Hour
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, most)
	}
	if t, err := http.ParseTime(value); err == nil {
		return min(max(t.Sub(r.Clock()), 0), most)
	}
	return 0
}

// unreached says why there is no answer, without any words of the error: they
// could hold the address. patience is the time that the attempt had.
func unreached(ctx context.Context, err error, patience time.Duration) answer {
	var (
		dns       *net.DNSError
		op        *net.OpError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		timeout   interface{ Timeout() bool }
	)
	a := answer{verdict: failed}
	switch {
	case ctx.Err() != nil && context.Cause(ctx) != errTime:
		a.text = "firsthand was stopped"
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		a.text = fmt.Sprintf("it did not answer within %s", span(patience))
	case errors.As(err, &dns):
		a.text = "there is no host of its name"
	case errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid):
		a.verdict, a.text = closed, "its host cannot prove that it is the one named: its certificate is not valid"
	case errors.As(err, &op) && op.Op == "dial":
		a.text = "its host cannot be reached"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		a.text = "it cut the connection"
	default:
		a.text = "no answer came that makes sense"
	}
	return a
}
