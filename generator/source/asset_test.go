package source

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// picture is a small picture that no rotation leaves alone.
func picture() image.Image {
	m := image.NewPaletted(image.Rect(0, 0, 8, 5), color.Palette{color.White, color.Black, color.RGBA{200, 0, 0, 255}})
	for x := range 8 {
		m.SetColorIndex(x, x%5, 1)
	}
	m.SetColorIndex(7, 0, 2)
	return m
}

const secret = "GPS 41.4N made by Ana"

// exifWith is Exif data as a camera writes it: an orientation among other things.
func exifWith(orientation int) []byte {
	return append([]byte{
		'I', 'I', 42, 0, 8, 0, 0, 0,
		2, 0,
		0x0f, 0x01, 2, 0, 4, 0, 0, 0, 'A', 'n', 'a', 0,
		0x12, 0x01, 3, 0, 1, 0, 0, 0, byte(orientation), 0, 0, 0,
		0, 0, 0, 0,
	}, secret...)
}

func pngChunk(name string, data []byte) []byte { return appendPNG(nil, name, data) }

func segment(marker byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2)), data...)
}

func TestStripPNG(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	head, tail := b.Bytes()[:8+25], b.Bytes()[8+25:]
	dirty := bytes.Join([][]byte{
		head, pngChunk("tEXt", []byte("Author\x00"+secret)), pngChunk("eXIf", exifWith(6)), pngChunk("iTXt", []byte(secret)),
		pngChunk("tIME", []byte("1234567")), pngChunk("prVt", []byte(secret)), tail, []byte(secret),
	}, nil)
	clean, err := stripPNG(dirty)
	if err != nil {
		t.Fatal(err)
	}
	checkClean(t, clean)
	got, err := png.Decode(bytes.NewReader(clean))
	if err != nil {
		t.Fatal(err)
	}
	samePicture(t, got, picture())
	i := bytes.Index(clean, []byte("eXIf"))
	if i < 0 || exifOrientation(clean[i+4:]) != 6 {
		t.Error("the orientation is lost")
	}
	length := int(binary.BigEndian.Uint32(clean[i-4:]))
	if sum := binary.BigEndian.Uint32(clean[i+4+length:]); sum != crc32.ChecksumIEEE(clean[i:i+4+length]) {
		t.Error("the orientation has a wrong check sum")
	}
	again, err := stripPNG(clean)
	if err != nil || !bytes.Equal(again, clean) {
		t.Errorf("a clean picture changes (%v)", err)
	}
}

func TestStripJPEG(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	jfif := append([]byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01"), 'A', 'n', 'a')
	dirty := bytes.Join([][]byte{
		b.Bytes()[:2], segment(0xe0, jfif), segment(0xe1, append([]byte("Exif\x00\x00"), exifWith(8)...)), {0xff, 0xff},
		segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"+secret)), segment(0xed, []byte("Photoshop 3.0\x00"+secret)),
		segment(0xfe, []byte(secret)), segment(0xe2, []byte("MPF\x00"+secret)), segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01colours")),
		segment(0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")), b.Bytes()[2:], []byte(secret),
	}, nil)
	clean, err := stripJPEG(dirty)
	if err != nil {
		t.Fatal(err)
	}
	checkClean(t, clean)
	for _, kept := range []string{"JFIF", "ICC_PROFILE", "Adobe"} {
		if !bytes.Contains(clean, []byte(kept)) {
			t.Errorf("%s is lost", kept)
		}
	}
	if _, err := jpeg.Decode(bytes.NewReader(clean)); err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(clean, []byte("Exif\x00\x00"))
	if i < 0 || exifOrientation(clean[i+6:]) != 8 {
		t.Error("the orientation is lost")
	}
	again, err := stripJPEG(clean)
	if err != nil || !bytes.Equal(again, clean) {
		t.Errorf("a clean picture changes (%v)", err)
	}
	// Without anything to take out, the bytes stay what they were.
	if same, err := stripJPEG(b.Bytes()); err != nil || !bytes.Equal(same, b.Bytes()) {
		t.Errorf("a plain picture changes (%v)", err)
	}
}

func TestStripGIF(t *testing.T) {
	frame := picture().(*image.Paletted)
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{10, 20}, LoopCount: 3}); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	header := 13 + 3<<(1+plain[10]&7)*int(plain[10]>>7)
	comment := append(append([]byte{0x21, 0xfe, byte(len(secret))}, secret...), 0)
	app := append(append([]byte("\x21\xff\x0bXMP DataXMP"), byte(len(secret))), append([]byte(secret), 0)...)
	dirty := bytes.Join([][]byte{plain[:header], comment, app, plain[header:], []byte(secret)}, nil)
	clean, err := stripGIF(dirty)
	if err != nil {
		t.Fatal(err)
	}
	checkClean(t, clean)
	if !bytes.Equal(clean, plain) {
		t.Error("more than the metadata changed")
	}
	got, err := gif.DecodeAll(bytes.NewReader(clean))
	if err != nil || len(got.Image) != 2 || got.LoopCount != 3 {
		t.Errorf("the animation is lost (%v)", err)
	}
}

// tinyWebP is one pixel in the lossless form.
const tinyWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

