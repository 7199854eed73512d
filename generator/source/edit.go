package source

import (
	"errors"
	"strings"
)

// SetField returns a file in which a field of one line has a value: the line is
// replaced, or put below the last field. Everything else stays as it is, to the
// byte. A file of questions that has no fields gets them. The value must be one
// that needs no quotes.
//
// It fails for a text that cannot be read as a file of this kind.
func SetField(data []byte, name, value string, questions bool) ([]byte, error) {
	f, _ := newFile("", data)
	if len(f.lines) == 0 {
		return nil, errors.New("the file is empty, or not saved as UTF-8")
	}
	text, end := string(data), "\n"
	if len(f.lines) > 1 {
		if lineEnd := text[f.start[0]+len(f.lines[0]) : f.start[1]]; lineEnd != "" {
			end = lineEnd
		}
	}
	line := name + ": " + value + end
	m, problems := splitMatter(f, "")
	switch {
	case m.missing && questions && !f.isBlank():
		return []byte(text[:f.start[0]] + "---" + end + line + "---" + end + text[f.start[0]:]), nil
	case len(problems) > 0:
		return nil, errors.New(problems[0].Text)
	}
	for i := m.first; i <= m.last; i++ {
		if !strings.HasPrefix(f.lines[i-1], name+":") {
			continue
		}
		next := i + 1
		for next <= m.last && strings.HasPrefix(f.lines[next-1], " ") {
			next++
		}
		return []byte(text[:f.start[i-1]] + line + text[f.start[next-1]:]), nil
	}
	at := f.start[m.last]
	return []byte(text[:at] + line + text[at:]), nil
}
