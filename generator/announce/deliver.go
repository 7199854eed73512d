package announce

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An answer is what became of one attempt.
type answer struct {
	verdict verdict
	text    string        // "it answered 500"
	after   time.Duration // how long the receiver asks us to wait
}

type verdict int

const (
	took    verdict = iota
	failed          // not taken, and trying again may help
	silent          // it may have been taken: the answer is missing
	refused         // this message is not taken, and trying again does not help
	closed          // no message is taken, until somebody changes something
	gone            // no message is taken any more
)

const (
	attempts    = 4               // of one message in a run
	silences    = 2               // of these, how many may end without an answer
	maxAfter    = time.Minute     // of one wait that a receiver asks for
	maxWait     = 5 * time.Minute // of all waits for a receiver in a run
	maxRefusals = 5               // runs in which a message is refused before it is left out
)

// backoff returns the wait before an attempt after the n-th has failed.
func backoff(n int) time.Duration {
	return []time.Duration{time.Second, 5 * time.Second, 25 * time.Second}[n-1]
}

// A sender sends to one receiver.
type sender struct {
	*run
	to     Receiver
	entry  *entry
	out    *Outcome
	waited time.Duration
}

// deliver sends what is due to one receiver.
func (r *run) deliver(ctx context.Context, to Receiver, due []Item, out *Outcome) {
	s := &sender{run: r, to: to, entry: r.state.Receivers[to.id()], out: out}
	if to.Kind == Hub {
		s.ping(ctx, due)
		return
	}
	for i, it := range due {
		out.Waiting = len(due) - i
		if !s.deliver(ctx, it) {
			return
		}
	}
	out.Waiting = 0
}

// deliver sends one item. It returns false if the next one has to wait.
func (s *sender) deliver(ctx context.Context, it Item) bool {
	e := s.entry
	repeat := e.Sending != nil && e.Sending.ID == it.ID
	if repeat && e.Sending.Repeat {
		s.note("%q was sent twice, and both times firsthand was stopped before it could write that down; it counts as sent", it.Title)
		return s.done(it)
	}
	if ctx.Err() != nil {
		s.out.Failure = "firsthand was stopped"
		return false
	}
	if s.change(func() { e.Sending = &intent{ID: it.ID, Repeat: repeat} }) != nil {
		s.out.Failure = "nothing is sent that cannot be written down first"
		return false
	}
	a := s.persist(ctx, func(ctx context.Context) answer { return s.send(ctx, s.to, it) })
	switch a.verdict {
	case took:
		m := it.message()
		m.Repeat = repeat
		s.out.Sent = append(s.out.Sent, m)
		if !s.done(it) {
			s.out.Waiting--
			s.out.Failure = fmt.Sprintf("%q was sent, but that could not be written down: the next run may send it once more, with the same key", it.Title)
			return false
		}
		return true
	case refused:
		if e.Refused+1 >= maxRefusals {
			s.note("%q was refused in %d runs (%s); it is left out from now on", it.Title, maxRefusals, a.text)
			return s.done(it)
		}
		a.text = fmt.Sprintf("it refused %q: %s", it.Title, a.text)
	case silent:
		if ctx.Err() != nil {
			// As after a crash: the message may have arrived.
			s.out.Failure = "firsthand was stopped while it waited for an answer"
			return false
		}
	}
	return s.stop(a)
}

// done writes down that an item needs no more sending.
func (s *sender) done(it Item) bool {
	return s.change(func() {
		e := s.entry
		e.Time, e.ID, e.Sending, e.Refused, e.Wait = it.Time, it.ID, nil, 0, time.Time{}
	}) == nil
}

// stop writes down that nothing more is sent in this run. It returns false.
func (s *sender) stop(a answer) bool {
	now := s.Clock().UTC().Truncate(time.Second)
	s.out.Failure = a.text
	err := s.change(func() {
		e := s.entry
		if e.Sending != nil && e.Sending.Repeat {
			e.Sending = &intent{ID: e.Sending.ID} // what was sent before the crash is still unknown
		} else {
			e.Sending = nil
		}
		switch {
		case a.verdict == gone:
			e.Gone, e.Sending = &now, nil
			s.out.Gone, s.out.Waiting = now, 0
		case a.verdict == refused:
			e.Refused++
		case a.after > 0:
			e.Wait = now.Add(a.after)
		}
	})
	if err != nil {
		s.out.Failure += "; that could not be written down"
	}
	return false
}

// persist tries until a receiver takes what is sent, or trying again has no use
// in this run.
func (s *sender) persist(ctx context.Context, send func(context.Context) answer) answer {
	for n, quiet := 1, 0; ; n++ {
		a := s.attempt(ctx, send)
		if a.verdict == silent {
			quiet++
		}
		if a.verdict != failed && a.verdict != silent || ctx.Err() != nil {
			return a
		}
		if n > 1 {
			a.text += fmt.Sprintf(" (attempt %d)", n)
		}
		if n == attempts || quiet == silences || a.after > maxAfter {
			return a
		}
		wait := max(backoff(n), a.after)
		if s.waited += wait; s.waited > maxWait {
			return a
		}
		s.tell("%s: %s; trying again in %s", s.to, a.text, span(wait))
		if s.Sleep(ctx, wait) != nil {
			return a
		}
	}
}

// errTime is why the context of an attempt is done whose time is over.
var errTime = errors.New("no time left")

// attempt gives one attempt its time.
func (s *sender) attempt(ctx context.Context, send func(context.Context) answer) answer {
	ctx, cancel := s.expire(ctx, s.to)
	defer cancel()
	return send(ctx)
}

// patience returns the time for one attempt. Mail servers greet slowly, so as to
// weary those who send what nobody asked for.
func (r *run) patience(kind Kind) time.Duration {
	if kind == Mail {
		return 4 * r.Timeout
	}
	return r.Timeout
}

func (s *sender) note(format string, args ...any) {
	s.out.Notes = append(s.out.Notes, fmt.Sprintf(format, args...))
}

// send sends an item once.
func (r *run) send(ctx context.Context, to Receiver, it Item) answer {
	if to.Kind == Mail {
		return r.mail(ctx, to, it)
	}
	header, body, err := r.post(to, it)
	if err != nil {
		return answer{refused, "it cannot be written: " + err.Error(), 0}
	}
	return r.request(ctx, to.address, header, body)
}

// span returns a short time for people.
func span(d time.Duration) string {
	if d == time.Second {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", int(d.Round(time.Second).Seconds()))
}
