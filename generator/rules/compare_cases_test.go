package rules

import (
	"strings"
	"testing"

	d "firsthand/generator/disclosure"
	"firsthand/generator/problem"
)

// inLanguages is one change in three languages: the public text and the file,
// with "=>" between them.
type inLanguages struct{ name, en, es, de string }

// changesOfMeaning are 40 ways in which an edit can change what readers were
// told. None may pass as a repair, in any language.
var changesOfMeaning = []inLanguages{
	// Numbers
	{"number: another", "4,112 people are affected => 61,300 people are affected", "hay 4.112 personas afectadas => hay 61.300 personas afectadas", "4.112 Menschen sind betroffen => 61.300 Menschen sind betroffen"},
	{"number: two digits swapped", "in 212 files => in 221 files", "en 212 archivos => en 221 archivos", "in 212 Dateien => in 221 Dateien"},
	{"number: the separator", "4.1 million lines => 41 million lines", "4,1 millones de líneas => 41 millones de líneas", "4,1 Millionen Zeilen => 41 Millionen Zeilen"},
	{"number: a version", "up to 3.4.1 => up to 3.4.2", "hasta la 3.4.1 => hasta la 3.4.2", "bis 3.4.1 => bis 3.4.2"},
	{"number: a phone number", "call +1 800 555 0142 => call +1 800 555 0124", "llame al +1 800 555 0142 => llame al +1 800 555 0124", "rufen Sie +1 800 555 0142 an => rufen Sie +1 800 555 0124 an"},

	// Number words
	{"number word: another", "we found two files => we found ten files", "encontramos dos archivos => encontramos diez archivos", "wir fanden zwei Dateien => wir fanden zehn Dateien"},
	{"number word: made of parts", "twenty-one clinics => twenty-two clinics", "treinta y una clínicas => treinta y dos clínicas", "einundzwanzig Kliniken => zweiundzwanzig Kliniken"},
	{"number word: a large one", "thousands of people => millions of people", "miles de personas => millones de personas", "tausende Menschen => millionen Menschen"},
	{"number word: of a hundred", "two hundred people => four hundred people", "doscientas personas => trescientas personas", "zweihundert Menschen => dreihundert Menschen"},
	{"number word: an ordinal", "on the sixth day => on the sixteenth day", "el sexto día => el décimo día", "am sechsten Tag => am sechzehnten Tag"},
	{"number word: a part", "a third of the files => a fifth of the files", "un tercio de los archivos => un quinto de los archivos", "ein Drittel der Dateien => ein Fünftel der Dateien"},

	// Dates
	{"date: the day", "on 3 March 2026 => on 4 March 2026", "el 3 de marzo de 2026 => el 4 de marzo de 2026", "am 3. März 2026 => am 4. März 2026"},
	{"date: the month", "since 3 June => since 3 July", "desde el 3 de junio => desde el 3 de julio", "seit dem 3. Juni => seit dem 3. Juli"},
	{"date: the month in short", "since 3 Mar => since 3 May", "desde el 3 mar => desde el 3 may", "seit dem 3. Mrz => seit dem 3. Mai"},
	{"date: a weekday", "on Tuesday => on Thursday", "el martes => el jueves", "am Dienstag => am Donnerstag"},
	{"date: a word for it", "we found it yesterday => we found it today", "lo encontramos ayer => lo encontramos hoy", "wir fanden es gestern => wir fanden es heute"},
	{"date: a time of day", "at 08:55 UTC => at 08:35 UTC", "a las 08:55 UTC => a las 08:35 UTC", "um 08:55 Uhr => um 08:35 Uhr"},

	// Units
	{"unit: of time", "for 5 hours => for 5 days", "durante 5 horas => durante 5 días", "seit 5 Stunden => seit 5 Tagen"},
	{"unit: of size", "4 MB of data => 4 GB of data", "4 MB de datos => 4 GB de datos", "4 MB Daten => 4 GB Daten"},
	{"unit: of money", "it costs 5 euros => it costs 5 dollars", "cuesta 5 euros => cuesta 5 dólares", "es kostet 5 Euro => es kostet 5 Dollar"},
	{"unit: of parts", "5 percent of files => 5 permille of files", "el 5 por ciento => el 5 por mil", "5 Prozent der Dateien => 5 Promille der Dateien"},
	{"unit: a zone", "at 08:55 UTC => at 08:55 CET", "a las 08:55 UTC => a las 08:55 CET", "um 08:55 UTC => um 08:55 MEZ"},

	// Negations
	{"negation: put in", "phone numbers were copied => phone numbers were not copied", "los teléfonos se copiaron => los teléfonos no se copiaron", "die Nummern wurden kopiert => die Nummern wurden nicht kopiert"},
	{"negation: taken out", "nobody has no access => nobody has access", "no hay nada => hay algo", "es gibt keinen Hinweis => es gibt einen Hinweis"},
	{"negation: in a word", "the files were encrypted => the files were unencrypted", "el acceso fue autorizado => el acceso fue desautorizado", "der Zugriff war befugt => der Zugriff war unbefugt"},
	{"negation: one letter", "none of them was copied => one of them was copied", "ningún archivo se copió => algún archivo se copió", "keine Datei wurde kopiert => eine Datei wurde kopiert"},
	{"negation: an exception", "all files except two => all files including two", "todos salvo dos => todos incluso dos", "alle außer zwei => alle samt zwei"},

	// Modal verbs
	{"modal: may to did", "they may read it => they did read it", "pueden leerlo => pudieron leerlo", "sie können es lesen => sie konnten es lesen"},
	{"modal: could to can", "they could open it => they can open it", "podrían abrirlo => podían abrirlo", "sie könnten es öffnen => sie können es öffnen"},
	{"modal: the tense", "they copied the files => they copy the files", "secuestraran los archivos => secuestrarán los archivos", "sie kamen an die Daten => sie kämen an die Daten"},
	{"modal: how sure", "it is probably over => it is certainly over", "probablemente terminó => seguramente terminó", "es ist wahrscheinlich vorbei => es ist sicherlich vorbei"},

	// Links
	{"link: the target", "see [help](https://a.example/x) => see [help](https://a.example/y)", "vea [ayuda](https://a.example/x) => vea [ayuda](https://a.example/y)", "siehe [Hilfe](https://a.example/x) => siehe [Hilfe](https://a.example/y)"},
	{"link: an address in the text", "write to help@northquay.example => write to help@nortquay.example", "escriba a help@northquay.example => escriba a help@nortquay.example", "schreiben Sie an help@northquay.example => schreiben Sie an help@nortquay.example"},
	{"link: a file", "[the list](files/list.csv) => [the list](files/lists.csv)", "[la lista](files/list.csv) => [la lista](files/lists.csv)", "[die Liste](files/list.csv) => [die Liste](files/lists.csv)"},

	// Names
	{"name: in a sentence", "a session of Okta was used => a session of Otka was used", "una sesión de Okta se usó => una sesión de Otka se usó", "eine Sitzung von Okta wurde benutzt => eine Sitzung von Otka wurde benutzt"},
	{"name: at the beginning", "Johnson Mail told us => Jonhson Mail told us", "Fernández Correo nos avisó => Fernádnez Correo nos avisó", "Fernholz Post hat es gemeldet => Fernhozl Post hat es gemeldet"},
	{"name: like a common word", "Clark told us about it => Clerk told us about it", "Cerrado nos avisó => Serrado nos avisó", "Kunder hat es gemeldet => Kunden hat es gemeldet"},

	// Steps
	{"step: one more", "- Call us => - Call us\n- Change your password", "- Llámenos => - Llámenos\n- Cambie su contraseña", "- Rufen Sie uns an => - Rufen Sie uns an\n- Ändern Sie Ihr Passwort"},
	{"step: another", "1. Change your password => 1. Keep your password", "1. Cambie su contraseña => 1. Conserve su contraseña", "1. Ändern Sie Ihr Passwort => 1. Behalten Sie Ihr Passwort"},
	{"step: their order", "1. Sign out\n2. Sign in => 1. Sign in\n2. Sign out", "1. Salga\n2. Entre => 1. Entre\n2. Salga", "1. Melden Sie sich ab\n2. Melden Sie sich an => 1. Melden Sie sich an\n2. Melden Sie sich ab"},
}

