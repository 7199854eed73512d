package main

import (
	"net/http"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/remote"
)

// site opens a published site: a folder, or what a host serves.
func (a *app) site(place string) (remote.Source, error) {
	transport := a.transport
	if transport == nil {
		transport = remote.NewTransport(http.ProxyFromEnvironment)
	}
	return remote.Open(place, remote.Options{Transport: transport, Agent: "firsthand/" + programVersion()})
}

// liveFlags say how a command that adds to the ledger looks at the live site.
type liveFlags struct{ require, offline bool }

func (l *liveFlags) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.require, "require-live", false, "go on only if the ledger could be compared with the live site")
	cmd.Flags().BoolVar(&l.offline, "offline", false, "do not look at the live site")
}

func (a *app) liveGuard(l liveFlags) (*generator.LiveGuard, error) {
	switch {
	case l.require && l.offline:
		return nil, usage("--require-live looks at the live site, and --offline does not: leave one of them out")
	case l.offline:
		return nil, nil
	}
	return &generator.LiveGuard{Open: a.site, Require: l.require}, nil
}
