package generator_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestTheCommandsOfTheVerifyPage runs what the page /verify/ tells readers to run,
// to the letter but for the address of the site.
func TestTheCommandsOfTheVerifyPage(t *testing.T) {
	for _, name := range []string{"bash", "curl", "openssl", "ssh-keygen", "sha256sum"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("FIRSTHAND_BROWSER") == "required" {
				t.Fatalf("no %s: %v", name, err)
			}
			t.Skipf("no %s", name)
		}
	}
	site := buildExample(t)
	server := httptest.NewServer(http.FileServer(http.Dir(site)))
	defer server.Close()
	for _, page := range []string{"verify/index.html", "es/verify/index.html"} {
		text, err := os.ReadFile(site + "/" + page)
		if err != nil {
			t.Fatal(err)
		}
		var ran []string
		for _, script := range preformatted(string(text)) {
			if strings.HasPrefix(script, "firsthand ") {
				continue // has a test of its own
			}
			c := exec.Command("bash", "-euo", "pipefail", "-c", strings.ReplaceAll(script, "https://status.northquay.example/", server.URL+"/"))
			c.Dir = t.TempDir()
			out, err := c.CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s\n%s", page, err, script, out)
			}
			ran = append(ran, string(out))
		}
		if len(ran) != 4 {
			t.Fatalf("%s has %d scripts, want 4", page, len(ran))
		}
		sum, _, _ := strings.Cut(ran[0], " ")
		if !strings.Contains(ran[0], `"commit":"`+sum+`"`) || len(sum) != 64 {
			t.Errorf("%s: the sum of the record is not in its entry:\n%s", page, ran[0])
		}
		sum, _, _ = strings.Cut(ran[1], " ")
		if !strings.Contains(ran[1], `"prev":"`+sum+`"`) || len(sum) != 64 {
			t.Errorf("%s: the sum of a line is not in the next one:\n%s", page, ran[1])
		}
		if !strings.Contains(ran[2], "Signature Verified Successfully") {
			t.Errorf("%s: openssl says\n%s", page, ran[2])
		}
		if !strings.Contains(ran[3], `Good "checkpoint" signature for status.northquay.example`) {
			t.Errorf("%s: ssh-keygen says\n%s", page, ran[3])
		}
	}
}

// preformatted returns the text of every <pre>.
func preformatted(page string) []string {
	var all []string
	z := html.NewTokenizer(strings.NewReader(page))
	inside := false
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		switch {
		case kind == html.StartTagToken && token.Data == "pre":
			inside, all = true, append(all, "")
		case kind == html.EndTagToken && token.Data == "pre":
			inside = false
		case kind == html.TextToken && inside:
			all[len(all)-1] += token.Data
		}
	}
	return all
}
