package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"firsthand/generator"
	"firsthand/generator/ledger"
	"firsthand/generator/transparency"
)

// keyVariable names the environment variable that holds private keys, one a line.
const keyVariable = "FIRSTHAND_KEY"

// maxKeyFile is far above the size of a file of keys.
const maxKeyFile = 64 << 10

// keyFlag lets a command sign.
func keyFlag(cmd *cobra.Command, files *[]string) {
	cmd.Flags().StringArrayVar(files, "key", nil, "file with a private key that signs the record (again for another; default: $"+keyVariable+")")
}

// signers reads the private keys that were given, those of files first. None is
// no error.
func (a *app) signers(files []string, content string) ([]transparency.Signer, error) {
	var all []transparency.Signer
	known := map[string]bool{}
	add := func(from, text string) error {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			s, err := transparency.ParseSigner(line)
			if err != nil {
				return usage("%s holds no private key of firsthand\n  a key is one line that begins with PRIVATE+KEY+; make one with: firsthand key new FILE", from)
			}
			if !known[s.Key()] {
				known[s.Key()] = true
				all = append(all, s)
			}
		}
		return nil
	}
	for _, file := range files {
		text, err := readKeyFile(file, content)
		if err != nil {
			return nil, err
		}
		before := len(all)
		if err := add(file, text); err != nil {
			return nil, err
		}
		if len(all) == before && strings.TrimSpace(text) == "" {
			return nil, usage("%s is empty: it holds no private key", file)
		}
	}
	if len(files) == 0 {
		if err := add("$"+keyVariable, a.environment(keyVariable)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readKeyFile reads a file that nobody else may read and that does not lie where
// it would be committed and published.
func readKeyFile(file, content string) (string, error) {
	if err := outside(file, content); err != nil {
		return "", err
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", usage("there is no key file %s\n  make one with: firsthand key new %s", file, file)
	case err != nil:
		return "", fmt.Errorf("reading the key: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxKeyFile:
		return "", usage("%s is no key file", file)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", usage("others on this machine can read the private key in %s, so it was not used\n  fix: chmod 600 %s\n  if others may have read it: firsthand key rotate", file, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("reading the key: %w", err)
	}
	return string(text), nil
}

// outside refuses a key file inside the content folder.
func outside(file, content string) error {
	real := func(path string) string {
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		// A file that is yet to be made lies in a folder that is there.
		for rest := ""; ; {
			if found, err := filepath.EvalSymlinks(path); err == nil {
				return filepath.Join(found, rest)
			}
			dir, name := filepath.Split(filepath.Clean(path))
			if dir == path || name == "" {
				return path
			}
			path, rest = filepath.Clean(dir), filepath.Join(name, rest)
		}
	}
	inside, err := filepath.Rel(real(content), real(file))
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return nil
	}
	return usage("%s lies in the content folder, where a private key would be committed and seen by others\n  fix: keep it elsewhere, like ~/.firsthand/key", file)
}

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make, show and change the keys that sign the public record",
		Long: `With a key, every publication is signed: anybody can check that it came from you,
and that nothing was changed afterwards. Without one everything works, and the site
says that the record is not signed.

  firsthand key new ~/.firsthand/key        makes a private key and shows its public half
  firsthand publish --key ~/.firsthand/key  signs; the first time, it adds the key to the record
  firsthand key show                        shows the keys that the record names

Keep the file outside the content folder and out of git. In CI, put its one line
into the secret ` + keyVariable + `. A change of keys is refused if the live site shows a newer
record than the ledger here; --offline does not look. Make a second key, keep it offline, and add it with
"key add": with it you can take back the first one if that is ever stolen.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("firsthand key %s: there is no such command\n  see: firsthand key --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.keyNewCommand(), a.keyShowCommand(), a.keyAddCommand(), a.keyRotateCommand(),
		a.keyEndCommand("retire", ledger.RetireKey, "Say that a key is no longer used",
			`key retire ends the time in which an old and a new key both sign. What the old key
signed stays good.`),
		a.keyEndCommand("revoke", ledger.RevokeKey, "Say that a key was stolen or lost",
			`key revoke says in public that a key must not be trusted from now on. Another key of
the record must sign that: the one you keep offline. Revoke first, then tell people.`))
	return cmd
}

// oneArgument asks for one argument and shows an example of it.
func oneArgument(what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage("%s takes %s\n  example: %s", cmd.CommandPath(), what, example)
		}
		return nil
	}
}

func (a *app) keyNewCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "new FILE",
		Short:   "Make a private key",
		Long:    "key new makes a private key in a new file that only you can read, and prints its\npublic half. It changes nothing else.",
		Example: "  firsthand key new ~/.firsthand/key",
		Args:    oneArgument("the name of a new file", "firsthand key new ~/.firsthand/key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			ring, problems, err := generator.Keys(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if err := a.report(problems, dir, "no key was made"); err != nil {
				return err
			}
			signer, err := makeKey(args[0], dir, ring.Origin)
			if err != nil {
				return err
			}
			if err := a.printKey(signer.Key(), "", 0); err != nil {
				return err
			}
			next := "firsthand publish --key " + args[0]
			if len(ring.Keys) > 0 {
				next = "firsthand key add --key FILE-OF-A-KEY-IN-USE '" + signer.Key() + "'"
			}
			fmt.Fprintf(a.stderr, "wrote %s, which only you can read: keep it out of git, and keep a copy where you find it again\nnext: %s\n", args[0], next)
			return nil
		},
	}
}

// makeKey writes a new private key.
func makeKey(file, content, origin string) (transparency.Signer, error) {
	var none transparency.Signer
	if err := outside(file, content); err != nil {
		return none, err
	}
	signer, err := transparency.NewSigner(rand.Reader, origin)
	if err != nil {
		return none, fmt.Errorf("making a key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return none, fmt.Errorf("making a key: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return none, usage("%s is there already; a key is never overwritten\n  fix: choose another name", file)
	} else if err != nil {
		return none, fmt.Errorf("making a key: %w", err)
	}
	_, err = fmt.Fprintln(f, signer.Private())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return none, errors.Join(fmt.Errorf("writing the key: %w", err), os.Remove(file))
	}
	return signer, nil
}

// shownKey is a key as --json prints it.
type shownKey struct {
	Key   string `json:"key"`
	ID    string `json:"id"`
	SSH   string `json:"ssh"`
	State string `json:"state,omitempty"` // active, retired, revoked
	Added int    `json:"added,omitempty"` // entry
}

func (a *app) printKey(key, state string, added int) error {
	line, err := transparency.AllowedSigner(key)
	if err != nil {
		return err
	}
	_, ssh, _ := strings.Cut(line, `" `)
	shown := shownKey{Key: key, ID: transparency.KeyID(key), SSH: ssh, State: state, Added: added}
	if a.json {
		return a.printJSON(shown)
	}
	if state != "" {
		fmt.Fprintf(a.stdout, "%s  %s since entry %d\n", shown.ID, state, added)
	} else {
		fmt.Fprintf(a.stdout, "%s\n", shown.ID)
	}
	_, err = fmt.Fprintf(a.stdout, "  public key  %s\n  for ssh     %s\n", key, ssh)
	return err
}

func (a *app) keyShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show [FILE]",
		Short: "Show the keys of the record, or the public half of a private key",
		Example: `  firsthand key show
  firsthand key show ~/.firsthand/key`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("firsthand key show takes one file, or none\n  example: firsthand key show ~/.firsthand/key")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			if len(args) == 1 {
				signers, err := a.signers(args, dir)
				if err != nil {
					return err
				}
				for _, s := range signers {
					if err := a.printKey(s.Key(), "", 0); err != nil {
						return err
					}
				}
				return nil
			}
			ring, problems, err := generator.Keys(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if err := a.report(problems, dir, "no keys can be shown"); err != nil {
				return err
			}
			return a.printKeyring(ring)
		},
	}
}

