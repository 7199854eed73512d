package remote

import (
	"context"
	"sync"
	"sync/atomic"
)

// A Wanted file is one to read, by its path below the root of the site.
type Wanted struct {
	Path     string
	Limit    int64 // in bytes
	Optional bool  // nothing says that it should be there, and many hosts answer with a page then
	Exact    bool  // what it should hold is known: a file beyond the limit is just another one
}

// All reads files, some at once, and hands over each by its place in the list;
// nil means that it is missing. Of one that is Exact and too large, one byte more
// than the limit comes. take may be called from several goroutines, and is not
// called after All has returned. An error ends the reading: it is that of the
// first file in the list that has one, or that of ctx.
func All(ctx context.Context, site Source, files []Wanted, take func(i int, data []byte)) error {
	within, stop := context.WithCancel(ctx)
	defer stop()
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(len(files), site.Parallel()) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && within.Err() == nil; i = int(next.Add(1)) - 1 {
				data, err := May(within, site, files[i])
				if err != nil {
					errs[i] = err
					stop()
					return
				}
				take(i, data)
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

// May reads a file that can be missing: nil means that it is.
func May(ctx context.Context, site Source, file Wanted) ([]byte, error) {
	data, err := site.Read(ctx, file.Path, file.Limit)
	switch kind := KindOf(err); {
	case kind == NotFound, kind == Page && file.Optional:
		return nil, nil
	case kind == TooLarge && file.Exact:
		return make([]byte, file.Limit+1), nil
	case err != nil:
		return nil, err
	case data == nil:
		return []byte{}, nil
	}
	return data, nil
}
