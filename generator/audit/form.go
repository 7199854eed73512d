package audit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// checkXML reads a feed or picture to its end.
func checkXML(name string, data []byte) []Finding {
	d := xml.NewDecoder(bytes.NewReader(data))
	elements := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && elements > 0 {
			return nil
		}
		if err != nil {
			return []Finding{{name, RuleForm, fmt.Sprintf("this is not XML: %v", err)}}
		}
		if _, ok := t.(xml.StartElement); ok {
			elements++
		}
	}
}

func checkJSON(name string, data []byte) []Finding {
	if !json.Valid(data) {
		return []Finding{{name, RuleForm, "this is not JSON"}}
	}
	return nil
}