func (a *app) printKeyring(ring generator.Keyring) error {
	if len(ring.Keys) == 0 && !a.json {
		_, err := fmt.Fprintf(a.stdout, "the record %s is not signed: it names no key\n  make one with: firsthand key new ~/.firsthand/key\n", ring.Origin)
		return err
	}
	for _, k := range ring.Keys {
		state, since := "active", k.Added
		if k.Retired > 0 {
			state, since = "retired", k.Retired
		}
		if k.Revoked > 0 {
			state, since = "revoked", k.Revoked
		}
		if err := a.printKey(k.Key, state, since); err != nil {
			return err
		}
	}
	if len(ring.Keys) > 0 && !ring.Signed {
		fmt.Fprintln(a.stderr, "the newest entries are not signed yet: the next publish with a key signs over them")
	}
	return nil
}

// changeKeys writes changes to the record and shows its keys.
func (a *app) changeKeys(ctx context.Context, dir string, signers []transparency.Signer, live liveFlags, changes ...ledger.KeyChange) error {
	if len(signers) == 0 {
		return usage("a change of keys must be signed by a key of the record\n  fix: name its file with --key FILE, or put the key into $" + keyVariable)
	}
	guard, err := a.liveGuard(live)
	if err != nil {
		return err
	}
	ring, problems, err := generator.ChangeKeys(ctx, generator.KeyOptions{
		Content: dir, Now: a.clock(), Random: rand.Reader, Signers: signers, Changes: changes, Live: guard,
	})
	if err != nil {
		return err
	}
	if err := a.report(problems, dir, "the keys are as they were"); err != nil {
		return err
	}
	if ring.Warning != "" {
		fmt.Fprintln(a.stderr, "firsthand: warning:", ring.Warning)
	}
	return a.printKeyring(ring)
}

