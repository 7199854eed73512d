package disclosure

import (
	"reflect"
	"strings"
)

// jsonNames returns the names of all facts as records have them.
func jsonNames() map[string]bool {
	names := map[string]bool{}
	t := reflect.TypeFor[Facts]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}
