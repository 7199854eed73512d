// Package announce tells people and programs what was published. After a deploy
// it compares the feed of the live site with what it announced last, and sends
// what is new: a ping to WebSub hubs, a message to webhooks (JSON, Slack,
// Microsoft Teams), an e-mail to a list.
//
// Input is the published site, who is to be told ([Receivers]), and a state file.
// Output are messages, the state file, and a [Result] that says who got what:
//
//	result, err := announce.Run(ctx, announce.Options{Live: live, Site: s, Receivers: all, State: "announced.json", ...})
//
// What is promised, for each receiver by itself:
//
//   - Every item of the feed is sent once, oldest first. What could not be sent
//     waits for the next run, and nothing newer overtakes it.
//   - Before a message leaves, the state file says so, on the disk. A run that is
//     killed between a message and its record is followed by at most one repeat of
//     that message. If that run is killed at the same point too, the message counts
//     as sent, and the result says so.
//   - The idempotency key of a message is a function of the item's id alone: a
//     repeat has the same key, also if the state file was lost.
//   - A receiver that refuses the connection or answers 5xx is tried again, later
//     each time; 429 and Retry-After are obeyed, for up to a minute within a run. One
//     that takes a message and does not answer gets it once more in that run.
//   - 410 ends the messages to a receiver, until its address changes or it is named
//     in Options.Resume.
//   - A receiver that is new is sent the items since Options.Since, and nothing
//     older.
//   - Receivers are served side by side; none waits for another.
//   - Of two runs with one state file, the second waits for the first.
//   - No address of a webhook, password or key is in the state file, in the result
//     or in an error, nor words of a host that could repeat them.
//
// The text of an item is never stored: what waits is sent as the live feed has it
// then, so that a redaction holds for it as well.
//
// Nothing here reads the clock or the environment: see Options.
package announce

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"firsthand/generator/site"
)

// Options are what a run needs.
type Options struct {
	Live      Live
	Site      *site.Site
	Receivers []Receiver
	State     string    // file; it is made if it is missing
	Since     time.Time // a new receiver is sent items from this instant on; zero means all of them
	Resume    []string  // names of receivers that are written to again after a 410
	DryRun    bool      // send and write nothing; the result says what would be sent

	Client  *http.Client                                                         // for hubs and webhooks
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // for mail
	TLS     *tls.Config                                                          // for mail; nil means that of the system
	Clock   func() time.Time
	Sleep   func(context.Context, time.Duration) error // returns early with an error if the context is done
	Timeout time.Duration                              // of one attempt; 0 means 15 s
	Agent   string                                     // name of the program, for the logs of receivers
	Tell    func(line string)                          // is told what takes time; may be nil; never called twice at once

	// What tests replace, to fail there and to do without waiting.
	write  func(path string, data []byte) error                                  // writes the state
	expire func(context.Context, Receiver) (context.Context, context.CancelFunc) // ends an attempt with errTime
}

// Live reads the files of the published site, as a remote.Source does.
type Live interface {
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// A Result says what a run did, in the order of Options.Receivers.
type Result struct {
	DryRun   bool      `json:"dry_run"`
	Outcomes []Outcome `json:"receivers"`
}

// An Outcome is what became of one receiver.
type Outcome struct {
	Receiver string    `json:"receiver"`            // how people know it: webhook "incident channel"
	Sent     []Message `json:"sent,omitempty"`      // with DryRun, what would be sent
	Waiting  int       `json:"waiting,omitempty"`   // messages for the next run
	Old      int       `json:"old,omitempty"`       // items that are older than the receiver is known, and are not sent
	OldUntil time.Time `json:"old_until,omitzero"`  // time of the newest of them
	Notes    []string  `json:"notes,omitempty"`     // what somebody should know
	Failure  string    `json:"failure,omitempty"`   // why messages wait
	Gone     time.Time `json:"gone_since,omitzero"` // when it answered 410
}

// A Message is what was sent, or a topic that a hub was told of.
type Message struct {
	Item    string    `json:"item,omitempty"`
	Title   string    `json:"title,omitempty"`
	URL     string    `json:"url"`
	Time    time.Time `json:"time,omitzero"`     // of publication
	Key     string    `json:"key,omitempty"`     // idempotency key
	Repeat  bool      `json:"repeat,omitempty"`  // an earlier run may have sent it already
	Payload string    `json:"payload,omitempty"` // with DryRun
}

// Failed returns how many receivers are owed something that did not reach them.
func (r Result) Failed() int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Failure != "" {
			n++
		}
	}
	return n
}

const defaultTimeout = 15 * time.Second

