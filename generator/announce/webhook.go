package announce

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// post returns the headers and the body that tell a webhook of an item.
func (r *run) post(to Receiver, it Item) (http.Header, []byte, error) {
	body, err := r.body(to, it)
	if err != nil {
		return nil, nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {it.Key()}}
	if to.Kind == JSON {
		// The headers of Standard Webhooks, for which there are libraries that check
		// signatures in most languages.
		stamp := strconv.FormatInt(r.Clock().Unix(), 10)
		header.Set("Webhook-Id", it.Key())
		header.Set("Webhook-Timestamp", stamp)
		if to.key != nil {
			header.Set("Webhook-Signature", sign(to.key, it.Key(), stamp, body))
		}
	}
	return header, body, nil
}

// sign returns the signature of a message.
//
// Source: Standard Webhooks, "Signature scheme", symmetric signatures (v1).
func sign(key []byte, id, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func (r *run) body(to Receiver, it Item) ([]byte, error) {
	switch to.Kind {
	case Slack:
		return encode(r.slack(it))
	case Teams:
		return encode(r.teams(it))
	}
	return encode(r.json(it))
}

// An object is a JSON object whose members stand in the order of their names.
type object map[string]any

// encode returns JSON on one line. Markup stays readable in it: it is never part
// of a page.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// json is the message of the kind json: the item with the names of JSON Feed, in
// the frame that Standard Webhooks recommends.
func (r *run) json(it Item) object {
	data := object{
		"id": it.ID, "url": it.URL, "title": it.Title, "content_html": it.HTML, "date_published": it.Time.Format(time.RFC3339),
	}
	if it.Summary != "" {
		data["summary"] = it.Summary
	}
	if it.Language != "" {
		data["language"] = it.Language
	}
	if len(it.Tags) > 0 {
		data["tags"] = it.Tags
	}
	return object{
		"type":            it.class() + ".published",
		"timestamp":       it.Time.Format(time.RFC3339),
		"idempotency_key": it.Key(),
		"site":            object{"name": r.name(it), "url": r.Site.URL.String()},
		"data":            data,
	}
}

// name returns the name of the site in the language of an item.
func (r *run) name(it Item) string { return oneLine(r.Site.Name.In(strings.ToLower(it.Language))) }

// stamp returns when an item was published, in a form for every language.
func stamp(it Item) string { return it.Time.Format("2006-01-02 15:04 UTC") }

// slack is a message for an incoming webhook of Slack.
//
// Limits: 3000 characters a section. Only &, < and > can begin something that
// Slack would act upon, such as <!channel>.
//
// Source: Slack, "Formatting message text" and "Block Kit: text object".
func (r *run) slack(it Item) object {
	text := func(s string) object { return object{"type": "mrkdwn", "text": s, "verbatim": true} }
	link := slackEscape.Replace(strings.ReplaceAll(it.URL, "|", "%7C"))
	blocks := []object{{"type": "section", "text": text("*<" + link + "|" + slackText(it.Title, 1500) + ">*")}}
	if it.Summary != "" {
		blocks = append(blocks, object{"type": "section", "text": text(slackText(it.Summary, 2900))})
	}
	blocks = append(blocks, object{"type": "context", "elements": []object{text(slackText(r.name(it), 300) + " · " + stamp(it))}})
	return object{
		"text":         slackText(it.Title, 1500) + " " + link, // for notifications, and for what imitates Slack
		"blocks":       blocks,
		"unfurl_links": false,
	}
}

var slackEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// slackText escapes a text and cuts it to a number of characters as it is then.
func slackText(s string, most int) string {
	short := cut(s, most)
	for n := most; len([]rune(slackEscape.Replace(short))) > most; {
		n -= n/10 + 1
		short = cut(s, max(n, 1))
	}
	return slackEscape.Replace(short)
}

// teams is a message for a workflow of Microsoft Teams, "When a Teams webhook
// request is received": an adaptive card. Its texts stand in rich text blocks,
// which show them as they are; a text block would read Markdown in them.
//
// Limit: 28 kB for all.
//
// Source: Microsoft, "Create incoming webhooks with Workflows for Microsoft
// Teams"; Adaptive Cards schema 1.4.
func (r *run) teams(it Item) object {
	text := func(s string, style object) object {
		run := object{"type": "TextRun", "text": s}
		for k, v := range style {
			run[k] = v
		}
		return object{"type": "RichTextBlock", "inlines": []object{run}}
	}
	title := cut(it.Title, 1000)
	body := []object{text(title, object{"weight": "Bolder", "size": "Medium"})}
	if it.Summary != "" {
		body = append(body, text(cut(it.Summary, 2500), nil))
	}
	body = append(body, text(cut(r.name(it), 300)+" · "+stamp(it), object{"isSubtle": true, "size": "Small"}))
	return object{
		"type": "message",
		"attachments": []object{{
			"contentType": "application/vnd.microsoft.card.adaptive",
			"contentUrl":  nil,
			"content": object{
				"$schema":      "http://adaptivecards.io/schemas/adaptive-card.json",
				"type":         "AdaptiveCard",
				"version":      "1.4",
				"fallbackText": title + " " + it.URL,
				"body":         body,
				"actions":      []object{{"type": "Action.OpenUrl", "title": r.Site.URL.Host, "url": it.URL}},
			},
		}},
	}
}

// payload returns what a receiver would be sent, for people to read.
func (r *run) payload(to Receiver, it Item) (string, error) {
	if to.Kind == Mail {
		return r.preview(to, it)
	}
	body, err := r.body(to, it)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = json.Indent(&b, body, "", "  ")
	return b.String(), err
}
