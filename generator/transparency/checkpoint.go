package transparency

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxSize is the largest number of entries that JSON can say exactly, and far
// beyond any ledger. It keeps the arithmetic of the tree from overflowing.
const maxSize = math.MaxInt & (1<<53 - 1)

// A Checkpoint says how many entries a ledger has and what they are. Unlike
// others, firsthand writes no line after the root.
//
// Source: c2sp.org/tlog-checkpoint.
type Checkpoint struct {
	Origin string // of the ledger: a host name
	Size   int    // number of entries
	Root   Hash   // of the tree over them
}

// Text returns the three lines that are signed.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// parseText is the opposite of Text.
func parseText(text string) (Checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 3 {
		return Checkpoint{}, &FormError{"checkpoint", fmt.Sprintf("it has %d lines of text; origin, size and root are 3", len(lines))}
	}
	if err := checkOrigin(lines[0]); err != nil {
		return Checkpoint{}, err
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil || size > maxSize || strconv.FormatUint(size, 10) != lines[1] {
		return Checkpoint{}, &FormError{"checkpoint", strconv.Quote(excerpt(lines[1])) + " is not a number of entries"}
	}
	root, err := ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, &FormError{"checkpoint", strconv.Quote(excerpt(lines[2])) + " is not a root: 32 bytes in base64"}
	}
	return Checkpoint{lines[0], int(size), root}, nil
}

// checkOrigin refuses what could not be told from the lines around it.
func checkOrigin(origin string) error {
	if !validName(origin) {
		return &FormError{"checkpoint", strconv.Quote(excerpt(origin)) + " is not the name of a ledger, such as status.example.com"}
	}
	return nil
}
