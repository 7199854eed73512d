package main

import (
	"errors"
	"os"
	"strings"

	"github.com/charmbracelet/huh"
	"golang.org/x/term"

	"firsthand/generator/disclosure"
	"firsthand/generator/draft"
	"firsthand/generator/problem"
)

// isTerminal reports whether a stream is a terminal that a person looks at.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// asks reports whether there is somebody to ask.
func (a *app) asks() bool { return isTerminal(a.stdin) && isTerminal(a.stderr) }

// askIncident fills what a first notice needs: from the terminal, or not at all.
func (a *app) askIncident(s *draft.Statement) error {
	if a.asks() && (s.Title == "" || s.Kind == "" || s.Text == "") {
		if s.NextUpdate == "" {
			s.NextUpdate = "in 60 minutes"
		}
		var options []huh.Option[string]
		for _, k := range disclosure.Kinds {
			options = append(options, huh.NewOption(kindQuestion[k], string(k)))
		}
		if err := a.form(
			huh.NewInput().Title("Title").Description("What readers notice, not its cause.").Placeholder("Booking is slow").CharLimit(90).Value(&s.Title).Validate(needed("a title")),
			huh.NewSelect[string]().Title("Kind").Options(options...).Value(&s.Kind),
			huh.NewText().Title("What happened, as far as you know").Description("Two or three sentences with times in UTC. Say what you do not know yet.").Value(&s.Text).Validate(needed("a sentence")),
			huh.NewInput().Title("You write again").Description("A time, or a span such as: in 60 minutes").Value(&s.NextUpdate),
		); err != nil {
			return err
		}
	}
	if s.NextUpdate == "" {
		s.NextUpdate = "in 60 minutes"
	}
	if err := missing(map[string]string{"--title": s.Title, "--kind": s.Kind, "--text": s.Text},
		`firsthand new incident --title "Booking is slow" --kind outage --text "Since 07:42 UTC booking takes up to a minute."`); err != nil {
		return err
	}
	return checkKind(s.Kind)
}

// askUpdate fills what an update needs.
func (a *app) askUpdate(s *draft.Statement) error {
	if a.asks() && s.Text == "" {
		if err := a.form(
			huh.NewInput().Title("Headline").Description("Empty: the title of the incident.").CharLimit(90).Value(&s.Headline),
			huh.NewText().Title("What is new").Value(&s.Text).Validate(needed("a sentence")),
			huh.NewInput().Title("Status").Description("Empty: as it was last said.").Value(&s.Status),
			huh.NewInput().Title("You write again").Description("A time, or a span such as: in 4 hours").Value(&s.NextUpdate),
		); err != nil {
			return err
		}
	}
	return missing(map[string]string{"--text": s.Text},
		`firsthand new update 2026-03-03-support-exports --text "We ended the sessions at 11:40 UTC." --next-update "in 4 hours"`)
}

func (a *app) form(fields ...huh.Field) error {
	form := huh.NewForm(huh.NewGroup(fields...)).WithInput(a.stdin).WithOutput(a.stderr)
	if err := form.Run(); errors.Is(err, huh.ErrUserAborted) {
		return errors.New("stopped; nothing was written")
	} else if err != nil {
		return err
	}
	return nil
}

var kindQuestion = map[disclosure.Kind]string{
	disclosure.Outage:        "Something does not work (outage)",
	disclosure.Degradation:   "Something works badly (degradation)",
	disclosure.DataBreach:    "Somebody may have got at people's data (data-breach)",
	disclosure.Security:      "Something happened to our security, no personal data known (security)",
	disclosure.Vulnerability: "A weakness in something we make (vulnerability)",
	disclosure.Maintenance:   "Planned work (maintenance)",
	disclosure.Notice:        "Fakes in our name, or a false claim about us (notice)",
}

func needed(what string) func(string) error {
	return func(s string) error {
		if strings.TrimSpace(s) == "" {
			return errors.New("please type " + what)
		}
		return nil
	}
}

// missing returns a usage error that names the flags without a value.
func missing(flags map[string]string, example string) error {
	var names []string
	for _, name := range []string{"--title", "--kind", "--text"} {
		if value, ok := flags[name]; ok && strings.TrimSpace(value) == "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return usage("missing: %s\n  example: %s", strings.Join(names, ", "), example)
}

func checkKind(kind string) error {
	for _, k := range kinds() {
		if k == kind {
			return nil
		}
	}
	text := "--kind " + kind + " is not a kind firsthand knows"
	if near, ok := problem.Nearest(kind, kinds()); ok {
		text += "; did you mean " + near + "?"
	}
	return usage("%s\n  fix: use one of %s", text, strings.Join(kinds(), ", "))
}
