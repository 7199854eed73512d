package verify

import (
	"context"
	"sync/atomic"

	"firsthand/generator/remote"
)

// A reader reads files of a site and says how far it is.
type reader struct {
	site        remote.Source
	progress    func(done, total int)
	done, total atomic.Int64
}

// must reads a file that has to be there.
func (r *reader) must(ctx context.Context, path string, limit int64) ([]byte, error) {
	r.plan(1)
	defer r.tick()
	return r.site.Read(ctx, path, limit)
}

// may is [remote.May].
func (r *reader) may(ctx context.Context, file remote.Wanted) ([]byte, error) {
	r.plan(1)
	defer r.tick()
	return remote.May(ctx, r.site, file)
}

// all is [remote.All].
func (r *reader) all(ctx context.Context, files []remote.Wanted, take func(i int, data []byte)) error {
	r.plan(len(files))
	return remote.All(ctx, r.site, files, func(i int, data []byte) {
		take(i, data)
		r.tick()
	})
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
