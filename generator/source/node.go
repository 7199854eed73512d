package source

// A node is a value of front matter with its place in the file.
type node struct {
	kind  nodeKind
	style style  // of a scalar
	text  string // of a scalar: what stands there, before any type is read into it
	cut   *cut   // what YAML takes for a comment after a scalar
	items []node // of a list
	pairs []pair // of a mapping, in the order of the file
	where span   // of the first line of the value, or of the key if there is no value
}

type nodeKind int

const (
	nothing nodeKind = iota // no value, or null
	scalar
	list
	mapping
	unreadable // reported already; not the same as missing
)

// A style says how a scalar was written.
type style int

const (
	plain   style = iota
	quoted        // in quotation marks
	folded        // after ">"
	literal       // after "|"
)

// A pair is one entry of a mapping.
type pair struct {
	key   string
	where span // of the key
	value node
}

// A cut is a comment behind a text: "title: Booking is down # says Ana".
type cut struct {
	where span   // from the number sign to the end of the line
	whole string // the text with what follows it
}

// child returns the value under a key.
func (n node) child(key string) (node, bool) {
	for _, p := range n.pairs {
		if p.key == key {
			return p.value, true
		}
	}
	return node{}, false
}

// asList returns the items of a list, and a single value as a list of one.
func (n node) asList() []node {
	switch n.kind {
	case list:
		return n.items
	case nothing:
		return nil
	}
	return []node{n}
}
