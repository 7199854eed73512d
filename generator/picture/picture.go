// Package picture knows how large a stored picture is shown, so that a page or a
// feed reader can leave room for it before it is there.
//
// Input are the bytes of a PNG, JPEG, GIF, WebP or SVG file; output is width and height
// in pixels as a browser shows it: a picture from a camera that was held upright
// is higher than wide, however its pixels are stored. Whatever else the bytes are,
// the answer is 0, 0; nothing is decoded, and nothing panics.
//
//	width, height := picture.Size(data) // 640, 480
package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif"  // reads the size of GIF
	_ "image/jpeg" // of JPEG
	_ "image/png"  // of PNG
)

// Size returns how wide and how high a picture is shown, in pixels, or 0, 0 if
// data is none that we know.
func Size(data []byte) (width, height int) {
	width, height, turned := 0, 0, false
	if bytes.HasPrefix(data, []byte("RIFF")) {
		width, height, turned = webp(data)
	} else if c, format, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		width, height = c.Width, c.Height
		switch format {
		case "jpeg":
			turned = turnedJPEG(data)
		case "png":
			turned = turnedPNG(data)
		}
	} else if bytes.Contains(data[:min(len(data), maxSVGHead)], []byte("<svg")) {
		width, height = svg(data)
	}
	if width <= 0 || height <= 0 {
		return 0, 0
	}
	if turned {
		return height, width
	}
	return width, height
}

// webp reads the size from the first chunk that has it.
//
// Source: RFC 9649, sections 2.5 to 2.7; RFC 6386, section 9.1.
func webp(data []byte) (width, height int, turned bool) {
	if len(data) < 12 || string(data[8:12]) != "WEBP" {
		return 0, 0, false
	}
	for rest := data[12:]; len(rest) >= 8; {
		name, length := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:min(uint64(len(rest)), 8+length)]
		rest = rest[min(uint64(len(rest)), 8+length+length%2):]
		switch {
		case width == 0 && name == "VP8X" && len(body) >= 10:
			width, height = 1+int(uint24(body[4:])), 1+int(uint24(body[7:]))
		case width == 0 && name == "VP8 " && len(body) >= 10 && bytes.Equal(body[3:6], []byte{0x9d, 0x01, 0x2a}):
			width, height = int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff)
		case width == 0 && name == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
			bits := binary.LittleEndian.Uint32(body[1:])
			width, height = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
		case name == "EXIF":
			turned = isTurned(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		}
	}
	return width, height, turned
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// turnedJPEG looks for the direction of the camera in the segments before the
// picture. Source: ITU-T T.81, annex B.
func turnedJPEG(data []byte) bool {
	for rest := data[min(2, len(data)):]; len(rest) >= 4 && rest[0] == 0xff; {
		if rest[1] == 0xff { // a fill byte
			rest = rest[1:]
			continue
		}
		length := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if rest[1] == 0xda || length < 4 || length > len(rest) {
			return false
		}
		if body := rest[4:length]; rest[1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return isTurned(body[6:])
		}
		rest = rest[length:]
	}
	return false
}

// turnedPNG does the same for PNG. Source: PNG specification, third edition, 11.
func turnedPNG(data []byte) bool {
	for rest := data[min(8, len(data)):]; len(rest) >= 12; {
		length := uint64(binary.BigEndian.Uint32(rest))
		if length+12 > uint64(len(rest)) {
			return false
		}
		if string(rest[4:8]) == "eXIf" {
			return isTurned(rest[8 : 8+length])
		}
		rest = rest[length+12:]
	}
	return false
}

// isTurned reports whether Exif data says that width and height change places:
// orientations 5 to 8. Source: Exif 2.32, sections 4.5 and 4.6.4.
func isTurned(exif []byte) bool {
	if len(exif) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(exif[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(exif[4:]))
	if at+2 > uint64(len(exif)) {
		return false
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			return false
		}
		if order.Uint16(entries) == 0x0112 {
			v := order.Uint16(entries[8:])
			return 5 <= v && v <= 8
		}
		entries = entries[12:]
	}
	return false
}