func TestStripWebP(t *testing.T) {
	plain, err := base64.StdEncoding.DecodeString(tinyWebP)
	if err != nil {
		t.Fatal(err)
	}
	same, err := stripWebP(append(bytes.Clone(plain), secret...))
	if err != nil || !bytes.Equal(same, plain) {
		t.Errorf("a plain picture changes (%v)", err)
	}
	vp8x := []byte{1<<2 | 1<<3 | 1<<4, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	body := appendWebP(nil, "VP8X", vp8x)
	body = append(body, plain[12:]...)
	body = appendWebP(body, "EXIF", append([]byte("Exif\x00\x00"), exifWith(3)...))
	body = appendWebP(body, "XMP ", []byte(secret))
	body = appendWebP(body, "prvt", []byte(secret))
	body = appendWebP(body, "ANMF", append(make([]byte, 16), appendWebP(appendWebP(nil, "VP8L", plain[20:]), "prvt", []byte(secret))...))
	dirty := append([]byte("RIFF\x00\x00\x00\x00WEBP"), body...)
	binary.LittleEndian.PutUint32(dirty[4:], uint32(len(dirty)-8))
	clean, err := stripWebP(dirty)
	if err != nil {
		t.Fatal(err)
	}
	checkClean(t, clean)
	if flags := clean[20]; flags != 1<<3|1<<4 {
		t.Errorf("flags are %08b", flags)
	}
	i := bytes.Index(clean, []byte("EXIF"))
	if i < 0 || exifOrientation(clean[i+8:]) != 3 {
		t.Error("the orientation is lost")
	}
	if int(binary.LittleEndian.Uint32(clean[4:]))+8 != len(clean) {
		t.Error("the length does not fit")
	}
	if !bytes.Contains(clean, []byte("ANMF")) {
		t.Error("the frame is lost")
	}
}

func checkClean(t *testing.T, data []byte) {
	t.Helper()
	for _, s := range []string{secret, "Ana", "GPS", "XMP", "prvt", "Photoshop"} {
		if bytes.Contains(data, []byte(s)) {
			t.Errorf("the picture still holds %q", s)
		}
	}
}

func samePicture(t *testing.T, got, want image.Image) {
	t.Helper()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			a, b, c, d := got.At(x, y).RGBA()
			e, f, g, h := want.At(x, y).RGBA()
			if a != e || b != f || c != g || d != h {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func TestPDF(t *testing.T) {
	tests := []struct {
		name, body string
		want       string // part of the message, or "" if the document is fine
	}{
		{"no author", "/Title (Form) /Producer (x) /Creator (Writer)", ""},
		{"empty author", "/Author ()", ""},
		{"author", "/Author (Ana Lopez)", `author "Ana Lopez"`},
		{"escaped", `/Author (Ana \050legal\051 \(x\) L\363pez)`, `author "Ana (legal) (x) López"`},
		{"hexadecimal", "/Author <FEFF0041006E0061>", `author "Ana"`},
		{"company", "/Company (Brindlewick)", `company "Brindlewick"`},
		{"compressed", "<< /Type /ObjStm >>\nstream\n" + deflated("1 0 << /Author (Ana) >>") + "\nendstream", `author "Ana"`},
		{"compressed, with other line ends", "<</Type/ObjStm>>stream\r\n" + deflated("/Author (Ana)") + "endstream", `author "Ana"`},
		{"compressed metadata", "<</Type/Metadata/Subtype/XML>>\nstream\n" + deflated("<dc:creator><rdf:li>Ana</rdf:li></dc:creator>"), `author "Ana"`},
		{"picture", "<</Subtype/Image>>\nstream\n" + deflated("/Author (Ana)") + "endstream", ""},
		{"XMP", "<dc:creator><rdf:Seq><rdf:li>Ana &amp; Bo</rdf:li></rdf:Seq></dc:creator>", `author "Ana & Bo"`},
		{"empty XMP", "<dc:creator><rdf:Seq/></dc:creator>", ""},
		{"encrypted", "/Encrypt 5 0 R", "is encrypted"},
		{"bomb", "/ObjStm stream\n" + deflated(strings.Repeat("0", maxInflated+1)), "so much in it"},
		{"damaged", "/ObjStm stream\n" + deflated("/Author (Ana)")[:9], ""},
		{"open", "/Author (Ana", `author "Ana`},
		{"open hexadecimal", "/Author <4", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := []byte("%PDF-1.7\n" + tt.body + "\n%%EOF\n")
			got, err := checkPDF(data)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("checkPDF: %v", err)
			case tt.want == "" && !bytes.Equal(got, data):
				t.Error("the document changed")
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("checkPDF: %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := checkPDF([]byte("text")); !errors.Is(err, errNotIt) {
		t.Errorf("a text is taken for a PDF: %v", err)
	}
}

func FuzzAssets(f *testing.F) {
	var b bytes.Buffer
	png.Encode(&b, picture())
	f.Add(b.Bytes())
	b.Reset()
	jpeg.Encode(&b, picture(), nil)
	f.Add(b.Bytes())
	b.Reset()
	gif.Encode(&b, picture(), nil)
	f.Add(b.Bytes())
	webp, _ := base64.StdEncoding.DecodeString(tinyWebP)
	f.Add(webp)
	f.Add([]byte("%PDF-1.7 /Author (\\"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, kind := range assetTypes {
			clean, err := kind.strip(bytes.Clone(data))
			if err != nil {
				continue
			}
			// Some kilobytes stand for an orientation that is written anew.
			if len(clean) > len(data)+100 {
				t.Errorf("%s grew from %d to %d bytes", name, len(data), len(clean))
			}
			again, err := kind.strip(bytes.Clone(clean))
			if err != nil || !bytes.Equal(again, clean) {
				t.Errorf("%s changes when it is cleaned again (%v)", name, err)
			}
		}
	})
}
