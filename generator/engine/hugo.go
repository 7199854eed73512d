package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/bep/clocks"
	"github.com/bep/logg"
	"github.com/gohugoio/hugo/common/hmaps"
	"github.com/gohugoio/hugo/common/htime"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"
)

// workingDir is the folder, in memory, that Hugo takes for the site's. It must not
// be absolute: js.Build, js.Batch and css.Build read any file of the real disk that is
// imported, whatever file system Hugo was given, but refuse to begin if this is relative.
const workingDir = "site"

// cacheDir names no folder that could exist. Hugo's own caches would be in memory,
// but those of its WebAssembly programs would be on disk; so they fail instead.
var cacheDir = filepath.Join(os.DevNull, "firsthand")

// oneAtATime guards the package variables inside Hugo: htime.Clock, the global
// logger and its counters. It is a channel so that waiting can end with a context.
var oneAtATime = make(chan struct{}, 1)

// A renderer renders the pages of one language.
type renderer struct {
	site  Site
	lang  Language
	theme *theme
}

// render renders pages in one run and adds them to out. If the run fails, it halves
// the pages until one is left: an error then names the first page, in
// the order given, that fails, although Hugo renders in parallel and says no page
// for most of what it logs.
func (r *renderer) render(ctx context.Context, pages []*Page, out map[string][]byte) error {
	files, err := r.attempt(ctx, pages)
	if err == nil {
		maps.Copy(out, files)
		return nil
	}
	for len(pages) > 1 && needsPage(err) {
		half := pages[:len(pages)/2]
		_, e := r.attempt(ctx, half)
		if e == nil {
			half = pages[len(pages)/2:]
			_, e = r.attempt(ctx, half)
		}
		if e == nil {
			break // it fails only together; say what was said then
		}
		pages, err = half, e
	}
	var f *runError
	if !errors.As(err, &f) {
		return err
	}
	if len(pages) == 1 {
		return f.at(pages[0])
	}
	return f.at(nil)
}

// needsPage reports whether err would say more for knowing the page.
func needsPage(err error) bool {
	var f *runError
	return errors.As(err, &f) && f.pages
}

// attempt does one run and checks its result.
func (r *renderer) attempt(ctx context.Context, pages []*Page) (map[string][]byte, error) {
	select {
	case oneAtATime <- struct{}{}:
		defer func() { <-oneAtATime }()
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	files, err := r.run(pages)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		html, ok := files[p.file()]
		if !ok {
			return nil, fmt.Errorf("rendering %s: its template gave no text", p.describe())
		}
		if err := checkOutput(p, html, r.site.View); err != nil {
			return nil, err
		}
	}
	if len(files) > len(pages) {
		asked := map[string]bool{}
		for _, p := range pages {
			asked[p.file()] = true
		}
		for _, name := range sortedKeys(files) {
			if !asked[name] {
				return nil, &runError{pages: true, text: fmt.Sprintf("a template published /%s; files of a theme belong in static/", name)}
			}
		}
	}
	return files, nil
}

// run has Hugo render pages and returns whatever it wrote, by path.
func (r *renderer) run(pages []*Page) (files map[string][]byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: Hugo stopped: %v\n%s", p, debug.Stack())
		}
	}()
	// Hugo asks this clock for now. Runs never overlap and end with all their
	// goroutines, so this is no data race.
	htime.Clock = clocks.Fixed(r.site.Now.UTC())

	views := make([]any, len(pages))
	for i, p := range pages {
		views[i] = p.view()
		if isMap(views[i]) {
			return nil, fmt.Errorf("rendering %s: its view is a map (%T); Hugo would change its keys", p.describe(), views[i])
		}
	}
	log := &logbook{}
	logger := log.logger()
	source, target := afero.NewMemMapFs(), afero.NewMemMapFs()
	if err := r.write(source); err != nil {
		return nil, err
	}
	configs, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Fs:          source,
		Logger:      logger,
		Flags:       r.config(&adapter{pages, views}),
		Environ:     []string{"FIRSTHAND=1"}, // an empty list would mean os.Environ()
		Environment: "production",
	})
	if err != nil {
		return nil, fmt.Errorf("internal error: configuring Hugo: %w", err)
	}
	fsys := hugofs.NewFromSourceAndDestination(source, target, configs.LoadingInfo.Cfg)
	// Counting makes printPathWarnings work: a template that publishes a file over a page.
	fsys.PublishDir = hugofs.NewCreateCountingFs(fsys.PublishDir)
	sites, err := hugolib.NewHugoSites(deps.DepsCfg{
		Configs:    configs,
		Fs:         fsys,
		TestLogger: logger, // despite its name the only way to hand a logger over
		StdOut:     io.Discard,
		StdErr:     io.Discard,
	})
	if err != nil {
		return nil, r.failure(err, log, false)
	}
	err = sites.Build(hugolib.BuildCfg{NoBuildLock: true})
	if closeErr := sites.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("closing: %w", closeErr)
	}
	// Whatever Hugo logs from WARN on is a failure, whether Build says so or not.
	if err != nil || len(log.entries) > 0 {
		return nil, r.failure(err, log, true)
	}
	files = make(map[string][]byte, len(pages))
	root := path.Join(workingDir, "public")
	err = afero.Walk(target, root, func(name string, info fs.FileInfo, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // no page wrote anything
			}
			return err
		}
		if info.IsDir() {
			return nil
		}
		b, err := afero.ReadFile(target, name)
		files[strings.TrimPrefix(filepath.ToSlash(name), root+"/")] = b
		return err
	})
	return files, err
}

