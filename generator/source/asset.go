package source

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"firsthand/generator/problem"
)

// assetTypes are the files that a statement may link to, by extension. strip
// takes out what a picture tells about its maker, and fails if it is not one.
var assetTypes = map[string]struct {
	name    string
	picture bool
	strip   func([]byte) ([]byte, error)
}{
	"png":  {"a PNG picture", true, stripPNG},
	"jpg":  {"a JPEG picture", true, stripJPEG},
	"jpeg": {"a JPEG picture", true, stripJPEG},
	"webp": {"a WebP picture", true, stripWebP},
	"gif":  {"a GIF picture", true, stripGIF},
	"pdf":  {"a PDF document", false, checkPDF},
	"csv":  {"a table in CSV", false, checkText},
	"txt":  {"a text", false, checkText},
}

const assetList = "png, jpg, webp, gif, pdf, csv and txt"

// asset takes the file that a text links to as dest ("files/name.png").
func (s *statement) asset(dest string, image bool, at span) {
	dest, _, _ = strings.Cut(dest, "#")
	name := strings.TrimPrefix(dest, "files/")
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	kind, known := assetTypes[ext]
	file := path.Join(folderOf(s.doc.File), "files", name)
	_, there := s.files.in.files[name]
	switch {
	case strings.Contains(name, "/"), name == "":
		s.report(at, "%q is not in the folder files/ itself", dest).Fix = "put the file into " + folderOf(s.doc.File) + "/files/, without a folder in between"
		return
	case !there:
		p := s.report(at, "there is no file %q", file)
		p.Fix = "put the file there, or delete the link"
		var names []string
		for n := range s.files.in.files {
			names = append(names, n)
		}
		slices.Sort(names)
		if near, ok := problem.Nearest(name, names); ok {
			p.Fix = fmt.Sprintf("did you mean %q?", "files/"+near)
		}
		return
	case s.files.in.files[name].IsDir():
		s.report(at, "%q is a folder", dest).Fix = "link to a file in files/ itself"
		return
	case ext == "svg":
		s.report(at, "%q is an SVG, which can hold scripts", dest).Fix = "export it as PNG"
		return
	case !known:
		s.report(at, "%q is not a type of file that can be published", dest).Fix = "save it as one of " + assetList
		return
	case !isName(name):
		p := s.report(at, "%q cannot be the name of a file: it becomes part of the public record", name)
		p.Fix = "use small letters from a to z, digits and hyphens; rename the file and the link"
		p.Example = "files/" + slug(name)
		return
	case image && !kind.picture:
		p := s.report(at, "%q is no picture", dest)
		p.Fix, p.Example, p.Quotes = "take the ! before the link away", "[what it is]("+dest+")", true
		return
	}
	data, seen := s.files.assets[dest]
	if !seen {
		var ok bool
		var err error
		if data, ok, err = s.files.folder.read(file, maxAsset); err != nil {
			s.err = errors.Join(s.err, err)
			return
		}
		if ok {
			data, err = kind.strip(data)
			if err != nil {
				s.unfit(file, kind.name, err)
				data = nil
			}
		} else {
			data = nil
		}
		s.files.assets[dest] = data
	}
	if data != nil {
		s.doc.Assets[dest] = data
	}
}

// unfit reports a file that cannot be published as it is.
func (s *statement) unfit(file, kind string, err error) {
	p := at(file)
	var f *assetFault
	if errors.As(err, &f) {
		p.Text, p.Fix, p.Rule = f.text, f.fix, f.rule
	} else {
		p.Text = fmt.Sprintf("%q is not %s that can be read: %v", path.Base(file), kind, err)
		p.Fix = "save it again in the program that made it"
	}
	s.files.problems.Add(p)
}

// An assetFault is something in a file that its author should take out.
type assetFault struct{ text, fix, rule string }

func (f *assetFault) Error() string { return f.text }

var (
	errNotIt = errors.New("its content is something else than its name says")
	errShort = errors.New("it is cut short")
)

// checkText accepts any text.
func checkText(data []byte) ([]byte, error) {
	if !utf8.Valid(data) {
		return nil, &assetFault{"the file is not saved as UTF-8, so readers would see wrong letters", `in your editor choose "Save as" and the encoding UTF-8`, ""}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, errNotIt
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}