// repairs are 20 pure repairs; "" where a language has nothing of the kind.
var pureRepairs = []inLanguages{
	// Spelling
	{"letters swapped", "an export they did not aks for => an export they did not ask for", "los pacietnes => los pacientes", "die Kliinken arbeiten => die Kliniken arbeiten"},
	{"a letter left out", "the contrctor told us => the contractor told us", "la contrseña => la contraseña", "die Sicherhet der Daten => die Sicherheit der Daten"},
	{"a letter too many", "the cliniic called => the clinic called", "la clíniica llamó => la clínica llamó", "die Klinnik rief an => die Klinik rief an"},
	{"a letter not doubled", "it occured at night => it occurred at night", "el eror del equipo => el error del equipo", "die Pase und Pasworte: das Paswort => die Pase und Pasworte: das Passwort"},
	{"another letter", "the responce was slow => the response was slow", "el servisio de citas => el servicio de citas", "die Antwert kam => die Antwort kam"},
	{"an accent or an umlaut", "", "la informacion de la cita => la información de la cita", "die Stoerung dauert an => die Störung dauert an"},
	{"double s", "", "", "in dieser Strasse => in dieser Straße"},
	{"a word twice", "we closed the the way in => we closed the way in", "cerramos la la entrada => cerramos la entrada", "wir haben haben den Zugang geschlossen => wir haben den Zugang geschlossen"},
	{"a word for one that sounds the same", "your welcome to call; its over => you're welcome to call; it's over", "", "wir wissen, das es so war => wir wissen, dass es so war"},
	{"a capital at the beginning", "it works. clinics can book => it works. Clinics can book", "funciona. clínicas y pacientes => funciona. Clínicas y pacientes", "alle kunden sind informiert => alle Kunden sind informiert"},

	// Punctuation
	{"a full stop", "We are sorry => We are sorry.", "Lo sentimos => Lo sentimos.", "Es tut uns leid => Es tut uns leid."},
	{"commas", "We checked and found more, => We checked, and found more", "Sin embargo hay más => Sin embargo, hay más", "Wir wissen dass es so war => Wir wissen, dass es so war"},
	{"a mark that opens", "", "Quién fue? Perdón! => ¿Quién fue? ¡Perdón!", ""},
	{"smart quotes", `the "old" clinic's file => the “old” clinic’s file`, `el archivo "viejo" => el archivo «viejo»`, `die "alte" Datei => die „alte“ Datei`},
	{"dashes and dots", "We looked - and found... more => We looked – and found… more", "Miramos - y había... más => Miramos — y había… más", "Wir suchten - und fanden... mehr => Wir suchten – und fanden… mehr"},

	// Form
	{"line breaks", "We closed\nthe way in. => We closed the way in.", "Cerramos\nla entrada. => Cerramos la entrada.", "Wir haben\nden Zugang geschlossen. => Wir haben den Zugang geschlossen."},
	{"a new paragraph", "We closed it. We are sorry. => We closed it.\n\nWe are sorry.", "La cerramos. Lo sentimos. => La cerramos.\n\nLo sentimos.", "Er ist zu. Es tut uns leid. => Er ist zu.\n\nEs tut uns leid."},
	{"spaces", "at  08:55\u00a0UTC => at 08:55 UTC", "a las  08:55\u00a0UTC => a las 08:55 UTC", "um  08:55\u00a0Uhr => um 08:55 Uhr"},
	{"capitals of a heading", "### What we checked\n\nFiles. => ### What We Checked\n\nFiles.", "### Qué Hemos Mirado\n\nArchivos. => ### Qué hemos mirado\n\nArchivos.", "### WAS WIR PRÜFTEN\n\nDateien. => ### Was wir prüften\n\nDateien."},
	{"emphasis and list marks", "* **call** us\n* write => - call us\n- write", "* **llame**\n* escriba => - llame\n- escriba", "* **rufen** Sie an\n* schreiben Sie => - rufen Sie an\n- schreiben Sie"},
}

