package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress returns a function that shows on a terminal how far a work is that
// takes more than a second, or nil. What is to be done may grow meanwhile.
func (a *app) progress(what string) func(done, of int) {
	if !isTerminal(a.stderr) {
		return nil
	}
	begin := a.clock()
	var mu sync.Mutex
	var bar *progressbar.ProgressBar
	return func(done, of int) {
		mu.Lock()
		defer mu.Unlock()
		if bar == nil {
			if of == 0 || a.clock().Sub(begin) < time.Second {
				return
			}
			bar = progressbar.NewOptions(of,
				progressbar.OptionSetWriter(a.stderr),
				progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(),
				progressbar.OptionSetWidth(30),
				progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionSetPredictTime(true),
				progressbar.OptionUseANSICodes(true),
			)
		}
		if bar.GetMax() != of {
			bar.ChangeMax(of)
		}
		if done < of {
			bar.Set(done)
			return
		}
		bar.Clear()
	}
}
