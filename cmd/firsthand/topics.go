package main

import (
	"embed"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed help/*.txt
var helpTexts embed.FS

// topics returns the pages of the handbook: "firsthand help statement". The
// first line of a page is its title.
func topics() []*cobra.Command {
	var commands []*cobra.Command
	for _, name := range []string{"statement", "site", "corrections", "translations", "messages"} {
		text, err := helpTexts.ReadFile("help/" + name + ".txt")
		if err != nil {
			panic(err) // the files are part of the program
		}
		title, rest, _ := strings.Cut(string(text), "\n")
		commands = append(commands, &cobra.Command{Use: name, Short: title, Long: title + "\n" + strings.TrimRight(rest, "\n")})
	}
	return commands
}
