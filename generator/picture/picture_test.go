package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// exif says how a camera was held.
func exif(orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	b := order.AppendUint16([]byte(mark), 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, e := range [][2]uint16{{0x010f, 1}, {0x0112, orientation}} {
		b = order.AppendUint16(b, e[0])
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(order.AppendUint16(b, e[1]), 0)
	}
	return order.AppendUint32(b, 0)
}

func encoded(t testing.TB, encode func(b *bytes.Buffer, m image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewPaletted(image.Rect(0, 0, 7, 3), color.Palette{color.Black})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pictures(t testing.TB) map[string][]byte {
	jpg := encoded(t, func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) })
	pic := encoded(t, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) })
	// A camera held upright, as JPEG and PNG say it.
	app1 := append([]byte("Exif\x00\x00"), exif(6, binary.BigEndian, "MM")...)
	turned := slices.Concat(jpg[:2], binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(app1)+2)), app1, jpg[2:])
	chunk := append([]byte("eXIf"), exif(8, binary.LittleEndian, "II")...)
	turnedPNG := binary.BigEndian.AppendUint32(slices.Clone(pic[:33]), uint32(len(chunk)-4))
	turnedPNG = binary.BigEndian.AppendUint32(append(turnedPNG, chunk...), crc32.ChecksumIEEE(chunk))
	turnedPNG = append(turnedPNG, pic[33:]...)
	webp := func(chunks ...[]byte) []byte {
		body := append([]byte("WEBP"), slices.Concat(chunks...)...)
		return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
	}
	part := func(name string, data []byte) []byte {
		b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
		return append(b, make([]byte, len(b)%2)...)
	}
	lossless, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"jpeg": jpg, "png": pic, "turned jpeg": turned, "turned png": turnedPNG,
		"gif":         encoded(t, func(b *bytes.Buffer, m image.Image) error { return gif.Encode(b, m, nil) }),
		"webp":        webp(part("VP8 ", []byte{0, 0, 0, 0x9d, 0x01, 0x2a, 7, 0x40, 3, 0})),
		"turned webp": webp(part("VP8X", []byte{8, 0, 0, 0, 6, 0, 0, 2, 0, 0}), part("VP8 ", make([]byte, 11)), part("EXIF", exif(5, binary.LittleEndian, "II"))),
		"tiny webp":   lossless,
		"text":        []byte("hello"),
		"nothing":     nil,
		"half a jpeg": jpg[:20],
		"half a webp": lossless[:16],
		"sound":       []byte("RIFF\x04\x00\x00\x00WAVE"),
	}
}

func TestSize(t *testing.T) {
	for name, data := range pictures(t) {
		want := map[string][2]int{
			"jpeg": {7, 3}, "png": {7, 3}, "gif": {7, 3}, "webp": {7, 3}, "tiny webp": {1, 1},
			"turned jpeg": {3, 7}, "turned png": {3, 7}, "turned webp": {3, 7},
		}[name]
		if width, height := Size(data); width != want[0] || height != want[1] {
			t.Errorf("%s is %d x %d, want %d x %d", name, width, height, want[0], want[1])
		}
	}
}

func FuzzSize(f *testing.F) {
	for _, data := range pictures(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if width, height := Size(data); width < 0 || height < 0 || (width == 0) != (height == 0) {
			t.Errorf("%d x %d", width, height)
		}
	})
}
