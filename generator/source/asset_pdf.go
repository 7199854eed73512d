package source

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A PDF cannot be changed without the risk of breaking it. So it is searched
// for the name of its author, and refused if it has one.

var (
	pdfEntry   = regexp.MustCompile(`/(Author|Company|Manager|LastModifiedBy)\s*(\(|<)`)
	pdfStream  = regexp.MustCompile(`stream\r?\n`)
	pdfCreator = regexp.MustCompile(`(?s)<dc:creator\b[^>]*>(.*?)</dc:creator>`)
	pdfTag     = regexp.MustCompile(`<[^>]*>`)
)

// maxInflated is how much of a PDF's compressed parts is looked at, together.
// Pictures and fonts are not among them.
const maxInflated = 16 << 20

// checkPDF returns data if it names no author.
//
// Source: ISO 32000-1, 7.5.7 (object streams), 14.3 (metadata).
func checkPDF(data []byte) ([]byte, error) {
	head := data[:min(len(data), 1024)]
	if !bytes.Contains(head, []byte("%PDF-")) {
		return nil, errNotIt
	}
	if bytes.Contains(data, []byte("/Encrypt")) {
		return nil, &assetFault{"the PDF is encrypted, so firsthand cannot see whether it names its author", "save it again without a password", "LEAK-001"}
	}
	left := int64(maxInflated)
	parts := [][]byte{data}
	for _, m := range pdfStream.FindAllIndex(data, -1) {
		if !holdsObjects(data[max(0, m[0]-2000):m[0]]) {
			continue
		}
		r, err := zlib.NewReader(bytes.NewReader(data[m[1]:]))
		if err != nil {
			continue
		}
		part, _ := io.ReadAll(io.LimitReader(r, left)) // what is damaged is no name
		if left -= int64(len(part)); left <= 0 {
			return nil, &assetFault{"the PDF has so much in it that firsthand cannot see whether it names its author", "save it again, with fewer or smaller pictures", "LEAK-001"}
		}
		parts = append(parts, part)
	}
	for _, part := range parts {
		if what, who := pdfAuthor(part); who != "" {
			return nil, &assetFault{
				fmt.Sprintf("the PDF says who made it: %s %q", what, who),
				"empty that field in the program that made it (document properties), and export it again", "LEAK-001",
			}
		}
	}
	return data, nil
}

// holdsObjects reports whether the stream behind before, the text that leads to
// it, can hold the fields of the document or its metadata.
func holdsObjects(before []byte) bool {
	for _, end := range []string{"endobj", "endstream"} {
		if i := bytes.LastIndex(before, []byte(end)); i >= 0 {
			before = before[i:]
		}
	}
	return bytes.Contains(before, []byte("/ObjStm")) || bytes.Contains(before, []byte("/Metadata"))
}

// pdfAuthor returns the first name in a part of a PDF, and the field it is in.
func pdfAuthor(part []byte) (what, who string) {
	for _, m := range pdfEntry.FindAllSubmatchIndex(part, -1) {
		text := pdfString(part[m[4]:min(len(part), m[4]+2000)])
		if text = strings.TrimSpace(text); text != "" {
			return strings.ToLower(string(part[m[2]:m[3]])), text
		}
	}
	for _, m := range pdfCreator.FindAllSubmatch(part, -1) {
		text := pdfTag.ReplaceAllString(string(m[1]), " ")
		var plain string
		if xml.Unmarshal([]byte("<x>"+text+"</x>"), &plain) == nil {
			text = plain
		}
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			return "author", text
		}
	}
	return "", ""
}

// pdfString reads a text of PDF: (text) or <hex>.
//
// Source: ISO 32000-1, 7.3.4.
func pdfString(data []byte) string {
	var raw []byte
	if data[0] == '<' {
		end := bytes.IndexByte(data, '>')
		if end < 0 {
			return ""
		}
		digits := strings.Join(strings.Fields(string(data[1:end])), "")
		if len(digits)%2 == 1 {
			digits += "0"
		}
		raw, _ = hex.DecodeString(digits)
	} else {
		depth := 0
	scan:
		for i := 0; i < len(data); i++ {
			c := data[i]
			switch {
			case c == '\\' && i+1 < len(data):
				i++
				if c = data[i]; '0' <= c && c <= '7' {
					value, n := 0, 0
					for ; n < 3 && i < len(data) && '0' <= data[i] && data[i] <= '7'; i, n = i+1, n+1 {
						value = value*8 + int(data[i]-'0')
					}
					i--
					raw = append(raw, byte(value))
					continue
				}
				switch c {
				case 'n', 'r', 't', 'b', 'f', '\n', '\r':
					c = ' '
				}
				raw = append(raw, c)
				continue
			case c == '(':
				if depth++; depth == 1 {
					continue
				}
			case c == ')':
				if depth--; depth == 0 {
					break scan
				}
			}
			raw = append(raw, c)
		}
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		var units []uint16
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		return string(utf16.Decode(units))
	case utf8.Valid(raw):
		return strings.TrimPrefix(string(raw), byteOrderMark)
	}
	var b strings.Builder
	for _, c := range raw {
		b.WriteRune(rune(c))
	}
	return b.String()
}