func (a *app) keyAddCommand() *cobra.Command {
	var files []string
	var live liveFlags
	cmd := &cobra.Command{
		Use:     "add PUBLIC-KEY",
		Short:   "Add another key to the record",
		Long:    "key add says in public that another key may sign, too. A key of the record signs that.\nAdd the one you keep offline when you set up.",
		Example: "  firsthand key add 'status.example.com+1a2b3c4d+AbCd...' --key ~/.firsthand/key",
		Args:    oneArgument("one public key, as key new prints it", "firsthand key add 'status.example.com+1a2b3c4d+AbCd...' --key ~/.firsthand/key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, signers, err := a.keyInput(files)
			if err != nil {
				return err
			}
			if err := transparency.CheckKey(args[0]); err != nil {
				return usage("%q is not a public key\n  it looks like status.example.com+1a2b3c4d+AbCd...; show one with: firsthand key show FILE", clipKey(args[0]))
			}
			return a.changeKeys(cmd.Context(), dir, signers, live, ledger.KeyChange{Key: args[0], Op: ledger.AddKey})
		},
	}
	keyFlag(cmd, &files)
	live.flags(cmd)
	return cmd
}

// clipKey keeps what may be a private key out of messages.
func clipKey(s string) string {
	if strings.HasPrefix(s, "PRIVATE+") {
		return "PRIVATE+KEY+..."
	}
	return s
}

func (a *app) keyInput(files []string) (dir string, signers []transparency.Signer, err error) {
	if dir, err = a.folder(); err == nil {
		signers, err = a.signers(files, dir)
	}
	return dir, signers, err
}

func (a *app) keyRotateCommand() *cobra.Command {
	var files []string
	var live liveFlags
	cmd := &cobra.Command{
		Use:   "rotate NEWFILE",
		Short: "Make a new key that takes over from the one in use",
		Long: `key rotate makes a private key in a new file and adds it to the record, signed by the
old key and the new one. For a while give both to publish, so that whoever knows
only the old key can follow; then end it with "key retire".`,
		Example: "  firsthand key rotate ~/.firsthand/key-2027 --key ~/.firsthand/key",
		Args:    oneArgument("the name of a new file", "firsthand key rotate ~/.firsthand/key-2027 --key ~/.firsthand/key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, signers, err := a.keyInput(files)
			if err != nil {
				return err
			}
			ring, problems, err := generator.Keys(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if err := a.report(problems, dir, "the keys are as they were"); err != nil {
				return err
			}
			if len(signers) == 0 {
				return a.changeKeys(cmd.Context(), dir, nil, live)
			}
			signer, err := makeKey(args[0], dir, ring.Origin)
			if err != nil {
				return err
			}
			err = a.changeKeys(cmd.Context(), dir, append(signers, signer), live, ledger.KeyChange{Key: signer.Key(), Op: ledger.AddKey})
			if err != nil {
				return errors.Join(err, os.Remove(args[0])) // nothing knows the key
			}
			fmt.Fprintf(a.stderr, "wrote %s\nnext: publish with both keys for some weeks, then: firsthand key retire %s --key %s\n", args[0], transparency.KeyID(signers[0].Key()), args[0])
			return nil
		},
	}
	keyFlag(cmd, &files)
	live.flags(cmd)
	return cmd
}

// keyEndCommand ends the use of a key.
func (a *app) keyEndCommand(name, op, short, long string) *cobra.Command {
	var files []string
	var live liveFlags
	example := "firsthand key " + name + " status.example.com+1a2b3c4d --key ~/.firsthand/other-key"
	cmd := &cobra.Command{
		Use: name + " KEY", Short: short, Long: long, Example: "  " + example,
		Args: oneArgument("one key of the record, as key show names it", example),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, signers, err := a.keyInput(files)
			if err != nil {
				return err
			}
			ring, problems, err := generator.Keys(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if err := a.report(problems, dir, "the keys are as they were"); err != nil {
				return err
			}
			var ids []string
			for _, k := range ring.Keys {
				if id := transparency.KeyID(k.Key); k.Retired == 0 && k.Revoked == 0 {
					if args[0] == id || args[0] == k.Key {
						others := without(signers, k.Key)
						if len(others) == 0 && len(signers) > 0 {
							return usage("a key cannot end itself: sign this with another key of the record\n  fix: name its file with --key FILE; if there is no other key, make one first: firsthand key rotate NEWFILE --key FILE")
						}
						return a.changeKeys(cmd.Context(), dir, others, live, ledger.KeyChange{Key: k.Key, Op: op})
					}
					ids = append(ids, id)
				}
			}
			if len(ids) == 0 {
				return usage("the record names no key that is in use")
			}
			return usage("the record names no key %s that is in use\n  there are: %s", clipKey(args[0]), strings.Join(ids, ", "))
		},
	}
	keyFlag(cmd, &files)
	live.flags(cmd)
	return cmd
}

// without leaves out the key whose use ends: another one has to sign that.
func without(signers []transparency.Signer, key string) []transparency.Signer {
	var rest []transparency.Signer
	for _, s := range signers {
		if s.Key() != key {
			rest = append(rest, s)
		}
	}
	return rest
}
