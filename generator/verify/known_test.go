package verify

import (
	"strings"
	"testing"

	"firsthand/generator/transparency"
)

const emptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

func TestParseKnown(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Known
		err        string
	}{
		{name: "a line", text: "status.example.com 12 " + emptyRoot + "\n", want: Known{Origin: "status.example.com", Size: 12, Root: emptyRoot}},
		{name: "three lines, as a checkpoint has them", text: "status.example.com\n12\n" + emptyRoot + "\n", want: Known{Origin: "status.example.com", Size: 12, Root: emptyRoot}},
		{name: "the beginning of the root, as pages have it", text: "status.example.com 12 47DEQpj8", want: Known{Origin: "status.example.com", Size: 12, Root: "47DEQpj8"}},
		{name: "nothing", err: `this is neither a saved checkpoint nor a line "origin size root"`},
		{name: "two words", text: "status.example.com 12", err: `this is neither a saved checkpoint nor a line "origin size root"`},
		{name: "no number", text: "status.example.com twelve " + emptyRoot, err: `"twelve" is no number of entries; a line reads "origin size root"`},
		{name: "a negative number", text: "status.example.com -1 " + emptyRoot, err: `"-1" is no number of entries; a line reads "origin size root"`},
		{name: "too little of the root", text: "status.example.com 12 47DEQpj", err: `the root "47DEQpj" is too short: 8 characters tell two histories apart`},
		{name: "something else of its length", text: "status.example.com 12 " + strings.Repeat("?", 44), err: `"` + strings.Repeat("?", 44) + `" is no root`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseKnown([]byte(c.text), "kept")
			if c.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), c.err) {
					t.Fatalf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if c.want.From = "kept"; got.Origin != c.want.Origin || got.Size != c.want.Size || got.Root != c.want.Root || got.From != c.want.From {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// FuzzParseKnown wants that what is read can be compared with any history.
func FuzzParseKnown(f *testing.F) {
	f.Add([]byte("status.example.com 12 " + emptyRoot))
	f.Add([]byte("status.example.com\n12\n" + emptyRoot + "\n\n— status.example.com AAAA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := ParseKnown(data, "")
		if err != nil {
			return
		}
		if k.Origin == "" || k.Size < 0 || len(k.Root) < shortRoot {
			t.Errorf("%q gave %+v", data, k)
		}
		if _, err := transparency.ParseHash(k.Root); len(k.Root) >= 44 && err != nil {
			t.Errorf("%q gave the root %q", data, k.Root)
		}
	})
}
