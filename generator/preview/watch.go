package preview

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A watcher tells when something below a folder has changed and has then been
// quiet for a moment: editors write a file in several steps.
type watcher struct {
	changed chan struct{}
	failed  chan error
	notify  *fsnotify.Watcher
}

const quiet = 80 * time.Millisecond

func newWatcher(folder string) (*watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", folder, err)
	}
	w := &watcher{changed: make(chan struct{}, 1), failed: make(chan error, 1), notify: n}
	if err := w.add(folder); err != nil {
		n.Close()
		return nil, err
	}
	go w.run()
	return w, nil
}

func (w *watcher) close() { w.notify.Close() }

// add watches a folder and every folder below it.
func (w *watcher) add(folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != folder {
			return filepath.SkipDir
		}
		if err := w.notify.Add(path); err != nil {
			return fmt.Errorf("watching %s: %w", path, err)
		}
		return nil
	})
}

func (w *watcher) run() {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case e, open := <-w.notify.Events:
			if !open {
				return
			}
			if e.Op == fsnotify.Chmod || strings.HasPrefix(filepath.Base(e.Name), ".") {
				continue
			}
			if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
				w.add(e.Name) // a folder that vanishes again at once is none of our business
			}
			timer.Reset(quiet)
		case err, open := <-w.notify.Errors:
			if !open {
				return
			}
			w.failed <- err
			return
		case <-timer.C:
			select {
			case w.changed <- struct{}{}:
			default: // a build is waiting to begin already
			}
		}
	}
}
