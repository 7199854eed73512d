package verify_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"firsthand/generator"
	"firsthand/generator/remote"
	"firsthand/generator/transparency"
)

// version is that of the program that builds and verifies here.
const version = "test"

// served is a site in memory.
type served map[string][]byte

func (s served) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	data, ok := s[name]
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !ok:
		return nil, &remote.Error{Kind: remote.NotFound, Place: name, Text: "the file is missing"}
	case int64(len(data)) > limit:
		return nil, &remote.Error{Kind: remote.TooLarge, Place: name, Text: "the file is too large"}
	}
	return bytes.Clone(data), nil
}

func (s served) String() string { return "the site" }
func (s served) Parallel() int  { return 2 }
func (s served) Close() error   { return nil }

// with returns the site with one file changed; nil takes it away.
func (s served) with(name string, data []byte) served {
	changed := served{}
	for n, d := range s {
		changed[n] = d
	}
	delete(changed, name)
	if data != nil {
		changed[name] = data
	}
	return changed
}

// An example is the site of the repository's content folder, signed.
type example struct {
	site    served
	settled served // the same record, built with other settings
	signer  transparency.Signer
}

func newSigner(seed byte) (transparency.Signer, error) {
	return transparency.NewSigner(rand.NewChaCha8([32]byte{seed}), "status.northquay.example")
}

// signed makes the example once: every publication at its time, each run signed.
var signed = sync.OnceValues(func() (example, error) {
	signer, err := newSigner(1)
	if err != nil {
		return example{}, err
	}
	site, settled, err := makeExample(2, otherSettings, signer)
	return example{site, settled, signer}, err
})

func signedExample(t *testing.T) example {
	t.Helper()
	e, err := signed()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// makeExample publishes and builds the example, with the salts of a seed and the
// signers there are. With settings, which changes site.yaml, it builds a second
// site.
func makeExample(seed byte, settings func(string) (string, error), signers ...transparency.Signer) (site, settled served, err error) {
	dir, err := os.MkdirTemp("", "firsthand-verify-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	const from = "../../content"
	content, output := filepath.Join(dir, "content"), filepath.Join(dir, "public")
	put := func(names ...string) error {
		for _, name := range names {
			if err := copyInto(filepath.Join(from, name), filepath.Join(content, name)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put("site.yaml", "pages"); err != nil {
		return nil, nil, err
	}
	times, err := os.ReadFile("../../testdata/northquay-times.txt")
	if err != nil {
		return nil, nil, err
	}
	random := rand.NewChaCha8([32]byte{seed})
	ctx := context.Background()
	for lines := bufio.NewScanner(bytes.NewReader(times)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		now, err := time.Parse(time.RFC3339, fields[0])
		if err != nil {
			return nil, nil, err
		}
		for _, doc := range fields[1:] {
			if err := put("incidents/" + doc + ".md"); err != nil {
				return nil, nil, err
			}
			if err := put("incidents/" + path.Dir(doc) + "/files"); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, nil, err
			}
		}
		_, problems, err := generator.Publish(ctx, generator.PublishOptions{Content: content, Now: now, Random: random, Signers: signers})
		if err != nil || problems.HasErrors() {
			return nil, nil, fmt.Errorf("publish %s: %v %v", fields[0], err, problems.All())
		}
	}
	build := func() (served, error) {
		_, problems, err := generator.Build(ctx, generator.BuildOptions{
			Content: content, Output: output, Now: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Program: version,
		})
		if err != nil || problems.HasErrors() {
			return nil, fmt.Errorf("build: %v %v", err, problems.All())
		}
		return readSite(output)
	}
	if site, err = build(); err != nil || settings == nil {
		return site, nil, err
	}
	file := filepath.Join(content, "site.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	changed, err := settings(string(data))
	if err != nil {
		return nil, nil, err
	}
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		return nil, nil, err
	}
	settled, err = build()
	return site, settled, err
}

func readSite(dir string) (served, error) {
	site := served{}
	return site, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		site[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
}

func copyInto(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		data, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o644)
	}
	all, err := os.ReadDir(from)
	for _, e := range all {
		if err == nil {
			err = copyInto(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()))
		}
	}
	return err
}

func check(t *testing.T, site remote.Source, o generator.VerifyOptions) generator.Verified {
	t.Helper()
	o.Site, o.Program = site, version
	report, problems, err := generator.Verify(t.Context(), o)
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems.All())
	}
	return report
}

func TestExampleIsAsItWasPublished(t *testing.T) {
	e := signedExample(t)
	report := check(t, e.site, generator.VerifyOptions{Keys: []string{e.signer.Key()}})
	for _, f := range report.Findings {
		t.Error(f)
	}
	for _, n := range report.Notes {
		t.Error(n)
	}
	if report.Size == 0 || report.Signed != report.Size || !slices.Equal(report.SignedBy, []string{transparency.KeyID(e.signer.Key())}) {
		t.Errorf("%d entries, %d signed by %v", report.Size, report.Signed, report.SignedBy)
	}
	if report.Pages < 100 || report.Records < 40 {
		t.Errorf("only %d records and %d pages were compared", report.Records, report.Pages)
	}
}

// otherSettings is another site.yaml for the same record.
func otherSettings(yaml string) (string, error) {
	for old, new := range map[string]string{
		"url: https://status.northquay.example": "url: https://pages.northquay.example/status/",
		"organisation: Northquay":               "organisation: Northquay & Sons",
		"name: {en: Booking, es:":               "name: {en: 'Booking: online, and by phone', es:",
		"  phone: +1 800 555 0142\n":            "",
		"  press: press@northquay.example\n":    "  web: https://northquay.example/ask\n",
	} {
		if !strings.Contains(yaml, old) {
			return "", fmt.Errorf("site.yaml does not hold %q", old)
		}
		yaml = strings.Replace(yaml, old, new, 1)
	}
	before, rest, _ := strings.Cut(yaml, "      - id: exports\n") // a component that is gone
	_, after, _ := strings.Cut(rest, "      - id: agent\n")
	before, _, _ = strings.Cut(before+"      - id: agent\n"+after, "real_messages:")
	return before, nil
}

// TestSettingsAreNoContradiction verifies the same record with other settings:
// they are no part of the record.
func TestSettingsAreNoContradiction(t *testing.T) {
	report := check(t, signedExample(t).settled, generator.VerifyOptions{})
	for _, f := range report.Findings {
		t.Error(f)
	}
	if len(report.Notes) > 0 {
		t.Errorf("notes %q", report.Notes)
	}
}