// Run sends what is new. The error is for what concerns everybody: the live feed
// or the state file cannot be read or written, or another run holds it
// ([ErrBusy]). A receiver that could not be reached is no error, but a Failure of
// its Outcome. A Result that comes with an error says what was sent before.
func Run(ctx context.Context, o Options) (Result, error) {
	r := &run{Options: o}
	if r.Timeout <= 0 {
		r.Timeout = defaultTimeout
	}
	if r.write == nil {
		r.write = writeFile
	}
	if r.expire == nil {
		r.expire = func(ctx context.Context, to Receiver) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, r.patience(to.Kind), errTime)
		}
	}
	if r.Client != nil {
		r.client = *r.Client
	}
	// A redirect would turn a message into a question, or show it to somebody else.
	r.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r.client.Jar = nil
	if !o.DryRun {
		unlock, err := r.lock(ctx)
		if err != nil {
			return Result{}, err
		}
		defer unlock()
	}
	var err error
	if r.state, r.saved, err = loadState(o.State); err != nil {
		return Result{}, err
	}
	r.adopt()
	feeds, err := r.feeds(ctx)
	if err != nil {
		return Result{}, err
	}
	result := Result{DryRun: o.DryRun, Outcomes: make([]Outcome, len(o.Receivers))}
	due := make([][]Item, len(o.Receivers))
	for i, rec := range o.Receivers {
		result.Outcomes[i].Receiver = rec.String()
		due[i] = r.due(rec, feeds[rec.news()], &result.Outcomes[i])
	}
	if o.DryRun {
		for i, rec := range o.Receivers {
			r.rehearse(ctx, rec, due[i], &result.Outcomes[i])
		}
		return result, nil
	}
	if err := r.change(func() {}); err != nil {
		return result, err
	}
	var group sync.WaitGroup
	for i, rec := range o.Receivers {
		if len(due[i]) > 0 {
			group.Go(func() { r.deliver(ctx, rec, due[i], &result.Outcomes[i]) })
		}
	}
	group.Wait()
	if r.broken != nil {
		return result, r.broken
	}
	return result, ctx.Err()
}

// A run is one call of Run.
type run struct {
	Options
	client http.Client

	mu     sync.Mutex // guards what follows, and calls of Tell
	state  *state
	saved  []byte
	broken error // the state file could not be written
}

// feeds reads every feed that somebody is told of, by its path. It returns an
// error only if none could be read.
func (r *run) feeds(ctx context.Context) (map[string]feed, error) {
	all := map[string]feed{}
	var first error
	failed := 0
	for _, rec := range r.Receivers {
		path := rec.news()
		if _, done := all[path]; done {
			continue
		}
		f := r.read(ctx, path, r.oldest(path))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f.err != nil {
			failed++
			first = cmp.Or(first, f.err)
		}
		all[path] = f
	}
	if failed > 0 && failed == len(all) {
		return nil, first
	}
	return all, nil
}

// oldest returns the time from which on items of a feed may be new to somebody.
func (r *run) oldest(path string) time.Time {
	oldest, first := r.Clock(), true
	for _, rec := range r.Receivers {
		if rec.news() != path {
			continue
		}
		t := r.Since
		if e := r.state.Receivers[rec.id()]; e != nil {
			if e.Gone != nil && !r.returns(rec, e) {
				continue
			}
			t = e.Time.Add(1)
		}
		if first || t.Before(oldest) {
			oldest, first = t, false
		}
	}
	return oldest
}

// due returns what a receiver is to be sent now, oldest first, and makes it known
// to the state if it is new.
func (r *run) due(rec Receiver, f feed, out *Outcome) []Item {
	if f.err != nil {
		out.Failure = f.err.Error()
		return nil
	}
	e := r.state.Receivers[rec.id()]
	if e == nil {
		e = &entry{}
		for _, it := range f.items {
			if it.Time.Before(r.Since) {
				e.Time, e.ID = it.Time, it.ID
				out.Old, out.OldUntil = out.Old+1, it.Time
			}
		}
		r.state.Receivers[rec.id()] = e
	}
	mark := rec.mark()
	if e.Gone != nil && r.returns(rec, e) {
		e.Gone = nil
	}
	if mark != "" {
		if e.Address != mark {
			e.Wait = time.Time{}
		}
		e.Address = mark
	}
	var due []Item
	for _, it := range f.items {
		if it.after(e.Time, e.ID) {
			due = append(due, it)
		}
	}
	if len(due) > 0 && e.Sending != nil && !slices.ContainsFunc(due, func(it Item) bool { return it.ID == e.Sending.ID }) {
		e.Sending = nil
	}
	out.Waiting = len(due)
	switch {
	case e.Gone != nil:
		out.Gone, out.Waiting = *e.Gone, 0
		return nil
	case len(due) == 0:
	case rec.Trouble != "":
		out.Failure = rec.Trouble
		if !r.DryRun {
			return nil
		}
	case e.Wait.After(r.Clock()):
		out.Failure = fmt.Sprintf("it asked us to wait until %s", minute(e.Wait))
		if !r.DryRun {
			return nil
		}
	}
	return due
}

// returns reports whether a receiver that was gone is written to again.
func (r *run) returns(rec Receiver, e *entry) bool {
	mark := rec.mark()
	return mark != "" && mark != e.Address || slices.Contains(r.Resume, rec.Name)
}

// rehearse says what would be sent.
func (r *run) rehearse(ctx context.Context, rec Receiver, due []Item, out *Outcome) {
	out.Waiting = 0
	if rec.Kind == Hub {
		for _, topic := range r.topics(ctx, rec.Language, due) {
			out.Sent = append(out.Sent, Message{URL: topic})
		}
		return
	}
	for _, it := range due {
		m := it.message()
		if e := r.state.Receivers[rec.id()]; e.Sending != nil && e.Sending.ID == it.ID {
			m.Repeat = true
		}
		payload, err := r.payload(rec, it)
		if err != nil {
			out.Failure = err.Error()
			return
		}
		m.Payload = payload
		out.Sent = append(out.Sent, m)
	}
}

// tell reports what takes time.
func (r *run) tell(format string, args ...any) {
	if r.Tell == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Tell(fmt.Sprintf(format, args...))
}

// minute returns an instant for people: "3 March 2026, 09:52 UTC".
func minute(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
