package source

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// Pictures tell more than they show: where they were taken, with which device,
// by whom, and in a small preview what they showed before they were cropped. So
// pictures are taken apart into their blocks, and only blocks that are needed to
// show them are put together again. No pixel is coded anew. The direction in
// which a camera was held is kept, or pictures would lie on their side.

// stripPNG keeps the chunks that change what is seen.
//
// Source: PNG specification, third edition, section 11.
func stripPNG(data []byte) ([]byte, error) {
	const signature = "\x89PNG\r\n\x1a\n"
	if !bytes.HasPrefix(data, []byte(signature)) {
		return nil, errNotIt
	}
	out := []byte(signature)
	orientation := 1
	for rest := data[len(signature):]; ; {
		if len(rest) < 12 {
			return nil, errShort
		}
		length := binary.BigEndian.Uint32(rest)
		if uint64(length)+12 > uint64(len(rest)) {
			return nil, errShort
		}
		name, chunk := string(rest[4:8]), rest[:length+12]
		rest = rest[length+12:]
		switch name {
		case "IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT":
			if name == "IDAT" && orientation != 1 {
				out, orientation = appendPNG(out, "eXIf", exif(orientation)), 1
			}
			out = append(out, chunk...)
		case "eXIf":
			orientation = exifOrientation(chunk[8 : 8+length])
		case "IEND":
			return append(out, chunk...), nil
		}
	}
}

func appendPNG(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	sum := crc32.NewIEEE()
	sum.Write([]byte(name))
	sum.Write(data)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, sum.Sum32())
}

// stripJPEG keeps the segments that change what is seen: tables, frames, scans,
// and of the application's own the colour profile and the colour transform.
//
// Source: ITU-T T.81, annex B; JFIF 1.02; ICC.1, annex B.4.
func stripJPEG(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}) {
		return nil, errNotIt
	}
	var kept [][]byte
	orientation, frames := 1, 0
	for rest := data[2:]; ; {
		// Any number of fill bytes may stand before a marker.
		for len(rest) > 1 && rest[0] == 0xff && rest[1] == 0xff {
			rest = rest[1:]
		}
		if len(rest) < 2 || rest[0] != 0xff {
			return nil, errShort
		}
		marker := rest[1]
		if marker == 0xd9 {
			break
		}
		if len(rest) < 4 {
			return nil, errShort
		}
		length := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if length < 4 || length > len(rest) {
			return nil, errShort
		}
		segment, body := rest[:length], rest[4:length]
		rest = rest[length:]
		switch {
		case marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
			// Without the thumbnail, which may show more than the picture.
			kept = append(kept, append([]byte{0xff, 0xe0, 0, 16}, append(slices.Clone(body[:12]), 0, 0)...))
		case marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			orientation = exifOrientation(body[6:])
		case marker == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")), marker == 0xee && bytes.HasPrefix(body, []byte("Adobe")):
			kept = append(kept, segment)
		case marker >= 0xe0 && marker <= 0xef, marker == 0xfe:
		case marker == 0xda:
			end := scanEnd(rest)
			if end < 0 {
				return nil, errShort
			}
			kept = append(kept, segment, rest[:end])
			rest = rest[end:]
		case marker == 0xc4, marker == 0xdb, marker == 0xcc, marker == 0xdc, marker == 0xdd, marker == 0xde, marker == 0xdf:
			kept = append(kept, segment)
		case marker >= 0xc0 && marker <= 0xcf:
			frames++
			kept = append(kept, segment)
		}
	}
	if frames == 0 {
		return nil, errShort
	}
	out := []byte{0xff, 0xd8}
	if orientation != 1 {
		body := append([]byte("Exif\x00\x00"), exif(orientation)...)
		kept = slices.Insert(kept, min(1, len(kept)), append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)), body...))
	}
	for _, k := range kept {
		out = append(out, k...)
	}
	return append(out, 0xff, 0xd9), nil
}

// scanEnd returns where the coded data of a scan ends: at the first marker that
// is no part of it, or -1.
func scanEnd(data []byte) int {
	for i := 0; i+1 < len(data); i++ {
		if data[i] == 0xff && data[i+1] != 0 && data[i+1] != 0xff && !(0xd0 <= data[i+1] && data[i+1] <= 0xd7) {
			return i
		}
	}
	return -1
}

