// Package generator turns a content folder into a public account. It calls the
// stages in order and has no rules of its own:
//
//	content/ ──source──▶ documents ──rules──▶ problems            Check
//	                         │ projection
//	                         ▼
//	                   ledger (append)                            Publish
//	                         ▼
//	    ledger ──disclosure──▶ accounts ──page, engine, feed──▶ tree
//	                                                         │ audit
//	                                                         ▼
//	                                                       output Build
//
// [Check] reads and judges; it writes nothing. [Publish] appends to the ledger
// what may become public now, and only that function does. [Build] renders the
// ledger and never looks at a draft, at private notes or at version control.
// [PublishCommit] publishes and commits the ledger; [ImportGit] writes content
// files, from which Publish takes over what was public before there was a ledger.
//
// [Redact] and [Withdraw] only write what authors write: what must go by law out of
// published files, and the statement that takes another one back. Publish does
// the rest.
//
// Problems that an author can mend come back as a problem.List, all at once; an
// error is anything else. When either says no, nothing was written.
//
// Nothing here reads the clock or the environment: the instant comes in as Now,
// and the same input gives the same bytes.
//
//	content := os.DirFS("content")
//	published, problems, err := generator.Publish(ctx, generator.PublishOptions{Content: "content", Now: now, Random: rand.Reader})
//	built, problems, err := generator.Build(ctx, generator.BuildOptions{Content: "content", Output: "public", Now: now})
package generator