// write puts the source of the Hugo site in place.
func (r *renderer) write(source afero.Fs) error {
	put := func(name string, b []byte) error {
		name = filepath.FromSlash(path.Join(workingDir, name))
		if err := afero.WriteFile(source, name, b, 0o644); err != nil {
			return fmt.Errorf("preparing %s: %w", name, err)
		}
		return source.Chtimes(name, r.site.Now, r.site.Now)
	}
	for name, b := range r.theme.source {
		if r.foreign(name) {
			continue
		}
		if err := put(name, b); err != nil {
			return err
		}
	}
	if err := put("i18n/"+languageKey(r.lang.Code)+".json", r.theme.words[languageKey(r.lang.Code)]); err != nil {
		return err
	}
	return put("content/_content.gotmpl", []byte(`{{ range site.Params.firsthand.Take }}{{ $.AddPage . }}{{ end }}`))
}

// foreign reports whether a template is the variant for another of the site's
// languages; Hugo, which sees one language only, would not recognize it as such.
func (r *renderer) foreign(name string) bool {
	parts := strings.Split(path.Base(name), ".")
	if len(parts) < 3 || !strings.HasPrefix(name, "layouts/") {
		return false
	}
	for _, l := range r.site.Languages {
		if l.Code != r.lang.Code && slices.Contains(parts[1:len(parts)-1], languageKey(l.Code)) {
			return true
		}
	}
	return false
}

// config is the whole configuration: what a theme or the environment says is not read.
func (r *renderer) config(a *adapter) config.Provider {
	key := languageKey(r.lang.Code)
	direction := r.lang.Direction
	if direction == "" {
		direction = "ltr"
	}
	none := []string{"none"} // a pattern that no name matches; an empty list would mean Hugo's defaults
	cfg := config.New()
	for name, value := range map[string]any{
		"workingDir":  workingDir,
		"publishDir":  "public",
		"resourceDir": "resources",
		"cacheDir":    cacheDir,
		"baseURL":     "/",

		"defaultContentLanguage": key,
		"languages": map[string]any{
			key: map[string]any{"locale": r.lang.Code, "direction": direction, "weight": 1},
		},

		// The only pages are the ones that we add.
		"disableKinds":                   []string{"home", "section", "taxonomy", "term", "rss", "sitemap", "robotstxt", "404"},
		"disableAliases":                 true,
		"disableDefaultLanguageRedirect": true,
		"disableDefaultSiteRedirect":     true,
		"disableHugoGeneratorInject":     true,
		"disableLiveReload":              true,

		// What Hugo would pass over in silence.
		"enableMissingTranslationPlaceholders": true,
		"printI18nWarnings":                    true,
		"printPathWarnings":                    true,

		"security": map[string]any{
			"exec":  map[string]any{"allow": none, "osEnv": none},
			"funcs": map[string]any{"getenv": none},
			"http":  map[string]any{"urls": none, "methods": none},
		},
		"params": map[string]any{
			"site":      r.site.View,
			"firsthand": a,
		},
	} {
		if m, ok := value.(map[string]any); ok {
			value = hmaps.MustToParamsAndPrepare(m)
		}
		cfg.Set(name, value)
	}
	return cfg
}

// An adapter hands the pages to content/_content.gotmpl.
type adapter struct {
	pages []*Page
	views []any
}

// Take returns the arguments of AddPage for every page, once: after that, templates
// find nothing here.
func (a *adapter) Take() []map[string]any {
	build := map[string]any{"list": "never", "render": "always", "publishResources": false}
	list := make([]map[string]any, len(a.pages))
	for i, p := range a.pages {
		list[i] = map[string]any{
			// Hugo's own path for the page, flat, so that no section, bundle or
			// template folder can be read into it. The address is the url.
			"path":   fmt.Sprintf("p%d", i),
			"kind":   "page",
			"url":    "/" + p.Path,
			"title":  p.Title,
			"layout": layoutPrefix + p.Layout,
			"build":  build,
			"params": params{"view": a.views[i]},
		}
	}
	*a = adapter{}
	return list
}

// params are the parameters of a page.
type params map[string]any

// HashIncludeMap keeps Hugo from hashing views, which it does to find changes
// between builds: slow for large views, and a panic for what has no hash.
func (params) HashIncludeMap(string, any, any) (bool, error) { return false, nil }

// A logbook keeps what Hugo logs, each text once.
type logbook struct {
	mu      sync.Mutex
	seen    map[string]bool
	entries []string
}

// logger returns a logger of Hugo's that writes into the logbook only.
func (b *logbook) logger() loggers.Logger {
	return loggers.New(loggers.Options{
		Level:  logg.LevelWarn,
		StdOut: io.Discard,
		StdErr: io.Discard,
		HandlerPost: func(e *logg.Entry) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.seen == nil {
				b.seen = map[string]bool{}
			}
			if !b.seen[e.Message] {
				b.seen[e.Message] = true
				b.entries = append(b.entries, e.Message)
			}
			return nil
		},
	})
}
