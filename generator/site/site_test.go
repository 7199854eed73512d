package site

import "testing"

func TestWordsFallBackToWhatThereIs(t *testing.T) {
	for _, c := range []struct {
		name  string
		words Words
		lang  string
		want  string
	}{
		{"the language itself", Words{"en": "Booking", "es": "Reservas"}, "es", "Reservas"},
		{"one text for all", Words{"": "Agent"}, "es", "Agent"},
		{"another language", Words{"es": "Reservas", "fr": "Réservations"}, "en", "Reservas"},
		{"nothing", nil, "en", ""},
	} {
		if got := c.words.In(c.lang); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestComponentsKeepTheirOrder(t *testing.T) {
	s := Site{Groups: []Group{{Components: []Component{{ID: "b"}}}, {Components: []Component{{ID: "a"}, {ID: "c"}}}}}
	var ids string
	for _, c := range s.Components() {
		ids += c.ID
	}
	if ids != "bac" {
		t.Errorf("components in the order %s, want bac", ids)
	}
	if _, ok := s.Component("a"); !ok {
		t.Error("a component is not found")
	}
	if _, ok := s.Component("d"); ok {
		t.Error("a component is found that is not there")
	}
	if got := (&Site{}).Original(); got != "en" {
		t.Errorf("a site without languages is written in %q", got)
	}
}
