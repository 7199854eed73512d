package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// Objects reads the content of files out of the repository. It must be closed,
// and is used by one goroutine at a time.
type Objects struct {
	ctx  context.Context
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	text bytes.Buffer
}

// Objects starts reading.
func (r Repo) Objects(ctx context.Context) (*Objects, error) {
	o := &Objects{ctx: ctx, cmd: r.command(ctx, "cat-file", "--batch")}
	o.cmd.Stderr = &o.text
	in, err := o.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("running git cat-file: %w", err)
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("running git cat-file: %w", err)
	}
	if err := o.cmd.Start(); err != nil {
		return nil, failure(ctx, err, "cat-file", "")
	}
	o.in, o.out = in, bufio.NewReaderSize(out, 1<<16)
	return o, nil
}

// Read calls visit for each of the blobs, in their order; data is nil for one
// with more than limit bytes. Blobs of one path, one after the other, are read
// fastest: git stores them as differences.
func (o *Objects) Read(ids []string, limit int64, visit func(i int, data []byte) error) error {
	// git answers while it is asked, and would wait for its answers to be read.
	done := make(chan error, 1)
	go func() {
		w := bufio.NewWriter(o.in)
		for _, id := range ids {
			w.WriteString(id)
			w.WriteByte('\n')
		}
		done <- w.Flush()
	}()
	for i, id := range ids {
		data, err := o.next(id, limit)
		if err == nil {
			err = visit(i, data)
		}
		if err != nil {
			// The rest of the answers is of no use: end, so that nobody waits for them.
			o.cmd.Cancel()
			<-done
			return err
		}
	}
	if err := <-done; err != nil {
		return o.broken(err)
	}
	return nil
}

// next reads one answer: "<id> blob <size>\n<data>\n".
func (o *Objects) next(id string, limit int64) ([]byte, error) {
	head, err := o.out.ReadString('\n')
	if err != nil {
		return nil, o.broken(err)
	}
	fields := strings.Fields(head)
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, fmt.Errorf("git has no file content %s: %s", id, strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("git cat-file gave a size that is none: %w", err)
	}
	if size > limit {
		if _, err := io.CopyN(io.Discard, o.out, size+1); err != nil {
			return nil, o.broken(err)
		}
		return nil, nil
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(o.out, data); err != nil {
		return nil, o.broken(err)
	}
	return data[:size:size], nil
}

// broken says why git stopped answering.
func (o *Objects) broken(err error) error {
	if cause := o.ctx.Err(); cause != nil {
		return fmt.Errorf("git cat-file: %w", cause)
	}
	return fmt.Errorf("git cat-file stopped: %w", err)
}

// Close ends reading.
func (o *Objects) Close() error {
	o.in.Close()
	err := o.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && !exit.Exited() {
		return nil // it was told to end
	}
	return failure(o.ctx, err, "cat-file", o.text.String())
}
