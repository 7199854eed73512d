package verify

import (
	"context"
	"sync"
	"sync/atomic"

	"firsthand/generator/remote"
)

// A reader reads files of a site, some at once.
type reader struct {
	site        remote.Source
	progress    func(done, total int)
	done, total atomic.Int64
}

// must reads a file that has to be there.
func (r *reader) must(ctx context.Context, name string, limit int64) ([]byte, error) {
	r.plan(1)
	defer r.tick()
	return r.site.Read(ctx, name, limit)
}

// may reads a file that can be missing: nil means that it is.
func (r *reader) may(ctx context.Context, w wanted) ([]byte, error) {
	data, err := r.site.Read(ctx, w.name, w.limit)
	switch kind := remote.KindOf(err); {
	case kind == remote.NotFound, kind == remote.Page && w.optional:
		return nil, nil
	case kind == remote.TooLarge && w.exact:
		return make([]byte, w.limit+1), nil
	}
	if data == nil && err == nil {
		data = []byte{}
	}
	return data, err
}

// A wanted file is one to read.
type wanted struct {
	name     string // below the root of the site
	limit    int64
	optional bool // nothing says that it should be there, and many hosts answer with a page then
	exact    bool // what it should hold is known, so that a longer one is just another one
}

// all reads files that may be missing, some at once, and hands over each by its
// place in the list; nil means that it is missing. take may be called from
// several goroutines. An error ends it: that of the first file in the list that
// has one.
func (r *reader) all(ctx context.Context, files []wanted, take func(i int, data []byte)) error {
	r.plan(len(files))
	within, stop := context.WithCancel(ctx)
	defer stop()
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(len(files), r.site.Parallel()) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && within.Err() == nil; i = int(next.Add(1)) - 1 {
				data, err := r.may(within, files[i])
				if err != nil {
					errs[i] = err
					stop()
					return
				}
				take(i, data)
				r.tick()
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, err := range errs {
		if err != nil && err != context.Canceled {
			return err
		}
	}
	return nil
}

func (r *reader) plan(n int) {
	r.total.Add(int64(n))
	r.tell()
}

func (r *reader) tick() {
	r.done.Add(1)
	r.tell()
}

func (r *reader) tell() {
	if r.progress != nil {
		r.progress(int(r.done.Load()), int(r.total.Load()))
	}
}

// count returns how many files were asked for.
func (r *reader) count() int { return int(r.done.Load()) }
