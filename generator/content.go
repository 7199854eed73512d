package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// FindContent returns the content folder that a person means: dir if it is
// given, else ./content, else the working folder if it holds site.yaml.
func FindContent(dir string) (string, error) {
	if dir != "" {
		info, err := os.Stat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("there is no folder %s", dir)
		case err != nil:
			return "", fmt.Errorf("opening the content folder: %w", err)
		case !info.IsDir():
			return "", fmt.Errorf("%s is a file; --content takes the folder that holds site.yaml", dir)
		}
		return dir, nil
	}
	if info, err := os.Stat("content"); err == nil && info.IsDir() {
		return "content", nil
	}
	if _, err := os.Stat("site.yaml"); err == nil {
		return ".", nil
	}
	return "", fmt.Errorf("there is no content here: neither a folder named content nor a file named site.yaml\n  fix: change to the folder that holds site.yaml, or name it with --content\n  to begin a new site, make a file site.yaml with three lines:\n%s", smallestSite)
}

const smallestSite = `    name: Example status
    url: https://status.example.com
    contacts: {email: help@example.com}`

// A folder is an open content folder. Nothing is read through it that lies
// outside, whatever links there are.
type folder struct {
	root   *os.Root
	fs     fs.FS
	ledger fs.FS
}

func openFolder(dir string) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the content folder: %w", err)
	}
	ledger, err := fs.Sub(root.FS(), ledgerName)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	return &folder{root: root, fs: root.FS(), ledger: ledger}, nil
}

func (f *folder) close() { f.root.Close() }

const ledgerName = "ledger"
