package verify

// ComparePages says how what one page shows differs from another one.
func ComparePages(shown, made []byte) []string {
	return compareLines("the page", pageLines(parsePage(shown)), pageLines(parsePage(made)))
}

// Essential lists what any page shows of a view.
func Essential(view any) []string { return essential(view) }
