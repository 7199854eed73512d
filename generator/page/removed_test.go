package page

import "testing"

func TestMarked(t *testing.T) {
	for _, test := range []struct{ name, html, lang, want string }{
		{"nothing removed", "<p>a</p>", "es", "<p>a</p>"},
		{"in English", "<p>a [removed] b</p>", "en", `<p>a <span class="removed">[removed]</span> b</p>`},
		{"in a region", "[removed]", "es-MX", `<span class="removed">[eliminado]</span>`},
		{"in a language without a word for it", "[removed]", "eo", `<span class="removed" lang="en">[removed]</span>`},
		{"in an attribute", `<img src="x" alt="a [removed]"> [removed]`, "es", `<img src="x" alt="a [eliminado]"> <span class="removed">[eliminado]</span>`},
		{"at the ends of tags", "<em>[removed]</em>[removed]", "de", `<em><span class="removed">[entfernt]</span></em><span class="removed">[entfernt]</span>`},
		{"escaped signs", "1 &lt; [removed] &gt; 2", "en", `1 &lt; <span class="removed">[removed]</span> &gt; 2`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := marked(test.html, test.lang); got != test.want {
				t.Errorf("have %s\nwant %s", got, test.want)
			}
		})
	}
}