// forLanguages runs a test for each language of each case.
func forLanguages(t *testing.T, cases []inLanguages, test func(t *testing.T, lang, old, new string)) {
	t.Helper()
	for _, c := range cases {
		for _, l := range []struct{ lang, texts string }{{"en", c.en}, {"es", c.es}, {"de", c.de}} {
			if l.texts == "" {
				continue
			}
			old, new, ok := strings.Cut(l.texts, " => ")
			if !ok {
				t.Fatalf("%q has no =>", l.texts)
			}
			t.Run(c.name+" "+l.lang, func(t *testing.T) { test(t, l.lang, old, new) })
		}
	}
}

// everywhere returns a text in each place of a document that holds words.
func everywhere(text string) map[string]d.Said {
	return map[string]d.Said{
		"text":     {Text: []d.Passage{{MD: text}}},
		"section":  {Text: []d.Passage{{Heading: "What Happened", Section: "what-happened", MD: text}}},
		"summary":  {Summary: text},
		"fact":     {Facts: d.Facts{HowToKnow: text}},
		"step":     {Facts: d.Facts{Actions: d.Actions{Steps: []d.Action{{Do: text}}}}},
		"reason":   {Corrections: map[string]string{"affected": text}},
		"question": {Questions: []d.Question{{Question: "Why?", MD: text}}},
	}
}