// stripWebP keeps the chunks that change what is seen.
//
// Source: RFC 9649, section 2.
func stripWebP(data []byte) ([]byte, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil, errNotIt
	}
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > uint64(len(data)) || size < 12 {
		return nil, errShort
	}
	orientation := 1
	body, err := webpChunks(data[12:size], &orientation)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, errShort
	}
	if len(body) >= 18 && string(body[:4]) == "VP8X" {
		const hasXMP, hasExif = 1 << 2, 1 << 3
		body[8] &^= hasXMP | hasExif
		if orientation != 1 {
			body[8] |= hasExif
			body = appendWebP(body, "EXIF", exif(orientation))
		}
	}
	out := append([]byte("RIFF"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(body)+4))
	return append(append(out, "WEBP"...), body...), nil
}

func appendWebP(out []byte, name string, data []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(data)))
	out = append(out, data...)
	if len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

func webpChunks(data []byte, orientation *int) ([]byte, error) {
	var out []byte
	for len(data) > 0 {
		if len(data) < 8 {
			return nil, errShort
		}
		name, length := string(data[:4]), uint64(binary.LittleEndian.Uint32(data[4:]))
		if length+8 > uint64(len(data)) {
			return nil, errShort
		}
		chunk := data[8 : 8+length]
		data = data[min(uint64(len(data)), 8+length+length%2):]
		switch name {
		case "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ICCP":
			out = appendWebP(out, name, chunk)
		case "ANMF":
			// A frame of an animation holds chunks of its own behind 16 bytes.
			if len(chunk) < 16 {
				return nil, errShort
			}
			inner, err := webpChunks(chunk[16:], orientation)
			if err != nil {
				return nil, err
			}
			out = appendWebP(out, name, append(slices.Clone(chunk[:16]), inner...))
		case "EXIF":
			*orientation = exifOrientation(bytes.TrimPrefix(chunk, []byte("Exif\x00\x00")))
		}
	}
	return out, nil
}

// stripGIF keeps pictures, their timing, and how often an animation runs.
//
// Source: GIF89a specification, sections 17 to 27.
func stripGIF(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("GIF87a")) && !bytes.HasPrefix(data, []byte("GIF89a")) {
		return nil, errNotIt
	}
	if len(data) < 13 {
		return nil, errShort
	}
	pos := 13
	if data[10]&0x80 != 0 {
		pos += 3 << (1 + data[10]&7)
	}
	if pos > len(data) {
		return nil, errShort
	}
	out := slices.Clone(data[:pos])
	for {
		if pos >= len(data) {
			return nil, errShort
		}
		start := pos
		switch data[pos] {
		case 0x3b:
			return append(out, 0x3b), nil
		case 0x2c:
			if pos += 10; pos > len(data) {
				return nil, errShort
			}
			if data[pos-1]&0x80 != 0 {
				pos += 3 << (1 + data[pos-1]&7)
			}
			pos++ // size of codes
		case 0x21:
			pos += 2 // introducer and label
		default:
			return nil, errShort
		}
		first := pos
		for {
			if pos >= len(data) {
				return nil, errShort
			}
			n := int(data[pos])
			if pos += n + 1; n == 0 {
				break
			}
		}
		if pos > len(data) {
			return nil, errShort
		}
		keep := data[start] == 0x2c
		if data[start] == 0x21 {
			label := data[start+1]
			app := data[first:min(len(data), first+12)]
			keep = label == 0xf9 || label == 0xff && (bytes.HasPrefix(app, []byte("\x0bNETSCAPE2.0")) || bytes.HasPrefix(app, []byte("\x0bANIMEXTS1.0")))
		}
		if keep {
			out = append(out, data[start:pos]...)
		}
	}
}

// exifOrientation returns the orientation in Exif data, 1 to 8; 1 if there is none.
//
// Source: Exif 2.32 (CIPA DC-008), sections 4.5.2, 4.6.4 (tag 0x0112).
func exifOrientation(data []byte) int {
	if len(data) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(data[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
	default:
		return 1
	}
	at := uint64(order.Uint32(data[4:]))
	if at+2 > uint64(len(data)) {
		return 1
	}
	n := uint64(order.Uint16(data[at:]))
	for i := range n {
		entry := at + 2 + i*12
		if entry+12 > uint64(len(data)) {
			return 1
		}
		if order.Uint16(data[entry:]) == 0x0112 {
			if v := int(order.Uint16(data[entry+8:])); 1 <= v && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// exif returns Exif data that holds an orientation and nothing else.
func exif(orientation int) []byte {
	return []byte{
		'M', 'M', 0, 42, 0, 0, 0, 8, // big endian, directory at 8
		0, 1, // one entry
		0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0,
		0, 0, 0, 0, // no further directory
	}
}