func TestAChangeOfMeaningIsRefused(t *testing.T) {
	if len(changesOfMeaning) < 40 {
		t.Fatalf("%d cases", len(changesOfMeaning))
	}
	forLanguages(t, changesOfMeaning, func(t *testing.T, lang, old, new string) {
		olds, news := everywhere(old), everywhere(new)
		for place := range olds {
			for _, both := range [][2]d.Said{{olds[place], news[place]}, {news[place], olds[place]}} {
				got := Compare(both[0], both[1], lang)
				if got.Verdict != Refused {
					t.Errorf("%s: have %s (%s), want refused\nold: %s\nnew: %s", place, got.Verdict, got, old, new)
				}
				if got.Before == "" && got.After == "" {
					t.Errorf("%s: the difference shows neither text", place)
				}
			}
		}
	})
}

func TestAPureRepairPasses(t *testing.T) {
	if len(pureRepairs) < 20 {
		t.Fatalf("%d cases", len(pureRepairs))
	}
	forLanguages(t, pureRepairs, func(t *testing.T, lang, old, new string) {
		olds, news := everywhere(old), everywhere(new)
		for place := range olds {
			if got := Compare(olds[place], news[place], lang); got.Verdict != Repair {
				t.Errorf("%s: have %s (%s), want repair\nold: %s\nnew: %s", place, got.Verdict, got, old, new)
			}
		}
		// It is recorded without any extra typing: nothing stops it, nothing is asked.
		before, after := document("x/01", notice()), document("x/01", notice())
		before.Lang, after.Lang = lang, lang
		before.Said.Text[0].MD, after.Said.Text[0].MD = old, new
		for _, p := range Check(Set{Site: testSite(), Now: now, Incidents: []Incident{{ID: "x", Documents: []Document{after}, Ledger: public(before)}}}).All() {
			if p.Rule != "HIST-004" || p.Severity != problem.Warning || p.Fix != "nothing to do: it is recorded as an edit, with its time" {
				t.Errorf("%s: %s [%s], fix: %s", p.Severity, p.Text, p.Rule, p.Fix)
			}
		}
	})
}
